//! Checks what a note states against the words of the transcript. Nothing is believed because somebody says so: not the
//! extractive drafter, not a model.
//!
//! A claim is supported when each of its quotes stands in the turn it cites ([`quote`]), the right person said it
//! (`speaker`), its numbers, times, doses and days (`numbers`) and its names (`names`) were said there, its other words were
//! said there or mean what was said (`coverage`, `words`), it denies exactly what was denied (`negation`), and it speaks of
//! the same time (`time`). What gives orders to the software states nothing (`instruction`).
//!
//! The checks are strict where a mistake would harm and lenient where it would not: a claim that is refused wrongly costs a
//! reader a glance, a wrong one that passes costs trust.

mod coverage;
pub(in crate::drafting) mod instruction;
mod names;
mod negation;
mod numbers;
pub mod quote;
mod scene;
mod speaker;
mod time;
pub(in crate::drafting) mod words;

use std::ops::Range;

use domain::claim::{Claim, ClaimKind, Problem, Quote, Verdict};
use domain::transcript::{Speaker, Token, Transcript, Turn, tokens};

pub use quote::contains_quote;
use quote::{Found, Match, find};
use scene::Scene;

/// A claim before it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The statement.
    pub text: String,
    /// What sort of statement.
    pub kind: ClaimKind,
    /// Whose word or deed it is said to be.
    pub speaker: Speaker,
    /// Turns with words that are said to stand in them.
    pub evidence: Vec<(u32, String)>,
}

/// A piece of a turn.
type Piece<'a> = (&'a Turn, Range<usize>);

/// Looks a proposed claim up in the transcript and writes down what was found.
pub fn claim(transcript: &Transcript, proposed: Proposed) -> Claim {
    let found: Vec<Option<(&Turn, Found)>> = proposed
        .evidence
        .iter()
        .map(|(turn, words)| {
            let turn = transcript.turn(*turn)?;
            find(&turn.text, words).map(|found| (turn, found))
        })
        .collect();
    let quotes = proposed
        .evidence
        .iter()
        .zip(&found)
        .map(|((turn, claimed), found)| match found {
            Some((turn, found)) => as_it_stands(turn, &found.range),
            None => Quote {
                turn: *turn,
                text: claimed.clone(),
                at: None,
            },
        })
        .collect();
    let (verdict, problem) = match judge(transcript, &proposed, &found) {
        Ok(verdict) => (verdict, None),
        Err(problem) => (Verdict::Unsupported, Some(problem)),
    };
    Claim {
        text: proposed.text,
        kind: proposed.kind,
        speaker: proposed.speaker,
        quotes,
        verdict,
        problem,
        candidates: Vec::new(),
        withdrawn: false,
    }
}

fn as_it_stands(turn: &Turn, range: &Range<usize>) -> Quote {
    let characters = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let start = characters(&turn.text[..range.start]);
    let text = turn.text[range.clone()].to_owned();
    let end = start.saturating_add(characters(&text));
    Quote {
        turn: turn.index,
        text,
        at: Some((start, end)),
    }
}

fn judge(transcript: &Transcript, proposed: &Proposed, found: &[Option<(&Turn, Found)>]) -> Result<Verdict, Problem> {
    let said = tokens(&proposed.text);
    if instruction::is_order(&said) {
        return Err(Problem::Instruction);
    }
    if proposed.evidence.is_empty() {
        return Err(Problem::NoEvidence);
    }
    if proposed
        .evidence
        .iter()
        .any(|(turn, _)| transcript.turn(*turn).is_none())
    {
        return Err(Problem::NoSuchTurn);
    }
    let found = found.iter().flatten().collect::<Vec<_>>();
    if found.len() < proposed.evidence.len() {
        return Err(Problem::QuoteNotFound);
    }
    let pieces: Vec<Piece<'_>> = found.iter().map(|(turn, found)| (*turn, found.range.clone())).collect();
    let word_for_word = found.iter().all(|(_, found)| found.how != Match::Fuzzy);
    let scene = Scene::new(transcript, &pieces);
    let touched = |heard: &scene::Heard<'_>| pieces.iter().any(|(turn, _)| turn.index == heard.turn.index);
    if scene
        .heard
        .iter()
        .filter(|heard| touched(heard))
        .any(|heard| instruction::is_order(&tokens(heard.text)))
    {
        return Err(Problem::Instruction);
    }
    speaker::check(proposed, &pieces)?;
    if word_for_word && is_quotation(&proposed.text, &said, &pieces)? {
        return Ok(Verdict::Exact);
    }
    let (quoted, outside) = split_quotes(&proposed.text);
    for piece in &quoted {
        quoted_somewhere(piece, &pieces)?;
    }
    paraphrase(transcript, &outside, Some(proposed), &scene)?;
    Ok(Verdict::Paraphrase)
}

