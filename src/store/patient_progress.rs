//! A client's week in numbers, as it was when it was last computed. The topics are sealed with the practice's contact key.

use chrono::NaiveDate;
use domain::ids::new_uuid;
use domain::note::MoodTrajectory;
use domain::{PatientId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx, dialect};

/// A topic and in how many sessions it came up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// What it is called.
    pub topic: String,
    /// In how many sessions.
    pub frequency: u64,
}

/// A week of a client with one therapist.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    /// The client.
    pub patient: PatientId,
    /// The therapist.
    pub therapist: UserId,
    /// Its Monday.
    pub monday: NaiveDate,
    /// Meetings that took place.
    pub sessions: i64,
    /// The mean of the moods of its sessions, 1 to 5; `None` when nobody said any.
    pub avg_mood: Option<f64>,
    /// Where moods went over the weeks up to its end; `None` when nobody said any.
    pub trajectory: Option<MoodTrajectory>,
    /// What was talked about, the commonest first.
    pub topics: Vec<Topic>,
    /// [`domain::attendance::Tally::attendance_rate`].
    pub attendance_rate: f64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    patient_id: Uuid,
    therapist_id: Uuid,
    week_start_date: NaiveDate,
    sessions_count: i64,
    avg_mood_score: Option<f64>,
    mood_trajectory: Option<String>,
    common_topics: Option<Vec<u8>>,
    attendance_rate: f64,
}

fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "patient_progress",
        row: id,
        column: "common_topics",
    }
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Week> {
        let word = self.mood_trajectory.as_deref();
        let trajectory = word.map(|word| {
            let found = MoodTrajectory::ALL.into_iter().find(|known| known.as_str() == word);
            found.ok_or_else(|| unknown("patient_progress.mood_trajectory", word))
        });
        let topics = self.common_topics.map(|sealed| {
            let plain = contact.open(&place(self.id), &sealed)?;
            serde_json::from_slice(&plain)
                .map_err(|_| Error::Inconsistent("patient_progress.common_topics is no list".into()))
        });
        Ok(Week {
            patient: PatientId::from(self.patient_id),
            therapist: UserId::from(self.therapist_id),
            monday: self.week_start_date,
            sessions: self.sessions_count,
            avg_mood: self.avg_mood_score,
            trajectory: trajectory.transpose()?,
            topics: topics.transpose()?.unwrap_or_default(),
            attendance_rate: self.attendance_rate,
        })
    }
}

/// Writes the weeks that begin on a Monday, in place of what was computed earlier for it: a row that is there keeps its id, and
/// one that is not among them goes.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn write(tx: &mut Tx, contact: &DataKey, monday: NaiveDate, weeks: &[Week], now: Timestamp) -> Result<()> {
    const STORED: &str = "SELECT id, patient_id, therapist_id FROM patient_progress WHERE week_start_date = $1";
    let lock = dialect::LOCK_SNAPSHOT.on(tx);
    on!(tx, c => { sqlx::query(lock).execute(c).await?; });
    let mut stored: Vec<(Uuid, Uuid, Uuid)> = on!(tx, c => sqlx::query_as(STORED).bind(monday).fetch_all(c).await?);
    for week in weeks {
        let at = stored
            .iter()
            .position(|(_, patient, therapist)| *patient == week.patient.uuid() && *therapist == week.therapist.uuid());
        let id = at.map_or_else(|| new_uuid(now), |at| stored.swap_remove(at).0);
        write_one(tx, contact, id, week, now).await?;
    }
    const DELETE: &str = "DELETE FROM patient_progress WHERE id = $1";
    for (id, ..) in stored {
        on!(tx, c => { sqlx::query(DELETE).bind(id).execute(c).await?; });
    }
    Ok(())
}

async fn write_one(tx: &mut Tx, contact: &DataKey, id: Uuid, week: &Week, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO patient_progress (id, patient_id, therapist_id, week_start_date, sessions_count,
                              avg_mood_score, mood_trajectory, common_topics, attendance_rate, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                       ON CONFLICT (id) DO UPDATE SET sessions_count = excluded.sessions_count,
                              avg_mood_score = excluded.avg_mood_score, mood_trajectory = excluded.mood_trajectory,
                              common_topics = excluded.common_topics, attendance_rate = excluded.attendance_rate";
    let topics = serde_json::to_vec(&week.topics).map_err(|error| Error::Inconsistent(error.to_string()))?;
    let sealed = (!week.topics.is_empty())
        .then(|| contact.seal(&place(id), &topics))
        .transpose()?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(week.patient.uuid()).bind(week.therapist.uuid()).bind(week.monday).bind(week.sessions)
            .bind(week.avg_mood).bind(week.trajectory.map(MoodTrajectory::as_str)).bind(sealed)
            .bind(week.attendance_rate).bind(now.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// The stored weeks of a client that begin from `first` to `last`, in their order.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn of_patient(
    tx: &mut Tx,
    contact: &DataKey,
    patient: PatientId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Week>> {
    const SQL: &str = "SELECT id, patient_id, therapist_id, week_start_date, sessions_count, avg_mood_score,
                              mood_trajectory, common_topics, attendance_rate
                         FROM patient_progress
                        WHERE patient_id = $1 AND week_start_date >= $2 AND week_start_date <= $3
                        ORDER BY week_start_date, therapist_id";
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(patient.uuid()).bind(first).bind(last).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}

/// Forgets the topics of a client's stored weeks: the words of a session of theirs were destroyed.
///
/// # Errors
/// [`Error::Driver`].
pub async fn forget_topics(tx: &mut Tx, patient: PatientId) -> Result<()> {
    const SQL: &str = "UPDATE patient_progress SET common_topics = NULL WHERE patient_id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(patient.uuid()).execute(c).await?; });
    Ok(())
}
