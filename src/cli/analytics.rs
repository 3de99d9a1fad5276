//! `therapybridge analytics`: compute the practice's tables of numbers now, or again.

use std::io::Write;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use domain::calendar;
use serde_json::json;

use super::exit::Outcome;
use crate::config::Config;
use crate::wiring::{self, Tenancy, Wired};

/// Arguments of `analytics`.
#[derive(Debug, Args)]
pub struct AnalyticsArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Compute a day or a week from the meetings and sessions; what was computed earlier is replaced
    #[command(
        after_help = "The server does this by itself, at night. Dates are those of SCHEDULER_TIMEZONE.\n\nExample:\n  therapybridge analytics run weekly --date 2026-01-12"
    )]
    Run {
        /// What to compute
        kind: Kind,
        /// The day, or a day of the week [default: yesterday, or the last whole week]
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
        date: Option<NaiveDate>,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
}

/// What is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Every therapist's day (table daily_stats)
    Daily,
    /// Every client's week (table patient_progress)
    Weekly,
}

fn date(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "this is no date like 2026-01-19".into())
}

/// Runs `analytics`.
pub async fn run(args: &AnalyticsArgs, config: &Config) -> Outcome {
    let wired = wiring::wire(config, Tenancy::Visitor).await?;
    let Action::Run { kind, date, json } = args.action;
    let ended = compute(&wired, kind, date, json).await;
    wired.unload().await;
    ended
}

async fn compute(wired: &Wired, kind: Kind, date: Option<NaiveDate>, json: bool) -> Outcome {
    let app = &wired.app;
    let today = app.today();
    let (word, date, rows) = match kind {
        Kind::Daily => {
            let day = date.unwrap_or_else(|| calendar::before(today, 1));
            ("daily", day, app::analytics::aggregate_day(app, day).await?)
        }
        Kind::Weekly => {
            let day = date.unwrap_or_else(|| calendar::before(today, 7));
            let monday = calendar::monday_of(day);
            ("weekly", monday, app::analytics::snapshot_week(app, monday).await?)
        }
    };
    let mut out = std::io::stdout().lock();
    if json {
        let told = json!({ "kind": word, "date": date.to_string(), "rows": rows });
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
        return Ok(());
    }
    match kind {
        Kind::Daily => writeln!(out, "Computed {date} for {rows} {}.", plural(rows, "therapist"))?,
        Kind::Weekly => writeln!(
            out,
            "Computed the week of {date} for {rows} {}.",
            plural(rows, "client")
        )?,
    }
    Ok(())
}

fn plural(count: u64, word: &str) -> String {
    if count == 1 { word.into() } else { format!("{word}s") }
}
