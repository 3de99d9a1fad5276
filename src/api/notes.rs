//! Draft notes as the API shows them.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::SessionId;
use domain::note;
use domain::risk::{Category, Severity, Status, Subject, Temporality};
use domain::transcript::Speaker;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// A draft note. Turn numbers point into the session's transcript.
#[derive(Serialize, ToSchema)]
pub(crate) struct Notes {
    /// What was talked about, at most seven.
    key_topics: Vec<String>,
    /// Two or three sentences.
    topic_summary: String,
    strategies: Vec<Strategy>,
    action_items: Vec<ActionItem>,
    /// `very_low`, `low`, `neutral`, `positive`, `very_positive`; null when the client said too little.
    session_mood: Option<String>,
    /// `improving`, `declining`, `stable`, `fluctuating`; null when it cannot be told.
    mood_trajectory: Option<String>,
    /// For the therapist, at most 200 words.
    therapist_notes: String,
    /// For the client, at most 150 words; theirs only after a release.
    patient_summary: String,
    /// Language to review.
    risk_flags: Vec<RiskFlag>,
    evidence: Evidence,
    drafted_by: DraftedBy,
    /// The session was too short or too empty for a full note.
    insufficient_material: bool,
    /// RFC 3339.
    drafted_at: Option<String>,
}

/// A technique of the session.
#[derive(Serialize, ToSchema)]
pub(crate) struct Strategy {
    name: String,
    evidence_turns: Vec<u32>,
}

/// Something somebody agreed to do.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActionItem {
    text: String,
    evidence_turns: Vec<u32>,
}

/// One sentence of a narrative, and whether its words were found in the turns it names.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sentence {
    text: String,
    turns: Vec<u32>,
    supported: bool,
}

/// The turns behind each part of a note.
#[derive(Serialize, ToSchema)]
pub(crate) struct Evidence {
    /// Per topic.
    key_topics: Vec<Vec<u32>>,
    topic_summary: Vec<Sentence>,
    therapist_notes: Vec<Sentence>,
    patient_summary: Vec<Sentence>,
    session_mood: Vec<u32>,
    mood_trajectory: Vec<u32>,
}

/// Who made the draft.
#[derive(Serialize, ToSchema)]
pub(crate) struct DraftedBy {
    /// `extractive` or `language_model`.
    kind: String,
    name: String,
    /// A sentence for a person.
    detail: String,
}

/// Language to review: words, how they were meant, where they stand.
#[derive(Serialize, ToSchema)]
pub(crate) struct RiskFlag {
    #[schema(value_type = String)]
    category: Category,
    /// `low`, `medium` or `high`: how soon to look at it.
    #[schema(value_type = String)]
    severity: Severity,
    /// `client` or `other_person`.
    #[schema(value_type = String)]
    subject: Subject,
    /// `current` or `past`.
    #[schema(value_type = String)]
    temporality: Temporality,
    /// `affirmed_current`, `denied`, `historical`, `third_party`, `figurative` …
    #[schema(value_type = String)]
    status: Status,
    turn: u32,
    quote: String,
    #[schema(value_type = String)]
    speaker: Speaker,
}

fn sentences(sentences: Vec<note::Sentence>) -> Vec<Sentence> {
    sentences
        .into_iter()
        .map(|s| Sentence {
            text: s.text,
            turns: s.turns,
            supported: s.supported,
        })
        .collect()
}

impl From<note::Notes> for Notes {
    fn from(notes: note::Notes) -> Self {
        let evidence = notes.evidence;
        Self {
            key_topics: notes.key_topics,
            topic_summary: notes.topic_summary,
            strategies: notes
                .strategies
                .into_iter()
                .map(|s| Strategy {
                    name: s.name,
                    evidence_turns: s.evidence_turns,
                })
                .collect(),
            action_items: notes
                .action_items
                .into_iter()
                .map(|a| ActionItem {
                    text: a.text,
                    evidence_turns: a.evidence_turns,
                })
                .collect(),
            session_mood: notes.session_mood.map(|mood| mood.to_string()),
            mood_trajectory: notes.mood_trajectory.map(|trajectory| trajectory.to_string()),
            therapist_notes: notes.therapist_notes,
            patient_summary: notes.patient_summary,
            risk_flags: notes.risk_flags.into_iter().map(RiskFlag::from).collect(),
            evidence: Evidence {
                key_topics: evidence.key_topics,
                topic_summary: sentences(evidence.topic_summary),
                therapist_notes: sentences(evidence.therapist_notes),
                patient_summary: sentences(evidence.patient_summary),
                session_mood: evidence.session_mood,
                mood_trajectory: evidence.mood_trajectory,
            },
            drafted_by: DraftedBy {
                kind: match notes.drafted_by.kind {
                    note::DrafterKind::Extractive => "extractive".into(),
                    note::DrafterKind::LanguageModel => "language_model".into(),
                    note::DrafterKind::ExternalModel => "external_model".into(),
                },
                name: notes.drafted_by.name,
                detail: notes.drafted_by.detail,
            },
            insufficient_material: notes.insufficient_material,
            drafted_at: notes
                .drafted_at
                .map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)),
        }
    }
}

impl From<domain::risk::RiskItem> for RiskFlag {
    fn from(item: domain::risk::RiskItem) -> Self {
        Self {
            category: item.category,
            severity: item.severity,
            subject: item.subject,
            temporality: item.temporality,
            status: item.status,
            turn: item.turn,
            quote: item.quote,
            speaker: item.speaker,
        }
    }
}

/// Read a session's draft note
#[utoipa::path(get, path = "/api/sessions/{id}/notes", tag = "sessions", params(("id" = Uuid, Path)),
    responses((status = 200, body = Notes), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_session_notes(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Notes>, Problem> {
    let Path(id) = id?;
    Ok(Json(
        app::sessions::notes(&shared.app, &caller, SessionId::from(id))
            .await?
            .into(),
    ))
}
