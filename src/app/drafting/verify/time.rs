//! When something is so: planned or done, over or still going on, only feared or imagined.

use domain::transcript::{Token, tokens};

use super::scene::Scene;
use super::words;

fn has(tokens: &[Token], any: &[&str]) -> bool {
    tokens.iter().any(|token| any.contains(&token.text.as_str()))
}

fn has_run(tokens: &[Token], runs: &[&[&str]]) -> bool {
    runs.iter().any(|run| {
        tokens
            .windows(run.len())
            .any(|part| part.iter().zip(*run).all(|(token, word)| token.text == *word))
    })
}

/// Speaks of what is still to come.
fn is_planned(tokens: &[Token]) -> bool {
    has(
        tokens,
        &[
            "will", "shall", "would", "tomorrow", "plan", "plans", "planning", "planned", "intend", "intends",
            "intended", "hope", "hopes", "next",
        ],
    ) || has_run(
        tokens,
        &[
            &["going", "to"],
            &["let", "us"],
            &["would", "like"],
            &["would", "you"],
            &["could", "you"],
            &["can", "you"],
            &["want", "to"],
            &["wants", "to"],
            &["i", "could"],
            &["i", "can"],
            &["we", "could"],
            &["would", "rather"],
            &["agreed", "to"],
            &["agrees", "to"],
            &["try", "to"],
            &["i", "might"],
        ],
    )
}

/// Speaks of what is over for long.
fn is_over(tokens: &[Token]) -> bool {
    has(tokens, &["ago", "previously", "formerly", "childhood", "once"])
        || has_run(
            tokens,
            &[
                &["used", "to"],
                &["last", "year"],
                &["years", "back"],
                &["in", "the", "past"],
                &["as", "a", "child"],
                &["as", "a", "kid"],
                &["as", "a", "teenager"],
                &["when", "i", "was"],
                &["at", "school"],
                &["in", "college"],
                &["back", "then"],
                &["no", "longer"],
                &["not", "any", "more"],
            ],
        )
}

/// A finite present form of a helping verb, or "still", "now".
fn is_present(tokens: &[Token]) -> bool {
    has(
        tokens,
        &[
            "is",
            "are",
            "am",
            "does",
            "do",
            "currently",
            "now",
            "still",
            "presently",
            "remains",
            "continues",
        ],
    )
}

fn past_verb(tokens: &[Token]) -> bool {
    has(tokens, &["was", "were", "did", "had"])
        || tokens.iter().any(|token| words::is_past(&token.text))
        || tokens.windows(2).any(|pair| {
            matches!(pair[0].text.as_str(), "i" | "he" | "she" | "we" | "they")
                && words::is_past_after_subject(&pair[1].text)
        })
}

/// Wished, feared, dreamt or supposed, but not stated.
fn is_supposed(tokens: &[Token]) -> bool {
    has(
        tokens,
        &[
            "if",
            "might",
            "imagine",
            "imagined",
            "dream",
            "dreamt",
            "dreamed",
            "suppose",
            "pretend",
            "nightmare",
        ],
    ) || has_run(
        tokens,
        &[
            &["i", "thought"],
            &["as", "though"],
            &["could", "have"],
            &["would", "have"],
            &["felt", "like"],
            &["feels", "like"],
            &["scared", "of"],
            &["afraid", "of"],
            &["terrified", "of"],
            &["worried", "that"],
            &["afraid", "that"],
            &["scared", "that"],
            &["i", "wish"],
        ],
    )
}

fn firmly_planned(tokens: &[Token]) -> bool {
    has_run(tokens, &[&["i", "will"], &["we", "will"], &["going", "to"]]) && !is_present(tokens)
}

/// Could, would, wants to: neither done nor simply so.
fn states_wish(tokens: &[Token]) -> bool {
    has(
        tokens,
        &["could", "can", "would", "should", "may", "might", "to", "next"],
    )
}

fn tells_of_supposing(tokens: &[Token]) -> bool {
    is_supposed(tokens)
        || tokens.iter().any(|token| {
            [
                "if",
                "whether",
                "might",
                "may",
                "could",
                "would",
                "fear",
                "afraid",
                "scared",
                "terrif",
                "worr",
                "anxi",
                "concern",
                "thought",
                "think",
                "believ",
                "imagin",
                "dream",
                "wish",
                "suppos",
                "possib",
                "hypothet",
                "intrusive",
                "nightmare",
                "felt",
                "feel",
                "hope",
            ]
            .iter()
            .any(|start| token.text.starts_with(start))
        })
}

/// Whether a claim speaks of another time than its evidence.
pub(super) fn differs(claim: &[Token], scene: &Scene<'_>) -> bool {
    let heard: Vec<Token> = best_sentences(claim, scene);
    if heard.is_empty() {
        return false;
    }
    let reported = without_reporting(claim);
    let claim_planned = is_planned(&reported);
    let claim_past = past_verb(&reported) || has_perfect(&reported);
    let (planned, over, past) = (is_planned(&heard), is_over(&heard), past_verb(&heard));
    // What is meant as done.
    if planned && !past && !has_perfect(&heard) && !claim_planned && claim_past && shares_verb(&reported, &heard) {
        return true;
    }
    let told = reported
        .iter()
        .take(3)
        .any(|token| matches!(token.text.as_str(), "client" | "therapist" | "he" | "she" | "they"));
    if told && firmly_planned(&heard) && !past && !claim_planned && !states_wish(&reported) {
        return true;
    }
    // What is done as meant.
    if !planned && past && !is_present(&heard) && claims_future(&reported) {
        return true;
    }
    // What is over as going on.
    if (over || past && !is_present(&heard) && !planned)
        && (states_present(&reported) || starts_with_present(claim))
        && !is_over(&reported)
        && !past_verb(&reported)
    {
        return true;
    }
    // What is going on as over.
    if !over && !past && claim_says_over(&reported) && !has_run(&heard, &[&["any", "more"]]) {
        return true;
    }
    let loaded = reported.iter().any(|token| words::is_loaded(&token.text));
    loaded && is_supposed(&heard) && !tells_of_supposing(claim) && !claim_planned
}

