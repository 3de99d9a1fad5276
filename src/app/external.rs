//! A language model outside the building, behind an interface like OpenAI's: the exception to "nothing leaves".
//!
//! It is off until the practice configures a key *and* switches external models on (`TB_EXTERNAL_MODEL`), and even then it is
//! asked only about clients who agreed to it, and only when no language model here can draft ([`crate::drafting`]). What goes out is the prompt: the instructions and
//! the numbered words of one session's transcript, without names or identifiers of the practice's own. Every request passes
//! [`crate::egress`], which writes it down under the session's id before its first byte; what comes back is checked like every
//! other draft, and the note says where it was made.
//!
//! | file | |
//! |---|---|
//! | `openai` | [`OpenAi`], the [`engine::Drafter`] that asks about one session |
//! | `attempts` | when an answer is asked for again, and after how long |
//! | `wire` | the request and the answer as the interface has them |
//! | `schema` | a schema as such services take it, and whether an answer obeys it |
//! | `cache` | answers to identical requests, in memory and for a while |
//! | `cost` | what it is likely to have cost |

mod attempts;
mod cache;
mod cost;
mod openai;
mod schema;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use domain::consent::Scope;
use domain::session::Session;
use domain::{Clock, SessionId};
use reqwest::Url;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

pub use self::attempts::{Pace, RealPace};
pub use self::cost::{Bill, Prices};
pub use self::openai::OpenAi;

use self::cache::Cache;
use crate::egress::{Destination, Egress};
use crate::{App, Error, consents};

/// OpenAI's own address.
pub const OPENAI_URL: &str = "https://api.openai.com/v1";

/// How a service is reached and used.
#[derive(Debug, Clone)]
pub struct Options {
    /// Address of the interface, up to and with its version: [`OPENAI_URL`].
    pub base_url: String,
    /// The practice's key.
    pub key: SecretString,
    /// The model's name, as the service knows it.
    pub model: String,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How often an answer is asked for again.
    pub retries: u32,
    /// Tokens that prompt and answer may have together.
    pub context_tokens: u32,
    /// What the service charges, where that is known.
    pub prices: Option<Prices>,
}

/// Why a service cannot be used as it is configured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadService {
    /// The address is none.
    #[error("is no address such as {OPENAI_URL}; a key or a question in it is none either")]
    Url,
    /// The key cannot be sent.
    #[error("holds characters that no key has")]
    Key,
}

/// A service outside that the practice may ask.
pub struct Service {
    egress: Arc<Egress>,
    clock: Arc<dyn Clock>,
    pace: Arc<dyn Pace>,
    url: Url,
    options: Options,
    cache: Cache,
}

impl Service {
    /// The kind of destination, as the trail names it.
    pub const CODE: &'static str = "openai";

    /// The place outside that an address is.
    ///
    /// # Errors
    /// [`BadService::Url`].
    pub fn destination(base_url: &str) -> Result<Destination, BadService> {
        Destination::of_url(Self::CODE, &endpoint(base_url)?).ok_or(BadService::Url)
    }

    /// A service that is asked by this way out. Nothing is asked before the first [`OpenAi`] asks.
    ///
    /// # Errors
    /// [`BadService`].
    pub fn new(
        egress: Arc<Egress>,
        clock: Arc<dyn Clock>,
        pace: Arc<dyn Pace>,
        options: Options,
    ) -> Result<Self, BadService> {
        let service = Self {
            url: endpoint(&options.base_url)?,
            cache: Cache::default(),
            egress,
            clock,
            pace,
            options,
        };
        service.authorization()?;
        Ok(service)
    }

    /// The model's name, as the service knows it.
    pub fn model(&self) -> &str {
        &self.options.model
    }

    /// The host that is asked.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// What the service charges, where that is known.
    pub fn prices(&self) -> Option<Prices> {
        self.options.prices
    }

    /// A drafter that asks about one session and counts what that takes.
    pub fn about(self: &Arc<Self>, session: SessionId) -> OpenAi {
        OpenAi::new(self.clone(), session)
    }

    fn authorization(&self) -> Result<HeaderValue, BadService> {
        let key = self.options.key.expose_secret();
        let mut value = HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| BadService::Key)?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Whether this is OpenAI itself, which knows fields that services like it may refuse.
    fn is_openai(&self) -> bool {
        self.host() == "api.openai.com"
    }
}

/// Where answers are asked for, given the address of the interface.
fn endpoint(base_url: &str) -> Result<Url, BadService> {
    let url = Url::parse(&format!("{}/chat/completions", base_url.trim_end_matches('/')));
    let url = url.map_err(|_| BadService::Url)?;
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if plain && url.fragment().is_none() && url.has_host() && matches!(url.scheme(), "https" | "http") {
        Ok(url)
    } else {
        Err(BadService::Url)
    }
}

/// Whether the words of a session may go to a model outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// They may.
    Granted,
    /// The practice has not switched that on.
    SwitchedOff,
    /// Somebody who takes part has not agreed to it, or not any more.
    NotAgreed,
}

/// Whether the words of a session may go to a model outside: only where the practice has switched that on and everybody who takes
/// part agreed to it. This is the one place that decides it, session by session.
///
/// # Errors
/// [`Error::Internal`].
pub async fn may_leave(app: &App, session: &Session) -> Result<Leave, Error> {
    if !app.settings.external_model {
        return Ok(Leave::SwitchedOff);
    }
    let mut tx = app.db.read().await?;
    match consents::require(app, &mut tx, session.patient_id, &[Scope::ExternalModel]).await {
        Ok(()) => Ok(Leave::Granted),
        Err(Error::ConsentMissing(_)) => Ok(Leave::NotAgreed),
        Err(error) => Err(error),
    }
}

/// Whom outside a draft may be asked of.
pub(crate) enum Outside {
    /// There is a service, and the words may go there.
    Drafter(OpenAi),
    /// There is a service, and somebody has not agreed to it.
    NotAgreed,
    /// There is none.
    Nobody,
}

/// A drafter outside for this session, where there is one and the session's words may go there.
pub(crate) async fn drafter(app: &App, session: &Session) -> Result<Outside, Error> {
    let Some(service) = app.external.as_ref() else {
        return Ok(Outside::Nobody);
    };
    Ok(match may_leave(app, session).await? {
        Leave::Granted => Outside::Drafter(service.about(session.id)),
        Leave::NotAgreed => Outside::NotAgreed,
        Leave::SwitchedOff => Outside::Nobody,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_interface_and_nothing_beside_it() {
        for (base, asked) in [
            (OPENAI_URL, "https://api.openai.com/v1/chat/completions"),
            ("http://127.0.0.1:8080/v1/", "http://127.0.0.1:8080/v1/chat/completions"),
        ] {
            assert_eq!(endpoint(base).map(String::from), Ok(asked.to_owned()));
        }
        for base in [
            "",
            "api.openai.com",
            "ftp://models.example/v1",
            "https://key@models.example/v1",
            "https://models.example/v1?key=x",
            "https://models.example/v1#x",
        ] {
            assert_eq!(endpoint(base), Err(BadService::Url), "{base}");
        }
    }
}
