use std::io;

use protocol::Failure;

use crate::Readiness;

/// Why a worker's request has no result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The worker cannot start at the moment; the request was not tried.
    #[error("{}", .0.sentence())]
    Unavailable(Readiness),
    /// A deadline passed and the worker was stopped.
    #[error("the worker was stopped: {what}")]
    TimedOut {
        /// Which deadline, as a clause: "no sign of life for 10 s".
        what: String,
    },
    /// The worker's process ended, or broke the rules of the conversation and was ended.
    #[error("the worker ended: {detail}")]
    Crashed {
        /// How it ended. Holds nothing of a recording.
        detail: String,
    },
    /// The worker looked at the request and could not do it.
    #[error(transparent)]
    Refused(Failure),
    /// The caller no longer wants the result.
    #[error("cancelled")]
    Cancelled,
    /// The recording could not be read on the server's side.
    #[error("the recording could not be read")]
    Source(#[source] io::Error),
}

impl Error {
    /// Whether the same request could succeed later without anybody changing it.
    ///
    /// A refusal is final unless the worker calls it internal; a missing program or model waits for an administrator but not
    /// for another recording, so it counts as retryable.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::TimedOut { .. } | Self::Crashed { .. } | Self::Source(_) => true,
            Self::Refused(failure) => failure.is_retryable(),
            Self::Cancelled => false,
        }
    }
}
