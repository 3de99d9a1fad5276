//! Templates: formats that a practice makes for itself. They arrange what a note holds and tell the therapist what to add; no
//! word of them reaches a language model.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::TemplateId;
use crate::claim::ClaimKind;

/// The longest name of a template, in characters.
pub const MAX_NAME: usize = 80;
/// The most sections of a template.
pub const MAX_SECTIONS: usize = 20;
/// The longest title of a section, in characters.
pub const MAX_TITLE: usize = 80;
/// The longest instructions of a section, in characters.
pub const MAX_INSTRUCTIONS: usize = 500;

/// A field of a note whose lines can stand in a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// What was talked about.
    Topics,
    /// Techniques that were used or agreed on.
    Strategies,
    /// What somebody agreed to do.
    ActionItems,
    /// The mood and its direction, with whose word they are.
    Mood,
    /// Language to review.
    Risk,
    /// The summary for the client.
    PatientSummary,
    /// The narrative for the therapist.
    TherapistNotes,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 7] = [
        Self::Topics,
        Self::Strategies,
        Self::ActionItems,
        Self::Mood,
        Self::Risk,
        Self::PatientSummary,
        Self::TherapistNotes,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Topics => "topics",
            Self::Strategies => "strategies",
            Self::ActionItems => "action_items",
            Self::Mood => "mood",
            Self::Risk => "risk",
            Self::PatientSummary => "patient_summary",
            Self::TherapistNotes => "therapist_notes",
        }
    }
}

/// A section of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateSection {
    /// Its heading.
    pub title: String,
    /// Claims of these kinds stand in it, one kind after the other.
    #[serde(default)]
    pub kinds: Vec<ClaimKind>,
    /// Then the lines of this field.
    #[serde(default)]
    pub source: Option<Source>,
    /// What the therapist is asked to complete; may be empty.
    #[serde(default)]
    pub instructions: String,
}

/// One version of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Identifier, the same for all versions.
    pub id: TemplateId,
    /// Its name, which heads a note.
    pub name: String,
    /// 1, 2, 3 …
    pub version: u32,
    /// Its sections, in order.
    pub sections: Vec<TemplateSection>,
}

/// What is not acceptable in a template. Sections count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// No name, or one beyond [`MAX_NAME`].
    #[error("a template needs a name of 1 to 80 characters, on one line")]
    Name,
    /// No section, or more than [`MAX_SECTIONS`].
    #[error("a template has 1 to 20 sections")]
    Sections,
    /// No title, or one beyond [`MAX_TITLE`].
    #[error("section {0} needs a title of 1 to 80 characters, on one line")]
    Title(usize),
    /// A title that an earlier section has, whatever its case.
    #[error("section {0} has the title of an earlier section; give it another")]
    TitleTwice(usize),
    /// Instructions beyond [`MAX_INSTRUCTIONS`].
    #[error("the instructions of section {0} are longer than 500 characters; shorten them")]
    Instructions(usize),
    /// A kind of claims that already has a place.
    #[error("section {0} holds `{kind}`, which already has a place; each kind stands in one place only", kind = .1.as_str())]
    KindTwice(usize, ClaimKind),
    /// A field that already has a place.
    #[error("section {0} holds `{source_name}`, which already has a place; each source stands in one section only", source_name = .1.as_str())]
    SourceTwice(usize, Source),
}

impl BadTemplate {
    /// The JSON field that is wrong.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Name => "name",
            _ => "sections",
        }
    }
}

/// What somebody types for a template, checked and trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    name: String,
    sections: Vec<TemplateSection>,
}

impl NewTemplate {
    /// Checks and trims.
    ///
    /// # Errors
    /// [`BadTemplate`], the first of what is wrong.
    pub fn new(name: &str, mut sections: Vec<TemplateSection>) -> Result<Self, BadTemplate> {
        let name = line(name, MAX_NAME).ok_or(BadTemplate::Name)?;
        if sections.is_empty() || sections.len() > MAX_SECTIONS {
            return Err(BadTemplate::Sections);
        }
        let (mut titles, mut kinds, mut sources) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (at, section) in sections.iter_mut().enumerate() {
            let number = at + 1;
            section.title = line(&section.title, MAX_TITLE).ok_or(BadTemplate::Title(number))?;
            if !titles.insert(section.title.to_lowercase()) {
                return Err(BadTemplate::TitleTwice(number));
            }
            section.instructions = text(&section.instructions);
            if section.instructions.chars().count() > MAX_INSTRUCTIONS {
                return Err(BadTemplate::Instructions(number));
            }
            if let Some(kind) = section.kinds.iter().find(|kind| !kinds.insert(**kind)) {
                return Err(BadTemplate::KindTwice(number, *kind));
            }
            if let Some(source) = section.source.filter(|source| !sources.insert(*source)) {
                return Err(BadTemplate::SourceTwice(number, source));
            }
        }
        Ok(Self { name, sections })
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name without regard to case: no two templates in use share it.
    pub fn folded_name(&self) -> String {
        self.name.to_lowercase()
    }

    /// The sections.
    pub fn sections(&self) -> &[TemplateSection] {
        &self.sections
    }

    /// Whether it says the same as a template that there is.
    pub fn is(&self, template: &Template) -> bool {
        self.name == template.name && self.sections == template.sections
    }

    /// It as a version of a template.
    pub fn as_version(self, id: TemplateId, version: u32) -> Template {
        Template {
            id,
            name: self.name,
            version,
            sections: self.sections,
        }
    }
}

/// A text on one line, trimmed, with runs of blanks as one; `None` when it is empty, too long or has control characters.
fn line(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= longest && !text.chars().any(char::is_control);
    fits.then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text of several lines, trimmed, without control characters but the ends of lines.
fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let kept: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    kept.trim().to_owned()
}
