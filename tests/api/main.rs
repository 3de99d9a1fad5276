//! The HTTP interface, in process: the real router, the real database, scripted engines. One file per noun.

mod access;
mod audio;
mod contract;
mod events;
mod health;
mod invitations;
mod notes;
mod password_reset;
mod passwords;
mod patients;
mod processing;
mod sessions;
mod sign_in;
mod sign_up;
mod upload;
mod users;
