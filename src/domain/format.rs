//! Formats of a note: SOAP, DAP, BIRP, GIRP, PIRP, intake, and the templates of the practice.
//!
//! A format is an arrangement and nothing else. The claims of a note, and the lines that come from its other fields, are laid
//! into sections by what sort of statement they are; no model is asked, no word is changed, and nothing is left out, so that
//! somebody who switches from one format to another finds the same statements with the same evidence in other places. What the
//! note knows nothing about is a placeholder that says so, and what only the therapist can judge is a prompt.

mod layout;
mod lines;
mod render;
mod template;

pub use render::render;
pub use template::{
    BadTemplate, MAX_INSTRUCTIONS, MAX_NAME, MAX_SECTIONS, MAX_TITLE, NewTemplate, Source, Template, TemplateSection,
};

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::TemplateId;

/// What a section without evidence says.
pub const NOT_DISCUSSED: &str = "Not discussed.";
/// What a section says that no part of a note belongs to.
pub const NOT_FROM_RECORDING: &str = "Not drawn from the recording.";
/// What an empty section says of a note whose sentences do not tell which section they belong to.
pub const SEE_NARRATIVE: &str = "Nothing that belongs here for certain; see the narrative.";

/// A format that every practice has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Subjective, objective, assessment, plan.
    Soap,
    /// Data, assessment, plan.
    Dap,
    /// Behaviour, intervention, response, plan.
    Birp,
    /// Goals, intervention, response, plan.
    Girp,
    /// Problem, intervention, response, plan.
    Pirp,
    /// A first meeting.
    Intake,
}

impl Format {
    /// All formats, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Soap, Self::Dap, Self::Birp, Self::Girp, Self::Pirp, Self::Intake];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Soap => "soap",
            Self::Dap => "dap",
            Self::Birp => "birp",
            Self::Girp => "girp",
            Self::Pirp => "pirp",
            Self::Intake => "intake",
        }
    }

    /// The heading of a note in this format.
    pub fn title(self) -> &'static str {
        match self {
            Self::Soap => "SOAP note",
            Self::Dap => "DAP note",
            Self::Birp => "BIRP note",
            Self::Girp => "GIRP note",
            Self::Pirp => "PIRP note",
            Self::Intake => "Intake note",
        }
    }
}

/// A format as a request names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// One that every practice has.
    Format(Format),
    /// `template:<id>`: one of the practice's own.
    Template(TemplateId),
}

/// A name of no format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this format is not known; choose soap, dap, birp, girp, pirp, intake, or template:<id> with the id of one of your practice's templates"
)]
pub struct UnknownFormat;

impl FromStr for Named {
    type Err = UnknownFormat;
    fn from_str(word: &str) -> Result<Self, UnknownFormat> {
        if let Some(id) = word.strip_prefix("template:") {
            let id: Uuid = id.parse().map_err(|_| UnknownFormat)?;
            return Ok(Self::Template(TemplateId::from(id)));
        }
        let mut all = Format::ALL.into_iter();
        let found = all.find(|format| format.as_str() == word);
        found.map(Self::Format).ok_or(UnknownFormat)
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(format) => f.write_str(format.as_str()),
            Self::Template(id) => write!(f, "template:{id}"),
        }
    }
}

/// What a note is laid out by.
#[derive(Debug, Clone, Copy)]
pub enum Layout<'a> {
    /// A format that every practice has.
    Format(Format),
    /// One of the practice's own.
    Template(&'a Template),
}

/// A note in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Which format.
    pub format: Named,
    /// Its heading.
    pub title: String,
    /// Its sections, in order; each has at least one block.
    pub sections: Vec<Section>,
}

/// A section of a note in a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What stands in it, in order.
    pub blocks: Vec<Block>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A claim of the note, in its own words.
    Claim,
    /// There is nothing to say here, and the note says so.
    Placeholder,
    /// Something that the therapist completes.
    Prompt,
    /// A line from another field of the note.
    Text,
}

impl BlockKind {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Placeholder => "placeholder",
            Self::Prompt => "prompt",
            Self::Text => "text",
        }
    }
}

/// A paragraph of a note in a format.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words.
    pub text: String,
    /// The turns it rests on; empty where it rests on none.
    pub turns: Vec<u32>,
    /// The claim's key, of a claim.
    pub claim_key: Option<String>,
    /// `false` for a claim or a sentence whose check against the transcript failed.
    pub supported: bool,
}

impl Block {
    fn plain(kind: BlockKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            turns: Vec::new(),
            claim_key: None,
            supported: true,
        }
    }

    fn placeholder(text: impl Into<String>) -> Self {
        Self::plain(BlockKind::Placeholder, text)
    }

    fn prompt(text: impl Into<String>) -> Self {
        Self::plain(BlockKind::Prompt, text)
    }

    fn text(text: impl Into<String>, turns: &[u32]) -> Self {
        Self {
            turns: turns.to_vec(),
            ..Self::plain(BlockKind::Text, text)
        }
    }
}

#[cfg(test)]
mod tests;
