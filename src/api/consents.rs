//! What people agreed to, and who takes part.

use app::consents::{Given, Overview};
use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::consent::{self, Standing};
use domain::{ConsentId, ParticipantId, PatientId, SessionId, Timestamp};
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
        .routes(routes!(list_consents, give_consents))
        .routes(routes!(withdraw_consent))
}

/// One person's consent to one scope.
#[derive(Serialize, ToSchema)]
pub(crate) struct Consent {
    id: Uuid,
    /// Who agreed; null: the client.
    participant_id: Option<Uuid>,
    /// `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
    scope: &'static str,
    /// Version of the wording that was agreed to.
    text_version: String,
    /// Language of that wording.
    language: String,
    /// `paper`, `in_person`, `electronic`, `portal` or `demo`.
    method: &'static str,
    /// RFC 3339.
    given_at: String,
    /// RFC 3339; null: until it is withdrawn.
    expires_at: Option<String>,
    /// RFC 3339.
    withdrawn_at: Option<String>,
    /// Who wrote it down; null: the appliance.
    recorded_by: Option<Uuid>,
}

impl From<consent::Consent> for Consent {
    fn from(consent: consent::Consent) -> Self {
        Self {
            id: consent.id.uuid(),
            participant_id: consent.participant.map(ParticipantId::uuid),
            scope: consent.scope.as_str(),
            text_version: consent.text_version,
            language: consent.language,
            method: consent.method.as_str(),
            given_at: consent.given_at.rfc3339(),
            expires_at: consent.expires_at.map(Timestamp::rfc3339),
            withdrawn_at: consent.withdrawn_at.map(Timestamp::rfc3339),
            recorded_by: consent.recorded_by.map(|user| user.uuid()),
        }
    }
}

/// What stands about one person and one scope.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentStanding {
    /// Null: the client.
    participant_id: Option<Uuid>,
    /// Their name.
    name: String,
    /// `client`, `partner`, `guardian`, `relative`, `interpreter`, `observer` or `other`.
    capacity: &'static str,
    /// `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
    scope: &'static str,
    /// `valid`, `missing`, `expired` or `withdrawn`.
    state: &'static str,
    /// The consent that decides: the newest of this person for this scope.
    consent: Option<Consent>,
}

impl From<Standing> for ConsentStanding {
    fn from(standing: Standing) -> Self {
        Self {
            participant_id: standing.participant.map(ParticipantId::uuid),
            name: standing.name,
            capacity: standing.capacity.map_or("client", |capacity| capacity.as_str()),
            scope: standing.scope.as_str(),
            state: standing.state.as_str(),
            consent: standing.consent.map(Consent::from),
        }
    }
}

/// A wording that people agree to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConsentText {
    /// `record`, `transcribe`, `ai_draft`, `external_model` or `portal`.
    scope: &'static str,
    version: &'static str,
    /// BCP 47.
    language: &'static str,
    text: &'static str,
}

/// What is known of a client's consents.
#[derive(Serialize, ToSchema)]
pub(crate) struct Consents {
    /// Everybody who takes part, with every scope that concerns them.
    current: Vec<ConsentStanding>,
    /// Everything that was ever agreed to, newest first.
    history: Vec<Consent>,
    /// The wordings that are offered.
    texts: Vec<ConsentText>,
}

impl From<Overview> for Consents {
    fn from(overview: Overview) -> Self {
        let offered = consent::TEXTS.iter().filter(|text| text.version == consent::VERSION);
        Self {
            current: overview.current.into_iter().map(ConsentStanding::from).collect(),
            history: overview.history.into_iter().map(Consent::from).collect(),
            texts: offered
                .map(|text| ConsentText {
                    scope: text.scope.as_str(),
                    version: text.version,
                    language: text.language,
                    text: text.text,
                })
                .collect(),
        }
    }
}

/// What somebody agreed to.
#[derive(Deserialize, ToSchema)]
pub(crate) struct GiveConsents {
    /// Who; null: the client.
    participant_id: Option<Uuid>,
    /// `record`, `transcribe`, `ai_draft`, `external_model`, `portal` (the client's own alone).
    scopes: Vec<String>,
    /// `paper`, `in_person` or `electronic`.
    method: String,
    /// Version of the wording, as the list of consents gives it.
    text_version: String,
    /// Its language.
    language: String,
    /// RFC 3339; now when absent.
    given_at: Option<String>,
    /// RFC 3339; until it is withdrawn when absent.
    expires_at: Option<String>,
}

