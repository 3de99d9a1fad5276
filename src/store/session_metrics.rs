//! What the practice's numbers know of a session: when, how long, which mood, which topics. The topics are sealed with the
//! session's own key, so they go where its words go when that is destroyed.

use chrono::NaiveDate;
use domain::analytics::score;
use domain::ids::{AppointmentId, new_uuid};
use domain::note::Mood;
use domain::{PatientId, SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::keys::PracticeKey;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

/// The numbers of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// The session.
    pub session: SessionId,
    /// Who held it.
    pub therapist: UserId,
    /// The client.
    pub patient: PatientId,
    /// Its local date.
    pub date: NaiveDate,
    /// Its length in minutes; 0 when it is not known.
    pub minutes: i64,
    /// The client's mood; `None` when nobody said.
    pub mood: Option<Mood>,
    /// What was talked about.
    pub topics: Vec<String>,
    /// How many techniques its note names.
    pub strategies: i64,
    /// How many tasks its note names.
    pub action_items: i64,
    /// Whether its note lists any language to review.
    pub has_risk_flags: bool,
}

fn place(session: Uuid) -> Place<'static> {
    Place {
        table: "session_metrics",
        row: session,
        column: "topics",
    }
}

/// Writes a session's numbers, in place of earlier ones.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn write(tx: &mut Tx, key: &DataKey, metrics: &Metrics, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO session_metrics (id, session_id, therapist_id, patient_id, session_date, duration_minutes,
                              mood_score, mood_label, topic_count, topics, strategies_count, action_items_count,
                              has_risk_flags, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
                       ON CONFLICT (session_id) DO UPDATE SET therapist_id = excluded.therapist_id,
                              patient_id = excluded.patient_id, session_date = excluded.session_date,
                              duration_minutes = excluded.duration_minutes, mood_score = excluded.mood_score,
                              mood_label = excluded.mood_label, topic_count = excluded.topic_count,
                              topics = excluded.topics, strategies_count = excluded.strategies_count,
                              action_items_count = excluded.action_items_count, has_risk_flags = excluded.has_risk_flags";
    let topics = serde_json::to_vec(&metrics.topics).map_err(|error| Error::Inconsistent(error.to_string()))?;
    let sealed = (!metrics.topics.is_empty())
        .then(|| key.seal(&place(metrics.session.uuid()), &topics))
        .transpose()?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(new_uuid(now)).bind(metrics.session.uuid()).bind(metrics.therapist.uuid())
            .bind(metrics.patient.uuid()).bind(metrics.date).bind(metrics.minutes)
            .bind(metrics.mood.map(|mood| i64::from(score(mood)))).bind(metrics.mood.map(Mood::as_str))
            .bind(metrics.topics.len() as i64).bind(sealed).bind(metrics.strategies).bind(metrics.action_items)
            .bind(metrics.has_risk_flags).bind(now.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Takes a session out of the numbers.
///
/// # Errors
/// [`Error::Driver`].
pub async fn remove(tx: &mut Tx, session: SessionId) -> Result<()> {
    const SQL: &str = "DELETE FROM session_metrics WHERE session_id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(session.uuid()).execute(c).await?; });
    Ok(())
}

/// Says on which local date the sessions of an appointment were.
///
/// # Errors
/// [`Error::Driver`].
pub async fn move_to(tx: &mut Tx, appointment: AppointmentId, date: NaiveDate) -> Result<()> {
    const SQL: &str = "UPDATE session_metrics SET session_date = $2
                        WHERE session_id IN (SELECT id FROM sessions WHERE appointment_id = $1)";
    on!(tx, c => { sqlx::query(SQL).bind(appointment.uuid()).bind(date).execute(c).await?; });
    Ok(())
}

/// A session as progress and topics are made from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The session.
    pub session: SessionId,
    /// The client.
    pub patient: PatientId,
    /// Who held it.
    pub therapist: UserId,
    /// Its local date.
    pub date: NaiveDate,
    /// The client's mood, 1 to 5; `None` when nobody said.
    pub score: Option<u8>,
    /// What was talked about; nothing once its words are destroyed.
    pub topics: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    session_id: Uuid,
    patient_id: Uuid,
    therapist_id: Uuid,
    session_date: NaiveDate,
    mood_score: Option<i64>,
    topics: Option<Vec<u8>>,
    session_key: Option<Vec<u8>>,
}

