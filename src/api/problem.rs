//! Every failed request answers with a problem body (RFC 9457): a stable code for programs, a sentence for people.
//!
//! What went wrong inside is logged here, once, under an incident number; the answer carries only the number.

use std::any::Any;
use std::time::Duration;

use app::Error;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::consent::Standing;
use serde::Serialize;
use utoipa::ToSchema;

use crate::refusals::Refused;

/// Stable names of what can go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Not signed in.
    Unauthenticated,
    /// The password is right and a code of the second factor is missing.
    SecondFactorRequired,
    /// The login is good for setting up a second factor and nothing else.
    SecondFactorNeeded,
    /// The login is locked until its owner shows again who they are.
    Locked,
    /// This needs a fresh proof of who one is (`POST /api/auth/step-up`).
    StepUpRequired,
    /// The mailed token is unknown, used or too old.
    InvalidToken,
    /// Too many requests; `retry_after` says when to come again.
    TooManyRequests,
    /// Not allowed for this role, or a cross-site request.
    Forbidden,
    /// No such record, or none the caller may know of.
    NotFound,
    /// The endpoint is there, and not for this method.
    MethodNotAllowed,
    /// Not possible in the record's present state.
    Conflict,
    /// The record was changed since it was read; read it again.
    Stale,
    /// The note cannot be signed as it is; `reasons` and `open_items` say why.
    NotSignable,
    /// Somebody who takes part has not agreed to this, or not any more; `missing` says who and to what.
    ConsentMissing,
    /// A field is not acceptable.
    Invalid,
    /// The upload is larger than accepted.
    PayloadTooLarge,
    /// The upload is no recording.
    UnsupportedFormat,
    /// The disk is full.
    InsufficientStorage,
    /// Something broke inside.
    Internal,
}

impl Code {
    fn status(self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::SecondFactorRequired => StatusCode::UNAUTHORIZED,
            Self::InvalidToken => StatusCode::BAD_REQUEST,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden | Self::SecondFactorNeeded | Self::Locked | Self::StepUpRequired | Self::ConsentMissing => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict | Self::Stale | Self::NotSignable => StatusCode::CONFLICT,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedFormat => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::InsufficientStorage => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// A consent that is missing.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingConsent {
    /// `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
    scope: &'static str,
    /// The name of whoever has not agreed.
    person: String,
}

impl From<Standing> for MissingConsent {
    fn from(standing: Standing) -> Self {
        Self {
            scope: standing.scope.as_str(),
            person: standing.name,
        }
    }
}

/// The body of every failed request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Stable name of the problem.
    code: Code,
    /// What happened and what to do, for a person.
    detail: String,
    /// The field that is not acceptable.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The number under which the administrator finds the cause in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
    /// Whole seconds until the next request is welcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// The accepted formats, where an upload was no recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    formats: Option<Vec<String>>,
    /// Why a note cannot be signed, as codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    reasons: Option<Vec<&'static str>>,
    /// The items of a note that wait for a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    open_items: Option<Vec<String>>,
    /// The consents that are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<MissingConsent>>,
    /// Whether this refuses somebody a record or a deed; that is noted (`crate::refusals`).
    #[serde(skip)]
    is_refusal: bool,
}

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        let status = code.status();
        Self {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            code,
            detail: detail.into(),
            field: None,
            incident: None,
            retry_after: None,
            formats: None,
            reasons: None,
            open_items: None,
            missing: None,
            is_refusal: false,
        }
    }

    fn refusal(code: Code, detail: impl Into<String>) -> Self {
        Self {
            is_refusal: true,
            ..Self::new(code, detail)
        }
    }

    pub(crate) fn invalid(field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            field: Some(field.into()),
            // What a library says about a request begins in lower case and ends without a full stop.
            ..Self::new(Code::Invalid, sentence(&detail.into()))
        }
    }

    /// Too many requests; the next one is welcome after this time.
    pub(crate) fn too_many(wait: Duration) -> Self {
        let seconds = (wait.as_nanos().div_ceil(1_000_000_000) as u64).max(1);
        let unit = if seconds == 1 { "second" } else { "seconds" };
        Self {
            retry_after: Some(seconds),
            ..Self::new(
                Code::TooManyRequests,
                format!("That was often. Please try again in {seconds} {unit}."),
            )
        }
    }

    /// Something broke: logs the whole chain of causes under a new incident number.
    fn incident(error: &(dyn std::error::Error + 'static)) -> Self {
        let number = format!("{:08x}", rand_incident());
        tracing::error!(incident = number, error, "a request failed");
        let detail = format!("Something went wrong inside the appliance. Tell your administrator incident {number}.");
        Self {
            incident: Some(number),
            ..Self::new(Code::Internal, detail)
        }
    }
}

