//! One model, one context, one request at a time.
//!
//! A request's sections share their conversation: the same instructions and transcript, then another question each. What they
//! share is evaluated once into the context's trunk; every section continues it in a branch of its own, and each evaluation
//! advances all sections that are not finished, because a step for many costs little more than a step for one.
//!
//! The trunk outlives the request: when the next one shares its beginning, as when one section of a note is written again,
//! only the new part is evaluated. It is kept whole, or else in whole batches only, so that every token is evaluated in the same
//! company as in a fresh context and the answer stays the same to the last bit.
//!
//! A model that keeps a state instead of tokens has nothing to share. Its sections are written one after the other, each
//! from the start.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use protocol::llm::{Output, Request, Section};
use protocol::{Failure, ModelInfo};

use crate::answer::Answer;
use crate::arguments::Arguments;
use crate::chat::{ChatTemplate, Prompts};
use crate::constraint::{Constraint, Constraints};
use crate::context::{Context, EvaluationError, Run, Settings, TRUNK};
use crate::sampling::Sampler;
use crate::{machine, model, native_log};

/// Tokens of context when the command line names none and the model was trained on as many: a session of an hour with its
/// tags, the instructions and a note.
pub const DEFAULT_CONTEXT: u32 = 16384;

/// Sections written side by side; more of them take turns. A note has seven.
pub const SIDE_BY_SIDE: u32 = 16;

/// A loaded model, ready to answer.
pub struct Engine {
    model: Arc<LlamaModel>,
    template: ChatTemplate,
    constraints: Constraints,
    context: Context,
    info: ModelInfo,
    gpu: bool,
    available: u32,
    /// What the trunk holds, as far as that reaches.
    head: Vec<LlamaToken>,
}

