//! Treatment goals. Their words are sealed with the practice's contact key.

use chrono::NaiveDate;
use domain::goal::Goal;
use domain::{GoalId, PatientId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx};

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Body {
    text: String,
    measure: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    body: Vec<u8>,
    state: String,
    target_on: Option<NaiveDate>,
    author_id: Uuid,
    ended_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

fn place(id: Uuid) -> Place<'static> {
    Place {
        table: "treatment_goals",
        row: id,
        column: "body",
    }
}

fn sealed(contact: &DataKey, goal: &Goal) -> Result<Vec<u8>> {
    let body = Body {
        text: goal.text.clone(),
        measure: goal.measure.clone(),
    };
    let body = serde_json::to_vec(&body).map_err(|error| Error::Inconsistent(error.to_string()))?;
    Ok(contact.seal(&place(goal.id.uuid()), &body)?)
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Goal> {
        let body = contact.open(&place(self.id), &self.body)?;
        let body: Body =
            serde_json::from_slice(&body).map_err(|_| Error::Inconsistent("treatment_goals.body is no goal".into()))?;
        Ok(Goal {
            id: GoalId::from(self.id),
            text: body.text,
            measure: body.measure,
            state: self
                .state
                .parse()
                .map_err(|_| unknown("treatment_goals.state", &self.state))?,
            target_on: self.target_on,
            author: UserId::from(self.author_id),
            created_at: Timestamp::from_micros(self.created_at),
            updated_at: Timestamp::from_micros(self.updated_at),
            ended_at: self.ended_at.map(Timestamp::from_micros),
        })
    }
}

/// Adds a goal.
///
/// # Errors
/// [`Error::Constraint`] when the client does not exist, [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, patient: PatientId, goal: &Goal) -> Result<()> {
    const SQL: &str = "INSERT INTO treatment_goals (id, patient_id, body, state, target_on, author_id, ended_at,
                                                    created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let body = sealed(contact, goal)?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(goal.id.uuid()).bind(patient.uuid()).bind(body).bind(goal.state.as_str()).bind(goal.target_on)
            .bind(goal.author.uuid()).bind(goal.ended_at.map(Timestamp::micros))
            .bind(goal.created_at.micros()).bind(goal.updated_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// A client's goals, in the order they were written.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`], [`Error::Inconsistent`].
pub async fn of_patient(tx: &mut Tx, contact: &DataKey, patient: PatientId) -> Result<Vec<Goal>> {
    const SQL: &str = "SELECT id, body, state, target_on, author_id, ended_at, created_at, updated_at
                         FROM treatment_goals WHERE patient_id = $1 ORDER BY id";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(patient.uuid()).fetch_all(c).await?);
    rows.into_iter().map(|row| row.open(contact)).collect()
}

/// Stores a goal's changed fields.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn update(tx: &mut Tx, contact: &DataKey, goal: &Goal) -> Result<()> {
    const SQL: &str = "UPDATE treatment_goals SET body = $2, state = $3, target_on = $4, ended_at = $5, updated_at = $6
                        WHERE id = $1";
    let body = sealed(contact, goal)?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(goal.id.uuid()).bind(body).bind(goal.state.as_str()).bind(goal.target_on)
            .bind(goal.ended_at.map(Timestamp::micros)).bind(goal.updated_at.micros())
            .execute(c).await?;
    });
    Ok(())
}
