//! From transcript to draft note.
//!
//! Two drafters write the same `Notes`. The extractive one is always there: it chooses quotes by fixed rules, adds
//! nothing of its own and gives the same note for the same transcript. A language model may write better sentences;
//! [`model`] asks it for claims with quotes and then believes none of them: [`verify`] looks every quote, number,
//! speaker and negation up in the transcript, and what is not found is kept but marked. The narrative is put together from
//! the claims that hold (`compose`, `patient`). Both carry the findings of the risk screen, to which a model may add and from
//! which it can take nothing away.
//!
//! Everything here but `run` and the embedding in [`evidence`] is a pure function of its arguments; the time of the draft is
//! set by the caller.

mod actions;
mod compose;
pub mod evidence;
mod extractive;
mod merge;
pub mod model;
mod mood;
mod patient;
mod run;
mod said;
mod taxonomy;
pub mod verify;

pub use extractive::{EXTRACTIVE_NAME, draft_extractive};
pub use merge::merge;
pub use model::{Budget, ModelDraftError, PROMPT_VERSION, Window, assemble, request, windows};
pub(crate) use run::draft;

#[cfg(test)]
mod lies_tests;
