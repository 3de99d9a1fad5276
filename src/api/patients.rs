//! Client records.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::PatientId;
use domain::patient::NewPatient;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// A client.
#[derive(Serialize, ToSchema)]
pub(crate) struct Patient {
    id: Uuid,
    name: String,
    email: Option<String>,
    phone: Option<String>,
    /// The responsible therapist.
    therapist_id: Uuid,
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
            created_at: patient.created_at.rfc3339(),
            updated_at: patient.updated_at.rfc3339(),
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

/// List the patients one may see
#[utoipa::path(get, path = "/api/patients", tag = "patients",
    responses((status = 200, body = [Patient]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_patients(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<Patient>>, Problem> {
    let patients = app::patients::list(&shared.app, &caller).await?;
    Ok(Json(patients.into_iter().map(Patient::from).collect()))
}

/// Read one patient
#[utoipa::path(get, path = "/api/patients/{id}", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = Patient), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_patient(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Patient>, Problem> {
    let Path(id) = id?;
    Ok(Json(
        app::patients::get(&shared.app, &caller, PatientId::from(id))
            .await?
            .into(),
    ))
}
