//! The practice's numbers, in the contract's form.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use domain::PatientId;
use domain::note::Mood;
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
        .routes(routes!(get_overview))
        .routes(routes!(get_progress))
        .routes(routes!(get_session_trends))
        .routes(routes!(get_common_topics))
}

/// Weeks that are told when nobody says how many.
const WEEKS: u32 = 12;
/// Topics that are told when nobody says how many.
const TOPICS: u32 = 20;

/// A therapist's practice at one glance.
#[derive(Serialize, ToSchema)]
pub(crate) struct PracticeOverview {
    /// One's clients, apart from archived ones.
    total_patients: i64,
    /// Those of them who came to a meeting in the last 30 days.
    active_patients: i64,
    /// Meetings that took place this week, Monday to Sunday.
    sessions_this_week: u64,
    /// Meetings that took place this calendar month.
    sessions_this_month: u64,
    /// Meetings planned for the next 7 days.
    upcoming_sessions: i64,
    /// Of the last 30 days: attended ÷ (attended + cancelled + missed); 0 without any.
    completion_rate: f64,
}

impl From<app::analytics::Overview> for PracticeOverview {
    fn from(overview: app::analytics::Overview) -> Self {
        Self {
            total_patients: overview.total_patients,
            active_patients: overview.active_patients,
            sessions_this_week: overview.sessions_this_week,
            sessions_this_month: overview.sessions_this_month,
            upcoming_sessions: overview.upcoming_sessions,
            completion_rate: overview.completion_rate,
        }
    }
}

/// A client's progress over some weeks.
#[derive(Serialize, ToSchema)]
pub(crate) struct PatientProgress {
    patient_id: Uuid,
    patient_name: String,
    /// Meetings that took place in these weeks.
    total_sessions: u64,
    /// The latest 10, latest first.
    recent_sessions: Vec<RecentSession>,
    mood_trend: MoodTrend,
    /// The 10 that came up in most sessions.
    common_topics: Vec<TopicFrequency>,
    /// Attended ÷ (attended + missed); 0 without any.
    attendance_rate: f64,
}

/// A session in a few words.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecentSession {
    /// `YYYY-MM-DD`
    date: String,
    /// `very_low`, `low`, `neutral`, `positive` or `very_positive`; null when nobody said.
    mood: Option<&'static str>,
    key_topics: Vec<String>,
    /// What its note says in short.
    progress_notes: String,
}

/// Where moods went.
#[derive(Serialize, ToSchema)]
pub(crate) struct MoodTrend {
    /// Of the latest session in which the client said one; `neutral` when there is none.
    current: &'static str,
    /// `improving`, `declining`, `stable` or `fluctuating`.
    trajectory: &'static str,
    /// By how many percent the later half of the moods (1 to 5) is above the earlier half.
    change_percent: i32,
}

/// A topic and in how many sessions it came up.
#[derive(Serialize, ToSchema)]
pub(crate) struct TopicFrequency {
    topic: String,
    frequency: u64,
}

impl From<app::analytics::Progress> for PatientProgress {
    fn from(progress: app::analytics::Progress) -> Self {
        let recent = progress.recent.into_iter().map(|session| RecentSession {
            date: session.date.to_string(),
            mood: session.mood.map(Mood::as_str),
            key_topics: session.topics,
            progress_notes: session.summary,
        });
        let topics = progress.topics.into_iter();
        Self {
            patient_id: progress.patient.uuid(),
            patient_name: progress.name,
            total_sessions: progress.tally.attended,
            recent_sessions: recent.collect(),
            mood_trend: MoodTrend {
                current: progress.current.as_str(),
                trajectory: progress.trend.trajectory.as_str(),
                change_percent: progress.trend.change_percent,
            },
            common_topics: topics
                .map(|(topic, frequency)| TopicFrequency { topic, frequency })
                .collect(),
            attendance_rate: progress.attendance_rate,
        }
    }
}

/// A therapist's meetings over a period.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionTrends {
    /// `7d`, `30d`, `90d` or `1y`, ending today.
    period: &'static str,
    /// `day`, `week` or `month`.
    granularity: &'static str,
    /// Every part of the period in order, empty ones too.
    data_points: Vec<TrendPoint>,
    summary: TrendSummary,
}

/// One part of a period.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrendPoint {
    /// `YYYY-MM-DD`: the day, the Monday, or the first of the month.
    date: String,
    sessions_completed: u64,
    sessions_cancelled: u64,
    /// Whole minutes; 0 without any.
    avg_session_duration_min: u64,
    /// Attended ÷ (attended + cancelled + missed); 0 without any.
    completion_rate: f64,
}

/// A whole period.
#[derive(Serialize, ToSchema)]
pub(crate) struct TrendSummary {
    /// Meetings that took place.
    total_sessions: u64,
    avg_per_day: f64,
    /// `YYYY-MM-DD`: the day with most of them, the earliest of several; null without any.
    peak_day: Option<String>,
    completion_rate: f64,
}

