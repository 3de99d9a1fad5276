//! Scores draft notes against annotated sessions: each session for itself, then the mean over sessions, and the counts of all
//! together for the intervals. One bad session must not vanish in a mean, so the table shows each.

use std::collections::{BTreeMap, BTreeSet};

use domain::note::{DrafterKind, Notes, Provenance};
use domain::risk::Category;
use domain::transcript::{Transcript, sentences};
use serde::Serialize;

use super::corpus::{Gold, GoldLabel, Session};
use super::intervals::Share;
use super::matching::{Says, same_action, same_name, says, spoken_of};
use super::session_risk::{self, RiskScore};
use super::words::{Statement, Word, stem, words};
use super::{evidence, forbidden};

/// Fewest and most words of the notes for the therapist that count as full.
const THERAPIST_WORDS: std::ops::RangeInclusive<usize> = 150..=200;
/// The same of the summary for the client.
const PATIENT_WORDS: std::ops::RangeInclusive<usize> = 100..=150;
/// Fewest and most sentences of the topic summary.
const TOPIC_SENTENCES: std::ops::RangeInclusive<usize> = 2..=3;
/// Fewest and most key topics.
const TOPICS: std::ops::RangeInclusive<usize> = 3..=7;
/// How far apart two turns may be to be about the same: a question and its answer.
const NEAR: u32 = 1;

/// What one session scored.
#[derive(Debug, Clone, Serialize)]
pub struct SessionScore {
    /// The session.
    pub id: String,
    /// Who drafted.
    pub drafted_by: DrafterKind,
    /// How the draft was made.
    pub provenance: Provenance,
    /// Quotations and citations that do not hold.
    pub quote_errors: Vec<String>,
    /// Sentences that assert a forbidden statement, as (statement, sentence).
    pub forbidden_statements: Vec<(String, String)>,
    /// Facts stated.
    pub facts: Share,
    /// Facts that are stated nowhere.
    pub facts_lost: Vec<String>,
    /// Facts that are stated with another number, day or polarity, and nowhere rightly.
    pub facts_wrong: Vec<String>,
    /// Gold topics found.
    pub topic_recall: Share,
    /// Topics of the note that match one or were spoken of.
    pub topic_precision: Share,
    /// Their harmonic mean.
    pub topic_f1: f64,
    /// Gold techniques found.
    pub strategy_recall: Share,
    /// Techniques of the note that match one or were spoken of.
    pub strategy_precision: Share,
    /// Agreements found; a half with another day or time, or none.
    pub action_recall: Share,
    /// Items of the note that are an agreement.
    pub action_precision: Share,
    /// Agreements that were not found.
    pub actions_lost: Vec<String>,
    /// 1, 0.5 or 0.
    pub mood: f64,
    /// 1, 0.5 or 0.
    pub trajectory: f64,
    /// Lengths that are met: topics, therapist's notes, client's summary, topic summary.
    pub lengths: Lengths,
    /// Claims by whether a check found them.
    pub claims: Claims,
    /// Risk.
    pub risk: RiskScore,
}

/// Which fields are neither too short nor too long.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Lengths {
    /// 3 to 7 topics.
    pub key_topics: bool,
    /// 150 to 200 words.
    pub therapist_notes: bool,
    /// 100 to 150 words.
    pub patient_summary: bool,
    /// 2 or 3 sentences.
    pub topic_summary: bool,
}

/// The claims of a note.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Claims {
    /// Found in the transcript.
    pub supported: usize,
    /// Shown to the reviewer as not found.
    pub unsupported: usize,
}

/// A text of the note with the turns it cites.
struct Text<'a> {
    text: &'a str,
    turns: Vec<u32>,
}

