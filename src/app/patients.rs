//! Client records: made, read, searched, changed, taken out of the lists, given to somebody else.

mod hand_over;

use domain::PatientId;
use domain::access::{Action, Relation};
use domain::audit::{By, Deed};
use domain::patient::{Change, Details, NewPatient, Patient};
use domain::user::{Caller, Role};
use store::Tx;
use store::patients::Search;

use crate::access::Colleague;
use crate::error::refuse;
use crate::{App, Error, Result, access, audit};

pub use hand_over::hand_over;

/// A record with all that is known of the client.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The record as a list shows it.
    pub patient: Patient,
    /// The rest.
    pub details: Details,
}

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
        redisclosure_notice: false,
        archived_at: None,
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

/// The clients the caller may see and searches for, in the order they were added.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(app: &App, caller: &Caller, search: &Search) -> Result<Vec<Patient>> {
    let Some(reach) = access::reach(app, caller, Action::ReadPatient) else {
        return Ok(Vec::new());
    };
    let mut tx = app.db.read().await?;
    Ok(store::patients::in_reach(&mut tx, app.key.contact_key(), &reach, search).await?)
}

/// One client.
///
/// # Errors
/// [`Error::Hidden`] also when the caller may not know of them.
pub async fn get(app: &App, caller: &Caller, id: PatientId) -> Result<Detail> {
    let mut tx = audit::reading(app, caller, Deed::PatientRead, id.uuid()).await?;
    let found = find(app, &mut tx, caller, Action::ReadPatient, id).await?;
    tx.noted().await?;
    Ok(found)
}

/// Finds a client to whom the caller may do something. One they may not know of is answered like one who does not exist.
async fn find(app: &App, tx: &mut Tx, caller: &Caller, action: Action, id: PatientId) -> Result<Detail> {
    access::require(app, tx, caller, action, id).await?;
    let contact = app.key.contact_key();
    let patient = store::patients::find(tx, contact, id).await?;
    let patient = patient.ok_or_else(Error::no_patient)?;
    let details = store::patients::details(tx, contact, id).await?;
    Ok(Detail { patient, details })
}

/// Changes a client's record.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`] for a field that is not acceptable; nothing is changed then.
pub async fn change(app: &App, caller: &Caller, id: PatientId, change: Change) -> Result<Detail> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    // Two people may change two fields at the same time, and both changes count.
    store::patients::lock(&mut tx, id).await?;
    let before = find(app, &mut tx, caller, Action::EditPatient, id).await?;
    let mut after = before.clone();
    change.apply(&mut after.patient, &mut after.details, app.today())?;
    if (&after.patient, &after.details) == (&before.patient, &before.details) {
        return Ok(before);
    }
    after.patient.updated_at = now;
    store::patients::update(&mut tx, app.key.contact_key(), &after.patient, &after.details).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::PatientChanged, id.uuid()).await?;
    tx.commit().await?;
    Ok(after)
}

/// Takes a record out of the lists. Everything in it stays readable; recordings and appointments are not added to it. Doing it
/// twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`].
pub async fn archive(app: &App, caller: &Caller, id: PatientId) -> Result<Patient> {
    shelve(app, caller, id, true).await
}

/// Puts a record back into the lists. Doing it twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`].
pub async fn restore(app: &App, caller: &Caller, id: PatientId) -> Result<Patient> {
    shelve(app, caller, id, false).await
}

async fn shelve(app: &App, caller: &Caller, id: PatientId, away: bool) -> Result<Patient> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EditPatient, id).await?;
    if store::patients::archive(&mut tx, id, away.then_some(now), now).await? {
        let deed = if away {
            Deed::PatientArchived
        } else {
            Deed::PatientRestored
        };
        audit::note(&mut tx, now, By::Caller(caller), deed, id.uuid()).await?;
    }
    let found = find(app, &mut tx, caller, Action::EditPatient, id).await?;
    tx.commit().await?;
    Ok(found.patient)
}

/// Refuses what is not done for a client whose record is out of the lists.
///
/// # Errors
/// [`Error::Conflict`].
pub(crate) fn require_active(patient: &Patient) -> Result<()> {
    if patient.archived_at.is_none() {
        return Ok(());
    }
    Err(Error::Conflict(
        "This client's record is archived; restore it first.".into(),
    ))
}

/// The active therapists of the practice, by name: to whom a client can be given.
///
/// # Errors
/// [`Error::Forbidden`] for clients.
pub async fn therapists(app: &App, caller: &Caller) -> Result<Vec<Colleague>> {
    caller
        .may(Action::ReadColleagues, Relation::Other)
        .map_err(refuse(Error::no_user()))?;
    Ok(store::access::active(&mut app.db.read().await?, Role::Therapist).await?)
}
