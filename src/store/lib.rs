//! Everything that is written down: the database, the recordings, and the keys that close both.
//!
//! This is the only crate that knows SQL. There are two databases and one text per statement ([`db`]); the few statements that
//! must differ stand side by side in `dialect`. Every function takes the transaction it works in, so that the caller decides
//! what is committed together. Words of a client are sealed before they reach a column ([`seal`]) and recordings before they
//! reach the disk ([`blobs`]).

pub mod access;
pub mod account_tokens;
pub mod amendments;
pub mod appointments;
pub mod assignments;
pub mod audit;
pub mod backup;
pub mod blobs;
pub mod break_glass;
pub mod calendar_feeds;
pub mod consents;
pub mod daily_stats;
pub mod db;
mod dialect;
mod error;
pub mod goals;
pub mod invitations;
pub mod jobs;
pub mod keys;
pub mod logins;
pub mod mails;
pub mod measures;
pub mod meetings;
pub mod notes;
pub mod participants;
pub mod patient_progress;
pub mod patients;
pub mod portal;
pub mod process_notes;
pub mod recordings;
pub mod releases;
pub mod schedules;
pub mod seal;
pub mod second_factors;
pub mod session_metrics;
pub mod sessions;
pub mod signatures;
pub mod supervisions;
pub mod templates;
pub mod timeline;
pub mod transcripts;
pub mod users;

pub use db::{Db, Tx};
pub use error::{Error, Result};
