//! The job `draft_note`: a session's transcript becomes its draft note.
//!
//! A language model drafts when one is installed. When there is none, or when it fails, the built-in extractive drafter does,
//! and the note says so: a session never stays without a note because a model is unwell.

use domain::SessionId;
use domain::audit::{By, Deed, Outcome as Ended};
use domain::job::Kind;
use domain::note::Notes;
use domain::session::{Event, Session, Status};
use domain::transcript::Transcript;
use store::jobs::Claimed;
use store::seal::DataKey;
use tokio_util::sync::CancellationToken;

use super::{Outcome, not_agreed};
use crate::live::Progress;
use crate::notes::{Fate, store_draft};
use crate::{App, Error, Result, audit, drafting};

pub(super) async fn run(app: &App, job: &Claimed, session: SessionId, cancel: &CancellationToken) -> Result<Outcome> {
    let progress = Progress {
        stage: "extracting_notes",
        percent: None,
        detail: "Drafting the note".into(),
    };
    // Before the session says that it is being drafted: a cancel from then on must find something to stop.
    let _live = app.live.begin(session, progress, cancel.clone());
    let (session, key, transcript) = match begin(app, session).await? {
        Beginning::Begun(begun) => *begun,
        Beginning::Pointless => return Ok(Outcome::Pointless),
        Beginning::NotAgreed(message) => return Ok(Outcome::Failed { message }),
    };
    app.events.moved(session.patient_id, session.id);
    let Some(mut notes) = drafting::draft(app, &session, &transcript, cancel).await? else {
        return Ok(Outcome::Dropped);
    };
    notes.drafted_at = Some(app.now().utc());
    finish(app, job, &session, &key, notes).await
}

/// How an attempt begins.
enum Beginning {
    Begun(Box<(Session, DataKey, Transcript)>),
    /// There is nothing to draft (any more).
    Pointless,
    /// Somebody has not agreed to it (any more). The transcript stays.
    NotAgreed(String),
}

/// Marks the session as being drafted, if everybody agreed to that.
async fn begin(app: &App, id: SessionId) -> Result<Beginning> {
    let mut tx = app.db.write().await?;
    let Some(stored) = store::sessions::find(&mut tx, &app.key, id).await? else {
        return Ok(Beginning::Pointless);
    };
    let (session, key) = (stored.session, stored.key);
    let (Ok(to), Some(key)) = (session.status.next(Event::DraftingStarted), key) else {
        return Ok(Beginning::Pointless);
    };
    if let Some(message) = not_agreed(app, &mut tx, &session, Kind::DraftNote).await? {
        tx.commit().await?;
        return Ok(Beginning::NotAgreed(message));
    }
    let Some(transcript) = store::transcripts::find(&mut tx, &key, session.id).await? else {
        return Ok(Beginning::Pointless);
    };
    if !store::sessions::advance(&mut tx, session.id, session.status, to, None, app.now()).await? {
        return Ok(Beginning::Pointless);
    }
    tx.commit().await?;
    Ok(Beginning::Begun(Box::new((session, key, transcript))))
}

async fn finish(app: &App, job: &Claimed, session: &Session, key: &DataKey, notes: Notes) -> Result<Outcome> {
    let now = app.now();
    let to = Status::ExtractingNotes
        .next(Event::NoteStored)
        .map_err(Error::internal)?;
    let mut tx = app.db.write().await?;
    let record = store::notes::lock(&mut tx, session.id).await?;
    if !store::jobs::finish(&mut tx, job, now).await?
        || !store::sessions::advance(&mut tx, session.id, Status::ExtractingNotes, to, None, now).await?
    {
        return Ok(Outcome::Dropped);
    }
    let (deed, outcome, reason) = match store_draft(app, &mut tx, key, session, record, notes, now).await? {
        Fate::Current => (Deed::NoteDrafted, Ended::Done, None),
        Fate::Offered => (Deed::NoteOffered, Ended::Done, None),
        Fate::Dropped(code) => (Deed::NoteDraftDropped, Ended::Refused, Some(code)),
    };
    let (by, record) = (By::Appliance, session.id.uuid());
    audit::note_with(&mut tx, now, by, deed, record, outcome, reason).await?;
    tx.commit().await?;
    app.events.moved(session.patient_id, session.id);
    Ok(Outcome::Done)
}
