//! Supervised workers, played by the scripted one in real processes with the real sandbox.

mod failures;
mod lifecycle;
mod sandbox;
mod support;
mod transfer;
