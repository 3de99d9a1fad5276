//! Who reads and co-signs for whom.

use app::access::Colleague;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::UserId;
use serde::Serialize;
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
        .routes(routes!(list_supervised_therapists))
        .routes(routes!(add_supervision, remove_supervision))
}

/// Somebody who works here, by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct Person {
    id: Uuid,
    full_name: String,
    /// Whether they may sign in.
    is_active: bool,
}

impl From<Colleague> for Person {
    fn from(person: Colleague) -> Self {
        Self {
            id: person.id.uuid(),
            full_name: person.full_name,
            is_active: person.is_active,
        }
    }
}

/// List the therapists whom a supervisor supervises
///
/// For administrators, and for the supervisor.
#[utoipa::path(get, path = "/api/users/{id}/therapists", tag = "users", params(("id" = Uuid, Path)),
    responses((status = 200, body = [Person]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_supervised_therapists(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Vec<Person>>, Problem> {
    let Path(id) = id?;
    let therapists = app::supervisions::list(&shared.app, &caller, UserId::from(id)).await?;
    Ok(Json(therapists.into_iter().map(Person::from).collect()))
}

/// Let a supervisor supervise a therapist
///
/// From the next request on the supervisor reads what the therapist's clients said and what was written about it.
#[utoipa::path(put, path = "/api/users/{id}/therapists/{therapist_id}", tag = "users",
    params(("id" = Uuid, Path), ("therapist_id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn add_supervision(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((supervisor, therapist)) = ids?;
    app::supervisions::add(&shared.app, &caller, UserId::from(supervisor), UserId::from(therapist)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End a supervision
#[utoipa::path(delete, path = "/api/users/{id}/therapists/{therapist_id}", tag = "users",
    params(("id" = Uuid, Path), ("therapist_id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn remove_supervision(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((supervisor, therapist)) = ids?;
    app::supervisions::remove(&shared.app, &caller, UserId::from(supervisor), UserId::from(therapist)).await?;
    Ok(StatusCode::NO_CONTENT)
}
