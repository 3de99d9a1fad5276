//! A note from draft to signature: read it with its items, edit, decide, compare versions, sign, add, void.

mod shapes;

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use domain::SessionId;
use domain::note::{self, Mood, MoodTrajectory};
use domain::review::edit::Edit;
use serde::{Deserialize, Deserializer};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;
use shapes::{NoteReview, NoteVersion, VersionDiff, VersionSummary};

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(get_note, edit_note))
        .routes(routes!(begin_note_review))
        .routes(routes!(decide_item, reopen_item))
        .routes(routes!(list_note_versions))
        .routes(routes!(get_note_version))
        .routes(routes!(adopt_note_version))
        .routes(routes!(diff_note))
        .routes(routes!(sign_note))
        .routes(routes!(co_sign_note))
        .routes(routes!(amend_note))
        .routes(routes!(void_note))
}

type SessionPath = Result<Path<Uuid>, PathRejection>;
type Reviewed = Result<Json<NoteReview>, Problem>;

fn reviewed(review: app::notes::Review) -> Reviewed {
    Ok(Json(review.into()))
}

/// Read a session's note with everything that its review needs
///
/// Also a voided one, which `GET /api/sessions/{id}/notes` does not show any more.
#[utoipa::path(get, path = "/api/sessions/{id}/note", tag = "notes", params(("id" = Uuid, Path)),
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_note(State(shared): State<Shared>, SignedIn(caller): SignedIn, id: SessionPath) -> Reviewed {
    let Path(id) = id?;
    reviewed(app::notes::review(&shared.app, &caller, SessionId::from(id)).await?)
}

/// Tells a field that is null from one that is not there.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// New values of some fields; what is absent stays.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EditNote {
    /// The revision that was read.
    revision: i64,
    /// Up to 20 000 characters, as the other texts.
    therapist_notes: Option<String>,
    topic_summary: Option<String>,
    patient_summary: Option<String>,
    /// `very_low` to `very_positive`; null takes it out.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    session_mood: Option<Option<Mood>>,
    /// `improving`, `declining`, `stable` or `fluctuating`; null takes it out.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    mood_trajectory: Option<Option<MoodTrajectory>>,
    /// Up to 50, each up to 500 characters, as the other lists.
    key_topics: Option<Vec<String>>,
    strategies: Option<Vec<EditStrategy>>,
    action_items: Option<Vec<EditActionItem>>,
}

/// A technique of the session.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EditStrategy {
    name: String,
    /// Turns in which it is spoken of; none for what the therapist adds.
    #[serde(default)]
    evidence_turns: Vec<u32>,
}

/// Something somebody agreed to do.
#[derive(Deserialize, ToSchema)]
pub(crate) struct EditActionItem {
    text: String,
    /// Turns in which it was agreed; none for what the therapist adds.
    #[serde(default)]
    evidence_turns: Vec<u32>,
}

impl From<EditNote> for Edit {
    fn from(edit: EditNote) -> Self {
        let strategies = edit.strategies.map(|strategies| {
            let strategies = strategies.into_iter().map(|strategy| note::Strategy {
                name: strategy.name,
                evidence_turns: strategy.evidence_turns,
            });
            strategies.collect()
        });
        let action_items = edit.action_items.map(|items| {
            let items = items.into_iter().map(|item| note::ActionItem {
                text: item.text,
                evidence_turns: item.evidence_turns,
            });
            items.collect()
        });
        Self {
            therapist_notes: edit.therapist_notes,
            topic_summary: edit.topic_summary,
            patient_summary: edit.patient_summary,
            session_mood: edit.session_mood,
            mood_trajectory: edit.mood_trajectory,
            key_topics: edit.key_topics,
            strategies,
            action_items,
        }
    }
}

/// Edit a note by hand
///
/// Sentences that stay as they were keep their evidence; the others become the therapist's own word. Edits of the same person
/// within a day are one version.
#[utoipa::path(patch, path = "/api/sessions/{id}/note", tag = "notes", params(("id" = Uuid, Path)),
    request_body = EditNote,
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn edit_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
    body: Result<Json<EditNote>, JsonRejection>,
) -> Reviewed {
    let Path(id) = id?;
    let Json(body) = body?;
    let revision = body.revision;
    reviewed(app::notes::edit(&shared.app, &caller, SessionId::from(id), revision, body.into()).await?)
}

