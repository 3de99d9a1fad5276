//! One-time tokens that were mailed. Stored hashed; a token is spent in the statement that finds it.

use domain::account_token::Purpose;
use domain::{Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx};

/// Makes a token valid until `expires_at`, in the place of every other unspent one of its purpose. A token that is issued again,
/// because its mail is sent again, lasts longer. `false` when it was spent already: there is nothing left to send.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Constraint`] when there is no such account.
pub async fn issue(
    tx: &mut Tx,
    user: UserId,
    purpose: Purpose,
    hash: &[u8; 32],
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    const REPLACE: &str = "DELETE FROM account_tokens
                            WHERE user_id = $1 AND purpose = $2 AND spent_at IS NULL AND token <> $3";
    const SQL: &str = "INSERT INTO account_tokens (token, user_id, purpose, expires_at, created_at)
                       VALUES ($1, $2, $3, $4, $5)
                       ON CONFLICT (token) DO UPDATE SET expires_at = excluded.expires_at
                        WHERE account_tokens.spent_at IS NULL";
    on!(tx, c => {
        sqlx::query(REPLACE).bind(user.uuid()).bind(purpose.as_str()).bind(&hash[..]).execute(c).await?;
    });
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(&hash[..]).bind(user.uuid()).bind(purpose.as_str()).bind(expires_at.micros()).bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Spends a token. `None` when it is unknown, spent, expired, or good for something else.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn spend(tx: &mut Tx, purpose: Purpose, hash: &[u8; 32], now: Timestamp) -> Result<Option<UserId>> {
    const SQL: &str = "UPDATE account_tokens SET spent_at = $3
                        WHERE token = $1 AND purpose = $2 AND spent_at IS NULL AND expires_at > $3 RETURNING user_id";
    let row: Option<(Uuid,)> = on!(tx, c =>
        sqlx::query_as(SQL).bind(&hash[..]).bind(purpose.as_str()).bind(now.micros()).fetch_optional(c).await?);
    Ok(row.map(|(user,)| UserId::from(user)))
}

/// Forgets tokens that ran out before this moment. Returns how many.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn forget_expired(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM account_tokens WHERE expires_at < $1";
    Ok(on!(tx, c => sqlx::query(SQL).bind(before.micros()).execute(c).await?.rows_affected()))
}
