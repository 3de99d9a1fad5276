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
