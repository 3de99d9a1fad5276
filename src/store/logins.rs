//! Signed-in devices (table `auth_sessions`). A row lives as long as the login; its refresh token is replaced at every
//! refresh, and the spent one is remembered, so that a stolen copy gives itself away. Tokens are stored hashed.

use std::sync::Arc;

use domain::login::MAX_FAILURES;
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
    const SQL: &str =
        "INSERT INTO auth_sessions (id, user_id, refresh_token, expires_at, is_revoked, is_browser, is_locked,
                                                  ends_at, last_used_at, second_factor_at, failures, address, agent,
                                                  created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $5, $7, $8, $9, 0, $10, $11, $8)";
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
    ends_at: Option<i64>,
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
    /// When it ends however often it is refreshed.
    pub ends_at: Option<Timestamp>,
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
            ends_at: row.ends_at.map(Timestamp::from_micros),
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
    const SQL: &str = "SELECT a.id, a.user_id, u.role, a.is_browser, a.is_locked, a.ends_at, a.last_used_at,
                              a.second_factor_at, a.stepped_up_at
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

/// Replaces a login's refresh token. Returns `false` when somebody else was faster. This is no use of the login: a page that
/// nobody looks at refreshes too.
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
    const SQL: &str = "UPDATE auth_sessions SET refresh_token = $3, expires_at = $4
                        WHERE id = $1 AND refresh_token = $2 AND is_revoked = $5";
    const SPENT: &str = "INSERT INTO spent_refresh_tokens (token, login_id, spent_at) VALUES ($1, $2, $3)";
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(id.uuid()).bind(&spent[..]).bind(&next[..]).bind(expires_at.micros()).bind(false)
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

/// Writes down that a login is in use.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn used(tx: &mut Tx, id: LoginId, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE auth_sessions SET last_used_at = $2 WHERE id = $1 AND last_used_at < $2";
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).execute(c).await?; });
    Ok(())
}

/// Locks a login. Returns whether that was news.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn lock(tx: &mut Tx, id: LoginId) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions SET is_locked = $2 WHERE id = $1 AND is_locked = $3 AND is_revoked = $3";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(true).bind(false).execute(c).await?.rows_affected()) == 1)
}

/// Opens a locked login again, after a proof. Returns whether it was still live.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn unlock(tx: &mut Tx, id: LoginId, second_factor: bool, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions
                          SET is_locked = $4, last_used_at = $2, second_factor_at = COALESCE($3, second_factor_at),
                              failures = 0
                        WHERE id = $1 AND is_revoked = $4";
    let shown = second_factor.then_some(now.micros());
    Ok(on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).bind(shown).bind(false)
            .execute(c).await?.rows_affected())
        == 1)
}

/// Notes a fresh proof of who sits there. Returns whether the login was still live.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn step_up(tx: &mut Tx, id: LoginId, second_factor: bool, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions
                          SET stepped_up_at = $2, second_factor_at = COALESCE($3, second_factor_at), failures = 0
                        WHERE id = $1 AND is_revoked = $4";
    let shown = second_factor.then_some(now.micros());
    Ok(on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).bind(shown).bind(false)
            .execute(c).await?.rows_affected())
        == 1)
}

/// Notes that a second factor was shown on a login. Returns whether it was still live.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn second_factor_shown(tx: &mut Tx, id: LoginId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions SET second_factor_at = $2 WHERE id = $1 AND is_revoked = $3";
    Ok(on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).bind(false).execute(c).await?.rows_affected())
        == 1)
}

/// Takes one of the attempts that a login has at proving who sits there; it counts as wrong until [`unlock`] or [`step_up`]
/// says otherwise. Returns `false` when there is none left.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn attempt(tx: &mut Tx, id: LoginId) -> Result<bool> {
    const SQL: &str =
        "UPDATE auth_sessions SET failures = failures + 1 WHERE id = $1 AND failures < $2 AND is_revoked = $3";
    Ok(on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(i64::from(MAX_FAILURES)).bind(false)
            .execute(c).await?.rows_affected())
        == 1)
}

/// Ends a login that has no attempt left. Returns whether it had none and was live.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn revoke_exhausted(tx: &mut Tx, id: LoginId) -> Result<bool> {
    const SQL: &str = "UPDATE auth_sessions SET is_revoked = $3 WHERE id = $1 AND failures >= $2 AND is_revoked = $4";
    Ok(on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(i64::from(MAX_FAILURES)).bind(true).bind(false)
            .execute(c).await?.rows_affected())
        == 1)
}

/// A live login as its owner sees it in a list of devices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Identifier of the login.
    pub id: LoginId,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// Address of the device at sign-in.
    pub address: Option<String>,
    /// What the device called itself.
    pub agent: Option<String>,
    /// Whether the tokens are cookies of a browser.
    pub is_browser: bool,
    /// Whether the second factor was shown.
    pub second_factor: bool,
}

#[derive(sqlx::FromRow)]
struct DeviceRow {
    id: Uuid,
    created_at: i64,
    last_used_at: i64,
    address: Option<String>,
    agent: Option<String>,
    is_browser: bool,
    second_factor_at: Option<i64>,
}

/// The live logins of a person, the last used first.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn of_user(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<Device>> {
    const SQL: &str = "SELECT id, created_at, last_used_at, address, agent, is_browser, second_factor_at
                         FROM auth_sessions
                        WHERE user_id = $1 AND is_revoked = $2 AND expires_at > $3 AND (ends_at IS NULL OR ends_at > $3)
                        ORDER BY last_used_at DESC, id DESC";
    let rows: Vec<DeviceRow> = on!(tx, c =>
        sqlx::query_as(SQL).bind(user.uuid()).bind(false).bind(now.micros()).fetch_all(c).await?);
    let devices = rows.into_iter().map(|row| Device {
        id: LoginId::from(row.id),
        created_at: Timestamp::from_micros(row.created_at),
        last_used_at: Timestamp::from_micros(row.last_used_at),
        address: row.address,
        agent: row.agent,
        is_browser: row.is_browser,
        second_factor: row.second_factor_at.is_some(),
    });
    Ok(devices.collect())
}

/// Whether a person has signed in before, but never from a device of this address and name.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn is_new_device(tx: &mut Tx, user: UserId, address: Option<&str>, agent: Option<&str>) -> Result<bool> {
    const SQL: &str =
        "SELECT COUNT(*), COUNT(CASE WHEN address IS NOT DISTINCT FROM $2 AND agent IS NOT DISTINCT FROM $3
                                                   THEN 1 END)
                         FROM auth_sessions WHERE user_id = $1";
    let (all, here): (i64, i64) = on!(tx, c =>
        sqlx::query_as(SQL).bind(user.uuid()).bind(address).bind(agent).fetch_one(c).await?);
    Ok(all > 0 && here == 0)
}

/// Forgets used refresh tokens of logins that ended or ran out before this moment: none of them could be used again, whoever stole
/// it. Returns how many.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn forget_spent(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    const SQL: &str = "DELETE FROM spent_refresh_tokens
                        WHERE spent_at < $1
                          AND login_id IN (SELECT id FROM auth_sessions WHERE is_revoked = $2 OR expires_at < $1)";
    Ok(on!(tx, c => sqlx::query(SQL).bind(before.micros()).bind(true).execute(c).await?.rows_affected()))
}
