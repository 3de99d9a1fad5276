use std::time::Duration;

use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Form, Person, TestApp, wav};

#[tokio::test]
async fn a_new_client_is_stored_as_typed_and_listed() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let new = json!({ "name": "  Ada Okafor ", "email": "Ada@Post.Example", "phone": " 555 0100 " });
    let created = app
        .post("/api/patients")
        .by(&therapist)
        .json(&new)
        .send()
        .await
        .expect(201)
        .json();
    let now = app.now().rfc3339();
    let expected = json!({
        "id": created["id"], "name": "Ada Okafor", "email": "ada@post.example", "phone": "555 0100",
        "therapist_id": therapist.id.to_string(), "redisclosure_notice": false, "archived_at": null,
        "created_at": now, "updated_at": now,
    });
    assert_eq!(created, expected);
    let id = created["id"].as_str().expect("an id");
    let one = app
        .get(&format!("/api/patients/{id}"))
        .by(&therapist)
        .send()
        .await
        .expect(200)
        .json();
    let mut whole = expected.clone();
    for field in ["date_of_birth", "address", "emergency_contact"] {
        whole[field] = Value::Null;
    }
    assert_eq!(one, whole);
    let all = app.get("/api/patients").by(&therapist).send().await.expect(200).json();
    assert_eq!(all, json!([expected]));
    assert_eq!(app.deeds(id, "patient_created").await, 1);
}

#[tokio::test]
async fn contact_data_may_be_absent() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    for body in [
        json!({ "name": "Ada" }),
        json!({ "name": "Ada", "email": null, "phone": "" }),
    ] {
        let created = app
            .post("/api/patients")
            .by(&therapist)
            .json(&body)
            .send()
            .await
            .expect(201)
            .json();
        assert_eq!((&created["email"], &created["phone"]), (&Value::Null, &Value::Null));
    }
}

#[tokio::test]
async fn paths_work_with_and_without_a_slash_at_the_end() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let new = json!({ "name": "Ada" });
    let created = app
        .post("/api/patients/")
        .by(&therapist)
        .json(&new)
        .send()
        .await
        .expect(201)
        .json();
    let id = created["id"].as_str().expect("an id");
    for path in ["/api/patients/", "/api/patients"] {
        assert_eq!(
            app.get(path).by(&therapist).send().await.expect(200).json(),
            json!([created])
        );
    }
    assert_eq!(
        app.get(&format!("/api/patients/{id}/"))
            .by(&therapist)
            .send()
            .await
            .expect(200)
            .json()["id"],
        id
    );
    app.get("/api/sessions/?limit=1")
        .by(&therapist)
        .send()
        .await
        .expect(200);
}

#[tokio::test]
async fn a_field_that_is_not_acceptable_is_named() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let cases = [
        (json!({ "name": " " }), "name"),
        (json!({ "name": "x".repeat(201) }), "name"),
        (json!({ "name": "Ada\u{0}" }), "name"),
        (json!({ "name": "Ada", "email": "nobody" }), "email"),
        (json!({ "name": "Ada", "phone": "5".repeat(51) }), "phone"),
    ];
    for (body, field) in cases {
        let problem = app
            .post("/api/patients")
            .by(&therapist)
            .json(&body)
            .send()
            .await
            .problem(422, "invalid");
        assert_eq!(problem["field"], field, "{body}");
    }
    let problem = app
        .post("/api/patients")
        .by(&therapist)
        .json(&json!({}))
        .send()
        .await
        .problem(422, "invalid");
    assert!(
        problem["detail"].as_str().expect("a detail").contains("name"),
        "{problem}"
    );
    assert_eq!(app.get("/api/patients").by(&therapist).send().await.json(), json!([]));
}

#[tokio::test]
async fn a_client_of_another_therapist_looks_like_an_absent_one() {
    let app = TestApp::start().await;
    let (mine, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&mine).await;
    let absent = domain::PatientId::new(app.now());
    let hidden = app.get(&format!("/api/patients/{patient}")).by(&other).send().await;
    let missing = app.get(&format!("/api/patients/{absent}")).by(&other).send().await;
    assert_eq!(
        (hidden.status, &hidden.headers, &hidden.body),
        (missing.status, &missing.headers, &missing.body)
    );
    hidden.problem(404, "not_found");
    assert_eq!(
        app.get("/api/patients").by(&other).send().await.expect(200).json(),
        json!([])
    );
}

