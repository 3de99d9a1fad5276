//! The words that a claim rests on: the sentences its quotes stand in, with the question they answer.

use std::collections::HashSet;
use std::ops::Range;

use domain::transcript::{Speaker, Token, Transcript, Turn, sentences, tokens};

use super::{negation, words};

/// A sentence of the evidence.
#[derive(Debug)]
pub(super) struct Heard<'a> {
    pub turn: &'a Turn,
    pub range: Range<usize>,
    pub text: &'a str,
    /// Its words, phrases that name one thing joined.
    pub tokens: Vec<Token>,
    /// Which of them are denied, the answer to a question counted in.
    pub denied: Vec<bool>,
    /// A question that no cited answer follows: it states nothing.
    pub open_question: bool,
    /// A question whose answer is cited.
    pub answered: bool,
}

/// Turns before a cited one in which a word on which nothing hangs may have been said.
const BEFORE: u32 = 4;

/// All that a claim rests on.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub heard: Vec<Heard<'a>>,
    /// Concepts of everything said in and around the cited turns: enough for a word on which nothing hangs.
    pub nearby: HashSet<String>,
}

impl<'a> Scene<'a> {
    /// The scene of pieces of turns. A piece is widened to its sentences.
    pub fn new(transcript: &'a Transcript, pieces: &[(&'a Turn, Range<usize>)]) -> Self {
        let mut heard: Vec<Heard<'a>> = Vec::new();
        let mut nearby = HashSet::new();
        for (turn, piece) in pieces {
            let all = sentences(&turn.text);
            let asked = question_before(transcript, turn);
            for (number, range) in all.iter().enumerate() {
                let touched = range.start < piece.end && piece.start < range.end;
                if !touched
                    || heard
                        .iter()
                        .any(|known| known.turn.index == turn.index && known.range == *range)
                {
                    continue;
                }
                let answers = number < 2 && !turn.text[range.clone()].trim_end().ends_with('?');
                if answers
                    && let Some((question, range)) = &asked
                    && !heard
                        .iter()
                        .any(|known| known.turn.index == question.index && known.range == *range)
                {
                    heard.push(sentence(question, range.clone()));
                }
                heard.push(sentence(turn, range.clone()));
            }
            for near in (turn.index.saturating_sub(BEFORE)..=turn.index + 1).filter_map(|index| transcript.turn(index))
            {
                nearby.extend(
                    words::joined(&tokens(&near.text))
                        .into_iter()
                        .map(|token| words::concept(&token.text)),
                );
            }
        }
        let mut scene = Self { heard, nearby };
        scene.settle_questions(transcript, pieces);
        scene
    }

    /// A question states something only together with its answer, which may deny it.
    fn settle_questions(&mut self, transcript: &Transcript, pieces: &[(&Turn, Range<usize>)]) {
        for heard in &mut self.heard {
            if !heard.text.trim_end().ends_with('?') {
                continue;
            }
            let next = transcript.turn(heard.turn.index + 1);
            let answer = next.filter(|next| {
                next.speaker != heard.turn.speaker && pieces.iter().any(|(turn, _)| turn.index == next.index)
            });
            let Some(answer) = answer else {
                heard.open_question = true;
                continue;
            };
            heard.answered = true;
            let words = tokens(&answer.text);
            // "How did you sleep?" cannot be denied; "Did you sleep?" can.
            let mut opening = heard
                .tokens
                .iter()
                .map(|token| token.text.as_str())
                .skip_while(|word| matches!(*word, "and" | "so" | "but" | "well" | "okay" | "then"));
            let open = match (opening.next(), opening.next()) {
                (Some("how" | "what" | "where" | "who" | "why" | "which" | "whose"), _) => true,
                (Some("when"), next) => matches!(next, Some("did" | "do" | "was" | "is" | "will" | "are" | "were")),
                _ => false,
            };
            if negation::is_negative(&heard.tokens) || (!open && negation::answers_no(&words)) {
                heard.denied.fill(true);
            }
        }
    }

    /// Whether a person with this role is among those who speak here.
    pub fn speaks(&self, speaker: Speaker) -> bool {
        self.heard.iter().any(|heard| heard.turn.speaker == speaker)
    }

    /// All words with whether they are denied.
    pub fn words(&self) -> impl Iterator<Item = (&Token, bool)> {
        self.heard
            .iter()
            .flat_map(|heard| heard.tokens.iter().zip(heard.denied.iter().copied()))
    }

    /// Whether a word was said here, or one that means the same or the opposite.
    pub fn says(&self, word: &str) -> bool {
        self.words()
            .any(|(token, _)| words::likeness(word, &token.text).is_some())
    }
}

fn sentence(turn: &Turn, range: Range<usize>) -> Heard<'_> {
    let text = &turn.text[range.clone()];
    let tokens = words::joined(&tokens(text));
    let denied = negation::denied(&tokens);
    Heard {
        turn,
        range,
        text,
        tokens,
        denied,
        open_question: false,
        answered: false,
    }
}

/// The question at the end of the turn before, when somebody else asked it.
fn question_before<'a>(transcript: &'a Transcript, turn: &Turn) -> Option<(&'a Turn, Range<usize>)> {
    let before = transcript.turn(turn.index.checked_sub(1)?)?;
    let last = sentences(&before.text).pop()?;
    (before.speaker != turn.speaker && before.text[last.clone()].trim_end().ends_with('?')).then_some((before, last))
}
