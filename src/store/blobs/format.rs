//! The layout of a blob and the cryptography of one segment.
//!
//! A header of 96 bytes:
//!
//! | bytes | content |
//! |---|---|
//! | 8 | `TB-BLOB` and a zero byte |
//! | 4 | format version, 1, big-endian |
//! | 4 | plaintext bytes in a segment, 65536, big-endian |
//! | 16 | id of the blob |
//! | 32 | random salt |
//! | 32 | key check |
//!
//! HKDF-SHA256 over the session's data key, with the salt, and with the fields before the salt as its context, gives
//! three things: a key used for this file alone, the nonce prefix, and the key check. A reader whose key check differs
//! has the wrong key. Because the derivation covers the whole header, no field of it can be changed unnoticed.
//!
//! Then come the segments, each of 65536 bytes of the recording (the last may be shorter, and is empty only when the
//! recording is) encrypted with AES-256-GCM and followed by the 16-byte tag. This is the STREAM construction (Hoang,
//! Reyhanitabar, Rogaway and Vizár, CRYPTO 2015): the nonce is 7 bytes of prefix, the segment's number in 4 bytes and
//! 1 byte that is 1 for the last segment only. A segment that was changed, moved, repeated, taken from another file, or
//! made the last by cutting off what followed does not open. The same facts stand in the associated data, so that the
//! binding does not hang on the nonce alone.
//!
//! The recording's length needs no field: the file's size gives it, and the last segment opens only if it is right.

use ring::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};
use uuid::Uuid;

use super::BlobError;
use crate::seal::{DataKey, KEY_LEN, SealError, TAG_LEN, cipher, fill_random};

/// Plaintext bytes in every segment but the last.
pub(super) const SEGMENT_LEN: usize = 64 * 1024;
/// Bytes of a full segment on disk.
pub(super) const SEALED_LEN: usize = SEGMENT_LEN + TAG_LEN;
/// Bytes before the first segment.
pub(super) const HEADER_LEN: usize = CONTEXT_LEN + SALT_LEN + CHECK_LEN;

const MAGIC: &[u8; 8] = b"TB-BLOB\0";
const VERSION: u32 = 1;
const CONTEXT_LEN: usize = 8 + 4 + 4 + 16;
const SALT_LEN: usize = 32;
const CHECK_LEN: usize = 32;
const PREFIX_LEN: usize = NONCE_LEN - 4 - 1;

/// Where the segments of a file lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Bytes of the recording.
    pub(super) plain_len: u64,
    /// Segments, at least one.
    pub(super) segments: u64,
}

impl Layout {
    /// The layout of a file of this size; `None` if no blob has this size.
    pub(super) fn of_file(size: u64) -> Option<Self> {
        let body = size.checked_sub(HEADER_LEN as u64)?;
        let (sealed, tag) = (SEALED_LEN as u64, TAG_LEN as u64);
        let (full, rest) = (body / sealed, body % sealed);
        let segments = if rest == 0 { full } else { full + 1 };
        // A last segment is empty only when it is the only one, so that one recording has one encoding.
        let plausible = (rest == 0 && full > 0) || rest > tag || (rest == tag && full == 0);
        plausible.then(|| Self {
            plain_len: body - segments * tag,
            segments,
        })
    }

    /// Offset of a segment in the file, and its length there.
    pub(super) fn place_of(&self, segment: u64) -> (u64, usize) {
        let length = if segment + 1 == self.segments {
            (self.plain_len - segment * SEGMENT_LEN as u64) as usize + TAG_LEN
        } else {
            SEALED_LEN
        };
        (HEADER_LEN as u64 + segment * SEALED_LEN as u64, length)
    }
}

/// Encrypts and decrypts the segments of one blob.
pub(super) struct SegmentCipher {
    id: Uuid,
    key: LessSafeKey,
    prefix: [u8; PREFIX_LEN],
}

impl SegmentCipher {
    /// The cipher of a new blob, and the header to write.
    pub(super) fn create(id: Uuid, key: &DataKey) -> Result<(Self, [u8; HEADER_LEN]), BlobError> {
        let mut header = [0; HEADER_LEN];
        header[..CONTEXT_LEN].copy_from_slice(&context(id));
        fill_random(&mut header[CONTEXT_LEN..CONTEXT_LEN + SALT_LEN]).map_err(|_| BlobError::NoRandomness { id })?;
        let (cipher, check) = Self::derive(id, key, &header).map_err(|_| BlobError::WrongKey { id })?;
        header[CONTEXT_LEN + SALT_LEN..].copy_from_slice(&check);
        Ok((cipher, header))
    }

    /// The cipher of the blob that begins with `header`, which must be the one of `id` and `key`.
    pub(super) fn open(id: Uuid, key: &DataKey, header: &[u8; HEADER_LEN]) -> Result<Self, BlobError> {
        let expected = context(id);
        for (range, reason) in [
            (0..8, "it is not a recording"),
            (8..12, "its format is one this version does not know"),
            (12..16, "its segment size is one this version does not know"),
            (16..32, "it is a recording of another id"),
        ] {
            if header[range.clone()] != expected[range] {
                return Err(BlobError::Unreadable { id, reason });
            }
        }
        let (cipher, check) = Self::derive(id, key, header).map_err(|_| BlobError::WrongKey { id })?;
        if header[CONTEXT_LEN + SALT_LEN..] != check {
            return Err(BlobError::WrongKey { id });
        }
        Ok(cipher)
    }

