//! Destroying a recording.
//!
//! The keys go first, in one transaction with the audit line; the file goes after it. A machine that is killed between the two
//! leaves a file that no key opens, and the next cleanup removes it ([`crate::cleanup`]). Every step can be done again.

use domain::SessionId;
use domain::audit::{By, Deed, Outcome};
use domain::review::State;
use domain::session::{Event, Session, Status};
use store::Tx;

use crate::{App, Result, audit};

/// What happens to the words that were heard in a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Words {
    /// They go with it, except where a signed note needs the session's key.
    Go,
    /// They stay. The session's key goes only where there are none.
    Stay,
}

/// Destroys a session's recording: its key, its file and, unless a signed note needs it, the session's key, with which
/// transcript, draft and file name become noise. Work that needs any of it is called off. Returns the bytes that were freed on
/// the disk, or `None` when there was nothing to destroy. The reason is a code for the audit trail.
///
/// # Errors
/// [`crate::Error::Internal`]; what was destroyed by then stays so, and the next call or cleanup goes on from there.
pub async fn destroy(app: &App, by: By<'_>, session: SessionId, reason: &'static str) -> Result<Option<u64>> {
    destroy_if(app, by, session, reason, Words::Go, |_| true).await
}

/// [`destroy`], if the session is still as `wanted` when nobody else can change it any more.
pub(crate) async fn destroy_if(
    app: &App,
    by: By<'_>,
    id: SessionId,
    reason: &'static str,
    words: Words,
    wanted: impl FnOnce(&Session) -> bool,
) -> Result<Option<u64>> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    // In the order in which all others lock: the note as signing does, then the work as whoever finishes or calls it off does,
    // then the session.
    let note = store::notes::lock(&mut tx, id).await?;
    store::jobs::lock(&mut tx, id).await?;
    store::recordings::lock(&mut tx, id).await?;
    let Some(stored) = store::sessions::find(&mut tx, &app.key, id).await? else {
        return Ok(None);
    };
    if !wanted(&stored.session) {
        return Ok(None);
    }
    let key_goes = match words {
        Words::Go => note.is_none_or(|note| !must_stay(note.state)),
        Words::Stay => note.is_none() && !store::transcripts::exists(&mut tx, id).await?,
    };
    let called_off = call_off(app, &mut tx, &stored.session, key_goes).await?;
    let destroyed = store::recordings::destroy(&mut tx, id, key_goes, now).await?;
    if destroyed {
        if key_goes {
            // The session's own topics go with its key; those of its weeks are closed by another one.
            store::patient_progress::forget_topics(&mut tx, stored.session.patient_id).await?;
        }
        if words == Words::Stay && key_goes {
            // What stood there offers to try again.
            let message = "Processing failed, and the recording was deleted when nobody tried again in time. If you still have \
                           the file, upload it once more.";
            store::sessions::set_message(&mut tx, id, Some(message), now).await?;
        }
        let (deed, record) = (Deed::RecordingDestroyed, id.uuid());
        audit::note_with(&mut tx, now, by, deed, record, Outcome::Done, Some(reason)).await?;
    }
    tx.commit().await?;
    if called_off {
        app.live.cancel(id);
    }
    let freed = app.blobs.remove(id.uuid()).await?;
    if destroyed {
        tracing::info!(session.id = %id, bytes = freed, reason, with_words = key_goes, "recording destroyed");
        app.events.moved(stored.session.patient_id, id);
    }
    Ok(freed.or(destroyed.then_some(0)))
}

/// What somebody signed is kept, also when it is hidden by now.
fn must_stay(state: State) -> bool {
    state.is_signed() || state == State::Voided
}

/// Calls off the work on a session that would miss what is destroyed. Returns whether there was any.
async fn call_off(app: &App, tx: &mut Tx, session: &Session, key_goes: bool) -> Result<bool> {
    let hears = matches!(session.status, Status::Uploading | Status::Transcribing);
    if !key_goes && !hears {
        return Ok(false);
    }
    let now = app.now();
    let had_job = store::jobs::cancel(tx, session.id, now).await?.is_some();
    if let Ok(to) = session.status.next(Event::GaveUp) {
        let message = "The recording was destroyed before it was processed.";
        store::sessions::advance(tx, session.id, session.status, to, Some(message), now).await?;
    }
    Ok(had_job)
}
