//! Who is asking. A handler that wants a caller takes [`SignedIn`]; there is no other way to get one.

use std::time::Duration;

use app::sign_in::Use;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use domain::user::{Caller, Standing};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, ResponseBuilder};

use crate::Shared;
use crate::origin::origin;
use crate::problem::{Code, Problem};
use crate::refusals::Asker;

/// Cookie that holds the access token of a browser.
pub(crate) const ACCESS_COOKIE: &str = "tb_access";
/// Cookie that holds the refresh token of a browser; sent to `/api/auth` only.
pub(crate) const REFRESH_COOKIE: &str = "tb_refresh";
/// A header that another site's form cannot send: proof that a changing request with a cookie comes from our own pages.
pub(crate) const CSRF_HEADER: HeaderName = HeaderName::from_static("x-therapybridge");

/// A caller whose login is good for everything the role may, from the `Authorization` header or the browser's cookie.
pub(crate) struct SignedIn(pub(crate) Caller);

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        Ok(Self(full(who(parts, shared, Use::Counts).await?)?))
    }
}

/// As [`SignedIn`], for what a page asks by itself: it does not keep the login from locking.
pub(crate) struct Watching(pub(crate) Caller);

impl FromRequestParts<Shared> for Watching {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        Ok(Self(full(who(parts, shared, Use::DoesNot).await?)?))
    }
}

/// A caller who may still have to set up or show a second factor: for the operations by which that is done.
pub(crate) struct Enrolling(pub(crate) Caller);

impl FromRequestParts<Shared> for Enrolling {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        let caller = who(parts, shared, Use::Counts).await?;
        match caller.standing {
            Standing::Full | Standing::NeedsSecondFactor => Ok(Self(caller)),
            Standing::Locked => Err(app::Error::Locked.into()),
        }
    }
}

/// A caller whatever their login is good for: for the few operations that mend a login or end it.
pub(crate) struct HalfSignedIn(pub(crate) Caller);

impl FromRequestParts<Shared> for HalfSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        Ok(Self(who(parts, shared, Use::DoesNot).await?))
    }
}

async fn who(parts: &Parts, shared: &Shared, usage: Use) -> Result<Caller, Problem> {
    let token = match bearer(&parts.headers) {
        Some(token) => token,
        None => {
            let cookie = access_cookie(&parts.headers).ok_or(Problem::new(Code::Unauthenticated, "Please sign in."))?;
            own_page(parts)?;
            cookie
        }
    };
    let caller = app::sign_in::caller(&shared.app, &token, origin(parts), usage).await?;
    if let Some(asker) = parts.extensions.get::<Asker>() {
        asker.is(&caller);
    }
    Ok(caller)
}

/// The token of the `Authorization` header.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// The access token of a browser.
pub(crate) fn access_cookie(headers: &HeaderMap) -> Option<String> {
    let jar = CookieJar::from_headers(headers);
    jar.get(ACCESS_COOKIE).map(|cookie| cookie.value().to_owned())
}

fn full(caller: Caller) -> Result<Caller, Problem> {
    match caller.standing {
        Standing::Full => Ok(caller),
        Standing::NeedsSecondFactor => Err(app::Error::SecondFactorNeeded.into()),
        Standing::Locked => Err(app::Error::Locked.into()),
    }
}

/// Describes once for all operations what [`SignedIn`] can answer before any of them begins: a login that is locked, or that
/// still needs its second factor, is refused with 403.
pub(crate) fn describe(document: &mut OpenApi) {
    let items = document.paths.paths.values_mut();
    let operations = items.flat_map(|item| {
        [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
        ]
    });
    for operation in operations.flatten() {
        if operation.security.is_some() {
            continue; // public
        }
        let refused = || {
            let schema = Ref::from_schema_name("Problem");
            let content = ContentBuilder::new().schema(Some(schema)).build();
            ResponseBuilder::new()
                .description("The login is locked, or still needs its second factor")
                .content("application/json", content)
                .build()
        };
        operation
            .responses
            .responses
            .entry("403".into())
            .or_insert_with(|| refused().into());
    }
}

/// Refuses a changing request that carries a cookie without the header of our own pages.
pub(crate) fn own_page(parts: &Parts) -> Result<(), Problem> {
    let reads = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || parts.headers.contains_key(CSRF_HEADER) {
        return Ok(());
    }
    Err(Problem::new(
        Code::Forbidden,
        "Requests with a cookie need the header X-TherapyBridge: 1.",
    ))
}

/// A cookie that scripts cannot read and other sites cannot send.
pub(crate) fn cookie(
    name: &'static str,
    value: String,
    path: &'static str,
    lasts: Duration,
    secure: bool,
) -> Cookie<'static> {
    Cookie::build((name, value))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .path(path)
        .max_age(cookie::time::Duration::try_from(lasts).unwrap_or_default())
        .build()
}
