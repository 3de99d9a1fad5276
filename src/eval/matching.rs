//! Whether two wordings mean the same: of a topic, a technique, an agreement, a fact.
//!
//! Every rule is a threshold on shared words, with numbers, days and names held apart because one wrong digit makes a right
//! sentence wrong. A text that cites the turn in which a fact was said needs fewer of its words than one that cites another
//! turn: what it speaks of is then known.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::words::{Sort, Statement, Word, stem, words};

/// Share of a fact's words, numbers, days and names that a text must have when it cites a turn of the fact.
pub const SAME_TURN: f64 = 0.5;
/// Share of a fact's words that a text must have when it cites another turn.
pub const OTHER_TURN: f64 = 0.75;
/// Share of the words of the shorter of two names of a topic or technique that the other must have.
pub const SAME_NAME: f64 = 0.5;
/// Share of an agreement's words that an item must have when both rest on the same turn, and when they do not.
pub const TASK: (f64, f64) = (0.34, 0.6);

/// Words that mean the same as a subject of therapy.
const CONCEPTS: &[&[&str]] = &[
    &[
        "anxiety", "anxious", "worry", "worries", "gad", "nervous", "panic", "fear",
    ],
    &["sleep", "insomnia", "waking", "nightmares", "night"],
    &["depression", "depressed", "depressive", "mood", "sadness"],
    &["suicide", "suicidal", "ideation"],
    &["harm", "cutting", "injury", "injuring"],
    &[
        "alcohol",
        "drinking",
        "drink",
        "sobriety",
        "sober",
        "relapse",
        "lapse",
        "slip",
        "addiction",
        "substance",
    ],
    &[
        "work",
        "job",
        "career",
        "promotion",
        "workplace",
        "employment",
        "retirement",
    ],
    &[
        "family",
        "parents",
        "mother",
        "father",
        "sister",
        "brother",
        "children",
        "daughter",
        "son",
        "twins",
        "siblings",
        "parenting",
        "childhood",
    ],
    &[
        "relationship",
        "relationships",
        "couple",
        "partner",
        "marriage",
        "trust",
    ],
    &["conflict", "arguments", "argument", "quarrel", "fighting"],
    &["anger", "angry", "rage", "irritability", "temper"],
    &["money", "financial", "finances", "debt", "loan"],
    &["grief", "bereavement", "mourning"],
    &[
        "ocd",
        "obsession",
        "obsessions",
        "obsessive",
        "intrusive",
        "compulsion",
        "compulsive",
        "compulsions",
        "checking",
    ],
    &["exposure", "erp"],
    &["medication", "medicine", "pills", "tablets", "dose"],
    &["safety", "crisis", "safeguarding"],
    &["friend", "friends", "friendship", "peers"],
    &["school", "exams", "exam", "study", "university"],
    &["routine", "routines", "everyday", "structure"],
    &["body", "physical", "somatic", "tension", "bodily", "health"],
    &["caffeine", "coffee"],
    &["breathing", "breath", "breathe"],
    &["guilt", "guilty", "blame", "shame"],
    &["diary", "log", "record", "journal", "tracking"],
    &["walk", "walking", "exercise", "activity"],
    &["confidentiality", "privacy"],
    &["threat", "threats", "violence", "aggression"],
    &["guns", "firearms", "weapons", "means"],
    &["spacing", "frequency", "appointments", "sessions"],
];

/// Words that a topic of anything may have.
const GENERIC: &[&str] = &[
    "problem",
    "problems",
    "difficulty",
    "difficulties",
    "concern",
    "concerns",
    "issue",
    "issues",
    "feeling",
    "feelings",
    "change",
    "changes",
    "past",
    "use",
    "using",
    "technique",
    "exercise",
    "skill",
    "skills",
    "plan",
    "planning",
    "new",
    "daily",
    "support",
    "current",
    "time",
    "management",
    "doing",
    "early",
    "regular",
];

/// The first stem of the concept that a stem belongs to, else the stem.
fn concept(own: &str) -> &str {
    static FIRST: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
        let pairs = CONCEPTS
            .iter()
            .rev()
            .flat_map(|concept| concept.iter().map(|word| (stem(word), stem(concept[0]))));
        pairs.collect()
    });
    FIRST.get(own).map_or(own, String::as_str)
}

/// The words of a topic's or technique's name, those with the same meaning made one.
fn name(text: &str) -> BTreeSet<String> {
    let means = |word: &Word| word.means() || word.sort == Sort::Name;
    let read = words(text).into_iter().filter(means);
    read.map(|word| concept(&word.stem()).to_owned()).collect()
}

/// Whether two names of a topic or technique mean the same: they are the same, or share half of the shorter one's words, and one of those is
/// more than a filler.
pub fn same_name(one: &str, other: &str) -> bool {
    if one.trim().eq_ignore_ascii_case(other.trim()) {
        return !one.trim().is_empty();
    }
    let (one, other) = (name(one), name(other));
    let shared: Vec<&String> = one.intersection(&other).collect();
    let generic = |own: &&String| GENERIC.iter().any(|word| stem(word) == **own);
    let shorter = one.len().min(other.len()).max(1);
    shared.len() as f64 / shorter as f64 >= SAME_NAME && !shared.iter().all(generic)
}

