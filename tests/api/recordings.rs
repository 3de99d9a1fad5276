//! Destroying a recording: its key, its file, and of the words what nobody has signed.

use domain::SessionId;
use domain::audit::By;
use domain::user::Role;
use support::{Person, TestApp, wav};

async fn destroy(app: &TestApp, session: &str) -> Option<u64> {
    let id = SessionId::from(session.parse::<uuid::Uuid>().expect("an id"));
    let destroyed = app::recordings::destroy(&app.app, By::Appliance, id, "consent_withdrawn").await;
    destroyed.expect("the disk and the database work")
}

async fn gone(app: &TestApp, therapist: &Person, session: &str, part: &str) {
    let uri = format!("/api/sessions/{session}/{part}");
    app.get(&uri).by(therapist).send().await.problem(404, "not_found");
}

const KEYS: &str = "SELECT COUNT(*) FROM sessions WHERE session_key IS NOT NULL";
const RECORDING_KEYS: &str = "SELECT COUNT(*) FROM sessions WHERE audio_key IS NOT NULL";

#[tokio::test]
async fn a_destroyed_recording_takes_unsigned_words_with_it() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let freed = destroy(&app, &session).await.expect("there was a recording");
    assert!(freed > 2_000, "the file holds 2000 bytes of sound and their seals: {freed}");
    assert_eq!(app.recording_files(), 0);
    assert_eq!(
        (
            app.database.number(KEYS).await,
            app.database.number(RECORDING_KEYS).await
        ),
        (0, 0)
    );
    for part in ["audio", "transcript", "notes"] {
        gone(&app, &therapist, &session, part).await;
    }
    assert_eq!(
        app.session(&therapist, &session).await["status"],
        "processed",
        "the record stays"
    );
    assert_eq!(destroy(&app, &session).await, None, "there is nothing left");
    assert_eq!(app.deeds(&session, "recording_destroyed").await, 1);
    let again = format!("/api/sessions/{session}/extract-notes");
    app.post(&again).by(&therapist).send().await.problem(409, "conflict");
}

#[tokio::test]
async fn a_signed_note_stays_readable_without_its_recording() {
    for state in ["signed", "voided"] {
        let app = TestApp::start().await;
        let (therapist, session) = app.processed_session().await;
        let signed = format!("UPDATE note_reviews SET state = '{state}'");
        assert_eq!(app.database.execute(&signed).await, 1);
        assert!(destroy(&app, &session).await.is_some());
        assert_eq!(
            (app.recording_files(), app.database.number(RECORDING_KEYS).await),
            (0, 0)
        );
        assert_eq!(app.database.number(KEYS).await, 1, "{state}: it opens the note");
        gone(&app, &therapist, &session, "audio").await;
        let transcript = app
            .get(&format!("/api/sessions/{session}/transcript"))
            .by(&therapist)
            .send()
            .await;
        transcript.expect(200);
        assert_eq!(destroy(&app, &session).await, None);
    }
}

#[tokio::test]
async fn work_on_a_destroyed_recording_is_called_off() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    assert_eq!(app.queue().await, (1, 0));
    assert!(destroy(&app, &session).await.is_some());
    assert_eq!(app.queue().await, (0, 0));
    let shown = app.session(&therapist, &session).await;
    assert_eq!(shown["status"], "failed", "{shown}");
    let why = shown["error_message"].as_str().expect("a reason");
    assert!(why.contains("destroyed"), "{why}");
    let retry = format!("/api/sessions/{session}/retry");
    app.post(&retry).by(&therapist).send().await.problem(409, "conflict");
}

#[tokio::test]
async fn a_file_that_a_kill_left_behind_goes_with_the_next_call() {
    let app = TestApp::start().await;
    let (_, session) = app.processed_session().await;
    let id = SessionId::from(session.parse::<uuid::Uuid>().expect("an id"));
    let mut tx = app.app.db.write().await.expect("the database answers");
    let rows = store::recordings::destroy(&mut tx, id, true, app.now()).await;
    assert!(rows.expect("the database answers"));
    tx.commit().await.expect("the database answers");
    assert_eq!(app.recording_files(), 1, "killed here");
    assert!(destroy(&app, &session).await.is_some());
    assert_eq!(app.recording_files(), 0);
}

#[tokio::test]
async fn a_recording_from_before_it_had_a_key_of_its_own_is_heard() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    let id = session.parse::<uuid::Uuid>().expect("an id");
    // As an older version stored it: under the session's key, and without another.
    let mut tx = app.app.db.read().await.expect("the database answers");
    let stored = store::sessions::find(&mut tx, &app.app.key, SessionId::from(id)).await;
    let key = stored
        .expect("the database answers")
        .expect("the session is there")
        .key
        .expect("its key is there");
    drop(tx);
    app.app.blobs.delete(id).await.expect("the disk works");
    let mut writer = app.app.blobs.create(id, &key).await.expect("a new recording");
    writer.write(wav(500).into()).await.expect("room for it");
    writer.finish().await.expect("a whole recording");
    assert_eq!(app.database.execute("UPDATE sessions SET audio_key = NULL").await, 1);
    let sound = app
        .get(&format!("/api/sessions/{session}/audio"))
        .by(&therapist)
        .send()
        .await;
    assert_eq!(sound.expect(200).body, wav(500));
    app.run_jobs().await;
    assert_eq!(app.session(&therapist, &session).await["status"], "processed");
}
