//! Stretches of speech, cut out of a channel with some air before and after.
//!
//! The [`Cutter`] keeps only the audio whose verdict is not in yet and the stretch that is open, so its memory does not
//! grow with the recording. It cuts where speech pauses; a stretch longer than a chunk may be is cut at its quietest place.

use std::collections::VecDeque;

use crate::speech::{FRAME, Frame};

/// A stretch of speech.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// First sample, counted from the start of the recording at 16 kHz.
    pub start: u64,
    /// Its audio, pads included.
    pub samples: Vec<f32>,
    /// Samples before the first loud frame.
    pub lead: u64,
}

/// Frames of silence that end a stretch.
const PAUSE: usize = 30;
/// Frames kept before the first loud one: soft onsets ("h", "f") lie up to 200 ms ahead of the vowel.
const BEFORE: usize = 25;
/// Frames kept after the last loud one: trailing consonants and a voice that dies away.
const AFTER: usize = 30;
/// Loud frames that a stretch needs to be more than a click. The shortest words ("no", "mm") have 100 ms and more.
const LEAST_VOICED: usize = 8;

/// Cuts one channel into spans.
pub struct Cutter {
    longest: usize,
    /// Audio from frame `first` on.
    samples: VecDeque<f32>,
    /// Levels of the judged frames from frame `first` on.
    levels: VecDeque<f32>,
    first: usize,
    judged: usize,
    /// Frame at which the last span ended; the next one starts no earlier.
    taken: usize,
    open: Option<Open>,
}

struct Open {
    start: usize,
    last: usize,
    voiced: usize,
}

impl Cutter {
    /// Spans of at most `longest` samples.
    pub fn new(longest: usize) -> Self {
        Self {
            longest: (longest / FRAME).max(BEFORE + AFTER + PAUSE),
            samples: VecDeque::new(),
            levels: VecDeque::new(),
            first: 0,
            judged: 0,
            taken: 0,
            open: None,
        }
    }

    /// Takes audio and the verdicts that are known by now (they may lag behind), appends the spans that are complete.
    pub fn push(&mut self, samples: &[f32], frames: &[Frame], spans: &mut Vec<Span>) {
        self.samples.extend(samples);
        for frame in frames {
            self.judge(*frame, spans);
        }
        self.forget();
    }

    /// Appends the stretch that is still open.
    pub fn finish(&mut self, spans: &mut Vec<Span>) {
        if let Some(open) = self.open.take() {
            self.close(&open, open.last + 1 + AFTER, spans);
        }
    }

    /// The sample before which everything has been given out or is silence.
    pub fn settled(&self) -> u64 {
        let frame = self.open.as_ref().map_or(self.judged, |open| open.start);
        frame.saturating_sub(BEFORE).max(self.taken.min(self.judged)) as u64 * FRAME as u64
    }

    fn judge(&mut self, frame: Frame, spans: &mut Vec<Span>) {
        let now = self.judged;
        self.judged += 1;
        self.levels.push_back(frame.level);
        match &mut self.open {
            None if frame.voiced => {
                self.open = Some(Open {
                    start: now,
                    last: now,
                    voiced: 1,
                })
            }
            None => {}
            Some(open) => {
                open.voiced += usize::from(frame.voiced);
                if frame.sustained {
                    open.last = now;
                }
                if now - open.last >= PAUSE {
                    let open = self.open.take();
                    if let Some(open) = open {
                        self.close(&open, open.last + 1 + AFTER, spans);
                    }
                } else if now + AFTER + BEFORE - open.start >= self.longest {
                    self.split(spans);
                }
            }
        }
    }

    /// Cuts an over-long stretch where it is quietest in its second half, and leaves the rest open.
    fn split(&mut self, spans: &mut Vec<Span>) {
        let Some(open) = self.open.take() else { return };
        let from = open.start + (self.judged - open.start) / 2;
        let level = |frame: usize| {
            let around = frame.saturating_sub(4)..(frame + 5).min(self.judged);
            around
                .map(|f| self.levels.get(f.wrapping_sub(self.first)).copied().unwrap_or(0.0))
                .sum::<f32>()
        };
        let cut = (from..self.judged)
            .min_by(|a, b| level(*a).total_cmp(&level(*b)))
            .unwrap_or(from);
        let voiced = open.voiced.max(LEAST_VOICED);
        self.close(
            &Open {
                start: open.start,
                last: cut,
                voiced,
            },
            cut,
            spans,
        );
        self.open = Some(Open {
            start: cut,
            last: open.last.max(cut),
            voiced,
        });
    }

    fn close(&mut self, open: &Open, end: usize, spans: &mut Vec<Span>) {
        if open.voiced < LEAST_VOICED {
            return;
        }
        let start = open.start.saturating_sub(BEFORE).max(self.taken).max(self.first);
        let end_sample = ((end - self.first) * FRAME).min(self.samples.len());
        let start_sample = ((start - self.first) * FRAME).min(end_sample);
        if end_sample > start_sample {
            let samples = self.samples.range(start_sample..end_sample).copied().collect();
            let lead = (open.start.saturating_sub(start) * FRAME) as u64;
            spans.push(Span {
                start: (start * FRAME) as u64,
                samples,
                lead,
            });
        }
        self.taken = end;
    }

    /// Drops the audio that no span can need any more.
    fn forget(&mut self) {
        let keep = self
            .open
            .as_ref()
            .map_or(self.judged, |open| open.start)
            .saturating_sub(BEFORE);
        let drop = keep.saturating_sub(self.first).min(self.samples.len() / FRAME);
        self.samples.drain(..drop * FRAME);
        self.levels.drain(..drop.min(self.levels.len()));
        self.first += drop;
    }
}
