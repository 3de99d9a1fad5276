//! Recordings on disk: encrypted while they stream in, readable from any offset, never in the clear.
//!
//! A blob is one file named by the id of what it holds, `ROOT/3f/0192…a43f.blob`, in one of 256 directories chosen by
//! the last two digits (ids begin with the time, so the first digits would put a whole year into one directory). Its
//! layout is described in `format`.
//!
//! [`Blobs::create`] gives a [`BlobWriter`]. What it receives goes to a thread of its own that hashes, encrypts and
//! writes to `ROOT/incoming/`, so memory stays constant and the async threads stay free. `finish` syncs the file, gives
//! it its name and syncs the directory; a recording acknowledged after that survives a power cut. A writer that is
//! dropped removes its file, and [`Blobs::sweep_unfinished`] removes what a crash left.
//!
//! [`Blobs::reader`] gives a [`BlobReader`], which decrypts only the segments that a read touches.
//!
//! Deleting a blob removes its name. That its bytes may linger on the medium does no harm: the caller also deletes the
//! wrapped data key, without which they are noise.

pub(crate) mod durable;
mod format;
mod reader;
mod writer;

use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use uuid::Uuid;

pub use reader::BlobReader;
pub use writer::BlobWriter;

use crate::seal::DataKey;

const EXTENSION: &str = "blob";
const INCOMING: &str = "incoming";
const INCOMING_SUFFIX: &str = ".part";

/// Why a blob could not be stored or read. Names blobs by id and says nothing of their content.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The disk, or the quota, has no room for the blob. What was written of it has been removed.
    #[error("no room on the disk for recording {id}")]
    DiskFull {
        /// The blob being written.
        id: Uuid,
    },
    /// There is no such blob.
    #[error("there is no recording {id}")]
    Missing {
        /// What was asked for.
        id: Uuid,
    },
    /// There is a blob of this id already. Blobs never change; delete it first to replace it.
    #[error("there is a recording {id} already")]
    Exists {
        /// The id in use.
        id: Uuid,
    },
    /// The key is not the one the blob was written with, or the part of the header that would tell is damaged.
    #[error("the key does not fit recording {id}")]
    WrongKey {
        /// The blob.
        id: Uuid,
    },
    /// The file is not a blob of this id that this version can read.
    #[error("recording {id} cannot be read: {reason}")]
    Unreadable {
        /// The blob.
        id: Uuid,
        /// What is wrong with its header.
        reason: &'static str,
    },
    /// A segment was changed, moved or cut off.
    #[error("recording {id} is damaged at segment {segment}")]
    Damaged {
        /// The blob.
        id: Uuid,
        /// Number of the segment, from 0; each holds 64 KiB of the recording.
        segment: u64,
    },
    /// More than 256 TiB.
    #[error("recording {id} is too long to store")]
    TooLong {
        /// The blob being written.
        id: Uuid,
    },
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes for recording {id}")]
    NoRandomness {
        /// The blob being written.
        id: Uuid,
    },
    /// The work stopped without an answer: the writer had failed before, or the program is shutting down.
    #[error("storing or reading recording {id} was stopped")]
    Stopped {
        /// The blob.
        id: Uuid,
    },
    /// The file system failed for one blob.
    #[error("{action} recording {id}")]
    Io {
        /// What was being done.
        action: &'static str,
        /// The blob.
        id: Uuid,
        /// What the system said.
        source: io::Error,
    },
    /// The file system failed for the store as a whole.
    #[error("{action} the recordings in {}", .root.display())]
    Store {
        /// What was being done.
        action: &'static str,
        /// Where the store is.
        root: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl BlobError {
    fn io(id: Uuid, action: &'static str) -> impl Fn(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { id },
            _ => Self::Io { action, id, source },
        }
    }
}

/// What was stored, as [`BlobWriter::finish`] and [`BlobReader::verify`] report it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobInfo {
    /// Length of the recording in bytes, before encryption.
    pub bytes: u64,
    /// SHA-256 of the recording, before encryption.
    pub sha256: [u8; 32],
}

/// One entry of [`Blobs::list`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredBlob {
    /// What the blob belongs to.
    pub id: Uuid,
    /// Size of the file: a little more than the recording.
    pub bytes_on_disk: u64,
    /// When the file was last written, in microseconds since 1970 (UTC).
    pub modified_micros: i64,
}

