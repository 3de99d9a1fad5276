//! The language to review of a session against its annotations.
//!
//! An item matches an annotation when category and subject agree and it rests on the same turn or states the same words. What is
//! annotated as stated has to be among the items as stated; what is annotated as denied, figurative or unwanted may be among
//! them as such, and is a false alarm as present risk.

use std::collections::BTreeSet;

use domain::risk::{Category, RiskItem, Severity, Temporality};
use domain::transcript::Transcript;
use serde::Serialize;

use super::corpus::GoldRisk;
use super::evidence::stands_in;
use super::intervals::Share;
use super::words::{Statement, words};

/// Share of an annotation's words that an item on another turn must have to state the same.
const SAME_WORDS: f64 = 0.6;

/// What became of one session's annotations.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RiskScore {
    /// Stated risk that no item states, in words for the table.
    pub missed: Vec<String>,
    /// Of those, how many are of high severity.
    pub missed_high: usize,
    /// Items that do not stand in their turn, and stated risk that was found in another turn only.
    pub wrong_turn: Vec<String>,
    /// Items that state present risk without support, or that an annotation says is none.
    pub false_alarms: Vec<String>,
    /// Stated risk found, by category.
    pub by_category: Vec<(Category, Share)>,
    /// Stated risk of high severity found.
    pub high: Share,
    /// Categories and subjects of stated risk found at least once in the session.
    pub session_level: Share,
    /// Matched annotations whose time agrees.
    pub temporality: Share,
    /// Matched annotations whose severity agrees; one step off is a half.
    pub severity: Share,
}

impl RiskScore {
    /// Stated risk found.
    pub fn recall(&self) -> Share {
        let nothing = Share::new(0.0, 0);
        self.by_category.iter().fold(nothing, |sum, (_, share)| sum.and(*share))
    }
}

/// Scores the items of one session.
pub fn score(items: &[RiskItem], gold: &[GoldRisk], transcript: &Transcript) -> RiskScore {
    let mut score = RiskScore::default();
    for item in items {
        let stands = transcript
            .turn(item.turn)
            .is_some_and(|turn| stands_in(&item.quote, &turn.text));
        if !stands {
            score.wrong_turn.push(format!(
                "{} cites turn {}: {}",
                item.category.as_str(),
                item.turn,
                item.quote
            ));
        }
    }
    let stated: Vec<&GoldRisk> = gold.iter().filter(|gold| gold.asserted).collect();
    let mut found = vec![false; stated.len()];
    let (mut temporality, mut severity) = (Vec::new(), (0.0, 0));
    for (at, gold) in stated.iter().enumerate() {
        let same =
            |item: &&RiskItem| item.status.asserts() && item.category == gold.category && item.subject == gold.subject;
        let fitting: Vec<&RiskItem> = items.iter().filter(same).collect();
        let here = fitting.iter().filter(|item| item.turn == gold.turn);
        // Of several items of the turn, the one about the quoted words.
        let here = here.max_by_key(|item| (overlaps(&item.quote, &gold.quote), item.severity));
        let elsewhere = || fitting.iter().find(|item| same_words(&item.quote, &gold.quote));
        let item = match (here, elsewhere()) {
            (Some(item), _) => item,
            (None, Some(item)) => {
                let words = format!(
                    "{} of turn {} was found in turn {} only",
                    gold.category.as_str(),
                    gold.turn,
                    item.turn
                );
                score.wrong_turn.push(words);
                item
            }
            (None, None) => {
                score.missed.push(format!(
                    "turn {}, {}: {}",
                    gold.turn,
                    gold.category.as_str(),
                    gold.quote
                ));
                score.missed_high += usize::from(gold.severity.level() == Severity::High);
                continue;
            }
        };
        found[at] = true;
        temporality.push(item.temporality == gold.temporality);
        severity.0 += [1.0, 0.5, 0.0][steps(item.severity, gold.severity.level())];
        severity.1 += 1;
    }
    score.temporality = Share::of_all(temporality);
    score.severity = Share::new(severity.0, severity.1);
    let of = |choose: &dyn Fn(&GoldRisk) -> bool| {
        let chosen = stated.iter().zip(&found).filter(|(gold, _)| choose(gold));
        Share::of_all(chosen.map(|(_, found)| *found))
    };
    score.high = of(&|gold| gold.severity.level() == Severity::High);
    score.by_category = Category::ALL
        .into_iter()
        .map(|category| (category, of(&|gold| gold.category == category)))
        .filter(|(_, share)| share.of > 0)
        .collect();
    let kinds: BTreeSet<(Category, bool)> = stated.iter().map(|gold| (gold.category, client(gold))).collect();
    score.session_level = Share::of_all(kinds.into_iter().map(|kind| {
        items
            .iter()
            .any(|item| item.status.asserts() && (item.category, item.subject == domain::risk::Subject::Client) == kind)
    }));
    score.false_alarms = items
        .iter()
        .filter(|item| is_false_alarm(item, gold))
        .map(alarm)
        .collect();
    score
}

fn alarm(item: &RiskItem) -> String {
    format!("turn {}, {}: {}", item.turn, item.category.as_str(), item.quote)
}

fn client(gold: &GoldRisk) -> bool {
    gold.subject == domain::risk::Subject::Client
}

