//! A recording as one or two streams of 16 kHz audio, in constant memory.

use std::io::{Read, Seek};

use protocol::Failure;

use crate::channels::{Layout, Splitter};
use crate::decode::{AudioFormat, Decoder, Limits};

/// A recording being decoded and resampled.
pub struct Audio {
    decoder: Decoder,
    splitter: Splitter,
    block: Vec<f32>,
    streams: [Vec<f32>; 2],
    ended: bool,
}

impl Audio {
    /// Opens a recording.
    ///
    /// # Errors
    /// As [`Decoder::open`].
    pub fn open(source: impl Read + Seek + Send + Sync + 'static, limits: Limits) -> Result<Self, Failure> {
        let decoder = Decoder::open(source, limits)?;
        let splitter = Splitter::new(decoder.format().channels, decoder.format().sample_rate)?;
        Ok(Self {
            decoder,
            splitter,
            block: Vec::new(),
            streams: Default::default(),
            ended: false,
        })
    }

    /// What the recording is.
    pub fn format(&self) -> &AudioFormat {
        self.decoder.format()
    }

    /// How its channels are treated, once that is decided.
    pub fn layout(&self) -> Option<Layout> {
        self.splitter.layout()
    }

    /// Seconds decoded so far.
    pub fn seconds(&self) -> f64 {
        self.decoder.seconds()
    }

    /// What was wrong with the recording, to be read once it has ended.
    pub fn warnings(&self) -> Vec<String> {
        self.decoder.warnings()
    }

    /// The next audio: one slice, or two of equal length when the channels are kept apart. They may be empty while the layout
    /// is undecided; `None` at the end.
    ///
    /// # Errors
    /// As [`Decoder::next_block`].
    pub fn next_streams(&mut self) -> Result<Option<[&[f32]; 2]>, Failure> {
        self.streams.iter_mut().for_each(Vec::clear);
        if self.ended {
            return Ok(None);
        }
        self.block.clear();
        if self.decoder.next_block(&mut self.block)? {
            self.splitter.push(&self.block, &mut self.streams)?;
        } else {
            self.ended = true;
            self.splitter.finish(&mut self.streams)?;
        }
        Ok(Some(self.streams.each_ref().map(Vec::as_slice)))
    }
}

/// What [`decode_to_16k`] found.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The recording.
    pub format: AudioFormat,
    /// Seconds decoded.
    pub seconds: f64,
    /// How its channels were treated.
    pub layout: Layout,
    /// What was wrong with it.
    pub warnings: Vec<String>,
}

/// Decodes and resamples a whole recording without transcribing it; `take` gets the audio as [`Audio::next_streams`] gives
/// it.
///
/// # Errors
/// As [`Audio::open`] and [`Audio::next_streams`].
pub fn decode_to_16k(
    source: impl Read + Seek + Send + Sync + 'static,
    mut take: impl FnMut([&[f32]; 2]),
) -> Result<Decoded, Failure> {
    let mut audio = Audio::open(source, Limits::default())?;
    while let Some(streams) = audio.next_streams()? {
        take(streams);
    }
    Ok(Decoded {
        format: audio.format().clone(),
        seconds: audio.seconds(),
        layout: audio.layout().unwrap_or(Layout::Mixed),
        warnings: audio.warnings(),
    })
}