/// A file whose writer is gone, or that a writer left behind when its machine stopped ([`Blobs::unfinished`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// What the blob would have belonged to.
    pub id: Uuid,
    /// Size so far.
    pub bytes_on_disk: u64,
    /// When the file was last written, in microseconds since 1970 (UTC).
    pub modified_micros: i64,
    name: String,
}

/// The directory that holds all recordings. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Blobs {
    root: PathBuf,
}

impl Blobs {
    /// Opens the store in `root`, creating the directory (0700) if it is missing.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let blobs = Self { root: root.into() };
        durable::create_directory(&blobs.incoming()).map_err(blobs.failed("opening"))?;
        Ok(blobs)
    }

    /// Starts to write blob `id`, to be read with the same `key`.
    ///
    /// # Errors
    /// [`BlobError::Exists`], [`BlobError::DiskFull`], [`BlobError::NoRandomness`], [`BlobError::Io`].
    pub async fn create(&self, id: Uuid, key: &DataKey) -> Result<BlobWriter, BlobError> {
        let (cipher, header) = format::SegmentCipher::create(id, key)?;
        let (incoming, target) = (self.incoming(), self.path_of(id));
        blocking(id, move || BlobWriter::start(id, cipher, &header, &incoming, target)).await
    }

    /// Opens blob `id` for reading and checks its header, its length and its last segment.
    ///
    /// # Errors
    /// [`BlobError::Missing`], [`BlobError::WrongKey`], [`BlobError::Unreadable`], [`BlobError::Damaged`] (a blob that
    /// was cut off is damaged), [`BlobError::Io`].
    pub async fn reader(&self, id: Uuid, key: &DataKey) -> Result<BlobReader, BlobError> {
        // The key itself stays here: a few hundred nanoseconds of key derivation need no thread, but the header does.
        let path = self.path_of(id);
        let (file, header, size) = blocking(id, move || reader::open_file(id, &path)).await?;
        let cipher = format::SegmentCipher::open(id, key, &header)?;
        BlobReader::start(id, file, cipher, size).await
    }

    /// Deletes blob `id`, durably. `false` if there was none. Readers that are open keep reading.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub async fn delete(&self, id: Uuid) -> Result<bool, BlobError> {
        Ok(self.remove(id).await?.is_some())
    }

    /// Deletes blob `id`, durably, and says how many bytes its file had; `None` if there was none.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub async fn remove(&self, id: Uuid) -> Result<Option<u64>, BlobError> {
        let path = self.path_of(id);
        blocking(id, move || remove(&path).map_err(BlobError::io(id, "deleting"))).await
    }

    /// All blobs, ordered by id, which is by time of creation. Files that are not blobs are passed over.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn list(&self) -> Result<Vec<StoredBlob>, BlobError> {
        self.blocking("listing", list).await
    }

    /// How many bytes the file of blob `id` has; `None` if there is none.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub async fn size(&self, id: Uuid) -> Result<Option<u64>, BlobError> {
        let path = self.path_of(id);
        blocking(id, move || match std::fs::metadata(&path) {
            Ok(metadata) => Ok(Some(metadata.len())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BlobError::io(id, "looking for")(error)),
        })
        .await
    }

    /// Where the store is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Unfinished files that no writer holds, ordered by name.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn unfinished(&self) -> Result<Vec<Unfinished>, BlobError> {
        self.blocking("listing", |root| unfinished(&root.join(INCOMING))).await
    }

    /// Removes an unfinished file unless a writer holds it, and says how many bytes it had.
    ///
    /// # Errors
    /// [`BlobError::Io`].
    pub async fn remove_unfinished(&self, file: &Unfinished) -> Result<Option<u64>, BlobError> {
        let (id, path) = (file.id, self.incoming().join(&file.name));
        blocking(id, move || {
            let abandoned = is_abandoned(&path).map_err(BlobError::io(id, "looking at"))?;
            if abandoned {
                return remove(&path).map_err(BlobError::io(id, "deleting"));
            }
            Ok(None)
        })
        .await
    }

    /// Removes unfinished files last written before `written_before_micros` (microseconds since 1970, UTC) that no
    /// writer holds, and says how many. A file with a living writer, in this process or another, stays whatever its age.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub async fn sweep_unfinished(&self, written_before_micros: i64) -> Result<u64, BlobError> {
        self.blocking("sweeping", move |root| {
            sweep(&root.join(INCOMING), written_before_micros)
        })
        .await
    }

    /// Bytes that this account may still write to the disk the store is on.
    ///
    /// # Errors
    /// [`BlobError::Store`].
    pub fn free_bytes(&self) -> Result<u64, BlobError> {
        let room = rustix::fs::statvfs(&self.root).map_err(|errno| self.failed("measuring")(errno.into()))?;
        Ok(room.f_bavail.saturating_mul(room.f_frsize))
    }

    fn incoming(&self) -> PathBuf {
        self.root.join(INCOMING)
    }

    fn path_of(&self, id: Uuid) -> PathBuf {
        self.root.join(relative_path(id))
    }

    fn failed(&self, action: &'static str) -> impl Fn(io::Error) -> BlobError + use<> {
        let root = self.root.clone();
        move |source| BlobError::Store {
            action,
            root: root.clone(),
            source,
        }
    }

    async fn blocking<T: Send + 'static>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, BlobError> {
        let root = self.root.clone();
        let outcome = match tokio::task::spawn_blocking(move || work(&root)).await {
            Ok(outcome) => outcome,
            Err(stopped) => Err(io::Error::other(stopped)),
        };
        outcome.map_err(self.failed(action))
    }
}

