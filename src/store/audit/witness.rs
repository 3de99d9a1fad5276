//! The witness: a file of checkpoints outside the database, one line of JSON each. Whoever rebuilds or cuts the trail in the
//! database would have to reach this file too; it belongs on another disk, or another machine's.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use domain::Timestamp;
use serde::{Deserialize, Serialize};

use crate::audit::checkpoints::Checkpoint;
use crate::blobs::durable;

/// More than the longest line.
const TAIL: u64 = 4096;

/// A line of the file. Bytes are in hexadecimal.
#[derive(Serialize, Deserialize)]
struct Written {
    seq: i64,
    /// RFC 3339.
    at: String,
    hash: String,
    public_key: String,
    signature: String,
}

impl From<&Checkpoint> for Written {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self {
            seq: checkpoint.seq,
            at: checkpoint.at.rfc3339(),
            hash: hex::encode(&checkpoint.hash),
            public_key: hex::encode(&checkpoint.public_key),
            signature: hex::encode(&checkpoint.signature),
        }
    }
}

fn read_line(line: &str) -> Option<Checkpoint> {
    let written: Written = serde_json::from_str(line).ok()?;
    Some(Checkpoint {
        seq: written.seq,
        at: Timestamp::from_rfc3339(&written.at)?,
        hash: hex::decode(written.hash).ok()?,
        public_key: hex::decode(written.public_key).ok()?,
        signature: hex::decode(written.signature).ok()?,
    })
}

/// What a witness knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Testimony {
    /// Its checkpoints, in the order they were written.
    pub checkpoints: Vec<Checkpoint>,
    /// Lines that are none; a power cut may leave one.
    pub unreadable: usize,
}

/// The file.
#[derive(Debug, Clone)]
pub struct Witness {
    path: PathBuf,
}

impl Witness {
    /// The witness at this path, which may not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open(&self) -> io::Result<Option<File>> {
        match File::open(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Everything it knows; nothing when there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&self) -> io::Result<Testimony> {
        let mut testimony = Testimony::default();
        let Some(file) = self.open()? else {
            return Ok(testimony);
        };
        for line in BufReader::new(file).split(b'\n') {
            let line = line?;
            let text = String::from_utf8_lossy(&line);
            if text.trim().is_empty() {
                continue;
            }
            match read_line(&text) {
                Some(checkpoint) => testimony.checkpoints.push(checkpoint),
                None => testimony.unreadable += 1,
            }
        }
        Ok(testimony)
    }

    /// Its last checkpoint, found from the end of the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last(&self) -> io::Result<Option<Checkpoint>> {
        let Some(mut file) = self.open()? else {
            return Ok(None);
        };
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
        let mut tail = Vec::new();
        file.take(TAIL).read_to_end(&mut tail)?;
        let text = String::from_utf8_lossy(&tail);
        Ok(text.lines().rev().find_map(read_line))
    }

    /// Adds checkpoints. They are on the disk when this returns.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&self, checkpoints: &[Checkpoint]) -> io::Result<()> {
        let is_new = !self.path.exists();
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .mode(0o600)
            .open(&self.path)?;
        let mut text = Vec::new();
        if file.metadata()?.len() > 0 {
            // A line that a power cut broke off must not swallow the next one.
            let mut last = [0];
            file.seek(SeekFrom::End(-1))?;
            file.read_exact(&mut last)?;
            if last != *b"\n" {
                text.push(b'\n');
            }
        }
        for checkpoint in checkpoints {
            serde_json::to_writer(&mut text, &Written::from(checkpoint))?;
            text.push(b'\n');
        }
        file.write_all(&text)?;
        file.sync_all()?;
        if is_new {
            durable::sync_directory(durable::directory_of(&self.path))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkpoint(seq: i64) -> Checkpoint {
        Checkpoint {
            seq,
            at: Timestamp::from_micros(1_768_813_200_000_001),
            hash: vec![1; 32],
            public_key: vec![2; 32],
            signature: vec![3; 64],
        }
    }

    #[test]
    fn what_was_added_is_read_again() {
        let directory = tempfile::tempdir().expect("a directory");
        let witness = Witness::new(directory.path().join("witness.jsonl"));
        assert_eq!(witness.read().expect("readable"), Testimony::default());
        assert_eq!(witness.last().expect("readable"), None);
        witness.append(&[checkpoint(1), checkpoint(2)]).expect("writable");
        witness.append(&[checkpoint(3)]).expect("writable");
        let all: Vec<_> = (1..=3).map(checkpoint).collect();
        assert_eq!(witness.read().expect("readable").checkpoints, all);
        assert_eq!(witness.last().expect("readable"), Some(checkpoint(3)));
    }

    #[test]
    fn a_line_that_was_broken_off_spoils_no_other() {
        let directory = tempfile::tempdir().expect("a directory");
        let witness = Witness::new(directory.path().join("witness.jsonl"));
        witness.append(&[checkpoint(1)]).expect("writable");
        let mut text = std::fs::read(witness.path()).expect("readable");
        text.extend_from_slice(br#"{"seq":2,"at":"20"#);
        std::fs::write(witness.path(), text).expect("writable");
        assert_eq!(witness.last().expect("readable"), Some(checkpoint(1)));
        witness.append(&[checkpoint(2)]).expect("writable");
        let testimony = witness.read().expect("readable");
        assert_eq!(testimony.checkpoints, [checkpoint(1), checkpoint(2)]);
        assert_eq!(testimony.unreadable, 1);
    }
}
