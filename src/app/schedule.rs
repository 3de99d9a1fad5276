//! What happens by the clock.
//!
//! The truth is in the table `schedules`: up to which due moment each task was done, and who is doing it now. A task is due when its
//! next due moment is past ([`domain::schedule`]), whether that was a second ago or a month; it then runs once and, where it needs
//! to, does what was missed as well. Whoever claims the run holds a lease and keeps extending it, and the same transaction that
//! ends the run moves the due moment on. So of several machines one does it, and what a killed one left is done by another, or by
//! itself when it is back.
//!
//! tokio-cron-scheduler wakes the tasks at their hours. It takes the distance of a zone from UTC when it starts and keeps it when
//! the clocks change, and it knows nothing of what was missed, so each task also looks by itself every half minute.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use domain::access::{Action, Relation};
use domain::audit::{By, Deed, Outcome};
use domain::schedule::{Every, PAUSE, Task, days_to_compute, weeks_to_compute};
use domain::user::Caller;
use store::schedules::{Claimed, Stored};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use crate::cleanup::{self, Scope};
use crate::error::refuse;
use crate::{App, Error, Result, account_sweep, analytics, audit, backup, exports};

/// How often a task looks whether it is due, beside being woken at its hour.
const POLL: Duration = Duration::from_secs(30);

/// A done-until moment that is further ahead than this was written by a clock that was wrong.
const SKEW: Duration = Duration::from_secs(3600);

/// The code of a run that was done.
pub const DONE: &str = "done";
/// The code of a run that failed; it comes again after a pause.
pub const FAILED: &str = "failed";
/// The code of a run that was broken off because the appliance was stopped.
pub const STOPPED: &str = "stopped";

/// Whether a task happens here at all.
fn is_enabled(app: &App, task: Task) -> bool {
    app.settings.schedule.enabled && (task != Task::Backup || app.settings.schedule.backup_dir.is_some())
}

fn every(app: &App, task: Task) -> Every {
    task.every(app.settings.schedule.daily_hour)
}

/// Makes the rows that are missing and gives back what this machine was doing when it last stopped.
///
/// # Errors
/// [`Error::Internal`].
pub async fn start(app: &App) -> Result<()> {
    let mut tx = app.db.write().await?;
    for task in Task::ALL {
        store::schedules::ensure(&mut tx, task, app.now()).await?;
    }
    let released = store::schedules::release_node(&mut tx, app.node).await?;
    tx.commit().await?;
    if released > 0 {
        tracing::info!(
            runs = released,
            "runs by the clock that the last stop broke off are due again"
        );
    }
    Ok(())
}

/// Runs every task when it is due, until the application is stopping.
pub async fn run(app: Arc<App>) {
    let mut tasks = JoinSet::new();
    let mut wakers = Vec::new();
    for task in Task::ALL.into_iter().filter(|task| is_enabled(&app, *task)) {
        let woken = Arc::new(Notify::new());
        wakers.push((task, woken.clone()));
        tasks.spawn(attend(app.clone(), task, woken));
    }
    let mut cron = match wake_at_their_hours(&app, wakers).await {
        Ok(cron) => Some(cron),
        Err(error) => {
            tracing::error!(%error, "the scheduler does not start; tasks are looked for every half minute only");
            None
        }
    };
    while tasks.join_next().await.is_some() {}
    if let Some(cron) = &mut cron
        && let Err(error) = cron.shutdown().await
    {
        tracing::warn!(%error, "the scheduler did not stop");
    }
}

async fn wake_at_their_hours(
    app: &App,
    wakers: Vec<(Task, Arc<Notify>)>,
) -> std::result::Result<JobScheduler, JobSchedulerError> {
    let cron = JobScheduler::new().await?;
    for (task, woken) in wakers {
        let wake = move |_, _| woken.notify_one();
        cron.add(Job::new_tz(every(app, task).cron(), app.settings.timezone, wake)?)
            .await?;
    }
    cron.start().await?;
    Ok(cron)
}

