//! Measures: questionnaires entered by therapists or answered by clients in the portal, and what is decided about an answer that
//! must be looked at.
//!
//! Answers never change. What was entered by mistake is struck out and entered again; what a client answered themselves about
//! death or self-harm is not struck out before somebody has decided about it, so that no such answer goes by unseen.

use chrono::{NaiveDate, TimeZone};
use domain::access::Action;
use domain::audit::{By, Deed, Outcome};
use domain::ids::{MeasureId, MeasureRequestId};
use domain::measure::{BadAnswers, Instrument, Measure, Request, Source, is_fitting, score};
use domain::review::items::Decision;
use domain::user::Caller;
use domain::{PatientId, SessionId, Timestamp};
use store::Tx;
use store::measures::OpenRisk;

use crate::{App, Error, Result, access, audit};

fn no_measure() -> Error {
    Error::NotFound("There is no such measure.")
}

fn no_request() -> Error {
    Error::NotFound("There is no such request.")
}

fn invalid(field: &'static str, detail: impl Into<String>) -> Error {
    Error::Invalid {
        field,
        detail: detail.into(),
    }
}

impl From<BadAnswers> for Error {
    fn from(error: BadAnswers) -> Self {
        invalid("answers", format!("{error}."))
    }
}

fn instrument(word: &str) -> Result<Instrument> {
    word.parse().map_err(|error| invalid("instrument", format!("{error}.")))
}

/// A client's measures and what they were asked for, the latest first.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn list(app: &App, caller: &Caller, patient: PatientId) -> Result<(Vec<Measure>, Vec<Request>)> {
    let mut tx = audit::reading(app, caller, Deed::MeasuresRead, patient.uuid()).await?;
    access::require(app, &mut tx, caller, Action::ReadProgress, patient).await?;
    let measures = store::measures::of_patient(&mut tx, app.key.contact_key(), patient).await?;
    let requests = store::measures::requests(&mut tx, patient).await?;
    tx.noted().await?;
    Ok((measures, requests))
}

/// What a therapist enters.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Which questionnaire.
    pub instrument: String,
    /// One answer for every item.
    pub answers: Vec<i64>,
    /// When the client answered, RFC 3339 or a date; now when absent.
    pub taken_at: Option<String>,
    /// The session it belongs to.
    pub session: Option<SessionId>,
}

/// Enters a questionnaire for a client.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`].
pub async fn enter(app: &App, caller: &Caller, patient: PatientId, entry: &Entry) -> Result<Measure> {
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EnterMeasure, patient).await?;
    let instrument = instrument(&entry.instrument)?;
    let taken_at = match &entry.taken_at {
        Some(text) => moment(app, text)?,
        None => app.now(),
    };
    if let Some(session) = entry.session {
        let found = store::sessions::find(&mut tx, &app.key, session).await?;
        if found.is_none_or(|found| found.session.patient_id != patient) {
            return Err(invalid("session_id", "This is no session of this patient."));
        }
    }
    let answers = instrument.check(&entry.answers)?;
    let mut measure = measure(app, caller, patient, instrument, answers, Source::Therapist);
    (measure.taken_at, measure.session_id) = (taken_at, entry.session);
    add(app, &mut tx, caller, &measure).await?;
    tx.commit().await?;
    tell(app, &measure);
    Ok(measure)
}

/// A new measure, answered now.
pub(crate) fn measure(
    app: &App,
    caller: &Caller,
    patient: PatientId,
    instrument: Instrument,
    answers: Vec<u8>,
    source: Source,
) -> Measure {
    let now = app.now();
    Measure {
        id: MeasureId::new(now),
        patient_id: patient,
        instrument,
        score: score(&answers),
        has_risk: instrument.has_risk(&answers),
        answers,
        taken_at: now,
        source,
        session_id: None,
        entered_by: caller.user,
        decision: None,
        decided_at: None,
        voided_at: None,
        created_at: now,
    }
}

/// Stores a measure and notes it.
pub(crate) async fn add(app: &App, tx: &mut Tx, caller: &Caller, measure: &Measure) -> Result<()> {
    store::measures::insert(tx, app.key.contact_key(), measure).await?;
    let (now, by) = (app.now(), By::Caller(caller));
    audit::note(tx, now, by, Deed::MeasureEntered, measure.id.uuid()).await
}

/// Pages that show the session ask again what keeps its note from being signed.
fn tell(app: &App, measure: &Measure) {
    if let Some(session) = measure.session_id {
        app.events.moved(measure.patient_id, session);
    }
}

/// Reads when a questionnaire was answered: a moment, or a day, of which noon in the practice's time zone is taken.
fn moment(app: &App, text: &str) -> Result<Timestamp> {
    let wrong = |detail: &str| invalid("taken_at", detail);
    let now = app.now();
    if let Some(at) = Timestamp::from_rfc3339(text) {
        return if at <= now {
            Ok(at)
        } else {
            Err(wrong("Nobody can have answered in the future."))
        };
    }
    let day: NaiveDate = text
        .parse()
        .map_err(|_| wrong("Give a time such as 2026-03-01T10:00:00Z, or a date such as 2026-03-01."))?;
    if day > app.today() {
        return Err(wrong("Nobody can have answered in the future."));
    }
    // No zone changes its clocks at noon.
    let noon = day.and_hms_opt(12, 0, 0);
    let noon = noon.and_then(|noon| app.settings.timezone.from_local_datetime(&noon).earliest());
    let noon = noon.ok_or_else(|| wrong("This date has no noon in the practice's time zone."))?;
    Ok(Timestamp::from_micros(noon.timestamp_micros()).min(now))
}

