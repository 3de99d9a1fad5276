//! How a phrase was meant: negation, time, person, figure of speech, condition.
//!
//! The rules follow the idea of ConText (Harkema et al. 2009): cue words have a scope that ends at a conjunction or a
//! new subject. Spoken language needs two more: phrases of the lexicon that contain their own "not" are never denied
//! by it, and "can't stop thinking" is no negation.

use std::ops::Range;
use std::sync::LazyLock;

use super::Subject;
use super::lexicon::{FICTION, HARMLESS, IDIOMS, PSYCHOEDUCATION};
use crate::transcript::pattern::{Pattern, PatternSet};
use crate::transcript::{Speaker, Token};

/// Words a negation reaches over.
const NEGATION_REACH: usize = 8;

const NEGATORS: &[&str] = &[
    "not", "no", "never", "without", "nor", "neither", "none", "nothing", "hardly", "denies", "denied",
];
const SCOPE_ENDS: &[&str] = &[
    "but", "although", "though", "however", "because", "so", "except", "until", "only", "instead",
];
const SUBJECTS: &[&str] = &["i", "he", "she", "they", "we", "it", "you", "there", "that"];

macro_rules! cues {
    ($(#[$doc:meta])* $name:ident: $($pattern:literal),+ $(,)?) => {
        $(#[$doc])*
        static $name: LazyLock<PatternSet<()>> = LazyLock::new(|| PatternSet::list(&[$($pattern),+]));
    };
}

cues!(
    /// A "not" that denies nothing.
    NOT_A_NEGATION:
    "not only|just|merely|stop|help|resist|shake|say|deny|lie|pretend", "not ~1 sure|certain|know", "no one|idea|doubt|wonder|matter|longer",
    "not ~2 stop|help|resist", "why not", "nothing but", "never mind", "not going to pretend|lie|deny", "not scared|afraid",
);
cues!(
    /// A "not" that leaves it open.
    HEDGE:
    "not|never ~1 sure|certain|say", "not know if|whether|that", "not really|exactly|entirely", "can not say|deny", "not deny",
    "hard to say", "kind|sort of", "i suppose|guess",
);
cues!(
    /// Over and done.
    PAST:
    "used to", "{number}|few|many|twenty|thirty|forty|some|couple|hundred ~2 years|decades|summers|winters back|ago", "years|decades back|ago", "year back|ago", "long ago|time",
    "years ago", "summers|winters ago",
    "when i|he|she|we|they|you ~1 was|were ~1 {number}|young|younger|little|small|nine|ten|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|a|at|in|teenagers|kids|children|pregnant",
    "when i|we ~1 was|were ~2 kid|kids|child|children|teenager|teenagers|teen|school|college|uni|university",
    "as a kid|child|teenager|boy|girl|student", "at|in school|college|uni|university|primary|secondary|halls",
    "in my|his|her|their early? late? mid? teens|twenties|thirties|forties", "in year|grade {number}|seven|eight|nine|ten|eleven|twelve",
    "in|since|from|back ~2 nineteen|sixty|seventy|eighty|ninety|two 's? thousand?",
    "19*", "200*", "201*", "back then|in|when", "last year|winter|summer|spring|autumn|fall|easter|christmas",
    "in the spring|summer|autumn|winter|past|army|navy|war", "before the|i ~1 tablets|meds|baby|diagnosis|met",
    "first husband|wife|marriage", "my childhood|teens|youth", "was|were ~1 {number}|nine|ten|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen $",
    "ninety|eighty|seventy|sixty four|five|six|seven|eight|nine|one|two|three", "grew out of", "it is|has gone|over|passed now?", "been dead since", "was a spell|phase|time",
    "did|was when|back", "in the past", "after the divorce|war|birth|baby", "age {number}", "at|was|when nineteen|eighteen|seventeen|sixteen|fifteen|fourteen|thirteen|twelve|eleven",
    "silver", "raised us", "do not do it|that any", "divorced", "years since|old",
);
cues!(
    /// Now, or in the last weeks.
    CURRENT:
    "again", "still", "lately", "recently", "now|nowadays", "these days", "at the moment", "today", "tonight", "yesterday",
    "this week|month|morning|afternoon|evening|weekend|time", "last night|week|weekend|month",
    "on monday|tuesday|wednesday|thursday|friday|saturday|sunday", "every|most day|days|night|nights|morning|mornings|week|evening|evenings",
    "days|nights|weeks|hours ago", "hour", "some days|nights", "have|has been", "keep|keeps", "want|wants", "going to", "am",
);
cues!(
    /// Said to be over, which no "now" undoes.
    OVER: "gone now", "fine now|apart", "not ~3 since", "been well|fine|sober|clean|clear since", "over now", "passed now", "behind me",
    "grew out of", "not any more", "used to", "been dead since", "years ago",
);
cues!(
    /// A report of a few weeks or days.
    RECENT:
    "last night|week|weekend|month", "yesterday", "on monday|tuesday|wednesday|thursday|friday|saturday|sunday", "this week|month|morning|weekend",
    "days|nights|weeks|hours ago", "today",
);
cues!(
    /// The condition of a hypothetical.
    CONDITION: "if i|you|they|he|she|my|the|it|we|something|anything", "unless", "suppose", "imagine if", "what if",
);
cues!(
    /// Words by which an obsession is named as one.
    OBSESSION: "ocd", "obsession|obsessions|obsessional", "intrusive", "compulsion|compulsions", "unwanted thought|thoughts",
);

static IDIOM_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| PatternSet::list(IDIOMS));
static FICTION_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| PatternSet::list(FICTION));
static HARMLESS_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| PatternSet::list(HARMLESS));
static TEACHING_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| PatternSet::list(PSYCHOEDUCATION));
static KIN: LazyLock<Pattern> = LazyLock::new(|| Pattern::new("{kin}"));

