//! The queue of background work. A job is claimed with a lease; every claim raises `attempt`, which a finisher must still
//! hold: whoever lost the lease cannot commit a result.

use domain::job::{Kind, State, Subject};
use domain::{ExportId, JobId, MailId, PatientId, SessionId, Timestamp};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::{Error, Result, Tx, dialect};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    session_id: Option<Uuid>,
    mail_id: Option<Uuid>,
    export_id: Option<Uuid>,
    attempt: i64,
    failures: i64,
}

/// A job somebody holds a lease on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// Identifier.
    pub id: JobId,
    /// What to do.
    pub kind: Kind,
    /// What it is about.
    pub subject: Subject,
    /// The fencing token of this claim.
    pub attempt: i64,
    /// How many earlier attempts failed by their own fault.
    pub failures: u32,
}

impl Claimed {
    /// The session it is about, if it is about one.
    pub fn session(&self) -> Option<SessionId> {
        match self.subject {
            Subject::Session(session) => Some(session),
            Subject::Mail(_) | Subject::Export(_) => None,
        }
    }
}

/// Adds a job that is due at `run_at`.
///
/// # Errors
/// [`crate::Error::Constraint`] when the subject already has a live job.
pub async fn enqueue(
    tx: &mut Tx,
    kind: Kind,
    subject: impl Into<Subject>,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<JobId> {
    const SQL: &str =
        "INSERT INTO jobs (id, kind, session_id, mail_id, export_id, state, run_at, attempt, failures, created_at,
                           updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $9)";
    let id = JobId::new(now);
    let (session, mail, export) = match subject.into() {
        Subject::Session(session) => (Some(session.uuid()), None, None),
        Subject::Mail(mail) => (None, Some(mail.uuid()), None),
        Subject::Export(export) => (None, None, Some(export.uuid())),
    };
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id.uuid()).bind(kind.as_str()).bind(session).bind(mail).bind(export)
            .bind(State::Queued.as_str()).bind(run_at.micros()).bind(0i64).bind(now.micros())
            .execute(c).await?;
    });
    Ok(id)
}

/// Takes the oldest due job of a kind, or one whose lease ran out.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn claim(
    tx: &mut Tx,
    kind: Kind,
    node: Uuid,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Claimed>> {
    let sql = dialect::CLAIM_JOB.on(tx);
    let row: Option<Row> = on!(tx, c =>
        sqlx::query_as(sql)
            .bind(now.micros()).bind(lease_until.micros()).bind(node).bind(kind.as_str())
            .fetch_optional(c).await?);
    row.map(|row| {
        Ok(Claimed {
            id: JobId::from(row.id),
            kind: row.kind.parse().map_err(|()| unknown("jobs.kind", &row.kind))?,
            subject: match (row.session_id, row.mail_id, row.export_id) {
                (Some(session), None, None) => Subject::Session(SessionId::from(session)),
                (None, Some(mail), None) => Subject::Mail(MailId::from(mail)),
                (None, None, Some(export)) => Subject::Export(ExportId::from(export)),
                _ => return Err(Error::Inconsistent("jobs holds a job without one subject".into())),
            },
            attempt: row.attempt,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
        })
    })
    .transpose()
}

/// Extends a lease. `false` means it was lost: stop working.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn extend(tx: &mut Tx, job: &Claimed, lease_until: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET lease_until = $3 WHERE id = $1 AND attempt = $2 AND state = 'running'";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(job.id.uuid()).bind(job.attempt).bind(lease_until.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

async fn end(tx: &mut Tx, job: &Claimed, state: State, error: Option<&str>, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET state = $3, lease_until = NULL, last_error = $4, updated_at = $5
                        WHERE id = $1 AND attempt = $2 AND state = 'running'";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(job.id.uuid()).bind(job.attempt).bind(state.as_str()).bind(error).bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Marks a job done. `false` means the lease was lost: the caller must not commit.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn finish(tx: &mut Tx, job: &Claimed, now: Timestamp) -> Result<bool> {
    end(tx, job, State::Done, None, now).await
}

/// Gives a job up. `false` means the lease was lost.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn give_up(tx: &mut Tx, job: &Claimed, error: &str, now: Timestamp) -> Result<bool> {
    end(tx, job, State::Failed, Some(error), now).await
}

/// Puts a job back for later. `blame` counts the attempt as a failure of its own. `false` means the lease was lost.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn retry_later(
    tx: &mut Tx,
    job: &Claimed,
    blame: bool,
    error: &str,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = $3, failures = failures + $4,
                              last_error = $5, updated_at = $6
                        WHERE id = $1 AND attempt = $2 AND state = 'running'";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(job.id.uuid()).bind(job.attempt).bind(run_at.micros()).bind(i64::from(blame)).bind(error)
            .bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Waits for whoever claims, finishes or calls off a session's work, and keeps all others out until the transaction ends.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn lock(tx: &mut Tx, session: SessionId) -> Result<()> {
    let sql = dialect::LOCK_WORK.on(tx);
    on!(tx, c => { sqlx::query(sql).bind(session.uuid()).fetch_all(c).await?; });
    Ok(())
}

