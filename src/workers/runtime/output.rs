use std::fs::File;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::frame::{self, FrameError};
use protocol::{Failure, FromWorker};

/// The way back to the server. Clones write to the same pipe, one whole frame at a time.
#[derive(Debug, Clone)]
pub(crate) struct Output(Arc<Mutex<File>>);

impl Output {
    /// Takes descriptor 1 for frames and points descriptor 1 at standard error.
    pub(crate) fn take_stdout() -> io::Result<Self> {
        let frames = rustix::io::fcntl_dupfd_cloexec(io::stdout(), 3)?;
        rustix::stdio::dup2_stdout(io::stderr())?;
        Ok(Self(Arc::new(Mutex::new(File::from(frames)))))
    }

    #[cfg(test)]
    pub(crate) fn from_file(pipe: File) -> Self {
        Self(Arc::new(Mutex::new(pipe)))
    }

    /// Writes a message without a body.
    pub(crate) fn say(&self, message: &FromWorker) {
        self.say_with(message, &[]);
    }

    /// Writes a message. A server that no longer reads ends the process: there is nobody left to work for.
    pub(crate) fn say_with(&self, message: &FromWorker, body: &[u8]) {
        let mut pipe = lock(&self.0);
        match frame::write(&mut *pipe, message, body) {
            Ok(()) => {}
            Err(FrameError::Io(_)) => leave(0),
            Err(error @ (FrameError::TooLarge { .. } | FrameError::Message(_))) => {
                eprintln!("a message could not be sent: {error}");
                // Nothing of the frame was written: lengths are checked first. The request still has to end.
                if let Some(id) = ends(message) {
                    let failure = Failure::Internal {
                        detail: error.to_string(),
                    };
                    if frame::write(&mut *pipe, &FromWorker::Failed { id, failure }, &[]).is_err() {
                        leave(0);
                    }
                }
            }
        }
    }
}

/// The request that a message ends, if it ends one.
fn ends(message: &FromWorker) -> Option<u64> {
    match message {
        FromWorker::Transcribed { id, .. } | FromWorker::Generated { id, .. } | FromWorker::Embedded { id, .. } => {
            Some(*id)
        }
        _ => None,
    }
}

/// Ends the process at once, without the exit handlers of C libraries: they would take apart an engine that other threads
/// are still computing with.
pub(crate) fn leave(status: i32) -> ! {
    // SAFETY: `_exit` takes any status, touches no memory of ours and does not return.
    unsafe { libc::_exit(status) }
}

/// Locks, whatever a panicking thread left behind: the values guarded here are valid after every single statement.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
