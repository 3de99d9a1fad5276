//! One model, one context, one request at a time.
//!
//! Consecutive requests often share a long beginning: the same instructions and transcript, then another question. What the
//! context still holds of it is kept, in whole batches only, so that every token is evaluated in the same company as in a
//! fresh context and the answer stays the same to the last bit.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use protocol::llm::{Output, Request};
use protocol::{Failure, ModelInfo};
use serde::de::IgnoredAny;

use crate::arguments::Arguments;
use crate::chat::{self, ChatTemplate};
use crate::constraint::{Constraint, Constraints};
use crate::context::{Context, EvaluationError, Settings};
use crate::sampling::Sampler;
use crate::text::Utf8Stream;
use crate::{machine, model, native_log};

/// Tokens of context when the command line names none and the model was trained on as many: a session of an hour with its
/// tags, the instructions and a note.
pub const DEFAULT_CONTEXT: u32 = 16384;

/// A loaded model, ready to answer.
pub struct Engine {
    model: Arc<LlamaModel>,
    template: ChatTemplate,
    constraints: Constraints,
    context: Context,
    info: ModelInfo,
    gpu: bool,
    available: u32,
    /// The last prompt: what the context holds from its start on, as far as that reaches.
    prompt: Vec<LlamaToken>,
}

impl Engine {
    /// Loads a model and runs it once, so that its threads and buffers exist before the sandbox closes.
    ///
    /// # Errors
    /// [`Failure::ModelUnusable`] for a file that is no working language model; [`Failure::Internal`] when llama.cpp does
    /// not start.
    pub fn load(arguments: &Arguments) -> Result<Self, Failure> {
        let model::Loaded { model, device, gpu } = model::load(&arguments.model, arguments.gpu)?;
        let trained = match model.n_ctx_train() {
            0 => DEFAULT_CONTEXT,
            trained => trained,
        };
        let available = arguments.context.unwrap_or(DEFAULT_CONTEXT).min(trained);
        let threads = arguments.threads.unwrap_or_else(machine::threads);
        let name = arguments
            .model
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let unusable = |detail: String| Failure::ModelUnusable {
            detail: format!("{name}: {detail}"),
        };
        let context = Context::new(
            Arc::clone(&model),
            Settings {
                tokens: available,
                threads,
                gpu,
            },
        );
        let mut context = context.ok_or_else(|| {
            unusable(native_log::take(
                "no text can be generated with it, or memory does not suffice for its context",
            ))
        })?;
        let token = if model.vocab().bos().0 >= 0 {
            model.vocab().bos()
        } else {
            LlamaToken::new(0)
        };
        context
            .evaluate(&[token], &AtomicBool::new(false))
            .map_err(|error| unusable(error.to_string()))?;
        if context.logits().is_none() {
            return Err(unusable("it computes no probabilities for the next token".into()));
        }
        context.truncate(0);
        let info = ModelInfo {
            name: name.clone(),
            device,
            lanes: threads,
            context_tokens: Some(available),
            dimensions: None,
        };
        let template = ChatTemplate::of(&model);
        let constraints = Constraints::new(&model)?;
        Ok(Self {
            model,
            template,
            constraints,
            context,
            info,
            gpu,
            available,
            prompt: Vec::new(),
        })
    }

    /// What was loaded.
    pub fn info(&self) -> ModelInfo {
        self.info.clone()
    }

    /// Bytes of writable memory that the process may be limited to from now on; `None` on a GPU, whose driver keeps copies
    /// of its own.
    pub fn memory_limit(&self) -> Option<u64> {
        if self.gpu { None } else { machine::memory_limit() }
    }

