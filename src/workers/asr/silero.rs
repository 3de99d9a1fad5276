//! Speech detection with a Silero model through whisper.cpp, for installations that have one.
//!
//! The model keeps a memory from window to window that whisper.cpp clears at every call. So audio is judged in blocks of
//! half a minute, each with two seconds of the block before to warm up on. One thread: with more, the network is so small that
//! they wait for one another most of the time.

use std::path::{Path, PathBuf};

use protocol::Failure;
use whisper_rs::{WhisperVadContext, WhisperVadContextParams};

use crate::resample::RATE;
use crate::speech::{Detector, EnergyDetector, FRAME, Frame};

/// Samples of one verdict of the network.
const WINDOW: usize = 512;
/// Samples of a block (about 30 s) and of its warm-up (about 2 s), in whole windows.
const BLOCK: usize = RATE as usize * 30 / WINDOW * WINDOW;
const WARM_UP: usize = RATE as usize * 2 / WINDOW * WINDOW;
/// Probability at which speech begins, and at which it goes on. The network's authors use 0.5 and 0.35; both are lower here
/// because a quiet sentence that is cut away is lost.
const BEGIN: f32 = 0.4;
const CONTINUE: f32 = 0.2;

/// The Silero model that lies beside a speech model, if there is one: a file named `silero….bin`.
pub fn beside(model: &Path) -> Option<PathBuf> {
    let directory = model.parent()?;
    let mut found: Vec<PathBuf> = std::fs::read_dir(directory)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("silero") && name.ends_with(".bin")
        })
        .collect();
    found.sort();
    found.pop()
}

/// A detector around a Silero model.
pub struct SileroDetector {
    context: WhisperVadContext,
    /// Levels come from here; its verdicts are not used.
    levels: EnergyDetector,
    measured: Vec<Frame>,
    audio: Vec<f32>,
    /// Samples at the start of `audio` that are judged already.
    warm: usize,
    /// Probabilities not yet given out, one a window, from sample `judged` on.
    probabilities: Vec<f32>,
    given: usize,
}

impl SileroDetector {
    /// Loads the model at `path`.
    ///
    /// # Errors
    /// [`Failure::ModelUnusable`] when whisper.cpp refuses it.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let unusable = || Failure::ModelUnusable {
            detail: format!(
                "{}: no Silero model",
                path.file_name().unwrap_or_default().to_string_lossy()
            ),
        };
        let mut params = WhisperVadContextParams::new();
        params.set_n_threads(1);
        let context = WhisperVadContext::new(path.to_str().ok_or_else(unusable)?, params).map_err(|_| unusable())?;
        Ok(Self {
            context,
            levels: EnergyDetector::default(),
            measured: Vec::new(),
            audio: Vec::new(),
            warm: 0,
            probabilities: Vec::new(),
            given: 0,
        })
    }

    fn judge(&mut self) {
        let known = if self.context.detect_speech(&self.audio).is_ok() {
            self.context.probabilities()
        } else {
            &[]
        };
        let fresh = known.get(self.warm / WINDOW..).unwrap_or_default();
        let windows = (self.audio.len() - self.warm).div_ceil(WINDOW);
        // Where the network fails, everything counts as speech: the recogniser can cope with noise, not with lost words.
        self.probabilities
            .extend(fresh.iter().copied().chain(std::iter::repeat(1.0)).take(windows));
        let keep = self.audio.len().min(WARM_UP);
        self.audio.drain(..self.audio.len() - keep);
        self.warm = keep;
    }

    fn give(&mut self, frames: &mut Vec<Frame>) {
        let mut count = 0;
        for frame in &self.measured {
            let window = ((self.given + count) * FRAME + FRAME / 2) / WINDOW;
            let Some(p) = self.probabilities.get(window) else { break };
            frames.push(Frame {
                level: frame.level,
                voiced: *p >= BEGIN,
                sustained: *p >= CONTINUE,
            });
            count += 1;
        }
        self.measured.drain(..count);
        self.given += count;
        // Forget whole windows that were used up; 16 frames are exactly 5 windows.
        let rounds = self.given / 16;
        self.probabilities.drain(..(rounds * 5).min(self.probabilities.len()));
        self.given -= rounds * 16;
    }
}

impl Detector for SileroDetector {
    fn push(&mut self, mut samples: &[f32], frames: &mut Vec<Frame>) {
        self.levels.push(samples, &mut self.measured);
        while !samples.is_empty() {
            let take = (self.warm + BLOCK - self.audio.len()).min(samples.len());
            self.audio.extend_from_slice(&samples[..take]);
            samples = &samples[take..];
            if self.audio.len() == self.warm + BLOCK {
                self.judge();
            }
        }
        self.give(frames);
    }

    fn finish(&mut self, frames: &mut Vec<Frame>) {
        self.levels.finish(&mut self.measured);
        if self.audio.len() > self.warm {
            self.judge();
        }
        let last = self.probabilities.last().copied().unwrap_or(0.0);
        self.probabilities.resize(self.probabilities.len() + 2, last);
        self.give(frames);
    }
}
