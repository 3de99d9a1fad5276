//! A new password for whoever forgot theirs, by a token that is mailed.

use domain::audit::{By, Deed, Origin};
use domain::mail::Template;
use domain::user::normalise_email;
use store::Tx;
use store::users::Account;

use crate::account_tokens::{self, Purpose};
use crate::{App, Error, Result, audit, mail, passwords};

/// Asks for a link, whatever the address is: the mail's job finds out whether there is an account.
///
/// # Errors
/// [`Error::Internal`].
pub async fn request(app: &App, email: &str, origin: &Origin) -> Result<()> {
    let Ok(email) = normalise_email(email) else {
        return Ok(());
    };
    let mut tx = app.db.write().await?;
    mail::queue(app, &mut tx, Template::PasswordReset, &email, None, None).await?;
    let by = By::Stranger(origin);
    audit::note(&mut tx, app.now(), by, Deed::PasswordResetRequested, None).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets a new password and ends every login. It does not sign in, and a second factor is asked for as before.
///
/// # Errors
/// [`Error::InvalidToken`], or [`Error::Invalid`] for a password that is not acceptable, which leaves the token as it is.
pub async fn confirm(app: &App, token: &str, password: String, origin: &Origin) -> Result<()> {
    // A first look, undone at once: hashing takes too long to hold a transaction meanwhile.
    let Account { user, .. } = spend(app, &mut app.db.write().await?, token).await?;
    passwords::check("password", &password, &[&user.email, &user.first_name, &user.last_name])?;
    let hash = app.passwords.hash(password).await?;

    let now = app.now();
    let mut tx = app.db.write().await?;
    let Account { user, hashed_password } = spend(app, &mut tx, token).await?;
    store::users::replace_password(&mut tx, user.id, &hashed_password, &hash, now).await?;
    store::logins::revoke_all(&mut tx, user.id, None).await?;
    audit::note(
        &mut tx,
        now,
        By::Person(user.id, origin),
        Deed::PasswordReset,
        user.id.uuid(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Spends a token; returns the account that it is for.
async fn spend(app: &App, tx: &mut Tx, token: &str) -> Result<Account> {
    let id = account_tokens::spend(app, tx, Purpose::ResetPassword, token).await?;
    let account = store::users::by_id(tx, id).await?;
    account
        .filter(|account| account.user.is_active && !account.user.is_shadow)
        .ok_or(Error::InvalidToken)
}
