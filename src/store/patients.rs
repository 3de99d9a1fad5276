//! Client records. Contact data is sealed with the practice's contact key.

use domain::patient::Patient;
use domain::{PatientId, Timestamp, UserId};
use uuid::Uuid;

use crate::access::{Reach, clients_in_reach};
use crate::db::on;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx, dialect};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: String,
    email: Option<Vec<u8>>,
    phone: Option<Vec<u8>>,
    therapist_id: Uuid,
    created_at: i64,
    updated_at: i64,
}

fn place(row: Uuid, column: &str) -> Place<'_> {
    Place {
        table: "patients",
        row,
        column,
    }
}

fn open(contact: &DataKey, id: Uuid, column: &str, sealed: Option<Vec<u8>>) -> Result<Option<String>> {
    sealed
        .map(|sealed| {
            let plain = contact.open(&place(id, column), &sealed)?;
            String::from_utf8(plain.to_vec()).map_err(|_| Error::Inconsistent(format!("patients.{column} is no text")))
        })
        .transpose()
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Patient> {
        Ok(Patient {
            id: PatientId::from(self.id),
            name: self.name,
            email: open(contact, self.id, "email", self.email)?,
            phone: open(contact, self.id, "phone", self.phone)?,
            therapist_id: UserId::from(self.therapist_id),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
        })
    }
}

/// Adds a record.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, patient: &Patient) -> Result<()> {
    const SQL: &str = "INSERT INTO patients (id, name, email, phone, therapist_id, created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let id = patient.id.uuid();
    let seal = |column, text: &Option<String>| {
        text.as_ref()
            .map(|text| contact.seal(&place(id, column), text.as_bytes()))
            .transpose()
    };
    let (email, phone) = (seal("email", &patient.email)?, seal("phone", &patient.phone)?);
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(&patient.name).bind(email).bind(phone).bind(patient.therapist_id.uuid())
            .bind(patient.created_at.micros()).bind(patient.updated_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// The record with this id, whoever asks.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn find(tx: &mut Tx, contact: &DataKey, id: PatientId) -> Result<Option<Patient>> {
    const SQL: &str = "SELECT id, name, email, phone, therapist_id, created_at, updated_at FROM patients WHERE id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(|row| row.open(contact)).transpose()
}

/// The clients in somebody's reach, in the order they were added.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn in_reach(tx: &mut Tx, contact: &DataKey, reach: &Reach) -> Result<Vec<Patient>> {
    const SQL: &str = concat!(
        "SELECT id, name, email, phone, therapist_id, created_at, updated_at FROM patients WHERE id IN (",
        clients_in_reach!(),
        ") ORDER BY id"
    );
    let [own, assigned, supervised, emergency, subject] = reach.parts();
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(reach.user.uuid()).bind(reach.now.micros())
            .bind(own).bind(assigned).bind(supervised).bind(emergency).bind(subject)
            .fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}

/// The responsible therapist of a client, if there is such a client.
///
/// # Errors
/// [`Error::Driver`].
pub async fn therapist(tx: &mut Tx, id: PatientId) -> Result<Option<UserId>> {
    const SQL: &str = "SELECT therapist_id FROM patients WHERE id = $1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    Ok(row.map(|(therapist,)| UserId::from(therapist)))
}

/// The clients with exactly this name, whoever asks.
///
/// # Errors
/// [`Error::Driver`].
pub async fn named(tx: &mut Tx, name: &str) -> Result<Vec<PatientId>> {
    const SQL: &str = "SELECT id FROM patients WHERE name = $1 ORDER BY id";
    let rows: Vec<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).bind(name).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id,)| PatientId::from(id)).collect())
}

/// Whether any contact data is sealed: like a session, it must not meet a new practice key.
///
/// # Errors
/// [`Error::Driver`].
pub async fn any_contact(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT id FROM patients WHERE email IS NOT NULL OR phone IS NOT NULL LIMIT 1";
    let row: Option<(Uuid,)> = on!(tx, c => sqlx::query_as(SQL).fetch_optional(c).await?);
    Ok(row.is_some())
}

/// Gives a client an account of their own. `false` when they have one.
///
/// # Errors
/// [`Error::Driver`].
pub async fn link(tx: &mut Tx, id: PatientId, user: UserId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE patients SET user_id = $2, updated_at = $3 WHERE id = $1 AND user_id IS NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(user.uuid()).bind(now.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// The name of a client, if there is such a client.
///
/// # Errors
/// [`Error::Driver`].
pub async fn name(tx: &mut Tx, id: PatientId) -> Result<Option<String>> {
    const SQL: &str = "SELECT name FROM patients WHERE id = $1";
    let row: Option<(String,)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    Ok(row.map(|(name,)| name))
}

/// Keeps others from changing what a client agreed to until the transaction ends; several may hold it at once.
///
/// # Errors
/// [`Error::Driver`], also in a transaction that only reads.
pub async fn hold(tx: &mut Tx, id: PatientId) -> Result<()> {
    let sql = dialect::HOLD_PATIENT.on(tx);
    on!(tx, c => { sqlx::query(sql).bind(id.uuid()).fetch_optional(c).await?; });
    Ok(())
}

/// Waits for everybody who [holds](hold) a client, and keeps all others out until the transaction ends.
///
/// # Errors
/// [`Error::Driver`], also in a transaction that only reads.
pub async fn lock(tx: &mut Tx, id: PatientId) -> Result<()> {
    let sql = dialect::LOCK_PATIENT.on(tx);
    on!(tx, c => { sqlx::query(sql).bind(id.uuid()).fetch_optional(c).await?; });
    Ok(())
}
