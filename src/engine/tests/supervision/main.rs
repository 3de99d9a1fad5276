//! Supervised workers, played by the scripted one in real processes with the real sandbox.

// Helpers outside `#[test]` functions fail a test by panicking as well.
#![allow(clippy::unwrap_used)]

mod failures;
mod lifecycle;
mod sandbox;
mod support;
mod transfer;
