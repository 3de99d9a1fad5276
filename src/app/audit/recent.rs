//! What was noted a moment ago, so that reading on gives no further entries. Lost with the process, which costs an entry.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::audit::Deed;
use domain::{LoginId, Timestamp};
use uuid::Uuid;

/// How long the same login, deed and record are one entry.
pub(crate) const WINDOW: Duration = Duration::from_secs(5 * 60);

/// The most that is remembered.
const ROOM: usize = 10_000;

type Key = (LoginId, Deed, Option<Uuid>);

/// When what was last noted.
#[derive(Default)]
pub(crate) struct Recent(Mutex<HashMap<Key, Timestamp>>);

impl Recent {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Timestamp>> {
        // A panic elsewhere costs at worst an entry too many.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this needs an entry.
    pub(crate) fn is_news(&self, key: Key, now: Timestamp) -> bool {
        self.lock().get(&key).is_none_or(|noted| !is_recent(*noted, now))
    }

    /// The entry is durable.
    pub(crate) fn remember(&self, key: Key, now: Timestamp) {
        let mut noted = self.lock();
        if noted.len() >= ROOM {
            noted.retain(|_, noted| is_recent(*noted, now));
        }
        // What there is no room for is noted again: entries too many, never too few.
        if noted.len() < ROOM {
            noted.insert(key, now);
        }
    }
}

/// A clock that was set back makes nothing recent for longer than it should be.
fn is_recent(noted: Timestamp, now: Timestamp) -> bool {
    noted <= now && now.since(noted) < WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_768_813_200_000_000);

    fn key(record: u128) -> Key {
        let login = LoginId::from(Uuid::from_u128(1));
        (login, Deed::SessionRead, Some(Uuid::from_u128(record)))
    }

    #[test]
    fn the_same_is_news_again_after_the_window() {
        let recent = Recent::default();
        assert!(recent.is_news(key(1), NOW));
        recent.remember(key(1), NOW);
        assert!(!recent.is_news(key(1), NOW + WINDOW - Duration::from_micros(1)));
        assert!(recent.is_news(key(1), NOW + WINDOW));
        assert!(recent.is_news(key(2), NOW));
        assert!(recent.is_news((key(1).0, Deed::NoteRead, key(1).2), NOW));
        assert!(recent.is_news(key(1), NOW - WINDOW), "the clock was set back");
    }

    #[test]
    fn what_is_remembered_has_a_bound() {
        let recent = Recent::default();
        for record in 0..2 * ROOM as u128 {
            recent.remember(key(record), NOW);
        }
        assert_eq!(recent.lock().len(), ROOM);
        assert!(recent.is_news(key(ROOM as u128), NOW));
        recent.remember(key(0), NOW + WINDOW);
        assert_eq!(recent.lock().len(), 1);
    }
}
