//! The HTTP interface, in process: the real router, the real database, scripted engines. One file per noun.

mod access;
mod audio;
mod contract;
mod events;
mod health;
mod logins;
mod notes;
mod patients;
mod presence;
mod processing;
mod second_factor;
mod sessions;
mod sign_in;
mod upload;