impl From<app::analytics::Trends> for SessionTrends {
    fn from(trends: app::analytics::Trends) -> Self {
        let points = trends.points.into_iter().map(|point| TrendPoint {
            date: point.date.to_string(),
            sessions_completed: point.tally.attended,
            sessions_cancelled: point.tally.cancelled,
            avg_session_duration_min: point.avg_minutes,
            completion_rate: point.completion_rate,
        });
        Self {
            period: trends.period.as_str(),
            granularity: trends.granularity.as_str(),
            data_points: points.collect(),
            summary: TrendSummary {
                total_sessions: trends.total_sessions,
                avg_per_day: trends.avg_per_day,
                peak_day: trends.peak_day.map(|day| day.to_string()),
                completion_rate: trends.completion_rate,
            },
        }
    }
}

/// What is talked about most.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommonTopics {
    time_period_weeks: u32,
    /// The commonest first.
    topics: Vec<CommonTopic>,
}

/// A topic of a therapist's sessions.
#[derive(Serialize, ToSchema)]
pub(crate) struct CommonTopic {
    /// The commonest wording.
    topic: String,
    /// In how many sessions it came up.
    frequency: u64,
    /// With how many clients.
    patients_affected: u64,
    /// `increasing`, `stable` or `decreasing`: the later half of the weeks against the earlier.
    trend: &'static str,
}

impl From<app::analytics::CommonTopic> for CommonTopic {
    fn from(topic: app::analytics::CommonTopic) -> Self {
        Self {
            topic: topic.topic,
            frequency: topic.frequency,
            patients_affected: topic.patients_affected,
            trend: topic.trend.as_str(),
        }
    }
}

/// One's practice at one glance
#[utoipa::path(get, path = "/api/v1/analytics/overview", tag = "analytics",
    responses((status = 200, body = PracticeOverview), (status = 401, body = Problem), (status = 403, body = Problem)))]
pub(crate) async fn get_overview(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
) -> Result<Json<PracticeOverview>, Problem> {
    Ok(Json(app::analytics::overview(&shared.app, &caller).await?.into()))
}

/// How many weeks to tell.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProgressQuery {
    /// 1 to 260, ending today; 12 when left out.
    weeks: Option<u32>,
}

/// A patient's progress: meetings, moods, topics
#[utoipa::path(get, path = "/api/v1/analytics/patients/{id}/progress", tag = "analytics",
    params(("id" = Uuid, Path), ProgressQuery),
    responses((status = 200, body = PatientProgress), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn get_progress(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    query: Result<Query<ProgressQuery>, QueryRejection>,
) -> Result<Json<PatientProgress>, Problem> {
    let Path(id) = id?;
    let Query(query) = query?;
    let weeks = query.weeks.unwrap_or(WEEKS);
    let progress = app::analytics::progress(&shared.app, &caller, PatientId::from(id), weeks).await?;
    Ok(Json(progress.into()))
}

/// Which meetings to tell.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TrendsQuery {
    /// `7d`, `30d` (the default), `90d` or `1y`.
    period: Option<String>,
    /// `day` (the default), `week` or `month`.
    granularity: Option<String>,
}

fn choice<T: std::str::FromStr<Err: std::fmt::Display> + Default>(
    field: &'static str,
    word: Option<String>,
) -> Result<T, Problem> {
    let Some(word) = word else { return Ok(T::default()) };
    word.parse()
        .map_err(|error: T::Err| Problem::invalid(field, format!("{error}.")))
}

/// One's meetings over time
#[utoipa::path(get, path = "/api/v1/analytics/session-trends", tag = "analytics", params(TrendsQuery),
    responses((status = 200, body = SessionTrends), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn get_session_trends(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<TrendsQuery>, QueryRejection>,
) -> Result<Json<SessionTrends>, Problem> {
    let Query(query) = query?;
    let period = choice("period", query.period)?;
    let granularity = choice("granularity", query.granularity)?;
    let trends = app::analytics::trends(&shared.app, &caller, period, granularity).await?;
    Ok(Json(trends.into()))
}

/// Which topics to tell.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TopicsQuery {
    /// 1 to 100; 20 when left out.
    limit: Option<u32>,
    /// 1 to 260, ending today; 12 when left out.
    weeks: Option<u32>,
}

/// What one's patients talk about most
#[utoipa::path(get, path = "/api/v1/analytics/common-topics", tag = "analytics", params(TopicsQuery),
    responses((status = 200, body = CommonTopics), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 422, body = Problem)))]
pub(crate) async fn get_common_topics(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    query: Result<Query<TopicsQuery>, QueryRejection>,
) -> Result<Json<CommonTopics>, Problem> {
    let Query(query) = query?;
    let weeks = query.weeks.unwrap_or(WEEKS);
    let limit = query.limit.unwrap_or(TOPICS);
    let topics = app::analytics::common_topics(&shared.app, &caller, weeks, limit).await?;
    Ok(Json(CommonTopics {
        time_period_weeks: weeks,
        topics: topics.into_iter().map(CommonTopic::from).collect(),
    }))
}
