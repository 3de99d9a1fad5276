//! Signed-in devices (table `auth_sessions`). A row lives as long as the login; its refresh token is replaced at every
//! refresh, and the spent one is remembered, so that a stolen copy gives itself away. Tokens are stored hashed.

use std::sync::Arc;

use domain::user::Role;
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
    /// Whether the tokens are cookies of a browser.
    pub is_browser: bool,
    /// When it ends however often it is refreshed.
    pub ends_at: Option<Timestamp>,
    /// When the second factor was shown.
    pub second_factor_at: Option<Timestamp>,
    /// Address of the device.
    pub address: Option<String>,
    /// What the device calls itself.
    pub agent: Option<Arc<str>>,
    /// Now.
    pub created_at: Timestamp,
}

/// Adds a login.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn insert(tx: &mut Tx, login: &NewLogin) -> Result<()> {
    const SQL: &str = "INSERT INTO auth_sessions (id, user_id, refresh_token, expires_at, is_revoked, is_browser, is_locked,
                                                  ends_at, last_used_at, second_factor_at, address, agent, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $5, $7, $8, $9, $10, $11, $8)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(login.id.uuid()).bind(login.user.uuid()).bind(&login.refresh_hash[..])
            .bind(login.expires_at.micros()).bind(false).bind(login.is_browser)
            .bind(login.ends_at.map(Timestamp::micros)).bind(login.created_at.micros())
            .bind(login.second_factor_at.map(Timestamp::micros))
            .bind(login.address.as_deref()).bind(login.agent.as_deref())
            .execute(c).await?;
    });
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    role: String,
    is_browser: bool,
    is_locked: bool,
    last_used_at: i64,
    second_factor_at: Option<i64>,
    stepped_up_at: Option<i64>,
}

/// A login that is neither revoked nor expired, of an active account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Identifier.
    pub id: LoginId,
    /// Whose.
    pub user: UserId,
    /// What they are.
    pub role: Role,
    /// Whether the tokens are cookies of a browser.
    pub is_browser: bool,
    /// Whether it was locked.
    pub is_locked: bool,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// When the second factor was shown.
    pub second_factor_at: Option<Timestamp>,
    /// When the person last proved again that it is them.
    pub stepped_up_at: Option<Timestamp>,
}

impl TryFrom<Row> for Live {
    type Error = crate::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: LoginId::from(row.id),
            user: UserId::from(row.user_id),
            role: row.role.parse().map_err(|_| unknown("users.role", &row.role))?,
            is_browser: row.is_browser,
            is_locked: row.is_locked,
            last_used_at: Timestamp::from_micros(row.last_used_at),
            second_factor_at: row.second_factor_at.map(Timestamp::from_micros),
            stepped_up_at: row.stepped_up_at.map(Timestamp::from_micros),
        })
    }
}

/// The login with this id, if it is live.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn live(tx: &mut Tx, id: LoginId, now: Timestamp) -> Result<Option<Live>> {
    const SQL: &str = "SELECT a.id, a.user_id, u.role, a.is_browser, a.is_locked, a.last_used_at, a.second_factor_at,
                              a.stepped_up_at
                         FROM auth_sessions a JOIN users u ON u.id = a.user_id
                        WHERE a.id = $1 AND a.is_revoked = $2 AND a.expires_at > $3
                          AND (a.ends_at IS NULL OR a.ends_at > $3) AND u.is_active = $4";
    let row: Option<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(id.uuid()).bind(false).bind(now.micros()).bind(true).fetch_optional(c).await?);
    row.map(Live::try_from).transpose()
}

/// The login whose refresh token this is at the moment, if it is live.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn by_refresh(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<Option<Live>> {
    const SQL: &str = "SELECT id FROM auth_sessions WHERE refresh_token = $1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(&hash[..]).fetch_optional(c).await?);
    match row {
        Some((id,)) => live(tx, LoginId::from(id), now).await,
        None => Ok(None),
    }
}

/// Which login a refresh token was spent for, and when.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn spent(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<(LoginId, Timestamp)>> {
    const SQL: &str = "SELECT login_id, spent_at FROM spent_refresh_tokens WHERE token = $1";
    let row: Option<(Uuid, i64)> = on!(tx, c => sqlx::query_as(SQL).bind(&hash[..]).fetch_optional(c).await?);
    Ok(row.map(|(login, at)| (LoginId::from(login), Timestamp::from_micros(at))))
}

/// Replaces a login's refresh token. Returns `false` when somebody else was faster.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn rotate(
    tx: &mut Tx,
    id: LoginId,
    spent: &[u8; 32],
    next: &[u8; 32],
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions SET refresh_token = $3, expires_at = $4, last_used_at = $5
                        WHERE id = $1 AND refresh_token = $2 AND is_revoked = $6";
    const SPENT: &str = "INSERT INTO spent_refresh_tokens (token, login_id, spent_at) VALUES ($1, $2, $3)";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(id.uuid()).bind(&spent[..]).bind(&next[..]).bind(expires_at.micros()).bind(now.micros()).bind(false)
            .execute(c).await?.rows_affected());
    if changed == 0 {
        return Ok(false);
    }
    on!(tx, c => { sqlx::query(SPENT).bind(&spent[..]).bind(id.uuid()).bind(now.micros()).execute(c).await?; });
    Ok(true)
}

/// Ends a login. Returns whether it was live.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn revoke(tx: &mut Tx, id: LoginId) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions SET is_revoked = $2 WHERE id = $1 AND is_revoked = $3";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(true).bind(false).execute(c).await?.rows_affected()) == 1)
}

/// Ends every login of a person but `except`. Returns how many.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn revoke_all(tx: &mut Tx, user: UserId, except: Option<LoginId>) -> Result<u64> {
    const SQL: &str = "UPDATE auth_sessions SET is_revoked = $3 WHERE user_id = $1 AND is_revoked = $4 AND id <> $2";
    let except = except.map_or(Uuid::nil(), LoginId::uuid);
    Ok(on!(tx, c =>
        sqlx::query(SQL).bind(user.uuid()).bind(except).bind(true).bind(false).execute(c).await?.rows_affected()))
}
