//! A new password: for whoever forgot theirs, and for whoever knows it.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::caller::SignedIn;
use crate::origin::From;
use crate::problem::Problem;
use crate::sign_up::{Address, Message};

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(request_password_reset))
        .routes(routes!(confirm_password_reset))
        .routes(routes!(change_password))
}

/// Ask for a link to set a new password
///
/// The answer is the same whether the address has an account or not.
#[utoipa::path(post, path = "/api/auth/password-reset", tag = "auth", request_body = Address, security(()),
    responses((status = 202, body = Message), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn request_password_reset(
    State(shared): State<Shared>,
    From(origin): From,
    body: Result<Json<Address>, JsonRejection>,
) -> Result<(StatusCode, Json<Message>), Problem> {
    let Json(body) = body?;
    app::password_reset::request(&shared.app, &body.email, &origin).await?;
    let message = "If this address has an account, a mail is on its way.";
    Ok((StatusCode::ACCEPTED, Json(Message { message })))
}

/// A new password with the token of a link.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewPassword {
    /// As it stands in the link.
    token: String,
    /// 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
    password: String,
}

/// Set a new password with the token of a link
///
/// The token works once and for an hour. Every login of the account ends; a second factor is asked for as before.
#[utoipa::path(post, path = "/api/auth/password-reset/confirm", tag = "auth", request_body = NewPassword, security(()),
    responses((status = 200, body = Message), (status = 400, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn confirm_password_reset(
    State(shared): State<Shared>,
    From(origin): From,
    body: Result<Json<NewPassword>, JsonRejection>,
) -> Result<Json<Message>, Problem> {
    let Json(body) = body?;
    app::password_reset::confirm(&shared.app, &body.token, body.password, &origin).await?;
    let message = "Your new password is set; please sign in with it.";
    Ok(Json(Message { message }))
}

/// The present and the new password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangePassword {
    /// The one that is valid now.
    current_password: String,
    /// 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
    new_password: String,
}

/// Change one's password
///
/// Ends one's other logins.
#[utoipa::path(post, path = "/api/auth/change-password", tag = "auth", request_body = ChangePassword,
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem),
              (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn change_password(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    body: Result<Json<ChangePassword>, JsonRejection>,
) -> Result<StatusCode, Problem> {
    let Json(body) = body?;
    app::passwords::change(&shared.app, &caller, body.current_password, body.new_password).await?;
    Ok(StatusCode::NO_CONTENT)
}
