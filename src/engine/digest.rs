//! SHA-256 of model files, so that a draft can say which model wrote it.
//!
//! A language model has gigabytes, and its worker is started again after every idle hour. So a hash is remembered for as long
//! as the file keeps its length and its time of change.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use ring::digest::{Context, SHA256};

/// Bytes read at once.
const BLOCK: usize = 1 << 20;

/// What a file looked like when it was hashed, and its hash.
type Known = HashMap<PathBuf, (u64, Option<SystemTime>, String)>;

/// The hash of a file in hexadecimal; `None` when it cannot be read. Blocks for as long as reading the file takes.
pub(crate) fn of_file(path: &Path) -> Option<String> {
    static KNOWN: Mutex<Option<Known>> = Mutex::new(None);
    let file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    let (length, changed) = looks(&metadata);
    {
        let known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let same = known.as_ref().and_then(|known| known.get(path));
        if let Some((.., hash)) = same.filter(|(old, time, _)| (*old, *time) == (length, changed) && time.is_some()) {
            return Some(hash.clone());
        }
    }
    let hash = hash(file).ok()?;
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let entry = (length, changed, hash.clone());
    known.get_or_insert_default().insert(path.to_owned(), entry);
    Some(hash)
}

fn looks(metadata: &Metadata) -> (u64, Option<SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

fn hash(mut file: File) -> io::Result<String> {
    let mut context = Context::new(&SHA256);
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => context.update(block.get(..read).unwrap_or_default()),
        }
    }
    let mut text = String::with_capacity(64);
    for byte in context.finish().as_ref() {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_file_that_changes_is_hashed_again() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("model.gguf");
        std::fs::write(&path, "abc").expect("writes");
        assert_eq!(of_file(&path).as_deref(), Some(OF_ABC));
        assert_eq!(of_file(&path).as_deref(), Some(OF_ABC), "remembered");
        std::fs::write(&path, "abd").expect("writes");
        let file = File::options().write(true).open(&path).expect("opens");
        let written = file.metadata().and_then(|about| about.modified()).expect("a time");
        file.set_modified(written + Duration::from_secs(5))
            .expect("sets the time");
        assert_ne!(of_file(&path).as_deref(), Some(OF_ABC));
        assert_eq!(of_file(&directory.path().join("gone")), None);
    }
}
