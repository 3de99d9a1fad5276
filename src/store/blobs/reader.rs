//! Reading a blob from any offset: only the segments that a read touches are fetched, checked and decrypted.
//!
//! A player asks for small ranges that mostly follow each other, so a few decrypted segments are kept. They are shared
//! by all clones of a reader, which may read at the same time.

use std::collections::VecDeque;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures::Stream;
use ring::digest::{Context, SHA256};
use uuid::Uuid;

use super::format::{HEADER_LEN, Layout, SEALED_LEN, SEGMENT_LEN, SegmentCipher};
use super::{BlobError, BlobInfo, blocking};

/// Decrypted segments kept, at most: 256 KiB.
const CACHED_SEGMENTS: usize = 4;
/// Bytes in one piece of [`BlobReader::stream`].
const STREAM_PIECE: u64 = 4 * SEGMENT_LEN as u64;

/// An open blob. Clones share the file and the cache.
#[derive(Clone)]
pub struct BlobReader(Arc<Inner>);

struct Inner {
    id: Uuid,
    file: File,
    cipher: SegmentCipher,
    layout: Layout,
    cache: Mutex<VecDeque<(u64, Bytes)>>,
}

/// Opens the file and reads its header; also gives its size. Blocks.
pub(super) fn open_file(id: Uuid, path: &Path) -> Result<(File, [u8; HEADER_LEN], u64), BlobError> {
    let failed = BlobError::io(id, "opening");
    let file = File::open(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BlobError::Missing { id },
        _ => failed(error),
    })?;
    let size = file.metadata().map_err(&failed)?.len();
    let mut header = [0; HEADER_LEN];
    file.read_exact_at(&mut header, 0).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => BlobError::Unreadable {
            id,
            reason: "it is shorter than its header",
        },
        _ => failed(error),
    })?;
    Ok((file, header, size))
}

impl BlobReader {
    /// Checks the length by opening the last segment, which only the true last one passes.
    pub(super) async fn start(id: Uuid, file: File, cipher: SegmentCipher, size: u64) -> Result<Self, BlobError> {
        let cut_at = size.saturating_sub(HEADER_LEN as u64) / SEALED_LEN as u64;
        let layout = Layout::of_file(size).ok_or(BlobError::Damaged { id, segment: cut_at })?;
        let reader = Self(Arc::new(Inner {
            id,
            file,
            cipher,
            layout,
            cache: Mutex::default(),
        }));
        let inner = reader.0.clone();
        blocking(id, move || inner.segment(layout.segments - 1)).await?;
        Ok(reader)
    }

    /// The blob's id.
    pub fn id(&self) -> Uuid {
        self.0.id
    }

    /// Length of the recording in bytes.
    pub fn len(&self) -> u64 {
        self.0.layout.plain_len
    }

    /// Whether the recording has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Up to `length` bytes from `offset` on: fewer at the end of the recording, none past it. The answer is held in
    /// memory, so serve long ranges with [`stream`](Self::stream).
    ///
    /// # Errors
    /// [`BlobError::Damaged`] if a touched segment is; [`BlobError::Io`], [`BlobError::Stopped`].
    pub async fn read_at(&self, offset: u64, length: usize) -> Result<Bytes, BlobError> {
        let start = offset.min(self.len());
        let range = start..start.saturating_add(length as u64).min(self.len());
        if range.is_empty() {
            return Ok(Bytes::new());
        }
        if let Some(bytes) = self.0.cached_part(&range) {
            return Ok(bytes);
        }
        let inner = self.0.clone();
        blocking(self.0.id, move || inner.read(range)).await
    }

    /// The bytes of `range` in pieces of up to 256 KiB, read as they are asked for. What lies past the end of the
    /// recording is left out; an error ends the stream.
    pub fn stream(&self, range: Range<u64>) -> impl Stream<Item = Result<Bytes, BlobError>> + Send + use<> {
        let end = range.end.min(self.len());
        futures::stream::try_unfold((self.clone(), range.start), move |(reader, offset)| async move {
            if offset >= end {
                return Ok(None);
            }
            // Pieces end at multiples of their size, so that no segment is decrypted for two of them.
            let piece_end = end.min((offset / STREAM_PIECE + 1) * STREAM_PIECE);
            let bytes = reader.read_at(offset, (piece_end - offset) as usize).await?;
            Ok(Some((bytes, (reader, piece_end))))
        })
    }

