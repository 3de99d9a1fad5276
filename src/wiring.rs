//! Builds everything once. The only file that knows every part.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, anyhow, bail};
use app::egress::Egress;
use app::health::PoolReport;
use app::mail::{self, Folder, Mailer, SendGrid, Sender, Ses, Smtp, Templates, Transport};
use app::{
    App, Practice, Retention, Schedule, Settings, audit, events::Events, external, live::Live, passwords, tokens,
};
use domain::{Clock, SystemClock};
use engine::{Asr, Embed, Llm, ModelChoice, WorkerConfig};
use protocol::WorkerKind;
use rustix::fs::FlockOperation;
use rustix::io::Errno;
use secrecy::ExposeSecret;
use store::Db;
use store::blobs::Blobs;
use store::db::PoolSize;
use store::keys::PracticeKey;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::carried;
use crate::config::Config;

/// The most memory a speech worker may hold beside its model, in bytes. A three-hour recording needs a fraction of it; a
/// hostile file that asks for more ends the worker, not the machine.
const ASR_MEMORY: u64 = 8 << 30;

/// The assembled application and what must live as long as it.
pub struct Wired {
    /// The application.
    pub app: Arc<App>,
    asr: Asr,
    llm: Llm,
    embed: Embed,
    _lock: Option<File>,
}

impl Wired {
    /// Ends the workers, so that their memory is free when this returns.
    pub async fn unload(&self) {
        let ends = [
            self.asr.supervisor().unload(),
            self.llm.supervisor().unload(),
            self.embed.supervisor().unload(),
        ];
        futures::future::join_all(ends).await;
        self.app.db.close().await;
    }
}

/// Whether this process is the one that serves from a data directory, or only works in it for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenancy {
    /// Serves: no second server may use the same directory.
    Server,
    /// A single command beside a running server.
    Visitor,
}

/// Builds the application from its configuration: directory, keys, database (migrated), recordings, workers.
///
/// # Errors
/// With what an administrator has to do about it.
pub async fn wire(config: &Config, tenancy: Tenancy) -> anyhow::Result<Wired> {
    let data = &config.data_dir;
    private_directory(data)?;
    let lock = match tenancy {
        Tenancy::Server => Some(lock(data)?),
        Tenancy::Visitor => None,
    };
    let db = open_database(config).await?;
    let key = practice_key(data, &db).await?;
    let blobs = Blobs::open(data.join("recordings")).context("the directory of recordings cannot be used")?;
    let secret = match &config.jwt_secret_key {
        Some(secret) => secret.expose_secret().as_bytes().to_vec(),
        None => kept_secret(&data.join("keys").join("jwt-secret"))?.into_bytes(),
    };
    let trail = audit::Keeper::new(
        &kept(&data.join("keys").join("audit.key"), || Ok(audit::new_key()?))?,
        config
            .audit_witness
            .clone()
            .unwrap_or_else(|| data.join("audit-checkpoints.jsonl")),
    )?;
    let worker = |kind, configured: &Option<String>| WorkerConfig {
        idle_unload: Some(config.idle_unload()),
        ..WorkerConfig::new(
            carried::program(kind, config.workers_dir.as_deref()),
            ModelChoice {
                directory: config.models_dir.clone(),
                configured: configured.clone(),
                kind,
            },
            data.join("workers"),
        )
    };
    let asr = Asr::new(WorkerConfig {
        arguments: config.asr_arguments(),
        memory_bytes: Some(ASR_MEMORY),
        ..worker(WorkerKind::Asr, &config.asr_model)
    });
    let llm = Llm::new(worker(WorkerKind::Llm, &config.llm_model));
    let embed = Embed::new(worker(WorkerKind::Embed, &config.embed_model));
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let mailer = mailer(config, &db, &clock)?;
    let external = external(config, &db, &clock)?;
    let app = Arc::new(App {
        db,
        blobs,
        key,
        asr: Arc::new(asr.clone()),
        llm: Arc::new(llm.clone()),
        external,
        embed: Arc::new(embed.clone()),
        topics: Default::default(),
        clock,
        tokens: tokens::Signer::new(&secret)?,
        mailer,
        audit: trail,
        passwords: passwords::Hasher::new(password_cost(data)?)?,
        events: Events::default(),
        live: Live::default(),
        wake: Notify::new(),
        stopping: CancellationToken::new(),
        node: node_id(data)?,
        settings: Settings {
            max_upload_bytes: config.max_upload_bytes(),
            job_attempts: config.job_attempts,
            language: config.language.clone(),
            beam_size: config.asr_beam,
            lanes: config.asr_lanes,
            require_mfa: config.require_mfa,
            mood_policy: config.mood_policy(),
            external_model: config.external_model,
            signup: config.signup_roles(),
            timezone: config.timezone(),
            schedule: Schedule {
                enabled: config.analytics_scheduler,
                daily_hour: config.daily_aggregation_hour,
                backup_dir: config.backup_dir.clone(),
                backup_keep: config.backup_keep,
            },
            retention: Retention {
                failed_session_days: config.failed_session_retention_days,
                orphaned_file_hours: config.orphaned_file_retention_hours,
                on_startup: config.auto_cleanup_on_startup,
            },
            practice: Practice {
                name: config.practice_name.clone(),
                address: config.practice_address.clone(),
            },
            pool: PoolReport {
                pool_size: config.db_pool_size,
                max_overflow: config.db_max_overflow,
                worker_count: config.workers,
            },
            ..Settings::default()
        },
    });
    Ok(Wired {
        app,
        asr,
        llm,
        embed,
        _lock: lock,
    })
}

