//! Whether a drafter may write down a mood. Reading somebody's mood off their words is an inference; a practice decides whether
//! it wants one.

use std::fmt;
use std::str::FromStr;

use super::Notes;

/// What a practice wants written about mood.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MoodPolicy {
    /// Notes have no mood at all.
    Off,
    /// Only the therapist enters one.
    Therapist,
    /// A drafter proposes one, with its source.
    #[default]
    Draft,
}

/// A word that names no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no mood policy: use off, therapist or draft")]
pub struct UnknownMoodPolicy(String);

impl MoodPolicy {
    /// The name in configuration and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Therapist => "therapist",
            Self::Draft => "draft",
        }
    }
}

impl fmt::Display for MoodPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MoodPolicy {
    type Err = UnknownMoodPolicy;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Off, Self::Therapist, Self::Draft]
            .into_iter()
            .find(|policy| policy.as_str() == text)
            .ok_or_else(|| UnknownMoodPolicy(text.to_owned()))
    }
}

impl Notes {
    /// Takes a drafted mood and trajectory out, with their sources and turns, unless drafts may have them.
    pub fn apply_mood_policy(&mut self, policy: MoodPolicy) {
        if policy == MoodPolicy::Draft {
            return;
        }
        self.session_mood = None;
        self.mood_trajectory = None;
        self.mood_source = None;
        self.trajectory_source = None;
        self.evidence.session_mood.clear();
        self.evidence.mood_trajectory.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Mood, MoodSource};
    use super::*;

    #[test]
    fn a_policy_keeps_its_name_and_a_wrong_one_is_told_the_right_ones() {
        for policy in [MoodPolicy::Off, MoodPolicy::Therapist, MoodPolicy::Draft] {
            assert_eq!(policy.to_string().parse(), Ok(policy));
        }
        let error = "on".parse::<MoodPolicy>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "\"on\" is no mood policy: use off, therapist or draft"
        );
        assert_eq!(MoodPolicy::default(), MoodPolicy::Draft);
    }

    #[test]
    fn only_a_draft_policy_leaves_a_drafted_mood() {
        let drafted = || {
            let mut notes = Notes {
                session_mood: Some(Mood::Low),
                mood_source: Some(MoodSource::Model),
                ..Notes::default()
            };
            notes.evidence.session_mood = vec![1];
            notes
        };
        let mut kept = drafted();
        kept.apply_mood_policy(MoodPolicy::Draft);
        assert_eq!(kept, drafted());
        for policy in [MoodPolicy::Off, MoodPolicy::Therapist] {
            let mut notes = drafted();
            notes.apply_mood_policy(policy);
            assert_eq!(notes, Notes::default());
        }
    }
}