/// What the words before a phrase do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polarity {
    Affirmed,
    Denied,
    Open,
}

/// Whether a phrase is denied by the words around it.
pub(super) fn polarity(tokens: &[Token], phrase: &Range<usize>) -> Polarity {
    let mut negators = 0;
    for at in (phrase.start.saturating_sub(NEGATION_REACH)..phrase.start).rev() {
        let token = &tokens[at];
        let next_is_subject = tokens
            .get(at + 1)
            .is_some_and(|next| SUBJECTS.contains(&next.text.as_str()));
        if SCOPE_ENDS.contains(&token.text.as_str()) || (token.breaks_after && next_is_subject) {
            break;
        }
        let interjection = token.text == "no" && token.breaks_after;
        if NEGATORS.contains(&token.text.as_str()) && !interjection && !starts_with(&NOT_A_NEGATION, tokens, at) {
            negators += 1;
        }
    }
    let after = &tokens[phrase.end..(phrase.end + 4).min(tokens.len())];
    let denied_after = after.windows(2).any(|pair| {
        matches!(pair[0].text.as_str(), "is" | "was" | "are" | "has" | "have")
            && matches!(pair[1].text.as_str(), "not" | "never")
    });
    let sentence_hedged = HEDGE.matches(&tokens[..phrase.start]).next().is_some();
    match negators + usize::from(denied_after) {
        0 if sentence_hedged => Polarity::Open,
        0 => Polarity::Affirmed,
        1 if sentence_hedged => Polarity::Open,
        1 => Polarity::Denied,
        _ => Polarity::Open,
    }
}

fn starts_with(set: &PatternSet<()>, tokens: &[Token], at: usize) -> bool {
    set.matches(&tokens[at..]).any(|(range, ())| range.start == 0)
}

/// When something is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Now,
    Recent,
    Past,
    Unsaid,
}

/// The time of a sentence.
pub(super) fn when(tokens: &[Token]) -> When {
    let (past, current) = (PAST.any(tokens), CURRENT.any(tokens));
    if past && (!current || OVER.any(tokens)) {
        When::Past
    } else if RECENT.any(tokens) {
        When::Recent
    } else if current {
        When::Now
    } else if past {
        When::Past
    } else {
        When::Unsaid
    }
}

/// Whether the sentence says that it is over.
pub(super) fn past(tokens: &[Token]) -> bool {
    PAST.any(tokens)
}

/// Whether a figure of speech covers the phrase.
pub(super) fn is_idiom(tokens: &[Token], phrase: &Range<usize>) -> bool {
    IDIOM_SET
        .matches(tokens)
        .any(|(idiom, ())| idiom.start < phrase.end && phrase.start < idiom.end)
}

/// The first figure of speech of a sentence that borrows a violent word.
pub(super) fn idiom(tokens: &[Token]) -> Option<Range<usize>> {
    IDIOM_SET.matches(tokens).next().map(|(range, ())| range)
}

/// Whether the sentence tells of a film, a book, a game or a dream.
pub(super) fn is_fiction(tokens: &[Token]) -> bool {
    FICTION_SET.any(tokens)
}

/// Whether the sentence gives a harmless cause.
pub(super) fn is_harmless(tokens: &[Token]) -> bool {
    HARMLESS_SET.any(tokens)
}

/// Whether a therapist is explaining, rather than speaking of this client.
pub(super) fn is_teaching(tokens: &[Token]) -> bool {
    TEACHING_SET.any(tokens)
}

