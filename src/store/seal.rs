//! Authenticated encryption of single values: a transcript, a note, a patient's e-mail address.
//!
//! Every value is sealed with AES-256-GCM under a [`DataKey`] and a fresh random 96-bit nonce. The [`Place`] it is
//! stored at (table, row, column) goes in as associated data, so a value copied into another row or column by whoever
//! can write to the database no longer opens. A sealed value looks like this:
//!
//! | bytes | content |
//! |---|---|
//! | 1 | format version, 1 |
//! | 12 | nonce |
//! | n | ciphertext, as long as the plaintext |
//! | 16 | authentication tag |
//!
//! Random nonces are sound for 2³² values under one key (NIST SP 800-38D, §8.3); a session has a few hundred.
//! Our own copies of keys are wiped when dropped. The round keys that ring expands for the length of one call live on
//! the stack and are not, which is as far as that library goes.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::{SecureRandom, SystemRandom};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Bytes in a [`DataKey`].
pub(crate) const KEY_LEN: usize = 32;
/// Bytes in an AES-GCM authentication tag.
pub(crate) const TAG_LEN: usize = 16;

const VERSION: u8 = 1;
/// Keeps this use of associated data apart from every other use of the same key.
const DOMAIN: &[u8] = b"therapybridge sealed value";

/// Why a value could not be sealed or opened. Carries nothing of the value or the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    NoRandomness,
    /// The plaintext, or a name in its place, is longer than AES-GCM or the encoding of the place can take.
    #[error("the value is too long to encrypt in one piece")]
    TooLong,
    /// Shorter than any sealed value can be.
    #[error("the stored value is too short to be an encrypted one")]
    TooShort,
    /// Written by a version of the product that this one does not know.
    #[error("the stored value has encryption format {0}; this version knows format {VERSION}")]
    UnknownVersion(u8),
    /// Sealed under another key or for another place, or changed since. Which of these cannot be told.
    #[error("the stored value does not open: wrong key, wrong place, or damaged")]
    NotAuthentic,
}

/// Where a sealed value is stored. A value opens only with the place it was sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// Table name.
    pub table: &'a str,
    /// Id of the row.
    pub row: Uuid,
    /// Column name.
    pub column: &'a str,
}

impl Place<'_> {
    /// Length-prefixed, so that no two places share an encoding (`ab`+`c` against `a`+`bc`).
    fn associated_data(&self) -> Result<Vec<u8>, SealError> {
        let mut data = Vec::with_capacity(DOMAIN.len() + 1 + 4 + self.table.len() + 16 + 4 + self.column.len());
        data.extend_from_slice(DOMAIN);
        data.push(VERSION);
        for name in [self.table, self.column] {
            let length = u32::try_from(name.len()).map_err(|_| SealError::TooLong)?;
            data.extend_from_slice(&length.to_be_bytes());
            data.extend_from_slice(name.as_bytes());
        }
        data.extend_from_slice(self.row.as_bytes());
        Ok(data)
    }
}

/// A 256-bit key that encrypts what belongs together: one session's audio, transcript and notes.
///
/// It reaches the disk only wrapped by [`PracticeKey::wrap`](crate::keys::PracticeKey::wrap). Not `Clone`; share it
/// in an `Arc`. The bytes sit behind a pointer so that moving the key leaves no copy of them on the stack.
pub struct DataKey(Box<[u8; KEY_LEN]>);

impl DataKey {
    /// A new random key.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`].
    pub fn generate() -> Result<Self, SealError> {
        let mut key = Self(Box::new([0; KEY_LEN]));
        fill_random(key.0.as_mut_slice())?;
        Ok(key)
    }

    /// The key with these bytes; `None` if there are not exactly 32.
    pub(crate) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Self(Box::new([0; KEY_LEN]));
        if bytes.len() != KEY_LEN {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    /// The raw key, for wrapping it and for writing the key file.
    pub(crate) fn expose(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    /// Encrypts `plain` for `place`. The result is 29 bytes longer than `plain`.
    ///
    /// # Errors
    /// [`SealError::NoRandomness`], [`SealError::TooLong`].
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE_LEN];
        fill_random(&mut nonce)?;
        let aad = place.associated_data()?;

        let mut sealed = Vec::with_capacity(1 + NONCE_LEN + plain.len() + TAG_LEN);
        sealed.push(VERSION);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(plain);
        let tag = self
            .cipher()?
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(aad),
                &mut sealed[1 + NONCE_LEN..],
            )
            .map_err(|_| SealError::TooLong)?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Decrypts what [`seal`](Self::seal) made for the same place. The plaintext is wiped when dropped.
    ///
    /// # Errors
    /// [`SealError::TooShort`], [`SealError::UnknownVersion`], [`SealError::NotAuthentic`].
    pub fn open(&self, place: &Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (&version, rest) = sealed.split_first().ok_or(SealError::TooShort)?;
        if version != VERSION {
            return Err(SealError::UnknownVersion(version));
        }
        let (nonce, body) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::TooShort)?;
        if body.len() < TAG_LEN {
            return Err(SealError::TooShort);
        }
        let aad = place.associated_data()?;
        let mut plain = Zeroizing::new(body.to_vec());
        let length = self
            .cipher()?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(aad), &mut plain)
            .map_err(|_| SealError::NotAuthentic)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }

    /// Key material for another purpose, by HKDF-SHA256. `info` names the purpose; its parts are simply joined, so
    /// only the last of them may vary in length.
    pub(crate) fn derive<const N: usize>(&self, salt: &[u8], info: &[&[u8]]) -> Result<Zeroizing<[u8; N]>, SealError> {
        struct Length(usize);
        impl KeyType for Length {
            fn len(&self) -> usize {
                self.0
            }
        }
        let mut output = Zeroizing::new([0; N]);
        Salt::new(HKDF_SHA256, salt)
            .extract(self.0.as_slice())
            .expand(info, Length(N))
            .and_then(|material| material.fill(output.as_mut_slice()))
            .map_err(|_| SealError::TooLong)?;
        Ok(output)
    }

    fn cipher(&self) -> Result<LessSafeKey, SealError> {
        cipher(self.0.as_slice())
    }
}

