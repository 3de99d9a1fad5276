//! The life of a worker across its processes: started when there is work, left alone after a crash, ended when idle.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use protocol::ModelInfo;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::call::{Answer, Call};
use crate::end::Cause;
use crate::process::{Announcement, Process};
use crate::{Backoff, Error, Readiness, WorkerConfig};

/// A worker that is restarted as often as needed and works on one request at a time, in the order in which they came.
#[derive(Debug)]
pub struct Supervisor {
    config: WorkerConfig,
    /// Held for the whole of a request; its queue is the queue of requests.
    slot: tokio::sync::Mutex<Option<Process>>,
    status: Arc<Status>,
}

/// What can be asked while a request holds the slot.
#[derive(Debug)]
struct Status {
    backoff: Backoff,
    now: Mutex<Now>,
}

#[derive(Debug)]
struct Now {
    phase: Phase,
    /// Counts processes, so that the end of one is not taken for the end of the next.
    generation: u64,
    /// Crashes since the last success.
    crashes: u32,
    last_used: Instant,
}

#[derive(Debug, Clone)]
enum Phase {
    Down,
    Loading(String),
    Up(ModelInfo),
    Failed { reason: String, until: Instant },
}

impl Supervisor {
    /// A worker that has not been started.
    pub fn new(config: WorkerConfig) -> Arc<Self> {
        let now = Now {
            phase: Phase::Down,
            generation: 0,
            crashes: 0,
            last_used: Instant::now(),
        };
        let status = Arc::new(Status {
            backoff: config.backoff,
            now: Mutex::new(now),
        });
        Arc::new(Self {
            config,
            slot: tokio::sync::Mutex::default(),
            status,
        })
    }

    /// What the worker can do at the moment. Looks into the models directory when no process runs.
    pub fn readiness(&self) -> Readiness {
        if self.config.program.is_none() {
            return Readiness::NotBuilt;
        }
        let phase = self.status.now().phase.clone();
        match phase {
            Phase::Loading(model) => Readiness::Loading { model },
            Phase::Up(model) => Readiness::Ready(model),
            Phase::Down => match self.config.model.resolve() {
                Ok(model) => Readiness::Idle { model: model.name },
                Err(missing) => missing,
            },
            Phase::Failed { reason, until } => match self.config.model.resolve() {
                Ok(_) => Readiness::Degraded {
                    reason,
                    retry_in: until.saturating_duration_since(Instant::now()),
                },
                Err(missing) => missing,
            },
        }
    }

    /// Starts the worker unless it runs, and returns what it said about itself.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be started.
    pub async fn prepare(self: &Arc<Self>) -> Result<Announcement, Error> {
        let mut slot = self.slot.lock().await;
        Ok(self.running(&mut slot).await?.announcement.clone())
    }

    /// Ends the process after the requests that are already queued, so that its memory is free. The next request starts it
    /// again.
    pub async fn unload(&self) {
        let process = self.slot.lock().await.take();
        if let Some(process) = process {
            process.shut_down().await;
        }
    }

    /// Runs a request. Dropping the future cancels it; a cancelled caller does not wait for the worker's obedience, but the
    /// next request does.
    pub(crate) async fn call(self: &Arc<Self>, call: Call, cancel: CancellationToken) -> Result<Answer, Error> {
        let cancel = cancel.child_token();
        let _cancel_when_dropped = cancel.clone().drop_guard();
        let request = tokio::spawn(self.clone().work(call, cancel.clone()));
        tokio::select! {
            outcome = request => outcome.map_err(|error| Error::Crashed { detail: error.to_string() })?,
            () = cancel.cancelled() => Err(Error::Cancelled),
        }
    }

