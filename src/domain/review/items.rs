//! What a person must decide about before a note is signed: language to review, and claims whose words were not found.
//!
//! Items are named by their content (`r-…`, `c-…`), so a decision outlives a new version of the note that still has the item,
//! and never slides over to another one.

use std::str::FromStr;

use super::edit::{BadEdit, clean};
use super::{UnknownWord, words};
use crate::claim::{Claim, ClaimKind, Problem, Quote, Verdict};
use crate::note::{Notes, Sentence};
use crate::risk::{RiskItem, Severity};
use crate::transcript::Speaker;
use crate::{Timestamp, UserId};

/// The two sorts of items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemKind {
    /// Language to review.
    Risk,
    /// An unsupported claim.
    Claim,
}

impl ItemKind {
    /// The sort of item a key names.
    pub fn of(key: &str) -> Option<Self> {
        match key.get(..2) {
            Some("r-") => Some(Self::Risk),
            Some("c-") => Some(Self::Claim),
            _ => None,
        }
    }
}

words! {
    /// What a person decided about an item.
    Decision, "decisions", {
        /// Risk: it was talked about in the session.
        AddressedInSession = "addressed_in_session",
        /// Risk: there is a safety plan.
        SafetyPlan = "safety_plan",
        /// Risk: heard, and no concern.
        NotAConcern = "not_a_concern",
        /// Risk: known from earlier.
        AlreadyKnown = "already_known",
        /// Risk: to be taken up again.
        FollowUp = "follow_up",
        /// Claim: taken out of the note.
        Removed = "removed",
        /// Claim: the therapist remembers that it was so.
        ConfirmedFromMemory = "confirmed_from_memory",
        /// Claim: the note now says it rightly.
        Corrected = "corrected",
    }
}

impl Decision {
    /// The sort of item it is for.
    pub fn kind(self) -> ItemKind {
        match self {
            Self::AddressedInSession | Self::SafetyPlan | Self::NotAConcern | Self::AlreadyKnown | Self::FollowUp => {
                ItemKind::Risk
            }
            Self::Removed | Self::ConfirmedFromMemory | Self::Corrected => ItemKind::Claim,
        }
    }
}

/// The longest comment on a decision, in characters.
pub const MAX_COMMENT: usize = 2_000;

/// A comment as it is kept: trimmed, absent when empty.
///
/// # Errors
/// [`BadEdit`] beyond [`MAX_COMMENT`], or with characters that are no text.
pub fn comment(text: Option<&str>) -> Result<Option<String>, BadEdit> {
    let text = clean("comment", text.unwrap_or_default(), MAX_COMMENT)?;
    Ok((!text.is_empty()).then_some(text))
}

/// A decision about an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposition {
    /// The item's name.
    pub key: String,
    /// What was decided.
    pub decision: Decision,
    /// What there is to say about it.
    pub comment: Option<String>,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// Whether an item of risk language must be decided about: what is or may be so now, and whatever is stated to be or to have
/// been so and is to be read.
pub fn needs_disposition(item: &RiskItem) -> bool {
    item.status.needs_review() || (item.status.asserts() && item.severity >= Severity::Medium)
}

/// An item of risk language with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// Its name.
    pub key: String,
    /// The item.
    pub item: RiskItem,
    /// Whether it must be decided about.
    pub needs_disposition: bool,
}

/// Everything in a note that can be decided about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Items {
    /// Language to review, in the order of the note.
    pub risks: Vec<Risk>,
    /// Claims whose words were not found, each once.
    pub unsupported: Vec<(String, Claim)>,
}

impl Items {
    /// The items of a note. A sentence that no check found, and that rests on no unsupported claim of the list, counts as a claim
    /// of its own: whatever is marked in the text can be decided about.
    pub fn of(notes: &Notes) -> Self {
        let risks = notes.risk_flags.iter().map(|item| Risk {
            key: item.key(),
            item: item.clone(),
            needs_disposition: needs_disposition(item),
        });
        let claims = notes.claims.iter().filter(|claim| !claim.is_supported());
        let mut unsupported: Vec<(String, Claim)> = Vec::new();
        let sentences = notes
            .unsupported()
            .filter(|sentence| !is_told_by_a_claim(notes, sentence));
        for claim in claims.cloned().chain(sentences.map(as_claim)) {
            let key = claim.key();
            if unsupported.iter().all(|(known, _)| *known != key) {
                unsupported.push((key, claim));
            }
        }
        Self {
            risks: risks.collect(),
            unsupported,
        }
    }

    /// Whether there is an item of this name.
    pub fn has(&self, key: &str) -> bool {
        self.risks.iter().any(|risk| risk.key == key) || self.unsupported.iter().any(|(known, _)| known == key)
    }

