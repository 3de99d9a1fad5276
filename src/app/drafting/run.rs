//! One draft from beginning to end: who drafts, how the transcript is cut for it, and what happens when it fails.
//!
//! The language model on this machine drafts when one is installed. When there is none, or when it fails, a model outside the
//! building may, where the practice has switched that on ([`crate::external`]). The built-in extractive drafter is the last and
//! always there. The note says who drafted it and why: a session never stays without a note because a model is unwell.

use domain::note::{DraftedBy, DrafterKind, Notes};
use domain::risk::RiskItem;
use domain::session::Session;
use domain::transcript::Transcript;
use engine::{Drafter, Readiness};
use protocol::Failure;
use tokio_util::sync::CancellationToken;

use super::{Budget, assemble, draft_extractive, evidence, merge, request, windows};
use crate::external::{self, OpenAi, Outside};
use crate::{App, Error, Result};

/// The note; `None` when drafting was called off.
pub(crate) async fn draft(
    app: &App,
    session: &Session,
    transcript: &Transcript,
    cancel: &CancellationToken,
) -> Result<Option<Notes>> {
    // The screen comes before anybody drafts, and nobody who drafts can take from it.
    let screened = crate::risk::screen(app, transcript, cancel).await;
    let Some(mut notes) = drafted(app, session, transcript, &screened, cancel).await? else {
        return Ok(None);
    };
    keep(&mut notes.risk_flags, screened);
    point_out(app, session, transcript, &mut notes, cancel).await;
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
    let able = matches!(
        app.embed.readiness(),
        Readiness::Idle { .. } | Readiness::Loading { .. } | Readiness::Ready(_)
    );
    if !able {
        return;
    }
    if let Err(error) = evidence::point_out(app.embed.as_ref(), transcript, notes, cancel).await {
        tracing::info!(session.id = %session.id, %error, "the closest turns of unsupported claims are not known");
    }
}

/// Puts back what a draft left out of the screen's findings.
fn keep(items: &mut Vec<RiskItem>, screened: Vec<RiskItem>) {
    for item in screened {
        if !items.iter().any(|kept| kept.key() == item.key()) {
            items.push(item);
        }
    }
    items.sort_by_key(|item| item.turn);
}

async fn drafted(
    app: &App,
    session: &Session,
    transcript: &Transcript,
    risk: &[RiskItem],
    cancel: &CancellationToken,
) -> Result<Option<Notes>> {
    let here = match on_this_machine(app, session, transcript, risk, cancel).await {
        Ok(notes) => return Ok(Some(notes)),
        Err(NoNote::Cancelled) => return Ok(None),
        Err(NoNote::Because(why)) => why,
    };
    let why = match external::drafter(app, session).await? {
        Outside::Nobody => here.alone().to_owned(),
        Outside::NotAgreed => format!(
            "{}, and there is no consent to a model outside the building, so this note was made from quotes only.",
            here.sentence()
        ),
        Outside::Drafter(outside) => {
            match outside_the_building(&outside, here, session, transcript, risk, cancel).await {
                Ok(notes) => return Ok(Some(notes)),
                Err(NoNote::Cancelled) => return Ok(None),
                Err(NoNote::Because(reason)) => {
                    format!(
                        "{}, and {reason}, so this note was made from quotes only.",
                        here.sentence()
                    )
                }
            }
        }
    };
    let (transcript, risk) = (transcript.clone(), risk.to_vec());
    let mut notes = blocking(move || draft_extractive(&transcript, risk)).await?;
    notes.drafted_by.detail = why;
    Ok(Some(notes))
}

/// Reading hours of talk is work for a thread of its own, not for one that answers requests.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)
}

/// Why a drafter gave no note.
enum NoNote<Why> {
    Cancelled,
    Because(Why),
}

/// Why the language model on this machine gave no note.
#[derive(Clone, Copy)]
enum Here {
    NotInstalled,
    NotWorking,
    Failed,
}

impl Here {
    fn sentence(self) -> &'static str {
        match self {
            Self::NotInstalled => "No language model is installed on this machine",
            Self::NotWorking => "The language model on this machine is not working",
            Self::Failed => "The language model on this machine could not draft this note",
        }
    }

    /// The note's word when nobody else was asked.
    fn alone(self) -> &'static str {
        match self {
            Self::NotInstalled => {
                "Drafted by fixed rules from quotes of the transcript: no language model is installed."
            }
            Self::NotWorking => "The language model is not working, so this note was made from quotes only.",
            Self::Failed => "The language model could not draft this note, so it was made from quotes only.",
        }
    }
}

async fn on_this_machine(
    app: &App,
    session: &Session,
    transcript: &Transcript,
    risk: &[RiskItem],
    cancel: &CancellationToken,
) -> std::result::Result<Notes, NoNote<Here>> {
    let name = match app.llm.readiness() {
        Readiness::Ready(info) => info.name,
        Readiness::Idle { model } | Readiness::Loading { model } => model,
        Readiness::Degraded { .. } => return Err(NoNote::Because(Here::NotWorking)),
        Readiness::NotBuilt | Readiness::NoModel { .. } => return Err(NoNote::Because(Here::NotInstalled)),
    };
    let drafter = DraftedBy {
        kind: DrafterKind::LanguageModel,
        name,
        detail: "Drafted by a language model on this machine; every sentence was checked against the words of the transcript.".into(),
    };
    by_model(app.llm.as_ref(), drafter, transcript, risk, cancel)
        .await
        .map_err(|none| match none {
            NoNote::Cancelled => NoNote::Cancelled,
            NoNote::Because(reason) => {
                tracing::warn!(session.id = %session.id, reason, "the language model gave no note");
                NoNote::Because(Here::Failed)
            }
        })
}