/// Begin the review of a draft
#[utoipa::path(post, path = "/api/sessions/{id}/note/review", tag = "notes", params(("id" = Uuid, Path)),
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn begin_note_review(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
) -> Reviewed {
    let Path(id) = id?;
    reviewed(app::notes::begin_review(&shared.app, &caller, SessionId::from(id)).await?)
}

/// A decision about an item.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Decide {
    /// Risk: `addressed_in_session`, `safety_plan`, `not_a_concern`, `already_known`, `follow_up`. Claims: `removed`,
    /// `confirmed_from_memory`, `corrected`.
    decision: String,
    /// Up to 2000 characters.
    comment: Option<String>,
}

type ItemPath = Result<Path<(Uuid, String)>, PathRejection>;

/// Decide about an item of a note
///
/// A claim that is `removed` is taken out of the text with it.
#[utoipa::path(put, path = "/api/sessions/{id}/note/dispositions/{key}", tag = "notes",
    params(("id" = Uuid, Path), ("key" = String, Path)), request_body = Decide,
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn decide_item(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    path: ItemPath,
    body: Result<Json<Decide>, JsonRejection>,
) -> Reviewed {
    let Path((id, key)) = path?;
    let Json(body) = body?;
    let (id, comment) = (SessionId::from(id), body.comment.as_deref());
    reviewed(app::notes::decide(&shared.app, &caller, id, &key, &body.decision, comment).await?)
}

/// Take a decision about an item back
#[utoipa::path(delete, path = "/api/sessions/{id}/note/dispositions/{key}", tag = "notes",
    params(("id" = Uuid, Path), ("key" = String, Path)),
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn reopen_item(State(shared): State<Shared>, SignedIn(caller): SignedIn, path: ItemPath) -> Reviewed {
    let Path((id, key)) = path?;
    reviewed(app::notes::reopen(&shared.app, &caller, SessionId::from(id), &key).await?)
}

/// List the versions of a note, oldest first
#[utoipa::path(get, path = "/api/sessions/{id}/note/versions", tag = "notes", params(("id" = Uuid, Path)),
    responses((status = 200, body = [VersionSummary]), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn list_note_versions(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
) -> Result<Json<Vec<VersionSummary>>, Problem> {
    let Path(id) = id?;
    let versions = app::notes::versions(&shared.app, &caller, SessionId::from(id)).await?;
    Ok(Json(versions.into_iter().map(VersionSummary::from).collect()))
}

/// Read one version of a note
#[utoipa::path(get, path = "/api/sessions/{id}/note/versions/{number}", tag = "notes",
    params(("id" = Uuid, Path), ("number" = u32, Path)),
    responses((status = 200, body = NoteVersion), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_note_version(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    path: ItemPath,
) -> Result<Json<NoteVersion>, Problem> {
    // What is no number names no version, which only somebody who may see the note is told.
    let Path((id, number)) = path?;
    let found = app::notes::version(&shared.app, &caller, SessionId::from(id), number.parse().ok()).await?;
    Ok(Json(found.into()))
}

/// What was read before the deed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AdoptVersion {
    /// The revision that was read.
    revision: i64,
}

/// Make another version's content the note
///
/// A draft that was offered, or an earlier version. It becomes a new version; decisions stay with the items that are in it.
#[utoipa::path(post, path = "/api/sessions/{id}/note/versions/{number}/adopt", tag = "notes",
    params(("id" = Uuid, Path), ("number" = u32, Path)), request_body = AdoptVersion,
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn adopt_note_version(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    path: ItemPath,
    body: Result<Json<AdoptVersion>, JsonRejection>,
) -> Reviewed {
    let Path((id, number)) = path?;
    let Json(body) = body?;
    let (id, number) = (SessionId::from(id), number.parse().ok());
    reviewed(app::notes::adopt(&shared.app, &caller, id, number, body.revision).await?)
}

/// Which versions to compare.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DiffQuery {
    /// The earlier version; without it the one that the later was made from.
    from: Option<u32>,
    /// The later version; without it the one that counts.
    to: Option<u32>,
}

