//! Language to review, by rules and by likeness of meaning.
//!
//! The rules of [`domain::risk`] know ways of saying things; people find others. So each sentence that the rules leave
//! silent is compared with a bank of exemplars: what people in danger say, what is over or concerns somebody else, and the
//! everyday talk that sounds alike ([`exemplars`]). Where the nearest exemplars of one category clearly outweigh the rest,
//! the sentence becomes an item to review, marked as unclear and as raised by [`RiskSource::Similarity`]. Likeness only
//! ever adds: what the rules found stays as they found it. Without an embedding model, and when it fails, the rules stand
//! alone. The same model and the same words give the same items.

mod bank;
mod similarity;

use std::sync::{Arc, Mutex, PoisonError};

use domain::risk::{self, RiskItem, RiskSource, Severity, Status, Subject, Temporality};
use domain::transcript::{Speaker, Transcript, Turn, sentences};
use engine::{Embedder, Error, Readiness};
use tokio_util::sync::CancellationToken;

use crate::App;

pub use bank::{Exemplar, Mark, exemplars};
pub use domain::risk::judge_line;
pub use similarity::{LIKE, Likeness, groups, likeness};

/// Texts per request to the embedding worker, so that a cancel is heard within a second or two on a small machine.
const BATCH: usize = 64;

/// Shortest sentence, in words, that is compared: below it the vectors say little.
const FEWEST_WORDS: usize = 5;

/// Reads a transcript and lists the language to review: what the rules find, in the order in which it was said, and what
/// is like the exemplars after it. Never fails: without vectors there are the rules.
pub async fn screen(app: &App, transcript: &Transcript, cancel: &CancellationToken) -> Vec<RiskItem> {
    let mut items = risk::screen(&transcript.turns);
    let more = alike(app.embed.as_ref(), &transcript.turns, &items, cancel).await;
    items.extend(more);
    items
}

/// What likeness adds to the items that other means have `found`, which it leaves as they are.
pub async fn alike(
    embed: &dyn Embedder,
    turns: &[Turn],
    found: &[RiskItem],
    cancel: &CancellationToken,
) -> Vec<RiskItem> {
    let silent: Vec<(&Turn, &str)> = turns.iter().flat_map(|turn| silent_sentences(turn, found)).collect();
    let texts: Vec<String> = silent.iter().map(|(_, sentence)| (*sentence).to_owned()).collect();
    let Some((bank, vectors)) = vectors(embed, texts, cancel).await else {
        return Vec::new();
    };
    let mut added: Vec<RiskItem> = Vec::new();
    for ((turn, sentence), vector) in silent.into_iter().zip(&vectors) {
        let Some(like) = likeness(vector, words(sentence), &bank, |_| true) else {
            continue;
        };
        let known =
            |item: &RiskItem| item.turn == turn.index && item.category == like.category && item.status.asserts();
        if !found.iter().chain(&added).any(known) {
            added.push(item(turn, sentence, like));
        }
    }
    added
}

/// Which exemplars a line may be compared with when lines are judged for an estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaveOut {
    /// All of them.
    Nothing,
    /// Only those outside its own group of like sentences (see [`groups`]): what the screen would make of wording that is
    /// new to the bank.
    LikeOnes,
}

/// Judges lines that stand alone, each as [`judge_line`] does and then by likeness, for an evaluation. Without a model the
/// rules alone.
pub async fn judge_lines(
    embed: Option<&dyn Embedder>,
    lines: &[(Speaker, String)],
    leave_out: LeaveOut,
) -> Vec<Vec<RiskItem>> {
    let turns: Vec<Turn> = lines
        .iter()
        .map(|(speaker, text)| Turn {
            speaker: *speaker,
            text: text.clone(),
            confidence: 1.0,
            ..Turn::default()
        })
        .collect();
    let mut judged: Vec<Vec<RiskItem>> = turns
        .iter()
        .map(|turn| risk::screen(std::slice::from_ref(turn)))
        .collect();
    let Some(embed) = embed else { return judged };
    let cancel = CancellationToken::new();
    let whole: Vec<String> = lines.iter().map(|(_, text)| text.clone()).collect();
    let sentences: Vec<(usize, &str)> = turns
        .iter()
        .enumerate()
        .flat_map(|(line, turn)| silent_sentences(turn, &judged[line]).map(move |(_, sentence)| (line, sentence)))
        .collect();
    let texts = whole
        .into_iter()
        .chain(sentences.iter().map(|(_, sentence)| (*sentence).to_owned()))
        .collect();
    let Some((bank, vectors)) = vectors(embed, texts, &cancel).await else {
        return judged;
    };
    let (whole, parts) = vectors.split_at(lines.len());
    let group = match leave_out {
        LeaveOut::Nothing => Vec::new(),
        LeaveOut::LikeOnes => groups(&bank.iter().chain(whole).map(Vec::as_slice).collect::<Vec<_>>()),
    };
    for ((line, sentence), vector) in sentences.into_iter().zip(parts) {
        let allowed = |exemplar: usize| group.is_empty() || group[exemplar] != group[bank.len() + line];
        let Some(like) = likeness(vector, words(sentence), &bank, allowed) else {
            continue;
        };
        if !judged[line]
            .iter()
            .any(|item| item.category == like.category && item.status.asserts())
        {
            judged[line].push(item(&turns[line], sentence, like));
        }
    }
    judged
}

