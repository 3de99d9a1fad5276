//! Any sample rate becomes 16 kHz, block by block.
//!
//! An FFT resampler works in blocks; what matters for speed is that the block has small prime factors, so the block is
//! searched for and not fixed. The filter's delay is cut off at the start and made up for at the end, so that sample `n` of
//! the output lies at `n / 16000` seconds of the recording and the lengths agree to one sample.

use protocol::Failure;
use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Resampler as _, WindowFunction};

/// Samples per second of everything behind the resampler.
pub const RATE: u32 = 16_000;

/// Block length in frames that is aimed at: long enough for a steep filter, short enough to stay in the cache.
const BLOCK: usize = 1536;

/// One channel being resampled to [`RATE`].
pub struct Resampler {
    rate: u32,
    fft: Option<Fft<f32>>,
    pending: Vec<f32>,
    block: Vec<f32>,
    /// Output samples of filter delay still to drop.
    skip: usize,
    taken: u64,
    given: u64,
}

impl Resampler {
    /// A resampler from `rate` hertz.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the library refuses the rate, which no rate within [`crate::decode::Limits`] makes it do.
    pub fn new(rate: u32) -> Result<Self, Failure> {
        let mut this = Self {
            rate,
            fft: None,
            pending: Vec::new(),
            block: Vec::new(),
            skip: 0,
            taken: 0,
            given: 0,
        };
        if rate != RATE {
            let fft = Fft::<f32>::new_custom(
                rate as usize,
                RATE as usize,
                smooth_block(rate),
                1,
                1,
                WindowFunction::BlackmanHarris2,
                FixedSync::Both,
            )
            .map_err(|error| Failure::Internal {
                detail: format!("no resampler from {rate} Hz: {error}"),
            })?;
            this.skip = fft.output_delay();
            this.block = vec![0.0; fft.output_frames_max()];
            this.fft = Some(fft);
        }
        Ok(this)
    }

    /// Takes samples and appends what is ready to `out`.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the library reports one.
    pub fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), Failure> {
        self.taken += samples.len() as u64;
        if self.fft.is_none() {
            self.given += samples.len() as u64;
            out.extend_from_slice(samples);
            return Ok(());
        }
        self.pending.extend_from_slice(samples);
        self.run(out)
    }

    /// Appends the rest, so that the output is as long as the input.
    ///
    /// # Errors
    /// As [`Resampler::push`].
    pub fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), Failure> {
        let Some(fft) = &self.fft else { return Ok(()) };
        let block = fft.input_frames_max();
        let wanted = (self.taken as f64 * f64::from(RATE) / f64::from(self.rate)).round() as u64;
        while self.given < wanted {
            let missing = (wanted - self.given) as usize;
            let length = out.len();
            self.pending
                .resize(self.pending.len().max(1).next_multiple_of(block), 0.0);
            self.run(out)?;
            let extra = (out.len() - length).saturating_sub(missing);
            out.truncate(out.len() - extra);
            self.given -= extra as u64;
        }
        Ok(())
    }

    fn run(&mut self, out: &mut Vec<f32>) -> Result<(), Failure> {
        let Some(fft) = &mut self.fft else { return Ok(()) };
        let failed = |error: &dyn std::fmt::Display| Failure::Internal {
            detail: format!("resampling: {error}"),
        };
        let mut used = 0;
        while self.pending.len() - used >= fft.input_frames_next() {
            let frames = fft.input_frames_next();
            let input = SequentialSlice::new(&self.pending[used..used + frames], 1, frames).map_err(|e| failed(&e))?;
            let room = self.block.len();
            let mut output = SequentialSlice::new_mut(&mut self.block, 1, room).map_err(|e| failed(&e))?;
            let (read, written) = fft
                .process_into_buffer(&input, &mut output, None)
                .map_err(|e| failed(&e))?;
            used += read;
            let dropped = self.skip.min(written);
            self.skip -= dropped;
            out.extend_from_slice(&self.block[dropped..written]);
            self.given += (written - dropped) as u64;
        }
        self.pending.drain(..used);
        Ok(())
    }
}

/// The block, a multiple of the shortest one that holds whole samples at both rates, whose transforms have the smallest
/// prime factors. A wrong one costs five times the time (a prime of 1601 in the transform at 48 kHz).
fn smooth_block(rate: u32) -> usize {
    let shortest = (rate / greatest_common_divisor(rate, RATE)) as usize;
    let first = BLOCK.div_ceil(shortest);
    let cost = |multiple: &usize| (largest_prime_factor(*multiple), *multiple);
    (first..=first * 2).min_by_key(cost).unwrap_or(first) * shortest
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

fn largest_prime_factor(mut n: usize) -> usize {
    let (mut factor, mut largest) = (2, 1);
    while factor * factor <= n {
        while n.is_multiple_of(factor) {
            largest = factor;
            n /= factor;
        }
        factor += 1;
    }
    largest.max(n)
}
