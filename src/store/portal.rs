//! What a client's account opens: the records that are about them. Their meetings, consents, questionnaires and summaries are read
//! by the nouns that keep them.

use domain::{PatientId, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx};

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
/// [`crate::Error::Driver`].
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
