//! The scripted worker: its program, and the scripts that tests share.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

/// The scripted worker's program, built once beside this test.
fn program() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let here = std::env::current_exe().expect("this test's path");
        // target/PROFILE/deps/this-test
        let profile = here.ancestors().nth(2).expect("a profile's directory");
        let target = profile.parent().expect("a target directory");
        let mut build = Command::new(env!("CARGO"));
        build
            .args(["build", "--quiet", "-p", "tb-fake", "--target-dir"])
            .arg(target);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(
            build.status().expect("cargo runs").success(),
            "the scripted worker does not build"
        );
        profile.join("tb-fake")
    })
}

/// Fills a directory with the three workers' names, each of which starts the scripted one.
pub fn install(directory: &Path) {
    fs::create_dir_all(directory).expect("a directory for workers");
    for kind in ["asr", "llm", "embed"] {
        let path = directory.join(format!("tb-{kind}"));
        let script = format!("#!/bin/sh\nexec '{}' --as {kind} \"$@\"\n", program().display());
        fs::write(&path, script).expect("a worker's script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode");
    }
}

/// A speech worker that reads the whole recording and says these sentences, one a second of the recording.
pub fn says(sentences: &[&str], over_ms: u64) -> Value {
    let segments: Vec<Value> = sentences
        .iter()
        .enumerate()
        .map(|(second, text)| json!({ "text": text, "start_ms": second * 1000, "end_ms": second * 1000 + 900 }))
        .collect();
    json!({ "steps": [{ "do": "read" }, { "do": "segments", "over_ms": over_ms, "segments": segments }] })
}

/// A worker that does these steps at each request.
pub fn does(steps: Value) -> Value {
    json!({ "steps": steps })
}

/// What a client and a therapist might say in four seconds.
pub const TALK: [&str; 4] = [
    "How was your week?",
    "I could not sleep because of the exam.",
    "What did you try?",
    "I went for a walk every evening and it helped.",
];
