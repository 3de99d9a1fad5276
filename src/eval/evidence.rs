//! Whether what a note quotes stands where it says. Nothing here is a matter of judgement: a quoted word is in the cited turn or
//! it is not.

use domain::note::Notes;
use domain::transcript::Transcript;

/// Words between quotation marks, in order. An unclosed mark quotes to the end.
pub fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, mark) in text
        .char_indices()
        .filter(|(_, mark)| matches!(mark, '"' | '\u{201c}' | '\u{201d}'))
    {
        match open.take() {
            None => open = Some(at + mark.len_utf8()),
            Some(start) => found.push(&text[start..at]),
        }
    }
    found.extend(open.map(|start| &text[start..]));
    found.retain(|words| !words.trim().is_empty());
    found
}

/// A text without what is between quotation marks.
pub fn unquoted(text: &str) -> String {
    let mut rest = text.to_owned();
    for words in quoted(text) {
        rest = rest.replacen(words, " ", 1);
    }
    rest
}

/// Whether words stand in a turn, word by word. Case, the shape of quotation marks and the width of gaps do not matter; pieces
/// between which something is left out (`…`) have to follow each other.
pub fn stands_in(quote: &str, said: &str) -> bool {
    let said = plain(said);
    let mut from = 0;
    let quote = plain(quote).replace("...", "\u{2026}");
    let pieces = quote
        .split('\u{2026}')
        .map(str::trim)
        .filter(|piece| piece.chars().any(char::is_alphanumeric));
    for piece in pieces {
        let piece = piece.trim_end_matches(['.', ',', ';', ':']);
        match said[from..].find(piece) {
            Some(at) => from += at + piece.len(),
            None => return false,
        }
    }
    true
}

fn plain(text: &str) -> String {
    let mut plain: String = text
        .chars()
        .map(|character| match character {
            '"' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}' | '`' => '\'',
            other => other,
        })
        .collect();
    plain = plain.to_lowercase();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every quotation or citation of the note that does not hold: what is quoted as supported and does not stand in the cited
/// turns, and cited turns that do not exist.
pub fn errors(notes: &Notes, transcript: &Transcript) -> Vec<String> {
    let mut errors = Vec::new();
    let mut check = |place: &str, text: &str, turns: &[u32]| {
        for turn in turns {
            if transcript.turn(*turn).is_none() {
                errors.push(format!("{place}: there is no turn {turn}"));
            }
        }
        for words in quoted(text) {
            let stands = |turn: &u32| transcript.turn(*turn).is_some_and(|turn| stands_in(words, &turn.text));
            if !turns.iter().any(stands) {
                errors.push(format!("{place}: \"{words}\" stands in none of the turns {turns:?}"));
            }
        }
    };
    let evidence = &notes.evidence;
    for (place, sentences) in [
        ("topic_summary", &evidence.topic_summary),
        ("therapist_notes", &evidence.therapist_notes),
        ("patient_summary", &evidence.patient_summary),
    ] {
        for sentence in sentences {
            check(place, &sentence.text, &sentence.turns);
        }
    }
    for item in &notes.action_items {
        check("action_items", &item.text, &item.evidence_turns);
    }
    for strategy in &notes.strategies {
        check("strategies", &strategy.name, &strategy.evidence_turns);
    }
    for turns in evidence
        .key_topics
        .iter()
        .chain([&evidence.session_mood, &evidence.mood_trajectory])
    {
        check("evidence", "", turns);
    }
    let words_of_turn = |turn: u32, words: &str| {
        let stands = transcript.turn(turn).is_some_and(|turn| stands_in(words, &turn.text));
        (!stands).then(|| format!("\"{words}\" does not stand in turn {turn}"))
    };
    for claim in notes.claims.iter().filter(|claim| claim.is_supported()) {
        let wrong = claim
            .quotes
            .iter()
            .filter_map(|quote| words_of_turn(quote.turn, &quote.text));
        errors.extend(wrong.map(|error| format!("claims: {error}")));
    }
    let wrong = notes
        .risk_flags
        .iter()
        .filter_map(|item| words_of_turn(item.turn, &item.quote));
    errors.extend(wrong.map(|error| format!("risk_flags: {error}")));
    errors
}

#[cfg(test)]
mod tests {
    use domain::note::Sentence;
    use domain::transcript::{Speaker, Turn};

    use super::*;

    #[test]
    fn quoted_words_are_found_between_any_marks() {
        assert_eq!(
            quoted("He said \"four hours\" and \u{201c}no more\u{201d}."),
            ["four hours", "no more"]
        );
        assert_eq!(quoted("no marks"), Vec::<&str>::new());
        assert_eq!(
            unquoted("The client said: \"I slept.\" Twice."),
            "The client said: \" \" Twice."
        );
    }

    #[test]
    fn a_quotation_is_word_by_word() {
        let said = "I hope, honestly, I just don\u{2019}t wake up. Most nights.";
        assert!(stands_in("I just don't  wake up", said));
        assert!(stands_in(
            "i hope \u{2026} most nights.",
            &said.replace("hope,", "hope")
        ));
        assert!(!stands_in("I just do wake up", said));
        assert!(!stands_in("Most nights \u{2026} I hope", said));
    }

    #[test]
    fn errors_name_the_field_and_the_words() {
        let transcript = Transcript {
            turns: vec![Turn {
                speaker: Speaker::Client,
                text: "I slept four hours.".into(),
                ..Turn::default()
            }],
            ..Transcript::default()
        };
        let mut notes = Notes::default();
        let sentence = |text: &str, turns: &[u32]| Sentence {
            text: text.into(),
            turns: turns.to_vec(),
            supported: true,
            ..Sentence::default()
        };
        notes.evidence.therapist_notes = vec![
            sentence("The client said: \"I slept four hours.\"", &[0]),
            sentence("The client said: \"I slept five hours.\"", &[0]),
            sentence("Nothing else.", &[7]),
        ];
        assert_eq!(
            errors(&notes, &transcript),
            [
                "therapist_notes: \"I slept five hours.\" stands in none of the turns [0]",
                "therapist_notes: there is no turn 7"
            ]
        );
    }
}
