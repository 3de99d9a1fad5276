//! The model's answers as they are read: strictly by the schemas that were asked for.

use domain::claim::ClaimKind;
use domain::note::{Mood, MoodTrajectory};
use domain::risk::{Category, Status};
use domain::transcript::Speaker;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ModelDraftError;
use super::schema::ASKED;

#[derive(Debug, Deserialize)]
pub(super) struct Quoted {
    pub at: u32,
    pub quote: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Stated {
    pub evidence: Vec<Quoted>,
    pub speaker: Speaker,
    pub kind: ClaimKind,
    pub text: String,
    #[serde(default)]
    pub name: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub claims: Vec<Stated>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Topic {
    pub evidence: Vec<Quoted>,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reading<T> {
    pub evidence: Vec<Quoted>,
    pub value: Option<T>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Subjects {
    pub topics: Vec<Topic>,
    pub mood: Reading<Mood>,
    pub trajectory: Reading<MoodTrajectory>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Flag {
    pub at: u32,
    pub quote: String,
    pub category: Category,
    pub status: Status,
}

#[derive(Debug, Deserialize)]
pub(super) struct Risk {
    pub risk: Vec<Flag>,
}

/// All answers about one window.
#[derive(Debug)]
pub(super) struct Answers {
    pub reported: Claims,
    pub observed: Claims,
    pub interventions: Claims,
    pub judgement: Claims,
    pub plan: Claims,
    pub subjects: Subjects,
    pub risk: Risk,
}

impl Answers {
    pub fn parse(texts: &[String]) -> Result<Self, ModelDraftError> {
        let [reported, observed, interventions, judgement, plan, subjects, risk] = texts else {
            return Err(ModelDraftError::NotAllSections {
                expected: ASKED.len(),
                found: texts.len(),
            });
        };
        Ok(Self {
            reported: read(reported)?,
            observed: read(observed)?,
            interventions: read(interventions)?,
            judgement: read(judgement)?,
            plan: read(plan)?,
            subjects: read(subjects)?,
            risk: read(risk)?,
        })
    }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ModelDraftError> {
    serde_json::from_str(text).map_err(|source| ModelDraftError::NotTheSchema {
        characters: text.chars().count(),
        source,
    })
}
