//! The built-in drafter: quotes only, by rules that can be read.
//!
//! It finds topics and techniques by their usual words, agreements by how people make them, and the mood by the client's own
//! words; then it picks the sentences that say most, as claims that are quotes and nothing else (`claims`), and sets some of
//! them between fixed frames for the narrative (`writer`). Every claim and every sentence goes through the same check as a
//! model's ([`super::verify`]).

mod claims;
mod subjects;
mod writer;

use domain::note::{DraftedBy, DrafterKind, Evidence, Notes, Provenance};
use domain::risk::RiskItem;
use domain::transcript::Transcript;

pub(super) use subjects::{Topic, rank_topics};
pub(super) use writer::{cited, listing, within};

use super::said::said;
use super::taxonomy::TOPICS;
use super::{actions, compose, mood, patient};
use writer::Writer;

/// Name of this drafter in [`DraftedBy`].
pub const EXTRACTIVE_NAME: &str = "extractive-2";

/// Words of the whole session below which there is not enough for a full note.
const THIN_WORDS: usize = 120;

/// Drafts a note from the transcript alone. Deterministic: the same transcript gives the same note. `risk` is what the screen
/// found.
pub fn draft_extractive(transcript: &Transcript, risk: Vec<RiskItem>) -> Notes {
    let said = said(transcript, &risk);
    let topics = rank_topics(&said);
    let strategies = subjects::find_strategies(&said);
    let action_items = actions::read(&said);
    let mood = mood::read(&said);
    let mut writer = Writer::new(transcript, &said);
    let topic_summary = writer.topic_summary(&topics);
    let therapist_notes = writer.therapist_notes(&topics, &strategies, &action_items, &risk);
    let mut notes = Notes {
        key_topics: topics
            .iter()
            .map(|topic| TOPICS[topic.number].name.to_owned())
            .collect(),
        strategies,
        action_items,
        session_mood: mood.mood,
        mood_trajectory: mood.trajectory,
        mood_source: mood.mood.map(|_| mood.mood_source),
        trajectory_source: mood.trajectory.map(|_| mood.trajectory_source),
        risk_flags: risk,
        evidence: Evidence {
            key_topics: topics
                .iter()
                .map(|topic| topic.turns.iter().copied().take(6).collect())
                .collect(),
            topic_summary,
            therapist_notes,
            patient_summary: Vec::new(),
            session_mood: mood.mood_turns,
            mood_trajectory: mood.trajectory_turns,
        },
        drafted_by: DraftedBy {
            kind: DrafterKind::Extractive,
            name: EXTRACTIVE_NAME.into(),
            detail: "Drafted by fixed rules from quotes of the transcript, without a language model.".into(),
        },
        provenance: Provenance {
            prompt_version: EXTRACTIVE_NAME.into(),
            windows: 1,
            ..Provenance::default()
        },
        insufficient_material: transcript.word_count() < THIN_WORDS || topics.len() < 2,
        ..Notes::default()
    };
    notes.claims = claims::choose(transcript, &said, &topics, &notes);
    notes.evidence.patient_summary = patient::summary(transcript, &said, &notes);
    compose::link(&mut notes);
    notes.join_narrative();
    notes
}

#[cfg(test)]
#[path = "extractive_tests.rs"]
mod tests;
