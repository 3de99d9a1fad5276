//! Therapists who work with a client beside the responsible one. The responsible therapist or an administrator arranges it; it
//! takes effect with the other therapist's next request.

use domain::access::Action;
use domain::audit::{By, Deed};
use domain::user::Caller;
use domain::{PatientId, UserId};
use store::Tx;

use crate::access::{self, Colleague};
use crate::supervisions::{colleague, require_therapist};
use crate::{App, Error, Result, audit};

/// The therapists who work with a client beside the responsible one.
///
/// # Errors
/// [`Error::NotFound`] also for a client the caller may not know of.
pub async fn list(app: &App, caller: &Caller, patient: PatientId) -> Result<Vec<Colleague>> {
    let mut tx = app.db.read().await?;
    require(app, &mut tx, caller, Action::ReadAssignments, patient).await?;
    Ok(store::assignments::therapists(&mut tx, patient).await?)
}

/// Gives a therapist a client. Doing it twice is fine.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Invalid`] for somebody who is no other therapist.
pub async fn add(app: &App, caller: &Caller, patient: PatientId, therapist: UserId) -> Result<()> {
    let mut tx = app.db.write().await?;
    let responsible = require(app, &mut tx, caller, Action::ManageAssignments, patient).await?;
    require_therapist(&colleague(&mut tx, therapist).await?, "user_id")?;
    if therapist == responsible {
        return Err(Error::Invalid {
            field: "user_id",
            detail: "This is the responsible therapist of the client already.".into(),
        });
    }
    if store::assignments::add(&mut tx, patient, therapist, app.now()).await? {
        note(app, &mut tx, caller, Deed::AssignmentAdded, patient, therapist).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a client from a therapist. Doing it twice is fine.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub async fn remove(app: &App, caller: &Caller, patient: PatientId, therapist: UserId) -> Result<()> {
    let mut tx = app.db.write().await?;
    require(app, &mut tx, caller, Action::ManageAssignments, patient).await?;
    colleague(&mut tx, therapist).await?;
    if store::assignments::remove(&mut tx, patient, therapist).await? {
        note(app, &mut tx, caller, Deed::AssignmentRemoved, patient, therapist).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Demands that the caller may do this and that there is such a client: an administrator may arrange it for any. Returns the
/// responsible therapist.
async fn require(app: &App, tx: &mut Tx, caller: &Caller, action: Action, patient: PatientId) -> Result<UserId> {
    access::require(app, tx, caller, action, patient).await?;
    let responsible = store::patients::therapist(tx, patient).await?;
    responsible.ok_or_else(Error::no_patient)
}

/// An entry of the trail names one record and this concerns two: each of them gets its own.
async fn note(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    deed: Deed,
    patient: PatientId,
    therapist: UserId,
) -> Result<()> {
    for record in [patient.uuid(), therapist.uuid()] {
        audit::note(tx, app.now(), By::Caller(caller), deed, record).await?;
    }
    Ok(())
}
