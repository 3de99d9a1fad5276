//! Whose it is: who wishes, does, hears or takes something, and who is harmed.

use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::{Hit, WORDS};
use super::{Category, Subject};
use crate::transcript::pattern::Pattern;
use crate::transcript::{Speaker, Token};

/// Words before which a noun of relation stands: "my brother", "some lad", "her ex".
const DETERMINERS: &[&str] = &[
    "my", "our", "her", "his", "their", "your", "the", "a", "an", "this", "that", "some", "another", "'s", "one",
    "every",
];

/// Words after `'s` that make it a verb: "my husband's on drugs".
const AFTER_VERBAL_S: &[&str] = &[
    "been", "got", "gone", "on", "in", "back", "not", "a", "had", "taken", "started", "never", "always", "just",
    "still", "so", "too", "saying", "at", "off", "dead", "ill", "lost", "done",
];

static RELATION: LazyLock<Pattern> = LazyLock::new(|| Pattern::of("{kin}|{minor}|{relation}", &WORDS));
static DEPENDENT: LazyLock<Pattern> = LazyLock::new(|| Pattern::of("{minor}|{frail}", &WORDS));
static CHILDHOOD: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new("as|like|were|was|being ~1 a|an|altar|only|just? ~1 child|children|kid|kids|boy|girl|baby|teenager")
});
static PASSIVE: LazyLock<Pattern> =
    LazyLock::new(|| Pattern::new("been|being|was|is|are|get|gets|getting|were|be|got|am|kept|keeps"));
static BELIEVES: LazyLock<Pattern> = LazyLock::new(|| {
    Pattern::new(
        "think|thinks|thought|believe|believes|believed|convinced|hear|hears|heard|hearing|see|sees|saw|seeing|says|said|reckons|used|was|is|has|had|with|keeps",
    )
});

fn word(tokens: &[Token], at: usize) -> &str {
    tokens.get(at).map_or("", |token| token.text.as_str())
}

/// Whether a person other than the two in the room is named at a token: "my brother", "a lad at school".
fn relation_at(tokens: &[Token], at: usize) -> bool {
    let near = (at.saturating_sub(3)..at).any(|before| DETERMINERS.contains(&word(tokens, before)));
    let possessive = word(tokens, at + 1) == "'s"
        && !AFTER_VERBAL_S.contains(&word(tokens, at + 2))
        && !word(tokens, at + 2).ends_with("ing");
    RELATION.match_at(tokens, at).is_some() && (at == 0 || near || is_name_of_kin(word(tokens, at))) && !possessive
}

/// Kin who are called by the word itself: "Mum drank".
fn is_name_of_kin(word: &str) -> bool {
    matches!(
        word,
        "mum"
            | "mom"
            | "mam"
            | "dad"
            | "daddy"
            | "mummy"
            | "gran"
            | "nan"
            | "nana"
            | "grandad"
            | "granddad"
            | "grandma"
            | "grandpa"
    )
}

/// The nearest subject at or before a token.
fn subject_before(tokens: &[Token], from: usize, speaker: Speaker) -> Option<Subject> {
    (0..from.min(tokens.len())).rev().find_map(|at| match word(tokens, at) {
        "i" | "we" => Some(Subject::Client),
        "you" if speaker.is_therapist() => Some(Subject::Client),
        "he" | "she" | "they" => Some(Subject::OtherPerson),
        _ if relation_at(tokens, at) => Some(Subject::OtherPerson),
        _ => None,
    })
}

/// Whose wish, act, illness or belief a phrase tells of.
pub(super) fn whose(tokens: &[Token], hit: &Hit, speaker: Speaker) -> Subject {
    let phrase = &hit.phrase;
    match hit.group.category {
        Category::AbuseOrNeglect => harmed(tokens, phrase, speaker),
        Category::Psychosis => believer(tokens, phrase, speaker),
        Category::HomicidalIdeation if hit.group.detail == "threat_to_target" => {
            let reported = reports(tokens, phrase.start);
            if reported {
                Subject::OtherPerson
            } else {
                Subject::Client
            }
        }
        _ => doer(tokens, phrase, speaker),
    }
}

