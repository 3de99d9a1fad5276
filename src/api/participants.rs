//! Who takes part in a patient's sessions beside the patient.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::participant::UnknownCapacity;
use domain::{ParticipantId, PatientId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list_participants, add_participant))
        .routes(routes!(end_participant))
}

/// Somebody who takes part beside the patient.
#[derive(Serialize, ToSchema)]
pub(crate) struct Participant {
    id: Uuid,
    name: String,
    /// `partner`, `guardian`, `relative`, `interpreter`, `observer` or `other`.
    capacity: &'static str,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339; null: they still take part.
    ended_at: Option<String>,
}

impl From<domain::participant::Participant> for Participant {
    fn from(participant: domain::participant::Participant) -> Self {
        Self {
            id: participant.id.uuid(),
            name: participant.name,
            capacity: participant.capacity.as_str(),
            created_at: participant.created_at.rfc3339(),
            ended_at: participant.ended_at.map(Timestamp::rfc3339),
        }
    }
}

/// Somebody who takes part from now on.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AddParticipant {
    /// 1 to 200 characters.
    name: String,
    /// `partner`, `guardian`, `relative`, `interpreter`, `observer` or `other`.
    capacity: String,
}

/// List who takes part, and who took part
#[utoipa::path(get, path = "/api/patients/{id}/participants", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = [Participant]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_participants(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Vec<Participant>>, Problem> {
    let Path(id) = id?;
    let participants = app::participants::list(&shared.app, &caller, PatientId::from(id)).await?;
    Ok(Json(participants.into_iter().map(Participant::from).collect()))
}

/// Add somebody who takes part
///
/// From then on nothing is recorded or processed without their consent as well.
#[utoipa::path(post, path = "/api/patients/{id}/participants", tag = "patients", params(("id" = Uuid, Path)),
    request_body = AddParticipant,
    responses((status = 201, body = Participant), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn add_participant(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<AddParticipant>, JsonRejection>,
) -> Result<(StatusCode, Json<Participant>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let capacity = body
        .capacity
        .parse()
        .map_err(|error: UnknownCapacity| Problem::invalid("capacity", format!("{error}.")))?;
    let added = app::participants::add(&shared.app, &caller, PatientId::from(id), &body.name, capacity).await?;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// Write down that somebody does not take part any more
///
/// What they agreed to stays in the history.
#[utoipa::path(delete, path = "/api/patients/{id}/participants/{participant_id}", tag = "patients",
    params(("id" = Uuid, Path), ("participant_id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn end_participant(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((patient, participant)) = ids?;
    let (patient, participant) = (PatientId::from(patient), ParticipantId::from(participant));
    app::participants::end(&shared.app, &caller, patient, participant).await?;
    Ok(StatusCode::NO_CONTENT)
}
