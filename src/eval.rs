//! Measures drafts and the risk screen against annotated material.
//!
//! A corpus is a directory of sessions with what a person says a good note holds, and a file of single sentences for the risk
//! screen; `tests/quality/corpus/README.md` describes both and how they are scored. [`corpus`] reads them and says what is
//! wrong with a file that does not fit, [`notes`] and [`risk`] score, [`mod@print`] shows. Everything is deterministic: wording is
//! compared by [`words`] (stems, numbers, days, names) and no model has a say in it, so that two versions of the program can be
//! compared. How fairly that can be done, and where it cannot, stands in `docs/quality.md`.

pub mod corpus;
pub mod evidence;
pub mod forbidden;
pub mod intervals;
pub mod matching;
pub mod notes;
pub mod print;
pub mod require;
pub mod risk;
pub mod session_risk;
pub mod words;
