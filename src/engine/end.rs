use std::fmt;
use std::os::unix::process::ExitStatusExt;
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
            Self::Exited(Some(status)) => {
                write!(formatter, "it ended by itself ({status})")?;
                match for_want_of_instructions(*status, &absent_instructions()) {
                    Some(why) => write!(formatter, "; {why}"),
                    None => Ok(()),
                }
            }
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

/// Why the processor refused to go on with a worker, where that is so: whoever installed the program on an old machine would
/// otherwise read of a signal only. It is said after the fact, because a worker may have been compiled without these
/// instructions (docs/decisions/0005-what-the-compiler-is-asked-for.md).
fn for_want_of_instructions(status: ExitStatus, absent: &[&str]) -> Option<String> {
    (status.signal() == Some(libc::SIGILL) && !absent.is_empty()).then(|| {
        format!(
            "it is compiled for processors with AVX2, FMA and F16C, and this one is without {}",
            absent.join(", ")
        )
    })
}

/// Which of the instructions that the real workers use this processor lacks, by their names.
fn absent_instructions() -> Vec<&'static str> {
    #[cfg(target_arch = "x86_64")]
    let known = [
        ("AVX2", std::arch::is_x86_feature_detected!("avx2")),
        ("FMA", std::arch::is_x86_feature_detected!("fma")),
        ("F16C", std::arch::is_x86_feature_detected!("f16c")),
    ];
    #[cfg(not(target_arch = "x86_64"))]
    let known: [(&str, bool); 0] = [];
    known
        .into_iter()
        .filter_map(|(name, present)| (!present).then_some(name))
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ended_by(signal: i32) -> ExitStatus {
        ExitStatus::from_raw(signal)
    }

    #[test]
    fn an_old_processor_is_named_as_the_reason() {
        let why = for_want_of_instructions(ended_by(libc::SIGILL), &["AVX2", "FMA"]).unwrap();
        assert!(why.ends_with("this one is without AVX2, FMA"), "{why}");
    }

    #[test]
    fn a_processor_is_not_blamed_for_other_ends() {
        assert_eq!(for_want_of_instructions(ended_by(libc::SIGILL), &[]), None);
        assert_eq!(for_want_of_instructions(ended_by(libc::SIGABRT), &["AVX2"]), None);
        assert_eq!(
            for_want_of_instructions(ExitStatus::from_raw(4 << 8), &["AVX2"]),
            None,
            "exit code 4"
        );
    }
}
