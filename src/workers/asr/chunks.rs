//! From 16 kHz streams to chunks: speech detection, cutting and packing of one or two channels in step.

use protocol::Failure;

use crate::channels::CrossTalk;
use crate::pack::{Chunk, Packer};
use crate::resample::RATE;
use crate::spans::{Cutter, Span};
use crate::speech::{Detector, Frame};

/// Makes the speech detector of a channel.
pub type DetectorFactory<'a> = dyn Fn() -> Result<Box<dyn Detector>, Failure> + 'a;

struct Channel {
    detector: Box<dyn Detector>,
    cutter: Cutter,
    packer: Packer,
    frames: Vec<Frame>,
}

impl Channel {
    /// The sample before which every chunk has been given out.
    fn settled(&self) -> u64 {
        self.packer.waiting().unwrap_or(u64::MAX).min(self.cutter.settled())
    }
}

/// Finds and packs the speech of a recording.
pub struct Chunker {
    channels: Vec<Channel>,
    cross_talk: CrossTalk,
    spans: Vec<Span>,
    speech: u64,
}

impl Chunker {
    /// For one mixed stream, or for two that are kept `apart`; chunks last at most `longest_seconds`.
    ///
    /// # Errors
    /// What `detector` says when a detector cannot be made.
    pub fn new(apart: bool, longest_seconds: f32, detector: &DetectorFactory<'_>) -> Result<Self, Failure> {
        let longest = (longest_seconds * RATE as f32) as usize;
        let numbers = if apart { vec![Some(0), Some(1)] } else { vec![None] };
        let channels = numbers
            .into_iter()
            .map(|number| {
                let packer = Packer::new(number, longest);
                Ok(Channel {
                    detector: detector()?,
                    cutter: Cutter::new(longest),
                    packer,
                    frames: Vec::new(),
                })
            })
            .collect::<Result<_, Failure>>()?;
        Ok(Self {
            channels,
            cross_talk: CrossTalk::default(),
            spans: Vec::new(),
            speech: 0,
        })
    }

    /// Takes the next audio, one slice a channel, and appends the chunks that are complete, in order of time per channel.
    pub fn push(&mut self, streams: &[&[f32]], chunks: &mut Vec<Chunk>) {
        for (channel, samples) in self.channels.iter_mut().zip(streams) {
            channel.detector.push(samples, &mut channel.frames);
        }
        self.judge(streams, chunks);
        let now = self
            .channels
            .iter()
            .map(|channel| channel.cutter.settled())
            .min()
            .unwrap_or(0);
        chunks.extend(
            self.channels
                .iter_mut()
                .filter_map(|channel| channel.packer.finish_if_late(now)),
        );
    }

    /// Appends the last chunks.
    pub fn finish(&mut self, chunks: &mut Vec<Chunk>) {
        for channel in &mut self.channels {
            channel.detector.finish(&mut channel.frames);
        }
        self.judge(&[&[], &[]], chunks);
        for channel in &mut self.channels {
            channel.cutter.finish(&mut self.spans);
            for span in self.spans.drain(..) {
                self.speech += span.samples.len() as u64;
                chunks.extend(channel.packer.push(&span));
            }
            chunks.extend(channel.packer.finish());
        }
    }

    /// The sample before which every chunk has been given out, on all channels.
    pub fn settled(&self) -> u64 {
        self.channels.iter().map(Channel::settled).min().unwrap_or(0)
    }

    /// Seconds of speech so far, all channels together.
    pub fn speech_seconds(&self) -> f64 {
        self.speech as f64 / f64::from(RATE)
    }

    fn judge(&mut self, streams: &[&[f32]], chunks: &mut Vec<Chunk>) {
        if let [left, right] = self.channels.as_mut_slice() {
            self.cross_talk.suppress(&mut left.frames, &mut right.frames);
        }
        for (channel, samples) in self.channels.iter_mut().zip(streams) {
            channel.cutter.push(samples, &channel.frames, &mut self.spans);
            channel.frames.clear();
            for span in self.spans.drain(..) {
                self.speech += span.samples.len() as u64;
                chunks.extend(channel.packer.push(&span));
            }
        }
    }
}
