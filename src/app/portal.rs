//! The portal: what a client sees of their own record. It reads what was released to them and nothing else, so what is not
//! released has no way in: no function here knows of a note, a draft, a transcript, a score or a risk item.
//!
//! Who signs in as a client and is named by no record has no portal. Everything but the consents needs a valid consent to the
//! portal; a client who takes that back still sees their consents, and the start page says what is missing.

use domain::access::{Action, Relation};
use domain::appointment::{Appointment, State};
use domain::audit::{By, Deed};
use domain::consent::{Consent, Scope, text};
use domain::ids::{AgreedActionId, ConsentId, MeasureRequestId, ReleaseId};
use domain::measure::{Request, Source};
use domain::release::Release;
use domain::user::Caller;
use domain::{PatientId, Timestamp};
use store::Tx;
use store::portal::Record;
use store::releases::{Listed, Task};

use crate::error::refuse;
use crate::{App, Error, Result, audit, consents, measures};

const NO_RECORD: &str = "No record of the practice belongs to this account yet; ask your therapist to invite you.";
const NO_SUMMARY: &str = "There is no such summary.";
const NO_TASK: &str = "There is no such task.";
const NO_QUESTIONNAIRE: &str = "There is no such questionnaire.";
const NO_CONSENT: &str = "There is no such consent.";

/// The caller's own records.
async fn own(tx: &mut Tx, caller: &Caller) -> Result<Vec<Record>> {
    let allowed = caller.may(Action::UsePortal, Relation::Subject);
    allowed.map_err(refuse(Error::Hidden(NO_RECORD)))?;
    let records = store::portal::records(tx, caller.user).await?;
    if records.is_empty() {
        return Err(Error::Hidden(NO_RECORD));
    }
    Ok(records)
}

/// The caller's own records that they may see over the network: those with a valid consent to the portal.
///
/// # Errors
/// [`Error::ConsentMissing`] when there is none such.
async fn open(app: &App, tx: &mut Tx, caller: &Caller) -> Result<Vec<Record>> {
    let mut open = Vec::new();
    let mut missing = None;
    for record in own(tx, caller).await? {
        match consents::require(app, tx, record.patient, &[Scope::Portal]).await {
            Ok(()) => open.push(record),
            Err(error @ Error::ConsentMissing(_)) => missing = Some(error),
            Err(error) => return Err(error),
        }
    }
    match missing {
        Some(error) if open.is_empty() => Err(error),
        _ => Ok(open),
    }
}

/// The start page.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The client's name.
    pub name: String,
    /// The responsible therapist's.
    pub therapist_name: String,
    /// The next meeting that is planned.
    pub next_appointment: Option<Appointment>,
    /// Released summaries that were not opened yet.
    pub unread_summaries: usize,
    /// Agreed tasks that are still to do.
    pub open_actions: usize,
    /// Questionnaires that wait for an answer.
    pub open_questionnaires: usize,
    /// Whether a consent to the portal is missing: then the rest is empty.
    pub consent_missing: bool,
}

/// What waits for the client.
///
/// # Errors
/// [`Error::Forbidden`] for who works here, [`Error::Hidden`] without a record.
pub async fn overview(app: &App, caller: &Caller) -> Result<Overview> {
    let mut tx = app.db.read().await?;
    let (records, consent_missing) = match open(app, &mut tx, caller).await {
        Ok(records) => (records, false),
        Err(Error::ConsentMissing(_)) => (own(&mut tx, caller).await?, true),
        Err(error) => return Err(error),
    };
    let first = records.first().ok_or(Error::Hidden(NO_RECORD))?;
    let mut overview = Overview {
        name: first.name.clone(),
        therapist_name: first.therapist_name.clone(),
        next_appointment: None,
        unread_summaries: 0,
        open_actions: 0,
        open_questionnaires: 0,
        consent_missing,
    };
    if consent_missing {
        return Ok(overview);
    }
    let mut planned = Vec::new();
    for record in &records {
        let patient = record.patient;
        let summaries = store::releases::of_patient(&mut tx, patient).await?;
        overview.unread_summaries += summaries.iter().filter(|listed| listed.read_at.is_none()).count();
        let tasks = store::releases::tasks(&mut tx, &app.key, patient).await?;
        overview.open_actions += tasks.iter().filter(|task| task.action.done_at.is_none()).count();
        let requests = store::measures::requests(&mut tx, patient).await?;
        overview.open_questionnaires += requests.iter().filter(|request| request.is_open()).count();
        let meetings = meetings(app, &mut tx, patient).await?;
        planned.extend(meetings.filter(|meeting| meeting.state == State::Scheduled));
    }
    planned.retain(|meeting| meeting.ends_at > app.now());
    overview.next_appointment = planned.into_iter().min_by_key(|meeting| meeting.starts_at);
    Ok(overview)
}

