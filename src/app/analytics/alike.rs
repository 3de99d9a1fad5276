//! Which topics are near neighbours, by the vectors of the embedding model. Without one, and while it is slow, words alone say
//! which topics are the same.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::topic::Topics;
use engine::{Embedder, Readiness};
use tokio_util::sync::CancellationToken;

use crate::App;

/// The most topics that are compared by their vectors, the commonest first. All others are told apart by their words.
const MOST: usize = 200;
/// The most vectors that are remembered.
const KEPT: usize = 4096;
/// Texts per request to the worker, so that nobody waits long behind this.
const BATCH: usize = 32;
/// The longest that a request waits for vectors. They are made to the end all the same, and the next one has them.
pub(super) const REQUEST: Duration = Duration::from_millis(700);
/// The longest that a computation in the background waits.
pub(super) const BACKGROUND: Duration = Duration::from_secs(60);

/// The vectors of topics, in memory for as long as the process lives.
#[derive(Clone, Default)]
pub struct Vectors {
    known: Arc<Mutex<HashMap<String, Vec<f32>>>>,
    /// Held while vectors are made, so that they are made once.
    making: Arc<tokio::sync::Mutex<()>>,
}

impl Vectors {
    fn known(&self) -> MutexGuard<'_, HashMap<String, Vec<f32>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn missing(&self, texts: &[String]) -> Vec<String> {
        let known = self.known();
        texts
            .iter()
            .filter(|text| !known.contains_key(*text))
            .cloned()
            .collect()
    }

    fn of(&self, texts: &[String]) -> HashMap<String, Vec<f32>> {
        let known = self.known();
        let found = texts
            .iter()
            .filter_map(|text| Some((text.clone(), known.get(text)?.clone())));
        found.collect()
    }

    async fn make(self, embed: Arc<dyn Embedder>, texts: Vec<String>) {
        let _making = self.making.lock().await;
        for batch in self.missing(&texts).chunks(BATCH) {
            match embed.embed(batch.to_vec(), CancellationToken::new()).await {
                Ok(made) if made.len() == batch.len() => {
                    let mut known = self.known();
                    if known.len() + made.len() > KEPT {
                        known.clear();
                    }
                    known.extend(batch.iter().cloned().zip(made));
                }
                Ok(_) => return,
                Err(error) => {
                    tracing::warn!(%error, "no vectors for topics; words alone tell them apart");
                    return;
                }
            }
        }
    }
}

/// Puts wordings together into topics, and waits at most so long for the vectors of those that words tell apart.
pub(super) async fn group(app: &App, counts: &BTreeMap<String, u64>, patience: Duration) -> Topics {
    let by_words = Topics::group(counts, &HashMap::new());
    let able = matches!(
        app.embed.readiness(),
        Readiness::Idle { .. } | Readiness::Loading { .. } | Readiness::Ready(_)
    );
    if !able || by_words.labels().len() < 2 {
        return by_words;
    }
    let labels: Vec<String> = by_words.labels().iter().take(MOST).cloned().collect();
    if !app.topics.missing(&labels).is_empty() {
        let making = tokio::spawn(app.topics.clone().make(app.embed.clone(), labels.clone()));
        let _ = tokio::time::timeout(patience, making).await;
    }
    Topics::group(counts, &app.topics.of(&labels))
}
