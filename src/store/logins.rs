//! Signed-in devices (table `auth_sessions`). Refresh tokens are stored hashed.

use domain::user::{Caller, Role};
use domain::{LoginId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::{Result, Tx};

/// A new login.
pub struct NewLogin {
    /// Identifier, named in every access token.
    pub id: LoginId,
    /// Whose.
    pub user: UserId,
    /// SHA-256 of the refresh token.
    pub refresh_hash: [u8; 32],
    /// When the refresh token stops working.
    pub expires_at: Timestamp,
    /// Now.
    pub created_at: Timestamp,
}

/// Adds a login.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn insert(tx: &mut Tx, login: &NewLogin) -> Result<()> {
    const SQL: &str = "INSERT INTO auth_sessions (id, user_id, refresh_token, expires_at, is_revoked, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(login.id.uuid()).bind(login.user.uuid()).bind(&login.refresh_hash[..])
            .bind(login.expires_at.micros()).bind(false).bind(login.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// The caller behind a login that is neither revoked nor expired and whose account is active.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn live(tx: &mut Tx, id: LoginId, now: Timestamp) -> Result<Option<Caller>> {
    const SQL: &str = "SELECT u.id, u.role FROM auth_sessions a JOIN users u ON u.id = a.user_id
                        WHERE a.id = $1 AND a.is_revoked = $2 AND a.expires_at > $3 AND u.is_active = $4";
    let row: Option<(Uuid, String)> = on!(tx, c =>
        sqlx::query_as(SQL).bind(id.uuid()).bind(false).bind(now.micros()).bind(true).fetch_optional(c).await?);
    row.map(|(user, role)| {
        let role: Role = role.parse().map_err(|_| unknown("users.role", &role))?;
        Ok(Caller {
            user: UserId::from(user),
            login: id,
            role,
        })
    })
    .transpose()
}

/// The login a refresh token belongs to, if it is live.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn by_refresh(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<Option<(LoginId, UserId)>> {
    const SQL: &str = "SELECT id, user_id FROM auth_sessions
                        WHERE refresh_token = $1 AND is_revoked = $2 AND expires_at > $3";
    let row: Option<(Uuid, Uuid)> = on!(tx, c =>
        sqlx::query_as(SQL).bind(&hash[..]).bind(false).bind(now.micros()).fetch_optional(c).await?);
    Ok(row.map(|(id, user)| (LoginId::from(id), UserId::from(user))))
}

/// Ends a login. Returns whether it was live.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn revoke(tx: &mut Tx, id: LoginId) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions SET is_revoked = $2 WHERE id = $1 AND is_revoked = $3";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(true).bind(false).execute(c).await?.rows_affected()) == 1)
}
