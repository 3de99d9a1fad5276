//! Nothing is captured and nothing is processed without consent: what is asked, what is written down, and what a withdrawal stops.

use std::time::Duration;

use domain::consent::{Scope, VERSION};
use domain::user::Role;
use domain::{PatientId, SessionId};
use serde_json::{Value, json};
use support::engines::Hears;
use support::{Answer, Form, Person, TestApp, conversation, eventually, wav};
use tokio::time::Instant;
use uuid::Uuid;

/// Within this time all work that needs a withdrawn consent has ended.
const ENDS: Duration = Duration::from_secs(2);

async fn consents(app: &TestApp, by: &Person, patient: &str) -> Value {
    let uri = format!("/api/patients/{patient}/consents");
    app.get(&uri).by(by).send().await.expect(200).json()
}

async fn give(app: &TestApp, by: &Person, patient: &str, fields: Value) -> Answer {
    let mut body = json!({ "method": "paper", "text_version": VERSION, "language": "en" });
    for (field, value) in fields.as_object().expect("fields") {
        body[field] = value.clone();
    }
    let uri = format!("/api/patients/{patient}/consents");
    app.post(&uri).by(by).json(&body).send().await
}

async fn withdraw(app: &TestApp, by: &Person, patient: &str, scope: &str) -> Value {
    let known = consents(app, by, patient).await;
    let current = known["current"].as_array().expect("standings");
    let found = current.iter().find(|one| one["scope"] == scope).expect("the scope");
    let id = found["consent"]["id"].as_str().expect("a consent");
    let uri = format!("/api/patients/{patient}/consents/{id}/withdraw");
    app.post(&uri).by(by).send().await.expect(200).json()
}

async fn destroy(app: &TestApp, by: &Person, patient: &str, sessions: &[&str]) -> Answer {
    let uri = format!("/api/patients/{patient}/destruction");
    let body = json!({ "session_ids": sessions });
    app.post(&uri).by(by).json(&body).send().await
}

async fn upload(app: &TestApp, by: &Person, patient: &str) -> Answer {
    let form = Form::file("file", "session.wav", wav(500));
    app.upload_form(by, patient, &form).send().await
}

async fn act(app: &TestApp, by: &Person, session: &str, verb: &str) -> Answer {
    app.post(&format!("/api/sessions/{session}/{verb}")).by(by).send().await
}

fn id(text: &str) -> SessionId {
    SessionId::from(text.parse::<Uuid>().expect("an id"))
}

/// Waits until the recogniser has said something of this session.
async fn until_heard(app: &TestApp, session: &str) {
    eventually("a turn is heard", || async {
        app.app
            .live
            .turns(id(session))
            .filter(|turns| !turns.is_empty())
            .map(drop)
    })
    .await;
}

async fn until_nobody_works(app: &TestApp, session: &str) {
    eventually("nobody works on the session", || async {
        app.app.live.progress(id(session)).is_none().then_some(())
    })
    .await;
}

fn slowly() -> Hears {
    Hears::Slowly(conversation::session())
}

#[tokio::test]
async fn a_recording_without_consent_is_refused_with_what_is_missing_and_nothing_is_stored() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient_without_consent(&therapist).await;
    app.agrees(&patient, &[Scope::Record]).await;
    let problem = upload(&app, &therapist, &patient).await.problem(403, "consent_missing");
    assert_eq!(
        problem["missing"],
        json!([{ "scope": "transcribe", "person": "Ada Okafor" }])
    );
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(
        detail.contains("transcription") && !detail.contains("Okafor"),
        "{detail}"
    );
    app.no_recording_is_left().await;
    assert_eq!(app.database.number("SELECT COUNT(*) FROM sessions").await, 0);
    assert_eq!(app.deeds(&patient, "consent_missing").await, 1);
    app.agrees(&patient, &[Scope::Transcribe]).await;
    upload(&app, &therapist, &patient).await.expect(201);
}

