//! What a hand does to a note. Sentences that stay as they were keep their evidence; whatever else is written is the therapist's
//! own word, marked as such, and needs no evidence. What stood for the sentences that are gone is withdrawn with them.

use std::collections::BTreeSet;

use crate::claim::Claim;
use crate::note::{ActionItem, Mood, MoodPolicy, MoodSource, MoodTrajectory, Notes, Sentence, Strategy, join};
use crate::transcript::sentences;

use super::items::as_claim;

/// The longest narrative that a hand may write, in characters. The word limits of a note bind drafters, not people.
pub const MAX_TEXT: usize = 20_000;
/// The longest topic, technique or agreement, in characters.
pub const MAX_ITEM: usize = 500;
/// The most topics, techniques or agreements of a note.
pub const MAX_ITEMS: usize = 50;

/// New values of some fields; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edit {
    /// Notes for the therapist.
    pub therapist_notes: Option<String>,
    /// What was talked about, in a few sentences.
    pub topic_summary: Option<String>,
    /// The summary for the client.
    pub patient_summary: Option<String>,
    /// The client's mood; `Some(None)` takes it out.
    pub session_mood: Option<Option<Mood>>,
    /// Where it went; `Some(None)` takes it out.
    pub mood_trajectory: Option<Option<MoodTrajectory>>,
    /// Topics.
    pub key_topics: Option<Vec<String>>,
    /// Techniques, with the turns in which they are spoken of.
    pub strategies: Option<Vec<Strategy>>,
    /// Agreements, with the turns in which they are made.
    pub action_items: Option<Vec<ActionItem>>,
}

/// An edit that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct BadEdit {
    /// The field of the contract.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl Edit {
    /// The edit as it is applied: trimmed, and within the limits, for a session with so many turns.
    ///
    /// # Errors
    /// [`BadEdit`] for texts and lists that are too long, characters that are no text, turns that do not exist, and a mood where
    /// the practice wants none.
    pub fn checked(mut self, turns: usize, policy: MoodPolicy) -> Result<Self, BadEdit> {
        let narratives = [
            ("therapist_notes", &mut self.therapist_notes),
            ("topic_summary", &mut self.topic_summary),
            ("patient_summary", &mut self.patient_summary),
        ];
        for (field, text) in narratives {
            if let Some(text) = text {
                *text = clean(field, text, MAX_TEXT)?;
            }
        }
        if policy == MoodPolicy::Off {
            let moods = [
                ("session_mood", matches!(self.session_mood, Some(Some(_)))),
                ("mood_trajectory", matches!(self.mood_trajectory, Some(Some(_)))),
            ];
            if let Some((field, _)) = moods.into_iter().find(|(_, is_set)| *is_set) {
                return Err(BadEdit {
                    field,
                    detail: "This practice records no mood (TB_MOOD_INFERENCE=off); leave it out.".into(),
                });
            }
        }
        if let Some(topics) = &mut self.key_topics {
            for topic in topics.iter_mut() {
                *topic = clean("key_topics", topic, MAX_ITEM)?;
            }
            topics.retain(|topic| !topic.is_empty());
            few("key_topics", topics.len())?;
        }
        if let Some(strategies) = &mut self.strategies {
            for strategy in strategies.iter_mut() {
                strategy.name = clean("strategies", &strategy.name, MAX_ITEM)?;
                exist("strategies", &strategy.evidence_turns, turns)?;
            }
            strategies.retain(|strategy| !strategy.name.is_empty());
            few("strategies", strategies.len())?;
        }
        if let Some(items) = &mut self.action_items {
            for item in items.iter_mut() {
                item.text = clean("action_items", &item.text, MAX_ITEM)?;
                exist("action_items", &item.evidence_turns, turns)?;
            }
            items.retain(|item| !item.text.is_empty());
            few("action_items", items.len())?;
        }
        Ok(self)
    }

    /// Writes the new values into a note. A claim that the note told and tells no more is withdrawn: whoever changes or deletes
    /// a sentence means every format of the note.
    pub fn apply(self, notes: &mut Notes) {
        let told_before = told(notes);
        self.write(notes);
        let told_now = told(notes);
        for at in told_before.difference(&told_now) {
            notes.claims[*at].withdrawn = true;
        }
    }

    fn write(self, notes: &mut Notes) {
        if let Some(text) = self.therapist_notes {
            rewrite(text, &mut notes.therapist_notes, &mut notes.evidence.therapist_notes);
        }
        if let Some(text) = self.topic_summary {
            rewrite(text, &mut notes.topic_summary, &mut notes.evidence.topic_summary);
        }
        if let Some(text) = self.patient_summary {
            rewrite(text, &mut notes.patient_summary, &mut notes.evidence.patient_summary);
        }
        if let Some(mood) = self.session_mood.filter(|mood| *mood != notes.session_mood) {
            notes.session_mood = mood;
            notes.mood_source = mood.map(|_| MoodSource::Therapist);
            notes.evidence.session_mood.clear();
        }
        if let Some(trajectory) = self
            .mood_trajectory
            .filter(|trajectory| *trajectory != notes.mood_trajectory)
        {
            notes.mood_trajectory = trajectory;
            notes.trajectory_source = trajectory.map(|_| MoodSource::Therapist);
            notes.evidence.mood_trajectory.clear();
        }
        if let Some(topics) = self.key_topics {
            let known: Vec<_> = notes.key_topics.iter().zip(&notes.evidence.key_topics).collect();
            let evidence = topics.iter().map(|topic| {
                let known = known.iter().find(|(old, _)| *old == topic);
                known.map(|(_, turns)| turns.to_vec()).unwrap_or_default()
            });
            notes.evidence.key_topics = evidence.collect();
            notes.key_topics = topics;
        }
        if let Some(strategies) = self.strategies {
            notes.strategies = strategies;
        }
        if let Some(items) = self.action_items {
            notes.action_items = items;
        }
    }
}

