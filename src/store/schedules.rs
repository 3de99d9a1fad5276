//! What happens by the clock: up to which due moment each task was done, and who is doing it now.
//!
//! A run is claimed by compare-and-set with a lease, and every claim raises `attempt`, which whoever ends the run must still hold.
//! Of several machines one gets it; when that one dies, another takes the run over once the lease is out.

use domain::Timestamp;
use domain::schedule::Task;
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx};

/// How far a task is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The due moment up to which everything was done.
    pub done_until: Timestamp,
    /// The machine that does it, or did it last and failed.
    pub node: Option<Uuid>,
    /// Until when nobody else takes it.
    pub lease_until: Option<Timestamp>,
    /// When the last run began.
    pub started_at: Option<Timestamp>,
    /// When the last run ended, if it did.
    pub ended_at: Option<Timestamp>,
    /// How the last run ended, as a code.
    pub outcome: Option<String>,
}

impl Stored {
    /// Whether somebody is doing it.
    pub fn is_running(&self, now: Timestamp) -> bool {
        self.node.is_some() && self.lease_until.is_some_and(|until| now <= until)
    }
}

/// A run somebody holds the lease of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// What to do.
    pub task: Task,
    /// The fencing token of this claim.
    pub attempt: i64,
    /// The due moment up to which it was done before.
    pub done_until: Timestamp,
    /// The due moment up to which it is done now.
    pub due: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    done_until: i64,
    node: Option<Uuid>,
    lease_until: Option<i64>,
    started_at: Option<i64>,
    ended_at: Option<i64>,
    outcome: Option<String>,
}

/// Makes the row of a task that this practice has not had yet: nothing before now is owed.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn ensure(tx: &mut Tx, task: Task, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO schedules (name, done_until, attempt, created_at) VALUES ($1, $2, 0, $2)
                       ON CONFLICT (name) DO NOTHING";
    on!(tx, c => { sqlx::query(SQL).bind(task.as_str()).bind(now.micros()).execute(c).await?; });
    Ok(())
}

/// How far a task is; `None` before the first start of a scheduler.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn find(tx: &mut Tx, task: Task) -> Result<Option<Stored>> {
    const SQL: &str =
        "SELECT done_until, node, lease_until, started_at, ended_at, outcome FROM schedules WHERE name = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(task.as_str()).fetch_optional(c).await?);
    Ok(row.map(|row| Stored {
        done_until: Timestamp::from_micros(row.done_until),
        node: row.node,
        lease_until: row.lease_until.map(Timestamp::from_micros),
        started_at: row.started_at.map(Timestamp::from_micros),
        ended_at: row.ended_at.map(Timestamp::from_micros),
        outcome: row.outcome,
    }))
}

/// Takes a run, unless somebody else has it or has done it since `done_until` was read.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn claim(
    tx: &mut Tx,
    task: Task,
    (done_until, due): (Timestamp, Timestamp),
    node: Uuid,
    now: Timestamp,
    lease_until: Timestamp,
) -> Result<Option<Claimed>> {
    const SQL: &str = "UPDATE schedules SET attempt = attempt + 1, node = $3, lease_until = $5, started_at = $4,
                              ended_at = NULL, outcome = NULL
                        WHERE name = $1 AND done_until = $2 AND (lease_until IS NULL OR lease_until < $4)
                    RETURNING attempt";
    let row: Option<(i64,)> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(task.as_str()).bind(done_until.micros()).bind(node).bind(now.micros()).bind(lease_until.micros())
            .fetch_optional(c).await?);
    Ok(row.map(|(attempt,)| Claimed {
        task,
        attempt,
        done_until,
        due,
    }))
}

/// Extends a lease. `false` means it was lost: stop working.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn extend(tx: &mut Tx, run: &Claimed, lease_until: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE schedules SET lease_until = $3
                        WHERE name = $1 AND attempt = $2 AND lease_until IS NOT NULL AND node IS NOT NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(run.task.as_str()).bind(run.attempt).bind(lease_until.micros()).execute(c).await?
            .rows_affected());
    Ok(changed == 1)
}

/// Ends a run that was done: everything up to its due moment counts as done. `false` means that the lease was lost: the caller
/// must not commit.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn finish(tx: &mut Tx, run: &Claimed, outcome: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str =
        "UPDATE schedules SET done_until = $3, lease_until = NULL, node = NULL, ended_at = $4, outcome = $5
                        WHERE name = $1 AND attempt = $2 AND node IS NOT NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(run.task.as_str()).bind(run.attempt).bind(run.due.micros()).bind(now.micros()).bind(outcome)
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Ends a run that was not done; it stays due, and nobody takes it before `again_at`. `false` means that the lease was lost.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn put_back(
    tx: &mut Tx,
    run: &Claimed,
    outcome: &str,
    again_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE schedules SET lease_until = $3, node = NULL, ended_at = $4, outcome = $5
                        WHERE name = $1 AND attempt = $2 AND node IS NOT NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(run.task.as_str()).bind(run.attempt).bind(again_at.map(Timestamp::micros)).bind(now.micros())
            .bind(outcome)
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Gives back what this node held when it last stopped. Returns how many runs.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn release_node(tx: &mut Tx, node: Uuid) -> Result<u64> {
    const SQL: &str = "UPDATE schedules SET lease_until = NULL, node = NULL WHERE node = $1";
    Ok(on!(tx, c => sqlx::query(SQL).bind(node).execute(c).await?.rows_affected()))
}
