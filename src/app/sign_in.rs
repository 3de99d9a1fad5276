//! Signing in, staying signed in, signing out.
//!
//! Nobody learns from a refusal who has an account here. An address can have two: its own, and a *shadow*, which a sign-up made
//! because the address was taken. Every sign-in therefore looks for both and verifies two passwords, decoys where there is
//! nothing to compare with, and every refusal is the same answer after the same work.

use std::time::Duration;

use domain::audit::{By, Deed, Origin, Outcome};
use domain::mail::Template;
use domain::user::{Caller, Standing, User, normalise_email};
use domain::{LoginId, Timestamp, UserId, login};
use store::Tx;
use store::logins::NewLogin;
use store::users::Account;

pub use crate::presence::require_step_up;

use crate::presence::standing;
use crate::{App, Error, Result, audit, mail, passwords, second_factor, tokens, users};

/// A browser's login ends after this long however often it is refreshed: a working day.
pub const WORKING_DAY: Duration = Duration::from_secs(12 * 60 * 60);

/// How long after a refresh the spent token may come again without being taken for a stolen one: two tabs of one browser
/// may refresh at the same moment.
pub const RACE: Duration = Duration::from_secs(10);

/// Where the tokens of a login are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// In cookies of our own pages.
    Browser,
    /// By a program, from the body of the answer.
    Program,
}

/// The two tokens of a login.
pub struct Tokens {
    /// JWT for the `Authorization` header.
    pub access: String,
    /// Opaque, for one refresh.
    pub refresh: String,
    /// Where they are kept.
    pub surface: Surface,
}

/// Begins a login for somebody who has proved who they are.
pub(crate) async fn begin(
    app: &App,
    tx: &mut Tx,
    user: UserId,
    surface: Surface,
    second_factor: bool,
    origin: &Origin,
) -> Result<Tokens> {
    let now = app.now();
    let id = LoginId::new(now);
    let (refresh, refresh_hash) = tokens::new_refresh()?;
    let is_browser = surface == Surface::Browser;
    let login = NewLogin {
        id,
        user,
        refresh_hash,
        expires_at: now + tokens::REFRESH,
        is_browser,
        ends_at: is_browser.then(|| now + WORKING_DAY),
        second_factor_at: second_factor.then_some(now),
        address: origin.address.map(|address| address.to_string()),
        agent: origin.agent.clone(),
        created_at: now,
    };
    store::logins::insert(tx, &login).await?;
    Ok(Tokens {
        access: app.tokens.access(user, id, now)?,
        refresh,
        surface,
    })
}

/// What somebody signs in with.
pub struct Credentials {
    /// Address of the account.
    pub email: String,
    /// Its password.
    pub password: String,
    /// A code of the second factor, where there is one.
    pub code: Option<String>,
}

/// Signs in with address, password and, where the account has a second factor, a code.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::SecondFactorRequired`] when only the code is missing.
pub async fn login(app: &App, credentials: Credentials, surface: Surface, origin: &Origin) -> Result<Tokens> {
    let Credentials { email, password, code } = credentials;
    let accounts = accounts(app, &email).await?;
    let known = accounts[0].as_ref().map(|account| account.user.id.uuid());
    let password = bounded(password);
    let proved = whose(app, &password, accounts).await?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    let Some(Account { user, hashed_password }) = still_theirs(&mut tx, proved).await? else {
        let by = By::Stranger(origin);
        audit::note_with(&mut tx, now, by, Deed::SignInRefused, known, Outcome::Refused, None).await?;
        tx.commit().await?;
        return Err(Error::Unauthenticated("E-mail or password is wrong."));
    };
    let by = By::Person(user.id, origin);
    let verdict = match store::second_factors::confirmed_at(&mut tx, user.id).await? {
        None => None,
        Some(_) => {
            let code = code.filter(|code| !code.trim().is_empty());
            let code = code.ok_or(Error::SecondFactorRequired)?;
            Some(second_factor::judge(app, &mut tx, user.id, &code).await?)
        }
    };
    if let Some(Err(refused)) = verdict.map(second_factor::Verdict::right) {
        // The wrong attempt counts.
        note(verdict, &mut tx, now, by, user.id).await?;
        tx.commit().await?;
        return Err(refused);
    }
    alert(app, &mut tx, &user, origin).await?;
    let tokens = begin(app, &mut tx, user.id, surface, verdict.is_some(), origin).await?;
    note(verdict, &mut tx, now, by, user.id).await?;
    audit::note(&mut tx, now, by, Deed::SignedIn, user.id.uuid()).await?;
    tx.commit().await?;
    // The login stands whatever comes of this; the next one tries again.
    if let Err(error) = passwords::renew(app, user.id, password, &hashed_password).await {
        tracing::warn!(error = &error as &dyn std::error::Error, user.id = %user.id, "a password could not be hashed anew");
    }
    Ok(tokens)
}

