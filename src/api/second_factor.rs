//! One's own second factor.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::caller::{Enrolling, SignedIn};
use crate::problem::Problem;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(second_factor, begin_second_factor, remove_second_factor))
        .routes(routes!(confirm_second_factor))
        .routes(routes!(renew_recovery_codes))
}

/// Where one's second factor stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct SecondFactor {
    /// Whether a sign-in needs a code.
    enabled: bool,
    /// Since when, RFC 3339.
    confirmed_at: Option<String>,
    /// Recovery codes that were not used yet.
    recovery_codes_left: i64,
    /// Whether the practice demands it.
    required: bool,
}

/// Read where one's second factor stands
#[utoipa::path(get, path = "/api/auth/second-factor", tag = "auth",
    responses((status = 200, body = SecondFactor), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn second_factor(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<SecondFactor>, Problem> {
    let status = app::second_factor::status(&shared.app, &caller).await?;
    Ok(Json(SecondFactor {
        enabled: status.confirmed_at.is_some(),
        confirmed_at: status.confirmed_at.map(domain::Timestamp::rfc3339),
        recovery_codes_left: status.recovery_codes_left,
        required: status.is_required,
    }))
}

/// What an authenticator app is set up with. Nobody can read it again.
#[derive(Serialize, ToSchema)]
pub(crate) struct Enrolment {
    /// To be typed: base 32.
    secret: String,
    /// To be scanned, as a QR code.
    otpauth_uri: String,
}

/// Begin to set up an authenticator app
///
/// It counts once its first code is confirmed. Where one is set up already, that one counts until then, and replacing it needs a
/// fresh proof (`POST /api/auth/step-up`).
#[utoipa::path(post, path = "/api/auth/second-factor", tag = "auth",
    responses((status = 200, body = Enrolment), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn begin_second_factor(
    State(shared): State<Shared>,
    Enrolling(caller): Enrolling,
) -> Result<Json<Enrolment>, Problem> {
    let enrolment = app::second_factor::begin(&shared.app, &caller).await?;
    Ok(Json(Enrolment {
        secret: enrolment.secret,
        otpauth_uri: enrolment.uri,
    }))
}

/// The first code.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Code6 {
    /// Six digits of the authenticator app.
    code: String,
}

/// Codes that work once each when the authenticator app is not at hand. Nobody can read them again.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryCodes {
    /// To be printed or kept in a safe place.
    recovery_codes: Vec<String>,
}

/// Confirm an authenticator app by its first code
///
/// From now on a sign-in needs a code; this login counts as having shown one.
#[utoipa::path(post, path = "/api/auth/second-factor/confirm", tag = "auth", request_body = Code6,
    responses((status = 200, body = RecoveryCodes), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn confirm_second_factor(
    State(shared): State<Shared>,
    Enrolling(caller): Enrolling,
    body: Result<Json<Code6>, JsonRejection>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let Json(Code6 { code }) = body?;
    let recovery_codes = app::second_factor::confirm(&shared.app, &caller, &code).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Remove one's second factor
///
/// Needs a fresh proof; not possible where the practice demands a second factor.
#[utoipa::path(delete, path = "/api/auth/second-factor", tag = "auth",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn remove_second_factor(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<StatusCode, Problem> {
    app::second_factor::remove(&shared.app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make new recovery codes
///
/// The old ones stop working. Needs a fresh proof.
#[utoipa::path(post, path = "/api/auth/second-factor/recovery-codes", tag = "auth",
    responses((status = 200, body = RecoveryCodes), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem)))]
pub(crate) async fn renew_recovery_codes(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<RecoveryCodes>, Problem> {
    let recovery_codes = app::second_factor::renew_recovery_codes(&shared.app, &caller).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}
