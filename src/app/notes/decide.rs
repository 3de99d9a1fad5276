//! What a therapist decides about language to review and unsupported claims.

use domain::SessionId;
use domain::access::Action;
use domain::audit::{By, Deed};
use domain::review::Event;
use domain::review::edit::remove_claim;
use domain::review::items::{Decision, Disposition, ItemKind, Items, comment};
use domain::user::Caller;

use super::hand::write_by_hand;
use super::lock;
use super::read::{Review, compose};
use crate::{App, Error, Result, audit};

fn no_item() -> Error {
    Error::NotFound("This note has no such item to decide about.")
}

/// Decides about an item, in place of an earlier decision. A claim that is to be removed is taken out of the text with it.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::NotFound`] for an item that the note does not have, [`Error::Conflict`] when
/// the note is closed, [`Error::Invalid`] for a decision of the other sort.
pub async fn decide(
    app: &App,
    caller: &Caller,
    id: SessionId,
    item: &str,
    decision: &str,
    said: Option<&str>,
) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::ReviewNote).await?;
    let (version, mut notes) = note.current(&mut tx).await?;
    note.record.state.next(Event::Disposed)?;
    if !Items::of(&notes).has(item) {
        return Err(no_item());
    }
    let wrong = |detail: String| Error::Invalid {
        field: "decision",
        detail,
    };
    let decision: Decision = decision.parse().map_err(|error| wrong(format!("{error}.")))?;
    if ItemKind::of(item) != Some(decision.kind()) {
        let fitting = Decision::ALL.iter().filter(|other| other.kind() != decision.kind());
        let fitting: Vec<_> = fitting.map(|other| other.as_str()).collect();
        return Err(wrong(format!(
            "For this item the decisions are {}.",
            fitting.join(", ")
        )));
    }
    let now = app.now();
    let disposition = Disposition {
        key: item.to_owned(),
        decision,
        comment: comment(said)?,
        by: caller.user,
        at: now,
    };
    store::notes::decide(&mut tx, &note.key, id, &disposition).await?;
    if decision == Decision::Removed && remove_claim(&mut notes, item) {
        write_by_hand(app, &mut tx, caller, &mut note, &version, &notes, Event::Disposed).await?;
    } else {
        note.step(&mut tx, Event::Disposed, now, |_| {}).await?;
    }
    let review = compose(app, &mut tx, caller, &note).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::NoteItemDecided, id.uuid()).await?;
    tx.commit().await?;
    app.events.moved(note.session.patient_id, id);
    Ok(review)
}

/// Takes a decision back. What was removed from the text does not come back by that.
///
/// # Errors
/// As [`decide`]; [`Error::NotFound`] when nothing was decided about the item.
pub async fn reopen(app: &App, caller: &Caller, id: SessionId, item: &str) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::ReviewNote).await?;
    note.record.state.next(Event::Withdrawn)?;
    if !store::notes::reopen(&mut tx, id, item).await? {
        return Err(Error::NotFound("Nothing was decided about such an item."));
    }
    let now = app.now();
    note.step(&mut tx, Event::Withdrawn, now, |_| {}).await?;
    let review = compose(app, &mut tx, caller, &note).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::NoteItemReopened, id.uuid()).await?;
    tx.commit().await?;
    app.events.moved(note.session.patient_id, id);
    Ok(review)
}
