//! Reading a note: what it says now for the contract, and everything a page for its review needs.

use domain::SessionId;
use domain::access::Action;
use domain::audit::Deed;
use domain::note::{MoodPolicy, Notes};
use domain::review::coverage::{Screen, screen};
use domain::review::items::{Disposition, Items};
use domain::review::{Event, State, diff};
use domain::session::Status;
use domain::user::Caller;
use store::Tx;
use store::amendments::Amendment;
use store::notes::{Decided, Listed};
use store::seal::DataKey;
use store::signatures::{Kind, Signature};

use super::{Opened, barriers, begin_old, no_note};
use crate::sessions::find;
use crate::{App, Error, Result, access, audit};

/// What the caller may do to a note in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct May {
    /// Change its words.
    pub edit: bool,
    /// Decide about its items.
    pub dispose: bool,
    /// Sign it, as soon as nothing keeps it from being signed.
    pub sign: bool,
    /// Sign it as the therapist's supervisor.
    pub co_sign: bool,
    /// Add to it.
    pub amend: bool,
    /// Have it drafted again.
    pub redraft: bool,
    /// Void it.
    pub void: bool,
}

/// A note with everything that its review needs.
#[derive(Debug, Clone)]
pub struct Review {
    /// The session.
    pub session: SessionId,
    /// How far it is.
    pub state: State,
    /// What an edit must name.
    pub revision: i64,
    /// The version that counts.
    pub version: Listed,
    /// A newer draft that nobody has taken.
    pub redraft: Option<Listed>,
    /// Its words.
    pub notes: Notes,
    /// What can be decided about.
    pub items: Items,
    /// What was decided.
    pub decided: Vec<Decided>,
    /// The therapist's signature, with their name.
    pub signature: Option<(Signature, String)>,
    /// The supervisor's, with theirs.
    pub co_signature: Option<(Signature, String)>,
    /// What was added, with the authors' names.
    pub amendments: Vec<(Amendment, String)>,
    /// Whose word a mood may be.
    pub mood_policy: MoodPolicy,
    /// What the screen for risk language could not see.
    pub screen: Screen,
    /// What the caller may do.
    pub may: May,
    /// What keeps the note from being signed, as codes.
    pub not_signable_because: Vec<&'static str>,
    /// How many items wait for a decision.
    pub open_items: usize,
}

/// The note's words as they are now (the contract's `GET /sessions/{id}/notes`).
///
/// # Errors
/// [`Error::Hidden`]; [`Error::NotFound`] while there is none yet, and when it was voided.
pub async fn current(app: &App, caller: &Caller, id: SessionId) -> Result<Notes> {
    let mut tx = audit::reading(app, caller, Deed::NoteRead, id.uuid()).await?;
    let stored = find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    let notes = match &stored.key {
        Some(key) => store::sessions::words(&mut tx, key, id).await?.1,
        None => None,
    };
    let Some(notes) = notes else {
        let record = store::notes::find(&mut tx, id).await?;
        return Err(match record {
            Some(record) if record.state == State::Voided => {
                Error::NotFound("The note of this session was voided: it belonged to another patient or session.")
            }
            _ => no_note(),
        });
    };
    tx.noted().await?;
    Ok(notes)
}

/// A note with everything that its review needs. A voided one is shown here and nowhere else.
///
/// # Errors
/// [`Error::Hidden`]; [`Error::NotFound`] while there is none yet.
pub async fn review(app: &App, caller: &Caller, id: SessionId) -> Result<Review> {
    if let Some(review) = with_versions(app, caller, id).await? {
        return Ok(review);
    }
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    let key = stored.key.ok_or_else(no_note)?;
    if store::notes::lock(&mut tx, id).await?.is_none() {
        begin_old(app, &mut tx, &key, id).await?.ok_or_else(no_note)?;
        tx.commit().await?;
    }
    with_versions(app, caller, id).await?.ok_or_else(no_note)
}

/// The review of a note that has versions.
async fn with_versions(app: &App, caller: &Caller, id: SessionId) -> Result<Option<Review>> {
    let mut tx = audit::reading(app, caller, Deed::NoteRead, id.uuid()).await?;
    let stored = find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    let key = stored.key.ok_or_else(no_note)?;
    let Some(record) = store::notes::find(&mut tx, id).await? else {
        return Ok(None);
    };
    let note = Opened {
        session: stored.session,
        key,
        record,
    };
    let review = compose(app, &mut tx, caller, &note).await?;
    tx.noted().await?;
    Ok(Some(review))
}

/// The key to the words of a session that the caller may read.
async fn readable(app: &App, tx: &mut Tx, caller: &Caller, id: SessionId) -> Result<DataKey> {
    let stored = find(app, tx, caller, id, Action::ReadClinical).await?;
    stored.key.ok_or_else(no_note)
}