/// Whether a claim only repeats words of its evidence, bare or in quotation marks with who said them.
///
/// # Errors
/// When the words were cut out of a negation or a condition, so that they say the opposite of the sentence they come from.
fn is_quotation(text: &str, said: &[Token], pieces: &[Piece<'_>]) -> Result<bool, Problem> {
    let (quoted, outside) = split_quotes(text);
    if quoted.is_empty() {
        let wanted: Vec<&str> = said.iter().map(|token| token.text.as_str()).collect();
        let source = pieces.iter().find(|(turn, range)| {
            let words = tokens(&turn.text[range.clone()]);
            !wanted.is_empty()
                && words
                    .windows(wanted.len())
                    .any(|run| run.iter().map(|token| token.text.as_str()).eq(wanted.iter().copied()))
        });
        let Some((turn, _)) = source else { return Ok(false) };
        let whole = find(&turn.text, text).filter(|found| found.how != Match::Fuzzy);
        if let Some(found) = whole {
            not_torn_out(turn, &found.range)?;
        }
        return Ok(true);
    }
    for piece in &quoted {
        let (turn, range) = quoted_somewhere(piece, pieces)?;
        not_torn_out(turn, &range)?;
    }
    let turns: Vec<&Turn> = pieces.iter().map(|(turn, _)| *turn).collect();
    Ok(coverage::only_frames(&tokens(&outside), &turns))
}

/// Where a quoted piece of a sentence stands in its evidence.
fn quoted_somewhere<'a>(piece: &str, pieces: &[Piece<'a>]) -> Result<Piece<'a>, Problem> {
    pieces
        .iter()
        .find_map(|(turn, _)| {
            find(&turn.text, piece)
                .filter(|found| found.how != Match::Fuzzy)
                .map(|found| (*turn, found.range))
        })
        .ok_or(Problem::QuoteNotFound)
}

/// "I will end him" is no quote of "I don't think I will end him".
fn not_torn_out(turn: &Turn, range: &Range<usize>) -> Result<(), Problem> {
    let sentence = domain::transcript::sentences(&turn.text)
        .into_iter()
        .find(|sentence| sentence.start <= range.start && range.start < sentence.end);
    let Some(sentence) = sentence else { return Ok(()) };
    if range.start <= sentence.start {
        return Ok(());
    }
    let whole = tokens(&turn.text[sentence.clone()]);
    let denied = negation::denied(&whole);
    let end = range.end.min(sentence.end);
    let inside: Vec<usize> = (0..whole.len())
        .filter(|at| {
            let place = sentence.start + whole[*at].range.start;
            place >= range.start && place < end
        })
        .collect();
    let fragment: Vec<Token> = inside.iter().map(|at| whole[*at].clone()).collect();
    let alone = negation::denied(&fragment);
    let states = |token: &Token| words::carries_meaning(&token.text) && !numbers::is_number(&token.text);
    let verbal = fragment.len() >= 3;
    if verbal
        && inside
            .iter()
            .zip(&alone)
            .any(|(at, alone)| denied[*at] != *alone && states(&whole[*at]))
    {
        return Err(Problem::NegationDiffers);
    }
    if time::cut_from_condition(&turn.text[sentence.start..range.start], &fragment) {
        return Err(Problem::TimeDiffers);
    }
    Ok(())
}

/// The checks of a sentence in other words than the speaker's.
fn paraphrase(
    transcript: &Transcript,
    text: &str,
    proposed: Option<&Proposed>,
    scene: &Scene<'_>,
) -> Result<(), Problem> {
    let words = words::joined(&tokens(text));
    let heard: Vec<numbers::Placed> = scene
        .heard
        .iter()
        .flat_map(|heard| {
            numbers::uncorrected(&heard.turn.text)
                .into_iter()
                .filter(|placed| heard.range.start <= placed.range.start && placed.range.end <= heard.range.end)
        })
        .collect();
    if numbers::quantities(text)
        .iter()
        .any(|placed| !numbers::said(placed.quantity, &heard))
    {
        return Err(Problem::NumberNotFound);
    }
    if names::unknown(transcript, text, &words, scene) {
        return Err(Problem::NameNotFound);
    }
    coverage::check(&words, text, scene)?;
    coverage::polarity(&words, scene)?;
    if let Some(proposed) = proposed {
        speaker::experiencer(proposed.speaker, &words, scene)?;
        speaker::answered(transcript, proposed.kind, &words, scene)?;
    }
    // "Let us breathe slowly" is said while it is done.
    let in_session = proposed.is_some_and(|proposed| proposed.kind == ClaimKind::Intervention);
    if !in_session && time::differs(&words, scene) {
        return Err(Problem::TimeDiffers);
    }
    Ok(())
}

