//! The lines that come from the fields of a note beside its claims.

use crate::format::{Block, Source};
use crate::note::{self, MoodSource, Notes, Sentence};
use crate::risk::{Category, RiskItem, Status, Subject};

/// How far behind its question an answer may stand, in turns, to count as the answer to it.
const ANSWER_WITHIN: u32 = 2;
/// Words with which somebody answers a question and hardly ever begins to speak.
const ANSWERS: [&str; 5] = ["no", "nope", "nah", "never", "none"];
/// The detail that the screen gives a denial for a time only.
const BOUNDED: &str = "time_bounded_denial";

/// The lines of a field.
pub(super) fn of(notes: &Notes, source: Source) -> Vec<Block> {
    let evidence = &notes.evidence;
    match source {
        Source::Topics => {
            let topics = notes.key_topics.iter().enumerate();
            let turns = |at: usize| evidence.key_topics.get(at).map_or(&[][..], Vec::as_slice);
            topics
                .map(|(at, topic)| Block::text(format!("Topic: {topic}"), turns(at)))
                .collect()
        }
        Source::Strategies => {
            let strategies = notes.strategies.iter();
            strategies
                .map(|strategy| Block::text(format!("Technique: {}", strategy.name), &strategy.evidence_turns))
                .collect()
        }
        Source::ActionItems => {
            let claims = || {
                notes
                    .claims
                    .iter()
                    .filter(|claim| claim.is_supported() && !claim.withdrawn)
            };
            let said = |text: &str| claims().any(|claim| words(&claim.text) == words(text));
            let items = notes.action_items.iter().filter(|item| !said(&item.text));
            items
                .map(|item| Block::text(&item.text, &item.evidence_turns))
                .collect()
        }
        Source::Mood => mood(notes),
        Source::Risk => risk(&notes.risk_flags),
        Source::PatientSummary => narrative(&notes.patient_summary, &evidence.patient_summary),
        Source::TherapistNotes => narrative(&notes.therapist_notes, &evidence.therapist_notes),
    }
}

/// What the narrative for the therapist says beyond the claims: sentences that rest on none of them. Those are the sentences of
/// a note that was drafted without claims, and what a hand wrote.
pub(super) fn beyond_claims(notes: &Notes) -> Vec<Block> {
    let sentences = &notes.evidence.therapist_notes;
    if !is_of(sentences, &notes.therapist_notes) {
        return paragraphs(&notes.therapist_notes);
    }
    let free = sentences.iter().filter(|sentence| sentence.claims.is_empty());
    free.map(sentence).collect()
}

/// A narrative field: its sentences, or what was written in their place.
fn narrative(text: &str, sentences: &[Sentence]) -> Vec<Block> {
    if is_of(sentences, text) {
        sentences.iter().map(sentence).collect()
    } else {
        paragraphs(text)
    }
}

/// Whether a text is these sentences; ends of lines and blanks may differ.
fn is_of(sentences: &[Sentence], text: &str) -> bool {
    note::join(sentences).split_whitespace().eq(text.split_whitespace())
}

fn sentence(sentence: &Sentence) -> Block {
    Block {
        // What a therapist wrote is their word.
        supported: sentence.supported || sentence.by_hand,
        ..Block::text(&sentence.text, &sentence.turns)
    }
}

fn paragraphs(text: &str) -> Vec<Block> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Block::text(line, &[])).collect()
}

/// A text without case and punctuation.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn mood(notes: &Notes) -> Vec<Block> {
    let whose = |source: Option<MoodSource>| match source {
        Some(MoodSource::Client) => "as the client described it",
        Some(MoodSource::Therapist) => "entered by the therapist",
        Some(MoodSource::Model) | None => "concluded by the drafter from what was said",
    };
    let line = |name: &str, value: &str, source, turns: &[u32]| {
        Block::text(
            format!("{name}: {} ({}).", value.replace('_', " "), whose(source)),
            turns,
        )
    };
    let evidence = &notes.evidence;
    let mood = notes
        .session_mood
        .map(|mood| line("Mood", mood.as_str(), notes.mood_source, &evidence.session_mood));
    let trajectory = notes.mood_trajectory.map(|trajectory| {
        line(
            "Direction of the mood",
            trajectory.as_str(),
            notes.trajectory_source,
            &evidence.mood_trajectory,
        )
    });
    mood.into_iter().chain(trajectory).collect()
}

