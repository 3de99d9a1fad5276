//! `therapybridge config`: look at the configuration without starting anything.

use std::io::Write;
use std::path::Path;

use clap::{Args, Subcommand};

use super::exit::{Exit, Failure, Outcome};
use crate::config::{Environment, Loaded, example, load};

/// Arguments of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Read the configuration and tell every problem
    #[command(
        after_help = "Example:\n  therapybridge --config /etc/therapybridge/config.toml config check\n\nExit status: 0 when it can be used, 2 when not."
    )]
    Check {
        /// Print problems as JSON
        #[arg(long)]
        json: bool,
    },
    /// Print every setting with its value and where it was set; secrets are masked
    #[command(
        after_help = "Example:\n  PORT=9000 therapybridge config show --json | jq '.[] | select(.key == \"port\")'"
    )]
    Show {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a commented example file
    #[command(after_help = "Example:\n  therapybridge config example > /etc/therapybridge/config.toml")]
    Example,
}

/// Runs `config`.
pub fn run(args: &ConfigArgs, file: Option<&Path>) -> Outcome {
    let mut out = std::io::stdout().lock();
    match args.action {
        Action::Check { json } => check(&mut out, file, json),
        Action::Show { json } => {
            let loaded =
                load(&Environment::of_process(), file).map_err(|problems| Failure::new(Exit::Usage, problems))?;
            show(&mut out, &loaded, json)
        }
        Action::Example => Ok(out.write_all(example().as_bytes())?),
    }
}

fn check(out: &mut impl Write, file: Option<&Path>, json: bool) -> Outcome {
    let result = load(&Environment::of_process(), file);
    if json {
        let problems = result
            .as_ref()
            .err()
            .map(|problems| problems.0.clone())
            .unwrap_or_default();
        writeln!(
            out,
            "{}",
            serde_json::json!({ "ok": problems.is_empty(), "problems": problems })
        )?;
    }
    let loaded = result.map_err(|problems| Failure::new(Exit::Usage, problems))?;
    if !json {
        let file = loaded
            .file
            .as_ref()
            .map_or_else(|| "no file".into(), |file| file.display().to_string());
        writeln!(
            out,
            "The configuration can be used ({file}, data in {}).",
            loaded.config.data_dir.display()
        )?;
        if !loaded.unused.is_empty() {
            writeln!(
                out,
                "Accepted, and not used by this version: {}.",
                loaded.unused.join(", ")
            )?;
        }
    }
    Ok(())
}

fn show(out: &mut impl Write, loaded: &Loaded, json: bool) -> Outcome {
    if json {
        return Ok(writeln!(out, "{}", serde_json::to_string_pretty(&loaded.shown)?)?);
    }
    let width = loaded
        .shown
        .iter()
        .map(|shown| shown.key.len())
        .max()
        .unwrap_or_default();
    for shown in &loaded.shown {
        let value = shown
            .value
            .as_ref()
            .map_or_else(|| "(not set)".into(), ToString::to_string);
        writeln!(out, "{:width$}  {value}  [{}]", shown.key, shown.source)?;
    }
    Ok(())
}
