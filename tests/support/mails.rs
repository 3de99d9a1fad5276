use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use app::mail::{Folder, Mailer, Message, SendError, Sender, Sent, Template, Templates, Transport};
use async_trait::async_trait;

/// Where the pages are, in links of mails.
pub const FRONTEND: &str = "https://practice.example";

/// A mail that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// What it is about.
    pub template: Template,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// The text for programs that show no pages.
    pub text: String,
    /// The text as a page.
    pub html: String,
    /// The link that it carries, if any.
    pub link: Option<String>,
    /// Its Message-ID.
    pub message_id: String,
}

impl SentMail {
    /// The token of its link.
    ///
    /// # Panics
    /// When it carries no link with a token.
    pub fn token(&self) -> &str {
        let link = self.link.as_deref().expect("the mail carries a link");
        link.split_once("?token=").expect("the link carries a token").1
    }
}

/// Lays mail into a folder as the default configuration does, remembers it, and fails when a test says so.
pub struct RecordingTransport {
    folder: Folder,
    sent: Mutex<Vec<SentMail>>,
    failures: Mutex<VecDeque<SendError>>,
}

impl RecordingTransport {
    pub(crate) fn new(directory: &Path) -> Arc<Self> {
        Arc::new(Self {
            folder: Folder::open(directory.join("mail")).expect("a folder for mail"),
            sent: Mutex::default(),
            failures: Mutex::default(),
        })
    }

    /// What was handed over so far.
    pub fn sent(&self) -> Vec<SentMail> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets the next attempt to send fail.
    pub fn fail_next(&self, error: SendError) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.push_back(error);
    }
}

#[async_trait]
impl Transport for RecordingTransport {
    async fn send(&self, message: &Message) -> Result<Sent, SendError> {
        let failure = self.failures.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        if let Some(error) = failure {
            return Err(error);
        }
        let sent = self.folder.send(message).await?;
        let mail = SentMail {
            template: message.template,
            to: message.to.clone(),
            subject: message.subject.clone(),
            text: message.text.clone(),
            html: message.html.clone(),
            link: message.link.clone(),
            message_id: message.message_id(),
        };
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail);
        Ok(sent)
    }

    fn destination(&self) -> &'static str {
        "folder"
    }

    fn folder(&self) -> Option<&Folder> {
        Some(&self.folder)
    }
}

pub(crate) fn mailer(transport: Arc<dyn Transport>) -> Mailer {
    let sender = Sender::parse("desk@practice.example").expect("a sender");
    Mailer::new(transport, Templates::built_in(), sender, Some(FRONTEND.into()))
}
