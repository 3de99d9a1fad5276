//! What a phrase of the lexicon means where it stands: whose it is, when, how it was meant, and how prominently to show it.

use std::ops::Range;

use super::context::{self, Polarity, When};
use super::lexicon::{Hit, Level};
use super::screen::{Sentence, item, unless_misheard};
use super::{Category, RiskItem, Severity, Status, Subject, Temporality, who};
use crate::transcript::{Token, Turn};

/// Judges one phrase. `read` are the sentences of its turn and `at` its own; `obsession` says that the session speaks of
/// unwanted thoughts as such.
pub(super) fn judge(turn: &Turn, read: &[Sentence<'_>], at: usize, hit: &Hit, obsession: bool) -> RiskItem {
    let sentence = &read[at];
    let tokens = &sentence.tokens;
    let (category, detail, subject) = kind(turn, tokens, hit);
    let when = time_of(read, at);
    let status = status(turn, sentence, hit, category, subject, when, obsession);
    let temporality = if when == When::Past {
        Temporality::Past
    } else {
        Temporality::Current
    };
    let severity = severity(category, detail, hit.group.level, status, temporality, subject, tokens);
    item(
        turn,
        sentence.text,
        category,
        detail,
        severity,
        subject,
        temporality,
        status,
    )
}

/// Category, finer name and subject, where the words around the phrase turn them.
fn kind(turn: &Turn, tokens: &[Token], hit: &Hit) -> (Category, &'static str, Subject) {
    let (phrase, group) = (&hit.phrase, hit.group);
    let subject = who::whose(tokens, hit, turn.speaker);
    let has = |words: &[&str]| tokens.iter().any(|token| words.contains(&token.text.as_str()));
    match group.category {
        Category::HomicidalIdeation if subject == Subject::OtherPerson && aims_at_speaker(tokens, phrase) => {
            (Category::AbuseOrNeglect, "threat_to_client", Subject::Client)
        }
        // Taking something "not to die" is an injury without that aim.
        Category::SuicidalIdeation if says_not_to_die(tokens) && group.detail == "attempt_or_rehearsal" => {
            (Category::SelfHarm, "ingestion", subject)
        }
        // A cut or a burn that somebody else makes is no self-injury.
        Category::SelfHarm
            if subject == Subject::OtherPerson
                && tokens[phrase.clone()]
                    .iter()
                    .any(|token| matches!(token.text.as_str(), "my" | "me")) =>
        {
            if who::someone_named(tokens) {
                (Category::AbuseOrNeglect, "violence", Subject::Client)
            } else {
                (group.category, group.detail, Subject::Client)
            }
        }
        // The table of abuse names the one who is harmed, so that the speaker as actor is violence to others.
        Category::AbuseOrNeglect
            if group.detail == "violence"
                && tokens[phrase.clone()].first().is_some_and(|token| token.text == "i")
                && !who::someone_else_acts(tokens, phrase) =>
        {
            (Category::HomicidalIdeation, "violent_act", Subject::Client)
        }
        Category::AbuseOrNeglect if group.detail == "violence" => {
            let throat = has(&[
                "throat",
                "neck",
                "windpipe",
                "strangled",
                "strangles",
                "strangle",
                "choked",
                "chokes",
                "throttled",
            ]);
            let detail = if throat {
                "strangulation"
            } else if subject == Subject::OtherPerson {
                who::dependent_in(tokens).unwrap_or(group.detail)
            } else if who::partner_in(tokens) {
                "intimate_partner_violence"
            } else {
                group.detail
            };
            (group.category, detail, subject)
        }
        _ => (group.category, group.detail, subject),
    }
}

/// Whether the violence of another is against the speaker: "he said he would kill me".
fn aims_at_speaker(tokens: &[Token], phrase: &Range<usize>) -> bool {
    tokens[phrase.start..(phrase.end + 1).min(tokens.len())]
        .iter()
        .any(|token| matches!(token.text.as_str(), "me" | "us"))
}

fn says_not_to_die(tokens: &[Token]) -> bool {
    tokens
        .windows(3)
        .any(|three| three[0].text == "not" && three[1].text == "to" && three[2].text == "die")
}

/// The time of a sentence; where it says none, that of its neighbours in the same turn.
fn time_of(read: &[Sentence<'_>], at: usize) -> When {
    let own = context::when(&read[at].tokens);
    if own != When::Unsaid {
        return own;
    }
    let before = read[..at].iter().rev().take(2);
    let after = read[at + 1..].iter().take(1);
    before
        .chain(after)
        .map(|sentence| context::when(&sentence.tokens))
        .find(|when| *when == When::Past)
        .unwrap_or(own)
}

fn status(
    turn: &Turn,
    sentence: &Sentence<'_>,
    hit: &Hit,
    category: Category,
    subject: Subject,
    when: When,
    obsession: bool,
) -> Status {
    let tokens = &sentence.tokens;
    let (phrase, group) = (&hit.phrase, hit.group);
    if sentence.question {
        return Status::AskedOnly;
    }
    if is_figurative(tokens, hit) {
        return Status::Figurative;
    }
    let polarity = context::polarity(tokens, hit);
    if group.level == Level::Denies {
        return if polarity == Polarity::Open {
            Status::Unclear
        } else {
            unless_misheard(turn, Status::Denied)
        };
    }
    match polarity {
        Polarity::Denied => return unless_misheard(turn, Status::Denied),
        Polarity::Open => return Status::Unclear,
        Polarity::Affirmed => {}
    }
    let first_person = tokens.iter().any(|token| matches!(token.text.as_str(), "i" | "me"));
    let teaches = context::is_teaching(tokens) && !first_person;
    if turn.speaker.is_therapist() && teaches {
        return Status::Psychoeducation;
    }
    let unwanted = obsession && asks_what_if(tokens) || context::names_obsession(tokens);
    if category == Category::HomicidalIdeation && unwanted {
        return Status::Figurative;
    }
    if subject == Subject::OtherPerson {
        return Status::ThirdParty;
    }
    if when == When::Past {
        return Status::Historical;
    }
    let counterfactual = ["would", "could"].iter().any(|modal| {
        tokens[phrase.clone()]
            .windows(2)
            .next()
            .is_some_and(|pair| pair[0].text == *modal && pair[1].text == "have")
    });
    if counterfactual {
        return Status::Hypothetical;
    }
    let promised = category == Category::HomicidalIdeation || group.level == Level::Grave;
    if context::is_conditional(tokens, phrase) && !promised {
        return Status::Hypothetical;
    }
    match (group.level, when) {
        (Level::Oblique, _) => Status::Unclear,
        (_, When::Recent) => Status::AffirmedRecent,
        _ => Status::AffirmedCurrent,
    }
}

/// A figure of speech, fiction, a dream, or a harmless sense; never where the same sentence has a wish of the speaker's own.
fn is_figurative(tokens: &[Token], hit: &Hit) -> bool {
    let own_wish = wishes_in_first_person(tokens, &hit.phrase);
    context::is_idiom(tokens, &hit.phrase)
        || hit.harmless
        || ((context::is_fiction(tokens) || context::is_dream(tokens)) && !own_wish)
        || (context::is_harmless(tokens) && hit.group.category != Category::SuicidalIdeation)
}

/// A first-person wish or plan is never taken for the plot of a film.
fn wishes_in_first_person(tokens: &[Token], phrase: &Range<usize>) -> bool {
    let has =
        |words: &[&str], range: Range<usize>| tokens[range].iter().any(|token| words.contains(&token.text.as_str()));
    has(&["i", "me", "myself", "my"], 0..phrase.end)
        && (has(&["planning", "plan"], 0..tokens.len())
            || has(&["want", "wish", "hope", "myself", "going", "need"], phrase.clone()))
}

fn asks_what_if(tokens: &[Token]) -> bool {
    tokens
        .windows(2)
        .any(|pair| pair[0].text == "what" && pair[1].text == "if")
}

/// What is shown first: harm that may come soon, to the client or to someone who cannot protect themselves.
fn severity(
    category: Category,
    detail: &str,
    level: Level,
    status: Status,
    temporality: Temporality,
    subject: Subject,
    tokens: &[Token],
) -> Severity {
    if !status.asserts() || temporality == Temporality::Past {
        return Severity::Low;
    }
    if subject == Subject::OtherPerson {
        let urgent = matches!(category, Category::AbuseOrNeglect | Category::MedicalEmergency);
        let away = tokens.iter().any(|token| token.text == "used");
        return if urgent && !away { Severity::High } else { Severity::Low };
    }
    match (level, category) {
        (Level::Grave, _) | (Level::Plain, Category::MedicalEmergency) => Severity::High,
        _ if detail == "strangulation" => Severity::High,
        _ => Severity::Medium,
    }
}
