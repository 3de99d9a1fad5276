//! Questionnaires with their answers, and those that were asked for. Answers and sum are sealed with the practice's contact key;
//! which questionnaire it was, when, and whether an answer must be looked at stand open, for lists and for the signing of notes.

use domain::ids::{MeasureId, MeasureRequestId};
use domain::measure::{Instrument, Measure, Request, score};
use domain::review::items::Decision;
use domain::{PatientId, SessionId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::{Reach, clients_in_reach};
use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Sealed {
    answers: Vec<u8>,
    score: u8,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    patient_id: Uuid,
    instrument: String,
    session_id: Option<Uuid>,
    source: String,
    entered_by: Uuid,
    answers: Vec<u8>,
    has_risk: bool,
    decision: Option<String>,
    decided_at: Option<i64>,
    taken_at: i64,
    voided_at: Option<i64>,
    created_at: i64,
}

fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "measures",
        row: id,
        column: "answers",
    }
}

fn instrument(column: &str, word: &str) -> Result<Instrument> {
    word.parse().map_err(|_| unknown(column, word))
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Measure> {
        let plain = contact.open(&place(self.id), &self.answers)?;
        let sealed: Sealed = serde_json::from_slice(&plain)
            .map_err(|_| Error::Inconsistent(format!("the answers of measure {} are none", self.id)))?;
        if score(&sealed.answers) != sealed.score {
            return Err(Error::Inconsistent(format!(
                "the sum of measure {} is another",
                self.id
            )));
        }
        let decision = self.decision.as_deref().map(|word| {
            let decision: Decision = word.parse().map_err(|_| unknown("measures.decision", word))?;
            Ok::<_, Error>(decision)
        });
        Ok(Measure {
            id: MeasureId::from(self.id),
            patient_id: PatientId::from(self.patient_id),
            instrument: instrument("measures.instrument", &self.instrument)?,
            answers: sealed.answers,
            score: sealed.score,
            taken_at: Timestamp::from_micros(self.taken_at),
            source: self
                .source
                .parse()
                .map_err(|_| unknown("measures.source", &self.source))?,
            session_id: self.session_id.map(SessionId::from),
            entered_by: UserId::from(self.entered_by),
            has_risk: self.has_risk,
            decision: decision.transpose()?,
            decided_at: self.decided_at.map(Timestamp::from_micros),
            voided_at: self.voided_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
        })
    }
}

/// Adds a measure.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, measure: &Measure) -> Result<()> {
    const SQL: &str =
        "INSERT INTO measures (id, patient_id, instrument, session_id, source, entered_by, answers, has_risk,
                                             taken_at, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let sealed = Sealed {
        answers: measure.answers.clone(),
        score: measure.score,
    };
    let plain = serde_json::to_vec(&sealed).map_err(|error| Error::Inconsistent(error.to_string()))?;
    let answers = contact.seal(&place(measure.id.uuid()), &plain)?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(measure.id.uuid()).bind(measure.patient_id.uuid()).bind(measure.instrument.as_str())
            .bind(measure.session_id.map(SessionId::uuid)).bind(measure.source.as_str())
            .bind(measure.entered_by.uuid()).bind(answers).bind(measure.has_risk)
            .bind(measure.taken_at.micros()).bind(measure.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// A client's measures, the latest first, also those that were struck out.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn of_patient(tx: &mut Tx, contact: &DataKey, patient: PatientId) -> Result<Vec<Measure>> {
    const SQL: &str = "SELECT id, patient_id, instrument, session_id, source, entered_by, answers, has_risk, decision,
                              decided_at, taken_at, voided_at, created_at
                         FROM measures WHERE patient_id = $1 ORDER BY taken_at DESC, id DESC";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}

/// One measure of a client.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, contact: &DataKey, patient: PatientId, id: MeasureId) -> Result<Option<Measure>> {
    const SQL: &str = "SELECT id, patient_id, instrument, session_id, source, entered_by, answers, has_risk, decision,
                              decided_at, taken_at, voided_at, created_at
                         FROM measures WHERE patient_id = $1 AND id = $2";
    let row: Option<Row> =
        on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).bind(id.uuid()).fetch_optional(c).await?);
    row.map(|row| row.open(contact)).transpose()
}

