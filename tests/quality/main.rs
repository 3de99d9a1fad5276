//! Real speech through the real speech worker: how many words are right, when and by whom they were said, which files are
//! understood and what happens with those that are not.
//!
//! Everything goes through the built binary (`therapybridge transcribe --json`), which finds the worker as it does for a
//! person: in `TB_WORKERS_DIR`, inside itself, or where cargo left it. Without a worker or without ffmpeg the suite says that
//! it was skipped; with `CI` or `TB_REQUIRE_WORKERS` set it fails instead, so that nothing passes by not being there.
//!
//! `random_model` is about form alone: a language model that has nothing to say goes the whole way of a note.
//!
//! `evaluation` is apart: it scores draft notes and the risk screen on the annotated corpus and needs no worker.
//!
//! Figures appear on standard error also when all is well:
//! `cargo build --release -p tb-asr && cargo test --test quality`.

mod damaged;
mod evaluation;
mod excerpts;
mod formats;
mod product;
mod random_model;
mod real_speech;
mod tables;
mod word_error;
mod words;
