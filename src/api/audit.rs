//! The audit trail, for administrators.

use app::audit::{Export, Query as Which, csv};
use axum::Json;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use futures::{Stream, StreamExt};
use serde::{Deserialize, Serialize};
use store::audit::{Filter, Listed, Report};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// Entries of a page when nobody says otherwise.
const PAGE: u32 = 100;
/// The most entries of a page.
const MAX_PAGE: u32 = 1000;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_audit))
        .routes(routes!(export_audit))
        .routes(routes!(audit_verification))
}

/// One entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditEntry {
    /// Its place in the trail: 1, 2, 3 …
    seq: i64,
    /// RFC 3339.
    at: String,
    /// The account; null for the appliance itself and for somebody who was not signed in.
    actor: Option<Uuid>,
    /// The account's name as it is today.
    actor_name: Option<String>,
    /// The login it was done with.
    login: Option<Uuid>,
    /// What was done, such as `session_read`.
    deed: String,
    /// The record it was done to.
    record: Option<Uuid>,
    /// `done`, `refused` or `failed`.
    outcome: String,
    /// Why, as a code.
    reason: Option<String>,
    /// Address of the device.
    address: Option<String>,
    /// What the device calls itself.
    agent: Option<String>,
}

impl From<Listed> for AuditEntry {
    fn from(entry: Listed) -> Self {
        let line = entry.stored.line;
        Self {
            seq: line.seq,
            at: line.at.rfc3339(),
            actor: line.actor,
            actor_name: entry.actor_name,
            login: line.login,
            deed: line.deed,
            record: line.record,
            outcome: line.outcome,
            reason: line.reason,
            address: line.address,
            agent: line.agent,
        }
    }
}

/// A page of the trail.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditPage {
    entries: Vec<AuditEntry>,
    /// The `cursor` of the next page; null on the last.
    next_cursor: Option<String>,
}

/// Which entries to show.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Not before this moment (RFC 3339).
    from: Option<String>,
    /// Before this moment (RFC 3339).
    to: Option<String>,
    /// Of this account.
    actor: Option<Uuid>,
    /// About this record.
    record: Option<Uuid>,
    /// This deed.
    deed: Option<String>,
    /// With this end: `done`, `refused` or `failed`.
    outcome: Option<String>,
}

/// Which page to show.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// At most this many, up to 1000; 100 when absent.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// An empty value means the same as none: forms send both.
fn given(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.is_empty())
}

fn moment(field: &'static str, text: Option<String>) -> Result<Option<Timestamp>, Problem> {
    let read = |text: String| {
        Timestamp::from_rfc3339(&text)
            .ok_or_else(|| Problem::invalid(field, "This is no time like 2026-01-19T09:00:00Z."))
    };
    given(text).map(read).transpose()
}

impl TryFrom<AuditQuery> for Filter {
    type Error = Problem;
    fn try_from(query: AuditQuery) -> Result<Self, Problem> {
        let deed = given(query.deed).map(|word| word.parse()).transpose();
        let outcome = given(query.outcome).map(|word| word.parse()).transpose();
        let unknown = |field| move |error: domain::audit::UnknownWord| Problem::invalid(field, error.to_string());
        Ok(Self {
            from: moment("from", query.from)?,
            to: moment("to", query.to)?,
            actor: query.actor,
            record: query.record,
            deed: deed.map_err(unknown("deed"))?,
            outcome: outcome.map_err(unknown("outcome"))?,
        })
    }
}

/// Read the audit trail, newest first
///
/// Reading it is an entry itself.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(AuditQuery, PageQuery),
    responses((status = 200, body = AuditPage), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn list_audit(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<AuditQuery>, QueryRejection>,
    page: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Json<AuditPage>, Problem> {
    let (Query(query), Query(page)) = (query?, page?);
    let before = given(page.cursor).map(|cursor| cursor.parse::<i64>()).transpose();
    let limit = page.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let which = Which {
        filter: query.try_into()?,
        before: before.map_err(|_| Problem::invalid("cursor", "This is no cursor of an earlier page."))?,
        limit: limit + 1, // one more tells whether there is a next page
    };
    let found = app::audit::list(&shared.app, &caller, which).await?;
    let more = found.len() > limit as usize;
    let entries: Vec<AuditEntry> = found.into_iter().take(limit as usize).map(AuditEntry::from).collect();
    let next_cursor = entries.last().filter(|_| more).map(|entry| entry.seq.to_string());
    Ok(Json(AuditPage { entries, next_cursor }))
}

/// Export the audit trail as CSV, oldest first
///
/// Every cell is safe to open in a spreadsheet. Exporting is an entry itself, the last one of the export.
#[utoipa::path(get, path = "/api/audit/export", tag = "audit", params(AuditQuery),
    responses((status = 200, content_type = "text/csv", body = String), (status = 401, body = Problem),
              (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn export_audit(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<AuditQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query?;
    let export = app::audit::export(&shared.app, &caller, query.try_into()?).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    Ok((headers, Body::from_stream(table(export))).into_response())
}

fn table(export: Export) -> impl Stream<Item = Result<String, app::Error>> {
    let lines = futures::stream::try_unfold(export, |mut export| async move {
        let entries = export.next().await.inspect_err(|error| {
            tracing::error!(
                error = error as &dyn std::error::Error,
                "an export of the audit trail broke off"
            );
        })?;
        Ok(entries.map(|entries| {
            let mut text = String::new();
            entries.iter().for_each(|entry| csv::row(&mut text, entry));
            (text, export)
        }))
    });
    futures::stream::iter([Ok(csv::HEADER.to_owned())]).chain(lines)
}

/// The newest signed statement of where the trail ended.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditCheckpoint {
    /// The last entry it covers.
    seq: i64,
    /// RFC 3339.
    at: String,
}

/// Whether the end of the trail is whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuditVerification {
    /// Entries of the whole trail.
    entries: i64,
    /// The first entry that was verified: the one of the last checkpoint, or a later one when that is far away.
    verified_from: i64,
    /// Whether nothing is wrong with what was verified.
    ok: bool,
    /// The first entry that something is wrong with.
    first_broken: Option<i64>,
    /// `changed`, `missing`, `out_of_order`, `cut_off`, `head_changed`, `rewritten`, `checkpoint_changed` or
    /// `checkpoint_missing`.
    reason: Option<&'static str>,
    last_checkpoint: Option<AuditCheckpoint>,
}

impl From<Report> for AuditVerification {
    fn from(report: Report) -> Self {
        Self {
            entries: report.entries,
            verified_from: report.from,
            ok: report.broken.is_none(),
            first_broken: report.broken.map(|broken| broken.seq),
            reason: report.broken.map(|broken| broken.fault.as_str()),
            last_checkpoint: report
                .last_checkpoint
                .map(|(seq, at)| AuditCheckpoint { seq, at: at.rfc3339() }),
        }
    }
}

/// Verify the end of the audit trail
///
/// From the last checkpoint on. The whole trail is verified by the command `therapybridge audit verify`.
#[utoipa::path(get, path = "/api/audit/verification", tag = "audit",
    responses((status = 200, body = AuditVerification), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn audit_verification(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<AuditVerification>, Problem> {
    Ok(Json(app::audit::verification(&shared.app, &caller).await?.into()))
}
