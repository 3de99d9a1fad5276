//! Documents that somebody asked for. A finished file lies in a folder of blobs under a name of its own and is sealed with a
//! key of its own, which is kept here wrapped by the practice's key: taking the key out of the row destroys the file.

use domain::export::{Export, Kind, Status, Subject};
use domain::{ExportId, PatientId, SessionId, Timestamp, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::keys::PracticeKey;
use crate::seal::DataKey;
use crate::{Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    kind: String,
    format: String,
    patient_id: Option<Uuid>,
    request: String,
    status: String,
    error_message: Option<String>,
    file_id: Option<Uuid>,
    file_key: Option<Vec<u8>>,
    file_bytes: Option<i64>,
    downloads: i64,
    created_at: i64,
    completed_at: Option<i64>,
    expires_at: i64,
}

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        "id, user_id, kind, format, patient_id, request, status, error_message, file_id, file_key, file_bytes, downloads,
         created_at, completed_at, expires_at"
    };
}

/// An export with the way to its file.
pub struct Stored {
    /// The row.
    pub export: Export,
    /// The file and its key; `None` while there is none, and once it was destroyed.
    pub file: Option<(Uuid, DataKey)>,
}

fn request(subject: &Subject) -> String {
    match subject {
        Subject::Sessions(ids) => json!({ "session_ids": ids }),
        Subject::Progress { weeks, .. } => json!({ "weeks": weeks }),
    }
    .to_string()
}

fn subject(kind: Kind, patient: Option<Uuid>, request: &str) -> Option<Subject> {
    let request: Value = serde_json::from_str(request).ok()?;
    Some(match kind {
        Kind::SessionNotes => {
            let ids: Vec<SessionId> = serde_json::from_value(request["session_ids"].clone()).ok()?;
            Subject::Sessions(ids)
        }
        Kind::ProgressReport => Subject::Progress {
            patient: PatientId::from(patient?),
            weeks: u32::try_from(request["weeks"].as_u64()?).ok()?,
        },
    })
}

impl Row {
    fn open(self, practice: &PracticeKey) -> Result<Stored> {
        let kind = self.kind.parse().map_err(|_| unknown("export_jobs.kind", &self.kind))?;
        let subject = subject(kind, self.patient_id, &self.request)
            .ok_or_else(|| Error::Inconsistent(format!("export {} does not say what it is to hold", self.id)))?;
        let file = match (self.file_id, self.file_key) {
            (Some(file), Some(wrapped)) => {
                let key = practice.unwrap(file, &wrapped).map_err(|_| {
                    Error::Inconsistent(format!(
                        "the key of export {} does not open with this practice's key",
                        self.id
                    ))
                })?;
                Some((file, key))
            }
            _ => None,
        };
        let export = Export {
            id: ExportId::from(self.id),
            user: UserId::from(self.user_id),
            subject,
            format: self
                .format
                .parse()
                .map_err(|_| unknown("export_jobs.format", &self.format))?,
            status: self
                .status
                .parse()
                .map_err(|_| unknown("export_jobs.status", &self.status))?,
            error_message: self.error_message,
            file_bytes: self.file_bytes.map(|bytes| bytes.max(0) as u64),
            downloads: u32::try_from(self.downloads).unwrap_or(u32::MAX),
            created_at: Timestamp::from_micros(self.created_at),
            completed_at: self.completed_at.map(Timestamp::from_micros),
            expires_at: Timestamp::from_micros(self.expires_at),
        };
        Ok(Stored { export, file })
    }
}

