//! Server-sent events: an open page hears what moves without asking.

use std::convert::Infallible;
use std::time::Duration;

use app::events::{Event as Change, News};
use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use domain::access::Action;
use domain::review::State as NoteState;
use domain::user::Caller;
use futures::Stream;
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use crate::Shared;
use crate::caller::Watching;
use crate::problem::Problem;
use crate::sessions::{Progress, WaitingFor};
use crate::transcripts::Turn;

/// How often an idle stream shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Serialize)]
struct Moved {
    id: Uuid,
    status: &'static str,
    note_state: Option<&'static str>,
    progress: Option<Progress>,
    waiting_for: Option<WaitingFor>,
    error_message: Option<String>,
    updated_at: String,
}

#[derive(Serialize)]
struct Heard {
    session_id: Uuid,
    turn: Turn,
}

/// Listen to changes
///
/// A stream of `session` events (status, progress, waiting reason) and `segment` events (a turn of a running transcription) of
/// the sessions the caller may see. It ends when the login ends, and when the reader was too slow: reconnect and ask again.
#[utoipa::path(get, path = "/api/events", tag = "events",
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = Problem),
              (status = 403, body = Problem)))]
pub(crate) async fn events(
    State(shared): State<Shared>,
    Watching(caller): Watching,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = shared.app.events.subscribe();
    let stream = futures::stream::unfold(
        (shared, caller, receiver),
        |(shared, caller, mut receiver)| async move {
            let event = next(&shared, &caller, &mut receiver).await?;
            Some((Ok(event), (shared, caller, receiver)))
        },
    );
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE).text("ping"))
}

/// The next event this caller may hear; `None` ends the stream.
async fn next(shared: &Shared, caller: &Caller, receiver: &mut Receiver<Change>) -> Option<Event> {
    loop {
        let change = tokio::select! {
            change = receiver.recv() => match change {
                Ok(change) => change,
                Err(RecvError::Lagged(_) | RecvError::Closed) => return None,
            },
            () = shared.app.stopping.cancelled() => return None,
            () = tokio::time::sleep(KEEP_ALIVE) => {
                if app::sign_in::is_live(&shared.app, caller).await {
                    continue;
                }
                return None;
            }
        };
        // Asked anew for every event: who was given or lost a client hears from then on, or no more.
        let action = match change.news {
            News::Moved => Action::ReadSession,
            News::Heard(_) => Action::ReadClinical,
        };
        match app::access::may_hear(&shared.app, caller, action, change.patient).await {
            Ok(true) => {}
            Err(app::Error::Unauthenticated(_)) => return None,
            // A database that does not answer ends no stream, and nothing is told on a guess.
            Ok(false) | Err(_) => continue,
        }
        if !app::sign_in::is_live(&shared.app, caller).await {
            return None;
        }
        let event = match change.news {
            News::Heard(turn) => Event::default().event("segment").json_data(Heard {
                session_id: change.session.uuid(),
                turn: turn.into(),
            }),
            News::Moved => {
                let Ok(overview) = app::sessions::get_overview(&shared.app, caller, change.session).await else {
                    continue;
                };
                let session = overview.session;
                Event::default().event("session").json_data(Moved {
                    id: session.id.uuid(),
                    status: session.status.as_str(),
                    note_state: session.note_state.map(NoteState::as_str),
                    progress: overview.progress.map(Progress::from),
                    waiting_for: overview.waiting_for.map(WaitingFor::from),
                    error_message: session.error_message,
                    updated_at: session.updated_at.rfc3339(),
                })
            }
        };
        match event {
            Ok(event) => return Some(event),
            Err(error) => tracing::error!(%error, "an event could not be written"),
        }
    }
}