/// Whether the dialogue speaks of what a name says: half of its words were said, in whatever form.
pub fn spoken_of(text: &str, said: &Statement) -> bool {
    let wanted = name(text);
    let said: BTreeSet<&str> = said.content.iter().map(|own| concept(own)).collect();
    let has = wanted.iter().filter(|word| said.contains(word.as_str())).count();
    !wanted.is_empty() && has as f64 / wanted.len() as f64 >= SAME_NAME
}

/// What a text says of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    /// Something else.
    Nothing,
    /// It speaks of it and has another number, day or name, or the opposite.
    Otherwise,
    /// It states it.
    It,
}

/// What a text says of a fact. `same_turn` tells that the text cites a turn in which the fact was said, `known` are stems of the names of
/// people in the room, who are "the client" or "I" elsewhere.
pub fn says(fact: &str, text: &str, same_turn: bool, known: &BTreeSet<String>) -> Says {
    let read = words(text);
    let told = words(fact);
    let (fact, found) = (Statement::of_words(&told), Statement::of_words(&read));
    let opposite = if negates(&told, &fact, 2) {
        !negates(&read, &fact, usize::MAX)
    } else {
        negates(&read, &fact, 2)
    };
    // A fact of one word is recognised by where it was said alone.
    let telling = fact.content.len() + fact.numbers.len() + fact.days.len() + fact.names.len() >= 2;
    let enough = if same_turn {
        fact.everything_in(&found, known) >= SAME_TURN
    } else {
        fact.covered_by(&found) >= OTHER_TURN && telling
    };
    if !enough {
        return Says::Nothing;
    }
    let stood_for = read.iter().any(|word| {
        matches!(
            word.text.as_str(),
            "he" | "she" | "they" | "him" | "her" | "them" | "his" | "their" | "it"
        )
    });
    let named = |name: &String| {
        known.contains(name) || found.names.contains(name) || found.content.contains(name) || same_turn && stood_for
    };
    let agrees = fact.numbers.is_subset(&found.numbers)
        && fact.days.is_subset(&found.days)
        && fact.names.iter().all(named)
        && !opposite;
    if agrees {
        return Says::It;
    }
    // Half a sentence that leaves a number out says less, not otherwise.
    let other = |wanted: &BTreeSet<String>, found: &BTreeSet<String>| {
        !wanted.is_empty() && !found.is_empty() && wanted.is_disjoint(found)
    };
    let otherwise = fact.covered_by(&found) >= OTHER_TURN
        && (same_turn || fact.content.len() + fact.names.len() >= 2)
        && fact.names.iter().all(named)
        && (other(&fact.numbers, &found.numbers) || other(&fact.days, &found.days) || opposite);
    if otherwise { Says::Otherwise } else { Says::Nothing }
}

/// Whether the text denies what it shares with `about`: a negation stands in a clause that has one `part`th of the shared words, and
/// one of them at least.
pub fn negates(text: &[Word], about: &Statement, part: usize) -> bool {
    let shared = |word: &&Word| word.means() && about.content.contains(&word.stem());
    let all = text.iter().filter(shared).count();
    let mut clauses: Vec<usize> = text.iter().map(|word| word.clause).collect();
    clauses.dedup();
    clauses.into_iter().any(|clause| {
        let clause: Vec<&Word> = text.iter().filter(|word| word.clause == clause).collect();
        let here = clause.iter().filter(|word| shared(word)).count();
        clause.iter().any(|word| word.negates()) && here > 0 && here.saturating_mul(part) >= all
    })
}

/// How far an item is an agreement: 1 with the right person, task and day or time; a half when the day or time is another
/// or missing; 0 otherwise.
pub fn same_action(gold: &str, item: &str, same_turn: bool, said_by_therapist: Option<bool>) -> f64 {
    let (wanted, found) = (Statement::of(gold), Statement::of(item));
    let enough = if same_turn { TASK.0 } else { TASK.1 };
    if wanted.covered_by(&found) < enough {
        return 0.0;
    }
    let therapists = gold.trim_start().to_lowercase().starts_with("therapist");
    if said_by_therapist.is_some_and(|said| said != therapists) && !gold.to_lowercase().contains("and the client") {
        return 0.0;
    }
    let times = when(gold);
    if times.is_subset(&when(item)) { 1.0 } else { 0.5 }
}

/// Days and times of the day in a text; "each day" and durations are no appointment.
fn when(text: &str) -> BTreeSet<String> {
    let read = words(text);
    let mut when: BTreeSet<String> = read
        .iter()
        .filter(|word| matches!(word.sort, Sort::Day | Sort::Time))
        .map(|word| word.text.clone())
        .collect();
    for pair in read.windows(2) {
        if matches!(pair[0].text.as_str(), "at" | "by" | "after" | "before") && pair[1].sort == Sort::Number {
            when.insert(pair[1].text.clone());
        }
    }
    when
}

#[cfg(test)]
#[path = "matching_tests.rs"]
mod tests;