/// Adds a request.
///
/// # Errors
/// [`Error::Constraint`] when the client does not exist.
pub async fn insert(tx: &mut Tx, export: &Export) -> Result<()> {
    const SQL: &str =
        "INSERT INTO export_jobs (id, user_id, kind, format, patient_id, request, status, downloads, created_at,
                                                expires_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let patient = match &export.subject {
        Subject::Sessions(_) => None,
        Subject::Progress { patient, .. } => Some(patient.uuid()),
    };
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(export.id.uuid()).bind(export.user.uuid()).bind(export.subject.kind().as_str())
            .bind(export.format.as_str()).bind(patient).bind(request(&export.subject)).bind(export.status.as_str())
            .bind(i64::from(export.downloads)).bind(export.created_at.micros()).bind(export.expires_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// The export with this id, whoever asks.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, practice: &PracticeKey, id: ExportId) -> Result<Option<Stored>> {
    const SQL: &str = concat!("SELECT ", columns!(), " FROM export_jobs WHERE id = $1");
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(|row| row.open(practice)).transpose()
}

/// Somebody's exports, newest first.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn of_user(tx: &mut Tx, practice: &PracticeKey, user: UserId) -> Result<Vec<Export>> {
    const SQL: &str = concat!(
        "SELECT ",
        columns!(),
        " FROM export_jobs WHERE user_id = $1 ORDER BY id DESC"
    );
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(user.uuid()).fetch_all(c).await?);
    rows.into_iter().map(|row| Ok(row.open(practice)?.export)).collect()
}

/// Moves an export that is not finished to `pending` or `processing`. `false` when it is finished, given up or gone.
///
/// # Errors
/// [`Error::Driver`].
pub async fn advance(tx: &mut Tx, id: ExportId, to: Status) -> Result<bool> {
    const SQL: &str = "UPDATE export_jobs SET status = $2 WHERE id = $1 AND status IN ('pending', 'processing')";
    let changed = on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(to.as_str()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// A finished file.
pub struct File<'a> {
    /// Its name in the folder.
    pub id: Uuid,
    /// Its key.
    pub key: &'a DataKey,
    /// Its length before encryption.
    pub bytes: u64,
}

/// Writes down that the file is there. `false` when the export was finished, given up or deleted meanwhile.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`] when the key cannot be wrapped.
pub async fn complete(
    tx: &mut Tx,
    practice: &PracticeKey,
    id: ExportId,
    file: &File<'_>,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE export_jobs SET status = 'completed', file_id = $2, file_key = $3, file_bytes = $4,
                              completed_at = $5
                        WHERE id = $1 AND status IN ('pending', 'processing')";
    let wrapped = practice
        .wrap(file.id, file.key)
        .map_err(|error| Error::Inconsistent(error.to_string()))?;
    let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(id.uuid()).bind(file.id).bind(wrapped).bind(bytes).bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Gives an export up that is not finished. `false` when it is, or is gone.
///
/// # Errors
/// [`Error::Driver`].
pub async fn fail(tx: &mut Tx, id: ExportId, message: &str) -> Result<bool> {
    const SQL: &str = "UPDATE export_jobs SET status = 'failed', error_message = $2
                        WHERE id = $1 AND status IN ('pending', 'processing')";
    let changed = on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(message).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Counts a download.
///
/// # Errors
/// [`Error::Driver`].
pub async fn downloaded(tx: &mut Tx, id: ExportId) -> Result<()> {
    const SQL: &str = "UPDATE export_jobs SET downloads = downloads + 1 WHERE id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).execute(c).await?; });
    Ok(())
}

/// Takes the key of a file, and where it lay, out of the row: whoever finds the file cannot read it. Returns its name.
///
/// # Errors
/// [`Error::Driver`].
pub async fn forget_file(tx: &mut Tx, id: ExportId) -> Result<Option<Uuid>> {
    const FIND: &str = "SELECT file_id FROM export_jobs WHERE id = $1 AND file_id IS NOT NULL";
    const SQL: &str = "UPDATE export_jobs SET file_id = NULL, file_key = NULL, file_bytes = NULL WHERE id = $1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(FIND).bind(id.uuid()).fetch_optional(c).await?);
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).execute(c).await?; });
    Ok(row.map(|(file,)| file))
}

/// Deletes a row. `false` when there was none.
///
/// # Errors
/// [`Error::Driver`].
pub async fn delete(tx: &mut Tx, id: ExportId) -> Result<bool> {
    const SQL: &str = "DELETE FROM export_jobs WHERE id = $1";
    let removed = on!(tx, c => sqlx::query(SQL).bind(id.uuid()).execute(c).await?.rows_affected());
    Ok(removed == 1)
}

