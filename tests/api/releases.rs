use domain::user::Role;
use serde_json::{Value, json};
use store::Db;
use support::{Answer, Person, TestApp};
use uuid::Uuid;

use crate::note_review::{patient_of, session_id, step_up, supervisor};
use crate::portal::account;

/// Reviews a note, changes it, and decides about everything in it.
pub async fn review(app: &TestApp, therapist: &Person, session: &str, mut edit: Value) {
    let uri = format!("/api/sessions/{session}/note");
    app.post(&format!("{uri}/review"))
        .by(therapist)
        .send()
        .await
        .expect(200);
    let note = app.get(&uri).by(therapist).send().await.expect(200).json();
    edit["revision"] = note["revision"].clone();
    app.call("PATCH", &uri)
        .by(therapist)
        .json(&edit)
        .send()
        .await
        .expect(200);
    let note = app.get(&uri).by(therapist).send().await.expect(200).json();
    let risks = note["risk_items"].as_array().expect("items").iter();
    let risks = risks.filter(|item| item["needs_disposition"] == true);
    let claims = note["unsupported"].as_array().expect("items").iter();
    for (item, decision) in risks
        .map(|item| (item, "safety_plan"))
        .chain(claims.map(|item| (item, "confirmed_from_memory")))
    {
        let key = item["key"].as_str().expect("a key");
        let uri = format!("{uri}/dispositions/{key}");
        let body = json!({ "decision": decision });
        app.call("PUT", &uri).by(therapist).json(&body).send().await.expect(200);
    }
}

/// Reviews and signs a note.
pub async fn sign(app: &TestApp, therapist: &Person, session: &str, edit: Value) {
    review(app, therapist, session, edit).await;
    step_up(app).await;
    let uri = format!("/api/sessions/{session}/note");
    let note = app.get(&uri).by(therapist).send().await.expect(200).json();
    let body = json!({ "revision": note["revision"], "attestation": true });
    app.post(&format!("{uri}/sign"))
        .by(therapist)
        .json(&body)
        .send()
        .await
        .expect(200);
}

pub async fn release(app: &TestApp, by: &Person, session: &str, summary: &str, actions: &[&str]) -> Answer {
    let body = json!({ "summary": summary, "actions": actions });
    let uri = format!("/api/sessions/{session}/release");
    app.post(&uri).by(by).json(&body).send().await
}

pub async fn withdraw(app: &TestApp, by: &Person, session: &str) -> Answer {
    let uri = format!("/api/sessions/{session}/release");
    app.call("DELETE", &uri).by(by).send().await
}

async fn view(app: &TestApp, by: &Person, session: &str) -> Value {
    let uri = format!("/api/sessions/{session}/release");
    app.get(&uri).by(by).send().await.expect(200).json()
}

async fn void(app: &TestApp, by: &Person, session: &str) {
    step_up(app).await;
    let uri = format!("/api/sessions/{session}/note/void");
    let body = json!({ "reason": "wrong_patient" });
    app.post(&uri).by(by).json(&body).send().await.expect(200);
}

#[tokio::test]
async fn nothing_is_released_before_a_signature() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let before = view(&app, &therapist, &session).await;
    assert_eq!(
        (&before["release"], &before["can_release"], &before["proposed"]),
        (&Value::Null, &false.into(), &json!({ "summary": "", "actions": [] }))
    );
    assert!(before["reason"].as_str().expect("a reason").contains("not signed"));
    release(&app, &therapist, &session, "Well done.", &[])
        .await
        .problem(409, "conflict");
    review(&app, &therapist, &session, json!({})).await;
    release(&app, &therapist, &session, "Well done.", &[])
        .await
        .problem(409, "conflict");
    withdraw(&app, &therapist, &session).await.problem(404, "not_found");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM releases").await, 0);
}

#[tokio::test]
async fn a_proposal_has_nothing_of_the_language_to_review() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let edit = json!({
        "patient_summary": "You talked about work. Some nights I wish I was dead. You felt calmer.",
        "action_items": [
            { "text": "Practise the breathing every evening." },
            { "text": "Remember: some nights I wish I was dead." },
        ],
    });
    sign(&app, &therapist, &session, edit).await;
    let signed = view(&app, &therapist, &session).await;
    assert_eq!(
        (&signed["can_release"], &signed["reason"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(
        signed["proposed"],
        json!({
            "summary": "You talked about work. You felt calmer.",
            "actions": ["Practise the breathing every evening."],
        })
    );
}

#[tokio::test]
async fn a_summary_is_released_once_and_taken_back_until_it_is_read() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = patient_of(&app, &session).await.to_string();
    let client = account(&app, &patient).await;
    sign(&app, &therapist, &session, json!({})).await;
    for (summary, actions, field) in [("  ", vec![], "summary"), ("Fine.", vec![" "], "actions")] {
        let problem = release(&app, &therapist, &session, summary, &actions)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["field"], field);
    }
    let released = release(&app, &therapist, &session, " Well done. ", &["Walk.", "Write."]).await;
    let released = released.expect(201).json();
    assert_eq!(
        (&released["summary"], &released["session_id"], &released["released_by"]),
        (&"Well done.".into(), &json!(session), &therapist.id.to_string().into())
    );
    assert_eq!(
        (&released["actions"][1]["text"], &released["read_at"]),
        (&"Write.".into(), &Value::Null)
    );
    let now = view(&app, &therapist, &session).await;
    assert_eq!((&now["release"], &now["can_release"]), (&released, &false.into()));
    release(&app, &therapist, &session, "Again.", &[])
        .await
        .problem(409, "conflict");

    withdraw(&app, &therapist, &session).await.expect(204);
    withdraw(&app, &therapist, &session).await.problem(404, "not_found");
    let id = released["id"].as_str().expect("an id");
    let uri = format!("/api/portal/summaries/{id}");
    app.get(&uri).by(&client).send().await.problem(404, "not_found");

    let released = release(&app, &therapist, &session, "Once more.", &[])
        .await
        .expect(201)
        .json();
    let id = released["id"].as_str().expect("an id");
    let uri = format!("/api/portal/summaries/{id}");
    app.get(&uri).by(&client).send().await.expect(200);
    withdraw(&app, &therapist, &session).await.problem(409, "conflict");
    assert_eq!(
        view(&app, &therapist, &session).await["release"]["read_at"],
        app.now().rfc3339()
    );
    for (deed, times) in [("summary_released", 2), ("summary_withdrawn", 1), ("summary_read", 1)] {
        assert_eq!(app.deeds(&session, deed).await, times, "{deed}");
    }
}

