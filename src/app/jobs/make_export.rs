//! The job `make_export`: the record is read, the document written, and the file sealed with a key that nobody has had before.
//!
//! Each attempt writes a file of a name of its own and commits name and key together with the end of the job. A machine that
//! dies before that leaves a file whose key was never stored, which nobody can read and [`crate::exports::expire`] removes; the
//! next attempt begins anew. So a document may be made any number of times and is finished once.

use bytes::Bytes;
use domain::ExportId;
use domain::audit::{By, Deed};
use domain::export::Status;
use domain::ids::new_uuid;
use store::exports::File;
use store::jobs::Claimed;
use store::seal::DataKey;
use tokio_util::sync::CancellationToken;

use super::Outcome;
use crate::exports::{Made, make, remove};
use crate::{App, Error, Result, audit};

/// How much of a file is handed over at a time, in bytes.
const PIECE: usize = 256 << 10;

pub(super) async fn run(app: &App, job: &Claimed, id: ExportId, cancel: &CancellationToken) -> Result<Outcome> {
    let mut tx = app.db.write().await?;
    let stored = store::exports::find(&mut tx, &app.key, id).await?;
    let Some(export) = stored.map(|stored| stored.export) else {
        return Ok(Outcome::Pointless);
    };
    if !store::exports::advance(&mut tx, id, Status::Processing).await? {
        return Ok(Outcome::Pointless);
    }
    tx.commit().await?;
    let bytes = tokio::select! {
        made = make(app, &export) => match made? {
            Made::File(bytes) => Bytes::from(bytes),
            Made::Refused(message) => return Ok(Outcome::Failed { message: message.into() }),
        },
        () = cancel.cancelled() => return Ok(Outcome::Dropped),
    };
    let key = DataKey::generate().map_err(Error::internal)?;
    let file = new_uuid(app.now());
    let mut writer = app.exports.create(file, &key).await?;
    for at in (0..bytes.len()).step_by(PIECE) {
        if cancel.is_cancelled() {
            return Ok(Outcome::Dropped);
        }
        writer.write(bytes.slice(at..bytes.len().min(at + PIECE))).await?;
    }
    let info = writer.finish().await?;
    let file = File {
        id: file,
        key: &key,
        bytes: info.bytes,
    };
    match finish(app, job, id, &file).await {
        Ok(true) => Ok(Outcome::Done),
        Ok(false) => {
            remove(app, file.id).await;
            Ok(Outcome::Dropped)
        }
        // Whether the commit went through is not known: the file stays, and belongs to a row or is removed in time.
        Err(error) => Err(error),
    }
}

/// Commits the end of the job, unless the lease was lost or the export deleted meanwhile.
async fn finish(app: &App, job: &Claimed, id: ExportId, file: &File<'_>) -> Result<bool> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::jobs::finish(&mut tx, job, now).await?
        || !store::exports::complete(&mut tx, &app.key, id, file, now).await?
    {
        return Ok(false);
    }
    audit::note(&mut tx, now, By::Appliance, Deed::ExportMade, id.uuid()).await?;
    tx.commit().await?;
    Ok(true)
}
