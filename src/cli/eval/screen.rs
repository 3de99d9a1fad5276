//! The risk screen that is measured: the rules, and what they are told by an embedding model where there is one.

use domain::risk::{RiskItem, screen};
use domain::transcript::{Transcript, Turn};

use crate::config::Config;
use crate::eval::corpus::Line;

/// The screen of one run.
pub struct Screen;

impl Screen {
    /// The screen as this configuration has it.
    pub fn open(_config: &Config) -> Self {
        Self
    }

    /// The items of a dialogue.
    pub async fn transcript(&self, transcript: &Transcript) -> Vec<RiskItem> {
        screen(&transcript.turns)
    }

    /// The items of each line, which stands alone with its speaker.
    pub async fn lines(&self, lines: &[Line]) -> Vec<Vec<RiskItem>> {
        let alone = |line: &Line| Turn {
            speaker: line.speaker,
            text: line.text.clone(),
            confidence: 1.0,
            ..Turn::default()
        };
        lines.iter().map(|line| screen(&[alone(line)])).collect()
    }

    /// Ends it, and says what it was.
    pub async fn close(self) -> String {
        "rules alone".into()
    }
}