/// Scores one note.
pub fn score(session: &Session, notes: &Notes) -> SessionScore {
    let (gold, transcript) = (&session.gold, &session.transcript);
    let known: BTreeSet<String> = forbidden::people(transcript).keys().map(|name| stem(name)).collect();
    let mut score = SessionScore {
        id: session.id.clone(),
        drafted_by: notes.drafted_by.kind,
        provenance: notes.provenance.clone(),
        quote_errors: evidence::errors(notes, transcript),
        forbidden_statements: forbidden::hits(notes, transcript, &gold.must_not_claim),
        facts: Share::default(),
        facts_lost: Vec::new(),
        facts_wrong: Vec::new(),
        topic_recall: Share::default(),
        topic_precision: Share::default(),
        topic_f1: 0.0,
        strategy_recall: Share::default(),
        strategy_precision: Share::default(),
        action_recall: Share::default(),
        action_precision: Share::default(),
        actions_lost: Vec::new(),
        mood: label(notes.session_mood, &gold.session_mood),
        trajectory: label(notes.mood_trajectory, &gold.mood_trajectory),
        lengths: lengths(notes),
        claims: Claims {
            supported: notes.claims.iter().filter(|claim| claim.is_supported()).count(),
            unsupported: notes.claims.iter().filter(|claim| !claim.is_supported()).count(),
        },
        risk: session_risk::score(&notes.risk_flags, &gold.risk, transcript),
    };
    score.facts(notes, gold, &known);
    score.names(notes, gold, transcript);
    score.actions(notes, gold);
    score
}

impl SessionScore {
    fn facts(&mut self, notes: &Notes, gold: &Gold, known: &BTreeSet<String>) {
        let texts = texts(notes);
        let mut stated = Vec::new();
        for fact in &gold.facts {
            let cites = |text: &&Text<'_>| near(&text.turns, &fact.turns, 0);
            // What is told in several sentences about one turn counts together.
            let together: Vec<&str> = texts.iter().filter(cites).map(|text| text.text).collect();
            let each = texts
                .iter()
                .map(|text| says(&fact.fact, text.text, near(&text.turns, &fact.turns, 0), known));
            let found = each.chain([says(&fact.fact, &together.join(" "), true, known)]).max();
            stated.push(found == Some(Says::It));
            match found {
                Some(Says::It) => {}
                Some(Says::Otherwise) => self.facts_wrong.push(fact.fact.clone()),
                _ => self.facts_lost.push(fact.fact.clone()),
            }
        }
        self.facts = Share::of_all(stated);
    }

    fn names(&mut self, notes: &Notes, gold: &Gold, transcript: &Transcript) {
        let said: Vec<&str> = transcript.turns.iter().map(|turn| turn.text.as_str()).collect();
        let said = Statement::of(&said.join("\n"));
        let matches = |wordings: &[String], name: &str| wordings.iter().any(|wording| same_name(wording, name));
        let topics = &notes.key_topics;
        let recalled = gold
            .key_topics
            .iter()
            .map(|wordings| topics.iter().any(|topic| matches(wordings, topic)));
        self.topic_recall = Share::of_all(recalled);
        let right = |name: &String, golds: &[Vec<String>]| {
            golds.iter().any(|wordings| matches(wordings, name)) || spoken_of(name, &said)
        };
        self.topic_precision = Share::of_all(topics.iter().map(|topic| right(topic, &gold.key_topics)));
        let (recall, precision) = (self.topic_recall.ratio, self.topic_precision.ratio);
        self.topic_f1 = if recall + precision > 0.0 {
            2.0 * recall * precision / (recall + precision)
        } else {
            0.0
        };
        let wordings: Vec<Vec<String>> = gold
            .strategies
            .iter()
            .map(|strategy| {
                std::iter::once(&strategy.name)
                    .chain(&strategy.aliases)
                    .cloned()
                    .collect()
            })
            .collect();
        let found = wordings.iter().zip(&gold.strategies).map(|(wordings, _)| {
            notes
                .strategies
                .iter()
                .any(|strategy| matches(wordings, &strategy.name))
        });
        self.strategy_recall = Share::of_all(found);
        self.strategy_precision =
            Share::of_all(notes.strategies.iter().map(|strategy| right(&strategy.name, &wordings)));
    }