#[tokio::test]
async fn an_id_that_is_none_names_nothing() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    for id in ["1", "not-an-id", "%00", "..%2f..%2fetc"] {
        app.get(&format!("/api/patients/{id}"))
            .by(&therapist)
            .send()
            .await
            .problem(404, "not_found");
    }
}

#[tokio::test]
async fn only_therapists_have_clients() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    for role in [Role::Supervisor, Role::Patient, Role::Admin] {
        let person = app.user(role).await;
        let new = json!({ "name": "Ada" });
        app.post("/api/patients")
            .by(&person)
            .json(&new)
            .send()
            .await
            .problem(403, "forbidden");
        assert_eq!(
            app.get("/api/patients").by(&person).send().await.expect(200).json(),
            json!([]),
            "{role}"
        );
        app.get(&format!("/api/patients/{patient}"))
            .by(&person)
            .send()
            .await
            .problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_body_beyond_a_megabyte_is_refused() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let body = json!({ "name": "x".repeat(2 << 20) });
    app.post("/api/patients")
        .by(&therapist)
        .json(&body)
        .send()
        .await
        .problem(413, "payload_too_large");
}

async fn change(app: &TestApp, by: &Person, patient: &str, fields: Value) -> Answer {
    let uri = format!("/api/patients/{patient}");
    app.call("PATCH", &uri).by(by).json(&fields).send().await
}

async fn act(app: &TestApp, by: &Person, patient: &str, verb: &str) -> Answer {
    app.post(&format!("/api/patients/{patient}/{verb}")).by(by).send().await
}

async fn named(app: &TestApp, therapist: &Person, name: &str) -> String {
    let new = json!({ "name": name });
    let answer = app.post("/api/patients").by(therapist).json(&new).send().await;
    answer.expect(201).json()["id"].as_str().expect("an id").to_owned()
}

