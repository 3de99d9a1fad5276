//! Background work.
//!
//! One runner per kind of job takes the oldest due job by a *lease*: it sets the job running, raises its attempt number and
//! says until when it will be heard of again. While it works it extends the lease; a runner that dies stops doing so, and
//! another takes the job over with the next attempt number. Results are committed in one transaction that first marks the
//! job done under the attempt number: whoever lost the lease finds the number changed and commits nothing. So a job may be
//! *started* any number of times and is *finished* once.
//!
//! `Outcome` lists the ways an attempt can end. Failures that are nobody's fault (the machine was switched off, no
//! model is installed) do not count against the job; its own failures do, and after `job_attempts` of them it is given up
//! with a reason the therapist can read.

mod draft_note;
mod runner;
mod send_mail;
mod transcribe;

use domain::audit::{self as trail, By, Deed};
use domain::consent::{self, Scope};
use domain::job::{Kind, Subject};
use domain::session::{Event, Session, Status};
use domain::{MailId, SessionId, Timestamp, mail};
use store::Tx;
use store::jobs::Claimed;

pub use runner::{run, run_due, start};

use crate::{App, Error, Result, audit, consents};

/// How an attempt ended.
pub(crate) enum Outcome {
    /// The result is committed, or was committed by another runner.
    Done,
    /// Called off: by a person, by the loss of the lease, or by the end of this process.
    Dropped,
    /// There is nothing (more) to do: the session or mail has moved on without this job.
    Pointless,
    /// Not possible now through no fault of the job; again at this time.
    Postponed {
        /// For the log and the administrator.
        reason: String,
        /// When.
        until: Timestamp,
    },
    /// The attempt failed in a way another may not.
    Retry {
        /// For the log and the administrator.
        reason: String,
    },
    /// No attempt can succeed.
    Failed {
        /// For the therapist: what is wrong and what to do.
        message: String,
    },
}

/// Why a step of processing must not begin, for the therapist; `None` when everybody agreed to it. It is noted, and until the
/// transaction ends nobody takes a consent back.
pub(crate) async fn not_agreed(app: &App, tx: &mut Tx, session: &Session, kind: Kind) -> Result<Option<String>> {
    let missing = match consents::hold(app, tx, session.patient_id, Scope::needed_by(kind)).await {
        Ok(()) => return Ok(None),
        Err(Error::ConsentMissing(missing)) => missing,
        Err(error) => return Err(error),
    };
    let reason = missing.first().map(|standing| standing.scope.as_str());
    let (by, deed, record) = (By::Appliance, Deed::ConsentMissing, session.id.uuid());
    audit::note_with(tx, app.now(), by, deed, record, trail::Outcome::Refused, reason).await?;
    Ok(Some(format!(
        "{} What exists is kept; write the consent down on the client's page, then press Retry.",
        consent::in_words(&missing)
    )))
}

/// Puts a job, and its session if it has one, back into the queue.
pub(crate) async fn put_back(app: &App, job: &Claimed, blame: bool, reason: &str, run_at: Timestamp) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::jobs::retry_later(&mut tx, job, blame, reason, run_at, now).await? {
        return Ok(());
    }
    let Some(session) = job.session() else {
        return Ok(tx.commit().await?);
    };
    let stored = store::sessions::find(&mut tx, &app.key, session).await?;
    let Some(session) = stored.map(|stored| stored.session) else {
        return Ok(());
    };
    if session.status == Status::Transcribing {
        let to = session
            .status
            .next(Event::TranscriptionPostponed)
            .map_err(crate::Error::internal)?;
        store::sessions::advance(&mut tx, session.id, session.status, to, None, now).await?;
    }
    tx.commit().await?;
    app.events.moved(session.patient_id, session.id);
    Ok(())
}

/// Gives a job and what it is about up.
pub(crate) async fn give_up(app: &App, job: &Claimed, message: &str) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::jobs::give_up(&mut tx, job, message, now).await? {
        return Ok(());
    }
    match job.subject {
        Subject::Session(session) => give_up_session(app, tx, session, message).await,
        Subject::Mail(mail) => give_up_mail(app, tx, mail).await,
    }
}

async fn give_up_session(app: &App, mut tx: Tx, session: SessionId, message: &str) -> Result<()> {
    let now = app.now();
    let stored = store::sessions::find(&mut tx, &app.key, session).await?;
    let Some(session) = stored.map(|stored| stored.session) else {
        return Ok(());
    };
    if let Ok(to) = session.status.next(Event::GaveUp) {
        store::sessions::advance(&mut tx, session.id, session.status, to, Some(message), now).await?;
        audit::note(&mut tx, now, By::Appliance, Deed::SessionFailed, session.id.uuid()).await?;
    }
    tx.commit().await?;
    app.events.moved(session.patient_id, session.id);
    Ok(())
}

async fn give_up_mail(app: &App, mut tx: Tx, mail: MailId) -> Result<()> {
    if store::mails::end(&mut tx, mail, mail::State::Failed, None).await? {
        let (by, outcome) = (By::Appliance, trail::Outcome::Failed);
        audit::note_with(&mut tx, app.now(), by, Deed::MailFailed, mail.uuid(), outcome, None).await?;
    }
    Ok(tx.commit().await?)
}
