use std::path::PathBuf;
use std::time::Duration;

use protocol::WorkerKind;

use crate::{ModelChoice, Program};

/// How to run a worker.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// The executable, or `None` when this build has none.
    pub program: Option<Program>,
    /// Which model it loads; decided anew at every start.
    pub model: ModelChoice,
    /// Arguments after `--model PATH`.
    pub arguments: Vec<String>,
    /// The worker's whole environment. Names beyond those that steer its engine are dropped, see
    /// [`WorkerConfig::environment_allows`].
    pub environment: Vec<(String, String)>,
    /// Where a carried program is unpacked on systems that cannot run it from memory.
    pub state_directory: PathBuf,
    /// When to give up on it.
    pub deadlines: Deadlines,
    /// How long to leave it alone after a crash.
    pub backoff: Backoff,
    /// The most anonymous memory it may hold; mapped model files and GPU memory do not count.
    pub memory_bytes: Option<u64>,
    /// How long it may be idle before its process is ended and its memory free; `None` keeps it.
    pub idle_unload: Option<Duration>,
}

impl WorkerConfig {
    /// The defaults for this model's kind of worker: no limit on memory, unloaded after ten idle minutes.
    pub fn new(program: Option<Program>, model: ModelChoice, state_directory: PathBuf) -> Self {
        let deadlines = Deadlines::of(model.kind);
        Self {
            program,
            model,
            arguments: Vec::new(),
            // Spinning OpenMP threads of one engine would starve the other.
            environment: vec![("OMP_WAIT_POLICY".into(), "passive".into())],
            state_directory,
            deadlines,
            backoff: Backoff::default(),
            memory_bytes: None,
            idle_unload: Some(Duration::from_secs(600)),
        }
    }

    /// Whether a worker may see an environment variable of this name: only what steers its engine, never what the server was
    /// configured with.
    pub fn environment_allows(name: &str) -> bool {
        const NAMES: [&str; 6] = [
            "LD_LIBRARY_PATH",
            "CUDA_VISIBLE_DEVICES",
            "HIP_VISIBLE_DEVICES",
            "ROCR_VISIBLE_DEVICES",
            "VK_ICD_FILENAMES",
            "RAYON_NUM_THREADS",
        ];
        const PREFIXES: [&str; 3] = ["OMP_", "GGML_", "CUDA_"];
        NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    }
}

/// When a worker is given up. Each of them ends the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadlines {
    /// From the start of the process to its first frame.
    pub hello: Duration,
    /// From there to the loaded model.
    pub ready: Duration,
    /// Without any frame, the heartbeat included. The heartbeat comes every second.
    pub silence: Duration,
    /// Without any frame about the request, while the heartbeat goes on.
    pub progress: Duration,
    /// A whole request, however much progress it makes.
    pub request: Duration,
    /// From a cancel, or the order to end, to its effect.
    pub grace: Duration,
}

impl Deadlines {
    /// What suits the kind of worker on slow hardware with large models.
    ///
    /// Speech and language models report progress after at most one window or batch, which takes a slow processor tens of
    /// seconds; the evaluation of a whole session's transcript as a prompt is one silent stretch of many minutes there.
    pub fn of(kind: WorkerKind) -> Self {
        let (progress, request) = match kind {
            WorkerKind::Asr => (300, 12 * 3600),
            WorkerKind::Llm => (1800, 2 * 3600),
            WorkerKind::Embed => (300, 600),
        };
        Self {
            hello: Duration::from_secs(10),
            ready: Duration::from_secs(300),
            silence: Duration::from_secs(20),
            progress: Duration::from_secs(progress),
            request: Duration::from_secs(request),
            grace: Duration::from_secs(2),
        }
    }
}

/// How long a crashed worker is left alone: `first` after one crash, doubled by each further one up to `most`, forgotten after
/// a success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// After the first crash.
    pub first: Duration,
    /// The longest.
    pub most: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            most: Duration::from_secs(300),
        }
    }
}

impl Backoff {
    /// The pause after so many crashes in a row.
    pub fn after(&self, crashes: u32) -> Duration {
        let doublings = crashes.saturating_sub(1).min(31);
        self.first.saturating_mul(1 << doublings).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_up_to_its_limit() {
        let seconds: Vec<_> = [1, 2, 3, 9, 10, u32::MAX]
            .map(|crashes| Backoff::default().after(crashes).as_secs())
            .into();
        assert_eq!(seconds, [1, 2, 4, 256, 300, 300]);
    }

    #[test]
    fn secrets_of_the_server_are_not_for_workers() {
        for name in [
            "JWT_SECRET_KEY",
            "DATABASE_URL",
            "PATH",
            "HOME",
            "LD_PRELOAD",
            "TB_DATA_DIR",
        ] {
            assert!(!WorkerConfig::environment_allows(name), "{name}");
        }
        assert!(WorkerConfig::environment_allows("OMP_WAIT_POLICY"));
    }
}
