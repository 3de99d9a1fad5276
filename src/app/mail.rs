//! Mail to people with an account: confirming an address, choosing a new password, invitations, sign-ins from new devices.
//!
//! A mail is asked for in the transaction of the deed that it is about ([`queue`]) and written when it is sent
//! (`jobs::send_mail`): the row holds what and to whom, and no link lies in the database. Nobody waits for a mail, so it takes
//! as long to ask for one to an address without an account as for any other.
//!
//! That somebody writes to a practice is a secret of its own. So no mail says what the account is for, and none names this
//! product: the sender is what the administrator chose, and the texts speak of "your account".
//!
//! | file | |
//! |---|---|
//! | [`Message`] | a mail as it is sent, and its MIME form |
//! | [`Templates`] | the texts, built in or the practice's own |
//! | `compose` | what a queued mail says when its time has come |
//! | [`Folder`], [`Smtp`], [`SendGrid`], [`Ses`] | the ways it may go; all but the first leave by [`crate::egress`] |

mod compose;
mod folder;
mod message;
mod sendgrid;
mod ses;
mod sigv4;
mod smtp;
mod templates;

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use domain::access::{Action, Relation};
use domain::audit::{By, Deed};
use domain::job::Kind;
use domain::mail::{Mail, State};
use domain::user::Caller;
use domain::{InvitationId, MailId, UserId};
use reqwest::Url;
use store::Tx;

pub use domain::mail::Template;

pub(crate) use self::compose::{Composed, compose};
pub use self::folder::Folder;
pub use self::message::{BadSender, Message, Sender};
pub use self::sendgrid::SendGrid;
pub use self::ses::{Credentials, Ses};
pub use self::smtp::{BadSmtp, Login, Security, Server, Smtp};
pub use self::templates::{BadTemplate, Page, Templates, Text, Values};

use crate::error::refuse;
use crate::{App, Error, Result, audit};

/// How many mails the list shows.
const LISTED: u32 = 200;

/// The text is no address of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no address such as https://mail.example")]
pub struct BadUrl;

fn url(base: &str, path: &str) -> std::result::Result<Url, BadUrl> {
    let url = Url::parse(&format!("{}{path}", base.trim_end_matches('/'))).map_err(|_| BadUrl)?;
    if url.has_host() && matches!(url.scheme(), "https" | "http") {
        Ok(url)
    } else {
        Err(BadUrl)
    }
}

/// A mail was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// How many bytes it had.
    pub bytes: usize,
}

/// Why a mail was not handed over. The text goes into the log, so it quotes no server: a server's answer may name a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Another attempt may succeed: nobody answered, the server has its doubts, or the configuration has to be mended.
    #[error("{0}")]
    Temporary(String),
    /// This mail will not be accepted.
    #[error("{0}")]
    Permanent(String),
}

/// A way for mail to go.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Hands a mail over.
    async fn send(&self, message: &Message) -> std::result::Result<Sent, SendError>;

    /// Where it goes: `folder`, `smtp`, `sendgrid` or `ses`.
    fn destination(&self) -> &'static str;

    /// The folder, where mail stays in the building.
    fn folder(&self) -> Option<&Folder> {
        None
    }
}

/// What writing and sending mail needs.
pub struct Mailer {
    /// The way it goes.
    pub transport: Arc<dyn Transport>,
    /// The texts.
    pub templates: Templates,
    /// From whom.
    pub sender: Sender,
    frontend_url: OnceLock<String>,
}

impl Mailer {
    /// A mailer. Without an address of the pages, links lead to where the server says that it serves.
    pub fn new(
        transport: Arc<dyn Transport>,
        templates: Templates,
        sender: Sender,
        frontend_url: Option<String>,
    ) -> Self {
        let mailer = Self {
            transport,
            templates,
            sender,
            frontend_url: OnceLock::new(),
        };
        if let Some(url) = frontend_url {
            mailer.serves_at(&url);
        }
        mailer
    }

    /// The folder that mail is laid into, where it stays in the building.
    pub(crate) fn folder(&self) -> Option<&Folder> {
        self.transport.folder()
    }

    /// Says where the server serves. A configured address of the pages stays.
    pub fn serves_at(&self, url: &str) {
        self.frontend_url.get_or_init(|| url.trim_end_matches('/').to_owned());
    }

    /// Where links lead, without a slash at the end.
    pub fn frontend_url(&self) -> &str {
        self.frontend_url.get().map_or("http://localhost:8000", String::as_str)
    }
}

/// Asks for a mail in the transaction of the deed it is about. What it says is found out when it is sent: an address without an
/// account costs the same.
///
/// # Errors
/// [`Error::Internal`].
pub async fn queue(
    app: &App,
    tx: &mut Tx,
    template: Template,
    address: &str,
    user: Option<UserId>,
    invitation: Option<InvitationId>,
) -> Result<()> {
    let now = app.now();
    let mail = Mail {
        id: MailId::new(now),
        template,
        address: address.to_owned(),
        user,
        invitation,
        state: State::Queued,
        created_at: now,
        sent_at: None,
    };
    store::mails::insert(tx, app.key.contact_key(), &mail).await?;
    store::jobs::enqueue(tx, Kind::SendMail, mail.id, now, now).await?;
    Ok(())
}

fn may_read(caller: &Caller) -> Result<()> {
    caller
        .may(Action::ReadMail, Relation::Other)
        .map_err(refuse(Error::Forbidden))
}

fn no_mail() -> Error {
    Error::NotFound("There is no such mail.")
}

/// The newest mails, newest first, without their texts.
///
/// # Errors
/// [`Error::Forbidden`] for all but administrators.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Mail>> {
    may_read(caller)?;
    let mut tx = app.db.read().await?;
    Ok(store::mails::newest(&mut tx, app.key.contact_key(), LISTED).await?)
}

/// The link of a mail that lies in the folder, for an administrator who hands it over in person. Whoever holds the link is
/// taken for the person, so it needs a fresh proof and is written down.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::StepUpRequired`], [`Error::NotFound`] when there is no such mail, when it has no link, or
/// when mail leaves the building.
pub async fn link(app: &App, caller: &Caller, id: MailId) -> Result<String> {
    may_read(caller)?;
    crate::sign_in::require_step_up(app, caller)?;
    let folder = app.mailer.transport.folder().ok_or_else(no_mail)?;
    let mail = store::mails::find(&mut app.db.read().await?, app.key.contact_key(), id).await?;
    if mail.is_none_or(|mail| mail.state != State::Sent) {
        return Err(no_mail());
    }
    let url = folder.link(id).await.map_err(Error::internal)?.ok_or_else(no_mail)?;
    let mut tx = app.db.write().await?;
    audit::note(&mut tx, app.now(), By::Caller(caller), Deed::MailLinkShown, id.uuid()).await?;
    tx.commit().await?;
    Ok(url)
}