/// Compare two versions of a note, field by field and word by word
#[utoipa::path(get, path = "/api/sessions/{id}/note/diff", tag = "notes", params(("id" = Uuid, Path), DiffQuery),
    responses((status = 200, body = VersionDiff), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn diff_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
    query: Result<Query<DiffQuery>, QueryRejection>,
) -> Result<Json<VersionDiff>, Problem> {
    let Path(id) = id?;
    let Query(DiffQuery { from, to }) = query?;
    let comparison = app::notes::compare(&shared.app, &caller, SessionId::from(id), from, to).await?;
    Ok(Json(comparison.into()))
}

/// A signature.
#[derive(Deserialize, ToSchema)]
pub(crate) struct SignNote {
    /// The revision that was read.
    revision: i64,
    /// Must be true: the signer confirms the statement.
    attestation: bool,
}

/// Sign a note
///
/// Needs a fresh proof of who one is (`POST /api/auth/step-up`), a begun review and a decision about every item; what is missing
/// stands in `reasons` and `open_items` of the problem `not_signable`. A signed note does not change any more.
#[utoipa::path(post, path = "/api/sessions/{id}/note/sign", tag = "notes", params(("id" = Uuid, Path)),
    request_body = SignNote,
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn sign_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
    body: Result<Json<SignNote>, JsonRejection>,
) -> Reviewed {
    let Path(id) = id?;
    let Json(body) = body?;
    reviewed(
        app::notes::sign(
            &shared.app,
            &caller,
            SessionId::from(id),
            body.revision,
            body.attestation,
        )
        .await?,
    )
}

/// A supervisor's signature.
#[derive(Deserialize, ToSchema)]
pub(crate) struct CoSignNote {
    /// Must be true: the signer confirms the statement.
    attestation: bool,
}

/// Co-sign a note as the supervisor of its therapist
///
/// Needs a fresh proof of who one is.
#[utoipa::path(post, path = "/api/sessions/{id}/note/co-sign", tag = "notes", params(("id" = Uuid, Path)),
    request_body = CoSignNote,
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn co_sign_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
    body: Result<Json<CoSignNote>, JsonRejection>,
) -> Reviewed {
    let Path(id) = id?;
    let Json(body) = body?;
    reviewed(app::notes::co_sign(&shared.app, &caller, SessionId::from(id), body.attestation).await?)
}

/// Something to add to a signed note.
#[derive(Deserialize, ToSchema)]
pub(crate) struct AmendNote {
    /// `addendum` (new information), `correction` (an error) or `late_entry` (known then, and left out).
    kind: String,
    /// Up to 20 000 characters.
    text: String,
    /// Must be true: the author signs the entry.
    attestation: bool,
}

/// Add an addendum, a correction or a late entry to a signed note
///
/// A signed record of its own; the note stays as it is. Needs a fresh proof of who one is.
#[utoipa::path(post, path = "/api/sessions/{id}/note/amendments", tag = "notes", params(("id" = Uuid, Path)),
    request_body = AmendNote,
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn amend_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
    body: Result<Json<AmendNote>, JsonRejection>,
) -> Reviewed {
    let Path(id) = id?;
    let Json(body) = body?;
    let id = SessionId::from(id);
    reviewed(app::notes::amend(&shared.app, &caller, id, &body.kind, &body.text, body.attestation).await?)
}

/// Why a note is voided.
#[derive(Deserialize, ToSchema)]
pub(crate) struct VoidNote {
    /// `wrong_patient` or `wrong_session`.
    reason: String,
}

/// Void a note that belongs to another patient or session
///
/// It is kept and hidden from routine view. Needs a fresh proof of who one is.
#[utoipa::path(post, path = "/api/sessions/{id}/note/void", tag = "notes", params(("id" = Uuid, Path)),
    request_body = VoidNote,
    responses((status = 200, body = NoteReview), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn void_note(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: SessionPath,
    body: Result<Json<VoidNote>, JsonRejection>,
) -> Reviewed {
    let Path(id) = id?;
    let Json(body) = body?;
    reviewed(app::notes::void(&shared.app, &caller, SessionId::from(id), &body.reason).await?)
}
