//! Sets quotes between fixed frames: the topic summary and the notes for the therapist.

use std::collections::HashSet;

use domain::note::{ActionItem, MAX_THERAPIST_WORDS, Sentence, Strategy};
use domain::risk::{RiskItem, Severity, Status};
use domain::transcript::{Speaker, Transcript};

use super::subjects::Topic;
use crate::drafting::said::Said;
use crate::drafting::taxonomy::{STRATEGIES, TOPICS};
use crate::drafting::verify::{self, instruction};

/// Fewest and most words of a sentence worth quoting.
const QUOTE_WORDS: std::ops::RangeInclusive<usize> = 4..=38;

/// Picks sentences and sets them between frames; no sentence is used twice in one part.
pub(super) struct Writer<'a> {
    transcript: &'a Transcript,
    said: &'a [Said<'a>],
    used: HashSet<usize>,
}

impl<'a> Writer<'a> {
    pub fn new(transcript: &'a Transcript, said: &'a [Said<'a>]) -> Self {
        Self {
            transcript,
            said,
            used: HashSet::new(),
        }
    }

    /// How much a sentence says: the topics it touches, speaking of oneself, a length that reads well.
    fn worth(&self, sentence: &Said<'_>, topics: &[Topic]) -> f32 {
        let about: f32 = topics
            .iter()
            .filter(|topic| sentence.topics.contains(&topic.number))
            .map(|topic| 1.0 + topic.score * 0.15)
            .sum();
        let length = sentence.len();
        let readable = if (7..=24).contains(&length) { 1.0 } else { 0.0 };
        let hesitant = sentence
            .tokens
            .iter()
            .filter(|token| matches!(token.text.as_str(), "um" | "uh" | "er" | "like" | "sort"))
            .count();
        let listed = if sentence.reviewed { 2.0 } else { 0.0 };
        about - listed + readable + if sentence.first_person() { 0.8 } else { 0.0 } - 0.5 * hesitant as f32
    }

    /// The best sentence that passes, and marks it as used. The earlier one wins a tie.
    fn pick(&mut self, topics: &[Topic], fits: impl Fn(&Said<'_>) -> bool) -> Option<&'a Said<'a>> {
        let mut best: Option<(usize, f32)> = None;
        for (at, sentence) in self.said.iter().enumerate() {
            if self.used.contains(&at)
                || !QUOTE_WORDS.contains(&sentence.len())
                || sentence.text.contains(['"', '\u{201c}', '\u{201d}'])
                || instruction::is_order(&sentence.tokens)
                || !fits(sentence)
            {
                continue;
            }
            let worth = self.worth(sentence, topics);
            if best.is_none_or(|(_, most)| worth > most) {
                best = Some((at, worth));
            }
        }
        let (at, _) = best?;
        self.used.insert(at);
        Some(&self.said[at])
    }

    fn checked(&self, text: String, turns: Vec<u32>) -> Sentence {
        let supported = verify::is_supported(self.transcript, &text, &turns);
        Sentence {
            text,
            turns,
            supported,
            claims: Vec::new(),
            by_hand: false,
        }
    }

    fn quote(&self, frame: &str, sentence: &Said<'_>) -> Sentence {
        self.checked(format!("{frame}\"{}\"", sentence.text), vec![sentence.turn])
    }

    pub fn topic_summary(&mut self, topics: &[Topic]) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        if !topics.is_empty() {
            let leading = &topics[..topics.len().min(4)];
            let names: Vec<&str> = leading.iter().map(|topic| TOPICS[topic.number].name).collect();
            let turns = cited(leading);
            sentences.push(self.checked(format!("The session touched on {}.", listing(&names)), turns));
        }
        for topic in topics.iter().filter(|topic| !TOPICS[topic.number].sensitive).take(2) {
            if let Some(sentence) = self.pick(topics, |sentence| {
                sentence.is_from_client() && !sentence.question && sentence.topics.contains(&topic.number)
            }) {
                sentences.push(self.quote(said_by(sentence.speaker), sentence));
            }
        }
        sentences
    }

    pub fn therapist_notes(
        &mut self,
        topics: &[Topic],
        strategies: &[Strategy],
        actions: &[ActionItem],
        risk: &[RiskItem],
    ) -> Vec<Sentence> {
        self.used.clear();
        let mut sentences = Vec::new();
        for item in worth_noting(risk) {
            let quoted = |said: &Said<'_>| said.turn == item.turn && item.quote.contains(said.text);
            self.used
                .extend((0..self.said.len()).filter(|at| quoted(&self.said[*at])));
            sentences.push(self.checked(
                format!("{}\"{}\"", risk_frame(item), plain(&item.quote)),
                vec![item.turn],
            ));
        }
        for topic in topics {
            let about = |sentence: &Said<'_>| {
                sentence.is_from_client() && !sentence.question && sentence.topics.contains(&topic.number)
            };
            if let Some(sentence) = self.pick(topics, about) {
                let frame = format!("On {}{}: ", TOPICS[topic.number].name, saying(sentence.speaker));
                sentences.push(self.quote(&frame, sentence));
            }
        }
        let mut techniques = Vec::new();
        for strategy in strategies {
            let turns = &strategy.evidence_turns;
            let number = STRATEGIES.iter().position(|known| known.name == strategy.name);
            let about = |sentence: &Said<'_>| {
                turns.contains(&sentence.turn) && number.is_some_and(|number| sentence.strategies.contains(&number))
            };
            if let Some(sentence) = self.pick(topics, about) {
                techniques.push(self.quote(
                    &format!("{}{}: ", capital(&strategy.name), saying(sentence.speaker)),
                    sentence,
                ));
            }
        }
        let agreed: Vec<Sentence> = actions
            .iter()
            .map(|item| {
                self.checked(
                    format!("Agreed: {}", unattributed(&item.text)),
                    item.evidence_turns.clone(),
                )
            })
            .collect();
        // Interleaved, so that a tight word limit cuts a little of everything and not all of the plan.
        let mut body = interleave(sentences, techniques, agreed);
        within(&mut body, MAX_THERAPIST_WORDS);
        body
    }
}

