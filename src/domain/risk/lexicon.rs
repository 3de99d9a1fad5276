//! The phrases of the screen, one table per category, and the everyday phrases that merely sound like them.
//!
//! A group says how plainly its phrases speak. Negated wishes ("do not want to wake up") are phrases of their own, so
//! that the "not" inside them never reads as a denial.

mod abuse;
mod everyday;
mod medical;
mod psychosis;
mod self_harm;
mod substance;
mod suicide;
mod violence;

use std::sync::LazyLock;

use super::Category;
use crate::transcript::pattern::PatternSet;

pub(super) use everyday::{FICTION, HARMLESS, IDIOMS, PSYCHOEDUCATION};

/// How plainly a phrase speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
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
}

pub(super) const GROUPS: &[&[Group]] = &[
    suicide::GROUPS,
    self_harm::GROUPS,
    violence::GROUPS,
    abuse::GROUPS,
    substance::GROUPS,
    medical::GROUPS,
    psychosis::GROUPS,
];

/// All groups, compiled once.
pub(super) static LEXICON: LazyLock<PatternSet<&'static Group>> = LazyLock::new(|| {
    let mut set = PatternSet::new();
    for group in GROUPS.iter().flat_map(|groups| groups.iter()) {
        for pattern in group.patterns {
            set.add(pattern, group);
        }
    }
    set
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::pattern::CLASSES;

    #[test]
    fn every_class_that_a_phrase_names_exists() {
        let phrases = GROUPS
            .iter()
            .flat_map(|groups| groups.iter())
            .flat_map(|group| group.patterns);
        let everyday = [IDIOMS, FICTION, HARMLESS, PSYCHOEDUCATION].into_iter().flatten();
        for word in phrases.chain(everyday).flat_map(|pattern| pattern.split([' ', '|'])) {
            if let Some(name) = word.strip_prefix('{') {
                let name = name.trim_end_matches('?').trim_end_matches('}');
                assert!(CLASSES.iter().any(|(known, _)| *known == name), "no class {name}");
            }
        }
    }

    #[test]
    fn every_phrase_begins_with_a_word_so_that_the_index_finds_it() {
        for pattern in GROUPS
            .iter()
            .flat_map(|groups| groups.iter())
            .flat_map(|group| group.patterns)
        {
            let first = pattern.split(' ').next().unwrap_or_default();
            assert!(
                !first.is_empty() && !first.starts_with(['~', '$']) && !first.ends_with('?'),
                "{pattern}"
            );
        }
    }
}
