use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use protocol::{FromWorker, asr, llm};

use crate::Recording;
use crate::output::Output;

/// One request, for the worker's handler.
#[derive(Debug)]
pub struct Task {
    /// What to do.
    pub request: Request,
    /// Where intermediate results go.
    pub reply: Reply,
    /// Set once the answer is no longer wanted.
    pub cancel: Cancel,
}

/// What a server asks for. A worker answers the kind it serves and fails the others with
/// [`protocol::Failure::Internal`].
#[derive(Debug)]
pub enum Request {
    /// Speech to text.
    Transcribe {
        /// The recording, pulled from the server as it is read.
        recording: Recording,
        /// How to transcribe it.
        options: asr::Options,
    },
    /// An answer of the language model.
    Generate(llm::Request),
    /// One vector per text, in their order.
    Embed(Vec<String>),
}

/// The result of a [`Request`].
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Totals of a transcription; its segments went through [`Reply::segment`].
    Transcribed(asr::Summary),
    /// The whole text.
    Generated(llm::Output),
    /// One vector per text, all of the same length.
    Embedded(Vec<Vec<f32>>),
}

/// Sends intermediate results of one request. Cheap to clone, usable from any thread.
#[derive(Debug, Clone)]
pub struct Reply {
    pub(crate) id: u64,
    pub(crate) output: Output,
    pub(crate) cancel: Cancel,
}

impl Reply {
    /// Says how far a transcription is.
    pub fn progress(&self, progress: asr::Progress) {
        self.say(FromWorker::Progress { id: self.id, progress });
    }

    /// Sends a finished segment; in order of time within each channel.
    pub fn segment(&self, segment: asr::Segment) {
        self.say(FromWorker::Segment { id: self.id, segment });
    }

    /// Sends a piece of the text that is generated for the section at this place of the request.
    pub fn token(&self, section: u32, text: &str) {
        self.say(FromWorker::Token {
            id: self.id,
            section,
            text: text.to_owned(),
        });
    }

    fn say(&self, message: FromWorker) {
        if !self.cancel.is_set() {
            self.output.say(&message);
        }
    }
}

/// Set once the server no longer wants the answer to a request.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Whether to stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// The flag itself, for engines that poll one.
    pub fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }

    pub(crate) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
