use std::time::Duration;

use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Person, TestApp, wav};

/// Everybody has shown a moment ago who they are.
async fn step_up(app: &TestApp) {
    let now = app.now().micros();
    app.database
        .execute(&format!("UPDATE auth_sessions SET stepped_up_at = {now}"))
        .await;
}

async fn ask(app: &TestApp, by: &Person, body: &Value) -> Answer {
    app.post("/api/break-glass").by(by).json(body).send().await
}

/// Breaks the glass over a client. Returns the answer's body.
async fn open(app: &TestApp, admin: &Person, patient: &str) -> Value {
    step_up(app).await;
    let body = json!({ "patient": patient, "reason": "emergency", "comment": "The ward called." });
    ask(app, admin, &body).await.expect(201).json()
}

async fn list(app: &TestApp, by: &Person) -> Value {
    app.get("/api/break-glass").by(by).send().await.expect(200).json()
}

/// A login of this moment: access tokens end before an emergency does.
async fn again(app: &TestApp, person: &Person) -> Person {
    let token = app.sign_in(&person.email).await["access_token"]
        .as_str()
        .expect("a token")
        .to_owned();
    Person {
        token,
        ..person.clone()
    }
}

#[tokio::test]
async fn an_administrator_reads_one_client_after_breaking_the_glass_and_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let (therapist, session) = app.processed_session().await;
    let patient = app.session(&therapist, &session).await["patient_id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let neighbour = app.patient(&therapist).await;
    let (record, words) = (format!("/api/patients/{patient}"), format!("/api/sessions/{session}"));
    for path in [&record, &words] {
        app.get(path).by(&admin).send().await.problem(404, "not_found");
    }
    open(&app, &admin, &patient).await;
    app.get(&record).by(&admin).send().await.expect(200);
    for part in ["", "/notes", "/transcript", "/audio"] {
        let answer = app.get(&format!("{words}{part}")).by(&admin).send().await;
        answer.expect(200);
    }
    let patients = app.get("/api/patients").by(&admin).send().await.json();
    assert_eq!(
        (patients.as_array().map(Vec::len), &patients[0]["id"]),
        (Some(1), &patient.clone().into())
    );
    let sessions = app.get("/api/sessions").by(&admin).send().await.json();
    assert_eq!(
        (sessions.as_array().map(Vec::len), &sessions[0]["id"]),
        (Some(1), &session.clone().into())
    );
    let hidden = app.get(&format!("/api/patients/{neighbour}")).by(&admin).send().await;
    hidden.problem(404, "not_found");
    for verb in ["extract-notes", "cancel", "retry"] {
        let refused = app.post(&format!("{words}/{verb}")).by(&admin).send().await;
        refused.problem(403, "forbidden");
    }
    let another = app.user(Role::Admin).await;
    app.get(&record).by(&another).send().await.problem(404, "not_found");
    assert_eq!(app.deeds(&patient, "glass_broken").await, 1);
}

#[tokio::test]
async fn the_access_is_described_and_its_reason_stands_in_the_trail() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    let access = open(&app, &admin, &patient).await;
    let ends = app.now() + Duration::from_secs(3600);
    let expected = json!({
        "id": access["id"], "patient_id": patient, "admin_id": admin.id.to_string(), "admin_name": "Robin Meyer",
        "reason": "emergency", "comment": "The ward called.", "created_at": app.now().rfc3339(),
        "expires_at": ends.rfc3339(), "ended_at": null,
    });
    assert_eq!(access, expected);
    assert_eq!(list(&app, &admin).await, json!([expected]));
    let noted = "SELECT COUNT(*) FROM audit WHERE deed = 'glass_broken' AND outcome = 'done' AND reason = 'emergency'";
    assert_eq!(app.database.number(noted).await, 1);
    for file in app.database.files() {
        let bytes = std::fs::read(file).expect("readable");
        let plain = bytes.windows(10).any(|window| window == b"ward calle");
        assert!(!plain, "the comment is stored sealed");
    }
}

#[tokio::test]
async fn the_therapist_sees_who_opened_the_record_of_their_client() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let (therapist, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (supervisor, client) = (app.user(Role::Supervisor).await, app.user(Role::Patient).await);
    let patient = app.patient(&therapist).await;
    assert_eq!(list(&app, &therapist).await, json!([]));
    let access = open(&app, &admin, &patient).await;
    assert_eq!(list(&app, &therapist).await, json!([access]));
    for person in [&other, &supervisor, &client, &app.user(Role::Admin).await] {
        assert_eq!(list(&app, person).await, json!([]));
    }
}

#[tokio::test]
async fn an_emergency_access_ends_by_itself_after_an_hour() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    open(&app, &admin, &patient).await;
    let record = format!("/api/patients/{patient}");
    app.clock.advance(Duration::from_secs(3599));
    let admin = again(&app, &admin).await;
    app.get(&record).by(&admin).send().await.expect(200);
    app.clock.advance(Duration::from_secs(1));
    app.get(&record).by(&admin).send().await.problem(404, "not_found");
    for path in ["/api/patients", "/api/sessions"] {
        assert_eq!(app.get(path).by(&admin).send().await.json(), json!([]));
    }
    // It is over, and can be seen to have been.
    assert_eq!(list(&app, &admin).await.as_array().map(Vec::len), Some(1));
    open(&app, &admin, &patient).await;
    app.get(&record).by(&admin).send().await.expect(200);
}

