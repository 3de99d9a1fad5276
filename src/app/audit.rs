//! Writes the trail of deeds.

use domain::Timestamp;
use domain::audit::{By, Deed, Entry, Outcome};
use store::Tx;
use uuid::Uuid;

use crate::Result;

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
