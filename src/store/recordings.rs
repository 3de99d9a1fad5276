//! The keys of recordings. A recording is encrypted with a key of its own, which is stored sealed with its session's key, so that
//! it can be destroyed while the words that were heard in it stay. Recordings from before there was such a key are encrypted
//! with the session's.

use std::collections::HashSet;

use domain::{SessionId, Timestamp};
use uuid::Uuid;

use crate::db::on;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx, dialect};

fn place(id: SessionId) -> Place<'static> {
    Place {
        table: "sessions",
        row: id.uuid(),
        column: "audio_key",
    }
}

/// Stores the key of a recording, sealed with its session's.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Driver`].
pub async fn set_key(tx: &mut Tx, session_key: &DataKey, id: SessionId, key: &DataKey) -> Result<()> {
    const SQL: &str = "UPDATE sessions SET audio_key = $2 WHERE id = $1";
    let sealed = session_key.seal(&place(id), key.expose())?;
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).bind(sealed).execute(c).await?; });
    Ok(())
}

/// The key that opens a session's recording; `None` once it was destroyed.
///
/// # Errors
/// [`Error::Sealed`] when it does not open with this session's key.
pub async fn key(tx: &mut Tx, session_key: &DataKey, id: SessionId) -> Result<Option<DataKey>> {
    const SQL: &str = "SELECT audio_key FROM sessions WHERE id = $1 AND audio_deleted_at IS NULL";
    let row: Option<(Option<Vec<u8>>,)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    let key = match row {
        None => return Ok(None),
        Some((None,)) => DataKey::from_slice(session_key.expose()),
        Some((Some(sealed),)) => DataKey::from_slice(&session_key.open(&place(id), &sealed)?),
    };
    let key = key.ok_or_else(|| Error::Inconsistent("sessions.audio_key holds no key".into()))?;
    Ok(Some(key))
}

/// When a session's recording was destroyed, if it was.
///
/// # Errors
/// [`Error::Driver`].
pub async fn deleted_at(tx: &mut Tx, id: SessionId) -> Result<Option<Timestamp>> {
    const SQL: &str = "SELECT audio_deleted_at FROM sessions WHERE id = $1";
    let row: Option<(Option<i64>,)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    Ok(row.and_then(|(at,)| at).map(Timestamp::from_micros))
}

/// Destroys the key of a session's recording, and with `words` the session's key, which opens everything else. Returns whether
/// there was anything to destroy.
///
/// # Errors
/// [`Error::Driver`].
pub async fn destroy(tx: &mut Tx, id: SessionId, words: bool, now: Timestamp) -> Result<bool> {
    const SQL: &str =
        "UPDATE sessions SET audio_key = NULL, audio_deleted_at = COALESCE(audio_deleted_at, $3), updated_at = $3,
                              session_key = CASE WHEN $2 THEN NULL ELSE session_key END
                        WHERE id = $1 AND (audio_deleted_at IS NULL OR ($2 AND session_key IS NOT NULL))";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(words).bind(now.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Whether anything still needs a file with this name: a session whose recording was not destroyed.
///
/// # Errors
/// [`Error::Driver`].
pub async fn is_needed(tx: &mut Tx, file: Uuid) -> Result<bool> {
    const SQL: &str = "SELECT id FROM sessions WHERE id = $1 AND audio_deleted_at IS NULL";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(file).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// The names of all files that something needs, as [`is_needed`] tells of one.
///
/// # Errors
/// [`Error::Driver`].
pub async fn needed(tx: &mut Tx) -> Result<HashSet<Uuid>> {
    const SQL: &str = "SELECT id FROM sessions WHERE audio_deleted_at IS NULL";
    let rows: Vec<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// A session that failed and still has its recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed {
    /// The session.
    pub id: SessionId,
    /// When it failed.
    pub since: Timestamp,
}

/// Sessions that failed before this moment and still have their recording, oldest first.
///
/// # Errors
/// [`Error::Driver`].
pub async fn failed_before(tx: &mut Tx, before: Timestamp) -> Result<Vec<Failed>> {
    const SQL: &str = "SELECT id, updated_at FROM sessions
                        WHERE status = 'failed' AND audio_deleted_at IS NULL AND updated_at < $1 ORDER BY updated_at, id";
    let rows: Vec<(Uuid, i64)> = on!(tx, c => sqlx::query_as(SQL).bind(before.micros()).fetch_all(c).await?);
    let failed = rows.into_iter().map(|(id, since)| Failed {
        id: SessionId::from(id),
        since: Timestamp::from_micros(since),
    });
    Ok(failed.collect())
}

/// Keeps others from changing a session's row until the transaction ends. SQLite has one writer.
///
/// # Errors
/// [`Error::Driver`].
pub async fn lock(tx: &mut Tx, id: SessionId) -> Result<()> {
    let sql = dialect::LOCK_SESSION.on(tx);
    on!(tx, c => { sqlx::query(sql).bind(id.uuid()).fetch_optional(c).await?; });
    Ok(())
}
