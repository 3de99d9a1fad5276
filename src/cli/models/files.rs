//! Model files on disk: what they are by their first bytes, whether they are whole, and how they get into their directory.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use ring::digest::{Context, SHA256};
use serde::Serialize;

use super::catalog::Entry;

/// A model file.
#[derive(Debug)]
pub struct Installed {
    /// Where it is.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
}

/// What is known about a model file.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Where it is.
    pub file: PathBuf,
    /// Whether it looks like a model that can be loaded.
    pub usable: bool,
    /// Its digest, when the whole file was read.
    pub sha256: Option<String>,
    /// A clause for the administrator.
    pub detail: String,
}

impl Report {
    /// For a list.
    pub fn mark(&self) -> &'static str {
        if self.usable { "ok " } else { "bad" }
    }
}

/// The model files in a directory and its direct subdirectories, by path.
pub fn installed(directory: &Path) -> Vec<Installed> {
    let entries = |directory: &Path| -> Vec<PathBuf> {
        fs::read_dir(directory)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default()
    };
    let mut paths = entries(directory);
    let nested: Vec<PathBuf> = paths
        .iter()
        .filter(|path| path.is_dir())
        .flat_map(|path| entries(path))
        .collect();
    paths.extend(nested);
    paths.sort();
    let is_model = |path: &PathBuf| {
        matches!(
            path.extension().and_then(|ending| ending.to_str()),
            Some("bin" | "gguf" | "safetensors")
        )
    };
    paths
        .into_iter()
        .filter(|path| path.is_file())
        .filter(is_model)
        .filter_map(|path| Installed::open(&path).ok())
        .collect()
}

impl Installed {
    /// A file, whatever it is.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(io::Error::other(
                "is a directory; copy an embedding model's directory into the models directory as it is",
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            bytes: metadata.len(),
        })
    }

    /// Looks at its kind, and at its digest where the catalog has one. `progress` hears of the bytes that were read.
    pub fn verify(&self, known: &[Entry], progress: impl Fn(u64)) -> Report {
        let report = |usable, sha256, detail: String| Report {
            file: self.path.clone(),
            usable,
            sha256,
            detail,
        };
        let kind = match self.kind() {
            Ok(Some(kind)) => kind,
            Ok(None) => return report(false, None, "is no ggml, GGUF or safetensors model".into()),
            Err(error) => return report(false, None, format!("cannot be read: {error}")),
        };
        let entry = known.iter().find(|entry| self.path.ends_with(entry.place()));
        let Some((entry, wanted)) = entry.and_then(|entry| Some((entry, entry.sha256.as_deref()?))) else {
            progress(self.bytes);
            return report(true, None, format!("{kind}; no digest on record"));
        };
        match self.sha256(progress) {
            Ok(found) if found == wanted => {
                report(true, Some(found), format!("{kind}; is {}, byte for byte", entry.name))
            }
            Ok(found) => report(
                false,
                Some(found),
                format!("is not {} as published: damaged or another version", entry.name),
            ),
            Err(error) => report(false, None, format!("cannot be read: {error}")),
        }
    }

    /// Copies it into a directory, whole or not at all, and gives its new path.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn copy_into(&self, directory: &Path) -> io::Result<PathBuf> {
        let name = self.path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        fs::create_dir_all(directory)?;
        let mut copy = tempfile::NamedTempFile::new_in(directory)?;
        io::copy(&mut File::open(&self.path)?, &mut copy)?;
        copy.flush()?;
        copy.as_file().sync_all()?;
        let target = directory.join(name);
        copy.persist(&target).map_err(|error| error.error)?;
        File::open(directory)?.sync_all()?;
        Ok(target)
    }

    /// What its first bytes say.
    fn kind(&self) -> io::Result<Option<&'static str>> {
        let mut head = Vec::new();
        File::open(&self.path)?.take(9).read_to_end(&mut head)?;
        Ok(match head.as_slice() {
            // ggml's magic number 0x67676d6c, little-endian.
            [b'l', b'm', b'g', b'g', ..] => Some("speech model (ggml)"),
            [b'G', b'G', b'U', b'F', ..] => Some("language model (GGUF)"),
            // The length of a JSON header in eight bytes, and the header.
            [.., b'{'] if head.len() == 9 => Some("embedding model (safetensors)"),
            _ => None,
        })
    }

    fn sha256(&self, progress: impl Fn(u64)) -> io::Result<String> {
        let mut file = File::open(&self.path)?;
        let mut context = Context::new(&SHA256);
        let mut block = vec![0; 1 << 20];
        loop {
            match file.read(&mut block)? {
                0 => break,
                read => {
                    context.update(&block[..read]);
                    progress(read as u64);
                }
            }
        }
        Ok(context
            .finish()
            .as_ref()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalog::catalog;
    use super::*;

    fn report(directory: &Path, name: &str, bytes: &[u8]) -> Report {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(&path, bytes).expect("a file");
        Installed::open(&path)
            .expect("opens")
            .verify(&catalog().expect("catalog"), |_| ())
    }

    #[test]
    fn models_are_known_by_their_first_bytes_and_not_by_their_names() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(report(directory.path(), "ggml-x.bin", b"lmgg....").usable);
        assert!(report(directory.path(), "x.gguf", b"GGUF....").usable);
        assert!(report(directory.path(), "x.safetensors", b"\x08\0\0\0\0\0\0\0{}").usable);
        assert!(!report(directory.path(), "page.gguf", b"<!DOCTYPE html>").usable);
        assert!(!report(directory.path(), "empty.bin", b"").usable);
    }

    #[test]
    fn a_file_that_differs_from_its_digest_on_record_is_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let report = report(
            directory.path(),
            "all-MiniLM-L6-v2/model.safetensors",
            b"\x08\0\0\0\0\0\0\0{}",
        );
        assert!(!report.usable && report.sha256.is_some_and(|digest| digest.len() == 64));
    }

    #[test]
    fn an_imported_model_is_found_again() {
        let (from, to) = (
            tempfile::tempdir().expect("a directory"),
            tempfile::tempdir().expect("a directory"),
        );
        let source = from.path().join("ggml-x.bin");
        fs::write(&source, b"lmgg-and-more").expect("a file");
        let models = to.path().join("models");
        let target = Installed::open(&source)
            .expect("opens")
            .copy_into(&models)
            .expect("copies");
        let found: Vec<_> = installed(&models)
            .into_iter()
            .map(|model| (model.path, model.bytes))
            .collect();
        assert_eq!(found, [(target, 13)]);
    }
}
