//! Administrators' emergency accesses. What they say about one is sealed with the practice's contact key: it may name a client.

use domain::break_glass::BreakGlass;
use domain::{BreakGlassId, PatientId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    admin_id: Uuid,
    admin_name: String,
    patient_id: Uuid,
    reason: String,
    comment: Option<Vec<u8>>,
    expires_at: i64,
    ended_at: Option<i64>,
    created_at: i64,
}

fn place(row: Uuid) -> Place<'static> {
    Place {
        table: "break_glass",
        row,
        column: "comment",
    }
}

/// An emergency access with the name of whoever has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The access.
    pub access: BreakGlass,
    /// Given and family name of the administrator.
    pub admin_name: String,
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Stored> {
        let comment = self.comment.map(|sealed| {
            let plain = contact.open(&place(self.id), &sealed)?;
            String::from_utf8(plain.to_vec()).map_err(|_| Error::Inconsistent("break_glass.comment is no text".into()))
        });
        let access = BreakGlass {
            id: BreakGlassId::from(self.id),
            admin: UserId::from(self.admin_id),
            patient: PatientId::from(self.patient_id),
            reason: self
                .reason
                .parse()
                .map_err(|_| unknown("break_glass.reason", &self.reason))?,
            comment: comment.transpose()?,
            expires_at: Timestamp::from_micros(self.expires_at),
            ended_at: self.ended_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
        };
        Ok(Stored {
            access,
            admin_name: self.admin_name,
        })
    }
}

/// Adds an access.
///
/// # Errors
/// [`Error::Constraint`] when the client does not exist, [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, access: &BreakGlass) -> Result<()> {
    const SQL: &str = "INSERT INTO break_glass (id, admin_id, patient_id, reason, comment, expires_at, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = access.id.uuid();
    let comment = access.comment.as_ref();
    let comment = comment
        .map(|text| contact.seal(&place(id), text.as_bytes()))
        .transpose()?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(access.admin.uuid()).bind(access.patient.uuid()).bind(access.reason.as_str()).bind(comment)
            .bind(access.expires_at.micros()).bind(access.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// The access with this id, if this administrator has or had it.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn find(tx: &mut Tx, contact: &DataKey, id: BreakGlassId, admin: UserId) -> Result<Option<Stored>> {
    const SQL: &str = "SELECT b.id, b.admin_id, u.full_name AS admin_name, b.patient_id, b.reason, b.comment,
                              b.expires_at, b.ended_at, b.created_at
                         FROM break_glass b JOIN users u ON u.id = b.admin_id
                        WHERE b.id = $1 AND b.admin_id = $2";
    let row: Option<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(id.uuid()).bind(admin.uuid()).fetch_optional(c).await?);
    row.map(|row| row.open(contact)).transpose()
}

/// Ends an access before its time. Returns whether it was still running.
///
/// # Errors
/// [`Error::Driver`].
pub async fn end(tx: &mut Tx, id: BreakGlassId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE break_glass SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND expires_at > $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(id.uuid()).bind(now.micros()).execute(c).await?.rows_affected()) == 1)
}

/// Every access an administrator has or had, newest first.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn of_admin(tx: &mut Tx, contact: &DataKey, admin: UserId) -> Result<Vec<Stored>> {
    const SQL: &str = "SELECT b.id, b.admin_id, u.full_name AS admin_name, b.patient_id, b.reason, b.comment,
                              b.expires_at, b.ended_at, b.created_at
                         FROM break_glass b JOIN users u ON u.id = b.admin_id
                        WHERE b.admin_id = $1 ORDER BY b.created_at DESC, b.id DESC";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(admin.uuid()).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}

/// Every access to the clients whose responsible therapist this is, newest first.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn on_clients_of(tx: &mut Tx, contact: &DataKey, therapist: UserId) -> Result<Vec<Stored>> {
    const SQL: &str = "SELECT b.id, b.admin_id, u.full_name AS admin_name, b.patient_id, b.reason, b.comment,
                              b.expires_at, b.ended_at, b.created_at
                         FROM break_glass b
                         JOIN patients p ON p.id = b.patient_id
                         JOIN users u ON u.id = b.admin_id
                        WHERE p.therapist_id = $1 ORDER BY b.created_at DESC, b.id DESC";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(therapist.uuid()).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}
