use domain::user::Role;
use support::{Answer, Person, TestApp, wav};

/// Longer than a few of the encrypted segments of 64 KiB.
const LENGTH: usize = 300_000;

async fn recorded() -> (TestApp, Person, String) {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(LENGTH)).await;
    (app, therapist, session)
}

async fn part(app: &TestApp, therapist: &Person, session: &str, range: &str) -> Answer {
    app.get(&format!("/api/sessions/{session}/audio"))
        .by(therapist)
        .header("range", range)
        .send()
        .await
}

#[tokio::test]
async fn a_recording_comes_back_byte_for_byte() {
    let (app, therapist, session) = recorded().await;
    let whole = app
        .get(&format!("/api/sessions/{session}/audio"))
        .by(&therapist)
        .send()
        .await
        .expect(200);
    assert!(whole.body == wav(LENGTH), "the bytes differ");
    assert_eq!(
        (whole.header("content-type"), whole.header("accept-ranges")),
        ("audio/wav", "bytes")
    );
    assert_eq!(whole.header("content-length"), LENGTH.to_string());
    assert_eq!(whole.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_player_gets_the_part_it_asks_for() {
    let (app, therapist, session) = recorded().await;
    let recording = wav(LENGTH);
    let cases = [
        ("bytes=0-0", 0..1),
        ("bytes=0-", 0..LENGTH),
        ("bytes=65535-65536", 65_535..65_537),
        ("bytes=65536-131071", 65_536..131_072),
        ("bytes=1000-200000", 1_000..200_001),
        ("bytes=-7", LENGTH - 7..LENGTH),
        ("bytes=299999-999999", LENGTH - 1..LENGTH),
    ];
    for (range, expected) in cases {
        let answer = part(&app, &therapist, &session, range).await.expect(206);
        let shown = format!("bytes {}-{}/{LENGTH}", expected.start, expected.end - 1);
        assert_eq!(answer.header("content-range"), shown, "{range}");
        assert_eq!(answer.header("content-length"), expected.len().to_string(), "{range}");
        assert!(answer.body == recording[expected], "the bytes of {range} differ");
    }
}

#[tokio::test]
async fn a_part_beyond_the_end_is_refused_and_an_odd_wish_gets_everything() {
    let (app, therapist, session) = recorded().await;
    for range in ["bytes=300000-", "bytes=999999-1000000", "bytes=-0"] {
        let answer = part(&app, &therapist, &session, range).await.expect(416);
        assert_eq!(answer.header("content-range"), format!("bytes */{LENGTH}"), "{range}");
    }
    for range in ["bytes=0-1,5-6", "lines=1-2", "bytes=9-3", "bytes=a-b"] {
        assert_eq!(
            part(&app, &therapist, &session, range).await.expect(200).body.len(),
            LENGTH,
            "{range}"
        );
    }
}

#[tokio::test]
async fn a_deleted_recording_is_said_to_be_gone() {
    let (app, therapist, session) = recorded().await;
    let id = session.parse().expect("an id");
    assert!(app.app.blobs.delete(id).await.expect("the disk works"));
    let problem = app
        .get(&format!("/api/sessions/{session}/audio"))
        .by(&therapist)
        .send()
        .await
        .problem(404, "not_found");
    assert!(
        problem["detail"].as_str().expect("a detail").contains("deleted"),
        "{problem}"
    );
}

#[tokio::test]
async fn a_session_whose_key_was_destroyed_has_no_words_and_no_sound() {
    let app = TestApp::start().await;
    let (therapist, id) = app.processed_session().await;
    assert_eq!(app.database.execute("UPDATE sessions SET session_key = NULL").await, 1);
    for part in ["audio", "notes", "transcript"] {
        app.get(&format!("/api/sessions/{id}/{part}"))
            .by(&therapist)
            .send()
            .await
            .problem(404, "not_found");
    }
    let session = app.session(&therapist, &id).await;
    assert_eq!(
        (&session["transcript_text"], &session["extracted_notes"]),
        (&().into(), &().into())
    );
    assert_eq!(session["audio_filename"], "");
}
