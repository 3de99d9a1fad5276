//! What the process says when it ends, for scripts.

use std::fmt;
use std::process::ExitCode;

/// Exit statuses. Each verb's help names the ones it uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Something went wrong that has no status of its own.
    Failed = 1,
    /// The command line or the configuration is wrong.
    Usage = 2,
    /// A file that was named cannot be used.
    UnusableFile = 3,
    /// A model or a worker program is missing or does not start.
    NoEngine = 4,
    /// Stopped by Ctrl-C.
    Interrupted = 130,
}

/// Why a verb ended early, with its status.
#[derive(Debug)]
pub struct Failure {
    /// The status.
    pub exit: Exit,
    /// What to tell the person.
    pub error: anyhow::Error,
}

impl Failure {
    /// A failure with a status of its own.
    pub fn new(exit: Exit, error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit,
            error: error.into(),
        }
    }

    /// A failure that is a sentence.
    pub fn because(exit: Exit, message: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Self {
        Self {
            exit,
            error: anyhow::Error::msg(message),
        }
    }

    /// Tells the person, and gives the status to end with. A reader that closed the pipe (`| head`) is no failure.
    pub fn report(&self) -> ExitCode {
        if self
            .error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
        {
            return ExitCode::SUCCESS;
        }
        eprintln!("error: {:#}", self.error);
        ExitCode::from(self.exit as u8)
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(Exit::Failed, error)
    }
}

/// How a verb ends.
pub type Outcome = Result<(), Failure>;
