//! The practice's words and rules: who may do what, how a session moves from upload to note, when a job is tried again.
//!
//! Nothing here reads a file, opens a connection or asks for the time: every rule is a function of its arguments, so each can
//! be printed as a table, agreed on and tested exhaustively (`tests/golden`).

pub mod access;
pub mod account_token;
pub mod analytics;
pub mod appointment;
pub mod attendance;
pub mod audio;
pub mod audit;
pub mod break_glass;
pub mod calendar;
pub mod claim;
pub mod consent;
pub mod fingerprint;
pub mod format;
pub mod goal;
pub mod ids;
pub mod invitation;
pub mod job;
pub mod login;
pub mod mail;
pub mod measure;
pub mod note;
pub mod participant;
pub mod password;
pub mod patient;
pub mod release;
pub mod review;
pub mod risk;
pub mod schedule;
pub mod second_factor;
pub mod session;
pub mod time;
pub mod topic;
pub mod transcript;
pub mod user;

pub use ids::{
    AmendmentId, BreakGlassId, ConsentId, GoalId, InvitationId, JobId, LoginId, MailId, ParticipantId, PatientId,
    SessionId, TemplateId, UserId,
};
pub use time::{Clock, SystemClock, Timestamp};
