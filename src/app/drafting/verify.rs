//! Checks a sentence of a note against the turns it cites. Nothing is believed because somebody says so: not the
//! extractive drafter, not a model.
//!
//! A sentence is supported when
//! - every piece in quotation marks stands in one of the cited turns, letter by letter or after the same normalisation
//!   as everywhere (case, punctuation, contractions);
//! - a quoted piece that is attributed ("the client said") was said by that person;
//! - every number outside the quotes occurs in a cited turn;
//! - words outside the quotes that carry meaning occur in the cited turns, or name a topic or technique which those
//!   turns speak of, or belong to the vocabulary with which notes are framed;
//! - it denies something only if the cited words do, and the other way round.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::claim::Problem;
use domain::transcript::{Speaker, Token, Transcript, Turn, tokens};

use super::taxonomy::{STRATEGIES, TOPICS, strategies_in, topics_in};

/// Share of the meaningful words outside the quotes that must be covered.
const COVERED: f32 = 0.6;

/// Why a sentence is not supported by the turns it cites; `None` when it is.
pub fn problem(transcript: &Transcript, text: &str, cited: &[u32]) -> Option<Problem> {
    if cited.is_empty() {
        return Some(Problem::NoEvidence);
    }
    let Some(turns) = cited
        .iter()
        .map(|turn| transcript.turn(*turn))
        .collect::<Option<Vec<&Turn>>>()
    else {
        return Some(Problem::NoSuchTurn);
    };
    let (quotes, outside) = split_quotes(text);
    let claimed = claimed_speaker(&outside);
    for quote in &quotes {
        let holders: Vec<&&Turn> = turns.iter().filter(|turn| contains_quote(&turn.text, quote)).collect();
        if holders.is_empty() {
            return Some(Problem::QuoteNotFound);
        }
        if claimed.is_some_and(|claimed| !holders.iter().any(|turn| same_person(turn.speaker, claimed))) {
            return Some(Problem::WrongSpeaker);
        }
    }
    let said: Vec<Token> = turns.iter().flat_map(|turn| tokens(&turn.text)).collect();
    let outside = tokens(&outside);
    if outside
        .iter()
        .filter(|token| is_number(&token.text))
        .any(|number| !says_number(&said, &number.text))
    {
        return Some(Problem::NumberNotFound);
    }
    let Claimed { words, names_subject } = claimed_words(&outside, &said);
    // A sentence that only names subjects ("touched on sleep") denies and affirms nothing.
    let states_something = !words.is_empty() || is_negative(&outside);
    if quotes.is_empty() && states_something && !negation_agrees(&outside, &turns) {
        return Some(Problem::NegationDiffers);
    }
    let nothing_to_find = words.is_empty() && quotes.is_empty() && !names_subject;
    (nothing_to_find || !covered(&words, &said)).then_some(Problem::NotCovered)
}

/// Whether a sentence is supported by the turns it cites.
pub fn is_supported(transcript: &Transcript, text: &str, cited: &[u32]) -> bool {
    problem(transcript, text, cited).is_none()
}

/// Whether a piece of text stands in a turn: exactly, or word for word after normalisation.
pub fn contains_quote(text: &str, quote: &str) -> bool {
    let quote = quote.trim();
    if quote.is_empty() {
        return false;
    }
    if text.contains(quote) {
        return true;
    }
    let (text, quote) = (tokens(text), tokens(quote));
    !quote.is_empty()
        && text
            .windows(quote.len())
            .any(|run| run.iter().zip(&quote).all(|(a, b)| a.text == b.text))
}

/// The quoted pieces of a sentence and what is left around them.
pub fn split_quotes(text: &str) -> (Vec<String>, String) {
    let (mut quotes, mut outside) = (Vec::new(), String::new());
    let mut rest = text;
    while let Some(open) = rest.find(['"', '\u{201c}']) {
        outside.push_str(&rest[..open]);
        outside.push(' ');
        let inner = &rest[open..];
        let width = inner.chars().next().map_or(1, char::len_utf8);
        let Some(close) = inner[width..].find(['"', '\u{201d}']) else {
            rest = &inner[width..];
            continue;
        };
        quotes.push(inner[width..width + close].to_owned());
        let after = width + close;
        rest = &inner[after + inner[after..].chars().next().map_or(1, char::len_utf8)..];
    }
    outside.push_str(rest);
    (quotes, outside)
}

