//! Whether the words of a claim were said: which may be new, and which may not.

use std::collections::HashSet;

use domain::claim::Problem;
use domain::transcript::{Token, Turn, tokens};

use super::super::taxonomy::{STRATEGIES, TOPICS, strategies_in, topics_in};
use super::scene::Scene;
use super::words::{self, Likeness};
use super::{names, negation, numbers};

/// One word in so many may be new, when nothing hangs on it.
const NEW_WORDS: usize = 4;

/// Words around a quotation that only say whose it is and what it is about.
const ATTRIBUTION: &[&str] = &[
    "client",
    "therapist",
    "said",
    "says",
    "asked",
    "answered",
    "reported",
    "agreed",
    "also",
    "language",
    "review",
    "safety",
    "words",
    "time",
    "meet",
    "session",
    "touched",
    "talked",
    "spoke",
    "together",
    "plan",
    "next",
    "step",
    "response",
    "when",
    "you",
];

/// Whether words outside of quotation marks state nothing but who speaks, and name nothing but subjects that the turns speak of.
pub(super) fn only_frames(outside: &[Token], turns: &[&Turn]) -> bool {
    let subjects = subjects(turns);
    let denies = outside.iter().any(|token| negation::is_negator(&token.text));
    !denies
        && outside.iter().all(|token| {
            let word = token.text.as_str();
            words::is_grammar(word) || ATTRIBUTION.contains(&word) || subjects.contains(word)
        })
}

/// Whether a sentence names a subject that its turns speak of.
pub(super) fn names_subject(outside: &[Token], turns: &[&Turn]) -> bool {
    let subjects = subjects(turns);
    outside
        .iter()
        .any(|token| words::carries_meaning(&token.text) && subjects.contains(&token.text))
}

/// The words in the names of all topics and techniques that are spoken of.
fn subjects(turns: &[&Turn]) -> HashSet<String> {
    let said: Vec<Token> = turns.iter().flat_map(|turn| tokens(&turn.text)).collect();
    named_in(&said)
}

fn named_in(said: &[Token]) -> HashSet<String> {
    let topics = topics_in(said).into_iter().map(|number| TOPICS[number].name);
    let techniques = strategies_in(said).into_iter().map(|number| STRATEGIES[number].name);
    topics
        .chain(techniques)
        .flat_map(tokens)
        .map(|token| token.text)
        .collect()
}

/// Whether a word has to have been said: it carries meaning and is not checked as a number or name.
fn counts(token: &Token, text: &str) -> bool {
    let written = text.get(token.range.clone()).unwrap_or_default();
    let name = token.range.start > 0 && written.chars().next().is_some_and(char::is_uppercase);
    words::carries_meaning(&token.text)
        && !negation::is_negator(&token.text)
        && !numbers::is_number(&token.text)
        && !numbers::is_unit(&token.text)
        && !name
}

/// Whether what stands before a word makes it a thing rather than a manner: "in the garden".
fn is_thing(tokens: &[Token], at: usize) -> bool {
    at > 0
        && !tokens[at - 1].breaks_after
        && matches!(
            tokens[at - 1].text.as_str(),
            "a" | "an"
                | "the"
                | "his"
                | "her"
                | "their"
                | "its"
                | "my"
                | "your"
                | "of"
                | "in"
                | "at"
                | "with"
                | "about"
                | "for"
                | "from"
                | "by"
                | "'s"
                | "on"
        )
}

/// Verbs for the way from one number to another.
const CHANGES: &[&str] = &[
    "rose",
    "rise",
    "increased",
    "fell",
    "dropped",
    "decreased",
    "improved",
    "went",
    "moved",
    "changed",
    "reduced",
    "lowered",
];