#[tokio::test]
async fn everybody_who_takes_part_must_agree_until_they_leave() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let uri = format!("/api/patients/{patient}/participants");
    let new = json!({ "name": "Ben Okafor", "capacity": "partner" });
    let partner = app.post(&uri).by(&therapist).json(&new).send().await.expect(201).json();
    let partner = partner["id"].as_str().expect("an id").to_owned();
    let problem = upload(&app, &therapist, &patient).await.problem(403, "consent_missing");
    let expected = json!([
        { "scope": "record", "person": "Ben Okafor" }, { "scope": "transcribe", "person": "Ben Okafor" },
    ]);
    assert_eq!(problem["missing"], expected);

    let portal = json!({ "participant_id": partner, "scopes": ["portal"] });
    give(&app, &therapist, &patient, portal).await.problem(422, "invalid");
    let agreed = json!({ "participant_id": partner, "scopes": ["transcribe", "record", "record"] });
    let given = give(&app, &therapist, &patient, agreed).await.expect(201).json();
    assert_eq!(given.as_array().map(Vec::len), Some(2));
    upload(&app, &therapist, &patient).await.expect(201);

    app.clock.advance(Duration::from_secs(1));
    let other = json!({ "name": "Mara", "capacity": "interpreter" });
    let other = app
        .post(&uri)
        .by(&therapist)
        .json(&other)
        .send()
        .await
        .expect(201)
        .json();
    let other = other["id"].as_str().expect("an id").to_owned();
    upload(&app, &therapist, &patient).await.problem(403, "consent_missing");
    for _ in 0..2 {
        app.call("DELETE", &format!("{uri}/{other}"))
            .by(&therapist)
            .send()
            .await
            .expect(204);
    }
    upload(&app, &therapist, &patient).await.expect(201);
    let late = json!({ "participant_id": other, "scopes": ["record"] });
    give(&app, &therapist, &patient, late).await.problem(404, "not_found");
    let list = app.get(&uri).by(&therapist).send().await.expect(200).json();
    assert_eq!(
        (&list[0]["ended_at"], &list[0]["capacity"]),
        (&Value::Null, &"partner".into())
    );
    assert_eq!(list[1]["ended_at"], app.now().rfc3339());
    assert_eq!(app.deeds(&other, "participant_changed").await, 2);
}

#[tokio::test]
async fn a_consent_is_shown_with_what_it_is_worth_and_the_history_keeps_all() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient_without_consent(&therapist).await;
    let fields = json!({
        "scopes": ["record"], "given_at": "2020-01-01T10:00:00Z", "expires_at": "2021-01-01T10:00:00Z",
    });
    let given = give(&app, &therapist, &patient, fields).await.expect(201).json();
    let expected = json!({
        "id": given[0]["id"], "participant_id": null, "scope": "record", "text_version": VERSION, "language": "en",
        "method": "paper", "given_at": "2020-01-01T10:00:00.000000Z", "expires_at": "2021-01-01T10:00:00.000000Z",
        "withdrawn_at": null, "recorded_by": therapist.id.to_string(),
    });
    assert_eq!(given, json!([expected]));
    app.clock.advance(Duration::from_secs(1));
    give(&app, &therapist, &patient, json!({ "scopes": ["portal"] }))
        .await
        .expect(201);
    let known = consents(&app, &therapist, &patient).await;
    let states: Vec<_> = known["current"]
        .as_array()
        .expect("standings")
        .iter()
        .map(|one| (one["scope"].as_str().unwrap_or(""), one["state"].as_str().unwrap_or("")))
        .collect();
    let expected = [
        ("record", "expired"),
        ("transcribe", "missing"),
        ("ai_draft", "missing"),
        ("external_model", "missing"),
        ("portal", "valid"),
    ];
    assert_eq!(states, expected);
    assert_eq!(known["current"][0]["capacity"], "client");
    assert_eq!(known["history"][1], given[0]);
    assert_eq!(known["texts"].as_array().map(Vec::len), Some(5));
    upload(&app, &therapist, &patient).await.problem(403, "consent_missing");
}

#[tokio::test]
async fn what_nobody_can_have_agreed_to_is_not_written_down() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient_without_consent(&therapist).await;
    for (fields, field) in [
        (json!({ "scopes": [] }), "scopes"),
        (json!({ "scopes": ["everything"] }), "scopes"),
        (json!({ "scopes": ["record"], "method": "demo" }), "method"),
        (json!({ "scopes": ["record"], "method": "nod" }), "method"),
        (json!({ "scopes": ["record"], "text_version": "0" }), "text_version"),
        (
            json!({ "scopes": ["record"], "given_at": "2999-01-01T00:00:00Z" }),
            "given_at",
        ),
        (json!({ "scopes": ["record"], "given_at": "then" }), "given_at"),
        (
            json!({ "scopes": ["record"], "expires_at": "2001-01-01T00:00:00Z" }),
            "expires_at",
        ),
    ] {
        let problem = give(&app, &therapist, &patient, fields).await.problem(422, "invalid");
        assert_eq!(problem["field"], field, "{problem}");
    }
    assert_eq!(app.database.number("SELECT COUNT(*) FROM consents").await, 0);
}

