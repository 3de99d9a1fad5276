//! Where a request came from, for the audit trail, the list of devices and the limits.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::header;
use axum::http::request::Parts;
use domain::audit::Origin;

/// The origin of a request. Every request has one, if only an unknown one.
pub(crate) struct From(pub(crate) Origin);

impl<S: Sync> FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(origin(parts)))
    }
}

/// Reads the origin of a request.
pub(crate) fn origin(parts: &Parts) -> Origin {
    let address = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let agent = parts.headers.get(header::USER_AGENT).map(|value| {
        // A header may hold anything; what is written down later must not break a line or a terminal.
        String::from_utf8_lossy(value.as_bytes())
            .chars()
            .filter(|c| !c.is_control())
            .take(Origin::MAX_AGENT)
            .collect::<String>()
    });
    Origin {
        address,
        agent: agent.filter(|agent| !agent.is_empty()).map(Into::into),
    }
}
