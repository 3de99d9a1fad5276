//! Process notes: a therapist's own analysis of a session. No drafter writes one, no export takes one along, and nobody but the
//! author reads one: whoever else asks hears what they would hear if there were none. An author who no longer works with the
//! client does not reach it either.

use domain::SessionId;
use domain::access::Action;
use domain::audit::{By, Deed};
use domain::review::edit::{MAX_TEXT, clean};
use domain::user::Caller;
use store::Tx;
use store::process_notes::ProcessNote;

use crate::error::refuse;
use crate::{App, Error, Result, access, audit};

const NONE: &str = "You have no process note on this session.";

/// Demands that the caller is a therapist of the client. Whatever else they are, there is no process note for them.
async fn require(app: &App, tx: &mut Tx, caller: &Caller, id: SessionId) -> Result<()> {
    let stored = store::sessions::find(tx, &app.key, id).await?;
    let stored = stored.ok_or(Error::Hidden(NONE))?;
    let relation = access::relation(app, tx, caller, stored.session.patient_id).await?;
    let allowed = caller
        .may(Action::ReviewNote, relation)
        .map_err(refuse(Error::Hidden(NONE)));
    allowed.map_err(|_| Error::Hidden(NONE))
}

/// The caller's own process note on a session.
///
/// # Errors
/// [`Error::Hidden`], [`Error::NotFound`].
pub async fn get(app: &App, caller: &Caller, id: SessionId) -> Result<ProcessNote> {
    let mut tx = audit::reading(app, caller, Deed::ProcessNoteRead, id.uuid()).await?;
    require(app, &mut tx, caller, id).await?;
    let note = store::process_notes::find(&mut tx, &app.key, id, caller.user).await?;
    let note = note.ok_or(Error::NotFound(NONE))?;
    tx.noted().await?;
    Ok(note)
}

/// Writes the caller's own process note on a session, in place of an earlier text.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Invalid`].
pub async fn put(app: &App, caller: &Caller, id: SessionId, text: &str) -> Result<ProcessNote> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    require(app, &mut tx, caller, id).await?;
    let text = clean("text", text, MAX_TEXT)?;
    if text.is_empty() {
        return Err(Error::Invalid {
            field: "text",
            detail: "Write something, or delete the note.".into(),
        });
    }
    store::process_notes::write(&mut tx, &app.key, id, caller.user, &text, now).await?;
    let note = store::process_notes::find(&mut tx, &app.key, id, caller.user).await?;
    let note = note.ok_or(Error::NotFound(NONE))?;
    // A page saves while somebody types.
    let seen = (caller.login, Deed::ProcessNoteWritten, Some(id.uuid()));
    let is_news = app.audit.recent.is_news(seen, now);
    if is_news {
        audit::note(&mut tx, now, By::Caller(caller), Deed::ProcessNoteWritten, id.uuid()).await?;
    }
    tx.commit().await?;
    if is_news {
        app.audit.recent.remember(seen, now);
    }
    Ok(note)
}

/// Destroys the caller's own process note on a session, and the key to it.
///
/// # Errors
/// [`Error::Hidden`], [`Error::NotFound`].
pub async fn delete(app: &App, caller: &Caller, id: SessionId) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    require(app, &mut tx, caller, id).await?;
    if !store::process_notes::delete(&mut tx, id, caller.user).await? {
        return Err(Error::NotFound(NONE));
    }
    audit::note(&mut tx, now, By::Caller(caller), Deed::ProcessNoteDeleted, id.uuid()).await?;
    tx.commit().await?;
    Ok(())
}
