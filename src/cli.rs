//! The command line: one subcommand a verb, one file a verb.
//!
//! This file parses, loads the configuration for the verbs that need it, starts the log, and turns a verb's end into an exit
//! status. What a verb does stands in its own file.

mod audit;
mod backup;
mod cleanup;
mod config;
mod demo;
mod eval;
mod exit;
mod interrupt;
mod migrate;
mod models;
mod openapi;
mod serve;
mod transcribe;
mod user;

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
    /// Run the appliance
    #[command(after_help = "Example:\n  HOST=0.0.0.0 therapybridge serve --port 8000")]
    Serve(serve::ServeArgs),
    /// Show the appliance with a throwaway practice and three invented recordings
    #[command(after_help = "Example:\n  therapybridge demo --port 8000")]
    Demo(demo::DemoArgs),
    /// Make accounts, and help who lost a password or second factor
    #[command(
        after_help = "Example:\n  therapybridge user create --email jane@example.org --role admin --first-name Jane --last-name Smith"
    )]
    User(user::UserArgs),
    /// Verify, sign or export the audit trail
    #[command(after_help = "Example:\n  therapybridge audit verify")]
    Audit(audit::AuditArgs),
    /// Make, verify and restore backups
    #[command(after_help = "Example:\n  therapybridge backup create --to /mnt/usb/therapybridge")]
    Backup(backup::BackupArgs),
    /// Remove recordings that nobody needs any more
    #[command(after_help = "Example:\n  therapybridge cleanup run --dry-run")]
    Cleanup(cleanup::CleanupArgs),
    /// Bring the database's schema up to date
    #[command(after_help = "Example:\n  therapybridge migrate")]
    Migrate,
    /// Print the description of the HTTP interface (OpenAPI 3.1)
    #[command(after_help = "Example:\n  therapybridge openapi > openapi.json")]
    Openapi,
    /// Check, show or explain the configuration
    #[command(after_help = "Example:\n  therapybridge config show")]
    Config(config::ConfigArgs),
    /// List, check and import models
    #[command(after_help = "Example:\n  therapybridge models list")]
    Models(models::ModelsArgs),
    /// Transcribe a recording without a server
    #[command(after_help = TRANSCRIBE_HELP)]
    Transcribe(transcribe::TranscribeArgs),
    /// Measure draft notes and the risk screen on annotated material
    #[command(after_help = "Example:\n  therapybridge eval notes --corpus tests/quality/corpus")]
    Eval(eval::EvalArgs),
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
        Verb::Serve(args) => {
            let config = configuration(cli)?.config;
            block_on(serve::run(args, config))
        }
        Verb::Demo(args) => block_on(demo::run(args)),
        Verb::User(args) => {
            let config = configuration(cli)?.config;
            block_on(user::run(args, &config))
        }
        Verb::Audit(args) => {
            let config = quiet_configuration(cli)?.config;
            block_on(audit::run(args, &config))
        }
        Verb::Backup(args) => {
            let config = quiet_configuration(cli)?.config;
            block_on(backup::run(args, &config))
        }
        Verb::Cleanup(args) => {
            let config = quiet_configuration(cli)?.config;
            block_on(cleanup::run(args, &config))
        }
        Verb::Migrate => {
            let config = configuration(cli)?.config;
            block_on(migrate::run(&config))
        }
        Verb::Openapi => openapi::run(),
        Verb::Config(args) => config::run(args, cli.config.as_deref()),
        Verb::Models(args) => models::run(args, &quiet_configuration(cli)?.config),
        Verb::Transcribe(args) => {
            let config = quiet_configuration(cli)?.config;
            block_on(transcribe::run(args, &config))
        }
        Verb::Eval(args) => {
            let config = quiet_configuration(cli)?.config;
            block_on(eval::run(args, &config))
        }
    }
}

/// The configuration for a verb that runs for long, with the log started.
fn configuration(cli: &Cli) -> Result<Loaded, Failure> {
    let loaded = load(&Environment::of_process(), cli.config.as_deref())
        .map_err(|problems| Failure::new(Exit::Usage, problems))?;
    telemetry::start(&loaded.config);
    Ok(loaded)
}

/// The configuration for a verb whose output a person reads: of the log, only warnings stand between its lines, unless the
/// level was set.
fn quiet_configuration(cli: &Cli) -> Result<Loaded, Failure> {
    let mut loaded = load(&Environment::of_process(), cli.config.as_deref())
        .map_err(|problems| Failure::new(Exit::Usage, problems))?;
    if loaded.is_default("log_level") {
        loaded.config.log_level = "warn".into();
    }
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
