use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Stdio};

use super::{Ran, run, therapybridge};

const PASSWORD: &str = "Quiet-Harbour-42!";

/// Runs `user` with a line of input.
fn user(data: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut command = therapybridge(data);
    command
        .arg("user")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the binary runs");
    // A command that refuses its arguments does not wait for what it would have read.
    let _ = writeln!(child.stdin.take().expect("a pipe"), "{input}");
    let output = child.wait_with_output().expect("the binary ends");
    Ran {
        status: output.status.code().expect("ended by itself"),
        out: String::from_utf8(output.stdout).expect("output is UTF-8"),
        err: String::from_utf8(output.stderr).expect("output is UTF-8"),
    }
}

const CREATE: [&str; 9] = [
    "create",
    "--email",
    "jane@practice.example",
    "--role",
    "admin",
    "--first-name",
    "Jane",
    "--last-name",
    "Smith",
];

#[test]
fn a_password_that_is_guessed_first_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    for bad in ["short", "Welcome2024!!", "Jane-Smith-1980"] {
        let ran = user(directory.path(), &CREATE, bad);
        assert_eq!(ran.status, 2, "{bad}: {}", ran.err);
    }
    assert_eq!(user(directory.path(), &CREATE, PASSWORD).status, 0);
}

#[test]
fn an_account_gets_a_new_password_and_loses_its_second_factor() {
    let directory = tempfile::tempdir().expect("a directory");
    assert_eq!(user(directory.path(), &CREATE, PASSWORD).status, 0);
    let both = [
        "reset",
        "--email",
        "jane@practice.example",
        "--password",
        "--second-factor",
    ];
    let ran = user(directory.path(), &both, "Velvet kettle 9 drifts");
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert_eq!(
        ran.out,
        "jane@practice.example has a new password and was signed out everywhere.\n\
         jane@practice.example has no second factor any more.\n"
    );
    let weak = user(directory.path(), &both, "Welcome2024!!");
    assert_eq!(weak.status, 2, "{}", weak.err);
    let nobody = ["reset", "--email", "nobody@practice.example", "--second-factor"];
    assert_eq!(user(directory.path(), &nobody, "").status, 2);
    let nothing = ["reset", "--email", "jane@practice.example"];
    assert_eq!(user(directory.path(), &nothing, "").status, 2);
}

#[test]
fn what_a_hash_costs_is_measured_once() {
    let directory = tempfile::tempdir().expect("a directory");
    assert_eq!(user(directory.path(), &CREATE, PASSWORD).status, 0);
    let file = directory.path().join("password-cost");
    let measured = std::fs::read_to_string(&file).expect("the measurement is kept");
    assert!(measured.starts_with("m=") && measured.ends_with(",p=1"), "{measured}");
    std::fs::write(&file, "m=8,t=1,p=1").expect("a file");
    let ran = run(
        &mut therapybridge(directory.path()),
        &["user", "reset", "--email", "x@y.z", "--second-factor"],
    );
    assert_ne!(ran.status, 0, "parameters below the minimum are refused");
    assert!(ran.err.contains("password-cost"), "{}", ran.err);
}

/// A server that is ended when the test is over, whatever came of it.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a server and ends it once it is ready; returns the link that it logged before.
fn set_up_link(data: &Path) -> Option<String> {
    let mut command = therapybridge(data);
    command
        .env("PORT", "0")
        .env("FRONTEND_URL", "https://practice.example/")
        .arg("serve")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut serving = Serving(command.spawn().expect("the binary runs"));
    let mut link = None;
    for line in BufReader::new(serving.0.stderr.take().expect("a pipe")).lines() {
        let line = line.expect("output is UTF-8");
        let event: serde_json::Value = serde_json::from_str(&line).expect("the log is JSON");
        link = event["link"].as_str().map(str::to_owned).or(link);
        if event["message"] == "TherapyBridge is ready" {
            return link;
        }
    }
    panic!("it ended before it was ready");
}

#[test]
fn the_first_start_prints_a_link_and_a_start_with_an_account_does_not() {
    let directory = tempfile::tempdir().expect("a directory");
    let first = set_up_link(directory.path()).expect("a link");
    let token = first
        .strip_prefix("https://practice.example/auth/invitation?token=")
        .expect("the documented form");
    assert!(token.len() >= 43, "256 random bits");
    let second = set_up_link(directory.path()).expect("a link");
    assert_ne!(first, second);
    assert_eq!(user(directory.path(), &CREATE, PASSWORD).status, 0);
    assert_eq!(set_up_link(directory.path()), None);
}
