//! `therapybridge serve`: the appliance itself.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use app::App;
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use super::exit::Outcome;
use crate::config::Config;
use crate::wiring::{self, Tenancy, Wired};

/// How long requests and jobs may take to come to an end when the appliance is stopped.
const FAREWELL: Duration = Duration::from_secs(10);

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Port to listen on [default: 8000, or the configuration's]
    #[arg(long)]
    port: Option<u16>,
}

/// Runs `serve`.
pub async fn run(args: &ServeArgs, mut config: Config) -> Outcome {
    if let Some(port) = args.port {
        config.port = port;
    }
    let config = &config;
    let wired = wiring::wire(config, Tenancy::Server).await?;
    let running = Running::start(&wired, config).await?;
    invite_first_administrator(&wired, config, &running.url).await?;
    tracing::info!(address = %running.url, data = %config.data_dir.display(), "TherapyBridge is ready");
    if std::io::stdout().is_terminal() {
        println!("TherapyBridge is ready at {}", running.url);
    }
    Ok(running.until_stopped(&wired).await?)
}

/// Without any account, prints and logs the link that makes the first one. It works for a day, and until the next start.
async fn invite_first_administrator(wired: &Wired, config: &Config, url: &str) -> anyhow::Result<()> {
    let Some(token) = app::invitations::set_up(&wired.app).await? else {
        return Ok(());
    };
    let pages = config.frontend_url.as_deref().unwrap_or(url).trim_end_matches('/');
    let link = format!("{pages}/auth/invitation?token={token}");
    tracing::warn!(%link, "there is no account yet; whoever opens this link becomes the administrator");
    let mut out = std::io::stdout().lock();
    // Nobody may be reading; the log has it as well.
    let _ = writeln!(
        out,
        "There is no account yet. Open this link within a day to make the administrator's:\n\n  {link}\n"
    );
    let _ = out.flush();
    Ok(())
}

/// A serving application.
pub struct Running {
    /// Where it answers.
    pub url: String,
    server: JoinHandle<std::io::Result<()>>,
    jobs: JoinHandle<()>,
    audit: JoinHandle<()>,
    schedule: JoinHandle<()>,
}

impl Running {
    /// Listens, serves and works.
    ///
    /// # Errors
    /// When the port is taken or the database does not answer.
    pub async fn start(wired: &Wired, config: &Config) -> anyhow::Result<Self> {
        let app: Arc<App> = wired.app.clone();
        app::jobs::start(&app).await?;
        app::schedule::start(&app).await?;
        let listener = TcpListener::bind((config.host.as_str(), config.port))
            .await
            .with_context(|| {
                format!(
                    "{}:{} cannot be listened on; is another program using the port? Choose another with PORT",
                    config.host, config.port
                )
            })?;
        let url = format!("http://{}", listener.local_addr()?);
        app.mailer.serves_at(&link_base(listener.local_addr()?));
        let http = api::Config {
            cors_origins: config.cors_origins.clone(),
            secure_cookies: config.is_secure(),
            trusted_proxies: config.proxies(),
            limits: api::Limits {
                login: config.rate_limit_login,
                signup: config.rate_limit_signup,
                export: config.rate_limit_export,
                other: config.rate_limit_other,
            },
        };
        let server = tokio::spawn({
            let app = app.clone();
            async move { api::serve(app, &http, listener).await }
        });
        let audit = tokio::spawn(app::audit::keep(app.clone()));
        let schedule = tokio::spawn(app::schedule::run(app.clone()));
        let jobs = tokio::spawn(app::jobs::run(app));
        Ok(Self {
            url,
            server,
            jobs,
            audit,
            schedule,
        })
    }

    /// Waits for a signal to stop, then ends everything in order. A second signal ends at once.
    ///
    /// # Errors
    /// When the server ended by itself.
    pub async fn until_stopped(self, wired: &Wired) -> anyhow::Result<()> {
        let Self {
            mut server,
            jobs,
            audit,
            schedule,
            ..
        } = self;
        let ended = tokio::select! {
            ended = &mut server => Some(ended),
            signal = stop_signal() => { signal?; None }
        };
        wired.app.stopping.cancel();
        let farewell = async {
            if ended.is_none() {
                let _ = server.await;
            }
            let _ = jobs.await;
            let _ = audit.await;
            let _ = schedule.await;
            wired.unload().await;
        };
        tokio::select! {
            () = farewell => {}
            () = tokio::time::sleep(FAREWELL) => tracing::warn!("not everything came to an end in time"),
            _ = stop_signal() => tracing::warn!("stopped at once"),
        }
        match ended {
            Some(ended) => Ok(ended??),
            None => Ok(()),
        }
    }
}

/// Where links in mails lead when `FRONTEND_URL` does not say: to this server, as somebody at this machine reaches it.
fn link_base(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        return format!("http://localhost:{}", address.port());
    }
    format!("http://{address}")
}

async fn stop_signal() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
        _ = hangup.recv() => Ok(()),
    }
}
