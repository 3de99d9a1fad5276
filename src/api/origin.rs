//! Where a request came from, for the audit trail, the list of devices and the limits.
//!
//! The address is the other end of the connection. Behind a reverse proxy that would be the proxy for everybody, so a proxy that
//! is named in the configuration is believed: each one adds the address it was called from to the right end of
//! `X-Forwarded-For`, and the last address there that is none of our proxies is the client's. Everything further left was
//! written by the client itself and is not believed.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use domain::audit::Origin;
use ipnet::IpNet;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The origin of a request. Every request has one, if only an unknown one.
pub(crate) struct From(pub(crate) Origin);

impl<S: Sync> FromRequestParts<S> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(origin(parts)))
    }
}

/// The client's address, found once for each request.
#[derive(Clone, Copy)]
struct Client(IpAddr);

/// Reads the origin of a request.
pub(crate) fn origin(parts: &Parts) -> Origin {
    let agent = parts.headers.get(header::USER_AGENT).map(|value| {
        // A header may hold anything; what is written down later must not break a line or a terminal, or turn its text around.
        String::from_utf8_lossy(value.as_bytes())
            .chars()
            .filter(|c| !c.is_control() && !turns_text(*c))
            .take(Origin::MAX_AGENT)
            .collect::<String>()
    });
    Origin {
        address: parts.extensions.get::<Client>().map(|Client(address)| *address),
        agent: agent.filter(|agent| !agent.is_empty()).map(Into::into),
    }
}

/// The invisible characters that change the direction of writing.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The reverse proxies that are believed.
#[derive(Debug, Clone)]
pub(crate) struct Proxies(Arc<[IpNet]>);

impl Proxies {
    /// These.
    pub(crate) fn new(trusted: &[IpNet]) -> Self {
        Self(trusted.into())
    }

    /// Notes the client's address with the request.
    pub(crate) fn locate(&self, mut request: Request) -> Request {
        if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
            let client = self.client(peer.ip(), request.headers());
            request.extensions_mut().insert(Client(client));
        }
        request
    }

    fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lists = headers.get_all(FORWARDED_FOR).iter().rev();
        let hops = lists.flat_map(|list| list.as_bytes().rsplit(|byte| *byte == b','));
        for hop in hops {
            if !self.trusts(client) {
                break;
            }
            // What is no address cannot be followed: the proxy that wrote it is the last thing that is known.
            let Some(address) = std::str::from_utf8(hop).ok().and_then(address) else {
                break;
            };
            client = address;
        }
        client
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// An address as proxies write it: bare, in brackets, with a port.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = || text.parse().ok();
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    bare()
        .or_else(bracketed)
        .or_else(with_port)
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, lists: &[&str]) -> String {
        let trusted = ["10.0.0.0/8", "fd00::/8", "192.0.2.1/32"].map(|network| network.parse().unwrap());
        let mut headers = HeaderMap::new();
        for list in lists {
            headers.append(FORWARDED_FOR, list.parse().unwrap());
        }
        Proxies::new(&trusted)
            .client(peer.parse().unwrap(), &headers)
            .to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(client("198.51.100.7", &["203.0.113.9"]), "198.51.100.7");
    }

    #[test]
    fn the_last_address_that_is_no_proxy_is_the_client() {
        assert_eq!(client("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, 10.0.0.2"]), "203.0.113.9");
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1", "203.0.113.9, 192.0.2.1"]),
            "203.0.113.9"
        );
        assert_eq!(client("fd00::1", &["[2001:db8::9]:4711"]), "2001:db8::9");
        assert_eq!(client("::ffff:10.0.0.1", &["203.0.113.9:80"]), "203.0.113.9");
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, unknown"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["203.0.113.9, _x, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(client("10.0.0.1", &[""]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
    }
}