/// The sentences of a turn about which the rules have said nothing, nor anything else that was found. A therapist's
/// sentences are questions and explanations, which likeness cannot tell from statements; neither can it a question.
fn silent_sentences<'a>(turn: &'a Turn, found: &[RiskItem]) -> impl Iterator<Item = (&'a Turn, &'a str)> {
    let quotes: Vec<String> = found
        .iter()
        .filter(|item| item.turn == turn.index)
        .map(|item| item.quote.clone())
        .collect();
    let ranges = if turn.speaker.is_therapist() {
        Vec::new()
    } else {
        sentences(&turn.text)
    };
    ranges
        .into_iter()
        .map(|range| &turn.text[range])
        .filter(|sentence| words(sentence) >= FEWEST_WORDS && !sentence.trim_end().ends_with('?'))
        .filter(move |sentence| {
            !quotes
                .iter()
                .any(|quote| quote.contains(*sentence) || sentence.contains(quote.as_str()))
        })
        .filter(|sentence| judge_line(sentence, turn.speaker).is_empty())
        .map(move |sentence| (turn, sentence))
}

fn words(sentence: &str) -> usize {
    sentence.split_whitespace().count()
}

fn item(turn: &Turn, sentence: &str, like: Likeness) -> RiskItem {
    RiskItem {
        category: like.category,
        detail: "similar_wording".into(),
        severity: Severity::Medium,
        subject: Subject::Client,
        temporality: Temporality::Current,
        status: Status::Unclear,
        turn: turn.index,
        quote: sentence.to_owned(),
        speaker: turn.speaker,
        source: RiskSource::Similarity,
    }
}

type Vectors = Arc<Vec<Vec<f32>>>;

/// The vectors of the bank, made once per process, with that of the first exemplar to recognise the model by.
static BANK: Mutex<Option<(Vec<f32>, Vectors)>> = Mutex::new(None);

/// The vectors of the bank and of the texts; `None` when there is no model, nothing to compare, or the worker fails.
async fn vectors(
    embed: &dyn Embedder,
    mut texts: Vec<String>,
    cancel: &CancellationToken,
) -> Option<(Vectors, Vec<Vec<f32>>)> {
    let able = matches!(
        embed.readiness(),
        Readiness::Idle { .. } | Readiness::Loading { .. } | Readiness::Ready(_)
    );
    if !able || texts.is_empty() {
        return None;
    }
    let made = async {
        let probe = exemplars()
            .first()
            .map(|exemplar| exemplar.text.to_owned())
            .unwrap_or_default();
        let count = texts.len();
        texts.push(probe);
        let mut made = batches(embed, texts, cancel).await?;
        let probe = made.pop().unwrap_or_default();
        let known = bank_of(&probe);
        let bank = match known {
            Some(bank) => bank,
            None => {
                let texts = exemplars().iter().map(|exemplar| exemplar.text.to_owned()).collect();
                let bank = Arc::new(batches(embed, texts, cancel).await?);
                *BANK.lock().unwrap_or_else(PoisonError::into_inner) = Some((probe, Arc::clone(&bank)));
                bank
            }
        };
        Ok::<_, Error>((bank, made, count))
    };
    match made.await {
        Ok((bank, made, count)) if made.len() == count && bank.len() == exemplars().len() => Some((bank, made)),
        Ok(_) => None,
        Err(error) => {
            tracing::warn!(%error, "no vectors for the risk screen; its rules stand alone");
            None
        }
    }
}

/// The bank's vectors, if they were made by the model that made this vector of the first exemplar.
fn bank_of(probe: &[f32]) -> Option<Vectors> {
    let bank = BANK.lock().unwrap_or_else(PoisonError::into_inner);
    let (known, vectors) = bank.as_ref()?;
    let same = known.len() == probe.len() && similarity::cosine(known, probe) > SAME_MODEL;
    same.then(|| Arc::clone(vectors))
}

/// How alike two vectors of one sentence are when one model made both; what padding does to them is far less than this.
const SAME_MODEL: f32 = 0.9999;

async fn batches(embed: &dyn Embedder, texts: Vec<String>, cancel: &CancellationToken) -> Result<Vec<Vec<f32>>, Error> {
    let mut made = Vec::with_capacity(texts.len());
    for batch in texts.chunks(BATCH) {
        made.extend(embed.embed(batch.to_vec(), cancel.clone()).await?);
    }
    Ok(made)
}

#[cfg(test)]
mod tests;