/// The model outside the building, where the practice has switched one on. It may be asked at the configured address and nowhere
/// else.
fn external(config: &Config, db: &Db, clock: &Arc<dyn Clock>) -> anyhow::Result<Option<Arc<external::Service>>> {
    let Some(options) = config.external() else {
        return Ok(None);
    };
    let to = external::Service::destination(&options.base_url).context("OPENAI_BASE_URL")?;
    let egress = Arc::new(Egress::new(db.clone(), clock.clone(), config.airgap, vec![to]));
    let pace = Arc::new(external::RealPace);
    let service = external::Service::new(egress, clock.clone(), pace, options).context("OPENAI_API_KEY")?;
    Ok(Some(Arc::new(service)))
}

/// The way mail goes. What leaves the building may go to the configured destination and nowhere else.
fn mailer(config: &Config, db: &Db, clock: &Arc<dyn Clock>) -> anyhow::Result<Mailer> {
    let egress = |to| Arc::new(Egress::new(db.clone(), clock.clone(), config.airgap, vec![to]));
    let sender = Sender::parse(&config.email_from).with_context(|| format!("EMAIL_FROM `{}`", config.email_from))?;
    let transport: Arc<dyn Transport> = match config.email_provider.as_str() {
        "smtp" => {
            let server = smtp_server(config, &sender);
            Arc::new(Smtp::new(egress(Smtp::destination(&server)), &server)?)
        }
        "sendgrid" => {
            let (url, key) = (&config.sendgrid_url, config.email_api_key.clone().unwrap_or_default());
            Arc::new(SendGrid::new(egress(SendGrid::destination(url)?), url, key)?)
        }
        "ses" => {
            let region = &config.aws_default_region;
            let url = config.ses_url.clone().unwrap_or_else(|| Ses::endpoint(region));
            let credentials = mail::Credentials {
                id: config.aws_access_key_id.clone().unwrap_or_default(),
                secret: config.aws_secret_access_key.clone().unwrap_or_default(),
            };
            Arc::new(Ses::new(
                egress(Ses::destination(&url)?),
                clock.clone(),
                &url,
                region,
                credentials,
            )?)
        }
        _ => Arc::new(Folder::open(config.data_dir.join("mail")).context("the folder of mail cannot be made")?),
    };
    let templates = match &config.mail_templates {
        Some(directory) => Templates::with_own(directory).context("TB_MAIL_TEMPLATES")?,
        None => Templates::built_in(),
    };
    Ok(Mailer::new(transport, templates, sender, config.frontend_url.clone()))
}

fn smtp_server(config: &Config, sender: &Sender) -> mail::Server {
    let login = config.smtp_username.clone().map(|username| mail::Login {
        username,
        password: config.smtp_password.clone().unwrap_or_default(),
    });
    mail::Server {
        host: config.smtp_host.clone().unwrap_or_default(),
        port: config.smtp_port,
        security: match config.smtp_security.as_str() {
            "tls" => mail::Security::Tls,
            "none" => mail::Security::None,
            _ => mail::Security::StartTls,
        },
        login,
        authority: config.smtp_ca.clone(),
        // A host without a dot is known to nobody else.
        introduces_itself: Some(sender.host().to_owned()).filter(|host| host.contains('.')),
    }
}

