use domain::user::Role;
use serde_json::{Value, json};
use support::engines::Hears;
use support::{Answer, Person, TestApp, conversation, wav};

async fn change(app: &TestApp, method: &str, by: &Person, patient: &str, therapist: &Person) -> Answer {
    let uri = format!("/api/patients/{patient}/therapists/{}", therapist.id);
    app.call(method, &uri).by(by).send().await
}

async fn therapists(app: &TestApp, by: &Person, patient: &str) -> Answer {
    app.get(&format!("/api/patients/{patient}/therapists"))
        .by(by)
        .send()
        .await
}

#[tokio::test]
async fn an_assigned_therapist_works_with_the_client_like_the_responsible_one() {
    let app = TestApp::start().await;
    let (responsible, assigned) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&responsible).await;
    let uri = format!("/api/patients/{patient}");
    app.get(&uri).by(&assigned).send().await.problem(404, "not_found");
    change(&app, "PUT", &responsible, &patient, &assigned).await.expect(204);

    let shown = app.get(&uri).by(&assigned).send().await.expect(200).json();
    assert_eq!(shown["therapist_id"], responsible.id.to_string());
    let listed = app.get("/api/patients").by(&assigned).send().await.json();
    assert_eq!((&listed[0]["id"], &listed[1]), (&shown["id"], &Value::Null));
    let session = app.upload(&assigned, &patient, wav(500)).await;
    app.run_jobs().await;
    for person in [&responsible, &assigned] {
        assert_eq!(app.session(person, &session).await["status"], "processed");
        let list = app.get("/api/sessions").by(person).send().await.json();
        assert_eq!(list[0]["id"], session);
        let again = app.post(&format!("/api/sessions/{session}/extract-notes"));
        again.by(person).send().await.expect(202);
        app.run_jobs().await;
    }
}

#[tokio::test]
async fn an_assignment_that_ends_takes_the_client_out_of_sight_at_once() {
    let app = TestApp::start().await;
    let (responsible, assigned) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&responsible).await;
    change(&app, "PUT", &responsible, &patient, &assigned).await.expect(204);
    let session = app.upload(&assigned, &patient, wav(500)).await;
    change(&app, "DELETE", &responsible, &patient, &assigned)
        .await
        .expect(204);
    // Also a session that they recorded themselves: it belongs to the client's record.
    for path in [format!("/api/patients/{patient}"), format!("/api/sessions/{session}")] {
        app.get(&path).by(&assigned).send().await.problem(404, "not_found");
    }
    for path in ["/api/patients", "/api/sessions"] {
        assert_eq!(app.get(path).by(&assigned).send().await.json(), json!([]));
    }
    assert_eq!(app.session(&responsible, &session).await["id"], session);
}

#[tokio::test]
async fn the_responsible_therapist_and_administrators_say_who_is_assigned() {
    let app = TestApp::start().await;
    let (responsible, assigned) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (admin, other) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let supervisor = app.user(Role::Supervisor).await;
    let patient = app.patient(&responsible).await;
    for by in [&responsible, &admin] {
        change(&app, "PUT", by, &patient, &assigned).await.expect(204);
        let expected = json!([{ "id": assigned.id.to_string(), "full_name": "Robin Meyer", "is_active": true }]);
        for reader in [&responsible, &admin, &assigned] {
            assert_eq!(therapists(&app, reader, &patient).await.expect(200).json(), expected);
        }
        // They know the client, and still do not decide who else does.
        let refused = change(&app, "PUT", &assigned, &patient, &other).await;
        refused.problem(403, "forbidden");
        for stranger in [&other, &supervisor] {
            let hidden = change(&app, "PUT", stranger, &patient, &other).await;
            hidden.problem(404, "not_found");
            therapists(&app, stranger, &patient).await.problem(404, "not_found");
        }
        change(&app, "DELETE", by, &patient, &assigned).await.expect(204);
        assert_eq!(therapists(&app, by, &patient).await.json(), json!([]));
    }
    // Arranging it shows an administrator nothing of the client.
    let hidden = app.get(&format!("/api/patients/{patient}")).by(&admin).send().await;
    hidden.problem(404, "not_found");
}

