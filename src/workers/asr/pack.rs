//! Chunks for the recogniser: spans of speech laid one after another, and the way back to the recording's time.
//!
//! whisper.cpp's encoder costs the same for a window with one word as for a full one, so spans are packed until the
//! window is full. Where a pause was cut out a short silence stays, which tells the model that a sentence may end there.

use crate::resample::RATE;
use crate::spans::Span;

/// Silence left where a pause was cut out, at most (0.3 s). A shorter pause is laid in as long as it was.
const JOINT: u64 = RATE as u64 * 3 / 10;
/// A chunk that is not full is closed when the next span begins this much later than the chunk (60 s), so that words of
/// a client who says little still appear while the session runs on.
const PATIENCE: u64 = RATE as u64 * 60;

/// A voice may begin this much before its first loud frame (60 ms): soft consonants.
const ONSET: u64 = RATE as u64 * 6 / 100;

/// A stretch of a chunk that lies unbroken in the recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First sample in the chunk.
    pub at: u64,
    /// The same sample in the recording.
    pub start: u64,
    /// Samples.
    pub length: u64,
    /// Samples at its start in which nobody is heard yet.
    pub lead: u64,
}

/// The piecewise map from a chunk's time to the recording's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeMap {
    pieces: Vec<Piece>,
}

impl TimeMap {
    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The recording's time, in milliseconds, at which something begins that begins at `sample` of the chunk: in a joint,
    /// the start of the next piece. Nothing begins in the air before a voice: models like to say that a sentence begins where
    /// the last one ended.
    pub fn begin(&self, sample: u64) -> u64 {
        let piece = self
            .pieces
            .iter()
            .find(|p| sample < p.at + p.length)
            .or(self.pieces.last());
        piece.map_or(0, |p| {
            let within = sample.saturating_sub(p.at).max(p.lead.saturating_sub(ONSET));
            milliseconds(p.start + within.min(p.length))
        })
    }

    /// The recording's time, in milliseconds, at which something ends that ends at `sample` of the chunk: in a joint, the
    /// end of the piece before it.
    pub fn end(&self, sample: u64) -> u64 {
        let piece = self.pieces.iter().rfind(|p| sample > p.at).or(self.pieces.first());
        piece.map_or(0, |p| milliseconds(p.start + sample.saturating_sub(p.at).min(p.length)))
    }

    /// Index of the piece that `sample` belongs to; a joint belongs to the piece before it.
    pub fn piece_of(&self, sample: u64) -> usize {
        self.pieces.iter().rposition(|p| sample >= p.at).unwrap_or(0)
    }

    /// Samples of the recording between the end of piece `index` and the start of the next one.
    pub fn gap_after(&self, index: usize) -> u64 {
        match (self.pieces.get(index), self.pieces.get(index + 1)) {
            (Some(a), Some(b)) => b.start.saturating_sub(a.start + a.length),
            _ => 0,
        }
    }
}

/// Audio for one run of the recogniser.
#[derive(Debug, Clone, PartialEq)]
pub struct Chunk {
    /// Channel of the recording, when they are kept apart.
    pub channel: Option<u16>,
    /// 16 kHz audio.
    pub samples: Vec<f32>,
    /// Where it comes from.
    pub map: TimeMap,
}

impl Chunk {
    /// First sample in the recording.
    pub fn start(&self) -> u64 {
        self.map.pieces.first().map_or(0, |p| p.start)
    }

    /// Samples of speech, without the joints.
    pub fn speech(&self) -> u64 {
        self.map.pieces.iter().map(|p| p.length).sum()
    }
}

/// Packs the spans of one channel.
pub struct Packer {
    channel: Option<u16>,
    longest: usize,
    samples: Vec<f32>,
    pieces: Vec<Piece>,
}

impl Packer {
    /// Chunks of at most `longest` samples.
    pub fn new(channel: Option<u16>, longest: usize) -> Self {
        Self {
            channel,
            longest,
            samples: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Takes the next span, in order of time; gives the chunk that it no longer fits into.
    pub fn push(&mut self, span: &Span) -> Option<Chunk> {
        let joint = self
            .pieces
            .last()
            .map_or(0, |p| span.start.saturating_sub(p.start + p.length).min(JOINT));
        let late = self
            .pieces
            .first()
            .is_some_and(|p| span.start.saturating_sub(p.start) > PATIENCE);
        let full = self.samples.len() + joint as usize + span.samples.len() > self.longest;
        let done = if full || late { self.finish() } else { None };
        if !self.pieces.is_empty() {
            self.samples.resize(self.samples.len() + joint as usize, 0.0);
        }
        let (at, length) = (self.samples.len() as u64, span.samples.len() as u64);
        match self.pieces.last_mut() {
            Some(p) if p.start + p.length == span.start => p.length += length,
            _ => self.pieces.push(Piece {
                at,
                start: span.start,
                length,
                lead: span.lead,
            }),
        }
        self.samples.extend_from_slice(&span.samples);
        done
    }

    /// The chunk that is not full yet.
    pub fn finish(&mut self) -> Option<Chunk> {
        if self.pieces.is_empty() {
            return None;
        }
        let map = TimeMap {
            pieces: std::mem::take(&mut self.pieces),
        };
        Some(Chunk {
            channel: self.channel,
            samples: std::mem::take(&mut self.samples),
            map,
        })
    }

    /// The chunk that is not full yet, if it began more than a minute before `now` (a sample of the recording).
    pub fn finish_if_late(&mut self, now: u64) -> Option<Chunk> {
        let late = self
            .pieces
            .first()
            .is_some_and(|p| now.saturating_sub(p.start) > PATIENCE);
        if late { self.finish() } else { None }
    }

    /// First sample of the recording that waits in the chunk that is not full yet.
    pub fn waiting(&self) -> Option<u64> {
        self.pieces.first().map(|p| p.start)
    }
}

fn milliseconds(sample: u64) -> u64 {
    sample * 1000 / u64::from(RATE)
}
