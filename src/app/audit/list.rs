//! Reading the trail, which is noted in the trail.

use std::sync::Arc;

use domain::access::{Action, Relation};
use domain::audit::{By, Deed};
use domain::user::Caller;
use store::audit::{Filter, Listed, head};

use super::{note, reading};
use crate::error::refuse;
use crate::{App, Error, Result};

/// Entries of an export that are read at a time.
const PAGE: i64 = 1000;

/// Which page of the trail to show.
#[derive(Debug, Clone, Copy, Default)]
pub struct Query {
    /// Which entries.
    pub filter: Filter,
    /// Only entries before this one.
    pub before: Option<i64>,
    /// At most this many.
    pub limit: u32,
}

fn may_read(caller: &Caller) -> Result<()> {
    caller
        .may(Action::ReadAudit, Relation::Other)
        .map_err(refuse(Error::Forbidden))
}

/// A page of the trail, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for anybody but an administrator.
pub async fn list(app: &App, caller: &Caller, query: Query) -> Result<Vec<Listed>> {
    may_read(caller)?;
    let mut tx = reading(app, caller, Deed::AuditRead, None).await?;
    let before = query.before.unwrap_or(i64::MAX);
    let entries = store::audit::newest(&mut tx, &query.filter, before, i64::from(query.limit)).await?;
    tx.noted().await?;
    Ok(entries)
}

/// An export under way: the entries up to the one that notes it, oldest first, a page at a time.
pub struct Export {
    app: Arc<App>,
    filter: Filter,
    after: i64,
    until: i64,
}

/// Begins an export.
///
/// # Errors
/// [`Error::Forbidden`] for anybody but an administrator.
pub async fn export(app: &Arc<App>, caller: &Caller, filter: Filter) -> Result<Export> {
    may_read(caller)?;
    begin(app, By::Caller(caller), filter).await
}

/// Begins an export for whoever owns the machine.
///
/// # Errors
/// [`Error::Internal`].
pub async fn export_at_console(app: &Arc<App>, filter: Filter) -> Result<Export> {
    begin(app, By::Appliance, filter).await
}

async fn begin(app: &Arc<App>, by: By<'_>, filter: Filter) -> Result<Export> {
    let mut tx = app.db.write().await?;
    note(&mut tx, app.now(), by, Deed::AuditExported, None).await?;
    let until = head(&mut tx).await?.map_or(0, |(seq, _)| seq);
    tx.commit().await?;
    Ok(Export {
        app: app.clone(),
        filter,
        after: i64::MIN,
        until,
    })
}

impl Export {
    /// The next entries; none at the end. The trail is only ever added to, so pages need no common snapshot.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn next(&mut self) -> Result<Option<Vec<Listed>>> {
        let mut tx = self.app.db.read().await?;
        let entries = store::audit::oldest(&mut tx, &self.filter, self.after, self.until, PAGE).await?;
        let Some(last) = entries.last() else { return Ok(None) };
        self.after = last.stored.line.seq;
        Ok(Some(entries))
    }
}
