//! What the screen for risk language could not see: speech that became no words, words that the recogniser was unsure of where it
//! matters, and languages it does not know. Gaps are shown beside the note and named in what a signer attests; they are facts
//! about the transcript, not about a person.

use std::collections::BTreeSet;

use crate::note::Notes;
use crate::transcript::Transcript;

/// Below this confidence (0 to 1) of the recogniser, a turn at or near language to review is worth listening to. Our own choice:
/// Whisper's average over a clear turn lies above 0.8, and over one that is guessed below 0.6.
pub const LOW_CONFIDENCE: f32 = 0.6;
/// How many turns before and after one with language to review are near it.
pub const NEAR: u32 = 2;
/// A stretch of the recording without a turn is shown from this length on, in milliseconds. People think in silence; a pause of
/// this length is rare, and so is listening to it.
pub const GAP_MS: u64 = 20_000;
/// The languages whose wording the screen knows, as the recogniser names them.
pub const SCREENED: [&str; 1] = ["en"];

/// Why something was not screened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GapKind {
    /// The recogniser was unsure of a turn at or near language to review.
    LowConfidence,
    /// The whole transcript is in a language that the screen does not know.
    NotScreened,
    /// A stretch of the recording has no words.
    Uncovered,
}

impl GapKind {
    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LowConfidence => "low_confidence",
            Self::NotScreened => "not_screened",
            Self::Uncovered => "uncovered",
        }
    }
}

/// Something the screen could not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Why.
    pub kind: GapKind,
    /// The turn, where it is one.
    pub turn: Option<u32>,
    /// Where it begins and ends, in milliseconds from the start of the recording; `None` for the whole of it.
    pub span: Option<(u64, u64)>,
}

/// How much the screen saw.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Screen {
    /// The part of the detected speech that has words, 0 to 1; `None` when no speech was measured.
    pub coverage: Option<f64>,
    /// What it could not see, in the order of the recording.
    pub gaps: Vec<Gap>,
}

/// What the screen could not see in this transcript, for this note.
pub fn screen(transcript: &Transcript, notes: &Notes) -> Screen {
    let mut gaps = Vec::new();
    let language = transcript.language.split(['-', '_']).next().unwrap_or_default();
    if !SCREENED.contains(&language) {
        gaps.push(Gap {
            kind: GapKind::NotScreened,
            turn: None,
            span: None,
        });
    }
    let risky: BTreeSet<u32> = notes
        .risk_flags
        .iter()
        .flat_map(|item| item.turn.saturating_sub(NEAR)..=item.turn.saturating_add(NEAR))
        .collect();
    let unsure = transcript.turns.iter();
    let unsure = unsure.filter(|turn| turn.confidence < LOW_CONFIDENCE && risky.contains(&turn.index));
    let unsure = unsure.map(|turn| Gap {
        kind: GapKind::LowConfidence,
        turn: Some(turn.index),
        span: Some((turn.start_ms, turn.end_ms)),
    });
    let (covered_ms, silent) = covered(transcript);
    let uncovered = silent.into_iter().map(|span| Gap {
        kind: GapKind::Uncovered,
        turn: None,
        span: Some(span),
    });
    let mut placed: Vec<Gap> = unsure.chain(uncovered).collect();
    placed.sort_by_key(|gap| gap.span);
    gaps.extend(placed);
    Screen {
        coverage: (transcript.speech_ms > 0).then(|| (covered_ms as f64 / transcript.speech_ms as f64).min(1.0)),
        gaps,
    }
}

/// Milliseconds that lie in any turn, and the long stretches that lie in none. Turns of two channels may overlap.
fn covered(transcript: &Transcript) -> (u64, Vec<(u64, u64)>) {
    let mut spans: Vec<(u64, u64)> = transcript
        .turns
        .iter()
        .map(|turn| (turn.start_ms, turn.end_ms))
        .collect();
    spans.sort_unstable();
    let (mut covered, mut silent, mut end) = (0, Vec::new(), 0);
    for (start, stop) in spans
        .into_iter()
        .chain([(transcript.duration_ms, transcript.duration_ms)])
    {
        if start.saturating_sub(end) > GAP_MS {
            silent.push((end, start));
        }
        covered += stop.saturating_sub(start.max(end));
        end = end.max(stop);
    }
    (covered, silent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::risk::{Category, RiskItem, RiskSource, Severity, Status, Subject, Temporality};
    use crate::transcript::{Speaker, Turn};

    fn transcript(turns: &[(u64, u64, f32)]) -> Transcript {
        let turns = turns
            .iter()
            .zip(0..)
            .map(|((start_ms, end_ms, confidence), index)| Turn {
                index,
                start_ms: *start_ms,
                end_ms: *end_ms,
                confidence: *confidence,
                ..Turn::default()
            });
        Transcript {
            language: "en".into(),
            duration_ms: 100_000,
            speech_ms: 40_000,
            turns: turns.collect(),
            ..Transcript::default()
        }
    }

    fn with_risk_at(turn: u32) -> Notes {
        let item = RiskItem {
            category: Category::SelfHarm,
            detail: String::new(),
            severity: Severity::High,
            subject: Subject::Client,
            temporality: Temporality::Current,
            status: Status::Unclear,
            turn,
            quote: "words".into(),
            speaker: Speaker::Client,
            source: RiskSource::Rule,
        };
        Notes {
            risk_flags: vec![item],
            ..Notes::default()
        }
    }

    #[test]
    fn long_stretches_without_words_are_told_at_the_start_between_and_at_the_end() {
        let screen = screen(
            &transcript(&[(21_000, 30_000, 0.9), (25_000, 40_000, 0.9), (60_000, 79_000, 0.9)]),
            &Notes::default(),
        );
        let spans: Vec<_> = screen.gaps.iter().map(|gap| (gap.kind, gap.span)).collect();
        assert_eq!(
            spans,
            [
                (GapKind::Uncovered, Some((0, 21_000))),
                (GapKind::Uncovered, Some((79_000, 100_000))),
            ],
            "twenty seconds are no gap, a moment more is one"
        );
        assert_eq!(
            screen.coverage,
            Some(38_000.0 / 40_000.0),
            "overlapping turns count once"
        );
    }

    #[test]
    fn an_unsure_turn_counts_where_language_to_review_is_near() {
        let mut turns = vec![(0, 9_000, 0.9); 6];
        turns[3].2 = 0.5;
        let transcript = transcript(&turns);
        let unsure = |at| {
            let screen = screen(&transcript, &with_risk_at(at));
            screen
                .gaps
                .iter()
                .any(|gap| gap.kind == GapKind::LowConfidence && gap.turn == Some(3))
        };
        assert!([1, 2, 3, 4, 5].into_iter().all(unsure));
        assert!(!unsure(0) && !unsure(6));
    }

    #[test]
    fn another_language_is_one_gap_over_everything() {
        let mut transcript = transcript(&[(0, 90_000, 0.9)]);
        for (language, gaps) in [("en", 0), ("en-GB", 0), ("de", 1), ("", 1)] {
            transcript.language = language.into();
            assert_eq!(screen(&transcript, &Notes::default()).gaps.len(), gaps, "{language}");
        }
        transcript.speech_ms = 0;
        assert_eq!(screen(&transcript, &Notes::default()).coverage, None);
    }
}
