//! Summaries that were handed to clients, with the tasks agreed on. Words are sealed with the session's key.
//!
//! A release can be taken back until it is read. Both are one statement that looks at the row as it is at that moment, so only
//! one of them can succeed. Every statement for a client leaves out what was taken back.

use domain::ids::{AgreedActionId, ReleaseId};
use domain::release::{AgreedAction, Release};
use domain::{PatientId, SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::keys::PracticeKey;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

fn summary_place(id: Uuid) -> Place<'static> {
    Place {
        table: "releases",
        row: id,
        column: "summary",
    }
}

fn body_place(id: Uuid) -> Place<'static> {
    Place {
        table: "agreed_actions",
        row: id,
        column: "body",
    }
}

fn open(key: &DataKey, place: &Place<'_>, sealed: &[u8]) -> Result<String> {
    let plain = key.open(place, sealed)?;
    String::from_utf8(plain.to_vec())
        .map_err(|_| Error::Inconsistent(format!("{}.{} is no text", place.table, place.column)))
}

fn unwrap(practice: &PracticeKey, session: Uuid, wrapped: &[u8]) -> Result<DataKey> {
    let key = practice.unwrap(session, wrapped);
    key.map_err(|_| {
        Error::Inconsistent(format!(
            "the key of session {session} does not open with this practice's key"
        ))
    })
}

/// Hands a summary to a client.
///
/// # Errors
/// [`Error::Constraint`] when the session has one already, [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, key: &DataKey, release: &Release) -> Result<()> {
    const RELEASE: &str = "INSERT INTO releases (id, session_id, patient_id, released_by, summary, released_at)
                           VALUES ($1, $2, $3, $4, $5, $6)";
    const ACTION: &str =
        "INSERT INTO agreed_actions (id, release_id, session_id, patient_id, position, body, created_at)
                          VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (id, session, patient) = (release.id.uuid(), release.session_id.uuid(), release.patient_id.uuid());
    let summary = key.seal(&summary_place(id), release.summary.as_bytes())?;
    on!(tx, c => {
        sqlx::query(RELEASE)
            .bind(id).bind(session).bind(patient).bind(release.released_by.uuid()).bind(summary)
            .bind(release.released_at.micros())
            .execute(c).await?;
    });
    for (position, action) in (1i64..).zip(&release.actions) {
        let body = key.seal(&body_place(action.id.uuid()), action.text.as_bytes())?;
        on!(tx, c => {
            sqlx::query(ACTION)
                .bind(action.id.uuid()).bind(id).bind(session).bind(patient).bind(position).bind(body)
                .bind(release.released_at.micros())
                .execute(c).await?;
        });
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    session_id: Uuid,
    patient_id: Uuid,
    released_by: Uuid,
    summary: Vec<u8>,
    released_at: i64,
    read_at: Option<i64>,
}

impl Row {
    async fn open(self, tx: &mut Tx, key: &DataKey) -> Result<Release> {
        const SQL: &str = "SELECT id, body, done_at FROM agreed_actions WHERE release_id = $1 ORDER BY position";
        let rows: Vec<(Uuid, Vec<u8>, Option<i64>)> =
            on!(tx, c => sqlx::query_as(SQL).bind(self.id).fetch_all(c).await?);
        let actions = rows.into_iter().map(|(id, body, done_at)| {
            Ok(AgreedAction {
                id: AgreedActionId::from(id),
                text: open(key, &body_place(id), &body)?,
                done_at: done_at.map(Timestamp::from_micros),
            })
        });
        Ok(Release {
            id: ReleaseId::from(self.id),
            session_id: SessionId::from(self.session_id),
            patient_id: PatientId::from(self.patient_id),
            summary: open(key, &summary_place(self.id), &self.summary)?,
            actions: actions.collect::<Result<_>>()?,
            released_at: Timestamp::from_micros(self.released_at),
            released_by: UserId::from(self.released_by),
            read_at: self.read_at.map(Timestamp::from_micros),
        })
    }
}

/// What was released of a session and not taken back.
///
/// # Errors
/// [`Error::Sealed`].
pub async fn of_session(tx: &mut Tx, key: &DataKey, session: SessionId) -> Result<Option<Release>> {
    const SQL: &str = "SELECT id, session_id, patient_id, released_by, summary, released_at, read_at
                         FROM releases WHERE session_id = $1 AND withdrawn_at IS NULL";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_optional(c).await?);
    match row {
        Some(row) => Ok(Some(row.open(tx, key).await?)),
        None => Ok(None),
    }
}

/// Takes back what was released of a session. `false` when there is nothing, or the client has read it.
///
/// # Errors
/// [`Error::Driver`].
pub async fn withdraw_unread(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE releases SET withdrawn_at = $2
                        WHERE session_id = $1 AND withdrawn_at IS NULL AND read_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(session.uuid()).bind(now.micros()).execute(c).await?.rows_affected()) == 1)
}

/// Takes back what was released of a session whether it was read or not. `false` when there is nothing.
///
/// # Errors
/// [`Error::Driver`].
pub async fn withdraw(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE releases SET withdrawn_at = $2 WHERE session_id = $1 AND withdrawn_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(session.uuid()).bind(now.micros()).execute(c).await?.rows_affected()) == 1)
}