/// Whether a claim goes from one number to another that were said in that order: the earlier one with words for earlier.
fn changed_as_said(text: &str, scene: &Scene<'_>) -> bool {
    const EARLIER: &[&str] = &[
        "was", "were", "last", "before", "came", "started", "had", "from", "used", "arrived",
    ];
    let lower = text.to_lowercase();
    let stated = numbers::quantities(text);
    let (Some(from), [.., one, other]) = (lower.find(" from "), stated.as_slice()) else {
        return false;
    };
    if one.range.start < from {
        return false;
    }
    let earlier = |quantity| {
        scene.heard.iter().any(|heard| {
            let clauses = heard.text.split([',', '.', ';']);
            clauses.into_iter().any(|clause| {
                numbers::said(quantity, &numbers::quantities(clause))
                    && tokens(clause)
                        .iter()
                        .any(|token| EARLIER.contains(&token.text.as_str()))
            })
        })
    };
    earlier(one.quantity) && !earlier(other.quantity)
}

/// Whether a claim of small words only repeats them nearly as they were said.
fn nearly_verbatim(claim: &[Token], said: &[Token]) -> bool {
    const CHANGED: &[&str] = &[
        "the",
        "client",
        "therapist",
        "he",
        "she",
        "they",
        "his",
        "her",
        "their",
        "him",
        "them",
        "that",
        "does",
        "did",
        "do",
    ];
    let words: Vec<&Token> = claim
        .iter()
        .filter(|token| !CHANGED.contains(&token.text.as_str()))
        .collect();
    let known = words
        .iter()
        .filter(|word| {
            said.iter()
                .any(|other| words::likeness(&word.text, &other.text) == Some(Likeness::Same))
        })
        .count();
    words.len() >= 2 && known * 5 >= words.len() * 4
}

/// Checks that the words of a claim were said, or mean what was said.
pub(super) fn check(claim: &[Token], text: &str, scene: &Scene<'_>) -> Result<(), Problem> {
    let said: Vec<Token> = scene
        .heard
        .iter()
        .flat_map(|heard| heard.tokens.iter().cloned())
        .collect();
    let subjects = named_in(&said);
    let (mut all, mut said_here, mut new) = (0usize, 0usize, 0usize);
    let changes = changed_as_said(text, scene);
    for (at, token) in claim.iter().enumerate() {
        if !counts(token, text) || (changes && CHANGES.contains(&token.text.as_str())) {
            continue;
        }
        all += 1;
        let here = scene.says(&token.text) || subjects.contains(&token.text);
        if here {
            said_here += 1;
            continue;
        }
        if words::is_loaded(&token.text) {
            return Err(Problem::NotCovered);
        }
        if !scene.nearby.contains(&words::concept(&token.text)) {
            if is_thing(claim, at) {
                return Err(Problem::NotCovered);
            }
            new += 1;
        }
    }
    let stated = numbers::quantities(text);
    let states_number = !stated.is_empty();
    let names = claim.iter().any(|token| {
        let written = text.get(token.range.clone()).unwrap_or_default();
        token.range.start > 0 && written.chars().next().is_some_and(char::is_uppercase) && !names::is_title(&token.text)
    });
    let says_nothing = all == 0 && !states_number && !names && !nearly_verbatim(claim, &said);
    if says_nothing || said_here * 2 < all || new > all / NEW_WORDS {
        return Err(Problem::NotCovered);
    }
    Ok(())
}

