//! What happened around a client, from every table that knows something of it, newest first and a page at a time.

use domain::{PatientId, Timestamp};
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx};

/// Where a page ends: the next one begins with what is older.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// When the last entry took place, in microseconds.
    pub moment: i64,
    /// Its record.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// Its state, empty when it has none.
    pub state: String,
}

impl Position {
    /// Before everything.
    pub fn first() -> Self {
        Self {
            moment: i64::MAX,
            id: Uuid::max(),
            kind: String::new(),
            state: String::new(),
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// `session`, `appointment`, `measure`, `goal`, `consent`, `release` or `note_signed`.
    pub kind: String,
    /// The record; of `note_signed` the session.
    pub id: Uuid,
    /// How far it is or what became of it.
    pub state: Option<String>,
    /// The questionnaire of a measure.
    pub instrument: Option<String>,
}

impl Entry {
    /// Where a page that ends with this entry ends.
    pub fn position(&self) -> Position {
        Position {
            moment: self.at.micros(),
            id: self.id,
            kind: self.kind.clone(),
            state: self.state.clone().unwrap_or_default(),
        }
    }
}

/// The entries behind a position, newest first.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn page(tx: &mut Tx, patient: PatientId, after: &Position, limit: i64) -> Result<Vec<Entry>> {
    // Every branch is one search in an index on the client. The four columns together name an entry, so that no two pages share
    // one, however many things happen in the same moment.
    const SQL: &str = "SELECT moment, id, kind, state, instrument FROM (
             SELECT created_at AS moment, id, 'session' AS kind, status AS state, '' AS instrument
               FROM sessions WHERE patient_id = $1
             UNION ALL
             SELECT starts_at, id, 'appointment', state, '' FROM appointments WHERE patient_id = $1
             UNION ALL
             SELECT taken_at, id, 'measure', '', instrument FROM measures WHERE patient_id = $1 AND voided_at IS NULL
             UNION ALL
             SELECT created_at, id, 'goal', 'open', '' FROM treatment_goals WHERE patient_id = $1
             UNION ALL
             SELECT ended_at, id, 'goal', state, '' FROM treatment_goals
              WHERE patient_id = $1 AND ended_at IS NOT NULL
             UNION ALL
             SELECT given_at, id, 'consent', 'given', '' FROM consents WHERE patient_id = $1
             UNION ALL
             SELECT withdrawn_at, id, 'consent', 'withdrawn', '' FROM consents
              WHERE patient_id = $1 AND withdrawn_at IS NOT NULL
             UNION ALL
             SELECT released_at, id, 'release', CASE WHEN read_at IS NULL THEN 'unread' ELSE 'read' END, ''
               FROM releases WHERE patient_id = $1 AND withdrawn_at IS NULL
             UNION ALL
             SELECT n.created_at, n.session_id, 'note_signed', n.kind, ''
               FROM sessions s JOIN note_signatures n ON n.session_id = s.id WHERE s.patient_id = $1
           ) AS entries
          WHERE (moment, id, kind, state) < ($2, $3, $4, $5)
          ORDER BY moment DESC, id DESC, kind DESC, state DESC LIMIT $6";
    type Row = (i64, Uuid, String, String, String);
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(patient.uuid()).bind(after.moment).bind(after.id).bind(&after.kind).bind(&after.state).bind(limit)
            .fetch_all(c).await?);
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    let entries = rows.into_iter().map(|(moment, id, kind, state, instrument)| Entry {
        at: Timestamp::from_micros(moment),
        kind,
        id,
        state: some(state),
        instrument: some(instrument),
    });
    Ok(entries.collect())
}