/// Whether a condition comes before the phrase.
pub(super) fn is_conditional(tokens: &[Token], phrase: &Range<usize>) -> bool {
    CONDITION.any(&tokens[..phrase.end])
}

/// Whether unwanted thoughts are spoken of as such.
pub(super) fn names_obsession(tokens: &[Token]) -> bool {
    OBSESSION.any(tokens)
}

/// Whose it is: the person of the pronoun in the phrase, else of the nearest subject before it.
pub(super) fn experiencer(tokens: &[Token], phrase: &Range<usize>, speaker: Speaker) -> Subject {
    let inside = tokens[phrase.clone()]
        .iter()
        .rev()
        .filter_map(|token| reflexive(&token.text))
        .next();
    if let Some(subject) = inside {
        return subject;
    }
    let end = phrase.start + 1;
    for at in (0..end.min(tokens.len())).rev() {
        let token = tokens[at].text.as_str();
        match token {
            "i" | "we" => return Subject::Client,
            "you" if speaker.is_therapist() => return Subject::Client,
            "he" | "she" | "they" => return Subject::OtherPerson,
            _ => {}
        }
        let owned = at.checked_sub(1).map(|before| tokens[before].text.as_str());
        let possessive = tokens.get(at + 1).is_some_and(|next| next.text == "'s" && at + 2 < end);
        let related = matches!(
            owned,
            Some("my" | "our" | "her" | "his" | "their" | "your" | "the" | "a" | "ex")
        );
        if KIN.match_at(tokens, at).is_some() && (related || at == 0) && !possessive && at < phrase.start {
            return Subject::OtherPerson;
        }
    }
    let first_inside = tokens[phrase.clone()]
        .iter()
        .find_map(|token| match token.text.as_str() {
            "i" | "me" | "my" => Some(Subject::Client),
            "he" | "she" | "they" => Some(Subject::OtherPerson),
            _ => None,
        });
    first_inside.unwrap_or(Subject::Client)
}

fn reflexive(word: &str) -> Option<Subject> {
    match word {
        "myself" | "me" | "yourself" | "ourselves" | "your" => Some(Subject::Client),
        "himself" | "herself" | "themselves" | "themself" => Some(Subject::OtherPerson),
        _ => None,
    }
}

/// Who is harmed: the one the phrase is done to.
pub(super) fn harmed(tokens: &[Token], phrase: &Range<usize>) -> Subject {
    let reach = phrase.start..(phrase.end + 3).min(tokens.len());
    let words = || tokens[reach.clone()].iter().map(|token| token.text.as_str());
    if words().any(|word| matches!(word, "me" | "us" | "my" | "myself" | "i")) && !child_owned(tokens, &reach) {
        return Subject::Client;
    }
    let third = words().any(|word| matches!(word, "her" | "him" | "them" | "himself" | "herself"))
        || tokens[reach.clone()]
            .iter()
            .enumerate()
            .skip(1)
            .any(|(n, _)| KIN.match_at(tokens, reach.start + n).is_some());
    let others_only = tokens
        .iter()
        .any(|token| matches!(token.text.as_str(), "her" | "him" | "them"))
        && !tokens
            .iter()
            .any(|token| matches!(token.text.as_str(), "me" | "us" | "my" | "i"));
    let cared_for = tokens[..phrase.start]
        .iter()
        .enumerate()
        .any(|(at, _)| KIN.match_at(tokens, at).is_some())
        && !tokens
            .iter()
            .any(|token| matches!(token.text.as_str(), "me" | "us" | "i"));
    if third || others_only || cared_for || child_owned(tokens, &(0..phrase.end)) {
        Subject::OtherPerson
    } else {
        Subject::Client
    }
}

/// Whether the harm is to "my" child rather than to me: "my little brother's back".
fn child_owned(tokens: &[Token], reach: &Range<usize>) -> bool {
    static CHILD: LazyLock<Pattern> =
        LazyLock::new(|| Pattern::new("my|our|her|his|the|'s little|young|older|eldest? {child}"));
    CHILD.find(&tokens[reach.clone()]).is_some()
}

/// Whether the one who acts is somebody else: "he", "my husband", a name is not known.
pub(super) fn someone_else_acts(tokens: &[Token], phrase: &Range<usize>) -> bool {
    for at in (0..(phrase.start + 1).min(tokens.len())).rev() {
        match tokens[at].text.as_str() {
            "i" | "we" => return false,
            "he" | "she" | "they" => return true,
            _ if KIN.match_at(tokens, at).is_some() => return true,
            _ => {}
        }
    }
    false
}