async fn note(
    verdict: Option<second_factor::Verdict>,
    tx: &mut Tx,
    now: Timestamp,
    by: By<'_>,
    user: UserId,
) -> Result<()> {
    match verdict {
        Some(verdict) => verdict.note(tx, now, by, user).await,
        None => Ok(()),
    }
}

/// Longer passwords than any account can have are not worth hashing.
pub(crate) fn bounded(password: String) -> String {
    if password.len() > 1024 { String::new() } else { password }
}

/// The account of an address and, beside a confirmed one, the newest shadow: in either case the newest sign-up that was never
/// confirmed is among them, and no earlier one.
async fn accounts(app: &App, email: &str) -> Result<[Option<Account>; 2]> {
    let Ok(email) = normalise_email(email) else {
        return Ok([None, None]);
    };
    let mut tx = app.db.read().await?;
    let account = store::users::by_email(&mut tx, &email).await?;
    let shadow = store::users::shadow_by_email(&mut tx, &email).await?;
    let confirmed = account.as_ref().is_some_and(|account| account.user.is_verified);
    Ok([account, shadow.filter(|_| confirmed)])
}

/// The first of the accounts whose password this is. Both are compared whatever comes of the first.
async fn whose(app: &App, password: &str, accounts: [Option<Account>; 2]) -> Result<Option<Account>> {
    let mut found = None;
    for account in accounts {
        let hash = account.as_ref().map(|account| account.hashed_password.clone());
        if app.passwords.verify(password.to_owned(), hash).await? && found.is_none() {
            found = account;
        }
    }
    Ok(found)
}

/// The owner, if the account may sign in and has the password that was compared: both may have changed while it was hashed.
async fn still_theirs(tx: &mut Tx, proved: Option<Account>) -> Result<Option<Account>> {
    let Some(proved) = proved else {
        return Ok(None);
    };
    let account = store::users::by_id(tx, proved.user.id).await?;
    Ok(account.filter(|now| now.user.is_active && now.hashed_password == proved.hashed_password))
}

/// Tells the owner of a sign-in from a device they never used. Only a confirmed address is written to: whoever signs up with
/// somebody else's must not be able to send them mail by signing in.
async fn alert(app: &App, tx: &mut Tx, user: &User, origin: &Origin) -> Result<()> {
    let address = origin.address.map(|address| address.to_string());
    let is_new = store::logins::is_new_device(tx, user.id, address.as_deref(), origin.agent.as_deref()).await?;
    if is_new && user.is_verified {
        mail::queue(app, tx, Template::SignInAlert, &user.email, Some(user.id), None).await?;
    }
    Ok(())
}

