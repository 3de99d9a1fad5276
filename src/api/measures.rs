//! Measures: questionnaires with their answers, those that were asked for, and what is decided about an answer.

use app::measures::Entry;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::ids::{MeasureId, MeasureRequestId};
use domain::measure::{self, ANSWERS};
use domain::{PatientId, SessionId, Timestamp};
use serde::{Deserialize, Serialize};
use store::measures::OpenRisk;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_measures, enter_measure))
        .routes(routes!(decide_measure))
        .routes(routes!(void_measure))
        .routes(routes!(request_measure))
        .routes(routes!(cancel_measure_request))
        .routes(routes!(list_measure_risks))
}

/// A questionnaire.
#[derive(Serialize, ToSchema)]
pub(crate) struct Instrument {
    /// `phq9` or `gad7`.
    instrument: &'static str,
    /// What it is called.
    name: &'static str,
    /// The question that stands above the items.
    lead: &'static str,
    items: Vec<InstrumentItem>,
    answers: Vec<InstrumentAnswer>,
    /// The highest sum.
    max: u8,
    /// The ranges of sums, from lowest to highest.
    bands: Vec<InstrumentBand>,
}

/// An item of a questionnaire.
#[derive(Serialize, ToSchema)]
pub(crate) struct InstrumentItem {
    /// 1, 2, 3 …
    number: usize,
    text: &'static str,
}

/// An answer that can be chosen for an item.
#[derive(Serialize, ToSchema)]
pub(crate) struct InstrumentAnswer {
    value: usize,
    label: &'static str,
}

/// A range of sums that has a name.
#[derive(Serialize, ToSchema)]
pub(crate) struct InstrumentBand {
    from: u8,
    to: u8,
    label: &'static str,
}

impl From<measure::Instrument> for Instrument {
    fn from(instrument: measure::Instrument) -> Self {
        let items = (1..).zip(instrument.items());
        let answers = ANSWERS.iter().enumerate();
        let bands = instrument.bands().iter();
        Self {
            instrument: instrument.as_str(),
            name: instrument.name(),
            lead: instrument.lead(),
            items: items.map(|(number, text)| InstrumentItem { number, text }).collect(),
            answers: answers
                .map(|(value, label)| InstrumentAnswer { value, label })
                .collect(),
            max: instrument.max(),
            bands: bands
                .map(|band| InstrumentBand {
                    from: band.from,
                    to: band.to,
                    label: band.label,
                })
                .collect(),
        }
    }
}

/// A questionnaire with its answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct Measure {
    id: Uuid,
    /// `phq9` or `gad7`.
    instrument: &'static str,
    /// RFC 3339: when the client answered.
    taken_at: String,
    /// The sum of the answers.
    score: u8,
    /// The highest sum.
    max: u8,
    /// The name of the range the sum lies in.
    band: &'static str,
    /// One answer for every item, 0 to 3.
    answers: Vec<u8>,
    /// `therapist` or `patient`.
    source: &'static str,
    /// The session it belongs to.
    session_id: Option<Uuid>,
    /// The account that entered it.
    entered_by: Uuid,
    /// An answer must be looked at: item 9 of the PHQ-9 above zero.
    has_risk: bool,
    /// What a therapist decided about that.
    decision: Option<&'static str>,
    /// RFC 3339.
    decided_at: Option<String>,
    /// RFC 3339: when it was struck out; it counts nowhere since.
    voided_at: Option<String>,
}

impl From<measure::Measure> for Measure {
    fn from(measure: measure::Measure) -> Self {
        Self {
            id: measure.id.uuid(),
            instrument: measure.instrument.as_str(),
            taken_at: measure.taken_at.rfc3339(),
            score: measure.score,
            max: measure.instrument.max(),
            band: measure.band().label,
            source: measure.source.as_str(),
            session_id: measure.session_id.map(SessionId::uuid),
            entered_by: measure.entered_by.uuid(),
            has_risk: measure.has_risk,
            decision: measure.decision.map(|decision| decision.as_str()),
            decided_at: measure.decided_at.map(Timestamp::rfc3339),
            voided_at: measure.voided_at.map(Timestamp::rfc3339),
            answers: measure.answers,
        }
    }
}

/// A questionnaire that the client was asked to answer.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeasureRequest {
    id: Uuid,
    /// `phq9` or `gad7`.
    instrument: &'static str,
    /// Until when.
    due_on: Option<NaiveDate>,
    /// RFC 3339.
    created_at: String,
    /// The answer.
    measure_id: Option<Uuid>,
    /// RFC 3339: when it was taken back.
    cancelled_at: Option<String>,
}

impl From<measure::Request> for MeasureRequest {
    fn from(request: measure::Request) -> Self {
        Self {
            id: request.id.uuid(),
            instrument: request.instrument.as_str(),
            due_on: request.due_on,
            created_at: request.created_at.rfc3339(),
            measure_id: request.measure_id.map(MeasureId::uuid),
            cancelled_at: request.cancelled_at.map(Timestamp::rfc3339),
        }
    }
}

/// A client's measures.
#[derive(Serialize, ToSchema)]
pub(crate) struct Measures {
    /// What can be entered and asked for.
    instruments: Vec<Instrument>,
    /// The latest first, also those that were struck out.
    measures: Vec<Measure>,
    /// The latest first, also those that were answered or taken back.
    requests: Vec<MeasureRequest>,
}

/// Answers as a therapist enters them.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EnterMeasure {
    /// `phq9` or `gad7`.
    instrument: String,
    /// One answer for every item, 0 to 3.
    answers: Vec<i64>,
    /// When the client answered: RFC 3339, or a date; now when absent.
    taken_at: Option<String>,
    /// The session it belongs to; an answer that must be looked at then keeps its note from being signed.
    session_id: Option<Uuid>,
}

