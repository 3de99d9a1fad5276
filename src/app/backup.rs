//! Backups: a copy of the database and of all recordings, made while the appliance works, and getting them back.
//!
//! A backup is a directory. What is in it stands in its manifest, which is written last, with the SHA-256 of every file; only then
//! does the directory get its name, so what has a name is whole. Recordings never change, so one that the newest backup already has
//! is linked from there instead of being copied: a night costs what is new. Everything in it is encrypted as it is in use, but for
//! names and times. The keys are left out unless somebody asks for them: a stolen backup then opens nothing.
//!
//! | file | |
//! |---|---|
//! | `manifest` | what is in a backup |
//! | `copying` | writing files durably, and their sums |
//! | `restore` | verifying a backup, and getting one back |

mod copying;
mod manifest;
mod restore;

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use domain::audit::{By, Deed};

pub use manifest::{Entry, Manifest};
pub use restore::{Restored, Target, Verified, restore, verify};

use crate::{App, Error, Result, audit};

/// How a finished backup's name begins.
const PREFIX: &str = "therapybridge-";
/// How the name of one that is being made begins.
const MAKING: &str = ".making-";
/// The folder of the keys in a backup.
const KEYS: &str = "keys";
/// The files of keys.
const KEY_FILES: [&str; 3] = ["practice.key", "audit.key", "jwt-secret"];
/// The folder of recordings in a backup.
const RECORDINGS: &str = "recordings";
/// The witness of the audit trail in a backup.
const WITNESS: &str = "audit-checkpoints.jsonl";

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Where it is.
    pub path: PathBuf,
    /// Files in it.
    pub files: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Of these, bytes that the backup before had already.
    pub linked_bytes: u64,
    /// Older backups that were removed to make room for the next.
    pub removed: Vec<PathBuf>,
}

/// Makes a backup in a directory. With `keys`, the folder of keys, they are in it. With `keep`, only so many are kept.
///
/// # Errors
/// [`Error::Conflict`] when another backup is being made there; [`Error::DiskFull`]; [`Error::Internal`] with the cause otherwise.
/// Nothing that looks like a backup is left then, and no older one is removed.
pub async fn create(app: &App, directory: &Path, keys: Option<&Path>, keep: Option<u32>) -> Result<Made> {
    let now = app.now();
    let name = format!("{PREFIX}{}", now.utc().format("%Y%m%dT%H%M%SZ"));
    let (lock, making) = {
        let (directory, name) = (directory.to_owned(), name.clone());
        blocking(move || begin(&directory, &name)).await?
    };
    let made = fill(app, &making, directory, keys).await;
    let made = match made {
        Ok(manifest) => {
            let (from, to) = (making.clone(), directory.join(&name));
            let manifest = manifest.clone();
            blocking(move || finish(&from, &to, &manifest)).await
        }
        Err(error) => Err(error),
    };
    let (path, mut made) = match made {
        Ok(made) => (directory.join(&name), made),
        Err(error) => {
            if let Err(left) = fs::remove_dir_all(&making) {
                tracing::warn!(%left, directory = %making.display(), "an unfinished backup could not be removed");
            }
            return Err(error);
        }
    };
    made.path = path;
    if let Some(keep) = keep {
        let directory = directory.to_owned();
        made.removed = blocking(move || prune(&directory, keep)).await?;
    }
    drop(lock);
    let mut tx = app.db.write().await?;
    audit::note(&mut tx, app.now(), By::Appliance, Deed::BackupMade, None).await?;
    tx.commit().await?;
    Ok(made)
}

/// Runs file work off the async threads.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    done.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::DiskFull,
        io::ErrorKind::ResourceBusy => Error::Conflict(error.to_string()),
        _ => Error::internal(error),
    })
}

fn private(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Locks the directory, removes what a killed backup left, and makes the folder of the new one.
fn begin(directory: &Path, name: &str) -> io::Result<(File, PathBuf)> {
    private(directory)?;
    let lock = File::create(directory.join(".lock"))?;
    if lock.try_lock().is_err() {
        let told = "Another backup is being made into this directory; wait until it is done.";
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, told));
    }
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(MAKING) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    if directory.join(name).exists() {
        let told = "A backup of this very second is there already; wait a moment.";
        return Err(io::Error::new(io::ErrorKind::ResourceBusy, told));
    }
    let making = directory.join(format!("{MAKING}{name}"));
    private(&making)?;
    Ok((lock, making))
}

