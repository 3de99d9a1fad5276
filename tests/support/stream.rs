use axum::body::Body;
use futures::StreamExt;
use serde_json::Value;
use tokio::time::timeout;

use crate::DEADLINE;

/// Reads server-sent events.
pub struct EventStream {
    body: axum::body::BodyDataStream,
    pending: String,
}

impl EventStream {
    pub(crate) fn new(body: Body) -> Self {
        Self {
            body: body.into_data_stream(),
            pending: String::new(),
        }
    }

    /// The next event: its name and its data. `None` at the end of the stream; comments are passed over.
    ///
    /// # Panics
    /// When nothing comes within [`DEADLINE`].
    pub async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.pending.split_once("\n\n") {
                let event = event.to_owned();
                self.pending = rest.to_owned();
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                if let (Some(name), Some(data)) = (field("event:"), field("data:")) {
                    return Some((
                        name.to_owned(),
                        serde_json::from_str(data).expect("data of an event is JSON"),
                    ));
                }
                continue;
            }
            let chunk = timeout(DEADLINE, self.body.next())
                .await
                .expect("an event or the end of the stream")?;
            let chunk = chunk.expect("the stream does not break");
            self.pending
                .push_str(std::str::from_utf8(&chunk).expect("events are text"));
        }
    }

    /// Reads on until an event satisfies `wanted`, and returns it.
    ///
    /// # Panics
    /// When the stream ends before.
    pub async fn until(&mut self, what: &str, mut wanted: impl FnMut(&str, &Value) -> bool) -> (String, Value) {
        loop {
            let (name, data) = self
                .next()
                .await
                .unwrap_or_else(|| panic!("the stream ended before {what}"));
            if wanted(&name, &data) {
                return (name, data);
            }
        }
    }
}