/// Where the file of a blob is, seen from the root of the store.
pub fn relative_path(id: Uuid) -> PathBuf {
    let name = id.simple().to_string();
    Path::new(&name[name.len() - 2..]).join(format!("{id}.{EXTENSION}"))
}

/// Runs file work for one blob off the async threads.
async fn blocking<T: Send + 'static>(
    id: Uuid,
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or(Err(BlobError::Stopped { id }))
}

/// Removes a file, durably, and says how many bytes it had; `None` if it is not there.
fn remove(path: &Path) -> io::Result<Option<u64>> {
    let gone = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Ok(None),
        _ => Err(error),
    };
    let bytes = match std::fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) => return gone(error),
    };
    match std::fs::remove_file(path) {
        Ok(()) => durable::sync_directory(durable::directory_of(path)).map(|()| Some(bytes)),
        Err(error) => gone(error),
    }
}

fn list(root: &Path) -> io::Result<Vec<StoredBlob>> {
    let mut found = Vec::new();
    for shard in std::fs::read_dir(root)? {
        let shard = shard?;
        if shard.file_name() == INCOMING || !shard.file_type()?.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(shard.path())? {
            let path = entry?.path();
            let stem = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .and_then(|stem| Uuid::try_parse(stem).ok());
            let (Some(id), true) = (stem, path.extension().is_some_and(|extension| extension == EXTENSION)) else {
                continue;
            };
            match std::fs::metadata(&path) {
                Ok(metadata) => found.push(StoredBlob {
                    id,
                    bytes_on_disk: metadata.len(),
                    modified_micros: modified_micros(&metadata)?,
                }),
                // Deleted since the directory was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    found.sort_unstable_by_key(|blob| blob.id);
    Ok(found)
}

fn unfinished(incoming: &Path) -> io::Result<Vec<Unfinished>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(incoming)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let id = name.split('.').next().and_then(|id| Uuid::try_parse(id).ok());
        let (Some(id), true) = (id, name.ends_with(INCOMING_SUFFIX)) else {
            continue;
        };
        let path = incoming.join(&name);
        let metadata = match std::fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            metadata => metadata?,
        };
        if is_abandoned(&path)? {
            found.push(Unfinished {
                id,
                bytes_on_disk: metadata.len(),
                modified_micros: modified_micros(&metadata)?,
                name,
            });
        }
    }
    found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Whether no writer holds an unfinished file. A writer holds a lock as long as it lives, and the system releases it for one
/// that crashed.
fn is_abandoned(path: &Path) -> io::Result<bool> {
    match std::fs::File::open(path) {
        Ok(file) => Ok(file.try_lock().is_ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn sweep(incoming: &Path, written_before_micros: i64) -> io::Result<u64> {
    let mut removed = 0;
    for file in unfinished(incoming)? {
        if file.modified_micros < written_before_micros {
            removed += u64::from(remove(&incoming.join(&file.name))?.is_some());
        }
    }
    Ok(removed)
}

fn modified_micros(metadata: &std::fs::Metadata) -> io::Result<i64> {
    let since = metadata.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
