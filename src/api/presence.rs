//! Locking a device that is left alone, and proving again that it is still oneself.

use app::presence;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::caller::{Enrolling, HalfSignedIn};
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(lock))
        .routes(routes!(unlock))
        .routes(routes!(step_up))
}

/// That it is still oneself: a code where the account has a second factor, else the password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Proof {
    /// The password.
    password: Option<String>,
    /// Six digits of the authenticator app, or a recovery code.
    code: Option<String>,
}

impl From<Proof> for presence::Proof {
    fn from(Proof { password, code }: Proof) -> Self {
        Self { password, code }
    }
}

/// Lock this login
///
/// It answers nothing but `me`, `refresh`, `unlock` and `logout` until its owner shows again who they are. A browser's login locks
/// by itself when it is not used for `idle_lock_seconds`.
#[utoipa::path(post, path = "/api/auth/lock", tag = "auth",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn lock(State(shared): State<Shared>, Enrolling(caller): Enrolling) -> Result<StatusCode, Problem> {
    presence::lock(&shared.app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Open this login again
///
/// Five wrong proofs in a row end the login.
#[utoipa::path(post, path = "/api/auth/unlock", tag = "auth", request_body = Proof,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn unlock(
    State(shared): State<Shared>,
    HalfSignedIn(caller): HalfSignedIn,
    body: Result<Json<Proof>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let Json(proof) = body?;
    presence::unlock(&shared.app, &caller, proof.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Confirm that it is still you
///
/// For five minutes from now, deeds that answered 403 `step_up_required` are open. Five wrong proofs in a row end the login.
#[utoipa::path(post, path = "/api/auth/step-up", tag = "auth", request_body = Proof,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn step_up(
    State(shared): State<Shared>,
    Enrolling(caller): Enrolling,
    body: Result<Json<Proof>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let Json(proof) = body?;
    presence::step_up(&shared.app, &caller, proof.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}
