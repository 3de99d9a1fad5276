//! What happens by the clock, for administrators.

use app::schedule::{Last, Listed};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(get_schedule))
}

/// What happens by the clock.
#[derive(Serialize, ToSchema)]
pub(crate) struct Schedule {
    /// Whether anything does.
    enabled: bool,
    /// The practice's, such as `Europe/Berlin`.
    timezone: String,
    jobs: Vec<ScheduledJob>,
}

/// Something that happens by the clock.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScheduledJob {
    /// `daily_aggregation`, `weekly_snapshot`, `cleanup`, `export_expiry`, `account_sweep` or `backup`.
    name: &'static str,
    enabled: bool,
    /// In words.
    every: String,
    /// RFC 3339; null when it does not happen here.
    next_at: Option<String>,
    running: bool,
    last: Option<ScheduledRun>,
}

/// The last time it happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScheduledRun {
    /// RFC 3339.
    started_at: String,
    /// RFC 3339; null while it runs, and when its machine was switched off.
    ended_at: Option<String>,
    /// `done`, `failed` (it comes again a quarter of an hour later) or `stopped`.
    outcome: Option<String>,
}

impl From<Listed> for ScheduledJob {
    fn from(listed: Listed) -> Self {
        Self {
            name: listed.task.as_str(),
            enabled: listed.enabled,
            every: listed.every,
            next_at: listed.next_at.map(|at| at.rfc3339()),
            running: listed.running,
            last: listed.last.map(ScheduledRun::from),
        }
    }
}

impl From<Last> for ScheduledRun {
    fn from(last: Last) -> Self {
        Self {
            started_at: last.started_at.rfc3339(),
            ended_at: last.ended_at.map(|at| at.rfc3339()),
            outcome: last.outcome,
        }
    }
}

/// See what happens by the clock, and when
#[utoipa::path(get, path = "/api/admin/schedule", tag = "administration",
    responses((status = 200, body = Schedule), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_schedule(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<Schedule>, Problem> {
    let jobs = app::schedule::list(&shared.app, &caller).await?;
    let settings = &shared.app.settings;
    Ok(Json(Schedule {
        enabled: settings.schedule.enabled,
        timezone: settings.timezone.to_string(),
        jobs: jobs.into_iter().map(ScheduledJob::from).collect(),
    }))
}
