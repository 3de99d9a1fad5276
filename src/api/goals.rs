//! Treatment goals of a patient.

use app::goals::{Change, NewGoal};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::NaiveDate;
use domain::goal::UnknownState;
use domain::{GoalId, PatientId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::patients::{day, given};
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_goals, create_goal))
        .routes(routes!(change_goal))
}

/// A treatment goal.
#[derive(Serialize, ToSchema)]
pub(crate) struct Goal {
    id: Uuid,
    text: String,
    /// By what it will be known that it is reached.
    measure: Option<String>,
    /// `open`, `met` or `dropped`.
    state: &'static str,
    /// `YYYY-MM-DD`
    target_on: Option<String>,
    author_id: Uuid,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
    /// RFC 3339: when it was met or dropped.
    ended_at: Option<String>,
}

impl From<domain::goal::Goal> for Goal {
    fn from(goal: domain::goal::Goal) -> Self {
        Self {
            id: goal.id.uuid(),
            text: goal.text,
            measure: goal.measure,
            state: goal.state.as_str(),
            target_on: goal.target_on.map(|day| day.to_string()),
            author_id: goal.author.uuid(),
            created_at: goal.created_at.rfc3339(),
            updated_at: goal.updated_at.rfc3339(),
            ended_at: goal.ended_at.map(Timestamp::rfc3339),
        }
    }
}

/// A new goal.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CreateGoal {
    /// 1 to 1 000 characters.
    text: String,
    /// By what it will be known that it is reached: at most 500 characters.
    measure: Option<String>,
    /// `YYYY-MM-DD`
    target_on: Option<String>,
}

/// New values of some fields; what is absent stays, null clears.
#[derive(Deserialize, ToSchema)]
pub(crate) struct ChangeGoal {
    /// 1 to 1 000 characters.
    text: Option<String>,
    /// At most 500 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    measure: Option<Option<String>>,
    /// `YYYY-MM-DD`
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    target_on: Option<Option<String>>,
    /// `open`, `met` or `dropped`.
    state: Option<String>,
}

fn target(text: Option<String>) -> Result<Option<NaiveDate>, Problem> {
    day("target_on", text)
}

/// List a patient's treatment goals
#[utoipa::path(get, path = "/api/patients/{id}/goals", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = [Goal]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_goals(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Vec<Goal>>, Problem> {
    let Path(id) = id?;
    let goals = app::goals::list(&shared.app, &caller, PatientId::from(id)).await?;
    Ok(Json(goals.into_iter().map(Goal::from).collect()))
}

/// Write a treatment goal
#[utoipa::path(post, path = "/api/patients/{id}/goals", tag = "patients", params(("id" = Uuid, Path)),
    request_body = CreateGoal,
    responses((status = 201, body = Goal), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn create_goal(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<CreateGoal>, JsonRejection>,
) -> Result<(StatusCode, Json<Goal>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let new = NewGoal {
        text: body.text,
        measure: body.measure,
        target_on: target(body.target_on)?,
    };
    let goal = app::goals::create(&shared.app, &caller, PatientId::from(id), new).await?;
    Ok((StatusCode::CREATED, Json(goal.into())))
}

/// Change a treatment goal, or say that it is met or dropped
#[utoipa::path(patch, path = "/api/patients/{id}/goals/{goal_id}", tag = "patients",
    params(("id" = Uuid, Path), ("goal_id" = Uuid, Path)), request_body = ChangeGoal,
    responses((status = 200, body = Goal), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn change_goal(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
    body: Result<Json<ChangeGoal>, JsonRejection>,
) -> Result<Json<Goal>, Problem> {
    let (Path((patient, goal)), Json(body)) = (ids?, body?);
    let state = body.state.map(|word| word.parse()).transpose();
    let change = Change {
        text: body.text,
        measure: body.measure,
        target_on: body.target_on.map(target).transpose()?,
        state: state.map_err(|error: UnknownState| Problem::invalid("state", format!("{error}.")))?,
    };
    let (patient, goal) = (PatientId::from(patient), GoalId::from(goal));
    Ok(Json(
        app::goals::change(&shared.app, &caller, patient, goal, change)
            .await?
            .into(),
    ))
}
