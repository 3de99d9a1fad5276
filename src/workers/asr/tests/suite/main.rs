//! The speech worker against real files: formats from ffmpeg, damage, stereo, and the demo model's words.

mod damage;
mod formats;
mod packing;
mod resampling;
mod stereo;
mod support;
mod transcription;
mod worker;
