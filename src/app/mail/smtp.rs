//! Mail by SMTP: the practice's own mail server, or its provider's.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::authentication;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use super::{Message, SendError, Sent, Transport};
use crate::egress::{Destination, Egress, Permit};

/// How long one mail may take.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long a connection is kept for the next mail. Servers end idle ones after some minutes.
const IDLE: Duration = Duration::from_secs(60);
/// SMTP's answers about the login: required, too weak, failed.
const LOGIN_REFUSED: [u16; 3] = [530, 534, 535];

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// In the clear at first, and no further than the greeting.
    StartTls,
    /// From the first byte.
    Tls,
    /// Not at all: for a relay on this machine.
    None,
}

/// A login at the server.
#[derive(Debug, Clone)]
pub struct Login {
    /// Name.
    pub username: String,
    /// Password.
    pub password: SecretString,
}

/// Where and how to reach the server.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Login, where the server wants one.
    pub login: Option<Login>,
    /// File with a further certificate authority (PEM).
    pub authority: Option<PathBuf>,
    /// How the appliance introduces itself: the host of its sender.
    pub introduces_itself: Option<String>,
}

/// Why a server cannot be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum BadSmtp {
    /// The file with the certificate authority cannot be read.
    #[error("{path} cannot be read")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It holds no certificate, or the host has no name that a certificate could have.
    #[error("TLS cannot be used with {host}")]
    Tls {
        /// The server.
        host: String,
        /// What the library said.
        source: Error,
    },
}

/// Sends by SMTP.
pub struct Smtp {
    egress: Arc<Egress>,
    destination: Destination,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Smtp {
    /// The kind of destination, as the trail names it.
    pub const CODE: &'static str = "smtp";

    /// The place outside that a server is.
    pub fn destination(server: &Server) -> Destination {
        Destination {
            code: Self::CODE,
            host: server.host.clone(),
            port: server.port,
        }
    }

    /// A way to this server. Connects when the first mail is sent.
    ///
    /// # Errors
    /// [`BadSmtp`].
    pub fn new(egress: Arc<Egress>, server: &Server) -> Result<Self, BadSmtp> {
        let tls = match server.security {
            Security::StartTls => Tls::Required(parameters(server)?),
            Security::Tls => Tls::Wrapper(parameters(server)?),
            Security::None => Tls::None,
        };
        // A connection is kept for the next mail; there is one sender, so there is one connection.
        let pool = PoolConfig::new().max_size(1).idle_timeout(IDLE);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
            .port(server.port)
            .tls(tls)
            .timeout(Some(TIMEOUT))
            .pool_config(pool);
        if let Some(name) = &server.introduces_itself {
            builder = builder.hello_name(ClientId::Domain(name.clone()));
        }
        if let Some(login) = &server.login {
            let password = login.password.expose_secret().to_owned();
            builder = builder.credentials(authentication::Credentials::new(login.username.clone(), password));
        }
        Ok(Self {
            egress,
            destination: Self::destination(server),
            transport: builder.build(),
        })
    }

    async fn deliver(&self, _: Permit, message: lettre::Message) -> Result<(), SendError> {
        match tokio::time::timeout(TIMEOUT, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(explain(&error)),
            Err(_) => Err(SendError::Temporary("the mail server did not answer in time".into())),
        }
    }
}

fn parameters(server: &Server) -> Result<TlsParameters, BadSmtp> {
    let bad = |source| BadSmtp::Tls {
        host: server.host.clone(),
        source,
    };
    let mut builder = TlsParameters::builder(server.host.clone());
    if let Some(path) = &server.authority {
        let pem = fs::read(path).map_err(|source| BadSmtp::Unreadable {
            path: path.clone(),
            source,
        })?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(bad)?);
    }
    builder.build_rustls().map_err(bad)
}

/// What a failure means for the mail. The server's own words are left out: they may quote the address.
fn explain(error: &Error) -> SendError {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        return match code {
            code if LOGIN_REFUSED.contains(&code) => {
                SendError::Temporary(format!("the mail server refuses the login ({code})"))
            }
            500.. => SendError::Permanent(format!("the mail server refuses this mail ({code})")),
            _ => SendError::Temporary(format!("the mail server asks to come again later ({code})")),
        };
    }
    let reason = if error.is_timeout() {
        "the mail server did not answer in time"
    } else if error.is_tls() {
        "the connection to the mail server could not be protected"
    } else if error.is_client() {
        "the mail server does not offer what is configured"
    } else if error.is_response() {
        "the mail server's answer could not be understood"
    } else {
        "the mail server could not be reached, or its certificate is not trusted"
    };
    SendError::Temporary(reason.into())
}

#[async_trait]
impl Transport for Smtp {
    async fn send(&self, message: &Message) -> Result<Sent, SendError> {
        let mime = message.mime()?;
        let bytes = mime.formatted().len();
        let permit = self
            .egress
            .depart(&self.destination, bytes, message.id.uuid())
            .await
            .map_err(|refused| SendError::Temporary(format!("nothing was sent: {refused}")))?;
        self.deliver(permit, mime).await?;
        Ok(Sent { bytes })
    }

    fn destination(&self) -> &'static str {
        Self::CODE
    }
}