#[tokio::test]
async fn of_reading_and_taking_back_at_the_same_moment_one_wins() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = patient_of(&app, &session).await.to_string();
    let client = account(&app, &patient).await;
    sign(&app, &therapist, &session, json!({})).await;
    for round in 0..20 {
        let released = release(&app, &therapist, &session, "Well done.", &[])
            .await
            .expect(201)
            .json();
        let uri = format!("/api/portal/summaries/{}", released["id"].as_str().expect("an id"));
        let read = app.get(&uri).by(&client).send();
        // Who is asked first differs from round to round.
        let (read, withdrawn) = if round % 2 == 0 {
            tokio::join!(read, withdraw(&app, &therapist, &session))
        } else {
            let (withdrawn, read) = tokio::join!(withdraw(&app, &therapist, &session), read);
            (read, withdrawn)
        };
        let ends = (read.status.as_u16(), withdrawn.status.as_u16());
        assert!(matches!(ends, (200, 409) | (404, 204)), "{ends:?}");
        app.database
            .execute("UPDATE releases SET withdrawn_at = 1 WHERE withdrawn_at IS NULL")
            .await;
    }
}

#[tokio::test]
async fn voiding_a_note_takes_its_summary_out_of_the_portal_read_or_not() {
    let app = TestApp::start().await;
    for is_read in [false, true] {
        let (therapist, session) = app.processed_session().await;
        let patient = patient_of(&app, &session).await.to_string();
        let client = account(&app, &patient).await;
        sign(&app, &therapist, &session, json!({})).await;
        let released = release(&app, &therapist, &session, "Well done.", &["Walk."]).await;
        let released = released.expect(201).json();
        let uri = format!("/api/portal/summaries/{}", released["id"].as_str().expect("an id"));
        if is_read {
            app.get(&uri).by(&client).send().await.expect(200);
        }
        void(&app, &therapist, &session).await;
        app.get(&uri).by(&client).send().await.problem(404, "not_found");
        for list in ["summaries", "actions"] {
            let uri = format!("/api/portal/{list}");
            assert_eq!(app.get(&uri).by(&client).send().await.expect(200).json(), json!([]));
        }
        assert_eq!(app.deeds(&session, "summary_withdrawn").await, 1);
        let after = view(&app, &therapist, &session).await;
        assert_eq!(
            (&after["release"], &after["can_release"]),
            (&Value::Null, &false.into())
        );
        release(&app, &therapist, &session, "Again.", &[])
            .await
            .problem(409, "conflict");
    }
}

#[tokio::test]
async fn who_only_reads_the_record_is_told_that_release_is_not_theirs() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let supervisor = supervisor(&app, &therapist).await;
    let stranger = app.user(Role::Therapist).await;
    sign(&app, &therapist, &session, json!({})).await;
    let seen = view(&app, &supervisor, &session).await;
    assert_eq!(seen["can_release"], false);
    assert!(seen["reason"].as_str().expect("a reason").contains("therapists"));
    release(&app, &supervisor, &session, "Mine.", &[])
        .await
        .problem(403, "forbidden");
    release(&app, &stranger, &session, "Mine.", &[])
        .await
        .problem(404, "not_found");
    withdraw(&app, &supervisor, &session).await.problem(403, "forbidden");
}

#[tokio::test]
async fn what_is_released_lies_sealed_with_the_sessions_key() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    sign(&app, &therapist, &session, json!({})).await;
    release(&app, &therapist, &session, "A marigold.", &["Water it."])
        .await
        .expect(201);
    let row = async |sql: &'static str| -> (Uuid, Vec<u8>) {
        match &app.database.db {
            Db::Sqlite(pool) => sqlx::query_as(sql).fetch_one(pool).await.expect("a row"),
            Db::Postgres(pool) => sqlx::query_as(sql).fetch_one(pool).await.expect("a row"),
        }
    };
    let mut tx = app.app.db.read().await.expect("readable");
    let stored = store::sessions::find(&mut tx, &app.app.key, session_id(&session)).await;
    let stored = stored.expect("readable").expect("there");
    let key = stored.key().expect("a key");
    for (table, column, sql, words) in [
        ("releases", "summary", "SELECT id, summary FROM releases", "A marigold."),
        (
            "agreed_actions",
            "body",
            "SELECT id, body FROM agreed_actions",
            "Water it.",
        ),
    ] {
        let (row, sealed) = row(sql).await;
        let place = store::seal::Place { table, row, column };
        assert_eq!(
            key.open(&place, &sealed).expect("it opens").as_slice(),
            words.as_bytes()
        );
        assert!(app.app.key.contact_key().open(&place, &sealed).is_err());
    }
}
