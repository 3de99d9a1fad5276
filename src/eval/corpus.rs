//! Reads a corpus: sessions with their annotations, and sentences for the risk screen. Whoever writes such files by hand makes
//! mistakes, so an error names the file and the place in it.

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use domain::note::{Mood, MoodTrajectory};
use domain::risk::{Category, Severity, Subject, Temporality};
use domain::transcript::{Speaker, Transcript, Turn};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Milliseconds of a turn: a dialogue without a recording has none of its own.
const TURN_MS: u64 = 5_000;

/// A dialogue with what a good note of it holds.
#[derive(Debug)]
pub struct Session {
    /// Its name in tables.
    pub id: String,
    /// What goes to the drafter; nothing else of the file does.
    pub transcript: Transcript,
    /// What a person says about it.
    pub gold: Gold,
}

/// The annotations of a session.
#[derive(Debug)]
pub struct Gold {
    /// A topic each, in several wordings.
    pub key_topics: Vec<Vec<String>>,
    /// Techniques that were used or agreed on.
    pub strategies: Vec<GoldStrategy>,
    /// What somebody agreed to do.
    pub action_items: Vec<GoldAction>,
    /// The mood.
    pub session_mood: GoldLabel<Mood>,
    /// Its direction.
    pub mood_trajectory: GoldLabel<MoodTrajectory>,
    /// Risk that is stated, and what only sounds like it.
    pub risk: Vec<GoldRisk>,
    /// Statements that no note may make.
    pub must_not_claim: Vec<String>,
    /// What was said and a note might hold.
    pub facts: Vec<GoldFact>,
}

/// A technique.
#[derive(Debug, Deserialize)]
pub struct GoldStrategy {
    /// Its name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Where it is spoken of.
    #[serde(default)]
    pub evidence_turns: Vec<u32>,
}

/// An agreement.
#[derive(Debug, Deserialize)]
pub struct GoldAction {
    /// Who does what, and when.
    pub text: String,
    /// Where it was made.
    #[serde(default)]
    pub evidence_turns: Vec<u32>,
}

/// A label, and further ones that are half right.
#[derive(Debug, Deserialize)]
pub struct GoldLabel<T> {
    /// The right one.
    pub label: T,
    /// Others that a reader could choose.
    #[serde(default = "Vec::new")]
    pub acceptable: Vec<T>,
}

/// A place in the dialogue that states risk, or seems to.
#[derive(Debug, Deserialize)]
pub struct GoldRisk {
    /// What it is about.
    pub category: Category,
    /// How much present concern it raises.
    pub severity: GoldSeverity,
    /// Whose.
    pub subject: Subject,
    /// When.
    pub temporality: Temporality,
    /// Whether the dialogue states it; otherwise it is denied, a figure of speech, an unwanted thought.
    pub asserted: bool,
    /// The turn.
    pub turn: u32,
    /// Words of that turn.
    pub quote: String,
}

/// The corpus's words for a severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GoldSeverity {
    /// For the record.
    Low,
    /// To be read.
    #[serde(alias = "medium")]
    Moderate,
    /// To be read first; missing one is a failure of the whole run.
    High,
}

impl GoldSeverity {
    /// The product's word for it.
    pub fn level(self) -> Severity {
        match self {
            Self::Low => Severity::Low,
            Self::Moderate => Severity::Medium,
            Self::High => Severity::High,
        }
    }
}

/// Something that was said.
#[derive(Debug, Deserialize)]
pub struct GoldFact {
    /// One sentence.
    pub fact: String,
    /// Where it was said.
    #[serde(default)]
    pub turns: Vec<u32>,
}

/// What the screen should make of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// Current risk.
    Flag,
    /// Past, or another person's.
    FlagLow,
    /// Nothing, or a record that it is denied, asked, a figure of speech.
    NoFlag,
}

/// A single sentence for the risk screen.
#[derive(Debug, Deserialize)]
pub struct Line {
    /// Its line in the file, from 0.
    #[serde(skip)]
    pub at: usize,
    /// Who says it.
    pub speaker: Speaker,
    /// The words.
    pub text: String,
    /// What it is about, or seems to be.
    pub category: Option<Category>,
    /// Whose.
    pub subject: Subject,
    /// When.
    pub temporality: Temporality,
    /// Whether it is stated.
    pub asserted: bool,
    /// What the screen should make of it.
    pub expect: Expect,
    /// Why, in a few words; groups the figures.
    #[serde(default)]
    pub why: String,
}

#[derive(Deserialize)]
struct Said {
    speaker: Speaker,
    text: String,
}

/// Reads every `*.json` in `directory/sessions`, or in `directory` itself when it has no such folder; by name.
///
/// # Errors
/// When there is none, or one cannot be used; the message names file and field.
pub fn sessions(directory: &Path) -> anyhow::Result<Vec<Session>> {
    let below = directory.join("sessions");
    let place = if below.is_dir() { below } else { directory.to_owned() };
    let entries = fs::read_dir(&place).with_context(|| format!("cannot read the corpus {}", place.display()))?;
    let mut files = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("cannot read the corpus {}", place.display()))?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    if files.is_empty() {
        bail!("there is no session (*.json) in {}", place.display());
    }
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
            session(&text).with_context(|| file.display().to_string())
        })
        .collect()
}

