//! What every worker process shares: the conversation on standard input and output, the heartbeat, and the sandbox.
//!
//! A worker's `main` is three steps: [`Session::start`] says hello and starts the heartbeat; the worker loads its model;
//! [`Session::ready`] closes the sandbox and announces the model. Then [`Session::serve`] hands each request to the worker
//! on one thread while another thread keeps reading the pipe, so that bytes and cancels arrive while the engine computes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use protocol::{Failure, FromWorker, ModelInfo, ToWorker, WorkerKind};

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
}
