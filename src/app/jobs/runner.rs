//! Claims jobs and keeps their leases alive while they run.

use std::sync::Arc;
use std::time::Duration;

use domain::audit::By;
use domain::job::{Kind, MAIL_ATTEMPTS, Subject, mail_retry_delay, retry_delay};
use store::jobs::Claimed;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::{Outcome, draft_note, give_up, put_back, send_mail, transcribe};
use crate::cleanup::{self, Scope};
use crate::{App, Error, Result};

/// How often an idle runner looks for work that nobody announced: another machine's, or one whose time has come.
const POLL: Duration = Duration::from_secs(1);

/// How often a running job looks whether it was called off elsewhere. Together with what a worker needs to stop this stays below
/// the two seconds within which a withdrawn consent ends all work that needs it.
const WATCH: Duration = Duration::from_secs(1);

/// Frees what this machine was working on when it last stopped, and removes uploads that it was receiving then. Where the practice
/// wants it, everything else that nobody needs any more goes as well.
///
/// # Errors
/// [`crate::Error::Internal`] when the database or the disk does not answer.
pub async fn start(app: &App) -> Result<()> {
    let mut tx = app.db.write().await?;
    let released = store::jobs::release_node(&mut tx, app.node, app.now()).await?;
    tx.commit().await?;
    let swept = app.blobs.sweep_unfinished(app.now().micros()).await?;
    if released + swept > 0 {
        tracing::info!(jobs = released, uploads = swept, "cleaned up after the last stop");
    }
    if app.settings.retention.on_startup
        && let Err(error) = cleanup::run(app, By::Appliance, Scope::All, false).await
    {
        // What is left over is no reason not to serve.
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "the cleanup at the start failed"
        );
    }
    Ok(())
}

/// Runs jobs until the application is stopping; running ones are then put back.
pub async fn run(app: Arc<App>) {
    let mut runners = JoinSet::new();
    for kind in Kind::ALL {
        runners.spawn(run_kind(app.clone(), kind, app.stopping.clone()));
    }
    while runners.join_next().await.is_some() {}
}

/// Does every job of a kind that is due, one after the other, and returns how many there were.
///
/// # Errors
/// [`crate::Error::Internal`] when none can be claimed.
pub async fn run_due(app: &App, kind: Kind) -> Result<usize> {
    let mut done = 0;
    while let Some(job) = claim(app, kind).await? {
        attend(app, &job, &app.stopping).await;
        done += 1;
    }
    Ok(done)
}

async fn run_kind(app: Arc<App>, kind: Kind, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let woken = app.wake.notified();
        match claim(&app, kind).await {
            Ok(Some(job)) => attend(&app, &job, &stop).await,
            Ok(None) => {
                tokio::select! {
                    () = woken => {}
                    () = tokio::time::sleep(POLL) => {}
                    () = stop.cancelled() => {}
                }
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, job.kind = %kind, "no job could be claimed");
                tokio::select! {
                    () = tokio::time::sleep(POLL) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }
}

async fn claim(app: &App, kind: Kind) -> Result<Option<Claimed>> {
    // Without an engine a session waits where it is, with the reason in its answer (`sessions::why_waiting`).
    if kind == Kind::Transcribe && !app.asr.readiness().can_take_work() {
        return Ok(None);
    }
    let now = app.now();
    let mut tx = app.db.write().await?;
    let job = store::jobs::claim(&mut tx, kind, app.node, now, now + app.settings.job_lease).await?;
    if job.is_some() {
        tx.commit().await?;
    }
    Ok(job)
}

/// Does one job from claim to end.
async fn attend(app: &App, job: &Claimed, stop: &CancellationToken) {
    let cancel = stop.child_token();
    let outcome = {
        let work = async {
            match (job.kind, job.subject) {
                (Kind::Transcribe, Subject::Session(session)) => transcribe::run(app, job, session, &cancel).await,
                (Kind::DraftNote, Subject::Session(session)) => draft_note::run(app, job, session, &cancel).await,
                (Kind::SendMail, Subject::Mail(mail)) => send_mail::run(app, job, mail, &cancel).await,
                (kind, subject) => Err(Error::internal(format!("a job `{kind}` cannot be about a {subject}"))),
            }
        };
        tokio::pin!(work);
        let keep = keep_lease(app, job);
        tokio::pin!(keep);
        tokio::select! {
            outcome = &mut work => outcome,
            () = &mut keep => {
                // Somebody else holds the job now: whatever this attempt finds is refused anyway.
                cancel.cancel();
                let _ = work.await;
                Ok(Outcome::Dropped)
            }
        }
    };
    if let Err(error) = settle(app, job, outcome, stop).await {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            job.kind = %job.kind, job.subject = %job.subject, job.attempt,
            "a job's end could not be recorded; its lease will run out"
        );
    }
}

