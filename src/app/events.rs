//! What open pages hear: a session moved, a turn was heard.

use domain::transcript::Turn;
use domain::{PatientId, SessionId};
use tokio::sync::broadcast;

/// Something an open page may want to show.
#[derive(Debug, Clone)]
pub struct Event {
    /// Whose session: who may see this client hears it.
    pub patient: PatientId,
    /// Which session.
    pub session: SessionId,
    /// What happened.
    pub news: News,
}

/// What happened to a session.
#[derive(Debug, Clone)]
pub enum News {
    /// Its status, progress or message changed; ask for it.
    Moved,
    /// A turn of the running transcription is new or longer than before.
    Heard(Turn),
}

/// Tells every open page. A page that is too slow misses events and asks for the current state instead.
pub struct Events(broadcast::Sender<Event>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(512).0)
    }
}

impl Events {
    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    /// Tells a move.
    pub fn moved(&self, patient: PatientId, session: SessionId) {
        self.send(Event {
            patient,
            session,
            news: News::Moved,
        });
    }

    /// Tells a turn.
    pub fn heard(&self, patient: PatientId, session: SessionId, turn: Turn) {
        self.send(Event {
            patient,
            session,
            news: News::Heard(turn),
        });
    }

    fn send(&self, event: Event) {
        // No page is open: nobody to tell.
        let _ = self.0.send(event);
    }
}
