//! How a long transcript is cut for a model: into runs of turns that overlap.

use std::ops::Range;

use domain::transcript::Transcript;

use super::schema;

/// Characters per token, on the low side for English, so that a prompt is rather too short than too long.
const CHARACTERS_PER_TOKEN: usize = 3;
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

/// Cuts a transcript into windows whose prompt and answers fit into `token_budget` (the model's context). A transcript that fits
/// is one window; an empty one has none. One turn is never cut, however long.
pub fn windows(transcript: &Transcript, token_budget: usize) -> Vec<Window> {
    let room = token_budget.saturating_sub(INSTRUCTION_TOKENS + schema::answer_tokens());
    let cost = |at: usize| transcript.turns[at].text.len().div_ceil(CHARACTERS_PER_TOKEN) + TOKENS_PER_TURN;
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
