//! Who reads and co-signs for whom. An administrator arranges it; it takes effect with the supervisor's next request.

use domain::UserId;
use domain::access::{Action, Relation};
use domain::audit::{By, Deed};
use domain::user::{Caller, Role};
use store::Tx;

use crate::access::Colleague;
use crate::error::refuse;
use crate::{App, Error, Result, audit};

/// The same answer for an account that does not exist and one that only pretends to.
fn no_user() -> Error {
    Error::NotFound("There is no such user.")
}

/// Finds somebody who works here.
pub(crate) async fn colleague(tx: &mut Tx, id: UserId) -> Result<Colleague> {
    store::access::colleague(tx, id).await?.ok_or_else(no_user)
}

/// Demands that somebody is a therapist who still works here.
pub(crate) fn require_therapist(person: &Colleague, field: &'static str) -> Result<()> {
    if person.role == Role::Therapist && person.is_active {
        return Ok(());
    }
    Err(Error::Invalid {
        field,
        detail: "This is no active therapist.".into(),
    })
}

/// The therapists of a supervisor.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but administrators and the supervisor, [`Error::NotFound`].
pub async fn list(app: &App, caller: &Caller, supervisor: UserId) -> Result<Vec<Colleague>> {
    let relation = if caller.user == supervisor {
        Relation::Subject
    } else {
        Relation::Other
    };
    caller
        .may(Action::ReadSupervision, relation)
        .map_err(refuse(no_user()))?;
    let mut tx = app.db.read().await?;
    colleague(&mut tx, supervisor).await?;
    Ok(store::supervisions::therapists(&mut tx, supervisor).await?)
}

/// Gives a supervisor a therapist. Doing it twice is fine.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Invalid`] when they are no supervisor and no therapist.
pub async fn add(app: &App, caller: &Caller, supervisor: UserId, therapist: UserId) -> Result<()> {
    let (mut tx, people) = arrange(app, caller, supervisor, therapist).await?;
    if people.supervisor.role != Role::Supervisor || !people.supervisor.is_active {
        return Err(Error::Invalid {
            field: "id",
            detail: "This is no active supervisor.".into(),
        });
    }
    require_therapist(&people.therapist, "therapist_id")?;
    if store::supervisions::add(&mut tx, supervisor, therapist, app.now()).await? {
        note(app, &mut tx, caller, Deed::SupervisionAdded, supervisor, therapist).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a therapist from a supervisor. Doing it twice is fine.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn remove(app: &App, caller: &Caller, supervisor: UserId, therapist: UserId) -> Result<()> {
    let (mut tx, _) = arrange(app, caller, supervisor, therapist).await?;
    if store::supervisions::remove(&mut tx, supervisor, therapist).await? {
        note(app, &mut tx, caller, Deed::SupervisionRemoved, supervisor, therapist).await?;
    }
    tx.commit().await?;
    Ok(())
}

struct People {
    supervisor: Colleague,
    therapist: Colleague,
}

/// Opens the transaction of somebody who may arrange supervision between two people who exist.
async fn arrange(app: &App, caller: &Caller, supervisor: UserId, therapist: UserId) -> Result<(Tx, People)> {
    caller
        .may(Action::ManageSupervision, Relation::Other)
        .map_err(refuse(no_user()))?;
    let mut tx = app.db.write().await?;
    let people = People {
        supervisor: colleague(&mut tx, supervisor).await?,
        therapist: colleague(&mut tx, therapist).await?,
    };
    Ok((tx, people))
}

/// An entry of the trail names one record and this concerns two: each of them gets its own.
async fn note(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    deed: Deed,
    supervisor: UserId,
    therapist: UserId,
) -> Result<()> {
    for person in [supervisor, therapist] {
        audit::note(tx, app.now(), By::Caller(caller), deed, person.uuid()).await?;
    }
    Ok(())
}
