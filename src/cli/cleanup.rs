//! `therapybridge cleanup`: recordings that nobody needs any more, for whoever owns the machine. A server may run meanwhile.

use std::io::Write;

use app::cleanup::{Report, Scope};
use clap::{Args, Subcommand};
use serde_json::json;

use super::exit::{Exit, Failure, Outcome};
use crate::config::Config;
use crate::wiring::{self, Tenancy};

/// Arguments of `cleanup`.
#[derive(Debug, Args)]
pub struct CleanupArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Remove recordings without a session, and those of sessions that failed long ago
    #[command(
        after_help = "The server does this by itself, every day at 03:00.\n\nExample:\n  therapybridge cleanup run --dry-run\n\nExit status: 0 done, 1 something could not be removed."
    )]
    Run {
        /// Only say what would be removed
        #[arg(long)]
        dry_run: bool,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs `cleanup`.
pub async fn run(args: &CleanupArgs, config: &Config) -> Outcome {
    let Action::Run { dry_run, json } = args.action;
    let wired = wiring::wire(config, Tenancy::Visitor).await?;
    let report = app::cleanup::run_at_console(&wired.app, Scope::All, dry_run).await;
    let kept = wired.app.settings.retention;
    wired.unload().await;
    let report = report?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&as_json(&report, &kept))?)?;
    } else {
        tell(&mut out, &report, &kept)?;
    }
    if report.errors.is_empty() {
        return Ok(());
    }
    Err(Failure::because(
        Exit::Failed,
        format!(
            "{} could not be removed: {}",
            report.errors.len(),
            report.errors.join("; ")
        ),
    ))
}

fn as_json(report: &Report, kept: &app::Retention) -> serde_json::Value {
    let files = report.files.iter().map(|file| {
        json!({
            "kind": file.kind(),
            "id": file.id,
            "bytes": file.bytes,
            "age_hours": file.age.as_secs() / 3600,
            "reason": file.reason(kept),
        })
    });
    json!({
        "dry_run": report.dry_run,
        "orphaned_files_deleted": report.orphans(),
        "failed_sessions_cleaned": report.failed(),
        "bytes_freed": report.bytes(),
        "errors": report.errors,
        "files": files.collect::<Vec<_>>(),
    })
}

fn tell(out: &mut impl Write, report: &Report, kept: &app::Retention) -> std::io::Result<()> {
    for file in &report.files {
        writeln!(out, "{}  {:>12} bytes  {}", file.id, file.bytes, file.reason(kept))?;
    }
    let verb = if report.dry_run { "Would remove" } else { "Removed" };
    writeln!(
        out,
        "{verb} {} files without a session and the recordings of {} failed sessions: {} bytes.",
        report.orphans(),
        report.failed(),
        report.bytes()
    )
}
