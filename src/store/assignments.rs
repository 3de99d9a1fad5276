//! Therapists who work with a client beside the responsible one.

use domain::{PatientId, Timestamp, UserId};

use crate::access::{Colleague, ColleagueRow};
use crate::db::on;
use crate::{Result, Tx};

/// Gives a therapist a client. Returns whether that is news.
///
/// # Errors
/// [`crate::Error::Constraint`] when one of them does not exist.
pub async fn add(tx: &mut Tx, patient: PatientId, therapist: UserId, now: Timestamp) -> Result<bool> {
    const SQL: &str =
        "INSERT INTO assignments (patient_id, therapist_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let added = on!(tx, c =>
        sqlx::query(SQL).bind(patient.uuid()).bind(therapist.uuid()).bind(now.micros())
            .execute(c).await?.rows_affected());
    Ok(added == 1)
}

/// Takes a client from a therapist. Returns whether they had them.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn remove(tx: &mut Tx, patient: PatientId, therapist: UserId) -> Result<bool> {
    const SQL: &str = "DELETE FROM assignments WHERE patient_id = $1 AND therapist_id = $2";
    let removed = on!(tx, c =>
        sqlx::query(SQL).bind(patient.uuid()).bind(therapist.uuid()).execute(c).await?.rows_affected());
    Ok(removed == 1)
}

/// The therapists who work with a client beside the responsible one, by name.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn therapists(tx: &mut Tx, patient: PatientId) -> Result<Vec<Colleague>> {
    const SQL: &str = "SELECT u.id, u.full_name, u.role, u.is_active
                         FROM assignments a JOIN users u ON u.id = a.therapist_id
                        WHERE a.patient_id = $1 ORDER BY u.last_name, u.first_name, u.id";
    let rows: Vec<ColleagueRow> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    rows.into_iter().map(Colleague::try_from).collect()
}