    fn actions(&mut self, notes: &Notes, gold: &Gold) {
        let score = |gold: &super::corpus::GoldAction, item: &domain::note::ActionItem| {
            let same_turn = near(&item.evidence_turns, &gold.evidence_turns, NEAR);
            same_action(&gold.text, &item.text, same_turn, whose(&item.text))
        };
        let mut points = 0.0;
        for action in &gold.action_items {
            let best = notes
                .action_items
                .iter()
                .map(|item| score(action, item))
                .fold(0.0, f64::max);
            points += best;
            if best == 0.0 {
                self.actions_lost.push(action.text.clone());
            }
        }
        self.action_recall = Share::new(points, gold.action_items.len());
        let right = notes
            .action_items
            .iter()
            .map(|item| gold.action_items.iter().any(|action| score(action, item) > 0.0));
        self.action_precision = Share::of_all(right);
    }
}

/// Whether an item says that it is the therapist's to do; `None` when it does not say whose. Words of the therapist are the
/// therapist's to do when they say "I will", else a proposal.
fn whose(text: &str) -> Option<bool> {
    let lower = text.trim_start().to_lowercase();
    let opening = lower.strip_prefix("the ").unwrap_or(&lower);
    let promises = || {
        let read = words(text);
        let promise = |pair: &[Word]| pair[0].text == "i" && matches!(pair[1].text.as_str(), "will" | "would" | "am");
        read.windows(2).any(promise) && !read.iter().any(|word| word.text == "you")
    };
    if opening.starts_with("client") {
        Some(false)
    } else if !opening.starts_with("therapist") {
        None
    } else if evidence::quoted(text).is_empty() || promises() {
        Some(true)
    } else {
        None
    }
}

/// Everything that a note states, with the turns it cites.
fn texts(notes: &Notes) -> Vec<Text<'_>> {
    let evidence = &notes.evidence;
    let mut texts = Vec::new();
    let mut add = |text, turns: Vec<u32>| texts.push(Text { text, turns });
    for sentence in [
        &evidence.topic_summary,
        &evidence.therapist_notes,
        &evidence.patient_summary,
    ]
    .into_iter()
    .flatten()
    {
        add(&sentence.text, sentence.turns.clone());
    }
    for claim in notes.claims.iter().filter(|claim| claim.is_supported()) {
        add(&claim.text, claim.turns());
        for quote in &claim.quotes {
            add(&quote.text, vec![quote.turn]);
        }
    }
    for item in &notes.action_items {
        add(&item.text, item.evidence_turns.clone());
    }
    for strategy in &notes.strategies {
        add(&strategy.name, strategy.evidence_turns.clone());
    }
    for item in &notes.risk_flags {
        add(&item.quote, vec![item.turn]);
    }
    texts
}

fn near(one: &[u32], other: &[u32], distance: u32) -> bool {
    one.iter()
        .any(|turn| other.iter().any(|other| turn.abs_diff(*other) <= distance))
}

fn label<T: PartialEq>(found: Option<T>, gold: &GoldLabel<T>) -> f64 {
    match found {
        Some(found) if found == gold.label => 1.0,
        Some(found) if gold.acceptable.contains(&found) => 0.5,
        _ => 0.0,
    }
}

fn lengths(notes: &Notes) -> Lengths {
    let count = |text: &str| text.split_whitespace().count();
    Lengths {
        key_topics: TOPICS.contains(&notes.key_topics.len()),
        therapist_notes: THERAPIST_WORDS.contains(&count(&notes.therapist_notes)),
        patient_summary: PATIENT_WORDS.contains(&count(&notes.patient_summary)),
        topic_summary: TOPIC_SENTENCES.contains(&sentences(&notes.topic_summary).len()),
    }
}

/// All sessions together: what `--json` prints. The first eight keys are fixed.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How many sessions.
    pub sessions: usize,
    /// Quotations and citations that do not hold.
    pub quote_errors: usize,
    /// Sentences that assert a forbidden statement.
    pub forbidden_statements: usize,
    /// Mean over sessions.
    pub fact_recall: f64,
    /// Mean over sessions.
    pub topic_f1: f64,
    /// Mean over sessions.
    pub action_recall: f64,
    /// Stated risk that no item states.
    pub risk_missed: usize,
    /// Risk that rests on the wrong turn.
    pub risk_wrong_turn: usize,
    /// Stated risk of high severity among the missed.
    pub risk_missed_high: usize,
    /// Items that state present risk that is none.
    pub risk_false_alarms: usize,
    /// Facts stated with another number, day or polarity.
    pub facts_wrong: usize,
    /// Mean over sessions.
    pub strategy_recall: f64,
    /// Mean over sessions.
    pub strategy_precision: f64,
    /// Mean over sessions.
    pub mood: f64,
    /// Mean over sessions.
    pub trajectory: f64,
    /// Which drafter.
    pub engine: String,
    /// Which screen.
    pub screen: String,
    /// All counts together, with 95 % intervals.
    pub intervals: BTreeMap<&'static str, Share>,
    /// Stated risk found, by category.
    pub risk_recall_by_category: BTreeMap<&'static str, Share>,
    /// Each session.
    pub by_session: Vec<SessionScore>,
}

