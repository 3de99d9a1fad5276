//! Therapy sessions: receive a recording, show how far it is, hand out its words and sound, stop and start its processing.

mod processing;
mod receive;

use domain::access::Action;
use domain::audit::Deed;
use domain::note::Notes;
use domain::session::{Session, Status};
use domain::user::Caller;
use domain::{PatientId, SessionId};
use store::Tx;
use store::blobs::BlobReader;
use store::sessions::{Filter, Stored};

pub use processing::{cancel, redraft, retry};
pub use receive::receive;

use crate::error::refuse;
use crate::live::Progress;
use crate::{App, Error, Result, access, audit};

/// Why a session does not move at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingFor {
    /// `queue`, `speech_model`, `transcription_engine` or `retry`.
    pub code: &'static str,
    /// In words.
    pub detail: String,
}

/// A session with what is known about its processing.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The row.
    pub session: Session,
    /// Why it does not move, if it does not.
    pub waiting_for: Option<WaitingFor>,
    /// How far the running step is, if one runs here.
    pub progress: Option<Progress>,
}

/// A session with its words.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The session.
    pub overview: Overview,
    /// The transcript as text.
    pub transcript_text: Option<String>,
    /// The draft note.
    pub notes: Option<Notes>,
}

/// Finds a session the caller may act on. What they may not see is answered like what does not exist.
pub(crate) async fn find(app: &App, tx: &mut Tx, caller: &Caller, id: SessionId, action: Action) -> Result<Stored> {
    let stored = store::sessions::find(tx, &app.key, id)
        .await?
        .ok_or_else(Error::no_session)?;
    let relation = access::relation(app, tx, caller, stored.session.patient_id).await?;
    caller.may(action, relation).map_err(refuse(Error::no_session()))?;
    Ok(stored)
}

/// Adds what is known about a session's processing.
async fn overview(app: &App, session: Session) -> Result<Overview> {
    let progress = app.live.progress(session.id);
    let waiting_for = match session.status {
        Status::Uploading if progress.is_none() => Some(why_waiting(app, session.id).await?),
        _ => None,
    };
    Ok(Overview {
        session,
        waiting_for,
        progress,
    })
}

async fn why_waiting(app: &App, id: SessionId) -> Result<WaitingFor> {
    let readiness = app.asr.readiness();
    if !readiness.can_take_work() {
        let code = if readiness.state() == "no_model" {
            "speech_model"
        } else {
            "transcription_engine"
        };
        return Ok(WaitingFor {
            code,
            detail: readiness.sentence(),
        });
    }
    let live = store::jobs::live(&mut app.db.read().await?, id).await?;
    Ok(match live.filter(|job| job.failures > 0) {
        Some(job) => WaitingFor {
            code: "retry",
            detail: format!(
                "Attempt {} did not finish; the next one starts by itself.",
                job.failures
            ),
        },
        None => WaitingFor {
            code: "queue",
            detail: "Waiting for its turn.".into(),
        },
    })
}

/// What to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query {
    /// Only this client's sessions.
    pub patient: Option<PatientId>,
    /// Only sessions with this status.
    pub status: Option<Status>,
    /// Only sessions older than this one.
    pub before: Option<SessionId>,
    /// At most this many; all when absent.
    pub limit: Option<u32>,
}

/// The sessions the caller may see, newest first.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(app: &App, caller: &Caller, query: Query) -> Result<Vec<Overview>> {
    let Some(reach) = access::reach(app, caller, Action::ReadSession) else {
        return Ok(Vec::new());
    };
    let filter = Filter {
        reach,
        patient: query.patient,
        status: query.status,
        before: query.before,
        limit: query.limit.map_or(i64::MAX, i64::from),
    };
    let sessions = store::sessions::list(&mut app.db.read().await?, &app.key, &filter).await?;
    let mut overviews = Vec::with_capacity(sessions.len());
    for session in sessions {
        overviews.push(overview(app, session).await?);
    }
    Ok(overviews)
}

/// One session without its words, for a page that hears it moved.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn get_overview(app: &App, caller: &Caller, id: SessionId) -> Result<Overview> {
    let stored = find(app, &mut app.db.read().await?, caller, id, Action::ReadSession).await?;
    overview(app, stored.session).await
}

/// One session with its words.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn get(app: &App, caller: &Caller, id: SessionId) -> Result<Detail> {
    let mut tx = audit::reading(app, caller, Deed::SessionRead, id.uuid()).await?;
    let stored = find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    let (transcript_text, notes) = match &stored.key {
        Some(key) => store::sessions::words(&mut tx, key, id).await?,
        None => (None, None),
    };
    tx.noted().await?;
    Ok(Detail {
        overview: overview(app, stored.session).await?,
        transcript_text,
        notes,
    })
}

/// The recording, for playback.
///
/// # Errors
/// [`Error::Hidden`]; [`Error::NotFound`] when the recording was deleted.
pub async fn audio(app: &App, caller: &Caller, id: SessionId) -> Result<(Session, BlobReader)> {
    let mut tx = audit::reading(app, caller, Deed::RecordingPlayed, id.uuid()).await?;
    let stored = find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    let gone = Error::NotFound("The recording of this session was deleted.");
    let key = match &stored.key {
        Some(key) => store::recordings::key(&mut tx, key, id).await?,
        None => None,
    };
    let Some(key) = key else { return Err(gone) };
    match app.blobs.reader(id.uuid(), &key).await {
        Ok(reader) => {
            tx.noted().await?;
            Ok((stored.session, reader))
        }
        Err(store::blobs::BlobError::Missing { .. }) => Err(gone),
        Err(error) => Err(error.into()),
    }
}
