//! The trail of deeds, written in the transaction of the deed.
//!
//! The trail is a chain: every entry's hash covers the entry and the hash before it ([`chain`]), so an entry that is changed,
//! removed, added or moved breaks the chain at its place ([`fn@verify`]). Whoever adds an entry locks the head first, so entries
//! of transactions that run side by side on a server still form one line. From time to time the head is signed
//! ([`checkpoints`]) and the signed statement is written outside the database ([`witness`]), where somebody who can rebuild the
//! chain cannot reach it. `docs/audit.md` says what this proves and what it does not.

pub mod chain;
pub mod checkpoints;
mod verify;
pub mod witness;

use domain::Timestamp;
use domain::audit::{Deed, Entry, Outcome};
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use crate::db::on;
use crate::{Error, Result, Tx, dialect};

pub use chain::{Hash, Line};
pub use verify::{Broken, Fault, Report, Trusted, verify};

/// Adds one line. The head stays locked until the transaction ends, so this belongs near its end.
///
/// # Errors
/// [`Error::Driver`]; [`Error::Inconsistent`] when the record of where the trail ends is gone: then nothing is done, because
/// nothing can be noted.
pub async fn record(tx: &mut Tx, now: Timestamp, entry: Entry<'_>) -> Result<()> {
    const SQL: &str = "INSERT INTO audit (seq, at, actor, login, deed, record, outcome, reason, address, agent, hash)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    const HEAD: &str = "UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1";
    let lock = dialect::LOCK_AUDIT_HEAD.on(tx);
    let head: Option<(i64, Vec<u8>)> = on!(tx, c => sqlx::query_as(lock).fetch_optional(c).await?);
    let head = head.and_then(|(seq, hash)| Some((seq, Hash::try_from(hash).ok()?)));
    let Some((last, previous)) = head else {
        return Err(Error::Inconsistent("no record of where the audit trail ends".into()));
    };
    let line = Line::new(last + 1, now, &entry);
    let hash = chain::link(&previous, &line);
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(line.seq).bind(line.at.micros()).bind(line.actor).bind(line.login).bind(&line.deed).bind(line.record)
            .bind(&line.outcome).bind(&line.reason).bind(&line.address).bind(&line.agent).bind(&hash[..])
            .execute(c).await?;
    });
    on!(tx, c => { sqlx::query(HEAD).bind(line.seq).bind(&hash[..]).execute(c).await?; });
    Ok(())
}

/// Where the trail ends: the last entry's number and hash, as they were when it was written.
///
/// # Errors
/// [`Error::Driver`].
pub async fn head(tx: &mut Tx) -> Result<Option<(i64, Vec<u8>)>> {
    const SQL: &str = "SELECT seq, hash FROM audit_head WHERE id = 1";
    Ok(on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await?))
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: i64,
    actor: Option<Uuid>,
    login: Option<Uuid>,
    deed: String,
    record: Option<Uuid>,
    outcome: String,
    reason: Option<String>,
    address: Option<String>,
    agent: Option<String>,
    hash: Vec<u8>,
}

/// An entry as it stands in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// What it says.
    pub line: Line,
    /// The hash that was stored with it.
    pub hash: Vec<u8>,
}

impl From<Row> for Stored {
    fn from(row: Row) -> Self {
        Self {
            line: Line {
                seq: row.seq,
                at: Timestamp::from_micros(row.at),
                actor: row.actor,
                login: row.login,
                deed: row.deed,
                record: row.record,
                outcome: row.outcome,
                reason: row.reason,
                address: row.address,
                agent: row.agent,
            },
            hash: row.hash,
        }
    }
}

/// A row of the trail, whatever somebody made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Found {
    seq: i64,
    /// `None` when it cannot even be read, such as an id of seven bytes.
    stored: Option<Stored>,
}

/// The rows behind `after`, in order.
async fn page(tx: &mut Tx, after: i64, limit: i64) -> Result<Vec<Found>> {
    const SQL: &str = "SELECT seq, at, actor, login, deed, record, outcome, reason, address, agent, hash FROM audit
                        WHERE seq > $1 ORDER BY seq LIMIT $2";
    on!(tx, c => {
        let rows = sqlx::query(SQL).bind(after).bind(limit).fetch_all(c).await?;
        rows.iter()
            .map(|row| {
                Ok(Found {
                    seq: row.try_get("seq")?,
                    stored: Row::from_row(row).ok().map(Stored::from),
                })
            })
            .collect()
    })
}

