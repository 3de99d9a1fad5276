//! Writing a blob: what arrives is collected into batches on the async side and hashed, encrypted and written by a
//! thread that belongs to this writer alone.
//!
//! The channel between the two holds few batches. When the disk is slower than the network the sender waits, so memory
//! stays at about a megabyte whatever the recording's length. Batches rather than single chunks, because each hand-over
//! wakes a thread, which costs as much as encrypting several kilobytes.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bytes::{Buf, Bytes};
use ring::digest::{Context, SHA256};
use tempfile::NamedTempFile;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::format::{HEADER_LEN, SEALED_LEN, SEGMENT_LEN, SegmentCipher};
use super::{BlobError, BlobInfo, INCOMING_SUFFIX, durable};

/// Received bytes that make a batch.
const BATCH_LEN: usize = 256 * 1024;
/// Batches that may wait for the thread.
const QUEUED_BATCHES: usize = 2;
/// How often the kernel is asked to begin writing to the disk, in bytes.
const WRITE_OUT_LEN: u64 = 8 * 1024 * 1024;

enum Message {
    Data(Vec<Bytes>),
    Finish,
}

/// A blob being written. Dropping it before [`finish`](Self::finish) removes what was written.
#[derive(Debug)]
pub struct BlobWriter {
    id: Uuid,
    batch: Vec<Bytes>,
    batch_len: usize,
    messages: mpsc::Sender<Message>,
    outcome: Option<oneshot::Receiver<Result<BlobInfo, BlobError>>>,
}

impl BlobWriter {
    /// Creates the temporary file and the thread. Blocks.
    pub(super) fn start(
        id: Uuid,
        cipher: SegmentCipher,
        header: &[u8; HEADER_LEN],
        incoming: &Path,
        target: PathBuf,
    ) -> Result<Self, BlobError> {
        if target.try_exists().map_err(BlobError::io(id, "creating"))? {
            return Err(BlobError::Exists { id });
        }
        let mut file = create_unfinished(id, incoming, header).map_err(BlobError::io(id, "creating"))?;
        let (messages, received) = mpsc::channel(QUEUED_BATCHES);
        let (report, outcome) = oneshot::channel();
        let work = move || {
            let stored = store(id, &cipher, &mut file, received)
                .and_then(|info| info.map(|info| publish(id, file, &target).map(|()| info)).transpose());
            match stored {
                // Nobody waits for the answer of a writer that was dropped.
                Ok(None) => {}
                Ok(Some(info)) => drop(report.send(Ok(info))),
                Err(error) => drop(report.send(Err(error))),
            }
        };
        std::thread::Builder::new()
            .name("blob-writer".to_owned())
            .spawn(work)
            .map_err(BlobError::io(id, "starting a thread for"))?;
        Ok(Self {
            id,
            batch: Vec::new(),
            batch_len: 0,
            messages,
            outcome: Some(outcome),
        })
    }

    /// Takes the next bytes of the recording. Waits while the disk is behind.
    ///
    /// # Errors
    /// What went wrong with bytes taken earlier: [`BlobError::DiskFull`], [`BlobError::TooLong`], [`BlobError::Io`].
    /// After that, [`BlobError::Stopped`].
    pub async fn write(&mut self, bytes: Bytes) -> Result<(), BlobError> {
        self.batch_len += bytes.len();
        self.batch.push(bytes);
        if self.batch_len < BATCH_LEN {
            return Ok(());
        }
        self.hand_over().await
    }

    /// Writes the rest, makes the blob durable under its name and reports its length and hash.
    ///
    /// If this future is dropped half-way the blob may exist nonetheless; a blob without a row is the caller's to find,
    /// with [`Blobs::list`](super::Blobs::list), and delete.
    ///
    /// # Errors
    /// [`BlobError::DiskFull`], [`BlobError::Exists`] when another writer finished the same id first,
    /// [`BlobError::TooLong`], [`BlobError::Io`], [`BlobError::Stopped`].
    pub async fn finish(mut self) -> Result<BlobInfo, BlobError> {
        self.hand_over().await?;
        if self.messages.send(Message::Finish).await.is_err() {
            return Err(self.failure().await);
        }
        self.outcome().await
    }

    async fn hand_over(&mut self) -> Result<(), BlobError> {
        let batch = std::mem::take(&mut self.batch);
        self.batch_len = 0;
        match self.messages.send(Message::Data(batch)).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.failure().await),
        }
    }

    /// Why the thread no longer receives.
    async fn failure(&mut self) -> BlobError {
        self.outcome().await.err().unwrap_or(BlobError::Stopped { id: self.id })
    }

    async fn outcome(&mut self) -> Result<BlobInfo, BlobError> {
        let stopped = BlobError::Stopped { id: self.id };
        match self.outcome.take() {
            Some(outcome) => outcome.await.unwrap_or(Err(stopped)),
            None => Err(stopped),
        }
    }
}

fn create_unfinished(id: Uuid, incoming: &Path, header: &[u8]) -> io::Result<NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(&format!("{id}."))
        .suffix(INCOMING_SUFFIX)
        .tempfile_in(incoming)?;
    // Tells the sweep that this file has a living writer.
    file.as_file().lock()?;
    file.write_all(header)?;
    Ok(file)
}

