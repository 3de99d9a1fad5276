//! The script's format.
//!
//! ```json
//! {
//!   "ready_after_ms": 50,
//!   "rules": [{ "starts_with": "CRASH", "steps": [{ "do": "crash" }] }],
//!   "steps": [
//!     { "do": "read" },
//!     { "do": "segments", "over_ms": 200, "segments": [{ "text": "Hello.", "start_ms": 0, "end_ms": 900, "channel": 0 }] }
//!   ]
//! }
//! ```
//!
//! For each request the steps of the first rule that fits are taken, or else the script's own. A transcription answers with
//! the segments of its steps, a generation with their texts one after the other, and embeddings are hashes of the texts. A
//! generation with several sections answers each with the same text unless a `sections` step gives every one its own:
//!
//! ```json
//! { "do": "sections", "texts": [{ "claims": [] }, "not even JSON"] }
//! ```

use protocol::Failure;
use serde::Deserialize;

/// What a fake worker does.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Script {
    /// Milliseconds that loading takes.
    pub(crate) ready_after_ms: u64,
    /// Says hello with this protocol version and nothing more.
    pub(crate) protocol: Option<u32>,
    /// Fails to load for this reason.
    pub(crate) not_ready: Option<Failure>,
    /// The limit it sets itself.
    pub(crate) memory_bytes: Option<u64>,
    /// What it claims as its context.
    pub(crate) context_tokens: u32,
    /// Length of its vectors.
    pub(crate) dimensions: u32,
    /// How likely a request is to crash it before its first step, 0 to 1.
    pub(crate) crash_probability: f64,
    /// Steps for certain requests.
    pub(crate) rules: Vec<Rule>,
    /// Steps for the others.
    pub(crate) steps: Vec<Step>,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            ready_after_ms: 0,
            protocol: None,
            not_ready: None,
            memory_bytes: None,
            context_tokens: 8192,
            dimensions: 16,
            crash_probability: 0.0,
            rules: Vec::new(),
            steps: Vec::new(),
        }
    }
}

/// Steps for the requests that it fits. Conditions that are absent fit everything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// How the recording, the last message of the prompt or the first text starts.
    pub(crate) starts_with: Option<String>,
    /// What a message or a section's instruction of the prompt or a text contains.
    pub(crate) contains: Option<String>,
    /// The how-manieth request of this process, from 1.
    pub(crate) request: Option<u64>,
    /// What to do then.
    pub(crate) steps: Vec<Step>,
}

/// One thing to do.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Step {
    /// Reads the whole recording; the summary's format becomes `fake/LENGTH-HASH` (64-bit FNV-1a in hexadecimal).
    Read,
    /// Sends segments, spread over a time.
    Segments {
        /// The segments.
        segments: Vec<Line>,
        /// Milliseconds for all of them.
        #[serde(default)]
        over_ms: u64,
    },
    /// Generates a text, word by word over a time.
    Text {
        /// The text.
        text: String,
        /// Milliseconds for all of it.
        #[serde(default)]
        over_ms: u64,
    },
    /// Generates a JSON value as text at once.
    Json {
        /// The value.
        value: serde_json::Value,
    },
    /// Generates a text of its own for each section of the request, in their order; sections beyond the list get what the
    /// other steps generate.
    Sections {
        /// Texts as strings; any other value becomes its JSON.
        texts: Vec<serde_json::Value>,
    },
    /// Works for a while; a cancel ends it.
    Wait {
        /// Milliseconds.
        ms: u64,
    },
    /// Makes no progress until it is cancelled, or for ever.
    Stall {
        /// Does not hear the cancel.
        #[serde(default)]
        deaf: bool,
    },
    /// Dies like a program that ran over its memory.
    Crash,
    /// Stops altogether, the heartbeat included.
    Hang,
    /// Prints something between the frames.
    Garbage,
    /// Prints on standard output as a C library would.
    Print {
        /// What.
        text: String,
    },
    /// Panics.
    Panic,
    /// Takes memory and keeps it.
    Allocate {
        /// Mebibytes.
        mib: usize,
    },
    /// Fails the request.
    Fail {
        /// With this failure.
        failure: Failure,
    },
    /// Generates the names of its environment variables, each on a line.
    Environment,
    /// Tries to connect and generates what came of it.
    Connect {
        /// Host and port.
        address: String,
    },
    /// Tries to read a file, to write it, and to start it, and generates what came of each.
    Touch {
        /// The file.
        path: String,
    },
}

/// A segment of a script.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    /// The words.
    pub(crate) text: String,
    /// Start in milliseconds.
    pub(crate) start_ms: u64,
    /// End in milliseconds.
    pub(crate) end_ms: u64,
    /// Channel, if channels are apart.
    pub(crate) channel: Option<u16>,
}
