//! Messages about speech recognition.

use serde::{Deserialize, Serialize};

/// How to transcribe a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Options {
    /// Language code as whisper.cpp knows it (`en`, `de` …), or `auto`.
    pub language: String,
    /// Beam width; 1 is greedy.
    pub beam_size: u32,
    /// Parallel whisper states; 0 lets the worker choose by its cores.
    pub lanes: u32,
    /// Whether to compute times of single words.
    pub words: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            language: "en".into(),
            beam_size: 5,
            lanes: 0,
            words: true,
        }
    }
}

/// How far along a transcription is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Seconds of audio finished (all channels done up to here).
    pub done_seconds: f64,
    /// Length of the recording, where its container says so.
    pub total_seconds: Option<f64>,
}

/// A run of words that whisper.cpp recognised together. Times are milliseconds from the start of the recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Channel of the recording when channels are kept apart (0 is left), else `None`.
    pub channel: Option<u16>,
    /// Start in milliseconds.
    pub start_ms: u64,
    /// End in milliseconds.
    pub end_ms: u64,
    /// The words, trimmed.
    pub text: String,
    /// Mean natural logarithm of the token probabilities.
    pub average_log_probability: f32,
    /// The model's own estimate that nothing was said, 0 to 1.
    pub no_speech_probability: f32,
    /// The words with their times; empty when not asked for.
    pub words: Vec<Word>,
}

/// One word of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// Start in milliseconds.
    pub start_ms: u64,
    /// End in milliseconds.
    pub end_ms: u64,
    /// The word with its punctuation, trimmed.
    pub text: String,
    /// Mean token probability, 0 to 1.
    pub probability: f32,
}

/// Totals of a transcription.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Container and codec as decoded, for example `ogg/opus`.
    pub format: String,
    /// Length of the recording in seconds.
    pub duration_seconds: f64,
    /// Seconds in which speech was found, over all channels that were transcribed.
    pub speech_seconds: f64,
    /// Channels in the file.
    pub channels: u16,
    /// Sample rate of the file in hertz.
    pub sample_rate: u32,
    /// Language that was transcribed.
    pub language: String,
    /// Encoder passes, for the efficiency count C1 of `docs/performance.md`.
    pub encoder_windows: u32,
    /// Problems worth telling: "the recording ends in the middle of a packet", "45 s could not be decoded" …
    pub warnings: Vec<String>,
}
