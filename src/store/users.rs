//! Accounts of people who sign in.

use domain::user::{Role, User};
use domain::{Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::{Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    email: String,
    hashed_password: String,
    first_name: String,
    last_name: String,
    role: String,
    is_active: bool,
    is_verified: bool,
    is_shadow: bool,
    created_at: i64,
}

/// An account with its password hash. The hash never leaves `app`.
pub struct Account {
    /// The person.
    pub user: User,
    /// Argon2id in PHC string form.
    pub hashed_password: String,
}

impl TryFrom<Row> for Account {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        let role: Role = row.role.parse().map_err(|_| unknown("users.role", &row.role))?;
        Ok(Self {
            user: User {
                id: UserId::from(row.id),
                email: row.email,
                first_name: row.first_name,
                last_name: row.last_name,
                role,
                is_active: row.is_active,
                is_verified: row.is_verified,
                is_shadow: row.is_shadow,
                created_at: Timestamp::from_micros(row.created_at),
            },
            hashed_password: row.hashed_password,
        })
    }
}

/// Adds an account.
///
/// # Errors
/// [`Error::Constraint`] when the address is taken.
pub async fn insert(tx: &mut Tx, user: &User, hashed_password: &str) -> Result<()> {
    const SQL: &str =
        "INSERT INTO users (id, email, hashed_password, first_name, last_name, full_name, role, is_active,
                                          is_verified, is_shadow, created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(user.id.uuid()).bind(&user.email).bind(hashed_password)
            .bind(&user.first_name).bind(&user.last_name).bind(user.full_name()).bind(user.role.as_str())
            .bind(user.is_active).bind(user.is_verified).bind(user.is_shadow).bind(user.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Adds an account unless its address is taken. Returns whether it was added.
///
/// # Errors
/// [`Error::Driver`].
pub async fn insert_unless_taken(tx: &mut Tx, user: &User, hashed_password: &str) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO users (id, email, hashed_password, first_name, last_name, full_name, role, is_active,
                                          is_verified, is_shadow, created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) ON CONFLICT DO NOTHING";
    let added = on!(tx, c =>
        sqlx::query(SQL)
            .bind(user.id.uuid()).bind(&user.email).bind(hashed_password)
            .bind(&user.first_name).bind(&user.last_name).bind(user.full_name()).bind(user.role.as_str())
            .bind(user.is_active).bind(user.is_verified).bind(user.is_shadow).bind(user.created_at.micros())
            .execute(c).await?.rows_affected());
    Ok(added == 1)
}

/// Takes an address back from an account that never confirmed it: the account becomes a shadow.
///
/// # Errors
/// [`Error::Driver`].
pub async fn supersede_unverified(tx: &mut Tx, email: &str, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE users SET is_shadow = $3, updated_at = $2
                        WHERE email = $1 AND is_shadow = $4 AND is_verified = $4";
    on!(tx, c => {
        sqlx::query(SQL).bind(email).bind(now.micros()).bind(true).bind(false).execute(c).await?;
    });
    Ok(())
}

/// Whether there is any account.
///
/// # Errors
/// [`Error::Driver`].
pub async fn any(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT id FROM users LIMIT 1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// How many administrators may sign in.
///
/// # Errors
/// [`Error::Driver`].
pub async fn active_admins(tx: &mut Tx) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM users WHERE role = $1 AND is_active = $2 AND is_shadow = $3";
    let (count,): (i64,) = on!(tx, c =>
        sqlx::query_as(SQL).bind(Role::Admin.as_str()).bind(true).bind(false).fetch_one(c).await?);
    Ok(count)
}

/// Writes what an administrator may change: names, role, and whether the person may sign in.
///
/// # Errors
/// [`Error::Driver`].
pub async fn update(tx: &mut Tx, user: &User, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE users SET first_name = $2, last_name = $3, full_name = $4, role = $5, is_active = $6,
                              updated_at = $7 WHERE id = $1";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(user.id.uuid()).bind(&user.first_name).bind(&user.last_name).bind(user.full_name())
            .bind(user.role.as_str()).bind(user.is_active).bind(now.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Marks an account's address as confirmed. A shadow's never is.
///
/// # Errors
/// [`Error::Driver`].
pub async fn verify(tx: &mut Tx, id: UserId, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE users SET is_verified = $2, updated_at = $3 WHERE id = $1 AND is_shadow = $4";
    on!(tx, c => {
        sqlx::query(SQL).bind(id.uuid()).bind(true).bind(now.micros()).bind(false).execute(c).await?;
    });
    Ok(())
}

/// Replaces the password's hash, if it is still `old`. Returns whether it was.
///
/// # Errors
/// [`Error::Driver`].
pub async fn replace_password(tx: &mut Tx, id: UserId, old: &str, new: &str, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE users SET hashed_password = $3, updated_at = $4 WHERE id = $1 AND hashed_password = $2";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(old).bind(new).bind(now.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// An account as an administrator sees it.
pub struct Listed {
    /// The person.
    pub user: User,
    /// Whether they have a second factor.
    pub second_factor: bool,
    /// When they last signed in.
    pub last_login_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    row: Row,
    second_factor: bool,
    last_login_at: Option<i64>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = Error;
    fn try_from(listed: ListedRow) -> Result<Self> {
        Ok(Self {
            user: Account::try_from(listed.row)?.user,
            second_factor: listed.second_factor,
            last_login_at: listed.last_login_at.map(Timestamp::from_micros),
        })
    }
}

/// A page of accounts in the order they were made, after the one with the id `after`. Shadows that were replaced are left out.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn list(tx: &mut Tx, after: Option<UserId>, limit: u32) -> Result<Vec<Listed>> {
    const SQL: &str =
        "SELECT u.id, u.email, u.hashed_password, u.first_name, u.last_name, u.role, u.is_active, u.is_verified, u.is_shadow,
                u.created_at,
                EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor,
                (SELECT MAX(a.created_at) FROM auth_sessions a WHERE a.user_id = u.id) AS last_login_at
           FROM users u WHERE (u.is_shadow = $1 OR u.is_active = $2) AND u.id > $3 ORDER BY u.id LIMIT $4";
    let after = after.map_or(Uuid::nil(), UserId::uuid);
    let rows: Vec<ListedRow> = on!(tx, c =>
        sqlx::query_as(SQL).bind(false).bind(true).bind(after).bind(i64::from(limit)).fetch_all(c).await?);
    rows.into_iter().map(Listed::try_from).collect()
}

/// One account of [`list`].
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, id: UserId) -> Result<Option<Listed>> {
    const SQL: &str =
        "SELECT u.id, u.email, u.hashed_password, u.first_name, u.last_name, u.role, u.is_active, u.is_verified, u.is_shadow,
                u.created_at,
                EXISTS (SELECT 1 FROM second_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS second_factor,
                (SELECT MAX(a.created_at) FROM auth_sessions a WHERE a.user_id = u.id) AS last_login_at
           FROM users u WHERE (u.is_shadow = $1 OR u.is_active = $2) AND u.id = $3";
    let row: Option<ListedRow> = on!(tx, c =>
        sqlx::query_as(SQL).bind(false).bind(true).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Listed::try_from).transpose()
}

/// The account with this address (already normalised); shadows have none.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Account>> {
    const SQL: &str =
        "SELECT id, email, hashed_password, first_name, last_name, role, is_active, is_verified, is_shadow, created_at
                         FROM users WHERE email = $1 AND is_shadow = $2";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(email).bind(false).fetch_optional(c).await?);
    row.map(Account::try_from).transpose()
}

/// The account with this id.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn by_id(tx: &mut Tx, id: UserId) -> Result<Option<Account>> {
    const SQL: &str =
        "SELECT id, email, hashed_password, first_name, last_name, role, is_active, is_verified, is_shadow, created_at
                         FROM users WHERE id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Account::try_from).transpose()
}

/// The newest shadow of this address (already normalised) that may sign in.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn shadow_by_email(tx: &mut Tx, email: &str) -> Result<Option<Account>> {
    const SQL: &str =
        "SELECT id, email, hashed_password, first_name, last_name, role, is_active, is_verified, is_shadow, created_at
                         FROM users WHERE email = $1 AND is_shadow = $2 AND is_active = $2
                        ORDER BY created_at DESC, id DESC LIMIT 1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(email).bind(true).fetch_optional(c).await?);
    row.map(Account::try_from).transpose()
}
