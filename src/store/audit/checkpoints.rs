//! Signed statements of where the trail ended at a moment (Ed25519, RFC 8032).
//!
//! ```text
//! signature = Ed25519( "therapybridge audit checkpoint 1\n" ‖ seq ‖ at ‖ hash(seq) )
//! seq, at   = 8 bytes each, big-endian, two's complement; at is in microseconds since 1970 (UTC)
//! ```
//!
//! Whoever can write to the database can build another chain, but cannot sign for it. Checking needs no secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use zeroize::Zeroizing;

use crate::audit::Hash;
use crate::db::on;
use crate::{Error, Result, Tx};

/// Names what is signed and the version of this encoding.
const KIND: &[u8] = b"therapybridge audit checkpoint 1\n";

/// A statement that the trail's entry `seq` had this hash. Its parts are kept as they were found, sound or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last entry it covers.
    pub seq: i64,
    /// When it was signed.
    pub at: Timestamp,
    /// That entry's hash.
    pub hash: Vec<u8>,
    /// Whose signature it is.
    pub public_key: Vec<u8>,
    /// The signature.
    pub signature: Vec<u8>,
}

impl Checkpoint {
    /// Whether the signature is that of its public key. Whether the key is to be trusted is another question.
    pub fn is_signed(&self) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public_key)
            .verify(&statement(self.seq, self.at, &self.hash), &self.signature)
            .is_ok()
    }
}

fn statement(seq: i64, at: Timestamp, hash: &[u8]) -> Vec<u8> {
    [KIND, &seq.to_be_bytes(), &at.micros().to_be_bytes(), hash].concat()
}

/// The key that signs checkpoints.
pub struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// A new key as text: PKCS#8 in base64.
    ///
    /// # Errors
    /// [`Error::Unusable`] when the machine gives no randomness.
    pub fn generate() -> Result<Zeroizing<String>> {
        let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
            .map_err(|_| Error::Unusable("the machine gives no random numbers".into()))?;
        Ok(Zeroizing::new(STANDARD.encode(document.as_ref())))
    }

    /// Reads what [`generate`](Self::generate) made.
    ///
    /// # Errors
    /// [`Error::Unusable`].
    pub fn parse(text: &str) -> Result<Self> {
        let damaged = || Error::Unusable("the key that signs the audit trail is damaged".into());
        let document = Zeroizing::new(STANDARD.decode(text.trim()).map_err(|_| damaged())?);
        Ok(Self(Ed25519KeyPair::from_pkcs8(&document).map_err(|_| damaged())?))
    }

    /// The public half.
    pub fn public(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// Signs that entry `seq` has this hash.
    pub fn sign(&self, seq: i64, at: Timestamp, hash: &Hash) -> Checkpoint {
        Checkpoint {
            seq,
            at,
            hash: hash.to_vec(),
            public_key: self.public().to_vec(),
            signature: self.0.sign(&statement(seq, at, hash)).as_ref().to_vec(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: i64,
    hash: Vec<u8>,
    public_key: Vec<u8>,
    signature: Vec<u8>,
}

impl From<Row> for Checkpoint {
    fn from(row: Row) -> Self {
        Self {
            seq: row.seq,
            at: Timestamp::from_micros(row.at),
            hash: row.hash,
            public_key: row.public_key,
            signature: row.signature,
        }
    }
}

/// Stores a checkpoint.
///
/// # Errors
/// [`Error::Constraint`] when there is one of this entry: another server was faster.
pub async fn insert(tx: &mut Tx, checkpoint: &Checkpoint) -> Result<()> {
    const SQL: &str =
        "INSERT INTO audit_checkpoints (seq, at, hash, public_key, signature) VALUES ($1, $2, $3, $4, $5)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(checkpoint.seq).bind(checkpoint.at.micros()).bind(&checkpoint.hash)
            .bind(&checkpoint.public_key).bind(&checkpoint.signature)
            .execute(c).await?;
    });
    Ok(())
}

/// The checkpoint of the newest entry.
///
/// # Errors
/// [`Error::Driver`].
pub async fn last(tx: &mut Tx) -> Result<Option<Checkpoint>> {
    const SQL: &str = "SELECT seq, at, hash, public_key, signature FROM audit_checkpoints ORDER BY seq DESC LIMIT 1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await?);
    Ok(row.map(Checkpoint::from))
}

/// The checkpoints of entry `from` and later ones, in order.
///
/// # Errors
/// [`Error::Driver`].
pub async fn since(tx: &mut Tx, from: i64) -> Result<Vec<Checkpoint>> {
    const SQL: &str = "SELECT seq, at, hash, public_key, signature FROM audit_checkpoints WHERE seq >= $1 ORDER BY seq";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(from).fetch_all(c).await?);
    Ok(rows.into_iter().map(Checkpoint::from).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_covers_every_part() {
        let key = SigningKey::parse(&SigningKey::generate().expect("random numbers")).expect("the key is whole");
        let signed = key.sign(7, Timestamp::from_micros(9), &[3; 32]);
        assert!(signed.is_signed());
        let changes: [fn(&mut Checkpoint); 5] = [
            |it| it.seq += 1,
            |it| it.at = Timestamp::from_micros(10),
            |it| it.hash[0] ^= 1,
            |it| it.public_key[0] ^= 1,
            |it| it.signature[0] ^= 1,
        ];
        for change in changes {
            let mut changed = signed.clone();
            change(&mut changed);
            assert!(!changed.is_signed(), "{changed:?}");
        }
    }

    #[test]
    fn a_damaged_key_is_refused() {
        for text in ["", "AAAA", "not base64!"] {
            assert!(SigningKey::parse(text).is_err(), "{text:?}");
        }
    }
}