/// Opens the database and brings its schema up to date.
///
/// # Errors
/// When it cannot be reached or used.
pub async fn open_database(config: &Config) -> anyhow::Result<Db> {
    let size = PoolSize {
        connections: config.db_pool_size + config.db_max_overflow,
        wait: config.db_pool_wait(),
    };
    let db = Db::open(config.database_url.expose_secret(), size)
        .await
        .context("the database cannot be opened")?;
    db.migrate().await?;
    let mut tx = db.write().await?;
    store::patients::fold_names(&mut tx).await?;
    tx.commit().await?;
    Ok(db)
}

/// The practice's key; a new one only for a database that holds nothing sealed yet.
async fn practice_key(data: &Path, db: &Db) -> anyhow::Result<PracticeKey> {
    private_directory(&data.join("keys"))?;
    let file = data.join("keys").join("practice.key");
    let mut tx = db.read().await?;
    let fresh = !store::sessions::any(&mut tx).await? && !store::patients::any_contact(&mut tx).await?;
    let fresh = fresh && !store::mails::any(&mut tx).await?;
    let fresh = fresh && !store::second_factors::any(&mut tx).await?;
    drop(tx);
    let key = if fresh {
        PracticeKey::open_or_create(&file)
    } else {
        PracticeKey::open(&file)
    };
    key.with_context(|| {
        format!("the practice's key {} cannot be used; without it recordings and notes stay closed, restore it from your backup", file.display())
    })
}

fn private_directory(path: &Path) -> anyhow::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .with_context(|| format!("the directory {} cannot be made", path.display()))
}

fn lock(data: &Path) -> anyhow::Result<File> {
    let path = data.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} cannot be opened", path.display()))?;
    // A record lock belongs to this process alone. `flock` would be shared with a worker that is just being started, which may
    // outlive a killed server for a moment and keep its successor out.
    match rustix::fs::fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(Errno::AGAIN | Errno::ACCESS) => {
            bail!(
                "another TherapyBridge is already serving from {}; stop it first or choose another TB_DATA_DIR",
                data.display()
            )
        }
        Err(error) => Err(error).with_context(|| format!("{} cannot be locked", path.display())),
    }
}

/// Reads a small secret that was made at first start, or makes it: written aside, synced, and put in place only if nobody was
/// faster.
fn kept(path: &Path, make: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
    let directory = path
        .parent()
        .ok_or_else(|| anyhow!("{} has no directory", path.display()))?;
    let text = make()?;
    let mut aside = tempfile::NamedTempFile::new_in(directory)?; // mode 0600
    aside.write_all(text.as_bytes())?;
    aside.as_file().sync_all()?;
    match aside.persist_noclobber(path) {
        Ok(_) => {
            File::open(directory)?.sync_all()?;
            Ok(text)
        }
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(fs::read_to_string(path)?.trim().to_owned())
        }
        Err(error) => Err(error.error).with_context(|| format!("{} cannot be written", path.display())),
    }
}

/// How expensive password hashes are, measured when the data directory was made. Delete the file after moving to another machine.
fn password_cost(data: &Path) -> anyhow::Result<passwords::Cost> {
    let path = data.join("password-cost");
    let text = kept(&path, || Ok(passwords::calibrate()?.to_string()))?;
    text.parse().with_context(|| {
        format!(
            "{} cannot be used; delete it, and the machine is measured again",
            path.display()
        )
    })
}

fn kept_secret(path: &Path) -> anyhow::Result<String> {
    kept(path, || Ok(tokens::new_refresh()?.0))
}

/// The name under which this machine holds leases; the same after a restart, so that it can take its own work up again.
fn node_id(data: &Path) -> anyhow::Result<Uuid> {
    let text = kept(&data.join("node-id"), || {
        Ok(domain::ids::new_uuid(SystemClock.now()).to_string())
    })?;
    text.parse()
        .with_context(|| format!("{} holds no node id; delete it", data.join("node-id").display()))
}

/// The embedded database in a data directory.
pub const SQLITE_FILE: &str = "therapybridge.db";

/// Where a configuration without a data directory of its own keeps a throwaway one.
pub fn sqlite_url(data: &Path) -> String {
    format!("sqlite://{}", PathBuf::from(data).join(SQLITE_FILE).display())
}
