//! A language model with random weights through the whole way of a note: the built binary, the sealed worker, the product's own
//! instructions and schemas, verification, and a note at the end. Its words mean nothing; whatever holds then holds whatever a
//! model says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::product::{root, say};

/// The model that the set-up writes.
const MODEL: &str = "build/models/random/random.gguf";
/// A Ctrl-C must end it long before this.
const SOON: Duration = Duration::from_secs(30);

/// Whether the model was written. When not, says that the test is skipped, or fails where everything must be there.
fn ready(test: &str) -> bool {
    let written = root().join(MODEL).exists();
    let required = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(
        written || !required,
        "{test} needs {MODEL}, which `make {MODEL}` writes"
    );
    if !written {
        say(&format!(
            "skipped: {test}: {MODEL} is not there; `make {MODEL}` writes it"
        ));
    }
    written
}

fn eval(corpus: &Path, data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_therapybridge"));
    let models = root().join(MODEL);
    command
        .env_clear()
        .envs(std::env::var_os("TB_WORKERS_DIR").map(|value| ("TB_WORKERS_DIR", value)))
        .env("TB_DATA_DIR", data)
        .args(["eval", "notes", "--engine", "local", "--json", "--corpus"])
        .arg(corpus)
        .arg("--models")
        .arg(models.parent().expect("a directory"));
    command
}

fn figures(output: Output) -> Value {
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    // Another drafter's note in the place of the model's would end it with a status of its own.
    assert!(output.status.success(), "{error}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A corpus of one session of three hours: thirty thousand words of small talk.
fn three_hours(directory: &Path) -> PathBuf {
    const SUBJECTS: [&str; 7] = [
        "the garden",
        "the train",
        "my sister",
        "the choir",
        "the weather",
        "the kitchen",
        "my boss",
    ];
    const TOLD: [&str; 5] = [
        "kept me busy for most of the week, and I am still not sure what to make of it",
        "was on my mind again when I came home, the way it often is on a Tuesday",
        "went better than I had thought, because somebody helped me with the first part",
        "is something I would like to come back to before we look at anything else",
        "has changed since last time, and not only in the way that we talked about",
    ];
    let turns: Vec<Value> = (0..1_500)
        .map(|turn| {
            let subject = SUBJECTS[turn % SUBJECTS.len()];
            let told = TOLD[turn % TOLD.len()];
            let speaker = ["therapist", "client"][turn % 2];
            json!({ "speaker": speaker, "text": format!("Well, {subject} {told}. That was number {turn}.") })
        })
        .collect();
    let session = json!({
        "id": "three-hours", "turns": turns,
        "gold": {
            "key_topics": [["garden"]], "strategies": [], "action_items": [], "risk": [], "must_not_claim": [], "facts": [],
            "session_mood": { "label": "neutral" }, "mood_trajectory": { "label": "stable" },
        },
    });
    fs::write(directory.join("three-hours.json"), session.to_string()).expect("writes");
    directory.to_owned()
}

#[test]
fn whatever_a_model_says_becomes_a_note_without_a_false_quotation_or_a_lost_item() {
    if !ready("the random model's notes") {
        return;
    }
    let data = tempfile::tempdir().expect("a directory");
    let found = figures(
        eval(&root().join("tests/quality/corpus"), data.path())
            .output()
            .expect("runs"),
    );
    for key in ["quote_errors", "forbidden_statements", "risk_missed", "risk_wrong_turn"] {
        assert_eq!(found[key], 0, "{found:#}");
    }
    let sessions = found["by_session"].as_array().expect("sessions");
    assert_eq!(sessions.len(), 7);
    for session in sessions {
        let made = &session["provenance"];
        assert_eq!(session["drafted_by"], "language_model", "{}", session["id"]);
        assert!(
            made["prompt_version"]
                .as_str()
                .is_some_and(|version| !version.is_empty()),
            "{made}"
        );
        assert_eq!(made["model_sha256"].as_str().map(str::len), Some(64), "{made}");
    }
}

#[test]
fn three_hours_are_drafted_in_windows_whose_words_are_read_once() {
    if !ready("the random model's three hours") {
        return;
    }
    let place = tempfile::tempdir().expect("a directory");
    let corpus = place.path().join("corpus");
    fs::create_dir(&corpus).expect("a directory");
    let found = figures(eval(&three_hours(&corpus), place.path()).output().expect("runs"));
    let made = &found["by_session"][0]["provenance"];
    let number = |name: &str| made[name].as_f64().expect("a number");
    let (windows, prompts, read) = (number("windows"), number("prompt_tokens"), number("evaluated_tokens"));
    say(&format!(
        "three hours: {windows} windows, {read} of {prompts} prompt tokens evaluated ({:.3}; seven sections that share everything \
         would be {:.3})",
        read / prompts,
        1.0 / 7.0
    ));
    assert!(windows > 1.0, "{made}");
    // Seven prompts share all but their own instruction.
    assert!(read / prompts < 0.2, "{made}");
    assert_eq!(found["quote_errors"], 0, "{found:#}");
}

#[test]
fn a_draft_that_is_called_off_ends_and_leaves_nothing_behind() {
    if !ready("calling the random model off") {
        return;
    }
    let place = tempfile::tempdir().expect("a directory");
    let corpus = place.path().join("corpus");
    let temporary = place.path().join("tmp");
    fs::create_dir(&corpus).expect("a directory");
    fs::create_dir(&temporary).expect("a directory");
    let mut child = eval(&three_hours(&corpus), place.path())
        .env("TMPDIR", &temporary)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("runs");
    let until = |what: &str, holds: &mut dyn FnMut() -> bool| {
        let end = Instant::now() + SOON;
        while !holds() {
            assert!(Instant::now() < end, "not within {SOON:?}: {what}");
            std::thread::yield_now();
        }
    };
    let is_empty = || fs::read_dir(&temporary).expect("readable").next().is_none();
    until("it begins", &mut || !is_empty());
    let id = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    rustix::process::kill_process(id.expect("a process"), rustix::process::Signal::INT).expect("it runs");
    until("it ends", &mut || child.try_wait().expect("a child").is_some());
    assert!(is_empty(), "something is left in {}", temporary.display());
}
