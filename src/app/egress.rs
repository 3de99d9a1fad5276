//! The one way out of the building.
//!
//! By default nothing leaves, names to look up included: without a configured destination there is nobody to ask here. What an
//! administrator has configured leaves through an [`Egress`], which knows the destinations by host and port and refuses all
//! others, refuses everything under `TB_AIRGAP`, and writes a line of the trail *before* the first byte goes: should the
//! connection break or the machine stop, the trail says too much and never too little. The line names the kind of
//! destination and the record; host and bytes stand in the log.
//!
//! HTTP clients are made in this file and nowhere else. They ignore proxies of the environment and follow no redirection,
//! either of which would be another destination.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::Clock;
use domain::audit::{By, Deed, Outcome};
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use store::Db;
use uuid::Uuid;

use crate::audit;

/// How long a request may take from connecting to the answer.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// A place outside, as an administrator configured it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its kind, as the trail names it: `smtp`, `sendgrid`, `ses`.
    pub code: &'static str,
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
}

impl Destination {
    /// The place a URL leads to; `None` when it names no host.
    pub fn of_url(code: &'static str, url: &Url) -> Option<Self> {
        Some(Self {
            code,
            host: url.host_str()?.to_owned(),
            port: url.port_or_known_default()?,
        })
    }
}

/// Why nothing left.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Nothing at all may leave.
    #[error("TB_AIRGAP forbids every connection out of the building")]
    Airgap,
    /// The destination is none that was configured.
    #[error("{host}:{port} is no configured destination")]
    NotConfigured {
        /// Where to it would have gone.
        host: String,
        /// And which port.
        port: u16,
    },
    /// It could not be written down, so it must not happen.
    #[error("the trail could not be written")]
    Trail(#[source] crate::Error),
}

/// Why a request got no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It was not sent.
    #[error("nothing was sent: {0}")]
    Refused(#[from] Refused),
    /// The destination was not reached or did not answer.
    #[error("the destination {0}")]
    Unanswered(&'static str),
}

/// Leave to send one message to one destination.
#[derive(Debug)]
pub struct Permit(());

/// The one way out.
pub struct Egress {
    db: Db,
    clock: Arc<dyn Clock>,
    airgap: bool,
    allowed: Vec<Destination>,
    http: OnceLock<Client>,
}

impl Egress {
    /// A way to these destinations; to none under `airgap`.
    pub fn new(db: Db, clock: Arc<dyn Clock>, airgap: bool, allowed: Vec<Destination>) -> Self {
        Self {
            db,
            clock,
            airgap,
            allowed,
            http: OnceLock::new(),
        }
    }

    /// Asks to send so many bytes about a record. With the answer it is written down.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn depart(&self, to: &Destination, bytes: usize, record: Uuid) -> Result<Permit, Refused> {
        if self.airgap {
            return Err(Refused::Airgap);
        }
        if !self.allowed.contains(to) {
            return Err(Refused::NotConfigured {
                host: to.host.clone(),
                port: to.port,
            });
        }
        let written = async {
            let mut tx = self.db.write().await?;
            let (by, now) = (By::Appliance, self.clock.now());
            audit::note_with(&mut tx, now, by, Deed::DataLeft, record, Outcome::Done, Some(to.code)).await?;
            tx.commit().await?;
            Ok(())
        };
        written.await.map_err(Refused::Trail)?;
        tracing::info!(destination = to.code, host = to.host, port = to.port, bytes, %record, "data leaves the building");
        Ok(Permit(()))
    }

    /// Sends a request and returns the status of the answer. What the answer says beside that may quote the request, and is
    /// read by nobody.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn post(
        &self,
        code: &'static str,
        url: &Url,
        headers: HeaderMap,
        body: Vec<u8>,
        record: Uuid,
    ) -> Result<u16, Failure> {
        let to = Destination::of_url(code, url).ok_or_else(|| Refused::NotConfigured {
            host: String::new(),
            port: 0,
        })?;
        let Permit(()) = self.depart(&to, body.len(), record).await?;
        let request = self.client()?.post(url.clone()).headers(headers).body(body);
        match request.send().await {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(error) if error.is_timeout() => Err(Failure::Unanswered("did not answer in time")),
            Err(error) if error.is_connect() => Err(Failure::Unanswered("could not be reached")),
            Err(_) => Err(Failure::Unanswered("broke the connection off")),
        }
    }

    fn client(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(TIMEOUT)
            .build()
            .map_err(|_| Failure::Unanswered("cannot be asked: the system's certificates cannot be used"))?;
        Ok(self.http.get_or_init(|| client))
    }
}
