//! The draft note: what a drafter proposes and a therapist reviews.
//!
//! Every item names the transcript turns it rests on, and every sentence says whether a check found its words there
//! ([`Sentence::supported`]). The narrative fields are the sentences joined by a space, so what is read and what is
//! checked cannot drift apart. Counts and word limits are upper bounds: a thin session has a short note and
//! [`Notes::insufficient_material`].

mod policy;

pub use policy::{MoodPolicy, UnknownMoodPolicy};

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::claim::Claim;
use crate::risk::RiskItem;

/// Most key topics of a note.
pub const MAX_KEY_TOPICS: usize = 7;
/// Most words of the notes for the therapist.
pub const MAX_THERAPIST_WORDS: usize = 200;
/// Most words of the summary for the client.
pub const MAX_PATIENT_WORDS: usize = 150;
/// Most sentences of the topic summary.
pub const MAX_TOPIC_SENTENCES: usize = 3;

/// A draft note as stored and served (the contract's `extracted_notes`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Notes {
    /// What was talked about, at most [`MAX_KEY_TOPICS`].
    pub key_topics: Vec<String>,
    /// At most [`MAX_TOPIC_SENTENCES`] sentences; `evidence.topic_summary` joined.
    pub topic_summary: String,
    /// Techniques that were used or agreed on.
    pub strategies: Vec<Strategy>,
    /// What somebody agreed to do.
    pub action_items: Vec<ActionItem>,
    /// How the client described their own mood; `None` when they hardly did.
    pub session_mood: Option<Mood>,
    /// How that changed within the session, or since the last one when the client says so.
    pub mood_trajectory: Option<MoodTrajectory>,
    /// Notes for the therapist, at most [`MAX_THERAPIST_WORDS`] words.
    pub therapist_notes: String,
    /// A plain summary for the client, at most [`MAX_PATIENT_WORDS`] words. Shown to them only after a release.
    pub patient_summary: String,
    /// Language to review: the deterministic screen, and what a model added to it.
    pub risk_flags: Vec<RiskItem>,
    /// Whose word the mood is; `None` without a mood.
    #[serde(default)]
    pub mood_source: Option<MoodSource>,
    /// Whose word its direction is; `None` without one.
    #[serde(default)]
    pub trajectory_source: Option<MoodSource>,
    /// Everything the note states, with its evidence, supported or not. The narrative is put together from the supported ones.
    #[serde(default)]
    pub claims: Vec<Claim>,
    /// Where everything above comes from.
    pub evidence: Evidence,
    /// Who made this draft.
    pub drafted_by: DraftedBy,
    /// How this draft was made, so that it can be made again.
    #[serde(default)]
    pub provenance: Provenance,
    /// The session is too short or too empty for a full note.
    pub insufficient_material: bool,
    /// When the draft was made (RFC 3339). Set by the caller: drafting itself has no clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafted_at: Option<chrono::DateTime<chrono::Utc>>,
}

impl Notes {
    /// Fills the narrative strings from the sentences in [`Notes::evidence`].
    pub fn join_narrative(&mut self) {
        self.topic_summary = join(&self.evidence.topic_summary);
        self.therapist_notes = join(&self.evidence.therapist_notes);
        self.patient_summary = join(&self.evidence.patient_summary);
    }

    /// Sentences whose words were not found where they claim to come from.
    pub fn unsupported(&self) -> impl Iterator<Item = &Sentence> {
        let evidence = &self.evidence;
        [
            &evidence.topic_summary,
            &evidence.therapist_notes,
            &evidence.patient_summary,
        ]
        .into_iter()
        .flatten()
        .filter(|sentence| !sentence.supported)
    }
}

/// Joins sentences into running text.
pub fn join(sentences: &[Sentence]) -> String {
    sentences
        .iter()
        .map(|sentence| sentence.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A technique of the session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    /// Its usual name, such as "thought record".
    pub name: String,
    /// Turns in which it is spoken of.
    pub evidence_turns: Vec<u32>,
}

/// Something somebody agreed to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionItem {
    /// Who does what, and when, in the words that were said.
    pub text: String,
    /// Turns in which it was proposed or agreed.
    pub evidence_turns: Vec<u32>,
}

/// One sentence of a narrative with its evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// Turns it rests on.
    pub turns: Vec<u32>,
    /// Whether a check found it there: quotes, numbers, speaker and negation.
    pub supported: bool,
    /// The claims it was put together from: places in [`Notes::claims`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<u32>,
}

/// The turns behind each part of a note.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Turns per key topic, in the order of [`Notes::key_topics`].
    pub key_topics: Vec<Vec<u32>>,
    /// The sentences of [`Notes::topic_summary`].
    pub topic_summary: Vec<Sentence>,
    /// The sentences of [`Notes::therapist_notes`].
    pub therapist_notes: Vec<Sentence>,
    /// The sentences of [`Notes::patient_summary`].
    pub patient_summary: Vec<Sentence>,
    /// Turns behind the mood.
    pub session_mood: Vec<u32>,
    /// Turns behind its direction.
    pub mood_trajectory: Vec<u32>,
}

