//! Transcripts: turns and words with their times, sealed with the session's key.

use domain::transcript::Transcript;
use domain::{SessionId, Timestamp};
use uuid::Uuid;

use crate::db::on;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

fn place(session: SessionId) -> Place<'static> {
    Place {
        table: "transcripts",
        row: session.uuid(),
        column: "body",
    }
}

/// Stores a session's transcript; a second one for the same session is refused.
///
/// # Errors
/// [`Error::Constraint`] when there is one already.
pub async fn insert(tx: &mut Tx, key: &DataKey, id: SessionId, transcript: &Transcript, now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO transcripts (session_id, language, body, created_at) VALUES ($1, $2, $3, $4)";
    let body = serde_json::to_vec(transcript).map_err(|e| Error::Inconsistent(e.to_string()))?;
    let sealed = key.seal(&place(id), &body)?;
    on!(tx, c => {
        sqlx::query(SQL).bind(id.uuid()).bind(&transcript.language).bind(sealed).bind(now.micros()).execute(c).await?;
    });
    Ok(())
}

/// A session's transcript.
///
/// # Errors
/// [`Error::Sealed`] with the wrong key, [`Error::Inconsistent`] when the stored form is unknown.
pub async fn find(tx: &mut Tx, key: &DataKey, id: SessionId) -> Result<Option<Transcript>> {
    const SQL: &str = "SELECT body FROM transcripts WHERE session_id = $1";
    let row: Option<(Vec<u8>,)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(|(sealed,)| {
        let body = key.open(&place(id), &sealed)?;
        serde_json::from_slice(&body).map_err(|_| Error::Inconsistent("transcripts.body is no transcript".into()))
    })
    .transpose()
}

/// Whether a session has a transcript.
///
/// # Errors
/// [`Error::Driver`].
pub async fn exists(tx: &mut Tx, id: SessionId) -> Result<bool> {
    const SQL: &str = "SELECT session_id FROM transcripts WHERE session_id = $1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    Ok(row.is_some())
}
