//! Claims: the primitive of a note. One claim states one thing, says whose word it is, and quotes the words it rests on; the
//! narrative of a note is put together from claims, and a format (SOAP, DAP …) only arranges them.
//!
//! The server looks every quote up in the transcript and writes down what it found: the [`Verdict`]. Who proposed a claim, a
//! rule or a language model, has no say in it.

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::transcript::Speaker;

/// What sort of statement a claim is. The kinds stay apart because auditors and courts read them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimKind {
    /// What the client says about themselves or their week.
    Reported,
    /// What was heard or done in the session itself, without interpretation.
    Observed,
    /// What the therapist did: needs the therapist's voice as evidence.
    Intervention,
    /// How the client took an intervention.
    Response,
    /// What the clinician judged, in their own words.
    Judgement,
    /// What was agreed for later.
    Plan,
}

impl ClaimKind {
    /// All kinds, in the order of a note.
    pub const ALL: [Self; 6] = [
        Self::Reported,
        Self::Observed,
        Self::Intervention,
        Self::Response,
        Self::Judgement,
        Self::Plan,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Observed => "observed",
            Self::Intervention => "intervention",
            Self::Response => "response",
            Self::Judgement => "judgement",
            Self::Plan => "plan",
        }
    }
}

/// Words of one turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The turn.
    pub turn: u32,
    /// The words as they stand there; when they were not found, as they were claimed.
    pub text: String,
    /// Where they stand: characters (Unicode scalar values) from the start of the turn's text to the first and behind the
    /// last of them. `None` when they were not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<(u32, u32)>,
}

/// What a check of a claim against the transcript found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The claim says nothing beyond its quotes, and they stand where it says.
    Exact,
    /// Its own words are covered by the turns it cites: speaker, numbers, names and negation agree.
    Paraphrase,
    /// A check failed, or there is nothing to check it against.
    #[default]
    Unsupported,
}

/// Why a claim or a sentence is not supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// It cites no turn.
    NoEvidence,
    /// It cites a turn that does not exist.
    NoSuchTurn,
    /// A quoted piece stands in none of the cited turns.
    QuoteNotFound,
    /// Somebody else said it, or it was said of somebody else.
    WrongSpeaker,
    /// A number, date, time or dose that nobody said there.
    NumberNotFound,
    /// A name that nobody said there.
    NameNotFound,
    /// Denied where it was affirmed, or the other way round.
    NegationDiffers,
    /// Words that the cited turns do not cover.
    NotCovered,
    /// Stated of another time: what was past as present, or what is meant as done.
    TimeDiffers,
    /// It gives orders to the software instead of stating something about the session.
    Instruction,
}

/// One statement with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The statement, one sentence.
    pub text: String,
    /// What sort of statement.
    pub kind: ClaimKind,
    /// Whose word or deed it is.
    pub speaker: Speaker,
    /// The words it rests on.
    pub quotes: Vec<Quote>,
    /// What the check found.
    pub verdict: Verdict,
    /// Why it is not supported; `None` when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// For a claim that is not supported: the turns closest to it in meaning, closest first. A hint where to look; it proves
    /// nothing and no verdict rests on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<u32>,
    /// Taken out of the note by a person. It is kept, because it is part of how the note came about, and stands in no format.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

impl Claim {
    /// Whether a check found it in the transcript.
    pub fn is_supported(&self) -> bool {
        self.verdict != Verdict::Unsupported
    }

    /// The turns it rests on, ascending, each once.
    pub fn turns(&self) -> Vec<u32> {
        let mut turns: Vec<u32> = self.quotes.iter().map(|quote| quote.turn).collect();
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    /// A name for the claim by its content, so that a decision about it outlives a new version of the note which still makes
    /// the same claim: `c-` and 16 hexadecimal digits.
    pub fn key(&self) -> String {
        let mut print = Fingerprint::default();
        print.add(self.kind.as_str()).add(self.speaker.as_str()).add(&self.text);
        for quote in &self.quotes {
            print.add(&quote.turn.to_string()).add(&quote.text);
        }
        format!("c-{print}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_follows_the_content_and_not_the_verdict() {
        let claim = Claim {
            text: "Slept four hours.".into(),
            kind: ClaimKind::Reported,
            speaker: Speaker::Client,
            quotes: vec![Quote {
                turn: 3,
                text: "four hours".into(),
                at: Some((8, 18)),
            }],
            verdict: Verdict::Paraphrase,
            problem: None,
            candidates: Vec::new(),
            withdrawn: false,
        };
        let unsupported = Claim {
            verdict: Verdict::Unsupported,
            problem: Some(Problem::QuoteNotFound),
            ..claim.clone()
        };
        assert_eq!(claim.key(), unsupported.key());
        assert_eq!(claim.key().len(), 18);
        let other = Claim {
            text: "Slept five hours.".into(),
            ..claim.clone()
        };
        assert_ne!(claim.key(), other.key());
        assert_eq!(claim.turns(), [3]);
    }
}