#[tokio::test]
async fn a_withdrawal_ends_running_work_within_two_seconds_and_leaves_the_recording() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    app.asr.next(slowly());
    let session = app.upload(&therapist, &patient, wav(500)).await;
    let _runner = app.start_jobs();
    until_heard(&app, &session).await;

    let withdrawal = withdraw(&app, &therapist, &patient, "record").await;
    let began = Instant::now();
    until_nobody_works(&app, &session).await;
    assert!(began.elapsed() < ENDS, "{:?}", began.elapsed());
    assert_eq!(withdrawal["stopped_sessions"], json!([session]));
    assert_eq!(withdrawal["destructible_sessions"], json!([session]));
    assert_eq!(withdrawal["consent"]["withdrawn_at"], app.now().rfc3339());
    let stopped = app.session(&therapist, &session).await;
    assert_eq!(stopped["status"], "failed");
    let message = stopped["error_message"].as_str().expect("a message");
    assert!(message.contains("withdrawn"), "{message}");
    app.get(&format!("/api/sessions/{session}/audio"))
        .by(&therapist)
        .send()
        .await
        .expect(200);

    let refused = act(&app, &therapist, &session, "retry")
        .await
        .problem(403, "consent_missing");
    assert_eq!(refused["missing"][0]["scope"], "record");
    // The second press stops nothing more.
    let again = withdrawal["consent"]["id"].as_str().expect("an id");
    let uri = format!("/api/patients/{patient}/consents/{again}/withdraw");
    let again = app.post(&uri).by(&therapist).send().await.expect(200).json();
    assert_eq!(again["stopped_sessions"], json!([]));
    assert_eq!(app.deeds(&session, "session_cancelled").await, 1);

    app.agrees(&patient, &[Scope::Record]).await;
    act(&app, &therapist, &session, "retry").await.expect(202);
    eventually("the session is processed", || async {
        let now = app.session(&therapist, &session).await;
        (now["status"] == "processed").then_some(())
    })
    .await;
}

#[tokio::test]
async fn work_that_is_called_off_on_another_machine_ends_here_within_two_seconds() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    app.asr.next(slowly());
    let session = app.upload(&therapist, &patient, wav(500)).await;
    let _runner = app.start_jobs();
    until_heard(&app, &session).await;

    // What another machine's withdrawal commits; nothing is said to this one.
    let mut tx = app.app.db.write().await.expect("a transaction");
    let cancelled = store::jobs::cancel(&mut tx, id(&session), app.now()).await;
    assert!(cancelled.expect("writable").is_some());
    tx.commit().await.expect("stored");
    let began = Instant::now();
    until_nobody_works(&app, &session).await;
    assert!(began.elapsed() < ENDS, "{:?}", began.elapsed());
    let transcripts = app.database.number("SELECT COUNT(*) FROM transcripts").await;
    assert_eq!(transcripts, 0, "no result of it was kept");
}

#[tokio::test]
async fn without_consent_to_drafts_the_transcript_is_kept_and_a_retry_goes_on_after_consent() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient_without_consent(&therapist).await;
    app.agrees(&patient, Scope::UPLOAD).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    app.run_jobs().await;
    let waiting = app.session(&therapist, &session).await;
    assert_eq!(waiting["status"], "failed");
    assert!(waiting["transcript_text"].is_string(), "{waiting}");
    let message = waiting["error_message"].as_str().expect("a message");
    assert!(
        message.contains("drafting notes with AI") && message.contains("Retry"),
        "{message}"
    );
    assert_eq!(app.deeds(&session, "consent_missing").await, 1);
    act(&app, &therapist, &session, "retry")
        .await
        .problem(403, "consent_missing");
    app.agrees(&patient, &[Scope::AiDraft]).await;
    act(&app, &therapist, &session, "retry").await.expect(202);
    app.run_jobs().await;
    assert_eq!(app.session(&therapist, &session).await["status"], "processed");
    withdraw(&app, &therapist, &patient, "ai_draft").await;
    act(&app, &therapist, &session, "extract-notes")
        .await
        .problem(403, "consent_missing");
    assert_eq!(app.session(&therapist, &session).await["status"], "processed");
}

#[tokio::test]
async fn what_waits_for_its_turn_is_not_begun_without_consent() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    // It expires while the recording waits: nobody calls anything off.
    app.database
        .execute("UPDATE consents SET expires_at = 1 WHERE scope = 'transcribe'")
        .await;
    app.run_jobs().await;
    assert_eq!(app.asr.calls(), 0);
    let failed = app.session(&therapist, &session).await;
    assert_eq!(failed["status"], "failed");
    assert_eq!(app.deeds(&session, "consent_missing").await, 1);
}

