//! How a long transcript is cut for a model: into runs of turns that overlap.

use std::ops::Range;

use domain::transcript::Transcript;

use super::schema;

/// Characters that a token stands for, on the low side for English, so that a prompt is rather too short than too long.
const CHARACTERS_PER_TOKEN: u32 = 3;
/// Tokens of the number and speaker before each turn.
const TOKENS_PER_TURN: usize = 7;
/// Tokens of the instructions: those that all sections share, and their own.
const INSTRUCTION_TOKENS: usize = 1_300;
/// Turns that two neighbouring windows share, so that a question is not cut from its answer.
const OVERLAP_TURNS: usize = 6;

/// A run of turns that fits one prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Indices into [`Transcript::turns`].
    pub turns: Range<usize>,
}

/// What prompts and answers are planned by. Both numbers are estimates, and a model that shows one to be wrong gets a new plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Tokens that the prompt of a window and all its answers may take together.
    pub context: u32,
    /// Characters that a token stands for.
    pub characters_per_token: u32,
}

impl Budget {
    /// The first plan for a model with this context.
    pub fn of(context: u32) -> Self {
        Self {
            context,
            characters_per_token: CHARACTERS_PER_TOKEN,
        }
    }

    /// The plan after a prompt of this one took `needed` tokens where `available` are: as much less as that was too much, and a
    /// tenth.
    pub fn for_longer_prompts(self, needed: u32, available: u32) -> Self {
        let fits = u64::from(self.context) * u64::from(available) * 9 / (u64::from(needed.max(1)) * 10);
        Self {
            context: u32::try_from(fits).unwrap_or(self.context),
            ..self
        }
    }

    /// The plan after an answer of this one did not come to its end: more tokens for the same characters. `None` when each
    /// character has a token already.
    pub fn for_longer_answers(self) -> Option<Self> {
        let characters_per_token = self.characters_per_token.checked_sub(1).filter(|few| *few > 0)?;
        Some(Self {
            characters_per_token,
            ..self
        })
    }
}

/// Cuts a transcript into windows whose prompt and answers fit. A transcript that fits is one window; an empty one has none. One
/// turn is never cut, however long.
pub fn windows(transcript: &Transcript, budget: Budget) -> Vec<Window> {
    let per_token = budget.characters_per_token.max(1) as usize;
    let room = (budget.context as usize).saturating_sub(INSTRUCTION_TOKENS + schema::answer_tokens(budget));
    let cost = |at: usize| transcript.turns[at].text.len().div_ceil(per_token) + TOKENS_PER_TURN;
    let mut windows: Vec<Window> = Vec::new();
    let mut start = 0;
    while start < transcript.turns.len() {
        let mut end = start;
        let mut used = 0;
        while end < transcript.turns.len() && (end == start || used + cost(end) <= room) {
            used += cost(end);
            end += 1;
        }
        windows.push(Window { turns: start..end });
        if end == transcript.turns.len() {
            break;
        }
        start = end.saturating_sub(OVERLAP_TURNS).max(start + 1);
    }
    windows
}
