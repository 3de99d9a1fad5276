//! The table of settings: the one place that says what can be configured.
//!
//! `settings!` turns the table into the typed [`Config`] and into [`SETTINGS`], from which everything else follows: the
//! names that are accepted in the file and in the environment, the defaults, `config show`, and the commented
//! `config.example.toml`. A setting's key in the file is its field's name; its environment variable is the contract's name
//! where there is one and otherwise the key in capitals with the prefix `TB_`.

use std::path::PathBuf;

use figment::Figment;
use secrecy::SecretString;

use super::load::{Problem, read};

/// How the text of an environment variable becomes a value, and how `config show` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A file or directory.
    Path,
    /// A whole number.
    Whole,
    /// A number, with or without a fraction.
    Decimal,
    /// `true` or `false`; `1`, `0`, `yes`, `no`, `on` and `off` are understood in the environment.
    Switch,
    /// Several texts; separated by commas in the environment.
    List,
    /// Never shown. `…_FILE` names a file to read it from.
    Secret,
    /// An address whose password is never shown. `…_FILE` names a file to read it from.
    Url,
}

impl Kind {
    /// Whether the value may be read from a file named by `…_FILE`.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Secret | Self::Url)
    }
}

/// What holds when nobody says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// This value, written as in an environment variable.
    Value(&'static str),
    /// Found at start, or nothing; the text tells the reader which.
    Unset(&'static str),
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The heading under which the example file lists it.
    pub group: &'static str,
    /// Its key in the file.
    pub key: &'static str,
    /// Its environment variable.
    pub env: &'static str,
    /// How it is written.
    pub kind: Kind,
    /// Its default.
    pub preset: Preset,
    /// What it does, a line each.
    pub doc: &'static [&'static str],
}

