//! Drafting with a language model: what it is asked, and how little of its answer is believed.
//!
//! The model reads one window of numbered turns and answers seven questions about it, each an answer of its own to the same
//! conversation, so that the transcript is read once ([`request`]). It answers with claims, evidence before text; JSON schemas
//! bound every list and string and admit only turns of the window and speakers who speak there. [`assemble`] then looks every
//! claim up in the transcript ([`super::verify`]) and puts the narrative together from those that hold. A claim that does not
//! hold stays in the note, marked, because a reviewer should see what was proposed; the risk screen is the caller's and a model
//! can only add to it.
//!
//! The transcript is untrusted: somebody may say "ignore your instructions". It travels in a message of its own, marked as
//! data, in which nothing can look like the mark that ends it; and the worst that such words can do is to change claims that
//! are checked and reviewed anyway.

mod answer;
mod risk;
mod schema;
mod windows;

pub use schema::{SECTIONS, request};
pub use windows::{Budget, Window, windows};

use domain::claim::{Claim, ClaimKind};
use domain::note::{
    ActionItem, DraftedBy, MAX_KEY_TOPICS, Mood, MoodSource, MoodTrajectory, Notes, Provenance, Strategy,
};
use domain::risk::RiskItem;
use domain::transcript::{Transcript, tokens};

use super::verify::{self, Proposed};
use super::{compose, mood};
use answer::{Answers, Quoted, Reading, Stated};

/// Version of the instructions and schemas. Changes whenever another answer may be expected of the same model.
pub const PROMPT_VERSION: &str = "claims-1";

/// Most items in the lists of techniques, agreements and risk language of one window.
pub(super) const MOST_ITEMS: usize = 8;

/// Why an answer of a model cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum ModelDraftError {
    /// It is not the JSON that was asked for; the answer was cut off, or the model is not able to follow a schema.
    #[error("the language model's answer is not the JSON that was asked for ({characters} characters): {source}")]
    NotTheSchema {
        /// Length of the answer.
        characters: usize,
        /// What the parser says.
        source: serde_json::Error,
    },
    /// There are not as many answers as questions.
    #[error("the language model gave {found} answers where {expected} were asked for")]
    NotAllSections {
        /// Questions.
        expected: usize,
        /// Answers.
        found: usize,
    },
}

/// Turns a model's answers about one window into a checked note. `answers` are in the order of the request's sections; `risk`
/// is what the screen found in the whole transcript.
///
/// # Errors
/// When there is not one answer per section, or one is not JSON of the schema that [`request`] asked for.
pub fn assemble(
    transcript: &Transcript,
    answers: &[String],
    drafter: DraftedBy,
    risk: Vec<RiskItem>,
) -> Result<Notes, ModelDraftError> {
    let answers = Answers::parse(answers)?;
    let mut notes = Notes {
        drafted_by: drafter,
        provenance: Provenance {
            prompt_version: PROMPT_VERSION.to_owned(),
            windows: 1,
            ..Provenance::default()
        },
        ..Notes::default()
    };
    for topic in answers.subjects.topics.into_iter().take(MAX_KEY_TOPICS) {
        let turns = found(transcript, &topic.evidence);
        // A topic nobody can look up is none.
        if !turns.is_empty()
            && !notes
                .key_topics
                .iter()
                .any(|known| known.eq_ignore_ascii_case(&topic.name))
        {
            notes.key_topics.push(topic.name);
            notes.evidence.key_topics.push(turns);
        }
    }
    for intervention in answers.interventions.claims {
        let name = intervention.name.clone();
        let claim = check(transcript, intervention);
        if let Some(name) = name.filter(|_| claim.is_supported())
            && !notes
                .strategies
                .iter()
                .any(|known| known.name.eq_ignore_ascii_case(&name))
            && notes.strategies.len() < MOST_ITEMS
        {
            notes.strategies.push(Strategy {
                name,
                evidence_turns: claim.turns(),
            });
        }
        notes.claims.push(claim);
    }
    let others = [answers.reported, answers.observed, answers.judgement, answers.plan];
    for stated in others.into_iter().flat_map(|section| section.claims) {
        notes.claims.push(check(transcript, stated));
    }
    notes.claims.sort_by_key(|claim| (claim.kind, claim.turns()));
    notes.claims.dedup_by(|one, other| same_statement(one, other));
    notes.action_items = agreements(&notes.claims);
    read_mood(
        transcript,
        answers.subjects.mood,
        answers.subjects.trajectory,
        &mut notes,
    );
    notes.risk_flags = risk::union(transcript, risk, answers.risk.risk);
    compose::narrative(transcript, &mut notes);
    Ok(notes)
}

