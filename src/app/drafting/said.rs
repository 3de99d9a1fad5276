//! The transcript as the drafter reads it: sentences with their speaker, topics and affect.

use domain::risk::RiskItem;
use domain::transcript::{Speaker, Token, Transcript, sentences, tokens};

use super::taxonomy::{strategies_in, topics_in};

/// One sentence of a turn.
#[derive(Debug)]
pub struct Said<'a> {
    /// The turn it stands in.
    pub turn: u32,
    /// Who said it.
    pub speaker: Speaker,
    /// The sentence.
    pub text: &'a str,
    /// Its words in comparable form.
    pub tokens: Vec<Token>,
    /// Topics it speaks of.
    pub topics: Vec<usize>,
    /// Techniques it speaks of.
    pub strategies: Vec<usize>,
    /// Whether it asks.
    pub question: bool,
    /// Whether the risk screen lists anything of this turn.
    pub reviewed: bool,
}

impl Said<'_> {
    /// Whether a word occurs.
    pub fn has(&self, word: &str) -> bool {
        self.tokens.iter().any(|token| token.text == word)
    }

    /// Whether the speaker speaks of themselves.
    pub fn first_person(&self) -> bool {
        self.tokens
            .iter()
            .any(|token| matches!(token.text.as_str(), "i" | "my" | "me" | "myself"))
    }

    /// Words in the sentence.
    pub fn len(&self) -> usize {
        self.text.split_whitespace().count()
    }

    /// Whether this is the client talking about themselves: known, or, when nobody knows the speaker, a statement in
    /// the first person that addresses nobody. The guess only chooses quotes; it is never written down.
    pub fn is_from_client(&self) -> bool {
        match self.speaker {
            Speaker::Therapist => false,
            Speaker::Client | Speaker::Client2 => true,
            _ => !self.question && self.first_person() && !self.has("you") && !self.has("your"),
        }
    }

    /// The counterpart of [`Said::is_from_client`].
    pub fn is_from_therapist(&self) -> bool {
        match self.speaker {
            Speaker::Therapist => true,
            Speaker::Client | Speaker::Client2 => false,
            _ => self.question || self.has("you") || self.has("your") || self.has("us"),
        }
    }
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// How many turns after a day was named another one may take its place.
const MOVED_WITHIN: u32 = 3;

/// Whether a meeting is set here that is moved to another day in the turns after: "next Thursday", and then "Friday then".
fn moved(said: &[Said<'_>], at: usize) -> bool {
    let sentence = &said[at];
    let meets = ["again", "next", "session", "appointment", "meet", "see"]
        .iter()
        .any(|word| sentence.has(word));
    let mut days = WEEKDAYS.iter().filter(|day| sentence.has(day));
    let (Some(day), None) = (days.next(), days.next()) else {
        return false;
    };
    let after = said[at + 1..].iter();
    meets
        && after
            .take_while(|later| later.turn <= sentence.turn + MOVED_WITHIN)
            .any(|later| {
                let another = WEEKDAYS.iter().any(|other| other != day && later.has(other));
                let settles = ["then", "instead", "rather"].iter().any(|word| later.has(word));
                later.turn > sentence.turn && !later.question && another && settles && !later.has(day)
            })
}

/// All sentences in order, but for those in which a meeting is set that was moved before it was agreed.
pub fn said<'a>(transcript: &'a Transcript, risk: &[RiskItem]) -> Vec<Said<'a>> {
    let all = all(transcript, risk);
    let moved: Vec<bool> = (0..all.len()).map(|at| moved(&all, at)).collect();
    let kept = all.into_iter().zip(moved).filter(|(_, moved)| !moved);
    kept.map(|(sentence, _)| sentence).collect()
}

fn all<'a>(transcript: &'a Transcript, risk: &[RiskItem]) -> Vec<Said<'a>> {
    transcript
        .turns
        .iter()
        .flat_map(|turn| {
            let reviewed = risk.iter().any(|item| item.turn == turn.index);
            sentences(&turn.text).into_iter().map(move |range| {
                let text = &turn.text[range];
                let tokens = tokens(text);
                Said {
                    turn: turn.index,
                    speaker: turn.speaker,
                    text,
                    topics: topics_in(&tokens),
                    strategies: strategies_in(&tokens),
                    question: text.trim_end().ends_with('?'),
                    reviewed,
                    tokens,
                }
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::transcript::Turn;

    use super::*;

    fn read(turns: &[(Speaker, &str)]) -> Vec<String> {
        let turns = turns.iter().zip(0..).map(|((speaker, text), index)| Turn {
            index,
            speaker: *speaker,
            text: (*text).to_owned(),
            ..Turn::default()
        });
        let transcript = Transcript {
            turns: turns.collect(),
            ..Transcript::default()
        };
        let kept = said(&transcript, &[]);
        kept.iter().map(|sentence| sentence.text.to_owned()).collect()
    }

    #[test]
    fn a_meeting_that_is_moved_is_not_one() {
        let kept = read(&[
            (Speaker::Therapist, "Good. So we meet again on Monday at ten."),
            (Speaker::Client, "I am away on Monday."),
            (Speaker::Therapist, "Wednesday then, same time."),
        ]);
        assert_eq!(kept, ["Good.", "I am away on Monday.", "Wednesday then, same time."]);
    }

    #[test]
    fn another_day_for_something_else_moves_nothing() {
        let turns = [
            (Speaker::Therapist, "So we meet again on Monday at ten."),
            (Speaker::Client, "Fine. On Wednesday I have the dentist."),
        ];
        assert_eq!(read(&turns).len(), 3);
    }
}