/// Receives until the end. `None` if the writer was dropped before it.
fn store(
    id: Uuid,
    cipher: &SegmentCipher,
    file: &mut NamedTempFile,
    mut received: mpsc::Receiver<Message>,
) -> Result<Option<BlobInfo>, BlobError> {
    let mut segments = SegmentWriter::new(id, cipher, file.as_file_mut());
    let mut written_out = 0;
    while let Some(message) = received.blocking_recv() {
        match message {
            Message::Data(batch) => {
                for bytes in batch {
                    segments.write(bytes)?;
                }
            }
            Message::Finish => return segments.finish().map(Some),
        }
        if segments.taken - written_out >= WRITE_OUT_LEN {
            begin_write_out(segments.output, written_out);
            written_out = segments.taken;
        }
    }
    Ok(None)
}

/// Gives the file its name. After this it survives a power cut.
fn publish(id: Uuid, file: NamedTempFile, target: &Path) -> Result<(), BlobError> {
    let failed = BlobError::io(id, "storing");
    file.as_file().sync_all().map_err(&failed)?;
    let directory = durable::directory_of(target);
    durable::create_directory(directory).map_err(&failed)?;
    file.persist_noclobber(target)
        .map_err(|refused| match refused.error.kind() {
            io::ErrorKind::AlreadyExists => BlobError::Exists { id },
            _ => failed(refused.error),
        })?;
    durable::sync_directory(directory).map_err(&failed)
}

/// Has the kernel start to write what it has cached from `offset` on, so that the sync at the end finds little left to
/// do. On Linux this advice does that without waiting, and pages not yet on the disk stay cached. Only advice: an error
/// is no failure, and an offset a little off (these are offsets in the recording) does no harm.
#[cfg(target_os = "linux")]
fn begin_write_out(file: &std::fs::File, offset: u64) {
    let _ = rustix::fs::fadvise(file, offset, None, rustix::fs::Advice::DontNeed);
}

#[cfg(not(target_os = "linux"))]
fn begin_write_out(_: &std::fs::File, _: u64) {}

/// Cuts a stream into encrypted segments.
struct SegmentWriter<'a, W> {
    id: Uuid,
    cipher: &'a SegmentCipher,
    output: &'a mut W,
    /// The segment being filled. A full one waits here for the next byte, because only the last segment is sealed as
    /// the last.
    buffer: Vec<u8>,
    next: u64,
    hash: Context,
    taken: u64,
}

impl<'a, W: Write> SegmentWriter<'a, W> {
    fn new(id: Uuid, cipher: &'a SegmentCipher, output: &'a mut W) -> Self {
        let buffer = Vec::with_capacity(SEALED_LEN);
        Self {
            id,
            cipher,
            output,
            buffer,
            next: 0,
            hash: Context::new(&SHA256),
            taken: 0,
        }
    }

    fn write(&mut self, mut bytes: Bytes) -> Result<(), BlobError> {
        self.taken += bytes.len() as u64;
        while !bytes.is_empty() {
            if self.buffer.len() == SEGMENT_LEN {
                self.write_segment(false)?;
            }
            let length = bytes.len().min(SEGMENT_LEN - self.buffer.len());
            self.buffer.extend_from_slice(&bytes[..length]);
            bytes.advance(length);
        }
        Ok(())
    }

    fn finish(mut self) -> Result<BlobInfo, BlobError> {
        self.write_segment(true)?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(self.hash.finish().as_ref());
        Ok(BlobInfo {
            bytes: self.taken,
            sha256,
        })
    }

    fn write_segment(&mut self, last: bool) -> Result<(), BlobError> {
        self.hash.update(&self.buffer);
        self.cipher.seal(self.next, last, &mut self.buffer)?;
        self.output
            .write_all(&self.buffer)
            .map_err(BlobError::io(self.id, "writing"))?;
        self.buffer.clear();
        self.next += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::DataKey;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_reported_as_one() {
        let id = Uuid::from_u128(1);
        let (cipher, _) = SegmentCipher::create(id, &DataKey::generate().unwrap()).unwrap();
        let mut full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut segments = SegmentWriter::new(id, &cipher, &mut full);
        let error = segments.write(Bytes::from(vec![1; SEGMENT_LEN + 1])).unwrap_err();
        assert!(matches!(error, BlobError::DiskFull { .. }), "{error}");
    }

    #[tokio::test]
    async fn an_error_of_the_thread_reaches_the_writer_once_and_it_stays_stopped() {
        let id = Uuid::from_u128(1);
        let (messages, received) = mpsc::channel(1);
        let (report, outcome) = oneshot::channel();
        drop(received);
        report.send(Err(BlobError::DiskFull { id })).unwrap();
        let mut writer = BlobWriter {
            id,
            batch: Vec::new(),
            batch_len: 0,
            messages,
            outcome: Some(outcome),
        };
        let batch = Bytes::from(vec![1; BATCH_LEN]);
        assert!(matches!(
            writer.write(batch.clone()).await,
            Err(BlobError::DiskFull { .. })
        ));
        assert!(matches!(writer.write(batch).await, Err(BlobError::Stopped { .. })));
        assert!(matches!(writer.finish().await, Err(BlobError::Stopped { .. })));
    }
}
