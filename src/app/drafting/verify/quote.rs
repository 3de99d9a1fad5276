//! Finds a quote in the words of a turn: as it stands, then after normalisation, then with a slip or two.

use std::ops::Range;

use domain::transcript::{Token, tokens};

use super::{negation, numbers, words};

/// Share of a quote's words that may be added, left out or replaced, when it does not stand in the turn word for word. A quote
/// of fewer than ten words must stand there word for word.
pub const MOST_SLIPS: f32 = 0.1;

/// How exactly a quote was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// Letter by letter.
    Exact,
    /// Word by word: case, punctuation, contractions and the spelling of numbers aside.
    Normalised,
    /// But for at most [`MOST_SLIPS`] of its words, none of which is a negation, a number, a name or a pronoun.
    Fuzzy,
}

/// Where a quote stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the turn's text.
    pub range: Range<usize>,
    /// How exactly.
    pub how: Match,
}

/// Finds a quote in a text. Pieces of words are not found, and neither is a quote without a word.
pub fn find(text: &str, quote: &str) -> Option<Found> {
    let quote = quote.trim();
    let wanted = tokens(quote);
    if wanted.is_empty() {
        return None;
    }
    if let Some(range) = literally(text, quote) {
        return Some(Found {
            range,
            how: Match::Exact,
        });
    }
    let said = tokens(text);
    by_words(text, &said, &wanted).or_else(|| with_slips(text, &said, quote, &wanted))
}

/// Whether a piece of text stands in a turn.
pub fn contains_quote(text: &str, quote: &str) -> bool {
    find(text, quote).is_some()
}

fn literally(text: &str, quote: &str) -> Option<Range<usize>> {
    let inside = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let (first, last) = (quote.chars().next(), quote.chars().next_back());
    text.match_indices(quote)
        .map(|(at, piece)| at..at + piece.len())
        .find(|range| {
            let cut_before = inside(first) && inside(text[..range.start].chars().next_back());
            let cut_after = inside(last) && inside(text[range.end..].chars().next());
            !cut_before && !cut_after
        })
}

fn comparable(token: &Token) -> String {
    numbers::digits(&token.text).unwrap_or_else(|| token.text.clone())
}

fn by_words(text: &str, said: &[Token], wanted: &[Token]) -> Option<Found> {
    let said_words: Vec<String> = said.iter().map(comparable).collect();
    let wanted_words: Vec<String> = wanted.iter().map(comparable).collect();
    let at = said_words
        .windows(wanted_words.len())
        .position(|run| run == wanted_words)?;
    Some(Found {
        range: span(text, &said[at..at + wanted.len()]),
        how: Match::Normalised,
    })
}

/// The bytes from the first to the last token, with the punctuation that closes them left out.
fn span(text: &str, run: &[Token]) -> Range<usize> {
    let start = run.first().map_or(0, |token| token.range.start);
    let end = run.last().map_or(start, |token| token.range.end);
    start..end.clamp(start, text.len())
}

/// The run of the turn's words that is nearest to the quote, when it is near enough.
fn with_slips(text: &str, said: &[Token], quote: &str, wanted: &[Token]) -> Option<Found> {
    let most = (wanted.len() as f32 * MOST_SLIPS).floor() as usize;
    if most == 0 || said.is_empty() {
        return None;
    }
    let mut best: Option<(usize, Range<usize>)> = None;
    for length in wanted.len().saturating_sub(most)..=wanted.len() + most {
        for start in 0..(said.len() + 1).saturating_sub(length) {
            let run = &said[start..start + length];
            // Words of which too few are the same cannot be within the distance: most places are left here.
            let same = wanted
                .iter()
                .filter(|word| run.iter().any(|other| other.text == word.text))
                .count();
            if same + most < wanted.len() {
                continue;
            }
            let Some(slips) = slips(text, run, quote, wanted, most) else {
                continue;
            };
            if best.as_ref().is_none_or(|(least, _)| slips < *least) {
                best = Some((slips, start..start + length));
            }
        }
    }
    let (_, run) = best?;
    Some(Found {
        range: span(text, &said[run]),
        how: Match::Fuzzy,
    })
}

/// Words to add, leave out or replace between two runs; `None` when that is more than `most` or touches a protected word.
fn slips(text: &str, run: &[Token], quote: &str, wanted: &[Token], most: usize) -> Option<usize> {
    const FAR: usize = usize::MAX / 4;
    let cost = |token: &Token, of: &str| if protected(token, of) { FAR } else { 1 };
    let mut row: Vec<usize> = vec![0];
    for token in wanted {
        row.push(
            row.last()
                .copied()
                .unwrap_or(0)
                .saturating_add(cost(token, quote))
                .min(FAR),
        );
    }
    for token in run {
        let mut next = vec![row[0].saturating_add(cost(token, text)).min(FAR)];
        for (at, want) in wanted.iter().enumerate() {
            let replaced = if token.text == want.text {
                0
            } else {
                cost(token, text).max(cost(want, quote))
            };
            let least = (row[at] + replaced)
                .min(row[at + 1].saturating_add(cost(token, text)))
                .min(next[at].saturating_add(cost(want, quote)));
            next.push(least.min(FAR));
        }
        row = next;
    }
    row.last().copied().filter(|slips| *slips <= most)
}

/// A word whose slip would change what was said.
fn protected(token: &Token, text: &str) -> bool {
    const PRONOUNS: &[&str] = &[
        "i", "you", "he", "she", "we", "they", "me", "him", "her", "them", "us", "my", "your", "his", "their", "our",
        "myself",
    ];
    const MODALS: &[&str] = &[
        "will", "would", "can", "could", "should", "must", "may", "might", "if", "did", "was", "were", "used",
    ];
    let word = token.text.as_str();
    let written = text.get(token.range.clone()).unwrap_or_default();
    negation::is_negator(word)
        || numbers::is_number(word)
        || PRONOUNS.contains(&word)
        || MODALS.contains(&word)
        || words::is_loaded(word)
        || written.chars().next().is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "I don’t sleep more than four hours, and then I lie there and listen to the trains going past the house until it gets light.";

    #[test]
    fn a_quote_is_found_letter_by_letter_then_word_by_word() {
        let how = |quote: &str| find(TEXT, quote).map(|found| found.how);
        assert_eq!(how("sleep more than four hours"), Some(Match::Exact));
        assert_eq!(
            how("i do not SLEEP more than 4 hours and then"),
            Some(Match::Normalised)
        );
        assert_eq!(how("leep more"), None);
        assert_eq!(how("sleep six hours"), None);
        assert_eq!(how(" ... "), None);
        let found = find(TEXT, "do not sleep").unwrap();
        assert_eq!(&TEXT[found.range], "don’t sleep");
    }

    #[test]
    fn a_long_quote_may_have_a_slip_but_not_in_what_it_says() {
        let how = |quote: &str| find(TEXT, quote).map(|found| found.how);
        assert_eq!(
            how("then I lie there and listen to trains going past the house until it gets light"),
            Some(Match::Fuzzy)
        );
        for changed in [
            "then she lie there and listen to the trains going past the house until it gets light",
            "I do sleep more than four hours, and then I lie there and listen to the trains going",
            "I don't sleep more than six hours, and then I lie there and listen to the trains going",
            "I lie awake and hear cars driving by my flat until the morning comes around again",
        ] {
            assert_eq!(how(changed), None, "{changed}");
        }
    }
}
