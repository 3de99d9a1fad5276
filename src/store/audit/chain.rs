//! What an entry's hash covers, byte by byte. Writing and verifying call the same [`link`].
//!
//! ```text
//! hash(n)  = SHA-256( "therapybridge audit entry 1\n" ‖ hash(n-1) ‖ seq ‖ at
//!                     ‖ field(actor) ‖ field(login) ‖ field(deed) ‖ field(record)
//!                     ‖ field(outcome) ‖ field(reason) ‖ field(address) ‖ field(agent) )
//! hash(0)  = 32 zero bytes
//! seq, at  = 8 bytes each, big-endian, two's complement; at is in microseconds since 1970 (UTC)
//! field(v) = 00 when v is absent, else 01 ‖ length in bytes (8 bytes, big-endian) ‖ bytes
//! ```
//!
//! The bytes of an id are the 16 of the UUID, those of a word are its UTF-8. Absent and empty differ, and no two entries share
//! an encoding, because every part has a fixed length or says its own.

use domain::Timestamp;
use domain::audit::Entry;
use ring::digest::{SHA256, digest};
use uuid::Uuid;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The hash before the first entry.
pub const GENESIS: Hash = [0; 32];

/// Names what is hashed and the version of this encoding, so that no other bytes this program hashes can be taken for an entry.
const KIND: &[u8] = b"therapybridge audit entry 1\n";

/// One line of the trail in its place. Words are kept as they stand in the table, known or not: whoever changed one is to be
/// found, not to stop the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 1, 2, 3 … without a gap.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The account; `None` for the appliance itself, or somebody who was not signed in.
    pub actor: Option<Uuid>,
    /// The login.
    pub login: Option<Uuid>,
    /// What was done.
    pub deed: String,
    /// To which record.
    pub record: Option<Uuid>,
    /// How it ended.
    pub outcome: String,
    /// Why, as a code.
    pub reason: Option<String>,
    /// Address of the device.
    pub address: Option<String>,
    /// What the device calls itself.
    pub agent: Option<String>,
}

impl Line {
    /// Gives an entry its place.
    pub fn new(seq: i64, at: Timestamp, entry: &Entry<'_>) -> Self {
        let origin = entry.by.origin();
        Self {
            seq,
            at,
            actor: entry.by.user().map(|user| user.uuid()),
            login: entry.by.login().map(|login| login.uuid()),
            deed: entry.deed.as_str().to_owned(),
            record: entry.record,
            outcome: entry.outcome.as_str().to_owned(),
            reason: entry.reason.map(str::to_owned),
            address: origin
                .and_then(|origin| origin.address)
                .map(|address| address.to_string()),
            agent: origin.and_then(|origin| origin.agent.as_deref()).map(str::to_owned),
        }
    }
}

/// The bytes that the hash of an entry is taken of.
pub fn encode(previous: &Hash, line: &Line) -> Vec<u8> {
    let mut bytes = KIND.to_vec();
    bytes.extend(previous);
    bytes.extend(line.seq.to_be_bytes());
    bytes.extend(line.at.micros().to_be_bytes());
    let mut field = |value: Option<&[u8]>| match value {
        None => bytes.push(0),
        Some(value) => {
            bytes.push(1);
            bytes.extend((value.len() as u64).to_be_bytes());
            bytes.extend(value);
        }
    };
    field(line.actor.as_ref().map(|id| &id.as_bytes()[..]));
    field(line.login.as_ref().map(|id| &id.as_bytes()[..]));
    field(Some(line.deed.as_bytes()));
    field(line.record.as_ref().map(|id| &id.as_bytes()[..]));
    field(Some(line.outcome.as_bytes()));
    field(line.reason.as_deref().map(str::as_bytes));
    field(line.address.as_deref().map(str::as_bytes));
    field(line.agent.as_deref().map(str::as_bytes));
    bytes
}

/// The hash of an entry behind the one with the hash `previous`.
pub fn link(previous: &Hash, line: &Line) -> Hash {
    let mut hash = GENESIS;
    hash.copy_from_slice(digest(&SHA256, &encode(previous, line)).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Line {
        Line {
            seq: 7,
            at: Timestamp::from_micros(1_768_813_200_000_001),
            actor: Some(Uuid::from_u128(1)),
            login: None,
            deed: "session_read".into(),
            record: Some(Uuid::from_u128(2)),
            outcome: "done".into(),
            reason: None,
            address: Some("192.0.2.7".into()),
            agent: Some(String::new()),
        }
    }

    /// Made with Python's hashlib from the description at the head of this file.
    #[test]
    fn the_hash_is_the_documented_one() {
        assert_eq!(
            hex::encode(link(&[9; 32], &line())),
            "145bb6c9d105ddf1779b8b60f9f931f8b0e49bc811cada80ea5ce6abcf88ada1"
        );
    }

    #[test]
    fn every_field_counts_and_absent_is_not_empty() {
        let id = Some(Uuid::from_u128(3));
        let changes: [fn(&mut Line, Option<Uuid>); 12] = [
            |line, _| line.seq += 1,
            |line, _| line.at = Timestamp::from_micros(line.at.micros() + 1),
            |line, id| line.actor = id,
            |line, id| line.login = id,
            |line, _| line.deed.push('x'),
            |line, id| line.record = id,
            |line, _| line.record = None,
            |line, _| line.outcome = "failed".into(),
            |line, _| line.reason = Some(String::new()),
            |line, _| line.address = None,
            |line, _| line.agent = None,
            |line, _| line.agent = Some("x".into()),
        ];
        let mut hashes = vec![link(&GENESIS, &line()), link(&[1; 32], &line())];
        for change in changes {
            let mut changed = line();
            change(&mut changed, id);
            hashes.push(link(&GENESIS, &changed));
        }
        let count = hashes.len();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), count);
    }

    #[test]
    fn words_cannot_move_from_one_field_to_the_next() {
        let (mut one, mut other) = (line(), line());
        (one.address, one.agent) = (Some("ab".into()), Some("c".into()));
        (other.address, other.agent) = (Some("a".into()), Some("bc".into()));
        assert_ne!(link(&GENESIS, &one), link(&GENESIS, &other));
    }
}
