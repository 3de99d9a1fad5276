//! Workers that die, hang and babble cost attempts of one job. The appliance answers meanwhile, and the session either gets its
//! transcript from a later attempt or says readably that it will not.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::client::{Client, open};
use crate::harness::server::Server;
use crate::harness::site::Site;
use crate::harness::{SOON, fake, wav};

/// The longest that an answer about nothing may take while a worker misbehaves.
const RESPONSIVE: Duration = Duration::from_secs(5);

struct Stage {
    site: Site,
    server: Server,
    client: Client,
    session: String,
}

/// A session on its way into a speech worker that follows this script.
async fn with(script: &Value, attempts: u32) -> Stage {
    let mut site = Site::with_speech(script).await;
    site.set("TB_JOB_ATTEMPTS", attempts.to_string());
    let (server, client) = open(&site).await;
    let patient = client.patient("Noor Haddad").await;
    let session = client.upload(&patient, "session.wav", wav(b"", 16_000)).await;
    Stage {
        site,
        server,
        client,
        session,
    }
}

/// Waits until the first attempt is over, asking other things meanwhile; then the worker comes to its senses.
async fn recovers(stage: Stage) {
    let Stage {
        site,
        server,
        client,
        session,
    } = stage;
    client
        .until(&session, "the first attempt is over", SOON, |session| {
            assert_ne!(session["status"], "failed", "{session}");
            let code = session["waiting_for"]["code"].as_str().unwrap_or_default();
            code == "retry" || code == "transcription_engine"
        })
        .await;
    let asked = Instant::now();
    assert_eq!(client.get("/health").await["database"], "connected");
    assert!(
        asked.elapsed() < RESPONSIVE,
        "the appliance took {:?} to answer",
        asked.elapsed()
    );

    site.speech_model(&fake::says(&fake::TALK, 0));
    let done = client.until_processed(&session).await;
    for sentence in fake::TALK {
        assert_eq!(
            done["transcript_text"]
                .as_str()
                .expect("a transcript")
                .matches(sentence)
                .count(),
            1,
            "{done}"
        );
    }
    assert_eq!(
        site.database
            .count("SELECT COUNT(*) FROM jobs WHERE failures = 1")
            .await,
        1
    );
    server.stop().await;
}

#[tokio::test]
async fn a_worker_that_dies_in_the_middle_costs_one_attempt() {
    let half = json!({ "text": fake::TALK[0], "start_ms": 0, "end_ms": 900 });
    recovers(
        with(
            &fake::does(json!([{ "do": "segments", "segments": [half] }, { "do": "crash" }])),
            3,
        )
        .await,
    )
    .await;
}

#[tokio::test]
async fn a_worker_that_panics_costs_one_attempt_and_works_on() {
    let mut script = fake::says(&fake::TALK, 0);
    script["rules"] = json!([{ "request": 1, "steps": [{ "do": "read" }, { "do": "panic" }] }]);
    let Stage {
        site,
        server,
        client,
        session,
    } = with(&script, 3).await;
    client.until_processed(&session).await;
    assert_eq!(
        site.database
            .count("SELECT COUNT(*) FROM jobs WHERE failures = 1")
            .await,
        1
    );
    server.stop().await;
}

#[tokio::test]
async fn a_worker_that_babbles_costs_one_attempt() {
    recovers(with(&fake::does(json!([{ "do": "garbage" }])), 3).await).await;
}

#[tokio::test]
async fn a_worker_that_falls_silent_is_ended_and_costs_one_attempt() {
    recovers(with(&fake::does(json!([{ "do": "hang" }])), 3).await).await;
}

#[tokio::test]
async fn a_session_whose_every_attempt_fails_says_so_and_can_be_tried_again() {
    let Stage {
        site,
        server,
        client,
        session,
    } = with(&fake::does(json!([{ "do": "crash" }])), 2).await;
    let failed = client
        .until(&session, "given up", SOON, |session| session["status"] == "failed")
        .await;
    let message = failed["error_message"].as_str().unwrap_or_default();
    assert!(
        message.contains("failed 2 times") && message.contains("The recording is safe"),
        "{message}"
    );

    site.speech_model(&fake::says(&fake::TALK, 0));
    let again = client
        .post(&format!("/api/sessions/{session}/retry"), &Value::Null)
        .await;
    assert_eq!(again["status"], "uploading", "{again}");
    client.until_processed(&session).await;
    server.stop().await;
}

#[tokio::test]
async fn a_recording_that_no_attempt_can_read_is_refused_at_once_with_its_reason() {
    let refused = json!([{ "do": "fail", "failure": { "code": "damaged", "detail": "the frames end early" } }]);
    let Stage {
        site,
        server,
        client,
        session,
    } = with(&fake::does(refused), 5).await;
    let failed = client
        .until(&session, "refused", SOON, |session| session["status"] == "failed")
        .await;
    let message = failed["error_message"].as_str().unwrap_or_default();
    assert!(message.ends_with('.') && message.len() > 20, "{message}");
    assert_eq!(
        site.database.count("SELECT MAX(attempt) FROM jobs").await,
        1,
        "no second attempt"
    );
    server.stop().await;
}

#[tokio::test]
async fn a_cancelled_session_is_free_at_once_though_the_worker_does_not_listen() {
    let Stage {
        site,
        server,
        client,
        session,
    } = with(&fake::does(json!([{ "do": "stall", "deaf": true }])), 3).await;
    client
        .until(&session, "being transcribed", SOON, |session| {
            session["status"] == "transcribing"
        })
        .await;
    let cancelled = client
        .post(&format!("/api/sessions/{session}/cancel"), &Value::Null)
        .await;
    assert_eq!(cancelled["status"], "failed", "{cancelled}");

    site.speech_model(&fake::says(&fake::TALK, 0));
    let patient = client.patient("Ilse Brandt").await;
    let next = client.upload(&patient, "next.wav", wav(b"", 16_000)).await;
    client.until_processed(&next).await;
    assert_eq!(client.session(&session).await["status"], "failed", "it stays cancelled");
    server.stop().await;
}
