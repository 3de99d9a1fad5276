//! The built-in drafter: quotes only, by rules that can be read.
//!
//! It finds topics and techniques by their usual words, agreements by how people make them, and the mood by the
//! client's own words; then it picks the sentences that say most about those and sets them between fixed frames, each
//! with the turn it came from. Every sentence goes through the same check as a model's ([`super::verify`]).

use std::collections::{BTreeMap, HashSet};

use domain::note::{
    DraftedBy, DrafterKind, Evidence, MAX_KEY_TOPICS, MAX_PATIENT_WORDS, MAX_THERAPIST_WORDS, Notes, Sentence, Strategy,
};
use domain::risk::{RiskItem, Severity, Status, screen};
use domain::transcript::{Speaker, Transcript};

use super::said::{Said, said};
use super::taxonomy::{STRATEGIES, TOPICS};
use super::{actions, mood, verify};

/// Name of this drafter in [`DraftedBy`].
pub const EXTRACTIVE_NAME: &str = "extractive-1";

/// Words of the whole session below which there is not enough for a full note.
const THIN_WORDS: usize = 120;
/// Fewest and most words of a sentence worth quoting.
const QUOTE_WORDS: std::ops::RangeInclusive<usize> = 4..=38;
/// Most techniques of a note.
const MOST_STRATEGIES: usize = 8;

/// Drafts a note from the transcript alone. Deterministic: the same transcript gives the same note.
pub fn draft_extractive(transcript: &Transcript) -> Notes {
    let risk_flags = screen(&transcript.turns);
    let said = said(transcript, &risk_flags);
    let topics = rank_topics(&said);
    let strategies = find_strategies(&said);
    let action_items = actions::read(&said);
    let mood = mood::read(&said);
    let insufficient_material = transcript.word_count() < THIN_WORDS || topics.len() < 2;

    let mut writer = Writer {
        transcript,
        said: &said,
        used: HashSet::new(),
    };
    let topic_summary = writer.topic_summary(&topics);
    writer.used.clear();
    let therapist_notes = writer.therapist_notes(&topics, &strategies, &action_items, &risk_flags);
    writer.used.clear();
    let patient_summary = writer.patient_summary(&topics, &strategies, &action_items);

    let mut notes = Notes {
        key_topics: topics
            .iter()
            .map(|topic| TOPICS[topic.number].name.to_owned())
            .collect(),
        strategies,
        action_items,
        session_mood: mood.mood,
        mood_trajectory: mood.trajectory,
        risk_flags,
        evidence: Evidence {
            key_topics: topics
                .iter()
                .map(|topic| topic.turns.iter().copied().take(6).collect())
                .collect(),
            topic_summary,
            therapist_notes,
            patient_summary,
            session_mood: mood.mood_turns,
            mood_trajectory: mood.trajectory_turns,
        },
        drafted_by: DraftedBy {
            kind: DrafterKind::Extractive,
            name: EXTRACTIVE_NAME.into(),
            detail: "Drafted by fixed rules from quotes of the transcript, without a language model.".into(),
        },
        insufficient_material,
        ..Notes::default()
    };
    notes.join_narrative();
    notes
}

/// A topic with how much was said about it.
struct Topic {
    number: usize,
    score: f32,
    turns: Vec<u32>,
}

/// Topics by the number of turns that speak of them, the client's counting most; those that come up only in passing
/// are left out unless there is little else.
fn rank_topics(said: &[Said<'_>]) -> Vec<Topic> {
    let mut by_number: BTreeMap<usize, Topic> = BTreeMap::new();
    for sentence in said {
        let weight = if sentence.is_from_client() { 1.0 } else { 0.6 };
        for number in &sentence.topics {
            let topic = by_number.entry(*number).or_insert(Topic {
                number: *number,
                score: 0.0,
                turns: Vec::new(),
            });
            if topic.turns.last() != Some(&sentence.turn) {
                topic.turns.push(sentence.turn);
                topic.score += weight;
            }
        }
    }
    let mut topics: Vec<Topic> = by_number.into_values().filter(|topic| topic.score >= 1.0).collect();
    topics.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.number.cmp(&b.number)));
    let passing = topics
        .iter()
        .position(|topic| topic.score < 1.6)
        .unwrap_or(topics.len());
    topics.truncate(passing.clamp(3, MAX_KEY_TOPICS));
    topics
}

