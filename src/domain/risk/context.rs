//! How a phrase was meant: negation, time, person, figure of speech, condition.
//!
//! The rules follow the idea of ConText (Harkema et al. 2009): cue words have a scope that ends at a conjunction or a
//! new subject. Spoken language needs two more: phrases of the lexicon that contain their own "not" are never denied
//! by it, and "can't stop thinking" is no negation.

use std::ops::Range;
use std::sync::LazyLock;

use super::lexicon::{self, DREAMS, FICTION, HARMLESS, Hit, IDIOMS, PSYCHOEDUCATION};
use crate::transcript::Token;
use crate::transcript::pattern::PatternSet;

/// Words a negation reaches over.
const NEGATION_REACH: usize = 8;

const NEGATORS: &[&str] = &[
    "not", "no", "never", "without", "nor", "neither", "none", "nothing", "hardly", "denies", "denied", "nobody",
    "noone",
];
const SCOPE_ENDS: &[&str] = &[
    "but", "although", "though", "however", "because", "so", "except", "until", "only", "instead",
];
/// Words that begin another noun, and so another statement after a comma.
const OWNERS: &[&str] = &["my", "her", "his", "their", "our", "the"];
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
    "not ~2 stop|help|resist", "not ~1 mind|care|bother|bothered|blame|surprised|wait|promise|guarantee|even", "no ~1 way|option|choice|idea|one|energy", "without ~2 a|thinking|knowing|telling", "if i|he|she|they ~1 not", "not know|knowing|remember|tell|told|understand|believe|enough|worth|much|long|far", "nothing ~1 else|left|works|helps|stops", "nobody|noone ~1 knows|know|believes|believe|stops|else|at|notices|cares", "not ~3 until|unless|without", "never ~1 know|knew|see|saw|felt|better", "never ~2 so bad|low|scared|afraid|frightened|alone|lonely|depressed|hopeless|desperate", "no ~1 food|money|sleep|work|matter|stranger", "not ~1 the|my first|only|fault|last|kind|one", "not ~1 in my|his|her right", "not properly|well|right", "not ~2 working|work|sleep|sleeping|slept|coping|cope", "wont|will not ~2 stop|go|leave|shut", "nothing but", "never mind", "not going to pretend|lie|deny", "not scared|afraid",
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
    "my|his|her|our first|old|previous|last husband|wife|marriage|boyfriend|girlfriend|partner|job|flat|school", "growing|grew up", "as a|an ~1 teenager|child|kid|boy|girl|student|teen|youngster|nipper", "as children|kids|teenagers", "altar boy",
    "before the|my|i ~1 medication|meds|tablets|treatment|injections|rehab|therapy|was|met|got|born|had", "before he|she|i ~1 was|were born|met|married", "long before", "split ~1 up ~1 {number}|years", "i once", "well|fine|better|recovered|okay ever? since", "when i|he|she|we|they ~1 was|were ~1 twenty|thirty|forty|fifty|sixty", "when i|we|he|she|they ~1 was|were ~1 in|at|with ~2 army|marines|navy|university|school|college|hospital|prison|rehab|care|foster|raf|forces|service|uni|home", "when i|we|he|she|they ~1 was|were ~1 small|tiny|unemployed|homeless|single|married|pregnant|drinking",
    "christmas|summer|winter|year|week before last", "a decade|lifetime", "in the war", "by ~2 first husband|wife", "split up ~2 years", "{number} years|decades since", "that ~1 passed|stopped|ended", "was in|on my|his|her twenties|thirties|teens|forties",
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
    OVER: "gone now", "fine now|apart", "well|fine|better|recovered|sober|clean|okay ever? since", "that passed", "before the|my", "i was ~1 {number}|twenty|thirty|sixteen|seventeen|eighteen|nineteen|fifteen|fourteen|thirteen|twelve|eleven", "not ~3 since", "been well|fine|sober|clean|clear since", "over now", "passed now", "behind me",
    "grew out of", "not any more", "used to", "been dead since", "years ago",
);
cues!(
    /// A named part of life that is over, unless the sentence says "still".
    THEN: "as a|an ~1 teenager|child|kid|boy|girl|student|teen", "when i|he|she|we|they was|were", "growing up", "back then|in|when", "as children|kids|teenagers",
);
cues!(
    /// Words that bring it into the present.
    STILL: "still|again|lately|recently|nowadays|tonight", "these days", "at the moment", "this week|month|morning|afternoon", "last night", "keep|keeps",
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
    OBSESSION: "ocd", "unwanted", "obsession|obsessions|obsessional", "intrusive", "compulsion|compulsions", "unwanted thought|thoughts",
);

