//! Notes what is refused to somebody who is signed in: a record they may not see, or a deed their role may not do.
//!
//! A refusal is noted here, behind the use case, because the transaction that met it is undone. A record that does not exist
//! is noted like one that is hidden, so that the two cannot be told apart by the time that answering takes.

use std::sync::{Arc, OnceLock};

use axum::extract::{Request, State};
use axum::http::Uri;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::user::Caller;
use uuid::Uuid;

use crate::Shared;
use crate::problem::Problem;

/// Marks an answer that refuses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused;

/// Who turned out to be asking; filled by the extractor of callers.
#[derive(Clone, Default)]
pub(crate) struct Asker(Arc<OnceLock<Caller>>);

impl Asker {
    pub(crate) fn is(&self, caller: &Caller) {
        let _ = self.0.set(caller.clone());
    }
}

/// The record that a request is about: the id in its path, or the client in its query.
fn record(uri: &Uri) -> Option<Uuid> {
    let pairs = uri.query().unwrap_or_default().split('&');
    let client = pairs.filter_map(|pair| pair.strip_prefix("patient_id="));
    uri.path()
        .split('/')
        .chain(client)
        .find_map(|part| Uuid::try_parse(part).ok())
}

/// Middleware around every operation. The note is durable before the answer goes out.
pub(crate) async fn note(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let asker = Asker::default();
    let record = record(request.uri());
    request.extensions_mut().insert(asker.clone());
    let response = next.run(request).await;
    match asker.0.get() {
        Some(caller) if response.extensions().get::<Refused>().is_some() => {
            match app::audit::refused(&shared.app, caller, record).await {
                Ok(()) => response,
                Err(error) => Problem::from(error).into_response(),
            }
        }
        _ => response,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_found_in_path_or_query() {
        let id = Uuid::from_u128(7);
        let found = |uri: &str| record(&uri.parse().expect("a URI"));
        assert_eq!(found(&format!("/api/sessions/{id}/notes")), Some(id));
        assert_eq!(found(&format!("/api/sessions/upload?patient_id={id}")), Some(id));
        assert_eq!(found("/api/sessions/upload?patient_id=x"), None);
        assert_eq!(found("/api/audit"), None);
    }
}