/// Writes down what a therapist decided about an answer, in place of an earlier decision. `false` when there is nothing to decide
/// about: no such measure, none with such an answer, or one that was struck out.
///
/// # Errors
/// [`Error::Driver`].
pub async fn decide(tx: &mut Tx, id: MeasureId, decision: Decision, by: UserId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE measures SET decision = $2, decided_by = $3, decided_at = $4
                        WHERE id = $1 AND has_risk AND voided_at IS NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(id.uuid()).bind(decision.as_str()).bind(by.uuid()).bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Strikes a measure out. `false` when it was before, or there is none. What a client answered themselves is not struck out
/// while its answer waits for a decision.
///
/// # Errors
/// [`Error::Driver`].
pub async fn void(tx: &mut Tx, id: MeasureId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE measures SET voided_at = $2
                        WHERE id = $1 AND voided_at IS NULL
                          AND (source = 'therapist' OR decision IS NOT NULL OR has_risk = $3)";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).bind(false).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Whether a measure that names this session has an answer that waits for a decision.
///
/// # Errors
/// [`Error::Driver`].
pub async fn has_open_risk(tx: &mut Tx, session: SessionId) -> Result<bool> {
    const SQL: &str = "SELECT id FROM measures
                        WHERE session_id = $1 AND has_risk AND decision IS NULL AND voided_at IS NULL LIMIT 1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// An answer that waits for a therapist's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRisk {
    /// The measure.
    pub measure_id: MeasureId,
    /// Whose it is.
    pub patient_id: PatientId,
    /// Their name.
    pub patient_name: String,
    /// Which questionnaire.
    pub instrument: Instrument,
    /// When it was answered.
    pub taken_at: Timestamp,
}

/// The answers of the clients in somebody's reach that wait for a decision, the oldest first.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn open_risks(tx: &mut Tx, reach: &Reach) -> Result<Vec<OpenRisk>> {
    const SQL: &str = concat!(
        "SELECT m.id, m.patient_id, p.name, m.instrument, m.taken_at
           FROM measures m JOIN patients p ON p.id = m.patient_id
          WHERE m.has_risk AND m.decision IS NULL AND m.voided_at IS NULL AND m.patient_id IN (",
        clients_in_reach!(),
        ") ORDER BY m.taken_at, m.id"
    );
    let [own, assigned, supervised, emergency, subject] = reach.parts();
    let rows: Vec<(Uuid, Uuid, String, String, i64)> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(reach.user.uuid()).bind(reach.now.micros())
            .bind(own).bind(assigned).bind(supervised).bind(emergency).bind(subject)
            .fetch_all(c).await?);
    let risks = rows.into_iter().map(|(id, patient, patient_name, word, taken_at)| {
        Ok(OpenRisk {
            measure_id: MeasureId::from(id),
            patient_id: PatientId::from(patient),
            patient_name,
            instrument: instrument("measures.instrument", &word)?,
            taken_at: Timestamp::from_micros(taken_at),
        })
    });
    risks.collect()
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: Uuid,
    patient_id: Uuid,
    instrument: String,
    due_on: Option<chrono::NaiveDate>,
    measure_id: Option<Uuid>,
    cancelled_at: Option<i64>,
    created_at: i64,
}

impl TryFrom<RequestRow> for Request {
    type Error = Error;
    fn try_from(row: RequestRow) -> Result<Self> {
        Ok(Self {
            id: MeasureRequestId::from(row.id),
            patient_id: PatientId::from(row.patient_id),
            instrument: instrument("measure_requests.instrument", &row.instrument)?,
            due_on: row.due_on,
            measure_id: row.measure_id.map(MeasureId::from),
            cancelled_at: row.cancelled_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(row.created_at),
        })
    }
}

/// Asks a client for a questionnaire.
///
/// # Errors
/// [`Error::Constraint`] when the same one is asked for already.
pub async fn ask(tx: &mut Tx, request: &Request, by: UserId) -> Result<()> {
    const SQL: &str = "INSERT INTO measure_requests (id, patient_id, instrument, requested_by, due_on, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(request.id.uuid()).bind(request.patient_id.uuid()).bind(request.instrument.as_str())
            .bind(by.uuid()).bind(request.due_on).bind(request.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// What a client was asked for, the latest first.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn requests(tx: &mut Tx, patient: PatientId) -> Result<Vec<Request>> {
    const SQL: &str = "SELECT id, patient_id, instrument, due_on, measure_id, cancelled_at, created_at
                         FROM measure_requests WHERE patient_id = $1 ORDER BY id DESC";
    let rows: Vec<RequestRow> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    rows.into_iter().map(Request::try_from).collect()
}

/// One request, whoever asks.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn request(tx: &mut Tx, id: MeasureRequestId) -> Result<Option<Request>> {
    const SQL: &str = "SELECT id, patient_id, instrument, due_on, measure_id, cancelled_at, created_at
                         FROM measure_requests WHERE id = $1";
    let row: Option<RequestRow> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Request::try_from).transpose()
}

/// Takes a request back. `false` when it waits for no answer any more.
///
/// # Errors
/// [`Error::Driver`].
pub async fn cancel(tx: &mut Tx, id: MeasureRequestId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE measure_requests SET cancelled_at = $2
                        WHERE id = $1 AND measure_id IS NULL AND cancelled_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).execute(c).await?.rows_affected()) == 1)
}

/// Names the measure that answers a request. `false` when it waits for no answer any more.
///
/// # Errors
/// [`Error::Driver`].
pub async fn answer(tx: &mut Tx, id: MeasureRequestId, measure: MeasureId) -> Result<bool> {
    const SQL: &str = "UPDATE measure_requests SET measure_id = $2
                        WHERE id = $1 AND measure_id IS NULL AND cancelled_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(measure.uuid()).execute(c).await?.rows_affected()) == 1)
}