pub(crate) fn moment(field: &'static str, text: Option<String>) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let moment = Timestamp::from_rfc3339(&text);
    let wrong = || Problem::invalid(field, "This is no moment such as 2026-03-02T10:00:00Z.");
    moment.map(Some).ok_or_else(wrong)
}

impl TryFrom<GiveConsents> for Given {
    type Error = Problem;
    fn try_from(body: GiveConsents) -> Result<Self, Problem> {
        let scopes = body.scopes.iter().map(|word| word.parse());
        let scopes: Result<Vec<_>, consent::UnknownScope> = scopes.collect();
        let method: Result<_, consent::UnknownMethod> = body.method.parse();
        Ok(Self {
            participant: body.participant_id.map(ParticipantId::from),
            scopes: scopes.map_err(|error| Problem::invalid("scopes", format!("{error}.")))?,
            method: method.map_err(|error| Problem::invalid("method", format!("{error}.")))?,
            text_version: body.text_version,
            language: body.language,
            given_at: moment("given_at", body.given_at)?,
            expires_at: moment("expires_at", body.expires_at)?,
        })
    }
}

/// Read what a patient and everybody who takes part agreed to
#[utoipa::path(get, path = "/api/patients/{id}/consents", tag = "patients", params(("id" = Uuid, Path)),
    responses((status = 200, body = Consents), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_consents(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Consents>, Problem> {
    let Path(id) = id?;
    let overview = app::consents::list(&shared.app, &caller, PatientId::from(id)).await?;
    Ok(Json(overview.into()))
}

/// Write down what somebody agreed to
///
/// One consent for each scope. The newest consent of a person for a scope decides; earlier ones stay in the history.
#[utoipa::path(post, path = "/api/patients/{id}/consents", tag = "patients", params(("id" = Uuid, Path)),
    request_body = GiveConsents,
    responses((status = 201, body = [Consent]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn give_consents(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<GiveConsents>, JsonRejection>,
) -> Result<(StatusCode, Json<Vec<Consent>>), Problem> {
    let (Path(id), Json(body)) = (id?, body?);
    let given = Given::try_from(body)?;
    let consents = app::consents::give(&shared.app, &caller, PatientId::from(id), &given).await?;
    Ok((
        StatusCode::CREATED,
        Json(consents.into_iter().map(Consent::from).collect()),
    ))
}

/// A consent that was withdrawn, and what that stopped.
#[derive(Serialize, ToSchema)]
pub(crate) struct Withdrawal {
    consent: Consent,
    /// Sessions whose processing was called off.
    stopped_sessions: Vec<Uuid>,
    /// Sessions that made use of the consent, of which something can be destroyed.
    destructible_sessions: Vec<Uuid>,
}

fn bare(ids: Vec<SessionId>) -> Vec<Uuid> {
    ids.into_iter().map(SessionId::uuid).collect()
}

/// Withdraw a consent
///
/// Whatever runs for this patient and needs the consent is stopped at once. What exists stays until it is destroyed
/// (`POST /api/patients/{id}/destruction`).
#[utoipa::path(post, path = "/api/patients/{id}/consents/{consent_id}/withdraw", tag = "patients",
    params(("id" = Uuid, Path), ("consent_id" = Uuid, Path)),
    responses((status = 200, body = Withdrawal), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn withdraw_consent(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    ids: Result<Path<(Uuid, Uuid)>, PathRejection>,
) -> Result<Json<Withdrawal>, Problem> {
    let Path((patient, consent)) = ids?;
    let (patient, consent) = (PatientId::from(patient), ConsentId::from(consent));
    let withdrawal = app::consents::withdraw(&shared.app, &caller, patient, consent).await?;
    Ok(Json(Withdrawal {
        consent: withdrawal.consent.into(),
        stopped_sessions: bare(withdrawal.stopped),
        destructible_sessions: bare(withdrawal.destructible),
    }))
}