/// Finds a measure for a deed. One of another client is answered like one that does not exist.
async fn find(app: &App, tx: &mut Tx, caller: &Caller, patient: PatientId, id: MeasureId) -> Result<Measure> {
    access::require(app, tx, caller, Action::EnterMeasure, patient).await?;
    let found = store::measures::find(tx, app.key.contact_key(), patient, id).await?;
    found.ok_or_else(no_measure)
}

/// Decides about an answer that must be looked at, in place of an earlier decision. The trail keeps both.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::NotFound`], [`Error::Invalid`]; [`Error::Conflict`] when there is nothing to
/// decide about.
pub async fn decide(app: &App, caller: &Caller, patient: PatientId, id: MeasureId, decision: &str) -> Result<Measure> {
    let mut tx = app.db.write().await?;
    find(app, &mut tx, caller, patient, id).await?;
    let fitting = || {
        let words = Decision::ALL.iter().filter(|decision| is_fitting(**decision));
        let words: Vec<_> = words.map(|decision| decision.as_str()).collect();
        invalid("decision", format!("The decisions are {}.", words.join(", ")))
    };
    let decision: Decision = decision.parse().map_err(|_| fitting())?;
    if !is_fitting(decision) {
        return Err(fitting());
    }
    let now = app.now();
    if !store::measures::decide(&mut tx, id, decision, caller.user, now).await? {
        return Err(Error::Conflict(
            "No answer of this measure needs a decision: there is none above zero, or it was struck out.".into(),
        ));
    }
    let (by, code) = (By::Caller(caller), Some(decision.as_str()));
    let record = id.uuid();
    audit::note_with(&mut tx, now, by, Deed::MeasureDecided, record, Outcome::Done, code).await?;
    let measure = find(app, &mut tx, caller, patient, id).await?;
    tx.commit().await?;
    tell(app, &measure);
    Ok(measure)
}

/// Strikes out a measure that was entered by mistake. It is kept and counted nowhere. Doing it twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Conflict`] for what a client answered themselves while
/// it waits for a decision.
pub async fn void(app: &App, caller: &Caller, patient: PatientId, id: MeasureId) -> Result<Measure> {
    let mut tx = app.db.write().await?;
    let found = find(app, &mut tx, caller, patient, id).await?;
    if !found.counts() {
        return Ok(found);
    }
    let now = app.now();
    if !store::measures::void(&mut tx, id, now).await? {
        return Err(Error::Conflict(
            "The client gave this answer themselves and it waits for your decision; decide about it first.".into(),
        ));
    }
    audit::note(&mut tx, now, By::Caller(caller), Deed::MeasureVoided, id.uuid()).await?;
    let measure = find(app, &mut tx, caller, patient, id).await?;
    tx.commit().await?;
    tell(app, &measure);
    Ok(measure)
}

/// Asks a client to answer a questionnaire in the portal.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`]; [`Error::Conflict`] while the same one waits for an answer.
pub async fn ask(
    app: &App,
    caller: &Caller,
    patient: PatientId,
    instrument_word: &str,
    due_on: Option<NaiveDate>,
) -> Result<Request> {
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EnterMeasure, patient).await?;
    let instrument = instrument(instrument_word)?;
    if due_on.is_some_and(|day| day < app.today()) {
        return Err(invalid("due_on", "This day is over; choose today or a later one."));
    }
    let now = app.now();
    let request = Request {
        id: MeasureRequestId::new(now),
        patient_id: patient,
        instrument,
        due_on,
        measure_id: None,
        cancelled_at: None,
        created_at: now,
    };
    let asked = store::measures::ask(&mut tx, &request, caller.user).await;
    asked.map_err(|error| match error {
        store::Error::Constraint(_) => Error::Conflict(
            "The client was asked for this questionnaire and has not answered yet; take that request back to ask anew."
                .into(),
        ),
        other => other.into(),
    })?;
    audit::note(
        &mut tx,
        now,
        By::Caller(caller),
        Deed::MeasureRequested,
        request.id.uuid(),
    )
    .await?;
    tx.commit().await?;
    Ok(request)
}

/// Takes a request back. Doing it twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Conflict`] when it was answered.
pub async fn cancel(app: &App, caller: &Caller, patient: PatientId, id: MeasureRequestId) -> Result<()> {
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EnterMeasure, patient).await?;
    let found = store::measures::request(&mut tx, id).await?;
    let found = found.filter(|request| request.patient_id == patient);
    let found = found.ok_or_else(no_request)?;
    let now = app.now();
    if store::measures::cancel(&mut tx, id, now).await? {
        let (by, code) = (By::Caller(caller), Some("cancelled"));
        audit::note_with(&mut tx, now, by, Deed::MeasureRequested, id.uuid(), Outcome::Done, code).await?;
        tx.commit().await?;
        return Ok(());
    }
    if found.cancelled_at.is_some() {
        return Ok(());
    }
    Err(Error::Conflict(
        "The client has answered this questionnaire already.".into(),
    ))
}

/// The answers that wait for a decision, of the clients whose progress the caller may read, the oldest first.
///
/// # Errors
/// [`Error::Internal`].
pub async fn risks(app: &App, caller: &Caller) -> Result<Vec<OpenRisk>> {
    let Some(reach) = access::reach(app, caller, Action::ReadProgress) else {
        return Ok(Vec::new());
    };
    Ok(store::measures::open_risks(&mut app.db.read().await?, &reach).await?)
}
