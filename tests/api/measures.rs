use std::time::Duration;

use app::Settings;
use domain::user::Role;
use serde_json::{Value, json};
use store::Db;
use support::{Answer, Person, TestApp};
use uuid::Uuid;

use crate::note_review::{colleague, patient_of, step_up, supervisor};

/// Mild by its sum, with nothing to look at.
const PHQ9: [u8; 9] = [1, 1, 1, 1, 1, 1, 0, 0, 0];
/// Nothing but thoughts of death.
const RISK: [u8; 9] = [0, 0, 0, 0, 0, 0, 0, 0, 1];

pub async fn enter(app: &TestApp, by: &Person, patient: &str, body: &Value) -> Answer {
    let uri = format!("/api/patients/{patient}/measures");
    app.post(&uri).by(by).json(body).send().await
}

pub async fn phq9(app: &TestApp, by: &Person, patient: &str, answers: &[u8]) -> Value {
    let body = json!({ "instrument": "phq9", "answers": answers });
    enter(app, by, patient, &body).await.expect(201).json()
}

pub async fn measures(app: &TestApp, by: &Person, patient: &str) -> Value {
    let uri = format!("/api/patients/{patient}/measures");
    app.get(&uri).by(by).send().await.expect(200).json()
}

pub async fn ask(app: &TestApp, by: &Person, patient: &str, body: &Value) -> Answer {
    let uri = format!("/api/patients/{patient}/measure-requests");
    app.post(&uri).by(by).json(body).send().await
}

async fn act(app: &TestApp, by: &Person, patient: &str, measure: &Value, deed: &str, body: Value) -> Answer {
    let id = measure["id"].as_str().expect("an id");
    let uri = format!("/api/patients/{patient}/measures/{id}/{deed}");
    app.post(&uri).by(by).json(&body).send().await
}

async fn risks(app: &TestApp, by: &Person) -> Vec<Value> {
    let answer = app.get("/api/measure-risks").by(by).send().await.expect(200).json();
    answer.as_array().expect("a list").clone()
}

#[tokio::test]
async fn a_therapist_enters_answers_and_gets_their_sum_and_band() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let entered = phq9(&app, &therapist, &patient, &PHQ9).await;
    assert_eq!(
        (
            &entered["score"],
            &entered["max"],
            &entered["band"],
            &entered["has_risk"]
        ),
        (&6.into(), &27.into(), &"mild".into(), &false.into())
    );
    assert_eq!(
        (&entered["source"], &entered["entered_by"], &entered["taken_at"]),
        (
            &"therapist".into(),
            &therapist.id.to_string().into(),
            &app.now().rfc3339().into()
        )
    );
    app.clock.advance(Duration::from_secs(1));
    let body = json!({ "instrument": "gad7", "answers": [3, 3, 3, 3, 3, 3, 3] });
    let worst = enter(&app, &therapist, &patient, &body).await.expect(201).json();
    assert_eq!((&worst["score"], &worst["band"]), (&21.into(), &"severe".into()));
    let all = measures(&app, &therapist, &patient).await;
    assert_eq!(all["measures"], json!([worst, entered]), "the latest first");
    let instruments = all["instruments"].as_array().expect("a list");
    let shape = |at: usize| {
        let instrument = &instruments[at];
        let items = instrument["items"].as_array().expect("items").len();
        (
            instrument["name"].clone(),
            items,
            instrument["bands"].as_array().expect("bands").len(),
        )
    };
    assert_eq!(shape(0), ("PHQ-9".into(), 9, 5));
    assert_eq!(shape(1), ("GAD-7".into(), 7, 4));
    assert_eq!(instruments[0]["items"][8]["number"], 9);
    assert_eq!(
        instruments[0]["answers"][3],
        json!({ "value": 3, "label": "Nearly every day" })
    );
    let id = entered["id"].as_str().expect("an id");
    assert_eq!(app.deeds(id, "measure_entered").await, 1);
    assert_eq!(app.deeds(&patient, "measures_read").await, 1);
}

