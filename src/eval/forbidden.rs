//! Whether a sentence of a note asserts what no note of the session may claim.
//!
//! A forbidden statement is hit when one sentence has all of its words, numbers and days, about the same person, affirmed where
//! it affirms, and asserted: not asked, denied, imagined, feared, or said of what might be. A quotation counts as what its
//! speaker says: "I" in it is the client, "he" is not.

use std::collections::{BTreeMap, BTreeSet};

use domain::note::Notes;
use domain::transcript::{Speaker, Transcript};

use super::evidence::{quoted, stands_in, unquoted};
use super::words::{Sort, Statement, Word, stem, words};

/// Verbs and particles under which something is not asserted.
const NOT_ASSERTED: &[&str] = &[
    "if",
    "whether",
    "would",
    "could",
    "might",
    "may",
    "should",
    "thought",
    "worry",
    "worries",
    "worried",
    "afraid",
    "scared",
    "fear",
    "fears",
    "terrified",
    "imagine",
    "imagined",
    "wonder",
    "wondered",
    "nearly",
    "almost",
    "hope",
    "hopes",
    "unless",
    "asked",
    "asks",
    "dream",
    "dreamt",
    "dreamed",
    "intrusive",
    "opposite",
    "consider",
    "considered",
    "discussed",
    "explored",
    "screened",
];

/// Words by which something lies in the future; they do not matter when the forbidden statement does as well.
const FUTURE: &[&str] = &["will", "shall", "going"];

/// Ways to say that people see each other again; each stands for a session or an appointment.
const SEEING_EACH_OTHER: &[&str] = &[
    "session",
    "appointment",
    "meet",
    "meeting",
    "see",
    "here",
    "back",
    "slot",
];

/// What an entry of a list of agreements says by standing in it.
const AGREED: &[&str] = &["agree", "use", "assign", "homework", "set", "continue", "plan", "give"];

/// One thing that a note says, with whose words they are.
struct Said<'a> {
    text: &'a str,
    /// The speaker of a quotation; `None` for the note's own words.
    voice: Option<Speaker>,
    /// Stands in a list of things that were agreed or used.
    agreed: bool,
}

/// The sentences that assert a forbidden statement, each with the statement.
pub fn hits(notes: &Notes, transcript: &Transcript, forbidden: &[String]) -> Vec<(String, String)> {
    let people = people(transcript);
    let mut texts: Vec<(&str, Vec<u32>, bool)> = Vec::new();
    let evidence = &notes.evidence;
    for sentence in [
        &evidence.topic_summary,
        &evidence.therapist_notes,
        &evidence.patient_summary,
    ]
    .into_iter()
    .flatten()
    {
        texts.push((&sentence.text, sentence.turns.clone(), false));
    }
    for claim in notes.claims.iter().filter(|claim| claim.is_supported()) {
        texts.push((&claim.text, claim.turns(), false));
    }
    for item in &notes.action_items {
        texts.push((&item.text, item.evidence_turns.clone(), true));
    }
    for strategy in &notes.strategies {
        texts.push((&strategy.name, strategy.evidence_turns.clone(), true));
    }
    let mut found = BTreeSet::new();
    for (text, turns, agreed) in texts {
        let mut said: Vec<Said<'_>> = Vec::new();
        let own = unquoted(text);
        let quotes = quoted(text);
        // A text that is nothing but words of a turn is a quotation without marks.
        let whole = speaker_of(text, &turns, transcript).filter(|_| quotes.is_empty());
        said.push(Said {
            text: &own,
            voice: whole,
            agreed,
        });
        for quote in quotes {
            let voice = speaker_of(quote, &turns, transcript).or(Some(Speaker::Unknown));
            said.push(Said {
                text: quote,
                voice,
                agreed,
            });
        }
        for statement in forbidden {
            if said.iter().any(|said| asserts(said, statement, &people)) {
                found.insert((statement.clone(), text.to_owned()));
            }
        }
    }
    found.into_iter().collect()
}

fn speaker_of(text: &str, turns: &[u32], transcript: &Transcript) -> Option<Speaker> {
    let cited = turns.iter().filter_map(|turn| transcript.turn(*turn));
    cited
        .into_iter()
        .find(|turn| stands_in(text, &turn.text))
        .map(|turn| turn.speaker)
}

