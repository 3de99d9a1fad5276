//! One worker process and the tasks around it.
//!
//! Four tasks live as long as the process: one reads its frames and notices silence, one writes ours, one keeps the end of its
//! standard error, and one waits for its end, watching its memory meanwhile and killing it when somebody asks. Whoever
//! wants the process to end says why to its [`End`]; the first reason is the one that is reported.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use protocol::{FromWorker, ModelInfo, ToWorker, VERSION, WorkerKind};
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::end::{Cause, End};
use crate::models::Model;
use crate::{Deadlines, Error, Program, WorkerConfig, digest, frames, spawn};

/// How much of a worker's standard error is kept for its incident.
const KEPT_STDERR: usize = 64 << 10;
/// Frames on their way in either direction. Few, because one may hold 32 MiB.
const QUEUED_FRAMES: usize = 4;
/// How long the pipes of an ended process are read for what it left in them.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What a worker said about itself when its model was loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Announcement {
    /// Its process.
    pub process_id: u32,
    /// Its own version.
    pub version: String,
    /// What it loaded.
    pub model: ModelInfo,
    /// The restrictions that hold: `no_network`, `no_files` …
    pub sealed: Vec<String>,
}

/// A running worker. Dropping it kills the process.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) announcement: Announcement,
    pub(crate) deadlines: Deadlines,
    orders: mpsc::Sender<(ToWorker, Bytes)>,
    frames: mpsc::Receiver<(FromWorker, Bytes)>,
    end: Arc<End>,
    requests: u64,
}

impl Process {
    /// Starts a worker and waits until its model is loaded. `on_end` hears why it ended, once, before anybody else.
    pub(crate) async fn start(
        program: Program,
        config: &WorkerConfig,
        model: &Model,
        on_end: impl FnOnce(&Cause) + Send + 'static,
    ) -> Result<Self, Cause> {
        // Read while the worker loads: a draft records which model wrote it.
        let path = (config.model.kind == WorkerKind::Llm).then(|| model.path.clone());
        let digest = path.map(|path| tokio::task::spawn_blocking(move || digest::of_file(&path)));
        let spawned = spawn::spawn(program, config, model)
            .await
            .map_err(|error| error.to_string());
        let pieces = spawned.and_then(|mut child| {
            let streams = (child.stdin.take(), child.stdout.take(), child.stderr.take());
            match (child.id().and_then(|id| Pid::from_raw(id as i32)), streams) {
                (Some(id), (Some(stdin), Some(stdout), Some(stderr))) => Ok((child, id, stdin, stdout, stderr)),
                _ => Err("it ended at once".to_owned()),
            }
        });
        let (child, id, stdin, stdout, stderr) = match pieces {
            Ok(pieces) => pieces,
            Err(error) => {
                let cause = Cause::NotStarted(error);
                on_end(&cause);
                return Err(cause);
            }
        };
        let end = Arc::new(End::default());
        let (orders, outgoing) = mpsc::channel(QUEUED_FRAMES);
        let (incoming, frames) = mpsc::channel(QUEUED_FRAMES);
        tokio::spawn(write_orders(stdin, outgoing, end.clone()));
        tokio::spawn(read_frames(stdout, incoming, end.clone(), config.deadlines.silence));
        let keeper = Keeper {
            name: config.model.kind.program(),
            child,
            id,
            end: end.clone(),
            stderr: tokio::spawn(keep_tail(stderr)),
            memory_bytes: config.memory_bytes,
        };
        tokio::spawn(keeper.keep(on_end));
        let announcement = Announcement {
            process_id: id.as_raw_nonzero().get() as u32,
            version: String::new(),
            model: ModelInfo {
                name: model.name.clone(),
                device: String::new(),
                lanes: 0,
                context_tokens: None,
                dimensions: None,
                sha256: None,
                quantisation: None,
            },
            sealed: Vec::new(),
        };
        let mut process = Self {
            announcement,
            deadlines: config.deadlines,
            orders,
            frames,
            end,
            requests: 0,
        };
        match process.handshake(config).await {
            Ok(()) => {
                if let Some(digest) = digest {
                    process.announcement.model.sha256 = digest.await.ok().flatten();
                }
                Ok(process)
            }
            Err(cause) => {
                if let Some(cause) = cause {
                    process.end.kill(cause);
                }
                Err(process.end.wait().await)
            }
        }
    }

