//! Who reads and co-signs for whom.

use domain::{Timestamp, UserId};

use crate::access::{Colleague, ColleagueRow};
use crate::db::on;
use crate::{Result, Tx};

/// Gives a supervisor a therapist. Returns whether that is news.
///
/// # Errors
/// [`crate::Error::Constraint`] when one of them does not exist.
pub async fn add(tx: &mut Tx, supervisor: UserId, therapist: UserId, now: Timestamp) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO supervisions (supervisor_id, therapist_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let added = on!(tx, c =>
        sqlx::query(SQL).bind(supervisor.uuid()).bind(therapist.uuid()).bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(added == 1)
}

/// Takes a therapist from a supervisor. Returns whether they had them.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn remove(tx: &mut Tx, supervisor: UserId, therapist: UserId) -> Result<bool> {
    const SQL: &str = "DELETE FROM supervisions WHERE supervisor_id = $1 AND therapist_id = $2";
    let removed = on!(tx, c =>
        sqlx::query(SQL).bind(supervisor.uuid()).bind(therapist.uuid()).execute(c).await?.rows_affected());
    Ok(removed == 1)
}

/// The therapists of a supervisor, by name.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn therapists(tx: &mut Tx, supervisor: UserId) -> Result<Vec<Colleague>> {
    const SQL: &str = "SELECT u.id, u.full_name, u.role, u.is_active
                         FROM supervisions s JOIN users u ON u.id = s.therapist_id
                        WHERE s.supervisor_id = $1 ORDER BY u.last_name, u.first_name, u.id";
    let rows: Vec<ColleagueRow> = on!(tx, c => sqlx::query_as(SQL).bind(supervisor.uuid()).fetch_all(c).await?);
    rows.into_iter().map(Colleague::try_from).collect()
}
