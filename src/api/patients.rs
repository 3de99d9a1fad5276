//! Client records.

use app::patients::Detail;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::patient::{Change, NewPatient};
use domain::{PatientId, Timestamp, UserId};
use serde::{Deserialize, Deserializer, Serialize};
use store::patients::Search;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(create_patient, list_patients))
        .routes(routes!(get_patient, change_patient))
        .routes(routes!(archive_patient))
        .routes(routes!(restore_patient))
        .routes(routes!(hand_over_patient))
        .routes(routes!(list_therapists))
}

/// Tells a field that is null from one that is not there.
pub(crate) fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// A day as the API writes it. An empty text is none.
pub(crate) fn day(field: &'static str, text: Option<String>) -> Result<Option<NaiveDate>, Problem> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let wrong = |_| Problem::invalid(field, "This is no day such as 2026-03-02.");
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d")
        .map(Some)
        .map_err(wrong)
}

/// A client.
#[derive(Serialize, ToSchema)]
pub(crate) struct Patient {
    id: Uuid,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    /// The responsible therapist.
    therapist_id: Uuid,
    /// Whether what leaves about them says that it may not be passed on (42 CFR 2.32).
    redisclosure_notice: bool,
    /// RFC 3339: since when the record is out of the lists.
    archived_at: Option<String>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
}

impl From<domain::patient::Patient> for Patient {
    fn from(patient: domain::patient::Patient) -> Self {
        Self {
            id: patient.id.uuid(),
            name: patient.name,
            email: patient.email,
            phone: patient.phone,
            therapist_id: patient.therapist_id.uuid(),
            redisclosure_notice: patient.redisclosure_notice,
            archived_at: patient.archived_at.map(Timestamp::rfc3339),
            created_at: patient.created_at.rfc3339(),
            updated_at: patient.updated_at.rfc3339(),
        }
    }
}

/// Whom to call in an emergency.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct EmergencyContact {
    /// 1 to 200 characters.
    name: String,
    /// At most 50 characters.
    phone: Option<String>,
    /// What they are to the client, in words: at most 200 characters.
    relation: Option<String>,
}

impl From<domain::patient::EmergencyContact> for EmergencyContact {
    fn from(contact: domain::patient::EmergencyContact) -> Self {
        Self {
            name: contact.name,
            phone: contact.phone,
            relation: contact.relation,
        }
    }
}

impl From<EmergencyContact> for domain::patient::EmergencyContact {
    fn from(contact: EmergencyContact) -> Self {
        Self {
            name: contact.name,
            phone: contact.phone,
            relation: contact.relation,
        }
    }
}

/// A client with all that is known of them.
#[derive(Serialize, ToSchema)]
pub(crate) struct PatientDetail {
    #[serde(flatten)]
    patient: Patient,
    /// `YYYY-MM-DD`
    date_of_birth: Option<String>,
    /// In lines.
    address: Option<String>,
    emergency_contact: Option<EmergencyContact>,
}

impl From<Detail> for PatientDetail {
    fn from(detail: Detail) -> Self {
        Self {
            patient: detail.patient.into(),
            date_of_birth: detail.details.date_of_birth.map(|day| day.to_string()),
            address: detail.details.address,
            emergency_contact: detail.details.emergency_contact.map(EmergencyContact::from),
        }
    }
}

/// What is known of a new client.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreatePatient {
    /// 1 to 200 characters.
    name: String,
    /// Contact address.
    email: Option<String>,
    /// Contact telephone number.
    phone: Option<String>,
}

/// New values of some fields; what is absent stays, null clears.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangePatient {
    /// 1 to 200 characters.
    name: Option<String>,
    /// Contact address.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// Contact telephone number.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
    /// `YYYY-MM-DD`
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    date_of_birth: Option<Option<String>>,
    /// At most 500 characters, in lines.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    address: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<EmergencyContact>)]
    emergency_contact: Option<Option<EmergencyContact>>,
    /// Whether what leaves about them says that it may not be passed on (42 CFR 2.32).
    redisclosure_notice: Option<bool>,
}

impl TryFrom<ChangePatient> for Change {
    type Error = Problem;
    fn try_from(body: ChangePatient) -> Result<Self, Problem> {
        let born = body.date_of_birth.map(|text| day("date_of_birth", text));
        Ok(Self {
            name: body.name,
            email: body.email,
            phone: body.phone,
            date_of_birth: born.transpose()?,
            address: body.address,
            emergency_contact: body.emergency_contact.map(|contact| contact.map(Into::into)),
            redisclosure_notice: body.redisclosure_notice,
        })
    }
}