    /// Hears hello and ready. The error is `None` when the process ended by itself.
    async fn handshake(&mut self, config: &WorkerConfig) -> Result<(), Option<Cause>> {
        let Deadlines { hello, ready, .. } = config.deadlines;
        match timeout(hello, self.frames.recv()).await {
            Err(_) => return Err(Some(Cause::NoHello(hello))),
            Ok(None) => return Err(None),
            Ok(Some((FromWorker::Hello { protocol, .. }, _))) if protocol != VERSION => {
                return Err(Some(Cause::OtherVersion(protocol)));
            }
            Ok(Some((FromWorker::Hello { kind, version, .. }, _))) if kind == config.model.kind => {
                self.announcement.version = version;
            }
            Ok(Some((FromWorker::Hello { kind, .. }, _))) => {
                return Err(Some(Cause::Broke(format!(
                    "`{}` answered in its place",
                    kind.program()
                ))));
            }
            Ok(Some(_)) => return Err(Some(Cause::Broke("its first frame was no hello".into()))),
        }
        match timeout(ready, self.frames.recv()).await {
            Err(_) => Err(Some(Cause::SlowLoad(ready))),
            Ok(None) => Err(None),
            Ok(Some((FromWorker::Ready { model, sealed }, _))) => {
                self.announcement.model = model;
                self.announcement.sealed = sealed;
                if has_own_network(self.announcement.process_id) {
                    self.announcement.sealed.push("network_namespace".into());
                }
                Ok(())
            }
            Ok(Some((FromWorker::NotReady { failure }, _))) => Err(Some(Cause::NotReady(failure))),
            Ok(Some(_)) => Err(Some(Cause::Broke("it sent results before it was ready".into()))),
        }
    }

    /// An id for the next request.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.requests += 1;
        self.requests
    }

    /// Queues a message. Cancel-safe: a frame is written whole or not at all.
    pub(crate) async fn send(&self, message: ToWorker, body: Bytes) -> Result<(), Error> {
        match self.orders.send((message, body)).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.end.wait().await.error()),
        }
    }

    /// The next frame that is no heartbeat.
    pub(crate) async fn receive(&mut self) -> Result<(FromWorker, Bytes), Error> {
        match self.frames.recv().await {
            Some(frame) => Ok(frame),
            None => Err(self.end.wait().await.error()),
        }
    }

    /// Ends the process for a reason and waits until it is gone.
    pub(crate) async fn kill(&self, cause: Cause) -> Error {
        self.end.kill(cause);
        self.end.wait().await.error()
    }

    /// Whether it is gone or about to be.
    pub(crate) fn is_over(&self) -> bool {
        self.end.is_over()
    }

    /// Waits until it is gone.
    pub(crate) async fn ended(&self) {
        self.end.wait().await;
    }

    /// Asks the process to end, then makes it.
    pub(crate) async fn shut_down(self) {
        let asked = async {
            // A closed channel means that it is ending already.
            let _ = self.orders.send((ToWorker::Shutdown, Bytes::new())).await;
            // Its doing so is no failure.
            self.end.explain(Cause::Unwanted);
            self.end.wait().await;
        };
        if timeout(self.deadlines.grace, asked).await.is_err() {
            self.kill(Cause::Unwanted).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end.kill(Cause::Unwanted);
    }
}

async fn write_orders(mut stdin: ChildStdin, mut orders: mpsc::Receiver<(ToWorker, Bytes)>, end: Arc<End>) {
    let writing = async {
        while let Some((message, body)) = orders.recv().await {
            if let Err(error) = frames::write(&mut stdin, &message, &body).await {
                // A broken pipe is the process's own end, which its keeper reports.
                if !matches!(error, protocol::frame::FrameError::Io(_)) {
                    end.kill(Cause::Broke(format!("a request could not be sent to it: {error}")));
                }
                break;
            }
        }
    };
    tokio::select! {
        () = writing => {}
        () = end.wanted() => {}
    }
}

