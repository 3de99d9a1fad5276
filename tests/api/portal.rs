//! What a client sees, and that they see nothing else.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::consent::Scope;
use domain::user::Role;
use domain::{PatientId, Timestamp};
use serde_json::{Value, json};
use store::Db;
use support::engines::no_model;
use support::{Answer, Person, TestApp, contract, wav};
use uuid::Uuid;

use crate::measures::{ask, measures, phq9};
use crate::releases::{release, sign, withdraw};

/// An account for a client.
pub async fn account(app: &TestApp, patient: &str) -> Person {
    let person = app.user(Role::Patient).await;
    let patient = PatientId::from(patient.parse::<Uuid>().expect("an id"));
    let mut tx = app.app.db.write().await.expect("writable");
    let linked = store::patients::link(&mut tx, patient, person.id, app.now()).await;
    assert!(linked.expect("writable"));
    tx.commit().await.expect("stored");
    person
}

async fn get(app: &TestApp, by: &Person, path: &str) -> Value {
    let answer = app.get(&format!("/api/portal{path}")).by(by).send().await;
    answer.expect(200).json()
}

fn id(value: &Value) -> &str {
    value["id"].as_str().expect("an id")
}

/// Plans a meeting. Returns its id.
async fn meeting(app: &TestApp, patient: &str, therapist: &Person, at: Timestamp, state: &str) -> String {
    let id = domain::ids::new_uuid(app.now());
    let patient: Uuid = patient.parse().expect("an id");
    let sealed = app.app.key.contact_key().seal(
        &store::seal::Place {
            table: "appointments",
            row: id,
            column: "place",
        },
        b"Room 4",
    );
    let sealed = sealed.expect("sealed");
    const SQL: &str =
        "INSERT INTO appointments (id, patient_id, therapist_id, starts_at, ends_at, state, kind, modality,
                                                 place, sequence, created_by, created_at, updated_at)
                       VALUES ($1, $2, $3, $4, $5, $6, 'couple', 'video', $7, 0, $3, $4, $4)";
    let ends = (at + Duration::from_secs(3_000)).micros();
    macro_rules! insert {
        ($pool:expr) => {
            sqlx::query(SQL)
                .bind(id)
                .bind(patient)
                .bind(therapist.id.uuid())
                .bind(at.micros())
                .bind(ends)
                .bind(state)
                .bind(&sealed)
                .execute($pool)
                .await
                .map(|_| ())
        };
    }
    let inserted = match &app.database.db {
        Db::Sqlite(pool) => insert!(pool),
        Db::Postgres(pool) => insert!(pool),
    };
    inserted.expect("stored");
    id.to_string()
}

/// A therapist, a client with an account, and a signed session of theirs.
async fn signed() -> (TestApp, Person, Person, String, String) {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let client = account(&app, &patient).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    app.run_jobs().await;
    sign(&app, &therapist, &session, json!({})).await;
    (app, therapist, client, patient, session)
}

