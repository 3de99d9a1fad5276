//! Nothing leaves: from the start to the processed session no process of the appliance connects anywhere, and no question
//! goes to a name server.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::process::Signal;
use tokio::process::Command;

use crate::harness::client::{THERAPIST, open};
use crate::harness::processes::{Socket, children, signal, sockets, status};
use crate::harness::server::Server;
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{SOON, fake, wav};

/// The sockets that the appliance held at any of the moments we looked.
struct Seen {
    server: BTreeSet<Socket>,
    workers: BTreeSet<u32>,
}

fn watch(server: u32, enough: &AtomicBool) -> Seen {
    let mut seen = Seen {
        server: BTreeSet::new(),
        workers: BTreeSet::new(),
    };
    while !enough.load(Ordering::Relaxed) {
        seen.server.extend(sockets(server).expect("our own process"));
        for worker in children(server) {
            // As long as it is being started it is a copy of the server with the server's sockets.
            let started = status(worker, "Name").as_deref() == Some("tb-fake");
            let sealed = started && status(worker, "Seccomp").as_deref() == Some("2");
            if sealed {
                seen.workers.insert(worker);
                let held = sockets(worker).unwrap_or_default();
                assert!(held.is_empty(), "a worker holds sockets: {held:?}");
            }
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    seen
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn neither_the_server_nor_a_worker_opens_a_connection() {
    let site = Site::with_speech(&fake::says(&fake::TALK, 1000)).await;
    site.language_model(&fake::does(
        serde_json::json!([{ "do": "wait", "ms": 500 }, { "do": "text", "text": "no JSON" }]),
    ));
    let (server, client) = open(&site).await;
    let enough = Arc::new(AtomicBool::new(false));
    let watching = tokio::task::spawn_blocking({
        let (process, enough) = (server.process_id, enough.clone());
        move || watch(process, &enough)
    });
    let patient = client.patient("Noor Haddad").await;
    let session = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;
    client.until_processed(&session).await;
    enough.store(true, Ordering::Relaxed);
    let seen = watching.await.expect("the watch");
    assert_eq!(seen.workers.len(), 2, "both workers were seen at work, sealed");

    let own = port(&server.url);
    let database = site
        .database
        .server_url()
        .map(|url| port(url.rsplit_once('/').expect("an address").0));
    let listening: Vec<_> = seen.server.iter().filter(|socket| socket.listening).collect();
    assert!(
        matches!(listening[..], [Socket { local_port, .. }] if *local_port == own),
        "{listening:?}"
    );
    for socket in &seen.server {
        let accepted = socket.protocol == "tcp" && socket.local_port == own;
        let to_database = socket.protocol == "tcp" && Some(socket.remote_port) == database;
        assert!(
            accepted || to_database,
            "{socket:?} is neither a visitor's connection nor one to the configured database"
        );
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_process_so_much_as_asks_the_system_for_a_way_out() {
    let Some(strace) = installed("strace") else {
        eprintln!("strace is not installed: what was open at any moment is checked, what was asked for is not");
        return;
    };
    let site = Site::with_speech(&fake::says(&fake::TALK, 0)).await;
    site.account(THERAPIST, "therapist").await;
    let trace = site.root().join("trace");
    let plain = site.command(&["serve"]);
    let plain = plain.as_std();
    let mut command = Command::new(strace);
    command
        .args([
            "-f",
            "-qq",
            "-e",
            "trace=socket,connect,sendto,sendmsg,sendmmsg",
            "-e",
            "signal=none",
            "-o",
        ])
        .arg(&trace);
    command
        .arg(plain.get_program())
        .args(plain.get_args())
        .env_clear()
        .kill_on_drop(true);
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let tracer = Server::start(command, &site.log)
        .await
        .unwrap_or_else(|end| panic!("serve ended: {end}"));
    let client = tracer.login(THERAPIST, PASSWORD).await;
    let patient = client.patient("Noor Haddad").await;
    let session = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;
    client.until_processed(&session).await;
    for server in children(tracer.process_id) {
        signal(server, Signal::TERM);
    }
    assert!(tracer.ended(SOON).await.success());

    let trace = std::fs::read_to_string(trace).expect("the trace");
    let calls = |name: &'static str| trace.lines().filter(move |line| line.contains(name));
    assert!(
        calls(" socket(").count() > 0,
        "not even the listening socket was seen: {trace}"
    );
    for socket in calls(" socket(").filter(|line| !line.contains("AF_UNIX")) {
        let allowed = socket.contains("SOCK_STREAM") && socket.contains("AF_INET");
        assert!(allowed, "neither a listener nor a connection to a database: {socket}");
    }
    let database = site
        .database
        .server_url()
        .map(|url| port(url.rsplit_once('/').expect("an address").0));
    for connection in calls(" connect(") {
        let wanted = match database {
            // The database's driver asks this machine for the name of the account it runs as.
            Some(port) => connection.contains(&format!("htons({port})")) || connection.contains("/nscd/"),
            None => false,
        };
        assert!(wanted, "an outbound connection: {connection}");
    }
}

/// Where a program is installed.
fn installed(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|file| file.is_file())
}

fn port(url: &str) -> u16 {
    url.rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok())
        .unwrap_or_else(|| panic!("{url} has no port"))
}
