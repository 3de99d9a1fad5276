//! What a therapist does to a note before it is signed: begin the review, edit, take another version.

use domain::SessionId;
use domain::access::Action;
use domain::audit::{By, Deed};
use domain::note::Notes;
use domain::review::edit::{Edit, apply_policy, remove_claim};
use domain::review::items::Decision;
use domain::review::{Event, Origin, Version, extends};
use domain::user::Caller;
use store::Tx;

use super::read::{Review, compose};
use super::{Opened, lock, newest};
use crate::{App, Error, Result, audit, session_metrics};

/// Begins the review of a draft. Beginning it twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::NotFound`] while there is no note, [`Error::Conflict`] when it is closed.
pub async fn begin_review(app: &App, caller: &Caller, id: SessionId) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::ReviewNote).await?;
    let to = note.record.state.next(Event::Reviewed)?;
    if to != note.record.state {
        note.step(&mut tx, Event::Reviewed, app.now(), |_| {}).await?;
        let by = By::Caller(caller);
        let review = compose(app, &mut tx, caller, &note).await?;
        audit::note(&mut tx, app.now(), by, Deed::NoteReviewed, id.uuid()).await?;
        tx.commit().await?;
        app.events.moved(note.session.patient_id, id);
        return Ok(review);
    }
    compose(app, &mut tx, caller, &note).await
}

/// Changes words of a note. Edits of the same person follow one another in one version; see [`domain::review::extends`].
///
/// # Errors
/// As [`begin_review`]; [`Error::Stale`] when the note changed since `revision`, [`Error::Invalid`].
pub async fn edit(app: &App, caller: &Caller, id: SessionId, revision: i64, edit: Edit) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::ReviewNote).await?;
    note.record.state.next(Event::Edited)?;
    note.expect(revision)?;
    let transcript = store::transcripts::find(&mut tx, &note.key, id).await?;
    let turns = transcript.map_or(0, |transcript| transcript.turns.len());
    let (version, before) = note.current(&mut tx).await?;
    let mut notes = before.clone();
    edit.checked(turns, app.settings.mood_policy)?.apply(&mut notes);
    if notes == before {
        return compose(app, &mut tx, caller, &note).await;
    }
    let is_new = write_by_hand(app, &mut tx, caller, &mut note, &version, &notes, Event::Edited).await?;
    let review = compose(app, &mut tx, caller, &note).await?;
    // A page saves while somebody types: their further edits of the same version are one entry in five minutes.
    let (now, seen) = (app.now(), (caller.login, Deed::NoteEdited, Some(id.uuid())));
    let is_noted = is_new || app.audit.recent.is_news(seen, now);
    if is_noted {
        audit::note(&mut tx, now, By::Caller(caller), Deed::NoteEdited, id.uuid()).await?;
    }
    tx.commit().await?;
    if is_noted {
        app.audit.recent.remember(seen, now);
    }
    app.events.moved(note.session.patient_id, id);
    Ok(review)
}

/// Writes a note's new words into the caller's hand version, or begins one. Returns whether it was begun.
pub(super) async fn write_by_hand(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    note: &mut Opened,
    current: &Version,
    notes: &Notes,
    event: Event,
) -> Result<bool> {
    let (now, id) = (app.now(), note.id());
    let newest = newest(tx, id).await?;
    let goes_on = extends(current, newest, caller.user, now);
    let mut number = current.number;
    if goes_on {
        store::notes::extend_version(tx, &note.key, id, number, notes, now).await?;
    } else {
        number = newest + 1;
        let version = Version {
            number,
            origin: Origin::Hand,
            based_on: Some(current.number),
            author: Some(caller.user),
            drafted_by: current.drafted_by.clone(),
            created_at: now,
        };
        store::notes::insert_version(tx, &note.key, id, &version, notes).await?;
    }
    session_metrics::set_notes(app, tx, &note.key, &note.session, notes, now).await?;
    note.step(tx, event, now, |record| record.current = number).await?;
    Ok(!goes_on)
}

/// Makes another version's content the note: a draft that was offered, or an earlier version. Decisions stay with the items that
/// are in it, and what was decided to be removed is removed here too.
///
/// # Errors
/// As [`edit`]; [`Error::NotFound`] for a version that there is not, [`Error::Conflict`] for the one that counts already.
pub async fn adopt(app: &App, caller: &Caller, id: SessionId, number: Option<u32>, revision: i64) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::ReviewNote).await?;
    let gone = || Error::NotFound("This note has no such version.");
    let number = number.ok_or_else(gone)?;
    let found = store::notes::version(&mut tx, &note.key, id, number).await?;
    let (taken, mut notes) = found.ok_or_else(gone)?;
    note.record.state.next(Event::Adopted)?;
    note.expect(revision)?;
    if number == note.record.current {
        return Err(Error::Conflict("This version is the note already.".into()));
    }
    apply_policy(&mut notes, app.settings.mood_policy);
    for decided in store::notes::dispositions(&mut tx, &note.key, id).await? {
        if decided.disposition.decision == Decision::Removed {
            remove_claim(&mut notes, &decided.disposition.key);
        }
    }
    let now = app.now();
    let version = Version {
        number: newest(&mut tx, id).await? + 1,
        origin: Origin::Adopted,
        based_on: Some(number),
        author: Some(caller.user),
        drafted_by: taken.version.drafted_by,
        created_at: now,
    };
    store::notes::insert_version(&mut tx, &note.key, id, &version, &notes).await?;
    session_metrics::set_notes(app, &mut tx, &note.key, &note.session, &notes, now).await?;
    note.step(&mut tx, Event::Adopted, now, |record| {
        record.current = version.number;
        record.offered = record.offered.filter(|offered| *offered != number);
    })
    .await?;
    let review = compose(app, &mut tx, caller, &note).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::NoteAdopted, id.uuid()).await?;
    tx.commit().await?;
    app.events.moved(note.session.patient_id, id);
    Ok(review)
}
