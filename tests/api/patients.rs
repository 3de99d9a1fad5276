use domain::user::Role;
use serde_json::{Value, json};
use support::TestApp;

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
        "therapist_id": therapist.id.to_string(), "created_at": now, "updated_at": now,
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
    assert_eq!(one, expected);
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
            .json(),
        created
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