/// Puts together what a page shows, in the transaction of a deed or a read.
pub(super) async fn compose(app: &App, tx: &mut Tx, caller: &Caller, note: &Opened) -> Result<Review> {
    let (id, key, record) = (note.id(), &note.key, &note.record);
    let gone = || Error::internal("a version of a note is gone");
    let (version, notes) = store::notes::version(tx, key, id, record.current)
        .await?
        .ok_or_else(gone)?;
    let redraft = match record.offered.filter(|_| record.state.is_open()) {
        Some(number) => Some(store::notes::version(tx, key, id, number).await?.ok_or_else(gone)?.0),
        None => None,
    };
    let transcript = store::transcripts::find(tx, key, id).await?.unwrap_or_default();
    let items = Items::of(&notes);
    let decided = store::notes::dispositions(tx, key, id).await?;
    let dispositions: Vec<Disposition> = decided.iter().map(|decided| decided.disposition.clone()).collect();
    let relation = access::relation(app, tx, caller, note.session.patient_id).await?;
    let may = |action, event| caller.may(action, relation).is_ok() && record.state.next(event).is_ok();
    let is_idle = matches!(note.session.status, Status::Processed | Status::Failed);
    let not_signable_because = barriers(tx, note, &items, &dispositions).await?;
    Ok(Review {
        session: id,
        state: record.state,
        revision: record.revision,
        redraft,
        screen: screen(&transcript, &notes),
        open_items: items.open(&dispositions).len(),
        signature: store::signatures::find(tx, key, id, Kind::Author).await?,
        co_signature: store::signatures::find(tx, key, id, Kind::Supervisor).await?,
        amendments: store::amendments::list(tx, key, id).await?,
        mood_policy: app.settings.mood_policy,
        may: May {
            edit: may(Action::ReviewNote, Event::Edited),
            dispose: may(Action::ReviewNote, Event::Disposed),
            sign: caller.may(Action::SignNote, relation).is_ok() && record.state.is_open(),
            co_sign: may(Action::CoSignNote, Event::CoSigned),
            amend: may(Action::SignNote, Event::Amended),
            redraft: is_idle && may(Action::ProcessSession, Event::Drafted),
            void: may(Action::SignNote, Event::Voided),
        },
        not_signable_because,
        version,
        notes,
        items,
        decided,
    })
}

/// The versions of a note, oldest first.
///
/// # Errors
/// [`Error::Hidden`]; [`Error::NotFound`] while there is no note.
pub async fn versions(app: &App, caller: &Caller, id: SessionId) -> Result<Vec<Listed>> {
    let mut tx = app.db.read().await?;
    readable(app, &mut tx, caller, id).await?;
    let versions = store::notes::versions(&mut tx, id).await?;
    if versions.is_empty() {
        return Err(no_note());
    }
    Ok(versions)
}

/// One version with its words.
///
/// # Errors
/// [`Error::Hidden`]; [`Error::NotFound`] for a version that there is not.
pub async fn version(app: &App, caller: &Caller, id: SessionId, number: Option<u32>) -> Result<(Listed, Notes)> {
    let mut tx = audit::reading(app, caller, Deed::NoteRead, id.uuid()).await?;
    let key = readable(app, &mut tx, caller, id).await?;
    let found = one(&mut tx, &key, id, number).await?;
    tx.noted().await?;
    Ok(found)
}

async fn one(tx: &mut Tx, key: &DataKey, id: SessionId, number: Option<u32>) -> Result<(Listed, Notes)> {
    let found = match number {
        Some(number) => store::notes::version(tx, key, id, number).await?,
        None => None,
    };
    found.ok_or(Error::NotFound("This note has no such version."))
}

/// Two versions, field by field.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// The earlier one.
    pub from: u32,
    /// The later one.
    pub to: u32,
    /// The fields that either of them has.
    pub fields: Vec<diff::Field>,
}

/// Compares two versions; the one that counts with the one it was made from, where none are named.
///
/// # Errors
/// As [`version`].
pub async fn compare(
    app: &App,
    caller: &Caller,
    id: SessionId,
    from: Option<u32>,
    to: Option<u32>,
) -> Result<Comparison> {
    let mut tx = audit::reading(app, caller, Deed::NoteRead, id.uuid()).await?;
    let key = readable(app, &mut tx, caller, id).await?;
    let record = store::notes::find(&mut tx, id).await?.ok_or_else(no_note)?;
    let (later, new) = one(&mut tx, &key, id, Some(to.unwrap_or(record.current))).await?;
    let from = from.or(later.version.based_on).unwrap_or(later.version.number);
    let (earlier, old) = one(&mut tx, &key, id, Some(from)).await?;
    tx.noted().await?;
    Ok(Comparison {
        from: earlier.version.number,
        to: later.version.number,
        fields: diff::fields(&old, &new),
    })
}
