//! Language to review: a deterministic screen over everything that was said.
//!
//! The screen reads each sentence of each turn, finds wording of seven categories in the tables of the lexicon (words of a
//! kind, joined by the ways in which sentences join them), and then decides how it was meant: denied, asked about, long past, about somebody else, a figure of speech, something
//! from a film … That status changes how an item is shown, never whether it is kept. It makes no statement about how
//! likely anything is and names no diagnosis; a person reads the words and decides.

mod answer;
mod context;
mod judge;
mod lexicon;
mod screen;
mod who;

pub use screen::{judge_line, screen};

use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;
use crate::transcript::Speaker;

/// What a piece of language is about.
///
/// Seven headings. The wider set of a full clinical checklist maps onto them: access to lethal means goes with the
/// harm it is spoken of for; child, elder and partner abuse, stalking, coercion and sexual assault are
/// [`Category::AbuseOrNeglect`] (`detail` says which); self-starvation or purging as punishment and other
/// eating-disorder danger are [`Category::SelfHarm`]; overdose by mistake, withdrawal, seizure, stopped or doubled
/// medication are [`Category::MedicalEmergency`]; command voices and being unable to tell what is real are
/// [`Category::Psychosis`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Wishing to be dead, thoughts, plans, means, preparation and attempts.
    SuicidalIdeation,
    /// Hurting oneself without the aim to die.
    SelfHarm,
    /// Thoughts, threats and acts of violence against others.
    HomicidalIdeation,
    /// Harm done to the client or to someone who depends on others.
    AbuseOrNeglect,
    /// Using again, or hiding use.
    SubstanceRelapse,
    /// Symptoms that cannot wait.
    MedicalEmergency,
    /// Voices, beliefs and perceptions that others do not share.
    Psychosis,
}

impl Category {
    /// All categories in the order in which they are listed.
    pub const ALL: [Self; 7] = [
        Self::SuicidalIdeation,
        Self::SelfHarm,
        Self::HomicidalIdeation,
        Self::AbuseOrNeglect,
        Self::SubstanceRelapse,
        Self::MedicalEmergency,
        Self::Psychosis,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SuicidalIdeation => "suicidal_ideation",
            Self::SelfHarm => "self_harm",
            Self::HomicidalIdeation => "homicidal_ideation",
            Self::AbuseOrNeglect => "abuse_or_neglect",
            Self::SubstanceRelapse => "substance_relapse",
            Self::MedicalEmergency => "medical_emergency",
            Self::Psychosis => "psychosis",
        }
    }
}

/// How prominently an item is shown; not a score of anybody's risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// For the record.
    Low,
    /// To be read.
    Medium,
    /// To be read first.
    High,
}

/// Whom it happens to (for violence: who has the thought; for abuse: who is harmed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A client in the room.
    Client,
    /// Anybody else.
    OtherPerson,
}

/// When.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Temporality {
    /// Now or in the last weeks.
    Current,
    /// Over.
    Past,
}

/// How the words were meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Stated of the present.
    AffirmedCurrent,
    /// Stated of the last weeks.
    AffirmedRecent,
    /// Stated of an earlier time.
    Historical,
    /// Said not to be so.
    Denied,
    /// Said under a condition.
    Hypothetical,
    /// About somebody else.
    ThirdParty,
    /// A figure of speech, fiction, a harmless cause.
    Figurative,
    /// Only asked about.
    AskedOnly,
    /// Explained by the therapist.
    Psychoeducation,
    /// Cannot be told from the words.
    Unclear,
}

impl Status {
    /// All values.
    pub const ALL: [Self; 10] = [
        Self::AffirmedCurrent,
        Self::AffirmedRecent,
        Self::Historical,
        Self::Denied,
        Self::Hypothetical,
        Self::ThirdParty,
        Self::Figurative,
        Self::AskedOnly,
        Self::Psychoeducation,
        Self::Unclear,
    ];

    /// Whether something is stated to be (or to have been) so, as opposed to denied, asked, explained or figurative.
    pub fn asserts(self) -> bool {
        !matches!(
            self,
            Self::Denied | Self::Figurative | Self::AskedOnly | Self::Psychoeducation
        )
    }

    /// Whether a person must look at it before the note can be signed.
    pub fn needs_review(self) -> bool {
        matches!(
            self,
            Self::AffirmedCurrent | Self::AffirmedRecent | Self::Hypothetical | Self::Unclear
        )
    }
}

/// What raised an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskSource {
    /// A rule of the screen.
    #[default]
    Rule,
    /// Likeness of meaning to exemplars.
    Similarity,
    /// The language model that drafted the note.
    Model,
}

impl RiskSource {
    fn is_rule(&self) -> bool {
        *self == Self::Rule
    }
}

/// One piece of language to review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskItem {
    /// What it is about.
    pub category: Category,
    /// A finer name within the category, such as `intimate_partner_violence`; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// How prominently to show it.
    pub severity: Severity,
    /// Whose.
    pub subject: Subject,
    /// When.
    pub temporality: Temporality,
    /// How it was meant.
    pub status: Status,
    /// The turn in which it was said.
    pub turn: u32,
    /// The sentence, as it stands in that turn.
    pub quote: String,
    /// Who said it.
    pub speaker: Speaker,
    /// What raised it; a rule unless said otherwise.
    #[serde(default, skip_serializing_if = "RiskSource::is_rule")]
    pub source: RiskSource,
}

impl RiskItem {
    /// A name for the item by its content, so that a decision about it outlives a new version of the note: `r-` and 16
    /// hexadecimal digits.
    pub fn key(&self) -> String {
        let mut print = Fingerprint::default();
        print.add(self.category.as_str()).add(self.speaker.as_str());
        print.add(&self.turn.to_string()).add(&self.quote);
        print.add(&format!("{:?} {:?} {:?}", self.status, self.subject, self.temporality));
        format!("r-{print}")
    }
}

#[cfg(test)]
mod tests;
