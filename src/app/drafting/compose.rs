//! Puts the narrative of a note together from its claims: only from those that hold, each sentence checked once more.

use domain::claim::{Claim, ClaimKind};
use domain::note::{MAX_THERAPIST_WORDS, MAX_TOPIC_SENTENCES, Notes, Sentence};
use domain::transcript::Transcript;

use super::extractive::{listing, within};
use super::said::said;
use super::{patient, verify};

/// Words that each kind of claim may take of the notes for the therapist before the others had theirs; in the order of
/// [`ClaimKind::ALL`]. Together they are the limit.
const SHARE: [usize; 6] = [75, 15, 30, 20, 20, 40];
/// Words of the whole session below which there is not enough for a full note.
const THIN_WORDS: usize = 40;

/// Writes topic summary, therapist notes and client summary, and whether there was enough to write about.
pub(super) fn narrative(transcript: &Transcript, notes: &mut Notes) {
    let said = said(transcript, &notes.risk_flags);
    notes.evidence.topic_summary = topic_summary(transcript, notes);
    notes.evidence.therapist_notes = therapist_notes(transcript, notes);
    notes.evidence.patient_summary = patient::summary(transcript, &said, notes);
    notes.insufficient_material = notes.evidence.therapist_notes.is_empty() || transcript.word_count() < THIN_WORDS;
    link(notes);
    notes.join_narrative();
}

fn topic_summary(transcript: &Transcript, notes: &Notes) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let named: Vec<(&str, &Vec<u32>)> = notes
        .key_topics
        .iter()
        .map(String::as_str)
        .zip(&notes.evidence.key_topics)
        .filter(|(name, turns)| verify::is_supported(transcript, &touched(&[*name]), turns))
        .take(4)
        .collect();
    if !named.is_empty() {
        let names: Vec<&str> = named.iter().map(|(name, _)| *name).collect();
        let mut turns: Vec<u32> = named.iter().flat_map(|(_, turns)| turns.iter().copied()).collect();
        turns.sort_unstable();
        turns.dedup();
        let text = touched(&names);
        let supported = verify::is_supported(transcript, &text, &turns);
        sentences.push(Sentence {
            text,
            turns,
            supported,
            ..Sentence::default()
        });
    }
    let reported = notes.claims.iter().filter(|claim| claim.kind == ClaimKind::Reported);
    let room = MAX_TOPIC_SENTENCES - sentences.len();
    sentences.extend(reported.filter_map(|claim| sentence(transcript, claim)).take(room));
    sentences.retain(|sentence| sentence.supported);
    sentences
}

fn touched(names: &[&str]) -> String {
    format!("The session touched on {}.", listing(names))
}

/// Every kind has its share, so that a long report does not push the plan out; what is left over goes to whoever comes first.
fn therapist_notes(transcript: &Transcript, notes: &Notes) -> Vec<Sentence> {
    let candidates: Vec<(ClaimKind, Sentence)> = notes
        .claims
        .iter()
        .filter_map(|claim| sentence(transcript, claim).map(|sentence| (claim.kind, sentence)))
        .collect();
    let mut taken = vec![false; candidates.len()];
    let mut left = MAX_THERAPIST_WORDS;
    for (kind, share) in ClaimKind::ALL.into_iter().zip(SHARE) {
        let mut share = share;
        for (at, (other, sentence)) in candidates.iter().enumerate() {
            let words = sentence.text.split_whitespace().count();
            if *other == kind && words <= share {
                taken[at] = true;
                share -= words;
                left -= words;
            }
        }
    }
    for (at, (_, sentence)) in candidates.iter().enumerate() {
        let words = sentence.text.split_whitespace().count();
        if !taken[at] && words <= left {
            taken[at] = true;
            left -= words;
        }
    }
    let mut sentences: Vec<Sentence> = candidates
        .into_iter()
        .zip(taken)
        .filter_map(|((_, sentence), taken)| taken.then_some(sentence))
        .collect();
    within(&mut sentences, MAX_THERAPIST_WORDS);
    sentences
}

/// A claim as a sentence of the narrative; `None` when it does not hold.
fn sentence(transcript: &Transcript, claim: &Claim) -> Option<Sentence> {
    let text = ended(&claim.text);
    (claim.is_supported() && verify::holds(transcript, &text, &[claim])).then(|| Sentence {
        text,
        turns: claim.turns(),
        supported: true,
        ..Sentence::default()
    })
}

fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '"', '\u{201d}', '…']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Notes down which claims each sentence was put together from: those with its words, or, for a sentence that only names
/// subjects, those about the turns it cites.
pub(super) fn link(notes: &mut Notes) {
    let claims = &notes.claims;
    let evidence = &mut notes.evidence;
    for sentence in [
        &mut evidence.topic_summary,
        &mut evidence.therapist_notes,
        &mut evidence.patient_summary,
    ]
    .into_iter()
    .flatten()
    {
        let (quoted, _) = verify::split_quotes(&sentence.text);
        let of = |claim: &Claim| {
            let same = ended(&claim.text) == sentence.text;
            let quotes = claim.quotes.iter().any(|own| {
                sentence.turns.contains(&own.turn)
                    && quoted
                        .iter()
                        .any(|piece| piece.contains(&own.text) || own.text.contains(piece.as_str()))
            });
            let about = quoted.is_empty() && claim.quotes.iter().any(|own| sentence.turns.contains(&own.turn));
            claim.is_supported() && (same || quotes || about)
        };
        let exact = claims
            .iter()
            .position(|claim| claim.is_supported() && ended(&claim.text) == sentence.text);
        sentence.claims = match exact {
            Some(at) => u32::try_from(at).into_iter().collect(),
            None => claims
                .iter()
                .zip(0u32..)
                .filter(|(claim, _)| of(claim))
                .map(|(_, at)| at)
                .collect(),
        };
    }
}
