//! The second factor: codes of an authenticator app, and recovery codes for the day the telephone is gone.
//!
//! A secret is shown once and holds from its first code on; a second factor that held before goes on until then, so that nobody
//! locks themselves out half way. A code works once. What a person may still try is counted in the row ([`store::second_factors`]).

use domain::audit::{By, Deed, Outcome};
use domain::second_factor::{self, Code};
use domain::user::Caller;
use domain::{Timestamp, UserId, login};
use ring::rand::{SecureRandom, SystemRandom};
use store::Tx;
use store::second_factors::Attempt;

use crate::presence::require_step_up;
use crate::{App, Error, Result, audit, totp};

/// What came of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A code of the authenticator app, now spent.
    App,
    /// A recovery code, now spent.
    Recovery,
    /// No code of this person, or one that was used before.
    Wrong,
    /// Not looked at: too many were wrong.
    Paused,
}

impl Verdict {
    /// Goes on only with a right code.
    pub(crate) fn right(self) -> Result<()> {
        match self {
            Self::App | Self::Recovery => Ok(()),
            Self::Wrong => Err(Error::Unauthenticated(
                "This code is not right, or it was used already.",
            )),
            Self::Paused => Err(Error::Unauthenticated(
                "There were too many wrong codes; wait five minutes, or use a recovery code.",
            )),
        }
    }

    /// Notes what is worth remembering.
    pub(crate) async fn note(self, tx: &mut Tx, now: Timestamp, by: By<'_>, user: UserId) -> Result<()> {
        let record = user.uuid();
        let refused = |reason| (Deed::SecondFactorRefused, Outcome::Refused, Some(reason));
        let (deed, outcome, reason) = match self {
            Self::App => return Ok(()),
            Self::Recovery => (Deed::RecoveryCodeUsed, Outcome::Done, None),
            Self::Wrong => refused("wrong_code"),
            Self::Paused => refused("too_many_codes"),
        };
        audit::note_with(tx, now, by, deed, record, outcome, reason).await
    }
}

/// Judges a code of somebody who has a second factor, and spends it. The caller commits also when it was wrong: the attempt
/// counts.
pub(crate) async fn judge(app: &App, tx: &mut Tx, user: UserId, code: &str) -> Result<Verdict> {
    let (contact, now) = (app.key.contact_key(), app.now());
    match Code::parse(code) {
        Some(Code::Recovery(code)) => {
            let spent = store::second_factors::spend_recovery_code(tx, contact, user, &code, now).await?;
            Ok(if spent { Verdict::Recovery } else { Verdict::Wrong })
        }
        Some(Code::App(code)) => {
            let Attempt::Secret(secret) = store::second_factors::attempt(tx, contact, user, now).await? else {
                return Ok(Verdict::Paused);
            };
            let right = match totp::step(&secret, &code, now)? {
                Some(step) => store::second_factors::accept(tx, user, step).await?,
                None => false,
            };
            Ok(if right { Verdict::App } else { Verdict::Wrong })
        }
        None => Ok(Verdict::Wrong),
    }
}

/// Whether the practice demands a second factor of the caller.
pub fn is_required(app: &App, caller: &Caller) -> bool {
    app.settings.require_mfa && login::must_show_second_factor(caller.role)
}

/// Where the caller's second factor stands.
pub struct Status {
    /// Since when it has counted.
    pub confirmed_at: Option<Timestamp>,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: i64,
    /// Whether the practice demands it.
    pub is_required: bool,
}

/// Where the caller's second factor stands.
///
/// # Errors
/// [`Error::Internal`].
pub async fn status(app: &App, caller: &Caller) -> Result<Status> {
    let mut tx = app.db.read().await?;
    Ok(Status {
        confirmed_at: store::second_factors::confirmed_at(&mut tx, caller.user).await?,
        recovery_codes_left: store::second_factors::recovery_codes_left(&mut tx, caller.user).await?,
        is_required: is_required(app, caller),
    })
}

/// What an authenticator app is set up with. Shown once.
pub struct Enrolment {
    /// The secret in base 32, to be typed.
    pub secret: String,
    /// The same as an address, to be scanned.
    pub uri: String,
}