/// Whether the words before a place report what somebody else says.
fn reports(tokens: &[Token], before: usize) -> bool {
    (1..before.min(tokens.len())).any(|at| {
        matches!(
            word(tokens, at),
            "said" | "says" | "saying" | "told" | "tells" | "threatens" | "threatened" | "reckons" | "swears" | "keeps"
        ) && subject_before(tokens, at, Speaker::Unknown) == Some(Subject::OtherPerson)
    })
}

fn doer(tokens: &[Token], phrase: &Range<usize>, speaker: Speaker) -> Subject {
    let inside = || tokens[phrase.clone()].iter().map(|token| token.text.as_str());
    let reflexive = inside().rev().find_map(|word| match word {
        "myself" | "ourselves" => Some(Subject::Client),
        "yourself" | "your" if speaker.is_therapist() => Some(Subject::Client),
        "himself" | "herself" | "themselves" | "themself" => Some(Subject::OtherPerson),
        _ => None,
    });
    if let Some(subject) = reflexive {
        return subject;
    }
    // "They would be better off if I was dead": the first person inside is the one spoken of.
    if inside().skip(1).any(|word| matches!(word, "i" | "me")) && !reports(tokens, phrase.start) {
        return Subject::Client;
    }
    let owned_by_other =
        inside().any(|word| matches!(word, "his" | "her" | "their")) && !inside().any(|word| word == "my");
    let before = subject_before(tokens, phrase.start + 1, speaker);
    if owned_by_other && before.is_none() {
        return Subject::OtherPerson;
    }
    before.unwrap_or_else(|| {
        let first = (phrase.start..phrase.end).find_map(|at| match word(tokens, at) {
            "i" | "me" | "my" => Some(Subject::Client),
            "he" | "she" | "they" => Some(Subject::OtherPerson),
            _ if at > phrase.start && relation_at(tokens, at) => Some(Subject::OtherPerson),
            _ => None,
        });
        first.unwrap_or(Subject::Client)
    })
}

/// Who hears or believes: others only when the sentence says that they do.
fn believer(tokens: &[Token], phrase: &Range<usize>, speaker: Speaker) -> Subject {
    let first = (0..tokens.len()).find_map(|at| match word(tokens, at) {
        "i" | "we" | "me" | "my" if !relation_next(tokens, at) => Some((at, Subject::Client)),
        "you" if speaker.is_therapist() => Some((at, Subject::Client)),
        "he" | "she" => Some((at, Subject::OtherPerson)),
        _ if relation_at(tokens, at) => Some((at, Subject::OtherPerson)),
        _ => None,
    });
    match first {
        Some((at, Subject::OtherPerson)) => {
            let believes = (at + 1..(at + 7).min(tokens.len())).any(|next| BELIEVES.match_at(tokens, next).is_some());
            let about_me = tokens[at..]
                .iter()
                .any(|token| matches!(token.text.as_str(), "me" | "my" | "i" | "mine" | "us"))
                || phrase.end < at;
            if believes && !about_me {
                Subject::OtherPerson
            } else {
                Subject::Client
            }
        }
        _ => Subject::Client,
    }
}

fn relation_next(tokens: &[Token], at: usize) -> bool {
    word(tokens, at) == "my" && (at + 1..(at + 4).min(tokens.len())).any(|next| relation_at(tokens, next))
}

