//! `therapybridge audit`: the trail of deeds, for whoever owns the machine.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};
use domain::Timestamp;
use indicatif::ProgressBar;
use serde_json::json;
use store::audit::{Filter, Report};

use super::exit::{Exit, Failure, Outcome};
use crate::config::Config;
use crate::wiring::{self, Tenancy, Wired};

/// Arguments of `audit`.
#[derive(Debug, Args)]
pub struct AuditArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Verify the whole trail: every entry, the checkpoints, the witness
    #[command(
        after_help = "Example:\n  therapybridge audit verify --witness /mnt/usb/audit-checkpoints.jsonl\n\nExit status: 0 whole, 1 broken, 3 it could not be verified."
    )]
    Verify {
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
        /// Compare with this witness instead of the configured one
        #[arg(long, value_name = "FILE")]
        witness: Option<PathBuf>,
    },
    /// Sign where the trail ends now, and tell the witness
    #[command(
        after_help = "The server does this by itself, every 1000 entries or 10 minutes.\n\nExample:\n  therapybridge audit checkpoint\n\nExit status: 0 signed or nothing new, 1 the trail is broken since the last checkpoint."
    )]
    Checkpoint {
        /// Sign although the trail is broken since the last checkpoint, so that what follows is protected again
        #[arg(long)]
        despite: bool,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print the trail as a table, oldest first
    #[command(after_help = "Example:\n  therapybridge audit export --csv --from 2026-01-01T00:00:00Z > audit.csv")]
    Export {
        /// As CSV, the only form so far
        #[arg(long, required = true)]
        csv: bool,
        /// Not before this moment (RFC 3339)
        #[arg(long, value_name = "TIME", value_parser = moment)]
        from: Option<Timestamp>,
        /// Before this moment (RFC 3339)
        #[arg(long, value_name = "TIME", value_parser = moment)]
        to: Option<Timestamp>,
    },
}

fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::from_rfc3339(text).ok_or_else(|| "this is no time like 2026-01-19T09:00:00Z".into())
}

/// Runs `audit`.
pub async fn run(args: &AuditArgs, config: &Config) -> Outcome {
    let wired = wiring::wire(config, Tenancy::Visitor).await.map_err(unverified(args))?;
    let ended = match &args.action {
        Action::Verify { json, witness } => verify(&wired, *json, witness.clone()).await,
        Action::Checkpoint { despite, json } => checkpoint(&wired, *despite, *json).await,
        Action::Export { from, to, .. } => {
            let filter = Filter {
                from: *from,
                to: *to,
                ..Filter::default()
            };
            export(&wired, filter).await
        }
    };
    wired.unload().await;
    ended
}

/// A trail that could not be verified is not a broken one.
fn unverified(args: &AuditArgs) -> impl FnOnce(anyhow::Error) -> Failure {
    let exit = match args.action {
        Action::Verify { .. } => Exit::UnusableFile,
        _ => Exit::Failed,
    };
    move |error| Failure::new(exit, error)
}

async fn verify(wired: &Wired, json: bool, witness: Option<PathBuf>) -> Outcome {
    if let Some(file) = witness.as_ref().filter(|file| !file.is_file()) {
        return Err(Failure::because(
            Exit::UnusableFile,
            format!("there is no witness {}", file.display()),
        ));
    }
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new_spinner()
    } else {
        ProgressBar::hidden()
    };
    let verified = app::audit::verify(&wired.app, witness, |entry| bar.set_position(entry.max(0) as u64)).await;
    bar.finish_and_clear();
    let (report, unreadable) = verified.map_err(|error| Failure::new(Exit::UnusableFile, error))?;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&as_json(&report, unreadable))?)?;
    } else {
        tell(&mut out, &report, unreadable)?;
    }
    match report.broken {
        None => Ok(()),
        Some(broken) => Err(Failure::because(
            Exit::Failed,
            format!("the audit trail is broken: {broken}"),
        )),
    }
}

fn as_json(report: &Report, unreadable: usize) -> serde_json::Value {
    let signed = |signed: Option<(i64, Timestamp)>| signed.map(|(seq, at)| json!({ "seq": seq, "at": at.rfc3339() }));
    json!({
        "ok": report.broken.is_none(),
        "entries": report.entries,
        "first_broken": report.broken.map(|broken| broken.seq),
        "reason": report.broken.map(|broken| broken.fault.as_str()),
        "detail": report.broken.map(|broken| broken.to_string()),
        "checkpoints": report.checkpoints,
        "last_checkpoint": signed(report.last_checkpoint),
        "witnessed": report.witnessed,
        "last_witnessed": signed(report.last_witnessed),
        "unreadable_witness_lines": unreadable,
    })
}

fn tell(out: &mut impl Write, report: &Report, unreadable: usize) -> std::io::Result<()> {
    if report.broken.is_none() {
        writeln!(out, "The audit trail is whole: {} entries.", report.entries)?;
    }
    writeln!(
        out,
        "{} checkpoints in the database, {} in the witness.",
        report.checkpoints, report.witnessed
    )?;
    if unreadable > 0 {
        writeln!(out, "{unreadable} lines of the witness are no checkpoints.")?;
    }
    match report.last_witnessed {
        Some((seq, at)) => writeln!(
            out,
            "Witnessed up to entry {seq} ({}); nothing outside the database vouches for the {} after it.",
            at.rfc3339(),
            (report.entries - seq).max(0)
        ),
        None => writeln!(out, "Nothing outside the database vouches for any of it."),
    }
}

async fn checkpoint(wired: &Wired, despite: bool, json: bool) -> Outcome {
    let signed = app::audit::checkpoint(&wired.app, despite).await?;
    let mut out = std::io::stdout().lock();
    let witness = wired.app.audit.witness().display();
    if json {
        let seq = signed.as_ref().map(|signed| signed.seq);
        let at = signed.as_ref().map(|signed| signed.at.rfc3339());
        writeln!(
            out,
            "{}",
            json!({ "signed": signed.is_some(), "seq": seq, "at": at, "witness": witness.to_string() })
        )?;
    } else if let Some(signed) = signed {
        writeln!(
            out,
            "Signed the trail up to entry {}; the witness is {witness}.",
            signed.seq
        )?;
    } else {
        writeln!(out, "There is nothing new since the last checkpoint.")?;
    }
    Ok(())
}

async fn export(wired: &Wired, filter: Filter) -> Outcome {
    let mut export = app::audit::export_at_console(&wired.app, filter).await?;
    write!(std::io::stdout().lock(), "{}", app::audit::csv::HEADER)?;
    while let Some(entries) = export.next().await? {
        let mut text = String::new();
        entries.iter().for_each(|entry| app::audit::csv::row(&mut text, entry));
        write!(std::io::stdout().lock(), "{text}")?;
    }
    Ok(())
}