/// Exports whose time has run out and that still have a file, or were never finished: the oldest of them.
///
/// # Errors
/// [`Error::Driver`].
pub async fn overdue(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<Vec<ExportId>> {
    const SQL: &str = "SELECT id FROM export_jobs
                        WHERE expires_at <= $1 AND (file_key IS NOT NULL OR status IN ('pending', 'processing'))
                        ORDER BY expires_at LIMIT $2";
    let rows: Vec<(Uuid,)> =
        on!(tx, c => sqlx::query_as(SQL).bind(now.micros()).bind(i64::from(limit)).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id,)| ExportId::from(id)).collect())
}

/// Deletes the rows without a file that ran out before this moment. Returns how many.
///
/// # Errors
/// [`Error::Driver`].
pub async fn purge(tx: &mut Tx, expired_before: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM export_jobs WHERE expires_at <= $1 AND file_key IS NULL
                          AND status NOT IN ('pending', 'processing')";
    Ok(on!(tx, c => sqlx::query(SQL).bind(expired_before.micros()).execute(c).await?.rows_affected()))
}

/// Whether a file of this name belongs to an export.
///
/// # Errors
/// [`Error::Driver`].
pub async fn has_file(tx: &mut Tx, file: Uuid) -> Result<bool> {
    const SQL: &str = "SELECT id FROM export_jobs WHERE file_id = $1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(file).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// Whether a session has words that can be exported: a note, and the key to it.
///
/// # Errors
/// [`Error::Driver`].
pub async fn has_note(tx: &mut Tx, session: SessionId) -> Result<bool> {
    const SQL: &str = "SELECT id FROM sessions
                        WHERE id = $1 AND extracted_notes IS NOT NULL AND session_key IS NOT NULL";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// Whether what leaves a client's record must say that it may not be passed on.
///
/// # Errors
/// [`Error::Driver`].
pub async fn no_redisclosure(tx: &mut Tx, patient: PatientId) -> Result<bool> {
    const SQL: &str = "SELECT redisclosure_notice FROM patients WHERE id = $1";
    let row: Option<(bool,)> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_optional(c).await?);
    Ok(row.is_some_and(|(notice,)| notice))
}

/// The meeting that a session was recorded in, as a document states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// When it began.
    pub starts_at: Timestamp,
    /// When it ended.
    pub ends_at: Timestamp,
    /// `individual`, `couple`, `family` or `group`.
    pub kind: String,
    /// `in_person`, `video` or `telephone`.
    pub modality: String,
}

/// The meeting of a session; `None` for one that belongs to no appointment that was attended.
///
/// # Errors
/// [`Error::Driver`].
pub async fn meeting(tx: &mut Tx, session: SessionId) -> Result<Option<Meeting>> {
    const SQL: &str = "SELECT a.starts_at, a.ends_at, a.kind, a.modality
                         FROM sessions s JOIN appointments a ON a.id = s.appointment_id
                        WHERE s.id = $1 AND a.state = 'attended'";
    let row: Option<(i64, i64, String, String)> =
        on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_optional(c).await?);
    Ok(row.map(|(starts_at, ends_at, kind, modality)| Meeting {
        starts_at: Timestamp::from_micros(starts_at),
        ends_at: Timestamp::from_micros(ends_at),
        kind,
        modality,
    }))
}

/// The sessions of a client that were recorded from one moment up to another, oldest first.
///
/// # Errors
/// [`Error::Driver`].
pub async fn sessions_between(
    tx: &mut Tx,
    patient: PatientId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<SessionId>> {
    const SQL: &str = "SELECT id FROM sessions
                        WHERE patient_id = $1 AND created_at >= $2 AND created_at < $3 ORDER BY created_at, id";
    let rows: Vec<(Uuid,)> = on!(tx, c =>
        sqlx::query_as(SQL).bind(patient.uuid()).bind(from.micros()).bind(to.micros()).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id,)| SessionId::from(id)).collect())
}
