//! The embedding worker: sentences to vectors with a BERT model such as all-MiniLM-L6-v2, through candle.
//!
//! [`Embedder::load`] reads a directory in the usual layout (`config.json`, `tokenizer.json`, `model.safetensors`).
//! [`Embedder::embed`] turns texts into vectors of length one, so that the dot product of two of them is their similarity.
//! The process itself (pipes, sandbox, heartbeat) belongs to `worker-runtime`.

mod embedder;
mod files;

pub use embedder::{Embedder, MAX_TOKENS};
