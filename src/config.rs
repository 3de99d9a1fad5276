//! The configuration: defaults, then one TOML file, then the environment.
//!
//! [`settings`] is the table of what can be configured, [`mod@load`] reads and merges the sources, and this file checks what no
//! single value can say about itself and prints the result. The file is `--config` or `TB_CONFIG`, else the first `config.toml`
//! that exists in the service's configuration directory, in `/etc/therapybridge` and in the data directory. Settings that a
//! practice changes from its pages live in the database, not here.

mod example;
mod external;
mod load;
mod mail;
mod settings;

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono_tz::Tz;
use domain::note::MoodPolicy;
use domain::user::Role;
use figment::Figment;
use figment::value::Value;
use ipnet::IpNet;
use secrecy::ExposeSecret;

pub use example::example;
pub use load::{Environment, Problem};
pub use settings::Config;
use settings::{Kind, OUTBOUND, SETTINGS};

/// The shortest signing key that is accepted: HS256 gains nothing from a longer one and is weak with a shorter one.
const SHORTEST_JWT_KEY: usize = 32;

/// The configuration with where each value came from.
#[derive(Debug)]
pub struct Loaded {
    /// The values.
    pub config: Config,
    /// The file that was read, if there was one.
    pub file: Option<PathBuf>,
    /// Every setting as `config show` prints it: secrets masked.
    pub shown: Vec<Shown>,
    /// Names of the original backend that are set and not used by this version.
    pub unused: Vec<&'static str>,
}

impl Loaded {
    /// Whether nobody set the setting of this key.
    pub fn is_default(&self, key: &str) -> bool {
        self.shown
            .iter()
            .any(|shown| shown.key == key && shown.source == "default")
    }
}

/// One setting as `config show` prints it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Shown {
    /// Key in the file.
    pub key: &'static str,
    /// Environment variable.
    pub env: &'static str,
    /// Value, masked where it is secret; `None` when it is not set.
    pub value: Option<serde_json::Value>,
    /// Where it was set.
    pub source: String,
}

/// Everything that is wrong with a configuration.
#[derive(Debug)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the configuration has {}",
            if self.0.len() == 1 {
                "a problem".into()
            } else {
                format!("{} problems", self.0.len())
            }
        )?;
        self.0.iter().try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for Problems {}

/// Reads the configuration.
///
/// # Errors
/// Every problem at once: unreadable file, unknown names, values of the wrong kind, values that do not go together.
pub fn load(environment: &Environment, file: Option<&Path>) -> Result<Loaded, Problems> {
    let mut problems = Vec::new();
    let (figment, file) = load::merge(environment, file, &mut problems);
    let config = Config::extract(&figment, &mut problems);
    match &config {
        Ok(config) => config.check(&figment, environment, &mut problems),
        // What can be read is checked beside defaults for the rest, so that an administrator mends it all in one go.
        Err(unreadable) => {
            let rest = load::without(figment.clone(), unreadable, environment);
            if let Ok(config) = Config::extract(&rest, &mut Vec::new()) {
                config.check(&figment, environment, &mut problems);
            }
        }
    }
    match config {
        Ok(config) if problems.is_empty() => {
            let shown = shown(&figment);
            Ok(Loaded {
                config: config.with_absolute_paths(),
                file,
                shown,
                unused: Config::unused_names(environment),
            })
        }
        _ => Err(Problems(problems)),
    }
}

impl Config {
    /// Largest recording that is accepted, in bytes.
    pub fn max_upload_bytes(&self) -> u64 {
        self.max_upload_mb.saturating_mul(1 << 20)
    }

    /// Arguments of the speech worker: it makes its lanes when it starts, because nothing can be loaded later in its sandbox.
    pub fn asr_arguments(&self) -> Vec<String> {
        match self.asr_lanes {
            0 => Vec::new(),
            lanes => vec!["--lanes".into(), lanes.to_string()],
        }
    }

