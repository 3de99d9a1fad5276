//! Removing recordings that nobody needs any more.
//!
//! Two kinds go: files that belong to nothing (an upload that was never acknowledged, what a destroyed recording left behind), and
//! the recordings of sessions that failed long ago, whose rows stay. What would go is found by one function (`survey`), whether
//! it is only shown or removed, and everything is looked at again at the moment of its removal: what somebody needs by then stays.
//! Several machines may clean up at once, and one that is killed leaves nothing that the next run does not find.

use std::time::Duration;

use domain::access::{Action, Relation};
use domain::audit::{By, Deed, Outcome};
use domain::schedule::Task;
use domain::session::{Session, Status};
use domain::user::Caller;
use domain::{SessionId, Timestamp};
use store::blobs::Unfinished;
use uuid::Uuid;

use crate::error::refuse;
use crate::recordings::{self, Words};
use crate::{App, Error, Result, Retention, audit, schedule};

/// What is cleaned up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Files that belong to nothing.
    Orphans,
    /// Recordings of sessions that failed.
    Failed,
    /// Both.
    All,
}

/// Why a file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Nothing has this recording.
    Orphaned,
    /// An upload that never ended.
    Unfinished(Unfinished),
    /// Its session failed at this moment.
    Failed(Timestamp),
}

/// A file that goes, or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doomed {
    /// What it belongs or belonged to: the id of a session, where there is one.
    pub id: Uuid,
    /// Size of the file.
    pub bytes: u64,
    /// How long it has been there, or its session failed.
    pub age: Duration,
    /// Why it goes.
    pub why: Why,
}

impl Doomed {
    /// `orphaned_file` or `failed_session`.
    pub fn kind(&self) -> &'static str {
        match self.why {
            Why::Orphaned | Why::Unfinished(_) => "orphaned_file",
            Why::Failed(_) => "failed_session",
        }
    }

    /// Why it goes, in words.
    pub fn reason(&self, kept: &Retention) -> String {
        match self.why {
            Why::Orphaned => format!(
                "Belongs to no session, and is older than {} hours.",
                kept.orphaned_file_hours
            ),
            Why::Unfinished(_) => format!(
                "An upload that never ended, older than {} hours.",
                kept.orphaned_file_hours
            ),
            Why::Failed(_) => format!(
                "The session failed more than {} days ago and was not tried again.",
                kept.failed_session_days
            ),
        }
    }
}

/// What a run did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Nothing was removed.
    pub dry_run: bool,
    /// What went, or would go.
    pub files: Vec<Doomed>,
    /// What could not be removed, and why.
    pub errors: Vec<String>,
}

impl Report {
    /// How many files that belonged to nothing.
    pub fn orphans(&self) -> usize {
        self.files.iter().filter(|file| file.kind() == "orphaned_file").count()
    }

    /// How many sessions that had failed.
    pub fn failed(&self) -> usize {
        self.files.len() - self.orphans()
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// Files and their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// How many.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Amount {
    fn of<'a>(files: impl Iterator<Item = &'a Doomed>) -> Self {
        files.fold(Self::default(), |sum, file| Self {
            count: sum.count + 1,
            bytes: sum.bytes + file.bytes,
        })
    }
}

/// What there is, without removing anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statistics {
    /// Files that a run would remove now because they belong to nothing.
    pub orphaned: Amount,
    /// Recordings that a run would remove now because their sessions failed.
    pub failed: Amount,
    /// Recordings that something needs.
    pub recordings: Amount,
    /// Bytes that can still be written to the disk.
    pub free_bytes: u64,
}

/// What the next run will remove.
#[derive(Debug, Clone)]
pub struct Preview {
    /// When it comes; `None` when nothing happens by the clock here.
    pub next_run_at: Option<Timestamp>,
    /// What will be old enough by then.
    pub files: Vec<Doomed>,
}

