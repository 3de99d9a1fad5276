//! Mail by Amazon's Simple Email Service (version 2: `POST /v2/email/outbound-emails`).
//!
//! The mail goes as its parts and not as MIME, because that asks for `ses:SendEmail` alone. Amazon makes its own Message-ID; the
//! mail's id goes along as a tag.

use std::sync::Arc;

use async_trait::async_trait;
use domain::Clock;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;
use serde_json::json;

use super::sendgrid::outcome;
use super::sigv4::{self, Request};
use super::{BadUrl, Message, SendError, Sent, Transport, url};
use crate::egress::{Destination, Egress};

const DATE: HeaderName = HeaderName::from_static("x-amz-date");

/// An access key of a user that may send mail.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Its id.
    pub id: String,
    /// Its secret.
    pub secret: SecretString,
}

/// Sends by SES.
pub struct Ses {
    egress: Arc<Egress>,
    clock: Arc<dyn Clock>,
    url: Url,
    region: String,
    credentials: Credentials,
}

impl Ses {
    /// The kind of destination, as the trail names it.
    pub const CODE: &'static str = "ses";

    /// Amazon's address of a region.
    pub fn endpoint(region: &str) -> String {
        format!("https://email.{region}.amazonaws.com")
    }

    /// The place outside that an address is.
    ///
    /// # Errors
    /// [`BadUrl`].
    pub fn destination(base: &str) -> Result<Destination, BadUrl> {
        Destination::of_url(Self::CODE, &url(base, "")?).ok_or(BadUrl)
    }

    /// A way to SES at this address.
    ///
    /// # Errors
    /// [`BadUrl`].
    pub fn new(
        egress: Arc<Egress>,
        clock: Arc<dyn Clock>,
        base: &str,
        region: &str,
        credentials: Credentials,
    ) -> Result<Self, BadUrl> {
        let url = url(base, "/v2/email/outbound-emails")?;
        Ok(Self {
            egress,
            clock,
            url,
            region: region.to_owned(),
            credentials,
        })
    }

    fn headers(&self, body: &[u8]) -> Result<HeaderMap, SendError> {
        let unusable = |_| SendError::Temporary("the AWS settings hold characters that no key has".into());
        let at = sigv4::date(self.clock.now());
        let request = Request {
            method: "POST",
            path: self.url.path(),
            query: "",
            headers: &[
                ("content-type", "application/json"),
                ("host", &host(&self.url)),
                ("x-amz-date", &at),
            ],
            body,
        };
        let signed = sigv4::authorization(&request, &self.credentials, &self.region, "ses", &at);
        let mut authorization = HeaderValue::try_from(signed).map_err(unusable)?;
        authorization.set_sensitive(true);
        Ok(HeaderMap::from_iter([
            (AUTHORIZATION, authorization),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (DATE, HeaderValue::try_from(at).map_err(unusable)?),
        ]))
    }
}

/// The `Host` header of a request to this address.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port()
        .map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn body(message: &Message) -> Vec<u8> {
    let part = |text: &str| json!({ "Data": text, "Charset": "UTF-8" });
    let from = match message.from.name() {
        // RFC 2047: a name may hold any letters.
        Some(name) => format!("=?UTF-8?B?{}?= <{}>", base64(name), message.from.address()),
        None => message.from.address(),
    };
    json!({
        "FromEmailAddress": from,
        "Destination": { "ToAddresses": [message.to] },
        "Content": {
            "Simple": {
                "Subject": part(&message.subject),
                "Body": { "Text": part(&message.text), "Html": part(&message.html) },
                "Headers": [{ "Name": "Auto-Submitted", "Value": "auto-generated" }],
            },
        },
        "EmailTags": [{ "Name": "mail", "Value": message.id.to_string() }],
    })
    .to_string()
    .into_bytes()
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[async_trait]
impl Transport for Ses {
    async fn send(&self, message: &Message) -> Result<Sent, SendError> {
        let body = body(message);
        let bytes = body.len();
        let headers = self.headers(&body)?;
        let answer = self
            .egress
            .post(Self::CODE, &self.url, headers, body, message.id.uuid())
            .await;
        outcome(answer, bytes)
    }

    fn destination(&self) -> &'static str {
        Self::CODE
    }
}
