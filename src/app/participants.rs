//! Who takes part in a client's sessions beside the client. From the moment somebody is added nothing is recorded without their
//! consent as well.

use domain::access::Action;
use domain::audit::{By, Deed};
use domain::participant::{self, Capacity, Participant};
use domain::user::Caller;
use domain::{ParticipantId, PatientId};

use crate::{App, Error, Result, access, audit};

/// Everybody who takes part or took part, in the order they were added.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn list(app: &App, caller: &Caller, patient: PatientId) -> Result<Vec<Participant>> {
    let mut tx = app.db.read().await?;
    access::require(app, &mut tx, caller, Action::ReadPatient, patient).await?;
    Ok(store::participants::of_patient(&mut tx, app.key.contact_key(), patient).await?)
}

/// Adds somebody who takes part.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`] for a name that is none.
pub async fn add(
    app: &App,
    caller: &Caller,
    patient: PatientId,
    name: &str,
    capacity: Capacity,
) -> Result<Participant> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EditPatient, patient).await?;
    let name = participant::name(name).ok_or_else(|| Error::Invalid {
        field: "name",
        detail: "Somebody who takes part needs a name of 1 to 200 characters.".into(),
    })?;
    // Whoever is asking for consents at this moment finishes first.
    store::patients::lock(&mut tx, patient).await?;
    let participant = Participant {
        id: ParticipantId::new(now),
        name,
        capacity,
        ended_at: None,
        created_at: now,
    };
    store::participants::insert(&mut tx, app.key.contact_key(), patient, &participant).await?;
    note(app, &mut tx, caller, participant.id).await?;
    tx.commit().await?;
    Ok(participant)
}

/// Writes down that somebody does not take part any more; what they agreed to stays in the history. Doing it twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`]; [`Error::NotFound`] for somebody who never took part.
pub async fn end(app: &App, caller: &Caller, patient: PatientId, id: ParticipantId) -> Result<()> {
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EditPatient, patient).await?;
    let people = store::participants::of_patient(&mut tx, app.key.contact_key(), patient).await?;
    if !people.iter().any(|person| person.id == id) {
        return Err(Error::NotFound("There is no such participant."));
    }
    if store::participants::end(&mut tx, patient, id, app.now()).await? {
        note(app, &mut tx, caller, id).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn note(app: &App, tx: &mut store::Tx, caller: &Caller, id: ParticipantId) -> Result<()> {
    let (by, deed) = (By::Caller(caller), Deed::ParticipantChanged);
    audit::note(tx, app.now(), by, deed, id.uuid()).await
}
