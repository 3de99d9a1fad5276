//! What people agreed to. A row is written once; only its withdrawal is added to it.

use domain::consent::{Consent, Scope};
use domain::{ConsentId, ParticipantId, PatientId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::{Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    participant_id: Option<Uuid>,
    scope: String,
    text_version: String,
    language: String,
    method: String,
    given_at: i64,
    expires_at: Option<i64>,
    withdrawn_at: Option<i64>,
    recorded_by: Option<Uuid>,
    created_at: i64,
}

impl TryFrom<Row> for Consent {
    type Error = crate::Error;
    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ConsentId::from(row.id),
            participant: row.participant_id.map(ParticipantId::from),
            scope: row.scope.parse().map_err(|_| unknown("consents.scope", &row.scope))?,
            text_version: row.text_version,
            language: row.language,
            method: row
                .method
                .parse()
                .map_err(|_| unknown("consents.method", &row.method))?,
            given_at: Timestamp::from_micros(row.given_at),
            expires_at: row.expires_at.map(Timestamp::from_micros),
            withdrawn_at: row.withdrawn_at.map(Timestamp::from_micros),
            recorded_by: row.recorded_by.map(UserId::from),
            created_at: Timestamp::from_micros(row.created_at),
        })
    }
}

/// Writes a consent down.
///
/// # Errors
/// [`crate::Error::Constraint`] when the client, the participant or the account does not exist.
pub async fn insert(tx: &mut Tx, patient: PatientId, consent: &Consent) -> Result<()> {
    const SQL: &str =
        "INSERT INTO consents (id, patient_id, participant_id, scope, text_version, language, method, given_at,
                               expires_at, withdrawn_at, recorded_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(consent.id.uuid()).bind(patient.uuid()).bind(consent.participant.map(ParticipantId::uuid))
            .bind(consent.scope.as_str()).bind(&consent.text_version).bind(&consent.language)
            .bind(consent.method.as_str()).bind(consent.given_at.micros())
            .bind(consent.expires_at.map(Timestamp::micros)).bind(consent.withdrawn_at.map(Timestamp::micros))
            .bind(consent.recorded_by.map(UserId::uuid)).bind(consent.created_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Everything that was ever agreed to for a client, oldest first.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn of_patient(tx: &mut Tx, patient: PatientId) -> Result<Vec<Consent>> {
    const SQL: &str = "SELECT id, participant_id, scope, text_version, language, method, given_at, expires_at,
                              withdrawn_at, recorded_by, created_at
                         FROM consents WHERE patient_id = $1 ORDER BY created_at, id";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    rows.into_iter().map(Consent::try_from).collect()
}

/// Takes back whatever a person agreed to in a scope. Returns how many consents that were.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn withdraw(
    tx: &mut Tx,
    patient: PatientId,
    participant: Option<ParticipantId>,
    scope: Scope,
    by: UserId,
    now: Timestamp,
) -> Result<u64> {
    const CLIENT: &str = "UPDATE consents SET withdrawn_at = $3, withdrawn_by = $4
                           WHERE patient_id = $1 AND scope = $2 AND participant_id IS NULL AND withdrawn_at IS NULL";
    const OTHER: &str = "UPDATE consents SET withdrawn_at = $3, withdrawn_by = $4
                          WHERE patient_id = $1 AND scope = $2 AND participant_id = $5 AND withdrawn_at IS NULL";
    let Some(participant) = participant else {
        return Ok(on!(tx, c =>
            sqlx::query(CLIENT).bind(patient.uuid()).bind(scope.as_str()).bind(now.micros()).bind(by.uuid())
                .execute(c).await?.rows_affected()));
    };
    Ok(on!(tx, c =>
        sqlx::query(OTHER).bind(patient.uuid()).bind(scope.as_str()).bind(now.micros()).bind(by.uuid())
            .bind(participant.uuid()).execute(c).await?.rows_affected()))
}