/// Who a sentence says is speaking.
fn claimed_speaker(outside: &str) -> Option<Speaker> {
    let lower = outside.to_lowercase();
    let saying = [
        "said",
        "says",
        "told",
        "described",
        "asked",
        "reported",
        "put it",
        "agreed",
        "answered",
        "suggested",
        ":",
    ];
    if !saying.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let client = ["client", "you said", "you also said"]
        .iter()
        .find_map(|words| lower.find(words));
    let therapist = lower.find("therapist");
    match (client, therapist) {
        (Some(client), Some(therapist)) if therapist < client => Some(Speaker::Therapist),
        (Some(_), _) => Some(Speaker::Client),
        (None, Some(_)) => Some(Speaker::Therapist),
        (None, None) => None,
    }
}

fn same_person(actual: Speaker, claimed: Speaker) -> bool {
    actual == claimed || (claimed == Speaker::Client && actual.is_client())
}

const NUMBER_WORDS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || NUMBER_WORDS.iter().skip(2).any(|number| *number == word)
}

fn says_number(said: &[Token], number: &str) -> bool {
    let value = NUMBER_WORDS.iter().position(|word| *word == number);
    let digits = value.map(|value| value.to_string());
    let word = number.parse::<usize>().ok().and_then(|value| NUMBER_WORDS.get(value));
    said.iter().any(|token| {
        token.text == number || Some(&token.text) == digits.as_ref() || word.is_some_and(|word| token.text == **word)
    })
}

const NEGATORS: &[&str] = &[
    "not", "no", "never", "none", "without", "denies", "denied", "nobody", "nothing", "nor",
];

fn is_negative(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| NEGATORS.contains(&token.text.as_str()))
}

/// Whether a paraphrase is negative exactly when the sentence it rests on is: the cited sentence with most words in
/// common decides.
fn negation_agrees(outside: &[Token], turns: &[&Turn]) -> bool {
    let words: HashSet<&str> = outside
        .iter()
        .filter(|token| carries_meaning(token))
        .map(|token| token.text.as_str())
        .collect();
    let best = turns
        .iter()
        .flat_map(|turn| {
            domain::transcript::sentences(&turn.text)
                .into_iter()
                .map(|range| tokens(&turn.text[range]))
        })
        .map(|sentence| {
            (
                sentence
                    .iter()
                    .filter(|token| words.contains(token.text.as_str()))
                    .count(),
                is_negative(&sentence),
            )
        })
        .max_by_key(|(shared, _)| *shared);
    match best {
        Some((shared, said_negative)) if shared > 0 => said_negative == is_negative(outside),
        _ => !is_negative(outside),
    }
}

/// Words with which notes are framed; they state nothing about the client.
const FRAME: &[&str] = &[
    "session",
    "client",
    "therapist",
    "said",
    "says",
    "asked",
    "answered",
    "touched",
    "talked",
    "spoke",
    "spoken",
    "speaking",
    "told",
    "described",
    "reported",
    "agreed",
    "agreement",
    "plan",
    "planned",
    "next",
    "week",
    "meeting",
    "appointment",
    "step",
    "technique",
    "techniques",
    "topic",
    "topics",
    "language",
    "review",
    "words",
    "own",
    "mood",
    "start",
    "beginning",
    "towards",
    "end",
    "looked",
    "together",
    "worked",
    "discussed",
    "mentioned",
    "named",
    "safety",
    "suggested",
    "something",
    "things",
    "about",
    "later",
    "also",
    "during",
    "today",
    "feel",
    "felt",
    "coming",
    "time",
    "summary",
    "homework",
    "tried",
    "until",
    "meet",
];

static STOP: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    "a an the and or but of to in on at for with by from as is are was were be been being am do does did have has had will would can could \
     should may might must shall it its this that these those there here i you he she they we me him her them us my your his their our not no \
     'so if than then too very just what which who when where how all any some more most other into over out up down off again only same such both \
     each few s t 's one so because while that's"
        .split_whitespace()
        .collect()
});

