//! Mail by SendGrid's interface (`POST /v3/mail/send`).

use std::sync::Arc;

use async_trait::async_trait;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::{BadUrl, Message, SendError, Sent, Transport, url};
use crate::egress::{Destination, Egress, Failure};

/// Sends by SendGrid.
pub struct SendGrid {
    egress: Arc<Egress>,
    url: Url,
    key: SecretString,
}

impl SendGrid {
    /// The kind of destination, as the trail names it.
    pub const CODE: &'static str = "sendgrid";

    /// The place outside that an address is.
    ///
    /// # Errors
    /// [`BadUrl`].
    pub fn destination(base: &str) -> Result<Destination, BadUrl> {
        Destination::of_url(Self::CODE, &url(base, "")?).ok_or(BadUrl)
    }

    /// A way to SendGrid at this address.
    ///
    /// # Errors
    /// [`BadUrl`].
    pub fn new(egress: Arc<Egress>, base: &str, key: SecretString) -> Result<Self, BadUrl> {
        let url = url(base, "/v3/mail/send")?;
        Ok(Self { egress, url, key })
    }

    fn headers(&self) -> Result<HeaderMap, SendError> {
        let mut authorization = HeaderValue::try_from(format!("Bearer {}", self.key.expose_secret()))
            .map_err(|_| SendError::Temporary("EMAIL_API_KEY holds characters that no key has".into()))?;
        authorization.set_sensitive(true);
        Ok(HeaderMap::from_iter([
            (AUTHORIZATION, authorization),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ]))
    }
}

fn body(message: &Message) -> Vec<u8> {
    let mut from = json!({ "email": message.from.address() });
    if let Some(name) = message.from.name() {
        from["name"] = name.into();
    }
    json!({
        "personalizations": [{ "to": [{ "email": message.to }] }],
        "from": from,
        "subject": message.subject,
        "content": [
            { "type": "text/plain", "value": message.text },
            { "type": "text/html", "value": message.html },
        ],
        "headers": { "Message-ID": message.message_id(), "Auto-Submitted": "auto-generated" },
        // Links must lead straight to the practice, and nobody need know when a mail is read.
        "tracking_settings": {
            "click_tracking": { "enable": false, "enable_text": false },
            "open_tracking": { "enable": false },
            "subscription_tracking": { "enable": false },
        },
    })
    .to_string()
    .into_bytes()
}

/// What a service's answer means for a mail.
pub(super) fn outcome(answer: Result<u16, Failure>, bytes: usize) -> Result<Sent, SendError> {
    match answer {
        Ok(200..=299) => Ok(Sent { bytes }),
        Ok(status @ (401 | 403)) => Err(SendError::Temporary(format!(
            "the mail service refuses the key ({status})"
        ))),
        Ok(status @ (408 | 429 | 500..)) => Err(SendError::Temporary(format!(
            "the mail service asks to come again later ({status})"
        ))),
        Ok(status) => Err(SendError::Permanent(format!(
            "the mail service refuses this mail ({status})"
        ))),
        Err(failure) => Err(SendError::Temporary(format!(
            "the mail service was not asked: {failure}"
        ))),
    }
}

#[async_trait]
impl Transport for SendGrid {
    async fn send(&self, message: &Message) -> Result<Sent, SendError> {
        let body = body(message);
        let bytes = body.len();
        let answer = self
            .egress
            .post(Self::CODE, &self.url, self.headers()?, body, message.id.uuid())
            .await;
        outcome(answer, bytes)
    }

    fn destination(&self) -> &'static str {
        Self::CODE
    }
}
