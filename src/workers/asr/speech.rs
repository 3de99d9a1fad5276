//! Where somebody speaks: one verdict for every 10 ms of a 16 kHz channel.
//!
//! The built-in [`EnergyDetector`] needs no model. It compares the level of a frame with the quietest tenth of the 20
//! seconds around it, so it follows a fan that starts or a microphone that is moved, and it sees a few seconds into the
//! future, so the first word of a recording is judged by the silence after it. It is meant to err towards speech: a cough
//! costs a little computing, a whispered sentence that is cut away is lost for good. When a Silero model lies beside the
//! speech model, [`crate::silero`] takes its place.

use std::collections::VecDeque;

/// Samples of one frame: 10 ms at 16 kHz.
pub const FRAME: usize = 160;
/// Frames per second.
pub const FRAMES_PER_SECOND: usize = 100;

/// The verdict about 10 ms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Level in decibels below full scale, without rumble.
    pub level: f32,
    /// Clearly speech: a stretch begins here.
    pub voiced: bool,
    /// Loud enough to go on with a stretch that has begun.
    pub sustained: bool,
}

/// A detector of speech in one channel.
pub trait Detector: Send {
    /// Takes samples and appends the frames that can be judged by now, in order and without a gap. They may lag behind.
    fn push(&mut self, samples: &[f32], frames: &mut Vec<Frame>);
    /// Appends the verdicts that were still held back; an incomplete last frame is judged too.
    fn finish(&mut self, frames: &mut Vec<Frame>);
}

/// Frames behind the judged one that say how loud silence is (15 s) …
const PAST: usize = 15 * FRAMES_PER_SECOND;
/// … and frames ahead of it (5 s). Together they hold a pause in all but the most breathless speech.
const AHEAD: usize = 5 * FRAMES_PER_SECOND;
/// Share of the frames taken for silence.
const QUIET_SHARE: f32 = 0.10;
/// Share of the frames below the level of speech.
const LOUD_SHARE: f32 = 0.95;
/// Nothing below is speech, whatever the silence is like: about where the noise of a quiet room lies in a 16-bit recording,
/// an estimate that has not been measured.
const LOWEST_FLOOR: f32 = -72.0;
/// Decibels above the floor at which speech begins, and at which it goes on. Stationary noise scatters by 0.5 dB a frame.
const BEGIN_ABOVE: f32 = 7.0;
const CONTINUE_ABOVE: f32 = 4.0;
/// In a noisy room the thresholds come down with the distance of speech from noise, to this much above the floor.
const LEAST_ABOVE: f32 = 3.5;
/// Speech spans this many decibels from its peaks down to its quiet consonants.
const SPEECH_RANGE: f32 = 24.0;

const BIN_DECIBELS: f32 = 0.5;
const BINS: usize = 256;

/// Speech by level above an adaptive noise floor.
pub struct EnergyDetector {
    partial: Vec<f32>,
    high_pass: (f32, f32),
    window: VecDeque<u8>,
    histogram: [u32; BINS],
    waiting: VecDeque<f32>,
    thresholds: (f32, f32),
    until_update: usize,
}

impl Default for EnergyDetector {
    fn default() -> Self {
        Self {
            partial: Vec::with_capacity(FRAME),
            high_pass: (0.0, 0.0),
            window: VecDeque::with_capacity(PAST + AHEAD + 1),
            histogram: [0; BINS],
            waiting: VecDeque::with_capacity(AHEAD + 1),
            thresholds: (0.0, 0.0),
            until_update: 0,
        }
    }
}

impl EnergyDetector {
    /// Level of a frame behind a first-order high-pass at 100 Hz, which takes out hum, steps on the floor and any offset.
    fn level(&mut self) -> f32 {
        const KEEP: f32 = 0.961_5;
        let (mut last, mut out) = self.high_pass;
        let mut energy = 0.0;
        for &x in &self.partial {
            out = KEEP * (out + x - last);
            last = x;
            energy += out * out;
        }
        self.high_pass = (last, out);
        10.0 * (energy / self.partial.len().max(1) as f32 + 1e-12).log10()
    }

    fn add(&mut self, frames: &mut Vec<Frame>) {
        let level = self.level();
        self.partial.clear();
        let bin = bin_of(level);
        self.histogram[usize::from(bin)] += 1;
        self.window.push_back(bin);
        if self.window.len() > PAST + AHEAD
            && let Some(old) = self.window.pop_front()
        {
            self.histogram[usize::from(old)] -= 1;
        }
        self.waiting.push_back(level);
        if self.waiting.len() > AHEAD {
            self.judge(frames);
        }
    }

    fn judge(&mut self, frames: &mut Vec<Frame>) {
        let Some(level) = self.waiting.pop_front() else { return };
        if self.until_update == 0 {
            self.thresholds = self.thresholds_now();
            self.until_update = FRAMES_PER_SECOND / 5;
        }
        self.until_update -= 1;
        let (begin, go_on) = self.thresholds;
        frames.push(Frame {
            level,
            voiced: level >= begin,
            sustained: level >= go_on,
        });
    }

    fn thresholds_now(&self) -> (f32, f32) {
        let floor = self.percentile(QUIET_SHARE).max(LOWEST_FLOOR);
        let peak = self.percentile(LOUD_SHARE);
        // Where nobody pauses, the quietest tenth is itself speech: no threshold may rise into the range of speech.
        let ceiling = (peak - SPEECH_RANGE).max(floor + LEAST_ABOVE);
        let begin = (floor + BEGIN_ABOVE).min(ceiling.max(LOWEST_FLOOR + BEGIN_ABOVE));
        (begin, begin - (BEGIN_ABOVE - CONTINUE_ABOVE).min((begin - floor) / 2.0))
    }

    fn percentile(&self, share: f32) -> f32 {
        let rank = (self.window.len() as f32 * share) as u32;
        let mut below = 0;
        for (bin, count) in self.histogram.iter().enumerate() {
            below += count;
            if below > rank {
                return level_of(bin);
            }
        }
        level_of(BINS - 1)
    }
}

impl Detector for EnergyDetector {
    fn push(&mut self, mut samples: &[f32], frames: &mut Vec<Frame>) {
        while !samples.is_empty() {
            let take = (FRAME - self.partial.len()).min(samples.len());
            self.partial.extend_from_slice(&samples[..take]);
            samples = &samples[take..];
            if self.partial.len() == FRAME {
                self.add(frames);
            }
        }
    }

    fn finish(&mut self, frames: &mut Vec<Frame>) {
        if !self.partial.is_empty() {
            self.add(frames);
        }
        while !self.waiting.is_empty() {
            self.judge(frames);
        }
    }
}

fn bin_of(level: f32) -> u8 {
    ((level + BINS as f32 * BIN_DECIBELS) / BIN_DECIBELS).clamp(0.0, (BINS - 1) as f32) as u8
}

fn level_of(bin: usize) -> f32 {
    bin as f32 * BIN_DECIBELS - BINS as f32 * BIN_DECIBELS
}
