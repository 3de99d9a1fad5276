//! Therapy sessions: receive a recording, show how far it is, hand out its words and sound, stop and start its processing.

use bytes::Bytes;
use domain::access::Action;
use domain::audio::{Container, SNIFF_BYTES};
use domain::audit::{By, Deed};
use domain::consent::Scope;
use domain::ids::AppointmentId;
use domain::job::Kind;
use domain::note::Notes;
use domain::session::{Event, Session, Status};
use domain::user::Caller;
use domain::{PatientId, SessionId};
use futures::{Stream, StreamExt, pin_mut};
use store::Tx;
use store::blobs::BlobReader;
use store::seal::DataKey;
use store::sessions::{Filter, Stored};

use crate::error::refuse;
use crate::live::Progress;
use crate::{App, Error, Result, access, appointments, audit, consents, patients};

/// The longest file name that is kept, in characters.
const MAX_FILENAME: usize = 255;

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

/// Takes in a recording: checks who and for whom, encrypts while the bytes arrive, and answers only when the recording, its
/// row and its first job are durable. Bytes never wait in memory beyond a few blocks. The recording is of the `appointment`,
/// else of the one that fits, else of one that is made for it.
///
/// # Errors
/// [`Error::Hidden`] for an unknown client or an appointment that is not theirs, [`Error::Conflict`] for an archived client or
/// an appointment that cannot have taken place, [`Error::NotAudio`], [`Error::TooLarge`], [`Error::Invalid`] for an empty file,
/// [`Error::Interrupted`] when the body breaks off, [`Error::DiskFull`], [`Error::ConsentMissing`]. Nothing is kept then.
pub async fn receive<E>(
    app: &App,
    caller: &Caller,
    patient_id: PatientId,
    appointment: Option<AppointmentId>,
    filename: &str,
    body: impl Stream<Item = std::result::Result<Bytes, E>>,
) -> Result<Overview> {
    let patient_name = may_add(app, caller, patient_id, appointment).await;
    let patient_name = consents::noting(app, By::Caller(caller), patient_id, patient_name).await?;
    let now = app.now();
    let id = SessionId::new(now);
    let key = DataKey::generate().map_err(Error::internal)?;
    let audio_key = DataKey::generate().map_err(Error::internal)?;
    let mut writer = app.blobs.create(id.uuid(), &audio_key).await?;
    let mut first = Vec::with_capacity(SNIFF_BYTES);
    let mut container = None;
    let mut total = 0u64;
    pin_mut!(body);
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Error::Interrupted)?;
        total += chunk.len() as u64;
        if total > app.settings.max_upload_bytes {
            return Err(Error::TooLarge {
                limit_mb: app.settings.max_upload_bytes >> 20,
            });
        }
        if container.is_none() {
            first.extend_from_slice(&chunk[..chunk.len().min(SNIFF_BYTES - first.len())]);
            if first.len() == SNIFF_BYTES {
                container = Some(Container::sniff(&first).ok_or(Error::NotAudio)?);
            }
        }
        writer.write(chunk).await?;
    }
    if total == 0 {
        return Err(Error::Invalid {
            field: "file",
            detail: "The file is empty.".into(),
        });
    }
    let container = match container {
        Some(container) => container,
        None => Container::sniff(&first).ok_or(Error::NotAudio)?,
    };
    let info = writer.finish().await?;
    let mut session = Session {
        id,
        patient_id,
        patient_name,
        therapist_id: caller.user,
        appointment_id: appointment,
        status: Status::Uploading,
        note_state: None,
        audio_filename: filename
            .chars()
            .filter(|c| !c.is_control())
            .take(MAX_FILENAME)
            .collect(),
        audio_bytes: info.bytes,
        audio_type: container.media_type().to_owned(),
        duration_seconds: None,
        error_message: None,
        created_at: now,
        updated_at: now,
    };
    let inserted = insert(app, caller, (&key, &audio_key), &mut session, &info.sha256).await;
    if let Err(error) = consents::noting(app, By::Caller(caller), patient_id, inserted).await {
        // Without a row the recording belongs to nobody.
        if let Err(left) = app.blobs.delete(id.uuid()).await {
            tracing::warn!(session.id = %id, error = %left, "a recording without a session could not be removed");
        }
        return Err(error);
    }
    app.wake.notify_waiters();
    app.events.moved(session.patient_id, id);
    tracing::info!(session.id = %id, bytes = info.bytes, "recording stored");
    overview(app, session).await
}

async fn may_add(
    app: &App,
    caller: &Caller,
    patient_id: PatientId,
    appointment: Option<AppointmentId>,
) -> Result<String> {
    let mut tx = app.db.read().await?;
    let patient = store::patients::find(&mut tx, app.key.contact_key(), patient_id)
        .await?
        .ok_or_else(Error::no_patient)?;
    let relation = access::relation(app, &mut tx, caller, patient_id).await?;
    caller
        .may(Action::AddSession, relation)
        .map_err(refuse(Error::no_patient()))?;
    patients::require_active(&patient)?;
    consents::require(app, &mut tx, patient_id, Scope::UPLOAD).await?;
    if let Some(named) = appointment {
        appointments::check_recorded(app, &mut tx, patient_id, named).await?;
    }
    Ok(patient.name)
}

/// `keys` are the session's and the recording's.
async fn insert(
    app: &App,
    caller: &Caller,
    (key, audio_key): (&DataKey, &DataKey),
    session: &mut Session,
    sha256: &[u8; 32],
) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    // A large recording takes minutes to arrive, in which a consent can be withdrawn.
    consents::hold(app, &mut tx, session.patient_id, Scope::UPLOAD).await?;
    let named = session.appointment_id;
    let appointment = appointments::of_recording(app, &mut tx, caller, session.patient_id, named).await?;
    session.appointment_id = Some(appointment);
    store::sessions::insert(&mut tx, &app.key, key, session, sha256).await?;
    store::recordings::set_key(&mut tx, key, session.id, audio_key).await?;
    store::jobs::enqueue(&mut tx, Kind::Transcribe, session.id, now, now).await?;
    audit::note(
        &mut tx,
        now,
        By::Caller(caller),
        Deed::SessionUploaded,
        session.id.uuid(),
    )
    .await?;
    // A cleanup that took the file for an orphan did so before this row was there; see `cleanup::remove_orphan`.
    if app.blobs.size(session.id.uuid()).await?.is_none() {
        return Err(Error::Interrupted);
    }
    tx.commit().await?;
    Ok(())
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