/// Begins to set up an authenticator app. One that is set up already goes on to count until the new one is confirmed.
///
/// # Errors
/// [`Error::StepUpRequired`] when one is set up already.
pub async fn begin(app: &App, caller: &Caller) -> Result<Enrolment> {
    let secret = totp::new_secret()?;
    let mut tx = app.db.write().await?;
    if store::second_factors::confirmed_at(&mut tx, caller.user)
        .await?
        .is_some()
    {
        require_step_up(app, caller)?;
    }
    let account = store::users::by_id(&mut tx, caller.user).await?;
    let account = account.ok_or(Error::Unauthenticated("Please sign in again."))?;
    let (shown, uri) = totp::enrolment(&secret, &account.user.email)?;
    store::second_factors::offer(&mut tx, app.key.contact_key(), caller.user, &secret, app.now()).await?;
    tx.commit().await?;
    Ok(Enrolment { secret: shown, uri })
}

/// Confirms an authenticator app by its first code: from now on it counts, and this login has shown it. Returns recovery codes,
/// which nobody can read again.
///
/// # Errors
/// [`Error::Conflict`] when none was begun, [`Error::Invalid`] for a wrong code.
pub async fn confirm(app: &App, caller: &Caller, code: &str) -> Result<Vec<String>> {
    let (contact, now) = (app.key.contact_key(), app.now());
    let none = || Error::Conflict("There is nothing to confirm; please begin again.".into());
    let mut tx = app.db.write().await?;
    let offered = store::second_factors::offered(&mut tx, contact, caller.user)
        .await?
        .ok_or_else(none)?;
    let step = match Code::parse(code) {
        Some(Code::App(code)) => totp::step(&offered.secret, &code, now)?,
        _ => None,
    };
    let step = step.ok_or_else(|| Error::Invalid {
        field: "code",
        detail: "This code is not right; enter the one your authenticator app shows now, and check the clock of the \
                 device."
            .into(),
    })?;
    if !store::second_factors::confirm(&mut tx, contact, caller.user, &offered, step, now).await? {
        return Err(none());
    }
    let codes = make_recovery_codes(app, &mut tx, caller.user).await?;
    store::logins::second_factor_shown(&mut tx, caller.login, now).await?;
    let record = caller.user.uuid();
    audit::note(&mut tx, now, By::Caller(caller), Deed::SecondFactorAdded, record).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::RecoveryCodesMade, record).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Makes new recovery codes; the old ones are void.
///
/// # Errors
/// [`Error::StepUpRequired`]; [`Error::Conflict`] without a second factor.
pub async fn renew_recovery_codes(app: &App, caller: &Caller) -> Result<Vec<String>> {
    require_step_up(app, caller)?;
    let mut tx = app.db.write().await?;
    if !store::second_factors::hold(&mut tx, caller.user).await? {
        return Err(Error::Conflict(
            "Recovery codes go with a second factor; set one up first.".into(),
        ));
    }
    let codes = make_recovery_codes(app, &mut tx, caller.user).await?;
    let record = caller.user.uuid();
    audit::note(&mut tx, app.now(), By::Caller(caller), Deed::RecoveryCodesMade, record).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn make_recovery_codes(app: &App, tx: &mut Tx, user: UserId) -> Result<Vec<String>> {
    let mut codes = Vec::with_capacity(second_factor::RECOVERY_CODES);
    for _ in 0..second_factor::RECOVERY_CODES {
        let mut random = [0; 10];
        SystemRandom::new()
            .fill(&mut random)
            .map_err(|_| Error::internal("no randomness from the operating system"))?;
        codes.push(second_factor::recovery_code(random));
    }
    store::second_factors::replace_recovery_codes(tx, app.key.contact_key(), user, &codes).await?;
    Ok(codes.iter().map(|code| second_factor::shown(code)).collect())
}

/// Removes the caller's second factor and its recovery codes. Removing none is fine.
///
/// # Errors
/// [`Error::Refused`] where the practice demands one, [`Error::StepUpRequired`].
pub async fn remove(app: &App, caller: &Caller) -> Result<()> {
    if is_required(app, caller) {
        return Err(Error::Refused(
            "This practice asks for a second factor; it can be replaced, but not removed.",
        ));
    }
    require_step_up(app, caller)?;
    let mut tx = app.db.write().await?;
    if store::second_factors::remove(&mut tx, caller.user).await? {
        let record = caller.user.uuid();
        audit::note(
            &mut tx,
            app.now(),
            By::Caller(caller),
            Deed::SecondFactorRemoved,
            record,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
