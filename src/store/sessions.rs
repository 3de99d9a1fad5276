//! Therapy sessions. What a client said, what was written about it and the name of the uploaded file are sealed with the
//! session's own data key, which is stored wrapped by the practice's key: destroying the wrapped key destroys the words.

use domain::ids::AppointmentId;
use domain::note::Notes;
use domain::session::{Session, Status};
use domain::{PatientId, SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::access::{Reach, clients_in_reach};
use crate::db::on;
use crate::error::unknown;
use crate::keys::PracticeKey;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    patient_id: Uuid,
    patient_name: String,
    therapist_id: Uuid,
    appointment_id: Option<Uuid>,
    status: String,
    note_state: Option<String>,
    audio_filename: Vec<u8>,
    audio_bytes: i64,
    audio_type: String,
    duration_ms: Option<i64>,
    error_message: Option<String>,
    session_key: Option<Vec<u8>>,
    created_at: i64,
    updated_at: i64,
}

fn place(id: SessionId, column: &str) -> Place<'_> {
    Place {
        table: "sessions",
        row: id.uuid(),
        column,
    }
}

fn text(column: &str, plain: &[u8]) -> Result<String> {
    String::from_utf8(plain.to_vec()).map_err(|_| Error::Inconsistent(format!("sessions.{column} is no text")))
}

impl Row {
    fn open(self, practice: &PracticeKey) -> Result<Stored> {
        let id = SessionId::from(self.id);
        let status: Status = self
            .status
            .parse()
            .map_err(|_| unknown("sessions.status", &self.status))?;
        let note_state = self.note_state.as_deref().map(str::parse).transpose();
        let note_state =
            note_state.map_err(|_| unknown("note_reviews.state", self.note_state.as_deref().unwrap_or("")))?;
        let key = self
            .session_key
            .map(|wrapped| practice.unwrap(self.id, &wrapped))
            .transpose()
            .map_err(|_| {
                Error::Inconsistent(format!(
                    "the key of session {id} does not open with this practice's key"
                ))
            })?;
        let audio_filename = match &key {
            Some(key) => text(
                "audio_filename",
                &key.open(&place(id, "audio_filename"), &self.audio_filename)?,
            )?,
            None => String::new(),
        };
        let session = Session {
            id,
            patient_id: PatientId::from(self.patient_id),
            patient_name: self.patient_name,
            therapist_id: UserId::from(self.therapist_id),
            appointment_id: self.appointment_id.map(AppointmentId::from),
            status,
            note_state,
            audio_filename,
            audio_bytes: self.audio_bytes.max(0) as u64,
            audio_type: self.audio_type,
            duration_seconds: self.duration_ms.map(|ms| ms as f64 / 1000.0),
            error_message: self.error_message,
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
        };
        Ok(Stored { session, key })
    }
}

/// A session with the key to its words.
pub struct Stored {
    /// The row.
    pub session: Session,
    /// The data key; `None` once it was destroyed.
    pub key: Option<DataKey>,
}

impl Stored {
    /// The data key.
    ///
    /// # Errors
    /// [`Error::Inconsistent`] when it was destroyed.
    pub fn key(&self) -> Result<&DataKey> {
        self.key
            .as_ref()
            .ok_or_else(|| Error::Inconsistent(format!("the key of session {} was destroyed", self.session.id)))
    }
}

/// Adds a session whose recording is already durable.
///
/// # Errors
/// [`Error::Constraint`] when the client does not exist.
pub async fn insert(
    tx: &mut Tx,
    practice: &PracticeKey,
    key: &DataKey,
    session: &Session,
    sha256: &[u8; 32],
) -> Result<()> {
    const SQL: &str =
        "INSERT INTO sessions (id, patient_id, therapist_id, status, audio_filename, audio_bytes, audio_sha256,
                                             audio_type, session_key, created_at, updated_at, appointment_id)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let filename = key.seal(&place(session.id, "audio_filename"), session.audio_filename.as_bytes())?;
    let wrapped = practice
        .wrap(session.id.uuid(), key)
        .map_err(|_| Error::Inconsistent("the session's key could not be wrapped".into()))?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(session.id.uuid()).bind(session.patient_id.uuid()).bind(session.therapist_id.uuid())
            .bind(session.status.as_str()).bind(filename).bind(session.audio_bytes as i64).bind(&sha256[..])
            .bind(&session.audio_type).bind(wrapped)
            .bind(session.created_at.micros()).bind(session.updated_at.micros())
            .bind(session.appointment_id.map(AppointmentId::uuid))
            .execute(c).await?;
    });
    Ok(())
}

