//! Appointments as the practice's numbers count them.

use domain::appointment::State;
use domain::attendance::Tally;
use domain::{PatientId, Timestamp, UserId};
use uuid::Uuid;

use crate::appointments::state;
use crate::db::on;
use crate::{Result, Tx};

/// A meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// The client.
    pub patient: PatientId,
    /// Whom they met.
    pub therapist: UserId,
    /// When it began.
    pub starts_at: Timestamp,
    /// How it went.
    pub state: State,
    /// How long it was, in microseconds: as long as its recordings, else as it was planned; `None` when neither is known.
    pub length: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Row {
    patient_id: Uuid,
    therapist_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    state: String,
    recorded_ms: Option<i64>,
}

impl Row {
    fn read(self) -> Result<Meeting> {
        let recorded = self.recorded_ms.filter(|ms| *ms > 0).map(|ms| ms.saturating_mul(1000));
        let planned = Some(self.ends_at.saturating_sub(self.starts_at)).filter(|micros| *micros > 0);
        Ok(Meeting {
            patient: PatientId::from(self.patient_id),
            therapist: UserId::from(self.therapist_id),
            starts_at: Timestamp::from_micros(self.starts_at),
            state: state(&self.state)?,
            length: recorded.or(planned),
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT a.patient_id, a.therapist_id, a.starts_at, a.ends_at, a.state,
                    (SELECT CAST(SUM(s.duration_ms) AS BIGINT) FROM sessions s WHERE s.appointment_id = a.id)
                        AS recorded_ms
               FROM appointments a ",
            $rest
        )
    };
}

/// A therapist's meetings that began between two moments, in their order. Those still planned are left out.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn of_therapist(tx: &mut Tx, therapist: UserId, from: Timestamp, to: Timestamp) -> Result<Vec<Meeting>> {
    const SQL: &str = select!(
        "WHERE a.therapist_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND a.state <> 'scheduled'
         ORDER BY a.starts_at, a.id"
    );
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(therapist.uuid()).bind(from.micros()).bind(to.micros())
            .fetch_all(c).await?);
    rows.into_iter().map(Row::read).collect()
}

/// The whole practice's meetings that began between two moments, in their order. Those still planned are left out.
///
/// # Errors
/// As [`of_therapist`].
pub async fn of_practice(tx: &mut Tx, from: Timestamp, to: Timestamp) -> Result<Vec<Meeting>> {
    const SQL: &str =
        select!("WHERE a.starts_at >= $1 AND a.starts_at < $2 AND a.state <> 'scheduled' ORDER BY a.starts_at, a.id");
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(from.micros()).bind(to.micros()).fetch_all(c).await?);
    rows.into_iter().map(Row::read).collect()
}

fn tally(rows: Vec<(String, i64)>) -> Result<Tally> {
    let mut tally = Tally::default();
    for (word, count) in rows {
        let count = count.max(0) as u64;
        match state(&word)? {
            State::Scheduled => {}
            State::Attended => tally.attended += count,
            State::Cancelled => tally.cancelled += count,
            State::NoShow => tally.no_show += count,
        }
    }
    Ok(tally)
}

/// How a therapist's meetings went that began between two moments.
///
/// # Errors
/// As [`of_therapist`].
pub async fn tally_of_therapist(tx: &mut Tx, therapist: UserId, from: Timestamp, to: Timestamp) -> Result<Tally> {
    const SQL: &str = "SELECT state, COUNT(*) FROM appointments
                        WHERE therapist_id = $1 AND starts_at >= $2 AND starts_at < $3 GROUP BY state";
    let rows: Vec<(String, i64)> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(therapist.uuid()).bind(from.micros()).bind(to.micros())
            .fetch_all(c).await?);
    tally(rows)
}

/// How a client's meetings went, with whomever, that began between two moments.
///
/// # Errors
/// As [`of_therapist`].
pub async fn tally_of_patient(tx: &mut Tx, patient: PatientId, from: Timestamp, to: Timestamp) -> Result<Tally> {
    const SQL: &str = "SELECT state, COUNT(*) FROM appointments
                        WHERE patient_id = $1 AND starts_at >= $2 AND starts_at < $3 GROUP BY state";
    let rows: Vec<(String, i64)> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(patient.uuid()).bind(from.micros()).bind(to.micros())
            .fetch_all(c).await?);
    tally(rows)
}

/// How many meetings a therapist has planned that begin after one moment and not after another.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn planned(tx: &mut Tx, therapist: UserId, after: Timestamp, until: Timestamp) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM appointments
                        WHERE therapist_id = $1 AND starts_at > $2 AND starts_at <= $3 AND state = 'scheduled'";
    let (count,): (i64,) = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(therapist.uuid()).bind(after.micros()).bind(until.micros())
            .fetch_one(c).await?);
    Ok(count)
}

/// How many clients a therapist has, apart from archived ones, and how many of them came to a meeting, with whomever, that began
/// between two moments.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn clients(tx: &mut Tx, therapist: UserId, from: Timestamp, to: Timestamp) -> Result<(i64, i64)> {
    const SQL: &str = "SELECT COUNT(*),
                              COUNT((SELECT 1 FROM appointments a
                                      WHERE a.patient_id = p.id AND a.starts_at >= $2 AND a.starts_at < $3
                                        AND a.state = 'attended' LIMIT 1))
                         FROM patients p WHERE p.therapist_id = $1 AND p.archived_at IS NULL";
    Ok(on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(therapist.uuid()).bind(from.micros()).bind(to.micros())
            .fetch_one(c).await?))
}

/// Everybody whose day is counted: active therapists, by id.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn therapists(tx: &mut Tx) -> Result<Vec<UserId>> {
    const SQL: &str = "SELECT id FROM users WHERE role = 'therapist' AND is_active = $1 AND is_shadow = $2 ORDER BY id";
    let rows: Vec<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(true).bind(false).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id,)| UserId::from(id)).collect())
}
