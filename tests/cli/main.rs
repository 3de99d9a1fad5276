//! The command line as a person or a script meets it: the built binary, its output and its exit status.

mod analytics;
mod audit;
mod config;
mod eval;
mod help;
mod models;
mod transcribe;
mod user;

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};

/// The built binary with an empty environment, so that the machine's own settings decide nothing.
fn therapybridge(data_dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_therapybridge"));
    command.env_clear().env("TB_DATA_DIR", data_dir).current_dir(data_dir);
    command
}

/// What a run printed and how it ended.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

/// Runs it with these arguments.
fn run<A: AsRef<OsStr>>(command: &mut Command, arguments: &[A]) -> Ran {
    let Output { status, stdout, stderr } = command.args(arguments).output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Ran {
        status: status.code().expect("ended by itself"),
        out: text(stdout),
        err: text(stderr),
    }
}

/// Runs it in a fresh, empty data directory.
fn run_fresh(arguments: &[&str]) -> Ran {
    let directory = tempfile::tempdir().expect("a directory");
    run(&mut therapybridge(directory.path()), arguments)
}