/// Risk language in the note itself: what is stated first, then denials, at most four.
fn worth_noting(risk: &[RiskItem]) -> Vec<&RiskItem> {
    let mut items: Vec<&RiskItem> = risk
        .iter()
        .filter(|item| !matches!(item.status, Status::Figurative | Status::Psychoeducation))
        .collect();
    items.sort_by_key(|item| {
        (
            !item.status.asserts(),
            item.speaker.is_therapist(),
            std::cmp::Reverse(item.severity),
            item.turn,
        )
    });
    items.dedup_by_key(|item| (item.turn, item.quote.as_str()));
    items.truncate(4);
    items.retain(|item| {
        item.severity > Severity::Low || item.status == Status::Denied || item.status == Status::Historical
    });
    items
}

fn risk_frame(item: &RiskItem) -> String {
    let kind = match item.status {
        Status::Denied => "On safety",
        _ => "Language to review",
    };
    format!("{kind}{}: ", saying(item.speaker))
}

/// ", the client said", or nothing when the speaker is not known.
fn saying(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Therapist => ", the therapist said",
        Speaker::Client | Speaker::Client2 => ", the client said",
        _ => "",
    }
}

/// Before a quotation; empty when the speaker is not known.
pub(super) fn said_by(speaker: Speaker) -> &'static str {
    match speaker {
        Speaker::Therapist => "The therapist said: ",
        Speaker::Client | Speaker::Client2 => "The client said: ",
        _ => "",
    }
}

/// An action item's words without the label before them.
pub(in crate::drafting) fn unattributed(text: &str) -> &str {
    text.find('"').map_or(text, |at| &text[at..])
}

/// Quotation marks inside a quote would end it.
fn plain(quote: &str) -> String {
    quote.replace(['"', '\u{201c}', '\u{201d}'], "'")
}

pub(in crate::drafting) fn listing(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn capital(name: &str) -> String {
    let mut characters = name.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Two turns of each topic, ascending.
pub(in crate::drafting) fn cited<T: std::borrow::Borrow<Topic>>(topics: &[T]) -> Vec<u32> {
    let mut turns: Vec<u32> = topics
        .iter()
        .flat_map(|topic| topic.borrow().turns.iter().copied().take(2))
        .collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}

/// A fair share of each part, in the order report, techniques, agreements.
fn interleave(report: Vec<Sentence>, techniques: Vec<Sentence>, agreed: Vec<Sentence>) -> Vec<Sentence> {
    let share = MAX_THERAPIST_WORDS / 2;
    let mut report = report;
    let words = |sentences: &[Sentence]| -> usize { sentences.iter().map(count).sum() };
    let spare = MAX_THERAPIST_WORDS.saturating_sub(words(&techniques) + words(&agreed));
    within(&mut report, share.max(spare));
    let mut agreed = agreed;
    within(&mut agreed, share / 2 + share / 5);
    let mut techniques = techniques;
    within(
        &mut techniques,
        MAX_THERAPIST_WORDS.saturating_sub(words(&report) + words(&agreed)),
    );
    report.into_iter().chain(techniques).chain(agreed).collect()
}

fn count(sentence: &Sentence) -> usize {
    sentence.text.split_whitespace().count()
}

/// Leaves out the sentences that would pass the limit.
pub(in crate::drafting) fn within(sentences: &mut Vec<Sentence>, most: usize) {
    let mut words = 0;
    sentences.retain(|sentence| {
        let fits = words + count(sentence) <= most;
        if fits {
            words += count(sentence);
        }
        fits
    });
}