/// Techniques that were spoken of and not turned down.
fn find_strategies(said: &[Said<'_>]) -> Vec<Strategy> {
    let mut by_number: BTreeMap<usize, (Vec<u32>, bool)> = BTreeMap::new();
    for (at, sentence) in said.iter().enumerate() {
        for number in &sentence.strategies {
            if refused(said, at) {
                continue;
            }
            let (turns, _) = by_number.entry(*number).or_default();
            if turns.last() != Some(&sentence.turn) {
                turns.push(sentence.turn);
            }
        }
    }
    let mut found: Vec<(usize, Vec<u32>)> = by_number
        .into_iter()
        .map(|(number, (turns, _))| (number, turns))
        .collect();
    found.sort_by_key(|(number, turns)| (std::cmp::Reverse(turns.len()), *number));
    found.truncate(MOST_STRATEGIES);
    found.sort_by_key(|(_, turns)| turns.first().copied());
    found
        .into_iter()
        .map(|(number, mut turns)| {
            turns.truncate(5);
            Strategy {
                name: STRATEGIES[number].name.to_owned(),
                evidence_turns: turns,
            }
        })
        .collect()
}

/// Turned down, dropped or disliked, in the same turn or in the opening of the next one.
fn refused(said: &[Said<'_>], at: usize) -> bool {
    let dislikes = |sentence: &Said<'_>| {
        ["hated", "stopped", "refused", "silly", "hate"]
            .iter()
            .any(|word| sentence.has(word))
            || (sentence.has("not")
                && ["help", "helped", "work", "worked", "like", "want", "today"]
                    .iter()
                    .any(|word| sentence.has(word)))
    };
    let own = said[at..]
        .iter()
        .take_while(|other| other.turn == said[at].turn)
        .take(2)
        .any(|other| !other.question && dislikes(other));
    let answer = said[at + 1..].iter().find(|other| other.turn != said[at].turn);
    let turned_down = said[at].is_from_therapist()
        && answer.is_some_and(|answer| {
            matches!(
                answer.tokens.first().map(|token| token.text.as_str()),
                Some("no" | "nope")
            ) && said[at].question
                || dislikes(answer) && answer.len() <= 6
        });
    own || turned_down
}

struct Writer<'a> {
    transcript: &'a Transcript,
    said: &'a [Said<'a>],
    used: HashSet<usize>,
}

impl<'a> Writer<'a> {
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
            ..Sentence::default()
        }
    }

    fn quote(&self, frame: &str, sentence: &Said<'_>) -> Sentence {
        self.checked(format!("{frame}\"{}\"", sentence.text), vec![sentence.turn])
    }

    fn topic_summary(&mut self, topics: &[Topic]) -> Vec<Sentence> {
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
                sentences.push(self.quote(&said_by(sentence.speaker), sentence));
            }
        }
        sentences
    }

    fn therapist_notes(
        &mut self,
        topics: &[Topic],
        strategies: &[Strategy],
        actions: &[domain::note::ActionItem],
        risk: &[RiskItem],
    ) -> Vec<Sentence> {
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

    fn patient_summary(
        &mut self,
        topics: &[Topic],
        strategies: &[Strategy],
        actions: &[domain::note::ActionItem],
    ) -> Vec<Sentence> {
        let shown: Vec<&Topic> = topics
            .iter()
            .filter(|topic| !TOPICS[topic.number].sensitive)
            .take(4)
            .collect();
        let mut sentences = Vec::new();
        if !shown.is_empty() {
            let names: Vec<&str> = shown.iter().map(|topic| TOPICS[topic.number].name).collect();
            sentences.push(self.checked(
                format!("In this session you talked about {}.", listing(&names)),
                cited(&shown),
            ));
        }
        let mut own_words: Vec<&Said<'_>> = (0..3)
            .filter_map(|_| {
                self.pick(topics, |sentence| {
                    sentence.is_from_client() && !sentence.question && is_for_the_client(sentence)
                })
            })
            .collect();
        own_words.sort_by_key(|sentence| sentence.turn);
        for (number, sentence) in own_words.into_iter().enumerate() {
            let frame = match (sentence.speaker.is_client(), number) {
                (true, 0) => "You said: ",
                (true, _) => "You also said: ",
                (false, _) => "These words were said: ",
            };
            sentences.push(self.quote(frame, sentence));
        }
        let calm = |turns: &[u32]| {
            !self
                .said
                .iter()
                .any(|sentence| turns.contains(&sentence.turn) && sentence.reviewed)
        };
        let open = |name: &str| STRATEGIES.iter().any(|known| known.name == name && !known.sensitive);
        let tried: Vec<&Strategy> = strategies
            .iter()
            .filter(|strategy| open(&strategy.name) && calm(&strategy.evidence_turns))
            .take(4)
            .collect();
        if !tried.is_empty() {
            let names: Vec<&str> = tried.iter().map(|strategy| strategy.name.as_str()).collect();
            let turns = tried
                .iter()
                .flat_map(|strategy| strategy.evidence_turns.iter().copied())
                .collect();
            sentences.push(self.checked(format!("You spoke about {} together.", listing(&names)), turns));
        }
        let mut planned = false;
        for item in actions {
            let safe = item.evidence_turns.iter().all(|turn| {
                self.said
                    .iter()
                    .filter(|sentence| sentence.turn == *turn)
                    .all(|sentence| !sentence.reviewed && !has_private_words(sentence) && !touches_sensitive(sentence))
            });
            if safe {
                let frame = if planned {
                    "Also: "
                } else {
                    "For the time until you meet again: "
                };
                planned = true;
                sentences.push(self.checked(
                    format!("{frame}{}", unattributed(&item.text)),
                    item.evidence_turns.clone(),
                ));
            }
        }
        sentences.retain(|sentence| sentence.supported);
        within(&mut sentences, MAX_PATIENT_WORDS);
        sentences
    }
}

