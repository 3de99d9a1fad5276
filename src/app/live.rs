//! What is known of running work and not stored: how far it is and the words heard so far. Lost with the process, made again
//! by the next attempt.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::SessionId;
use domain::transcript::Turn;
use tokio_util::sync::CancellationToken;

/// How far a running step is.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// `transcribing` or `extracting_notes`.
    pub stage: &'static str,
    /// 0 to 100, where it can be told.
    pub percent: Option<f64>,
    /// In words for the page.
    pub detail: String,
}

struct Work {
    progress: Progress,
    turns: Vec<Turn>,
    cancel: CancellationToken,
}

/// All running work of this process.
#[derive(Default)]
pub struct Live(Mutex<HashMap<SessionId, Work>>);

impl Live {
    fn lock(&self) -> MutexGuard<'_, HashMap<SessionId, Work>> {
        // A panic elsewhere leaves at worst a stale percentage.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Work on a session began. The entry goes when the guard is dropped.
    pub(crate) fn begin(&self, session: SessionId, progress: Progress, cancel: CancellationToken) -> Guard<'_> {
        self.lock().insert(
            session,
            Work {
                progress,
                turns: Vec::new(),
                cancel,
            },
        );
        Guard { live: self, session }
    }

    pub(crate) fn set_progress(&self, session: SessionId, progress: Progress) {
        if let Some(work) = self.lock().get_mut(&session) {
            work.progress = progress;
        }
    }

    pub(crate) fn set_turns(&self, session: SessionId, turns: &[Turn], first_changed: usize) {
        if let Some(work) = self.lock().get_mut(&session) {
            work.turns.truncate(first_changed.min(work.turns.len()));
            let from = work.turns.len();
            work.turns.extend_from_slice(turns.get(from..).unwrap_or_default());
        }
    }

    /// How far work on a session is, if it runs here.
    pub fn progress(&self, session: SessionId) -> Option<Progress> {
        self.lock().get(&session).map(|work| work.progress.clone())
    }

    /// The turns heard so far, if a transcription runs here.
    pub fn turns(&self, session: SessionId) -> Option<Vec<Turn>> {
        self.lock().get(&session).map(|work| work.turns.clone())
    }

    /// Stops work on a session, if it runs here.
    pub(crate) fn cancel(&self, session: SessionId) {
        if let Some(work) = self.lock().get(&session) {
            work.cancel.cancel();
        }
    }
}

pub(crate) struct Guard<'a> {
    live: &'a Live,
    session: SessionId,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.live.lock().remove(&self.session);
    }
}
