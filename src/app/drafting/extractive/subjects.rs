//! What a session is about and what was done in it.

use std::collections::BTreeMap;

use domain::note::{MAX_KEY_TOPICS, Strategy};

use crate::drafting::said::Said;
use crate::drafting::taxonomy::STRATEGIES;

/// Most techniques of a note.
const MOST_STRATEGIES: usize = 8;

/// A topic with how much was said about it.
pub(in crate::drafting) struct Topic {
    pub number: usize,
    pub score: f32,
    pub turns: Vec<u32>,
}

/// Topics by the number of turns that speak of them, the client's counting most; those that come up only in passing
/// are left out unless there is little else.
pub(in crate::drafting) fn rank_topics(said: &[Said<'_>]) -> Vec<Topic> {
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
pub(super) fn find_strategies(said: &[Said<'_>]) -> Vec<Strategy> {
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
pub(super) fn refused(said: &[Said<'_>], at: usize) -> bool {
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
