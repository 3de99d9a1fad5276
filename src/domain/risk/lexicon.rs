//! The phrases of the screen, one table per category, and the everyday phrases that merely sound like them.
//!
//! A group says how plainly its phrases speak. A phrase is written in the pattern language of
//! [`crate::transcript::pattern`] with the names of [`words`]; ` & ` joins patterns that must all stand in the sentence, in
//! any order, where the first is the phrase itself. Negated wishes ("do not want to wake up") are phrases of their own, so
//! that the "not" inside them never reads as a denial; a "not" that merely falls into a gap of a phrase is one.

mod abuse;
mod everyday;
mod medical;
mod misheard;
mod oblique;
mod psychosis;
mod self_harm;
mod substance;
mod suicide;
mod violence;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use super::Category;
use crate::transcript::Token;
use crate::transcript::pattern::{Pattern, PatternSet};

pub(super) use everyday::{DREAMS, FICTION, HARMLESS, IDIOMS, PSYCHOEDUCATION};
pub(super) use words::WORDS;

/// How plainly a phrase speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// Says that it is not so.
    Denies,
    /// Only an inference: shown for review as unclear.
    Oblique,
    /// Says it.
    Plain,
    /// Says it with intent, a plan, means, an act, or danger now.
    Grave,
}

/// Phrases that speak of the same thing in the same way.
#[derive(Debug)]
pub(super) struct Group {
    pub category: Category,
    pub level: Level,
    /// Finer name, shown to the reviewer.
    pub detail: &'static str,
    pub patterns: &'static [&'static str],
    /// Words elsewhere in the sentence that give the phrase a harmless sense.
    pub unless: &'static [&'static str],
}

pub(super) const GROUPS: &[&[Group]] = &[
    suicide::GROUPS,
    self_harm::GROUPS,
    violence::GROUPS,
    abuse::GROUPS,
    substance::GROUPS,
    medical::GROUPS,
    psychosis::GROUPS,
    oblique::GROUPS,
];

/// A phrase of the lexicon in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// The tokens of the phrase.
    pub phrase: Range<usize>,
    pub group: &'static Group,
    /// Whether a negation is part of the phrase as it is written, so that it denies nothing.
    pub owns_not: bool,
    /// Whether the sentence has words that give the phrase a harmless sense.
    pub harmless: bool,
}

struct Entry {
    group: &'static Group,
    beside: Vec<Pattern>,
    owns_not: bool,
    unless: usize,
}

struct Lexicon {
    phrases: PatternSet<Entry>,
    /// What makes the phrases of a group harmless, once per group.
    unless: Vec<PatternSet<()>>,
}

/// All groups, compiled once.
static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon {
        phrases: PatternSet::new(),
        unless: Vec::new(),
    };
    for group in GROUPS.iter().flat_map(|groups| groups.iter()) {
        lexicon.unless.push(set(group.unless));
        for source in group.patterns {
            let mut parts = source.split(" & ");
            let phrase = parts.next().unwrap_or_default();
            let entry = Entry {
                group,
                beside: parts.map(|part| Pattern::of(part, &WORDS)).collect(),
                owns_not: group.level == Level::Denies
                    || phrase.split([' ', '|']).any(negates)
                    || phrase.contains("<death>"),
                unless: lexicon.unless.len() - 1,
            };
            lexicon.phrases.add_pattern(Pattern::of(phrase, &WORDS), entry);
        }
    }
    lexicon
});

/// Whether a word of a pattern is a negation.
pub(super) fn negates(word: &str) -> bool {
    matches!(
        word,
        "not" | "no" | "never" | "nothing" | "nobody" | "none" | "without" | "hardly" | "cannot" | "neither" | "nor"
    )
}

/// A set of patterns written with the names of [`words`].
pub(super) fn set(patterns: &[&'static str]) -> PatternSet<()> {
    let mut set = PatternSet::new();
    for pattern in patterns {
        set.add_pattern(Pattern::of(pattern, &WORDS), ());
    }
    set
}

/// The phrases of the lexicon in a sentence, in the order of their first words.
pub(super) fn hits(tokens: &[Token]) -> Vec<Hit> {
    LEXICON
        .phrases
        .matches(tokens)
        .filter(|(_, entry)| entry.beside.iter().all(|pattern| pattern.find(tokens).is_some()))
        .map(|(phrase, entry)| Hit {
            phrase,
            group: entry.group,
            owns_not: entry.owns_not,
            harmless: LEXICON.unless[entry.unless].any(tokens),
        })
        .collect()
}

static SOUND_ALIKES: LazyLock<Vec<(Category, PatternSet<()>)>> = LazyLock::new(|| {
    misheard::SOUND_ALIKES
        .iter()
        .map(|(category, patterns)| (*category, set(patterns)))
        .collect()
});

/// The categories whose words a sentence may have in place of others that sound like them.
pub(super) fn sound_alikes(tokens: &[Token]) -> impl Iterator<Item = Category> {
    SOUND_ALIKES
        .iter()
        .filter(|(_, patterns)| patterns.any(tokens))
        .map(|(category, _)| *category)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static str> {
        let groups = || GROUPS.iter().flat_map(|groups| groups.iter());
        groups()
            .flat_map(|group| group.patterns.iter().chain(group.unless))
            .chain(
                [IDIOMS, DREAMS, FICTION, HARMLESS, PSYCHOEDUCATION]
                    .into_iter()
                    .flatten(),
            )
            .chain(misheard::SOUND_ALIKES.iter().flat_map(|(_, patterns)| patterns.iter()))
            .chain(WORDS.phrases.iter().flat_map(|(_, phrases)| phrases.iter()))
            .copied()
    }

    #[test]
    fn every_name_that_a_phrase_uses_exists() {
        for word in all().flat_map(|pattern| pattern.split([' ', '|'])) {
            if let Some(name) = word.strip_prefix('{') {
                let name = name.trim_end_matches('?').trim_end_matches('}');
                assert!(WORDS.class(name).is_some(), "no class {name}");
            }
            if let Some(name) = word.strip_prefix('<') {
                assert!(WORDS.table(name.trim_end_matches('>')).is_some(), "no table {name}");
            }
        }
    }

    #[test]
    fn every_phrase_begins_with_a_word_so_that_the_index_finds_it() {
        for pattern in all() {
            let first = pattern.split(' ').next().unwrap_or_default();
            assert!(
                !first.is_empty() && !first.starts_with(['~', '$', '&']) && !first.ends_with('?'),
                "{pattern}"
            );
        }
    }
}
