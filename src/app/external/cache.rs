//! Answers to identical requests. A draft that is asked for again from the same transcript, or a job that starts again after a
//! crash of something else, need neither pay nor send a session's words twice.
//!
//! An answer holds words of a client: it stays in memory only, for [`LIFE`] at most, and is wiped when it goes.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use ring::digest::{SHA256, digest};
use zeroize::Zeroizing;

/// How long an answer is kept.
const LIFE: Duration = Duration::from_secs(60 * 60);
/// How many answers are kept: those of some ten sessions.
const MOST: usize = 128;
/// How many bytes they may have together.
const MOST_BYTES: usize = 4 << 20;

/// What tells one request from another: SHA-256 of where it goes and all it says, the model's name included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key([u8; 32]);

impl Key {
    pub(super) fn of(url: &str, body: &[u8]) -> Self {
        let mut text = Zeroizing::new(Vec::with_capacity(url.len() + 1 + body.len()));
        text.extend_from_slice(url.as_bytes());
        text.push(0); // stands in no address
        text.extend_from_slice(body);
        let mut key = [0; 32];
        key.copy_from_slice(digest(&SHA256, &text).as_ref());
        Self(key)
    }
}

/// An answer that was good.
#[derive(Clone)]
pub(super) struct Kept {
    pub(super) text: Zeroizing<String>,
    pub(super) prompt_tokens: u32,
    pub(super) output_tokens: u32,
}

struct Entry {
    key: Key,
    since: Timestamp,
    kept: Kept,
}

/// The answers, oldest first.
#[derive(Default)]
pub(super) struct Cache(Mutex<VecDeque<Entry>>);

impl Cache {
    /// The answer to this request, if it is young enough.
    pub(super) fn get(&self, key: Key, now: Timestamp) -> Option<Kept> {
        let mut entries = self.lock();
        forget(&mut entries, now);
        let found = entries.iter().find(|entry| entry.key == key)?;
        Some(found.kept.clone())
    }

    /// Keeps an answer; the oldest make room for it.
    pub(super) fn put(&self, key: Key, kept: Kept, now: Timestamp) {
        let mut entries = self.lock();
        entries.retain(|entry| entry.key != key);
        entries.push_back(Entry { key, since: now, kept });
        forget(&mut entries, now);
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget(entries: &mut VecDeque<Entry>, now: Timestamp) {
    entries.retain(|entry| now.since(entry.since) < LIFE);
    let mut bytes: usize = entries.iter().map(|entry| entry.kept.text.len()).sum();
    while entries.len() > MOST || bytes > MOST_BYTES {
        let Some(oldest) = entries.pop_front() else { break };
        bytes -= oldest.kept.text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_micros(1_768_813_200_000_000);

    fn kept(text: String) -> Kept {
        Kept {
            text: Zeroizing::new(text),
            prompt_tokens: 1,
            output_tokens: 1,
        }
    }

    fn text(cache: &Cache, key: Key, now: Timestamp) -> Option<String> {
        cache.get(key, now).map(|kept| kept.text.to_string())
    }

    #[test]
    fn only_the_identical_request_finds_its_answer() {
        let cache = Cache::default();
        let key = Key::of("https://a.example", b"body");
        cache.put(key, kept("answer".into()), NOON);
        assert_eq!(text(&cache, key, NOON), Some("answer".into()));
        for other in [
            Key::of("https://b.example", b"body"),
            Key::of("https://a.example", b"bodY"),
            Key::of("https://a.exampleb", b"ody"),
        ] {
            assert_eq!(text(&cache, other, NOON), None);
        }
    }

    #[test]
    fn an_answer_lives_an_hour() {
        let cache = Cache::default();
        let key = Key::of("https://a.example", b"body");
        cache.put(key, kept("answer".into()), NOON);
        assert!(text(&cache, key, NOON + LIFE - Duration::from_micros(1)).is_some());
        assert_eq!(text(&cache, key, NOON + LIFE), None);
        assert!(cache.lock().is_empty(), "it is gone, and not only hidden");
    }

    #[test]
    fn the_oldest_make_room() {
        let cache = Cache::default();
        let key = |number: usize| Key::of("https://a.example", &number.to_be_bytes());
        for number in 0..MOST + 2 {
            cache.put(key(number), kept(number.to_string()), NOON);
        }
        assert_eq!(cache.lock().len(), MOST);
        assert_eq!(text(&cache, key(1), NOON), None);
        assert_eq!(text(&cache, key(2), NOON), Some("2".into()));
        cache.put(key(0), kept("x".repeat(MOST_BYTES)), NOON);
        assert_eq!(cache.lock().len(), 1, "bytes are bounded as well");
    }
}
