//! The screen itself: sentence by sentence, then question with answer.

use std::collections::HashMap;
use std::ops::Range;

use super::answer::{Answer, Reading};
use super::context::{self, Polarity, When};
use super::lexicon::{Group, LEXICON, Level};
use super::{Category, RiskItem, Severity, Status, Subject, Temporality, answer};
use crate::transcript::{Speaker, Token, Turn, sentences, tokens};

/// Recogniser confidence below which a denial is not taken at its word: a "not" is easily lost or invented.
const UNSURE_CONFIDENCE: f32 = 0.4;

/// Reads all turns and lists the language to review, in the order in which it was said. Nothing that matches the
/// lexicon is left out; what was denied, asked, explained or figurative is listed as such. The same turns always give
/// the same list.
pub fn screen(turns: &[Turn]) -> Vec<RiskItem> {
    let read: Vec<Vec<Sentence<'_>>> = turns.iter().map(read_turn).collect();
    let obsession = read
        .iter()
        .flatten()
        .filter(|sentence| context::names_obsession(&sentence.tokens))
        .count()
        >= 2;
    let mut items = Vec::new();
    for (number, turn) in turns.iter().enumerate() {
        let mut found = screen_turn(turn, &read[number], obsession);
        if turns_out_harmless(&read, number) {
            let medical = |item: &&mut RiskItem| item.category == Category::MedicalEmergency && item.status.asserts();
            for item in found.iter_mut().filter(medical) {
                (item.status, item.severity) = (Status::Figurative, Severity::Low);
            }
        }
        if let Some(before) = number.checked_sub(1) {
            found.extend(screen_answer(
                turn,
                &read[number],
                &turns[before],
                &read[before],
                &found,
            ));
            if found.iter().any(|item| item.turn == turn.index) {
                settle_questions(&mut items, turns[before].index, &found);
            }
        }
        items.extend(merge(found));
    }
    items
}

/// Whether a scare is told to have had a harmless cause, in the same turn or the speaker's next one.
fn turns_out_harmless(read: &[Vec<Sentence<'_>>], number: usize) -> bool {
    let next = read.get(number + 2).map_or(&[][..], Vec::as_slice);
    read[number]
        .iter()
        .chain(next)
        .any(|sentence| context::is_harmless(&sentence.tokens))
}

struct Sentence<'a> {
    text: &'a str,
    range: Range<usize>,
    tokens: Vec<Token>,
    question: bool,
    hits: Vec<(Range<usize>, &'static Group)>,
}

fn read_turn(turn: &Turn) -> Vec<Sentence<'_>> {
    sentences(&turn.text)
        .into_iter()
        .map(|range| {
            let text = &turn.text[range.clone()];
            let tokens = tokens(text);
            let hits = LEXICON
                .matches(&tokens)
                .map(|(phrase, group)| (phrase, *group))
                .collect();
            Sentence {
                text,
                range,
                question: is_question(text, &tokens, turn.speaker),
                hits,
                tokens,
            }
        })
        .collect()
}

fn is_question(text: &str, tokens: &[Token], speaker: Speaker) -> bool {
    let marked = text.trim_end().ends_with('?');
    let addressed = tokens
        .iter()
        .any(|token| matches!(token.text.as_str(), "you" | "your" | "yourself" | "any" | "anyone"));
    let first = tokens.first().map_or("", |token| token.text.as_str());
    let opens = matches!(
        first,
        "do" | "does"
            | "did"
            | "have"
            | "has"
            | "are"
            | "is"
            | "was"
            | "were"
            | "any"
            | "how"
            | "when"
            | "could"
            | "would"
    );
    if speaker.is_therapist() {
        marked
            || (opens
                && tokens
                    .get(1)
                    .is_some_and(|next| matches!(next.text.as_str(), "you" | "thoughts" | "there")))
    } else {
        marked && addressed && !speaker.is_client()
    }
}

