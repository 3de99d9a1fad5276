//! Writes the trail of deeds.

use domain::audit::{Deed, Entry};
use domain::{Timestamp, UserId};
use store::Tx;
use uuid::Uuid;

use crate::Result;

/// Notes a deed in the transaction that does it. `actor` is `None` for the appliance itself.
pub(crate) async fn note(
    tx: &mut Tx,
    now: Timestamp,
    actor: Option<UserId>,
    deed: Deed,
    record: impl Into<Option<Uuid>>,
) -> Result<()> {
    store::audit::record(
        tx,
        now,
        Entry {
            actor,
            deed,
            record: record.into(),
        },
    )
    .await?;
    Ok(())
}
