use serde::{Deserialize, Serialize};

/// Why a worker could not do what it was asked. The texts are for an administrator; they never hold words of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Failure {
    /// The file is no audio or video container, or holds a codec that no decoder here knows.
    #[error("this is not a supported audio format: {detail}")]
    UnsupportedFormat {
        /// What was recognised and what was missing.
        detail: String,
    },
    /// The file starts like audio but cannot be decoded.
    #[error("the recording is damaged: {detail}")]
    Damaged {
        /// Where decoding stopped.
        detail: String,
    },
    /// The file has no bytes, or no audio samples.
    #[error("the recording holds no audio")]
    Empty,
    /// Longer, or with more channels or a higher sample rate, than the limits allow.
    #[error("the recording is beyond what is accepted: {detail}")]
    BeyondLimits {
        /// Which limit.
        detail: String,
    },
    /// The server could not supply the bytes of the recording.
    #[error("the recording could not be read")]
    Unreadable,
    /// The prompt does not fit the model's context.
    #[error("the prompt needs {needed} tokens and the model has room for {available}")]
    PromptTooLong {
        /// Tokens of the prompt plus the tokens asked for.
        needed: u32,
        /// Tokens of the context.
        available: u32,
    },
    /// The JSON schema cannot be turned into a constraint.
    #[error("the schema cannot be used: {detail}")]
    InvalidSchema {
        /// What the constraint engine said.
        detail: String,
    },
    /// Token budget spent before the answer was complete.
    #[error("the answer was not complete after {tokens} tokens")]
    AnswerCutShort {
        /// Tokens generated.
        tokens: u32,
    },
    /// The model file is missing, damaged or of another kind.
    #[error("the model cannot be used: {detail}")]
    ModelUnusable {
        /// What the engine said.
        detail: String,
    },
    /// Cancelled by the server.
    #[error("cancelled")]
    Cancelled,
    /// A request this worker does not serve, or an engine error without a better name.
    #[error("{detail}")]
    Internal {
        /// What happened.
        detail: String,
    },
}

impl Failure {
    /// Whether the same request could succeed on another attempt.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Internal { .. } | Self::Unreadable)
    }
}