#[tokio::test]
async fn an_administrator_ends_their_own_access_and_nobody_elses() {
    let app = TestApp::start().await;
    let (admin, another) = (app.user(Role::Admin).await, app.user(Role::Admin).await);
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let access = open(&app, &admin, &patient).await;
    let uri = format!("/api/break-glass/{}", access["id"].as_str().expect("an id"));
    let record = format!("/api/patients/{patient}");
    let end = |person: &Person| app.call("DELETE", &uri).by(person).send();
    end(&another).await.problem(404, "not_found");
    end(&therapist).await.problem(403, "forbidden");
    app.get(&record).by(&admin).send().await.expect(200);
    for _ in 0..2 {
        end(&admin).await.expect(204);
    }
    app.get(&record).by(&admin).send().await.problem(404, "not_found");
    assert_eq!(app.deeds(&patient, "glass_mended").await, 1);
    assert_eq!(list(&app, &therapist).await[0]["ended_at"], app.now().rfc3339());
}

#[tokio::test]
async fn it_takes_a_fresh_proof_of_who_one_is() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    let body = json!({ "patient": patient, "reason": "emergency" });
    ask(&app, &admin, &body).await.problem(403, "step_up_required");
    step_up(&app).await;
    app.clock.advance(Duration::from_secs(301));
    ask(&app, &admin, &body).await.problem(403, "step_up_required");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM break_glass").await, 0);
    app.get(&format!("/api/patients/{patient}"))
        .by(&admin)
        .send()
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn only_administrators_break_the_glass() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    for role in [Role::Therapist, Role::Supervisor, Role::Patient] {
        let person = app.user(role).await;
        step_up(&app).await;
        for named in [patient.as_str(), "Ada Okafor", "Nobody"] {
            let body = json!({ "patient": named, "reason": "emergency" });
            ask(&app, &person, &body).await.problem(403, "forbidden");
        }
    }
}

#[tokio::test]
async fn an_exact_name_is_enough_when_only_one_client_has_it() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    step_up(&app).await;
    let named = |name: &str| json!({ "patient": name, "reason": "complaint" });
    let access = ask(&app, &admin, &named(" Ada Okafor ")).await.expect(201).json();
    assert_eq!(access["patient_id"], patient);
    app.patient(&therapist).await;
    let answer = ask(&app, &admin, &named("Ada Okafor")).await;
    assert_eq!(answer.problem(422, "invalid")["field"], "patient");
}

#[tokio::test]
async fn a_client_who_does_not_exist_is_not_found_and_the_attempt_is_in_the_trail() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    app.patient(&therapist).await;
    step_up(&app).await;
    let absent = domain::PatientId::new(app.now()).to_string();
    for (attempt, patient) in [absent.as_str(), "Ada", "ada okafor", "%", ""].into_iter().enumerate() {
        let body = json!({ "patient": patient, "reason": "emergency" });
        ask(&app, &admin, &body).await.problem(404, "not_found");
        let noted = "SELECT COUNT(*) FROM audit WHERE deed = 'glass_broken' AND outcome = 'refused'
                        AND reason = 'no_such_patient'";
        assert_eq!(app.database.number(noted).await, attempt as i64 + 1, "{patient}");
    }
}

#[tokio::test]
async fn a_reason_is_one_of_the_list_and_a_comment_has_an_end() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    step_up(&app).await;
    let cases = [
        (json!({ "patient": patient, "reason": "curiosity" }), "reason"),
        (
            json!({ "patient": patient, "reason": "emergency", "comment": "x".repeat(1001) }),
            "comment",
        ),
    ];
    for (body, field) in cases {
        let problem = ask(&app, &admin, &body).await.problem(422, "invalid");
        assert_eq!(problem["field"], field);
    }
    for reason in [
        "legal_request",
        "complaint",
        "therapist_unavailable",
        "technical_fault",
        "emergency",
    ] {
        let body = json!({ "patient": app.patient(&therapist).await, "reason": reason, "comment": null });
        let access = ask(&app, &admin, &body).await.expect(201).json();
        assert_eq!((&access["reason"], &access["comment"]), (&reason.into(), &Value::Null));
    }
}

#[tokio::test]
async fn glass_that_is_broken_is_not_broken_again() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    open(&app, &admin, &patient).await;
    let body = json!({ "patient": patient, "reason": "emergency" });
    ask(&app, &admin, &body).await.problem(409, "conflict");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM break_glass").await, 1);
}

#[tokio::test]
async fn an_administrators_page_hears_a_client_only_behind_broken_glass() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let (ada, ben) = (app.patient(&therapist).await, app.patient(&therapist).await);
    let mut page = app.get("/api/events").by(&admin).listen().await;
    app.upload(&therapist, &ada, wav(500)).await;
    open(&app, &admin, &ben).await;
    app.upload(&therapist, &ada, wav(500)).await;
    let session = app.upload(&therapist, &ben, wav(500)).await;
    assert_eq!(page.next().await.expect("an event").1["id"], session);
}