async fn attend(app: Arc<App>, task: Task, woken: Arc<Notify>) {
    while !app.stopping.is_cancelled() {
        if let Err(error) = run_due(&app, task).await {
            tracing::error!(error = &error as &dyn std::error::Error, schedule.task = %task, "a task by the clock could not be claimed or ended");
        }
        tokio::select! {
            () = woken.notified() => {}
            () = tokio::time::sleep(POLL) => {}
            () = app.stopping.cancelled() => {}
        }
    }
}

/// Does a task if it is due and nobody else does it. Returns how it ended, as a code.
///
/// # Errors
/// [`Error::Internal`] when the run cannot be claimed or its end not be written down; the lease then runs out.
pub async fn run_due(app: &App, task: Task) -> Result<Option<&'static str>> {
    let Some(run) = claim(app, task).await? else {
        return Ok(None);
    };
    tracing::info!(schedule.task = %task, due = %run.due.rfc3339(), run.attempt, "begins by the clock");
    let worked = tokio::select! {
        worked = work(app, &run) => worked,
        // Somebody else has the run now and ends it.
        () = keep_lease(app, &run) => return Ok(None),
        () = app.stopping.cancelled() => {
            put_back(app, &run, STOPPED, None).await?;
            return Ok(Some(STOPPED));
        }
    };
    match worked {
        Ok(count) => {
            if !finish(app, &run, count).await? {
                return Ok(None);
            }
            tracing::info!(schedule.task = %task, count, "done by the clock");
            Ok(Some(DONE))
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, schedule.task = %task, "failed by the clock");
            put_back(app, &run, FAILED, Some(app.now() + PAUSE)).await?;
            Ok(Some(FAILED))
        }
    }
}

async fn claim(app: &App, task: Task) -> Result<Option<Claimed>> {
    let (now, zone, every) = (app.now(), app.settings.timezone, every(app, task));
    let Some(stored) = store::schedules::find(&mut app.db.read().await?, task).await? else {
        start(app).await?;
        return Ok(None);
    };
    let due = every.last_before(now, zone);
    let is_due = every.next_after(stored.done_until, zone) <= now || stored.done_until > now + SKEW;
    if !is_due || stored.lease_until.is_some_and(|until| now <= until) {
        return Ok(None);
    }
    let mut tx = app.db.write().await?;
    let (moved, lease) = ((stored.done_until, due), now + app.settings.job_lease);
    let run = store::schedules::claim(&mut tx, task, moved, app.node, now, lease).await?;
    if run.is_some() {
        tx.commit().await?;
    }
    Ok(run)
}

/// Extends the lease until it is lost.
async fn keep_lease(app: &App, run: &Claimed) {
    loop {
        tokio::time::sleep(app.settings.job_lease / 3).await;
        let extended = async {
            let mut tx = app.db.write().await?;
            let held = store::schedules::extend(&mut tx, run, app.now() + app.settings.job_lease).await?;
            tx.commit().await?;
            Ok::<_, store::Error>(held)
        };
        match extended.await {
            Ok(true) => {}
            Ok(false) => return,
            // The lease may still hold; the final commit decides.
            Err(error) => tracing::warn!(%error, schedule.task = %run.task, "a lease could not be extended"),
        }
    }
}

/// Does the work and returns how much there was. Each step commits on its own and may be done again.
async fn work(app: &App, run: &Claimed) -> Result<u64> {
    let zone = app.settings.timezone;
    let done_until = run.done_until.min(run.due);
    match run.task {
        Task::DailyAggregation => {
            let mut rows = 0;
            for day in days_to_compute(done_until, run.due, zone) {
                rows += analytics::aggregate_day(app, day).await?;
            }
            Ok(rows)
        }
        Task::WeeklySnapshot => {
            let mut rows = 0;
            for monday in weeks_to_compute(done_until, run.due, zone) {
                rows += analytics::snapshot_week(app, monday).await?;
            }
            Ok(rows)
        }
        Task::Cleanup => {
            let report = cleanup::run(app, By::Appliance, Scope::All, false).await?;
            Ok(report.files.len() as u64)
        }
        Task::ExportExpiry => exports::expire(app).await,
        Task::AccountSweep => account_sweep::run(app).await,
        Task::Backup => match &app.settings.schedule.backup_dir {
            Some(directory) => nightly_backup(app, directory).await,
            None => Ok(0),
        },
    }
}