/// Checks that a claim denies exactly what was denied.
pub(super) fn polarity(claim: &[Token], scene: &Scene<'_>) -> Result<(), Problem> {
    let denied = negation::denied(claim);
    for clause in negation::clauses(claim) {
        let Some((head, content)) = stating(claim, clause, scene) else {
            continue;
        };
        let best = best_clause(claim, head, &content, scene);
        let opinions = |word: &str, tokens: &[(&Token, bool)]| -> Vec<(Likeness, bool)> {
            tokens
                .iter()
                .filter_map(|(token, denied)| words::likeness(word, &token.text).map(|likeness| (likeness, *denied)))
                .collect()
        };
        // "Slept badly" for "did not sleep well": where an opposite is used, everything in the clause is turned round.
        let turned = content.iter().any(|at| {
            let opinions = opinions(&claim[*at].text, &best);
            !opinions.is_empty() && opinions.iter().all(|(likeness, _)| *likeness == Likeness::Opposite)
        });
        let everywhere: Vec<(&Token, bool)> = scene.words().collect();
        let (mut agree, mut differ) = (0, 0);
        for at in content {
            let word = claim[at].text.as_str();
            let vote = |(likeness, said_denied): &(Likeness, bool)| match likeness {
                Likeness::Same => *said_denied == (denied[at] ^ turned),
                Likeness::Opposite => *said_denied != denied[at],
            };
            let here = opinions(word, &best);
            if here.is_empty() {
                // Said elsewhere, and always denied: affirming it is a statement of its own. Denying more than was denied is
                // how a negation reads that reaches over its object.
                let there = opinions(word, &everywhere);
                let affirms = !denied[at] && !there.is_empty() && there.iter().all(|opinion| !vote(opinion));
                if affirms && there.iter().all(|(_, said_denied)| *said_denied) {
                    return Err(Problem::NegationDiffers);
                }
            } else if here.iter().any(vote) {
                agree += 1;
            } else {
                differ += 1;
            }
        }
        if differ > 0 && differ >= agree {
            return Err(Problem::NegationDiffers);
        }
    }
    Ok(())
}

/// The words of a clause that state something, the first of which was said: those behind its first helping verb before those of
/// its subject, words that carry meaning before all others.
fn stating(claim: &[Token], clause: std::ops::Range<usize>, scene: &Scene<'_>) -> Option<(usize, Vec<usize>)> {
    const NOBODY: &[&str] = &[
        "the",
        "a",
        "an",
        "client",
        "therapist",
        "he",
        "she",
        "they",
        "said",
        "says",
        "reported",
        "reports",
        "stated",
        "described",
        "that",
        "and",
        "told",
    ];
    const HELPING: &[&str] = &[
        "will", "is", "was", "has", "had", "does", "did", "can", "could", "would", "were", "are", "do", "have",
        "cannot", "not", "never", "no",
    ];
    let verb = clause.clone().find(|at| HELPING.contains(&claim[*at].text.as_str()));
    let of = |from: usize, fits: &dyn Fn(&str) -> bool| -> Option<(usize, Vec<usize>)> {
        let words: Vec<usize> = (from..clause.end)
            .filter(|at| {
                let word = claim[*at].text.as_str();
                fits(word) && !negation::is_negator(word) && !NOBODY.contains(&word)
            })
            .collect();
        let head = words.iter().copied().find(|at| scene.says(&claim[*at].text))?;
        Some((head, words))
    };
    let states = |word: &str| !words::is_grammar(word);
    let predicate = verb.unwrap_or(clause.start);
    of(predicate, &states)
        .or_else(|| of(predicate, &|word| word.len() > 1))
        .or_else(|| of(clause.start, &states))
}

/// The clause of the evidence that says the head of a claim's clause and most of its other words.
fn best_clause<'a>(claim: &[Token], head: usize, content: &[usize], scene: &'a Scene<'_>) -> Vec<(&'a Token, bool)> {
    let mut best: (usize, Vec<(&Token, bool)>) = (0, Vec::new());
    for heard in &scene.heard {
        for clause in negation::clauses(&heard.tokens) {
            let words: Vec<(&Token, bool)> = clause.map(|at| (&heard.tokens[at], heard.denied[at])).collect();
            let says = |at: usize| {
                words
                    .iter()
                    .any(|(token, _)| words::likeness(&claim[at].text, &token.text).is_some())
            };
            let shared = content.iter().filter(|at| says(**at)).count();
            if says(head) && shared > best.0 {
                best = (shared, words);
            }
        }
    }
    best.1
}
