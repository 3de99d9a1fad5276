//! Accounts, for administrators.

use app::users::Change;
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::UserId;
use domain::user::Role;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;
use crate::sign_up::role;

/// The most accounts of one page, and how many come when nobody asks for a page.
const MAX_PAGE: u32 = 1_000;

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_users))
        .routes(routes!(get_user, update_user))
        .routes(routes!(reset_second_factor))
        .routes(routes!(end_user_logins))
}

/// An account as an administrator sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct User {
    id: Uuid,
    email: String,
    first_name: String,
    last_name: String,
    full_name: String,
    /// `therapist`, `supervisor`, `patient` or `admin`.
    #[schema(value_type = String)]
    role: Role,
    is_active: bool,
    is_verified: bool,
    /// Whether they have a second factor.
    second_factor: bool,
    /// RFC 3339.
    last_login_at: Option<String>,
    /// RFC 3339.
    created_at: String,
}

impl From<store::users::Listed> for User {
    fn from(listed: store::users::Listed) -> Self {
        let user = listed.user;
        Self {
            id: user.id.uuid(),
            full_name: user.full_name(),
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
            role: user.role,
            is_active: user.is_active,
            is_verified: user.is_verified,
            second_factor: listed.second_factor,
            last_login_at: listed.last_login_at.map(|at| at.rfc3339()),
            created_at: user.created_at.rfc3339(),
        }
    }
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// At most this many, 1 to 1000; 1000 when left out.
    limit: Option<u32>,
    /// The `id` of the last account of the page before.
    cursor: Option<Uuid>,
}

/// List accounts
///
/// In the order they were made. The page after this one begins after the last `id` of this one.
#[utoipa::path(get, path = "/api/users", tag = "users", params(Page),
    responses((status = 200, body = [User]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn list_users(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<Vec<User>>, Problem> {
    let Query(page) = page?;
    let limit = page.limit.unwrap_or(MAX_PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Problem::invalid("limit", "a page has 1 to 1000 accounts"));
    }
    let users = app::users::list(&shared.app, &caller, page.cursor.map(UserId::from), limit).await?;
    Ok(Json(users.into_iter().map(User::from).collect()))
}

/// Read one account
#[utoipa::path(get, path = "/api/users/{id}", tag = "users", params(("id" = Uuid, Path)),
    responses((status = 200, body = User), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn get_user(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<User>, Problem> {
    let Path(id) = id?;
    let user = app::users::get(&shared.app, &caller, UserId::from(id)).await?;
    Ok(Json(user.into()))
}

/// What to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangeUser {
    /// `therapist`, `supervisor`, `patient` or `admin`.
    role: Option<String>,
    /// Whether they may sign in.
    is_active: Option<bool>,
    /// 1 to 100 characters.
    first_name: Option<String>,
    /// 1 to 100 characters.
    last_name: Option<String>,
}

/// Change an account
///
/// Another role and deactivating need a step-up and another person than oneself. Who is deactivated is signed out everywhere.
#[utoipa::path(patch, path = "/api/users/{id}", tag = "users", params(("id" = Uuid, Path)), request_body = ChangeUser,
    responses((status = 200, body = User), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn update_user(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<ChangeUser>, JsonRejection>,
) -> Result<Json<User>, Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let change = Change {
        first_name: body.first_name,
        last_name: body.last_name,
        role: body.role.as_deref().map(role).transpose()?,
        is_active: body.is_active,
    };
    let user = app::users::change(&shared.app, &caller, UserId::from(id), change).await?;
    Ok(Json(user.into()))
}

/// Remove a lost second factor
///
/// Needs a step-up and another person than oneself.
#[utoipa::path(delete, path = "/api/users/{id}/second-factor", tag = "users", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn reset_second_factor(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::users::remove_second_factor(&shared.app, &caller, UserId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign somebody out on every device
#[utoipa::path(delete, path = "/api/users/{id}/logins", tag = "users", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn end_user_logins(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path(id) = id?;
    app::users::end_logins(&shared.app, &caller, UserId::from(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