impl Row {
    fn open(self, practice: &PracticeKey) -> Result<Told> {
        let wrong = |what: &str| Error::Inconsistent(format!("{what} of session {} cannot be read", self.session_id));
        let topics = match (&self.topics, &self.session_key) {
            (Some(sealed), Some(wrapped)) => {
                let key = practice
                    .unwrap(self.session_id, wrapped)
                    .map_err(|_| wrong("the key"))?;
                let plain = key.open(&place(self.session_id), sealed)?;
                serde_json::from_slice(&plain).map_err(|_| wrong("a topic"))?
            }
            _ => Vec::new(),
        };
        let score = self.mood_score.map(u8::try_from).transpose();
        Ok(Told {
            session: SessionId::from(self.session_id),
            patient: PatientId::from(self.patient_id),
            therapist: UserId::from(self.therapist_id),
            date: self.session_date,
            score: score.map_err(|_| wrong("the mood"))?,
            topics,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.session_id, m.patient_id, m.therapist_id, m.session_date, m.mood_score, m.topics, s.session_key
               FROM session_metrics m JOIN sessions s ON s.id = m.session_id ",
            $rest
        )
    };
}

/// A client's sessions on the dates from `first` to `last`, whoever held them, in their order.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn of_patient(
    tx: &mut Tx,
    practice: &PracticeKey,
    patient: PatientId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Told>> {
    const SQL: &str = select!(
        "WHERE m.patient_id = $1 AND m.session_date >= $2 AND m.session_date <= $3 ORDER BY m.session_date, m.session_id"
    );
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(patient.uuid()).bind(first).bind(last).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(practice)).collect()
}

/// The sessions that a therapist held on the dates from `first` to `last` with clients who are theirs today, in their order.
///
/// # Errors
/// As [`of_patient`].
pub async fn of_therapist(
    tx: &mut Tx,
    practice: &PracticeKey,
    therapist: UserId,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Told>> {
    const SQL: &str = select!(
        "JOIN patients p ON p.id = m.patient_id
          WHERE m.therapist_id = $1 AND m.session_date >= $2 AND m.session_date <= $3 AND p.therapist_id = $1
          ORDER BY m.session_date, m.session_id"
    );
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(therapist.uuid()).bind(first).bind(last).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(practice)).collect()
}

/// The sessions of the whole practice on the dates from `first` to `last`, in their order.
///
/// # Errors
/// As [`of_patient`].
pub async fn of_practice(tx: &mut Tx, practice: &PracticeKey, first: NaiveDate, last: NaiveDate) -> Result<Vec<Told>> {
    const SQL: &str =
        select!("WHERE m.session_date >= $1 AND m.session_date <= $2 ORDER BY m.session_date, m.session_id");
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(first).bind(last).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(practice)).collect()
}

/// Sessions that have a note, in the order of their ids, from after one of them: all, or only those without numbers.
///
/// # Errors
/// [`Error::Driver`].
pub async fn noted(tx: &mut Tx, after: Option<SessionId>, missing: bool, limit: i64) -> Result<Vec<SessionId>> {
    const SQL: &str = "SELECT s.id FROM sessions s
                        WHERE s.extracted_notes IS NOT NULL AND s.session_key IS NOT NULL
                          AND ($1 IS NULL OR s.id > $1)
                          AND NOT ($2 AND EXISTS (SELECT 1 FROM session_metrics m WHERE m.session_id = s.id))
                        ORDER BY s.id LIMIT $3";
    let rows: Vec<(Uuid,)> = on!(tx, c =>
        sqlx::query_as(SQL).bind(after.map(SessionId::uuid)).bind(missing).bind(limit).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id,)| SessionId::from(id)).collect())
}
