//! Exports: ask for a document, see how far it is, download it, delete it.

use axum::Json;
use axum::body::Body;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::export::{self, DEFAULT_WEEKS, Format};
use domain::{ExportId, PatientId, SessionId};
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
    OpenApiRouter::new()
        .routes(routes!(export_session_notes))
        .routes(routes!(export_progress_report))
        .routes(routes!(list_export_jobs))
        .routes(routes!(get_export_job, delete_export_job))
        .routes(routes!(download_export))
}

/// The notes of which sessions to export.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ExportSessionNotes {
    /// 1 to 200 sessions; one that is named twice is exported once, and the oldest stands first.
    session_ids: Vec<Uuid>,
    /// `pdf`, `docx`, `md`, `json` or `fhir`.
    #[schema(value_type = String)]
    format: Format,
}

/// Whose progress to report.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ExportProgressReport {
    patient_id: Uuid,
    /// How many weeks, this one included: 1 to 104.
    #[serde(default = "default_weeks")]
    weeks: u32,
    /// `pdf`, `docx`, `md`, `json` or `fhir`.
    #[schema(value_type = String)]
    format: Format,
}

fn default_weeks() -> u32 {
    DEFAULT_WEEKS
}

/// A document that was just asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportAccepted {
    job_id: Uuid,
    /// `pending`.
    status: &'static str,
    format: &'static str,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339: when the file is destroyed.
    expires_at: String,
}

impl From<export::Export> for ExportAccepted {
    fn from(export: export::Export) -> Self {
        Self {
            job_id: export.id.uuid(),
            status: export.status.as_str(),
            format: export.format.as_str(),
            created_at: export.created_at.rfc3339(),
            expires_at: export.expires_at.rfc3339(),
        }
    }
}

/// A document that somebody asked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExportJob {
    job_id: Uuid,
    /// `session_notes` or `progress_report`.
    kind: &'static str,
    /// `pending`, `processing`, `completed` or `failed`.
    status: &'static str,
    /// `pdf`, `docx`, `md`, `json` or `fhir`.
    format: &'static str,
    /// Why it was given up.
    error_message: Option<String>,
    /// Length of the file; null while there is none, and once it was destroyed.
    file_bytes: Option<u64>,
    /// How often it was downloaded.
    downloads: u32,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    completed_at: Option<String>,
    /// RFC 3339: when the file is destroyed.
    expires_at: String,
}

impl From<export::Export> for ExportJob {
    fn from(export: export::Export) -> Self {
        Self {
            job_id: export.id.uuid(),
            kind: export.subject.kind().as_str(),
            status: export.status.as_str(),
            format: export.format.as_str(),
            error_message: export.error_message,
            file_bytes: export.file_bytes,
            downloads: export.downloads,
            created_at: export.created_at.rfc3339(),
            completed_at: export.completed_at.map(|at| at.rfc3339()),
            expires_at: export.expires_at.rfc3339(),
        }
    }
}

/// Export the notes of sessions
///
/// The document is made in the background. Every session must be one that the caller may export, or nothing is. Voided notes are
/// never exported. At most 20 exports an hour.
#[utoipa::path(post, path = "/api/v1/export/session-notes", tag = "exports", request_body = ExportSessionNotes,
    responses((status = 202, body = ExportAccepted), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn export_session_notes(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<ExportSessionNotes>, JsonRejection>,
) -> Result<(StatusCode, Json<ExportAccepted>), Problem> {
    let Json(body) = body?;
    let ids = body.session_ids.into_iter().map(SessionId::from).collect();
    let export = app::exports::session_notes(&shared.app, &caller, ids, body.format).await?;
    Ok((StatusCode::ACCEPTED, Json(export.into())))
}

/// Export a report of a client's progress
///
/// The document is made in the background. At most 20 exports an hour.
#[utoipa::path(post, path = "/api/v1/export/progress-report", tag = "exports", request_body = ExportProgressReport,
    responses((status = 202, body = ExportAccepted), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn export_progress_report(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<ExportProgressReport>, JsonRejection>,
) -> Result<(StatusCode, Json<ExportAccepted>), Problem> {
    let Json(body) = body?;
    let patient = PatientId::from(body.patient_id);
    let export = app::exports::progress_report(&shared.app, &caller, patient, body.weeks, body.format).await?;
    Ok((StatusCode::ACCEPTED, Json(export.into())))
}

/// List the exports one asked for, newest first
///
/// Those whose file was destroyed are listed for another 30 days.
#[utoipa::path(get, path = "/api/v1/export/jobs", tag = "exports",
    responses((status = 200, body = [ExportJob]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_export_jobs(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<ExportJob>>, Problem> {
    let exports = app::exports::list(&shared.app, &caller).await?;
    Ok(Json(exports.into_iter().map(ExportJob::from).collect()))
}

/// See how far an export is
#[utoipa::path(get, path = "/api/v1/export/jobs/{job_id}", tag = "exports", params(("job_id" = Uuid, Path)),
    responses((status = 200, body = ExportJob), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_export_job(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<ExportJob>, Problem> {
    let Path(id) = id?;
    let export = app::exports::get(&shared.app, &caller, ExportId::from(id)).await?;
    Ok(Json(export.into()))
}

/// Delete an export
///
/// The file is destroyed with its key. One that is being made is called off.
#[utoipa::path(delete, path = "/api/v1/export/jobs/{job_id}", tag = "exports", params(("job_id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn delete_export_job(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::exports::delete(&shared.app, &caller, ExportId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Download a finished export
///
/// 409 while it is being made and when it was given up, 410 when its time has run out. Every download is noted with the address
/// and the program it came from.
#[utoipa::path(get, path = "/api/v1/export/download/{job_id}", tag = "exports", params(("job_id" = Uuid, Path)),
    responses((status = 200, content((Vec<u8> = "application/octet-stream"), (serde_json::Value = "application/json"))),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 410, body = Problem)))]
pub(crate) async fn download_export(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let (export, reader) = app::exports::download(&shared.app, &caller, ExportId::from(id)).await?;
    let headers = [
        (header::CONTENT_TYPE, export.format.media_type().to_owned()),
        (header::CONTENT_LENGTH, reader.len().to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", export.file_name()),
        ),
    ];
    let body = Body::from_stream(reader.stream(0..reader.len()));
    Ok((headers, body).into_response())
}