/// The client's mood in their own words, on the contract's scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    /// Hopeless, empty, in despair.
    VeryLow,
    /// Sad, anxious, tired, angry.
    Low,
    /// Neither, or both alike.
    Neutral,
    /// Hopeful, calm, pleased.
    Positive,
    /// Joyful, very well.
    VeryPositive,
}

impl Mood {
    /// All values from lowest to highest.
    pub const ALL: [Self; 5] = [
        Self::VeryLow,
        Self::Low,
        Self::Neutral,
        Self::Positive,
        Self::VeryPositive,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::VeryLow => "very_low",
            Self::Low => "low",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
            Self::VeryPositive => "very_positive",
        }
    }
}

impl fmt::Display for Mood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where the mood went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoodTrajectory {
    /// Better at the end than at the start.
    Improving,
    /// Worse at the end than at the start.
    Declining,
    /// About the same.
    Stable,
    /// Up and down.
    Fluctuating,
}

impl MoodTrajectory {
    /// All values.
    pub const ALL: [Self; 4] = [Self::Improving, Self::Declining, Self::Stable, Self::Fluctuating];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Improving => "improving",
            Self::Declining => "declining",
            Self::Stable => "stable",
            Self::Fluctuating => "fluctuating",
        }
    }
}

impl fmt::Display for MoodTrajectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Who made a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftedBy {
    /// Quotes only, or a language model.
    pub kind: DrafterKind,
    /// Name of the drafter or model.
    pub name: String,
    /// One sentence for a person.
    pub detail: String,
}

/// Whose word a mood is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoodSource {
    /// The client said it of themselves.
    Client,
    /// The therapist entered it.
    Therapist,
    /// A drafter concluded it from what was said.
    Model,
}

/// How a draft was made.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Provenance {
    /// Version of the instructions or of the rules.
    pub prompt_version: String,
    /// SHA-256 of the model's file, hexadecimal, where it is a file here.
    pub model_sha256: Option<String>,
    /// How its weights are quantised, such as `Q4_K_M`, where that is known.
    pub quantisation: Option<String>,
    /// 0 is greedy; `None` without a model.
    pub temperature: Option<f32>,
    /// Seed of the sampler; `None` without a model.
    pub seed: Option<u32>,
    /// Windows into which the transcript was cut.
    pub windows: u32,
    /// Tokens of all prompts.
    pub prompt_tokens: u32,
    /// Tokens of the prompts that had to be evaluated: fewer where prompts share their beginning.
    pub evaluated_tokens: u32,
    /// Tokens generated.
    pub output_tokens: u32,
    /// Whether the answer of an earlier, identical request was used.
    pub cached: bool,
    /// What an external service is estimated to have charged, in millionths of a US dollar.
    pub cost_micro_usd: Option<u64>,
}

/// The ways to make a draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DrafterKind {
    /// The built-in drafter: deterministic, quotes only.
    #[default]
    Extractive,
    /// A language model on this machine, whose claims were checked.
    LanguageModel,
    /// A language model outside the building, whose claims were checked.
    ExternalModel,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_note_has_every_field_of_the_contract() {
        let json = serde_json::to_value(Notes::default()).unwrap();
        for field in [
            "key_topics",
            "topic_summary",
            "strategies",
            "action_items",
            "session_mood",
            "mood_trajectory",
            "therapist_notes",
            "patient_summary",
            "risk_flags",
            "evidence",
            "drafted_by",
            "insufficient_material",
        ] {
            assert!(json.get(field).is_some(), "{field} is missing");
        }
        assert!(json["session_mood"].is_null());
        assert_eq!(json["drafted_by"]["kind"], "extractive");
        assert_eq!(serde_json::from_value::<Notes>(json).unwrap(), Notes::default());
    }

    #[test]
    fn names_on_the_wire_and_in_text_agree() {
        for mood in Mood::ALL {
            assert_eq!(serde_json::to_value(mood).unwrap(), mood.as_str());
        }
        for trajectory in MoodTrajectory::ALL {
            assert_eq!(serde_json::to_value(trajectory).unwrap(), trajectory.as_str());
        }
    }

    #[test]
    fn the_narrative_is_its_sentences_and_unsupported_ones_are_told() {
        let mut notes = Notes::default();
        let sentence = |text: &str, supported| Sentence {
            text: text.into(),
            turns: vec![0],
            supported,
            claims: Vec::new(),
        };
        notes.evidence.therapist_notes = vec![sentence("One.", true), sentence("Two.", false)];
        notes.join_narrative();
        assert_eq!(notes.therapist_notes, "One. Two.");
        assert_eq!(
            notes
                .unsupported()
                .map(|sentence| sentence.text.as_str())
                .collect::<Vec<_>>(),
            ["Two."]
        );
    }
}