/// Names of the clients, by who answers when the therapist calls somebody by name.
pub fn people(transcript: &Transcript) -> BTreeMap<String, Speaker> {
    let mut votes: BTreeMap<Speaker, BTreeMap<String, usize>> = BTreeMap::new();
    for pair in transcript.turns.windows(2) {
        if !pair[0].speaker.is_therapist() || !pair[1].speaker.is_client() {
            continue;
        }
        let called = words(&pair[0].text)
            .into_iter()
            .filter(|word| word.addressed && word.sort == Sort::Name);
        for word in called {
            *votes.entry(pair[1].speaker).or_default().entry(word.text).or_default() += 1;
        }
    }
    let best = |(speaker, names): (Speaker, BTreeMap<String, usize>)| {
        let name = names.into_iter().max_by_key(|(_, votes)| *votes).map(|(name, _)| name);
        name.map(|name| (name, speaker))
    };
    votes.into_iter().filter_map(best).collect()
}

/// Whom a statement is about.
#[derive(Debug, PartialEq)]
enum Subject {
    /// A client; which one, when it is known.
    Client(Option<Speaker>, Option<String>),
    Therapist,
    /// Somebody or something else, whose words count as content.
    Other,
}

fn subject(statement: &str, people: &BTreeMap<String, Speaker>) -> Subject {
    let lower = statement.to_lowercase();
    let first = lower.split_whitespace().next().unwrap_or_default();
    // "The client's father" is about the father.
    if lower.starts_with("the client ") {
        Subject::Client(None, None)
    } else if lower.starts_with("the therapist ") {
        Subject::Therapist
    } else if let Some(speaker) = people.get(first) {
        Subject::Client(Some(*speaker), Some(first.to_owned()))
    } else {
        Subject::Other
    }
}

/// The readings of a statement with "or" in it. "The wife or partner is ill" shares what follows, "hurt his wife or children" what
/// goes before, "warned Rick or called the police" the subject alone.
fn alternatives(statement: &str) -> Vec<String> {
    let bare = statement.trim_end_matches('.');
    let Some((left, right)) = bare.split_once(" or ") else {
        return vec![bare.to_owned()];
    };
    let left: Vec<&str> = left.split_whitespace().collect();
    let right: Vec<&str> = right.split_whitespace().collect();
    if left.len() <= 3 || right.len() <= 2 {
        let shared = &left[..left.len().saturating_sub(1)];
        let behind = right.get(1..).unwrap_or_default();
        return vec![
            [&left[..], behind].concat().join(" "),
            [shared, &right[..]].concat().join(" "),
        ];
    }
    let subject = &left[..if left[0] == "The" { 2 } else { 1 }];
    vec![left.join(" "), [subject, &right[..]].concat().join(" ")]
}

fn asserts(said: &Said<'_>, statement: &str, people: &BTreeMap<String, Speaker>) -> bool {
    let subject = subject(statement, people);
    alternatives(statement).iter().any(|reading| {
        let wanted_words = words(reading);
        let skip = match subject {
            Subject::Other => 0,
            // "The client", or the name.
            _ => usize::from(reading.starts_with("The ")) + 1,
        };
        let wanted = Statement::of_words(&wanted_words[skip.min(wanted_words.len())..]);
        let future = wanted_words.iter().any(|word| FUTURE.contains(&word.text.as_str()));
        let spans_wanted = spans(&wanted_words);
        let read = words(said.text);
        // A span of time belongs to its clause.
        let part_of = |word: &Word| {
            if spans_wanted.is_empty() {
                word.sentence
            } else {
                word.clause
            }
        };
        let parts: BTreeSet<usize> = read.iter().map(part_of).collect();
        parts.into_iter().any(|part| {
            let part: Vec<Word> = read.iter().filter(|word| part_of(word) == part).cloned().collect();
            states(&part, &wanted, said.agreed, future)
                .is_some_and(|clauses| is_about(&subject, said.voice, &part, &clauses, &wanted, people))
                && spans_wanted.is_subset(&spans(&part))
        })
    })
}

/// "This year", "next week", "last September": two words that mean a time together.
fn spans(words: &[Word]) -> BTreeSet<(String, String)> {
    let which = |word: &Word| matches!(word.text.as_str(), "this" | "next" | "last");
    let span = |word: &Word| word.sort == Sort::Day || matches!(word.text.as_str(), "week" | "month" | "year");
    let pairs = words.windows(2).filter(|pair| which(&pair[0]) && span(&pair[1]));
    pairs.map(|pair| (pair[0].text.clone(), pair[1].text.clone())).collect()
}

