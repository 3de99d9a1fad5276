//! What the product does: one file per noun, one function per verb.
//!
//! Each function takes the [`App`] and, where a person asks, the [`domain::user::Caller`]. It opens one transaction, checks
//! access inside it, changes rows, writes the audit line, queues the next job and commits once. Nothing slow happens in a
//! request: transcription and drafting are jobs ([`jobs`]).

pub mod access;
mod account_sweep;
pub mod account_tokens;
pub mod analytics;
pub mod appointments;
pub mod assignments;
pub mod audit;
pub mod backup;
pub mod break_glass;
pub mod calendar_feed;
pub mod cleanup;
pub mod consents;
pub mod documents;
pub mod drafting;
pub mod egress;
mod error;
pub mod evaluation;
pub mod events;
pub mod exports;
pub mod external;
pub mod formats;
pub mod goals;
pub mod health;
pub mod invitations;
pub mod jobs;
pub mod live;
pub mod logins;
pub mod mail;
pub mod measures;
pub mod notes;
pub mod participants;
pub mod password_reset;
pub mod passwords;
pub mod patients;
pub mod portal;
pub mod presence;
pub mod process_notes;
pub mod recordings;
pub mod releases;
pub mod risk;
pub mod schedule;
pub mod second_factor;
pub mod session_metrics;
pub mod sessions;
pub mod sign_in;
pub mod sign_up;
pub mod supervisions;
pub mod templates;
pub mod timeline;
pub mod tokens;
mod totp;
pub mod transcripts;
pub mod users;
pub mod verification;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::{Clock, Timestamp, calendar};
use engine::{Drafter, Embedder, Transcriber};
use store::Db;
use store::blobs::Blobs;
use store::keys::PracticeKey;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use error::{Error, Result};

/// What can be set from outside.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The longest recording that is accepted, in bytes.
    pub max_upload_bytes: u64,
    /// How often a job may fail by its own fault before it is given up.
    pub job_attempts: u32,
    /// How long a claimed job is safe from other runners without a sign of life.
    pub job_lease: Duration,
    /// Language of the recordings, `auto` to detect it.
    pub language: String,
    /// Beam width of speech recognition.
    pub beam_size: u32,
    /// Parallel recognition lanes; 0 lets the worker choose.
    pub lanes: u32,
    /// Roles that may make an account without an invitation.
    pub signup: Vec<domain::user::Role>,
    /// Whether staff must have a second factor.
    pub require_mfa: bool,
    /// Whose word a mood in a note may be.
    pub mood_policy: domain::note::MoodPolicy,
    /// The practice's time zone: when a day and a week begin.
    pub timezone: Tz,
    /// What happens by the clock.
    pub schedule: Schedule,
    /// How long what nobody needs any more is kept.
    pub retention: Retention,
    /// The practice, as its letters show it.
    pub practice: Practice,
    /// Whether the practice lets a model outside the building draft notes.
    pub external_model: bool,
    /// The contract's `WORKERS`, `DB_POOL_SIZE` and `DB_MAX_OVERFLOW`, for the connection report.
    pub pool: health::PoolReport,
}

/// What happens by the clock.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Whether anything does.
    pub enabled: bool,
    /// Hour of the day, 0 to 23, at which yesterday's numbers are computed.
    pub daily_hour: u8,
    /// Where backups go; `None`: none are made.
    pub backup_dir: Option<PathBuf>,
    /// How many backups are kept.
    pub backup_keep: u32,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            enabled: true,
            daily_hour: 0,
            backup_dir: None,
            backup_keep: 14,
        }
    }
}

/// How long what nobody needs any more is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The recording of a failed session, in days.
    pub failed_session_days: u32,
    /// A file that belongs to no session, in hours.
    pub orphaned_file_hours: u32,
    /// Clean up at every start as well.
    pub on_startup: bool,
}

impl Default for Retention {
    /// The contract's defaults.
    fn default() -> Self {
        Self {
            failed_session_days: 7,
            orphaned_file_hours: 24,
            on_startup: false,
        }
    }
}

/// The practice, as its letters show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// Its name.
    pub name: String,
    /// Lines under the name: address, telephone.
    pub address: Vec<String>,
}

impl Default for Practice {
    fn default() -> Self {
        Self {
            name: "Therapy practice".into(),
            address: Vec::new(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_upload_bytes: 2048 << 20,
            job_attempts: domain::job::MAX_ATTEMPTS,
            job_lease: domain::job::LEASE,
            language: "en".into(),
            beam_size: 5,
            lanes: 0,
            signup: Vec::new(),
            require_mfa: false,
            mood_policy: domain::note::MoodPolicy::default(),
            timezone: Tz::UTC,
            schedule: Schedule::default(),
            retention: Retention::default(),
            practice: Practice::default(),
            external_model: false,
            pool: health::PoolReport::default(),
        }
    }
}

/// The parts the product is made of. `wiring.rs` of the binary puts them together; tests put in their own.
pub struct App {
    /// The database.
    pub db: Db,
    /// The recordings.
    pub blobs: Blobs,
    /// The documents that somebody asked for.
    pub exports: Blobs,
    /// The practice's key.
    pub key: PracticeKey,
    /// Speech recognition.
    pub asr: Arc<dyn Transcriber>,
    /// The language model.
    pub llm: Arc<dyn Drafter>,
    /// A language model outside the building, where one is configured.
    pub external: Option<Arc<external::Service>>,
    /// Sentence embeddings.
    pub embed: Arc<dyn Embedder>,
    /// Vectors of topics, for telling which are near neighbours.
    pub topics: analytics::Vectors,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Signs access tokens.
    pub tokens: tokens::Signer,
    /// Hashes passwords.
    pub passwords: passwords::Hasher,
    /// Writes and sends mail.
    pub mailer: mail::Mailer,
    /// Keeps the audit trail.
    pub audit: audit::Keeper,
    /// Tells open pages what moved.
    pub events: events::Events,
    /// What is known of running work and not yet stored.
    pub live: live::Live,
    /// Wakes the job runner.
    pub wake: Notify,
    /// Cancelled when the process is asked to stop: streams end, running jobs are put back.
    pub stopping: CancellationToken,
    /// This machine, as it signs its leases.
    pub node: Uuid,
    /// Settings.
    pub settings: Settings,
}

impl App {
    /// The current moment.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The day it is in the practice.
    pub fn today(&self) -> NaiveDate {
        self.day_of(self.now())
    }

    /// The day of a moment as the practice's calendar shows it.
    pub fn day_of(&self, at: Timestamp) -> NaiveDate {
        calendar::day_of(at, self.settings.timezone)
    }
}