#[tokio::test]
async fn a_client_reads_what_was_released_and_ticks_off_what_was_agreed() {
    let (app, therapist, client, _, session) = signed().await;
    let start = get(&app, &client, "").await;
    assert_eq!(
        (&start["name"], &start["therapist_name"], &start["practice_name"]),
        (&"Ada Okafor".into(), &"Robin Meyer".into(), &"Therapy practice".into())
    );
    assert_eq!(
        (
            &start["unread_summaries"],
            &start["open_actions"],
            &start["consent_missing"]
        ),
        (&0.into(), &0.into(), &false.into())
    );
    let released = release(&app, &therapist, &session, "You did well.", &["Walk.", "Write."]).await;
    let released = released.expect(201).json();
    assert_eq!(get(&app, &client, "").await["unread_summaries"], 1);
    let listed = get(&app, &client, "/summaries").await;
    let day = app.now().utc().date_naive();
    assert_eq!(
        listed,
        json!([{ "id": released["id"], "session_date": day, "released_at": released["released_at"], "read_at": null }])
    );
    assert_eq!(
        get(&app, &client, "/actions").await,
        json!([]),
        "they come with the summary"
    );

    let summary = get(&app, &client, &format!("/summaries/{}", id(&released))).await;
    assert_eq!(
        (&summary["summary"], &summary["read_at"]),
        (&"You did well.".into(), &app.now().rfc3339().into())
    );
    assert_eq!(summary["actions"], released["actions"]);
    let start = get(&app, &client, "").await;
    assert_eq!(
        (&start["unread_summaries"], &start["open_actions"]),
        (&0.into(), &2.into())
    );
    let actions = get(&app, &client, "/actions").await;
    assert_eq!(
        actions[0],
        json!({
            "id": released["actions"][0]["id"], "release_id": released["id"], "text": "Walk.",
            "session_date": day, "done_at": null,
        })
    );
    let uri = format!("/api/portal/actions/{}", id(&actions[0]));
    let tick = async |done: bool| {
        let answer = app
            .call("PUT", &uri)
            .by(&client)
            .json(&json!({ "done": done }))
            .send()
            .await;
        answer.expect(200).json()["done_at"].clone()
    };
    let first = app.now().rfc3339();
    assert_eq!(tick(true).await, first);
    app.clock.advance(Duration::from_secs(60));
    assert_eq!(tick(true).await, first, "doing it twice is fine");
    let seen = app
        .get(&format!("/api/sessions/{session}/release"))
        .by(&therapist)
        .send()
        .await;
    assert_eq!(seen.expect(200).json()["release"]["actions"][0]["done_at"], first);
    assert_eq!(
        get(&app, &client, "/actions").await[0]["text"],
        "Write.",
        "what is still to do comes first"
    );
    assert_eq!(tick(false).await, Value::Null);
    assert_eq!(app.deeds(id(&actions[0]), "action_ticked").await, 2);
}

#[tokio::test]
async fn appointments_are_shown_without_anything_clinical() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let client = account(&app, &patient).await;
    let (day, now) = (Duration::from_secs(86_400), app.now());
    let past = meeting(&app, &patient, &therapist, now - day, "attended").await;
    meeting(&app, &patient, &therapist, now + day, "cancelled").await;
    let next = meeting(&app, &patient, &therapist, now + day * 2, "scheduled").await;
    meeting(&app, &patient, &therapist, now + day * 3, "scheduled").await;
    let listed = get(&app, &client, "/appointments").await;
    assert_eq!(listed.as_array().expect("a list").len(), 4);
    assert_eq!(listed[0]["id"], past);
    let expected = json!({
        "id": next, "starts_at": (now + day * 2).rfc3339(),
        "ends_at": (now + day * 2 + Duration::from_secs(3_000)).rfc3339(),
        "state": "scheduled", "modality": "video", "place": "Room 4",
    });
    assert_eq!(listed[2], expected);
    assert_eq!(get(&app, &client, "").await["next_appointment"], expected);
}

#[tokio::test]
async fn a_client_answers_a_questionnaire_once_and_hears_no_sum() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let client = account(&app, &patient).await;
    let asked = ask(&app, &therapist, &patient, &json!({ "instrument": "phq9" })).await;
    let asked = asked.expect(201).json();
    let waiting = get(&app, &client, "/questionnaires").await;
    assert_eq!(
        (&waiting[0]["id"], &waiting[0]["instrument"]),
        (&asked["id"], &"phq9".into())
    );
    assert_eq!(waiting[0]["definition"]["items"].as_array().expect("items").len(), 9);
    assert_eq!(get(&app, &client, "").await["open_questionnaires"], 1);
    let answer = async |answers: Value| {
        let uri = format!("/api/portal/questionnaires/{}", id(&asked));
        app.post(&uri)
            .by(&client)
            .json(&json!({ "answers": answers }))
            .send()
            .await
    };
    let problem = answer(json!([1, 1])).await.problem(422, "invalid");
    assert_eq!(problem["field"], "answers");
    let thanks = answer(json!([3, 3, 3, 3, 3, 3, 3, 3, 0])).await.expect(200).json();
    assert_eq!(
        thanks,
        json!({ "thanks": "Thank you. Your answers are with your therapist." })
    );
    answer(json!([0, 0, 0, 0, 0, 0, 0, 0, 0]))
        .await
        .problem(409, "conflict");
    assert_eq!(get(&app, &client, "/questionnaires").await, json!([]));
    let listed = measures(&app, &therapist, &patient).await;
    let measure = &listed["measures"][0];
    assert_eq!(
        (&measure["score"], &measure["source"], &measure["entered_by"]),
        (&24.into(), &"patient".into(), &client.id.to_string().into())
    );
    assert_eq!(listed["requests"][0]["measure_id"], measure["id"]);
    assert_eq!(listed["measures"].as_array().expect("a list").len(), 1);
}

