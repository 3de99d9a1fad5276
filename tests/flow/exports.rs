//! Kill the appliance while documents are being made: each is finished, once.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::client::{Client, THERAPIST, open};
use crate::harness::processes::peak_memory;
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{SOON, fake, until, wav};

/// Documents that are asked for, and how often the appliance is killed while it makes them.
const EXPORTS: usize = 12;
const KILLS: usize = 3;

async fn jobs(client: &Client) -> Vec<Value> {
    let list = client.get("/api/v1/export/jobs").await;
    list.as_array().unwrap_or_else(|| panic!("no list: {list}")).clone()
}

fn in_state(jobs: &[Value], status: &str) -> usize {
    jobs.iter().filter(|job| job["status"] == status).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn documents_that_a_kill_interrupts_are_finished_once() {
    let site = Site::with_speech(&fake::says(&fake::TALK, 0)).await;
    let (mut server, mut client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let session = client.upload(&patient, "first.wav", wav(b"first", 16_000)).await;
    client.until_processed(&session).await;
    for number in 0..EXPORTS {
        let format = ["pdf", "docx", "fhir", "md"][number % 4];
        let body = json!({ "session_ids": [session], "format": format });
        let asked = client.post("/api/v1/export/session-notes", &body).await;
        assert_eq!(asked["status"], "pending", "{asked}");
    }
    for kill in 0..KILLS {
        // Some are made, and the next one is begun.
        let begun = || async {
            let jobs = jobs(&client).await;
            let made = in_state(&jobs, "completed");
            (made > kill && (in_state(&jobs, "processing") > 0 || made == EXPORTS)).then_some(())
        };
        until("a document is being made", SOON, begun).await;
        server.kill().await;
        server = site.serve().await;
        client = server.login(THERAPIST, PASSWORD).await;
    }
    let all = || async {
        let jobs = jobs(&client).await;
        assert_eq!(in_state(&jobs, "failed"), 0, "{jobs:?}");
        (in_state(&jobs, "completed") == EXPORTS).then_some(jobs)
    };
    let made = until("every document is made", SOON, all).await;
    for job in &made {
        let id = job["job_id"].as_str().expect("an id");
        let bytes = client.bytes(&format!("/api/v1/export/download/{id}")).await;
        assert_eq!(job["file_bytes"], bytes.len(), "{job}");
    }
    server.stop().await;
    let counts = site.database.deeds("export_made").await;
    assert_eq!(counts.len(), EXPORTS);
    assert!(counts.iter().all(|(_, count)| *count == 1), "made twice: {counts:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: a hundred documents of twenty pages"]
async fn a_hundred_documents_of_twenty_pages_take_the_memory_of_one() {
    const DOCUMENTS: usize = 100;
    const PAGES: usize = 20;
    const MIB: u64 = 1 << 20;
    let site = Site::with_speech(&fake::says(&fake::TALK, 0)).await;
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let mut sessions = Vec::new();
    // Each session begins a page.
    for number in 0..PAGES {
        let recording = wav(format!("session {number}").as_bytes(), 16_000);
        sessions.push(client.upload(&patient, "session.wav", recording).await);
    }
    for session in &sessions {
        client.until_processed(session).await;
    }
    let make = async |documents: usize| {
        let before = in_state(&jobs(&client).await, "completed");
        for number in 0..documents {
            let format = if number % 2 == 0 { "pdf" } else { "docx" };
            let body = json!({ "session_ids": sessions, "format": format });
            client.post("/api/v1/export/session-notes", &body).await;
        }
        let all = || async {
            let made = in_state(&jobs(&client).await, "completed");
            (made == before + documents).then_some(())
        };
        until("every document is made", Duration::from_secs(1800), all).await;
    };
    make(2).await;
    let first = peak_memory(server.process_id);
    make(DOCUMENTS).await;
    let last = peak_memory(server.process_id);
    println!(
        "the server's peak: {} MiB after 2 documents of {PAGES} pages, {} MiB after {DOCUMENTS} more",
        first / MIB,
        last / MIB
    );
    assert!(last - first < 64 * MIB, "{} MiB more", (last - first) / MIB);
    server.stop().await;
}
