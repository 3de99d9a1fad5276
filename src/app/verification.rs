//! Confirming that an address belongs to whoever signed up with it.

use domain::audit::{By, Deed, Origin};
use domain::mail::Template;
use domain::user::{User, normalise_email};

use crate::account_tokens::{self, Purpose};
use crate::{App, Error, Result, audit, mail};

/// Confirms an address with the token that was mailed to it.
///
/// # Errors
/// [`Error::InvalidToken`].
pub async fn verify(app: &App, token: &str, origin: &Origin) -> Result<User> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    let id = account_tokens::spend(app, &mut tx, Purpose::VerifyEmail, token).await?;
    let account = store::users::by_id(&mut tx, id).await?;
    let user = account
        .map(|account| account.user)
        .filter(|user| user.is_active && !user.is_shadow);
    let mut user = user.ok_or(Error::InvalidToken)?;
    store::users::verify(&mut tx, user.id, now).await?;
    audit::note(
        &mut tx,
        now,
        By::Person(user.id, origin),
        Deed::EmailVerified,
        user.id.uuid(),
    )
    .await?;
    tx.commit().await?;
    user.is_verified = true;
    Ok(user)
}

/// Sends the link once more, if the address has an account that waits for it. The mail's job finds that out, so that the answer
/// takes as long for any address.
///
/// # Errors
/// [`Error::Internal`].
pub async fn resend(app: &App, email: &str) -> Result<()> {
    let Ok(email) = normalise_email(email) else {
        return Ok(());
    };
    let mut tx = app.db.write().await?;
    mail::queue(app, &mut tx, Template::Verification, &email, None, None).await?;
    tx.commit().await?;
    Ok(())
}