/// A line for each item: what must be looked at first, then what was denied or is over, then the rest; each group in the order in
/// which it was said. None is left out.
fn risk(items: &[RiskItem]) -> Vec<Block> {
    let weight = |item: &&RiskItem| match item.status {
        status if status.needs_review() => 0,
        Status::Denied => 1,
        Status::Historical | Status::ThirdParty => 2,
        _ => 3,
    };
    let mut ordered: Vec<&RiskItem> = items.iter().collect();
    ordered.sort_by_key(|item| (weight(item), item.turn));
    let lines = ordered.into_iter();
    lines
        .map(|item| Block::text(status_line(item, items), &[item.turn]))
        .collect()
}

/// How an item is told: what was said about what, never what it means for anybody.
fn status_line(item: &RiskItem, all: &[RiskItem]) -> String {
    let about = about(item);
    let who = item.speaker.label().unwrap_or("Somebody");
    let line = match item.status {
        Status::AffirmedCurrent => format!("{who} spoke of {about} as of the present"),
        Status::AffirmedRecent => format!("{who} spoke of {about} as of the last weeks"),
        Status::Historical => format!("{who} spoke of {about} as of an earlier time"),
        Status::Denied if item.speaker.is_therapist() => format!("{who} spoke of {about} as denied"),
        Status::Denied if was_asked(item, all) => format!("{who} denied {about} when asked"),
        Status::Denied => format!("{who} denied {about}"),
        Status::Hypothetical => format!("{who} spoke of {about} under a condition"),
        Status::ThirdParty => format!("{who} spoke of {about}, about somebody else"),
        Status::Figurative => format!("{who} used words of {about} in another sense"),
        Status::AskedOnly => format!("{who} asked about {about}; no answer was found"),
        Status::Psychoeducation => format!("{who} explained {about}"),
        Status::Unclear => format!("{who} spoke of {about}; how it was meant cannot be told from the words"),
    };
    let other = item.subject == Subject::OtherPerson && item.status != Status::ThirdParty;
    let whose = if other { ", about somebody else" } else { "" };
    let bounded = if item.detail == BOUNDED {
        ", for a time only"
    } else {
        ""
    };
    format!("Language to review: {line}{whose}{bounded}. Said: \"{}\"", item.quote)
}

/// Whether it answers a question: it opens as answers do, or the same was asked about shortly before. The screen keeps a question
/// only where it found no answer.
fn was_asked(item: &RiskItem, all: &[RiskItem]) -> bool {
    let opening = words(&item.quote);
    opening.first().is_some_and(|word| ANSWERS.contains(&word.as_str()))
        || all.iter().any(|other| {
            other.category == item.category
                && other.status == Status::AskedOnly
                && (item.turn.saturating_sub(ANSWER_WITHIN)..item.turn).contains(&other.turn)
        })
}

fn about(item: &RiskItem) -> String {
    let category = match item.category {
        Category::SuicidalIdeation => "suicide or wishing to be dead",
        Category::SelfHarm => "self-harm",
        Category::HomicidalIdeation => "violence against others",
        Category::AbuseOrNeglect => "abuse or neglect",
        Category::SubstanceRelapse => "substance use",
        Category::MedicalEmergency => "symptoms or medication that may not wait",
        Category::Psychosis => "voices or beliefs that others do not share",
    };
    match item.detail.as_str() {
        "" | BOUNDED => category.to_owned(),
        detail => format!("{category} ({})", detail.replace('_', " ")),
    }
}
