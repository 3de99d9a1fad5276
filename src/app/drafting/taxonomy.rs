//! What therapy sessions are about and what is done in them, as phrases that people say.
//!
//! Names are lower case and plain, so that they can stand in a sentence for the therapist and, unless marked
//! sensitive, for the client. Patterns are those of [`domain::transcript::pattern`].

mod strategies;
mod topics;

use std::sync::LazyLock;

use domain::transcript::Token;
use domain::transcript::pattern::PatternSet;

pub use strategies::STRATEGIES;
pub use topics::TOPICS;

/// A subject of conversation, or a technique.
#[derive(Debug)]
pub struct Subject {
    /// What it is called in a note.
    pub name: &'static str,
    /// Not for the client's summary: private matters, and names that only colleagues understand.
    pub sensitive: bool,
    /// Phrases that speak of it.
    pub patterns: &'static [&'static str],
}

const fn subject(name: &'static str, patterns: &'static [&'static str]) -> Subject {
    Subject {
        name,
        sensitive: false,
        patterns,
    }
}

const fn sensitive(name: &'static str, patterns: &'static [&'static str]) -> Subject {
    Subject {
        name,
        sensitive: true,
        patterns,
    }
}

static TOPIC_SET: LazyLock<PatternSet<usize>> = LazyLock::new(|| compile(TOPICS));
static STRATEGY_SET: LazyLock<PatternSet<usize>> = LazyLock::new(|| compile(STRATEGIES));

fn compile(subjects: &'static [Subject]) -> PatternSet<usize> {
    let mut set = PatternSet::new();
    for (number, subject) in subjects.iter().enumerate() {
        for pattern in subject.patterns {
            set.add(pattern, number);
        }
    }
    set
}

fn found(set: &PatternSet<usize>, tokens: &[Token]) -> Vec<usize> {
    let mut numbers: Vec<usize> = set.matches(tokens).map(|(_, number)| *number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Indices into [`TOPICS`] of what a sentence speaks of, ascending.
pub fn topics_in(tokens: &[Token]) -> Vec<usize> {
    found(&TOPIC_SET, tokens)
}

/// Indices into [`STRATEGIES`], ascending.
pub fn strategies_in(tokens: &[Token]) -> Vec<usize> {
    found(&STRATEGY_SET, tokens)
}

#[cfg(test)]
mod tests {
    use domain::transcript::tokens;

    use super::*;

    #[test]
    fn a_sentence_speaks_of_what_its_words_say() {
        let names = |text: &str| {
            topics_in(&tokens(text))
                .into_iter()
                .map(|n| TOPICS[n].name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("I slept badly because of the deadline."), ["sleep", "work"]);
        assert!(names("Come on through.").is_empty());
        let names = |text: &str| {
            strategies_in(&tokens(text))
                .into_iter()
                .map(|n| STRATEGIES[n].name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("I used the grounding exercise."), ["grounding"]);
    }

    #[test]
    fn every_pattern_begins_with_a_word() {
        for pattern in TOPICS.iter().chain(STRATEGIES).flat_map(|subject| subject.patterns) {
            let first = pattern.split(' ').next().unwrap_or_default();
            assert!(
                !first.starts_with(['~', '$', '{']) && !first.ends_with('?'),
                "{pattern}"
            );
        }
    }
}
