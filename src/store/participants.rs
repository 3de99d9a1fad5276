//! Who takes part in a client's sessions beside the client. Their names are sealed with the practice's contact key.

use domain::participant::Participant;
use domain::{ParticipantId, PatientId, Timestamp};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    name: Vec<u8>,
    capacity: String,
    ended_at: Option<i64>,
    created_at: i64,
}

fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "participants",
        row: id,
        column: "name",
    }
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Participant> {
        let name = contact.open(&place(self.id), &self.name)?;
        Ok(Participant {
            id: ParticipantId::from(self.id),
            name: String::from_utf8(name.to_vec())
                .map_err(|_| Error::Inconsistent("participants.name is no text".into()))?,
            capacity: self
                .capacity
                .parse()
                .map_err(|_| unknown("participants.capacity", &self.capacity))?,
            ended_at: self.ended_at.map(Timestamp::from_micros),
            created_at: Timestamp::from_micros(self.created_at),
        })
    }
}

/// Adds somebody who takes part.
///
/// # Errors
/// [`Error::Constraint`] when the client does not exist, [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, patient: PatientId, participant: &Participant) -> Result<()> {
    const SQL: &str = "INSERT INTO participants (id, patient_id, name, capacity, ended_at, created_at)
                       VALUES ($1, $2, $3, $4, $5, $6)";
    let id = participant.id.uuid();
    let name = contact.seal(&place(id), participant.name.as_bytes())?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(id).bind(patient.uuid()).bind(name).bind(participant.capacity.as_str())
            .bind(participant.ended_at.map(Timestamp::micros)).bind(participant.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Everybody who takes part or took part, in the order they were added.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn of_patient(tx: &mut Tx, contact: &DataKey, patient: PatientId) -> Result<Vec<Participant>> {
    const SQL: &str =
        "SELECT id, name, capacity, ended_at, created_at FROM participants WHERE patient_id = $1 ORDER BY id";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}

/// Writes down that somebody does not take part any more. Returns whether that is news.
///
/// # Errors
/// [`Error::Driver`].
pub async fn end(tx: &mut Tx, patient: PatientId, id: ParticipantId, now: Timestamp) -> Result<bool> {
    const SQL: &str = "UPDATE participants SET ended_at = $3 WHERE id = $1 AND patient_id = $2 AND ended_at IS NULL";
    let changed = on!(tx, c =>
        sqlx::query(SQL).bind(id.uuid()).bind(patient.uuid()).bind(now.micros()).execute(c).await?.rows_affected());
    Ok(changed == 1)
}
