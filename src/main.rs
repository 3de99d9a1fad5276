//! The `therapybridge` binary.
//!
//! The command line ([`cli`]) reads the configuration ([`config`]), starts the log ([`telemetry`]) and does one verb. The
//! programs that touch untrusted media and run models are separate executables; this one carries them ([`carried`]).

mod carried;
mod cli;
mod config;
mod eval;
mod telemetry;
mod wiring;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
