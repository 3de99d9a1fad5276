//! Emergency access of administrators to one client's record.

use app::break_glass::Request;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::BreakGlassId;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use store::break_glass::Stored;
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
        .routes(routes!(break_glass, list_break_glass))
        .routes(routes!(mend_glass))
}

/// Which record, and why.
#[derive(Deserialize, ToSchema)]
pub(crate) struct BreakGlass {
    /// The patient's id, or their name exactly as the therapist wrote it.
    patient: String,
    /// `emergency`, `legal_request`, `complaint`, `therapist_unavailable` or `technical_fault`.
    reason: String,
    /// What there is to say about it, up to 1000 characters. The patient's therapist reads it.
    comment: Option<String>,
}

/// An emergency access.
#[derive(Serialize, ToSchema)]
pub(crate) struct BrokenGlass {
    id: Uuid,
    patient_id: Uuid,
    admin_id: Uuid,
    admin_name: String,
    /// `emergency`, `legal_request`, `complaint`, `therapist_unavailable` or `technical_fault`.
    reason: &'static str,
    comment: Option<String>,
    /// RFC 3339: when it ends by itself.
    expires_at: String,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339: when it was ended before its time.
    ended_at: Option<String>,
}

impl From<Stored> for BrokenGlass {
    fn from(stored: Stored) -> Self {
        let access = stored.access;
        Self {
            id: access.id.uuid(),
            patient_id: access.patient.uuid(),
            admin_id: access.admin.uuid(),
            admin_name: stored.admin_name,
            reason: access.reason.as_str(),
            comment: access.comment,
            expires_at: access.expires_at.rfc3339(),
            created_at: access.created_at.rfc3339(),
            ended_at: access.ended_at.map(Timestamp::rfc3339),
        }
    }
}

/// Open a patient's record in an emergency
///
/// For administrators, who otherwise see no patient. Needs a fresh proof of who one is, lasts 60 minutes, and shows to the
/// patient's therapist.
#[utoipa::path(post, path = "/api/break-glass", tag = "access", request_body = BreakGlass,
    responses((status = 201, body = BrokenGlass), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn break_glass(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<BreakGlass>, JsonRejection>,
) -> Result<(StatusCode, Json<BrokenGlass>), Problem> {
    let Json(body) = body?;
    let request = Request {
        patient: &body.patient,
        reason: &body.reason,
        comment: body.comment.as_deref(),
    };
    let stored = app::break_glass::create(&shared.app, &caller, request).await?;
    Ok((StatusCode::CREATED, Json(stored.into())))
}

/// List emergency accesses, newest first
///
/// An administrator's own; for a therapist those to the records of their own patients; for everybody else none.
#[utoipa::path(get, path = "/api/break-glass", tag = "access",
    responses((status = 200, body = [BrokenGlass]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_break_glass(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<BrokenGlass>>, Problem> {
    let accesses = app::break_glass::list(&shared.app, &caller).await?;
    Ok(Json(accesses.into_iter().map(BrokenGlass::from).collect()))
}

/// End one's own emergency access before its time
#[utoipa::path(delete, path = "/api/break-glass/{id}", tag = "access", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn mend_glass(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::break_glass::end(&shared.app, &caller, BreakGlassId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
