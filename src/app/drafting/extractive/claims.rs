//! Which sentences of a session are its claims, and of what kind: by who says them and by their shape.

use std::sync::LazyLock;

use domain::claim::{Claim, ClaimKind};
use domain::note::Notes;
use domain::transcript::pattern::PatternSet;
use domain::transcript::{Speaker, Transcript};

use super::subjects::{Topic, refused};
use super::writer::said_by;
use crate::drafting::actions;
use crate::drafting::said::Said;
use crate::drafting::verify::{self, Proposed, instruction, words};

/// Most claims of each kind, in the order of [`ClaimKind::ALL`]; a plan has as many as there are agreements.
const MOST: [usize; 6] = [26, 4, 8, 5, 5, 16];
/// Fewest and most words of a sentence that says something by itself.
const WORDS: std::ops::RangeInclusive<usize> = 4..=38;
/// What a sentence must be worth to be a claim.
const LEAST: f32 = 1.5;

static JUDGES: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "i think|believe|wonder you|it|that|we|your",
        "my impression|sense|view",
        "i am hearing|struck|impressed",
        "sounds like",
        "seems|seem to",
        "in the range",
        "you scored",
        "the score|scores|questionnaire|sheet",
        "last time it was",
        "from ~4 to ~4 on the",
        "that is a real|big|good|clear|significant",
        "tells me",
        "progress|improvement|improved",
    ])
});
static NOTICES: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&["you look|looked|seem|sound|came", "i notice|noticed|saw|see that|you|how", "you are smiling|crying|tearful|late|early"])
});
static RESPONDS: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "better|calmer|lighter|easier|relieved|hopeful|dropped|slower|clearer|softer",
        "it|that help|helps|helped|worked|works",
        "i feel|felt",
        "i never|had ~2 thought of|about it",
        "i am a|at ~2 one|two|three|four|five|six|seven|eight|nine|ten",
        "makes sense",
        "that is hard|harder|nice|good|strange|true",
    ])
});
static TAKES_BACK: LazyLock<PatternSet<()>> =
    LazyLock::new(|| PatternSet::list(&["no", "sorry", "wait", "hang on", "actually", "i mean", "not"]));

