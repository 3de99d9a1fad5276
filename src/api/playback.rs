//! The recording, for an audio player that seeks: one byte range per request (RFC 9110 §14), decrypted on the way.

use std::ops::Range;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::SessionId;
use store::blobs::BlobReader;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// What part of the recording is wanted.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    /// First byte and the byte after the last.
    Part(u64, u64),
    Impossible,
}

/// Reads a `Range` header. Several ranges or another unit mean the whole recording, as the RFC allows.
fn wanted(range: Option<&str>, length: u64) -> Wanted {
    let Some(spec) = range.and_then(|range| range.strip_prefix("bytes=")) else {
        return Wanted::All;
    };
    let Some((first, last)) = spec.split_once('-') else {
        return Wanted::All;
    };
    let (first, last) = (first.trim(), last.trim());
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => (first, last.saturating_add(1).min(length)),
        (Ok(first), Err(_)) if last.is_empty() => (first, length),
        (Err(_), Ok(suffix)) if first.is_empty() => (length.saturating_sub(suffix), length),
        _ => return Wanted::All,
    };
    if part.0 < part.1 {
        Wanted::Part(part.0, part.1)
    } else {
        Wanted::Impossible
    }
}

/// Read a session's recording
///
/// Answers byte ranges.
#[utoipa::path(get, path = "/api/sessions/{id}/audio", tag = "sessions", params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "audio/*", body = Vec<u8>), (status = 206, content_type = "audio/*", body = Vec<u8>),
              (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 416)))]
pub(crate) async fn get_audio(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(id) = id?;
    let (session, reader) = app::sessions::audio(&shared.app, &caller, SessionId::from(id)).await?;
    let length = reader.len();
    let range = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let mut response = match wanted(range, length) {
        Wanted::All => (StatusCode::OK, body(&reader, 0..length)).into_response(),
        Wanted::Part(first, end) => {
            let shown = format!("bytes {first}-{}/{length}", end - 1);
            (
                StatusCode::PARTIAL_CONTENT,
                [(header::CONTENT_RANGE, shown)],
                body(&reader, first..end),
            )
                .into_response()
        }
        Wanted::Impossible => {
            let whole = format!("bytes */{length}");
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, whole)]).into_response());
        }
    };
    let size = match wanted(range, length) {
        Wanted::Part(first, end) => end - first,
        _ => length,
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(kind) = HeaderValue::from_str(&session.audio_type) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    Ok(response)
}

fn body(reader: &BlobReader, range: Range<u64>) -> Body {
    Body::from_stream(reader.stream(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        assert_eq!(wanted(None, 100), Wanted::All);
        assert_eq!(wanted(Some("bytes=0-9"), 100), Wanted::Part(0, 10));
        assert_eq!(wanted(Some("bytes=90-"), 100), Wanted::Part(90, 100));
        assert_eq!(wanted(Some("bytes=-10"), 100), Wanted::Part(90, 100));
        assert_eq!(wanted(Some("bytes=-500"), 100), Wanted::Part(0, 100));
        assert_eq!(wanted(Some("bytes=50-5000"), 100), Wanted::Part(50, 100));
        assert_eq!(wanted(Some("bytes=100-"), 100), Wanted::Impossible);
        assert_eq!(wanted(Some("bytes=-0"), 100), Wanted::Impossible);
        assert_eq!(wanted(Some("bytes=9-3"), 100), Wanted::All);
        assert_eq!(wanted(Some("lines=1-2"), 100), Wanted::All);
    }
}