    /// The names of the items that wait for a decision, each once.
    pub fn open(&self, decided: &[Disposition]) -> Vec<&str> {
        let risks = self.risks.iter().filter(|risk| risk.needs_disposition);
        let keys = risks.map(|risk| risk.key.as_str());
        let keys = keys.chain(self.unsupported.iter().map(|(key, _)| key.as_str()));
        let mut open: Vec<&str> = Vec::new();
        for key in keys {
            let is_decided = decided
                .iter()
                .any(|disposition| disposition.key == key && Some(disposition.decision.kind()) == ItemKind::of(key));
            if !is_decided && !open.contains(&key) {
                open.push(key);
            }
        }
        open
    }
}

/// Whether an unsupported claim that the sentence rests on is in the list of claims already.
fn is_told_by_a_claim(notes: &Notes, sentence: &Sentence) -> bool {
    let mut claims = sentence.claims.iter().filter_map(|at| notes.claims.get(*at as usize));
    claims.any(|claim| !claim.is_supported())
}

/// A sentence that no check found, as a claim that nothing supports.
pub(super) fn as_claim(sentence: &Sentence) -> Claim {
    let quotes = sentence.turns.iter().map(|turn| Quote {
        turn: *turn,
        ..Quote::default()
    });
    Claim {
        text: sentence.text.clone(),
        kind: ClaimKind::Reported,
        speaker: Speaker::Unknown,
        quotes: quotes.collect(),
        verdict: Verdict::Unsupported,
        problem: Some(Problem::NotCovered),
        candidates: Vec::new(),
        withdrawn: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::{Category, RiskSource, Status, Subject, Temporality};

    fn risk(status: Status, severity: Severity, quote: &str) -> RiskItem {
        RiskItem {
            category: Category::SuicidalIdeation,
            detail: String::new(),
            severity,
            subject: Subject::Client,
            temporality: Temporality::Current,
            status,
            turn: 3,
            quote: quote.into(),
            speaker: Speaker::Client,
            source: RiskSource::Rule,
        }
    }

    fn decided(key: &str, decision: Decision) -> Disposition {
        Disposition {
            key: key.into(),
            decision,
            comment: None,
            by: uuid::Uuid::from_u128(1).into(),
            at: Timestamp::from_micros(0),
        }
    }

    #[test]
    fn what_is_denied_needs_no_decision_and_what_may_be_so_does_however_small() {
        for severity in [Severity::Low, Severity::Medium, Severity::High] {
            for status in Status::ALL {
                let needs = needs_disposition(&risk(status, severity, "words"));
                if status.needs_review() {
                    assert!(needs, "{status:?} {severity:?}");
                }
                if !status.asserts() {
                    assert!(!needs, "{status:?} {severity:?}");
                }
            }
        }
        assert!(needs_disposition(&risk(
            Status::Historical,
            Severity::High,
            "years ago"
        )));
        assert!(!needs_disposition(&risk(
            Status::Historical,
            Severity::Low,
            "years ago"
        )));
    }

    #[test]
    fn an_item_is_open_until_a_decision_of_its_own_sort_is_made() {
        let sentence = Sentence {
            text: "The client left the job.".into(),
            turns: vec![1],
            ..Sentence::default()
        };
        let mut notes = Notes {
            risk_flags: vec![risk(Status::AffirmedCurrent, Severity::High, "I wish I was dead")],
            ..Notes::default()
        };
        notes.evidence.therapist_notes = vec![sentence.clone()];
        // The same sentence twice is one item.
        notes.evidence.patient_summary = vec![sentence];
        let items = Items::of(&notes);
        let (risk, claim) = (items.risks[0].key.clone(), items.unsupported[0].0.clone());
        assert_eq!(items.open(&[]), [risk.as_str(), claim.as_str()]);
        assert!(items.has(&risk) && items.has(&claim) && !items.has("c-0000000000000000"));
        let wrong_way_round = [
            decided(&risk, Decision::Removed),
            decided(&claim, Decision::NotAConcern),
        ];
        assert_eq!(items.open(&wrong_way_round).len(), 2);
        let right = [
            decided(&risk, Decision::SafetyPlan),
            decided(&claim, Decision::ConfirmedFromMemory),
        ];
        assert!(items.open(&right).is_empty());
    }

    #[test]
    fn what_a_person_wrote_is_their_word_and_a_claim_is_told_once() {
        let claim = as_claim(&Sentence {
            text: "Left the job.".into(),
            ..Sentence::default()
        });
        let mut notes = Notes {
            claims: vec![claim],
            ..Notes::default()
        };
        notes.evidence.therapist_notes = vec![
            Sentence {
                text: "The client left the job.".into(),
                claims: vec![0],
                ..Sentence::default()
            },
            Sentence {
                text: "I noticed relief.".into(),
                by_hand: true,
                ..Sentence::default()
            },
        ];
        assert_eq!(Items::of(&notes).unsupported.len(), 1);
    }
}