fn permit(caller: &Caller) -> Result<()> {
    caller
        .may(Action::CleanUp, Relation::Other)
        .map_err(refuse(Error::Forbidden))
}

/// Cleans up on somebody's request, or says what would go.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Internal`] when the recordings cannot be listed. What cannot be removed is in the report.
pub async fn request(app: &App, caller: &Caller, scope: Scope, dry_run: bool) -> Result<Report> {
    permit(caller)?;
    run(app, By::Caller(caller), scope, dry_run).await
}

/// Cleans up at the console of the machine, or says what would go.
///
/// # Errors
/// [`Error::Internal`] when the recordings cannot be listed.
pub async fn run_at_console(app: &App, scope: Scope, dry_run: bool) -> Result<Report> {
    run(app, By::Appliance, scope, dry_run).await
}

/// What there is, without removing anything.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Internal`].
pub async fn statistics(app: &App, caller: &Caller) -> Result<Statistics> {
    permit(caller)?;
    let doomed = survey(app, Scope::All, app.now()).await?;
    let files = app.blobs.list().await?;
    let needed = store::recordings::needed(&mut app.db.read().await?).await?;
    let recordings = files.iter().filter(|file| needed.contains(&file.id));
    let recordings = recordings.fold(Amount::default(), |sum, file| Amount {
        count: sum.count + 1,
        bytes: sum.bytes + file.bytes_on_disk,
    });
    let of_kind = |kind| Amount::of(doomed.iter().filter(move |file| file.kind() == kind));
    Ok(Statistics {
        orphaned: of_kind("orphaned_file"),
        failed: of_kind("failed_session"),
        recordings,
        free_bytes: app.blobs.free_bytes()?,
    })
}

/// How long things are kept.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn config(app: &App, caller: &Caller) -> Result<Retention> {
    permit(caller)?;
    Ok(app.settings.retention)
}

/// What the next run by the clock will remove, unless somebody comes to need it before.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Internal`].
pub async fn preview(app: &App, caller: &Caller) -> Result<Preview> {
    permit(caller)?;
    let next_run_at = schedule::next(app, Task::Cleanup).await?;
    let at = next_run_at.unwrap_or(app.now()).max(app.now());
    Ok(Preview {
        next_run_at,
        files: survey(app, Scope::All, at).await?,
    })
}

/// Cleans up, or says what would go. Every removal is an entry of the audit trail, and so is the run.
pub(crate) async fn run(app: &App, by: By<'_>, scope: Scope, dry_run: bool) -> Result<Report> {
    let now = app.now();
    let mut report = Report {
        dry_run,
        ..Report::default()
    };
    for file in survey(app, scope, now).await? {
        if dry_run {
            report.files.push(file);
            continue;
        }
        match remove(app, by, &file, now).await {
            Ok(Some(bytes)) => {
                tracing::info!(recording.id = %file.id, bytes, kind = file.kind(), "cleaned up");
                report.files.push(Doomed { bytes, ..file });
            }
            // Somebody else was faster, or needs it now.
            Ok(None) => {}
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(recording.id = %file.id, error, "a recording could not be cleaned up");
                let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
                report.errors.push(format!("{} {}: {cause}", file.kind(), file.id));
            }
        }
    }
    if !dry_run {
        let mut tx = app.db.write().await?;
        let outcome = if report.errors.is_empty() {
            Outcome::Done
        } else {
            Outcome::Failed
        };
        audit::note_with(&mut tx, app.now(), by, Deed::CleanupRun, None, outcome, None).await?;
        tx.commit().await?;
    }
    tracing::info!(
        dry_run,
        orphaned_files = report.orphans(),
        failed_sessions = report.failed(),
        bytes = report.bytes(),
        errors = report.errors.len(),
        "cleanup"
    );
    Ok(report)
}

