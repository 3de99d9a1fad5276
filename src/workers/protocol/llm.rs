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
    /// The answers wanted, each to the same conversation. They are written side by side, and what their prompts share is read
    /// once.
    pub sections: Vec<Section>,
    /// 0 is greedy.
    pub temperature: f32,
    /// Seed of the sampler; the same request gives the same answers on the same machine.
    pub seed: u32,
}

/// One answer to a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Added to the end of the last message; may be empty.
    pub instruction: String,
    /// JSON schema that the answer obeys by construction; `None` for free text.
    pub schema: Option<serde_json::Value>,
    /// The most tokens to generate.
    pub max_tokens: u32,
}

/// Finished answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The whole texts, in the order of the request's sections.
    pub texts: Vec<String>,
    /// Tokens of all prompts, what they share counted for each.
    pub prompt_tokens: u32,
    /// Tokens of prompts that had to be evaluated.
    pub evaluated_tokens: u32,
    /// Tokens generated, of all answers.
    pub output_tokens: u32,
    /// Evaluations in which they were generated: fewer than tokens when answers are written side by side.
    pub decode_steps: u32,
    /// Prompt tokens evaluated per second.
    pub prompt_tokens_per_second: f32,
    /// Tokens generated per second.
    pub output_tokens_per_second: f32,
}

impl Output {
    /// The first answer; empty when there is none.
    pub fn text(&self) -> &str {
        self.texts.first().map_or("", String::as_str)
    }
}
