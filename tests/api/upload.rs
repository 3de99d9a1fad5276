use app::Settings;
use axum::body::Body;
use domain::user::Role;
use serde_json::{Value, json};
use support::{Form, Person, TestApp, wav};

async fn practice() -> (TestApp, Person, String) {
    limited(Settings::default()).await
}

async fn limited(settings: Settings) -> (TestApp, Person, String) {
    let app = TestApp::with(settings).await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    (app, therapist, patient)
}

/// Nothing of a refused upload is left: no row, no job, no file.
async fn nothing_is_left(app: &TestApp, therapist: &Person) {
    assert_eq!(
        app.get("/api/sessions").by(therapist).send().await.expect(200).json(),
        json!([])
    );
    assert_eq!(app.queue().await, (0, 0));
    app.no_recording_is_left().await;
}

#[tokio::test]
async fn an_upload_is_acknowledged_with_the_session_it_begins() {
    let (app, therapist, patient) = practice().await;
    let form = Form::file("file", "monday.wav", wav(5_000));
    let session = app
        .upload_form(&therapist, &patient, &form)
        .send()
        .await
        .expect(201)
        .json();
    let now = app.now().rfc3339();
    let expected = json!({
        "id": session["id"], "patient_id": patient, "patient_name": "Ada Okafor", "therapist_id": therapist.id.to_string(),
        "appointment_id": session["appointment_id"], "status": "uploading", "note_state": null, "audio_filename": "monday.wav", "audio_bytes": 5000, "session_date": now[..10],
        "duration_seconds": null, "transcript_text": null, "extracted_notes": null, "error_message": null,
        "waiting_for": { "code": "queue", "detail": "Waiting for its turn." }, "progress": null,
        "created_at": now, "updated_at": now,
    });
    assert_eq!(session, expected);
    assert!(session["appointment_id"].is_string(), "a recording is of a meeting");
    let id = session["id"].as_str().expect("an id");
    assert_eq!(app.session(&therapist, id).await, expected);
    assert_eq!(
        (app.deeds(id, "session_uploaded").await, app.queue().await),
        (1, (1, 0))
    );
}

#[tokio::test]
async fn other_fields_of_the_form_are_passed_over() {
    let (app, therapist, patient) = practice().await;
    let form = Form::file("file", "a.wav", wav(500)).after_text("patient_id", "of the contract's older form");
    app.upload_form(&therapist, &patient, &form).send().await.expect(201);
}

#[tokio::test]
async fn a_client_who_is_unknown_or_another_therapists_gets_no_recording() {
    let (app, therapist, patient) = practice().await;
    let form = Form::file("file", "a.wav", wav(500));
    let absent = domain::PatientId::new(app.now()).to_string();
    let missing = app.upload_form(&therapist, &absent, &form).send().await;
    let other = app.user(Role::Therapist).await;
    let hidden = app.upload_form(&other, &patient, &form).send().await;
    assert_eq!(hidden.body, missing.body);
    missing.problem(404, "not_found");
    let none = app
        .post("/api/sessions/upload")
        .by(&therapist)
        .form(&form)
        .send()
        .await
        .problem(422, "invalid");
    assert!(
        none["detail"].as_str().expect("a detail").contains("patient_id"),
        "{none}"
    );
    nothing_is_left(&app, &therapist).await;
}

#[tokio::test]
async fn files_that_are_no_recordings_are_refused_with_the_formats_that_are() {
    let (app, therapist, patient) = practice().await;
    let text = "Dear diary, today was a long day. ".repeat(100).into_bytes();
    let pdf = [b"%PDF-1.7\n".to_vec(), vec![b' '; 70_000]].concat();
    for (name, bytes) in [("notes.wav", text), ("letter.mp3", pdf), ("tiny.wav", b"hi".to_vec())] {
        let form = Form::file("file", name, bytes);
        let problem = app
            .upload_form(&therapist, &patient, &form)
            .send()
            .await
            .problem(415, "unsupported_format");
        let formats = problem["formats"].as_array().expect("the formats are listed");
        assert!(formats.contains(&"WAV".into()) && formats.len() > 5, "{problem}");
        assert!(
            problem["detail"].as_str().expect("a detail").contains("WAV"),
            "{problem}"
        );
    }
    nothing_is_left(&app, &therapist).await;
}

