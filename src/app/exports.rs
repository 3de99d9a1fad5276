//! Documents that leave the record because somebody asked for them: the notes of sessions, and reports of a client's progress.
//!
//! A request is checked and queued at once; the job `make_export` reads the record, writes the document and seals the file with
//! a key of its own. Whether whoever asked may see what it holds is asked three times: when they ask, when the document is made,
//! and whenever it is downloaded, so that a lost assignment ends access to what was made before. The file is destroyed with its
//! key when it is deleted, and a week after it was asked for by itself ([`expire`]).

mod content;
mod fhir;
mod html;
mod json;
mod letter;
mod make;
mod report;
mod words;

use std::collections::BTreeSet;
use std::time::Duration;

use domain::access::{Action, Relation};
use domain::audit::{By, Deed, Outcome};
use domain::export::{Export, Format, LISTED, Status, Subject};
use domain::job::Kind;
use domain::review::State;
use domain::user::Caller;
use domain::{ExportId, PatientId, SessionId};
use store::Tx;
use store::blobs::{BlobError, BlobReader};
use uuid::Uuid;

pub(crate) use make::{Made, make};

use crate::error::refuse;
use crate::{App, Error, Result, access, audit, sessions};

/// A file without a row is this old before it is removed: another machine may be about to commit a younger one.
const ORPHANED: Duration = Duration::from_secs(24 * 60 * 60);
/// How many exports are ended in one go.
const BATCH: u32 = 100;

/// Asks for the notes of sessions. Every one of them must be the caller's to export, or none is.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`]; [`Error::Invalid`] for no or too many sessions, and when one of them has no note.
pub async fn session_notes(app: &App, caller: &Caller, ids: Vec<SessionId>, format: Format) -> Result<Export> {
    let subject = Subject::sessions(ids)?;
    ask(app, caller, subject, format).await
}

/// Asks for a report of a client's last weeks.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`] for no or too many weeks.
pub async fn progress_report(
    app: &App,
    caller: &Caller,
    patient: PatientId,
    weeks: u32,
    format: Format,
) -> Result<Export> {
    let subject = Subject::progress(patient, weeks)?;
    ask(app, caller, subject, format).await
}

async fn ask(app: &App, caller: &Caller, subject: Subject, format: Format) -> Result<Export> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    let clients = require(app, &mut tx, caller, &subject).await?;
    if format == Format::Fhir && clients > 1 {
        return Err(Error::Invalid {
            field: "format",
            detail: "A FHIR document is about one client; export the sessions of each client by themselves.".into(),
        });
    }
    exportable(&mut tx, &subject).await?;
    let export = Export::new(caller.user, subject, format, now);
    store::exports::insert(&mut tx, &export).await?;
    store::jobs::enqueue(&mut tx, Kind::MakeExport, export.id, now, now).await?;
    let by = By::Caller(caller);
    audit::note(&mut tx, now, by, Deed::ExportRequested, export.id.uuid()).await?;
    tx.commit().await?;
    app.wake.notify_waiters();
    Ok(export)
}

/// Demands that the caller may take all of it out of the record. Returns how many clients it is about.
async fn require(app: &App, tx: &mut Tx, caller: &Caller, subject: &Subject) -> Result<usize> {
    let mut clients = BTreeSet::new();
    match subject {
        Subject::Sessions(ids) => {
            for id in ids {
                let stored = sessions::find(app, tx, caller, *id, Action::ExportRecord).await?;
                clients.insert(stored.session.patient_id);
            }
        }
        Subject::Progress { patient, .. } => {
            access::require(app, tx, caller, Action::ExportRecord, *patient).await?;
            clients.insert(*patient);
        }
    }
    Ok(clients.len())
}

/// Says at once, and not by a failed job, that there is nothing to export.
async fn exportable(tx: &mut Tx, subject: &Subject) -> Result<()> {
    let Subject::Sessions(ids) = subject else {
        return Ok(());
    };
    let invalid = |detail: &str| Error::Invalid {
        field: "session_ids",
        detail: detail.into(),
    };
    for id in ids {
        let record = store::notes::find(tx, *id).await?;
        if record.is_some_and(|record| record.state == State::Voided) {
            return Err(invalid(content::VOIDED));
        }
        if !store::exports::has_note(tx, *id).await? {
            return Err(invalid(content::NO_NOTE));
        }
    }
    Ok(())
}

/// Only whom exports are for at all.
fn require_role(caller: &Caller) -> Result<()> {
    caller
        .may(Action::KeepExports, Relation::Own)
        .map_err(refuse(Error::no_export()))
}

/// The exports the caller asked for, newest first; also those whose file is gone, for a while.
///
/// # Errors
/// [`Error::Forbidden`] for who has none.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Export>> {
    require_role(caller)?;
    Ok(store::exports::of_user(&mut app.db.read().await?, &app.key, caller.user).await?)
}

/// One of the caller's exports.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Hidden`] also for somebody else's.
pub async fn get(app: &App, caller: &Caller, id: ExportId) -> Result<Export> {
    require_role(caller)?;
    Ok(find(app, &mut app.db.read().await?, caller, id).await?.export)
}