/// Whether a sentence is about somebody. In what is quoted, "I" has to stand in the clauses that state it; "my brother" is not "I",
/// "my drinking" is when drinking is what is wanted.
fn is_about(
    subject: &Subject,
    voice: Option<Speaker>,
    sentence: &[Word],
    clauses: &BTreeSet<usize>,
    wanted: &Statement,
    people: &BTreeMap<String, Speaker>,
) -> bool {
    let relevant = |word: &&Word| voice.is_none() || clauses.contains(&word.clause);
    let has = |texts: &[&str]| {
        sentence
            .iter()
            .filter(relevant)
            .any(|word| texts.contains(&word.text.as_str()))
    };
    let own = |pair: &[Word]| {
        pair[0].text == "my" && clauses.contains(&pair[0].clause) && wanted.content.contains(&pair[1].stem())
    };
    let of_self = has(&["i", "me", "myself", "we"]) || sentence.windows(2).any(own);
    match (subject, voice) {
        (Subject::Other, _) => true,
        (Subject::Therapist, None) => has(&["therapist"]),
        (Subject::Therapist, Some(voice)) => voice.is_therapist() && of_self,
        (Subject::Client(_, None), None) => true,
        (Subject::Client(_, Some(name)), None) => {
            // Whoever is mentioned first is whom it is about; "he" is the client where there is one client.
            let person = |word: &&Word| {
                people.contains_key(&word.text)
                    || matches!(
                        word.text.as_str(),
                        "client" | "therapist" | "he" | "she" | "they" | "you" | "your"
                    )
            };
            sentence
                .iter()
                .find(person)
                .is_some_and(|first| match first.text.as_str() {
                    "client" | "you" | "your" => true,
                    "he" | "she" | "they" => people.len() == 1,
                    other => other == name,
                })
        }
        (Subject::Client(who, name), Some(voice)) => {
            let named = name.as_deref().is_some_and(|name| has(&[name]));
            let speaks = voice.is_client() && who.is_none_or(|who| who == voice);
            named || speaks && of_self || voice.is_therapist() && has(&["you", "your"])
        }
    }
}

/// The clauses that state it as so; `None` when the sentence does not.
fn states(sentence: &[Word], wanted: &Statement, agreed: bool, future: bool) -> Option<BTreeSet<usize>> {
    let found = Statement::of_words(sentence);
    let meets = sentence
        .iter()
        .any(|word| SEEING_EACH_OTHER.contains(&word.text.as_str()));
    let has = |own: &String| {
        let meeting = meets && (*own == stem("session") || *own == stem("appointment"));
        meeting
            || found.content.contains(own)
            || found.names.contains(own)
            || agreed && AGREED.iter().any(|word| stem(word) == *own)
    };
    let matched = wanted.content.iter().filter(|stem| has(stem)).count();
    // One word of a long statement may be another.
    let missing = wanted.content.len() - matched;
    let all = missing == 0 || wanted.content.len() >= 5 && missing == 1;
    let exact = wanted.numbers.is_subset(&found.numbers)
        && wanted.days.is_subset(&found.days)
        && wanted
            .names
            .iter()
            .all(|name| found.names.contains(name) || found.content.contains(name));
    let empty = wanted.content.is_empty() && wanted.numbers.is_empty() && wanted.days.is_empty();
    if !all || !exact || empty {
        return None;
    }
    if sentence.iter().any(|word| word.asks) {
        return None;
    }
    let of_it = |word: &&Word| {
        wanted.content.contains(&word.stem()) || wanted.days.contains(&word.text) || wanted.numbers.contains(&word.text)
    };
    let clauses: BTreeSet<usize> = sentence.iter().filter(of_it).map(|word| word.clause).collect();
    // With more days or numbers than the statement, only words of one clause belong together.
    let ambiguous = found.days.len() > wanted.days.len() || found.numbers.len() > wanted.numbers.len();
    if ambiguous && clauses.len() > 1 && !(wanted.days.is_empty() && wanted.numbers.is_empty()) {
        return None;
    }
    // "I thought, that's it, …": what follows is the thought.
    let thinks = |pair: &&[Word]| {
        matches!(pair[0].text.as_str(), "thought" | "thinking" | "imagined") && pair[1].clause != pair[0].clause
    };
    let thought_from = sentence.windows(2).find(thinks).map(|pair| pair[0].clause);
    if thought_from.is_some_and(|thought| clauses.iter().all(|clause| *clause > thought)) {
        return None;
    }
    let before = clauses.first().map_or(0, |first| first.saturating_sub(1));
    let near = sentence
        .iter()
        .filter(|word| word.clause >= before && clauses.last().is_none_or(|last| word.clause <= *last));
    let near: Vec<&Word> = near.collect();
    let opens = |word: &&&Word| {
        let text = word.text.as_str();
        (NOT_ASSERTED.contains(&text) || !future && FUTURE.contains(&text)) && !wanted.content.contains(&word.stem())
    };
    if near.iter().any(|word| opens(&word)) {
        return None;
    }
    let denied = near
        .iter()
        .filter(|word| clauses.contains(&word.clause))
        .any(|word| word.negates());
    (denied == wanted.negated).then_some(clauses)
}

#[cfg(test)]
#[path = "forbidden_tests.rs"]
mod tests;
