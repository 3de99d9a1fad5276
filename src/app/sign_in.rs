//! Signing in, staying signed in, signing out.

use domain::audit::Deed;
use domain::user::{Caller, normalise_email};
use domain::{LoginId, UserId};
use store::Tx;
use store::logins::NewLogin;

use crate::{App, Error, Result, audit, tokens};

/// The two tokens of a login.
pub struct Tokens {
    /// JWT for the `Authorization` header.
    pub access: String,
    /// Opaque, for one refresh.
    pub refresh: String,
}

async fn begin(app: &App, tx: &mut Tx, user: UserId) -> Result<Tokens> {
    let now = app.now();
    let id = LoginId::new(now);
    let (refresh, refresh_hash) = tokens::new_refresh()?;
    let login = NewLogin {
        id,
        user,
        refresh_hash,
        expires_at: now + tokens::REFRESH,
        created_at: now,
    };
    store::logins::insert(tx, &login).await?;
    Ok(Tokens {
        access: app.tokens.access(user, id, now)?,
        refresh,
    })
}

/// Signs in with address and password. Every refusal is the same answer after the same work, so that nobody can learn who
/// has an account.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub async fn login(app: &App, email: &str, password: String) -> Result<Tokens> {
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
            let tokens = begin(app, &mut tx, user.id).await?;
            audit::note(&mut tx, app.now(), Some(user.id), Deed::SignedIn, user.id.uuid()).await?;
            tx.commit().await?;
            Ok(tokens)
        }
        user => {
            let record = user.map(|user| user.id.uuid());
            audit::note(&mut tx, app.now(), None, Deed::SignInRefused, record).await?;
            tx.commit().await?;
            Err(refused)
        }
    }
}

/// Exchanges a refresh token for a new pair; the old one is spent.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is unknown, spent or expired.
pub async fn refresh(app: &App, token: &str) -> Result<Tokens> {
    let expired = Error::Unauthenticated("Your sign-in has ended; please sign in again.");
    let mut tx = app.db.write().await?;
    let Some((login, user)) = store::logins::by_refresh(&mut tx, &tokens::refresh_hash(token), app.now()).await? else {
        return Err(expired);
    };
    let active = store::users::by_id(&mut tx, user)
        .await?
        .is_some_and(|account| account.user.is_active);
    if !store::logins::revoke(&mut tx, login).await? || !active {
        return Err(expired);
    }
    let tokens = begin(app, &mut tx, user).await?;
    tx.commit().await?;
    Ok(tokens)
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
            Some(caller.user),
            Deed::SignedOut,
            caller.user.uuid(),
        )
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Who presents this access token.
///
/// # Errors
/// [`Error::Unauthenticated`] when the token or its login is not valid any more.
pub async fn caller(app: &App, token: &str) -> Result<Caller> {
    let ended = Error::Unauthenticated("Please sign in.");
    let now = app.now();
    let Some(login) = app.tokens.check(token, now) else {
        return Err(ended);
    };
    store::logins::live(&mut app.db.read().await?, login, now)
        .await?
        .ok_or(ended)
}

/// Whether the caller's login still stands, for streams that outlive a request. A database that does not answer ends none.
pub async fn is_live(app: &App, caller: &Caller) -> bool {
    let live = async { store::logins::live(&mut app.db.read().await?, caller.login, app.now()).await };
    live.await.map_or(true, |caller| caller.is_some())
}
