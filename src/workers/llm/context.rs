//! Evaluating tokens: the one place of this crate that calls llama.cpp's C interface directly.
//!
//! The safe binding has no way to stop a running evaluation, and on a processor without a GPU one batch of a prompt takes
//! seconds. So this module owns the `llama_context` itself and hands llama.cpp a callback that reads the request's cancel
//! flag between any two operations of the graph.
//!
//! The attention memory is a tree of one level: a *trunk* (sequence 0), what several answers have in common, and *branches*
//! (sequences 1 and up) that continue it. A branch shares the trunk's cells, so making one costs nothing.
//!
//! # Soundness
//! `raw` is created in [`Context::new`], never shared, and freed once in `Drop`. It borrows the model's memory, which `model`
//! keeps alive for as long. Every method takes `&mut self`, as llama.cpp wants one caller at a time. The abort callback holds
//! a pointer to the flag only while [`Context::evaluate`] runs, which outlives the call by its borrow and waits for the
//! backend before it returns.

use std::ffi::c_void;
use std::ptr::NonNull;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use llama_cpp_sys_2 as sys;

/// The sequence that branches share.
pub const TRUNK: usize = 0;

/// How to set up a context.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Tokens of context.
    pub tokens: u32,
    /// Threads for prompt and generation.
    pub threads: u32,
    /// Branches that may exist at once.
    pub branches: u32,
    /// Whether the model runs on a GPU: larger batches, flash attention and a `q8_0` cache instead of `f16`. On a processor
    /// flash attention costs speed, and a quantised cache cannot do without it.
    pub gpu: bool,
}

impl Settings {
    /// Tokens evaluated at once. Fixed, never tuned while running: the split of a prompt into batches decides the last bits
    /// of its logits, and the same request must give the same answer.
    pub fn batch(&self) -> u32 {
        if self.gpu { 512 } else { 128 }
    }
}

/// Tokens to append to one sequence.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// [`TRUNK`] or a branch.
    pub sequence: usize,
    /// The tokens, at least one.
    pub tokens: &'a [LlamaToken],
    /// Whether [`Context::logits`] is wanted for the place after them.
    pub scored: bool,
}

/// Why tokens were not evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationError {
    /// The cancel flag was set.
    #[error("cancelled")]
    Cancelled,
    /// llama.cpp refused or failed, with its own code.
    #[error("llama.cpp failed to evaluate tokens (code {0})")]
    Failed(i32),
}

/// A model's attention memory and what it takes to run it.
pub struct Context {
    raw: NonNull<sys::llama_context>,
    model: Arc<LlamaModel>,
    batch: usize,
    /// Tokens of every sequence.
    lengths: Vec<usize>,
    /// Places in the last batch behind which its runs ended.
    ends: Vec<i32>,
    scratch: Scratch,
}

// SAFETY: a llama_context is tied to no thread; exclusive access is enforced by `&mut self` (see the module's notes). The
// pointers in `scratch` are used only during the call that filled them.
unsafe impl Send for Context {}

/// The columns of a batch, kept to spare allocations.
#[derive(Default)]
struct Scratch {
    tokens: Vec<sys::llama_token>,
    positions: Vec<sys::llama_pos>,
    sequences: Vec<sys::llama_seq_id>,
    counts: Vec<i32>,
    pointers: Vec<*mut sys::llama_seq_id>,
    scored: Vec<i8>,
}

impl Scratch {
    fn clear(&mut self) {
        self.tokens.clear();
        self.positions.clear();
        self.sequences.clear();
        self.counts.clear();
        self.pointers.clear();
        self.scored.clear();
    }
}

