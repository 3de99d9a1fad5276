//! The trail of deeds: writing, reading, signing and verifying it.
//!
//! A deed is noted in its own transaction (`note`). So is a read of a client's words (`reading`), except that a page which
//! asks again every few seconds gives one entry and not hundreds (`recent`). What was refused is noted when its transaction
//! is gone ([`refused`]).

pub mod csv;
mod keeper;
mod list;
mod recent;

use std::ops::{Deref, DerefMut};

use domain::Timestamp;
use domain::audit::{By, Deed, Entry, Outcome};
use domain::user::Caller;
use store::Tx;
use uuid::Uuid;

pub use keeper::{Keeper, checkpoint, keep, new_key, tick, verification, verify};
pub use list::{Export, Query, export, export_at_console, list};

use crate::{App, Result};

/// Notes a deed that was done, in the transaction that does it.
pub(crate) async fn note(
    tx: &mut Tx,
    now: Timestamp,
    by: By<'_>,
    deed: Deed,
    record: impl Into<Option<Uuid>>,
) -> Result<()> {
    note_with(tx, now, by, deed, record, Outcome::Done, None).await
}

/// Notes how a deed ended, and why, as a code.
pub(crate) async fn note_with(
    tx: &mut Tx,
    now: Timestamp,
    by: By<'_>,
    deed: Deed,
    record: impl Into<Option<Uuid>>,
    outcome: Outcome,
    reason: Option<&'static str>,
) -> Result<()> {
    let entry = Entry {
        by,
        deed,
        record: record.into(),
        outcome,
        reason,
    };
    store::audit::record(tx, now, entry).await?;
    Ok(())
}

/// The transaction of a read that is noted. It serves as a [`Tx`]; [`Reading::noted`] ends it, and what was read is handed
/// out only then.
pub(crate) struct Reading<'a> {
    tx: Tx,
    app: &'a App,
    caller: &'a Caller,
    deed: Deed,
    record: Option<Uuid>,
    is_news: bool,
}

impl Deref for Reading<'_> {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl DerefMut for Reading<'_> {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

/// Begins a read that is noted. What the same login read a moment ago needs no entry, and then nothing is written.
pub(crate) async fn reading<'a>(
    app: &'a App,
    caller: &'a Caller,
    deed: Deed,
    record: impl Into<Option<Uuid>>,
) -> Result<Reading<'a>> {
    let record = record.into();
    let is_news = app.audit.recent.is_news((caller.login, deed, record), app.now());
    let tx = if is_news {
        app.db.write().await?
    } else {
        app.db.read().await?
    };
    Ok(Reading {
        tx,
        app,
        caller,
        deed,
        record,
        is_news,
    })
}

impl Reading<'_> {
    /// Notes the read and ends its transaction.
    pub(crate) async fn noted(mut self) -> Result<()> {
        if !self.is_news {
            return Ok(());
        }
        let now = self.app.now();
        note(&mut self.tx, now, By::Caller(self.caller), self.deed, self.record).await?;
        self.tx.commit().await?;
        let key = (self.caller.login, self.deed, self.record);
        self.app.audit.recent.remember(key, now);
        Ok(())
    }
}

/// Notes that something was refused to somebody, unless the same was a moment ago.
///
/// # Errors
/// [`crate::Error::Internal`].
pub async fn refused(app: &App, caller: &Caller, record: Option<Uuid>) -> Result<()> {
    let now = app.now();
    let key = (caller.login, Deed::AccessRefused, record);
    if !app.audit.recent.is_news(key, now) {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    let by = By::Caller(caller);
    note_with(&mut tx, now, by, Deed::AccessRefused, record, Outcome::Refused, None).await?;
    tx.commit().await?;
    app.audit.recent.remember(key, now);
    Ok(())
}