fn check(transcript: &Transcript, stated: Stated) -> Claim {
    let proposed = Proposed {
        text: stated.text,
        kind: stated.kind,
        speaker: stated.speaker,
        evidence: stated
            .evidence
            .into_iter()
            .map(|quoted| (quoted.at, quoted.quote))
            .collect(),
    };
    verify::claim(transcript, proposed)
}

/// The turns whose quotes stand there.
fn found(transcript: &Transcript, evidence: &[Quoted]) -> Vec<u32> {
    let mut turns: Vec<u32> = evidence
        .iter()
        .filter(|quoted| {
            transcript
                .turn(quoted.at)
                .is_some_and(|turn| verify::contains_quote(&turn.text, &quoted.quote))
        })
        .map(|quoted| quoted.at)
        .collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}

/// What was agreed on: plans that hold.
pub(super) fn agreements(claims: &[Claim]) -> Vec<ActionItem> {
    claims
        .iter()
        .filter(|claim| claim.kind == ClaimKind::Plan && claim.is_supported())
        .map(|claim| ActionItem {
            text: claim.text.clone(),
            evidence_turns: claim.turns(),
        })
        .collect()
}

/// Whether two claims of the same kind say the same: the same words, or nearly so about an overlapping place.
pub(super) fn same_statement(one: &Claim, other: &Claim) -> bool {
    if one.kind != other.kind || one.speaker != other.speaker || one.is_supported() != other.is_supported() {
        return false;
    }
    let concepts = |claim: &Claim| -> std::collections::BTreeSet<String> {
        tokens(&claim.text)
            .iter()
            .filter(|token| !verify::words::is_grammar(&token.text) || verify::is_negation(&token.text))
            .map(|token| verify::words::concept(&token.text))
            .collect()
    };
    let (mine, theirs) = (concepts(one), concepts(other));
    if mine == theirs {
        return true;
    }
    let turns = other.turns();
    let overlap = one.turns().iter().any(|turn| turns.contains(turn));
    let shared = mine.intersection(&theirs).count();
    // Four of five words in common, and what differs is no number and no denial.
    let harmless = mine
        .symmetric_difference(&theirs)
        .all(|word| !verify::is_negation(word) && !verify::is_number(word));
    overlap && harmless && shared * 5 >= mine.union(&theirs).count() * 4
}

/// A mood nobody can look up is not shown as one. It is the client's own when their words say it.
fn read_mood(transcript: &Transcript, stated: Reading<Mood>, direction: Reading<MoodTrajectory>, notes: &mut Notes) {
    let turns = found(transcript, &stated.evidence);
    if let Some(value) = stated.value.filter(|_| !turns.is_empty()) {
        notes.session_mood = Some(value);
        notes.mood_source = Some(if mood::says_it_of_themselves(transcript, value, &turns) {
            MoodSource::Client
        } else {
            MoodSource::Model
        });
        notes.evidence.session_mood = turns;
    }
    let turns = found(transcript, &direction.evidence);
    if let Some(value) = direction.value.filter(|_| !turns.is_empty()) {
        notes.mood_trajectory = Some(value);
        notes.trajectory_source = Some(if mood::says_where_it_went(transcript, value, &turns) {
            MoodSource::Client
        } else {
            MoodSource::Model
        });
        notes.evidence.mood_trajectory = turns;
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
