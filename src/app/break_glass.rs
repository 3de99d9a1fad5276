//! Emergency access: an administrator opens one client's record for an hour, says why, and the therapist sees that they did.
//!
//! Whatever is asked for is in the trail, also when there is no such client: names cannot be tried out unseen.

use domain::access::{Action, Relation};
use domain::audit::{By, Deed, Outcome};
use domain::break_glass::{BadComment, BreakGlass, LASTS, Reason, UnknownReason, comment};
use domain::user::{Caller, Role};
use domain::{BreakGlassId, PatientId};
use store::Tx;
use store::break_glass::Stored;
use uuid::Uuid;

use crate::error::refuse;
use crate::sign_in::require_step_up;
use crate::{App, Error, Result, access, audit};

/// What an administrator types.
pub struct Request<'a> {
    /// The client's id or exact name.
    pub patient: &'a str,
    /// The word of a reason.
    pub reason: &'a str,
    /// What there is to say about it.
    pub comment: Option<&'a str>,
}

impl From<UnknownReason> for Error {
    fn from(error: UnknownReason) -> Self {
        Self::Invalid {
            field: "reason",
            detail: format!("{error}."),
        }
    }
}

impl From<BadComment> for Error {
    fn from(error: BadComment) -> Self {
        Self::Invalid {
            field: "comment",
            detail: format!("{error}."),
        }
    }
}

/// The answer for an access that does not exist and for one that is somebody else's.
fn no_access() -> Error {
    Error::NotFound("There is no such emergency access.")
}

/// Breaks the glass: from now on the caller may read this one client's record.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but administrators, [`Error::StepUpRequired`], [`Error::Invalid`],
/// [`Error::NotFound`] for an unknown client, [`Error::Conflict`] while the glass is broken already.
pub async fn create(app: &App, caller: &Caller, request: Request<'_>) -> Result<Stored> {
    caller
        .may(Action::BreakGlass, Relation::Other)
        .map_err(refuse(Error::no_patient()))?;
    require_step_up(app, caller)?;
    let reason: Reason = request.reason.parse()?;
    let comment = comment(request.comment)?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    let patient = match the_client(&mut tx, request.patient).await? {
        Ok(patient) => patient,
        Err((why, error)) => {
            let by = By::Caller(caller);
            audit::note_with(&mut tx, now, by, Deed::GlassBroken, None, Outcome::Refused, Some(why)).await?;
            tx.commit().await?;
            return Err(error);
        }
    };
    if access::relation(app, &mut tx, caller, patient).await? == Relation::Emergency {
        return Err(Error::Conflict(
            "Your emergency access to this client has not ended yet.".into(),
        ));
    }
    let id = BreakGlassId::new(now);
    let access = BreakGlass {
        id,
        admin: caller.user,
        patient,
        reason,
        comment,
        expires_at: now + LASTS,
        ended_at: None,
        created_at: now,
    };
    store::break_glass::insert(&mut tx, app.key.contact_key(), &access).await?;
    let (by, outcome) = (By::Caller(caller), Outcome::Done);
    let record = patient.uuid();
    audit::note_with(
        &mut tx,
        now,
        by,
        Deed::GlassBroken,
        record,
        outcome,
        Some(reason.as_str()),
    )
    .await?;
    let stored = store::break_glass::find(&mut tx, app.key.contact_key(), id, caller.user).await?;
    tx.commit().await?;
    tracing::warn!(patient.id = %patient, admin.id = %caller.user, %reason, "the glass was broken");
    stored.ok_or_else(no_access)
}

/// The client who is meant, or the code of the refusal and its answer.
async fn the_client(tx: &mut Tx, typed: &str) -> Result<std::result::Result<PatientId, (&'static str, Error)>> {
    let typed = typed.trim();
    let named = match typed.parse::<Uuid>() {
        Ok(id) => {
            let id = PatientId::from(id);
            let responsible = store::patients::therapist(tx, id).await?;
            responsible.map(|_| id).into_iter().collect()
        }
        Err(_) => store::patients::named(tx, typed).await?,
    };
    Ok(match named.as_slice() {
        [] => Err(("no_such_patient", Error::no_patient())),
        [one] => Ok(*one),
        _ => Err((
            "ambiguous_name",
            Error::Invalid {
                field: "patient",
                detail: "More than one client has this name; give the id of the one you mean.".into(),
            },
        )),
    })
}

/// Ends one's own emergency access before its time. Ending it twice is fine.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn end(app: &App, caller: &Caller, id: BreakGlassId) -> Result<()> {
    caller
        .may(Action::BreakGlass, Relation::Other)
        .map_err(refuse(no_access()))?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    let stored = store::break_glass::find(&mut tx, app.key.contact_key(), id, caller.user)
        .await?
        .ok_or_else(no_access)?;
    if store::break_glass::end(&mut tx, id, now).await? {
        let record = stored.access.patient.uuid();
        audit::note(&mut tx, now, By::Caller(caller), Deed::GlassMended, record).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The emergency accesses the caller may see, newest first: an administrator's own, and those to a therapist's own clients.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Stored>> {
    if caller.may(Action::ReadBreakGlass, Relation::Own).is_err() {
        return Ok(Vec::new());
    }
    let mut tx = app.db.read().await?;
    let contact = app.key.contact_key();
    Ok(match caller.role {
        Role::Admin => store::break_glass::of_admin(&mut tx, contact, caller.user).await?,
        _ => store::break_glass::on_clients_of(&mut tx, contact, caller.user).await?,
    })
}