/// The released summaries, the latest first.
///
/// # Errors
/// As [`overview`]; [`Error::ConsentMissing`].
pub async fn summaries(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    let mut tx = app.db.read().await?;
    let mut all = Vec::new();
    for record in open(app, &mut tx, caller).await? {
        all.extend(store::releases::of_patient(&mut tx, record.patient).await?);
    }
    all.sort_by_key(|listed| std::cmp::Reverse((listed.released_at, listed.id)));
    Ok(all)
}

/// Opens a released summary. The first time counts as reading it, and then it cannot be taken back any more.
///
/// # Errors
/// As [`summaries`]; [`Error::Hidden`] for one that is not theirs or was taken back.
pub async fn summary(app: &App, caller: &Caller, id: ReleaseId) -> Result<(Listed, Release)> {
    let mut tx = app.db.write().await?;
    let now = app.now();
    for record in open(app, &mut tx, caller).await? {
        let patient = record.patient;
        let is_first = store::releases::mark_read(&mut tx, patient, id, now).await?;
        let Some(release) = store::releases::find(&mut tx, &app.key, patient, id).await? else {
            continue;
        };
        let listed = store::releases::of_patient(&mut tx, patient).await?;
        let listed = listed.into_iter().find(|listed| listed.id == id);
        let listed = listed.ok_or(Error::Hidden(NO_SUMMARY))?;
        if is_first {
            let session = release.session_id.uuid();
            audit::note(&mut tx, now, By::Caller(caller), Deed::SummaryRead, session).await?;
            tx.commit().await?;
            app.events.moved(patient, release.session_id);
        }
        return Ok((listed, release));
    }
    Err(Error::Hidden(NO_SUMMARY))
}

/// The agreed tasks of the summaries that were opened: those still to do first. A summary that was not opened can still be taken
/// back, and its tasks with it.
///
/// # Errors
/// As [`summaries`].
pub async fn tasks(app: &App, caller: &Caller) -> Result<Vec<Task>> {
    let mut tx = app.db.read().await?;
    let mut all = Vec::new();
    for record in open(app, &mut tx, caller).await? {
        all.extend(store::releases::tasks(&mut tx, &app.key, record.patient).await?);
    }
    all.sort_by_key(|task| task.action.done_at.is_some());
    Ok(all)
}

/// Ticks an agreed task off, or on again. Doing it twice is fine.
///
/// # Errors
/// As [`summaries`]; [`Error::Hidden`] for a task that is not theirs.
pub async fn tick(app: &App, caller: &Caller, id: AgreedActionId, done: bool) -> Result<Task> {
    let mut tx = app.db.write().await?;
    let now = app.now();
    for record in open(app, &mut tx, caller).await? {
        let patient = record.patient;
        let is_news = store::releases::tick(&mut tx, patient, id, done, now).await?;
        let tasks = store::releases::tasks(&mut tx, &app.key, patient).await?;
        let Some(task) = tasks.into_iter().find(|task| task.action.id == id) else {
            continue;
        };
        if is_news {
            audit::note(&mut tx, now, By::Caller(caller), Deed::ActionTicked, id.uuid()).await?;
            tx.commit().await?;
            app.events.moved(patient, task.session_id);
        }
        return Ok(task);
    }
    Err(Error::Hidden(NO_TASK))
}

/// The meetings, the earliest first.
///
/// # Errors
/// As [`summaries`].
pub async fn appointments(app: &App, caller: &Caller) -> Result<Vec<Appointment>> {
    let mut tx = app.db.read().await?;
    let mut all = Vec::new();
    for record in open(app, &mut tx, caller).await? {
        all.extend(meetings(app, &mut tx, record.patient).await?);
    }
    all.sort_by_key(|meeting| (meeting.starts_at, meeting.id));
    Ok(all)
}

/// All of a client's meetings, the earliest first.
async fn meetings(app: &App, tx: &mut Tx, patient: PatientId) -> Result<impl Iterator<Item = Appointment>> {
    let (from, to) = (Timestamp::from_micros(i64::MIN), Timestamp::from_micros(i64::MAX));
    let listed = store::appointments::of_patient(tx, app.key.contact_key(), patient, None, from, to).await?;
    Ok(listed.into_iter().map(|listed| listed.appointment))
}

/// The questionnaires that wait for an answer, the one asked for first at the front.
///
/// # Errors
/// As [`summaries`].
pub async fn questionnaires(app: &App, caller: &Caller) -> Result<Vec<Request>> {
    let mut tx = app.db.read().await?;
    let mut all = Vec::new();
    for record in open(app, &mut tx, caller).await? {
        let requests = store::measures::requests(&mut tx, record.patient).await?;
        all.extend(requests.into_iter().filter(Request::is_open));
    }
    all.sort_by_key(|request| request.id);
    Ok(all)
}

