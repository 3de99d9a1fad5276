//! Notes as the API shows them.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::SessionId;
use domain::claim::{self, Verdict};
use domain::note;
use domain::risk::{Category, Severity, Status, Subject, Temporality};
use domain::transcript::Speaker;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// A note. Turn numbers point into the session's transcript.
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
    /// Whose word the mood is: `client`, `therapist` or `model`; null without one.
    mood_source: Option<String>,
    /// Whose word its direction is.
    trajectory_source: Option<String>,
    /// Everything the note states, supported or not.
    claims: Vec<Claim>,
    evidence: Evidence,
    drafted_by: DraftedBy,
    provenance: Provenance,
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
    /// Written by a person: their own word, which needs no evidence.
    by_hand: bool,
    /// The claims it rests on: places in `claims`.
    claims: Vec<u32>,
}

/// One statement with the words it rests on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Claim {
    /// Its name, by which decisions are made about it.
    key: String,
    text: String,
    /// `reported`, `observed`, `intervention`, `response`, `judgement` or `plan`.
    kind: &'static str,
    /// Whose word or deed it is.
    #[schema(value_type = String)]
    speaker: Speaker,
    quotes: Vec<Quote>,
    /// `exact`, `paraphrase` or `unsupported`.
    #[schema(value_type = String)]
    verdict: Verdict,
    /// Why it is not supported, such as `quote_not_found`, `wrong_speaker` or `negation_differs`.
    #[schema(value_type = Option<String>)]
    problem: Option<claim::Problem>,
    /// Of a claim that is not supported: the turns closest to it in meaning, closest first. A hint where to look; it proves nothing.
    candidates: Vec<u32>,
    /// Taken out of the note by a person; in no format any more.
    withdrawn: bool,
}

/// Words of one turn.
#[derive(Serialize, ToSchema)]
pub(crate) struct Quote {
    turn: u32,
    text: String,
    /// The first character of them in the turn's text and the one behind the last; null when they were not found.
    at: Option<[u32; 2]>,
}

impl From<claim::Claim> for Claim {
    fn from(claim: claim::Claim) -> Self {
        let quotes = |quote: claim::Quote| Quote {
            turn: quote.turn,
            text: quote.text,
            at: quote.at.map(|(start, end)| [start, end]),
        };
        Self {
            key: claim.key(),
            kind: claim.kind.as_str(),
            speaker: claim.speaker,
            verdict: claim.verdict,
            problem: claim.problem,
            text: claim.text,
            quotes: claim.quotes.into_iter().map(quotes).collect(),
            candidates: claim.candidates,
            withdrawn: claim.withdrawn,
        }
    }
}

/// How the draft was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct Provenance {
    /// Version of the instructions or of the rules.
    prompt_version: String,
    /// SHA-256 of the model's file.
    model_sha256: Option<String>,
    /// Such as `Q4_K_M`.
    quantisation: Option<String>,
    temperature: Option<f32>,
    seed: Option<u32>,
    /// Windows into which the transcript was cut.
    windows: u32,
    prompt_tokens: u32,
    /// Prompt tokens that were evaluated: fewer where prompts share their beginning.
    evaluated_tokens: u32,
    output_tokens: u32,
    /// Whether the answer of an earlier, identical request was used.
    cached: bool,
    /// Estimated cost of an external service, in millionths of a US dollar.
    cost_micro_usd: Option<u64>,
}

impl From<note::Provenance> for Provenance {
    fn from(provenance: note::Provenance) -> Self {
        Self {
            prompt_version: provenance.prompt_version,
            model_sha256: provenance.model_sha256,
            quantisation: provenance.quantisation,
            temperature: provenance.temperature,
            seed: provenance.seed,
            windows: provenance.windows,
            prompt_tokens: provenance.prompt_tokens,
            evaluated_tokens: provenance.evaluated_tokens,
            output_tokens: provenance.output_tokens,
            cached: provenance.cached,
            cost_micro_usd: provenance.cost_micro_usd,
        }
    }
}

fn source(source: note::MoodSource) -> String {
    match source {
        note::MoodSource::Client => "client".into(),
        note::MoodSource::Therapist => "therapist".into(),
        note::MoodSource::Model => "model".into(),
    }
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
    /// `extractive`, `language_model` or `external_model`.
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
            by_hand: s.by_hand,
            claims: s.claims,
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
            mood_source: notes.mood_source.map(source),
            trajectory_source: notes.trajectory_source.map(source),
            claims: notes.claims.into_iter().map(Claim::from).collect(),
            evidence: Evidence {
                key_topics: evidence.key_topics,
                topic_summary: sentences(evidence.topic_summary),
                therapist_notes: sentences(evidence.therapist_notes),
                patient_summary: sentences(evidence.patient_summary),
                session_mood: evidence.session_mood,
                mood_trajectory: evidence.mood_trajectory,
            },
            drafted_by: DraftedBy {
                kind: notes.drafted_by.kind.as_str().into(),
                name: notes.drafted_by.name,
                detail: notes.drafted_by.detail,
            },
            provenance: notes.provenance.into(),
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

/// Read a session's note as it is now
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
        app::notes::current(&shared.app, &caller, SessionId::from(id))
            .await?
            .into(),
    ))
}
