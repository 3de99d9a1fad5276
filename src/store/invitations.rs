//! Invitations to make an account. Their tokens are stored hashed.

pub use domain::invitation::Invitation;
use domain::{InvitationId, PatientId, Timestamp, UserId};
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
    patient_id: Option<Uuid>,
    expires_at: i64,
    accepted_at: Option<i64>,
    revoked_at: Option<i64>,
    created_at: i64,
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
            patient: row.patient_id.map(PatientId::from),
            expires_at: Timestamp::from_micros(row.expires_at),
            accepted_at: row.accepted_at.map(Timestamp::from_micros),
            revoked_at: row.revoked_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(row.created_at),
        })
    }
}

/// Adds an invitation, which nobody can accept before it has a token.
///
/// # Errors
/// [`Error::Driver`].
pub async fn insert(tx: &mut Tx, invitation: &Invitation) -> Result<()> {
    const SQL: &str =
        "INSERT INTO invitations (id, email, first_name, last_name, role, invited_by, patient_id, expires_at,
                                                created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(invitation.id.uuid()).bind(&invitation.email).bind(&invitation.first_name).bind(&invitation.last_name)
            .bind(invitation.role.as_str()).bind(invitation.invited_by.map(UserId::uuid))
            .bind(invitation.patient.map(PatientId::uuid)).bind(invitation.expires_at.micros())
            .bind(invitation.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Gives an invitation its token (SHA-256), in the place of an earlier one.
///
/// # Errors
/// [`Error::Driver`].
pub async fn set_token(tx: &mut Tx, id: InvitationId, token: &[u8; 32]) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET token = $2 WHERE id = $1";
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).bind(&token[..]).execute(c).await?; });
    Ok(())
}

/// The invitation with this id.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, id: InvitationId) -> Result<Option<Invitation>> {
    const SQL: &str =
        "SELECT id, email, first_name, last_name, role, invited_by, patient_id, expires_at, accepted_at, revoked_at,
                              created_at FROM invitations WHERE id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(Invitation::try_from).transpose()
}

/// The invitation with this token (SHA-256), whatever became of it.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn by_token(tx: &mut Tx, token: &[u8; 32]) -> Result<Option<Invitation>> {
    const SQL: &str =
        "SELECT id, email, first_name, last_name, role, invited_by, patient_id, expires_at, accepted_at, revoked_at,
                              created_at FROM invitations WHERE token = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(&token[..]).fetch_optional(c).await?);
    row.map(Invitation::try_from).transpose()
}

/// Invitations, newest first: everybody's, or those that one person made. Set-up links are no invitations of anybody.
///
/// # Errors
/// [`Error::Driver`], [`Error::Inconsistent`].
pub async fn list(tx: &mut Tx, by: Option<UserId>) -> Result<Vec<Invitation>> {
    const ALL: &str =
        "SELECT id, email, first_name, last_name, role, invited_by, patient_id, expires_at, accepted_at, revoked_at,
                              created_at FROM invitations WHERE email IS NOT NULL ORDER BY id DESC";
    const BY: &str =
        "SELECT id, email, first_name, last_name, role, invited_by, patient_id, expires_at, accepted_at, revoked_at,
                             created_at FROM invitations WHERE email IS NOT NULL AND invited_by = $1 ORDER BY id DESC";
    let rows: Vec<Row> = match by {
        None => on!(tx, c => sqlx::query_as(ALL).fetch_all(c).await?),
        Some(person) => on!(tx, c => sqlx::query_as(BY).bind(person.uuid()).fetch_all(c).await?),
    };
    rows.into_iter().map(Invitation::try_from).collect()
}

/// Marks an invitation accepted. `false` when it cannot be accepted any more.
///
/// # Errors
/// [`Error::Driver`].
pub async fn accept(tx: &mut Tx, id: InvitationId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE invitations SET accepted_at = $2
                        WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).execute(c).await?.rows_affected()) == 1)
}

/// Takes an invitation back. `false` when it was accepted or taken back before.
///
/// # Errors
/// [`Error::Driver`].
pub async fn revoke(tx: &mut Tx, id: InvitationId, now: Timestamp) -> Result<bool> {
    const SQL: &str =
        "UPDATE invitations SET revoked_at = $2 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).execute(c).await?.rows_affected()) == 1)
}

/// Takes back what one person sent to an address before: a new invitation replaces it.
///
/// # Errors
/// [`Error::Driver`].
pub async fn revoke_earlier(tx: &mut Tx, email: &str, by: UserId, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET revoked_at = $3
                        WHERE email = $1 AND invited_by = $2 AND accepted_at IS NULL AND revoked_at IS NULL";
    on!(tx, c => { sqlx::query(SQL).bind(email).bind(by.uuid()).bind(now.micros()).execute(c).await?; });
    Ok(())
}

/// Takes earlier set-up links back.
///
/// # Errors
/// [`Error::Driver`].
pub async fn revoke_set_up(tx: &mut Tx, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE invitations SET revoked_at = $1
                        WHERE email IS NULL AND accepted_at IS NULL AND revoked_at IS NULL";
    on!(tx, c => { sqlx::query(SQL).bind(now.micros()).execute(c).await?; });
    Ok(())
}

/// Forgets invitations that ran out before this moment and were never accepted. Returns how many.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn forget_expired(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    const MAILS: &str = "UPDATE mails SET invitation_id = NULL
                          WHERE invitation_id IN (SELECT id FROM invitations
                                                   WHERE accepted_at IS NULL AND expires_at < $1)";
    const SQL: &str = "DELETE FROM invitations WHERE accepted_at IS NULL AND expires_at < $1";
    on!(tx, c => { sqlx::query(MAILS).bind(before.micros()).execute(c).await?; });
    Ok(on!(tx, c => sqlx::query(SQL).bind(before.micros()).execute(c).await?.rows_affected()))
}
