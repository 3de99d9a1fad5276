//! Mail on its way.

use domain::mail::{Mail, State, Template};
use domain::{InvitationId, MailId, UserId};
use store::Tx;

use crate::{App, Result};

/// Puts a mail on its way, in the transaction of the deed it is about.
///
/// # Errors
/// [`crate::Error::Internal`].
pub async fn queue(
    app: &App,
    tx: &mut Tx,
    template: Template,
    address: &str,
    user: Option<UserId>,
    invitation: Option<InvitationId>,
) -> Result<()> {
    let now = app.now();
    let mail = Mail {
        id: MailId::new(now),
        template,
        address: address.to_owned(),
        user,
        invitation,
        state: State::Queued,
        created_at: now,
        sent_at: None,
    };
    store::mails::insert(tx, app.key.contact_key(), &mail).await?;
    Ok(())
}