fn screen_turn(turn: &Turn, read: &[Sentence<'_>], obsession: bool) -> Vec<RiskItem> {
    let mut items = Vec::new();
    for (at, sentence) in read.iter().enumerate() {
        for (phrase, group) in &sentence.hits {
            items.push(judge(turn, read, at, phrase, group, obsession));
        }
        if sentence.hits.is_empty()
            && let Some(idiom) = context::idiom(&sentence.tokens)
            && let Some(category) = borrowed(&sentence.tokens[idiom])
        {
            items.push(item(
                turn,
                sentence.text,
                category,
                "",
                Severity::Low,
                Subject::Client,
                Temporality::Current,
                Status::Figurative,
            ));
        }
    }
    items
}

/// The category whose word a figure of speech borrows; `None` for one that frightens nobody.
fn borrowed(idiom: &[Token]) -> Option<Category> {
    idiom.iter().find_map(|token| match token.text.as_str() {
        "die" | "died" | "dying" | "dead" | "death" | "suicide" | "kamikaze" | "bury" => {
            Some(Category::SuicidalIdeation)
        }
        "kill" | "kills" | "killed" | "killing" | "murder" | "murdered" | "strangle" | "strangled" | "slaughter"
        | "shoot" | "shot" | "stab" | "stabbed" | "stabbing" | "slayed" => Some(Category::HomicidalIdeation),
        _ => None,
    })
}

fn judge(
    turn: &Turn,
    read: &[Sentence<'_>],
    at: usize,
    phrase: &Range<usize>,
    group: &Group,
    obsession: bool,
) -> RiskItem {
    let sentence = &read[at];
    let tokens = &sentence.tokens;
    let mut category = group.category;
    let mut detail = group.detail;
    let mut subject = match category {
        Category::AbuseOrNeglect => context::harmed(tokens, phrase),
        _ => context::experiencer(tokens, phrase, turn.speaker),
    };
    if category == Category::HomicidalIdeation && subject == Subject::OtherPerson {
        let object = &tokens[phrase.start..(phrase.end + 1).min(tokens.len())];
        if object.iter().any(|token| matches!(token.text.as_str(), "me" | "us")) {
            (category, detail, subject) = (Category::AbuseOrNeglect, "threat_to_client", Subject::Client);
        }
    }
    if category == Category::SuicidalIdeation && says_not_to_die(tokens) && detail == "attempt_or_rehearsal" {
        (category, detail) = (Category::SelfHarm, "ingestion");
    }
    if category == Category::AbuseOrNeglect && subject == Subject::Client && acts_on_others(tokens, phrase, group) {
        (category, detail) = (Category::HomicidalIdeation, "violent_act");
    }
    let when = time_of(read, at);
    let status = status(turn, sentence, phrase, group, subject, when, obsession, category);
    let temporality = if when == When::Past {
        Temporality::Past
    } else {
        Temporality::Current
    };
    let severity = severity(category, group.level, status, temporality, subject, tokens);
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

fn says_not_to_die(tokens: &[Token]) -> bool {
    tokens
        .windows(3)
        .any(|three| three[0].text == "not" && three[1].text == "to" && three[2].text == "die")
}

/// "I grabbed her": the violence table of abuse names the victim, so the speaker as actor is violence to others.
fn acts_on_others(tokens: &[Token], phrase: &Range<usize>, group: &Group) -> bool {
    group.detail == "violence"
        && tokens[phrase.clone()].first().is_some_and(|token| token.text == "i")
        && !context::someone_else_acts(tokens, phrase)
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

#[allow(
    clippy::too_many_arguments,
    reason = "one rule per argument, in the order in which they decide"
)]
fn status(
    turn: &Turn,
    sentence: &Sentence<'_>,
    phrase: &Range<usize>,
    group: &Group,
    subject: Subject,
    when: When,
    obsession: bool,
    category: Category,
) -> Status {
    let tokens = &sentence.tokens;
    if sentence.question {
        return Status::AskedOnly;
    }
    let first_person = tokens.iter().any(|token| matches!(token.text.as_str(), "i" | "me"));
    if context::is_idiom(tokens, phrase)
        || (context::is_fiction(tokens) && !wishes_in_first_person(tokens, phrase))
        || (context::is_harmless(tokens) && group.category != Category::SuicidalIdeation)
        || (context::is_harmless(tokens) && group.detail == "access_to_means")
    {
        return Status::Figurative;
    }
    let protective = group.detail == "fear_at_home" && tokens[phrase.clone()].iter().any(|token| token.text == "safe");
    let abstinent = group.category == Category::SubstanceRelapse
        && tokens[phrase.clone()]
            .iter()
            .any(|token| matches!(token.text.as_str(), "not" | "sober" | "clean" | "still"))
        && !tokens[phrase.clone()]
            .iter()
            .any(|token| matches!(token.text.as_str(), "then" | "until" | "but" | "was"));
    let untouched = tokens[phrase.clone()]
        .first()
        .is_some_and(|token| matches!(token.text.as_str(), "not" | "never" | "no"))
        && tokens[phrase.clone()]
            .iter()
            .any(|token| matches!(token.text.as_str(), "hand" | "finger" | "cutting" | "voices"));
    let own_thoughts = phrase_is(tokens, phrase, &["my", "own", "thoughts"])
        || phrase_is(tokens, phrase, &["only", "in", "my", "head"]);
    let negated_safety = protective
        && tokens[phrase.clone()]
            .iter()
            .any(|token| matches!(token.text.as_str(), "not" | "never"));
    let polarity = context::polarity(tokens, phrase);
    if (protective && !negated_safety && polarity == Polarity::Affirmed)
        || abstinent
        || untouched
        || (own_thoughts && !tokens[..phrase.start].iter().any(|token| token.text == "not"))
    {
        return unless_misheard(turn, Status::Denied);
    }
    match polarity {
        Polarity::Denied if !protective || negated_safety => return unless_misheard(turn, Status::Denied),
        Polarity::Open => return Status::Unclear,
        _ => {}
    }
    if turn.speaker.is_therapist() && context::is_teaching(tokens) && !first_person {
        return Status::Psychoeducation;
    }
    if obsession && category == Category::HomicidalIdeation && asks_what_if(tokens) {
        return Status::Figurative;
    }
    if subject == Subject::OtherPerson {
        return Status::ThirdParty;
    }
    if when == When::Past {
        return Status::Historical;
    }
    if phrase_starts(tokens, phrase, &["would", "have"]) || phrase_starts(tokens, phrase, &["could", "have"]) {
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

/// A first-person wish, plan or act is never taken for the plot of a film.
fn wishes_in_first_person(tokens: &[Token], phrase: &Range<usize>) -> bool {
    tokens[..phrase.end]
        .iter()
        .any(|token| matches!(token.text.as_str(), "i" | "me" | "myself"))
        && (tokens.iter().any(|token| token.text == "planning")
            || tokens[phrase.clone()]
                .iter()
                .any(|token| matches!(token.text.as_str(), "i" | "me" | "my" | "myself" | "want" | "wish")))
}

fn asks_what_if(tokens: &[Token]) -> bool {
    tokens
        .windows(2)
        .any(|pair| pair[0].text == "what" && pair[1].text == "if")
}

fn phrase_is(tokens: &[Token], phrase: &Range<usize>, words: &[&str]) -> bool {
    tokens[phrase.clone()]
        .iter()
        .map(|token| token.text.as_str())
        .eq(words.iter().copied())
}

fn phrase_starts(tokens: &[Token], phrase: &Range<usize>, words: &[&str]) -> bool {
    tokens[phrase.clone()]
        .iter()
        .map(|token| token.text.as_str())
        .zip(words)
        .filter(|(token, word)| token == *word)
        .count()
        == words.len()
}

fn unless_misheard(turn: &Turn, status: Status) -> Status {
    let unsure = turn.confidence > 0.0 && turn.confidence < UNSURE_CONFIDENCE;
    if unsure { Status::Unclear } else { status }
}

fn severity(
    category: Category,
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
        (Level::Grave, _) => Severity::High,
        (Level::Plain, Category::MedicalEmergency) => Severity::High,
        _ => Severity::Medium,
    }
}

fn screen_answer(
    turn: &Turn,
    read: &[Sentence<'_>],
    asked_in: &Turn,
    asked: &[Sentence<'_>],
    found: &[RiskItem],
) -> Vec<RiskItem> {
    let same_known_speaker = asked_in.speaker == turn.speaker && turn.speaker != Speaker::Unknown;
    if same_known_speaker || turn.speaker.is_therapist() || asked_in.speaker.is_client() {
        return Vec::new();
    }
    let questions: Vec<&Sentence<'_>> = asked
        .iter()
        .filter(|sentence| sentence.question && !sentence.hits.is_empty())
        .collect();
    let Some(Reading {
        answer,
        sentence,
        bounded,
    }) = answer::read(read.iter().map(|sentence| sentence.tokens.as_slice()))
    else {
        return Vec::new();
    };
    let mut topics: HashMap<Category, &'static str> = HashMap::new();
    for (_, group) in questions.iter().flat_map(|question| &question.hits) {
        topics.entry(group.category).or_insert(group.detail);
    }
    let about_the_past = questions
        .iter()
        .any(|question| context::past(&question.tokens) || asks_ever(&question.tokens));
    let quote = answer_quote(turn, read, sentence);
    let mut items = Vec::new();
    for category in Category::ALL {
        let Some(detail) = topics.get(&category) else { continue };
        let reassuring = *detail == "fear_at_home"
            && questions
                .iter()
                .any(|question| question.tokens.iter().any(|token| token.text == "safe"));
        let answer = if reassuring { answer.opposite() } else { answer };
        let own_words = found
            .iter()
            .any(|item| item.category == category && item.status.asserts());
        let (status, severity) = match answer {
            Answer::No => (unless_misheard(turn, Status::Denied), Severity::Low),
            Answer::Yes if own_words => continue,
            Answer::Yes if about_the_past => (Status::Historical, Severity::Low),
            Answer::Yes => (Status::AffirmedCurrent, Severity::Medium),
            Answer::Open if own_words => continue,
            Answer::Open => (Status::Unclear, Severity::Medium),
        };
        let past = status == Status::Historical;
        let temporality = if past { Temporality::Past } else { Temporality::Current };
        let detail = if bounded && status == Status::Denied {
            "time_bounded_denial"
        } else {
            detail
        };
        items.push(item(
            turn,
            quote,
            category,
            detail,
            severity,
            Subject::Client,
            temporality,
            status,
        ));
    }
    items
}

/// The sentence that answers; a bare "No." takes the sentence after it along.
fn answer_quote<'a>(turn: &'a Turn, read: &[Sentence<'a>], at: usize) -> &'a str {
    let next = read.get(at + 1).filter(|_| read[at].tokens.len() <= 3);
    next.map_or(read[at].text, |next| &turn.text[read[at].range.start..next.range.end])
}

fn asks_ever(tokens: &[Token]) -> bool {
    let has = |word: &str| tokens.iter().any(|token| token.text == word);
    has("ever") && (has("tried") || has("attempted") || has("before"))
}

/// A question that got an answer is no longer "only asked": the answer stands in its place.
fn settle_questions(items: &mut Vec<RiskItem>, question_turn: u32, answers: &[RiskItem]) {
    items.retain(|item| {
        item.turn != question_turn
            || item.status != Status::AskedOnly
            || !answers.iter().any(|answer| answer.category == item.category)
    });
}

/// One item per category, subject and meaning in a turn: the gravest, and of those the first.
fn merge(found: Vec<RiskItem>) -> Vec<RiskItem> {
    let mut kept: Vec<RiskItem> = Vec::new();
    for item in found {
        let same = kept.iter_mut().find(|other| {
            other.category == item.category
                && other.subject == item.subject
                && other.status.asserts() == item.status.asserts()
        });
        match same {
            Some(other) if item.severity > other.severity => *other = item,
            Some(_) => {}
            None => kept.push(item),
        }
    }
    kept
}

#[allow(clippy::too_many_arguments, reason = "the fields of one item, in their order")]
fn item(
    turn: &Turn,
    quote: &str,
    category: Category,
    detail: &str,
    severity: Severity,
    subject: Subject,
    temporality: Temporality,
    status: Status,
) -> RiskItem {
    RiskItem {
        category,
        detail: detail.to_owned(),
        severity,
        subject,
        temporality,
        status,
        turn: turn.index,
        quote: quote.to_owned(),
        speaker: turn.speaker,
    }
}