#[tokio::test]
async fn after_thoughts_of_death_a_client_is_told_whom_to_call_and_the_therapist_must_decide() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let client = account(&app, &patient).await;
    let asked = ask(&app, &therapist, &patient, &json!({ "instrument": "phq9" })).await;
    let uri = format!("/api/portal/questionnaires/{}", id(&asked.expect(201).json()));
    let body = json!({ "answers": [0, 0, 0, 0, 0, 0, 0, 0, 2] });
    let said = app.post(&uri).by(&client).json(&body).send().await.expect(200).json();
    let said = said["thanks"].as_str().expect("words");
    assert!(
        said.contains("emergency number") && said.contains("not necessarily today"),
        "{said}"
    );
    assert!(!said.chars().any(|c| c.is_ascii_digit()), "no sum: {said}");
    let listed = measures(&app, &therapist, &patient).await;
    let uri = format!("/api/patients/{patient}/measures/{}", id(&listed["measures"][0]));
    // What somebody said of themselves is not struck out unseen.
    app.post(&format!("{uri}/void"))
        .by(&therapist)
        .send()
        .await
        .problem(409, "conflict");
    let decision = json!({ "decision": "safety_plan" });
    let decided = app
        .post(&format!("{uri}/decision"))
        .by(&therapist)
        .json(&decision)
        .send()
        .await;
    decided.expect(200);
    app.post(&format!("{uri}/void")).by(&therapist).send().await.expect(200);
}

#[tokio::test]
async fn a_questionnaire_that_was_taken_back_is_not_answered_any_more() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let client = account(&app, &patient).await;
    let asked = ask(&app, &therapist, &patient, &json!({ "instrument": "gad7" })).await;
    let asked = asked.expect(201).json();
    let uri = format!("/api/patients/{patient}/measure-requests/{}", id(&asked));
    app.call("DELETE", &uri).by(&therapist).send().await.expect(204);
    let body = json!({ "answers": [0, 0, 0, 0, 0, 0, 0] });
    let uri = format!("/api/portal/questionnaires/{}", id(&asked));
    app.post(&uri)
        .by(&client)
        .json(&body)
        .send()
        .await
        .problem(409, "conflict");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM measures").await, 0);
}

#[tokio::test]
async fn without_consent_to_the_portal_only_the_consents_are_open() {
    let (app, therapist, client, _, session) = signed().await;
    let released = release(&app, &therapist, &session, "You did well.", &["Walk."]).await;
    let released = released.expect(201).json();
    let consents = get(&app, &client, "/consents").await;
    let consents = consents.as_array().expect("a list");
    assert_eq!(consents.len(), Scope::ALL.len());
    let portal = consents
        .iter()
        .find(|consent| consent["scope"] == "portal")
        .expect("there");
    assert!(portal["text"].as_str().expect("a wording").len() > 40);
    let uri = format!("/api/portal/consents/{}/withdraw", id(portal));
    for _ in 0..2 {
        let withdrawn = app.post(&uri).by(&client).send().await.expect(200).json();
        assert_eq!(withdrawn["withdrawn_at"], app.now().rfc3339());
    }
    assert_eq!(app.deeds(id(portal), "consent_withdrawn").await, 1);
    let start = get(&app, &client, "").await;
    assert_eq!(
        (
            &start["consent_missing"],
            &start["unread_summaries"],
            &start["next_appointment"]
        ),
        (&true.into(), &0.into(), &Value::Null)
    );
    let nobody = Uuid::from_u128(7).to_string();
    for (method, path, body) in [
        ("GET", "/summaries".to_owned(), None),
        ("GET", format!("/summaries/{}", id(&released)), None),
        ("GET", format!("/summaries/{nobody}"), None),
        ("GET", "/actions".to_owned(), None),
        ("PUT", format!("/actions/{nobody}"), Some(json!({ "done": true }))),
        ("GET", "/appointments".to_owned(), None),
        ("GET", "/questionnaires".to_owned(), None),
        (
            "POST",
            format!("/questionnaires/{nobody}"),
            Some(json!({ "answers": [] })),
        ),
    ] {
        let call = app.call(method, &format!("/api/portal{path}")).by(&client);
        let answer = match body {
            Some(body) => call.json(&body).send().await,
            None => call.send().await,
        };
        assert_eq!(
            answer.problem(403, "consent_missing")["missing"][0]["scope"],
            "portal",
            "{path}"
        );
    }
    // It was never opened, so it can still be taken back.
    withdraw(&app, &therapist, &session).await.expect(204);
    assert_eq!(
        get(&app, &client, "/consents").await.as_array().expect("a list").len(),
        Scope::ALL.len()
    );
}

