//! A therapist's own process note on a session. Nobody else can tell whether there is one.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::SessionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(get_process_note, put_process_note, delete_process_note))
}

/// A process note.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcessNote {
    text: String,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
}

impl From<store::process_notes::ProcessNote> for ProcessNote {
    fn from(note: store::process_notes::ProcessNote) -> Self {
        Self {
            text: note.text,
            created_at: note.created_at.rfc3339(),
            updated_at: note.updated_at.rfc3339(),
        }
    }
}

/// What to write down.
#[derive(Deserialize, ToSchema)]
pub(crate) struct WriteProcessNote {
    /// Up to 20 000 characters.
    text: String,
}

/// Read one's own process note on a session
///
/// It is private to its author, sealed with a key of its own, and no part of the record.
#[utoipa::path(get, path = "/api/sessions/{id}/process-note", tag = "notes", params(("id" = Uuid, Path)),
    responses((status = 200, body = ProcessNote), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn get_process_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<ProcessNote>, Problem> {
    let Path(id) = id?;
    let note = app::process_notes::get(&shared.app, &caller, SessionId::from(id)).await?;
    Ok(Json(note.into()))
}

/// Write one's own process note on a session
#[utoipa::path(put, path = "/api/sessions/{id}/process-note", tag = "notes", params(("id" = Uuid, Path)),
    request_body = WriteProcessNote,
    responses((status = 200, body = ProcessNote), (status = 401, body = Problem), (status = 404, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn put_process_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<WriteProcessNote>, JsonRejection>,
) -> Result<Json<ProcessNote>, Problem> {
    let Path(id) = id?;
    let Json(body) = body?;
    let note = app::process_notes::put(&shared.app, &caller, SessionId::from(id), &body.text).await?;
    Ok(Json(note.into()))
}

/// Destroy one's own process note on a session
#[utoipa::path(delete, path = "/api/sessions/{id}/process-note", tag = "notes", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn delete_process_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::process_notes::delete(&shared.app, &caller, SessionId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