/// A released summary in a client's list, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Identifier.
    pub id: ReleaseId,
    /// When the session was: the start of its appointment, or else when its recording came.
    pub session_at: Timestamp,
    /// When it was released.
    pub released_at: Timestamp,
    /// When the client first opened it.
    pub read_at: Option<Timestamp>,
}

/// What was released to a client, the latest first.
///
/// # Errors
/// [`Error::Driver`].
pub async fn of_patient(tx: &mut Tx, patient: PatientId) -> Result<Vec<Listed>> {
    const SQL: &str = "SELECT r.id, COALESCE(a.starts_at, s.created_at), r.released_at, r.read_at
                         FROM releases r JOIN sessions s ON s.id = r.session_id
                              LEFT JOIN appointments a ON a.id = s.appointment_id
                        WHERE r.patient_id = $1 AND r.withdrawn_at IS NULL AND s.session_key IS NOT NULL
                        ORDER BY r.released_at DESC, r.id DESC";
    let rows: Vec<(Uuid, i64, i64, Option<i64>)> =
        on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    let listed = rows.into_iter().map(|(id, session_at, released_at, read_at)| Listed {
        id: ReleaseId::from(id),
        session_at: Timestamp::from_micros(session_at),
        released_at: Timestamp::from_micros(released_at),
        read_at: read_at.map(Timestamp::from_micros),
    });
    Ok(listed.collect())
}

/// Writes down that a client opened a summary. `false` when they did before, or it was taken back, or it is not theirs.
///
/// # Errors
/// [`Error::Driver`].
pub async fn mark_read(tx: &mut Tx, patient: PatientId, id: ReleaseId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE releases SET read_at = $3
                        WHERE id = $1 AND patient_id = $2 AND withdrawn_at IS NULL AND read_at IS NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(patient.uuid()).bind(now.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// A summary that was released to this client, with its words; `None` when it was taken back.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, practice: &PracticeKey, patient: PatientId, id: ReleaseId) -> Result<Option<Release>> {
    const SQL: &str = "SELECT s.id, s.session_key FROM releases r JOIN sessions s ON s.id = r.session_id
                        WHERE r.id = $1 AND r.patient_id = $2 AND r.withdrawn_at IS NULL
                          AND s.session_key IS NOT NULL";
    let row: Option<(Uuid, Vec<u8>)> =
        on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).bind(patient.uuid()).fetch_optional(c).await?);
    let Some((session, wrapped)) = row else { return Ok(None) };
    let key = unwrap(practice, session, &wrapped)?;
    of_session(tx, &key, SessionId::from(session)).await
}

/// An agreed task in a client's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The task.
    pub action: AgreedAction,
    /// With which summary it came.
    pub release_id: ReleaseId,
    /// The session it was agreed in.
    pub session_id: SessionId,
    /// When that session was.
    pub session_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct TaskRow {
    id: Uuid,
    body: Vec<u8>,
    done_at: Option<i64>,
    release_id: Uuid,
    session_id: Uuid,
    session_key: Vec<u8>,
    session_at: i64,
}

/// The tasks of the summaries that a client has opened: those still to do first, then the latest summary first.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn tasks(tx: &mut Tx, practice: &PracticeKey, patient: PatientId) -> Result<Vec<Task>> {
    const SQL: &str = "SELECT t.id, t.body, t.done_at, t.release_id, t.session_id, s.session_key,
                              COALESCE(a.starts_at, s.created_at) AS session_at
                         FROM agreed_actions t JOIN releases r ON r.id = t.release_id
                              JOIN sessions s ON s.id = t.session_id
                              LEFT JOIN appointments a ON a.id = s.appointment_id
                        WHERE t.patient_id = $1 AND r.withdrawn_at IS NULL AND r.read_at IS NOT NULL
                          AND s.session_key IS NOT NULL
                        ORDER BY CASE WHEN t.done_at IS NULL THEN 0 ELSE 1 END, r.released_at DESC, r.id, t.position";
    let rows: Vec<TaskRow> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    let tasks = rows.into_iter().map(|row| {
        let key = unwrap(practice, row.session_id, &row.session_key)?;
        Ok(Task {
            action: AgreedAction {
                id: AgreedActionId::from(row.id),
                text: open(&key, &body_place(row.id), &row.body)?,
                done_at: row.done_at.map(Timestamp::from_micros),
            },
            release_id: ReleaseId::from(row.release_id),
            session_id: SessionId::from(row.session_id),
            session_at: Timestamp::from_micros(row.session_at),
        })
    });
    tasks.collect()
}

/// Ticks a task off, or on again. `false` when it is so already, or is not one of the client's [`tasks`].
///
/// # Errors
/// [`Error::Driver`].
pub async fn tick(tx: &mut Tx, patient: PatientId, id: AgreedActionId, done: bool, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE agreed_actions SET done_at = $3
                        WHERE id = $1 AND patient_id = $2 AND (done_at IS NULL) = $4
                          AND release_id IN (SELECT id FROM releases
                                              WHERE patient_id = $2 AND withdrawn_at IS NULL AND read_at IS NOT NULL)";
    let at = done.then_some(now.micros());
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(patient.uuid()).bind(at).bind(done).execute(c).await?.rows_affected());
    Ok(changed == 1)
}
