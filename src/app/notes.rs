//! A session's note: what it says now, how far it is, and everything that is done to it.
//!
//! Every deed locks the note's row first, asks [`domain::review`] whether it is possible in this state, changes rows, writes its
//! audit line and commits once. What is signed is closed three times: by the state machine, by these functions, and by triggers
//! of the database.

mod amend;
mod decide;
mod draft;
mod hand;
mod read;
mod sign;

pub use amend::{amend, void};
pub use decide::{decide, reopen};
pub use hand::{adopt, begin_review, edit};
pub use read::{Comparison, May, Review, compare, current, review, version, versions};
pub use sign::{co_sign, sign};

pub(crate) use draft::{Fate, store_draft};

use domain::access::Action;
use domain::note::Notes;
use domain::review::items::{Disposition, Items};
use domain::review::{Event, Method, Origin, Version, blockers};
use domain::session::Session;
use domain::user::Caller;
use domain::{SessionId, Timestamp};
use serde_json::{Value, json};
use store::Tx;
use store::notes::Record;
use store::seal::DataKey;

use crate::sessions::find;
use crate::{App, Error, Result};

/// A note that somebody may do something to.
struct Opened {
    session: Session,
    key: DataKey,
    record: Record,
}

fn no_note() -> Error {
    Error::NotFound("There is no note yet: the session is still being processed.")
}

/// Finds a note for a deed and keeps others from changing it until the transaction ends.
async fn lock(app: &App, tx: &mut Tx, caller: &Caller, id: SessionId, action: Action) -> Result<Opened> {
    let stored = find(app, tx, caller, id, action).await?;
    let key = stored.key.ok_or_else(no_note)?;
    let record = match store::notes::lock(tx, id).await? {
        Some(record) => record,
        None => begin_old(app, tx, &key, id).await?.ok_or_else(no_note)?,
    };
    Ok(Opened {
        session: stored.session,
        key,
        record,
    })
}

/// A note that was drafted before there were versions gets its first one.
async fn begin_old(app: &App, tx: &mut Tx, key: &DataKey, id: SessionId) -> Result<Option<Record>> {
    let (_, notes) = store::sessions::words(tx, key, id).await?;
    let Some(notes) = notes else { return Ok(None) };
    let now = app.now();
    let first = first_version(&notes, now);
    store::notes::insert_version(tx, key, id, &first, &notes).await?;
    Ok(Some(store::notes::begin(tx, id, first.number, now).await?))
}

/// The version that a first draft is.
fn first_version(notes: &Notes, now: Timestamp) -> Version {
    Version {
        number: 1,
        origin: Origin::Model,
        based_on: None,
        author: None,
        drafted_by: Some(notes.drafted_by.kind.as_str().into()),
        created_at: now,
    }
}

impl Opened {
    fn id(&self) -> SessionId {
        self.session.id
    }

    /// Goes on only when the caller saw the latest revision.
    fn expect(&self, revision: i64) -> Result<()> {
        if self.record.revision == revision {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }

    /// The version that counts, with its words.
    async fn current(&self, tx: &mut Tx) -> Result<(Version, Notes)> {
        let found = store::notes::version(tx, &self.key, self.id(), self.record.current).await?;
        let (listed, notes) = found.ok_or_else(|| Error::internal("the current version of a note is gone"))?;
        Ok((listed.version, notes))
    }

    /// Moves the note on. `change` says what else becomes of its row.
    async fn step(
        &mut self,
        tx: &mut Tx,
        event: Event,
        now: Timestamp,
        change: impl FnOnce(&mut Record),
    ) -> Result<()> {
        let mut to = self.record;
        to.state = to.state.next(event)?;
        to.revision += 1;
        let begins = to.state == domain::review::State::InReview && to.review_began_at.is_none();
        if begins {
            to.review_began_at = Some(now);
        }
        change(&mut to);
        if !store::notes::change(tx, self.id(), self.record.revision, &to, now).await? {
            return Err(Error::Stale);
        }
        self.record = to;
        Ok(())
    }
}

/// Everything that keeps a note from being signed, as codes: what [`blockers`] tells, and an answer of a measure of this session
/// that waits for a decision.
async fn barriers(tx: &mut Tx, note: &Opened, items: &Items, decided: &[Disposition]) -> Result<Vec<&'static str>> {
    let state = note.record.state;
    let mut codes = blockers(state, items, decided);
    if state.is_open() && store::measures::has_open_risk(tx, note.id()).await? {
        codes.push("open_measure_risk");
    }
    Ok(codes)
}

/// The highest number of a version.
async fn newest(tx: &mut Tx, id: SessionId) -> Result<u32> {
    let versions = store::notes::versions(tx, id).await?;
    Ok(versions.last().map_or(0, |listed| listed.version.number))
}

/// How the caller has shown who they are: by their password when they signed in, and where they have a second factor by a code of
/// it when they confirmed that it is them.
async fn method(tx: &mut Tx, caller: &Caller) -> Result<Method> {
    let factor = store::second_factors::confirmed_at(tx, caller.user).await?;
    Ok(match factor {
        Some(_) => Method::PasswordAndCode,
        None => Method::Password,
    })
}

/// The person who signs, as documents name them.
async fn signer(tx: &mut Tx, caller: &Caller, method: Method, now: Timestamp) -> Result<Value> {
    let person = store::access::colleague(tx, caller.user).await?;
    let person = person.ok_or(Error::Unauthenticated("Please sign in again."))?;
    Ok(json!({
        "id": caller.user,
        "name": person.full_name,
        "role": caller.role.as_str(),
        "method": method.as_str(),
        "at": now.rfc3339(),
    }))
}

/// Nobody signs without saying so.
fn attested(attestation: bool) -> Result<()> {
    if attestation {
        return Ok(());
    }
    Err(Error::Invalid {
        field: "attestation",
        detail: "Confirm the statement before you sign.".into(),
    })
}