impl Report {
    /// Sums up.
    pub fn new(engine: String, screen: String, by_session: Vec<SessionScore>) -> Self {
        let count = |of: &dyn Fn(&SessionScore) -> usize| by_session.iter().map(of).sum::<usize>();
        let mean =
            |of: &dyn Fn(&SessionScore) -> f64| by_session.iter().map(of).sum::<f64>() / by_session.len().max(1) as f64;
        let pooled = |of: &dyn Fn(&SessionScore) -> Share| {
            by_session
                .iter()
                .map(of)
                .fold(Share::new(0.0, 0), |sum: Share, share: Share| sum.and(share))
        };
        let by_category = |category: Category| {
            pooled(&|score| {
                let found = score.risk.by_category.iter().find(|(other, _)| *other == category);
                found.map_or(Share::new(0.0, 0), |(_, share)| *share)
            })
        };
        Self {
            sessions: by_session.len(),
            quote_errors: count(&|score| score.quote_errors.len()),
            forbidden_statements: count(&|score| score.forbidden_statements.len()),
            fact_recall: mean(&|score| score.facts.ratio),
            topic_f1: mean(&|score| score.topic_f1),
            action_recall: mean(&|score| score.action_recall.ratio),
            risk_missed: count(&|score| score.risk.missed.len()),
            risk_wrong_turn: count(&|score| score.risk.wrong_turn.len()),
            risk_missed_high: count(&|score| score.risk.missed_high),
            risk_false_alarms: count(&|score| score.risk.false_alarms.len()),
            facts_wrong: count(&|score| score.facts_wrong.len()),
            strategy_recall: mean(&|score| score.strategy_recall.ratio),
            strategy_precision: mean(&|score| score.strategy_precision.ratio),
            mood: mean(&|score| score.mood),
            trajectory: mean(&|score| score.trajectory),
            engine,
            screen,
            intervals: BTreeMap::from([
                ("fact_recall", pooled(&|score| score.facts)),
                ("topic_recall", pooled(&|score| score.topic_recall)),
                ("topic_precision", pooled(&|score| score.topic_precision)),
                ("strategy_recall", pooled(&|score| score.strategy_recall)),
                ("strategy_precision", pooled(&|score| score.strategy_precision)),
                ("action_recall", pooled(&|score| score.action_recall)),
                ("action_precision", pooled(&|score| score.action_precision)),
                (
                    "mood",
                    Share::new(count_points(&by_session, |score| score.mood), by_session.len()),
                ),
                (
                    "trajectory",
                    Share::new(count_points(&by_session, |score| score.trajectory), by_session.len()),
                ),
                ("risk_recall", pooled(&|score| score.risk.recall())),
                ("risk_recall_high", pooled(&|score| score.risk.high)),
                ("risk_session_level", pooled(&|score| score.risk.session_level)),
                ("risk_temporality", pooled(&|score| score.risk.temporality)),
                ("risk_severity", pooled(&|score| score.risk.severity)),
            ]),
            risk_recall_by_category: Category::ALL
                .into_iter()
                .map(|category| (category.as_str(), by_category(category)))
                .filter(|(_, share)| share.of > 0)
                .collect(),
            by_session,
        }
    }
}

fn count_points(scores: &[SessionScore], of: impl Fn(&SessionScore) -> f64) -> f64 {
    scores.iter().map(of).sum()
}

#[cfg(test)]
#[path = "notes_tests.rs"]
mod tests;
