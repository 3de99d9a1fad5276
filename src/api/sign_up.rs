//! Making an account for oneself, confirming its address, and what a page must know before anybody is signed in.

use app::users::NewUser;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use domain::user::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::auth::{Here, Login, answer};
use crate::caller::SignedIn;
use crate::origin::From;
use crate::problem::Problem;

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(sign_in_options))
        .routes(routes!(sign_up))
        .routes(routes!(verify_email))
        .routes(routes!(resend_verification))
        .routes(routes!(verify_status))
}

/// What this practice offers to somebody who is not signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Options {
    /// Roles that may make an account without an invitation.
    #[schema(value_type = Vec<String>)]
    signup: Vec<Role>,
    /// Whether staff need a second factor.
    require_mfa: bool,
}

/// What this practice offers before signing in
#[utoipa::path(get, path = "/api/auth/options", tag = "auth", security(()),
    responses((status = 200, body = Options), (status = 429, body = Problem)))]
pub(crate) async fn sign_in_options(State(shared): State<Shared>) -> Json<Options> {
    let settings = &shared.app.settings;
    Json(Options {
        signup: settings.signup.clone(),
        require_mfa: settings.require_mfa,
    })
}

/// A role by its word.
pub(crate) fn role(word: &str) -> Result<Role, Problem> {
    word.parse()
        .map_err(|error: domain::user::UnknownRole| Problem::invalid("role", error.to_string()))
}

/// What is typed for a new account. Whatever else a request says is ignored.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignUp {
    /// Address to sign in with.
    email: String,
    /// 12 to 128 characters with upper case, lower case, a digit and a special character, and none that is guessed first.
    password: String,
    /// 1 to 100 characters.
    first_name: String,
    /// 1 to 100 characters.
    last_name: String,
    /// `therapist` or `patient`, where the practice takes sign-ups for it.
    role: String,
}

/// Make an account for oneself
///
/// The address is confirmed by the link in a mail. An address that has an account is answered alike.
#[utoipa::path(post, path = "/api/auth/signup", tag = "auth", request_body = SignUp, security(()),
    responses((status = 201, body = Login), (status = 403, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn sign_up(
    State(shared): State<Shared>,
    jar: CookieJar,
    surface: Here,
    From(origin): From,
    body: Result<Json<SignUp>, JsonRejection>,
) -> Result<(StatusCode, (CookieJar, Json<Login>)), Problem> {
    let Json(body) = body?;
    let new = NewUser {
        email: body.email,
        password: body.password,
        first_name: body.first_name,
        last_name: body.last_name,
        role: role(&body.role)?,
    };
    let tokens = app::sign_up::sign_up(&shared.app, new, surface.0, &origin).await?;
    Ok((StatusCode::CREATED, answer(&shared, jar, tokens)))
}

/// The token of a link.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Token {
    /// As it stands in the link.
    pub(crate) token: String,
}

/// An address.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Address {
    /// As it is typed.
    pub(crate) email: String,
}

/// A sentence for a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Message {
    pub(crate) message: &'static str,
}

/// A confirmed address.
#[derive(Serialize, ToSchema)]
pub(crate) struct Verified {
    message: &'static str,
    email: String,
    is_verified: bool,
}

/// Confirm an address
///
/// With the token of the mailed link, which works once and for 24 hours.
#[utoipa::path(post, path = "/api/auth/verify-email", tag = "auth", request_body = Token, security(()),
    responses((status = 200, body = Verified), (status = 400, body = Problem), (status = 422, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn verify_email(
    State(shared): State<Shared>,
    From(origin): From,
    body: Result<Json<Token>, JsonRejection>,
) -> Result<Json<Verified>, Problem> {
    let Json(body) = body?;
    let user = app::verification::verify(&shared.app, &body.token, &origin).await?;
    Ok(Json(Verified {
        message: "Email verified successfully",
        email: user.email,
        is_verified: user.is_verified,
    }))
}

/// Ask for another link to confirm an address
///
/// The answer is the same whether the address has an account or not.
#[utoipa::path(post, path = "/api/auth/resend-verification", tag = "auth", request_body = Address, security(()),
    responses((status = 202, body = Message), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn resend_verification(
    State(shared): State<Shared>,
    body: Result<Json<Address>, JsonRejection>,
) -> Result<(StatusCode, Json<Message>), Problem> {
    let Json(body) = body?;
    app::verification::resend(&shared.app, &body.email).await?;
    let message = "If this address has an account that is not verified yet, a mail is on its way.";
    Ok((StatusCode::ACCEPTED, Json(Message { message })))
}

/// Whether one's address is confirmed.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerifyStatus {
    email: String,
    is_verified: bool,
}

/// Is my address confirmed
#[utoipa::path(get, path = "/api/auth/verify-status", tag = "auth",
    responses((status = 200, body = VerifyStatus), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 429, body = Problem)))]
pub(crate) async fn verify_status(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<VerifyStatus>, Problem> {
    let user = app::users::me(&shared.app, &caller).await?;
    Ok(Json(VerifyStatus {
        email: user.email,
        is_verified: user.is_verified,
    }))
}
