//! A mail as it is sent.

use std::time::{Duration, SystemTime};

use domain::mail::Template;
use domain::{MailId, Timestamp};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use super::SendError;

/// The text is no sender of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is neither `name@host` nor `Name <name@host>`")]
pub struct BadSender;

/// From whom mail comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads `name@host` or `Name <name@host>`.
    ///
    /// # Errors
    /// [`BadSender`].
    pub fn parse(text: &str) -> Result<Self, BadSender> {
        text.parse().map(Self).map_err(|_| BadSender)
    }

    /// The address alone.
    pub fn address(&self) -> String {
        self.0.email.to_string()
    }

    /// The name before the address.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The host of the address.
    pub fn host(&self) -> &str {
        self.0.email.domain()
    }
}

/// A mail, ready to go.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its row, and so its Message-ID.
    pub id: MailId,
    /// What it is about.
    pub template: Template,
    /// From whom.
    pub from: Sender,
    /// To whom: one address.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// The text for programs that show no pages.
    pub text: String,
    /// The text as a page.
    pub html: String,
    /// The link that it carries, if any.
    pub link: Option<String>,
    /// When it is sent.
    pub at: Timestamp,
}

impl Message {
    /// The same for every attempt, so that a server that has it already can tell.
    pub fn message_id(&self) -> String {
        format!("<{}@{}>", self.id, self.from.host())
    }

    /// The MIME form.
    pub(super) fn mime(&self) -> Result<lettre::Message, SendError> {
        let to = self
            .to
            .parse()
            .map_err(|_| SendError::Permanent("the address cannot be written to".into()))?;
        let at = SystemTime::UNIX_EPOCH + Duration::from_micros(self.at.micros().max(0) as u64);
        let mut message = lettre::Message::builder()
            .message_id(Some(self.message_id()))
            .date(at)
            .from(self.from.0.clone())
            .to(Mailbox::new(None, to))
            .subject(self.subject.clone())
            .multipart(MultiPart::alternative_plain_html(self.text.clone(), self.html.clone()))
            .map_err(|_| SendError::Permanent("the mail cannot be put together".into()))?;
        // RFC 3834: nobody's absence notice should answer.
        message.headers_mut().insert_raw(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".into(),
        ));
        Ok(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_an_address_with_or_without_a_name() {
        let plain = Sender::parse("noreply@localhost").expect("an address");
        assert_eq!((plain.name(), plain.host()), (None, "localhost"));
        let named = Sender::parse("Front desk <desk@practice.example>").expect("a name and an address");
        assert_eq!(
            (named.name(), named.address().as_str()),
            (Some("Front desk"), "desk@practice.example")
        );
        for bad in ["", "practice", "a@b@c", "desk@practice.example\r\nBcc: x@y.example"] {
            assert_eq!(Sender::parse(bad), Err(BadSender), "{bad:?}");
        }
    }

    #[test]
    fn nothing_in_a_mail_becomes_a_header_of_its_own() {
        let now = Timestamp::from_micros(1_764_000_000_000_000);
        let message = Message {
            id: MailId::new(now),
            template: Template::Verification,
            from: Sender::parse("desk@practice.example").expect("an address"),
            to: "ada@post.example".into(),
            subject: "One\r\nBcc: eve@elsewhere.example".into(),
            text: "One\n.\nTwo".into(),
            html: "<p>One</p>".into(),
            link: None,
            at: now,
        };
        let formatted = String::from_utf8(message.mime().expect("a mail").formatted()).expect("text");
        assert!(!formatted.contains("\nBcc:"), "{formatted}");
        assert!(
            formatted.contains(&format!("Message-ID: {}\r\n", message.message_id())),
            "{formatted}"
        );
        assert!(formatted.contains("Auto-Submitted: auto-generated\r\n"), "{formatted}");
        let nobody = Message {
            to: "ada@post.example\r\nBcc: eve@elsewhere.example".into(),
            ..message
        };
        assert!(matches!(nobody.mime(), Err(SendError::Permanent(_))));
    }
}
