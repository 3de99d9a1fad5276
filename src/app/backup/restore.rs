//! Verifying a backup, and getting one back.

use std::fs;
use std::io;
use std::path::Path;

use store::Db;

use super::manifest::Manifest;
use super::{blocking, copying, private};
use crate::{Error, Result};

/// What a verified backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Its manifest.
    pub manifest: Manifest,
    /// Sessions in the database, where that can be told without restoring it.
    pub sessions: Option<i64>,
    /// What is wrong with it; nothing if it is whole.
    pub faults: Vec<String>,
}

/// Reads every file of a backup, compares its sum and opens the database.
///
/// # Errors
/// [`Error::Conflict`] when the directory is no backup. What is wrong with a backup is in the answer.
pub async fn verify(backup: &Path) -> Result<Verified> {
    let path = backup.to_owned();
    let read = blocking(move || {
        let manifest = match Manifest::read(&path) {
            Ok(manifest) => manifest,
            Err(error) => return Ok(Err(format!("{} is no backup: {error}.", path.display()))),
        };
        let mut faults = Vec::new();
        for entry in &manifest.files {
            match copying::summed(&path, Path::new(&entry.path)) {
                Ok(found) if (found.bytes, &found.sha256) == (entry.bytes, &entry.sha256) => {}
                Ok(_) => faults.push(format!("{} is not what it was", entry.path)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    faults.push(format!("{} is missing", entry.path))
                }
                Err(error) => faults.push(format!("{} cannot be read: {error}", entry.path)),
            }
        }
        Ok(Ok((manifest, faults)))
    });
    let (manifest, mut faults) = read.await?.map_err(Error::Conflict)?;
    let mut sessions = None;
    match manifest.database() {
        Some(database) => match store::backup::check_copy(&backup.join(database)).await {
            Ok(found) => sessions = found,
            Err(error) => faults.push(format!("the database cannot be used: {error}")),
        },
        None => faults.push("there is no database in it".into()),
    }
    Ok(Verified {
        manifest,
        sessions,
        faults,
    })
}

/// Where a backup goes.
pub struct Target<'a> {
    /// The data directory, which must be empty or not there.
    pub data: &'a Path,
    /// The name of the database's file in it.
    pub sqlite_file: &'a str,
    /// The empty database for a backup that was made on PostgreSQL.
    pub postgres: Option<Db>,
}

/// What was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup's manifest.
    pub manifest: Manifest,
    /// Files.
    pub files: u64,
}

/// Puts a whole backup into an empty data directory. The database comes last: a server that is started too early finds none.
///
/// # Errors
/// [`Error::Conflict`] when the backup is not whole, the directory is not empty, or the database cannot take it.
pub async fn restore(backup: &Path, target: Target<'_>) -> Result<Restored> {
    let verified = verify(backup).await?;
    if let Some(fault) = verified.faults.first() {
        return Err(Error::Conflict(format!("The backup is not whole: {fault}.")));
    }
    let manifest = verified.manifest;
    let is_dump = manifest.database() == Some(store::backup::POSTGRES_COPY);
    if is_dump && target.postgres.is_none() {
        return Err(Error::Conflict(
            "This backup was made on PostgreSQL. Name an empty database in DATABASE_URL (postgres://…).".into(),
        ));
    }
    let (from, data) = (backup.to_owned(), target.data.to_owned());
    let (files, sqlite_file) = (manifest.clone(), target.sqlite_file.to_owned());
    let placed = blocking(move || {
        private(&data)?;
        if let Some(entry) = fs::read_dir(&data)?.next() {
            let name = entry?.file_name();
            return Ok(Err(format!(
                "{} is not empty (it holds {}). Choose a directory that is empty or not there yet.",
                data.display(),
                name.display()
            )));
        }
        let of_database = |path: &str| files.database() == Some(path);
        for entry in files.files.iter().filter(|entry| !of_database(&entry.path)) {
            copying::copied(&from.join(&entry.path), &data, Path::new(&entry.path))?;
        }
        if let Some(database) = files.database().filter(|_| !is_dump) {
            copying::copied(&from.join(database), &data, Path::new(&sqlite_file))?;
        }
        copying::sync_tree(&data)?;
        Ok(Ok(()))
    });
    placed.await?.map_err(Error::Conflict)?;
    if let (true, Some(db), Some(database)) = (is_dump, &target.postgres, manifest.database()) {
        let loaded = db.load_copy(&backup.join(database)).await;
        loaded.map_err(|error| Error::Conflict(format!("The database was not restored: {error}.")))?;
    }
    Ok(Restored {
        files: manifest.files.len() as u64,
        manifest,
    })
}