/// The claims of a session: what the narrative quotes, what was agreed on, and the sentences that say most.
pub(super) fn choose(transcript: &Transcript, said: &[Said<'_>], topics: &[Topic], notes: &Notes) -> Vec<Claim> {
    let mut chosen: Vec<(usize, ClaimKind)> = Vec::new();
    for (at, sentence) in said.iter().enumerate() {
        let agreed = notes.action_items.iter().any(|item| quotes(&item.text, &item.evidence_turns, sentence));
        if agreed && usable(sentence) {
            chosen.push((at, ClaimKind::Plan));
        }
    }
    let told = [&notes.evidence.topic_summary, &notes.evidence.therapist_notes];
    for (at, sentence) in said.iter().enumerate() {
        let quoted = told.iter().flat_map(|sentences| sentences.iter()).any(|told| quotes(&told.text, &told.turns, sentence));
        if quoted && usable(sentence) && !chosen.iter().any(|(other, _)| *other == at) {
            let kind = kind(said, at).unwrap_or(fallback(sentence.speaker));
            chosen.push((at, kind));
        }
    }
    let mut more: Vec<(usize, ClaimKind, f32)> = (0..said.len())
        .filter(|at| !chosen.iter().any(|(other, _)| other == at))
        .filter(|at| WORDS.contains(&said[*at].len()) && usable(&said[*at]) && !said[*at].reviewed && !taken_back(said, *at))
        .filter_map(|at| kind(said, at).map(|kind| (at, kind, worth(&said[at], topics))))
        .filter(|(_, _, worth)| *worth >= LEAST)
        .collect();
    more.sort_by(|one, other| other.2.total_cmp(&one.2).then(one.0.cmp(&other.0)));
    for (at, kind, _) in more {
        let already = chosen.iter().filter(|(_, other)| *other == kind).count();
        if already < MOST[ClaimKind::ALL.iter().position(|other| *other == kind).unwrap_or(0)] {
            chosen.push((at, kind));
        }
    }
    chosen.sort_by_key(|(at, kind)| (*kind, *at));
    chosen
        .into_iter()
        .map(|(at, kind)| {
            let sentence = &said[at];
            verify::claim(
                transcript,
                Proposed {
                    text: format!("{}\"{}\"", said_by(sentence.speaker), sentence.text),
                    kind,
                    speaker: sentence.speaker,
                    evidence: vec![(sentence.turn, sentence.text.to_owned())],
                },
            )
        })
        .filter(Claim::is_supported)
        .collect()
}

/// Whether a text quotes this sentence, or it stands in what the text quotes.
fn quotes(text: &str, turns: &[u32], sentence: &Said<'_>) -> bool {
    turns.contains(&sentence.turn)
        && verify::split_quotes(text)
            .0
            .iter()
            .any(|quote| quote.contains(sentence.text) || verify::contains_quote(sentence.text, quote))
}

/// Quotation marks inside would end the quote, and orders to the software are nobody's claim.
fn usable(sentence: &Said<'_>) -> bool {
    !sentence.text.contains(['"', '\u{201c}', '\u{201d}']) && !instruction::is_order(&sentence.tokens)
}

/// Without a known speaker a sentence is only something that was heard.
fn fallback(speaker: Speaker) -> ClaimKind {
    match speaker {
        Speaker::Therapist => ClaimKind::Intervention,
        Speaker::Client | Speaker::Client2 => ClaimKind::Reported,
        _ => ClaimKind::Observed,
    }
}

fn kind(said: &[Said<'_>], at: usize) -> Option<ClaimKind> {
    let sentence = &said[at];
    match sentence.speaker {
        Speaker::Therapist if !sentence.strategies.is_empty() && !refused(said, at) => Some(ClaimKind::Intervention),
        Speaker::Therapist if sentence.question => None,
        Speaker::Therapist if NOTICES.any(&sentence.tokens) => Some(ClaimKind::Observed),
        Speaker::Therapist if JUDGES.any(&sentence.tokens) => Some(ClaimKind::Judgement),
        Speaker::Therapist => None,
        _ if sentence.question => None,
        Speaker::Client | Speaker::Client2 => {
            if actions::is_commitment(said, at) {
                return Some(ClaimKind::Plan);
            }
            let before = said[..at].iter().rev().find(|other| other.turn != sentence.turn);
            let after_technique = before.is_some_and(|before| {
                said[..at]
                    .iter()
                    .filter(|other| other.turn == before.turn)
                    .any(|other| other.is_from_therapist() && !other.strategies.is_empty())
            });
            if after_technique && RESPONDS.any(&sentence.tokens) {
                Some(ClaimKind::Response)
            } else {
                Some(ClaimKind::Reported)
            }
        }
        _ => sentence.is_from_client().then_some(ClaimKind::Observed),
    }
}

/// How much a sentence states: subjects, numbers and days, names and relations, the speaker's own doing.
fn worth(sentence: &Said<'_>, topics: &[Topic]) -> f32 {
    let about = topics.iter().filter(|topic| sentence.topics.contains(&topic.number)).count() as f32;
    let techniques = sentence.strategies.len().min(2) as f32;
    let numbers = sentence.tokens.iter().filter(|token| verify::is_number(&token.text)).count().min(3) as f32;
    let names = sentence
        .tokens
        .iter()
        .skip(1)
        .filter(|token| {
            let written = sentence.text.get(token.range.clone()).unwrap_or_default();
            written.chars().next().is_some_and(char::is_uppercase) && !words::is_grammar(&token.text) && !written.starts_with("I")
        })
        .count()
        .min(2) as f32;
    let kin = sentence.tokens.iter().any(|token| words::is_kin(&token.text));
    let content = sentence.tokens.iter().filter(|token| words::carries_meaning(&token.text)).count();
    let own = if sentence.first_person() { 0.6 } else { 0.0 };
    let thin = if content < 2 { 1.5 } else { 0.0 };
    0.8 * about + 0.8 * techniques + 0.7 * numbers + 0.5 * names + if kin { 0.3 } else { 0.0 } + own + (content.min(8) as f32) * 0.1 - thin
}

/// Corrected by the speaker right after, or contradicted by the other at the start of the next turn.
fn taken_back(said: &[Said<'_>], at: usize) -> bool {
    let sentence = &said[at];
    let Some(next) = said.get(at + 1) else { return false };
    let opening = &next.tokens[..next.tokens.len().min(2)];
    let starts = TAKES_BACK.matches(opening).any(|(range, ())| range.start == 0);
    let corrects = next.turn == sentence.turn && sentence.len() <= 8;
    starts && (corrects || (next.turn != sentence.turn && sentence.is_from_therapist()))
}
