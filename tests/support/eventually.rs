use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long a state may take to appear before a test gives up. Far above what a busy machine needs.
pub const DEADLINE: Duration = Duration::from_secs(30);
/// How often it is looked for.
const EVERY: Duration = Duration::from_millis(5);

/// Looks until `probe` finds something.
///
/// # Panics
/// When it has not after [`DEADLINE`].
pub async fn eventually<T, F: Future<Output = Option<T>>>(what: &str, mut probe: impl FnMut() -> F) -> T {
    let end = Instant::now() + DEADLINE;
    loop {
        if let Some(found) = probe().await {
            return found;
        }
        assert!(Instant::now() < end, "not within {DEADLINE:?}: {what}");
        sleep(EVERY).await;
    }
}

/// Lets every task that could go on do so, many times over: what has not happened then is waiting for something.
pub async fn everybody_gets_a_turn() {
    for _ in 0..500 {
        tokio::task::yield_now().await;
    }
}