#[tokio::test]
async fn a_client_who_takes_a_consent_back_stops_the_work_that_needs_it() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let client = account(&app, &patient).await;
    app.asr.set_readiness(no_model());
    let session = app.upload(&therapist, &patient, wav(500)).await;
    let consents = get(&app, &client, "/consents").await;
    let consents = consents.as_array().expect("a list");
    let record = consents
        .iter()
        .find(|consent| consent["scope"] == "record")
        .expect("there");
    let uri = format!("/api/portal/consents/{}/withdraw", id(record));
    app.post(&uri).by(&client).send().await.expect(200);
    assert_eq!(app.session(&therapist, &session).await["status"], "failed");
    assert_eq!(app.queue().await, (0, 0));
}

#[tokio::test]
async fn who_works_here_has_no_portal_and_an_account_without_a_record_has_none_yet() {
    let app = TestApp::start().await;
    for role in [Role::Therapist, Role::Supervisor, Role::Admin] {
        let person = app.user(role).await;
        app.get("/api/portal")
            .by(&person)
            .send()
            .await
            .problem(403, "forbidden");
    }
    let nobody = app.user(Role::Patient).await;
    for path in ["", "/summaries", "/consents"] {
        let answer = app.get(&format!("/api/portal{path}")).by(&nobody).send().await;
        answer.problem(404, "not_found");
    }
}

#[tokio::test]
async fn who_is_a_client_of_two_therapists_sees_both_records() {
    let (app, therapist, client, _, session) = signed().await;
    let other = app.user(Role::Therapist).await;
    let patient = app.patient(&other).await;
    let second = PatientId::from(patient.parse::<Uuid>().expect("an id"));
    let mut tx = app.app.db.write().await.expect("writable");
    store::patients::link(&mut tx, second, client.id, app.now())
        .await
        .expect("writable");
    tx.commit().await.expect("stored");
    let session_of_second = app.upload(&other, &patient, wav(500)).await;
    app.run_jobs().await;
    sign(&app, &other, &session_of_second, json!({})).await;
    release(&app, &therapist, &session, "First.", &[]).await.expect(201);
    app.clock.advance(Duration::from_secs(1));
    release(&app, &other, &session_of_second, "Second.", &[])
        .await
        .expect(201);
    let listed = get(&app, &client, "/summaries").await;
    let mut texts = Vec::new();
    for listed in listed.as_array().expect("a list") {
        let summary = get(&app, &client, &format!("/summaries/{}", id(listed))).await;
        texts.push(summary["summary"].as_str().expect("words").to_owned());
    }
    assert_eq!(texts, ["Second.", "First."]);
}

/// Words that no answer to the client may hold.
const SECRETS: [&str; 7] = [
    "thistle",         // a summary that was taken back
    "foxglove",        // another client's summary
    "hemlock",         // another client's task
    "welcome back",    // the transcript
    "wish i was dead", // language to review
    "yarrow",          // the note for the therapist
    "belladonna",      // another client's name
];

/// Everything that has an id, in a practice in which the client has something of every sort and somebody else too.
struct Practice {
    app: TestApp,
    client: Person,
    ids: Vec<String>,
    /// Ids that begin a path with two.
    records: Vec<String>,
    own_summary: String,
    own_action: String,
    own_request: String,
    own_consent: String,
}

