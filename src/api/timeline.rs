//! What happened around a patient.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use domain::PatientId;
use serde::{Deserialize, Serialize};
use store::timeline::Position;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// How many entries a page has when nobody says.
const PAGE: u32 = 50;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(get_timeline))
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimelineEntry {
    /// RFC 3339.
    at: String,
    /// `session`, `appointment`, `measure`, `goal`, `consent`, `release` or `note_signed`.
    kind: String,
    /// The record; of `note_signed` the session.
    id: Uuid,
    /// How far it is, or what became of it.
    state: Option<String>,
    /// What a session was about.
    topics: Vec<String>,
    /// The sum of a questionnaire.
    score: Option<u8>,
    /// The questionnaire: `phq9` or `gad7`.
    instrument: Option<String>,
}

impl From<app::timeline::Entry> for TimelineEntry {
    fn from(entry: app::timeline::Entry) -> Self {
        Self {
            at: entry.entry.at.rfc3339(),
            kind: entry.entry.kind,
            id: entry.entry.id,
            state: entry.entry.state,
            topics: entry.topics,
            score: entry.score,
            instrument: entry.entry.instrument,
        }
    }
}

/// A page of what happened, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Timeline {
    entries: Vec<TimelineEntry>,
    /// The `before` of the next page; null on the last.
    next: Option<String>,
}

/// Which part of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TimelineQuery {
    /// At most this many (up to 200); 50 when absent.
    limit: Option<u32>,
    /// The `next` of the page before.
    before: Option<String>,
}

fn written(position: &Position) -> String {
    let Position {
        moment,
        id,
        kind,
        state,
    } = position;
    format!("{moment}.{}.{kind}.{state}", id.simple())
}

fn read(text: &str) -> Option<Position> {
    let mut parts = text.splitn(4, '.');
    Some(Position {
        moment: parts.next()?.parse().ok()?,
        id: Uuid::try_parse(parts.next()?).ok()?,
        kind: parts.next()?.to_owned(),
        state: parts.next()?.to_owned(),
    })
}

/// Read what happened around a patient, newest first
///
/// Sessions with their topics, appointments, questionnaires with their sum, goals, consents, released summaries and signatures.
#[utoipa::path(get, path = "/api/patients/{id}/timeline", tag = "patients", params(("id" = Uuid, Path), TimelineQuery),
    responses((status = 200, body = Timeline), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn get_timeline(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    query: Result<Query<TimelineQuery>, QueryRejection>,
) -> Result<Json<Timeline>, Problem> {
    let (Path(id), Query(query)) = (id?, query?);
    let after = match query.before.as_deref().filter(|text| !text.is_empty()) {
        None => Position::first(),
        Some(text) => read(text).ok_or_else(|| Problem::invalid("before", "This is no `next` of an earlier page."))?,
    };
    let limit = query.limit.unwrap_or(PAGE);
    let page = app::timeline::page(&shared.app, &caller, PatientId::from(id), &after, limit).await?;
    Ok(Json(Timeline {
        entries: page.entries.into_iter().map(TimelineEntry::from).collect(),
        next: page.next.as_ref().map(written),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_read_as_it_is_written() {
        let position = Position {
            moment: 1_764_000_000_000_000,
            id: Uuid::from_u128(7),
            kind: "appointment".into(),
            state: "no_show".into(),
        };
        assert_eq!(read(&written(&position)), Some(position));
        for text in ["", "1", "x.y.z.", "1.2.session."] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
