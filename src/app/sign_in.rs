//! Signing in, staying signed in, signing out.

use std::time::Duration;

use domain::audit::{By, Deed, Origin, Outcome};
use domain::user::{Caller, Standing, normalise_email};
use domain::{LoginId, UserId};
use store::Tx;
use store::logins::NewLogin;

use crate::{App, Error, Result, audit, tokens};

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

/// Signs in with address and password. Every refusal is the same answer after the same work, so that nobody can learn who
/// has an account.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn login(app: &App, email: &str, password: String, surface: Surface, origin: &Origin) -> Result<Tokens> {
    let refused = Error::Unauthenticated("E-mail or password is wrong.");
    let account = match normalise_email(email) {
        Ok(email) => store::users::by_email(&mut app.db.read().await?, &email).await?,
        Err(_) => None,
    };
    let (user, hash) = account.map(|account| (account.user, account.hashed_password)).unzip();
    // Longer passwords than any account can have are not worth hashing.
    let password = if password.len() > 1024 { String::new() } else { password };
    let known = app.passwords.verify(password, hash).await?;
    let mut tx = app.db.write().await?;
    match user {
        Some(user) if known && user.is_active => {
            let tokens = begin(app, &mut tx, user.id, surface, false, origin).await?;
            let by = By::Person(user.id, origin);
            audit::note(&mut tx, app.now(), by, Deed::SignedIn, user.id.uuid()).await?;
            tx.commit().await?;
            Ok(tokens)
        }
        user => {
            let record = user.map(|user| user.id.uuid());
            let by = By::Stranger(origin);
            audit::note_with(&mut tx, app.now(), by, Deed::SignInRefused, record, Outcome::Refused, None).await?;
            tx.commit().await?;
            Err(refused)
        }
    }
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
        audit::note_with(&mut tx, now, by, Deed::RefreshReused, login.uuid(), Outcome::Refused, None).await?;
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
        audit::note(&mut tx, app.now(), By::Caller(caller), Deed::SignedOut, caller.user.uuid()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who presents this access token.
///
/// # Errors
/// [`Error::Unauthenticated`] when the token or its login is not valid any more.
pub async fn caller(app: &App, token: &str, origin: Origin) -> Result<Caller> {
    let ended = Error::Unauthenticated("Please sign in.");
    let now = app.now();
    let Some(login) = app.tokens.check(token, now) else {
        return Err(ended);
    };
    let live = store::logins::live(&mut app.db.read().await?, login, now)
        .await?
        .ok_or(ended)?;
    Ok(Caller {
        user: live.user,
        login: live.id,
        role: live.role,
        standing: if live.is_locked { Standing::Locked } else { Standing::Full },
        stepped_up_at: live.stepped_up_at,
        origin,
    })
}

/// Whether the caller's login still stands, for streams that outlive a request. A database that does not answer ends none.
pub async fn is_live(app: &App, caller: &Caller) -> bool {
    let live = async { store::logins::live(&mut app.db.read().await?, caller.login, app.now()).await };
    live.await.map_or(true, |login| login.is_some_and(|login| !login.is_locked))
}

/// How long a fresh proof of who one is holds.
const STEP_UP: Duration = Duration::from_secs(5 * 60);

/// Asks for a fresh proof of who the caller is.
///
/// # Errors
/// [`Error::StepUpRequired`].
pub fn require_step_up(app: &App, caller: &Caller) -> Result<()> {
    let fresh = caller.stepped_up_at.is_some_and(|at| app.now().since(at) < STEP_UP);
    if fresh { Ok(()) } else { Err(Error::StepUpRequired) }
}
