//! Mail that stays in the building: files in the data directory, whose links an administrator hands over in person.

use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use async_trait::async_trait;
use domain::{MailId, Timestamp};

use super::{Message, SendError, Sent, Transport};

/// The header under which a file keeps its link, unbroken and in the clear.
const LINK: &str = "X-Link: ";

/// A directory of mails in their usual form (`.eml`), each named by its id.
#[derive(Debug, Clone)]
pub struct Folder {
    directory: PathBuf,
}

impl Folder {
    /// A folder, made when it is not there. Only the appliance may look into it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(directory: PathBuf) -> io::Result<Self> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&directory)?;
        Ok(Self { directory })
    }

    fn path(&self, id: MailId) -> PathBuf {
        self.directory.join(format!("{id}.eml"))
    }

    /// The link of a mail; `None` when the mail is not here or has none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn link(&self, id: MailId) -> io::Result<Option<String>> {
        let text = match tokio::fs::read_to_string(self.path(id)).await {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut headers = text.lines().take_while(|line| !line.is_empty());
        Ok(headers.find_map(|line| line.strip_prefix(LINK).map(str::to_owned)))
    }
}

impl Folder {
    /// Removes mails that were written before this moment, and what a stop in the middle of writing left. Returns how many.
    ///
    /// # Errors
    /// When the folder cannot be read or a file not be removed.
    pub async fn sweep(&self, before: Timestamp) -> io::Result<u64> {
        let directory = self.directory.clone();
        let swept = tokio::task::spawn_blocking(move || sweep(&directory, before)).await;
        swept.map_err(io::Error::other)?
    }
}

fn sweep(directory: &Path, before: Timestamp) -> io::Result<u64> {
    let mut removed = 0;
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if !path.extension().is_some_and(|end| end == "eml" || end == "part") {
            continue;
        }
        let written = std::fs::metadata(&path)?.modified()?;
        let since = written.duration_since(UNIX_EPOCH).unwrap_or_default();
        if Timestamp::from_micros(0) + since < before {
            std::fs::remove_file(&path)?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// Writes aside, syncs, and puts in place: a mail is there whole or not at all.
fn write(directory: &Path, path: &Path, contents: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let aside = path.with_extension("part");
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&aside)?;
    file.write_all(contents)?;
    file.sync_all()?;
    std::fs::rename(&aside, path)?;
    std::fs::File::open(directory)?.sync_all()
}

#[async_trait]
impl Transport for Folder {
    async fn send(&self, message: &Message) -> Result<Sent, SendError> {
        let mut contents = Vec::new();
        if let Some(link) = &message.link {
            contents.extend_from_slice(LINK.as_bytes());
            contents.extend_from_slice(link.as_bytes());
            contents.extend_from_slice(b"\r\n");
        }
        contents.extend_from_slice(&message.mime()?.formatted());
        let bytes = contents.len();
        let (directory, path) = (self.directory.clone(), self.path(message.id));
        let written = tokio::task::spawn_blocking(move || write(&directory, &path, &contents)).await;
        match written {
            Ok(Ok(())) => Ok(Sent { bytes }),
            Ok(Err(error)) => Err(SendError::Temporary(format!(
                "the folder of mail cannot be written: {error}"
            ))),
            Err(_) => Err(SendError::Temporary("the folder of mail was not written".into())),
        }
    }

    fn destination(&self) -> &'static str {
        "folder"
    }

    fn folder(&self) -> Option<&Folder> {
        Some(self)
    }
}
