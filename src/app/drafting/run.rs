//! One draft from beginning to end: which drafter there is, how the transcript is cut for it, and what happens when it fails.
//!
//! A language model drafts when one is installed. When there is none, or when it fails, the built-in extractive drafter does,
//! and the note says so: a session never stays without a note because a model is unwell.

use domain::note::{DraftedBy, DrafterKind, Notes};
use domain::risk::RiskItem;
use domain::session::Session;
use domain::transcript::Transcript;
use engine::Readiness;
use protocol::Failure;
use tokio_util::sync::CancellationToken;

use super::{assemble, draft_extractive, evidence, merge, request, windows};
use crate::{App, Error, Result};

/// The note; `None` when drafting was called off.
pub(crate) async fn draft(
    app: &App,
    session: &Session,
    transcript: &Transcript,
    cancel: &CancellationToken,
) -> Result<Option<Notes>> {
    let screened = transcript.clone();
    let risk = tokio::task::spawn_blocking(move || domain::risk::screen(&screened.turns))
        .await
        .map_err(Error::internal)?;
    let readiness = app.llm.readiness();
    let why_not = match readiness {
        Readiness::Idle { .. } | Readiness::Loading { .. } | Readiness::Ready(_) => {
            match by_model(app, transcript, &risk, cancel).await {
                Ok(mut notes) => {
                    point_out(app, session, transcript, &mut notes, cancel).await;
                    return Ok(Some(notes));
                }
                Err(ModelFailed::Cancelled) => return Ok(None),
                Err(ModelFailed::Because(reason)) => {
                    tracing::warn!(session.id = %session.id, reason, "the language model gave no note");
                    "The language model could not draft this note, so it was made from quotes only."
                }
            }
        }
        Readiness::Degraded { .. } => "The language model is not working, so this note was made from quotes only.",
        Readiness::NotBuilt | Readiness::NoModel { .. } => {
            "Drafted by fixed rules from quotes of the transcript: no language model is installed."
        }
    };
    // Reading hours of talk is work for a thread of its own, not for one that answers requests.
    let transcript = transcript.clone();
    let mut notes = tokio::task::spawn_blocking(move || draft_extractive(&transcript, risk))
        .await
        .map_err(Error::internal)?;
    notes.drafted_by.detail = why_not.into();
    Ok(Some(notes))
}

/// Says of each claim that is not supported where to look, when there is an embedding model. The note is as good without.
async fn point_out(
    app: &App,
    session: &Session,
    transcript: &Transcript,
    notes: &mut Notes,
    cancel: &CancellationToken,
) {
    if !matches!(app.embed.readiness(), Readiness::Ready(_)) {
        return;
    }
    if let Err(error) = evidence::point_out(app.embed.as_ref(), transcript, notes, cancel).await {
        tracing::info!(session.id = %session.id, %error, "the closest turns of unsupported claims are not known");
    }
}

/// Why the language model gave no note.
enum ModelFailed {
    Cancelled,
    Because(String),
}

/// Context to plan for while the model has not told its own, in tokens.
const ASSUMED_CONTEXT: u32 = 8192;
/// How often the windows are cut smaller when the estimate of their length was too low.
const CUTS: usize = 4;

/// Drafts window by window and joins the parts.
async fn by_model(
    app: &App,
    transcript: &Transcript,
    risk: &[RiskItem],
    cancel: &CancellationToken,
) -> std::result::Result<Notes, ModelFailed> {
    let (mut budget, name) = match app.llm.readiness() {
        Readiness::Ready(info) => (info.context_tokens.unwrap_or(ASSUMED_CONTEXT), info.name),
        Readiness::Idle { model } | Readiness::Loading { model } => (ASSUMED_CONTEXT, model),
        other => return Err(ModelFailed::Because(other.sentence())),
    };
    for _ in 0..CUTS {
        match in_windows(app, transcript, risk, budget, &name, cancel).await {
            Err(engine::Error::Refused(Failure::PromptTooLong { needed, available })) => {
                // Tokens per character were underestimated: plan with what was really needed, and a tenth less.
                let fits = u64::from(budget) * u64::from(available) * 9 / (u64::from(needed.max(1)) * 10);
                budget = u32::try_from(fits).unwrap_or(budget);
            }
            Err(engine::Error::Cancelled) => return Err(ModelFailed::Cancelled),
            Err(error) => return Err(ModelFailed::Because(error.to_string())),
            Ok(notes) => return notes.map_err(ModelFailed::Because),
        }
    }
    Err(ModelFailed::Because(
        "no window of the transcript fits the model's context".into(),
    ))
}

async fn in_windows(
    app: &App,
    transcript: &Transcript,
    risk: &[RiskItem],
    budget: u32,
    model: &str,
    cancel: &CancellationToken,
) -> std::result::Result<std::result::Result<Notes, String>, engine::Error> {
    let drafter = DraftedBy {
        kind: DrafterKind::LanguageModel,
        name: model.to_owned(),
        detail:
            "Drafted by a language model on this machine; every claim was checked against the words of the transcript."
                .into(),
    };
    let mut parts = Vec::new();
    for window in windows(transcript, budget as usize) {
        let asked = request(transcript, &window);
        let (temperature, seed) = (asked.temperature, asked.seed);
        let output = app.llm.generate(asked, None, cancel.clone()).await?;
        match assemble(transcript, &output.texts, drafter.clone(), risk.to_vec()) {
            Ok(mut part) => {
                part.provenance.temperature = Some(temperature);
                part.provenance.seed = Some(seed);
                part.provenance.prompt_tokens = output.prompt_tokens;
                part.provenance.evaluated_tokens = output.evaluated_tokens;
                part.provenance.output_tokens = output.output_tokens;
                parts.push(part);
            }
            Err(error) => return Ok(Err(error.to_string())),
        }
    }
    Ok(merge(transcript, parts).ok_or_else(|| "the transcript has no turns".into()))
}