#[tokio::test]
async fn an_empty_file_a_form_without_a_file_and_no_form_are_refused() {
    let (app, therapist, patient) = practice().await;
    let uri = format!("/api/sessions/upload?patient_id={patient}");
    let empty = app
        .upload_form(&therapist, &patient, &Form::file("file", "a.wav", Vec::new()))
        .send()
        .await;
    assert_eq!(empty.problem(422, "invalid")["field"], "file");
    let missing = app
        .upload_form(&therapist, &patient, &Form::file("recording", "a.wav", wav(500)))
        .send()
        .await;
    assert_eq!(missing.problem(422, "invalid")["field"], "file");
    let no_form = app.post(&uri).by(&therapist).body(Body::from(wav(500))).send().await;
    assert_eq!(no_form.problem(422, "invalid")["field"], "file");
    nothing_is_left(&app, &therapist).await;
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let (app, therapist, patient) = practice().await;
    let form = Form::file("file", "a.wav", wav(400_000));
    for body in [form.broken(), form.cut_off()] {
        let call = app.upload_form(&therapist, &patient, &form).body(body);
        let problem = call.send().await.problem(422, "invalid");
        assert!(
            problem["detail"].as_str().expect("a detail").contains("interrupted"),
            "{problem}"
        );
        nothing_is_left(&app, &therapist).await;
    }
}

#[tokio::test]
async fn a_recording_beyond_the_limit_leaves_nothing_and_one_at_the_limit_is_taken() {
    let limit = 1 << 20;
    let (app, therapist, patient) = limited(Settings {
        max_upload_bytes: limit,
        ..Settings::default()
    })
    .await;
    let form = Form::file("file", "a.wav", wav(limit as usize + 1));
    let problem = app
        .upload_form(&therapist, &patient, &form)
        .send()
        .await
        .problem(413, "payload_too_large");
    assert!(
        problem["detail"].as_str().expect("a detail").contains("1 MB"),
        "{problem}"
    );
    // One that says so at the start is not even begun.
    let form = Form::file("file", "a.wav", wav(3 << 20));
    let announced = app
        .upload_form(&therapist, &patient, &form)
        .header("content-length", form.byte_len().to_string());
    announced.send().await.problem(413, "payload_too_large");
    nothing_is_left(&app, &therapist).await;
    let form = Form::file("file", "a.wav", wav(limit as usize));
    let session = app
        .upload_form(&therapist, &patient, &form)
        .send()
        .await
        .expect(201)
        .json();
    assert_eq!(session["audio_bytes"], limit);
    assert_eq!(app.recording_files(), 1);
}

#[tokio::test]
async fn odd_file_names_are_kept_readable() {
    let (app, therapist, patient) = practice().await;
    let long = format!("{}.wav", "x".repeat(1_000));
    let cases = [
        (
            "sesión – Müller 第3回 🎧.wav",
            "sesión – Müller 第3回 🎧.wav".to_owned(),
        ),
        ("tab\there\u{85}and\u{9b}there.wav", "tabhereandthere.wav".to_owned()),
        ("../../etc/passwd", "../../etc/passwd".to_owned()),
        (long.as_str(), long[..255].to_owned()),
    ];
    for (sent, kept) in cases {
        let form = Form::file("file", sent, wav(500));
        let session = app
            .upload_form(&therapist, &patient, &form)
            .send()
            .await
            .expect(201)
            .json();
        assert_eq!(session["audio_filename"], Value::from(kept));
        let id = session["id"].as_str().expect("an id");
        assert_eq!(
            app.session(&therapist, id).await["audio_filename"],
            session["audio_filename"]
        );
    }
    assert_eq!(app.recording_files(), 4, "no name led out of the place for recordings");
}