impl Drop for DataKey {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

impl ZeroizeOnDrop for DataKey {}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(redacted)")
    }
}

/// An AES-256-GCM key. Fails only for a slice that is not 32 bytes long.
pub(crate) fn cipher(key: &[u8]) -> Result<LessSafeKey, SealError> {
    UnboundKey::new(&AES_256_GCM, key)
        .map(LessSafeKey::new)
        .map_err(|_| SealError::NotAuthentic)
}

/// Fills `bytes` from the operating system's generator.
pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), SealError> {
    SystemRandom::new().fill(bytes).map_err(|_| SealError::NoRandomness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLACE: Place<'static> = Place {
        table: "notes",
        row: Uuid::from_u128(7),
        column: "body",
    };

    #[test]
    fn every_changed_bit_and_every_missing_byte_is_noticed() {
        let key = DataKey::generate().unwrap();
        let sealed = key.seal(&PLACE, b"client reports sleeping well").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(key.open(&PLACE, &changed).is_err(), "bit {bit}");
        }
        for length in 0..sealed.len() {
            assert!(key.open(&PLACE, &sealed[..length]).is_err(), "length {length}");
        }
    }

    #[test]
    fn a_value_opens_only_at_the_place_it_was_sealed_for() {
        let key = DataKey::generate().unwrap();
        let sealed = key.seal(&PLACE, b"text").unwrap();
        for moved in [
            Place {
                table: "transcripts",
                ..PLACE
            },
            Place {
                row: Uuid::from_u128(8),
                ..PLACE
            },
            Place {
                column: "summary",
                ..PLACE
            },
            Place {
                table: "note",
                column: "sbody",
                ..PLACE
            },
        ] {
            assert_eq!(
                key.open(&moved, &sealed).unwrap_err(),
                SealError::NotAuthentic,
                "{moved:?}"
            );
        }
    }

    #[test]
    fn another_key_does_not_open_a_value() {
        let sealed = DataKey::generate().unwrap().seal(&PLACE, b"text").unwrap();
        assert_eq!(
            DataKey::generate().unwrap().open(&PLACE, &sealed).unwrap_err(),
            SealError::NotAuthentic
        );
    }

    #[test]
    fn sealing_the_same_text_twice_gives_unlike_values() {
        let key = DataKey::generate().unwrap();
        assert_ne!(key.seal(&PLACE, b"text").unwrap(), key.seal(&PLACE, b"text").unwrap());
    }

    #[test]
    fn a_later_format_is_named_in_the_error() {
        let key = DataKey::generate().unwrap();
        let mut sealed = key.seal(&PLACE, b"text").unwrap();
        sealed[0] = 9;
        assert_eq!(key.open(&PLACE, &sealed).unwrap_err(), SealError::UnknownVersion(9));
    }

    #[test]
    fn a_key_prints_nothing_of_itself() {
        let key = DataKey::from_slice(&[0xAB; KEY_LEN]).unwrap();
        assert_eq!(format!("{key:?}"), "DataKey(redacted)");
        assert!(DataKey::from_slice(&[0xAB; KEY_LEN - 1]).is_none());
    }

    #[test]
    fn derived_keys_differ_by_salt_and_by_purpose() {
        let key = DataKey::generate().unwrap();
        let first = key.derive::<32>(b"salt", &[b"one"]).unwrap();
        assert_eq!(*first, *key.derive::<32>(b"salt", &[b"one"]).unwrap());
        assert_ne!(*first, *key.derive::<32>(b"salt", &[b"two"]).unwrap());
        assert_ne!(*first, *key.derive::<32>(b"tlas", &[b"one"]).unwrap());
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_unchanged(plain: Vec<u8>, table: String, column: String, row: u128) {
            let key = DataKey::generate().unwrap();
            let place = Place { table: &table, row: Uuid::from_u128(row), column: &column };
            let sealed = key.seal(&place, &plain).unwrap();
            prop_assert_eq!(sealed.len(), plain.len() + 29);
            prop_assert_eq!(&*key.open(&place, &sealed).unwrap(), &plain);
        }

        #[test]
        fn places_never_share_an_encoding(a in "[ab]{0,4}", b in "[ab]{0,4}", c in "[ab]{0,4}", d in "[ab]{0,4}") {
            let row = Uuid::from_u128(1);
            let (one, two) = (Place { table: &a, row, column: &b }, Place { table: &c, row, column: &d });
            prop_assert_eq!(one == two, one.associated_data() == two.associated_data());
        }
    }
}
