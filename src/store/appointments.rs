//! Appointments. Where somebody meets is sealed with the practice's contact key: it may be their home.

use domain::appointment::{Appointment, LONGEST, Listed, State};
use domain::ids::AppointmentId;
use domain::{PatientId, SessionId, Timestamp, UserId};
use uuid::Uuid;

use crate::access::{Reach, clients_in_reach};
use crate::db::on;
use crate::error::unknown;
use crate::seal::{DataKey, Place};
use crate::{Error, Result, Tx, dialect};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    patient_id: Uuid,
    patient_name: String,
    therapist_id: Uuid,
    starts_at: i64,
    ends_at: i64,
    state: String,
    kind: String,
    modality: String,
    place: Option<Vec<u8>>,
    sequence: i64,
    created_at: i64,
    updated_at: i64,
    session_id: Option<Uuid>,
}

fn place_of(id: Uuid) -> Place<'static> {
    Place {
        table: "appointments",
        row: id,
        column: "place",
    }
}

fn seal(contact: &DataKey, appointment: &Appointment) -> Result<Option<Vec<u8>>> {
    let place = appointment.place.as_ref();
    let sealed = place.map(|text| contact.seal(&place_of(appointment.id.uuid()), text.as_bytes()));
    Ok(sealed.transpose()?)
}

impl Row {
    fn open(self, contact: &DataKey) -> Result<Listed> {
        let place = self.place.map(|sealed| {
            let plain = contact.open(&place_of(self.id), &sealed)?;
            String::from_utf8(plain.to_vec()).map_err(|_| Error::Inconsistent("appointments.place is no text".into()))
        });
        Ok(Listed {
            appointment: Appointment {
                id: AppointmentId::from(self.id),
                patient_id: PatientId::from(self.patient_id),
                therapist_id: UserId::from(self.therapist_id),
                starts_at: Timestamp::from_micros(self.starts_at),
                ends_at: Timestamp::from_micros(self.ends_at),
                state: state(&self.state)?,
                kind: self
                    .kind
                    .parse()
                    .map_err(|_| unknown("appointments.kind", &self.kind))?,
                modality: self
                    .modality
                    .parse()
                    .map_err(|_| unknown("appointments.modality", &self.modality))?,
                place: place.transpose()?,
                sequence: self.sequence,
                created_at: Timestamp::from_micros(self.created_at),
                updated_at: Timestamp::from_micros(self.updated_at),
            },
            patient_name: self.patient_name,
            sessions: self.session_id.map(SessionId::from).into_iter().collect(),
        })
    }
}

pub(crate) fn state(word: &str) -> Result<State> {
    word.parse().map_err(|_| unknown("appointments.state", word))
}

/// Puts the rows of one appointment together, of which each names one of its sessions.
fn gather(rows: Vec<Row>, contact: &DataKey) -> Result<Vec<Listed>> {
    let mut listed: Vec<Listed> = Vec::new();
    for row in rows {
        match listed.last_mut() {
            Some(last) if last.appointment.id.uuid() == row.id => {
                last.sessions.extend(row.session_id.map(SessionId::from));
            }
            _ => listed.push(row.open(contact)?),
        }
    }
    Ok(listed)
}

macro_rules! select {
    ($($rest:tt)+) => {
        concat!(
            "SELECT a.id, a.patient_id, p.name AS patient_name, a.therapist_id, a.starts_at, a.ends_at, a.state, a.kind,
                    a.modality, a.place, a.sequence, a.created_at, a.updated_at, s.id AS session_id
               FROM appointments a JOIN patients p ON p.id = a.patient_id
                    LEFT JOIN sessions s ON s.appointment_id = a.id ",
            $($rest)+
        )
    };
}

/// Adds an appointment.
///
/// # Errors
/// [`Error::Constraint`] when the client or the therapist does not exist, [`Error::Sealed`].
pub async fn insert(tx: &mut Tx, contact: &DataKey, appointment: &Appointment, author: UserId) -> Result<()> {
    const SQL: &str =
        "INSERT INTO appointments (id, patient_id, therapist_id, starts_at, ends_at, state, kind, modality,
                                                 place, sequence, created_by, created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    let place = seal(contact, appointment)?;
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(appointment.id.uuid()).bind(appointment.patient_id.uuid()).bind(appointment.therapist_id.uuid())
            .bind(appointment.starts_at.micros()).bind(appointment.ends_at.micros())
            .bind(appointment.state.as_str()).bind(appointment.kind.as_str()).bind(appointment.modality.as_str())
            .bind(place).bind(appointment.sequence).bind(author.uuid())
            .bind(appointment.created_at.micros()).bind(appointment.updated_at.micros())
            .execute(c).await?;
    });
    Ok(())
}

/// Writes an appointment's new content, unless somebody changed it since: `appointment` holds the number that it is to have,
/// one more than the one that was read.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn update(tx: &mut Tx, contact: &DataKey, appointment: &Appointment) -> Result<bool> {
    const SQL: &str = "UPDATE appointments SET starts_at = $2, ends_at = $3, state = $4, kind = $5, modality = $6,
                                               place = $7, sequence = $8, updated_at = $9
                        WHERE id = $1 AND sequence = $8 - 1";
    let place = seal(contact, appointment)?;
    let changed = on!(tx, c =>
        sqlx::query(SQL)
            .bind(appointment.id.uuid())
            .bind(appointment.starts_at.micros()).bind(appointment.ends_at.micros())
            .bind(appointment.state.as_str()).bind(appointment.kind.as_str()).bind(appointment.modality.as_str())
            .bind(place).bind(appointment.sequence).bind(appointment.updated_at.micros())
            .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// The appointment with this id, whoever asks.
///
/// # Errors
/// [`Error::Driver`], [`Error::Sealed`].
pub async fn find(tx: &mut Tx, contact: &DataKey, id: AppointmentId) -> Result<Option<Listed>> {
    const SQL: &str = select!("WHERE a.id = $1 ORDER BY s.id");
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(id.uuid()).fetch_all(c).await?);
    Ok(gather(rows, contact)?.pop())
}

