//! Messages about the language model.

use serde::{Deserialize, Serialize};

/// One message of a conversation, as chat templates know them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// Its text.
    pub content: String,
}

/// A prompt and how to answer it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The conversation so far; the model's own chat template is applied.
    pub messages: Vec<Message>,
    /// JSON schema that the answer obeys by construction; `None` for free text.
    pub schema: Option<serde_json::Value>,
    /// The most tokens to generate.
    pub max_tokens: u32,
    /// 0 is greedy.
    pub temperature: f32,
    /// Seed of the sampler; the same request gives the same answer on the same machine.
    pub seed: u32,
}

/// A finished answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The whole text.
    pub text: String,
    /// Tokens of the prompt.
    pub prompt_tokens: u32,
    /// Tokens generated.
    pub output_tokens: u32,
    /// Prompt tokens evaluated per second.
    pub prompt_tokens_per_second: f32,
    /// Tokens generated per second.
    pub output_tokens_per_second: f32,
}
