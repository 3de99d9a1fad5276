//! What a short answer says to the question before it.

use std::sync::LazyLock;

use crate::transcript::Token;
use crate::transcript::pattern::PatternSet;

/// Yes, no, or neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Open,
}

impl Answer {
    /// For questions whose "yes" is the reassuring answer ("do you feel safe?").
    pub(super) fn opposite(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Open => Self::Open,
        }
    }
}

/// An answer and the sentence that gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub answer: Answer,
    /// Index of the sentence.
    pub sentence: usize,
    /// A "no" that holds for a time only: "not this week".
    pub bounded: bool,
}

static NO: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "no",
        "nope",
        "nah",
        "never",
        "none",
        "not at all",
        "not once",
        "nothing like",
        "god no",
        "of course not",
        "not any more",
        "i have|do|would|could|am|did not",
        "i have|would never",
        "not this|today|lately|recently|since|now",
        "i am not",
        "absolutely not",
        "not like that",
        "neither of us",
        "nothing",
    ])
});
static YES: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "yes",
        "yeah",
        "yep",
        "yup",
        "sometimes",
        "often",
        "most|some|every days|nights|mornings|day|night",
        "occasionally",
        "once|twice",
        "a bit|little|few|lot",
        "i have|do|did|was|am $",
        "all the time",
        "now and then",
        "it has",
        "they do",
        "in the|my past|teens|twenties",
        "at night",
    ])
});
static OPEN: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "not really|exactly|entirely|quite|often|always",
        "not as such",
        "kind|sort of",
        "maybe|perhaps|possibly",
        "i do not know",
        "i am not sure",
        "i guess|suppose",
        "it depends",
        "hard to say",
        "depends",
        "no more than",
        "i would not say",
        "no not really",
        "can not say",
    ])
});
static BOUNDED: LazyLock<PatternSet<()>> = LazyLock::new(|| {
    PatternSet::list(&[
        "not|no|none|nothing ~2 this week|month",
        "not|no ~1 today|lately|recently|now|yet|tonight",
        "not|nothing ~3 since",
        "not at the moment",
        "not right now",
    ])
});

/// The answer that the first two sentences of a turn give; `None` when they give none.
pub(super) fn read<'a>(sentences: impl Iterator<Item = &'a [Token]>) -> Option<Reading> {
    for (sentence, tokens) in sentences.take(2).enumerate() {
        // The opening of a sentence answers; later words elaborate.
        let opening = &tokens[..tokens.len().min(5)];
        let bounded = BOUNDED.any(tokens);
        let first = |set: &PatternSet<()>| set.matches(opening).map(|(range, ())| range.start).min();
        let answer = match (first(&OPEN), first(&NO), first(&YES)) {
            (Some(open), no, _) if no.is_none_or(|no| open <= no + 1) => Answer::Open,
            (_, Some(no), yes) if yes.is_none_or(|yes| no <= yes) => Answer::No,
            (_, _, Some(_)) => Answer::Yes,
            (_, Some(_), None) => Answer::No,
            _ => continue,
        };
        return Some(Reading {
            answer,
            sentence,
            bounded,
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{sentences, tokens};

    fn answer(text: &str) -> Option<Answer> {
        let read_tokens: Vec<Vec<Token>> = sentences(text).into_iter().map(|range| tokens(&text[range])).collect();
        read(read_tokens.iter().map(Vec::as_slice)).map(|reading| reading.answer)
    }

    #[test]
    fn short_answers_are_read_as_people_mean_them() {
        for (text, expected) in [
            ("No. I just want the pain to stop.", Answer::No),
            ("Not at all.", Answer::No),
            ("God, no.", Answer::No),
            ("I haven't, no.", Answer::No),
            ("Sometimes, at night.", Answer::Yes),
            ("Yeah. A bit.", Answer::Yes),
            ("Not really.", Answer::Open),
            ("I don't know.", Answer::Open),
            ("No, not really.", Answer::Open),
            ("Maybe once.", Answer::Open),
        ] {
            assert_eq!(answer(text), Some(expected), "{text}");
        }
        assert_eq!(answer("The bus was late."), None);
    }

    #[test]
    fn a_no_for_this_week_is_no_for_this_week_only() {
        let words = tokens("No, not this week.");
        assert!(read([words.as_slice()].into_iter()).unwrap().bounded);
    }
}
