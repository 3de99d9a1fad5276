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
mod invitations;
mod notes;
mod password_reset;
mod passwords;
mod patients;
mod presence;
mod processing;
mod second_factor;
mod sessions;
mod sign_in;
mod supervisions;
mod sign_up;
mod upload;
mod users;
