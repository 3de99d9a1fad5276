//! What differs between two texts, word by word, and between two versions of a note, field by field.

use similar::{Algorithm, ChangeTag, capture_diff_slices};

use crate::note::Notes;

/// What happened to a piece of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Op {
    /// It is in both.
    Same,
    /// It is in the later one only.
    Added,
    /// It is in the earlier one only.
    Removed,
}

impl Op {
    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }
}

/// A piece of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What happened to it.
    pub op: Op,
    /// Its words, with the white space that follows them.
    pub text: String,
}

/// The difference of two texts. The parts that are not removed are the later text, those that are not added the earlier one,
/// letter for letter.
///
/// Myers' algorithm: for the longest texts that a note may have (20 000 characters) it compares some ten million pairs of words
/// at the very worst, which is well below a second.
pub fn words(from: &str, to: &str) -> Vec<Part> {
    let (old, new) = (split(from), split(to));
    let mut parts: Vec<Part> = Vec::new();
    let mut push = |op, text: String| match parts.last_mut() {
        Some(last) if last.op == op => last.text.push_str(&text),
        _ if text.is_empty() => {}
        _ => parts.push(Part { op, text }),
    };
    for change in capture_diff_slices(Algorithm::Myers, &old, &new)
        .iter()
        .flat_map(|op| op.iter_changes(&old, &new))
    {
        let op = match change.tag() {
            ChangeTag::Equal => Op::Same,
            ChangeTag::Insert => Op::Added,
            ChangeTag::Delete => Op::Removed,
        };
        push(op, change.value().to_owned());
    }
    parts
}

/// Words, each with the white space behind it.
fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut in_gap = false;
    for (at, character) in text.char_indices() {
        if in_gap && !character.is_whitespace() {
            words.push(&text[start..at]);
            start = at;
        }
        in_gap = character.is_whitespace();
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// One field of two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name in the contract.
    pub field: &'static str,
    /// The difference.
    pub parts: Vec<Part>,
}

/// The difference of two versions in every field that a person can read and edit; lists one item a line. Fields that are empty
/// in both are left out.
pub fn fields(from: &Notes, to: &Notes) -> Vec<Field> {
    let fields = texts(from).into_iter().zip(texts(to));
    let fields = fields.map(|((field, old), (_, new))| Field {
        field,
        parts: words(&old, &new),
    });
    fields.filter(|field| !field.parts.is_empty()).collect()
}

/// Words that were added and words that were removed on the way from one version to another.
pub fn distance(from: &Notes, to: &Notes) -> (u32, u32) {
    let fields = fields(from, to);
    let count = |op| {
        let parts = fields
            .iter()
            .flat_map(|field| &field.parts)
            .filter(|part| part.op == op);
        let words: usize = parts.map(|part| part.text.split_whitespace().count()).sum();
        u32::try_from(words).unwrap_or(u32::MAX)
    };
    (count(Op::Added), count(Op::Removed))
}

fn texts(notes: &Notes) -> [(&'static str, String); 8] {
    let lines = |items: Vec<&str>| items.join("\n");
    [
        ("therapist_notes", notes.therapist_notes.clone()),
        ("topic_summary", notes.topic_summary.clone()),
        ("patient_summary", notes.patient_summary.clone()),
        (
            "session_mood",
            notes.session_mood.map(|mood| mood.to_string()).unwrap_or_default(),
        ),
        (
            "mood_trajectory",
            notes
                .mood_trajectory
                .map(|trajectory| trajectory.to_string())
                .unwrap_or_default(),
        ),
        (
            "key_topics",
            lines(notes.key_topics.iter().map(String::as_str).collect()),
        ),
        (
            "strategies",
            lines(notes.strategies.iter().map(|strategy| strategy.name.as_str()).collect()),
        ),
        (
            "action_items",
            lines(notes.action_items.iter().map(|item| item.text.as_str()).collect()),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(from: &str, to: &str) -> Vec<(Op, String)> {
        words(from, to).into_iter().map(|part| (part.op, part.text)).collect()
    }

    #[test]
    fn a_changed_word_is_removed_and_added_between_what_stays() {
        assert_eq!(
            parts("Slept four hours a night.", "Slept five hours a night."),
            [
                (Op::Same, "Slept ".into()),
                (Op::Removed, "four ".into()),
                (Op::Added, "five ".into()),
                (Op::Same, "hours a night.".into()),
            ]
        );
        assert_eq!(parts("", ""), []);
        assert_eq!(parts("", "New."), [(Op::Added, "New.".into())]);
    }

    #[test]
    fn fields_are_compared_one_by_one_and_words_are_counted() {
        let old = Notes {
            therapist_notes: "Slept badly.".into(),
            key_topics: vec!["sleep".into(), "work".into()],
            ..Notes::default()
        };
        let new = Notes {
            therapist_notes: "Slept badly again.".into(),
            key_topics: vec!["sleep".into()],
            ..Notes::default()
        };
        let changed = fields(&old, &new);
        assert_eq!(
            changed.iter().map(|field| field.field).collect::<Vec<_>>(),
            ["therapist_notes", "key_topics"]
        );
        assert_eq!(distance(&old, &new), (3, 3));
        assert_eq!(distance(&old, &old), (0, 0));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off_their_difference(from in "[ab .\n]{0,40}", to in "[ab .\n]{0,40}") {
            let parts = words(&from, &to);
            let side = |left_out| parts.iter().filter(|part| part.op != left_out).map(|part| part.text.as_str()).collect::<String>();
            prop_assert_eq!(side(Op::Added), from);
            prop_assert_eq!(side(Op::Removed), to);
        }
    }
}
