//! The web application, carried inside the program. A checkout without a built `web/dist` compiles and says so.
//!
//! Its files are packed once, when they are first asked for, and not anew for every browser that starts: packing a megabyte of
//! script takes longer than the rest of the answer.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{LazyLock, RwLock};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
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
pub(crate) async fn page(method: Method, uri: Uri, headers: HeaderMap) -> Response {
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
            let kind = file.metadata.mimetype();
            let fixed = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CACHE_CONTROL, cache.to_owned()),
            ];
            let wanted = is_text(kind) && accepts_gzip(&headers);
            let packed = if wanted {
                packed(path, file.data.clone()).await
            } else {
                None
            };
            match packed {
                Some(body) => {
                    let encoding = [(header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")];
                    (fixed, encoding, body).into_response()
                }
                None => (fixed, Body::from(file.data)).into_response(),
            }
        }
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => index(),
    }
}

/// What becomes smaller by packing; fonts are packed already.
fn is_text(kind: &str) -> bool {
    kind.starts_with("text/") || kind.starts_with("image/svg")
}

/// Whether an `Accept-Encoding` names gzip and does not refuse it with a weight of nought (RFC 9110, 12.5.3).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let choices = headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    choices.flat_map(|value| value.split(',')).any(|choice| {
        let (name, parameters) = choice.split_once(';').unwrap_or((choice, ""));
        let weight = parameters.trim().strip_prefix("q=").map(str::parse::<f32>);
        name.trim().eq_ignore_ascii_case("gzip") && !matches!(weight, Some(Ok(weight)) if weight <= 0.0)
    })
}

/// The gzip form of one of the files; `None` where packing failed.
async fn packed(path: &str, plain: Cow<'static, [u8]>) -> Option<Bytes> {
    static PACKED: LazyLock<RwLock<HashMap<String, Bytes>>> = LazyLock::new(RwLock::default);
    if let Some(known) = PACKED.read().ok().and_then(|packed| packed.get(path).cloned()) {
        return Some(known);
    }
    let packing = tokio::task::spawn_blocking(move || {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&plain)?;
        encoder.finish()
    });
    let bytes = Bytes::from(packing.await.ok()?.ok()?);
    if let Ok(mut packed) = PACKED.write() {
        packed.insert(path.to_owned(), bytes.clone());
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(accept: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accept))])
    }

    #[test]
    fn gzip_is_sent_to_who_names_it() {
        for accept in ["gzip", "br, GZIP ", "deflate;q=0.5,gzip;q=0.1", "gzip; q=1"] {
            assert!(accepts_gzip(&asks(accept)), "{accept}");
        }
        for refuse in ["", "br", "gzip;q=0", "gzip; q=0.0, br", "x-gzip-not"] {
            assert!(!accepts_gzip(&asks(refuse)), "{refuse}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