#[tokio::test]
async fn what_is_no_full_set_of_answers_is_refused() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    for answers in [
        json!([]),
        json!([0, 0, 0, 0, 0, 0, 0, 0]),
        json!([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        json!([0, 0, 0, 0, 0, 0, 0, 0, 4]),
        json!([-1, 0, 0, 0, 0, 0, 0, 0, 0]),
        json!([0, 0, 0, 256, 0, 0, 0, 0, 0]),
    ] {
        let body = json!({ "instrument": "phq9", "answers": answers });
        let problem = enter(&app, &therapist, &patient, &body).await.problem(422, "invalid");
        assert_eq!(problem["field"], "answers", "{answers}");
    }
    let body = json!({ "instrument": "phq2", "answers": [0, 0] });
    let problem = enter(&app, &therapist, &patient, &body).await.problem(422, "invalid");
    assert_eq!(problem["field"], "instrument");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM measures").await, 0);
}

#[tokio::test]
async fn when_it_was_answered_is_a_moment_or_a_day_and_never_in_the_future() {
    let settings = Settings {
        timezone: "America/New_York".parse().expect("a zone"),
        ..Settings::default()
    };
    let app = TestApp::with(settings).await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let at = async |taken_at: &str| {
        let body = json!({ "instrument": "phq9", "answers": PHQ9, "taken_at": taken_at });
        enter(&app, &therapist, &patient, &body).await
    };
    let day = at("2025-07-01").await.expect(201).json();
    assert_eq!(day["taken_at"], "2025-07-01T16:00:00.000000Z", "noon in New York");
    let moment = at("2025-01-01T10:00:00+01:00").await.expect(201).json();
    assert_eq!(moment["taken_at"], "2025-01-01T09:00:00.000000Z");
    let future = (app.now() + Duration::from_secs(1)).rfc3339();
    for wrong in [future.as_str(), "2999-01-01", "yesterday", ""] {
        assert_eq!(at(wrong).await.problem(422, "invalid")["field"], "taken_at", "{wrong}");
    }
}

#[tokio::test]
async fn thoughts_of_death_wait_for_a_decision_whatever_the_sum() {
    let app = TestApp::start().await;
    let (therapist, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    let supervisor = supervisor(&app, &therapist).await;
    let calm = phq9(&app, &therapist, &patient, &PHQ9).await;
    let entered = phq9(&app, &therapist, &patient, &RISK).await;
    assert_eq!(
        (
            &entered["score"],
            &entered["band"],
            &entered["has_risk"],
            &entered["decision"]
        ),
        (&1.into(), &"minimal".into(), &true.into(), &Value::Null)
    );
    let waiting = risks(&app, &therapist).await;
    assert_eq!(
        waiting,
        [json!({
            "measure_id": entered["id"], "patient_id": patient, "patient_name": "Ada Okafor",
            "taken_at": entered["taken_at"], "instrument": "phq9",
        })]
    );
    assert_eq!(risks(&app, &supervisor).await, waiting);
    assert!(risks(&app, &other).await.is_empty());
    let decide = async |measure: &Value, word: &str| {
        act(
            &app,
            &therapist,
            &patient,
            measure,
            "decision",
            json!({ "decision": word }),
        )
        .await
    };
    for wrong in ["removed", "ignored", ""] {
        let problem = decide(&entered, wrong).await.problem(422, "invalid");
        assert_eq!(problem["field"], "decision");
    }
    decide(&calm, "not_a_concern").await.problem(409, "conflict");
    let decided = decide(&entered, "follow_up").await.expect(200).json();
    assert_eq!(
        (&decided["decision"], &decided["decided_at"]),
        (&"follow_up".into(), &app.now().rfc3339().into())
    );
    assert!(risks(&app, &therapist).await.is_empty());
    let again = decide(&entered, "safety_plan").await.expect(200).json();
    assert_eq!(again["decision"], "safety_plan");
    let id = entered["id"].as_str().expect("an id");
    assert_eq!(app.deeds(id, "measure_decided").await, 2, "the trail keeps both");
}

#[tokio::test]
async fn an_open_answer_keeps_the_note_of_its_session_from_being_signed() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = patient_of(&app, &session).await.to_string();
    let body = json!({ "instrument": "phq9", "answers": RISK, "session_id": session });
    let entered = enter(&app, &therapist, &patient, &body).await.expect(201).json();
    assert_eq!(entered["session_id"], session);
    crate::releases::review(&app, &therapist, &session, json!({})).await;
    step_up(&app).await;
    let uri = format!("/api/sessions/{session}/note");
    let note = app.get(&uri).by(&therapist).send().await.expect(200).json();
    assert_eq!(note["not_signable_because"], json!(["open_measure_risk"]));
    let sign = json!({ "revision": note["revision"], "attestation": true });
    let uri = format!("{uri}/sign");
    let refused = app.post(&uri).by(&therapist).json(&sign).send().await;
    let refused = refused.problem(409, "not_signable");
    assert_eq!(refused["reasons"], json!(["open_measure_risk"]));
    let decision = json!({ "decision": "addressed_in_session" });
    act(&app, &therapist, &patient, &entered, "decision", decision)
        .await
        .expect(200);
    let signed = app
        .post(&uri)
        .by(&therapist)
        .json(&sign)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(signed["state"], "signed");
}

#[tokio::test]
async fn a_measure_of_another_clients_session_is_refused() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = app.patient(&therapist).await;
    for id in [session, Uuid::from_u128(7).to_string()] {
        let body = json!({ "instrument": "phq9", "answers": PHQ9, "session_id": id });
        let problem = enter(&app, &therapist, &patient, &body).await.problem(422, "invalid");
        assert_eq!(problem["field"], "session_id");
    }
}

