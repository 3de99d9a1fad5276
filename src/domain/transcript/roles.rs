//! Which of two channels is the therapist?
//!
//! Therapists ask, reflect and organise; clients speak about themselves. Each channel gets a score per hundred words:
//! three points for a phrase that only the one who runs a session tends to say, two for a question, half a point for
//! each "you" and half a point off for each "I". The channels are named only when both have said enough and the scores
//! are clearly apart; otherwise the labels stay `speaker_1` and `speaker_2`, and a person decides.

use super::Speaker;

/// What the one who runs a session says, lower case. A phrase earns its points wherever it occurs.
const THERAPIST_PHRASES: &[&str] = &[
    "welcome back",
    "how have you been",
    "how was your week",
    "how has your week",
    "what would you like to",
    "how does that feel",
    "how did that feel",
    "what comes up",
    "that sounds",
    "it sounds like",
    "sounds as though",
    "i hear that",
    "i can hear",
    "what i'm hearing",
    "tell me more",
    "our time is",
    "let us ",
    "let's ",
    "shall we",
    "zero to ten",
    "nought to ten",
    "one to ten",
    "thank you for telling",
    "thank you for sharing",
    "thank you for being",
    "your safety plan",
    "went through your mind",
    "would you be willing",
    "what did you notice",
    "see you next",
    "before we finish",
    "since we last met",
    "last session",
    "for homework",
    "breathe in",
];

/// Words either side must have said before the labels mean anything.
const MINIMUM_WORDS: usize = 12;
/// Difference of the two scores below which nobody is named.
const MARGIN: f32 = 3.0;
/// Words added to each denominator, so that one question in a short opening does not decide.
const SMOOTHING: f32 = 25.0;

/// The labels of the two channels, in the order they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    /// Whose voice the first channel is.
    pub first: Speaker,
    /// Whose voice the second channel is.
    pub second: Speaker,
}

/// Names two channels by everything each has said so far.
pub fn infer_roles<'a>(first: impl IntoIterator<Item = &'a str>, second: impl IntoIterator<Item = &'a str>) -> Roles {
    let (first, second) = (Tally::of(first), Tally::of(second));
    let enough = first.words >= MINIMUM_WORDS && second.words >= MINIMUM_WORDS;
    let difference = first.score() - second.score();
    let leader = if difference > 0.0 { &first } else { &second };
    if enough && difference.abs() >= MARGIN && leader.questions + leader.phrases > 0 {
        if difference > 0.0 {
            return Roles {
                first: Speaker::Therapist,
                second: Speaker::Client,
            };
        }
        return Roles {
            first: Speaker::Client,
            second: Speaker::Therapist,
        };
    }
    Roles {
        first: Speaker::Speaker1,
        second: Speaker::Speaker2,
    }
}

#[derive(Default)]
struct Tally {
    words: usize,
    questions: usize,
    phrases: usize,
    you: usize,
    i: usize,
}

impl Tally {
    fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut tally = Self::default();
        for text in texts {
            let lower = text.to_lowercase().replace('\u{2019}', "'");
            tally.questions += lower.matches('?').count();
            tally.phrases += THERAPIST_PHRASES
                .iter()
                .filter(|phrase| lower.contains(**phrase))
                .count();
            for word in lower
                .split(|c: char| !c.is_alphanumeric() && c != '\'')
                .filter(|word| !word.is_empty())
            {
                tally.words += 1;
                match word {
                    "you" | "your" | "yourself" | "you've" | "you're" => tally.you += 1,
                    "i" | "my" | "me" | "i'm" | "i've" | "i'd" | "myself" => tally.i += 1,
                    _ => {}
                }
            }
        }
        tally
    }

    fn score(&self) -> f32 {
        let points =
            3.0 * self.phrases as f32 + 2.0 * self.questions as f32 + 0.5 * self.you as f32 - 0.5 * self.i as f32;
        100.0 * points / (self.words as f32 + SMOOTHING)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASKING: [&str; 2] = [
        "Hi, welcome back. How was your week?",
        "That sounds exhausting. What did you notice when you got home?",
    ];
    const TELLING: [&str; 2] = [
        "It was all right I suppose, I slept badly on Monday and Tuesday.",
        "My shoulders were up round my ears and I shouted at my son.",
    ];

    #[test]
    fn the_one_who_asks_is_the_therapist_on_either_channel() {
        let roles = infer_roles(ASKING, TELLING);
        assert_eq!((roles.first, roles.second), (Speaker::Therapist, Speaker::Client));
        let roles = infer_roles(TELLING, ASKING);
        assert_eq!((roles.first, roles.second), (Speaker::Client, Speaker::Therapist));
    }

    #[test]
    fn too_little_speech_names_nobody() {
        let roles = infer_roles(["How are you?"], ["Fine."]);
        assert_eq!((roles.first, roles.second), (Speaker::Speaker1, Speaker::Speaker2));
    }

    #[test]
    fn two_people_who_talk_alike_are_not_told_apart() {
        let roles = infer_roles(TELLING, TELLING);
        assert_eq!((roles.first, roles.second), (Speaker::Speaker1, Speaker::Speaker2));
    }
}