/// A decision about an answer.
#[derive(Deserialize, ToSchema)]
pub(crate) struct DecideMeasure {
    /// `addressed_in_session`, `safety_plan`, `not_a_concern`, `already_known`, `follow_up`.
    decision: String,
}

/// A questionnaire to ask for.
#[derive(Deserialize, ToSchema)]
pub(crate) struct RequestMeasure {
    /// `phq9` or `gad7`.
    instrument: String,
    /// Until when; today or later.
    due_on: Option<NaiveDate>,
}

/// An answer that waits for a decision.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeasureRisk {
    measure_id: Uuid,
    patient_id: Uuid,
    patient_name: String,
    /// RFC 3339.
    taken_at: String,
    /// `phq9` or `gad7`.
    instrument: &'static str,
}

impl From<OpenRisk> for MeasureRisk {
    fn from(risk: OpenRisk) -> Self {
        Self {
            measure_id: risk.measure_id.uuid(),
            patient_id: risk.patient_id.uuid(),
            patient_name: risk.patient_name,
            taken_at: risk.taken_at.rfc3339(),
            instrument: risk.instrument.as_str(),
        }
    }
}

/// Read a patient's measures
#[utoipa::path(get, path = "/api/patients/{id}/measures", tag = "measures", params(("id" = Uuid, Path)),
    responses((status = 200, body = Measures), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_measures(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Measures>, Problem> {
    let Path(id) = id?;
    let (measures, requests) = app::measures::list(&shared.app, &caller, PatientId::from(id)).await?;
    let instruments = measure::Instrument::ALL.iter().copied();
    Ok(Json(Measures {
        instruments: instruments.map(Instrument::from).collect(),
        measures: measures.into_iter().map(Measure::from).collect(),
        requests: requests.into_iter().map(MeasureRequest::from).collect(),
    }))
}

/// Enter a questionnaire for a patient
///
/// Every item needs an answer. What was entered by mistake is struck out and entered again.
#[utoipa::path(post, path = "/api/patients/{id}/measures", tag = "measures", params(("id" = Uuid, Path)),
    request_body = EnterMeasure,
    responses((status = 201, body = Measure), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn enter_measure(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<EnterMeasure>, JsonRejection>,
) -> Result<(StatusCode, Json<Measure>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let entry = Entry {
        instrument: body.instrument,
        answers: body.answers,
        taken_at: body.taken_at,
        session: body.session_id.map(SessionId::from),
    };
    let measure = app::measures::enter(&shared.app, &caller, PatientId::from(id), &entry).await?;
    Ok((StatusCode::CREATED, Json(measure.into())))
}

type MeasurePath = Result<Path<(Uuid, Uuid)>, PathRejection>;

/// Decide about an answer that must be looked at
///
/// In place of an earlier decision; the trail keeps both.
#[utoipa::path(post, path = "/api/patients/{id}/measures/{measure_id}/decision", tag = "measures",
    params(("id" = Uuid, Path), ("measure_id" = Uuid, Path)), request_body = DecideMeasure,
    responses((status = 200, body = Measure), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn decide_measure(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: MeasurePath,
    body: Result<Json<DecideMeasure>, JsonRejection>,
) -> Result<Json<Measure>, Problem> {
    let (Path((patient, id)), Json(body)) = (ids?, body?);
    let (patient, id) = (PatientId::from(patient), MeasureId::from(id));
    let measure = app::measures::decide(&shared.app, &caller, patient, id, &body.decision).await?;
    Ok(Json(measure.into()))
}

/// Strike out a measure that was entered by mistake
///
/// It is kept and counted nowhere. What a patient answered themselves is not struck out while it waits for a decision.
#[utoipa::path(post, path = "/api/patients/{id}/measures/{measure_id}/void", tag = "measures",
    params(("id" = Uuid, Path), ("measure_id" = Uuid, Path)),
    responses((status = 200, body = Measure), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn void_measure(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: MeasurePath,
) -> Result<Json<Measure>, Problem> {
    let Path((patient, id)) = ids?;
    let measure = app::measures::void(&shared.app, &caller, PatientId::from(patient), MeasureId::from(id)).await?;
    Ok(Json(measure.into()))
}

/// Ask a patient to answer a questionnaire in the portal
#[utoipa::path(post, path = "/api/patients/{id}/measure-requests", tag = "measures", params(("id" = Uuid, Path)),
    request_body = RequestMeasure,
    responses((status = 201, body = MeasureRequest), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn request_measure(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<RequestMeasure>, JsonRejection>,
) -> Result<(StatusCode, Json<MeasureRequest>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let patient = PatientId::from(id);
    let request = app::measures::ask(&shared.app, &caller, patient, &body.instrument, body.due_on).await?;
    Ok((StatusCode::CREATED, Json(request.into())))
}

/// Take back the request for a questionnaire
#[utoipa::path(delete, path = "/api/patients/{id}/measure-requests/{request_id}", tag = "measures",
    params(("id" = Uuid, Path), ("request_id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn cancel_measure_request(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((patient, id)) = ids?;
    let (patient, id) = (PatientId::from(patient), MeasureRequestId::from(id));
    app::measures::cancel(&shared.app, &caller, patient, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// List the answers that wait for a decision, the oldest first
///
/// Of the patients whose progress one may read.
#[utoipa::path(get, path = "/api/measure-risks", tag = "measures",
    responses((status = 200, body = [MeasureRisk]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_measure_risks(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<MeasureRisk>>, Problem> {
    let risks = app::measures::risks(&shared.app, &caller).await?;
    Ok(Json(risks.into_iter().map(MeasureRisk::from).collect()))
}
