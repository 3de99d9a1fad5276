//! Signing in and out.

use app::sign_in::{Surface, Tokens};
use app::tokens;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;
use domain::user::{Caller, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Shared;
use crate::caller::{ACCESS_COOKIE, CSRF_HEADER, HalfSignedIn, REFRESH_COOKIE, cookie, own_page};
use crate::origin::From;
use crate::problem::{Code, Problem};

/// Where the refresh cookie is sent.
const REFRESH_PATH: &str = "/api/auth";

/// Address and password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Credentials {
    /// Address of the account.
    email: String,
    /// Its password.
    password: String,
    /// Six digits of the authenticator app, or a recovery code, where the account has a second factor. Without one the answer is
    /// 401 with the code `second_factor_required`.
    code: Option<String>,
}

/// The tokens of a login.
#[derive(Serialize, ToSchema)]
pub(crate) struct Login {
    /// For the `Authorization: Bearer` header. Left out for our own pages, whose tokens are cookies that no script can read.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<String>,
    /// For one `POST /api/auth/refresh`. Left out for our own pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    /// `bearer`, or `cookie` for our own pages.
    token_type: &'static str,
    /// Seconds until the access token ends.
    expires_in: u64,
}

/// The tokens of a login, where its surface keeps them: in the body for a program, in cookies for our own pages.
pub(crate) fn answer(shared: &Shared, jar: CookieJar, tokens: Tokens) -> (CookieJar, Json<Login>) {
    let expires_in = tokens::ACCESS.as_secs();
    if tokens.surface == Surface::Program {
        let login = Login {
            access_token: Some(tokens.access),
            refresh_token: Some(tokens.refresh),
            token_type: "bearer",
            expires_in,
        };
        return (jar, Json(login));
    }
    let secure = shared.secure_cookies;
    let jar = jar
        .add(cookie(ACCESS_COOKIE, tokens.access, "/api", tokens::ACCESS, secure))
        .add(cookie(
            REFRESH_COOKIE,
            tokens.refresh,
            REFRESH_PATH,
            tokens::REFRESH,
            secure,
        ));
    let login = Login {
        access_token: None,
        refresh_token: None,
        token_type: "cookie",
        expires_in,
    };
    (jar, Json(login))
}

/// Sign in
///
/// Returns both tokens; a request of our own pages (header `X-TherapyBridge`) gets them as cookies instead.
#[utoipa::path(post, path = "/api/auth/login", tag = "auth", request_body = Credentials, security(()),
    responses((status = 200, body = Login), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn login(
    State(shared): State<Shared>,
    jar: CookieJar,
    surface: Here,
    From(origin): From,
    body: Result<Json<Credentials>, JsonRejection>,
) -> Result<(CookieJar, Json<Login>), Problem> {
    let Json(Credentials { email, password, code }) = body?;
    let credentials = app::sign_in::Credentials { email, password, code };
    let tokens = app::sign_in::login(&shared.app, credentials, surface.0, &origin).await?;
    Ok(answer(&shared, jar, tokens))
}

/// A refresh token, unless the browser's cookie carries it.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Refresh {
    /// The token of the last answer.
    refresh_token: Option<String>,
}

/// Where the tokens that this request gets will be kept.
pub(crate) struct Here(pub(crate) Surface);

impl<S: Sync> FromRequestParts<S> for Here {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let own = parts.headers.contains_key(CSRF_HEADER);
        Ok(Self(if own { Surface::Browser } else { Surface::Program }))
    }
}

/// Marks a changing request as one of our own pages when it relies on a cookie.
pub(crate) struct OwnPage(Result<(), Problem>);

impl<S: Sync> FromRequestParts<S> for OwnPage {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(own_page(parts)))
    }
}

/// Exchange a refresh token for a new pair
///
/// The old token is spent.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "auth", request_body = Option<Refresh>, security(()),
    responses((status = 200, body = Login), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn refresh(
    State(shared): State<Shared>,
    jar: CookieJar,
    OwnPage(own_page): OwnPage,
    From(origin): From,
    body: Result<Option<Json<Refresh>>, JsonRejection>,
) -> Result<(CookieJar, Json<Login>), Problem> {
    let (token, surface) = match body?.and_then(|Json(body)| body.refresh_token) {
        Some(token) => (token, Surface::Program),
        None => {
            let cookie = jar
                .get(REFRESH_COOKIE)
                .ok_or(Problem::new(Code::Unauthenticated, "Please sign in."))?;
            own_page?;
            (cookie.value().to_owned(), Surface::Browser)
        }
    };
    let tokens = app::sign_in::refresh(&shared.app, &token, surface, &origin).await?;
    Ok(answer(&shared, jar, tokens))
}

/// Sign out
///
/// Ends this login; its tokens stop working at once.
#[utoipa::path(post, path = "/api/auth/logout", tag = "auth",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn logout(
    State(shared): State<Shared>,
    HalfSignedIn(caller): HalfSignedIn,
    jar: CookieJar,
) -> Result<(CookieJar, StatusCode), Problem> {
    app::sign_in::logout(&shared.app, &caller).await?;
    let jar = jar
        .add(cookie(
            ACCESS_COOKIE,
            String::new(),
            "/api",
            std::time::Duration::ZERO,
            shared.secure_cookies,
        ))
        .add(cookie(
            REFRESH_COOKIE,
            String::new(),
            REFRESH_PATH,
            std::time::Duration::ZERO,
            shared.secure_cookies,
        ));
    Ok((jar, StatusCode::NO_CONTENT))
}

/// The signed-in person.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
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
    /// RFC 3339.
    created_at: String,
    /// Whether the account has a second factor.
    second_factor: bool,
    /// What this login is good for: `full`; `needs_second_factor`, setting one up and nothing else; `locked`, until
    /// `POST /api/auth/unlock`.
    standing: &'static str,
    /// After so many seconds without input a page locks itself.
    idle_lock_seconds: u64,
    /// When this login ends however often it is refreshed, RFC 3339; absent for a program's.
    ends_at: Option<String>,
}

impl Me {
    fn new(me: app::sign_in::Me, caller: &Caller) -> Self {
        let user = me.user;
        Self {
            id: user.id.uuid(),
            full_name: user.full_name(),
            email: user.email,
            first_name: user.first_name,
            last_name: user.last_name,
            role: user.role,
            is_active: user.is_active,
            is_verified: user.is_verified,
            created_at: user.created_at.rfc3339(),
            second_factor: me.second_factor,
            standing: caller.standing.as_str(),
            idle_lock_seconds: domain::login::idle_limit(caller.role).as_secs(),
            ends_at: me.ends_at.map(domain::Timestamp::rfc3339),
        }
    }
}

/// Who am I
///
/// Also answers a login that is locked or still needs its second factor, and does not count as a use of it.
#[utoipa::path(get, path = "/api/auth/me", tag = "auth",
    responses((status = 200, body = Me), (status = 401, body = Problem)))]
pub(crate) async fn me(State(shared): State<Shared>, HalfSignedIn(caller): HalfSignedIn) -> Result<Json<Me>, Problem> {
    let me = app::sign_in::me(&shared.app, &caller).await?;
    Ok(Json(Me::new(me, &caller)))
}
