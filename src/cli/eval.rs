//! `therapybridge eval`: how good drafts and the risk screen are on annotated material.
//!
//! `docs/quality.md` says what the figures mean. Nothing of a practice is read or written: a model drafts in a throwaway
//! practice of its own.

mod draft;
mod screen;

use std::io::Write;
use std::path::PathBuf;

use app::risk::LeaveOut;
use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use self::screen::Screen;
use super::exit::{Exit, Failure, Outcome};
use crate::config::Config;
use crate::eval::require::{Requirement, unmet};
use crate::eval::{corpus, notes, print, risk};

/// Arguments of `eval`.
#[derive(Debug, Args)]
pub struct EvalArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Draft notes of annotated sessions and score them
    #[command(after_help = NOTES_HELP)]
    Notes(NotesArgs),
    /// Put annotated sentences through the risk screen and score it
    #[command(after_help = RISK_HELP)]
    Risk(RiskArgs),
}

const NOTES_HELP: &str = "\
Example:
  therapybridge eval notes --corpus tests/quality/corpus --require risk_missed=0

Exit status: 0 done, 1 a requirement is not met, 2 wrong command line, 3 the corpus cannot be used, 4 no model or worker.";

const RISK_HELP: &str = "\
Example:
  therapybridge eval risk --sentences tests/quality/corpus/risk_sentences.jsonl --json

Exit status: 0 done, 1 a requirement is not met, 2 wrong command line, 3 the sentences cannot be used.";

#[derive(Debug, Args)]
struct NotesArgs {
    /// Directory with annotated sessions (*.json, or in a folder `sessions`)
    #[arg(long, value_name = "DIR")]
    corpus: PathBuf,
    /// Who drafts
    #[arg(long, value_enum, default_value_t = Engine::Extractive)]
    engine: Engine,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Args)]
struct RiskArgs {
    /// File with an annotated sentence a line, as JSON
    #[arg(long, value_name = "FILE")]
    sentences: PathBuf,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Args)]
struct CommonArgs {
    /// Directory with the models [default: the configuration's]
    #[arg(long, value_name = "DIR")]
    models: Option<PathBuf>,
    /// Fail unless a figure is at most (errors) or at least (all others) this; may be given several times
    #[arg(long = "require", value_name = "KEY=NUMBER")]
    requirements: Vec<Requirement>,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct FormatArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Print the tables of docs/quality.md
    #[arg(long)]
    markdown: bool,
}

/// Who drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// The built-in drafter: quotes only
    Extractive,
    /// The language model on this machine
    Local,
    /// The language model outside, as configured; the sessions of the corpus are sent to it
    External,
}

/// Runs `eval`.
pub async fn run(args: &EvalArgs, config: &Config) -> Outcome {
    match &args.what {
        What::Notes(args) => {
            let config = args.common.with_models(config);
            let sessions = corpus::sessions(&args.corpus).map_err(unusable)?;
            let screen = Screen::open(&config)?;
            let drafts = draft::all(args.engine, &sessions, &config, &screen).await;
            let screened_by = screen.close().await;
            let drafts = drafts?;
            let scores = sessions
                .iter()
                .zip(&drafts.notes)
                .map(|(session, notes)| notes::score(session, notes));
            let report = notes::Report::new(drafts.by, screened_by, scores.collect());
            args.common
                .show(&report, print::notes(&report), || print::notes_markdown(&report))
        }
        What::Risk(args) => {
            let config = args.common.with_models(config);
            let lines = corpus::lines(&args.sentences).map_err(unusable)?;
            let screen = Screen::open(&config)?;
            let judged = screen.lines(&lines, LeaveOut::Nothing).await;
            let apart = screen.lines(&lines, LeaveOut::LikeOnes).await;
            let screened_by = screen.close().await;
            let mut report = risk::score(&lines, &judged, screened_by);
            report.cross_validated = Some(risk::Estimate::of(&lines, &apart));
            args.common.show(&report, print::risk(&report, &lines), || {
                print::risk_markdown(&report, &lines)
            })
        }
    }
}

fn unusable(error: anyhow::Error) -> Failure {
    Failure::new(Exit::UnusableFile, error)
}

impl CommonArgs {
    fn with_models(&self, config: &Config) -> Config {
        let mut config = config.clone();
        if let Some(directory) = &self.models {
            config.models_dir.clone_from(directory);
        }
        config
    }

    /// Prints the figures, then says which requirements they do not meet.
    fn show(&self, report: &impl Serialize, table: String, markdown: impl FnOnce() -> String) -> Outcome {
        let figures = serde_json::to_value(report)?;
        let unmet = unmet(&self.requirements, &figures).map_err(|error| Failure::new(Exit::Usage, error))?;
        let mut out = std::io::stdout().lock();
        if self.format.json {
            writeln!(out, "{}", serde_json::to_string_pretty(&figures)?)?;
        } else if self.format.markdown {
            write!(out, "{}", markdown())?;
        } else {
            write!(out, "{table}")?;
        }
        match unmet.is_empty() {
            true => Ok(()),
            false => Err(Failure::because(Exit::Failed, unmet.join("; "))),
        }
    }
}
