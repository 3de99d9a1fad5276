//! The job `send_mail`: a queued mail is written and handed over.
//!
//! The token of its link is committed first, then the mail goes, then it is marked as sent under the attempt number. If the
//! machine stops in between, the next attempt sends the same mail once more: with the same Message-ID, by which mail servers
//! and programs know it, and with the same link.

use std::time::Duration;

use domain::MailId;
use domain::audit::{By, Deed};
use domain::mail::State;
use store::jobs::Claimed;
use tokio_util::sync::CancellationToken;

use super::Outcome;
use crate::mail::{Composed, Message, SendError, compose};
use crate::{App, Result, audit};

/// How long a mail that is being handed over may go on when the appliance is asked to stop.
const GRACE: Duration = Duration::from_secs(5);

pub(super) async fn run(app: &App, job: &Claimed, id: MailId, cancel: &CancellationToken) -> Result<Outcome> {
    let mut tx = app.db.write().await?;
    let mail = store::mails::find(&mut tx, app.key.contact_key(), id).await?;
    let Some(mail) = mail.filter(|mail| mail.state == State::Queued) else {
        return Ok(Outcome::Pointless);
    };
    let message = match compose(app, &mut tx, &mail).await? {
        Composed::Message(message) => message,
        Composed::Nothing(reason) => {
            drop(tx);
            return dropped(app, job, id, reason).await;
        }
    };
    tx.commit().await?;
    let stopped = async {
        cancel.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let sent = tokio::select! {
        sent = app.mailer.transport.send(&message) => sent,
        () = stopped => return Ok(Outcome::Dropped),
    };
    match sent {
        Ok(_) => finish(app, job, &message).await,
        Err(SendError::Temporary(reason)) => Ok(Outcome::Retry { reason }),
        Err(SendError::Permanent(message)) => Ok(Outcome::Failed { message }),
    }
}

async fn finish(app: &App, job: &Claimed, message: &Message) -> Result<Outcome> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::jobs::finish(&mut tx, job, now).await?
        || !store::mails::end(&mut tx, message.id, State::Sent, Some(now)).await?
    {
        return Ok(Outcome::Dropped);
    }
    audit::note(&mut tx, now, By::Appliance, Deed::MailSent, message.id.uuid()).await?;
    tx.commit().await?;
    let way = app.mailer.transport.destination();
    tracing::info!(mail.id = %message.id, template = %message.template, way, "mail sent");
    Ok(Outcome::Done)
}

/// Ends a mail that has nobody to go to. Outside nothing shows that: whoever asked was answered long ago.
async fn dropped(app: &App, job: &Claimed, id: MailId, reason: &str) -> Result<Outcome> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::jobs::finish(&mut tx, job, now).await? || !store::mails::end(&mut tx, id, State::Dropped, None).await? {
        return Ok(Outcome::Dropped);
    }
    tx.commit().await?;
    tracing::info!(mail.id = %id, reason, "mail dropped");
    Ok(Outcome::Done)
}
