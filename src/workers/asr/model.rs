//! Looks a ggml speech model over before whisper.cpp does.
//!
//! whisper.cpp trusts its model file: a made-up dimension or length makes it allocate gigabytes, run past the end of the
//! file, or throw through Rust and take the process down without a word. This check walks the whole file, header to last
//! tensor, without loading a weight, and says what is wrong. It cannot vouch for the weights; the catalogue's digest does.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use protocol::Failure;

/// Dimensions of a model, as its header has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Positions of the encoder's output; one is 20 ms.
    pub audio_context: u32,
    /// Encoder layers.
    pub audio_layers: u32,
    /// Decoder layers.
    pub text_layers: u32,
    /// Tokens.
    pub vocabulary: u32,
}

/// The magic number of whisper.cpp's files, "ggml" read as a little-endian integer.
const MAGIC: u32 = 0x6767_6d6c;

/// Checks the file at `path`.
///
/// # Errors
/// [`Failure::ModelUnusable`] that says what is missing or wrong.
pub fn check(path: &Path) -> Result<Dimensions, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unusable = |detail: String| Failure::ModelUnusable {
        detail: format!("{name}: {detail}"),
    };
    let file = File::open(path).map_err(|error| unusable(error.to_string()))?;
    let length = file.metadata().map_err(|error| unusable(error.to_string()))?.len();
    Walk {
        reader: BufReader::new(file),
        at: 0,
        length,
    }
    .model()
    .map_err(unusable)
}

struct Walk {
    reader: BufReader<File>,
    at: u64,
    length: u64,
}

impl Walk {
    fn model(&mut self) -> Result<Dimensions, String> {
        if self.u32()? != MAGIC {
            return Err("this is not a whisper.cpp model (ggml format)".into());
        }
        let vocabulary = self.within("vocabulary", 50_000..=70_000)?;
        let audio_context = self.within("audio context", 64..=1500)?;
        let audio_state = self.within("encoder width", 64..=4096)?;
        let audio_heads = self.within("encoder heads", 1..=64)?;
        let audio_layers = self.within("encoder layers", 1..=64)?;
        let _text_context = self.within("text context", 32..=4096)?;
        let text_state = self.within("decoder width", 64..=4096)?;
        let text_heads = self.within("decoder heads", 1..=64)?;
        let text_layers = self.within("decoder layers", 1..=64)?;
        let mels = self.within("mel bands", 80..=128)?;
        let _file_type = self.within("file type", 0..=9999)?;
        if audio_state != text_state || audio_state % audio_heads != 0 || text_state % text_heads != 0 {
            return Err("its dimensions do not fit together".into());
        }
        if self.u32()? != mels || self.u32()? != 201 {
            return Err("its mel filters do not fit its dimensions".into());
        }
        self.skip(u64::from(mels) * 201 * 4)?;
        let tokens = self.within("token count", 1..=vocabulary)?;
        for _ in 0..tokens {
            let length = self.within("token length", 0..=1024)?;
            self.skip(u64::from(length))?;
        }
        let mut tensors = 0;
        while self.at < self.length {
            self.tensor()?;
            tensors += 1;
        }
        // 15 tensors of an encoder layer and 24 of a decoder layer beside those outside the layers.
        if tensors < 15 * audio_layers + 24 * text_layers {
            return Err(format!("the file is cut off after {tensors} tensors"));
        }
        Ok(Dimensions {
            audio_context,
            audio_layers,
            text_layers,
            vocabulary,
        })
    }

    fn tensor(&mut self) -> Result<(), String> {
        let dimensions = self.within("number of dimensions", 1..=4)?;
        let name = self.within("length of a tensor's name", 1..=128)?;
        let kind = self.u32()?;
        let mut elements: u64 = 1;
        for _ in 0..dimensions {
            let size = self.within("size of a tensor", 1..=1 << 24)?;
            elements = elements.saturating_mul(u64::from(size));
        }
        self.skip(u64::from(name))?;
        // whisper.cpp counts elements in 32 bits.
        if elements > i32::MAX as u64 {
            return Err("a tensor is larger than any speech model has".into());
        }
        let (block, bytes) = block_of(kind).ok_or_else(|| format!("a tensor has the unknown type {kind}"))?;
        if !elements.is_multiple_of(block) {
            return Err("a tensor's size does not fit its type".into());
        }
        self.skip(elements / block * bytes)
    }

    fn u32(&mut self) -> Result<u32, String> {
        let mut bytes = [0; 4];
        self.reader.read_exact(&mut bytes).map_err(|_| self.cut_off())?;
        self.at += 4;
        Ok(u32::from_le_bytes(bytes))
    }

    fn within(&mut self, what: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, String> {
        let value = self.u32()?;
        if range.contains(&value) {
            Ok(value)
        } else {
            Err(format!("its {what} is {value}, which no model has"))
        }
    }

    fn skip(&mut self, bytes: u64) -> Result<(), String> {
        let end = self.at.saturating_add(bytes);
        if end > self.length {
            return Err(self.cut_off());
        }
        let by = i64::try_from(bytes).map_err(|_| self.cut_off())?;
        self.reader.seek_relative(by).map_err(|error| error.to_string())?;
        self.at = end;
        Ok(())
    }

    fn cut_off(&self) -> String {
        format!(
            "the file is cut off: it ends after {} bytes, inside its model",
            self.length
        )
    }
}

/// Elements and bytes of one block of a ggml tensor type.
fn block_of(kind: u32) -> Option<(u64, u64)> {
    Some(match kind {
        0 => (1, 4),      // f32
        1 | 30 => (1, 2), // f16, bf16
        2 => (32, 18),    // q4_0
        3 => (32, 20),    // q4_1
        6 => (32, 22),    // q5_0
        7 => (32, 24),    // q5_1
        8 => (32, 34),    // q8_0
        10 => (256, 84),  // q2_K
        11 => (256, 110), // q3_K
        12 => (256, 144), // q4_K
        13 => (256, 176), // q5_K
        14 => (256, 210), // q6_K
        _ => return None,
    })
}
