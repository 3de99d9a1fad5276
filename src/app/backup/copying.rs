//! Writing files durably, and their sums.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ring::digest::{Context, SHA256};

use super::manifest::Entry;

/// Bytes read at once.
const BLOCK: usize = 1 << 20;

/// Passes a file on in blocks and sums it up.
fn sum(mut from: impl Read, mut each: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<(u64, String)> {
    let (mut context, mut bytes) = (Context::new(&SHA256), 0);
    let mut block = vec![0; BLOCK];
    loop {
        let read = match from.read(&mut block) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            return Ok((bytes, hex::encode(context.finish())));
        }
        context.update(&block[..read]);
        each(&block[..read])?;
        bytes += read as u64;
    }
}

fn entry(relative: &Path, (bytes, sha256): (u64, String)) -> Entry {
    Entry {
        path: relative.to_string_lossy().into_owned(),
        bytes,
        sha256,
        linked: false,
    }
}

/// Size and sum of a file that is there already.
pub(super) fn summed(root: &Path, relative: &Path) -> io::Result<Entry> {
    let file = File::open(root.join(relative))?;
    let found = sum(&file, |_| Ok(()))?;
    Ok(entry(relative, found))
}

/// Copies a file durably to a place where there is none; only the appliance may read it. `None` when there is nothing to copy.
pub(super) fn copied(from: &Path, root: &Path, relative: &Path) -> io::Result<Option<Entry>> {
    let from = match File::open(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let to = root.join(relative);
    if let Some(parent) = to.parent() {
        super::private(parent)?;
    }
    let mut to = File::options().write(true).create_new(true).mode(0o600).open(&to)?;
    let found = sum(from, |block| to.write_all(block))?;
    to.sync_all()?;
    Ok(Some(entry(relative, found)))
}

/// Makes the names in a directory durable.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Makes all names and files below a directory durable.
pub(super) fn sync_tree(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() {
            sync_tree(&path)?;
        } else {
            File::open(&path)?.sync_all()?;
        }
    }
    sync_directory(path)
}
