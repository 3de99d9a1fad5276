//! What the server and its workers say to each other.
//!
//! A worker is a separate process that does one dangerous thing (decode untrusted media, run a model) and talks over its
//! standard input and output. Both directions carry *frames* ([`frame`]): a JSON header that is one of the messages below
//! and an optional run of raw bytes. The server speaks [`ToWorker`], the worker [`FromWorker`].
//!
//! The life of a worker: it starts, says [`FromWorker::Hello`] with its protocol version, loads its model, closes the doors
//! behind itself (no network, no files), says [`FromWorker::Ready`], and then answers requests. While it is alive it says
//! [`FromWorker::Alive`] about once a second, whatever else it is doing. A request has an `id`; every message about it
//! repeats that id, and it ends with exactly one of [`FromWorker::Transcribed`], [`FromWorker::Generated`],
//! [`FromWorker::Embedded`] or [`FromWorker::Failed`].
//!
//! Recordings are *pulled*: the worker asks for the bytes it needs with [`FromWorker::Read`] and gets [`ToWorker::Bytes`].
//! So neither side ever holds more than a few blocks, a file whose index stands at its end can still be decoded, and a
//! cancel is never stuck behind gigabytes of audio.

pub mod asr;
pub mod embed;
mod failure;
pub mod frame;
pub mod llm;

pub use failure::Failure;
use serde::{Deserialize, Serialize};

/// Spoken in [`FromWorker::Hello`]; a server refuses a worker of another version.
pub const VERSION: u32 = 2;

/// The most bytes one [`FromWorker::Read`] may ask for.
pub const MAX_READ: u32 = 1 << 20;

/// Which of the workers this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkerKind {
    /// Speech to text: `tb-asr`.
    Asr,
    /// Language model: `tb-llm`.
    Llm,
    /// Sentence embeddings: `tb-embed`.
    Embed,
}

impl WorkerKind {
    /// The name of the worker's executable.
    pub fn program(self) -> &'static str {
        match self {
            Self::Asr => "tb-asr",
            Self::Llm => "tb-llm",
            Self::Embed => "tb-embed",
        }
    }
}

/// What a worker found when it loaded its model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// File name of the model without its directory.
    pub name: String,
    /// Where it runs: `cpu`, `cuda:0`, `metal` …
    pub device: String,
    /// Parallel lanes it will use (whisper states, CPU threads).
    pub lanes: u32,
    /// Tokens of context (language models), or `None`.
    pub context_tokens: Option<u32>,
    /// Vector length (embedding models), or `None`.
    pub dimensions: Option<u32>,
    /// SHA-256 of the model's file in hexadecimal (language models). Filled in by the server: it remembers the hash of a file
    /// that has not changed, and a worker that is started again need not read gigabytes for it.
    #[serde(default)]
    pub sha256: Option<String>,
    /// How the weights are quantised, such as `Q4_K_M` (language models whose file says so), or `None`.
    #[serde(default)]
    pub quantisation: Option<String>,
}

/// Server to worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToWorker {
    /// Transcribe a recording of `bytes` bytes, to be pulled with [`FromWorker::Read`].
    Transcribe {
        /// Request id, chosen by the server.
        id: u64,
        /// Length of the recording file in bytes.
        bytes: u64,
        /// How to transcribe it.
        options: asr::Options,
    },
    /// The answer to a [`FromWorker::Read`]; the bytes are the frame's body. Fewer bytes than asked for mean the end of the
    /// recording.
    Bytes {
        /// Request id.
        id: u64,
        /// Offset of the first byte of the body in the recording.
        offset: u64,
    },
    /// The recording could not be read on the server's side; the worker ends the request with [`Failure::Unreadable`].
    ReadFailed {
        /// Request id.
        id: u64,
    },
    /// Answer a prompt under a JSON schema.
    Generate {
        /// Request id.
        id: u64,
        /// Prompt, schema and limits.
        request: llm::Request,
    },
    /// Embed each text as one vector.
    Embed {
        /// Request id.
        id: u64,
        /// The texts, in the order in which the vectors come back.
        texts: Vec<String>,
    },
    /// Stop working on a request; it ends with [`Failure::Cancelled`] unless it had already ended.
    Cancel {
        /// Request id.
        id: u64,
    },
    /// Finish nothing more and exit with status 0. Closing the pipe means the same.
    Shutdown,
}

/// Worker to server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromWorker {
    /// The first frame, before anything slow.
    Hello {
        /// Must equal [`VERSION`].
        protocol: u32,
        /// Which worker this is.
        kind: WorkerKind,
        /// The worker's own version.
        version: String,
    },
    /// The model is loaded and the sandbox is closed. `sealed` names what holds: `no_network`, `no_files`, `memory_limit` …
    Ready {
        /// What was loaded.
        model: ModelInfo,
        /// The restrictions in force, for `doctor` and the log.
        sealed: Vec<String>,
    },
    /// The model could not be loaded; the process exits after this.
    NotReady {
        /// Why.
        failure: Failure,
    },
    /// Heartbeat.
    Alive,
    /// Wants bytes of the recording.
    Read {
        /// Request id.
        id: u64,
        /// Offset in the recording.
        offset: u64,
        /// How many, at most [`MAX_READ`].
        length: u32,
    },
    /// How far along a transcription is.
    Progress {
        /// Request id.
        id: u64,
        /// How far.
        progress: asr::Progress,
    },
    /// The next finished segment, in order of time per channel.
    Segment {
        /// Request id.
        id: u64,
        /// The segment.
        segment: asr::Segment,
    },
    /// A transcription is complete.
    Transcribed {
        /// Request id.
        id: u64,
        /// Totals.
        summary: asr::Summary,
    },
    /// A piece of generated text, as it appears.
    Token {
        /// Request id.
        id: u64,
        /// Place of the answer among the request's sections.
        #[serde(default)]
        section: u32,
        /// The text of one or more tokens.
        text: String,
    },
    /// A generation is complete.
    Generated {
        /// Request id.
        id: u64,
        /// The whole text and its costs.
        output: llm::Output,
    },
    /// The vectors, `count × dimensions` little-endian `f32` in the body.
    Embedded {
        /// Request id.
        id: u64,
        /// Shape of the body.
        shape: embed::Shape,
    },
    /// The request ended without a result.
    Failed {
        /// Request id.
        id: u64,
        /// Why.
        failure: Failure,
    },
}
