//! Ctrl-C, as a reason to stop in good order.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Listens for Ctrl-C as long as it lives; afterwards a Ctrl-C is heard by nobody.
pub struct Interrupt {
    token: CancellationToken,
    listener: JoinHandle<()>,
}

impl Interrupt {
    /// Listens from now on: what is begun after this call is not cut off in the middle.
    ///
    /// # Errors
    /// When the operating system does not let the signal be heard.
    pub fn listen() -> io::Result<Self> {
        let mut interrupts = signal(SignalKind::interrupt())?;
        let token = CancellationToken::new();
        let heard = token.clone();
        let listener = tokio::spawn(async move {
            if interrupts.recv().await.is_some() {
                heard.cancel();
            }
        });
        Ok(Self { token, listener })
    }

    /// Cancelled by Ctrl-C.
    pub fn token(&self) -> &CancellationToken {
        &self.token
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