async fn find(app: &App, tx: &mut Tx, caller: &Caller, id: ExportId) -> Result<store::exports::Stored> {
    let found = store::exports::find(tx, &app.key, id).await?;
    let own = found.filter(|stored| stored.export.user == caller.user);
    own.ok_or_else(Error::no_export)
}

/// Deletes one of the caller's exports: the request, and the file with its key. One that is being made is called off.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Hidden`].
pub async fn delete(app: &App, caller: &Caller, id: ExportId) -> Result<()> {
    require_role(caller)?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id).await?;
    store::jobs::cancel_export(&mut tx, id, now).await?;
    store::exports::delete(&mut tx, id).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::ExportDeleted, id.uuid()).await?;
    tx.commit().await?;
    if let Some((file, _)) = stored.file {
        remove(app, file).await;
    }
    Ok(())
}

/// The finished file, for a download. Who downloads it, from where and with what program, is noted with the export and with
/// every record it holds.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Hidden`] for somebody else's export and when the caller may not see any more what it holds;
/// [`Error::Conflict`] while it is being made and when it was given up; [`Error::Gone`] when its time has run out.
pub async fn download(app: &App, caller: &Caller, id: ExportId) -> Result<(Export, BlobReader)> {
    require_role(caller)?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    let stored = find(app, &mut tx, caller, id).await?;
    let export = stored.export;
    require(app, &mut tx, caller, &export.subject)
        .await
        .map_err(|error| match error {
            Error::Hidden(_) | Error::Forbidden => Error::no_export(),
            other => other,
        })?;
    const GONE: Error = Error::Gone("This export has expired and its file was destroyed; ask for it again.");
    if export.is_expired(now) {
        return Err(GONE);
    }
    match export.status {
        Status::Completed => {}
        Status::Pending | Status::Processing => {
            return Err(Error::Conflict(
                "The document is still being made; try again in a moment.".into(),
            ));
        }
        Status::Failed => {
            let reason = export.error_message.unwrap_or_default();
            return Err(Error::Conflict(format!("There is no file: {reason}")));
        }
    }
    let (file, key) = stored.file.ok_or(GONE)?;
    let reader = match app.exports.reader(file, &key).await {
        Err(BlobError::Missing { .. }) => return Err(GONE),
        other => other?,
    };
    store::exports::downloaded(&mut tx, id).await?;
    let mut records = vec![id.uuid()];
    match &export.subject {
        Subject::Sessions(ids) => records.extend(ids.iter().map(|id| id.uuid())),
        Subject::Progress { patient, .. } => records.push(patient.uuid()),
    }
    for record in records {
        audit::note(&mut tx, now, By::Caller(caller), Deed::ExportDownloaded, record).await?;
    }
    tx.commit().await?;
    Ok((export, reader))
}

/// Destroys every file whose time has run out, gives up what was not made in that time, forgets requests whose file is long
/// gone, and removes files that belong to no request. Returns how many exports ended. Doing it again changes nothing.
///
/// # Errors
/// [`Error::Internal`] when the database or the disk does not answer.
pub async fn expire(app: &App) -> Result<u64> {
    let mut ended = 0;
    loop {
        let overdue = store::exports::overdue(&mut app.db.read().await?, app.now(), BATCH).await?;
        if overdue.is_empty() {
            break;
        }
        for id in overdue {
            end(app, id).await?;
            ended += 1;
        }
    }
    let now = app.now();
    let mut tx = app.db.write().await?;
    let forgotten = store::exports::purge(&mut tx, now - LISTED).await?;
    tx.commit().await?;
    let oldest = (now - ORPHANED).micros();
    let mut removed = app.exports.sweep_unfinished(oldest).await?;
    let files = app.exports.list().await?.into_iter();
    for file in files.filter(|file| file.modified_micros < oldest) {
        if !store::exports::has_file(&mut app.db.read().await?, file.id).await? {
            removed += u64::from(app.exports.delete(file.id).await?);
        }
    }
    if ended + forgotten + removed > 0 {
        tracing::info!(ended, forgotten, removed, "exports expired");
    }
    Ok(ended)
}

/// Ends one export whose time has run out. The key goes first: a file that a crash leaves behind cannot be read.
async fn end(app: &App, id: ExportId) -> Result<()> {
    const LATE: &str = "It was not made before its time ran out; ask for it again.";
    let now = app.now();
    let mut tx = app.db.write().await?;
    store::jobs::cancel_export(&mut tx, id, now).await?;
    store::exports::fail(&mut tx, id, LATE).await?;
    let file = store::exports::forget_file(&mut tx, id).await?;
    let reason = Some("expired");
    let by = By::Appliance;
    audit::note_with(&mut tx, now, by, Deed::ExportDeleted, id.uuid(), Outcome::Done, reason).await?;
    tx.commit().await?;
    if let Some(file) = file {
        remove(app, file).await;
    }
    Ok(())
}

/// Removes a file whose key is gone. What is left by a failure is found by [`expire`].
pub(crate) async fn remove(app: &App, file: Uuid) {
    if let Err(error) = app.exports.delete(file).await {
        tracing::warn!(file = %file, %error, "the file of an export could not be removed");
    }
}
