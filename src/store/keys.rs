//! The practice's key: the one secret from which everything stored can be read, and without which nothing can.
//!
//! It lives in a small text file that only the service's account may read, or arrives as a systemd credential:
//!
//! ```text
//! therapybridge practice key 1
//! 4lOe…                          32 random bytes in base64
//! fingerprint 3f2a-99c1-04de-7b15
//! ```
//!
//! The fingerprint is derived from the key, so a mistyped or damaged file is refused instead of quietly becoming a
//! different key, and it may be shown anywhere: it tells two keys apart and nothing else. The key itself encrypts
//! nothing. HKDF derives one subkey that wraps each session's [`DataKey`] and one for practice-wide columns, so
//! the two uses can never be confused for one another.
//!
//! [`PracticeKey::open_or_create`] is for a fresh installation. Once a database holds wrapped keys, use
//! [`PracticeKey::open`]: a missing file must then stop the start, not produce a new key that opens nothing.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::blobs::durable;
use crate::seal::{DataKey, KEY_LEN, Place, SealError};

const HEADER: &str = "therapybridge practice key 1";
const FINGERPRINT_LEN: usize = 8;
/// Room for the three lines and stray blanks. What is longer is not a key file.
const MAX_FILE_LEN: u64 = 1024;

/// Why the practice's key could not be loaded or used. Carries paths and fingerprints, never key material.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key file.
    #[error(
        "the practice key {path} is missing; put the file back from the recovery kit: without it nothing stored can be read"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The path is a symbolic link, which somebody could point elsewhere between check and use.
    #[error("the practice key {path} is a symbolic link; name the file itself")]
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// The path is a directory, pipe or device.
    #[error("the practice key {path} is not a regular file")]
    NotAFile {
        /// What was named.
        path: PathBuf,
    },
    /// Other accounts may read or change the file.
    #[error("the practice key {path} has mode {mode:04o}, so other accounts can reach it; run: chmod 600 {path}")]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file belongs to neither the service's account nor root.
    #[error("the practice key {path} belongs to user {owner}, not to the account this service runs as")]
    ForeignOwner {
        /// The key file.
        path: PathBuf,
        /// Numeric user id of the file's owner.
        owner: u32,
    },
    /// The content is not an intact key.
    #[error("the practice key {path} is damaged: {reason}")]
    Damaged {
        /// The key file.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The file system refused.
    #[error("{action} the practice key {path}")]
    Io {
        /// What was being done.
        action: &'static str,
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A data key was wrapped by another practice key than the one loaded.
    #[error("a stored key was wrapped by practice key {wrapped_by}, but the loaded one is {loaded}")]
    OtherPracticeKey {
        /// Fingerprint of the key that wrapped it.
        wrapped_by: String,
        /// Fingerprint of the key in use.
        loaded: String,
    },
    /// A wrapped key does not open: it was wrapped for another owner, or is damaged.
    #[error("the stored key of {owner} does not open")]
    NotUnwrapped {
        /// Whose key it should be.
        owner: Uuid,
        /// What decryption said.
        source: SealError,
    },
    /// Making or encrypting a key failed.
    #[error("preparing a key")]
    Seal(#[from] SealError),
}

/// The practice's key-encryption key, ready for use. Wiped when dropped.
pub struct PracticeKey {
    wrapping: DataKey,
    contact: DataKey,
    fingerprint: [u8; FINGERPRINT_LEN],
}

impl PracticeKey {
    /// Loads the key file.
    ///
    /// # Errors
    /// [`KeyError::Missing`] when there is none; `Symlink`, `NotAFile`, `Exposed` (anyone but the owner may read or
    /// write it), `ForeignOwner`, `Damaged` and `Io` as they say.
    pub fn open(path: &Path) -> Result<Self, KeyError> {
        load(path, 0o077)
    }

    /// Loads the key from a credential that systemd laid out (`$CREDENTIALS_DIRECTORY/NAME`).
    ///
    /// Where systemd grants access by an access control list the file shows group-read permission, which here is the
    /// list's mask and not a group's right. So only permissions for all others are refused.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_credential(path: &Path) -> Result<Self, KeyError> {
        load(path, 0o027)
    }

    /// Loads the key file, or makes one when there is none: directory 0700, file 0600, on disk before this returns.
    /// Of several processes that start at once, one creates the file and all return its key.
    ///
    /// # Errors
    /// As [`open`](Self::open), without `Missing`.
    pub fn open_or_create(path: &Path) -> Result<Self, KeyError> {
        let key = match Self::open(path) {
            Err(KeyError::Missing { .. }) => {
                create(path)?;
                Self::open(path)?
            }
            found => found?,
        };
        // Whoever loses the race, or arrives a moment later, must not encrypt under a name that is not yet durable.
        durable::sync_directory(durable::directory_of(path)).map_err(|source| KeyError::Io {
            action: "making durable",
            path: path.to_owned(),
            source,
        })?;
        Ok(key)
    }

    /// Encrypts `key` for storage beside its owner (a session, say). 69 bytes.
    ///
    /// # Errors
    /// [`KeyError::Seal`].
    pub fn wrap(&self, owner: Uuid, key: &DataKey) -> Result<Vec<u8>, KeyError> {
        let mut wrapped = self.fingerprint.to_vec();
        wrapped.extend(self.wrapping.seal(&wrapping_place(owner), key.expose())?);
        Ok(wrapped)
    }

    /// Decrypts what [`wrap`](Self::wrap) made for the same owner.
    ///
    /// # Errors
    /// [`KeyError::OtherPracticeKey`], [`KeyError::NotUnwrapped`].
    pub fn unwrap(&self, owner: Uuid, wrapped: &[u8]) -> Result<DataKey, KeyError> {
        let not_unwrapped = |source| KeyError::NotUnwrapped { owner, source };
        let (wrapped_by, sealed) = wrapped
            .split_first_chunk::<FINGERPRINT_LEN>()
            .ok_or(not_unwrapped(SealError::TooShort))?;
        if *wrapped_by != self.fingerprint {
            return Err(KeyError::OtherPracticeKey {
                wrapped_by: readable(wrapped_by),
                loaded: self.fingerprint(),
            });
        }
        let bytes = self
            .wrapping
            .open(&wrapping_place(owner), sealed)
            .map_err(not_unwrapped)?;
        DataKey::from_slice(&bytes).ok_or(not_unwrapped(SealError::NotAuthentic))
    }

    /// The secret of the link in a mail. It is derived and not random, so that a mail which is sent a second time, because
    /// nobody knows whether the first time succeeded, is the same mail with the same link.
    ///
    /// # Errors
    /// [`KeyError::Seal`].
    pub fn mailed_token(&self, mail: Uuid) -> Result<Zeroizing<[u8; KEY_LEN]>, KeyError> {
        Ok(self.contact.derive(b"therapybridge mailed token", &[mail.as_bytes()])?)
    }

    /// The key for columns that belong to the practice and not to one session, such as patients' e-mail addresses.
    pub fn contact_key(&self) -> &DataKey {
        &self.contact
    }

    /// A public name of this key, such as `3f2a-99c1-04de-7b15`, for the recovery kit, `doctor` and error messages.
    pub fn fingerprint(&self) -> String {
        readable(&self.fingerprint)
    }

    fn from_root(root: &DataKey) -> Result<Self, SealError> {
        let subkey = |purpose: &[u8]| -> Result<DataKey, SealError> {
            let bytes = root.derive::<KEY_LEN>(b"therapybridge practice key", &[purpose])?;
            DataKey::from_slice(bytes.as_slice()).ok_or(SealError::NotAuthentic)
        };
        let fingerprint = root.derive::<FINGERPRINT_LEN>(b"therapybridge practice key", &[b"fingerprint"])?;
        Ok(Self {
            wrapping: subkey(b"wrap data keys")?,
            contact: subkey(b"contact data")?,
            fingerprint: *fingerprint,
        })
    }
}

impl std::fmt::Debug for PracticeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PracticeKey")
            .field("fingerprint", &self.fingerprint())
            .finish_non_exhaustive()
    }
}

