//! What was said: a transcript is a list of *turns*, each one speaker's words with their times.
//!
//! Speech recognition delivers short segments, one recording channel at a time. `turns` puts them in order, joins
//! those that belong to one utterance and splits where the speaker changes or pauses; `roles` decides which of two
//! channels is the therapist. Turn numbers are what every later claim cites, so they are dense and start at 0.

pub mod numerals;
pub mod pattern;
mod roles;
mod text;
mod turns;

pub use roles::{Roles, infer_roles};
pub use text::{Token, sentences, tokens};
pub use turns::{SpokenSegment, TurnBuilder, turns_from_segments};

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who said something, as far as it is known. Unknown stays unknown: a mono recording has no labels until a person
/// sets them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The clinician.
    Therapist,
    /// The client, or the first client of a couple.
    Client,
    /// The second client of a couple or family.
    #[serde(rename = "client_2")]
    Client2,
    /// The voice on the first channel, when it is not known whose it is.
    #[serde(rename = "speaker_1")]
    Speaker1,
    /// The voice on the second channel, when it is not known whose it is.
    #[serde(rename = "speaker_2")]
    Speaker2,
    /// Nobody knows.
    #[default]
    Unknown,
}

impl Speaker {
    /// Whether this is known to be the therapist.
    pub fn is_therapist(self) -> bool {
        self == Self::Therapist
    }

    /// Whether this is known to be a client.
    pub fn is_client(self) -> bool {
        matches!(self, Self::Client | Self::Client2)
    }

    /// Whether the role in the room is known.
    pub fn is_known(self) -> bool {
        self.is_therapist() || self.is_client()
    }

    /// The label shown to people; `None` for [`Speaker::Unknown`].
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Therapist => Some("Therapist"),
            Self::Client => Some("Client"),
            Self::Client2 => Some("Client 2"),
            Self::Speaker1 => Some("Speaker 1"),
            Self::Speaker2 => Some("Speaker 2"),
            Self::Unknown => None,
        }
    }

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Therapist => "therapist",
            Self::Client => "client",
            Self::Client2 => "client_2",
            Self::Speaker1 => "speaker_1",
            Self::Speaker2 => "speaker_2",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One word and when it was said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Start in milliseconds from the start of the recording.
    pub start_ms: u64,
    /// End in milliseconds.
    pub end_ms: u64,
    /// The word with its punctuation.
    pub text: String,
    /// Mean token probability, 0 to 1.
    pub probability: f32,
}

/// One speaker's words between two changes of speaker or two pauses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Place in [`Transcript::turns`], from 0; what notes cite.
    pub index: u32,
    /// Who spoke.
    pub speaker: Speaker,
    /// Start in milliseconds from the start of the recording.
    pub start_ms: u64,
    /// End in milliseconds.
    pub end_ms: u64,
    /// The words, trimmed.
    pub text: String,
    /// How sure the recogniser was, 0 to 1; weighted by the words of the segments that make up the turn.
    pub confidence: f32,
    /// The words with their times; may be empty.
    #[serde(default)]
    pub words: Vec<Word>,
}

/// A whole session as text. This JSON is what is stored (encrypted).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    /// Language code such as `en`.
    pub language: String,
    /// Length of the recording in milliseconds.
    pub duration_ms: u64,
    /// Milliseconds in which speech was found.
    pub speech_ms: u64,
    /// The turns in order of their start.
    pub turns: Vec<Turn>,
    /// Problems of the recording that a reader should know of.
    #[serde(default)]
    pub warnings: Vec<String>,
}

impl Transcript {
    /// The plain text of the contract's `transcript_text`: one line per turn, `[mm:ss] Speaker: words`. Minutes run
    /// past 59; a speaker nobody knows gets no label.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.turns.iter().map(|turn| turn.text.len() + 24).sum());
        for turn in &self.turns {
            if !text.is_empty() {
                text.push('\n');
            }
            let seconds = turn.start_ms / 1000;
            text.push_str(&format!("[{:02}:{:02}] ", seconds / 60, seconds % 60));
            if let Some(label) = turn.speaker.label() {
                text.push_str(label);
                text.push_str(": ");
            }
            text.push_str(&turn.text);
        }
        text
    }

    /// The turn with this number.
    pub fn turn(&self, index: u32) -> Option<&Turn> {
        self.turns
            .get(usize::try_from(index).ok()?)
            .filter(|turn| turn.index == index)
    }

    /// Words in all turns.
    pub fn word_count(&self) -> usize {
        self.turns.iter().map(|turn| turn.text.split_whitespace().count()).sum()
    }

    /// Whether every turn says whose it is (therapist or client).
    pub fn speakers_known(&self) -> bool {
        self.turns.iter().all(|turn| turn.speaker.is_known())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(index: u32, speaker: Speaker, start_ms: u64, text: &str) -> Turn {
        Turn {
            index,
            speaker,
            start_ms,
            end_ms: start_ms + 1000,
            text: text.into(),
            confidence: 0.9,
            words: vec![],
        }
    }

    #[test]
    fn the_plain_text_has_times_and_labels_but_none_for_unknown_speakers() {
        let transcript = Transcript {
            turns: vec![
                turn(0, Speaker::Therapist, 600, "Welcome back."),
                turn(1, Speaker::Client2, 61_000, "Hi."),
                turn(2, Speaker::Unknown, 3_725_000, "Yes."),
            ],
            ..Transcript::default()
        };
        assert_eq!(
            transcript.text(),
            "[00:00] Therapist: Welcome back.\n[01:01] Client 2: Hi.\n[62:05] Yes."
        );
    }

    #[test]
    fn speakers_keep_their_wire_names() {
        for speaker in [
            Speaker::Therapist,
            Speaker::Client,
            Speaker::Client2,
            Speaker::Speaker1,
            Speaker::Speaker2,
            Speaker::Unknown,
        ] {
            assert_eq!(serde_json::to_value(speaker).unwrap(), speaker.as_str());
        }
    }

    #[test]
    fn a_transcript_survives_its_json() {
        let transcript = Transcript {
            language: "en".into(),
            duration_ms: 10,
            speech_ms: 5,
            turns: vec![turn(0, Speaker::Speaker1, 1, "Née?")],
            warnings: vec!["short".into()],
        };
        let json = serde_json::to_string(&transcript).unwrap();
        assert_eq!(serde_json::from_str::<Transcript>(&json).unwrap(), transcript);
    }

    #[test]
    fn a_turn_is_found_by_its_number_only_when_it_exists() {
        let transcript = Transcript {
            turns: vec![turn(0, Speaker::Client, 0, "Hi.")],
            ..Transcript::default()
        };
        assert_eq!(transcript.turn(0).unwrap().text, "Hi.");
        assert!(transcript.turn(1).is_none());
    }
}