#[tokio::test]
async fn what_is_destroyed_is_gone_everywhere_and_answers_like_something_that_is_gone() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    app.run_jobs().await;
    destroy(&app, &therapist, &patient, &[&session])
        .await
        .problem(409, "conflict");
    destroy(&app, &therapist, &patient, &[]).await.problem(422, "invalid");
    withdraw(&app, &therapist, &patient, "transcribe").await;
    for _ in 0..2 {
        let destroyed = destroy(&app, &therapist, &patient, &[&session, &session])
            .await
            .expect(200)
            .json();
        assert_eq!(destroyed, json!({ "destroyed": [session], "kept": [] }));
    }
    assert_eq!(app.recording_files(), 0);
    assert_eq!(app.deeds(&session, "recording_destroyed").await, 1);
    let left = app.session(&therapist, &session).await;
    assert_eq!(
        (
            &left["transcript_text"],
            &left["extracted_notes"],
            &left["audio_filename"]
        ),
        (&Value::Null, &Value::Null, &"".into())
    );
    for path in [
        "transcript",
        "audio",
        "notes",
        "note",
        "note/versions",
        "note/rendered",
        "note/versions/1",
    ] {
        let uri = format!("/api/sessions/{session}/{path}");
        let answer = app.get(&uri).by(&therapist).send().await;
        assert!(
            answer.status.is_success() || answer.status == 404,
            "{path}: {}",
            answer.text()
        );
        assert!(!answer.text().contains("worrying"), "{path}");
    }
    app.agrees(&patient, &Scope::ALL).await;
    for verb in ["retry", "extract-notes"] {
        act(&app, &therapist, &session, verb).await.problem(409, "conflict");
    }
    let timeline = app
        .get(&format!("/api/patients/{patient}/timeline"))
        .by(&therapist)
        .send()
        .await;
    assert!(timeline.expect(200).text().contains(&session));
    assert!(withdraw(&app, &therapist, &patient, "record").await["destructible_sessions"] == json!([]));
}

#[tokio::test]
async fn of_a_signed_note_the_recording_goes_and_the_rest_stays() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    app.run_jobs().await;
    app.database.execute("UPDATE note_reviews SET state = 'signed'").await;
    let withdrawal = withdraw(&app, &therapist, &patient, "record").await;
    assert_eq!(withdrawal["destructible_sessions"], json!([session]));
    let destruction = destroy(&app, &therapist, &patient, &[&session])
        .await
        .expect(200)
        .json();
    assert_eq!(destruction["destroyed"], json!([]));
    assert_eq!(destruction["kept"][0]["id"], session);
    assert_eq!(app.recording_files(), 0);
    app.get(&format!("/api/sessions/{session}/audio"))
        .by(&therapist)
        .send()
        .await
        .problem(404, "not_found");
    let kept = app.session(&therapist, &session).await;
    assert!(
        kept["transcript_text"].is_string() && kept["extracted_notes"].is_object(),
        "{kept}"
    );
}

#[tokio::test]
async fn consents_and_sessions_of_others_are_none() {
    let app = TestApp::start().await;
    let (mine, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (one, two) = (app.patient(&mine).await, app.patient(&other).await);
    let theirs = app.upload(&other, &two, wav(500)).await;
    withdraw(&app, &mine, &one, "record").await;
    destroy(&app, &mine, &one, &[&theirs]).await.problem(404, "not_found");
    destroy(&app, &mine, &two, &[&theirs]).await.problem(404, "not_found");
    let known = consents(&app, &other, &two).await;
    let foreign = known["history"][0]["id"].as_str().expect("an id");
    for patient in [&one, &two] {
        let uri = format!("/api/patients/{patient}/consents/{foreign}/withdraw");
        app.post(&uri).by(&mine).send().await.problem(404, "not_found");
    }
    assert_eq!(app.recording_files(), 1);
}

#[tokio::test]
async fn an_upload_that_arrives_after_the_withdrawal_is_not_kept() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let patient_id = PatientId::from(patient.parse::<Uuid>().expect("an id"));
    let caller = domain::user::Caller {
        user: therapist.id,
        login: domain::LoginId::new(app.now()),
        role: Role::Therapist,
        standing: domain::user::Standing::Full,
        stepped_up_at: None,
        origin: domain::audit::Origin::default(),
    };
    // The body ends only after the consent is gone.
    let recording = wav(500);
    let body = futures::stream::once(async {
        withdraw(&app, &therapist, &patient, "record").await;
        Ok::<_, std::io::Error>(bytes::Bytes::from(recording))
    });
    let received = app::sessions::receive(&app.app, &caller, patient_id, None, "session.wav", body).await;
    assert!(matches!(received, Err(app::Error::ConsentMissing(_))), "{received:?}");
    app.no_recording_is_left().await;
    assert_eq!(app.database.number("SELECT COUNT(*) FROM sessions").await, 0);
}
