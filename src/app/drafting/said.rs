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

/// All sentences in order.
pub fn said<'a>(transcript: &'a Transcript, risk: &[RiskItem]) -> Vec<Said<'a>> {
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