    /// Roles that may make an account without an invitation.
    pub fn signup_roles(&self) -> Vec<Role> {
        self.signup.iter().filter_map(|role| role.parse().ok()).collect()
    }

    /// What drafters may say about the client's mood. A word that is no policy has been reported before.
    pub fn mood_policy(&self) -> MoodPolicy {
        self.mood_inference.parse().unwrap_or_default()
    }

    /// The practice's time zone. A word that names none has been reported before.
    pub fn timezone(&self) -> Tz {
        self.scheduler_timezone.parse().unwrap_or(Tz::UTC)
    }

    /// Reverse proxies whose word about the client's address is taken: addresses and networks.
    pub fn proxies(&self) -> Vec<IpNet> {
        self.trusted_proxies.iter().filter_map(|text| network(text)).collect()
    }

    /// Whether people reach the pages over TLS.
    pub fn is_secure(&self) -> bool {
        let url = self.frontend_url.as_deref().unwrap_or_default();
        url.starts_with("https://")
    }

    /// How long an unused model stays in memory.
    pub fn idle_unload(&self) -> Duration {
        Duration::from_secs(self.idle_unload_seconds)
    }

    /// How long a request waits for a database connection.
    pub fn db_pool_wait(&self) -> Duration {
        Duration::from_secs(self.db_pool_timeout)
    }

    /// What no single value can say about itself.
    fn check(&self, figment: &Figment, environment: &Environment, problems: &mut Vec<Problem>) {
        let mut wrong = |key: &str, message: String| problems.push(Problem::new(load::place_of(figment, key), message));
        let url = self.database_url.expose_secret();
        if !["sqlite:", "postgres://", "postgresql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            wrong(
                "database_url",
                "must begin with `sqlite://`, `postgres://` or `postgresql://`".into(),
            );
        }
        if self
            .jwt_secret_key
            .as_ref()
            .is_some_and(|key| key.expose_secret().len() < SHORTEST_JWT_KEY)
        {
            wrong(
                "jwt_secret_key",
                format!("is shorter than {SHORTEST_JWT_KEY} characters; `openssl rand -hex 32` makes one"),
            );
        }
        for origin in &self.cors_origins {
            if origin != "*" && !origin.starts_with("https://") && !origin.starts_with("http://") {
                wrong(
                    "cors_origins",
                    format!("`{origin}` must begin with `https://` or `http://`"),
                );
            }
        }
        for role in &self.signup {
            if !matches!(role.parse(), Ok(Role::Therapist | Role::Patient)) {
                wrong("signup", format!("`{role}` is neither `therapist` nor `patient`"));
            }
        }
        for proxy in &self.trusted_proxies {
            if network(proxy).is_none() {
                wrong(
                    "trusted_proxies",
                    format!("`{proxy}` is no address such as `10.0.0.2` and no network such as `10.0.0.0/24`"),
                );
            }
        }
        for (key, value) in [
            ("max_upload_mb", self.max_upload_mb),
            ("db_pool_timeout", self.db_pool_timeout),
        ] {
            if value == 0 {
                wrong(key, "must be at least 1".into());
            }
        }
        for (key, value) in [
            ("db_pool_size", self.db_pool_size),
            ("workers", self.workers),
            ("job_attempts", self.job_attempts),
            ("backup_keep", self.backup_keep),
        ] {
            if value == 0 {
                wrong(key, "must be at least 1".into());
            }
        }
        if !(1..=8).contains(&self.asr_beam) {
            wrong(
                "asr_beam",
                format!("is {}, and whisper.cpp takes 1 to 8", self.asr_beam),
            );
        }
        if crate::telemetry::level(&self.log_level).is_none() {
            wrong(
                "log_level",
                format!(
                    "`{}` is none of `error`, `warn`, `info`, `debug`, `trace`",
                    self.log_level
                ),
            );
        }
        if crate::telemetry::Format::named(&self.log_format).is_none() {
            wrong(
                "log_format",
                format!("`{}` is none of `auto`, `human`, `json`", self.log_format),
            );
        }
        if self.scheduler_timezone.parse::<Tz>().is_err() {
            wrong(
                "scheduler_timezone",
                format!(
                    "`{}` is no time zone; write it as `Europe/Berlin` or `America/New_York`",
                    self.scheduler_timezone
                ),
            );
        }
        if self.daily_aggregation_hour > 23 {
            wrong("daily_aggregation_hour", "must be an hour from 0 to 23".into());
        }
        if let Err(unknown) = self.mood_inference.parse::<MoodPolicy>() {
            wrong("mood_inference", unknown.to_string());
        }
        self.check_mail(figment, problems);
        self.check_external(figment, problems);
        if self.airgap {
            self.check_airgap(figment, environment, problems);
        }
    }

    /// `TB_AIRGAP` leaves nothing in the configuration that could reach out, used or not.
    fn check_airgap(&self, figment: &Figment, environment: &Environment, problems: &mut Vec<Problem>) {
        let mut outside = |place: String| {
            problems.push(Problem::new(
                place,
                "names a service outside the building, and `TB_AIRGAP` forbids that; remove one of the two",
            ));
        };
        for name in OUTBOUND.iter().filter(|name| environment.get(name).is_some()) {
            outside((*name).to_owned());
        }
        for (key, env, is_set) in [
            ("email_provider", "EMAIL_PROVIDER", self.email_provider != "folder"),
            ("email_api_key", "EMAIL_API_KEY", self.email_api_key.is_some()),
            ("smtp_host", "SMTP_HOST", self.smtp_host.is_some()),
            ("openai_api_key", "OPENAI_API_KEY", self.openai_api_key.is_some()),
            ("openai_base_url", "OPENAI_BASE_URL", self.openai_base_url.is_some()),
            ("external_model", "TB_EXTERNAL_MODEL", self.external_model),
            (
                "aws_access_key_id",
                "AWS_ACCESS_KEY_ID",
                self.aws_access_key_id.is_some(),
            ),
        ] {
            let told = OUTBOUND.contains(&env) && environment.get(env).is_some();
            if is_set && !told {
                outside(load::place_of(figment, key));
            }
        }
    }

    /// A service's working directory is nobody's guess, so no path stays relative to it.
    fn with_absolute_paths(mut self) -> Self {
        for path in [&mut self.data_dir, &mut self.models_dir]
            .into_iter()
            .chain(&mut self.workers_dir)
            .chain(&mut self.mail_templates)
            .chain(&mut self.smtp_ca)
            .chain(&mut self.audit_witness)
            .chain(&mut self.backup_dir)
        {
            if let Ok(absolute) = std::path::absolute(&*path) {
                *path = absolute;
            }
        }
        self
    }
}

