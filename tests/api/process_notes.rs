use domain::user::Role;
use serde_json::{Value, json};
use store::Db;
use support::{Answer, Person, TestApp};

use crate::note_review::{colleague, session_id, step_up, supervisor};

/// A word that occurs nowhere else.
const SECRET: &str = "marzipan-countertransference";

async fn call(app: &TestApp, by: &Person, session: &str, method: &str) -> Answer {
    let call = app
        .call(method, &format!("/api/sessions/{session}/process-note"))
        .by(by);
    match method {
        "PUT" => call.json(&json!({ "text": SECRET })).send().await,
        _ => call.send().await,
    }
}

#[tokio::test]
async fn a_process_note_is_written_read_and_destroyed_by_its_author() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    call(&app, &therapist, &session, "GET").await.problem(404, "not_found");
    let written = call(&app, &therapist, &session, "PUT").await.expect(200).json();
    assert_eq!(
        (&written["text"], &written["created_at"]),
        (&SECRET.into(), &app.now().rfc3339().into())
    );
    app.clock.advance(std::time::Duration::from_secs(60));
    let uri = format!("/api/sessions/{session}/process-note");
    let again = app
        .call("PUT", &uri)
        .by(&therapist)
        .json(&json!({ "text": " Other.\r\n" }))
        .send()
        .await;
    let again = again.expect(200).json();
    assert_eq!(
        (&again["text"], &again["created_at"]),
        (&"Other.".into(), &written["created_at"])
    );
    assert_ne!(again["updated_at"], written["updated_at"]);
    assert_eq!(call(&app, &therapist, &session, "GET").await.expect(200).json(), again);
    call(&app, &therapist, &session, "DELETE").await.expect(204);
    call(&app, &therapist, &session, "GET").await.problem(404, "not_found");
    call(&app, &therapist, &session, "DELETE")
        .await
        .problem(404, "not_found");
    for deed in ["process_note_read", "process_note_deleted"] {
        assert_eq!(app.deeds(&session, deed).await, 1, "{deed}");
    }
    assert_eq!(
        app.deeds(&session, "process_note_written").await,
        1,
        "typing on is one entry"
    );
}

#[tokio::test]
async fn nobody_else_can_tell_whether_there_is_one() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let (supervisor, other) = (supervisor(&app, &therapist).await, app.user(Role::Therapist).await);
    let (admin, client) = (app.user(Role::Admin).await, app.user(Role::Patient).await);
    step_up(&app).await;
    let patient = app.session(&therapist, &session).await["patient_id"].clone();
    let glass = json!({ "patient": patient, "reason": "emergency" });
    app.post("/api/break-glass")
        .by(&admin)
        .json(&glass)
        .send()
        .await
        .expect(201);
    app.get(&format!("/api/sessions/{session}"))
        .by(&admin)
        .send()
        .await
        .expect(200);
    let people = [&supervisor, &other, &admin, &client];
    let mut before = Vec::new();
    for person in people {
        before.push(call(&app, person, &session, "GET").await.expect(404).text());
    }
    call(&app, &therapist, &session, "PUT").await.expect(200);
    for (person, before) in people.into_iter().zip(before) {
        for method in ["GET", "PUT", "DELETE"] {
            let answer = call(&app, person, &session, method).await.expect(404);
            assert_eq!(answer.text(), before);
        }
    }
    assert_eq!(
        call(&app, &therapist, &session, "GET").await.expect(200).json()["text"],
        SECRET
    );
}

#[tokio::test]
async fn each_therapist_of_a_client_has_one_of_their_own_as_long_as_they_are() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let colleague = colleague(&app, &session).await;
    call(&app, &therapist, &session, "PUT").await.expect(200);
    call(&app, &colleague, &session, "GET").await.problem(404, "not_found");
    let uri = format!("/api/sessions/{session}/process-note");
    app.call("PUT", &uri)
        .by(&colleague)
        .json(&json!({ "text": "Mine." }))
        .send()
        .await
        .expect(200);
    assert_eq!(
        call(&app, &therapist, &session, "GET").await.expect(200).json()["text"],
        SECRET
    );
    app.database.execute("DELETE FROM assignments").await;
    call(&app, &colleague, &session, "GET").await.problem(404, "not_found");
}

#[tokio::test]
async fn what_is_empty_or_endless_is_refused() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let uri = format!("/api/sessions/{session}/process-note");
    for text in [String::from("  \n"), "x".repeat(20_001)] {
        let answer = app
            .call("PUT", &uri)
            .by(&therapist)
            .json(&json!({ "text": text }))
            .send()
            .await;
        assert_eq!(answer.problem(422, "invalid")["field"], "text");
    }
}

#[tokio::test]
async fn it_is_sealed_with_a_key_of_its_own_and_in_no_other_answer() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    call(&app, &therapist, &session, "PUT").await.expect(200);
    const SQL: &str = "SELECT id, note_key, body FROM process_notes";
    let (id, wrapped, body): (uuid::Uuid, Vec<u8>, Vec<u8>) = match &app.database.db {
        Db::Sqlite(pool) => sqlx::query_as(SQL).fetch_one(pool).await.expect("a row"),
        Db::Postgres(pool) => sqlx::query_as(SQL).fetch_one(pool).await.expect("a row"),
    };
    let place = store::seal::Place {
        table: "process_notes",
        row: id,
        column: "body",
    };
    let own = app.app.key.unwrap(id, &wrapped).expect("the practice's key opens it");
    assert_eq!(
        own.open(&place, &body).expect("its own key opens it").as_slice(),
        SECRET.as_bytes()
    );
    let mut tx = app.app.db.read().await.expect("readable");
    let stored = store::sessions::find(&mut tx, &app.app.key, session_id(&session)).await;
    let stored = stored.expect("readable").expect("there");
    assert!(
        stored.key().expect("a key").open(&place, &body).is_err(),
        "the session's key does not"
    );
    assert!(app.app.key.contact_key().open(&place, &body).is_err());
    drop(tx);
    for uri in ["", "/notes", "/note", "/transcript"] {
        let answer = app
            .get(&format!("/api/sessions/{session}{uri}"))
            .by(&therapist)
            .send()
            .await
            .expect(200);
        assert!(!answer.text().contains(SECRET), "{uri}");
    }
    let list: Value = app.get("/api/sessions").by(&therapist).send().await.expect(200).json();
    assert!(!list.to_string().contains(SECRET));
}
