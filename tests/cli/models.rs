use std::fs;

use super::{run, run_fresh, therapybridge};

#[test]
fn the_catalog_is_listed_for_people_and_for_scripts() {
    let ran = run_fresh(&["models", "list"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.out.contains("Speech models") && ran.out.contains("whisper-large-v3-turbo-q8_0"),
        "{}",
        ran.out
    );
    let ran = run_fresh(&["models", "list", "--kind", "embedding", "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&ran.out).expect("JSON");
    assert!(
        !rows.is_empty()
            && rows
                .iter()
                .all(|row| row["kind"] == "embedding" && row["installed"] == false)
    );
}

#[test]
fn an_imported_model_is_installed_and_verified() {
    let directory = tempfile::tempdir().expect("a directory");
    let demo = concat!(env!("CARGO_MANIFEST_DIR"), "/models/demo/ggml-demo-en-q5_0.bin");
    let ran = run(&mut therapybridge(directory.path()), &["models", "import", demo]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let ran = run(&mut therapybridge(directory.path()), &["models", "verify"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.out.contains("ggml-demo-en-q5_0.bin: speech model (ggml)"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_no_model_is_refused_and_not_copied() {
    let directory = tempfile::tempdir().expect("a directory");
    let page = directory.path().join("ggml-base.bin");
    fs::write(&page, "<!DOCTYPE html>").expect("a file");
    let ran = run(
        &mut therapybridge(directory.path()),
        &["models", "import", "ggml-base.bin"],
    );
    assert_eq!(ran.status, 3);
    assert_eq!(ran.err, "error: ggml-base.bin: is no ggml, GGUF or safetensors model\n");
    assert!(!directory.path().join("models").exists());
}
