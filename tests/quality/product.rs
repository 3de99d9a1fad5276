//! The built binary as it transcribes a file, with a deadline; and what to do where it has no worker.

use std::fs::File;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Four minutes of speech take half a minute on two busy cores, and nothing here is longer; what takes this long hangs.
const DEADLINE: Duration = Duration::from_secs(180);

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The transcription that it printed.
    pub fn transcription(&self) -> Transcription {
        assert_eq!(self.status, 0, "{}", self.err);
        Transcription(serde_json::from_str(&self.out).expect("the output is JSON"))
    }
}

/// What `transcribe --json` prints, read as any other program would read it.
#[derive(Debug)]
pub struct Transcription(Value);

/// A word or a segment, with its time in seconds.
#[derive(Debug, Clone)]
pub struct Spoken {
    pub text: String,
    pub start: f64,
    pub end: f64,
    pub channel: Option<u64>,
}

impl Transcription {
    /// A number of the summary.
    pub fn number(&self, name: &str) -> f64 {
        self.0["summary"][name].as_f64().expect("the summary has the number")
    }

    /// Container and codec.
    pub fn format(&self) -> &str {
        self.0["summary"]["format"].as_str().expect("the summary has a format")
    }

    /// The segments in the order of the document.
    pub fn segments(&self) -> Vec<Spoken> {
        self.raw_segments().map(|segment| spoken(segment, segment)).collect()
    }

    /// The words of all segments in the order of the document.
    pub fn words(&self) -> Vec<Spoken> {
        self.raw_segments()
            .flat_map(|segment| {
                let words = segment["words"].as_array().expect("a segment has words");
                words.iter().map(move |word| spoken(word, segment))
            })
            .collect()
    }

    /// All words in one string.
    pub fn text(&self) -> String {
        let texts: Vec<String> = self.segments().into_iter().map(|segment| segment.text).collect();
        texts.join(" ")
    }

    fn raw_segments(&self) -> impl Iterator<Item = &Value> {
        self.0["segments"].as_array().expect("there are segments").iter()
    }
}

fn spoken(what: &Value, segment: &Value) -> Spoken {
    let seconds = |name: &str| what[name].as_u64().expect("a time in milliseconds") as f64 / 1000.0;
    Spoken {
        text: what["text"].as_str().expect("a text").to_owned(),
        start: seconds("start_ms"),
        end: seconds("end_ms"),
        channel: segment["channel"].as_u64(),
    }
}

/// The root of the source tree.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A demo recording or its ground truth.
pub fn session(name: &str, ending: &str) -> PathBuf {
    root().join("models/demo/sessions").join(format!("{name}.{ending}"))
}

/// Runs `therapybridge transcribe FILE --json` with the demo's model and this beam width.
///
/// Panics when it does not end in time, when a signal ended it, and when something panicked inside.
pub fn transcribe(file: &Path, beam: u32) -> Ran {
    let directory = tempfile::tempdir().expect("a directory");
    let (out, err) = (directory.path().join("out"), directory.path().join("err"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_therapybridge"));
    command
        .env_clear()
        .envs(std::env::var_os("TB_WORKERS_DIR").map(|value| ("TB_WORKERS_DIR", value)))
        .env("TB_DATA_DIR", directory.path())
        .current_dir(directory.path())
        .arg("transcribe")
        .arg(file)
        .arg("--json")
        .args(["--beam", &beam.to_string()])
        .arg("--model")
        .arg(root().join("models/demo/ggml-demo-en-q5_0.bin"))
        .stdin(Stdio::null())
        .stdout(File::create(&out).expect("a file"))
        .stderr(File::create(&err).expect("a file"));
    let mut child = command.spawn().expect("the binary starts");
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("the binary can be waited for") {
            break status;
        }
        if started.elapsed() > DEADLINE {
            child.kill().expect("the binary can be killed");
            child.wait().expect("the binary can be waited for");
            panic!("{} is still being transcribed after {DEADLINE:?}", file.display());
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let err = std::fs::read_to_string(err).expect("standard error is UTF-8");
    assert_eq!(status.signal(), None, "{} ended by a signal: {err}", file.display());
    assert!(!err.contains("panicked"), "{}: {err}", file.display());
    Ran {
        status: status.code().expect("ended by itself"),
        out: std::fs::read_to_string(out).expect("standard output is UTF-8"),
        err,
    }
}

/// Whether the binary has a speech worker and ffmpeg is installed. When not, says that the test is skipped, or fails where
/// everything must be there.
pub fn ready(test: &str) -> bool {
    static MISSING: OnceLock<Option<String>> = OnceLock::new();
    let Some(missing) = MISSING.get_or_init(missing) else {
        return true;
    };
    let required = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    assert!(
        !required("CI") && !required("TB_REQUIRE_WORKERS"),
        "{test} needs what is missing: {missing}"
    );
    say(&format!("skipped: {test}: {missing}"));
    false
}

/// What the suite needs and this machine lacks. The binary itself is asked for the worker: only it knows where it looks, and a
/// worker that is there but does not start is a failure of the tests.
fn missing() -> Option<String> {
    let directory = tempfile::tempdir().expect("a directory");
    let empty = directory.path().join("empty.wav");
    File::create(&empty).expect("a file");
    let ran = transcribe(&empty, 1);
    if ran.status == 4 && ran.err.contains("no such worker") {
        return Some("the speech worker is not built (`cargo build --release -p tb-asr`)".into());
    }
    let ffmpeg = Command::new("ffmpeg").arg("-version").stdout(Stdio::null()).status();
    if !ffmpeg.is_ok_and(|status| status.success()) {
        return Some("ffmpeg is not installed (`scripts/setup.sh test`)".into());
    }
    None
}

/// Prints past the capturing of the test harness, which hides what tests that pass print.
pub fn say(text: &str) {
    // Nobody may be listening, and that fails no test.
    let _ = writeln!(std::io::stderr().lock(), "\n{text}");
}

/// Runs `each` on all items on as many threads as there are processors, and gives the results in the items' order.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let take = || {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(item) = items.get(index) else { return done };
                done.push((index, each(item)));
            }
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(take)).collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
