//! Without a speech model sessions wait, say why, and start when there is one.

use crate::harness::client::open;
use crate::harness::site::Site;
use crate::harness::{SOON, fake, wav};

#[tokio::test]
async fn a_session_waits_for_a_speech_model_and_starts_when_one_is_copied_in() {
    let site = Site::new().await;
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let session = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;

    let waiting = client.session(&session).await;
    assert_eq!(waiting["status"], "uploading", "{waiting}");
    assert_eq!(waiting["waiting_for"]["code"], "speech_model", "{waiting}");
    let detail = waiting["waiting_for"]["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("no model") && detail.contains("models"), "{detail}");
    let health = client.get("/health").await;
    assert_eq!(health["services"]["transcription"]["state"], "no_model", "{health}");

    site.speech_model(&fake::says(&fake::TALK, 0));
    let done = client.until_processed(&session).await;
    assert_eq!(done["waiting_for"], serde_json::Value::Null);
    assert!(
        done["transcript_text"]
            .as_str()
            .is_some_and(|text| text.contains(fake::TALK[1])),
        "{done}"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_language_model_that_dies_leaves_a_note_of_quotes() {
    let site = Site::with_speech(&fake::says(&fake::TALK, 0)).await;
    site.language_model(&fake::does(serde_json::json!([{ "do": "crash" }])));
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let session = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;
    let done = client.until_processed(&session).await;
    let drafter = &done["extracted_notes"]["drafted_by"];
    assert_eq!(drafter["kind"], "extractive", "{done}");
    assert!(
        drafter["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("quotes only")),
        "{drafter}"
    );
    let drafting = || async {
        let health = client.get("/health").await;
        (health["services"]["drafting"]["state"] == "degraded").then_some(())
    };
    crate::harness::until("the language model is told to be unwell", SOON, drafting).await;
    server.stop().await;
}
