//! The HTTP interface, in process: the real router, the real database, scripted engines. One file per noun.

mod access;
mod attacks;
mod audio;
mod contract;
mod events;
mod headers;
mod health;
mod limits;
mod notes;
mod patients;
mod processing;
mod sessions;
mod sign_in;
mod takeover;
mod upload;