#[tokio::test]
async fn only_another_active_therapist_can_be_assigned() {
    let app = TestApp::start().await;
    let (responsible, gone) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&responsible).await;
    let sql = format!("UPDATE users SET is_active = FALSE WHERE email = '{}'", gone.email);
    app.database.execute(&sql).await;
    let mut wrong = vec![responsible.clone(), gone];
    for role in [Role::Supervisor, Role::Patient, Role::Admin] {
        wrong.push(app.user(role).await);
    }
    for person in wrong {
        let answer = change(&app, "PUT", &responsible, &patient, &person).await;
        assert_eq!(
            answer.problem(422, "invalid")["field"],
            Value::from("user_id"),
            "{person:?}"
        );
    }
    let nobody = domain::UserId::new(app.now());
    for method in ["PUT", "DELETE"] {
        let uri = format!("/api/patients/{patient}/therapists/{nobody}");
        let answer = app.call(method, &uri).by(&responsible).send().await;
        answer.problem(404, "not_found");
    }
    assert_eq!(app.database.number("SELECT COUNT(*) FROM assignments").await, 0);
}

#[tokio::test]
async fn doing_it_twice_is_fine_and_stands_in_the_trail_once() {
    let app = TestApp::start().await;
    let (responsible, assigned) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&responsible).await;
    for method in ["PUT", "PUT", "DELETE", "DELETE"] {
        change(&app, method, &responsible, &patient, &assigned)
            .await
            .expect(204);
    }
    for record in [patient, assigned.id.to_string()] {
        for deed in ["assignment_added", "assignment_removed"] {
            assert_eq!(app.deeds(&record, deed).await, 1, "{deed}");
        }
    }
}

#[tokio::test]
async fn a_client_who_is_everything_to_somebody_is_listed_once() {
    let app = TestApp::start().await;
    let (admin, responsible) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let person = app.user(Role::Therapist).await;
    let patient = app.patient(&responsible).await;
    app.upload(&responsible, &patient, wav(500)).await;
    change(&app, "PUT", &responsible, &patient, &person).await.expect(204);
    let sql = format!("UPDATE users SET role = 'supervisor' WHERE email = '{}'", person.email);
    app.database.execute(&sql).await;
    let uri = format!("/api/users/{}/therapists/{}", person.id, responsible.id);
    app.call("PUT", &uri).by(&admin).send().await.expect(204);
    for path in ["/api/patients", "/api/sessions"] {
        let list = app.get(path).by(&person).send().await.expect(200).json();
        assert_eq!(list.as_array().map(Vec::len), Some(1), "{path}");
    }
}

#[tokio::test]
async fn an_assigned_therapists_page_hears_the_words_and_others_hear_none() {
    let app = TestApp::start().await;
    let (responsible, assigned) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let other = app.user(Role::Therapist).await;
    let (ada, ben) = (app.patient(&responsible).await, app.patient(&other).await);
    change(&app, "PUT", &responsible, &ada, &assigned).await.expect(204);
    let mut page = app.get("/api/events").by(&assigned).listen().await;
    let mut foreign = app.get("/api/events").by(&other).listen().await;
    app.asr.next(Hears::Words(conversation::session()));
    let session = app.upload(&responsible, &ada, wav(500)).await;
    app.run_jobs().await;
    let (_, segment) = page.until("a turn is heard", |name, _| name == "segment").await;
    assert_eq!(segment["session_id"], session);
    page.until("the session is processed", |_, data| data["status"] == "processed")
        .await;
    let own = app.upload(&other, &ben, wav(500)).await;
    assert_eq!(foreign.next().await.expect("an event").1["id"], own);
}
