//! What every worker process shares: the conversation on standard input and output, the heartbeat, and the sandbox.
//!
//! A worker's `main` is three steps: [`Session::start`] says hello, forbids the network and starts the heartbeat; the worker
//! loads its model; [`Session::ready`] closes the file system and announces the model. Then [`Connection::serve`] hands each
//! request to the worker on the calling thread while another thread keeps reading the pipe, so that bytes and cancels arrive
//! while the engine computes.
//!
//! Standard output belongs to the frames alone. The session keeps it under another descriptor and points descriptor 1 at
//! standard error, so a C library that prints cannot corrupt the stream. A panic is reported by its place in the source only:
//! its message may quote what was said in a recording.

mod connection;
mod output;
mod recording;
#[cfg(target_os = "linux")]
#[path = "sandbox.rs"]
mod sandbox;
#[cfg(not(target_os = "linux"))]
#[path = "sandbox_other.rs"]
mod sandbox;
mod session;
mod task;

pub use connection::Connection;
pub use recording::Recording;
pub use session::{Seal, Session, SessionError};
pub use task::{Answer, Cancel, Reply, Request, Task};