    async fn work(self: Arc<Self>, call: Call, cancel: CancellationToken) -> Result<Answer, Error> {
        // While it waits for its turn or for the model, a cancel needs nothing from the worker.
        let turn = async {
            let mut slot = self.slot.lock().await;
            self.running(&mut slot).await?;
            Ok::<_, Error>(slot)
        };
        let mut slot = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(Error::Cancelled),
            turn = turn => turn?,
        };
        let Some(process) = slot.as_mut() else {
            return Err(Error::Unavailable(self.readiness()));
        };
        let outcome = call.run(process, &cancel).await;
        if process.is_over() {
            process.ended().await;
            *slot = None;
        }
        if matches!(outcome, Ok(_) | Err(Error::Refused(_))) {
            self.status.now().crashes = 0;
        }
        self.status.now().last_used = Instant::now();
        outcome
    }

    /// The running process, started when there is none.
    async fn running<'a>(self: &Arc<Self>, slot: &'a mut Option<Process>) -> Result<&'a mut Process, Error> {
        let alive = match slot.take() {
            Some(process) if !process.is_over() => process,
            Some(process) => {
                process.ended().await;
                self.start().await?
            }
            None => self.start().await?,
        };
        Ok(slot.insert(alive))
    }

    async fn start(self: &Arc<Self>) -> Result<Process, Error> {
        let readiness = self.readiness();
        let (Some(program), true) = (self.config.program.clone(), readiness.can_take_work()) else {
            return Err(Error::Unavailable(readiness));
        };
        let model = self.config.model.resolve().map_err(Error::Unavailable)?;
        let loading = Loading::begin(&self.status, &model.name);
        let generation = loading.generation;
        let status = self.status.clone();
        let on_end = move |cause: &Cause| status.note_end(generation, cause);
        match Process::start(program, &self.config, &model, on_end).await {
            Ok(process) => {
                let announced = &process.announcement;
                tracing::info!(
                    worker = self.config.model.kind.program(),
                    process_id = announced.process_id,
                    version = announced.version,
                    model = announced.model.name,
                    device = announced.model.device,
                    sealed = announced.sealed.join(" "),
                    "worker ready"
                );
                loading.done(announced.model.clone());
                if let Some(after) = self.config.idle_unload {
                    tokio::spawn(unload_when_idle(Arc::downgrade(self), generation, after));
                }
                Ok(process)
            }
            Err(_) => {
                drop(loading);
                Err(Error::Unavailable(self.readiness()))
            }
        }
    }
}

/// Ends one process once it has had nothing to do for long enough.
async fn unload_when_idle(supervisor: Weak<Supervisor>, generation: u64, after: Duration) {
    loop {
        let Some(wake) = supervisor
            .upgrade()
            .map(|supervisor| supervisor.status.now().last_used + after)
        else {
            return;
        };
        sleep_until(wake).await;
        let Some(supervisor) = supervisor.upgrade() else { return };
        // A request that holds the slot renews `last_used` at its end.
        let mut slot = supervisor.slot.lock().await;
        let (current, idle) = {
            let now = supervisor.status.now();
            (now.generation == generation, now.last_used.elapsed() >= after)
        };
        if !current {
            return;
        }
        if idle {
            if let Some(process) = slot.take() {
                process.shut_down().await;
            }
            return;
        }
    }
}

impl Status {
    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_end(&self, generation: u64, cause: &Cause) {
        let mut now = self.now();
        if now.generation != generation {
            return;
        }
        now.phase = match cause {
            Cause::Unwanted => Phase::Down,
            failure => {
                now.crashes = now.crashes.saturating_add(1);
                let until = Instant::now() + self.backoff.after(now.crashes);
                Phase::Failed {
                    reason: failure.to_string(),
                    until,
                }
            }
        };
    }
}

/// The phase of loading, which ends also when the request that caused it is dropped meanwhile.
struct Loading<'a> {
    status: &'a Status,
    generation: u64,
}

impl<'a> Loading<'a> {
    fn begin(status: &'a Status, model: &str) -> Self {
        let mut now = status.now();
        now.generation += 1;
        now.phase = Phase::Loading(model.to_owned());
        now.last_used = Instant::now();
        Self {
            status,
            generation: now.generation,
        }
    }

    fn done(self, model: ModelInfo) {
        self.end(Phase::Up(model));
    }

    /// Leaves the phase unless the end of the process has done so already.
    fn end(&self, next: Phase) {
        let mut now = self.status.now();
        if now.generation == self.generation && matches!(now.phase, Phase::Loading(_)) {
            now.phase = next;
            now.last_used = Instant::now();
        }
    }
}

impl Drop for Loading<'_> {
    fn drop(&mut self) {
        self.end(Phase::Down);
    }
}