impl Practice {
    async fn new() -> Self {
        let (app, therapist, client, patient, session) = signed().await;
        let mut ids = vec![
            patient.clone(),
            session.clone(),
            therapist.id.to_string(),
            client.id.to_string(),
        ];
        // The client's own: taken back, signed and not released, not signed, and one whose summary was opened.
        let edit = json!({ "therapist_notes": "Yarrow." });
        let mut own = Vec::new();
        for _ in 0..3 {
            own.push(app.upload(&therapist, &patient, wav(500)).await);
        }
        app.run_jobs().await;
        for session in &own[..2] {
            sign(&app, &therapist, session, edit.clone()).await;
        }
        let taken_back = release(&app, &therapist, &own[0], "Thistle.", &["Thistle."]).await;
        let taken_back = taken_back.expect(201).json();
        withdraw(&app, &therapist, &own[0]).await.expect(204);
        let released = release(&app, &therapist, &session, "A marigold.", &["Water it."]).await;
        let released = released.expect(201).json();
        get(&app, &client, &format!("/summaries/{}", id(&released))).await;
        let note = json!({ "text": "Yarrow." });
        let uri = format!("/api/sessions/{session}/process-note");
        app.call("PUT", &uri)
            .by(&therapist)
            .json(&note)
            .send()
            .await
            .expect(200);
        // Somebody else's.
        let named = json!({ "name": "Belladonna Moss" });
        let other = app.post("/api/patients").by(&therapist).json(&named).send().await;
        let other = id(&other.expect(201).json()).to_owned();
        app.agrees(&other, &Scope::ALL).await;
        let neighbour = account(&app, &other).await;
        let foreign = app.upload(&therapist, &other, wav(500)).await;
        app.run_jobs().await;
        sign(&app, &therapist, &foreign, edit).await;
        let given = release(&app, &therapist, &foreign, "Foxglove.", &["Hemlock."]).await;
        let given = given.expect(201).json();
        get(&app, &neighbour, &format!("/summaries/{}", id(&given))).await;
        ids.extend([other.clone(), foreign.clone(), neighbour.id.to_string()]);
        ids.extend(own);
        let mut requests = Vec::new();
        for patient in [&patient, &other] {
            ids.push(id(&phq9(&app, &therapist, patient, &[3, 3, 3, 3, 3, 3, 3, 3, 3]).await).to_owned());
            let asked = ask(&app, &therapist, patient, &json!({ "instrument": "gad7" })).await;
            requests.push(id(&asked.expect(201).json()).to_owned());
            let at = app.now() + Duration::from_secs(86_400);
            ids.push(meeting(&app, patient, &therapist, at, "scheduled").await);
        }
        for release in [&taken_back, &released, &given] {
            ids.push(id(release).to_owned());
            ids.push(id(&release["actions"][0]).to_owned());
        }
        ids.extend(requests.iter().cloned());
        let consents = get(&app, &neighbour, "/consents").await;
        ids.push(id(&consents[0]).to_owned());
        let consents = get(&app, &client, "/consents").await;
        let consents = consents.as_array().expect("a list");
        let external = consents.iter().find(|consent| consent["scope"] == "external_model");
        let own_consent = id(external.expect("there")).to_owned();
        ids.push(own_consent.clone());
        // Somebody else's login and a template.
        let logins = app
            .get("/api/auth/logins")
            .by(&therapist)
            .send()
            .await
            .expect(200)
            .json();
        ids.push(id(&logins[0]).to_owned());
        ids.push(Uuid::from_u128(7).to_string());
        Self {
            records: vec![patient, session, other, foreign, therapist.id.to_string()],
            own_summary: id(&released).to_owned(),
            own_action: id(&released["actions"][0]).to_owned(),
            own_request: requests[0].clone(),
            own_consent,
            app,
            client,
            ids,
        }
    }

