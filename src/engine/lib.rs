//! The server's side of its workers: it starts them, watches them, ends them, and speaks their protocol.
//!
//! A worker is a separate process that decodes untrusted media or runs a model. This crate treats it as something that will
//! crash: [`Transcriber`], [`Drafter`] and [`Embedder`] are what the rest of the product sees, [`Asr`], [`Llm`] and [`Embed`]
//! are their implementations over one supervised process each. That process is started by the first request, takes one request
//! at a time, and ends when it misbehaves, when it has been idle for long enough, when its server dies, or when it is told to.
//!
//! A crash costs one attempt of one request. After it the worker is [`Readiness::Degraded`] for a while that doubles with every
//! further crash, and says why; then the next request starts it anew.

mod asr;
mod call;
mod config;
mod digest;
mod embed;
mod end;
mod error;
mod frames;
mod llm;
mod models;
mod process;
mod program;
mod readiness;
mod source;
mod spawn;
mod supervisor;

pub use asr::{Asr, Transcriber, TranscriptionEvent};
pub use config::{Backoff, Deadlines, WorkerConfig};
pub use embed::{Embed, Embedder};
pub use error::Error;
pub use llm::{Drafter, Llm};
pub use models::{Model, ModelChoice};
pub use process::Announcement;
pub use program::Program;
pub use readiness::Readiness;
pub use source::{FileSource, RecordingSource};
pub use supervisor::Supervisor;
