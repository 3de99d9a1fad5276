//! Client records. Contact data is sealed with the practice's contact key.

use domain::patient::{Details, Patient, fold, is_found};
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
    redisclosure_notice: bool,
    archived_at: Option<i64>,
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
            redisclosure_notice: self.redisclosure_notice,
            archived_at: self.archived_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
        })
    }
}

fn seal(contact: &DataKey, id: Uuid, column: &str, text: &Option<String>) -> Result<Option<Vec<u8>>> {
    let sealed = text
        .as_ref()
        .map(|text| contact.seal(&place(id, column), text.as_bytes()));
    Ok(sealed.transpose()?)
}

/// Adds a record.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, patient: &Patient) -> Result<()> {
    const SQL: &str = "INSERT INTO patients (id, name, name_folded, email, phone, therapist_id, redisclosure_notice,
                                             archived_at, created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let id = patient.id.uuid();
    let email = seal(contact, id, "email", &patient.email)?;
    let phone = seal(contact, id, "phone", &patient.phone)?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(&patient.name).bind(fold(&patient.name)).bind(email).bind(phone)
            .bind(patient.therapist_id.uuid()).bind(patient.redisclosure_notice)
            .bind(patient.archived_at.map(Timestamp::micros))
            .bind(patient.created_at.micros()).bind(patient.updated_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Stores a record's changed fields. Who is responsible, and whether it is archived, are deeds of their own.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn update(tx: &mut Tx, contact: &DataKey, patient: &Patient, details: &Details) -> Result<()> {
    const SQL: &str = "UPDATE patients SET name = $2, name_folded = $3, email = $4, phone = $5, details = $6,
                              redisclosure_notice = $7, updated_at = $8
                        WHERE id = $1";
    let id = patient.id.uuid();
    let email = seal(contact, id, "email", &patient.email)?;
    let phone = seal(contact, id, "phone", &patient.phone)?;
    let details = if *details == Details::default() {
        None
    } else {
        let body = serde_json::to_vec(details).map_err(|error| Error::Inconsistent(error.to_string()))?;
        Some(contact.seal(&place(id, "details"), &body)?)
    };
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(&patient.name).bind(fold(&patient.name)).bind(email).bind(phone).bind(details)
            .bind(patient.redisclosure_notice).bind(patient.updated_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// What is known of a client beside their record's line in a list.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn details(tx: &mut Tx, contact: &DataKey, id: PatientId) -> Result<Details> {
    const SQL: &str = "SELECT details FROM patients WHERE id = $1";
    let row: Option<(Option<Vec<u8>>,)> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    let Some((Some(sealed),)) = row else {
        return Ok(Details::default());
    };
    let body = contact.open(&place(id.uuid(), "details"), &sealed)?;
    serde_json::from_slice(&body).map_err(|_| Error::Inconsistent("patients.details are no details".into()))
}

/// Takes a record out of the lists, or puts it back. Returns whether that is news.
///
/// # Errors
/// [`Error::Driver`].
pub async fn archive(tx: &mut Tx, id: PatientId, since: Option<Timestamp>, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE patients SET archived_at = $2, updated_at = $3
                        WHERE id = $1 AND (archived_at IS NULL) = $4";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(since.map(Timestamp::micros)).bind(now.micros()).bind(since.is_some())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Gives a client another responsible therapist.
///
/// # Errors
/// [`Error::Constraint`] when there is no such account.
pub async fn hand_over(tx: &mut Tx, id: PatientId, therapist: UserId, now: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE patients SET therapist_id = $2, updated_at = $3 WHERE id = $1";
    on!(tx, c => {
        sqlx::query(SQL).bind(id.uuid()).bind(therapist.uuid()).bind(now.micros()).execute(c).await?;
    });
    Ok(())
}

/// Writes down every name as search compares it, where an older version or a migration left something else. Returns how many.
///
/// # Errors
/// [`Error::Driver`].
pub async fn fold_names(tx: &mut Tx) -> Result<u64> {
    const ALL: &str = "SELECT id, name, name_folded FROM patients";
    const SET: &str = "UPDATE patients SET name_folded = $2 WHERE id = $1";
    let rows: Vec<(Uuid, String, String)> = on!(tx, c => sqlx::query_as(ALL).fetch_all(c).await?);
    let mut changed = 0;
    for (id, name, before) in rows {
        let folded = fold(&name);
        if folded != before {
            on!(tx, c => { sqlx::query(SET).bind(id).bind(&folded).execute(c).await?; });
            changed += 1;
        }
    }
    Ok(changed)
}

/// The record with this id, whoever asks.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn find(tx: &mut Tx, contact: &DataKey, id: PatientId) -> Result<Option<Patient>> {
    const SQL: &str = "SELECT id, name, email, phone, therapist_id, redisclosure_notice, archived_at,
                              created_at, updated_at FROM patients WHERE id = $1";
    let row: Option<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_optional(c).await?);
    row.map(|row| row.open(contact)).transpose()
}

/// Which of the clients in somebody's reach to list.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Only those out of the lists, or only those in them; both when absent.
    pub archived: Option<bool>,
    /// Only those in whose name every word of this stands.
    pub words: String,
}

/// The clients in somebody's reach, in the order they were added.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn in_reach(tx: &mut Tx, contact: &DataKey, reach: &Reach, search: &Search) -> Result<Vec<Patient>> {
    // The reach is a search in indexes and a handful of rows; among those the folded names are compared.
    const SQL: &str = concat!(
        "SELECT id, name, email, phone, therapist_id, redisclosure_notice, archived_at, created_at, updated_at
           FROM patients WHERE id IN (",
        clients_in_reach!(),
        ") AND ($8 IS NULL OR (archived_at IS NOT NULL) = $8) AND ($9 IS NULL OR name_folded LIKE $9 ESCAPE '\\')
          ORDER BY id"
    );
    let [own, assigned, supervised, emergency, subject] = reach.parts();
    let words = fold(&search.words);
    // One word is left to the database: the longest tells most. The rest are looked for in what it finds.
    let longest = words
        .split(' ')
        .max_by_key(|word| word.len())
        .filter(|word| !word.is_empty());
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(reach.user.uuid()).bind(reach.now.micros())
            .bind(own).bind(assigned).bind(supervised).bind(emergency).bind(subject)
            .bind(search.archived).bind(longest.map(pattern))
            .fetch_all(c).await?);
    rows.into_iter()
        .filter(|row| is_found(&fold(&row.name), &words))
        .map(|row| row.open(contact))
        .collect()
}

/// A pattern for whatever holds this word.
fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
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

/// Whether anything about clients is sealed with the contact key: like a session, it must not meet a new practice key.
///
/// # Errors
/// [`Error::Driver`].
pub async fn any_contact(tx: &mut Tx) -> Result<bool> {
    const SQL: &str = "SELECT id FROM patients
                        WHERE email IS NOT NULL OR phone IS NOT NULL OR details IS NOT NULL
                           OR EXISTS (SELECT 1 FROM participants) OR EXISTS (SELECT 1 FROM treatment_goals)
                        LIMIT 1";
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
