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
const MOST: [usize; 6] = [40, 4, 8, 5, 5, 16];
/// Fewest and most words of a sentence that says something by itself.
const WORDS: std::ops::RangeInclusive<usize> = 4..=38;
/// What a sentence must be worth to be a claim.
const LEAST: f32 = 1.0;

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
    PatternSet::list(&[
        "you look|looked|seem|sound|came",
        "i notice|noticed|saw|see that|you|how",
        "you are smiling|crying|tearful|late|early",
    ])
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
        let agreed = notes
            .action_items
            .iter()
            .any(|item| quotes(&item.text, &item.evidence_turns, sentence));
        if agreed && usable(sentence) {
            chosen.push((at, ClaimKind::Plan));
        }
    }
    let told = [&notes.evidence.topic_summary, &notes.evidence.therapist_notes];
    for (at, sentence) in said.iter().enumerate() {
        let quoted = told
            .iter()
            .flat_map(|sentences| sentences.iter())
            .any(|told| quotes(&told.text, &told.turns, sentence));
        if quoted && usable(sentence) && !chosen.iter().any(|(other, _)| *other == at) {
            let kind = kind(said, at).unwrap_or(fallback(sentence.speaker));
            chosen.push((at, kind));
        }
    }
    let mut units: Vec<(Unit<'_>, ClaimKind)> = chosen
        .into_iter()
        .map(|(at, kind)| (Unit::of(&said[at]), kind))
        .collect();
    let mut more: Vec<(Unit<'_>, ClaimKind, f32)> = Vec::new();
    let mut at = 0;
    while at < said.len() {
        let turn = said[at].turn;
        let end = at + said[at..].iter().take_while(|other| other.turn == turn).count();
        more.extend(of_turn(transcript, said, at..end, topics, &units));
        at = end;
    }
    more.sort_by(|one, other| {
        other
            .2
            .total_cmp(&one.2)
            .then((one.0.turn, one.0.text.len()).cmp(&(other.0.turn, other.0.text.len())))
    });
    for (unit, kind, _) in more.into_iter().filter(|(_, _, worth)| *worth >= LEAST) {
        let already = units.iter().filter(|(_, other)| *other == kind).count();
        if already < MOST[ClaimKind::ALL.iter().position(|other| *other == kind).unwrap_or(0)] {
            units.push((unit, kind));
        }
    }
    // Within a turn the earlier words have the lower address.
    units.sort_by_key(|(unit, kind)| (*kind, unit.turn, unit.text.as_ptr() as usize));
    units
        .into_iter()
        .map(|(unit, kind)| {
            verify::claim(
                transcript,
                Proposed {
                    text: format!("{}\"{}\"", said_by(unit.speaker), unit.text),
                    kind,
                    speaker: unit.speaker,
                    evidence: vec![(unit.turn, unit.text.to_owned())],
                },
            )
        })
        .filter(Claim::is_supported)
        .collect()
}

/// Words that become one claim: a sentence, or a short turn of a client as a whole, which keeps an answer with its context.
struct Unit<'a> {
    turn: u32,
    speaker: Speaker,
    text: &'a str,
}

impl<'a> Unit<'a> {
    fn of(sentence: &Said<'a>) -> Self {
        Self {
            turn: sentence.turn,
            speaker: sentence.speaker,
            text: sentence.text,
        }
    }
}

/// What else of a turn may be a claim, with what it is worth.
fn of_turn<'a>(
    transcript: &'a Transcript,
    said: &[Said<'a>],
    turn: std::ops::Range<usize>,
    topics: &[Topic],
    chosen: &[(Unit<'a>, ClaimKind)],
) -> Vec<(Unit<'a>, ClaimKind, f32)> {
    let free = |at: usize| {
        usable(&said[at])
            && !taken_back(said, at)
            && !chosen
                .iter()
                .any(|(unit, _)| unit.turn == said[at].turn && unit.text == said[at].text)
    };
    let first = &said[turn.start];
    let words: usize = said[turn.clone()].iter().map(Said::len).sum();
    let whole = turn.len() > 1
        && words <= *WORDS.end()
        && first.speaker.is_client()
        && turn.clone().all(|at| free(at) && !said[at].question);
    if whole && let Some(full) = transcript.turn(first.turn) {
        let kinds: Vec<ClaimKind> = turn.clone().filter_map(|at| kind(said, at)).collect();
        let of = [ClaimKind::Plan, ClaimKind::Response, ClaimKind::Reported];
        let kind = of
            .into_iter()
            .find(|kind| kinds.contains(kind))
            .unwrap_or(ClaimKind::Reported);
        let worth = turn
            .map(|at| worth(&said[at], topics))
            .fold(0.0, |sum: f32, worth| sum.max(0.0) + worth.max(0.0) * 0.7);
        let unit = Unit {
            text: full.text.trim(),
            ..Unit::of(first)
        };
        return vec![(unit, kind, worth)];
    }
    turn.filter(|at| free(*at) && WORDS.contains(&said[*at].len()))
        .filter_map(|at| kind(said, at).map(|kind| (Unit::of(&said[at]), kind, worth(&said[at], topics))))
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
    let about = topics
        .iter()
        .filter(|topic| sentence.topics.contains(&topic.number))
        .count() as f32;
    let techniques = sentence.strategies.len().min(2) as f32;
    let numbers = sentence
        .tokens
        .iter()
        .filter(|token| verify::is_number(&token.text))
        .count()
        .min(3) as f32;
    let names = sentence
        .tokens
        .iter()
        .skip(1)
        .filter(|token| {
            let written = sentence.text.get(token.range.clone()).unwrap_or_default();
            written.chars().next().is_some_and(char::is_uppercase)
                && !words::is_grammar(&token.text)
                && !written.starts_with("I")
        })
        .count()
        .min(2) as f32;
    let kin = sentence.tokens.iter().any(|token| words::is_kin(&token.text));
    let content = sentence
        .tokens
        .iter()
        .filter(|token| words::carries_meaning(&token.text))
        .count();
    let own = if sentence.first_person() { 0.5 } else { 0.0 };
    let thin = if content < 2 { 1.0 } else { 0.0 };
    let related = if kin { 0.5 } else { 0.0 };
    0.4 * about.min(2.0)
        + 0.6 * techniques
        + numbers.min(2.0)
        + 0.7 * names
        + related
        + own
        + content.min(8) as f32 * 0.12
        - thin
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
