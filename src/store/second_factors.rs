//! Second factors.

use domain::UserId;

use crate::db::on;
use crate::{Result, Tx};

/// Removes a person's second factor with its recovery codes, confirmed or not. Returns whether a confirmed one was there.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn remove(tx: &mut Tx, user: UserId) -> Result<bool> {
    const CODES: &str = "DELETE FROM recovery_codes WHERE user_id = $1";
    const FACTOR: &str = "DELETE FROM second_factors WHERE user_id = $1 RETURNING confirmed_at";
    on!(tx, c => { sqlx::query(CODES).bind(user.uuid()).execute(c).await?; });
    let row: Option<(Option<i64>,)> = on!(tx, c => sqlx::query_as(FACTOR).bind(user.uuid()).fetch_optional(c).await?);
    Ok(row.is_some_and(|(confirmed_at,)| confirmed_at.is_some()))
}
