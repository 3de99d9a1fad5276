//! Speech to text for recordings that nobody here has made: the parts of `tb-asr`.
//!
//! [`transcribe::transcribe`] is the whole way. Its stations are modules of their own, in the order in which audio passes them:
//! [`decode`] (containers and codecs), [`channels`] (stereo, down-mix), [`resample`] (16 kHz), [`speech`] and [`silero`]
//! (who speaks when), [`spans`] and [`pack`] (chunks and their map of time), [`recognise`] (whisper.cpp) and [`words`] (tokens to
//! words). [`audio`] and [`chunks`] join the stations before the recogniser.

pub mod audio;
pub mod channels;
pub mod chunks;
pub mod decode;
pub mod logging;
pub mod model;
pub mod pack;
pub mod recognise;
pub mod resample;
pub mod silero;
pub mod spans;
pub mod speech;
pub mod transcribe;
pub mod words;