fn wrapping_place(owner: Uuid) -> Place<'static> {
    Place {
        table: "data_keys",
        row: owner,
        column: "wrapped",
    }
}

fn readable(fingerprint: &[u8; FINGERPRINT_LEN]) -> String {
    let groups: Vec<String> = fingerprint
        .chunks(2)
        .map(|pair| format!("{:02x}{:02x}", pair[0], pair[1]))
        .collect();
    groups.join("-")
}

/// Reads and checks the file. All checks are made on the open file, never on its name, so nothing can be exchanged
/// between check and use. `forbidden` are the permission bits it must not have.
fn load(path: &Path, forbidden: u32) -> Result<PracticeKey, KeyError> {
    let owned = || path.to_owned();
    let io = |source| KeyError::Io {
        action: "reading",
        path: owned(),
        source,
    };

    // NONBLOCK: a pipe somebody left at this path must not hang the start.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(
        rustix::fs::open(path, flags, Mode::empty()).map_err(|errno| match errno {
            Errno::NOENT => KeyError::Missing { path: owned() },
            Errno::LOOP => KeyError::Symlink { path: owned() },
            other => io(other.into()),
        })?,
    );
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        return Err(KeyError::NotAFile { path: owned() });
    }
    let mode = metadata.mode() & 0o7777;
    if mode & forbidden != 0 {
        return Err(KeyError::Exposed { path: owned(), mode });
    }
    let owner = metadata.uid();
    if owner != 0 && owner != rustix::process::geteuid().as_raw() {
        return Err(KeyError::ForeignOwner { path: owned(), owner });
    }

    // Allocated at full size: growing would leave copies of the key behind in freed memory.
    let mut text = Zeroizing::new(Vec::with_capacity(MAX_FILE_LEN as usize + 1));
    file.take(MAX_FILE_LEN + 1).read_to_end(&mut text).map_err(io)?;
    let damaged = |reason| KeyError::Damaged { path: owned(), reason };
    let root = parse(&text).map_err(damaged)?;
    let key = PracticeKey::from_root(&root.key)?;
    if root.fingerprint != key.fingerprint() {
        return Err(damaged("the key and its fingerprint do not belong together"));
    }
    Ok(key)
}

