//! The portal: what a client sees of their own record. Its shapes have no place for anything else.

use app::portal::{Overview, OwnConsent};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use chrono::NaiveDate;
use domain::appointment::Appointment;
use domain::ids::{AgreedActionId, ConsentId, MeasureRequestId, ReleaseId};
use domain::measure::Request;
use domain::{Timestamp, release};
use serde::{Deserialize, Serialize};
use store::releases::{Listed, Task};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::measures::Instrument;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(get_portal))
        .routes(routes!(list_portal_summaries))
        .routes(routes!(read_portal_summary))
        .routes(routes!(list_portal_actions))
        .routes(routes!(tick_portal_action))
        .routes(routes!(list_portal_appointments))
        .routes(routes!(list_portal_questionnaires))
        .routes(routes!(answer_portal_questionnaire))
        .routes(routes!(list_portal_consents))
        .routes(routes!(withdraw_portal_consent))
}

/// The start page of the portal.
#[derive(Serialize, ToSchema)]
pub(crate) struct Portal {
    /// The client's name.
    name: String,
    /// The responsible therapist's.
    therapist_name: String,
    practice_name: String,
    /// The next meeting that is planned.
    next_appointment: Option<PortalAppointment>,
    unread_summaries: usize,
    open_actions: usize,
    open_questionnaires: usize,
    /// The consent to the portal is missing: everything but the consents is closed.
    consent_missing: bool,
}

impl Portal {
    fn new(overview: Overview, practice_name: String) -> Self {
        Self {
            name: overview.name,
            therapist_name: overview.therapist_name,
            practice_name,
            next_appointment: overview.next_appointment.map(PortalAppointment::from),
            unread_summaries: overview.unread_summaries,
            open_actions: overview.open_actions,
            open_questionnaires: overview.open_questionnaires,
            consent_missing: overview.consent_missing,
        }
    }
}

/// A released summary in the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalSummary {
    id: Uuid,
    /// The day of the session, in the practice's time zone.
    session_date: NaiveDate,
    /// RFC 3339.
    released_at: String,
    /// RFC 3339: when it was first opened.
    read_at: Option<String>,
}

fn listed(app: &app::App, listed: &Listed) -> PortalSummary {
    PortalSummary {
        id: listed.id.uuid(),
        session_date: app.day_of(listed.session_at),
        released_at: listed.released_at.rfc3339(),
        read_at: listed.read_at.map(Timestamp::rfc3339),
    }
}

/// A released summary with its words.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalSummaryText {
    #[serde(flatten)]
    listed: PortalSummary,
    summary: String,
    /// The tasks that were agreed, in order.
    actions: Vec<PortalSummaryAction>,
}

/// A task of a summary.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalSummaryAction {
    id: Uuid,
    text: String,
    /// RFC 3339: when it was ticked off.
    done_at: Option<String>,
}

impl From<release::AgreedAction> for PortalSummaryAction {
    fn from(action: release::AgreedAction) -> Self {
        Self {
            id: action.id.uuid(),
            text: action.text,
            done_at: action.done_at.map(Timestamp::rfc3339),
        }
    }
}

/// A task that was agreed.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalAction {
    id: Uuid,
    /// With which summary it came.
    release_id: Uuid,
    text: String,
    /// The day of that session, in the practice's time zone.
    session_date: NaiveDate,
    /// RFC 3339: when it was ticked off.
    done_at: Option<String>,
}

fn action(app: &app::App, task: Task) -> PortalAction {
    PortalAction {
        id: task.action.id.uuid(),
        release_id: task.release_id.uuid(),
        text: task.action.text,
        session_date: app.day_of(task.session_at),
        done_at: task.action.done_at.map(Timestamp::rfc3339),
    }
}

/// Whether a task is done.
#[derive(Deserialize, ToSchema)]
pub(crate) struct TickAction {
    done: bool,
}

/// A meeting.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalAppointment {
    id: Uuid,
    /// RFC 3339.
    starts_at: String,
    /// RFC 3339.
    ends_at: String,
    /// `scheduled`, `attended`, `cancelled` or `no_show`.
    state: String,
    /// `in_person`, `video` or `telephone`.
    modality: String,
    place: Option<String>,
}

impl From<Appointment> for PortalAppointment {
    fn from(meeting: Appointment) -> Self {
        Self {
            id: meeting.id.uuid(),
            starts_at: meeting.starts_at.rfc3339(),
            ends_at: meeting.ends_at.rfc3339(),
            state: meeting.state.as_str().to_owned(),
            modality: meeting.modality.as_str().to_owned(),
            place: meeting.place,
        }
    }
}

/// A questionnaire that waits for an answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalQuestionnaire {
    id: Uuid,
    /// `phq9` or `gad7`.
    instrument: &'static str,
    /// Until when.
    due_on: Option<NaiveDate>,
    /// Its question, items and answers.
    definition: Instrument,
}

impl From<Request> for PortalQuestionnaire {
    fn from(request: Request) -> Self {
        Self {
            id: request.id.uuid(),
            instrument: request.instrument.as_str(),
            due_on: request.due_on,
            definition: request.instrument.into(),
        }
    }
}

/// Answers to a questionnaire.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AnswerQuestionnaire {
    /// One answer for every item, 0 to 3.
    answers: Vec<i64>,
}

/// What is said after a questionnaire was answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct Thanks {
    thanks: String,
}

/// A consent of the client's own.
#[derive(Serialize, ToSchema)]
pub(crate) struct PortalConsent {
    id: Uuid,
    /// `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
    scope: &'static str,
    /// The wording that was agreed to.
    text: &'static str,
    /// RFC 3339.
    given_at: String,
    /// RFC 3339.
    expires_at: Option<String>,
    /// RFC 3339.
    withdrawn_at: Option<String>,
}