    /// Reads and checks every segment, and reports the recording's length and hash. Takes no more memory than one
    /// segment.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] with the first damaged segment; [`BlobError::Io`], [`BlobError::Stopped`].
    pub async fn verify(&self) -> Result<BlobInfo, BlobError> {
        let inner = self.0.clone();
        blocking(self.0.id, move || {
            let mut hash = Context::new(&SHA256);
            let mut buffer = Vec::with_capacity(SEALED_LEN);
            for segment in 0..inner.layout.segments {
                inner.decrypt(segment, &mut buffer)?;
                hash.update(&buffer);
            }
            let mut sha256 = [0; 32];
            sha256.copy_from_slice(hash.finish().as_ref());
            Ok(BlobInfo {
                bytes: inner.layout.plain_len,
                sha256,
            })
        })
        .await
    }
}

impl std::fmt::Debug for BlobReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BlobReader")
            .field("id", &self.0.id)
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl Inner {
    /// The bytes of a non-empty range within the recording. Blocks.
    fn read(&self, range: Range<u64>) -> Result<Bytes, BlobError> {
        let (first, last) = (segment_at(range.start), segment_at(range.end - 1));
        if first == last {
            return Ok(part_of(first, &self.segment(first)?, &range));
        }
        let mut bytes = Vec::with_capacity((range.end - range.start) as usize);
        for segment in first..=last {
            bytes.extend_from_slice(&part_of(segment, &self.segment(segment)?, &range));
        }
        Ok(bytes.into())
    }

    /// The range, if it lies in one segment that is in the cache.
    fn cached_part(&self, range: &Range<u64>) -> Option<Bytes> {
        let segment = segment_at(range.start);
        (segment == segment_at(range.end - 1))
            .then(|| self.cached(segment))
            .flatten()
            .map(|plain| part_of(segment, &plain, range))
    }

    fn segment(&self, segment: u64) -> Result<Bytes, BlobError> {
        if let Some(plain) = self.cached(segment) {
            return Ok(plain);
        }
        let mut buffer = Vec::new();
        self.decrypt(segment, &mut buffer)?;
        let plain = Bytes::from(buffer);
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.iter().all(|(number, _)| *number != segment) {
            cache.truncate(CACHED_SEGMENTS - 1);
            cache.push_front((segment, plain.clone()));
        }
        Ok(plain)
    }

    /// A segment from the cache, which moves to its front.
    fn cached(&self, segment: u64) -> Option<Bytes> {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let place = cache.iter().position(|(number, _)| *number == segment)?;
        let entry = cache.remove(place)?;
        let plain = entry.1.clone();
        cache.push_front(entry);
        Some(plain)
    }

    fn decrypt(&self, segment: u64, buffer: &mut Vec<u8>) -> Result<(), BlobError> {
        let (offset, length) = self.layout.place_of(segment);
        buffer.resize(length, 0);
        self.file
            .read_exact_at(buffer, offset)
            .map_err(|error| match error.kind() {
                // Cut off since it was opened.
                io::ErrorKind::UnexpectedEof => BlobError::Damaged { id: self.id, segment },
                _ => BlobError::io(self.id, "reading")(error),
            })?;
        self.cipher
            .open_segment(segment, segment + 1 == self.layout.segments, buffer)
    }
}

fn segment_at(offset: u64) -> u64 {
    offset / SEGMENT_LEN as u64
}

/// What of `range` lies in this segment.
fn part_of(segment: u64, plain: &Bytes, range: &Range<u64>) -> Bytes {
    let base = segment * SEGMENT_LEN as u64;
    let within = |offset: u64| offset.saturating_sub(base).min(plain.len() as u64) as usize;
    plain.slice(within(range.start)..within(range.end))
}
