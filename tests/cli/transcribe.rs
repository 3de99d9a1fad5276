use std::fs;

use super::{run, therapybridge};

#[test]
fn a_file_that_is_not_there_ends_with_status_3() {
    let directory = tempfile::tempdir().expect("a directory");
    let ran = run(&mut therapybridge(directory.path()), &["transcribe", "nowhere.wav"]);
    assert_eq!(ran.status, 3);
    assert!(ran.err.starts_with("error: cannot open nowhere.wav: "), "{}", ran.err);
}

#[test]
fn a_model_that_is_not_there_ends_with_status_4_and_names_where_it_was_looked_for() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("a.wav"), "").expect("a file");
    let ran = run(
        &mut therapybridge(directory.path()),
        &["transcribe", "a.wav", "--model", "ggml-large.bin"],
    );
    assert_eq!(ran.status, 4);
    assert!(
        ran.err.contains("ggml-large.bin") && ran.err.contains("models"),
        "{}",
        ran.err
    );
}

#[test]
fn a_missing_worker_ends_with_status_4() {
    let directory = tempfile::tempdir().expect("a directory");
    fs::write(directory.path().join("a.wav"), "RIFF").expect("a file");
    let mut command = therapybridge(directory.path());
    command.env("TB_WORKERS_DIR", directory.path());
    let ran = run(&mut command, &["transcribe", "a.wav"]);
    assert_eq!(ran.status, 4, "{}", ran.err);
    assert_eq!(ran.out, "");
}
