//! A therapist's appointments for their calendar program.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::caller::SignedIn;
use crate::origin;
use crate::problem::{Code, Problem};

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(get_calendar_feed, make_calendar_feed, revoke_calendar_feed))
        .routes(routes!(fetch_calendar))
}

/// Whether somebody has an address for their calendar program.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalendarFeed {
    exists: bool,
    /// RFC 3339.
    created_at: Option<String>,
    /// RFC 3339: when a program last asked, to the hour.
    fetched_at: Option<String>,
}

/// A new address.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewCalendarFeed {
    /// Secret, and shown this once: whoever has it sees when one has appointments.
    url: String,
}

/// Whether one has an address for one's calendar program
#[utoipa::path(get, path = "/api/calendar-feed", tag = "appointments",
    responses((status = 200, body = CalendarFeed), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_calendar_feed(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<CalendarFeed>, Problem> {
    let feed = app::calendar_feed::get(&shared.app, &caller).await?;
    Ok(Json(CalendarFeed {
        exists: feed.is_some(),
        created_at: feed.map(|feed| feed.created_at.rfc3339()),
        fetched_at: feed.and_then(|feed| feed.fetched_at).map(|at| at.rfc3339()),
    }))
}

/// Make an address for one's calendar program
///
/// In place of an earlier one, which stops working. Calendars show "Appointment", when, and whether in person, by video or by
/// telephone; never a patient.
#[utoipa::path(post, path = "/api/calendar-feed", tag = "appointments",
    responses((status = 201, body = NewCalendarFeed), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn make_calendar_feed(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<(StatusCode, Json<NewCalendarFeed>), Problem> {
    let url = app::calendar_feed::make(&shared.app, &caller).await?;
    Ok((StatusCode::CREATED, Json(NewCalendarFeed { url })))
}

/// End the address of one's calendar program
#[utoipa::path(delete, path = "/api/calendar-feed", tag = "appointments",
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn revoke_calendar_feed(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<StatusCode, Problem> {
    app::calendar_feed::revoke(&shared.app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Fetch appointments as a calendar program does
///
/// An iCalendar text (RFC 5545). `file` is the secret of the address, followed by `.ics`.
#[utoipa::path(get, path = "/api/calendar/{file}", tag = "appointments", params(("file" = String, Path)), security(()),
    responses((status = 200, body = String, content_type = "text/calendar"), (status = 404, body = Problem)))]
pub(crate) async fn fetch_calendar(
    State(shared): State<Shared>,
    origin::From(origin): origin::From,
    file: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Path(file) = file?;
    let token = file.strip_suffix(".ics");
    let token = token.ok_or_else(|| Problem::new(Code::NotFound, "There is no such calendar."))?;
    let text = app::calendar_feed::fetch(&shared.app, token, &origin).await?;
    Ok(([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response())
}
