//! The HTTP interface, in process: the real router, the real database, scripted engines. One file per noun.

mod access;
mod audio;
mod audit;
mod contract;
mod events;
mod health;
mod notes;
mod patients;
mod processing;
mod sessions;
mod sign_in;
mod upload;
