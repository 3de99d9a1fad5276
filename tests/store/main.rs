//! What is written down, on whichever database this run is about. One file per subject.

mod audit;
mod consents;
mod jobs;
mod notes;
mod people;
mod practice;
mod schema;
mod sealing;
mod story;
mod transactions;
