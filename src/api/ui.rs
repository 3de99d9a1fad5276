//! The web application, carried inside the program. A checkout without a built `web/dist` compiles and says so.

use axum::body::Body;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::problem::{Code, Problem};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// The page that starts the application.
pub(crate) fn index() -> Response {
    match Dist::get("index.html") {
        Some(file) => {
            let mut response = Body::from(file.data).into_response();
            let headers = response.headers_mut();
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("text/html; charset=utf-8"),
            );
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            headers.insert(header::VARY, HeaderValue::from_static("Accept"));
            response
        }
        None => Html(
            "<!doctype html><title>TherapyBridge</title><p>The web application is not part of this build. \
             Run <code>make build</code>, or use the <a href=\"/docs\">API</a>.",
        )
        .into_response(),
    }
}

/// A file of the application; any other path outside the API is one of its pages.
pub(crate) async fn page(method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Problem::new(
            Code::NotFound,
            "There is no such endpoint; see /docs for those there are.",
        )
        .into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    match Dist::get(path) {
        Some(file) => {
            // The build names these files by their content, so they never change.
            let cache = if path.starts_with("assets/") {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            };
            let kind = file.metadata.mimetype().to_owned();
            (
                [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache.to_owned())],
                Body::from(file.data),
            )
                .into_response()
        }
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => index(),
    }
}