    fn derive(id: Uuid, key: &DataKey, header: &[u8; HEADER_LEN]) -> Result<(Self, [u8; CHECK_LEN]), SealError> {
        let (context, rest) = header.split_at(CONTEXT_LEN);
        let material = key.derive::<{ KEY_LEN + PREFIX_LEN + CHECK_LEN }>(&rest[..SALT_LEN], &[context])?;
        let mut prefix = [0; PREFIX_LEN];
        prefix.copy_from_slice(&material[KEY_LEN..KEY_LEN + PREFIX_LEN]);
        let mut check = [0; CHECK_LEN];
        check.copy_from_slice(&material[KEY_LEN + PREFIX_LEN..]);
        Ok((
            Self {
                id,
                key: cipher(&material[..KEY_LEN])?,
                prefix,
            },
            check,
        ))
    }

    /// Encrypts a segment in place and appends its tag.
    pub(super) fn seal(&self, segment: u64, last: bool, buffer: &mut Vec<u8>) -> Result<(), BlobError> {
        let nonce = self.nonce(segment, last).ok_or(BlobError::TooLong { id: self.id })?;
        let tag = self
            .key
            .seal_in_place_separate_tag(nonce, self.associated_data(segment, last), buffer)
            .map_err(|_| BlobError::TooLong { id: self.id })?;
        buffer.extend_from_slice(tag.as_ref());
        Ok(())
    }

    /// Decrypts a segment in place and removes its tag.
    pub(super) fn open_segment(&self, segment: u64, last: bool, buffer: &mut Vec<u8>) -> Result<(), BlobError> {
        let damaged = BlobError::Damaged { id: self.id, segment };
        let Some(nonce) = self.nonce(segment, last) else {
            return Err(damaged);
        };
        let length = match self
            .key
            .open_in_place(nonce, self.associated_data(segment, last), buffer)
        {
            Ok(plain) => plain.len(),
            Err(_) => return Err(damaged),
        };
        buffer.truncate(length);
        Ok(())
    }

    /// `None` past 2³² segments, where numbers would repeat.
    fn nonce(&self, segment: u64, last: bool) -> Option<Nonce> {
        let mut nonce = [0; NONCE_LEN];
        nonce[..PREFIX_LEN].copy_from_slice(&self.prefix);
        nonce[PREFIX_LEN..NONCE_LEN - 1].copy_from_slice(&u32::try_from(segment).ok()?.to_be_bytes());
        nonce[NONCE_LEN - 1] = u8::from(last);
        Some(Nonce::assume_unique_for_key(nonce))
    }

    fn associated_data(&self, segment: u64, last: bool) -> Aad<[u8; 25]> {
        let mut data = [0; 25];
        data[..16].copy_from_slice(self.id.as_bytes());
        data[16..24].copy_from_slice(&segment.to_be_bytes());
        data[24] = u8::from(last);
        Aad::from(data)
    }
}

/// The header up to the salt.
fn context(id: Uuid) -> [u8; CONTEXT_LEN] {
    let mut context = [0; CONTEXT_LEN];
    context[..8].copy_from_slice(MAGIC);
    context[8..12].copy_from_slice(&VERSION.to_be_bytes());
    context[12..16].copy_from_slice(&(SEGMENT_LEN as u32).to_be_bytes());
    context[16..].copy_from_slice(id.as_bytes());
    context
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn size_of(plain_len: u64) -> u64 {
        let segments = plain_len.div_ceil(SEGMENT_LEN as u64).max(1);
        HEADER_LEN as u64 + plain_len + segments * TAG_LEN as u64
    }

    #[test]
    fn a_size_that_no_blob_has_is_refused() {
        let (header, tag, sealed) = (HEADER_LEN as u64, TAG_LEN as u64, SEALED_LEN as u64);
        for size in [
            0,
            header - 1,
            header,
            header + tag - 1,
            header + sealed + 1,
            header + sealed + tag,
        ] {
            assert_eq!(Layout::of_file(size), None, "{size}");
        }
    }

    #[test]
    fn segment_numbers_never_wrap_around() {
        let key = DataKey::generate().unwrap();
        let (cipher, _) = SegmentCipher::create(Uuid::from_u128(1), &key).unwrap();
        let last_number = u64::from(u32::MAX);
        cipher.seal(last_number, true, &mut vec![1]).unwrap();
        assert!(matches!(
            cipher.seal(last_number + 1, true, &mut vec![1]),
            Err(BlobError::TooLong { .. })
        ));
    }

    #[test]
    fn two_blobs_under_one_key_share_no_ciphertext() {
        let key = DataKey::generate().unwrap();
        let seal = || {
            let (cipher, _) = SegmentCipher::create(Uuid::from_u128(1), &key).unwrap();
            let mut segment = vec![0; 64];
            cipher.seal(0, true, &mut segment).unwrap();
            segment
        };
        assert_ne!(seal(), seal());
    }

    proptest! {
        #[test]
        fn the_length_follows_from_the_file_size(plain_len in 0_u64..1 << 48) {
            let layout = Layout::of_file(size_of(plain_len)).unwrap();
            prop_assert_eq!(layout.plain_len, plain_len);
            let (offset, length) = layout.place_of(layout.segments - 1);
            prop_assert_eq!(offset + length as u64, size_of(plain_len), "the last segment ends the file");
        }
    }
}
