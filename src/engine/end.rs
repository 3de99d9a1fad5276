use std::fmt;
use std::process::ExitStatus;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::{Failure, VERSION};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::Error;

/// Why a process ended. Its text is a clause: "the worker ended: …".
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cause {
    /// By itself.
    Exited(Option<ExitStatus>),
    /// It could not be started at all.
    NotStarted(String),
    /// No first frame in time.
    NoHello(Duration),
    /// Its model took too long to load.
    SlowLoad(Duration),
    /// It speaks another version of the protocol.
    OtherVersion(u32),
    /// It could not load its model.
    NotReady(Failure),
    /// It sent something that the protocol does not allow.
    Broke(String),
    /// No frame at all for so long.
    Silent(Duration),
    /// A heartbeat but nothing about its request for so long.
    Stalled(Duration),
    /// More memory than it may have, in bytes.
    OverMemory {
        /// What it held.
        held: u64,
        /// What it may hold.
        limit: u64,
    },
    /// The server had no more use for it.
    Unwanted,
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(Some(status)) => write!(formatter, "it ended by itself ({status})"),
            Self::Exited(None) => formatter.write_str("it ended by itself"),
            Self::NotStarted(error) => write!(formatter, "it could not be started: {error}"),
            Self::NoHello(after) => write!(formatter, "it did not say hello within {after:?}"),
            Self::SlowLoad(after) => write!(formatter, "its model was not loaded within {after:?}"),
            Self::OtherVersion(theirs) => {
                write!(
                    formatter,
                    "it speaks version {theirs} of the worker protocol and this server version {VERSION}"
                )
            }
            Self::NotReady(failure) => write!(formatter, "{failure}"),
            Self::Broke(how) => write!(formatter, "it broke the worker protocol: {how}"),
            Self::Silent(after) => write!(formatter, "it gave no sign of life for {after:?}"),
            Self::Stalled(after) => write!(formatter, "it made no progress for {after:?}"),
            Self::OverMemory { held, limit } => {
                write!(
                    formatter,
                    "it held {} MiB of memory and may hold {} MiB",
                    held >> 20,
                    limit >> 20
                )
            }
            Self::Unwanted => formatter.write_str("it was no longer needed"),
        }
    }
}

impl Cause {
    /// What it means for the request that was being worked on.
    pub(crate) fn error(&self) -> Error {
        match self {
            Self::Silent(_) | Self::Stalled(_) => Error::TimedOut { what: self.to_string() },
            Self::Unwanted => Error::Cancelled,
            _ => Error::Crashed {
                detail: self.to_string(),
            },
        }
    }
}

/// The end of one process: who asked for it first, and whether it has come.
#[derive(Debug, Default)]
pub(crate) struct End {
    cause: Mutex<Option<Cause>>,
    wanted: CancellationToken,
    came: CancellationToken,
    heard: CancellationToken,
}

impl End {
    /// Has the process killed. Only the first cause counts.
    pub(crate) fn kill(&self, cause: Cause) {
        self.cause().get_or_insert(cause);
        self.wanted.cancel();
    }

    /// Notes why the process is about to end by itself, for whoever waits for it. Only the first cause counts.
    pub(crate) fn explain(&self, cause: Cause) {
        self.cause().get_or_insert(cause);
    }

    /// What is to be dropped when the last words of the process were read.
    pub(crate) fn listening(&self) -> DropGuard {
        self.heard.clone().drop_guard()
    }

    /// Resolves when nobody listens to the process any more.
    pub(crate) async fn heard(&self) {
        self.heard.cancelled().await;
    }

    /// Resolves when somebody wants the process killed.
    pub(crate) async fn wanted(&self) {
        self.wanted.cancelled().await;
    }

    /// The cause, which is `otherwise` when nobody killed the process.
    pub(crate) fn cause_or(&self, otherwise: Cause) -> Cause {
        self.cause().get_or_insert(otherwise).clone()
    }

    /// Notes that the process is gone and reaped.
    pub(crate) fn note(&self) {
        self.came.cancel();
    }

    /// Whether the process is gone or about to be.
    pub(crate) fn is_over(&self) -> bool {
        self.wanted.is_cancelled() || self.came.is_cancelled()
    }

    /// Waits until the process is gone and says why.
    pub(crate) async fn wait(&self) -> Cause {
        self.came.cancelled().await;
        self.cause_or(Cause::Exited(None))
    }

    fn cause(&self) -> MutexGuard<'_, Option<Cause>> {
        self.cause.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
