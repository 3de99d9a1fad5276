//! One note from the notes of several windows of a long transcript.

use domain::note::{MAX_KEY_TOPICS, MoodTrajectory, Notes};
use domain::transcript::Transcript;

use super::compose;
use super::model::{MOST_ITEMS, agreements, same_statement};

/// Most techniques of a merged note.
const MOST_STRATEGIES: usize = 2 * MOST_ITEMS;

/// Joins the notes of several windows of one transcript into one: every claim once, by kind and in the order of the session; the
/// mood only where the windows do not contradict each other; and the narrative written anew from all claims. `None` for no
/// notes.
pub fn merge(transcript: &Transcript, parts: Vec<Notes>) -> Option<Notes> {
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
        // The turns that two windows share are told twice.
        for claim in part.claims {
            if !whole.claims.iter().any(|known| same_statement(known, &claim)) {
                whole.claims.push(claim);
            }
        }
        (whole.session_mood, whole.mood_source) = match (whole.session_mood, part.session_mood) {
            (Some(one), Some(other)) if one != other => (None, None),
            (Some(one), _) => (Some(one), whole.mood_source),
            (None, other) => (other, part.mood_source),
        };
        add(&mut whole.evidence.session_mood, part.evidence.session_mood);
        (whole.mood_trajectory, whole.trajectory_source) = match (whole.mood_trajectory, part.mood_trajectory) {
            (Some(one), Some(other)) if one != other => {
                (Some(MoodTrajectory::Fluctuating), Some(domain::note::MoodSource::Model))
            }
            (Some(one), _) => (Some(one), whole.trajectory_source),
            (None, other) => (other, part.trajectory_source),
        };
        add(&mut whole.evidence.mood_trajectory, part.evidence.mood_trajectory);
        for item in part.risk_flags {
            if !whole.risk_flags.contains(&item) {
                whole.risk_flags.push(item);
            }
        }
        whole.provenance.windows += part.provenance.windows;
        whole.provenance.prompt_tokens += part.provenance.prompt_tokens;
        whole.provenance.evaluated_tokens += part.provenance.evaluated_tokens;
        whole.provenance.output_tokens += part.provenance.output_tokens;
    }
    // The topics that most turns speak of, in the order in which they came up.
    let mut order: Vec<usize> = (0..whole.key_topics.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse(whole.evidence.key_topics[*at].len()), *at));
    order.truncate(MAX_KEY_TOPICS);
    order.sort_unstable();
    whole.key_topics = order.iter().map(|at| whole.key_topics[*at].clone()).collect();
    whole.evidence.key_topics = order.iter().map(|at| whole.evidence.key_topics[*at].clone()).collect();
    whole.strategies.truncate(MOST_STRATEGIES);
    whole.claims.sort_by_key(|claim| (claim.kind, claim.turns()));
    whole.action_items = agreements(&whole.claims);
    if whole.session_mood.is_none() {
        whole.evidence.session_mood.clear();
    }
    whole.risk_flags.sort_by_key(|item| item.turn);
    compose::narrative(transcript, &mut whole);
    Some(whole)
}

fn add(turns: &mut Vec<u32>, more: Vec<u32>) {
    turns.extend(more);
    turns.sort_unstable();
    turns.dedup();
}
