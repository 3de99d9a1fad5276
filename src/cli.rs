//! The command line: one subcommand a verb, one file a verb.
//!
//! This file parses, loads the configuration for the verbs that need it, starts the log, and turns a verb's end into an exit
//! status. What a verb does stands in its own file.

mod config;
mod exit;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::{Exit, Failure, Outcome};

use crate::config::{Environment, Loaded, load};
use crate::telemetry;

/// The appliance a therapy clinic runs on its own machine: transcripts and evidence-linked notes that never leave the building
#[derive(Debug, Parser)]
#[command(
    name = "therapybridge",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Example:\n  therapybridge config check\n\nExit status: 0 done, 1 failed, 2 wrong command line or configuration, 3 a file cannot be used,\n4 a model or worker is missing, 130 stopped by Ctrl-C."
)]
struct Cli {
    /// Configuration file [default: config.toml in /etc/therapybridge or in the data directory]
    #[arg(long, global = true, env = "TB_CONFIG", hide_env_values = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Check, show or explain the configuration
    #[command(after_help = "Example:\n  therapybridge config show")]
    Config(config::ConfigArgs),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match dispatch(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn dispatch(cli: &Cli) -> Outcome {
    match &cli.verb {
        Verb::Config(args) => config::run(args, cli.config.as_deref()),
    }
}
