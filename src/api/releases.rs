//! Releases: hand a summary of a session to the client, and take it back until it is read.

use app::releases::View;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::release::{self, AgreedAction, Draft};
use domain::{SessionId, Timestamp};
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
    OpenApiRouter::new().routes(routes!(get_release, release_summary, withdraw_summary))
}

/// A summary that was handed to the client.
#[derive(Serialize, ToSchema)]
pub(crate) struct Release {
    id: Uuid,
    session_id: Uuid,
    summary: String,
    /// The tasks that were agreed, in order.
    actions: Vec<ReleasedAction>,
    /// RFC 3339.
    released_at: String,
    /// The therapist who released it.
    released_by: Uuid,
    /// RFC 3339: when the client first opened it; it cannot be taken back since.
    read_at: Option<String>,
}

/// A task that was agreed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReleasedAction {
    id: Uuid,
    text: String,
    /// RFC 3339: when the client ticked it off.
    done_at: Option<String>,
}

impl From<AgreedAction> for ReleasedAction {
    fn from(action: AgreedAction) -> Self {
        Self {
            id: action.id.uuid(),
            text: action.text,
            done_at: action.done_at.map(Timestamp::rfc3339),
        }
    }
}

impl From<release::Release> for Release {
    fn from(release: release::Release) -> Self {
        Self {
            id: release.id.uuid(),
            session_id: release.session_id.uuid(),
            summary: release.summary,
            actions: release.actions.into_iter().map(ReleasedAction::from).collect(),
            released_at: release.released_at.rfc3339(),
            released_by: release.released_by.uuid(),
            read_at: release.read_at.map(Timestamp::rfc3339),
        }
    }
}

/// What a release could say.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposedRelease {
    /// The signed note's summary for the client, without any language to review.
    summary: String,
    /// Its tasks, likewise.
    actions: Vec<String>,
}

impl From<Draft> for ProposedRelease {
    fn from(draft: Draft) -> Self {
        Self {
            summary: draft.summary,
            actions: draft.actions,
        }
    }
}

/// What was released of a session, and what could be.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionRelease {
    release: Option<Release>,
    /// Empty while the note is not signed.
    proposed: ProposedRelease,
    /// Whether the caller can release a summary now.
    can_release: bool,
    /// Why not, in words.
    reason: Option<&'static str>,
}

impl From<View> for SessionRelease {
    fn from(view: View) -> Self {
        Self {
            release: view.release.map(Release::from),
            proposed: view.proposed.into(),
            can_release: view.reason.is_none(),
            reason: view.reason,
        }
    }
}

/// What to release.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ReleaseSummary {
    /// 1 to 10 000 characters.
    summary: String,
    /// Up to 30 tasks, each up to 500 characters.
    actions: Vec<String>,
}

type SessionPath = Result<Path<Uuid>, PathRejection>;

/// Read what was released of a session, and what could be
#[utoipa::path(get, path = "/api/sessions/{id}/release", tag = "releases", params(("id" = Uuid, Path)),
    responses((status = 200, body = SessionRelease), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_release(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
) -> Result<Json<SessionRelease>, Problem> {
    let Path(id) = id?;
    let view = app::releases::view(&shared.app, &caller, SessionId::from(id)).await?;
    Ok(Json(view.into()))
}

/// Release a summary of a session to the patient
///
/// Only of a signed note. The text is the therapist's own; the proposal is where it may begin.
#[utoipa::path(post, path = "/api/sessions/{id}/release", tag = "releases", params(("id" = Uuid, Path)),
    request_body = ReleaseSummary,
    responses((status = 201, body = Release), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn release_summary(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
    body: Result<Json<ReleaseSummary>, JsonRejection>,
) -> Result<(StatusCode, Json<Release>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let session = SessionId::from(id);
    let release = app::releases::release(&shared.app, &caller, session, &body.summary, &body.actions).await?;
    Ok((StatusCode::CREATED, Json(release.into())))
}

/// Take a released summary back
///
/// Until the patient has read it; 409 then.
#[utoipa::path(delete, path = "/api/sessions/{id}/release", tag = "releases", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn withdraw_summary(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::releases::withdraw(&shared.app, &caller, SessionId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