/// Keeps others from changing a therapist's appointments until the transaction ends, so that two that overlap are never made at
/// once, and two changes of one follow each other.
///
/// # Errors
/// [`Error::Driver`].
pub async fn lock(tx: &mut Tx, therapist: UserId) -> Result<()> {
    let sql = dialect::LOCK_CALENDAR.on(tx);
    on!(tx, c => { sqlx::query(sql).bind(therapist.uuid()).execute(c).await?; });
    Ok(())
}

/// Whether another planned appointment of a therapist overlaps with these times.
///
/// # Errors
/// [`Error::Driver`].
pub async fn overlaps(tx: &mut Tx, appointment: &Appointment) -> Result<bool> {
    const SQL: &str = "SELECT id FROM appointments
                        WHERE therapist_id = $1 AND starts_at > $2 AND starts_at < $3 AND ends_at > $4
                          AND state = 'scheduled' AND id <> $5 LIMIT 1";
    // None is longer than a day, so whatever overlaps began within the day before.
    let earliest = appointment.starts_at - LONGEST;
    let found: Option<(Uuid,)> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(appointment.therapist_id.uuid()).bind(earliest.micros()).bind(appointment.ends_at.micros())
            .bind(appointment.starts_at.micros()).bind(appointment.id.uuid())
            .fetch_optional(c).await?);
    Ok(found.is_some())
}

/// Which appointments to list. Everything but the reach is optional.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Those of whose clients.
    pub reach: Reach,
    /// Only those that end after this moment.
    pub from: Option<Timestamp>,
    /// Only those that begin before this moment.
    pub to: Option<Timestamp>,
    /// Only this client's.
    pub patient: Option<PatientId>,
    /// Only those in this state.
    pub state: Option<State>,
}

/// Appointments that match, in the order in which they begin.
///
/// # Errors
/// As [`find`].
pub async fn list(tx: &mut Tx, contact: &DataKey, filter: &Filter) -> Result<Vec<Listed>> {
    const SQL: &str = select!(
        "WHERE a.patient_id IN (",
        clients_in_reach!(),
        ") AND ($8 IS NULL OR a.ends_at > $8) AND ($9 IS NULL OR a.starts_at < $9)
           AND ($10 IS NULL OR a.patient_id = $10) AND ($11 IS NULL OR a.state = $11)
         ORDER BY a.starts_at, a.id, s.id"
    );
    let [own, assigned, supervised, emergency, subject] = filter.reach.parts();
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(filter.reach.user.uuid()).bind(filter.reach.now.micros())
            .bind(own).bind(assigned).bind(supervised).bind(emergency).bind(subject)
            .bind(filter.from.map(Timestamp::micros)).bind(filter.to.map(Timestamp::micros))
            .bind(filter.patient.map(PatientId::uuid)).bind(filter.state.map(State::as_str))
            .fetch_all(c).await?);
    gather(rows, contact)
}

/// A therapist's appointments that begin between two moments, in their order.
///
/// # Errors
/// As [`find`].
pub async fn of_therapist(
    tx: &mut Tx,
    contact: &DataKey,
    therapist: UserId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Appointment>> {
    const SQL: &str = select!(
        "WHERE a.therapist_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 ORDER BY a.starts_at, a.id, s.id"
    );
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(therapist.uuid()).bind(from.micros()).bind(to.micros())
            .fetch_all(c).await?);
    Ok(gather(rows, contact)?
        .into_iter()
        .map(|listed| listed.appointment)
        .collect())
}

/// A client's appointments that begin between two moments, in their order: with one therapist, or with anybody.
///
/// # Errors
/// As [`find`].
pub async fn of_patient(
    tx: &mut Tx,
    contact: &DataKey,
    patient: PatientId,
    therapist: Option<UserId>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Listed>> {
    const SQL: &str = select!(
        "WHERE a.patient_id = $1 AND a.starts_at >= $2 AND a.starts_at < $3 AND ($4 IS NULL OR a.therapist_id = $4)
         ORDER BY a.starts_at, a.id, s.id"
    );
    let rows: Vec<Row> = on!(tx, c =>
        sqlx::query_as(SQL)
            .bind(patient.uuid()).bind(from.micros()).bind(to.micros()).bind(therapist.map(UserId::uuid))
            .fetch_all(c).await?);
    gather(rows, contact)
}

/// Says when an appointment began that was made for a recording, once the recording's length is known.
///
/// # Errors
/// [`Error::Driver`].
pub async fn begin_at(tx: &mut Tx, id: AppointmentId, starts_at: Timestamp) -> Result<()> {
    const SQL: &str = "UPDATE appointments SET starts_at = $2 WHERE id = $1 AND starts_at = ends_at";
    on!(tx, c => { sqlx::query(SQL).bind(id.uuid()).bind(starts_at.micros()).execute(c).await?; });
    Ok(())
}
