//! Starting and stopping: without any configuration, twice, on a taken port, and in the middle of work.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use futures::StreamExt;
use rustix::process::Signal;
use tokio::process::Command;

use crate::harness::client::{THERAPIST, open};
use crate::harness::processes::children;
use crate::harness::server::{Log, Server};
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{SOON, fake, until, wav};

#[tokio::test]
async fn serve_needs_no_configuration_at_all() {
    let home = tempfile::tempdir().expect("a directory");
    let place = home.path().join("therapybridge");
    let mut command = Command::new(env!("CARGO_BIN_EXE_therapybridge"));
    // The port is the one thing that another program on the machine could have taken.
    command
        .args(["serve", "--port", "0"])
        .env_clear()
        .env("HOME", home.path());
    command.current_dir(home.path()).kill_on_drop(true);
    if rustix::process::geteuid().is_root() {
        // As systemd starts a service of the system; a bare start by root would keep its data in /var/lib.
        command.env("STATE_DIRECTORY", &place);
    } else {
        command.env("XDG_DATA_HOME", home.path());
    }
    let server = Server::start(command, &Log::default())
        .await
        .unwrap_or_else(|end| panic!("serve ended: {end}"));
    let health = server.visitor().get("/health").await;
    assert_eq!(health["database"], "connected", "{health}");
    assert!(place.join("therapybridge.db").is_file());
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused_and_the_first_goes_on() {
    let site = Site::new().await;
    let first = site.serve().await;
    let (status, said) = site.serve_refused().await;
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("another TherapyBridge is already serving from"), "{said}");
    assert!(said.contains(&site.data().display().to_string()), "{said}");
    assert_eq!(first.visitor().get("/health").await["database"], "connected");
    // What is said of the first must not outlive it, not even when it had no time to clean up.
    first.kill().await;
    site.serve().await.stop().await;
}

#[tokio::test]
async fn a_taken_port_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port();
    let mut site = Site::new().await;
    site.set("PORT", port.to_string());
    let (status, said) = site.serve_refused().await;
    assert_eq!(status, Some(1), "{said}");
    assert!(
        said.contains(&format!("127.0.0.1:{port} cannot be listened on")),
        "{said}"
    );
    assert!(said.contains("Choose another with PORT"), "{said}");
}

#[tokio::test]
async fn stopping_ends_open_streams_and_running_work_and_the_work_goes_on_at_the_next_start() {
    let site = Site::with_speech(&fake::says(&fake::TALK, 600_000)).await;
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let events = client.ask("/api/events").await.expect("a stream");
    assert_eq!(events.headers()["content-type"], "text/event-stream");
    let session = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;
    client
        .until(&session, "being transcribed", SOON, |session| {
            session["status"] == "transcribing"
        })
        .await;

    let asked = Instant::now();
    server.signal(Signal::TERM);
    let mut stream = events.bytes_stream();
    while let Some(Ok(_)) = stream.next().await {}
    let status = server.ended(Duration::from_secs(10)).await;
    assert_eq!(
        status.code(),
        Some(0),
        "after {:?}: {}",
        asked.elapsed(),
        site.log.text()
    );

    site.speech_model(&fake::says(&fake::TALK, 0));
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    client.until_processed(&session).await;
    assert_eq!(
        site.database
            .count("SELECT COUNT(*) FROM jobs WHERE failures > 0")
            .await,
        0,
        "a stop is no failure"
    );
    server.stop().await;
}

#[tokio::test]
async fn work_goes_on_by_itself_after_a_power_cut() {
    let site = Site::with_speech(&fake::says(&fake::TALK, 600_000)).await;
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let session = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;
    client
        .until(&session, "being transcribed", SOON, |session| {
            session["status"] == "transcribing"
        })
        .await;
    let at_work = || async { children(server.process_id).first().copied() };
    let worker = until("a worker is at work", SOON, at_work).await;

    server.kill().await;
    until("the worker is gone with its server", SOON, || async {
        (!std::path::Path::new(&format!("/proc/{worker}/exe")).exists()).then_some(())
    })
    .await;
    site.speech_model(&fake::says(&fake::TALK, 0));
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    client.until_processed(&session).await;
    server.stop().await;
}