/// The names in a list of patients.
async fn names(app: &TestApp, by: &Person, query: &str) -> Vec<String> {
    let list = app
        .get(&format!("/api/patients{query}"))
        .by(by)
        .send()
        .await
        .expect(200);
    let list = list.json();
    let names = list.as_array().expect("a list").iter();
    names
        .map(|one| one["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test]
async fn a_change_leaves_what_it_does_not_name_and_null_clears() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let contact = json!({ "name": "Ben Okafor", "phone": "555 0111", "relation": "brother" });
    let fields = json!({
        "date_of_birth": "1990-02-28", "address": "1 High Street\nLondon", "emergency_contact": contact,
        "redisclosure_notice": true,
    });
    let changed = change(&app, &therapist, &patient, fields).await.expect(200).json();
    assert_eq!(changed["name"], "Ada Okafor");
    assert_eq!(changed["date_of_birth"], "1990-02-28");
    assert_eq!(changed["emergency_contact"], contact);
    assert_eq!(changed["redisclosure_notice"], true);
    let cleared = json!({ "email": null, "emergency_contact": null, "name": "Ada Moreau" });
    let changed = change(&app, &therapist, &patient, cleared).await.expect(200).json();
    let shown = app.get(&format!("/api/patients/{patient}")).by(&therapist).send().await;
    assert_eq!(shown.json(), changed);
    assert_eq!(
        (&changed["name"], &changed["email"], &changed["emergency_contact"]),
        (&"Ada Moreau".into(), &Value::Null, &Value::Null)
    );
    assert_eq!(changed["address"], "1 High Street\nLondon");
    // What changes nothing is no change.
    change(&app, &therapist, &patient, json!({ "name": "Ada Moreau" }))
        .await
        .expect(200);
    assert_eq!(app.deeds(&patient, "patient_changed").await, 2);
}

#[tokio::test]
async fn a_change_that_is_not_acceptable_names_its_field_and_changes_nothing() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let cases = [
        (json!({ "name": "" }), "name"),
        (json!({ "phone": "1", "date_of_birth": "2999-01-01" }), "date_of_birth"),
        (json!({ "date_of_birth": "yesterday" }), "date_of_birth"),
        (json!({ "address": "x".repeat(501) }), "address"),
        (json!({ "emergency_contact": { "name": " " } }), "emergency_contact"),
    ];
    for (fields, field) in cases {
        let problem = change(&app, &therapist, &patient, fields).await.problem(422, "invalid");
        assert_eq!(problem["field"], field, "{problem}");
    }
    assert_eq!(app.deeds(&patient, "patient_changed").await, 0);
}

#[tokio::test]
async fn a_name_is_found_by_its_words_whatever_case_and_accents() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    for name in ["Élodie Groß", "Ada Okafor", "100% Sure", "Søren Łukasz"] {
        app.clock.advance(Duration::from_secs(1));
        named(&app, &therapist, name).await;
    }
    for (query, expected) in [
        ("?q=elodie", vec!["Élodie Groß"]),
        ("?q=GROSS%20elo", vec!["Élodie Groß"]),
        ("?q=soren", vec!["Søren Łukasz"]),
        ("?q=%25", vec!["100% Sure"]),
        ("?q=_", vec![]),
        ("?q=ada%20gross", vec![]),
        ("?q=%20", vec!["Élodie Groß", "Ada Okafor", "100% Sure", "Søren Łukasz"]),
    ] {
        assert_eq!(names(&app, &therapist, query).await, expected, "{query}");
    }
    // A name that an older version wrote down is found after the next start.
    app.database.execute("UPDATE patients SET name_folded = 'x'").await;
    assert!(names(&app, &therapist, "?q=ada").await.is_empty());
    let mut tx = app.app.db.write().await.expect("a transaction");
    assert_eq!(store::patients::fold_names(&mut tx).await.expect("folded"), 4);
    assert_eq!(store::patients::fold_names(&mut tx).await.expect("folded"), 0);
    tx.commit().await.expect("stored");
    assert_eq!(names(&app, &therapist, "?q=ada").await, ["Ada Okafor"]);
}

#[tokio::test]
async fn an_archived_record_is_out_of_the_list_readable_and_takes_no_recording() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let archived = act(&app, &therapist, &patient, "archive").await.expect(200).json();
    assert_eq!(archived["archived_at"], app.now().rfc3339());
    act(&app, &therapist, &patient, "archive").await.expect(200);
    assert!(names(&app, &therapist, "").await.is_empty());
    for query in ["?archived=true", "?archived=all"] {
        assert_eq!(names(&app, &therapist, query).await, ["Ada Okafor"], "{query}");
    }
    app.get(&format!("/api/patients/{patient}"))
        .by(&therapist)
        .send()
        .await
        .expect(200);
    let form = Form::file("file", "session.wav", wav(500));
    let refused = app.upload_form(&therapist, &patient, &form).send().await;
    refused.problem(409, "conflict");
    app.no_recording_is_left().await;
    act(&app, &therapist, &patient, "restore").await.expect(200);
    assert_eq!(names(&app, &therapist, "?archived=false").await, ["Ada Okafor"]);
    app.upload(&therapist, &patient, wav(500)).await;
    for (deed, count) in [("patient_archived", 1), ("patient_restored", 1)] {
        assert_eq!(app.deeds(&patient, deed).await, count, "{deed}");
    }
    let wrong = app.get("/api/patients?archived=maybe").by(&therapist).send().await;
    assert_eq!(wrong.problem(422, "invalid")["field"], "archived");
}

async fn hand_over(app: &TestApp, by: &Person, patient: &str, to: &str, keep_access: bool) -> Answer {
    let body = json!({ "therapist_id": to, "keep_access": keep_access });
    let uri = format!("/api/patients/{patient}/hand-over");
    app.post(&uri).by(by).json(&body).send().await
}