/// Calls off a session's live job. Returns it, if there was one.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn cancel(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<Option<JobId>> {
    const SQL: &str = "UPDATE jobs SET state = 'cancelled', lease_until = NULL, updated_at = $2
                        WHERE session_id = $1 AND state IN ('queued', 'running') RETURNING id";
    let row: Option<(Uuid,)> = on!(tx, c =>
        sqlx::query_as(SQL).bind(session.uuid()).bind(now.micros()).fetch_optional(c).await?);
    Ok(row.map(|(id,)| JobId::from(id)))
}

/// Whether a claim still holds. A session's work may be called off, or begun again, while somebody is at it.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn is_held(tx: &mut Tx, job: &Claimed) -> Result<bool> {
    const SQL: &str = "SELECT id FROM jobs WHERE id = $1 AND attempt = $2 AND state = 'running'";
    let row: Option<(Uuid,)> =
        on!(tx, c => sqlx::query_as(SQL).bind(job.id.uuid()).bind(job.attempt).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// The live jobs about a client's sessions, with their session and kind.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn live_of_patient(tx: &mut Tx, patient: PatientId) -> Result<Vec<(SessionId, Kind)>> {
    const SQL: &str = "SELECT s.id, j.kind FROM sessions s JOIN jobs j ON j.session_id = s.id
                        WHERE s.patient_id = $1 AND j.state IN ('queued', 'running') ORDER BY s.id";
    let rows: Vec<(Uuid, String)> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    rows.into_iter()
        .map(|(session, kind)| {
            let kind = kind.parse().map_err(|()| unknown("jobs.kind", &kind))?;
            Ok((SessionId::from(session), kind))
        })
        .collect()
}

/// Takes a session's running job from whoever is at it, and lets it begin again. Returns whether one was running.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn start_over(tx: &mut Tx, session: SessionId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = $2, updated_at = $2
                        WHERE session_id = $1 AND state = 'running'";
    let changed =
        on!(tx, c => sqlx::query(SQL).bind(session.uuid()).bind(now.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Calls off an export's live job. Returns it, if there was one.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn cancel_export(tx: &mut Tx, export: ExportId, now: Timestamp) -> Result<Option<JobId>> {
    const SQL: &str = "UPDATE jobs SET state = 'cancelled', lease_until = NULL, updated_at = $2
                        WHERE export_id = $1 AND state IN ('queued', 'running') RETURNING id";
    let row: Option<(Uuid,)> = on!(tx, c =>
        sqlx::query_as(SQL).bind(export.uuid()).bind(now.micros()).fetch_optional(c).await?);
    Ok(row.map(|(id,)| JobId::from(id)))
}

/// Ends every lease this node held in an earlier life, so that its work goes on at once. Returns how many.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn release_node(tx: &mut Tx, node: Uuid, now: Timestamp) -> Result<u64> {
    const SQL: &str = "UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = $2, updated_at = $2
                        WHERE node = $1 AND state = 'running'";
    Ok(on!(tx, c => sqlx::query(SQL).bind(node).bind(now.micros()).execute(c).await?.rows_affected()))
}

/// A session's live job: its kind, whether it is running, and why an earlier attempt did not finish.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Live {
    /// Whether a runner holds it.
    pub running: bool,
    /// Attempts that failed by their own fault.
    pub failures: i64,
    /// What the last attempt ended with.
    pub last_error: Option<String>,
}

/// The session's live job, if any.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn live(tx: &mut Tx, session: SessionId) -> Result<Option<Live>> {
    const SQL: &str = "SELECT (state = 'running') AS running, failures, last_error FROM jobs
                        WHERE session_id = $1 AND state IN ('queued', 'running')";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_optional(c).await?))
}

/// How many jobs wait and how many run.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn depth(tx: &mut Tx) -> Result<(i64, i64)> {
    const SQL: &str = "SELECT state, COUNT(*) FROM jobs WHERE state IN ('queued', 'running') GROUP BY state";
    let rows: Vec<(String, i64)> = on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?);
    let count = |state: State| rows.iter().find(|(s, _)| s == state.as_str()).map_or(0, |(_, n)| *n);
    Ok((count(State::Queued), count(State::Running)))
}

/// When the next queued job of a kind is due.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn next_due(tx: &mut Tx, kind: Kind) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT run_at FROM jobs WHERE state = 'queued' AND kind = $1 ORDER BY run_at LIMIT 1";
    let row: Option<(i64,)> = on!(tx, c => sqlx::query_as(SQL).bind(kind.as_str()).fetch_optional(c).await?);
    Ok(row.map(|(micros,)| Timestamp::from_micros(micros)))
}
