use std::fs;

use super::{run, run_fresh, therapybridge};

#[test]
fn the_example_is_the_committed_file() {
    let ran = run_fresh(&["config", "example"]);
    let committed =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config.example.toml")).expect("config.example.toml");
    assert_eq!((ran.status, ran.out), (0, committed));
}

#[test]
fn a_configuration_without_problems_can_be_used() {
    let ran = run_fresh(&["config", "check"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("The configuration can be used (no file, data in "),
        "{}",
        ran.out
    );
}

#[test]
fn every_problem_is_told_with_its_place() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("config.toml");
    fs::write(&file, "prot = 8000\nasr_beam = 40\nhost = 1\n").expect("a file");
    let mut command = therapybridge(directory.path());
    command.env("TB_AIR_GAP", "true").env("PORT", "eighty");
    let ran = run(&mut command, &["config", "check"]);
    assert_eq!(ran.status, 2);
    let told = ran.err.replace(&file.display().to_string(), "CONFIG");
    insta::assert_snapshot!(told);
}

#[test]
fn values_are_shown_with_their_source_and_without_secrets() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("config.toml");
    fs::write(&file, "language = \"de\"\n").expect("a file");
    let mut command = therapybridge(directory.path());
    command
        .env("JWT_SECRET_KEY", "0123456789abcdef0123456789abcdef")
        .env("DATABASE_URL", "postgresql://tb:hunter2@db.lan/tb?sslmode=require")
        .env("CORS_ORIGINS", "https://a.example,https://b.example");
    let ran = run(&mut command, &["config", "show"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    insta::assert_snapshot!(ran.out.replace(&directory.path().display().to_string(), "DATA"));
}

#[test]
fn scripts_read_problems_as_json() {
    let directory = tempfile::tempdir().expect("a directory");
    let ran = run(
        therapybridge(directory.path()).env("LOG_LEVEL", "loud"),
        &["config", "check", "--json"],
    );
    let said: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (ran.status, &said["ok"], &said["problems"][0]["place"]),
        (2, &false.into(), &"LOG_LEVEL".into())
    );
}
