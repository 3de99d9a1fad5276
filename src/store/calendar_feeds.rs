//! The secret addresses under which calendar programs fetch somebody's appointments. Only the hash of the secret is kept.

use domain::{Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx};

/// What is known of somebody's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// Whose appointments.
    pub user: UserId,
    /// When its address was made.
    pub created_at: Timestamp,
    /// When a program last fetched it, to the hour.
    pub fetched_at: Option<Timestamp>,
}

type Row = (Uuid, i64, Option<i64>);

fn feed((user, created_at, fetched_at): Row) -> Feed {
    Feed {
        user: UserId::from(user),
        created_at: Timestamp::from_micros(created_at),
        fetched_at: fetched_at.map(Timestamp::from_micros),
    }
}

/// Somebody's feed, if they have one.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Option<Feed>> {
    const SQL: &str = "SELECT user_id, created_at, fetched_at FROM calendar_feeds WHERE user_id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(user.uuid()).fetch_optional(c).await?);
    Ok(row.map(feed))
}

/// The feed whose secret has this hash.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn by_token(tx: &mut Tx, token: &[u8; 32]) -> Result<Option<Feed>> {
    const SQL: &str = "SELECT user_id, created_at, fetched_at FROM calendar_feeds WHERE token = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(&token[..]).fetch_optional(c).await?);
    Ok(row.map(feed))
}

/// Gives somebody a feed with a secret of this hash, in place of an earlier one.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn replace(tx: &mut Tx, user: UserId, token: &[u8; 32], now: Timestamp) -> Result<()> {
    const SQL: &str = "INSERT INTO calendar_feeds (user_id, token, fetched_at, created_at) VALUES ($1, $2, NULL, $3)
                       ON CONFLICT (user_id) DO UPDATE SET token = excluded.token, fetched_at = NULL,
                                                           created_at = excluded.created_at";
    on!(tx, c => {
        sqlx::query(SQL).bind(user.uuid()).bind(&token[..]).bind(now.micros()).execute(c).await?;
    });
    Ok(())
}

/// Ends somebody's feed. Returns whether there was one.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    const SQL: &str = "DELETE FROM calendar_feeds WHERE user_id = $1";
    let removed = on!(tx, c => sqlx::query(SQL).bind(user.uuid()).execute(c).await?.rows_affected());
    Ok(removed == 1)
}

/// Remembers that a feed was fetched.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn fetched(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE calendar_feeds SET fetched_at = $2 WHERE user_id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(user.uuid()).bind(now.micros()).execute(c).await?; });
    Ok(())
}
