//! One channel or two: how the channels of a recording become 16 kHz streams to transcribe.
//!
//! A stereo file is most often one room heard twice, or one signal stored twice; then the channels are mixed down and the
//! work is halved. But when each person has a microphone (or a telephone line) of their own, the channel says who speaks,
//! better than any voice comparison could, and the channels stay apart. The [`Splitter`] decides by listening to the first
//! speech; [`StereoMeter`] holds the rule. More than two channels are always mixed down.

use protocol::Failure;

use crate::resample::{RATE, Resampler};
use crate::speech::Frame;

/// What to do with two channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Mix them down.
    Mixed,
    /// Keep the left one only: the right one is the same with its sign turned, and a sum would be silence.
    FirstOnly,
    /// Transcribe each on its own.
    Apart,
}

/// Samples of a measured frame: 20 ms at 16 kHz.
const FRAME: usize = RATE as usize / 50;
/// A frame belongs to one channel when it is louder there by this many decibels. By arithmetic, one voice panned at 70:30
/// differs by 7.4 dB in every frame and lapel microphones with a tenth of bleed by 20; the tests pin the rule on generated
/// files of these layouts. It has not been measured on recordings of real rooms.
const DOMINANT: f32 = 10.0;
/// Share of the loud frames that belong to one channel in a file to keep apart …
const DOMINATED_SHARE: f32 = 0.6;
/// … and the least share on either side: a single microphone on a stereo recorder is no conversation on two channels.
const EITHER_SIDE: f32 = 0.05;
/// Loud frames after which a clear case is decided: 8 s for apart, 20 s for mixed.
const ENOUGH_APART: usize = 8 * 50;
const ENOUGH_MIXED: usize = 20 * 50;
/// Frames after which an unclear case is decided: 2 minutes, which bounds the audio held back to 15 MB.
const LONGEST: usize = 120 * 50;

/// Measures how two channels differ.
#[derive(Debug, Default)]
pub struct StereoMeter {
    /// Levels left and right in decibels, and correlation, for every frame.
    frames: Vec<(f32, f32, f32)>,
}

impl StereoMeter {
    /// Measures one frame of both channels.
    fn add(&mut self, left: &[f32], right: &[f32]) {
        let (mut l, mut r, mut both) = (1e-9_f32, 1e-9_f32, 0.0_f32);
        for (a, b) in left.iter().zip(right) {
            l += a * a;
            r += b * b;
            both += a * b;
        }
        let n = left.len().max(1) as f32;
        self.frames
            .push((10.0 * (l / n).log10(), 10.0 * (r / n).log10(), both / (l * r).sqrt()));
    }

    /// The layout, once it is clear or `ended` says that nothing more will come.
    pub fn verdict(&self, ended: bool) -> Option<Layout> {
        let ended = ended || self.frames.len() >= LONGEST;
        let mut levels: Vec<f32> = self.frames.iter().map(|(l, r, _)| l.max(*r)).collect();
        if levels.is_empty() {
            return ended.then_some(Layout::Mixed);
        }
        let tenth = levels.len() / 10;
        let floor = *levels.select_nth_unstable_by(tenth, f32::total_cmp).1;
        let loud = |frame: &&(f32, f32, f32)| frame.0.max(frame.1) > (floor + 12.0).max(-55.0);
        let (mut all, mut left, mut right, mut opposed) = (0usize, 0usize, 0usize, 0usize);
        for (l, r, correlation) in self.frames.iter().filter(loud) {
            all += 1;
            left += usize::from(l - r > DOMINANT);
            right += usize::from(r - l > DOMINANT);
            opposed += usize::from(*correlation < -0.7 && (l - r).abs() < DOMINANT);
        }
        let share = |count: usize| count as f32 / all.max(1) as f32;
        let dominated = share(left + right) >= DOMINATED_SHARE;
        let two_sided = share(left.min(right)) >= EITHER_SIDE;
        let mixed = if share(opposed) > 0.5 {
            Layout::FirstOnly
        } else {
            Layout::Mixed
        };
        match (dominated, two_sided) {
            (true, true) if all >= ENOUGH_APART || ended => Some(Layout::Apart),
            (false, _) if all >= ENOUGH_MIXED || ended => Some(mixed),
            _ => ended.then_some(mixed),
        }
    }
}