fn carries_meaning(token: &Token) -> bool {
    !STOP.contains(token.text.as_str())
        && !FRAME.contains(&token.text.as_str())
        && !NEGATORS.contains(&token.text.as_str())
}

/// What a sentence states outside its quotes.
struct Claimed<'a> {
    /// Words that the cited turns must contain.
    words: Vec<&'a Token>,
    /// Whether it names a topic or technique that those turns speak of.
    names_subject: bool,
}

fn claimed_words<'a>(outside: &'a [Token], said: &[Token]) -> Claimed<'a> {
    let topics = topics_in(said).into_iter().map(|number| TOPICS[number].name);
    let techniques = strategies_in(said).into_iter().map(|number| STRATEGIES[number].name);
    let named: HashSet<String> = topics
        .chain(techniques)
        .flat_map(tokens)
        .map(|token| token.text)
        .collect();
    let (names, words): (Vec<&Token>, Vec<&Token>) = outside
        .iter()
        .filter(|token| carries_meaning(token))
        .partition(|token| named.contains(&token.text));
    Claimed {
        words,
        names_subject: !names.is_empty(),
    }
}

fn covered(words: &[&Token], said: &[Token]) -> bool {
    let stems: HashSet<String> = said.iter().map(|token| stem(&token.text)).collect();
    let hits = words.iter().filter(|token| stems.contains(&stem(&token.text))).count();
    hits as f32 >= COVERED * words.len() as f32
}

/// A crude stem: enough to let "worries" cover "worry".
fn stem(word: &str) -> String {
    let cut = ["ing", "ies", "ied", "ed", "es", "s", "ly", "y"]
        .iter()
        .find_map(|ending| {
            let stem = word.strip_suffix(ending)?;
            (stem.chars().count() >= 3).then_some(stem)
        });
    cut.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript() -> Transcript {
        let turns = [
            (Speaker::Therapist, "How did you sleep this week?"),
            (
                Speaker::Client,
                "I don't sleep more than four hours. I’m worried about the deadline.",
            ),
        ];
        Transcript {
            turns: turns
                .into_iter()
                .zip(0u32..)
                .map(|((speaker, text), index)| Turn {
                    index,
                    speaker,
                    text: text.into(),
                    ..Turn::default()
                })
                .collect(),
            ..Transcript::default()
        }
    }

    #[test]
    fn a_true_quote_with_its_speaker_is_supported() {
        let transcript = transcript();
        for text in [
            "The client said: \"I don't sleep more than four hours.\"",
            "The client said: \"i do not sleep more than FOUR hours\"",
            "The session touched on sleep and work.",
            "\"I'm worried about the deadline.\"",
        ] {
            assert_eq!(problem(&transcript, text, &[1]), None, "{text}");
        }
    }

    #[test]
    fn every_kind_of_untruth_is_found() {
        let transcript = transcript();
        for (text, cited, expected) in [
            ("\"I sleep well.\"", &[1][..], Problem::QuoteNotFound),
            ("\"I'm worried about the deadline.\"", &[0], Problem::QuoteNotFound),
            (
                "The therapist said: \"I'm worried about the deadline.\"",
                &[1],
                Problem::WrongSpeaker,
            ),
            ("The client sleeps six hours.", &[1], Problem::NumberNotFound),
            (
                "The client is not worried about the deadline.",
                &[1],
                Problem::NegationDiffers,
            ),
            ("The client has a dog and plays football.", &[1], Problem::NotCovered),
            ("The client sleeps badly.", &[9], Problem::NoSuchTurn),
            ("The client sleeps badly.", &[], Problem::NoEvidence),
        ] {
            assert_eq!(problem(&transcript, text, cited), Some(expected), "{text}");
        }
    }

    #[test]
    fn an_unclosed_quotation_mark_is_plain_text() {
        assert_eq!(
            split_quotes("He said \"yes\" and \"no"),
            (vec!["yes".to_owned()], "He said   and  no".to_owned())
        );
    }
}