/// What a request has taken so far.
#[derive(Default)]
struct Cost {
    evaluated_tokens: usize,
    reading_seconds: f32,
    decode_steps: u32,
    writing_seconds: f32,
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
                branches: SIDE_BY_SIDE,
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
        let run = Run {
            sequence: TRUNK,
            tokens: &[token],
            scored: true,
        };
        context
            .evaluate(&[run], &AtomicBool::new(false))
            .map_err(|error| unusable(error.to_string()))?;
        if context.logits(0).is_none() {
            return Err(unusable("it computes no probabilities for the next token".into()));
        }
        context.keep(0);
        let info = ModelInfo {
            name: name.clone(),
            device,
            lanes: threads,
            context_tokens: Some(available),
            dimensions: None,
            sha256: None,
            quantisation: model::quantisation(&model),
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
            head: Vec::new(),
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

    /// Answers a request. `emit` gets the texts as they appear, each piece with the place of its section: pieces are whole
    /// characters, and together they are the answers. Setting `cancel` from another thread ends it within one operation of the
    /// model's graph.
    ///
    /// # Errors
    /// [`Failure::InvalidSchema`]; [`Failure::PromptTooLong`] with both sizes when the conversation with all instructions and all
    /// answers exceeds the context; [`Failure::AnswerCutShort`] when an answer was not complete within its `max_tokens`,
    /// whatever was emitted by then; [`Failure::Cancelled`]; [`Failure::Internal`].
    pub fn generate(
        &mut self,
        request: &Request,
        cancel: &AtomicBool,
        mut emit: impl FnMut(u32, &str),
    ) -> Result<Output, Failure> {
        if request.sections.is_empty() {
            return Err(Failure::Internal {
                detail: "a request needs at least one section".into(),
            });
        }
        let compile = |section: &Section| section.schema.as_ref().map(|schema| self.constraints.compile(schema));
        let constraints = request
            .sections
            .iter()
            .map(|section| compile(section).transpose())
            .collect::<Result<Vec<_>, _>>()?;
        let pieces = self.template.lay_out(&self.model, &request.messages)?;
        let instructions = request.sections.iter().map(|section| section.instruction.as_str());
        let prompts = Prompts::new(&self.model.vocab(), &pieces, &request.messages, instructions);
        if prompts.tails.iter().any(Vec::is_empty) {
            return Err(Failure::Internal {
                detail: "the prompt is empty".into(),
            });
        }
        self.check_length(request, &prompts)?;
        let tails: usize = prompts.tails.iter().map(Vec::len).sum();
        let prompt_tokens = prompts.head.len() * prompts.tails.len() + tails;

        let mut cost = Cost::default();
        let mut answers = self.begin(request, prompts.tails, constraints)?;
        for (turn, group) in answers.chunks_mut(self.at_once()).enumerate() {
            let first = u32::try_from(turn * self.at_once()).unwrap_or(u32::MAX);
            self.read_head(&prompts.head, cancel, &mut cost)?;
            (1..=self.context.branches().min(group.len())).for_each(|branch| self.context.branch(branch));
            self.write(group, cancel, &mut cost, &mut |place, piece| emit(first + place, piece))?;
        }
        let output_tokens = answers.iter().map(Answer::tokens).sum();
        Ok(Output {
            texts: answers.into_iter().map(Answer::into_text).collect::<Result<_, _>>()?,
            prompt_tokens: u32::try_from(prompt_tokens).unwrap_or(u32::MAX),
            evaluated_tokens: u32::try_from(cost.evaluated_tokens).unwrap_or(u32::MAX),
            output_tokens,
            decode_steps: cost.decode_steps,
            prompt_tokens_per_second: rate(cost.evaluated_tokens, cost.reading_seconds),
            output_tokens_per_second: rate(output_tokens as usize, cost.writing_seconds),
        })
    }

    /// Sections that are in memory together.
    fn at_once(&self) -> usize {
        self.context.branches().max(1)
    }

    /// Whether everything that is in memory together fits: the head, and every section's own part and budget.
    fn check_length(&self, request: &Request, prompts: &Prompts) -> Result<(), Failure> {
        let own: Vec<usize> = prompts
            .tails
            .iter()
            .zip(&request.sections)
            .map(|(tail, section)| tail.len() + section.max_tokens as usize)
            .collect();
        let most = own.chunks(self.at_once()).map(|group| group.iter().sum()).max();
        let needed = u32::try_from(prompts.head.len() + most.unwrap_or(0_usize)).unwrap_or(u32::MAX);
        if needed > self.available {
            return Err(Failure::PromptTooLong {
                needed,
                available: self.available,
            });
        }
        Ok(())
    }

    fn begin(
        &self,
        request: &Request,
        tails: Vec<Vec<LlamaToken>>,
        constraints: Vec<Option<Constraint>>,
    ) -> Result<Vec<Answer>, Failure> {
        let branches = self.context.branches();
        let sections = request.sections.iter().zip(tails).zip(constraints);
        (0_u32..)
            .zip(sections)
            .map(|(place, ((section, tail), constraint))| {
                let sequence = match branches {
                    0 => TRUNK,
                    branches => 1 + place as usize % branches,
                };
                // Sections with a temperature would otherwise repeat one another's luck.
                let sampler = Sampler::new(request.temperature, request.seed.wrapping_add(place));
                Answer::new(sequence, tail, constraint, sampler, section.max_tokens)
            })
            .collect()
    }

    /// Brings the trunk to hold exactly `head`, without branches.
    fn read_head(&mut self, head: &[LlamaToken], cancel: &AtomicBool, cost: &mut Cost) -> Result<(), Failure> {
        let started = Instant::now();
        let held = self.head.get(..self.context.trunk()).unwrap_or(&self.head);
        let shared = held.iter().zip(head).take_while(|(held, new)| held == new).count();
        let whole = shared == held.len() && shared == head.len();
        let kept = self.context.keep(if whole {
            shared
        } else {
            shared - shared % self.context.batch()
        });
        self.head = head.to_vec();
        let new = head.get(kept..).unwrap_or_default();
        self.context.extend(new, cancel).map_err(failure)?;
        cost.evaluated_tokens += new.len();
        cost.reading_seconds += started.elapsed().as_secs_f32();
        Ok(())
    }

    /// Writes answers side by side to their ends. First their own parts of the prompt are read, then each evaluation takes
    /// what waits of all that are not done.
    fn write(
        &mut self,
        answers: &mut [Answer],
        cancel: &AtomicBool,
        cost: &mut Cost,
        emit: &mut dyn FnMut(u32, &str),
    ) -> Result<(), Failure> {
        loop {
            let started = Instant::now();
            let reading = answers.iter().any(Answer::is_reading);
            let mut room = self.context.batch();
            let mut runs = Vec::with_capacity(answers.len());
            let mut rows = Vec::with_capacity(answers.len());
            for (place, answer) in answers.iter().enumerate() {
                if answer.is_reading() == reading
                    && let Some(run) = answer.run(room)
                {
                    room -= run.tokens.len();
                    rows.push((place, run.tokens.len()));
                    runs.push(run);
                }
            }
            if runs.is_empty() {
                return Ok(());
            }
            self.context.evaluate(&runs, cancel).map_err(failure)?;
            if cancel.load(Ordering::Relaxed) {
                return Err(Failure::Cancelled);
            }
            for (row, (place, evaluated)) in rows.iter().enumerate() {
                let Some(answer) = answers.get_mut(*place) else {
                    continue;
                };
                let section = u32::try_from(*place).unwrap_or(u32::MAX);
                let logits = self.context.logits(row);
                answer.go_on(*evaluated, logits, &self.model, &mut |piece| emit(section, piece))?;
            }
            let seconds = started.elapsed().as_secs_f32();
            if reading {
                cost.evaluated_tokens += rows.iter().map(|(_, evaluated)| evaluated).sum::<usize>();
                cost.reading_seconds += seconds;
            } else {
                cost.decode_steps += 1;
                cost.writing_seconds += seconds;
            }
        }
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
