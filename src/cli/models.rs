//! `therapybridge models`: what can be installed, what is installed, and whether it is whole.
//!
//! The list is `models/catalog.toml`, read when the program is built. Nothing here opens a connection: files come by hand, or
//! by the installer's own means, and `import` puts them in their place.

mod catalog;
mod files;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use indicatif::ProgressBar;

use self::catalog::{Entry, catalog};
use self::files::Installed;
use super::exit::{Exit, Failure, Outcome};
use crate::config::Config;

/// Arguments of `models`.
#[derive(Debug, Args)]
pub struct ModelsArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the models that suit a practice, and which of them are installed
    #[command(after_help = "Example:\n  therapybridge models list --kind speech")]
    List {
        /// Only this kind
        #[arg(long, value_enum)]
        kind: Option<catalog::Kind>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Check the installed models: kind of file, and digest where one is on record
    #[command(
        after_help = "Example:\n  therapybridge models verify\n\nExit status: 0 when all are whole, 3 when one is not."
    )]
    Verify {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Copy a model file into the models directory
    #[command(
        after_help = "Example:\n  therapybridge models import /media/usb/ggml-large-v3-turbo-q8_0.bin\n\nExit status: 0 done, 3 when the file is no model."
    )]
    Import {
        /// A ggml speech model or a GGUF language model
        file: PathBuf,
    },
}

/// Runs `models`.
pub fn run(args: &ModelsArgs, config: &Config) -> Outcome {
    let mut out = std::io::stdout().lock();
    match &args.action {
        Action::List { kind, json } => list(&mut out, config, *kind, *json),
        Action::Verify { json } => verify(&mut out, config, *json),
        Action::Import { file } => import(&mut out, config, file),
    }
}

fn list(out: &mut impl Write, config: &Config, kind: Option<catalog::Kind>, json: bool) -> Outcome {
    let entries: Vec<Entry> = catalog()?
        .into_iter()
        .filter(|entry| kind.is_none_or(|kind| entry.kind == kind))
        .collect();
    let is_installed = |entry: &Entry| config.models_dir.join(entry.place()).is_file();
    if json {
        let with_state = |entry: &Entry| -> serde_json::Result<serde_json::Value> {
            let mut value = serde_json::to_value(entry)?;
            value["installed"] = is_installed(entry).into();
            Ok(value)
        };
        let rows = entries.iter().map(with_state).collect::<serde_json::Result<Vec<_>>>()?;
        return Ok(writeln!(out, "{}", serde_json::to_string_pretty(&rows)?)?);
    }
    let mut heading = None;
    for entry in &entries {
        if heading != Some(entry.kind) {
            heading = Some(entry.kind);
            writeln!(out, "\n{}", entry.kind.heading())?;
        }
        let mark = if is_installed(entry) { "*" } else { " " };
        let suggested = if entry.default { ", suggested" } else { "" };
        writeln!(
            out,
            "{mark} {:<28} {:>6} MB  {:<9} {:<11} {}{suggested}",
            entry.name,
            entry.size_mb,
            entry.machine(),
            entry.licence,
            entry.source(),
        )?;
        writeln!(out, "    {}", entry.about)?;
    }
    Ok(writeln!(out, "\n* is in {}", config.models_dir.display())?)
}

fn verify(out: &mut impl Write, config: &Config, json: bool) -> Outcome {
    let known = catalog()?;
    let installed = files::installed(&config.models_dir);
    let bytes = installed.iter().map(|model| model.bytes).sum();
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(bytes)
    } else {
        ProgressBar::hidden()
    };
    let reports: Vec<_> = installed
        .iter()
        .map(|model| model.verify(&known, |read| bar.inc(read)))
        .collect();
    bar.finish_and_clear();
    if json {
        writeln!(out, "{}", serde_json::to_string_pretty(&reports)?)?;
    } else if reports.is_empty() {
        writeln!(out, "There is no model in {}.", config.models_dir.display())?;
    } else {
        reports
            .iter()
            .try_for_each(|report| writeln!(out, "{}  {}: {}", report.mark(), report.file.display(), report.detail))?;
    }
    match reports.iter().filter(|report| !report.usable).count() {
        0 => Ok(()),
        1 => Err(Failure::because(Exit::UnusableFile, "one model cannot be used")),
        count => Err(Failure::because(
            Exit::UnusableFile,
            format!("{count} models cannot be used"),
        )),
    }
}

fn import(out: &mut impl Write, config: &Config, file: &Path) -> Outcome {
    let unusable = |error: std::io::Error| {
        Failure::new(
            Exit::UnusableFile,
            anyhow::Error::new(error).context(format!("importing {}", file.display())),
        )
    };
    let model = Installed::open(file).map_err(unusable)?;
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(model.bytes)
    } else {
        ProgressBar::hidden()
    };
    let report = model.verify(&catalog()?, |read| bar.inc(read));
    bar.finish_and_clear();
    if !report.usable {
        return Err(Failure::because(
            Exit::UnusableFile,
            format!("{}: {}", file.display(), report.detail),
        ));
    }
    let target = model.copy_into(&config.models_dir).map_err(unusable)?;
    Ok(writeln!(out, "{} is installed ({}).", target.display(), report.detail)?)
}
