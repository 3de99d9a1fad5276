//! Reading a model directory.

use std::fs;
use std::path::Path;

use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use protocol::Failure;
use tokenizers::{Tokenizer, TruncationParams};

/// What a model directory holds, loaded.
pub(crate) struct Files {
    pub(crate) config: Config,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) model: BertModel,
}

/// Loads the three files of `directory` onto `device`; texts will be cut at `max_tokens`.
///
/// # Errors
/// [`Failure::ModelUnusable`] with the file at fault and the reason.
pub(crate) fn load(directory: &Path, device: &Device, max_tokens: usize) -> Result<Files, Failure> {
    let bytes = read(directory, "config.json")?;
    let config: Config = serde_json::from_slice(&bytes).map_err(unusable("config.json"))?;
    check(&config).map_err(unusable("config.json"))?;
    let bytes = read(directory, "tokenizer.json")?;
    let mut tokenizer = Tokenizer::from_bytes(bytes).map_err(unusable("tokenizer.json"))?;
    let max_length = max_tokens.min(config.max_position_embeddings);
    tokenizer
        .with_truncation(Some(TruncationParams {
            max_length,
            ..TruncationParams::default()
        }))
        .map_err(unusable("tokenizer.json"))?
        // Texts are padded per batch, after sorting by length.
        .with_padding(None);
    // A text that spells `[SEP]` means these letters.
    tokenizer.set_encode_special_tokens(true);
    if tokenizer.get_vocab_size(true) > config.vocab_size {
        let (tokens, rows) = (tokenizer.get_vocab_size(true), config.vocab_size);
        return Err(unusable("tokenizer.json")(format!(
            "it knows {tokens} tokens and the model only {rows}"
        )));
    }
    // Read, not mapped: a file that changes under a mapping is undefined behaviour, and these are small.
    let bytes = read(directory, "model.safetensors")?;
    let model = VarBuilder::from_buffered_safetensors(bytes, DType::F32, device)
        .and_then(|weights| BertModel::load(weights, &config))
        .map_err(unusable("model.safetensors"))?;
    Ok(Files {
        config,
        tokenizer,
        model,
    })
}

fn read(directory: &Path, file: &'static str) -> Result<Vec<u8>, Failure> {
    fs::read(directory.join(file)).map_err(unusable(file))
}

fn unusable<E: std::fmt::Display>(file: &'static str) -> impl Fn(E) -> Failure {
    move |error| Failure::ModelUnusable {
        detail: format!("{file}: {error}"),
    }
}

/// Refuses numbers that would divide by zero or leave no room for a token between the two that frame every text.
fn check(config: &Config) -> Result<(), &'static str> {
    if config.num_attention_heads == 0 || !config.hidden_size.is_multiple_of(config.num_attention_heads) {
        return Err("hidden_size is no multiple of num_attention_heads");
    }
    if config.max_position_embeddings < 3 {
        return Err("max_position_embeddings is below 3");
    }
    Ok(())
}
