//! Nothing leaves: from the start to the processed session no process of the appliance connects anywhere, and no question
//! goes to a name server.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::harness::client::open;
use crate::harness::processes::{Socket, children, sockets, status};
use crate::harness::site::Site;
use crate::harness::{fake, wav};

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
            let sealed = status(worker, "Seccomp").as_deref() == Some("2");
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

fn port(url: &str) -> u16 {
    url.rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok())
        .unwrap_or_else(|| panic!("{url} has no port"))
}
