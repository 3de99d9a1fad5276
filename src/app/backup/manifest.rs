//! What is in a backup.

use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

/// The file.
pub(super) const NAME: &str = "manifest.json";
/// The version of this form.
pub(super) const FORMAT: u32 = 1;

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub format: u32,
    /// When it was begun (RFC 3339).
    pub made_at: String,
    /// Which version of the appliance made it.
    pub version: String,
    /// The public name of the practice's key, without which it opens nothing.
    pub practice_key: String,
    /// Whether the keys are in it.
    pub with_keys: bool,
    /// Every other file.
    pub files: Vec<Entry>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Relative to the backup.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// Whether it is the same file as in the backup before.
    #[serde(skip)]
    pub linked: bool,
}

impl Manifest {
    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// When there is none, or one of another form or with names that lead out of the backup.
    pub(super) fn read(backup: &Path) -> io::Result<Self> {
        let text = std::fs::read(backup.join(NAME))?;
        let manifest: Self = serde_json::from_slice(&text)?;
        if manifest.format != FORMAT {
            let told = format!("its form is {}, and this version knows {FORMAT}", manifest.format);
            return Err(io::Error::new(io::ErrorKind::InvalidData, told));
        }
        let stays = |entry: &Entry| {
            Path::new(&entry.path)
                .components()
                .all(|part| matches!(part, Component::Normal(_)))
        };
        if manifest.files.iter().all(stays) {
            return Ok(manifest);
        }
        Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "its manifest names a file outside of it",
        ))
    }

    /// Writes the manifest, durably.
    pub(super) fn write(&self, backup: &Path) -> io::Result<()> {
        let mut file = File::options()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(backup.join(NAME))?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()
    }

    /// The file with the copy of the database, if there is one.
    pub fn database(&self) -> Option<&str> {
        let names = [store::backup::SQLITE_COPY, store::backup::POSTGRES_COPY];
        let mut paths = self.files.iter().map(|entry| entry.path.as_str());
        paths.find(|path| names.contains(path))
    }
}