/// Exchanges a refresh token for a new pair; the old one is spent. A spent one that comes again ends the login, unless it
/// comes so soon that another tab of the same browser must have been faster.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, spent or expired; [`Error::Conflict`] when another tab was faster.
pub async fn refresh(app: &App, token: &str, surface: Surface, origin: &Origin) -> Result<Tokens> {
    let expired = Error::Unauthenticated("Your sign-in has ended; please sign in again.");
    let now = app.now();
    let hash = tokens::refresh_hash(token);
    let mut tx = app.db.write().await?;
    if let Some(login) = store::logins::by_refresh(&mut tx, &hash, now).await? {
        let (next, next_hash) = tokens::new_refresh()?;
        if store::logins::rotate(&mut tx, login.id, &hash, &next_hash, now + tokens::REFRESH, now).await? {
            tx.commit().await?;
            return Ok(Tokens {
                access: app.tokens.access(login.user, login.id, now)?,
                refresh: next,
                surface,
            });
        }
    }
    let Some((login, at)) = store::logins::spent(&mut tx, &hash).await? else {
        return Err(expired);
    };
    if now.since(at) <= RACE {
        return Err(Error::Conflict(
            "Another window has renewed this sign-in a moment ago; please go on with its tokens.".into(),
        ));
    }
    if store::logins::revoke(&mut tx, login).await? {
        let by = By::Stranger(origin);
        audit::note_with(
            &mut tx,
            now,
            by,
            Deed::RefreshReused,
            login.uuid(),
            Outcome::Refused,
            None,
        )
        .await?;
    }
    tx.commit().await?;
    Err(expired)
}

/// Ends the caller's login. Ending it twice is fine.
///
/// # Errors
/// [`Error::Internal`].
pub async fn logout(app: &App, caller: &Caller) -> Result<()> {
    let mut tx = app.db.write().await?;
    if store::logins::revoke(&mut tx, caller.login).await? {
        audit::note(
            &mut tx,
            app.now(),
            By::Caller(caller),
            Deed::SignedOut,
            caller.user.uuid(),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether a request is a use of the login that carries it. What a page asks by itself is none: it must not keep a device open
/// that nobody sits at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Somebody does something.
    Counts,
    /// The page asks by itself.
    DoesNot,
}

/// Who presents this access token.
///
/// # Errors
/// [`Error::Unauthenticated`] when the token or its login is not valid any more.
pub async fn caller(app: &App, token: &str, origin: Origin, usage: Use) -> Result<Caller> {
    let ended = Error::Unauthenticated("Please sign in.");
    let now = app.now();
    let Some(login) = app.tokens.check(token, now) else {
        return Err(ended);
    };
    let live = store::logins::live(&mut app.db.read().await?, login, now)
        .await?
        .ok_or(ended)?;
    let standing = standing(app, &live);
    if usage == Use::Counts && standing != Standing::Locked && now.since(live.last_used_at) >= login::USE {
        used(app, live.id, now).await;
    }
    Ok(Caller {
        user: live.user,
        login: live.id,
        role: live.role,
        standing,
        stepped_up_at: live.stepped_up_at,
        origin,
    })
}

/// Writes the use down. A request is not refused because that fails: a full disk must not keep anybody from reading.
async fn used(app: &App, login: LoginId, now: Timestamp) {
    let written = async {
        let mut tx = app.db.write().await?;
        store::logins::used(&mut tx, login, now).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::warn!(%error, "the use of a login could not be written down");
    }
}

/// Whether the caller's login still stands, for streams that outlive a request. A database that does not answer ends none.
pub async fn is_live(app: &App, caller: &Caller) -> bool {
    let live = async { store::logins::live(&mut app.db.read().await?, caller.login, app.now()).await };
    live.await.map_or(true, |login| {
        login.is_some_and(|login| standing(app, &login) != Standing::Locked)
    })
}

/// The caller, with what their pages need to know of the login.
pub struct Me {
    /// The account.
    pub user: User,
    /// Whether it has a second factor.
    pub second_factor: bool,
    /// When this login ends however often it is refreshed.
    pub ends_at: Option<Timestamp>,
}

/// The caller's own account and login.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is gone.
pub async fn me(app: &App, caller: &Caller) -> Result<Me> {
    let user = users::me(app, caller).await?;
    let mut tx = app.db.read().await?;
    let login = store::logins::live(&mut tx, caller.login, app.now()).await?;
    Ok(Me {
        user,
        second_factor: store::second_factors::confirmed_at(&mut tx, caller.user)
            .await?
            .is_some(),
        ends_at: login.and_then(|login| login.ends_at),
    })
}
