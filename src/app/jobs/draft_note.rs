//! The job `draft_note`: a session's transcript becomes its draft note.
//!
//! A language model drafts when one is installed. When there is none, or when it fails, the built-in extractive drafter does,
//! and the note says so: a session never stays without a note because a model is unwell.

use domain::SessionId;
use domain::audit::{By, Deed};
use domain::note::Notes;
use domain::session::{Event, Session, Status};
use domain::transcript::Transcript;
use engine::Readiness;
use protocol::Failure;
use store::jobs::Claimed;
use store::seal::DataKey;
use tokio_util::sync::CancellationToken;

use super::Outcome;
use crate::live::Progress;
use crate::{App, Error, Result, audit, drafting};

pub(super) async fn run(app: &App, job: &Claimed, session: SessionId, cancel: &CancellationToken) -> Result<Outcome> {
    let progress = Progress {
        stage: "extracting_notes",
        percent: None,
        detail: "Drafting the note".into(),
    };
    // Before the session says that it is being drafted: a cancel from then on must find something to stop.
    let _live = app.live.begin(session, progress, cancel.clone());
    let Some((session, key, transcript)) = begin(app, session).await? else {
        return Ok(Outcome::Pointless);
    };
    app.events.moved(session.patient_id, session.id);
    let Some(mut notes) = draft(app, &session, &transcript, cancel).await? else {
        return Ok(Outcome::Dropped);
    };
    notes.drafted_at = Some(app.now().utc());
    finish(app, job, &session, &key, &notes).await
}

/// Marks the session as being drafted. `None` when there is nothing to draft (any more).
async fn begin(app: &App, id: SessionId) -> Result<Option<(Session, DataKey, Transcript)>> {
    let mut tx = app.db.write().await?;
    let Some(stored) = store::sessions::find(&mut tx, &app.key, id).await? else {
        return Ok(None);
    };
    let (session, key) = (stored.session, stored.key);
    let (Ok(to), Some(key)) = (session.status.next(Event::DraftingStarted), key) else {
        return Ok(None);
    };
    let Some(transcript) = store::transcripts::find(&mut tx, &key, session.id).await? else {
        return Ok(None);
    };
    if !store::sessions::advance(&mut tx, session.id, session.status, to, None, app.now()).await? {
        return Ok(None);
    }
    tx.commit().await?;
    Ok(Some((session, key, transcript)))
}

/// The note; `None` when drafting was called off.
async fn draft(
    app: &App,
    session: &Session,
    transcript: &Transcript,
    cancel: &CancellationToken,
) -> Result<Option<Notes>> {
    let readiness = app.llm.readiness();
    let why_not = match readiness {
        Readiness::Idle { .. } | Readiness::Loading { .. } | Readiness::Ready(_) => {
            match by_model(app, transcript, cancel).await {
                Ok(notes) => return Ok(Some(notes)),
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
    let mut notes = tokio::task::spawn_blocking(move || drafting::draft_extractive(&transcript))
        .await
        .map_err(Error::internal)?;
    notes.drafted_by.detail = why_not.into();
    Ok(Some(notes))
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
    cancel: &CancellationToken,
) -> std::result::Result<Notes, ModelFailed> {
    let (mut budget, name) = match app.llm.readiness() {
        Readiness::Ready(info) => (info.context_tokens.unwrap_or(ASSUMED_CONTEXT), info.name),
        Readiness::Idle { model } | Readiness::Loading { model } => (ASSUMED_CONTEXT, model),
        other => return Err(ModelFailed::Because(other.sentence())),
    };
    for _ in 0..CUTS {
        match in_windows(app, transcript, budget, &name, cancel).await {
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
    budget: u32,
    model: &str,
    cancel: &CancellationToken,
) -> std::result::Result<std::result::Result<Notes, String>, engine::Error> {
    let mut parts = Vec::new();
    for window in drafting::windows(transcript, budget as usize) {
        let output = app
            .llm
            .generate(drafting::request(transcript, &window), None, cancel.clone())
            .await?;
        match drafting::assemble(transcript, &output.text, model) {
            Ok(part) => parts.push(part),
            Err(error) => return Ok(Err(error.to_string())),
        }
    }
    Ok(drafting::merge(parts).ok_or_else(|| "the transcript has no turns".into()))
}

async fn finish(app: &App, job: &Claimed, session: &Session, key: &DataKey, notes: &Notes) -> Result<Outcome> {
    let now = app.now();
    let to = Status::ExtractingNotes
        .next(Event::NoteStored)
        .map_err(Error::internal)?;
    let mut tx = app.db.write().await?;
    if !store::jobs::finish(&mut tx, job, now).await?
        || !store::sessions::advance(&mut tx, session.id, Status::ExtractingNotes, to, None, now).await?
    {
        return Ok(Outcome::Dropped);
    }
    store::sessions::set_notes(&mut tx, key, session.id, notes).await?;
    audit::note(&mut tx, now, By::Appliance, Deed::NoteDrafted, session.id.uuid()).await?;
    tx.commit().await?;
    app.events.moved(session.patient_id, session.id);
    Ok(Outcome::Done)
}
