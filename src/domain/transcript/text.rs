//! Sentences and words of a turn.
//!
//! Everything that reads transcripts (the risk screen, the drafters, the checks) cuts them the same way, always on
//! character boundaries, and always with the byte range in the original so that a quote is the words as they stand.

use std::ops::Range;

/// A word in comparable form: lower case, contractions expanded ("don't" is `do` and `not`), known misspellings and
/// misrecognitions corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The comparable form.
    pub text: String,
    /// Bytes of the original; both halves of a contraction have the same.
    pub range: Range<usize>,
    /// Whether punctuation, or the end, follows.
    pub breaks_after: bool,
}

/// Titles and abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &["dr", "mr", "mrs", "ms", "prof", "st", "e.g", "i.e", "vs", "approx"];

/// Pronouns after which `'s` is a verb and not a possessive.
const VERBAL_S: &[&str] = &[
    "he",
    "she",
    "it",
    "that",
    "this",
    "there",
    "here",
    "what",
    "who",
    "where",
    "how",
    "when",
    "why",
    "everyone",
    "everybody",
    "nobody",
    "somebody",
    "someone",
    "something",
    "everything",
    "nothing",
    "tonight",
    "today",
    "tomorrow",
    "life",
];

/// Words that a recogniser or a hurried typist writes wrongly, with what is meant. Apostrophes left out are the most
/// frequent; `id` and `wont` are far likelier "I'd" and "won't" in speech than the noun and the adjective.
const RESPELLED: &[(&str, &[&str])] = &[
    ("im", &["i", "am"]),
    ("ive", &["i", "have"]),
    ("id", &["i", "would"]),
    ("dont", &["do", "not"]),
    ("didnt", &["did", "not"]),
    ("doesnt", &["does", "not"]),
    ("cant", &["can", "not"]),
    ("cannot", &["can", "not"]),
    ("wont", &["will", "not"]),
    ("havent", &["have", "not"]),
    ("hasnt", &["has", "not"]),
    ("wasnt", &["was", "not"]),
    ("isnt", &["is", "not"]),
    ("wouldnt", &["would", "not"]),
    ("couldnt", &["could", "not"]),
    ("gonna", &["going", "to"]),
    ("wanna", &["want", "to"]),
    ("gotta", &["got", "to"]),
    ("anymore", &["any", "more"]),
    ("kms", &["kill", "myself"]),
    ("unalive", &["kill"]),
    ("ded", &["dead"]),
    ("dyeing", &["dying"]),
    ("suiside", &["suicide"]),
    ("sucide", &["suicide"]),
    ("suicidle", &["suicidal"]),
    ("suisidal", &["suicidal"]),
    ("voises", &["voices"]),
    ("relaps", &["relapse"]),
    ("relapst", &["relapsed"]),
    ("overdoes", &["overdose"]),
    ("meself", &["myself"]),
    ("hes", &["he", "is"]),
    ("shes", &["she", "is"]),
    ("thats", &["that", "is"]),
    ("theres", &["there", "is"]),
    ("theyre", &["they", "are"]),
    ("theyd", &["they", "would"]),
    ("youre", &["you", "are"]),
    ("arent", &["are", "not"]),
    ("werent", &["were", "not"]),
    ("shouldnt", &["should", "not"]),
    ("wana", &["want", "to"]),
    ("gunna", &["going", "to"]),
    ("nite", &["night"]),
    ("dieing", &["dying"]),
    ("sucidal", &["suicidal"]),
    ("suacide", &["suicide"]),
    ("suicidel", &["suicidal"]),
    ("hisself", &["himself"]),
    ("theirself", &["themselves"]),
];

/// Runs of words that a recogniser hears in place of one; looked at after everything else.
const MISHEARD: &[(&[&str], &[&str])] = &[
    (&["sue", "a", "side", "all"], &["suicidal"]),
    (&["sue", "a", "side"], &["suicide"]),
    (&["sue", "aside"], &["suicide"]),
    (&["self", "arm"], &["self", "harm"]),
    (&["self", "arming"], &["self", "harming"]),
    (&["over", "dose"], &["overdose"]),
    (&["over", "dosed"], &["overdosed"]),
    (&["my", "self"], &["myself"]),
];

/// Byte ranges of the sentences of a text, trimmed, in order. Text without any full stop is one sentence.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if !matches!(character, '.' | '?' | '!' | '…' | '\n') {
            continue;
        }
        let mut end = at + character.len_utf8();
        while let Some(&(next_at, next)) = characters.peek() {
            if !matches!(next, '.' | '?' | '!' | '…' | '"' | '\'' | '”' | '’' | ')') {
                break;
            }
            end = next_at + next.len_utf8();
            characters.next();
        }
        let at_gap = characters.peek().is_none_or(|(_, next)| next.is_whitespace());
        if at_gap && !(character == '.' && ends_in_abbreviation(&text[start..at])) {
            push_trimmed(text, start..end, &mut ranges);
            start = end;
        }
    }
    push_trimmed(text, start..text.len(), &mut ranges);
    ranges
}

fn ends_in_abbreviation(text: &str) -> bool {
    let word = text
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default()
        .to_lowercase();
    ABBREVIATIONS.contains(&word.as_str())
}

fn push_trimmed(text: &str, range: Range<usize>, into: &mut Vec<Range<usize>>) {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    if text[start..end].chars().any(char::is_alphanumeric) {
        into.push(start..end);
    }
}

