//! Releases: a therapist hands a summary of a session to the client, and can take it back until the client has read it.
//!
//! Only what was signed is released, and only by a person: no job and no draft ever does. Release and signature look at the same
//! locked row, so a note that is voided at this moment is not released any more. When a note is voided, what was released of it
//! belongs to another session or client and goes out of the portal, read or not.

use domain::SessionId;
use domain::access::Action;
use domain::audit::{By, Deed, Outcome};
use domain::ids::{AgreedActionId, ReleaseId};
use domain::release::{AgreedAction, Draft, Release, propose};
use domain::review::State;
use domain::user::Caller;
use store::Tx;

use crate::sessions::find;
use crate::{App, Error, Result, access, audit};

const NO_NOTE: &str = "There is no note of this session yet; a summary can be released once one is signed.";
const UNSIGNED: &str = "The note is not signed yet; a summary can be released once it is.";
const VOIDED: &str = "The note of this session was voided; nothing of it can be released.";
const RELEASED: &str = "A summary of this session is released already.";
const NOT_YOURS: &str = "Only the client's therapists release summaries.";

/// What was released of a session and what could be.
#[derive(Debug, Clone)]
pub struct View {
    /// What was released and not taken back.
    pub release: Option<Release>,
    /// What the signed note proposes; empty while nothing is signed.
    pub proposed: Draft,
    /// Why the caller cannot release a summary now; `None` when they can.
    pub reason: Option<&'static str>,
}

fn why_not(state: Option<State>) -> Option<&'static str> {
    match state {
        None => Some(NO_NOTE),
        Some(State::Voided) => Some(VOIDED),
        Some(state) if !state.is_signed() => Some(UNSIGNED),
        Some(_) => None,
    }
}

/// What was released of a session, and what a release could say.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn view(app: &App, caller: &Caller, id: SessionId) -> Result<View> {
    let mut tx = audit::reading(app, caller, Deed::NoteRead, id.uuid()).await?;
    let stored = find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    let record = store::notes::find(&mut tx, id).await?;
    let relation = access::relation(app, &mut tx, caller, stored.session.patient_id).await?;
    let mut view = View {
        release: None,
        proposed: Draft::default(),
        reason: why_not(record.map(|record| record.state)),
    };
    if let (Some(key), Some(record)) = (&stored.key, record) {
        view.release = store::releases::of_session(&mut tx, key, id).await?;
        if view.reason.is_none() {
            let current = store::notes::version(&mut tx, key, id, record.current).await?;
            view.proposed = current.map(|(_, notes)| propose(&notes)).unwrap_or_default();
        }
    }
    if view.release.is_some() {
        view.reason = view.reason.or(Some(RELEASED));
    }
    if caller.may(Action::ReleaseSummary, relation).is_err() {
        view.reason = Some(NOT_YOURS);
    }
    tx.noted().await?;
    Ok(view)
}

/// Hands a summary and the agreed tasks to the client.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`]; [`Error::Conflict`] while the note is not signed, and when a
/// summary is released already.
pub async fn release(app: &App, caller: &Caller, id: SessionId, summary: &str, actions: &[String]) -> Result<Release> {
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id, Action::ReleaseSummary).await?;
    let state = store::notes::lock(&mut tx, id).await?.map(|record| record.state);
    if let Some(reason) = why_not(state) {
        return Err(Error::Conflict(reason.into()));
    }
    let key = stored.key.ok_or(Error::Conflict(NO_NOTE.into()))?;
    if store::releases::of_session(&mut tx, &key, id).await?.is_some() {
        return Err(Error::Conflict(RELEASED.into()));
    }
    let draft = Draft::new(summary, actions)?;
    let now = app.now();
    let actions = draft.actions.into_iter().map(|text| AgreedAction {
        id: AgreedActionId::new(now),
        text,
        done_at: None,
    });
    let release = Release {
        id: ReleaseId::new(now),
        session_id: id,
        patient_id: stored.session.patient_id,
        summary: draft.summary,
        actions: actions.collect(),
        released_at: now,
        released_by: caller.user,
        read_at: None,
    };
    store::releases::insert(&mut tx, &key, &release).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::SummaryReleased, id.uuid()).await?;
    tx.commit().await?;
    app.events.moved(release.patient_id, id);
    Ok(release)
}

/// Takes a summary back that the client has not read. For them it was never there.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`]; [`Error::NotFound`] when nothing is released; [`Error::Conflict`] once the client has
/// read it.
pub async fn withdraw(app: &App, caller: &Caller, id: SessionId) -> Result<()> {
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id, Action::ReleaseSummary).await?;
    let now = app.now();
    if store::releases::withdraw_unread(&mut tx, id, now).await? {
        audit::note(&mut tx, now, By::Caller(caller), Deed::SummaryWithdrawn, id.uuid()).await?;
        tx.commit().await?;
        app.events.moved(stored.session.patient_id, id);
        return Ok(());
    }
    let released = match &stored.key {
        Some(key) => store::releases::of_session(&mut tx, key, id).await?,
        None => None,
    };
    Err(match released {
        Some(_) => Error::Conflict("The client has read this summary; it cannot be taken back any more.".into()),
        None => Error::NotFound("No summary of this session is released."),
    })
}

/// Takes back whatever was released of a note that is voided, in the transaction that voids it.
pub(crate) async fn take_back(app: &App, tx: &mut Tx, caller: &Caller, id: SessionId) -> Result<()> {
    let now = app.now();
    if store::releases::withdraw(tx, id, now).await? {
        let (by, code) = (By::Caller(caller), Some("note_voided"));
        audit::note_with(tx, now, by, Deed::SummaryWithdrawn, id.uuid(), Outcome::Done, code).await?;
    }
    Ok(())
}
