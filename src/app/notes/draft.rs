//! Where a finished draft goes: it becomes the note, is offered beside one that a person has worked on, or is dropped because the
//! note is closed.

use domain::note::Notes;
use domain::review::edit::apply_policy;
use domain::review::{Event, Origin, Version};
use domain::session::Session;
use domain::{SessionId, Timestamp};
use store::Tx;
use store::notes::Record;
use store::seal::DataKey;

use super::{first_version, newest};
use crate::{App, Result, session_metrics};

/// What became of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is the note now.
    Current,
    /// It lies beside the note for a person to compare.
    Offered,
    /// The note was closed meanwhile; the code says how.
    Dropped(&'static str),
}

/// Stores a draft, in the transaction that finishes its job. `record` must have been locked in it.
pub(crate) async fn store_draft(
    app: &App,
    tx: &mut Tx,
    key: &DataKey,
    session: &Session,
    record: Option<Record>,
    mut notes: Notes,
    now: Timestamp,
) -> Result<Fate> {
    apply_policy(&mut notes, app.settings.mood_policy);
    let id = session.id;
    let Some(record) = record else {
        let first = first_version(&notes, now);
        store::notes::insert_version(tx, key, id, &first, &notes).await?;
        store::notes::begin(tx, id, first.number, now).await?;
        session_metrics::set_notes(app, tx, key, session, &notes, now).await?;
        return Ok(Fate::Current);
    };
    let is_theirs = is_touched(tx, key, id, &record).await?;
    let event = if is_theirs { Event::Offered } else { Event::Drafted };
    let state = match record.state.next(event) {
        Ok(state) => state,
        Err(refusal) => return Ok(Fate::Dropped(refusal.code())),
    };
    let version = Version {
        number: newest(tx, id).await? + 1,
        origin: Origin::Redraft,
        based_on: Some(record.current),
        ..first_version(&notes, now)
    };
    store::notes::insert_version(tx, key, id, &version, &notes).await?;
    let mut to = record;
    to.state = state;
    if is_theirs {
        // What the person is working on stays as it is, revision included: their next edit is not stale.
        to.offered = Some(version.number);
    } else {
        to.current = version.number;
        to.offered = None;
        to.review_began_at = None;
        to.revision += 1;
        session_metrics::set_notes(app, tx, key, session, &notes, now).await?;
    }
    store::notes::change(tx, id, record.revision, &to, now).await?;
    Ok(if is_theirs { Fate::Offered } else { Fate::Current })
}

/// Whether a person has worked on the note: edited it, taken a version, or decided about an item.
async fn is_touched(tx: &mut Tx, key: &DataKey, id: SessionId, record: &Record) -> Result<bool> {
    let versions = store::notes::versions(tx, id).await?;
    let current = versions.iter().find(|listed| listed.version.number == record.current);
    let by_hand = current.is_none_or(|listed| listed.version.origin.is_by_hand());
    Ok(by_hand || !store::notes::dispositions(tx, key, id).await?.is_empty())
}
