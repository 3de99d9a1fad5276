//! Giving a client to another responsible therapist: at once and whole. Who supervises the new therapist sees the client from then
//! on, who supervises the former one does not; past sessions keep the therapist who held them.

use domain::access::Action;
use domain::audit::{By, Deed};
use domain::user::Caller;
use domain::{PatientId, UserId};

use crate::supervisions::require_therapist;
use crate::{App, Error, Result, access, audit};

/// Gives a client to another responsible therapist. The former one goes on working with the client only where `keep_access` says
/// so. Doing it twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`] for somebody who is no active therapist.
pub async fn hand_over(
    app: &App,
    caller: &Caller,
    patient: PatientId,
    therapist: UserId,
    keep_access: bool,
) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::HandOverPatient, patient).await?;
    // Of two who hand the same client over at the same time the second one sees what the first one did.
    store::patients::lock(&mut tx, patient).await?;
    let former = store::patients::therapist(&mut tx, patient).await?;
    let former = former.ok_or_else(Error::no_patient)?;
    access::require(app, &mut tx, caller, Action::HandOverPatient, patient).await?;
    let person = store::access::colleague(&mut tx, therapist).await?;
    let person = person.ok_or_else(|| Error::Invalid {
        field: "therapist_id",
        detail: "There is no such therapist.".into(),
    })?;
    require_therapist(&person, "therapist_id")?;
    if former == therapist {
        return Ok(());
    }
    store::patients::hand_over(&mut tx, patient, therapist, now).await?;
    // Whoever is responsible is not assigned beside it.
    store::assignments::remove(&mut tx, patient, therapist).await?;
    if keep_access {
        store::assignments::add(&mut tx, patient, former, now).await?;
    }
    for record in [patient.uuid(), former.uuid(), therapist.uuid()] {
        audit::note(&mut tx, now, By::Caller(caller), Deed::PatientHandedOver, record).await?;
    }
    tx.commit().await?;
    Ok(())
}