struct KeyFile {
    key: DataKey,
    fingerprint: String,
}

fn parse(text: &[u8]) -> Result<KeyFile, &'static str> {
    if text.len() as u64 > MAX_FILE_LEN {
        return Err("it is longer than a key file");
    }
    let text = std::str::from_utf8(text).map_err(|_| "it is not text")?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if lines.next() != Some(HEADER) {
        return Err("the first line is not the header of a practice key");
    }
    let key_line = lines.next().ok_or("the key is missing")?;
    let bytes = Zeroizing::new(STANDARD.decode(key_line).map_err(|_| "the key is not base64")?);
    let key = DataKey::from_slice(&bytes).ok_or("the key is not 32 bytes long")?;
    let fingerprint = lines
        .next()
        .and_then(|line| line.strip_prefix("fingerprint "))
        .ok_or("the fingerprint is missing")?;
    if lines.next().is_some() {
        return Err("there is something after the fingerprint");
    }
    Ok(KeyFile {
        key,
        fingerprint: fingerprint.trim().to_owned(),
    })
}

/// Writes a new key beside `path` and gives it that name unless somebody else was faster.
fn create(path: &Path) -> Result<(), KeyError> {
    let io = |source| KeyError::Io {
        action: "creating",
        path: path.to_owned(),
        source,
    };
    let directory = durable::directory_of(path);
    durable::create_directory(directory).map_err(io)?;

    let root = DataKey::generate()?;
    let fingerprint = PracticeKey::from_root(&root)?.fingerprint();
    let encoded = Zeroizing::new(STANDARD.encode(root.expose()));
    // 0600 from the first moment, and removed again on every path that does not name it.
    let mut file = tempfile::Builder::new()
        .prefix(".practice-key-")
        .tempfile_in(directory)
        .map_err(io)?;
    let text = Zeroizing::new(format!("{HEADER}\n{}\nfingerprint {fingerprint}\n", *encoded));
    file.write_all(text.as_bytes()).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    match file.persist_noclobber(path) {
        Ok(_) => {
            tracing::info!(fingerprint, "created the practice key");
            Ok(())
        }
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(io(failed.error)),
    }
}

#[cfg(test)]
mod tests;
