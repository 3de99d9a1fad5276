//! A model outside the building, asked by the built program: when it is, what of it is written down, and what is not.

use std::fs;

use serde_json::{Value, json};
use support::{OutsideModel, Says};

use crate::harness::client::{Client, THERAPIST, open};
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{fake, wav};

const KEY: &str = "sk-quartz-marimba";

/// What a service may say that knows no discretion.
fn refusal() -> Value {
    json!({ "error": { "code": "invalid_api_key", "message": format!("{KEY} is wrong; you asked about the exam") } })
}

async fn drafted(client: &Client) -> (String, Value) {
    let patient = client.patient("Noor Haddad").await;
    let id = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;
    let session = client.until_processed(&id).await;
    (id, session["extracted_notes"]["drafted_by"].clone())
}

async fn departures(site: &Site, session: &str) -> i64 {
    let lines = site.database.deeds("data_left").await;
    let of_session = lines.into_iter().find(|(record, _)| record.to_string() == session);
    of_session.map_or(0, |(_, count)| count)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_alone_sends_nothing_and_with_the_switch_every_request_is_written_down() {
    let mut site = Site::with_speech(&fake::says(&fake::TALK, 0)).await;
    let (model, url) = OutsideModel::open().await;
    let file = site.root().join("openai.key");
    fs::write(&file, format!("{KEY}\n")).expect("a file");
    site.set("OPENAI_API_KEY_FILE", file.display().to_string());
    site.set("OPENAI_BASE_URL", url);
    site.set("OPENAI_MODEL", "large-instruct");
    let (server, client) = open(&site).await;
    let (session, drafted_by) = drafted(&client).await;
    assert_eq!(drafted_by["kind"], "extractive");
    assert!(model.asked().is_empty());
    assert_eq!(departures(&site, &session).await, 0);
    server.stop().await;

    site.set("TB_EXTERNAL_MODEL", "on");
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    let (session, drafted_by) = drafted(&client).await;
    assert_eq!(
        (&drafted_by["kind"], &drafted_by["name"]),
        (&json!("external_model"), &json!("large-instruct"))
    );
    let asked = model.asked();
    assert!(!asked.is_empty() && asked[0].body.to_string().contains("could not sleep"));
    assert_eq!(asked[0].headers["authorization"], format!("Bearer {KEY}"));
    assert_eq!(departures(&site, &session).await, asked.len() as i64);

    model.next(vec![Says::Status(401, &[], refusal()); 9]);
    // A new process remembers no answer.
    server.stop().await;
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    let (_, drafted_by) = drafted(&client).await;
    assert_eq!(drafted_by["kind"], "extractive");
    let detail = drafted_by["detail"].as_str().expect("a detail");
    assert!(detail.contains("the external model refuses the key (401)"), "{detail}");
    server.stop().await;

    let log = site.log.text();
    let left = log.lines().filter(|line| line.contains("data leaves the building"));
    assert!(
        left.clone().count() > asked.len() && left.clone().all(|line| line.contains("openai")),
        "{log}"
    );
    for secret in [KEY, "quartz", "the exam", "could not sleep", "Haddad"] {
        assert!(!log.contains(secret), "{secret} is in the log: {log}");
    }
}

#[tokio::test]
async fn behind_an_air_gap_the_program_does_not_start_with_a_key() {
    let mut site = Site::new().await;
    site.set("TB_AIRGAP", "true");
    site.set("OPENAI_API_KEY", KEY);
    let (status, said) = site.serve_refused().await;
    assert_ne!(status, Some(0));
    assert!(
        said.contains("OPENAI_API_KEY") && said.contains("TB_AIRGAP") && !said.contains("quartz"),
        "{said}"
    );
}
