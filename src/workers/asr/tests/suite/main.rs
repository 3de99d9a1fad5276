//! The speech worker against real files: formats from ffmpeg, damage, stereo, and the demo model's words.

#![allow(clippy::unwrap_used, reason = "the helpers of tests fail by panicking, as tests do")]

mod damage;
mod formats;
mod packing;
mod resampling;
mod stereo;
mod support;
mod transcription;
mod worker;
