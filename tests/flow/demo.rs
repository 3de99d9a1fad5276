//! `therapybridge demo`: signs everybody in at once, and leaves nothing behind.

use std::fs;

use rustix::process::Signal;
use serde_json::Value;

use crate::harness::SOON;
use crate::harness::server::{Log, Server};
use crate::harness::site::Site;

#[tokio::test]
async fn the_demo_shows_a_practice_to_three_roles_and_vanishes_when_interrupted() {
    let site = Site::new().await;
    // The demo brings a real speech model, which a scripted worker cannot load; without workers its sessions wait.
    let nothing = site.root().join("nothing");
    let temporary = site.root().join("tmp");
    fs::create_dir(&nothing).expect("a directory");
    let mut command = site.command(&["demo", "--port", "0", "--json"]);
    command.env("TB_WORKERS_DIR", &nothing);
    let log = Log::default();
    let server = Server::start(command, &log)
        .await
        .unwrap_or_else(|end| panic!("demo ended: {end}"));

    let announced = log.text();
    let announced = announced
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let announced = announced
        .into_iter()
        .find(|line| line["logins"].is_array())
        .expect("a line with logins");
    assert_eq!(announced["url"], server.url);
    let mut seen = Vec::new();
    for login in announced["logins"].as_array().expect("logins") {
        let text = |name: &str| {
            login[name]
                .as_str()
                .unwrap_or_else(|| panic!("no {name}: {login}"))
                .to_owned()
        };
        let client = server.login(&text("email"), &text("password")).await;
        let me = client.get("/api/auth/me").await;
        assert_eq!(me["role"], login["role"], "{me}");
        let sessions = client.get("/api/sessions").await;
        let sessions = sessions.as_array().expect("a list");
        let patients = client.get("/api/patients").await;
        let patients = patients.as_array().map_or(0, Vec::len);
        if me["role"] == "therapist" {
            assert_eq!((sessions.len(), patients), (3, 3));
            for session in sessions {
                assert_eq!(session["waiting_for"]["code"], "transcription_engine", "{session}");
            }
        } else {
            assert_eq!((sessions.len(), patients), (0, 0), "clinical data for {}", me["role"]);
        }
        seen.push(text("role"));
    }
    seen.sort();
    assert_eq!(seen, ["admin", "patient", "therapist"]);
    assert_ne!(
        entries(&temporary),
        0,
        "the demo's data is in the temporary directory while it runs"
    );
    assert!(!site.data().exists(), "a practice's data directory was touched");

    server.signal(Signal::INT);
    let status = server.ended(SOON).await;
    assert_eq!(entries(&temporary), 0, "the demo left something behind");
    assert!(status.success(), "{status}: {}", log.text());
}

fn entries(directory: &std::path::Path) -> usize {
    fs::read_dir(directory).expect("the directory").count()
}
