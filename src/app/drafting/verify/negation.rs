//! What is denied: which words of a sentence stand in the scope of a negation, counting two as none.

use domain::transcript::Token;

/// Words that deny what follows them.
const FORWARD: &[&str] = &[
    "not", "never", "without", "hardly", "barely", "rarely", "seldom", "denies", "denied", "deny", "denying",
    "refuses", "refused", "refuse", "declined", "declines", "unable", "lacks", "lacked", "lacking", "unlike",
    "absence", "free", "ruled",
];
/// Words that deny their whole clause.
const AROUND: &[&str] = &["no", "nothing", "nobody", "none", "nowhere", "neither", "nor"];
/// Words that end the scope: what follows is stated by itself.
const CONTRAST: &[&str] = &[
    "but", "because", "although", "though", "except", "unless", "so", "yet", "whereas", "instead", "when", "while",
    "after", "before", "until", "whether", "where", "who", "which",
];

/// Whether a word denies.
pub(super) fn is_negator(word: &str) -> bool {
    (FORWARD.contains(&word) && !matches!(word, "free" | "ruled" | "absence")) || AROUND.contains(&word)
}

/// Where clauses end: behind punctuation, and before a contrast.
pub(super) fn clauses(tokens: &[Token]) -> Vec<std::ops::Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 0..tokens.len() {
        if at > start && (CONTRAST.contains(&tokens[at].text.as_str()) || starts_anew(tokens, at)) {
            clauses.push(start..at);
            start = at;
        }
        if tokens[at].breaks_after {
            clauses.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < tokens.len() {
        clauses.push(start..tokens.len());
    }
    clauses
}

/// For each word, whether an odd number of negations covers it.
pub(super) fn denied(tokens: &[Token]) -> Vec<bool> {
    let mut denied = vec![false; tokens.len()];
    for clause in clauses(tokens) {
        for at in clause.clone() {
            if !counts(tokens, at) {
                continue;
            }
            let word = tokens[at].text.as_str();
            let from = if AROUND.contains(&word) { clause.start } else { at + 1 };
            for (place, flag) in denied.iter_mut().enumerate().take(clause.end).skip(from) {
                if place != at {
                    *flag = !*flag;
                }
            }
        }
    }
    denied
}

/// A new subject after "and" starts a statement of its own.
fn starts_anew(tokens: &[Token], at: usize) -> bool {
    const SUBJECTS: &[&str] = &[
        "i", "he", "she", "we", "they", "it", "you", "is", "was", "has", "does", "did", "will", "then", "my", "the",
    ];
    tokens[at].text == "and"
        && tokens
            .get(at + 1)
            .is_some_and(|next| SUBJECTS.contains(&next.text.as_str()))
}

/// Whether a negation denies here: not in "not only", "no doubt", "cannot stop", nor as the "No," that answers a question.
fn counts(tokens: &[Token], at: usize) -> bool {
    let word = tokens[at].text.as_str();
    let next = tokens.get(at + 1).map_or("", |token| token.text.as_str());
    match word {
        "no" if tokens[at].breaks_after => false,
        "no" => !matches!(next, "doubt" | "wonder" | "idea" | "matter" | "problem"),
        "not" => {
            let why = at > 0 && tokens[at - 1].text == "why";
            let stops =
                matches!(next, "stop" | "help") && tokens.get(at + 2).is_some_and(|verb| verb.text.ends_with("ing"));
            !(why || stops || next == "only")
        }
        "free" => matches!(next, "of" | "from"),
        "ruled" => next == "out",
        "absence" => next == "of",
        "neither" | "nor" => true,
        _ => FORWARD.contains(&word) || AROUND.contains(&word),
    }
}

/// Whether an answer begins by denying what was asked.
pub(super) fn answers_no(tokens: &[Token]) -> bool {
    let words: Vec<&str> = tokens.iter().take(5).map(|token| token.text.as_str()).collect();
    let fillers = words
        .iter()
        .take_while(|word| {
            matches!(
                **word,
                "um" | "uh" | "oh" | "er" | "well" | "god" | "honestly" | "sorry" | "actually"
            )
        })
        .count();
    match &words[fillers..] {
        ["no" | "nope" | "nah" | "never" | "none" | "nothing" | "neither", ..] => true,
        ["not"]
        | [
            "not",
            "at" | "really" | "since" | "today" | "once" | "now" | "that" | "yet" | "ever" | "any",
            ..,
        ] => true,
        [
            "i",
            "do" | "did" | "have" | "would" | "could" | "am" | "was" | "can" | "will",
            "not",
            rest @ ..,
        ] => !matches!(rest.first(), Some(&"know" | &"mind" | &"think")),
        _ => false,
    }
}

/// Whether a question or remark is itself negative: "So no thoughts of that?"
pub(super) fn is_negative(tokens: &[Token]) -> bool {
    // "Haven't you" and "isn't it" ask for a yes.
    let tag = tokens
        .first()
        .is_some_and(|token| matches!(token.text.as_str(), "have" | "is" | "do" | "did" | "are" | "was"));
    (0..tokens.len()).any(|at| is_negator(&tokens[at].text) && counts(tokens, at) && !(tag && at <= 1))
}

#[cfg(test)]
mod tests {
    use domain::transcript::tokens;

    use super::*;

    fn denies(text: &str, word: &str) -> bool {
        let tokens = tokens(text);
        let at = tokens.iter().position(|token| token.text == word).unwrap();
        denied(&tokens)[at]
    }

    #[test]
    fn a_negation_reaches_to_the_end_of_its_clause_and_two_are_none() {
        assert!(denies("I don't sleep more than four hours.", "sleep"));
        assert!(!denies("I don't sleep well because of the deadline.", "deadline"));
        assert!(!denies("I'm not drinking but I smoke.", "smoke"));
        assert!(denies("I have no energy.", "energy"));
        assert!(!denies("I can't say I have never thought of it.", "thought"));
        assert!(!denies("No, I slept fine.", "slept"));
        assert!(!denies("I can't stop crying.", "crying"));
        assert!(denies("The client denied suicidal thoughts.", "suicidal"));
        assert!(!denies("Not only the money worries me.", "money"));
    }

    #[test]
    fn answers_are_told_apart() {
        assert!(
            answers_no(&tokens("No, never."))
                && answers_no(&tokens("Well, no."))
                && answers_no(&tokens("I don't drink."))
        );
        assert!(!answers_no(&tokens("I don't know, maybe.")) && !answers_no(&tokens("Oh, yes.")));
        assert!(is_negative(&tokens("So no thoughts of that?")) && !is_negative(&tokens("Haven't you slept?")));
    }
}
