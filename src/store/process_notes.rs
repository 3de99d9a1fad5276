//! Process notes: a therapist's own analysis of a session, which is no part of the record. Each is sealed with a key of its own,
//! wrapped by the practice's key and destroyed with the note; the session's key opens none. Every statement names the author, so
//! that nobody else's can be read by mistake.

use domain::ids::new_uuid;
use domain::{SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::keys::PracticeKey;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

/// A process note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessNote {
    /// Its words.
    pub text: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    note_key: Vec<u8>,
    body: Vec<u8>,
    created_at: i64,
    updated_at: i64,
}

fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "process_notes",
        row: id,
        column: "body",
    }
}

fn unwrap(practice: &PracticeKey, id: Uuid, wrapped: &[u8]) -> Result<DataKey> {
    let key = practice.unwrap(id, wrapped);
    key.map_err(|_| {
        Error::Inconsistent(format!(
            "the key of process note {id} does not open with this practice's key"
        ))
    })
}

async fn row(tx: &mut Tx, session: SessionId, author: UserId) -> Result<Option<Row>> {
    const SQL: &str = "SELECT id, note_key, body, created_at, updated_at FROM process_notes
                        WHERE session_id = $1 AND author_id = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(session.uuid()).bind(author.uuid()).fetch_optional(c).await?))
}

/// The author's process note on a session.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn find(
    tx: &mut Tx,
    practice: &PracticeKey,
    session: SessionId,
    author: UserId,
) -> Result<Option<ProcessNote>> {
    let Some(row) = row(tx, session, author).await? else {
        return Ok(None);
    };
    let key = unwrap(practice, row.id, &row.note_key)?;
    let plain = key.open(&place(row.id), &row.body)?;
    let text =
        String::from_utf8(plain.to_vec()).map_err(|_| Error::Inconsistent("process_notes.body is no text".into()))?;
    Ok(Some(ProcessNote {
        text,
        created_at: Timestamp::from_micros(row.created_at),
        updated_at: Timestamp::from_micros(row.updated_at),
    }))
}

/// Writes the author's process note on a session, in place of an earlier text.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn write(
    tx: &mut Tx,
    practice: &PracticeKey,
    session: SessionId,
    author: UserId,
    text: &str,
    now: Timestamp,
) -> Result<()> {
    const INSERT: &str = "INSERT INTO process_notes (id, session_id, author_id, note_key, body, created_at, updated_at)
                          VALUES ($1, $2, $3, $4, $5, $6, $6)";
    const UPDATE: &str = "UPDATE process_notes SET body = $2, updated_at = $3 WHERE id = $1";
    if let Some(row) = row(tx, session, author).await? {
        let key = unwrap(practice, row.id, &row.note_key)?;
        let body = key.seal(&place(row.id), text.as_bytes())?;
        on!(tx, c => { sqlx::query(UPDATE).bind(row.id).bind(body).bind(now.micros()).execute(c).await?; });
        return Ok(());
    }
    let (id, key) = (new_uuid(now), DataKey::generate()?);
    let wrapped = practice
        .wrap(id, &key)
        .map_err(|_| Error::Inconsistent("the key of a process note could not be wrapped".into()))?;
    let body = key.seal(&place(id), text.as_bytes())?;
    on!(tx, c => {
        sqlx::query(INSERT)
            .bind(id).bind(session.uuid()).bind(author.uuid()).bind(wrapped).bind(body).bind(now.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Destroys the author's process note on a session, with its key. Returns whether there was one.
///
/// # Errors
/// [`Error::Driver`].
pub async fn delete(tx: &mut Tx, session: SessionId, author: UserId) -> Result<bool> {
    const SQL: &str = "DELETE FROM process_notes WHERE session_id = $1 AND author_id = $2";
    let removed =
        on!(tx, c => sqlx::query(SQL).bind(session.uuid()).bind(author.uuid()).execute(c).await?.rows_affected());
    Ok(removed == 1)
}
