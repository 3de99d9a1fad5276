//! Evaluating tokens: the one place of this crate that calls llama.cpp's C interface directly.
//!
//! The safe binding has no way to stop a running evaluation, and on a processor without a GPU one batch of a prompt takes
//! seconds. So this module owns the `llama_context` itself and hands llama.cpp a callback that reads the request's cancel
//! flag between any two operations of the graph.
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

/// How to set up a context.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Tokens of context.
    pub tokens: u32,
    /// Threads for prompt and generation.
    pub threads: u32,
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
    length: usize,
    scratch: Vec<sys::llama_token>,
}

// SAFETY: a llama_context is tied to no thread; exclusive access is enforced by `&mut self` (see the module's notes).
unsafe impl Send for Context {}

impl Context {
    /// Allocates a context. `None` when llama.cpp cannot (memory, or a model without a text decoder); its log says why.
    pub fn new(model: Arc<LlamaModel>, settings: Settings) -> Option<Self> {
        let raw_model = raw_model(&model);
        // SAFETY: `raw_model` is the live model behind `model`; both calls only read it.
        let decodes = unsafe { sys::llama_model_has_decoder(raw_model) && !sys::llama_model_has_encoder(raw_model) };
        if !decodes {
            return None;
        }
        let create = |gpu: bool| {
            // SAFETY: the defaults are a plain struct of numbers and null pointers; the model outlives the context.
            unsafe {
                let mut parameters = sys::llama_context_default_params();
                parameters.n_ctx = settings.tokens;
                parameters.n_batch = settings.batch();
                parameters.n_ubatch = settings.batch();
                parameters.n_seq_max = 1;
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
            length: 0,
            scratch: Vec::new(),
        };
        context.memory().map(|_| context)
    }

    /// Tokens in the attention memory.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Tokens evaluated at once.
    pub fn batch(&self) -> usize {
        self.batch
    }

    /// Appends tokens, one batch after the other.
    ///
    /// # Errors
    /// [`EvaluationError`]; the batches before the failed one stay in memory, see [`Context::length`].
    pub fn evaluate(&mut self, tokens: &[LlamaToken], cancel: &AtomicBool) -> Result<(), EvaluationError> {
        for batch in tokens.chunks(self.batch) {
            if cancel.load(Ordering::Relaxed) {
                return Err(EvaluationError::Cancelled);
            }
            self.scratch.clear();
            self.scratch.extend(batch.iter().map(|token| token.0));
            let flag = std::ptr::from_ref(cancel).cast_mut().cast::<c_void>();
            // SAFETY: `scratch` holds the batch's tokens for the whole call, the flag outlives it, and the backend is idle
            // when the callback is taken away. Positions follow the memory's last one; only the last token gets logits.
            let code = unsafe {
                sys::llama_set_abort_callback(self.raw.as_ptr(), Some(is_set), flag);
                let batch = sys::llama_batch_get_one(self.scratch.as_mut_ptr(), self.scratch.len() as i32);
                let code = sys::llama_decode(self.raw.as_ptr(), batch);
                sys::llama_synchronize(self.raw.as_ptr());
                sys::llama_set_abort_callback(self.raw.as_ptr(), None, std::ptr::null_mut());
                code
            };
            match code {
                0 => self.length += batch.len(),
                code => {
                    self.truncate(self.length);
                    return Err(if code == 2 {
                        EvaluationError::Cancelled
                    } else {
                        EvaluationError::Failed(code)
                    });
                }
            }
        }
        Ok(())
    }

    /// Forgets all tokens from `length` on and returns how many are left: `length`, or 0 for models whose memory cannot be
    /// cut (recurrent ones).
    pub fn truncate(&mut self, length: usize) -> usize {
        let Some(memory) = self.memory() else { return 0 };
        let position = i32::try_from(length).unwrap_or(i32::MAX);
        let whole = self.model.is_recurrent() || self.model.is_hybrid();
        // SAFETY: `memory` belongs to the live context.
        let cut = length > 0 && !whole && unsafe { sys::llama_memory_seq_rm(memory, 0, position, -1) };
        self.length = if cut { length } else { 0 };
        if !cut {
            // SAFETY: as above. The contents need no wiping, they are overwritten before they are read.
            unsafe { sys::llama_memory_clear(memory, false) };
        }
        self.length
    }

    /// Scores of every token of the vocabulary for the place after the last evaluated one; `None` when nothing was
    /// evaluated or the model has no output layer.
    pub fn logits(&mut self) -> Option<&[f32]> {
        let count = usize::try_from(self.model.n_vocab()).ok()?;
        // SAFETY: llama.cpp returns null or `n_vocab` floats, valid until the next evaluation; the borrow of `self` ends
        // before one can start.
        unsafe {
            let logits = sys::llama_get_logits_ith(self.raw.as_ptr(), -1);
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

/// The pointer inside the binding's model, which it keeps to itself.
fn raw_model(model: &LlamaModel) -> *mut sys::llama_model {
    const { assert!(size_of::<LlamaModel>() == size_of::<*mut sys::llama_model>()) };
    // SAFETY: `LlamaModel` is `repr(transparent)` over a non-null pointer to the model; its size is checked above.
    unsafe { std::ptr::from_ref(model).cast::<*mut sys::llama_model>().read() }
}