/// What a client may read back: nothing the risk screen lists, no sensitive topic, nobody else's affairs.
fn is_for_the_client(sentence: &Said<'_>) -> bool {
    !sentence.reviewed && sentence.len() >= 5 && !has_private_words(sentence) && !touches_sensitive(sentence)
}

fn touches_sensitive(sentence: &Said<'_>) -> bool {
    sentence.topics.iter().any(|number| TOPICS[*number].sensitive)
}

/// Other people: pronouns, relations, and names (a capital letter inside the sentence that is not "I" or a day).
fn has_private_words(sentence: &Said<'_>) -> bool {
    const PEOPLE: &[&str] = &["he", "she", "him", "her", "his", "they", "them", "their"];
    const DAYS: &[&str] = &[
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "april",
        "may",
        "june",
        "christmas",
        "easter",
    ];
    let related = domain::transcript::pattern::CLASSES
        .iter()
        .filter(|(name, _)| *name == "kin")
        .flat_map(|(_, words)| words.split('|'))
        .collect::<HashSet<_>>();
    sentence.tokens.iter().enumerate().any(|(at, token)| {
        let written = &sentence.text[token.range.clone()];
        let named = at > 0
            && written.chars().next().is_some_and(char::is_uppercase)
            && !matches!(
                token.text.as_str(),
                "i" | "ok" | "gp" | "tv" | "am" | "have" | "will" | "would"
            )
            && !DAYS.contains(&token.text.as_str())
            && !written.starts_with("I'")
            && !written.starts_with("I\u{2019}");
        PEOPLE.contains(&token.text.as_str()) || related.contains(token.text.as_str()) || named
    })
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

fn said_by(speaker: Speaker) -> String {
    match speaker {
        Speaker::Therapist => "The therapist said: ".into(),
        Speaker::Client | Speaker::Client2 => "The client said: ".into(),
        _ => String::new(),
    }
}

/// An action item's words without the label before them.
fn unattributed(text: &str) -> &str {
    text.find('"').map_or(text, |at| &text[at..])
}

/// Quotation marks inside a quote would end it.
fn plain(quote: &str) -> String {
    quote.replace(['"', '\u{201c}', '\u{201d}'], "'")
}

fn listing(names: &[&str]) -> String {
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
fn cited<T: std::borrow::Borrow<Topic>>(topics: &[T]) -> Vec<u32> {
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
fn within(sentences: &mut Vec<Sentence>, most: usize) {
    let mut words = 0;
    sentences.retain(|sentence| {
        let fits = words + count(sentence) <= most;
        if fits {
            words += count(sentence);
        }
        fits
    });
}

#[cfg(test)]
#[path = "extractive_tests.rs"]
mod tests;
