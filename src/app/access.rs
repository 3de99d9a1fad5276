//! What clients are to the caller, asked anew for every request: a supervision or assignment that ends takes the client out of
//! sight at once.

use domain::PatientId;
use domain::access::{Action, Relation, relations_for, strongest};
use domain::user::Caller;
use store::Tx;
use store::access::Reach;

use crate::error::refuse;
use crate::{App, Error, Result};

pub use store::access::Colleague;

/// What a client is to the caller; [`Relation::Other`] also when there is no such client.
pub(crate) async fn relation(app: &App, tx: &mut Tx, caller: &Caller, patient: PatientId) -> Result<Relation> {
    let held = store::access::relations(tx, caller.user, patient, app.now()).await?;
    Ok(strongest(caller.role, held))
}

/// Demands that the caller may do something about a client. One they may not know of is answered like one who does not exist.
pub(crate) async fn require(app: &App, tx: &mut Tx, caller: &Caller, action: Action, patient: PatientId) -> Result<()> {
    let relation = relation(app, tx, caller, patient).await?;
    caller.may(action, relation).map_err(refuse(Error::no_patient()))
}

/// Whose clients a list shows the caller; `None` for a role that may do this to nobody's.
pub(crate) fn reach(app: &App, caller: &Caller, action: Action) -> Option<Reach> {
    let relations: Vec<_> = relations_for(caller.role, action).collect();
    (!relations.is_empty()).then(|| Reach {
        user: caller.user,
        relations,
        now: app.now(),
    })
}

/// Whether the caller may hear what happens to a client's sessions.
///
/// # Errors
/// [`Error::Unauthenticated`] when the caller's role is another than when they began to listen: a stream outlives the request
/// that opened it.
pub async fn may_hear(app: &App, caller: &Caller, action: Action, patient: PatientId) -> Result<bool> {
    // Many open pages belong to a role that this does not concern, which costs no query.
    if reach(app, caller, action).is_none() {
        return Ok(false);
    }
    let mut tx = app.db.read().await?;
    let relation = relation(app, &mut tx, caller, patient).await?;
    if caller.may(action, relation).is_err() {
        return Ok(false);
    }
    match store::access::colleague(&mut tx, caller.user).await? {
        Some(person) if person.role == caller.role => Ok(true),
        _ => Err(Error::Unauthenticated("Please sign in again.")),
    }
}