    /// Answers a request. `emit` gets the text as it appears, in pieces that are whole characters; together they are the
    /// answer. Setting `cancel` from another thread ends it within one operation of the model's graph.
    ///
    /// # Errors
    /// [`Failure::InvalidSchema`]; [`Failure::PromptTooLong`] with both sizes; [`Failure::AnswerCutShort`] when the answer
    /// was not complete within `max_tokens`, whatever was emitted by then; [`Failure::Cancelled`]; [`Failure::Internal`].
    pub fn generate(
        &mut self,
        request: &Request,
        cancel: &AtomicBool,
        mut emit: impl FnMut(&str),
    ) -> Result<Output, Failure> {
        let mut constraint = request
            .schema
            .as_ref()
            .map(|schema| self.constraints.compile(schema))
            .transpose()?;
        let pieces = self.template.lay_out(&self.model, &request.messages)?;
        let prompt = chat::tokenize(&self.model.vocab(), &pieces, &request.messages);
        let prompt_tokens = u32::try_from(prompt.len()).unwrap_or(u32::MAX);
        let needed = prompt_tokens.saturating_add(request.max_tokens);
        if prompt.is_empty() {
            return Err(Failure::Internal {
                detail: "the prompt is empty".into(),
            });
        }
        if needed > self.available {
            return Err(Failure::PromptTooLong {
                needed,
                available: self.available,
            });
        }
        let (evaluated, prompt_seconds) = self.read_prompt(prompt, cancel)?;
        let started = Instant::now();
        let mut sampler = Sampler::new(request.temperature, request.seed);
        let mut stream = Utf8Stream::default();
        let mut output_tokens = 0;
        let mut next = constraint.as_mut().map_or_else(|| Ok(Vec::new()), Constraint::forced)?;
        loop {
            for token in &next {
                if output_tokens == request.max_tokens {
                    return Err(Failure::AnswerCutShort { tokens: output_tokens });
                }
                output_tokens += 1;
                let piece = stream.push(&self.model.vocab().token_to_piece(*token, false, None));
                if !piece.is_empty() {
                    emit(piece);
                }
            }
            if constraint.as_ref().is_some_and(Constraint::is_complete) {
                break;
            }
            self.context.evaluate(&next, cancel).map_err(failure)?;
            if cancel.load(Ordering::Relaxed) {
                return Err(Failure::Cancelled);
            }
            let allowed = constraint.as_mut().map(Constraint::allowed).transpose()?;
            let token = self
                .context
                .logits()
                .and_then(|logits| sampler.pick(logits, allowed.as_ref()));
            let token = token.ok_or_else(|| Failure::Internal {
                detail: "the model offers no token".into(),
            })?;
            if self.model.vocab().is_eog(token) {
                break;
            }
            next.clear();
            next.push(token);
            if let Some(constraint) = &mut constraint {
                constraint.accept(token)?;
                next.extend(constraint.forced()?);
            }
        }
        let rest = stream.finish();
        if !rest.is_empty() {
            emit(rest);
        }
        let text = stream.into_text();
        if constraint.is_some() && serde_json::from_str::<IgnoredAny>(&text).is_err() {
            return Err(Failure::Internal {
                detail: "the constrained answer is no JSON".into(),
            });
        }
        Ok(Output {
            text,
            prompt_tokens,
            output_tokens,
            prompt_tokens_per_second: rate(evaluated, prompt_seconds),
            output_tokens_per_second: rate(output_tokens as usize, started.elapsed().as_secs_f32()),
        })
    }

    /// Brings the context to hold exactly `prompt`. Returns how many tokens had to be evaluated and the seconds it took.
    fn read_prompt(&mut self, prompt: Vec<LlamaToken>, cancel: &AtomicBool) -> Result<(usize, f32), Failure> {
        let started = Instant::now();
        let held = self.prompt.len().min(self.context.length());
        let shared = self
            .prompt
            .iter()
            .take(held)
            .zip(&prompt)
            .take_while(|(held, new)| held == new)
            .count();
        // The last token is always evaluated: its logits are where the answer starts.
        let shared = shared.min(prompt.len().saturating_sub(1));
        let kept = self.context.truncate(shared - shared % self.context.batch());
        self.prompt = prompt;
        let new = self.prompt.get(kept..).unwrap_or_default();
        self.context.evaluate(new, cancel).map_err(failure)?;
        Ok((new.len(), started.elapsed().as_secs_f32()))
    }
}

fn failure(error: EvaluationError) -> Failure {
    match error {
        EvaluationError::Cancelled => Failure::Cancelled,
        EvaluationError::Failed(_) => Failure::Internal {
            detail: native_log::take(&error.to_string()),
        },
    }
}

fn rate(tokens: usize, seconds: f32) -> f32 {
    if seconds > 0.0 { tokens as f32 / seconds } else { 0.0 }
}