/// The session with this id, whoever asks.
///
/// # Errors
/// [`Error::Inconsistent`] when its key does not open with this practice's key.
pub async fn find(tx: &mut Tx, practice: &PracticeKey, id: SessionId) -> Result<Option<Stored>> {
    const SQL: &str =
        "SELECT s.id, s.patient_id, p.name AS patient_name, s.therapist_id, s.appointment_id, s.status, n.state AS note_state,
                              s.audio_filename, s.audio_bytes, s.audio_type, s.duration_ms, s.error_message,
                              s.session_key, s.created_at, s.updated_at
                         FROM sessions s JOIN patients p ON p.id = s.patient_id
                              LEFT JOIN note_reviews n ON n.session_id = s.id
                        WHERE s.id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(|row| row.open(practice)).transpose()
}

/// Which sessions to list. Everything but the reach is optional.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Those of whose clients.
    pub reach: Reach,
    /// Only this client's.
    pub patient: Option<PatientId>,
    /// Only those with this status.
    pub status: Option<Status>,
    /// Only those older than this one.
    pub before: Option<SessionId>,
    /// At most this many.
    pub limit: i64,
}

/// Sessions that match, newest first.
///
/// # Errors
/// As [`find`].
pub async fn list(tx: &mut Tx, practice: &PracticeKey, filter: &Filter) -> Result<Vec<Session>> {
    // The inner query sorts ids out of an index; only the rows of the page itself, which hold sealed words, are read.
    const SQL: &str = concat!(
        "SELECT s.id, s.patient_id, p.name AS patient_name, s.therapist_id, s.appointment_id, s.status, n.state AS note_state,
                s.audio_filename, s.audio_bytes, s.audio_type, s.duration_ms, s.error_message, s.session_key,
                s.created_at, s.updated_at
           FROM sessions s JOIN patients p ON p.id = s.patient_id
                LEFT JOIN note_reviews n ON n.session_id = s.id
          WHERE s.id IN (SELECT id FROM sessions
                          WHERE patient_id IN (",
        clients_in_reach!(),
        ")
                            AND ($8 IS NULL OR patient_id = $8)
                            AND ($9 IS NULL OR status = $9)
                            AND ($10 IS NULL OR id < $10)
                          ORDER BY id DESC LIMIT $11)
          ORDER BY s.id DESC"
    );
    let [own, assigned, supervised, emergency, subject] = filter.reach.parts();
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(filter.reach.user.uuid()).bind(filter.reach.now.micros())
            .bind(own).bind(assigned).bind(supervised).bind(emergency).bind(subject)
            .bind(filter.patient.map(PatientId::uuid))
            .bind(filter.status.map(Status::as_str))
            .bind(filter.before.map(SessionId::uuid))
            .bind(filter.limit)
            .fetch_all(c).await?);
    rows.into_iter().map(|row| Ok(row.open(practice)?.session)).collect()
}

/// Moves a session on, unless somebody else already did. Clears or sets the error message.
///
/// # Errors
/// [`Error::Driver`].
pub async fn advance(
    tx: &mut Tx,
    id: SessionId,
    from: Status,
    to: Status,
    error_message: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str =
        "UPDATE sessions SET status = $3, error_message = $4, updated_at = $5 WHERE id = $1 AND status = $2";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(id.uuid()).bind(from.as_str()).bind(to.as_str()).bind(error_message).bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Keeps the reason why an attempt failed where the therapist can see it, without moving the session.
///
/// # Errors
/// [`Error::Driver`].
pub async fn set_message(tx: &mut Tx, id: SessionId, message: Option<&str>, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET error_message = $2, updated_at = $3 WHERE id = $1";
    on!(tx, c => {
        sqlx::query(SQL).bind(id.uuid()).bind(message).bind(now.micros()).execute(c).await?;
    });
    Ok(())
}

/// Stores the transcript as plain text (the contract's `transcript_text`) and the recording's length.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn set_transcript_text(
    tx: &mut Tx,
    key: &DataKey,
    id: SessionId,
    text: &str,
    duration_ms: u64,
) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET transcript_text = $2, duration_ms = $3 WHERE id = $1";
    let sealed = key.seal(&place(id, "transcript_text"), text.as_bytes())?;
    on!(tx, c => {
        sqlx::query(SQL).bind(id.uuid()).bind(sealed).bind(duration_ms as i64).execute(c).await?;
    });
    Ok(())
}

