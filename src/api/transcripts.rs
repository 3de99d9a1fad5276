//! Transcripts: turns and words with their times in seconds.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use domain::SessionId;
use domain::transcript;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Shared;
use crate::caller::SignedIn;
use crate::problem::Problem;

/// What was said.
#[derive(Serialize, ToSchema)]
pub(crate) struct Transcript {
    session_id: Uuid,
    language: String,
    duration_seconds: f64,
    /// False while the transcription is running: these are the turns so far.
    complete: bool,
    turns: Vec<Turn>,
    /// Problems of the recording a reader should know of.
    warnings: Vec<String>,
}

/// One speaker's words.
#[derive(Serialize, ToSchema)]
pub(crate) struct Turn {
    /// What notes cite, from 0.
    index: u32,
    /// `therapist`, `client`, `client_2`, `speaker_1`, `speaker_2` or `unknown`.
    speaker: &'static str,
    /// Seconds from the start of the recording.
    start: f64,
    /// Seconds from the start of the recording.
    end: f64,
    text: String,
    /// How sure the recogniser was, 0 to 1.
    confidence: f32,
    words: Vec<Word>,
}

/// One word.
#[derive(Serialize, ToSchema)]
pub(crate) struct Word {
    start: f64,
    end: f64,
    text: String,
    probability: f32,
}

fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

impl From<transcript::Turn> for Turn {
    fn from(turn: transcript::Turn) -> Self {
        Self {
            index: turn.index,
            speaker: turn.speaker.as_str(),
            start: seconds(turn.start_ms),
            end: seconds(turn.end_ms),
            text: turn.text,
            confidence: turn.confidence,
            words: turn
                .words
                .into_iter()
                .map(|word| Word {
                    start: seconds(word.start_ms),
                    end: seconds(word.end_ms),
                    text: word.text,
                    probability: word.probability,
                })
                .collect(),
        }
    }
}

/// Read a session's transcript
///
/// While the transcription is running, the turns heard so far.
#[utoipa::path(get, path = "/api/sessions/{id}/transcript", tag = "sessions", params(("id" = Uuid, Path)),
    responses((status = 200, body = Transcript), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem)))]
pub(crate) async fn get_transcript(
    State(shared): State<Shared>,
    SignedIn(caller): SignedIn,
    id: Result<Path<Uuid>, PathRejection>,
) -> Result<Json<Transcript>, Problem> {
    let Path(id) = id?;
    let reading = app::transcripts::get(&shared.app, &caller, SessionId::from(id)).await?;
    Ok(Json(Transcript {
        session_id: id,
        language: reading.transcript.language,
        duration_seconds: seconds(reading.transcript.duration_ms),
        complete: reading.complete,
        turns: reading.transcript.turns.into_iter().map(Turn::from).collect(),
        warnings: reading.transcript.warnings,
    }))
}
