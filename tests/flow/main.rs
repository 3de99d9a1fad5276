//! The built binary as it runs in a clinic: started, used over HTTP, stopped, killed, started again.
//!
//! The workers are `tb-fake`, which speaks the real protocol inside the real sandbox and does what a script in the models
//! directory says, so that a test chooses how a worker behaves by writing a file. Nothing here reaches into the program: what
//! is known comes over HTTP, from the log, from the files it leaves, from the database and from `/proc`.
//!
//! With `TB_TEST_DATABASE=postgres://…` every test has a database of its own on that server; otherwise SQLite.

mod harness;

mod backup;
mod contract;
mod demo;
mod durability;
mod external;
mod injection;
mod keys;
mod memory;
mod misbehaviour;
mod models;
mod network;
mod privacy;
mod schedule;
mod service;
mod takeover;
