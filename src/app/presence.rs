//! Whether the person who signed in is still the one who sits there: the lock of a device that was left alone, and the fresh
//! proof that some deeds ask for.

use domain::audit::{By, Deed, Outcome};
use domain::login;
use domain::user::{Caller, Standing};
use store::logins::Live;

use crate::second_factor::judge;
use crate::{App, Error, Result, audit};

/// What a live login is good for at this moment.
pub(crate) fn standing(app: &App, login: &Live) -> Standing {
    // A program is not left alone at a desk.
    let idle = login.is_browser && login::is_idle(login.role, login.last_used_at, app.now());
    let demanded = app.settings.require_mfa && login::must_show_second_factor(login.role);
    if login.is_locked || idle {
        Standing::Locked
    } else if demanded && login.second_factor_at.is_none() {
        Standing::NeedsSecondFactor
    } else {
        Standing::Full
    }
}

/// Locks the caller's login until they show again who they are.
///
/// # Errors
/// [`Error::Internal`].
pub async fn lock(app: &App, caller: &Caller) -> Result<()> {
    let mut tx = app.db.write().await?;
    if store::logins::lock(&mut tx, caller.login).await? {
        audit::note(
            &mut tx,
            app.now(),
            By::Caller(caller),
            Deed::LoginLocked,
            caller.login.uuid(),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What somebody shows to prove that it is them: a code where they have a second factor, else the password.
#[derive(Default)]
pub struct Proof {
    /// The password.
    pub password: Option<String>,
    /// A code of the authenticator app, or a recovery code.
    pub code: Option<String>,
}

/// Opens the caller's login again.
///
/// # Errors
/// [`Error::Unauthenticated`] for a wrong proof, [`Error::SecondFactorRequired`] and [`Error::Invalid`] for none.
pub async fn unlock(app: &App, caller: &Caller, proof: Proof) -> Result<()> {
    prove(app, caller, proof, Deed::LoginUnlocked).await
}

/// Notes that it is still the caller; deeds that need that are open to them for [`login::STEP_UP`].
///
/// # Errors
/// As [`unlock`].
pub async fn step_up(app: &App, caller: &Caller, proof: Proof) -> Result<()> {
    prove(app, caller, proof, Deed::SteppedUp).await
}

/// Goes on only when the caller proved a moment ago that it is them.
///
/// # Errors
/// [`Error::StepUpRequired`].
pub fn require_step_up(app: &App, caller: &Caller) -> Result<()> {
    if login::is_fresh(caller.stepped_up_at, app.now()) {
        Ok(())
    } else {
        Err(Error::StepUpRequired)
    }
}

/// What a proof is compared with.
enum Shown {
    Code(String),
    Password { typed: String, hash: String },
}

async fn prove(app: &App, caller: &Caller, proof: Proof, deed: Deed) -> Result<()> {
    let ended = Error::Unauthenticated("Your sign-in has ended; please sign in again.");
    let shown = shown(app, caller, proof).await?;
    // The attempt is taken before the proof is looked at: of many guesses at once no more than the allowed few are judged.
    let mut tx = app.db.write().await?;
    if !store::logins::attempt(&mut tx, caller.login).await? {
        return Err(ended);
    }
    tx.commit().await?;
    // Hashing takes long, so no transaction waits for it.
    let known = match &shown {
        Shown::Password { typed, hash } => app.passwords.verify(typed.clone(), Some(hash.clone())).await?,
        Shown::Code(_) => false,
    };

    let (now, by, record) = (app.now(), By::Caller(caller), caller.login.uuid());
    let mut tx = app.db.write().await?;
    let verdict = match &shown {
        Shown::Code(code) => Some(judge(app, &mut tx, caller.user, code).await?),
        Shown::Password { .. } => None,
    };
    let right = match verdict {
        Some(verdict) => verdict.right(),
        None if known => Ok(()),
        None => Err(Error::Unauthenticated("This password is not right.")),
    };
    if right.is_ok() {
        let second_factor = verdict.is_some();
        let live = match deed {
            Deed::SteppedUp => store::logins::step_up(&mut tx, caller.login, second_factor, now).await?,
            _ => store::logins::unlock(&mut tx, caller.login, second_factor, now).await?,
        };
        if !live {
            return Err(ended);
        }
        if let Some(verdict) = verdict {
            verdict.note(&mut tx, now, by, caller.user).await?;
        }
        audit::note(&mut tx, now, by, deed, record).await?;
    } else {
        let exhausted = store::logins::revoke_exhausted(&mut tx, caller.login).await?;
        match verdict {
            Some(verdict) => verdict.note(&mut tx, now, by, caller.user).await?,
            None => {
                let reason = Some("wrong_password");
                audit::note_with(&mut tx, now, by, deed, record, Outcome::Refused, reason).await?;
            }
        }
        if exhausted {
            let reason = Some("wrong_proofs");
            audit::note_with(&mut tx, now, by, Deed::LoginEnded, record, Outcome::Done, reason).await?;
        }
    }
    tx.commit().await?;
    right
}

/// What the caller has to show, if they did show it.
async fn shown(app: &App, caller: &Caller, proof: Proof) -> Result<Shown> {
    let mut tx = app.db.read().await?;
    if store::second_factors::confirmed_at(&mut tx, caller.user)
        .await?
        .is_some()
    {
        let code = proof.code.filter(|code| !code.trim().is_empty());
        return code.map(Shown::Code).ok_or(Error::SecondFactorRequired);
    }
    let account = store::users::by_id(&mut tx, caller.user).await?;
    let account = account.ok_or(Error::Unauthenticated("Please sign in again."))?;
    let typed = proof.password.ok_or_else(|| Error::Invalid {
        field: "password",
        detail: "Enter your password.".into(),
    })?;
    Ok(Shown::Password {
        typed: crate::sign_in::bounded(typed),
        hash: account.hashed_password,
    })
}
