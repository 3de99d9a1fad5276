//! Taking in a recording.

use bytes::Bytes;
use domain::access::Action;
use domain::audio::{Container, SNIFF_BYTES};
use domain::audit::{By, Deed};
use domain::consent::Scope;
use domain::ids::AppointmentId;
use domain::job::Kind;
use domain::session::{Session, Status};
use domain::user::Caller;
use domain::{PatientId, SessionId};
use futures::{Stream, StreamExt, pin_mut};
use store::seal::DataKey;

use super::{Overview, overview};
use crate::error::refuse;
use crate::{App, Error, Result, access, appointments, audit, consents, patients};

/// The longest file name that is kept, in characters.
const MAX_FILENAME: usize = 255;

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