async fn nightly_backup(app: &App, directory: &Path) -> Result<u64> {
    let made = backup::create(app, directory, None, Some(app.settings.schedule.backup_keep)).await?;
    tracing::info!(files = made.files, bytes = made.bytes, "backup made");
    Ok(made.files)
}

async fn finish(app: &App, run: &Claimed, count: u64) -> Result<bool> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::schedules::finish(&mut tx, run, DONE, now).await? {
        return Ok(false);
    }
    // The hourly task with nothing to do is no news.
    if count > 0 || run.task != Task::ExportExpiry {
        note(&mut tx, now, run.task, Outcome::Done).await?;
    }
    tx.commit().await?;
    Ok(true)
}

async fn put_back(app: &App, run: &Claimed, outcome: &'static str, again_at: Option<Timestamp>) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::schedules::put_back(&mut tx, run, outcome, again_at, now).await? {
        return Ok(());
    }
    if outcome == FAILED {
        note(&mut tx, now, run.task, Outcome::Failed).await?;
    }
    Ok(tx.commit().await?)
}

async fn note(tx: &mut store::Tx, now: Timestamp, task: Task, outcome: Outcome) -> Result<()> {
    let reason = Some(task.as_str());
    audit::note_with(tx, now, By::Appliance, Deed::ScheduleRan, None, outcome, reason).await
}

/// When a task comes next; `None` when it does not happen here. One that is overdue comes now.
pub(crate) async fn next(app: &App, task: Task) -> Result<Option<Timestamp>> {
    if !is_enabled(app, task) {
        return Ok(None);
    }
    let stored = store::schedules::find(&mut app.db.read().await?, task).await?;
    Ok(Some(next_of(app, task, stored.as_ref())))
}

fn next_of(app: &App, task: Task, stored: Option<&Stored>) -> Timestamp {
    let (now, zone, every) = (app.now(), app.settings.timezone, every(app, task));
    let Some(stored) = stored else {
        return every.next_after(now, zone);
    };
    if stored.is_running(now) {
        return every.next_after(now, zone);
    }
    let paused_until = stored.lease_until.unwrap_or(now);
    every.next_after(stored.done_until, zone).max(now).max(paused_until)
}

/// The last run of a task, finished or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Last {
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended: [`DONE`], [`FAILED`] or [`STOPPED`].
    pub outcome: Option<String>,
}

/// A task as an administrator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What.
    pub task: Task,
    /// Whether it happens here.
    pub enabled: bool,
    /// How often, in words.
    pub every: String,
    /// When it comes next.
    pub next_at: Option<Timestamp>,
    /// Whether it runs now.
    pub running: bool,
    /// The last run.
    pub last: Option<Last>,
}

/// What happens by the clock, and when.
///
/// # Errors
/// [`Error::Forbidden`] for anybody but an administrator.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Listed>> {
    caller
        .may(Action::ReadSchedule, Relation::Other)
        .map_err(refuse(Error::Forbidden))?;
    let mut tx = app.db.read().await?;
    let mut listed = Vec::with_capacity(Task::ALL.len());
    for task in Task::ALL {
        let stored = store::schedules::find(&mut tx, task).await?;
        let enabled = is_enabled(app, task);
        let last = stored.as_ref().and_then(|stored| {
            stored.started_at.map(|started_at| Last {
                started_at,
                ended_at: stored.ended_at,
                outcome: stored.outcome.clone(),
            })
        });
        listed.push(Listed {
            task,
            enabled,
            every: every(app, task).words(),
            next_at: enabled.then(|| next_of(app, task, stored.as_ref())),
            running: stored.as_ref().is_some_and(|stored| stored.is_running(app.now())),
            last,
        });
    }
    Ok(listed)
}