    /// Every path that a template stands for.
    fn paths(&self, template: &str) -> Vec<String> {
        let places = template.matches('{').count();
        let mut paths = vec![String::new()];
        for part in template.split('/').skip(1) {
            let choices = match part {
                "{number}" => vec!["1"],
                "{key}" => vec!["r-0000000000000000"],
                "{id}" if places > 1 => self.records.iter().map(String::as_str).collect(),
                part if part.starts_with('{') => self.ids.iter().map(String::as_str).collect(),
                part => vec![part],
            };
            paths = paths
                .iter()
                .flat_map(|path| choices.iter().map(move |choice| format!("{path}/{choice}")))
                .collect();
        }
        paths
    }

    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let call = self.app.call(method, path).by(&self.client);
        match body {
            Some(body) => call.json(body).send().await,
            None => call.send().await,
        }
    }

    /// What no request of the client may change.
    async fn counts(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM patients",
            "SELECT COUNT(*) FROM sessions WHERE status = 'processed'",
            "SELECT COUNT(*) FROM jobs",
            "SELECT CAST(SUM(revision) AS BIGINT) FROM note_reviews",
            "SELECT COUNT(*) FROM process_notes",
            "SELECT COUNT(*) FROM releases WHERE withdrawn_at IS NULL",
            "SELECT COUNT(*) FROM measures WHERE voided_at IS NOT NULL OR decision IS NOT NULL",
            "SELECT COUNT(*) FROM appointments WHERE state = 'scheduled'",
            "SELECT COUNT(*) FROM export_jobs",
            "SELECT COUNT(*) FROM users",
        ] {
            counts.push(self.app.database.number(sql).await);
        }
        counts
    }
}

fn gives_nothing_away(answer: &Answer, what: &str) {
    let said = format!("{} {:?}", answer.text(), answer.headers).to_lowercase();
    for secret in SECRETS {
        assert!(!said.contains(secret), "{what} gives away `{secret}`: {said}");
    }
}

#[tokio::test]
async fn a_client_who_walks_every_id_of_the_api_reads_only_what_was_released_to_them() {
    let practice = Practice::new().await;
    let bodies = crate::access::bodies();
    let before = practice.counts().await;
    // What a client may reach of their own, by id.
    let own = BTreeMap::from([
        ("GET /api/portal/summaries/{id}", practice.own_summary.as_str()),
        ("PUT /api/portal/actions/{id}", practice.own_action.as_str()),
        ("POST /api/portal/questionnaires/{id}", practice.own_request.as_str()),
        ("POST /api/portal/consents/{id}/withdraw", practice.own_consent.as_str()),
    ]);
    let mut reached = BTreeMap::new();
    let mut walked = 0;
    for (method, template, _) in contract::operations() {
        let operation = format!("{method} {template}");
        if !template.contains('{') || template.starts_with("/api/auth") {
            continue;
        }
        let body = bodies.get(&operation);
        for path in practice.paths(template) {
            let answer = practice.ask(&method, &path, body).await;
            walked += 1;
            let what = format!("{method} {path}");
            gives_nothing_away(&answer, &what);
            match own.get(operation.as_str()) {
                Some(id) if path.contains(id) => {
                    assert_eq!(answer.status.as_u16(), 200, "{what}: {}", answer.text());
                    reached.insert(operation.clone(), answer.text());
                }
                _ => assert!(
                    matches!(answer.status.as_u16(), 401 | 403 | 404),
                    "{what} answers {}: {}",
                    answer.status,
                    answer.text()
                ),
            }
        }
    }
    assert_eq!(reached.len(), own.len(), "what is theirs is open to them: {reached:#?}");
    assert!(reached["GET /api/portal/summaries/{id}"].contains("A marigold."));
    assert!(walked > 1_000, "{walked} requests");
    assert_eq!(
        practice.counts().await,
        before,
        "a client changed something that is not theirs"
    );
}

#[tokio::test]
async fn no_list_tells_a_client_anything_but_their_own() {
    let practice = Practice::new().await;
    let patient = &practice.records[2];
    for (method, template, _) in contract::operations() {
        // A stream of events does not end.
        if method != "GET" || template.contains('{') || template == "/api/events" {
            continue;
        }
        for query in ["", "?q=bella", "?archived=true", &format!("?patient_id={patient}")] {
            let answer = practice.ask("GET", &format!("{template}{query}"), None).await;
            gives_nothing_away(&answer, &format!("{template}{query}"));
        }
    }
    for list in ["/api/patients", "/api/sessions", "/api/measure-risks"] {
        assert_eq!(
            practice.ask("GET", list, None).await.expect(200).json(),
            json!([]),
            "{list}"
        );
    }
}