/// A network, or a single address as one.
fn network(text: &str) -> Option<IpNet> {
    let address = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(address)
}

fn shown(figment: &Figment) -> Vec<Shown> {
    let value = |key: &str, kind: Kind| {
        let value = figment
            .find_value(key)
            .ok()
            .filter(|value| !matches!(value, Value::Empty(..)))?;
        Some(match kind {
            Kind::Secret => "********".into(),
            Kind::Url => value.as_str().map(without_password).into(),
            _ => serde_json::to_value(&value).unwrap_or_default(),
        })
    };
    let row = |setting: &settings::Setting| Shown {
        key: setting.key,
        env: setting.env,
        value: value(setting.key, setting.kind),
        source: figment
            .find_metadata(setting.key)
            .map_or_else(|| "default".into(), |metadata| metadata.name.to_string()),
    };
    SETTINGS.iter().map(row).collect()
}

/// The address with its password replaced: `postgres://user:********@host/db`.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let authority = rest.split(['/', '?']).next().unwrap_or(rest);
    let masked = authority
        .rsplit_once('@')
        .and_then(|(login, _)| login.split_once(':'))
        .map(|(user, password)| {
            let after = &rest[user.len() + 1 + password.len()..];
            format!("{scheme}://{user}:********{after}")
        });
    masked.unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests;