/// Whether an item states present risk that the dialogue does not.
fn is_false_alarm(item: &RiskItem, gold: &[GoldRisk]) -> bool {
    if !item.status.asserts() || item.temporality != Temporality::Current {
        return false;
    }
    let fits = |gold: &&GoldRisk| gold.category == item.category && gold.subject == item.subject;
    let here = |gold: &&GoldRisk| gold.turn == item.turn && gold.category == item.category;
    let about = gold
        .iter()
        .filter(here)
        .filter(|gold| overlaps(&item.quote, &gold.quote));
    match about.map(|gold| gold.asserted).max() {
        Some(asserted) => !asserted,
        // A risk is spoken of again and again; one mention is annotated.
        None => !gold.iter().filter(fits).any(|gold| gold.asserted),
    }
}

fn overlaps(one: &str, other: &str) -> bool {
    stands_in(one, other) || stands_in(other, one) || {
        let (one, other) = (Statement::of(one), Statement::of(other));
        one.content.intersection(&other.content).next().is_some()
    }
}

/// Whether a quotation has most of the words of another, small ones included.
fn same_words(quote: &str, gold: &str) -> bool {
    let set = |text: &str| words(text).into_iter().map(|word| word.text).collect::<BTreeSet<_>>();
    let (quote, gold) = (set(quote), set(gold));
    !gold.is_empty() && quote.intersection(&gold).count() as f64 / gold.len() as f64 >= SAME_WORDS
}

fn steps(one: Severity, other: Severity) -> usize {
    let rank = |severity| match severity {
        Severity::Low => 0_usize,
        Severity::Medium => 1,
        Severity::High => 2,
    };
    rank(one).abs_diff(rank(other))
}

#[cfg(test)]
mod tests {
    use domain::risk::{Status, Subject};
    use domain::transcript::{Speaker, Turn};

    use super::super::corpus::GoldSeverity;
    use super::*;

    fn transcript() -> Transcript {
        let lines = ["I hope I don't wake up.", "I'm not going to shoot anybody.", "Fine."];
        let turns = lines.into_iter().enumerate().map(|(at, text)| Turn {
            index: at as u32,
            speaker: Speaker::Client,
            text: text.into(),
            ..Turn::default()
        });
        Transcript {
            turns: turns.collect(),
            ..Transcript::default()
        }
    }

    fn gold() -> Vec<GoldRisk> {
        let gold = |category, asserted, turn, quote: &str| GoldRisk {
            category,
            severity: GoldSeverity::High,
            subject: Subject::Client,
            temporality: Temporality::Current,
            asserted,
            turn,
            quote: quote.into(),
        };
        vec![
            gold(Category::SuicidalIdeation, true, 0, "I hope I don't wake up"),
            gold(Category::HomicidalIdeation, false, 1, "not going to shoot anybody"),
        ]
    }

    fn item(category: Category, status: Status, turn: u32) -> RiskItem {
        RiskItem {
            category,
            status,
            turn,
            severity: Severity::Medium,
            subject: Subject::Client,
            temporality: Temporality::Current,
            quote: transcript().turns[turn as usize].text.clone(),
            speaker: Speaker::Client,
            ..blank()
        }
    }

    /// Fields that matter to nobody here, whatever they are.
    fn blank() -> RiskItem {
        serde_json::from_value(serde_json::json!({
            "category": "self_harm", "severity": "low", "subject": "client", "temporality": "current",
            "status": "unclear", "turn": 0, "quote": "", "speaker": "client"
        }))
        .unwrap()
    }

    #[test]
    fn what_is_stated_is_found_in_its_turn_or_missed() {
        let found = score(
            &[item(Category::SuicidalIdeation, Status::AffirmedCurrent, 0)],
            &gold(),
            &transcript(),
        );
        assert_eq!((found.missed.len(), found.recall().hits), (0, 1.0));
        assert_eq!(found.severity.hits, 0.5);
        let denied = score(
            &[item(Category::SuicidalIdeation, Status::Denied, 0)],
            &gold(),
            &transcript(),
        );
        assert_eq!((denied.missed.len(), denied.missed_high), (1, 1));
        let other = score(
            &[item(Category::SelfHarm, Status::AffirmedCurrent, 0)],
            &gold(),
            &transcript(),
        );
        assert_eq!(other.missed.len(), 1);
        assert_eq!(other.false_alarms.len(), 1);
    }

    #[test]
    fn a_denial_may_be_listed_as_denied_and_not_as_present() {
        let denied = score(
            &[item(Category::HomicidalIdeation, Status::Denied, 1)],
            &gold(),
            &transcript(),
        );
        assert!(denied.false_alarms.is_empty());
        let present = score(
            &[item(Category::HomicidalIdeation, Status::AffirmedCurrent, 1)],
            &gold(),
            &transcript(),
        );
        assert_eq!(present.false_alarms.len(), 1);
    }

    #[test]
    fn a_quotation_that_is_not_in_its_turn_is_a_wrong_turn() {
        let mut wrong = item(Category::SuicidalIdeation, Status::AffirmedCurrent, 0);
        wrong.turn = 2;
        let score = score(&[wrong], &gold(), &transcript());
        // The words do not stand there, and what they state is another turn's.
        assert_eq!((score.wrong_turn.len(), score.missed.len()), (2, 0));
    }
}