enum State {
    /// Mixed down, or mono.
    One(Resampler),
    /// The left channel of two.
    First(Resampler),
    Two(Box<[Resampler; 2]>),
    Deciding(Box<Deciding>),
    /// Between two states; never seen from outside.
    Moving,
}

struct Deciding {
    left: Resampler,
    right: Resampler,
    /// Runs along from the first sample, so that it can take over without a seam.
    mix: Resampler,
    meter: StereoMeter,
}

/// Turns interleaved blocks at the file's rate into one or two streams at 16 kHz.
pub struct Splitter {
    channels: usize,
    state: State,
    /// Resampled audio held back until the layout is decided.
    held: [Vec<f32>; 2],
    measured: usize,
    /// Scratch of one channel at the file's rate.
    lanes: [Vec<f32>; 2],
}

impl Splitter {
    /// For a file with `channels` channels at `rate` hertz.
    ///
    /// # Errors
    /// As [`Resampler::new`].
    pub fn new(channels: usize, rate: u32) -> Result<Self, Failure> {
        let state = if channels == 2 {
            State::Deciding(Box::new(Deciding {
                left: Resampler::new(rate)?,
                right: Resampler::new(rate)?,
                mix: Resampler::new(rate)?,
                meter: StereoMeter::default(),
            }))
        } else {
            State::One(Resampler::new(rate)?)
        };
        Ok(Self {
            channels,
            state,
            held: Default::default(),
            measured: 0,
            lanes: Default::default(),
        })
    }

    /// The layout, once decided; one channel and more than two are [`Layout::Mixed`] from the start.
    pub fn layout(&self) -> Option<Layout> {
        match &self.state {
            State::One(_) => Some(Layout::Mixed),
            State::First(_) => Some(Layout::FirstOnly),
            State::Two(_) => Some(Layout::Apart),
            State::Deciding(_) | State::Moving => None,
        }
    }

    /// Takes interleaved samples; appends what is ready to `out`. The second stream stays empty unless the channels are
    /// kept apart; both are always equally long then. Nothing comes out before the layout is decided.
    ///
    /// # Errors
    /// As [`Resampler::push`].
    pub fn push(&mut self, samples: &[f32], out: &mut [Vec<f32>; 2]) -> Result<(), Failure> {
        let channels = self.channels.max(1);
        let [a, b] = &mut self.lanes;
        a.clear();
        b.clear();
        match &mut self.state {
            State::One(mix) if channels == 1 => mix.push(samples, &mut out[0])?,
            State::One(mix) => {
                mix_down(samples, channels, a);
                mix.push(a, &mut out[0])?;
            }
            State::Two(both) => {
                let [left, right] = both.as_mut();
                take_apart(samples, a, b);
                left.push(a, &mut out[0])?;
                right.push(b, &mut out[1])?;
            }
            State::First(left) => {
                take_apart(samples, a, b);
                left.push(a, &mut out[0])?;
            }
            State::Deciding(deciding) => {
                take_apart(samples, a, b);
                deciding.left.push(a, &mut self.held[0])?;
                deciding.right.push(b, &mut self.held[1])?;
                a.clear();
                mix_down(samples, channels, a);
                // What the mix gives by now is the mean of what is held, and dropped.
                b.clear();
                deciding.mix.push(a, b)?;
                self.decide(false, out);
            }
            State::Moving => {}
        }
        Ok(())
    }