/// Extends the lease until it is lost. In between it looks whether the job was taken away, on this machine or on another.
async fn keep_lease(app: &App, job: &Claimed) {
    let due = app.settings.job_lease / 3;
    let mut waited = Duration::ZERO;
    loop {
        let pause = WATCH.min(due.saturating_sub(waited));
        tokio::time::sleep(pause).await;
        waited += pause;
        if waited < due {
            let held = async { store::jobs::is_held(&mut app.db.read().await?, job).await };
            match held.await {
                Ok(false) => return,
                // Without an answer the lease decides.
                Ok(true) | Err(_) => continue,
            }
        }
        waited = Duration::ZERO;
        let extended = async {
            let mut tx = app.db.write().await?;
            let held = store::jobs::extend(&mut tx, job, app.now() + app.settings.job_lease).await?;
            tx.commit().await?;
            Ok::<_, store::Error>(held)
        };
        match extended.await {
            Ok(true) => {}
            Ok(false) => return,
            // The lease may still hold; the final commit decides.
            Err(error) => tracing::warn!(%error, job.subject = %job.subject, "a lease could not be extended"),
        }
    }
}

/// How often a job of this kind may fail by its own fault before it is given up.
fn attempts(app: &App, kind: Kind) -> u32 {
    match kind {
        Kind::SendMail => MAIL_ATTEMPTS,
        Kind::Transcribe | Kind::DraftNote => app.settings.job_attempts,
    }
}

async fn settle(app: &App, job: &Claimed, outcome: Result<Outcome>, stop: &CancellationToken) -> Result<()> {
    let outcome = outcome.unwrap_or_else(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            job.kind = %job.kind, job.subject = %job.subject, "a job broke off"
        );
        Outcome::Retry {
            reason: error.to_string(),
        }
    });
    match outcome {
        Outcome::Done => {
            tracing::info!(job.kind = %job.kind, job.subject = %job.subject, job.attempt, "job done");
            app.wake.notify_waiters();
            Ok(())
        }
        Outcome::Dropped if stop.is_cancelled() => {
            put_back(app, job, false, "the appliance was stopped", app.now()).await
        }
        Outcome::Dropped => Ok(()),
        Outcome::Pointless => {
            const REASON: &str = "what it is about has moved on without this job";
            tracing::warn!(job.kind = %job.kind, job.subject = %job.subject, "{REASON}");
            let mut tx = app.db.write().await?;
            store::jobs::give_up(&mut tx, job, REASON, app.now()).await?;
            Ok(tx.commit().await?)
        }
        Outcome::Postponed { reason, until } => put_back(app, job, false, &reason, until).await,
        Outcome::Retry { reason } if job.failures + 1 < attempts(app, job.kind) => {
            tracing::warn!(job.kind = %job.kind, job.subject = %job.subject, reason, "job will be tried again");
            let delay = match job.kind {
                Kind::SendMail => mail_retry_delay(job.failures + 1),
                Kind::Transcribe | Kind::DraftNote => retry_delay(job.failures + 1),
            };
            put_back(app, job, true, &reason, app.now() + delay).await
        }
        Outcome::Retry { reason } => {
            tracing::error!(job.kind = %job.kind, job.subject = %job.subject, reason, "job given up");
            let message = format!(
                "Processing failed {} times. The recording is safe; press Retry, and tell your administrator if it fails again.",
                job.failures + 1
            );
            give_up(app, job, &message).await
        }
        Outcome::Failed { message } => give_up(app, job, &message).await,
    }
}