/// The random part of a time-ordered id is plenty to find one line in a log.
fn rand_incident() -> u32 {
    use domain::Clock;
    domain::ids::new_uuid(domain::SystemClock.now()).as_u128() as u32
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let detail = sentence(&error.to_string());
        match error {
            Error::Unauthenticated(_) => Self::new(Code::Unauthenticated, detail),
            Error::Hidden(_) => Self::refusal(Code::NotFound, detail),
            Error::NotFound(_) => Self::new(Code::NotFound, detail),
            Error::Forbidden => Self::refusal(Code::Forbidden, detail),
            Error::Refused(_) => Self::new(Code::Forbidden, detail),
            Error::SecondFactorRequired => Self::new(Code::SecondFactorRequired, detail),
            Error::SecondFactorNeeded => Self::new(Code::SecondFactorNeeded, detail),
            Error::Locked => Self::new(Code::Locked, detail),
            Error::StepUpRequired => Self::new(Code::StepUpRequired, detail),
            Error::InvalidToken => Self::new(Code::InvalidToken, detail),
            Error::Conflict(_) => Self::new(Code::Conflict, detail),
            Error::Stale => Self::new(Code::Stale, detail),
            Error::NotSignable { codes, open_items, .. } => Self {
                reasons: Some(codes),
                open_items: Some(open_items),
                ..Self::new(Code::NotSignable, detail)
            },
            Error::ConsentMissing(missing) => Self {
                missing: Some(missing.into_iter().map(MissingConsent::from).collect()),
                ..Self::new(Code::ConsentMissing, detail)
            },
            Error::Invalid { field, .. } => Self::invalid(field, detail),
            Error::TooLarge { .. } => Self::new(Code::PayloadTooLarge, detail),
            Error::NotAudio => {
                let formats: Vec<String> = domain::audio::ACCEPTED.map(str::to_owned).to_vec();
                let detail = format!("{detail} Accepted are {}.", formats.join(", "));
                Self {
                    formats: Some(formats),
                    ..Self::new(Code::UnsupportedFormat, detail)
                }
            }
            Error::Interrupted => Self::new(Code::Invalid, detail),
            Error::Busy => Self {
                retry_after: Some(1),
                ..Self::new(Code::TooManyRequests, detail)
            },
            Error::DiskFull => Self::new(Code::InsufficientStorage, detail),
            Error::Internal(ref source) => Self::incident(source.as_ref()),
        }
    }
}

/// Upper case at the start, a full stop at the end.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let mut sentence: String = chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
    if !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Self {
        if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(Code::PayloadTooLarge, "This is longer than the 1 MiB that is accepted.");
        }
        Self::new(Code::Invalid, sentence(&rejection.body_text()))
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(Code::Invalid, sentence(&rejection.body_text()))
    }
}

/// An id that is no UUID names nothing.
impl From<PathRejection> for Problem {
    fn from(_: PathRejection) -> Self {
        Self::new(Code::NotFound, "There is no such record.")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let is_refusal = self.is_refusal;
        let retry_after = self.retry_after;
        let mut response = (status, axum::Json(self)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if is_refusal {
            response.extensions_mut().insert(Refused);
        }
        if status == StatusCode::UNAUTHORIZED {
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The answer to a method that an endpoint does not have; `Allow` names those it has.
pub(crate) async fn wrong_method() -> Problem {
    Problem::new(
        Code::MethodNotAllowed,
        "This endpoint is not for this method; see /docs for those it has.",
    )
}

/// A defect in a handler: the caller gets an incident number, the server goes on.
pub(crate) fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    Problem::incident(&std::io::Error::other(
        "a handler panicked; the panic is on standard error",
    ))
    .into_response()
}
