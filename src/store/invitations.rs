//! Invitations to make an account. The token is stored hashed, and only once its mail is written.

use domain::user::Role;
use domain::{InvitationId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::{Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    email: Option<String>,
    first_name: String,
    last_name: String,
    role: String,
    invited_by: Option<Uuid>,
    expires_at: i64,
    accepted_at: Option<i64>,
    revoked_at: Option<i64>,
    created_at: i64,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Identifier.
    pub id: InvitationId,
    /// To whom; nobody in particular for the set-up link of the first start.
    pub email: Option<String>,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What they will be.
    pub role: Role,
    /// Who invited them; nobody for the set-up link.
    pub invited_by: Option<UserId>,
    /// When its link stops working.
    pub expires_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

impl TryFrom<Row> for Invitation {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: InvitationId::from(row.id),
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            role: row.role.parse().map_err(|_| unknown("invitations.role", &row.role))?,
            invited_by: row.invited_by.map(UserId::from),
            expires_at: Timestamp::from_micros(row.expires_at),
            accepted_at: row.accepted_at.map(Timestamp::from_micros),
            revoked_at: row.revoked_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(row.created_at),
        })
    }
}

/// Adds an invitation; its token comes with its mail.
///
/// # Errors
/// [`Error::Driver`].
pub async fn insert(tx: &mut Tx, invitation: &Invitation) -> Result<()> {
    const SQL: &str =
        "INSERT INTO invitations (id, email, first_name, last_name, role, invited_by, expires_at, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(invitation.id.uuid()).bind(&invitation.email).bind(&invitation.first_name).bind(&invitation.last_name)
            .bind(invitation.role.as_str()).bind(invitation.invited_by.map(UserId::uuid))
            .bind(invitation.expires_at.micros()).bind(invitation.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// The invitation with this id.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, id: InvitationId) -> Result<Option<Invitation>> {
    const SQL: &str =
        "SELECT id, email, first_name, last_name, role, invited_by, expires_at, accepted_at, revoked_at, created_at
                         FROM invitations WHERE id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Invitation::try_from).transpose()
}

/// Sets the token of the link that is being mailed; an earlier link stops working.
///
/// # Errors
/// [`Error::Driver`].
pub async fn set_token(tx: &mut Tx, id: InvitationId, hash: &[u8; 32]) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET token = $2 WHERE id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).bind(&hash[..]).execute(c).await?; });
    Ok(())
}
