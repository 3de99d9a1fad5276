//! Client records.

use domain::PatientId;
use domain::access::{Action, Relation};
use domain::audit::{By, Deed};
use domain::patient::{NewPatient, Patient};
use domain::user::Caller;

use crate::error::refuse;
use crate::{App, Error, Result, access, audit};

/// Adds a client to the caller's own.
///
/// # Errors
/// [`Error::Forbidden`] for a role that has no clients.
pub async fn create(app: &App, caller: &Caller, new: NewPatient) -> Result<Patient> {
    caller
        .may(Action::AddPatient, Relation::Own)
        .map_err(refuse(Error::no_patient()))?;
    let now = app.now();
    let patient = Patient {
        id: PatientId::new(now),
        name: new.name,
        email: new.email,
        phone: new.phone,
        therapist_id: caller.user,
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.db.write().await?;
    store::patients::insert(&mut tx, app.key.contact_key(), &patient).await?;
    audit::note(
        &mut tx,
        now,
        By::Caller(caller),
        Deed::PatientCreated,
        patient.id.uuid(),
    )
    .await?;
    tx.commit().await?;
    Ok(patient)
}

/// The clients the caller may see, in the order they were added.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Patient>> {
    let Some(reach) = access::reach(app, caller, Action::ReadPatient) else {
        return Ok(Vec::new());
    };
    let mut tx = app.db.read().await?;
    Ok(store::patients::in_reach(&mut tx, app.key.contact_key(), &reach).await?)
}

/// One client.
///
/// # Errors
/// [`Error::Hidden`] also when the caller may not know of them.
pub async fn get(app: &App, caller: &Caller, id: PatientId) -> Result<Patient> {
    let mut tx = audit::reading(app, caller, Deed::PatientRead, id.uuid()).await?;
    let patient = store::patients::find(&mut tx, app.key.contact_key(), id)
        .await?
        .ok_or_else(Error::no_patient)?;
    let relation = access::relation(app, &mut tx, caller, id).await?;
    caller
        .may(Action::ReadPatient, relation)
        .map_err(refuse(Error::no_patient()))?;
    tx.noted().await?;
    Ok(patient)
}