impl From<OwnConsent> for PortalConsent {
    fn from(OwnConsent { consent, text }: OwnConsent) -> Self {
        Self {
            id: consent.id.uuid(),
            scope: consent.scope.as_str(),
            text,
            given_at: consent.given_at.rfc3339(),
            expires_at: consent.expires_at.map(Timestamp::rfc3339),
            withdrawn_at: consent.withdrawn_at.map(Timestamp::rfc3339),
        }
    }
}

type PathId = Result<Path<Uuid>, PathRejection>;

/// See what waits for one as a patient
///
/// Without a valid consent to the portal it says so and nothing else; the other parts of the portal answer `consent_missing` then.
#[utoipa::path(get, path = "/api/portal", tag = "portal",
    responses((status = 200, body = Portal), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_portal(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Portal>, Problem> {
    let overview = app::portal::overview(&shared.app, &caller).await?;
    let practice = shared.app.settings.practice.name.clone();
    Ok(Json(Portal::new(overview, practice)))
}

/// List the summaries that were released to one, the latest first
#[utoipa::path(get, path = "/api/portal/summaries", tag = "portal",
    responses((status = 200, body = [PortalSummary]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_portal_summaries(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<PortalSummary>>, Problem> {
    let summaries = app::portal::summaries(&shared.app, &caller).await?;
    Ok(Json(summaries.iter().map(|one| listed(&shared.app, one)).collect()))
}

/// Read a summary that was released to one
///
/// The first time counts as reading it: the therapist cannot take it back any more.
#[utoipa::path(get, path = "/api/portal/summaries/{id}", tag = "portal", params(("id" = Uuid, Path)),
    responses((status = 200, body = PortalSummaryText), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn read_portal_summary(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: PathId,
) -> Result<Json<PortalSummaryText>, Problem> {
    let Path(id) = id?;
    let (one, release) = app::portal::summary(&shared.app, &caller, ReleaseId::from(id)).await?;
    Ok(Json(PortalSummaryText {
        listed: listed(&shared.app, &one),
        summary: release.summary,
        actions: release.actions.into_iter().map(PortalSummaryAction::from).collect(),
    }))
}

/// List the tasks of the summaries one has opened, those still to do first
#[utoipa::path(get, path = "/api/portal/actions", tag = "portal",
    responses((status = 200, body = [PortalAction]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_portal_actions(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<PortalAction>>, Problem> {
    let tasks = app::portal::tasks(&shared.app, &caller).await?;
    Ok(Json(tasks.into_iter().map(|task| action(&shared.app, task)).collect()))
}

/// Tick a task off, or on again
#[utoipa::path(put, path = "/api/portal/actions/{id}", tag = "portal", params(("id" = Uuid, Path)),
    request_body = TickAction,
    responses((status = 200, body = PortalAction), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn tick_portal_action(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: PathId,
    body: Result<Json<TickAction>, JsonRejection>,
) -> Result<Json<PortalAction>, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let task = app::portal::tick(&shared.app, &caller, AgreedActionId::from(id), body.done).await?;
    Ok(Json(action(&shared.app, task)))
}

/// List one's appointments, the earliest first
#[utoipa::path(get, path = "/api/portal/appointments", tag = "portal",
    responses((status = 200, body = [PortalAppointment]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_portal_appointments(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<PortalAppointment>>, Problem> {
    let meetings = app::portal::appointments(&shared.app, &caller).await?;
    Ok(Json(meetings.into_iter().map(PortalAppointment::from).collect()))
}

/// List the questionnaires that wait for one's answer
#[utoipa::path(get, path = "/api/portal/questionnaires", tag = "portal",
    responses((status = 200, body = [PortalQuestionnaire]), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list_portal_questionnaires(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<PortalQuestionnaire>>, Problem> {
    let requests = app::portal::questionnaires(&shared.app, &caller).await?;
    Ok(Json(requests.into_iter().map(PortalQuestionnaire::from).collect()))
}

/// Answer a questionnaire
///
/// Every item needs an answer. What comes back is for the patient: neither a sum nor what it is called.
#[utoipa::path(post, path = "/api/portal/questionnaires/{id}", tag = "portal", params(("id" = Uuid, Path)),
    request_body = AnswerQuestionnaire,
    responses((status = 200, body = Thanks), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn answer_portal_questionnaire(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: PathId,
    body: Result<Json<AnswerQuestionnaire>, JsonRejection>,
) -> Result<Json<Thanks>, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let id = MeasureRequestId::from(id);
    let thanks = app::portal::answer(&shared.app, &caller, id, &body.answers).await?;
    Ok(Json(Thanks { thanks }))
}

/// List what one agreed to, the latest first
#[utoipa::path(get, path = "/api/portal/consents", tag = "portal",
    responses((status = 200, body = [PortalConsent]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_portal_consents(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<PortalConsent>>, Problem> {
    let consents = app::portal::consents(&shared.app, &caller).await?;
    Ok(Json(consents.into_iter().map(PortalConsent::from).collect()))
}

/// Take a consent of one's own back
///
/// Work that needs it stops.
#[utoipa::path(post, path = "/api/portal/consents/{id}/withdraw", tag = "portal", params(("id" = Uuid, Path)),
    responses((status = 200, body = PortalConsent), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn withdraw_portal_consent(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: PathId,
) -> Result<Json<PortalConsent>, Problem> {
    let Path(id) = id?;
    let consent = app::portal::withdraw_consent(&shared.app, &caller, ConsentId::from(id)).await?;
    Ok(Json(consent.into()))
}