static IDIOM_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| lexicon::set(IDIOMS));
static FICTION_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| lexicon::set(FICTION));
static DREAM_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| lexicon::set(DREAMS));
static HARMLESS_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| lexicon::set(HARMLESS));
static TEACHING_SET: LazyLock<PatternSet<()>> = LazyLock::new(|| lexicon::set(PSYCHOEDUCATION));

/// What the words before a phrase do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Polarity {
    Affirmed,
    Denied,
    Open,
}

/// Whether a phrase is denied by the words around it.
pub(super) fn polarity(tokens: &[Token], hit: &Hit) -> Polarity {
    let phrase = &hit.phrase;
    let mut negators = 0;
    if !hit.owns_not {
        negators += phrase
            .clone()
            .skip(1)
            .filter(|at| {
                is_negation(tokens, *at) && !tokens[*at..phrase.end - 1].iter().any(|token| token.breaks_after)
            })
            .count();
    }
    for at in (phrase.start.saturating_sub(NEGATION_REACH)..phrase.start).rev() {
        let token = &tokens[at];
        let next_is_subject = tokens
            .get(at + 1)
            .is_some_and(|next| SUBJECTS.contains(&next.text.as_str()) || OWNERS.contains(&next.text.as_str()));
        // "Never so much as": no clause begins at that "so".
        let so_much = token.text == "so" && tokens.get(at + 1).is_some_and(|next| next.text == "much");
        if (SCOPE_ENDS.contains(&token.text.as_str()) && !so_much) || (token.breaks_after && next_is_subject) {
            break;
        }
        if is_negation(tokens, at) {
            negators += 1;
        }
    }
    let clause_goes_on = tokens[..phrase.end].last().is_some_and(|last| !last.breaks_after);
    let after = &tokens[phrase.end..(phrase.end + 3).min(tokens.len())];
    let denied_after = clause_goes_on
        && after.windows(2).any(|pair| {
            matches!(pair[0].text.as_str(), "is" | "was" | "are" | "has" | "have")
                && matches!(pair[1].text.as_str(), "not" | "never")
        })
        && !after
            .iter()
            .any(|token| matches!(token.text.as_str(), "my" | "i" | "it"));
    let sentence_hedged = HEDGE.matches(&tokens[..phrase.start]).next().is_some();
    match negators + usize::from(denied_after) {
        0 if sentence_hedged => Polarity::Open,
        0 => Polarity::Affirmed,
        1 if sentence_hedged => Polarity::Open,
        1 => Polarity::Denied,
        _ => Polarity::Open,
    }
}

/// Whether a token denies what follows: not the "no" that answers, not "if I do not", not a phrase like "not only".
fn is_negation(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let interjection = token.text == "no" && token.breaks_after;
    let conditional = tokens[at.saturating_sub(3)..at]
        .iter()
        .any(|before| matches!(before.text.as_str(), "if" | "unless" | "until"));
    NEGATORS.contains(&token.text.as_str())
        && !interjection
        && !conditional
        && !starts_with(&NOT_A_NEGATION, tokens, at)
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
    let left_behind = OVER.any(tokens) || (THEN.any(tokens) && !STILL.any(tokens));
    if past && (!current || left_behind) {
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

/// Whether the sentence tells of a dream.
pub(super) fn is_dream(tokens: &[Token]) -> bool {
    DREAM_SET.any(tokens)
}

/// Whether the sentence tells of a film, a book or a game.
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
