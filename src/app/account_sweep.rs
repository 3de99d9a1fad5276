//! Deleting what accounts leave behind: tokens that were used or ran out, invitations nobody accepted, old files of the mail folder.

use std::time::Duration;

use crate::{App, Error, Result};

/// How long what is over is kept: an administrator may still ask what became of it.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// Deletes them and returns how many there were.
pub(crate) async fn run(app: &App) -> Result<u64> {
    let before = app.now() - KEPT;
    let mut tx = app.db.write().await?;
    let tokens = store::logins::forget_spent(&mut tx, before).await?
        + store::account_tokens::forget_expired(&mut tx, before).await?;
    let invitations = store::invitations::forget_expired(&mut tx, before).await?;
    tx.commit().await?;
    let mails = match app.mailer.folder() {
        Some(folder) => folder.sweep(before).await.map_err(Error::internal)?,
        None => 0,
    };
    if tokens + invitations + mails > 0 {
        tracing::info!(tokens, invitations, mails, "swept what accounts left behind");
    }
    Ok(tokens + invitations + mails)
}