/// Fills the folder with everything but its manifest, which is returned.
async fn fill(app: &App, making: &Path, directory: &Path, keys: Option<&Path>) -> Result<Manifest> {
    let mut manifest = Manifest {
        format: manifest::FORMAT,
        made_at: app.now().rfc3339(),
        version: env!("CARGO_PKG_VERSION").into(),
        practice_key: app.key.fingerprint(),
        with_keys: keys.is_some(),
        files: Vec::new(),
    };
    // The database first: every recording it knows of is on the disk by then, unless somebody destroys it meanwhile.
    let copy = making.join(app.db.copy_name());
    app.db.copy_to(&copy).await.map_err(|error| match error {
        store::Error::Unusable(told) => Error::Conflict(format!("The database cannot be copied: {told}.")),
        error => error.into(),
    })?;
    let recordings = app.blobs.root().to_owned();
    let blobs = app.blobs.list().await?;
    let (making, directory) = (making.to_owned(), directory.to_owned());
    let (name, witness) = (app.db.copy_name(), app.audit.witness().to_owned());
    let keys = keys.map(Path::to_owned);
    let stop = app.stopping.clone();
    blocking(move || {
        manifest.files.push(copying::summed(&making, Path::new(name))?);
        if let Some(entry) = copying::copied(&witness, &making, Path::new(WITNESS))? {
            manifest.files.push(entry);
        }
        for file in KEY_FILES {
            if let Some(keys) = &keys
                && let Some(entry) = copying::copied(&keys.join(file), &making, &Path::new(KEYS).join(file))?
            {
                manifest.files.push(entry);
            }
        }
        let before = newest(&directory)?;
        for blob in blobs {
            if stop.is_cancelled() {
                return Err(io::Error::new(
                    io::ErrorKind::Interrupted,
                    "the appliance is being stopped",
                ));
            }
            let relative = store::blobs::relative_path(blob.id);
            let (from, to) = (recordings.join(&relative), Path::new(RECORDINGS).join(&relative));
            let entry = match before
                .as_ref()
                .and_then(|before| before.linked(&making, &to, blob.bytes_on_disk))
            {
                Some(entry) => Some(entry),
                None => copying::copied(&from, &making, &to)?,
            };
            // One that is gone was destroyed since the list was made.
            manifest.files.extend(entry);
        }
        Ok(manifest)
    })
    .await
}

/// A backup that is there, to link from.
struct Before {
    path: PathBuf,
    entries: std::collections::HashMap<String, Entry>,
}

impl Before {
    /// Links a recording that this backup has; `None` when it has none of that size, or the disk cannot link.
    fn linked(&self, making: &Path, relative: &Path, bytes: u64) -> Option<Entry> {
        let entry = self.entries.get(relative.to_str()?)?;
        let from = self.path.join(relative);
        let (to, is_whole) = (making.join(relative), fs::metadata(&from).ok()?.len() == bytes);
        if entry.bytes != bytes || !is_whole {
            return None;
        }
        private(to.parent()?).ok()?;
        fs::hard_link(from, to).ok()?;
        Some(Entry {
            linked: true,
            ..entry.clone()
        })
    }
}

fn newest(directory: &Path) -> io::Result<Option<Before>> {
    let Some(path) = finished(directory)?.pop() else {
        return Ok(None);
    };
    // One that cannot be read is no reason to make none: everything is copied then.
    let Ok(manifest) = Manifest::read(&path) else {
        return Ok(None);
    };
    let entries = manifest.files.into_iter().map(|entry| (entry.path.clone(), entry));
    Ok(Some(Before {
        path,
        entries: entries.collect(),
    }))
}

/// The finished backups in a directory, oldest first.
fn finished(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) && entry.path().join(manifest::NAME).is_file() {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// Writes the manifest and gives the folder its name, each durably.
fn finish(making: &Path, path: &Path, manifest: &Manifest) -> io::Result<Made> {
    manifest.write(making)?;
    copying::sync_tree(making)?;
    fs::rename(making, path)?;
    copying::sync_directory(path.parent().unwrap_or(Path::new(".")))?;
    let bytes = |linked: Option<bool>| {
        let counted = manifest
            .files
            .iter()
            .filter(|entry| linked.is_none_or(|linked| entry.linked == linked));
        counted.map(|entry| entry.bytes).sum()
    };
    Ok(Made {
        path: path.to_owned(),
        files: manifest.files.len() as u64,
        bytes: bytes(None),
        linked_bytes: bytes(Some(true)),
        removed: Vec::new(),
    })
}

/// Removes all but the newest backups and says which.
fn prune(directory: &Path, keep: u32) -> io::Result<Vec<PathBuf>> {
    let mut found = finished(directory)?;
    let surplus = found.len().saturating_sub(keep.max(1) as usize);
    found.truncate(surplus);
    for path in &found {
        // Under another name first: one that is half removed is no backup any more.
        let going = directory.join(format!("{MAKING}removed"));
        fs::rename(path, &going)?;
        fs::remove_dir_all(&going)?;
    }
    Ok(found)
}
