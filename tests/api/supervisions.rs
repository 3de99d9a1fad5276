use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Person, TestApp, conversation, wav};

async fn put(app: &TestApp, by: &Person, supervisor: &Person, therapist: &Person) -> Answer {
    let uri = format!("/api/users/{}/therapists/{}", supervisor.id, therapist.id);
    app.call("PUT", &uri).by(by).send().await
}

async fn delete(app: &TestApp, by: &Person, supervisor: &Person, therapist: &Person) -> Answer {
    let uri = format!("/api/users/{}/therapists/{}", supervisor.id, therapist.id);
    app.call("DELETE", &uri).by(by).send().await
}

async fn therapists(app: &TestApp, by: &Person, supervisor: &Person) -> Answer {
    let uri = format!("/api/users/{}/therapists", supervisor.id);
    app.get(&uri).by(by).send().await
}

/// How many records a list shows.
async fn seen(app: &TestApp, by: &Person, path: &str) -> usize {
    let list = app.get(path).by(by).send().await.expect(200).json();
    list.as_array().expect("a list").len()
}

#[tokio::test]
async fn a_supervisor_reads_the_clients_of_a_supervised_therapist_and_of_nobody_else() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let (therapist, session) = app.processed_session().await;
    let other = app.user(Role::Therapist).await;
    let foreign = app.patient(&other).await;
    let uri = format!("/api/sessions/{session}");
    app.get(&uri).by(&supervisor).send().await.problem(404, "not_found");

    put(&app, &admin, &supervisor, &therapist).await.expect(204);
    let read = app.get(&uri).by(&supervisor).send().await.expect(200).json();
    let text = read["transcript_text"].as_str().expect("a transcript");
    assert!(text.contains(conversation::SESSION[0].1), "{text}");
    for path in ["/notes", "/transcript", "/audio"] {
        let answer = app.get(&format!("{uri}{path}")).by(&supervisor).send().await;
        answer.expect(200);
    }
    assert_eq!(seen(&app, &supervisor, "/api/patients").await, 1);
    assert_eq!(seen(&app, &supervisor, "/api/sessions").await, 1);
    let hidden = app
        .get(&format!("/api/patients/{foreign}"))
        .by(&supervisor)
        .send()
        .await;
    hidden.problem(404, "not_found");
    let redraft = app.post(&format!("{uri}/extract-notes")).by(&supervisor).send().await;
    redraft.problem(403, "forbidden");
}

#[tokio::test]
async fn a_supervision_that_ends_takes_the_clients_out_of_sight_at_once() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let (therapist, session) = app.processed_session().await;
    put(&app, &admin, &supervisor, &therapist).await.expect(204);
    let uri = format!("/api/sessions/{session}");
    app.get(&uri).by(&supervisor).send().await.expect(200);
    delete(&app, &admin, &supervisor, &therapist).await.expect(204);
    app.get(&uri).by(&supervisor).send().await.problem(404, "not_found");
    assert_eq!(seen(&app, &supervisor, "/api/patients").await, 0);
    assert_eq!(seen(&app, &supervisor, "/api/sessions").await, 0);
}

