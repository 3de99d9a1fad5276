//! The command line: one subcommand a verb, one file a verb.
//!
//! This file parses, loads the configuration for the verbs that need it, starts the log, and turns a verb's end into an exit
//! status. What a verb does stands in its own file.

mod config;
mod exit;
mod models;
mod transcribe;

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
    /// List, check and import models
    #[command(after_help = "Example:\n  therapybridge models list")]
    Models(models::ModelsArgs),
    /// Transcribe a recording without a server
    #[command(after_help = TRANSCRIBE_HELP)]
    Transcribe(transcribe::TranscribeArgs),
}

const TRANSCRIBE_HELP: &str = "\
Example:
  therapybridge transcribe session.m4a --vtt --output session.vtt

Exit status: 0 done, 2 wrong command line, 3 the file cannot be used, 4 no model or worker, 130 stopped by Ctrl-C.";

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
        Verb::Models(args) => models::run(args, &configuration(cli)?.config),
        Verb::Transcribe(args) => {
            let config = configuration(cli)?.config;
            block_on(transcribe::run(args, &config))
        }
    }
}

/// The configuration for a verb that does something, with the log started.
fn configuration(cli: &Cli) -> Result<Loaded, Failure> {
    let loaded = load(&Environment::of_process(), cli.config.as_deref())
        .map_err(|problems| Failure::new(Exit::Usage, problems))?;
    telemetry::start(&loaded.config);
    Ok(loaded)
}

/// Runs a verb that waits for things.
fn block_on(verb: impl Future<Output = Outcome>) -> Outcome {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(verb)
}
