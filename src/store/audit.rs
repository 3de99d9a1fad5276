//! The trail of deeds, written in the transaction of the deed.

use domain::audit::Entry;
use domain::{Timestamp, ids::new_uuid};
use uuid::Uuid;

use crate::db::on;
use crate::{Result, Tx};

/// Adds one line.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn record(tx: &mut Tx, now: Timestamp, entry: Entry) -> Result<()> {
    const SQL: &str = "INSERT INTO audit (id, at, actor, deed, record) VALUES ($1, $2, $3, $4, $5)";
    let actor = entry.actor.map(|user| user.uuid());
    on!(tx, c => {
        sqlx::query(SQL)
            .bind(new_uuid(now)).bind(now.micros()).bind(actor).bind(entry.deed.as_str()).bind(entry.record)
            .execute(c).await?;
    });
    Ok(())
}

/// How often each deed was done to a record, sorted by deed.
///
/// # Errors
/// [`crate::Error::Driver`].
pub async fn counts(tx: &mut Tx, record: Uuid) -> Result<Vec<(String, i64)>> {
    const SQL: &str = "SELECT deed, COUNT(*) FROM audit WHERE record = $1 GROUP BY deed ORDER BY deed";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(record).fetch_all(c).await?))
}
