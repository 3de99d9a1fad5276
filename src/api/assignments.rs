//! Therapists who work with a client beside the responsible one.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::{PatientId, UserId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;
use crate::supervisions::Person;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_assigned_therapists))
        .routes(routes!(add_assignment, remove_assignment))
}

/// List the therapists who work with a patient beside the responsible one
#[utoipa::path(get, path = "/api/patients/{id}/therapists", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = [Person]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_assigned_therapists(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Vec<Person>>, Problem> {
    let Path(id) = id?;
    let therapists = app::assignments::list(&shared.app, &caller, PatientId::from(id)).await?;
    Ok(Json(therapists.into_iter().map(Person::from).collect()))
}

/// Let a further therapist work with a patient
///
/// For the responsible therapist and administrators. From the next request on the other therapist sees the patient's record,
/// records sessions and works on their notes.
#[utoipa::path(put, path = "/api/patients/{id}/therapists/{user_id}", tag = "patients",
    params(("id" = Uuid, Path), ("user_id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn add_assignment(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((patient, therapist)) = ids?;
    app::assignments::add(&shared.app, &caller, PatientId::from(patient), UserId::from(therapist)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a patient from a further therapist
#[utoipa::path(delete, path = "/api/patients/{id}/therapists/{user_id}", tag = "patients",
    params(("id" = Uuid, Path), ("user_id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn remove_assignment(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((patient, therapist)) = ids?;
    app::assignments::remove(&shared.app, &caller, PatientId::from(patient), UserId::from(therapist)).await?;
    Ok(StatusCode::NO_CONTENT)
}