async fn outside_the_building(
    outside: &OpenAi,
    here: Here,
    session: &Session,
    transcript: &Transcript,
    risk: &[RiskItem],
    cancel: &CancellationToken,
) -> std::result::Result<Notes, NoNote<String>> {
    let service = outside.service();
    let (model, host) = (service.model(), service.host());
    let drafter = DraftedBy {
        kind: DrafterKind::ExternalModel,
        name: model.to_owned(),
        detail: format!(
            "{}. Drafted by an external model, {model} at {host}: the words of this session left the building. \
             Every sentence was checked against the words of the transcript.",
            here.sentence()
        ),
    };
    let drafted = by_model(outside, drafter, transcript, risk, cancel).await;
    let bill = outside.bill();
    let cost_micro_usd = service.prices().map(|prices| bill.micro_dollars(prices));
    tracing::info!(
        session.id = %session.id, requests = bill.requests, cached = bill.cached, prompt_tokens = bill.prompt_tokens,
        output_tokens = bill.output_tokens, cost_micro_usd, is_drafted = drafted.is_ok(), "the external model was asked",
    );
    let mut notes = drafted?;
    notes.provenance.cached = bill.cached > 0;
    notes.provenance.cost_micro_usd = cost_micro_usd;
    Ok(notes)
}

/// Context to plan for while the model has not told its own, in tokens.
const ASSUMED_CONTEXT: u32 = 8192;
/// How many plans are made before the model is given up.
const PLANS: usize = 6;

/// Drafts window by window and joins the parts.
async fn by_model(
    model: &dyn Drafter,
    drafter: DraftedBy,
    transcript: &Transcript,
    risk: &[RiskItem],
    cancel: &CancellationToken,
) -> std::result::Result<Notes, NoNote<String>> {
    let mut budget = Budget::of(match model.readiness() {
        Readiness::Ready(info) => info.context_tokens.unwrap_or(ASSUMED_CONTEXT),
        _ => ASSUMED_CONTEXT,
    });
    for _ in 0..PLANS {
        match in_windows(model, &drafter, transcript, risk, budget, cancel).await {
            Err(engine::Error::Refused(Failure::PromptTooLong { needed, available })) => {
                budget = budget.for_longer_prompts(needed, available);
            }
            Err(engine::Error::Refused(error @ Failure::AnswerCutShort { .. })) => {
                budget = budget
                    .for_longer_answers()
                    .ok_or_else(|| NoNote::Because(error.to_string()))?;
            }
            Err(engine::Error::Cancelled) => return Err(NoNote::Cancelled),
            Err(error) => return Err(NoNote::Because(error.to_string())),
            Ok(notes) => return notes.map_err(NoNote::Because),
        }
    }
    Err(NoNote::Because(
        "no window of the transcript and its answers fit the model's context".into(),
    ))
}

async fn in_windows(
    model: &dyn Drafter,
    drafter: &DraftedBy,
    transcript: &Transcript,
    risk: &[RiskItem],
    budget: Budget,
    cancel: &CancellationToken,
) -> std::result::Result<std::result::Result<Notes, String>, engine::Error> {
    let mut parts = Vec::new();
    let mut made = domain::note::Provenance::default();
    for window in windows(transcript, budget) {
        let request = request(transcript, &window, budget);
        made.temperature = Some(request.temperature);
        made.seed = Some(request.seed);
        let output = model.generate(request, None, cancel.clone()).await?;
        made.windows += 1;
        made.prompt_tokens = made.prompt_tokens.saturating_add(output.prompt_tokens);
        made.evaluated_tokens = made.evaluated_tokens.saturating_add(output.evaluated_tokens);
        made.output_tokens = made.output_tokens.saturating_add(output.output_tokens);
        match assemble(transcript, &output.texts, drafter.clone(), risk.to_vec()) {
            Ok(part) => parts.push(part),
            // What the parser says may quote the answer, and the answer quotes the client.
            Err(_) => return Ok(Err("the model's answer is not the JSON that was asked for".into())),
        }
    }
    let Some(mut notes) = merge(transcript, parts) else {
        return Ok(Err("the transcript has no turns".into()));
    };
    made.prompt_version = std::mem::take(&mut notes.provenance.prompt_version);
    // Only a model that has been loaded has told these.
    if let Readiness::Ready(info) = model.readiness() {
        made.model_sha256 = info.sha256;
        made.quantisation = info.quantisation;
    }
    notes.provenance = made;
    Ok(Ok(notes))
}

#[cfg(test)]
mod tests {
    use domain::transcript::{Speaker, Turn};

    use super::*;

    #[test]
    fn what_a_draft_left_out_of_the_screens_findings_is_put_back_and_nothing_is_told_twice() {
        let turn = |index, text: &str| Turn {
            index,
            speaker: Speaker::Client,
            text: text.into(),
            confidence: 0.9,
            ..Turn::default()
        };
        let screened = domain::risk::screen(&[
            turn(0, "Some nights I wish I was dead."),
            turn(1, "I cut my arm last week."),
        ]);
        let turns = |items: &[RiskItem]| items.iter().map(|item| item.turn).collect::<Vec<_>>();
        assert_eq!(turns(&screened), [0, 1]);
        let mut none = Vec::new();
        keep(&mut none, screened.clone());
        assert_eq!(none, screened);
        let mut second = screened[1..].to_vec();
        keep(&mut second, screened.clone());
        assert_eq!(second, screened);
    }
}
