//! A therapist's day in numbers, as it was when it was last computed.

use chrono::NaiveDate;
use domain::ids::new_uuid;
use domain::{Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx};

/// A day.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Whose.
    pub therapist: UserId,
    /// The local date.
    pub date: NaiveDate,
    /// Meetings that are over, however they went.
    pub total: i64,
    /// Those that took place.
    pub completed: i64,
    /// Those that were called off.
    pub cancelled: i64,
    /// Clients who came.
    pub active_patients: i64,
    /// The mean length of those that took place, in minutes; 0 without any.
    pub avg_minutes: f64,
    /// [`domain::attendance::Tally::completion_rate`].
    pub completion_rate: f64,
}

#[derive(sqlx::FromRow)]
struct Row {
    therapist_id: Uuid,
    stat_date: NaiveDate,
    total_sessions: i64,
    completed_sessions: i64,
    cancelled_sessions: i64,
    active_patients: i64,
    avg_duration_minutes: f64,
    completion_rate: f64,
}

impl From<Row> for Day {
    fn from(row: Row) -> Self {
        Self {
            therapist: UserId::from(row.therapist_id),
            date: row.stat_date,
            total: row.total_sessions,
            completed: row.completed_sessions,
            cancelled: row.cancelled_sessions,
            active_patients: row.active_patients,
            avg_minutes: row.avg_duration_minutes,
            completion_rate: row.completion_rate,
        }
    }
}

/// Writes a day, in place of what was computed earlier.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn write(tx: &mut Tx, day: &Day, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO daily_stats (id, therapist_id, stat_date, total_sessions, completed_sessions,
                              cancelled_sessions, active_patients, avg_duration_minutes, completion_rate, created_at,
                              updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
                       ON CONFLICT (therapist_id, stat_date) DO UPDATE SET total_sessions = excluded.total_sessions,
                              completed_sessions = excluded.completed_sessions,
                              cancelled_sessions = excluded.cancelled_sessions,
                              active_patients = excluded.active_patients,
                              avg_duration_minutes = excluded.avg_duration_minutes,
                              completion_rate = excluded.completion_rate, updated_at = excluded.updated_at";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(new_uuid(now)).bind(day.therapist.uuid()).bind(day.date).bind(day.total).bind(day.completed)
            .bind(day.cancelled).bind(day.active_patients).bind(day.avg_minutes).bind(day.completion_rate)
            .bind(now.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// The stored days of a therapist from `first` to `last`, in their order.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn of_therapist(tx: &mut Tx, therapist: UserId, first: NaiveDate, last: NaiveDate) -> Result<Vec<Day>> {
    const SQL: &str = "SELECT therapist_id, stat_date, total_sessions, completed_sessions, cancelled_sessions,
                              active_patients, avg_duration_minutes, completion_rate
                         FROM daily_stats WHERE therapist_id = $1 AND stat_date >= $2 AND stat_date <= $3
                        ORDER BY stat_date";
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(therapist.uuid()).bind(first).bind(last).fetch_all(c).await?);
    Ok(rows.into_iter().map(Day::from).collect())
}
