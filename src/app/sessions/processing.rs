//! Starting and stopping what is done with a recording.

use domain::SessionId;
use domain::access::Action;
use domain::audit::{By, Deed};
use domain::consent::Scope;
use domain::job::Kind;
use domain::session::{Event, Session, Status};
use domain::user::Caller;
use store::Tx;

use super::{Overview, find, get_overview};
use crate::{App, Error, Result, audit, consents};

/// Drafts the note again from the stored transcript. What a person has edited or decided about stays; the draft is then offered
/// beside it.
///
/// # Errors
/// [`Error::Conflict`] when there is no transcript yet, a draft is on its way, or the note is closed; [`Error::ConsentMissing`].
pub async fn redraft(app: &App, caller: &Caller, id: SessionId) -> Result<Overview> {
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id, Action::ProcessSession).await?;
    // A note that is signed before the draft is there still wins: the draft is dropped then.
    if let Some(note) = store::notes::find(&mut tx, id).await? {
        note.state.next(domain::review::Event::Drafted)?;
    }
    if !store::transcripts::exists(&mut tx, id).await? {
        return Err(Error::Conflict(
            "There is no transcript yet; the note is drafted as soon as there is one.".into(),
        ));
    }
    let event = match stored.session.status {
        Status::Failed => Event::RetriedFromTranscript,
        _ => Event::RedraftRequested,
    };
    let restarted = restart(app, tx, caller, &stored.session, event, Deed::RedraftRequested).await;
    consents::noting(app, By::Caller(caller), stored.session.patient_id, restarted).await
}

/// Tries a failed session again from where it stood.
///
/// # Errors
/// [`Error::Conflict`] when it has not failed, or there is nothing left to process; [`Error::ConsentMissing`].
pub async fn retry(app: &App, caller: &Caller, id: SessionId) -> Result<Overview> {
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id, Action::ProcessSession).await?;
    let event = if store::transcripts::exists(&mut tx, id).await? {
        Event::RetriedFromTranscript
    } else {
        Event::RetriedFromRecording
    };
    let restarted = restart(app, tx, caller, &stored.session, event, Deed::SessionRetried).await;
    consents::noting(app, By::Caller(caller), stored.session.patient_id, restarted).await
}

async fn restart(
    app: &App,
    mut tx: Tx,
    caller: &Caller,
    session: &Session,
    event: Event,
    deed: Deed,
) -> Result<Overview> {
    let busy = || {
        Error::Conflict(format!(
            "This is not possible while the session is {}.",
            in_words(session.status)
        ))
    };
    let now = app.now();
    let to = session.status.next(event).map_err(|_| busy())?;
    let kind = if to == Status::Uploading {
        Kind::Transcribe
    } else {
        Kind::DraftNote
    };
    consents::hold(app, &mut tx, session.patient_id, Scope::needed_by(kind)).await?;
    if !store::sessions::advance(&mut tx, session.id, session.status, to, None, now).await? {
        return Err(busy());
    }
    need_material(app, &mut tx, session.id, kind).await?;
    store::jobs::enqueue(&mut tx, kind, session.id, now, now).await?;
    audit::note(&mut tx, now, By::Caller(caller), deed, session.id.uuid()).await?;
    tx.commit().await?;
    app.wake.notify_waiters();
    moved(app, caller, session.id).await
}

/// Refuses work for which there is nothing left. Asked when the session's row can no longer change under it.
async fn need_material(app: &App, tx: &mut Tx, id: SessionId, kind: Kind) -> Result<()> {
    let stored = store::sessions::find(tx, &app.key, id).await?;
    let has_key = stored.is_some_and(|stored| stored.key.is_some());
    let has_recording = store::recordings::deleted_at(tx, id).await?.is_none();
    if has_key && (has_recording || kind != Kind::Transcribe) {
        return Ok(());
    }
    Err(Error::Conflict(
        "The recording of this session was deleted, so it cannot be processed again. If you still have the file, upload it \
         once more."
            .into(),
    ))
}

/// Stops processing. The recording stays, and [`retry`] goes on.
///
/// # Errors
/// [`Error::Conflict`] when nothing is being processed.
pub async fn cancel(app: &App, caller: &Caller, id: SessionId) -> Result<Overview> {
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id, Action::ProcessSession).await?;
    let session = stored.session;
    let idle = || {
        Error::Conflict(format!(
            "Nothing to cancel: the session is {}.",
            in_words(session.status)
        ))
    };
    let now = app.now();
    let to = session.status.next(Event::GaveUp).map_err(|_| idle())?;
    store::jobs::cancel(&mut tx, id, now).await?.ok_or_else(idle)?;
    let message = "Processing was cancelled. The recording is kept; press Retry to go on.";
    if !store::sessions::advance(&mut tx, id, session.status, to, Some(message), now).await? {
        return Err(idle());
    }
    audit::note(&mut tx, now, By::Caller(caller), Deed::SessionCancelled, id.uuid()).await?;
    tx.commit().await?;
    app.live.cancel(id);
    moved(app, caller, id).await
}

async fn moved(app: &App, caller: &Caller, id: SessionId) -> Result<Overview> {
    let overview = get_overview(app, caller, id).await?;
    app.events.moved(overview.session.patient_id, id);
    Ok(overview)
}

fn in_words(status: Status) -> &'static str {
    match status {
        Status::Uploading => "waiting to be transcribed",
        Status::Transcribing => "being transcribed",
        Status::Transcribed => "waiting for its note",
        Status::ExtractingNotes => "getting its note",
        Status::Processed => "processed",
        Status::Failed => "failed",
    }
}