/// Why a sentence of a note is not supported by the turns it cites; `None` when it is. Unlike a claim it has no quotes but
/// those in its own text; without any it is held against the whole turns.
pub fn problem(transcript: &Transcript, text: &str, cited: &[u32]) -> Option<Problem> {
    sentence(transcript, text, cited).err()
}

fn sentence(transcript: &Transcript, text: &str, cited: &[u32]) -> Result<(), Problem> {
    if cited.is_empty() {
        return Err(Problem::NoEvidence);
    }
    let turns = cited
        .iter()
        .map(|turn| transcript.turn(*turn))
        .collect::<Option<Vec<&Turn>>>()
        .ok_or(Problem::NoSuchTurn)?;
    let (quotes, outside) = split_quotes(text);
    let claimed = speaker::named(&outside);
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for quote in &quotes {
        let holders: Vec<Piece<'_>> = turns
            .iter()
            .filter_map(|turn| find(&turn.text, quote).map(|found| (*turn, found.range)))
            .collect();
        if holders.is_empty() {
            return Err(Problem::QuoteNotFound);
        }
        let holder = holders
            .into_iter()
            .find(|(turn, _)| claimed.is_none_or(|claimed| speaker::same_person(turn.speaker, claimed)))
            .ok_or(Problem::WrongSpeaker)?;
        not_torn_out(holder.0, &holder.1)?;
        pieces.push(holder);
    }
    let outside_words = tokens(&outside);
    if coverage::only_frames(&outside_words, &turns) {
        return if pieces.is_empty() && !coverage::names_subject(&outside_words, &turns) {
            Err(Problem::NotCovered)
        } else {
            Ok(())
        };
    }
    if instruction::is_order(&outside_words) {
        return Err(Problem::Instruction);
    }
    // Words around quotes may rest on anything in the turns.
    pieces.extend(turns.iter().map(|turn| (*turn, 0..turn.text.len())));
    let scene = Scene::new(transcript, &pieces);
    paraphrase(transcript, &outside, None, &scene)
}

/// Whether a sentence is supported by the turns it cites.
pub fn is_supported(transcript: &Transcript, text: &str, cited: &[u32]) -> bool {
    problem(transcript, text, cited).is_none()
}

/// Whether a sentence holds on the evidence of the claims it was put together from.
pub fn holds(transcript: &Transcript, text: &str, of: &[&Claim]) -> bool {
    let Some(first) = of.first() else { return false };
    let evidence = of
        .iter()
        .flat_map(|claim| claim.quotes.iter().map(|quote| (quote.turn, quote.text.clone())))
        .collect();
    let proposed = Proposed {
        text: text.to_owned(),
        kind: first.kind,
        speaker: first.speaker,
        evidence,
    };
    of.iter().all(|claim| claim.is_supported()) && claim(transcript, proposed).is_supported()
}

/// Whether a word denies.
pub(in crate::drafting) fn is_negation(word: &str) -> bool {
    negation::is_negator(word)
}

/// Whether a word is a number, a unit of the calendar, or part of one.
pub(in crate::drafting) fn is_number(word: &str) -> bool {
    numbers::is_number(word)
}

/// Whether a word names a day, a month, or a time of the year or the day.
pub(in crate::drafting) fn is_calendar(word: &str) -> bool {
    numbers::is_calendar(word)
}

/// The quoted pieces of a sentence and what is left around them.
pub fn split_quotes(text: &str) -> (Vec<String>, String) {
    let (mut quotes, mut outside) = (Vec::new(), String::new());
    let mut rest = text;
    while let Some(open) = rest.find(['"', '\u{201c}']) {
        outside.push_str(&rest[..open]);
        outside.push(' ');
        let inner = &rest[open..];
        let width = inner.chars().next().map_or(1, char::len_utf8);
        let Some(close) = inner[width..].find(['"', '\u{201d}']) else {
            rest = &inner[width..];
            continue;
        };
        quotes.push(inner[width..width + close].to_owned());
        let after = width + close;
        rest = &inner[after + inner[after..].chars().next().map_or(1, char::len_utf8)..];
    }
    outside.push_str(rest);
    (quotes, outside)
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
