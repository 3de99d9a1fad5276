//! Texts to vectors: tokenise, run the model, average over the tokens, scale to length one.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::available_parallelism;

use candle_core::{Device, Tensor};
use candle_transformers::models::bert::BertModel;
use protocol::{Failure, ModelInfo};
use tokenizers::Tokenizer;

use crate::files::{self, Files};

/// Tokens of a text that count; what follows is cut. all-MiniLM-L6-v2 is published with this `max_seq_length`.
pub const MAX_TOKENS: usize = 256;

/// Texts that run through the model together. More would not be faster on a processor, and a cancel waits for a batch.
const BATCH: usize = 16;

/// A loaded embedding model.
pub struct Embedder {
    tokenizer: Tokenizer,
    model: BertModel,
    device: Device,
    info: ModelInfo,
    dimensions: usize,
    padding: u32,
}

impl Embedder {
    /// Loads the model in `directory` and embeds one word, so that threads and buffers exist before a sandbox closes and a
    /// model that does not fit its own description is found now.
    ///
    /// # Errors
    /// [`Failure::ModelUnusable`] with the file at fault and the reason.
    pub fn load(directory: &Path) -> Result<Self, Failure> {
        let (device, place) = device();
        let Files {
            config,
            tokenizer,
            model,
        } = files::load(directory, &device, MAX_TOKENS)?;
        let info = ModelInfo {
            name: directory.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            device: place.to_owned(),
            lanes: available_parallelism().map_or(1, |threads| u32::try_from(threads.get()).unwrap_or(1)),
            context_tokens: None,
            dimensions: u32::try_from(config.hidden_size).ok(),
            sha256: None,
            quantisation: None,
        };
        let padding = u32::try_from(config.pad_token_id).unwrap_or_default();
        let embedder = Self {
            tokenizer,
            model,
            device,
            info,
            dimensions: config.hidden_size,
            padding,
        };
        match embedder.embed(&["word".to_owned()], &AtomicBool::new(false)) {
            Ok(_) => Ok(embedder),
            Err(failure) => Err(Failure::ModelUnusable {
                detail: failure.to_string(),
            }),
        }
    }

    /// What was loaded.
    pub fn info(&self) -> ModelInfo {
        self.info.clone()
    }

    /// One vector per text, in the order of the texts, each of length one and of `info().dimensions` numbers. Texts are cut
    /// at [`MAX_TOKENS`]. `cancel` is looked at between batches.
    ///
    /// # Errors
    /// [`Failure::Cancelled`], or [`Failure::Internal`] when the model fails or its weights yield no finite numbers.
    pub fn embed(&self, texts: &[String], cancel: &AtomicBool) -> Result<Vec<Vec<f32>>, Failure> {
        let mut tokens = Vec::with_capacity(texts.len());
        for (index, text) in texts.iter().enumerate() {
            stop_if_set(cancel)?;
            let encoding = self.tokenizer.encode_fast(text.as_str(), true).map_err(internal)?;
            tokens.push((index, encoding.get_ids().to_vec()));
        }
        // Texts of similar length share a batch, so that little of it is padding.
        tokens.sort_by_key(|(_, ids)| ids.len());
        let mut vectors = vec![Vec::new(); texts.len()];
        for batch in tokens.chunks(BATCH) {
            stop_if_set(cancel)?;
            let rows: Vec<&[u32]> = batch.iter().map(|(_, ids)| ids.as_slice()).collect();
            for ((index, _), vector) in batch.iter().zip(self.run(&rows).map_err(internal)?) {
                if vector.len() != self.dimensions || !vector.iter().all(|number| number.is_finite()) {
                    return Err(internal("the model's weights yield no finite vector"));
                }
                if let Some(place) = vectors.get_mut(*index) {
                    *place = vector;
                }
            }
        }
        Ok(vectors)
    }

    /// Runs rows of token ids through the model. Shapes: ids and mask `[rows, longest]`, hidden states
    /// `[rows, longest, dimensions]`, result `[rows, dimensions]`.
    fn run(&self, rows: &[&[u32]]) -> candle_core::Result<Vec<Vec<f32>>> {
        let longest = rows.iter().map(|row| row.len()).max().unwrap_or_default();
        let mut ids = Vec::with_capacity(rows.len() * longest);
        let mut mask = Vec::with_capacity(rows.len() * longest);
        for row in rows {
            let padding = longest - row.len();
            ids.extend(row.iter().copied().chain(std::iter::repeat_n(self.padding, padding)));
            mask.extend(std::iter::repeat_n(1_f32, row.len()).chain(std::iter::repeat_n(0.0, padding)));
        }
        let shape = (rows.len(), longest);
        let ids = Tensor::from_vec(ids, shape, &self.device)?;
        let mask = Tensor::from_vec(mask, shape, &self.device)?;
        let hidden = self.model.forward(&ids, &ids.zeros_like()?, Some(&mask))?;
        let weights = mask.unsqueeze(2)?;
        let sums = hidden.broadcast_mul(&weights)?.sum(1)?;
        let means = sums.broadcast_div(&weights.sum(1)?)?;
        let lengths = means.sqr()?.sum_keepdim(1)?.sqrt()?;
        means.broadcast_div(&lengths)?.to_vec2()
    }
}

fn stop_if_set(cancel: &AtomicBool) -> Result<(), Failure> {
    if cancel.load(Ordering::Relaxed) {
        Err(Failure::Cancelled)
    } else {
        Ok(())
    }
}

fn internal(error: impl std::fmt::Display) -> Failure {
    Failure::Internal {
        detail: format!("embedding failed: {error}"),
    }
}

/// The first GPU where this build supports one, else the processor.
fn device() -> (Device, &'static str) {
    if cfg!(feature = "cuda")
        && let Ok(device) = Device::new_cuda(0)
    {
        return (device, "cuda:0");
    }
    if cfg!(feature = "metal")
        && let Ok(device) = Device::new_metal(0)
    {
        return (device, "metal");
    }
    (Device::Cpu, "cpu")
}
