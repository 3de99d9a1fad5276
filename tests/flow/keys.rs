//! Without its key a practice's data stays closed: a start must say so, and must not make a new key that opens nothing.

use std::fs;

use serde_json::json;

use crate::harness::client::{THERAPIST, open};
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{fake, wav};

async fn refuses_without_key(site: &Site) {
    let (status, said) = site.serve_refused().await;
    assert_eq!(status, Some(1), "{said}");
    let key = site.practice_key();
    assert!(
        said.contains(&key.display().to_string()) && said.contains("missing"),
        "{said}"
    );
    assert!(said.contains("restore it from your backup"), "{said}");
    assert!(!key.exists(), "a new key was made in the place of the lost one");
}

#[tokio::test]
async fn a_lost_key_stops_the_start_and_its_return_opens_everything_again() {
    let site = Site::with_speech(&fake::says(&fake::TALK, 0)).await;
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let recording = wav(b"", 16_000);
    let session = client.upload(&patient, "session.wav", recording.clone()).await;
    client.until_processed(&session).await;
    server.stop().await;

    let safe = site.root().join("safe.key");
    fs::rename(site.practice_key(), &safe).expect("the key is taken away");
    refuses_without_key(&site).await;

    fs::rename(&safe, site.practice_key()).expect("the key comes back");
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    assert_eq!(client.bytes(&format!("/api/sessions/{session}/audio")).await, recording);
    assert_eq!(client.session(&session).await["status"], "processed");
    server.stop().await;
}

#[tokio::test]
async fn a_lost_key_stops_the_start_also_when_only_contact_data_is_sealed() {
    let site = Site::new().await;
    let (server, client) = open(&site).await;
    client
        .patient_from(&json!({ "name": "Noor Haddad", "email": "noor@client.example" }))
        .await;
    server.stop().await;
    fs::remove_file(site.practice_key()).expect("the key is lost");
    refuses_without_key(&site).await;
}
