//! The screen itself: sentence by sentence, then question with answer.

use std::collections::HashMap;
use std::ops::Range;

use super::answer::{Answer, Reading};
use super::judge::judge;
use super::lexicon::{self, Hit};
use super::{Category, RiskItem, RiskSource, Severity, Status, Subject, Temporality, answer, context};
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
        if is_unsure(turn) {
            found.extend(misheard(turn, &read[number]));
        }
        items.extend(merge(found));
    }
    items
}

/// On a turn that was badly heard: words that sound like words of the lexicon, and are written for them.
fn misheard(turn: &Turn, read: &[Sentence<'_>]) -> Vec<RiskItem> {
    read.iter()
        .flat_map(|sentence| lexicon::sound_alikes(&sentence.tokens).map(move |category| (sentence, category)))
        .map(|(sentence, category)| {
            item(
                turn,
                sentence.text,
                category,
                "possibly_misheard",
                Severity::Medium,
                Subject::Client,
                Temporality::Current,
                Status::Unclear,
            )
        })
        .collect()
}

fn is_unsure(turn: &Turn) -> bool {
    turn.confidence > 0.0 && turn.confidence < UNSURE_CONFIDENCE
}

/// What the rules find in one line that stands alone, as if it were a whole session of one well-heard turn.
pub fn judge_line(text: &str, speaker: Speaker) -> Vec<RiskItem> {
    screen(&[Turn {
        speaker,
        text: text.to_owned(),
        confidence: 1.0,
        ..Turn::default()
    }])
}

/// Whether a scare is told to have had a harmless cause, in the same turn or the speaker's next one.
fn turns_out_harmless(read: &[Vec<Sentence<'_>>], number: usize) -> bool {
    let next = read.get(number + 2).map_or(&[][..], Vec::as_slice);
    read[number]
        .iter()
        .chain(next)
        .any(|sentence| context::is_harmless(&sentence.tokens))
}

/// A sentence of a turn, with the phrases of the lexicon in it.
pub(super) struct Sentence<'a> {
    pub text: &'a str,
    range: Range<usize>,
    pub tokens: Vec<Token>,
    pub question: bool,
    hits: Vec<Hit>,
}

fn read_turn(turn: &Turn) -> Vec<Sentence<'_>> {
    sentences(&turn.text)
        .into_iter()
        .map(|range| {
            let text = &turn.text[range.clone()];
            let tokens = tokens(text);
            let hits = lexicon::hits(&tokens);
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
        let announced = tokens.windows(2).any(|pair| {
            matches!(pair[0].text.as_str(), "ask" | "asking")
                && matches!(pair[1].text.as_str(), "you" | "everybody" | "everyone")
        });
        marked
            || announced
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
        for hit in &sentence.hits {
            items.push(judge(turn, read, at, hit, obsession));
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
    // A statement put to the client at the end of a turn ("you told me that you used to …") is answered like a question.
    let put = asked.len().saturating_sub(1);
    let questions: Vec<&Sentence<'_>> = asked
        .iter()
        .enumerate()
        .filter(|(at, sentence)| sentence.question || (*at == put && speaks_to_client(&sentence.tokens)))
        .map(|(_, sentence)| sentence)
        .filter(|sentence| !sentence.hits.is_empty())
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
    for hit in questions.iter().flat_map(|question| &question.hits) {
        topics.entry(hit.group.category).or_insert(hit.group.detail);
    }
    let about_the_past = questions
        .iter()
        .any(|question| context::past(&question.tokens) || asks_ever(&question.tokens));
    let quote = answer_quote(turn, read, sentence);
    let mut items = Vec::new();
    for category in Category::ALL {
        let Some(detail) = topics.get(&category) else { continue };
        let reassuring = matches!(*detail, "fear_at_home" | "feels_safe")
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

/// A denial that was badly heard is not taken at its word.
pub(super) fn unless_misheard(turn: &Turn, status: Status) -> Status {
    if is_unsure(turn) { Status::Unclear } else { status }
}

fn speaks_to_client(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| matches!(token.text.as_str(), "you" | "your"))
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
pub(super) fn item(
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
        source: RiskSource::Rule,
    }
}