/// Reads the sentences of a file with one JSON object a line; empty lines are passed over.
///
/// # Errors
/// When it cannot be read or used; the message names file and line.
pub fn lines(file: &Path) -> anyhow::Result<Vec<Line>> {
    let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let read = |(at, line): (usize, &str)| -> anyhow::Result<Line> {
        let place = || format!("{}, line {}", file.display(), at + 1);
        let mut line: Line = serde_json::from_str(line).with_context(place)?;
        line.at = at;
        if line.text.trim().is_empty() {
            bail!("{}: `text` is empty", place());
        }
        if line.expect != Expect::NoFlag && line.category.is_none() {
            bail!("{}: `category` is null although the line is to be flagged", place());
        }
        Ok(line)
    };
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines = lines.map(read).collect::<anyhow::Result<Vec<_>>>()?;
    if lines.is_empty() {
        bail!("there is no sentence in {}", file.display());
    }
    Ok(lines)
}

/// Reads one session.
fn session(text: &str) -> anyhow::Result<Session> {
    let value: Value = serde_json::from_str(text).context("is no JSON")?;
    let said: Vec<Said> = list(&value, "", "turns")?;
    if said.is_empty() {
        bail!("`turns` is empty");
    }
    let gold = value.get("gold").context("`gold` is missing")?;
    let session = Session {
        id: field(&value, "", "id")?,
        transcript: transcript(said)?,
        gold: Gold {
            key_topics: list(gold, "gold.", "key_topics")?,
            strategies: list(gold, "gold.", "strategies")?,
            action_items: list(gold, "gold.", "action_items")?,
            session_mood: field(gold, "gold.", "session_mood")?,
            mood_trajectory: field(gold, "gold.", "mood_trajectory")?,
            risk: list(gold, "gold.", "risk")?,
            must_not_claim: list(gold, "gold.", "must_not_claim")?,
            facts: list(gold, "gold.", "facts")?,
        },
    };
    session.check()?;
    Ok(session)
}

fn transcript(said: Vec<Said>) -> anyhow::Result<Transcript> {
    let turns = said
        .into_iter()
        .enumerate()
        .map(|(at, said)| {
            let index = u32::try_from(at).context("`turns` has too many entries")?;
            Ok(Turn {
                index,
                speaker: said.speaker,
                start_ms: u64::from(index) * TURN_MS,
                end_ms: (u64::from(index) + 1) * TURN_MS,
                text: said.text.trim().to_owned(),
                confidence: 1.0,
                words: Vec::new(),
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let duration_ms = turns.len() as u64 * TURN_MS;
    Ok(Transcript {
        language: "en".into(),
        duration_ms,
        speech_ms: duration_ms,
        turns,
        warnings: Vec::new(),
    })
}

impl Session {
    /// What types alone do not say: cited turns exist, and quotes stand in them.
    fn check(&self) -> anyhow::Result<()> {
        let cited =
            |place: String, turns: &[u32]| match turns.iter().find(|turn| self.transcript.turn(**turn).is_none()) {
                Some(turn) => bail!(
                    "`{place}` names turn {turn}, and there are {}",
                    self.transcript.turns.len()
                ),
                None => Ok(()),
            };
        for (at, topic) in self.gold.key_topics.iter().enumerate() {
            if topic.is_empty() {
                bail!("`gold.key_topics[{at}]` has no wording");
            }
        }
        for (at, strategy) in self.gold.strategies.iter().enumerate() {
            cited(
                format!("gold.strategies[{at}].evidence_turns"),
                &strategy.evidence_turns,
            )?;
        }
        for (at, action) in self.gold.action_items.iter().enumerate() {
            cited(
                format!("gold.action_items[{at}].evidence_turns"),
                &action.evidence_turns,
            )?;
        }
        for (at, fact) in self.gold.facts.iter().enumerate() {
            cited(format!("gold.facts[{at}].turns"), &fact.turns)?;
        }
        for (at, risk) in self.gold.risk.iter().enumerate() {
            cited(format!("gold.risk[{at}].turn"), &[risk.turn])?;
            let stands = |turn: &Turn| turn.text.contains(risk.quote.trim());
            if !self.transcript.turn(risk.turn).is_some_and(stands) {
                bail!("`gold.risk[{at}].quote` does not stand in turn {}", risk.turn);
            }
        }
        Ok(())
    }
}

fn field<T: DeserializeOwned>(value: &Value, before: &str, name: &str) -> anyhow::Result<T> {
    let found = value
        .get(name)
        .with_context(|| format!("`{before}{name}` is missing"))?;
    T::deserialize(found).with_context(|| format!("`{before}{name}`"))
}

fn list<T: DeserializeOwned>(value: &Value, before: &str, name: &str) -> anyhow::Result<Vec<T>> {
    let found = value
        .get(name)
        .with_context(|| format!("`{before}{name}` is missing"))?;
    let entries = found
        .as_array()
        .with_context(|| format!("`{before}{name}` is no list"))?;
    let read = |(at, entry)| T::deserialize(entry).with_context(|| format!("`{before}{name}[{at}]`"));
    entries.iter().enumerate().map(read).collect()
}

#[cfg(test)]
#[path = "corpus_tests.rs"]
mod tests;
