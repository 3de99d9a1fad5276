use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header, request};
use bytes::Bytes;
use serde_json::Value;
use tower::ServiceExt;

use crate::app::TestApp;
use crate::stream::EventStream;
use crate::{Form, Person, contract};

/// A request that is being put together.
pub struct Call<'a> {
    app: &'a TestApp,
    builder: request::Builder,
    body: Body,
}

impl<'a> Call<'a> {
    pub(crate) fn new(app: &'a TestApp, method: Method, uri: &str) -> Self {
        Self {
            app,
            builder: Request::builder().method(method).uri(uri),
            body: Body::empty(),
        }
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.builder = self.builder.header(name, value.as_ref());
        self
    }

    /// Asks as this person, with the access token of their first login.
    pub fn by(self, person: &Person) -> Self {
        let token = person.token.clone();
        self.bearer(&token)
    }

    /// Asks with this access token.
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// Comes over a connection from this address.
    ///
    /// # Panics
    /// When it is none.
    pub fn from(mut self, address: &str) -> Self {
        let address: IpAddr = address.parse().expect("an address");
        self.builder = self.builder.extension(ConnectInfo(SocketAddr::new(address, 40_000)));
        self
    }

    /// Sends JSON.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(Body::from(body.to_string()))
    }

    /// Sends a form.
    pub fn form(self, form: &Form) -> Self {
        self.header("content-type", Form::content_type()).body(form.body())
    }

    /// Sends these bytes.
    pub fn body(mut self, body: Body) -> Self {
        self.body = body;
        self
    }

    async fn answer(self) -> (Method, String, axum::response::Response) {
        let request = self.builder.body(self.body).expect("the request is well formed");
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let Ok(response) = self.app.service.clone().oneshot(request).await;
        (method, path, response)
    }

    /// Sends it and reads the whole answer, which must be one that the API document describes.
    pub async fn send(self) -> Answer {
        let (method, path, response) = self.answer().await;
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .expect("the answer arrives whole");
        let answer = Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        };
        contract::check(
            &method,
            &path,
            answer.status,
            answer.header("content-type"),
            &answer.body,
        );
        answer
    }

    /// Sends it and reads the answer as server-sent events.
    pub async fn listen(self) -> EventStream {
        let (_, path, response) = self.answer().await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        EventStream::new(response.into_body())
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Answer {
    /// Goes on only with this status.
    ///
    /// # Panics
    /// When it is another; the body says why.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// A problem with this status and code. Returns its body.
    ///
    /// # Panics
    /// When it is not, or when it is no proper problem body.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Value {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let body = answer.json();
        assert_eq!(
            (&body["type"], &body["status"], &body["code"]),
            (&"about:blank".into(), &status.into(), &code.into())
        );
        let detail = body["detail"].as_str().unwrap_or_default();
        assert!(
            detail.ends_with(['.', '?', '!']) && detail.len() > 10,
            "no sentence for a person: {detail:?}"
        );
        body
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value: &HeaderValue| value.to_str().expect("headers are text"))
    }

    /// The cookies that the answer sets: name and `name=value; attributes`.
    pub fn cookies(&self) -> Vec<&str> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect()
    }

    /// The value of a cookie that the answer sets.
    ///
    /// # Panics
    /// When it sets none of this name.
    #[track_caller]
    pub fn cookie(&self, name: &str) -> String {
        let pairs = self
            .cookies()
            .into_iter()
            .filter_map(|cookie| cookie.split(';').next()?.split_once('='));
        pairs
            .filter(|(found, _)| *found == name)
            .map(|(_, value)| value.to_owned())
            .next()
            .expect("the cookie is set")
    }
}