/// Stores the draft note (the contract's `extracted_notes`) in place of an earlier one.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn set_notes(tx: &mut Tx, key: &DataKey, id: SessionId, notes: &Notes) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET extracted_notes = $2 WHERE id = $1";
    let body = serde_json::to_vec(notes).map_err(|e| Error::Inconsistent(e.to_string()))?;
    let sealed = key.seal(&place(id, "extracted_notes"), &body)?;
    on!(tx, c => {
        sqlx::query(SQL).bind(id.uuid()).bind(sealed).execute(c).await?;
    });
    Ok(())
}

/// Takes a voided note out of routine view; its versions stay.
///
/// # Errors
/// [`Error::Driver`], also for a signed note, which the database refuses.
pub async fn hide_notes(tx: &mut Tx, id: SessionId) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET extracted_notes = NULL WHERE id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).execute(c).await?; });
    Ok(())
}

/// The words of a session: transcript text and draft note, where they exist.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn words(tx: &mut Tx, key: &DataKey, id: SessionId) -> Result<(Option<String>, Option<Notes>)> {
    const SQL: &str = "SELECT transcript_text, extracted_notes FROM sessions WHERE id = $1";
    type Sealed = (Option<Vec<u8>>, Option<Vec<u8>>);
    let row: Option<Sealed> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    let (transcript, notes) = row.unwrap_or_default();
    let transcript = transcript
        .map(|sealed| text("transcript_text", &key.open(&place(id, "transcript_text"), &sealed)?))
        .transpose()?;
    let notes = notes
        .map(|sealed| {
            let body = key.open(&place(id, "extracted_notes"), &sealed)?;
            serde_json::from_slice(&body).map_err(|_| Error::Inconsistent("sessions.extracted_notes is no note".into()))
        })
        .transpose()?;
    Ok((transcript, notes))
}

/// The note of a session without the rest of its words; `None` while there is none, and when its key was destroyed.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn note(tx: &mut Tx, practice: &PracticeKey, id: SessionId) -> Result<Option<Notes>> {
    const SQL: &str = "SELECT session_key, extracted_notes FROM sessions
                        WHERE id = $1 AND session_key IS NOT NULL AND extracted_notes IS NOT NULL";
    let row: Option<(Vec<u8>, Vec<u8>)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    let Some((wrapped, sealed)) = row else { return Ok(None) };
    let key = practice.unwrap(id.uuid(), &wrapped);
    let key = key.map_err(|_| Error::Inconsistent(format!("the key of session {id} does not open")))?;
    let body = key.open(&place(id, "extracted_notes"), &sealed)?;
    let notes = serde_json::from_slice(&body);
    notes
        .map(Some)
        .map_err(|_| Error::Inconsistent("sessions.extracted_notes is no note".into()))
}

/// Whether any session exists: a database with wrapped keys must not be opened with a new practice key.
///
/// # Errors
/// [`Error::Driver`].
pub async fn any(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT id FROM sessions LIMIT 1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// Which of these ids are sessions; what is not is an orphaned recording.
///
/// # Errors
/// [`Error::Driver`].
pub async fn exists(tx: &mut Tx, id: Uuid) -> Result<bool> {
    const SQL: &str = "SELECT id FROM sessions WHERE id = $1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(id).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// The sessions of a client that still hold words or sound which no signed note needs, oldest first.
///
/// # Errors
/// [`Error::Driver`].
pub async fn destructible(tx: &mut Tx, patient: PatientId) -> Result<Vec<SessionId>> {
    const SQL: &str = "SELECT id FROM sessions WHERE patient_id = $1 AND session_key IS NOT NULL ORDER BY id";
    let rows: Vec<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id,)| SessionId::from(id)).collect())
}