#[tokio::test]
async fn a_mistake_is_struck_out_and_counts_nowhere() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = patient_of(&app, &session).await.to_string();
    let colleague = colleague(&app, &session).await;
    let entered = phq9(&app, &therapist, &patient, &RISK).await;
    let voided = act(&app, &colleague, &patient, &entered, "void", json!({})).await;
    let voided = voided.expect(200).json();
    assert_eq!(voided["voided_at"], app.now().rfc3339());
    assert!(risks(&app, &therapist).await.is_empty());
    app.clock.advance(Duration::from_secs(1));
    let again = act(&app, &therapist, &patient, &entered, "void", json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(again, voided, "doing it twice is fine");
    let id = entered["id"].as_str().expect("an id");
    assert_eq!(app.deeds(id, "measure_voided").await, 1);
    let decision = json!({ "decision": "follow_up" });
    act(&app, &therapist, &patient, &entered, "decision", decision)
        .await
        .problem(409, "conflict");
    assert_eq!(
        measures(&app, &therapist, &patient).await["measures"],
        json!([voided]),
        "it is kept"
    );
}

#[tokio::test]
async fn a_measure_is_found_under_its_own_client_only() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let (patient, other) = (app.patient(&therapist).await, app.patient(&therapist).await);
    let entered = phq9(&app, &therapist, &patient, &RISK).await;
    let decision = json!({ "decision": "follow_up" });
    act(&app, &therapist, &other, &entered, "decision", decision)
        .await
        .problem(404, "not_found");
    act(&app, &therapist, &other, &entered, "void", json!({}))
        .await
        .problem(404, "not_found");
    let asked = ask(&app, &therapist, &patient, &json!({ "instrument": "gad7" }))
        .await
        .expect(201)
        .json();
    let id = asked["id"].as_str().expect("an id");
    let uri = format!("/api/patients/{other}/measure-requests/{id}");
    app.call("DELETE", &uri)
        .by(&therapist)
        .send()
        .await
        .problem(404, "not_found");
    assert_eq!(risks(&app, &therapist).await.len(), 1);
}

#[tokio::test]
async fn a_questionnaire_is_asked_for_once_and_can_be_taken_back() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let today = app.now().utc().date_naive();
    let body = json!({ "instrument": "phq9", "due_on": today });
    let asked = ask(&app, &therapist, &patient, &body).await.expect(201).json();
    assert_eq!(
        (&asked["due_on"], &asked["measure_id"], &asked["cancelled_at"]),
        (&json!(today), &Value::Null, &Value::Null)
    );
    ask(&app, &therapist, &patient, &body).await.problem(409, "conflict");
    app.clock.advance(Duration::from_secs(1));
    ask(&app, &therapist, &patient, &json!({ "instrument": "gad7" }))
        .await
        .expect(201);
    let yesterday = json!({ "instrument": "gad7", "due_on": today.pred_opt() });
    assert_eq!(
        ask(&app, &therapist, &patient, &yesterday)
            .await
            .problem(422, "invalid")["field"],
        "due_on"
    );
    let id = asked["id"].as_str().expect("an id");
    let uri = format!("/api/patients/{patient}/measure-requests/{id}");
    for _ in 0..2 {
        app.call("DELETE", &uri).by(&therapist).send().await.expect(204);
    }
    assert_eq!(
        app.deeds(id, "measure_requested").await,
        2,
        "asked, and taken back once"
    );
    let taken_back = app.now().rfc3339();
    app.clock.advance(Duration::from_secs(1));
    ask(&app, &therapist, &patient, &body).await.expect(201);
    let listed = measures(&app, &therapist, &patient).await;
    let requests = listed["requests"].as_array().expect("a list");
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[2]["cancelled_at"], taken_back);
}

#[tokio::test]
async fn answers_and_sum_lie_sealed_in_the_database() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    phq9(&app, &therapist, &patient, &PHQ9).await;
    const SQL: &str = "SELECT id, answers FROM measures";
    let (id, answers): (Uuid, Vec<u8>) = match &app.database.db {
        Db::Sqlite(pool) => sqlx::query_as(SQL).fetch_one(pool).await.expect("a row"),
        Db::Postgres(pool) => sqlx::query_as(SQL).fetch_one(pool).await.expect("a row"),
    };
    let place = |row| store::seal::Place {
        table: "measures",
        row,
        column: "answers",
    };
    let contact = app.app.key.contact_key();
    let plain = contact.open(&place(id), &answers).expect("the contact key opens it");
    let plain: Value = serde_json::from_slice(&plain).expect("JSON");
    assert_eq!(plain, json!({ "answers": PHQ9, "score": 6 }));
    assert!(
        contact.open(&place(Uuid::from_u128(7)), &answers).is_err(),
        "in no other row"
    );
}
