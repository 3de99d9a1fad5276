//! Cleaning up: what nobody needs any more, what it takes up, and removing it.

use app::Retention;
use app::cleanup::{Amount, Doomed, Preview, Report, Scope, Statistics};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(clean_orphaned_files))
        .routes(routes!(clean_failed_sessions))
        .routes(routes!(clean_all))
        .routes(routes!(get_cleanup_status))
        .routes(routes!(get_cleanup_config))
        .routes(routes!(get_cleanup_preview))
}

/// Whether to remove anything.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct CleanupQuery {
    /// Only say what would be removed.
    #[serde(default)]
    dry_run: bool,
}

/// What a cleanup did, or would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct CleanupResult {
    dry_run: bool,
    /// Files that belonged to no session.
    orphaned_files_deleted: usize,
    /// Sessions that had failed and whose recording was deleted. Their records stay.
    failed_sessions_cleaned: usize,
    total_space_freed_mb: f64,
    /// What could not be deleted, and why. The rest was.
    errors: Vec<String>,
    files: Vec<CleanupFile>,
}

/// A file that goes, or went.
#[derive(Serialize, ToSchema)]
pub(crate) struct CleanupFile {
    /// `orphaned_file` or `failed_session`.
    kind: &'static str,
    /// The session's, where there is one.
    id: Uuid,
    bytes: u64,
    /// Since the file was written, or since the session failed.
    age_hours: f64,
    reason: String,
}

impl CleanupFile {
    fn new(file: &Doomed, kept: &Retention) -> Self {
        Self {
            kind: file.kind(),
            id: file.id,
            bytes: file.bytes,
            age_hours: (file.age.as_secs_f64() / 360.0).floor() / 10.0,
            reason: file.reason(kept),
        }
    }
}

/// Megabytes with two decimals.
fn mb(bytes: u64) -> f64 {
    (bytes as f64 / (1u64 << 20) as f64 * 100.0).round() / 100.0
}

impl CleanupResult {
    fn new(report: Report, kept: &Retention) -> Self {
        Self {
            dry_run: report.dry_run,
            orphaned_files_deleted: report.orphans(),
            failed_sessions_cleaned: report.failed(),
            total_space_freed_mb: mb(report.bytes()),
            files: report.files.iter().map(|file| CleanupFile::new(file, kept)).collect(),
            errors: report.errors,
        }
    }
}

/// How many files, and how large they are together.
#[derive(Serialize, ToSchema)]
pub(crate) struct CleanupAmount {
    count: u64,
    total_size_mb: f64,
}

impl From<Amount> for CleanupAmount {
    fn from(amount: Amount) -> Self {
        Self {
            count: amount.count,
            total_size_mb: mb(amount.bytes),
        }
    }
}

/// What a cleanup would find now.
#[derive(Serialize, ToSchema)]
pub(crate) struct CleanupStatus {
    /// Files that belong to no session and are old enough to go.
    orphaned_files: CleanupAmount,
    /// Recordings of failed sessions that are old enough to go.
    failed_sessions: CleanupAmount,
    /// Recordings of all sessions that have one.
    recordings: CleanupAmount,
    /// What the appliance can still write to its disk.
    free_space_mb: f64,
}

impl From<Statistics> for CleanupStatus {
    fn from(found: Statistics) -> Self {
        Self {
            orphaned_files: found.orphaned.into(),
            failed_sessions: found.failed.into(),
            recordings: found.recordings.into(),
            free_space_mb: mb(found.free_bytes),
        }
    }
}

/// How long things are kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct CleanupConfig {
    failed_session_retention_days: u32,
    orphaned_file_retention_hours: u32,
    auto_cleanup_on_startup: bool,
}

/// What the next cleanup by the clock will remove.
#[derive(Serialize, ToSchema)]
pub(crate) struct CleanupPreview {
    /// RFC 3339; null when nothing happens by the clock here. The files are then what a cleanup would remove now.
    next_run_at: Option<String>,
    /// Their ages are the ones at that time.
    files: Vec<CleanupFile>,
}

async fn clean(
    shared: &Shared,
    SignedIn(caller): SignedIn,
    query: Result<Query<CleanupQuery>, QueryRejection>,
    scope: Scope,
) -> Result<Json<CleanupResult>, Problem> {
    let Query(query) = query?;
    let report = app::cleanup::request(&shared.app, &caller, scope, query.dry_run).await?;
    Ok(Json(CleanupResult::new(report, &shared.app.settings.retention)))
}

/// Remove recordings that belong to no session
///
/// Those older than `ORPHANED_FILE_RETENTION_HOURS`, with uploads that never ended.
#[utoipa::path(post, path = "/api/admin/cleanup/orphaned-files", tag = "administration", params(CleanupQuery),
    responses((status = 200, body = CleanupResult), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn clean_orphaned_files(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    query: Result<Query<CleanupQuery>, QueryRejection>,
) -> Result<Json<CleanupResult>, Problem> {
    clean(&shared, signed_in, query, Scope::Orphans).await
}

/// Remove the recordings of sessions that failed long ago
///
/// After `FAILED_SESSION_RETENTION_DAYS`. The sessions and what was heard in them stay; the key of the recording is destroyed.
#[utoipa::path(post, path = "/api/admin/cleanup/failed-sessions", tag = "administration", params(CleanupQuery),
    responses((status = 200, body = CleanupResult), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn clean_failed_sessions(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    query: Result<Query<CleanupQuery>, QueryRejection>,
) -> Result<Json<CleanupResult>, Problem> {
    clean(&shared, signed_in, query, Scope::Failed).await
}

/// Remove every recording that nobody needs any more
#[utoipa::path(post, path = "/api/admin/cleanup/all", tag = "administration", params(CleanupQuery),
    responses((status = 200, body = CleanupResult), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn clean_all(
    State(shared): State<Shared>,
    signed_in: SignedIn,
    query: Result<Query<CleanupQuery>, QueryRejection>,
) -> Result<Json<CleanupResult>, Problem> {
    clean(&shared, signed_in, query, Scope::All).await
}

/// See what a cleanup would find
#[utoipa::path(get, path = "/api/admin/cleanup/status", tag = "administration",
    responses((status = 200, body = CleanupStatus), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_cleanup_status(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<CleanupStatus>, Problem> {
    Ok(Json(app::cleanup::statistics(&shared.app, &caller).await?.into()))
}

/// See how long things are kept
#[utoipa::path(get, path = "/api/admin/cleanup/config", tag = "administration",
    responses((status = 200, body = CleanupConfig), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_cleanup_config(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<CleanupConfig>, Problem> {
    let kept = app::cleanup::config(&shared.app, &caller)?;
    Ok(Json(CleanupConfig {
        failed_session_retention_days: kept.failed_session_days,
        orphaned_file_retention_hours: kept.orphaned_file_hours,
        auto_cleanup_on_startup: kept.on_startup,
    }))
}

/// See what the next cleanup by the clock will remove
#[utoipa::path(get, path = "/api/admin/cleanup/preview", tag = "administration",
    responses((status = 200, body = CleanupPreview), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_cleanup_preview(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<CleanupPreview>, Problem> {
    let Preview { next_run_at, files } = app::cleanup::preview(&shared.app, &caller).await?;
    let kept = &shared.app.settings.retention;
    Ok(Json(CleanupPreview {
        next_run_at: next_run_at.map(|at| at.rfc3339()),
        files: files.iter().map(|file| CleanupFile::new(file, kept)).collect(),
    }))
}