/// The words of the sentences that say most of the claim.
fn best_sentences(claim: &[Token], scene: &Scene<'_>) -> Vec<Token> {
    let score = |tokens: &[Token]| {
        claim
            .iter()
            .filter(|word| words::carries_meaning(&word.text))
            .filter(|word| {
                tokens
                    .iter()
                    .any(|token| words::likeness(&word.text, &token.text).is_some())
            })
            .count()
    };
    // An answer has its own time, whatever the question was.
    let answers: Vec<&super::scene::Heard<'_>> = scene.heard.iter().filter(|heard| !heard.answered).collect();
    let most = answers.iter().map(|heard| score(&heard.tokens)).max().unwrap_or(0);
    answers
        .into_iter()
        .filter(|heard| score(&heard.tokens) == most)
        .flat_map(|heard| heard.tokens.iter().cloned())
        .collect()
}

/// A claim without "the client said that": reporting is always past.
fn without_reporting(claim: &[Token]) -> Vec<Token> {
    const REPORTING: &[&str] = &[
        "said",
        "says",
        "reported",
        "reports",
        "described",
        "describes",
        "stated",
        "states",
        "mentioned",
        "told",
        "asked",
        "noted",
        "expressed",
        "denied",
        "denies",
        "suggested",
        "explained",
        "explored",
        "discussed",
        "acknowledged",
        "confirmed",
        "disclosed",
        "shared",
        "indicated",
        "recalled",
        "added",
        "answered",
        "identified",
        "proposed",
        "offered",
        "invited",
        "encouraged",
        "reviewed",
        "described",
    ];
    claim
        .iter()
        .filter(|token| !REPORTING.contains(&token.text.as_str()))
        .cloned()
        .collect()
}

fn has_perfect(tokens: &[Token]) -> bool {
    tokens.windows(2).any(|pair| {
        matches!(pair[0].text.as_str(), "has" | "have" | "already")
            && (words::is_past(&pair[1].text) || pair[1].text == "been" || pair[1].text == "already")
    })
}

fn claims_future(tokens: &[Token]) -> bool {
    has(tokens, &["will", "shall", "plans", "intends"])
        || has_run(
            tokens,
            &[
                &["going", "to"],
                &["agreed", "to"],
                &["agrees", "to"],
                &["planned", "to"],
            ],
        )
}

fn claim_says_over(tokens: &[Token]) -> bool {
    has(tokens, &["formerly", "previously"])
        || has_run(
            tokens,
            &[
                &["used", "to"],
                &["in", "the", "past"],
                &["no", "longer"],
                &["has", "stopped"],
                &["years", "ago"],
            ],
        )
}

/// States something of the present: "is", "has" without a participle, "currently", or a verb with its "-s".
fn states_present(tokens: &[Token]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| {
        let next = tokens.get(at + 1).map_or("", |next| next.text.as_str());
        match token.text.as_str() {
            "is" | "are" | "am" => true,
            "has" | "have" => {
                !words::is_past(next) && !matches!(next, "been" | "had" | "not" | "to" | "already" | "never")
            }
            "currently" | "now" | "still" | "presently" | "does" | "remains" | "continues" => true,
            _ => false,
        }
    })
}

/// "The client drinks": a verb in "-s" right behind its subject.
fn starts_with_present(tokens: &[Token]) -> bool {
    let subject = tokens
        .iter()
        .take(3)
        .position(|token| matches!(token.text.as_str(), "client" | "she" | "he" | "patient"));
    subject.and_then(|at| tokens.get(at + 1)).is_some_and(|verb| {
        let word = verb.text.as_str();
        word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && !matches!(word, "was" | "this" | "always" | "sometimes" | "'s")
    })
}

fn shares_verb(claim: &[Token], heard: &[Token]) -> bool {
    claim.iter().any(|token| {
        (words::is_past(&token.text) || matches!(token.text.as_str(), "did" | "done" | "completed" | "started"))
            && (matches!(token.text.as_str(), "did" | "done" | "completed" | "started")
                || heard
                    .iter()
                    .any(|other| words::stem(&other.text) == words::stem(&token.text)))
    }) || has_perfect(claim)
}

/// Whether a fragment was cut out of a condition: "I would take them all" out of "If I had them I would take them all".
pub(super) fn cut_from_condition(before: &str, fragment: &[Token]) -> bool {
    let outside = tokens(before);
    let near = &outside[outside.len().saturating_sub(10)..];
    fragment
        .iter()
        .any(|token| words::is_loaded(&token.text) || token.text == "would")
        && has(near, &["if", "imagine", "suppose"])
}
