//! What clients are to the people who sign in: one of their own, assigned, supervised, opened in an emergency, themselves.
//!
//! Nothing is remembered between two requests, so whoever loses a client loses sight of them with the next one.

use domain::access::Relation;
use domain::user::Role;
use domain::{PatientId, Timestamp, UserId};
use uuid::Uuid;

use crate::db::on;
use crate::error::unknown;
use crate::{Result, Tx};

#[derive(sqlx::FromRow)]
struct Row {
    own: bool,
    assigned: bool,
    supervised: bool,
    emergency: bool,
    subject: bool,
}

/// Everything a client is to a person at this moment; nothing when there is no such client.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn relations(tx: &mut Tx, user: UserId, patient: PatientId, now: Timestamp) -> Result<Vec<Relation>> {
    const SQL: &str = "SELECT p.therapist_id = $2 AS own,
                EXISTS (SELECT 1 FROM assignments a WHERE a.patient_id = p.id AND a.therapist_id = $2) AS assigned,
                EXISTS (SELECT 1 FROM supervisions s
                         WHERE s.therapist_id = p.therapist_id AND s.supervisor_id = $2) AS supervised,
                EXISTS (SELECT 1 FROM break_glass b
                         WHERE b.patient_id = p.id AND b.admin_id = $2 AND b.ended_at IS NULL AND b.expires_at > $3)
                    AS emergency,
                COALESCE(p.user_id = $2, FALSE) AS subject
           FROM patients p WHERE p.id = $1";
    let row: Option<Row> = on!(tx, c =>
        sqlx::query_as(SQL).bind(patient.uuid()).bind(user.uuid()).bind(now.micros()).fetch_optional(c).await?);
    let held = row.map(|row| {
        [
            (row.own, Relation::Own),
            (row.assigned, Relation::Assigned),
            (row.supervised, Relation::Supervised),
            (row.emergency, Relation::Emergency),
            (row.subject, Relation::Subject),
        ]
    });
    let held = held.into_iter().flatten().filter(|(holds, _)| *holds);
    Ok(held.map(|(_, relation)| relation).collect())
}

/// Whose clients a list shows: everybody who is one of `relations` to `user` at the moment `now`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// The person.
    pub user: UserId,
    /// What a client must be to them.
    pub relations: Vec<Relation>,
    /// Now: an emergency ends.
    pub now: Timestamp,
}

impl Reach {
    /// Which parts of [`clients_in_reach`] count, in the order of its parameters.
    pub(crate) fn parts(&self) -> [bool; 5] {
        [
            Relation::Own,
            Relation::Assigned,
            Relation::Supervised,
            Relation::Emergency,
            Relation::Subject,
        ]
        .map(|relation| self.relations.contains(&relation))
    }
}

/// The ids of the clients in somebody's [`Reach`]: `$1` the person, `$2` now, `$3` to `$7` its [`Reach::parts`]. Each part is
/// one search in an index; one that does not count costs nothing.
macro_rules! clients_in_reach {
    () => {
        "SELECT id FROM patients WHERE therapist_id = $1 AND $3
          UNION SELECT patient_id FROM assignments WHERE therapist_id = $1 AND $4
          UNION SELECT p.id FROM supervisions s JOIN patients p ON p.therapist_id = s.therapist_id
                 WHERE s.supervisor_id = $1 AND $5
          UNION SELECT patient_id FROM break_glass
                 WHERE admin_id = $1 AND ended_at IS NULL AND expires_at > $2 AND $6
          UNION SELECT id FROM patients WHERE user_id = $1 AND $7"
    };
}
pub(crate) use clients_in_reach;

/// Somebody who works here, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Identifier.
    pub id: UserId,
    /// Given and family name.
    pub full_name: String,
    /// What they are.
    pub role: Role,
    /// Whether they may sign in.
    pub is_active: bool,
}

#[derive(sqlx::FromRow)]
pub(crate) struct ColleagueRow {
    id: Uuid,
    full_name: String,
    role: String,
    is_active: bool,
}

impl TryFrom<ColleagueRow> for Colleague {
    type Error = crate::Error;
    fn try_from(row: ColleagueRow) -> Result<Self> {
        Ok(Self {
            id: UserId::from(row.id),
            full_name: row.full_name,
            role: row.role.parse().map_err(|_| unknown("users.role", &row.role))?,
            is_active: row.is_active,
        })
    }
}

/// The person with this id. Accounts that only pretend to be one are none.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn colleague(tx: &mut Tx, id: UserId) -> Result<Option<Colleague>> {
    const SQL: &str = "SELECT id, full_name, role, is_active FROM users WHERE id = $1 AND is_shadow = $2";
    let row: Option<ColleagueRow> = on!(tx, c =>
        sqlx::query_as(SQL).bind(id.uuid()).bind(false).fetch_optional(c).await?);
    row.map(Colleague::try_from).transpose()
}

/// The active people of a role, by name.
///
/// # Errors
/// [`crate::Error::Driver`], [`crate::Error::Inconsistent`].
pub async fn active(tx: &mut Tx, role: Role) -> Result<Vec<Colleague>> {
    const SQL: &str = "SELECT id, full_name, role, is_active FROM users
                        WHERE role = $1 AND is_active = $2 AND is_shadow = $3
                        ORDER BY last_name, first_name, id";
    let rows: Vec<ColleagueRow> = on!(tx, c =>
        sqlx::query_as(SQL).bind(role.as_str()).bind(true).bind(false).fetch_all(c).await?);
    rows.into_iter().map(Colleague::try_from).collect()
}