impl Context {
    /// Allocates a context. `None` when llama.cpp cannot (memory, or a model without a text decoder); its log says why.
    pub fn new(model: Arc<LlamaModel>, settings: Settings) -> Option<Self> {
        let raw_model = raw_model(&model);
        // SAFETY: `raw_model` is the live model behind `model`; both calls only read it.
        let decodes = unsafe { sys::llama_model_has_decoder(raw_model) && !sys::llama_model_has_encoder(raw_model) };
        if !decodes {
            return None;
        }
        // A recurrent model keeps a state instead of cells: nothing of it is shared, and every sequence would cost memory.
        let branches = if is_divisible(&model) { settings.branches } else { 0 };
        let create = |gpu: bool| {
            // SAFETY: the defaults are a plain struct of numbers and null pointers; the model outlives the context.
            unsafe {
                let mut parameters = sys::llama_context_default_params();
                parameters.n_ctx = settings.tokens;
                parameters.n_batch = settings.batch();
                parameters.n_ubatch = settings.batch();
                parameters.n_seq_max = 1 + branches;
                parameters.kv_unified = true;
                parameters.n_threads = settings.threads as i32;
                parameters.n_threads_batch = settings.threads as i32;
                parameters.no_perf = true;
                parameters.flash_attn_type = sys::LLAMA_FLASH_ATTN_TYPE_DISABLED;
                if gpu {
                    parameters.flash_attn_type = sys::LLAMA_FLASH_ATTN_TYPE_ENABLED;
                    parameters.type_k = sys::GGML_TYPE_Q8_0;
                    parameters.type_v = sys::GGML_TYPE_Q8_0;
                }
                NonNull::new(sys::llama_init_from_model(raw_model, parameters))
            }
        };
        // Some attention shapes have no flash kernel; such a model still runs, with the larger cache.
        let raw = create(settings.gpu).or_else(|| settings.gpu.then(|| create(false)).flatten())?;
        let context = Self {
            raw,
            model,
            batch: settings.batch() as usize,
            lengths: vec![0; 1 + branches as usize],
            ends: Vec::new(),
            scratch: Scratch::default(),
        };
        context.memory().map(|_| context)
    }

    /// Tokens in the trunk.
    pub fn trunk(&self) -> usize {
        self.lengths.first().copied().unwrap_or_default()
    }

    /// Branches that may exist at once; 0 for models whose memory cannot be shared, which have the trunk alone.
    pub fn branches(&self) -> usize {
        self.lengths.len() - 1
    }

    /// Tokens evaluated at once.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Appends tokens to the trunk, one batch after the other.
    ///
    /// # Errors
    /// [`EvaluationError`]; the batches before the failed one stay in memory, see [`Context::trunk`].
    pub fn extend(&mut self, tokens: &[LlamaToken], cancel: &AtomicBool) -> Result<(), EvaluationError> {
        for tokens in tokens.chunks(self.batch) {
            let run = Run {
                sequence: TRUNK,
                tokens,
                scored: false,
            };
            self.evaluate(&[run], cancel)?;
        }
        Ok(())
    }

    /// Lets a branch begin where the trunk ends, whatever it held.
    pub fn branch(&mut self, sequence: usize) {
        let (Some(memory), trunk) = (self.memory(), self.trunk()) else {
            return;
        };
        if let (Some(length), Ok(id)) = (self.lengths.get_mut(sequence), i32::try_from(sequence))
            && sequence != TRUNK
        {
            // SAFETY: `memory` belongs to the live context, and the ids are below its number of sequences.
            unsafe {
                sys::llama_memory_seq_rm(memory, id, -1, -1);
                sys::llama_memory_seq_cp(memory, TRUNK as i32, id, -1, -1);
            }
            *length = trunk;
        }
    }