#[tokio::test]
async fn a_client_who_is_handed_over_is_the_other_therapists_at_once() {
    let app = TestApp::start().await;
    let (former, next) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&former).await;
    let session = app.upload(&former, &patient, wav(500)).await;
    let uri = format!("/api/patients/{patient}");
    hand_over(&app, &former, &patient, &next.id.to_string(), false)
        .await
        .expect(204);
    app.get(&uri).by(&former).send().await.problem(404, "not_found");
    let shown = app.get(&uri).by(&next).send().await.expect(200).json();
    assert_eq!(shown["therapist_id"], next.id.to_string());
    let held = app.session(&next, &session).await;
    assert_eq!(held["therapist_id"], former.id.to_string(), "who held a session stays");
    // Back, and this time both go on with the client.
    hand_over(&app, &next, &patient, &former.id.to_string(), true)
        .await
        .expect(204);
    for person in [&former, &next] {
        app.get(&uri).by(person).send().await.expect(200);
    }
    // The second press of the same button changes nothing.
    hand_over(&app, &former, &patient, &former.id.to_string(), false)
        .await
        .expect(204);
    app.get(&uri).by(&next).send().await.expect(200);
    assert_eq!(app.deeds(&patient, "patient_handed_over").await, 2);
    assert_eq!(app.deeds(next.id.to_string(), "patient_handed_over").await, 2);
}

#[tokio::test]
async fn a_client_is_handed_over_to_active_therapists_only_and_by_the_responsible_one() {
    let app = TestApp::start().await;
    let (former, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (admin, patient) = (app.user(Role::Admin).await, app.patient(&former).await);
    for nobody in [admin.id.to_string(), domain::UserId::new(app.now()).to_string()] {
        let problem = hand_over(&app, &former, &patient, &nobody, true)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["field"], "therapist_id");
    }
    let stolen = hand_over(&app, &other, &patient, &other.id.to_string(), true).await;
    stolen.problem(404, "not_found");
    // An administrator arranges it without seeing the record.
    hand_over(&app, &admin, &patient, &other.id.to_string(), false)
        .await
        .expect(204);
    let uri = format!("/api/patients/{patient}");
    app.get(&uri).by(&admin).send().await.problem(404, "not_found");
    app.get(&uri).by(&other).send().await.expect(200);
}

#[tokio::test]
async fn everybody_who_works_here_sees_the_active_therapists() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    for role in [Role::Supervisor, Role::Admin] {
        let person = app.user(role).await;
        let list = app.get("/api/therapists").by(&person).send().await.expect(200).json();
        assert_eq!(
            list,
            json!([{ "id": therapist.id.to_string(), "full_name": "Robin Meyer" }])
        );
    }
    let client = app.user(Role::Patient).await;
    app.get("/api/therapists")
        .by(&client)
        .send()
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn contact_data_names_of_participants_and_goals_lie_nowhere_in_plain() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let fields = json!({
        "address": "Quartz Lane 1", "emergency_contact": { "name": "Quartz Okafor", "phone": "555 7777" },
    });
    change(&app, &therapist, &patient, fields).await.expect(200);
    for (path, body) in [
        (
            "participants",
            json!({ "name": "Quartz Moreau", "capacity": "partner" }),
        ),
        ("goals", json!({ "text": "Quartz sleep", "measure": "Quartz hours" })),
    ] {
        let uri = format!("/api/patients/{patient}/{path}");
        app.post(&uri).by(&therapist).json(&body).send().await.expect(201);
    }
    for (table, column) in [
        ("patients", "details"),
        ("participants", "name"),
        ("treatment_goals", "body"),
    ] {
        let holds = match app.database.is_sqlite() {
            true => format!("instr(CAST({column} AS TEXT), 'Quartz') > 0"),
            false => format!("position('Quartz'::bytea in {column}) > 0"),
        };
        let found = format!("SELECT COUNT(*) FROM {table} WHERE {column} IS NOT NULL AND {holds}");
        assert_eq!(app.database.number(&found).await, 0, "{table}.{column}");
        let there = format!("SELECT COUNT(*) FROM {table} WHERE {column} IS NOT NULL");
        assert_eq!(app.database.number(&there).await, 1, "{table}.{column}");
    }
}
