//! What a client's account opens: the records that are about them, and the meetings in their calendar. Their own consents,
//! questionnaires and summaries are read by the nouns that keep them.

use domain::ids::AppointmentId;
use domain::{PatientId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

/// A record that is about the person who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The record.
    pub patient: PatientId,
    /// The client's name, as the practice writes it.
    pub name: String,
    /// The name of the responsible therapist.
    pub therapist_name: String,
}

/// The records that are about this person. Most have one; who saw two therapists of a practice may have two.
///
/// # Errors
/// [`Error::Driver`].
pub async fn records(tx: &mut Tx, user: UserId) -> Result<Vec<Record>> {
    const SQL: &str = "SELECT p.id, p.name, u.full_name FROM patients p JOIN users u ON u.id = p.therapist_id
                        WHERE p.user_id = $1 ORDER BY p.id";
    let rows: Vec<(Uuid, String, String)> = on!(tx, c => sqlx::query_as(SQL).bind(user.uuid()).fetch_all(c).await?);
    let records = rows.into_iter().map(|(id, name, therapist_name)| Record {
        patient: PatientId::from(id),
        name,
        therapist_name,
    });
    Ok(records.collect())
}

/// A meeting as a client sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Identifier.
    pub id: AppointmentId,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// `scheduled`, `attended`, `cancelled` or `no_show`.
    pub state: String,
    /// `in_person`, `video` or `telephone`.
    pub modality: String,
    /// Where, in words.
    pub place: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    starts_at: i64,
    ends_at: i64,
    state: String,
    modality: String,
    place: Option<Vec<u8>>,
}

/// A client's meetings, the earliest first.
///
/// # Errors
/// [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn meetings(tx: &mut Tx, contact: &DataKey, patient: PatientId) -> Result<Vec<Meeting>> {
    const SQL: &str = "SELECT id, starts_at, ends_at, state, modality, place FROM appointments
                        WHERE patient_id = $1 ORDER BY starts_at, id";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    let meetings = rows.into_iter().map(|row| {
        let place = row.place.map(|sealed| {
            let at = Place {
                table: "appointments",
                row: row.id,
                column: "place",
            };
            let plain = contact.open(&at, &sealed)?;
            String::from_utf8(plain.to_vec()).map_err(|_| Error::Inconsistent("appointments.place is no text".into()))
        });
        Ok(Meeting {
            id: AppointmentId::from(row.id),
            starts_at: Timestamp::from_micros(row.starts_at),
            ends_at: Timestamp::from_micros(row.ends_at),
            state: row.state,
            modality: row.modality,
            place: place.transpose()?,
        })
    });
    meetings.collect()
}