/// Who is harmed: the object of the phrase, or its subject where it is passive.
fn harmed(tokens: &[Token], phrase: &Range<usize>, speaker: Speaker) -> Subject {
    let passive = (phrase.start..(phrase.start + 2).min(phrase.end)).any(|at| PASSIVE.match_at(tokens, at).is_some())
        && !matches!(word(tokens, phrase.start), "he" | "she" | "they")
        && RELATION.match_at(tokens, phrase.start).is_none();
    if passive {
        return subject_before(tokens, phrase.start, speaker).unwrap_or(Subject::Client);
    }
    let childhood = CHILDHOOD.find(tokens);
    let spoken_of_childhood = |at: usize| childhood.as_ref().is_some_and(|range| range.contains(&at));
    let end = (phrase.end + 3).min(tokens.len());
    let acts_first = |at: usize| at <= phrase.start || subject_of_act(tokens, phrase, at);
    let mut first_person = false;
    for at in phrase.start..end {
        let dependent = DEPENDENT.match_at(tokens, at).is_some() && relation_at(tokens, at) && !spoken_of_childhood(at);
        if dependent && !acts_first(at) {
            return Subject::OtherPerson;
        }
        match word(tokens, at) {
            "me" | "us" | "myself" => return Subject::Client,
            "my" if !relation_next(tokens, at) => first_person = true,
            "i" if at > phrase.start => first_person = true,
            "him" | "them" if !first_person => return Subject::OtherPerson,
            "her" if !first_person && at > phrase.start => return Subject::OtherPerson,
            _ => {}
        }
    }
    if first_person || tokens.iter().any(|token| matches!(token.text.as_str(), "me" | "us")) {
        return Subject::Client;
    }
    let before = (0..(phrase.start + 1).min(tokens.len())).rev().find_map(|at| {
        let dependent = DEPENDENT.match_at(tokens, at).is_some() && relation_at(tokens, at) && !spoken_of_childhood(at);
        match word(tokens, at) {
            _ if dependent => Some(Subject::OtherPerson),
            "i" | "we" => Some(Subject::Client),
            "you" if speaker.is_therapist() => Some(Subject::Client),
            _ => None,
        }
    });
    let mentions_other = tokens[..phrase.end].iter().enumerate().any(|(at, token)| {
        matches!(token.text.as_str(), "her" | "him" | "them")
            || (DEPENDENT.match_at(tokens, at).is_some() && relation_at(tokens, at) && !spoken_of_childhood(at))
    });
    let speaks_of_self = tokens
        .iter()
        .any(|token| matches!(token.text.as_str(), "i" | "my" | "me" | "we"));
    match before {
        Some(subject) => subject,
        None if mentions_other && !speaks_of_self => Subject::OtherPerson,
        None => Subject::Client,
    }
}

/// A relation at the head of the phrase, before its verb: the one who acts.
fn subject_of_act(tokens: &[Token], phrase: &Range<usize>, at: usize) -> bool {
    at < phrase.start + 3 && word(tokens, phrase.start) == "my" || at == phrase.start && relation_at(tokens, at)
}

/// Whether the one who acts is somebody else: "he", "my husband"; a name is not known.
pub(super) fn someone_else_acts(tokens: &[Token], phrase: &Range<usize>) -> bool {
    subject_before(tokens, phrase.start + 1, Speaker::Unknown) == Some(Subject::OtherPerson)
}

/// Whether a person who could act is among the words, by "he", "she" or a relation; "they" may be things.
pub(super) fn someone_named(tokens: &[Token]) -> bool {
    (0..tokens.len()).any(|at| matches!(word(tokens, at), "he" | "she") || relation_at(tokens, at))
}

/// A child or an old person among the words.
pub(super) fn dependent_in(tokens: &[Token]) -> Option<&'static str> {
    static MINOR: LazyLock<Pattern> = LazyLock::new(|| Pattern::of("{minor}", &WORDS));
    static FRAIL: LazyLock<Pattern> = LazyLock::new(|| Pattern::of("{frail}", &WORDS));
    if MINOR.find(tokens).is_some() {
        Some("child_abuse_or_neglect")
    } else if FRAIL.find(tokens).is_some() {
        Some("elder_or_dependent_adult_abuse")
    } else {
        None
    }
}

/// Whether a partner, present or former, is among the words.
pub(super) fn partner_in(tokens: &[Token]) -> bool {
    static PARTNER: LazyLock<Pattern> = LazyLock::new(|| {
        Pattern::new("husband|wife|partner|boyfriend|girlfriend|fiance|fiancee|ex|x|missus|hubby|spouse|bloke|fella")
    });
    PARTNER.find(tokens).is_some()
}