/// The claims that a narrative rests on or that are listed as agreements, by their place in [`Notes::claims`].
fn told(notes: &Notes) -> BTreeSet<usize> {
    let evidence = &notes.evidence;
    let narratives = [
        &evidence.topic_summary,
        &evidence.therapist_notes,
        &evidence.patient_summary,
    ];
    let cited: BTreeSet<u32> = narratives
        .into_iter()
        .flatten()
        .flat_map(|sentence| sentence.claims.iter().copied())
        .collect();
    let is_told = |(at, claim): (u32, &Claim)| {
        cited.contains(&at) || notes.action_items.iter().any(|item| item.text == claim.text)
    };
    let claims = (0u32..).zip(&notes.claims);
    claims
        .filter(|claim| is_told(*claim))
        .map(|(at, _)| at as usize)
        .collect()
}

/// A text of at most `limit` characters, trimmed, with plain line ends.
///
/// # Errors
/// [`BadEdit`] when it is longer, or holds characters that are no text.
pub fn clean(field: &'static str, text: &str, limit: usize) -> Result<String, BadEdit> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > limit {
        let detail = format!("This is longer than the {limit} characters that are kept.");
        return Err(BadEdit { field, detail });
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        let detail = "This holds control characters; enter plain text.".into();
        return Err(BadEdit { field, detail });
    }
    Ok(text)
}

fn few(field: &'static str, count: usize) -> Result<(), BadEdit> {
    if count <= MAX_ITEMS {
        return Ok(());
    }
    let detail = format!("These are more than the {MAX_ITEMS} that are kept.");
    Err(BadEdit { field, detail })
}

fn exist(field: &'static str, cited: &[u32], turns: usize) -> Result<(), BadEdit> {
    match cited
        .iter()
        .find(|turn| usize::try_from(**turn).map_or(true, |turn| turn >= turns))
    {
        None => Ok(()),
        Some(turn) => Err(BadEdit {
            field,
            detail: format!("The transcript has no turn {turn}."),
        }),
    }
}

/// Replaces a narrative. Its sentences are those of before where they stand unchanged in the new text, each used once, and the
/// therapist's own everywhere else.
fn rewrite(text: String, narrative: &mut String, evidence: &mut Vec<Sentence>) {
    if text == *narrative {
        return;
    }
    let mut before: Vec<Sentence> = std::mem::take(evidence);
    let mut rest = text.as_str().trim_start();
    while !rest.is_empty() {
        let kept = before
            .iter()
            .enumerate()
            .filter(|(_, old)| begins_with(rest, &old.text))
            .max_by_key(|(_, old)| old.text.len())
            .map(|(at, _)| at);
        let sentence = match kept {
            Some(at) => before.remove(at),
            None => own(rest),
        };
        rest = rest[sentence.text.len()..].trim_start();
        evidence.push(sentence);
    }
    *narrative = text;
}

/// Whether a text begins with a sentence and goes on behind it with white space or not at all.
fn begins_with(text: &str, sentence: &str) -> bool {
    let rest = text.strip_prefix(sentence);
    !sentence.is_empty() && rest.is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace))
}

/// The first sentence of a text that begins with a letter of one, as the therapist's own.
fn own(text: &str) -> Sentence {
    let first = sentences(text).into_iter().next();
    let end = first.map_or(text.len(), |range| range.end);
    Sentence {
        text: text[..end].to_owned(),
        by_hand: true,
        ..Sentence::default()
    }
}

/// Takes the sentences out of the narratives that no check found and that stand for this unsupported claim. Returns whether
/// there were any. The claim itself stays in the list of claims: what a drafter stated is part of how the note came about.
pub fn remove_claim(notes: &mut Notes, key: &str) -> bool {
    let claims = &notes.claims;
    let is_meant = |sentence: &Sentence| {
        let mut cited = sentence.claims.iter().filter_map(|at| claims.get(*at as usize));
        let stands_for = cited.any(|claim| !claim.is_supported() && claim.key() == key);
        !sentence.supported && !sentence.by_hand && (stands_for || as_claim(sentence).key() == key)
    };
    let evidence = &mut notes.evidence;
    let narratives = [
        (&mut notes.topic_summary, &mut evidence.topic_summary),
        (&mut notes.therapist_notes, &mut evidence.therapist_notes),
        (&mut notes.patient_summary, &mut evidence.patient_summary),
    ];
    let mut changed = false;
    for (narrative, sentences) in narratives {
        let count = sentences.len();
        sentences.retain(|sentence| !is_meant(sentence));
        if sentences.len() < count {
            *narrative = join(sentences);
            changed = true;
        }
    }
    changed
}

/// Clears the moods that the practice does not want: all of them, or those that no therapist entered.
pub fn apply_policy(notes: &mut Notes, policy: MoodPolicy) {
    let is_wanted = |source| match policy {
        MoodPolicy::Off => false,
        MoodPolicy::Therapist => source == Some(MoodSource::Therapist),
        MoodPolicy::Draft => true,
    };
    if !is_wanted(notes.mood_source) {
        notes.session_mood = None;
        notes.mood_source = None;
        notes.evidence.session_mood.clear();
    }
    if !is_wanted(notes.trajectory_source) {
        notes.mood_trajectory = None;
        notes.trajectory_source = None;
        notes.evidence.mood_trajectory.clear();
    }
}

#[cfg(test)]
mod tests;
