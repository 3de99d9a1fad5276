//! One-time tokens that are mailed: to confirm an address, to choose a new password.

use domain::{MailId, UserId};
use store::Tx;

pub use domain::account_token::Purpose;

use crate::tokens::{new_refresh, refresh_hash};
use crate::{App, Error, Result};

/// Makes the token for a mail. `None` when it was used already, so that the mail need not be sent again.
///
/// # Errors
/// [`Error::Internal`].
pub async fn issue(app: &App, tx: &mut Tx, purpose: Purpose, user: UserId, _mail: MailId) -> Result<Option<String>> {
    let (token, hash) = new_refresh()?;
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