/// Answers a questionnaire. What comes back is said to the client: no sum, no band, and after an answer about death or self-harm
/// whom to call now.
///
/// # Errors
/// As [`summaries`]; [`Error::Hidden`] for one that they were not asked for; [`Error::Invalid`]; [`Error::Conflict`] when it is
/// answered already or was taken back.
pub async fn answer(app: &App, caller: &Caller, id: MeasureRequestId, answers: &[i64]) -> Result<String> {
    let mut tx = app.db.write().await?;
    let records = open(app, &mut tx, caller).await?;
    let request = store::measures::request(&mut tx, id).await?;
    let request = request.filter(|request| records.iter().any(|record| record.patient == request.patient_id));
    let request = request.ok_or(Error::Hidden(NO_QUESTIONNAIRE))?;
    let closed = |request: &Request| {
        Error::Conflict(if request.cancelled_at.is_some() {
            "Your therapist has taken this questionnaire back; you need not answer it.".into()
        } else {
            "You have answered this questionnaire already. Thank you.".into()
        })
    };
    if !request.is_open() {
        return Err(closed(&request));
    }
    let answers = request.instrument.check(answers)?;
    let (patient, instrument) = (request.patient_id, request.instrument);
    let measure = measures::measure(app, caller, patient, instrument, answers, Source::Patient);
    measures::add(app, &mut tx, caller, &measure).await?;
    if !store::measures::answer(&mut tx, id, measure.id).await? {
        // Somebody was quicker.
        let now = store::measures::request(&mut tx, id).await?;
        return Err(closed(&now.unwrap_or(request)));
    }
    tx.commit().await?;
    Ok(thanks(measure.has_risk))
}

fn thanks(has_risk: bool) -> String {
    let mut words = String::from("Thank you. Your answers are with your therapist.");
    if has_risk {
        words.push_str(
            " You told us about thoughts of being better off dead or of hurting yourself. If you might act on such thoughts, \
             call your local emergency number or a crisis line now; your therapist will see this answer, but not \
             necessarily today. You can also call the practice.",
        );
    }
    words
}

/// A consent as the client sees it.
#[derive(Debug, Clone)]
pub struct OwnConsent {
    /// The consent.
    pub consent: Consent,
    /// The wording that was agreed to; empty for one that this version does not know any more.
    pub text: &'static str,
}

/// What the client agreed to themselves, the latest first, also what ran out or was withdrawn. Needs no consent to the portal:
/// whoever wants to take one back must be able to see it.
///
/// # Errors
/// As [`overview`].
pub async fn consents(app: &App, caller: &Caller) -> Result<Vec<OwnConsent>> {
    let mut tx = app.db.read().await?;
    let mut all = Vec::new();
    for record in own(&mut tx, caller).await? {
        all.extend(given(&mut tx, record.patient).await?);
    }
    all.sort_by_key(|consent| std::cmp::Reverse((consent.given_at, consent.id)));
    Ok(all.into_iter().map(OwnConsent::from).collect())
}

impl From<Consent> for OwnConsent {
    fn from(consent: Consent) -> Self {
        let text = text(consent.scope, &consent.text_version, &consent.language);
        Self {
            text: text.map_or("", |text| text.text),
            consent,
        }
    }
}

/// The client's own consents; those of others who take part are theirs.
async fn given(tx: &mut Tx, patient: PatientId) -> Result<Vec<Consent>> {
    let all = store::consents::of_patient(tx, patient).await?;
    Ok(all
        .into_iter()
        .filter(|consent| consent.participant.is_none())
        .collect())
}

/// Takes a consent back: work that needs it stops, as when a therapist writes the withdrawal down. Doing it twice is fine.
///
/// # Errors
/// As [`overview`]; [`Error::Hidden`] for a consent that is not theirs.
pub async fn withdraw_consent(app: &App, caller: &Caller, id: ConsentId) -> Result<OwnConsent> {
    let mut tx = app.db.write().await?;
    for record in own(&mut tx, caller).await? {
        let patient = record.patient;
        let is_theirs = given(&mut tx, patient).await?.iter().any(|consent| consent.id == id);
        if is_theirs {
            let withdrawal = consents::take_back(app, &mut tx, caller, patient, id).await?;
            tx.commit().await?;
            consents::tell(app, patient, &withdrawal);
            return Ok(withdrawal.consent.into());
        }
    }
    Err(Error::Hidden(NO_CONSENT))
}