async fn read_frames(
    mut stdout: ChildStdout,
    into: mpsc::Sender<(FromWorker, Bytes)>,
    end: Arc<End>,
    silence: Duration,
) {
    let listening = end.listening();
    loop {
        // The clock runs only while this end is listening: a slow consumer of results is not the worker's silence.
        match timeout(silence, frames::read(&mut stdout)).await {
            Err(_) => return end.kill(Cause::Silent(silence)),
            Ok(Ok(Some((FromWorker::Alive, _)))) => {}
            Ok(Ok(Some(frame))) => {
                // It exits right after saying so, and its exit must not be taken for the reason.
                if let FromWorker::NotReady { failure } = &frame.0 {
                    end.explain(Cause::NotReady(failure.clone()));
                }
                if into.send(frame).await.is_err() {
                    return;
                }
            }
            Ok(Ok(None)) => {
                drop(listening);
                // Normally its exit follows at once and is the better explanation.
                if timeout(Duration::from_secs(1), end.wait()).await.is_err() {
                    end.kill(Cause::Broke("it closed its output".into()));
                }
                return;
            }
            Ok(Err(error)) => return end.kill(Cause::Broke(error.to_string())),
        }
    }
}

/// Reads to the end and returns the last [`KEPT_STDERR`] bytes.
async fn keep_tail(mut stderr: ChildStderr) -> Vec<u8> {
    let mut tail = VecDeque::with_capacity(KEPT_STDERR);
    let mut chunk = vec![0; 8 << 10];
    while let Ok(count @ 1..) = stderr.read(&mut chunk).await {
        let excess = (tail.len() + count).saturating_sub(KEPT_STDERR);
        tail.drain(..excess.min(tail.len()));
        tail.extend(&chunk[..count]);
    }
    tail.into()
}

/// The task that waits for the end of the process.
struct Keeper {
    name: &'static str,
    child: Child,
    id: Pid,
    end: Arc<End>,
    stderr: JoinHandle<Vec<u8>>,
    memory_bytes: Option<u64>,
}

impl Keeper {
    async fn keep(mut self, on_end: impl FnOnce(&Cause)) {
        let mut second = interval(Duration::from_secs(1));
        second.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut killed = false;
        let status = loop {
            tokio::select! {
                status = self.child.wait() => break status.ok(),
                () = self.end.wanted(), if !killed => {
                    self.kill_group();
                    killed = true;
                }
                _ = second.tick(), if !killed => self.check_memory(),
            }
        };
        // Whatever it may have started.
        self.kill_group();
        // Its last words may still be in the pipe; a reader of results that dawdles is not waited for.
        let _ = timeout(LAST_WORDS, self.end.heard()).await;
        let cause = self.end.cause_or(Cause::Exited(status));
        // Descendants in the middle of dying may hold the pipe for a moment.
        let stderr = match timeout(LAST_WORDS, &mut self.stderr).await {
            Ok(tail) => tail.unwrap_or_default(),
            Err(_) => Vec::new(),
        };
        self.stderr.abort();
        let (worker, process_id) = (self.name, self.id.as_raw_nonzero().get());
        if cause == Cause::Unwanted {
            tracing::debug!(worker, process_id, "worker ended");
        } else {
            let stderr = String::from_utf8_lossy(&stderr);
            tracing::warn!(worker, process_id, %cause, stderr = %stderr, "worker failed");
        }
        on_end(&cause);
        self.end.note();
    }

    fn kill_group(&self) {
        // It fails when nothing is left to kill.
        let _ = kill_process_group(self.id, Signal::KILL);
    }

    fn check_memory(&self) {
        if let Some(limit) = self.memory_bytes
            && let Some(held) = anonymous_bytes(self.id)
            && held > limit
        {
            self.end.kill(Cause::OverMemory { held, limit });
        }
    }
}

/// Resident memory of a process apart from files it maps; `None` where the system does not tell.
fn anonymous_bytes(process: Pid) -> Option<u64> {
    let statm = std::fs::read_to_string(format!("/proc/{}/statm", process.as_raw_nonzero())).ok()?;
    let mut pages = statm.split_ascii_whitespace().skip(1).map(|field| field.parse::<u64>());
    let (resident, shared) = (pages.next()?.ok()?, pages.next()?.ok()?);
    Some(resident.saturating_sub(shared) * rustix::param::page_size() as u64)
}

/// Whether a process is in another network namespace than the server.
fn has_own_network(process_id: u32) -> bool {
    let namespace = |process: &str| std::fs::read_link(format!("/proc/{process}/ns/net"));
    match (namespace("self"), namespace(&process_id.to_string())) {
        (Ok(ours), Ok(theirs)) => ours != theirs,
        _ => false,
    }
}