macro_rules! settings {
    ($( $group:literal { $( $(#[doc = $doc:literal])+ $field:ident : $type:ty = $env:literal, $kind:ident, $preset:expr; )+ } )+) => {
        /// The configuration of one installation, complete and checked.
        #[derive(Debug, Clone)]
        pub struct Config {
            $($( $(#[doc = $doc])+ pub $field: $type, )+)+
        }

        /// Every setting, in the order of the example file.
        pub const SETTINGS: &[Setting] = &[$($(
            Setting {
                group: $group,
                key: stringify!($field),
                env: $env,
                kind: Kind::$kind,
                preset: $preset,
                doc: &[$($doc),+],
            },
        )+)+];

        impl Config {
            /// Takes every setting out of the merged sources.
            ///
            /// # Errors
            /// The keys that cannot be read; each has added a problem.
            pub(super) fn extract(figment: &Figment, problems: &mut Vec<Problem>) -> Result<Self, Vec<&'static str>> {
                let mut unreadable = Vec::new();
                $($( let $field: Option<$type> = read(figment, stringify!($field), problems);
                if $field.is_none() {
                    unreadable.push(stringify!($field));
                } )+)+
                match ($($( $field, )+)+) {
                    ($($( Some($field), )+)+) => Ok(Self { $($( $field, )+)+ }),
                    _ => Err(unreadable),
                }
            }
        }
    };
}

use Preset::{Unset, Value};

settings! {
    "Where things are" {
        /// The practice's data: database, encrypted recordings, keys. Back this directory up.
        data_dir: PathBuf = "TB_DATA_DIR", Path,
            Unset("the service's state directory under systemd, /var/lib/therapybridge for root, else ~/.local/share/therapybridge");
        /// The database, `sqlite://…` or `postgres://…` (`postgresql://…?sslmode=require` as well).
        database_url: SecretString = "DATABASE_URL", Url, Unset("therapybridge.db in the data directory");
        /// Speech, language and embedding models.
        models_dir: PathBuf = "TB_MODELS_DIR", Path, Unset("models in the data directory");
        /// Use the worker programs in this directory instead of the ones inside the executable.
        workers_dir: Option<PathBuf> = "TB_WORKERS_DIR", Path, Unset("the workers carried in the executable");
    }
    "The web server" {
        /// Address to listen on. `0.0.0.0` serves the practice's network; `127.0.0.1` this machine alone.
        host: String = "HOST", Text, Value("127.0.0.1");
        /// Port to listen on; 0 takes any free one.
        port: u16 = "PORT", Whole, Value("8000");
        /// Origins of web pages on other hosts that may call the interface. The built-in pages need none.
        cors_origins: Vec<String> = "CORS_ORIGINS", List, Value("");
        /// Largest recording that is accepted, in megabytes of 1 048 576 bytes.
        max_upload_mb: u64 = "TB_MAX_UPLOAD_MB", Whole, Value("2048");
        /// Key that signs access tokens, 32 characters or more. Changing it signs everybody out.
        jwt_secret_key: Option<SecretString> = "JWT_SECRET_KEY", Secret, Unset("made at first start and kept in the data directory");
    }
    "Database connections (PostgreSQL)" {
        /// Connections kept open.
        db_pool_size: u32 = "DB_POOL_SIZE", Whole, Value("10");
        /// Further connections opened under load.
        db_max_overflow: u32 = "DB_MAX_OVERFLOW", Whole, Value("20");
        /// Seconds to wait for a free connection before a request is refused.
        db_pool_timeout: u64 = "DB_POOL_TIMEOUT", Whole, Value("30");
        /// Server processes that share the database, for the figures of `/api/health/connections`. One process uses all cores.
        workers: u32 = "WORKERS", Whole, Value("1");
    }
    "Models" {
        /// Speech model: a file name in the models directory, or a path.
        asr_model: Option<String> = "TB_ASR_MODEL", Text, Unset("the only or the best speech model in the models directory");
        /// Language model that drafts notes: a file name in the models directory, or a path.
        llm_model: Option<String> = "TB_LLM_MODEL", Text, Unset("the language model in the models directory; without one, notes are quotes only");
        /// Embedding model for search: a directory in the models directory, or a path.
        embed_model: Option<String> = "TB_EMBED_MODEL", Text, Unset("the embedding model in the models directory; without one, search goes by words");
        /// Language of the sessions, as whisper names it (`en`, `de` …), or `auto`.
        language: String = "TB_LANGUAGE", Text, Value("en");
        /// Beam width of speech recognition. 1 is fastest; 5 is most accurate.
        asr_beam: u32 = "TB_ASR_BEAM", Whole, Value("5");
        /// Parts of a recording that are transcribed at the same time. 0 chooses by the machine.
        asr_lanes: u32 = "TB_ASR_LANES", Whole, Value("0");
        /// Seconds after which an unused model gives its memory back.
        idle_unload_seconds: u64 = "TB_IDLE_UNLOAD_SECONDS", Whole, Value("600");
    }
    "A model outside the building" {
        /// Let a model outside draft notes when no language model here can: the words of the session are sent there. Needs a key.
        external_model: bool = "TB_EXTERNAL_MODEL", Switch, Value("false");
        /// Key of OpenAI, or of a service with the same interface. Alone it sends nothing.
        openai_api_key: Option<SecretString> = "OPENAI_API_KEY", Secret, Unset("none");
        /// Address of the service, up to and with the version of its interface.
        openai_base_url: Option<String> = "OPENAI_BASE_URL", Text, Unset("OpenAI's, https://api.openai.com/v1");
        /// The model, by the service's name for it.
        openai_model: String = "OPENAI_MODEL", Text, Value("gpt-4o");
        /// Seconds that one attempt may take.
        openai_timeout: u64 = "OPENAI_TIMEOUT", Whole, Value("120");
        /// How often an answer is asked for again when the service is busy, out of order, or gives no usable one.
        openai_max_retries: u32 = "OPENAI_MAX_RETRIES", Whole, Value("3");
        /// Tokens that prompt and answer may have together; a longer session is asked about in parts.
        openai_context: u32 = "TB_OPENAI_CONTEXT", Whole, Value("32768");
        /// US dollars for a million tokens that the model reads, for the estimate of what a note cost.
        openai_price_input: Option<f64> = "TB_OPENAI_PRICE_INPUT", Decimal, Unset("unknown; notes tell no cost");
        /// The same for tokens that it writes.
        openai_price_output: Option<f64> = "TB_OPENAI_PRICE_OUTPUT", Decimal, Unset("unknown; notes tell no cost");
    }
    "Processing" {
        /// How often a step of a session is tried before the session is marked as failed.
        job_attempts: u32 = "TB_JOB_ATTEMPTS", Whole, Value("3");
        /// The client's mood in a note: `off` (none), `therapist` (entered by hand only), or `draft` (a drafter may propose it).
        mood_inference: String = "TB_MOOD_INFERENCE", Text, Value("draft");
    }
    "Sign-in" {
        /// Who may make an account without an invitation: `therapist`, `patient`, both, or nobody.
        signup: Vec<String> = "TB_SIGNUP", List, Value("");
        /// Demand a second factor of therapists, supervisors and administrators.
        require_mfa: bool = "TB_REQUIRE_MFA", Switch, Value("true");
        /// Addresses of reverse proxies whose `X-Forwarded-For` is believed.
        trusted_proxies: Vec<String> = "TB_TRUSTED_PROXIES", List, Value("");
        /// Sign-ins per minute and address; 0 sets no limit.
        rate_limit_login: u32 = "TB_RATE_LIMIT_LOGIN", Whole, Value("5");
        /// Sign-ups per hour and address; 0 sets no limit.
        rate_limit_signup: u32 = "TB_RATE_LIMIT_SIGNUP", Whole, Value("3");
        /// Exports per hour and person; 0 sets no limit.
        rate_limit_export: u32 = "TB_RATE_LIMIT_EXPORT", Whole, Value("20");
        /// All other requests per minute and person (or address, before signing in); 0 sets no limit.
        rate_limit_other: u32 = "TB_RATE_LIMIT_OTHER", Whole, Value("100");
    }
    "Mail" {
        /// How mail leaves: `folder` (files in the data directory, for a practice without mail), `smtp`, `sendgrid` or `ses`.
        email_provider: String = "EMAIL_PROVIDER", Text, Value("folder");
        /// Sender of every mail.
        email_from: String = "EMAIL_FROM", Text, Value("noreply@localhost");
        /// Where links in mails lead: the address under which people reach the pages.
        frontend_url: Option<String> = "FRONTEND_URL", Text, Unset("the address the server listens on");
        /// Directory with own templates; what is not in it is taken from the built-in ones.
        mail_templates: Option<PathBuf> = "TB_MAIL_TEMPLATES", Path, Unset("the built-in templates");
        /// SMTP server.
        smtp_host: Option<String> = "SMTP_HOST", Text, Unset("none");
        /// Its port: 587 with STARTTLS, 465 with TLS from the first byte.
        smtp_port: u16 = "SMTP_PORT", Whole, Value("587");
        /// How the connection is protected: `starttls`, `tls`, or `none` for a relay on this machine.
        smtp_security: String = "TB_SMTP_SECURITY", Text, Value("starttls");
        /// Login at the SMTP server.
        smtp_username: Option<String> = "SMTP_USERNAME", Text, Unset("no login");
        /// Its password.
        smtp_password: Option<SecretString> = "SMTP_PASSWORD", Secret, Unset("none");
        /// File with a further certificate authority (PEM) that the mail server's certificate may be signed by.
        smtp_ca: Option<PathBuf> = "TB_SMTP_CA", Path, Unset("the system's authorities alone");
        /// SendGrid API key.
        email_api_key: Option<SecretString> = "EMAIL_API_KEY", Secret, Unset("none");
        /// SendGrid's address.
        sendgrid_url: String = "TB_SENDGRID_URL", Text, Value("https://api.sendgrid.com");
        /// AWS access key of a user that may send mail.
        aws_access_key_id: Option<String> = "AWS_ACCESS_KEY_ID", Text, Unset("none");
        /// Its secret.
        aws_secret_access_key: Option<SecretString> = "AWS_SECRET_ACCESS_KEY", Secret, Unset("none");
        /// AWS region.
        aws_default_region: String = "AWS_DEFAULT_REGION", Text, Value("us-east-1");
        /// SES's address.
        ses_url: Option<String> = "TB_SES_URL", Text, Unset("Amazon's endpoint of the region");
    }
    "The practice" {
        /// Its name, as the letterhead of documents and the calendar show it.
        practice_name: String = "TB_PRACTICE_NAME", Text, Value("Therapy practice");
        /// Lines under the name in the letterhead: address, telephone. Separated by commas in the environment.
        practice_address: Vec<String> = "TB_PRACTICE_ADDRESS", List, Value("");
    }
    "What happens by the clock" {
        /// Compute the practice's numbers, clean up, let exports expire and make backups by the clock.
        analytics_scheduler: bool = "ENABLE_ANALYTICS_SCHEDULER", Switch, Value("true");
        /// Hour of the day, 0 to 23, at which yesterday's numbers are computed.
        daily_aggregation_hour: u8 = "DAILY_AGGREGATION_HOUR", Whole, Value("0");
        /// The practice's time zone (`Europe/Berlin`, `America/New_York` …): when a day, a week and an hour begin.
        scheduler_timezone: String = "SCHEDULER_TIMEZONE", Text, Value("UTC");
        /// Directory for nightly backups; best on another disk.
        backup_dir: Option<PathBuf> = "TB_BACKUP_DIR", Path, Unset("no nightly backup");
        /// How many backups are kept.
        backup_keep: u32 = "TB_BACKUP_KEEP", Whole, Value("14");
    }
    "Cleaning up" {
        /// Days after which the recording of a failed session is removed. The session stays.
        failed_session_retention_days: u32 = "FAILED_SESSION_RETENTION_DAYS", Whole, Value("7");
        /// Hours after which a file that belongs to no session is removed.
        orphaned_file_retention_hours: u32 = "ORPHANED_FILE_RETENTION_HOURS", Whole, Value("24");
        /// Clean up at every start as well.
        auto_cleanup_on_startup: bool = "AUTO_CLEANUP_ON_STARTUP", Switch, Value("false");
    }
    "Audit" {
        /// File to which signed statements about the audit trail are added; best on another disk, out of an intruder's reach.
        audit_witness: Option<PathBuf> = "TB_AUDIT_WITNESS", Path, Unset("audit-checkpoints.jsonl in the data directory");
    }
    "Privacy" {
        /// Refuse to start when anything is configured that could send data out of the building.
        airgap: bool = "TB_AIRGAP", Switch, Value("false");
    }
    "Log" {
        /// `error`, `warn`, `info`, `debug` or `trace`.
        log_level: String = "LOG_LEVEL", Text, Value("info");
        /// `human`, `json`, or `auto`: human on a terminal, JSON otherwise.
        log_format: String = "TB_LOG_FORMAT", Text, Value("auto");
    }
}

/// Names of the original backend that this version accepts, so that an existing `.env` keeps working, and does not use.
pub const ACCEPTED: &[&str] = &["ENVIRONMENT", "DEBUG", "SQL_ECHO", "SECRET_KEY"];

/// The names that would let data leave the building; `airgap` refuses them. (`EMAIL_PROVIDER` and `TB_EXTERNAL_MODEL` are looked
/// at by their values.)
pub const OUTBOUND: &[&str] = &[
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "EMAIL_API_KEY",
    "SMTP_HOST",
    "AWS_ACCESS_KEY_ID",
];
