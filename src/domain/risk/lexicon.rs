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
use super::pattern::PatternSet;

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

/// Compiles a plain list.
pub(super) fn list(patterns: &'static [&'static str]) -> PatternSet<()> {
    let mut set = PatternSet::new();
    patterns.iter().for_each(|pattern| set.add(pattern, ()));
    set
}
