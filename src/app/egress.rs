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
use reqwest::{Client, Response, Url};
use store::Db;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::audit;

/// How long a request may take from connecting to the answer, where nobody says otherwise.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// A place outside, as an administrator configured it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its kind, as the trail names it: `smtp`, `sendgrid`, `ses`, `openai`.
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
    /// The destination sent more than anybody asked for; the rest was not read.
    #[error("the destination sent more than {most} bytes")]
    TooLong {
        /// The most that would have been read.
        most: usize,
    },
}

/// How far a request whose answer is read may go.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// From connecting to the end of the answer.
    pub time: Duration,
    /// The longest body that is read, in bytes.
    pub bytes: usize,
}

/// What a destination answered. Its body may quote the request, so it goes into no log line and no error.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, wiped from memory when it is dropped.
    pub body: Zeroizing<Vec<u8>>,
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
        let answer = self.begin(code, url, headers, body, record, TIMEOUT).await?;
        Ok(answer.status().as_u16())
    }

    /// Sends a request and reads the answer, as far as `bounds` allow.
    ///
    /// # Errors
    /// [`Failure`].
    pub async fn ask(
        &self,
        code: &'static str,
        url: &Url,
        headers: HeaderMap,
        body: Vec<u8>,
        record: Uuid,
        bounds: Bounds,
    ) -> Result<Answer, Failure> {
        let mut answer = self.begin(code, url, headers, body, record, bounds.time).await?;
        let mut read = Answer {
            status: answer.status().as_u16(),
            headers: std::mem::take(answer.headers_mut()),
            body: Zeroizing::new(Vec::new()),
        };
        while let Some(piece) = answer.chunk().await.map_err(unanswered)? {
            if read.body.len() + piece.len() > bounds.bytes {
                return Err(Failure::TooLong { most: bounds.bytes });
            }
            read.body.extend_from_slice(&piece);
        }
        Ok(read)
    }

    /// Writes the departure down, sends the request, and returns the answer without its body.
    async fn begin(
        &self,
        code: &'static str,
        url: &Url,
        headers: HeaderMap,
        body: Vec<u8>,
        record: Uuid,
        time: Duration,
    ) -> Result<Response, Failure> {
        let to = Destination::of_url(code, url).ok_or_else(|| Refused::NotConfigured {
            host: String::new(),
            port: 0,
        })?;
        let Permit(()) = self.depart(&to, body.len(), record).await?;
        let request = self.client()?.post(url.clone()).headers(headers).timeout(time);
        request.body(body).send().await.map_err(unanswered)
    }

    fn client(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.http.get() {
            return Ok(client);
        }
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .build()
            .map_err(|_| Failure::Unanswered("cannot be asked: the system's certificates cannot be used"))?;
        Ok(self.http.get_or_init(|| client))
    }
}

/// Why there is no answer, without the address, which the library's own words would name.
fn unanswered(error: reqwest::Error) -> Failure {
    Failure::Unanswered(if error.is_timeout() {
        "did not answer in time"
    } else if error.is_connect() {
        "could not be reached"
    } else {
        "broke the connection off"
    })
}
