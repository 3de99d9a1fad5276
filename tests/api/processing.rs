use std::time::Duration;

use app::Settings;
use domain::user::Role;
use engine::{Error, Readiness};
use protocol::Failure;
use serde_json::Value;
use support::engines::{Hears, no_model, ready};
use support::{Person, TestApp, conversation, eventually, wav};

async fn uploaded(app: &TestApp) -> (Person, String) {
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(150_000)).await;
    (therapist, session)
}

async fn act(app: &TestApp, therapist: &Person, session: &str, verb: &str) -> support::Answer {
    app.post(&format!("/api/sessions/{session}/{verb}"))
        .by(therapist)
        .send()
        .await
}

async fn until_status(app: &TestApp, therapist: &Person, session: &str, status: &str) -> Value {
    eventually(&format!("the session is {status}"), || async {
        Some(app.session(therapist, session).await).filter(|session| session["status"] == status)
    })
    .await
}

/// Waits until the recogniser has said something of this session.
async fn until_heard(app: &TestApp, session: &str) {
    let id = session.parse::<uuid::Uuid>().expect("an id").into();
    eventually("a turn is heard", || async {
        app.app.live.turns(id).filter(|turns| !turns.is_empty()).map(drop)
    })
    .await;
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[tokio::test]
async fn a_recording_becomes_a_transcript_and_a_note_by_itself() {
    let app = TestApp::start().await;
    let (therapist, id) = uploaded(&app).await;
    app.run_jobs().await;
    let session = app.session(&therapist, &id).await;
    assert_eq!(session["status"], "processed");
    assert_eq!(
        app.asr.last_recording(),
        wav(150_000),
        "the recogniser heard what was uploaded"
    );
    assert!(
        text(&session["transcript_text"]).contains("[00:00] Therapist: Welcome back."),
        "{session}"
    );
    assert!(
        session["duration_seconds"]
            .as_f64()
            .is_some_and(|seconds| seconds > 60.0),
        "{session}"
    );
    assert_eq!(
        (&session["error_message"], &session["waiting_for"]),
        (&Value::Null, &Value::Null)
    );
    for deed in ["session_uploaded", "session_transcribed", "note_drafted"] {
        assert_eq!(app.deeds(&id, deed).await, 1, "{deed}");
    }
    assert_eq!(app.queue().await, (0, 0));
}

#[tokio::test]
async fn a_transcript_has_turns_and_words_with_their_seconds() {
    let app = TestApp::start().await;
    let (therapist, id) = app.processed_session().await;
    let uri = format!("/api/sessions/{id}/transcript");
    let transcript = app.get(&uri).by(&therapist).send().await.expect(200).json();
    assert_eq!(
        (&transcript["complete"], &transcript["language"]),
        (&true.into(), &"en".into())
    );
    assert_eq!(transcript["session_id"], id);
    let turns = transcript["turns"].as_array().expect("turns");
    assert_eq!(turns.len(), conversation::SESSION.len());
    let mut clock = 0.0;
    for (index, (turn, (channel, said))) in turns.iter().zip(conversation::SESSION).enumerate() {
        let speaker = if channel == conversation::Channel::Left {
            "therapist"
        } else {
            "client"
        };
        assert_eq!((&turn["index"], &turn["speaker"]), (&index.into(), &speaker.into()));
        assert_eq!(turn["text"], said);
        let words = turn["words"].as_array().expect("words");
        assert_eq!(
            words
                .iter()
                .map(|word| text(&word["text"]))
                .collect::<Vec<_>>()
                .join(" "),
            said
        );
        for word in words {
            let (start, end) = (
                word["start"].as_f64().expect("seconds"),
                word["end"].as_f64().expect("seconds"),
            );
            assert!(
                (start - clock).abs() < 1e-6 && (end - start - 0.5).abs() < 1e-6,
                "{word} at {clock}"
            );
            clock = end;
        }
        assert!((turn["end"].as_f64().expect("seconds") - clock).abs() < 1e-6);
        clock += 1.0;
    }
}

#[tokio::test]
async fn the_turns_so_far_can_be_read_while_the_recording_is_transcribed() {
    let app = TestApp::start().await;
    app.asr.next(Hears::Slowly(conversation::session()[..8].to_vec()));
    let (therapist, id) = uploaded(&app).await;
    let uri = format!("/api/sessions/{id}/transcript");
    app.get(&uri).by(&therapist).send().await.problem(404, "not_found");
    let _runner = app.start_jobs();
    let partial = eventually("four turns are heard", || async {
        let answer = app.get(&uri).by(&therapist).send().await;
        (answer.status == 200 && answer.json()["turns"].as_array()?.len() == 4).then(|| answer.json())
    })
    .await;
    assert_eq!(partial["complete"], false);
    let session = app.session(&therapist, &id).await;
    assert_eq!(
        (&session["status"], &session["progress"]["stage"]),
        (&"transcribing".into(), &"transcribing".into())
    );
    assert!(
        text(&session["progress"]["detail"]).starts_with("Transcribing"),
        "{session}"
    );
    app.asr.let_go();
    until_status(&app, &therapist, &id, "processed").await;
    assert_eq!(
        app.get(&uri).by(&therapist).send().await.expect(200).json()["complete"],
        true
    );
}

#[tokio::test]
async fn without_a_speech_model_a_session_waits_with_the_reason_and_goes_on_when_one_is_there() {
    let app = TestApp::start().await;
    app.asr.set_readiness(no_model());
    let (therapist, id) = uploaded(&app).await;
    let _runner = app.start_jobs();
    let asked = app.asr.asked();
    eventually("the runner has looked for the model", || async {
        (app.asr.asked() > asked).then_some(())
    })
    .await;
    let session = app.session(&therapist, &id).await;
    assert_eq!(
        (&session["status"], &session["waiting_for"]["code"]),
        (&"uploading".into(), &"speech_model".into())
    );
    assert!(
        text(&session["waiting_for"]["detail"]).contains("no model"),
        "{session}"
    );
    assert_eq!((app.asr.calls(), app.queue().await), (0, (1, 0)));
    app.asr.set_readiness(ready("ggml-small"));
    app.app.wake.notify_waiters();
    until_status(&app, &therapist, &id, "processed").await;
}

#[tokio::test]
async fn an_engine_that_is_missing_or_ill_is_named_as_the_reason() {
    let app = TestApp::start().await;
    let (therapist, id) = uploaded(&app).await;
    let ill = Readiness::Degraded {
        reason: "the worker ended".into(),
        retry_in: Duration::from_secs(5),
    };
    for readiness in [Readiness::NotBuilt, ill] {
        app.asr.set_readiness(readiness);
        let session = app.session(&therapist, &id).await;
        assert_eq!(session["waiting_for"]["code"], "transcription_engine");
    }
}

#[tokio::test]
async fn an_engine_that_goes_away_in_between_costs_no_attempt() {
    let app = TestApp::with(Settings {
        job_attempts: 1,
        ..Settings::default()
    })
    .await;
    for _ in 0..3 {
        app.asr.next(Hears::Nothing(Error::Unavailable(Readiness::NotBuilt)));
    }
    let (therapist, id) = uploaded(&app).await;
    for _ in 0..3 {
        app.run_jobs().await;
        assert_eq!(app.session(&therapist, &id).await["status"], "uploading");
        app.clock.advance(Duration::from_secs(2));
    }
    app.run_jobs().await;
    assert_eq!(app.session(&therapist, &id).await["status"], "processed");
    assert_eq!(app.asr.calls(), 4);
}

#[tokio::test]
async fn a_crash_is_tried_again_after_a_while() {
    let app = TestApp::start().await;
    app.asr.next(Hears::Nothing(Error::Crashed {
        detail: "signal 9".into(),
    }));
    let (therapist, id) = uploaded(&app).await;
    app.run_jobs().await;
    let session = app.session(&therapist, &id).await;
    assert_eq!(
        (&session["status"], &session["waiting_for"]["code"]),
        (&"uploading".into(), &"retry".into())
    );
    app.clock.advance(Duration::from_millis(1_999));
    app.run_jobs().await;
    assert_eq!(app.asr.calls(), 1, "not before its time");
    app.clock.advance(Duration::from_millis(1));
    app.run_jobs().await;
    assert_eq!(app.session(&therapist, &id).await["status"], "processed");
    assert_eq!(app.asr.calls(), 2);
}

#[tokio::test]
async fn a_job_that_keeps_failing_is_given_up_and_the_recording_is_kept() {
    let app = TestApp::with(Settings {
        job_attempts: 3,
        ..Settings::default()
    })
    .await;
    for _ in 0..3 {
        app.asr.next(Hears::Nothing(Error::Refused(Failure::Internal {
            detail: "out of memory at 0x7f".into(),
        })));
    }
    let (therapist, id) = uploaded(&app).await;
    for wait in [2, 8, 0] {
        app.run_jobs().await;
        app.clock.advance(Duration::from_secs(wait));
    }
    let session = app.session(&therapist, &id).await;
    assert_eq!(session["status"], "failed");
    let message = text(&session["error_message"]);
    assert!(
        message.contains("3 times") && message.contains("Retry") && !message.contains("0x7f"),
        "{message}"
    );
    assert_eq!((app.queue().await, app.deeds(&id, "session_failed").await), ((0, 0), 1));
    let audio = app
        .get(&format!("/api/sessions/{id}/audio"))
        .by(&therapist)
        .send()
        .await
        .expect(200);
    assert_eq!(audio.body, wav(150_000));

    let retried = act(&app, &therapist, &id, "retry").await.expect(202).json();
    assert_eq!(
        (&retried["status"], &retried["error_message"]),
        (&"uploading".into(), &Value::Null)
    );
    app.run_jobs().await;
    assert_eq!(app.session(&therapist, &id).await["status"], "processed");
}

#[tokio::test]
async fn a_recording_that_the_recogniser_refuses_fails_at_once_and_says_why() {
    let app = TestApp::start().await;
    let refusals = [
        (
            Failure::Damaged {
                detail: "no frame after 3 s".into(),
            },
            "The recording is damaged: no frame after 3 s.",
        ),
        (Failure::Empty, "The recording holds no audio."),
    ];
    for (failure, message) in refusals {
        app.asr.next(Hears::Nothing(Error::Refused(failure)));
        let (therapist, id) = uploaded(&app).await;
        app.run_jobs().await;
        let session = app.session(&therapist, &id).await;
        assert_eq!(
            (&session["status"], &session["error_message"]),
            (&"failed".into(), &message.into())
        );
    }
    assert_eq!(app.asr.calls(), 2, "another attempt could not end otherwise");
}

#[tokio::test]
async fn a_running_transcription_can_be_cancelled_and_taken_up_again() {
    let app = TestApp::start().await;
    app.asr.next(Hears::Slowly(conversation::session()));
    let (therapist, id) = uploaded(&app).await;
    let _runner = app.start_jobs();
    until_heard(&app, &id).await;
    let cancelled = act(&app, &therapist, &id, "cancel").await.expect(202).json();
    assert_eq!(cancelled["status"], "failed");
    assert!(text(&cancelled["error_message"]).contains("cancelled"), "{cancelled}");
    act(&app, &therapist, &id, "cancel").await.problem(409, "conflict");
    eventually("the recogniser has stopped", || async {
        app.app
            .live
            .progress(id.parse::<uuid::Uuid>().expect("an id").into())
            .is_none()
            .then_some(())
    })
    .await;
    let session = app.session(&therapist, &id).await;
    assert_eq!(
        (&session["status"], &session["transcript_text"]),
        (&"failed".into(), &Value::Null)
    );
    act(&app, &therapist, &id, "retry").await.expect(202);
    until_status(&app, &therapist, &id, "processed").await;
    assert_eq!(
        (
            app.deeds(&id, "session_cancelled").await,
            app.deeds(&id, "session_retried").await
        ),
        (1, 1)
    );
}

#[tokio::test]
async fn a_waiting_session_can_be_cancelled_and_then_nothing_runs() {
    let app = TestApp::start().await;
    let (therapist, id) = uploaded(&app).await;
    act(&app, &therapist, &id, "retry").await.problem(409, "conflict");
    act(&app, &therapist, &id, "cancel").await.expect(202);
    app.run_jobs().await;
    assert_eq!((app.asr.calls(), app.queue().await), (0, (0, 0)));
    assert_eq!(app.session(&therapist, &id).await["status"], "failed");
}

#[tokio::test]
async fn a_finished_session_can_neither_be_cancelled_nor_retried() {
    let app = TestApp::start().await;
    let (therapist, id) = app.processed_session().await;
    for verb in ["cancel", "retry"] {
        let problem = act(&app, &therapist, &id, verb).await.problem(409, "conflict");
        assert!(text(&problem["detail"]).contains("processed"), "{problem}");
    }
    assert_eq!(app.session(&therapist, &id).await["status"], "processed");
}

#[tokio::test]
async fn a_machine_that_stops_in_the_middle_goes_on_with_its_work() {
    let app = TestApp::start().await;
    app.asr.next(Hears::Slowly(conversation::session()));
    let (therapist, id) = uploaded(&app).await;
    let runner = app.start_jobs();
    until_heard(&app, &id).await;
    drop(runner); // killed, without a chance to put anything back
    assert_eq!(app.queue().await, (0, 1));
    app::jobs::start(&app.app).await.expect("the start cleans up");
    assert_eq!(app.queue().await, (1, 0));
    app.run_jobs().await;
    assert_eq!(app.session(&therapist, &id).await["status"], "processed");
    assert_eq!((app.asr.calls(), app.deeds(&id, "session_transcribed").await), (2, 1));
}