/// The words of a text in comparable form.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut word_start = None;
    let close = |start: usize, end: usize, tokens: &mut Vec<Token>| expand(text, start..end, tokens);
    for (at, character) in text.char_indices() {
        let inside = character.is_alphanumeric() || (matches!(character, '\'' | '’') && word_start.is_some());
        match (inside, word_start) {
            (true, None) => word_start = Some(at),
            (false, Some(start)) => {
                close(start, at, &mut tokens);
                word_start = None;
            }
            _ => {}
        }
        if matches!(character, ',' | ';' | ':' | '.' | '?' | '!' | '…' | '—' | '–')
            && let Some(last) = tokens.last_mut()
        {
            last.breaks_after = true;
        }
    }
    if let Some(start) = word_start {
        close(start, text.len(), &mut tokens);
    }
    if let Some(last) = tokens.last_mut() {
        last.breaks_after = true;
    }
    correct_misheard(tokens)
}

fn expand(text: &str, range: Range<usize>, tokens: &mut Vec<Token>) {
    let lower = text[range.clone()].to_lowercase().replace('’', "'");
    let word = lower.trim_matches('\'');
    if word.is_empty() {
        return;
    }
    let mut push = |part: &str| {
        tokens.push(Token {
            text: part.to_owned(),
            range: range.clone(),
            breaks_after: false,
        });
    };
    if let Some((_, parts)) = RESPELLED.iter().find(|(wrong, _)| *wrong == word) {
        parts.iter().for_each(|part| push(part));
        return;
    }
    match word {
        "can't" => ["can", "not"].iter().for_each(|part| push(part)),
        "won't" => ["will", "not"].iter().for_each(|part| push(part)),
        "shan't" => ["shall", "not"].iter().for_each(|part| push(part)),
        "ain't" => ["is", "not"].iter().for_each(|part| push(part)),
        "let's" => ["let", "us"].iter().for_each(|part| push(part)),
        _ => {
            let Some((stem, ending)) = word.rsplit_once('\'') else {
                return push(word);
            };
            match ending {
                "t" if stem.ends_with('n') => {
                    push(&stem[..stem.len() - 1]);
                    push("not");
                }
                "m" => {
                    push(stem);
                    push("am");
                }
                "ve" => {
                    push(stem);
                    push("have");
                }
                "ll" => {
                    push(stem);
                    push("will");
                }
                "re" => {
                    push(stem);
                    push("are");
                }
                "d" => {
                    push(stem);
                    push("would");
                }
                "s" => {
                    push(stem);
                    push(if VERBAL_S.contains(&stem) { "is" } else { "'s" });
                }
                _ => push(&word.replace('\'', "")),
            }
        }
    }
}

fn correct_misheard(tokens: Vec<Token>) -> Vec<Token> {
    let mut corrected = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let found = MISHEARD.iter().find(|(heard, _)| {
            rest.len() >= heard.len() && heard.iter().zip(rest).all(|(word, token)| *word == token.text)
        });
        let Some((heard, meant)) = found else {
            corrected.push(rest[0].clone());
            at += 1;
            continue;
        };
        let last = &rest[heard.len() - 1];
        let range = rest[0].range.start..last.range.end;
        for (number, word) in meant.iter().enumerate() {
            corrected.push(Token {
                text: (*word).to_owned(),
                range: range.clone(),
                breaks_after: last.breaks_after && number + 1 == meant.len(),
            });
        }
        at += heard.len();
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text).collect()
    }

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn sentences_end_at_stops_but_not_at_titles_or_inside_numbers() {
        assert_eq!(
            cut("I saw Dr. Lund. It was 3.5 miles! \"Really?\" Yes…  and"),
            ["I saw Dr. Lund.", "It was 3.5 miles!", "\"Really?\"", "Yes…", "and"]
        );
        assert!(cut(" ... ").is_empty());
    }

    #[test]
    fn contractions_are_expanded_and_keep_their_place() {
        assert_eq!(
            words("I don't think he's mum's"),
            ["i", "do", "not", "think", "he", "is", "mum", "'s"]
        );
        let text = "Né can’t";
        let tokens = tokens(text);
        assert_eq!(&text[tokens[2].range.clone()], "can’t");
    }

    #[test]
    fn what_a_recogniser_mishears_is_read_as_meant() {
        assert_eq!(
            words("i have sue a side all thoughts"),
            ["i", "have", "suicidal", "thoughts"]
        );
        assert_eq!(words("i self arm"), ["i", "self", "harm"]);
        assert_eq!(words("im ded"), ["i", "am", "dead"]);
    }

    #[test]
    fn punctuation_marks_the_word_before_it() {
        let breaks: Vec<bool> = tokens("No, never — not")
            .iter()
            .map(|token| token.breaks_after)
            .collect();
        assert_eq!(breaks, [true, true, true]);
    }

    proptest! {
        #[test]
        fn any_text_is_cut_on_character_boundaries(text in "\\PC{0,80}") {
            for range in sentences(&text) {
                prop_assert!(!text[range].trim().is_empty());
            }
            for token in tokens(&text) {
                prop_assert!(!text[token.range].is_empty());
            }
        }

        #[test]
        fn no_letter_of_a_text_is_outside_its_sentences(text in "[a-zé.?! \n]{0,60}") {
            let kept: usize = sentences(&text).into_iter().map(|r| text[r].chars().filter(|c| c.is_alphanumeric()).count()).sum();
            prop_assert_eq!(kept, text.chars().filter(|c| c.is_alphanumeric()).count());
        }
    }
}
