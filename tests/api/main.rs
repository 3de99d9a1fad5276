//! The HTTP interface, in process: the real router, the real database, scripted engines. One file per noun.

mod access;
mod assignments;
mod audio;
mod break_glass;
mod audit;
mod contract;
mod events;
mod health;
mod mails;
mod logins;
mod notes;
mod patients;
mod presence;
mod processing;
mod second_factor;
mod sessions;
mod sign_in;
mod supervisions;
mod upload;
