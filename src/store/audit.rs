//! The trail of deeds, written in the transaction of the deed.
//!
//! The trail is a chain: every entry's hash covers the entry and the hash before it, so an entry that is changed, removed,
//! added or moved breaks the chain at its place. Whoever adds an entry locks the head first, so entries of transactions that
//! run side by side on a server still form one line.

use domain::Timestamp;
use domain::audit::Entry;
use ring::digest::{Context, SHA256};
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx, dialect};

/// The hash before the first entry.
const GENESIS: [u8; 32] = [0; 32];

/// Adds one line.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn record(tx: &mut Tx, now: Timestamp, entry: Entry<'_>) -> Result<()> {
    const HEAD: &str = "UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1";
    const FIRST: &str = "INSERT INTO audit_head (id, seq, hash) VALUES (1, $1, $2) ON CONFLICT DO NOTHING";
    const SQL: &str = "INSERT INTO audit (seq, at, actor, login, deed, record, outcome, reason, address, agent, hash)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, c => { sqlx::query(FIRST).bind(0i64).bind(&GENESIS[..]).execute(c).await?; });
    let lock = dialect::LOCK_AUDIT_HEAD.on(tx);
    let (last, previous): (i64, Vec<u8>) = on!(tx, c => sqlx::query_as(lock).fetch_one(c).await?);
    let seq = last + 1;
    let actor = entry.by.user().map(|user| user.uuid());
    let login = entry.by.login().map(|login| login.uuid());
    let origin = entry.by.origin();
    let address = origin.and_then(|origin| origin.address).map(|address| address.to_string());
    let agent = origin.and_then(|origin| origin.agent.as_deref());
    let hash = {
        let mut fields = Context::new(&SHA256);
        fields.update(&previous);
        fields.update(&seq.to_be_bytes());
        fields.update(&now.micros().to_be_bytes());
        let ids = [actor, login, entry.record].map(|id| id.map(|id| id.as_bytes().to_vec()));
        let words = [
            Some(entry.deed.as_str()),
            Some(entry.outcome.as_str()),
            entry.reason,
            address.as_deref(),
            agent,
        ];
        for field in ids.into_iter().chain(words.map(|word| word.map(|word| word.as_bytes().to_vec()))) {
            // Absent and empty differ, and no two lists of fields share an encoding.
            match field {
                None => fields.update(&[0]),
                Some(bytes) => {
                    fields.update(&[1]);
                    fields.update(&(bytes.len() as u64).to_be_bytes());
                    fields.update(&bytes);
                }
            }
        }
        fields.finish()
    };
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(seq).bind(now.micros()).bind(actor).bind(login).bind(entry.deed.as_str()).bind(entry.record)
            .bind(entry.outcome.as_str()).bind(entry.reason).bind(address).bind(agent).bind(hash.as_ref())
            .execute(c).await?;
    });
    on!(tx, c => { sqlx::query(HEAD).bind(seq).bind(hash.as_ref()).execute(c).await?; });
    Ok(())
}

/// How often each deed was done to a record, sorted by deed.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn counts(tx: &mut Tx, record: Uuid) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT deed, COUNT(*) FROM audit WHERE record = $1 GROUP BY deed ORDER BY deed";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(record).fetch_all(c).await?))
}
