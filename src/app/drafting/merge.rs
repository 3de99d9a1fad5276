//! One note from the notes of several windows of a long transcript.

use domain::note::{
    MAX_KEY_TOPICS, MAX_PATIENT_WORDS, MAX_THERAPIST_WORDS, MAX_TOPIC_SENTENCES, MoodTrajectory, Notes, Sentence,
};

use super::model::{MOST_ITEMS, within};

/// Joins the notes of several windows of one transcript into one: everything once, in order, within the bounds of a
/// note; the mood only where the windows do not contradict each other. `None` for no notes.
pub fn merge(parts: Vec<Notes>) -> Option<Notes> {
    let mut parts = parts.into_iter();
    let mut whole = parts.next()?;
    for part in parts {
        for (topic, turns) in part.key_topics.into_iter().zip(part.evidence.key_topics) {
            match whole
                .key_topics
                .iter()
                .position(|known| known.eq_ignore_ascii_case(&topic))
            {
                Some(at) => add(&mut whole.evidence.key_topics[at], turns),
                None => {
                    whole.key_topics.push(topic);
                    whole.evidence.key_topics.push(turns);
                }
            }
        }
        for strategy in part.strategies {
            match whole
                .strategies
                .iter_mut()
                .find(|known| known.name.eq_ignore_ascii_case(&strategy.name))
            {
                Some(known) => add(&mut known.evidence_turns, strategy.evidence_turns),
                None => whole.strategies.push(strategy),
            }
        }
        for action in part.action_items {
            if !whole.action_items.iter().any(|known| {
                known.text == action.text
                    || (!known.evidence_turns.is_empty() && known.evidence_turns == action.evidence_turns)
            }) {
                whole.action_items.push(action);
            }
        }
        append(&mut whole.evidence.topic_summary, part.evidence.topic_summary);
        append(&mut whole.evidence.therapist_notes, part.evidence.therapist_notes);
        append(&mut whole.evidence.patient_summary, part.evidence.patient_summary);
        whole.session_mood = match (whole.session_mood, part.session_mood) {
            (Some(one), Some(other)) if one != other => None,
            (one, other) => one.or(other),
        };
        add(&mut whole.evidence.session_mood, part.evidence.session_mood);
        whole.mood_trajectory = match (whole.mood_trajectory, part.mood_trajectory) {
            (Some(one), Some(other)) if one != other => Some(MoodTrajectory::Fluctuating),
            (one, other) => one.or(other),
        };
        add(&mut whole.evidence.mood_trajectory, part.evidence.mood_trajectory);
        for item in part.risk_flags {
            if !whole.risk_flags.contains(&item) {
                whole.risk_flags.push(item);
            }
        }
        whole.insufficient_material &= part.insufficient_material;
    }
    whole.key_topics.truncate(MAX_KEY_TOPICS);
    whole.evidence.key_topics.truncate(whole.key_topics.len());
    whole.strategies.truncate(2 * MOST_ITEMS);
    whole.action_items.truncate(2 * MOST_ITEMS);
    whole.evidence.topic_summary.truncate(MAX_TOPIC_SENTENCES);
    whole.evidence.therapist_notes = within(whole.evidence.therapist_notes, MAX_THERAPIST_WORDS);
    whole.evidence.patient_summary = within(whole.evidence.patient_summary, MAX_PATIENT_WORDS);
    if whole.session_mood.is_none() {
        whole.evidence.session_mood.clear();
    }
    whole.risk_flags.sort_by_key(|item| item.turn);
    whole.join_narrative();
    Some(whole)
}

fn add(turns: &mut Vec<u32>, more: Vec<u32>) {
    turns.extend(more);
    turns.sort_unstable();
    turns.dedup();
}

fn append(sentences: &mut Vec<Sentence>, more: Vec<Sentence>) {
    for sentence in more {
        if !sentences.iter().any(|known| known.text == sentence.text) {
            sentences.push(sentence);
        }
    }
}
