use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

/// Where the bytes of a recording come from: a file, or the encrypted store.
#[async_trait]
pub trait RecordingSource: Send + Sync {
    /// Length in bytes; does not change while it is read.
    fn byte_len(&self) -> u64;

    /// Reads `length` bytes from `offset`; fewer only at the end of the recording.
    ///
    /// # Errors
    /// When the bytes cannot be read or do not verify. The transcription ends then with [`crate::Error::Source`].
    async fn read_at(&self, offset: u64, length: usize) -> io::Result<Bytes>;
}

/// A plain file as a recording.
#[derive(Debug)]
pub struct FileSource {
    file: Arc<File>,
    length: u64,
}

impl FileSource {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be opened or is a directory.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        Ok(Self {
            file: Arc::new(file),
            length: metadata.len(),
        })
    }
}

#[async_trait]
impl RecordingSource for FileSource {
    fn byte_len(&self) -> u64 {
        self.length
    }

    async fn read_at(&self, offset: u64, length: usize) -> io::Result<Bytes> {
        let file = self.file.clone();
        let read = move || {
            let mut bytes = vec![0; length];
            let mut filled = 0;
            while filled < length {
                match file.read_at(&mut bytes[filled..], offset + filled as u64)? {
                    0 => break,
                    count => filled += count,
                }
            }
            bytes.truncate(filled);
            Ok(Bytes::from(bytes))
        };
        tokio::task::spawn_blocking(read).await.map_err(io::Error::other)?
    }
}