/// Which entries to list.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Not before this moment.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// Of this account.
    pub actor: Option<Uuid>,
    /// About this record.
    pub record: Option<Uuid>,
    /// This deed.
    pub deed: Option<Deed>,
    /// With this end.
    pub outcome: Option<Outcome>,
}

/// An entry with the name of whoever did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The entry.
    pub stored: Stored,
    /// The name of the account, as it is today.
    pub actor_name: Option<String>,
}

#[derive(FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    row: Row,
    actor_name: Option<String>,
}

impl From<ListedRow> for Listed {
    fn from(listed: ListedRow) -> Self {
        Self {
            stored: listed.row.into(),
            actor_name: listed.actor_name,
        }
    }
}

/// The newest entries before the number `before`, newest first.
///
/// # Errors
/// [`Error::Driver`].
pub async fn newest(tx: &mut Tx, filter: &Filter, before: i64, limit: i64) -> Result<Vec<Listed>> {
    const SQL: &str =
        "SELECT a.seq, a.at, a.actor, a.login, a.deed, a.record, a.outcome, a.reason, a.address, a.agent, a.hash,
                              u.full_name AS actor_name
                         FROM audit a LEFT JOIN users u ON u.id = a.actor
                        WHERE a.seq < $1
                          AND ($2 IS NULL OR a.at >= $2) AND ($3 IS NULL OR a.at < $3)
                          AND ($4 IS NULL OR a.actor = $4) AND ($5 IS NULL OR a.record = $5)
                          AND ($6 IS NULL OR a.deed = $6) AND ($7 IS NULL OR a.outcome = $7)
                        ORDER BY a.seq DESC LIMIT $8";
    let rows: Vec<ListedRow> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(before)
            .bind(filter.from.map(Timestamp::micros)).bind(filter.to.map(Timestamp::micros))
            .bind(filter.actor).bind(filter.record)
            .bind(filter.deed.map(Deed::as_str)).bind(filter.outcome.map(Outcome::as_str))
            .bind(limit)
            .fetch_all(c).await?);
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// The entries behind the number `after` and up to `until`, oldest first.
///
/// # Errors
/// [`Error::Driver`].
pub async fn oldest(tx: &mut Tx, filter: &Filter, after: i64, until: i64, limit: i64) -> Result<Vec<Listed>> {
    const SQL: &str =
        "SELECT a.seq, a.at, a.actor, a.login, a.deed, a.record, a.outcome, a.reason, a.address, a.agent, a.hash,
                              u.full_name AS actor_name
                         FROM audit a LEFT JOIN users u ON u.id = a.actor
                        WHERE a.seq > $1 AND a.seq <= $9
                          AND ($2 IS NULL OR a.at >= $2) AND ($3 IS NULL OR a.at < $3)
                          AND ($4 IS NULL OR a.actor = $4) AND ($5 IS NULL OR a.record = $5)
                          AND ($6 IS NULL OR a.deed = $6) AND ($7 IS NULL OR a.outcome = $7)
                        ORDER BY a.seq LIMIT $8";
    let rows: Vec<ListedRow> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(after)
            .bind(filter.from.map(Timestamp::micros)).bind(filter.to.map(Timestamp::micros))
            .bind(filter.actor).bind(filter.record)
            .bind(filter.deed.map(Deed::as_str)).bind(filter.outcome.map(Outcome::as_str))
            .bind(limit).bind(until)
            .fetch_all(c).await?);
    Ok(rows.into_iter().map(Listed::from).collect())
}

/// How often each deed was done to a record, sorted by deed.
///
/// # Errors
/// [`Error::Driver`].
pub async fn counts(tx: &mut Tx, record: Uuid) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT deed, COUNT(*) FROM audit WHERE record = $1 GROUP BY deed ORDER BY deed";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(record).fetch_all(c).await?))
}