    /// Appends the rest at the end of the recording, deciding on what there was.
    ///
    /// # Errors
    /// As [`Resampler::finish`].
    pub fn finish(&mut self, out: &mut [Vec<f32>; 2]) -> Result<(), Failure> {
        self.decide(true, out);
        match &mut self.state {
            State::One(one) | State::First(one) => one.finish(&mut out[0]),
            State::Two(both) => {
                let [left, right] = both.as_mut();
                left.finish(&mut out[0])?;
                right.finish(&mut out[1])
            }
            State::Deciding(_) | State::Moving => Ok(()),
        }
    }

    fn decide(&mut self, ended: bool, out: &mut [Vec<f32>; 2]) {
        let State::Deciding(deciding) = &mut self.state else {
            return;
        };
        let meter = &mut deciding.meter;
        let before = meter.frames.len();
        let [left, right] = self
            .held
            .each_ref()
            .map(|held| held[self.measured..].chunks_exact(FRAME));
        for (left, right) in left.zip(right) {
            meter.add(left, right);
            self.measured += FRAME;
        }
        // Once a second is often enough to ask.
        if !ended && before / 50 == meter.frames.len() / 50 {
            return;
        }
        let Some(layout) = meter.verdict(ended) else { return };
        let [left, right] = std::mem::take(&mut self.held);
        let State::Deciding(deciding) = std::mem::replace(&mut self.state, State::Moving) else {
            return;
        };
        self.state = match layout {
            Layout::Mixed => {
                out[0].extend(left.iter().zip(&right).map(|(l, r)| (l + r) / 2.0));
                State::One(deciding.mix)
            }
            Layout::FirstOnly => {
                out[0].extend(left);
                State::First(deciding.left)
            }
            Layout::Apart => {
                out[0].extend(left);
                out[1].extend(right);
                State::Two(Box::new([deciding.left, deciding.right]))
            }
        };
    }
}

fn take_apart(samples: &[f32], left: &mut Vec<f32>, right: &mut Vec<f32>) {
    let (pairs, _) = samples.as_chunks::<2>();
    left.extend(pairs.iter().map(|pair| pair[0]));
    right.extend(pairs.iter().map(|pair| pair[1]));
}

fn mix_down(samples: &[f32], channels: usize, mixed: &mut Vec<f32>) {
    let weight = 1.0 / channels as f32;
    if channels == 2 {
        let (pairs, _) = samples.as_chunks::<2>();
        mixed.extend(pairs.iter().map(|pair| (pair[0] + pair[1]) * weight));
    } else {
        mixed.extend(
            samples
                .chunks_exact(channels)
                .map(|frame| frame.iter().sum::<f32>() * weight),
        );
    }
}

/// Takes the other person's voice, which every microphone in a room hears a little, out of the verdicts of two channels.
#[derive(Debug, Default)]
pub struct CrossTalk {
    smoothed: [f32; 2],
}

/// Decibels by which the other channel must be louder for a frame to count as its bleed.
const BLEED: f32 = 10.0;
/// Forgetting factor of the level, for a memory of about 50 ms.
const SMOOTHING: f32 = 0.8;

impl CrossTalk {
    /// Clears the verdicts of bleeding frames. Both slices cover the same time.
    pub fn suppress(&mut self, left: &mut [Frame], right: &mut [Frame]) {
        for (l, r) in left.iter_mut().zip(right) {
            for (smoothed, frame) in self.smoothed.iter_mut().zip([&*l, &*r]) {
                *smoothed = SMOOTHING * *smoothed + (1.0 - SMOOTHING) * 10.0_f32.powf(frame.level / 10.0);
            }
            let difference = 10.0 * ((self.smoothed[0] + 1e-12) / (self.smoothed[1] + 1e-12)).log10();
            if difference > BLEED {
                (r.voiced, r.sustained) = (false, false);
            } else if difference < -BLEED {
                (l.voiced, l.sustained) = (false, false);
            }
        }
    }
}
