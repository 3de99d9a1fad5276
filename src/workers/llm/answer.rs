//! One section's answer while it is being written: what of it waits to be evaluated, and what comes next.

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use protocol::Failure;
use serde::de::IgnoredAny;

use crate::constraint::Constraint;
use crate::context::Run;
use crate::sampling::Sampler;
use crate::text::Utf8Stream;

/// An answer in the making. It starts with its own part of the prompt waiting; from then on what waits is the token that was
/// chosen last and those that its constraint forces behind it.
pub struct Answer {
    sequence: usize,
    constraint: Option<Constraint>,
    sampler: Sampler,
    stream: Utf8Stream,
    /// Tokens to evaluate; those before `at` are evaluated.
    waiting: Vec<LlamaToken>,
    at: usize,
    /// Forced before anything is chosen.
    opening: Vec<LlamaToken>,
    stage: Stage,
    tokens: u32,
    max_tokens: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Reading,
    Writing,
    Done,
}

impl Answer {
    /// An answer that continues `sequence` with `prompt`, at least one token.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the constraint gave up.
    pub fn new(
        sequence: usize,
        prompt: Vec<LlamaToken>,
        mut constraint: Option<Constraint>,
        sampler: Sampler,
        max_tokens: u32,
    ) -> Result<Self, Failure> {
        let opening = constraint.as_mut().map_or_else(|| Ok(Vec::new()), Constraint::forced)?;
        Ok(Self {
            sequence,
            constraint,
            sampler,
            stream: Utf8Stream::default(),
            waiting: prompt,
            at: 0,
            opening,
            stage: Stage::Reading,
            tokens: 0,
            max_tokens,
        })
    }

    /// Whether its prompt is not yet evaluated.
    pub fn is_reading(&self) -> bool {
        self.stage == Stage::Reading
    }

    /// Whether it is complete.
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// Tokens written.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// The next tokens to evaluate, at most `room`; `None` when there are none.
    pub fn run(&self, room: usize) -> Option<Run<'_>> {
        let waiting = self.waiting.get(self.at..).filter(|_| !self.is_done())?;
        let tokens = waiting.get(..room.min(waiting.len()))?;
        // Where something is forced, nothing is chosen.
        let chooses = !self.is_reading() || self.opening.is_empty();
        (!tokens.is_empty()).then_some(Run {
            sequence: self.sequence,
            tokens,
            scored: chooses && tokens.len() == waiting.len(),
        })
    }

    /// Takes note that `evaluated` more of its tokens are evaluated. When that was the last one the answer goes on: with what
    /// is forced, or with a choice by `logits`. `emit` gets the text that this adds.
    ///
    /// # Errors
    /// [`Failure::AnswerCutShort`] when its budget is used up; [`Failure::Internal`].
    pub fn go_on(
        &mut self,
        evaluated: usize,
        logits: Option<&[f32]>,
        model: &LlamaModel,
        emit: &mut dyn FnMut(&str),
    ) -> Result<(), Failure> {
        self.at += evaluated;
        if self.at < self.waiting.len() {
            return Ok(());
        }
        let was_reading = self.is_reading();
        self.stage = Stage::Writing;
        self.waiting.clear();
        self.at = 0;
        if was_reading && !self.opening.is_empty() {
            self.waiting.append(&mut self.opening);
        } else {
            self.choose(logits, model)?;
        }
        self.say(model, emit)
    }

    fn choose(&mut self, logits: Option<&[f32]>, model: &LlamaModel) -> Result<(), Failure> {
        let allowed = self.constraint.as_mut().map(Constraint::allowed).transpose()?;
        let token = logits
            .and_then(|logits| self.sampler.pick(logits, allowed.as_ref()))
            .ok_or_else(|| Failure::Internal {
                detail: "the model offers no token".into(),
            })?;
        if model.vocab().is_eog(token) {
            self.stage = Stage::Done;
            return Ok(());
        }
        self.waiting.push(token);
        if let Some(constraint) = &mut self.constraint {
            constraint.accept(token)?;
            self.waiting.extend(constraint.forced()?);
        }
        Ok(())
    }

    /// Turns the waiting tokens into text; those that complete the document need no evaluation.
    fn say(&mut self, model: &LlamaModel, emit: &mut dyn FnMut(&str)) -> Result<(), Failure> {
        for token in &self.waiting {
            if self.tokens == self.max_tokens {
                return Err(Failure::AnswerCutShort { tokens: self.tokens });
            }
            self.tokens += 1;
            let piece = self.stream.push(&model.vocab().token_to_piece(*token, false, None));
            if !piece.is_empty() {
                emit(piece);
            }
        }
        if self.constraint.as_ref().is_some_and(Constraint::is_complete) {
            self.stage = Stage::Done;
        }
        if self.is_done() {
            let rest = self.stream.finish();
            if !rest.is_empty() {
                emit(rest);
            }
        }
        Ok(())
    }

    /// The whole text.
    ///
    /// # Errors
    /// [`Failure::Internal`] when a constrained answer is no JSON, which would be an error in this worker.
    pub fn into_text(self) -> Result<String, Failure> {
        let text = self.stream.into_text();
        if self.constraint.is_some() && serde_json::from_str::<IgnoredAny>(&text).is_err() {
            return Err(Failure::Internal {
                detail: "the constrained answer is no JSON".into(),
            });
        }
        Ok(text)
    }
}
