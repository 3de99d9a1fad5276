//! `therapybridge backup`: making backups, looking whether they are whole, getting one back.

use std::io::Write;
use std::path::{Path, PathBuf};

use app::backup::{Target, Verified};
use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use serde_json::json;
use store::Db;
use store::db::PoolSize;

use super::exit::{Exit, Failure, Outcome};
use crate::config::Config;
use crate::wiring::{self, Tenancy};

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct BackupArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Copy the database and all recordings; the server may go on working
    #[command(
        after_help = "The keys are left out, so that a stolen backup opens nothing: keep them elsewhere (docs/operations.md).\n\nExample:\n  therapybridge backup create --to /mnt/usb/therapybridge\n\nExit status: 0 made, 1 not made."
    )]
    Create {
        /// Directory to make it in [default: TB_BACKUP_DIR]
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// Put the keys in: whoever has this backup can read everything
        #[arg(long)]
        with_keys: bool,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Read a whole backup and compare it with its manifest
    #[command(
        after_help = "Example:\n  therapybridge backup verify /mnt/usb/therapybridge/therapybridge-20260119T020000Z\n\nExit status: 0 whole, 1 damaged, 3 it is no backup."
    )]
    Verify {
        /// The backup
        #[arg(value_name = "BACKUP")]
        backup: PathBuf,
        /// Print the result as JSON
        #[arg(long)]
        json: bool,
    },
    /// Put a backup into an empty data directory
    #[command(
        after_help = "Example:\n  therapybridge backup restore /mnt/usb/therapybridge/therapybridge-20260119T020000Z --to /var/lib/therapybridge\n\nExit status: 0 restored, 1 not restored."
    )]
    Restore {
        /// The backup
        #[arg(value_name = "BACKUP")]
        backup: PathBuf,
        /// The data directory: empty, or not there yet
        #[arg(long, value_name = "DATA_DIR")]
        to: PathBuf,
    },
}

/// Runs `backup`.
pub async fn run(args: &BackupArgs, config: &Config) -> Outcome {
    match &args.action {
        Action::Create { to, with_keys, json } => create(config, to.as_deref(), *with_keys, *json).await,
        Action::Verify { backup, json } => verify(backup, *json).await,
        Action::Restore { backup, to } => restore(config, backup, to).await,
    }
}

async fn create(config: &Config, to: Option<&Path>, with_keys: bool, json: bool) -> Outcome {
    let Some(directory) = to.or(config.backup_dir.as_deref()) else {
        return Err(Failure::because(
            Exit::Usage,
            "say where the backup goes: --to DIR, or TB_BACKUP_DIR in the configuration",
        ));
    };
    let wired = wiring::wire(config, Tenancy::Visitor).await?;
    let keys = config.data_dir.join("keys");
    // What somebody makes by hand takes no place of the nightly ones.
    let keep = to.is_none().then_some(config.backup_keep);
    let made = app::backup::create(&wired.app, directory, with_keys.then_some(keys.as_path()), keep).await;
    let fingerprint = wired.app.key.fingerprint();
    wired.unload().await;
    let made = made?;
    let mut out = std::io::stdout().lock();
    if json {
        let told = json!({
            "path": made.path,
            "files": made.files,
            "bytes": made.bytes,
            "linked_bytes": made.linked_bytes,
            "with_keys": with_keys,
            "practice_key": fingerprint,
            "removed": made.removed,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
        return Ok(());
    }
    writeln!(
        out,
        "Made {}: {} files, {} bytes, of which {} bytes were in the backup before.",
        made.path.display(),
        made.files,
        made.bytes,
        made.linked_bytes
    )?;
    for removed in &made.removed {
        writeln!(out, "Removed the old {}.", removed.display())?;
    }
    if with_keys {
        writeln!(out, "The keys are in it: whoever has this backup can read everything.")?;
    } else {
        writeln!(
            out,
            "The keys are not in it. Without the practice's key {fingerprint} it opens nothing; keep {} elsewhere.",
            keys.display()
        )?;
    }
    Ok(())
}

async fn verify(backup: &Path, json: bool) -> Outcome {
    let verified = app::backup::verify(backup).await;
    let Verified {
        manifest,
        sessions,
        faults,
    } = verified.map_err(|error| Failure::new(Exit::UnusableFile, error))?;
    let bytes: u64 = manifest.files.iter().map(|entry| entry.bytes).sum();
    let mut out = std::io::stdout().lock();
    if json {
        let told = json!({
            "ok": faults.is_empty(),
            "made_at": manifest.made_at,
            "version": manifest.version,
            "practice_key": manifest.practice_key,
            "with_keys": manifest.with_keys,
            "files": manifest.files.len(),
            "bytes": bytes,
            "sessions": sessions,
            "faults": faults,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&told)?)?;
    } else {
        writeln!(
            out,
            "Made {} by version {}: {} files, {bytes} bytes{}. It opens with the practice's key {}, which is {} it.",
            manifest.made_at,
            manifest.version,
            manifest.files.len(),
            sessions.map_or_else(String::new, |count| format!(", {count} sessions")),
            manifest.practice_key,
            if manifest.with_keys { "in" } else { "not in" },
        )?;
    }
    if faults.is_empty() {
        if !json {
            writeln!(out, "It is whole.")?;
        }
        return Ok(());
    }
    Err(Failure::because(
        Exit::Failed,
        format!("the backup is not whole: {}", faults.join("; ")),
    ))
}

async fn restore(config: &Config, backup: &Path, data: &Path) -> Outcome {
    let url = config.database_url.expose_secret();
    let postgres = if url.starts_with("postgres") {
        Some(Db::open(url, PoolSize::default()).await?)
    } else {
        None
    };
    let target = Target {
        data,
        sqlite_file: wiring::SQLITE_FILE,
        postgres,
    };
    let restored = app::backup::restore(backup, target).await?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "Restored {} files into {}. Start the appliance with TB_DATA_DIR={}.",
        restored.files,
        data.display(),
        data.display()
    )?;
    if !restored.manifest.with_keys {
        writeln!(
            out,
            "Before that, put the keys into {}: it opens with the practice's key {} and no other.",
            data.join("keys").display(),
            restored.manifest.practice_key
        )?;
    }
    Ok(())
}