/// What is old enough to go at `at`, oldest kind first and each kind in a fixed order.
async fn survey(app: &App, scope: Scope, at: Timestamp) -> Result<Vec<Doomed>> {
    let mut found = Vec::new();
    if matches!(scope, Scope::Orphans | Scope::All) {
        found.extend(orphans(app, at).await?);
    }
    if matches!(scope, Scope::Failed | Scope::All) {
        found.extend(failed(app, at).await?);
    }
    Ok(found)
}

fn orphaned_before(app: &App, at: Timestamp) -> Timestamp {
    at - Duration::from_secs(u64::from(app.settings.retention.orphaned_file_hours) * 3600)
}

fn failed_before(app: &App, at: Timestamp) -> Timestamp {
    at - Duration::from_secs(u64::from(app.settings.retention.failed_session_days) * 24 * 3600)
}

async fn orphans(app: &App, at: Timestamp) -> Result<Vec<Doomed>> {
    let before = orphaned_before(app, at).micros();
    // The files first: a session that comes in between is then among those that need theirs.
    let (files, unfinished) = (app.blobs.list().await?, app.blobs.unfinished().await?);
    let needed = store::recordings::needed(&mut app.db.read().await?).await?;
    let age = |modified| at.since(Timestamp::from_micros(modified));
    let orphaned = files
        .into_iter()
        .filter(|file| file.modified_micros < before && !needed.contains(&file.id))
        .map(|file| Doomed {
            id: file.id,
            bytes: file.bytes_on_disk,
            age: age(file.modified_micros),
            why: Why::Orphaned,
        });
    let unfinished = unfinished
        .into_iter()
        .filter(|file| file.modified_micros < before)
        .map(|file| Doomed {
            id: file.id,
            bytes: file.bytes_on_disk,
            age: age(file.modified_micros),
            why: Why::Unfinished(file),
        });
    Ok(orphaned.chain(unfinished).collect())
}

async fn failed(app: &App, at: Timestamp) -> Result<Vec<Doomed>> {
    let sessions = store::recordings::failed_before(&mut app.db.read().await?, failed_before(app, at)).await?;
    let mut found = Vec::with_capacity(sessions.len());
    for session in sessions {
        found.push(Doomed {
            id: session.id.uuid(),
            bytes: app.blobs.size(session.id.uuid()).await?.unwrap_or(0),
            age: at.since(session.since),
            why: Why::Failed(session.since),
        });
    }
    Ok(found)
}

/// Removes a file if nobody needs it by now. Returns how many bytes that freed.
async fn remove(app: &App, by: By<'_>, file: &Doomed, now: Timestamp) -> Result<Option<u64>> {
    match &file.why {
        Why::Orphaned => remove_orphan(app, by, file.id, None).await,
        Why::Unfinished(unfinished) => remove_orphan(app, by, file.id, Some(unfinished)).await,
        Why::Failed(_) => {
            let before = failed_before(app, now);
            let still = |session: &Session| session.status == Status::Failed && session.updated_at < before;
            let id = SessionId::from(file.id);
            recordings::destroy_if(app, by, id, "failed_session", Words::Stay, still).await
        }
    }
}

/// The file goes while this transaction holds the end of the audit trail, which an upload needs to commit its session: either the
/// upload comes first and its file is needed, or it finds that its file is gone and is not acknowledged.
async fn remove_orphan(app: &App, by: By<'_>, id: Uuid, unfinished: Option<&Unfinished>) -> Result<Option<u64>> {
    let mut tx = app.db.write().await?;
    let (deed, reason) = (Deed::OrphanRemoved, Some("orphaned_file"));
    audit::note_with(&mut tx, app.now(), by, deed, id, Outcome::Done, reason).await?;
    let freed = match unfinished {
        Some(file) => app.blobs.remove_unfinished(file).await?,
        None if store::recordings::is_needed(&mut tx, id).await? => None,
        None => app.blobs.remove(id).await?,
    };
    if freed.is_some() {
        tx.commit().await?;
    }
    Ok(freed)
}
