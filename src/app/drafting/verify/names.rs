//! Proper names: whoever a claim names was named there.

use domain::transcript::{Token, Transcript};

use super::scene::Scene;
use super::{numbers, words};

/// Whether a claim names somebody or something that its evidence does not.
pub(super) fn unknown(transcript: &Transcript, text: &str, tokens: &[Token], scene: &Scene<'_>) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        let written = text.get(token.range.clone()).unwrap_or_default();
        let capital = written.chars().next().is_some_and(char::is_uppercase);
        let word = token.text.as_str();
        if !capital || is_not_a_name(word) || numbers::is_number(word) {
            return false;
        }
        // The first word has its capital letter anyway: it is a name only if it is written so elsewhere, inside a sentence.
        let opens = at == 0 || ends_sentence(text, tokens[at - 1].range.end, token.range.start);
        let name = !opens || (words::carries_meaning(word) && written_as_name(transcript, word));
        name && !scene
            .heard
            .iter()
            .any(|heard| heard.tokens.iter().any(|said| said.text == word))
    })
}

fn ends_sentence(text: &str, end: usize, start: usize) -> bool {
    text.get(end..start)
        .is_some_and(|gap| gap.contains(['.', '!', '?', ':', '"', '\u{201c}']))
}

fn is_not_a_name(word: &str) -> bool {
    words::is_grammar(word) || is_title(word)
}

/// Words that are written with a capital letter without being anybody's name.
pub(super) fn is_title(word: &str) -> bool {
    matches!(
        word,
        "client"
            | "therapist"
            | "i"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
            | "clinician"
            | "patient"
            | "session"
            | "may"
            | "mum"
            | "dad"
            | "mom"
    )
}

/// Whether a word stands with a capital letter in the middle of a sentence of the transcript.
fn written_as_name(transcript: &Transcript, word: &str) -> bool {
    transcript.turns.iter().any(|turn| {
        turn.text.match_indices(char::is_uppercase).any(|(at, _)| {
            let rest = &turn.text[at..];
            let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            let before = turn.text[..at].trim_end();
            rest[..end].to_lowercase() == word
                && before
                    .chars()
                    .next_back()
                    .is_some_and(|c| c.is_alphanumeric() || c == ',')
        })
    })
}
