use std::panic;
use std::path::PathBuf;
use std::process;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use protocol::{Failure, FromWorker, ModelInfo, VERSION, WorkerKind};

use crate::Connection;
use crate::output::{Output, leave, lock};
use crate::sandbox;

/// How often a worker says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Where the last panic happened, as `file:line`.
static LAST_PANIC: Mutex<Option<String>> = Mutex::new(None);

/// A worker between its first breath and its announced model.
#[derive(Debug)]
pub struct Session {
    output: Output,
    /// What the first half of the sandbox achieved.
    network: Result<Vec<&'static str>, SessionError>,
}

/// What stays open when the sandbox closes.
#[derive(Debug, Clone, Default)]
pub struct Seal {
    /// Files and directories that the worker still reads while it works. Whatever is open or mapped already stays usable,
    /// so a model that was loaded or mapped whole needs none.
    pub read_paths: Vec<PathBuf>,
    /// Most bytes of writable memory, beside read-only mappings of model files and memory of a GPU.
    pub memory_bytes: Option<u64>,
}

/// The sandbox could not be closed.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The kernel refused a restriction without which untrusted media must not be decoded.
    #[error("the sandbox cannot be closed: {restriction} was refused: {detail}")]
    Sandbox {
        /// Which restriction.
        restriction: &'static str,
        /// What the kernel said.
        detail: String,
    },
}

impl Session {
    /// Says hello, starts the heartbeat and forbids the network, new programs and tracing for the rest of the process's
    /// life. Call it first in `main`, before any other thread exists: only threads born later inherit the restrictions.
    pub fn start(kind: WorkerKind, version: &'static str) -> Self {
        report_panics_by_place();
        let output = Output::take_stdout().unwrap_or_else(|error| {
            eprintln!("standard output cannot be kept for frames: {error}");
            leave(1)
        });
        let network = sandbox::forbid_network();
        output.say(&FromWorker::Hello {
            protocol: VERSION,
            kind,
            version: version.to_owned(),
        });
        let heart = output.clone();
        let parent = rustix::process::getppid();
        let beat = move || {
            loop {
                thread::sleep(HEARTBEAT);
                // A worker whose server died is handed to another parent. The pipe says so too, but nobody may be reading
                // it while a model loads.
                if rustix::process::getppid() != parent {
                    leave(0);
                }
                heart.say(&FromWorker::Alive);
            }
        };
        if let Err(error) = thread::Builder::new().name("heartbeat".into()).spawn(beat) {
            eprintln!("the heartbeat cannot be started: {error}");
            leave(1);
        }
        Self { output, network }
    }

    /// Closes the sandbox and announces the model together with the restrictions that hold.
    ///
    /// # Errors
    /// When the kernel refused to forbid the network or the file system; the server has been told, and the worker should
    /// exit.
    pub fn ready(self, model: ModelInfo, seal: Seal) -> Result<Connection, SessionError> {
        let gpu = model.device != "cpu";
        let closed = self.network.and_then(|mut sealed| {
            sealed.extend(sandbox::close(&seal, gpu)?);
            Ok(sealed)
        });
        match closed {
            Ok(sealed) => {
                let sealed = sealed.into_iter().map(str::to_owned).collect();
                self.output.say(&FromWorker::Ready { model, sealed });
                Ok(Connection { output: self.output })
            }
            Err(error) => {
                let failure = Failure::Internal {
                    detail: error.to_string(),
                };
                self.output.say(&FromWorker::NotReady { failure });
                Err(error)
            }
        }
    }

    /// Says why there is no model and exits with status 1.
    pub fn not_ready(self, failure: Failure) -> ! {
        self.output.say(&FromWorker::NotReady { failure });
        process::exit(1)
    }
}

/// Replaces the panic report: messages of indexing and slicing quote the text they stumbled over.
fn report_panics_by_place() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(
            || "an unknown place".to_owned(),
            |at| format!("{}:{}", at.file(), at.line()),
        );
        eprintln!("panic at {place}");
        *lock(&LAST_PANIC) = Some(place);
    }));
}

/// A sentence about the last panic.
pub(crate) fn last_panic() -> String {
    match lock(&LAST_PANIC).as_deref() {
        Some(place) => format!("the worker panicked at {place}"),
        None => "the worker panicked".to_owned(),
    }
}