/// Add a patient to one's own
#[utoipa::path(post, path = "/api/patients", tag = "patients", request_body = CreatePatient,
    responses((status = 201, body = Patient), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn create_patient(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<CreatePatient>, JsonRejection>,
) -> Result<(StatusCode, Json<Patient>), Problem> {
    let Json(body) = body?;
    let new = NewPatient::new(&body.name, body.email.as_deref(), body.phone.as_deref()).map_err(app::Error::from)?;
    let patient = app::patients::create(&shared.app, &caller, new).await?;
    Ok((StatusCode::CREATED, Json(patient.into())))
}

/// Which patients.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PatientsQuery {
    /// Only those in whose name every word of this stands, whatever case and accents.
    q: Option<String>,
    /// `false` (those in the lists, when absent), `true` (only archived ones) or `all`.
    archived: Option<String>,
}

/// List the patients one may see
#[utoipa::path(get, path = "/api/patients", tag = "patients", params(PatientsQuery),
    responses((status = 200, body = [Patient]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn list_patients(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<PatientsQuery>, QueryRejection>,
) -> Result<Json<Vec<Patient>>, Problem> {
    let Query(query) = query?;
    let archived = match query.archived.as_deref().unwrap_or("false") {
        "false" | "" => Some(false),
        "true" => Some(true),
        "all" => None,
        _ => return Err(Problem::invalid("archived", "This is `false`, `true` or `all`.")),
    };
    let search = Search {
        archived,
        words: query.q.unwrap_or_default(),
    };
    let patients = app::patients::list(&shared.app, &caller, &search).await?;
    Ok(Json(patients.into_iter().map(Patient::from).collect()))
}

/// Read one patient
#[utoipa::path(get, path = "/api/patients/{id}", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = PatientDetail), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_patient(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<PatientDetail>, Problem> {
    let Path(id) = id?;
    Ok(Json(
        app::patients::get(&shared.app, &caller, PatientId::from(id))
            .await?
            .into(),
    ))
}

/// Change a patient's record
#[utoipa::path(patch, path = "/api/patients/{id}", tag = "patients", params(("id" = Uuid, Path)),
    request_body = ChangePatient,
    responses((status = 200, body = PatientDetail), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change_patient(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<ChangePatient>, JsonRejection>,
) -> Result<Json<PatientDetail>, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let change = Change::try_from(body)?;
    Ok(Json(
        app::patients::change(&shared.app, &caller, PatientId::from(id), change)
            .await?
            .into(),
    ))
}

/// Take a patient's record out of the lists
///
/// Everything in it stays readable. Recordings and appointments are not added to it until it is restored.
#[utoipa::path(post, path = "/api/patients/{id}/archive", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = Patient), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn archive_patient(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Patient>, Problem> {
    let Path(id) = id?;
    let patient = app::patients::archive(&shared.app, &caller, PatientId::from(id)).await?;
    Ok(Json(patient.into()))
}

/// Put a patient's record back into the lists
#[utoipa::path(post, path = "/api/patients/{id}/restore", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = Patient), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn restore_patient(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Patient>, Problem> {
    let Path(id) = id?;
    let patient = app::patients::restore(&shared.app, &caller, PatientId::from(id)).await?;
    Ok(Json(patient.into()))
}

/// To whom a patient is given.
#[derive(Deserialize, ToSchema)]
pub(crate) struct HandOver {
    /// An active therapist of the practice.
    therapist_id: Uuid,
    /// Whether the former therapist goes on working with the patient.
    keep_access: bool,
}

/// Give a patient to another responsible therapist
///
/// For the responsible therapist and administrators. Past sessions keep the therapist who held them.
#[utoipa::path(post, path = "/api/patients/{id}/hand-over", tag = "patients", params(("id" = Uuid, Path)),
    request_body = HandOver,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn hand_over_patient(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<HandOver>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let (patient, therapist) = (PatientId::from(id), UserId::from(body.therapist_id));
    app::patients::hand_over(&shared.app, &caller, patient, therapist, body.keep_access).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A therapist of the practice.
#[derive(Serialize, ToSchema)]
pub(crate) struct Therapist {
    id: Uuid,
    full_name: String,
}

/// List the active therapists of the practice, by name
#[utoipa::path(get, path = "/api/therapists", tag = "patients",
    responses((status = 200, body = [Therapist]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_therapists(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<Therapist>>, Problem> {
    let therapists = app::patients::therapists(&shared.app, &caller).await?;
    let listed = therapists.into_iter().map(|person| Therapist {
        id: person.id.uuid(),
        full_name: person.full_name,
    });
    Ok(Json(listed.collect()))
}
