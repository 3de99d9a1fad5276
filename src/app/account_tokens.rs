//! One-time tokens that are mailed: to confirm an address, to choose a new password.
//!
//! A token is 256 bits that only the practice's key can derive, stored hashed, good for one thing, once, for a while. A new
//! one takes the place of an earlier one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{MailId, UserId};
use store::Tx;

pub use domain::account_token::Purpose;

use crate::tokens::refresh_hash;
use crate::{App, Error, Result};

/// The secret of a mail's link and the hash under which it is stored: the same however often the mail is sent.
pub(crate) fn of_mail(app: &App, mail: MailId) -> Result<(String, [u8; 32])> {
    let secret = app.key.mailed_token(mail.uuid()).map_err(Error::internal)?;
    let token = URL_SAFE_NO_PAD.encode(secret.as_slice());
    let hash = refresh_hash(&token);
    Ok((token, hash))
}

/// Makes the token for a mail. `None` when it was used already, so that the mail need not be sent again.
///
/// # Errors
/// [`Error::Internal`].
pub async fn issue(app: &App, tx: &mut Tx, purpose: Purpose, user: UserId, mail: MailId) -> Result<Option<String>> {
    let (token, hash) = of_mail(app, mail)?;
    let now = app.now();
    let issued = store::account_tokens::issue(tx, user, purpose, &hash, now + purpose.lasts(), now).await?;
    Ok(issued.then_some(token))
}

/// Spends a token; returns whose it was.
///
/// # Errors
/// [`Error::InvalidToken`] when it is unknown, used, expired, or good for something else.
pub async fn spend(app: &App, tx: &mut Tx, purpose: Purpose, token: &str) -> Result<UserId> {
    let user = store::account_tokens::spend(tx, purpose, &refresh_hash(token), app.now()).await?;
    user.ok_or(Error::InvalidToken)
}
