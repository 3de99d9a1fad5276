//! One's own devices.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::LoginId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_logins, end_other_logins))
        .routes(routes!(end_login))
}

/// A place where one is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Device {
    /// Of the login.
    id: Uuid,
    /// Whether it is the one that asks.
    current: bool,
    /// When it began, RFC 3339.
    created_at: String,
    /// When it was last used, to the minute, RFC 3339.
    last_used_at: String,
    /// The network address it began from.
    address: Option<String>,
    /// What the browser or program called itself.
    agent: Option<String>,
    /// Whether it is a browser's.
    is_browser: bool,
    /// Whether the second factor was shown.
    second_factor: bool,
}

impl Device {
    fn new(device: store::logins::Device, current: LoginId) -> Self {
        Self {
            id: device.id.uuid(),
            current: device.id == current,
            created_at: device.created_at.rfc3339(),
            last_used_at: device.last_used_at.rfc3339(),
            address: device.address,
            agent: device.agent,
            is_browser: device.is_browser,
            second_factor: device.second_factor,
        }
    }
}

/// List where one is signed in
///
/// The device used last comes first.
#[utoipa::path(get, path = "/api/auth/logins", tag = "auth",
    responses((status = 200, body = [Device]), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn list_logins(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Vec<Device>>, Problem> {
    let devices = app::logins::list(&shared.app, &caller).await?;
    Ok(Json(
        devices
            .into_iter()
            .map(|device| Device::new(device, caller.login))
            .collect(),
    ))
}

/// Sign out elsewhere
///
/// Ends one of one's own logins; its tokens stop working at once.
#[utoipa::path(delete, path = "/api/auth/logins/{id}", tag = "auth", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn end_login(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::logins::end(&shared.app, &caller, LoginId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign out everywhere else
///
/// Ends all of one's own logins but the one that asks.
#[utoipa::path(delete, path = "/api/auth/logins", tag = "auth",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn end_other_logins(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<StatusCode, Problem> {
    app::logins::end_others(&shared.app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