#[tokio::test]
async fn supervised_therapists_are_listed_for_administrators_and_the_supervisor() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let (therapist, another) = (app.user(Role::Therapist).await, app.user(Role::Supervisor).await);
    assert_eq!(
        therapists(&app, &admin, &supervisor).await.expect(200).json(),
        json!([])
    );
    put(&app, &admin, &supervisor, &therapist).await.expect(204);
    let expected = json!([{ "id": therapist.id.to_string(), "full_name": "Robin Meyer", "is_active": true }]);
    for by in [&admin, &supervisor] {
        assert_eq!(therapists(&app, by, &supervisor).await.expect(200).json(), expected);
    }
    for by in [&another, &therapist] {
        let refused = therapists(&app, by, &supervisor).await;
        refused.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn only_administrators_arrange_supervision() {
    let app = TestApp::start().await;
    let (supervisor, therapist) = (app.user(Role::Supervisor).await, app.user(Role::Therapist).await);
    let patient = app.user(Role::Patient).await;
    for by in [&supervisor, &therapist, &patient] {
        put(&app, by, &supervisor, &therapist).await.problem(403, "forbidden");
        delete(&app, by, &supervisor, &therapist)
            .await
            .problem(403, "forbidden");
    }
    assert_eq!(app.database.number("SELECT COUNT(*) FROM supervisions").await, 0);
}

#[tokio::test]
async fn a_supervision_needs_an_active_supervisor_and_an_active_therapist() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let (therapist, gone) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let field = |answer: Answer| -> Value { answer.problem(422, "invalid")["field"].clone() };
    assert_eq!(field(put(&app, &admin, &therapist, &therapist).await), "id");
    assert_eq!(field(put(&app, &admin, &admin, &therapist).await), "id");
    assert_eq!(field(put(&app, &admin, &supervisor, &supervisor).await), "therapist_id");
    let sql = format!("UPDATE users SET is_active = FALSE WHERE email = '{}'", gone.email);
    app.database.execute(&sql).await;
    assert_eq!(field(put(&app, &admin, &supervisor, &gone).await), "therapist_id");
    let nobody = domain::UserId::new(app.now());
    for (one, two) in [(nobody, therapist.id), (supervisor.id, nobody)] {
        for method in ["PUT", "DELETE"] {
            let uri = format!("/api/users/{one}/therapists/{two}");
            let answer = app.call(method, &uri).by(&admin).send().await;
            answer.problem(404, "not_found");
        }
    }
}

#[tokio::test]
async fn doing_it_twice_is_fine_and_stands_in_the_trail_once() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let therapist = app.user(Role::Therapist).await;
    for _ in 0..2 {
        put(&app, &admin, &supervisor, &therapist).await.expect(204);
    }
    for _ in 0..2 {
        delete(&app, &admin, &supervisor, &therapist).await.expect(204);
    }
    for record in [supervisor.id, therapist.id] {
        for deed in ["supervision_added", "supervision_removed"] {
            assert_eq!(app.deeds(record.to_string(), deed).await, 1, "{deed}");
        }
    }
}

#[tokio::test]
async fn whoever_is_no_supervisor_any_more_sees_no_supervised_clients() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let (therapist, session) = app.processed_session().await;
    put(&app, &admin, &supervisor, &therapist).await.expect(204);
    for role in [Role::Therapist, Role::Patient, Role::Admin] {
        let sql = format!("UPDATE users SET role = '{role}' WHERE email = '{}'", supervisor.email);
        app.database.execute(&sql).await;
        let answer = app
            .get(&format!("/api/sessions/{session}"))
            .by(&supervisor)
            .send()
            .await;
        answer.problem(404, "not_found");
        assert_eq!(seen(&app, &supervisor, "/api/patients").await, 0, "{role}");
    }
}

#[tokio::test]
async fn a_supervisors_page_hears_supervised_sessions_while_the_supervision_lasts() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let (therapist, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (ada, ben) = (app.patient(&therapist).await, app.patient(&other).await);
    put(&app, &admin, &supervisor, &other).await.expect(204);
    let mut page = app.get("/api/events").by(&supervisor).listen().await;

    app.upload(&therapist, &ada, wav(500)).await;
    let first = app.upload(&other, &ben, wav(500)).await;
    let (_, heard) = page.next().await.expect("an event");
    assert_eq!(heard["id"], first, "the session of somebody else is not heard");

    put(&app, &admin, &supervisor, &therapist).await.expect(204);
    let second = app.upload(&therapist, &ada, wav(500)).await;
    assert_eq!(page.next().await.expect("an event").1["id"], second);

    delete(&app, &admin, &supervisor, &therapist).await.expect(204);
    app.upload(&therapist, &ada, wav(500)).await;
    let last = app.upload(&other, &ben, wav(500)).await;
    assert_eq!(page.next().await.expect("an event").1["id"], last);
}

#[tokio::test]
async fn a_page_that_was_opened_in_another_role_hears_no_more() {
    let app = TestApp::start().await;
    let (admin, supervisor) = (app.user(Role::Admin).await, app.user(Role::Supervisor).await);
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    put(&app, &admin, &supervisor, &therapist).await.expect(204);
    let mut page = app.get("/api/events").by(&supervisor).listen().await;
    let sql = format!(
        "UPDATE users SET role = 'therapist' WHERE email = '{}'",
        supervisor.email
    );
    app.database.execute(&sql).await;
    app.upload(&therapist, &patient, wav(500)).await;
    assert_eq!(page.next().await, None);
}