    /// Appends runs to their sequences in one evaluation: together at most [`Context::batch`] tokens, at most one run for a
    /// sequence.
    ///
    /// # Errors
    /// [`EvaluationError`]; nothing of the runs is in memory then, and branches may be gone.
    pub fn evaluate(&mut self, runs: &[Run<'_>], cancel: &AtomicBool) -> Result<(), EvaluationError> {
        if cancel.load(Ordering::Relaxed) {
            return Err(EvaluationError::Cancelled);
        }
        self.fill(runs);
        let count = self.scratch.tokens.len();
        if count == 0 || count > self.batch {
            return Err(EvaluationError::Failed(-1));
        }
        let flag = std::ptr::from_ref(cancel).cast_mut().cast::<c_void>();
        // SAFETY: all columns of `scratch` have `count` entries and stay untouched for the whole call, the flag outlives it,
        // and the backend is idle when the callback is taken away.
        let code = unsafe {
            sys::llama_set_abort_callback(self.raw.as_ptr(), Some(is_set), flag);
            let batch = sys::llama_batch {
                n_tokens: count as i32,
                token: self.scratch.tokens.as_mut_ptr(),
                embd: std::ptr::null_mut(),
                pos: self.scratch.positions.as_mut_ptr(),
                n_seq_id: self.scratch.counts.as_mut_ptr(),
                seq_id: self.scratch.pointers.as_mut_ptr(),
                logits: self.scratch.scored.as_mut_ptr(),
            };
            let code = sys::llama_decode(self.raw.as_ptr(), batch);
            sys::llama_synchronize(self.raw.as_ptr());
            sys::llama_set_abort_callback(self.raw.as_ptr(), None, std::ptr::null_mut());
            code
        };
        if code != 0 {
            self.keep(self.trunk());
            return Err(if code == 2 {
                EvaluationError::Cancelled
            } else {
                EvaluationError::Failed(code)
            });
        }
        for run in runs {
            if let Some(length) = self.lengths.get_mut(run.sequence) {
                *length += run.tokens.len();
            }
        }
        Ok(())
    }

    /// Writes the runs into the columns of the batch; one for an unknown sequence is left out.
    fn fill(&mut self, runs: &[Run<'_>]) {
        self.scratch.clear();
        self.ends.clear();
        let batch = &mut self.scratch;
        for run in runs {
            if let (Some(length), Ok(id)) = (self.lengths.get(run.sequence), i32::try_from(run.sequence)) {
                for (token, place) in run.tokens.iter().zip(*length..) {
                    batch.tokens.push(token.0);
                    batch.positions.push(i32::try_from(place).unwrap_or(i32::MAX));
                    batch.sequences.push(id);
                    batch.scored.push(0);
                }
                if let (Some(last), true) = (batch.scored.last_mut(), run.scored) {
                    *last = 1;
                }
            }
            self.ends.push(batch.tokens.len() as i32 - 1);
        }
        batch.counts.resize(batch.tokens.len(), 1);
        batch
            .pointers
            .extend(batch.sequences.iter_mut().map(std::ptr::from_mut));
    }

    /// Forgets all branches and what the trunk holds from `length` on. Returns how many tokens are left: `length`, or 0 for
    /// models whose memory cannot be cut (recurrent ones).
    pub fn keep(&mut self, length: usize) -> usize {
        let Some(memory) = self.memory() else { return 0 };
        let position = i32::try_from(length).unwrap_or(i32::MAX);
        let mut cut = length > 0 && is_divisible(&self.model);
        if cut {
            // SAFETY: `memory` belongs to the live context, and the ids are below its number of sequences.
            cut = unsafe {
                (1..self.lengths.len()).all(|branch| sys::llama_memory_seq_rm(memory, branch as i32, -1, -1))
                    && sys::llama_memory_seq_rm(memory, TRUNK as i32, position, -1)
            };
        }
        self.lengths.fill(0);
        if cut {
            self.lengths.iter_mut().take(1).for_each(|trunk| *trunk = length);
        } else {
            // SAFETY: as above. The contents need no wiping, they are overwritten before they are read.
            unsafe { sys::llama_memory_clear(memory, false) };
        }
        self.trunk()
    }

    /// Scores of every token of the vocabulary for the place after a run of the last evaluation, by the run's place in it.
    /// `None` when it was not to be scored or the model has no output layer.
    pub fn logits(&mut self, run: usize) -> Option<&[f32]> {
        let count = usize::try_from(self.model.n_vocab()).ok()?;
        let end = *self.ends.get(run)?;
        if self.scratch.scored.get(usize::try_from(end).ok()?) != Some(&1) {
            return None;
        }
        // SAFETY: llama.cpp returns null or `n_vocab` floats, valid until the next evaluation; the borrow of `self` ends
        // before one can start.
        unsafe {
            let logits = sys::llama_get_logits_ith(self.raw.as_ptr(), end);
            (!logits.is_null()).then(|| std::slice::from_raw_parts(logits, count))
        }
    }

    fn memory(&self) -> Option<sys::llama_memory_t> {
        // SAFETY: the context is live; the result is null for models without attention memory.
        let memory = unsafe { sys::llama_get_memory(self.raw.as_ptr()) };
        (!memory.is_null()).then_some(memory)
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: `raw` came from `llama_init_from_model` and is freed nowhere else.
        unsafe { sys::llama_free(self.raw.as_ptr()) };
    }
}

/// Read between the operations of a graph; true stops it.
unsafe extern "C" fn is_set(flag: *mut c_void) -> bool {
    // SAFETY: `evaluate` passes a live `AtomicBool` for as long as this callback is registered.
    unsafe { &*flag.cast::<AtomicBool>() }.load(Ordering::Relaxed)
}

/// Whether a model's memory consists of tokens, of which some can be kept, shared or forgotten.
fn is_divisible(model: &LlamaModel) -> bool {
    !model.is_recurrent() && !model.is_hybrid()
}

/// The pointer inside the binding's model, which it keeps to itself.
fn raw_model(model: &LlamaModel) -> *mut sys::llama_model {
    const { assert!(size_of::<LlamaModel>() == size_of::<*mut sys::llama_model>()) };
    // SAFETY: `LlamaModel` is `repr(transparent)` over a non-null pointer to the model; its size is checked above.
    unsafe { std::ptr::from_ref(model).cast::<*mut sys::llama_model>().read() }
}
