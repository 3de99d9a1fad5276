use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Person, TestApp};

async fn write(app: &TestApp, by: &Person, patient: &str, goal: Value) -> Answer {
    let uri = format!("/api/patients/{patient}/goals");
    app.post(&uri).by(by).json(&goal).send().await
}

async fn change(app: &TestApp, by: &Person, patient: &str, goal: &str, fields: Value) -> Answer {
    let uri = format!("/api/patients/{patient}/goals/{goal}");
    app.call("PATCH", &uri).by(by).json(&fields).send().await
}

#[tokio::test]
async fn a_goal_is_written_changed_met_and_opened_again() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let new = json!({ "text": " Sleep through ", "measure": "Five nights a week", "target_on": "2026-06-01" });
    let goal = write(&app, &therapist, &patient, new).await.expect(201).json();
    let now = app.now().rfc3339();
    let expected = json!({
        "id": goal["id"], "text": "Sleep through", "measure": "Five nights a week", "state": "open",
        "target_on": "2026-06-01", "author_id": therapist.id.to_string(), "created_at": now, "updated_at": now,
        "ended_at": null,
    });
    assert_eq!(goal, expected);
    let id = goal["id"].as_str().expect("an id");
    let met = json!({ "state": "met", "measure": null });
    let met = change(&app, &therapist, &patient, id, met).await.expect(200).json();
    assert_eq!(
        (&met["state"], &met["measure"], &met["ended_at"], &met["text"]),
        (&"met".into(), &Value::Null, &now.into(), &"Sleep through".into())
    );
    let open = change(&app, &therapist, &patient, id, json!({ "state": "open" })).await;
    assert_eq!(open.expect(200).json()["ended_at"], Value::Null);
    let list = app
        .get(&format!("/api/patients/{patient}/goals"))
        .by(&therapist)
        .send()
        .await;
    assert_eq!(list.expect(200).json().as_array().map(Vec::len), Some(1));
    assert_eq!(app.deeds(id, "goal_written").await, 3);
}

#[tokio::test]
async fn a_goal_that_is_not_acceptable_is_refused_with_its_field() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    for (goal, field) in [
        (json!({ "text": " " }), "text"),
        (json!({ "text": "x".repeat(1_001) }), "text"),
        (json!({ "text": "Sleep", "measure": "x".repeat(501) }), "measure"),
        (json!({ "text": "Sleep", "target_on": "soon" }), "target_on"),
    ] {
        let problem = write(&app, &therapist, &patient, goal).await.problem(422, "invalid");
        assert_eq!(problem["field"], field);
    }
    let goal = write(&app, &therapist, &patient, json!({ "text": "Sleep" }))
        .await
        .expect(201)
        .json();
    let id = goal["id"].as_str().expect("an id");
    let problem = change(&app, &therapist, &patient, id, json!({ "state": "done" })).await;
    assert_eq!(problem.problem(422, "invalid")["field"], "state");
}

#[tokio::test]
async fn a_goal_of_another_client_is_none() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let (one, two) = (app.patient(&therapist).await, app.patient(&therapist).await);
    let goal = write(&app, &therapist, &one, json!({ "text": "Sleep" }))
        .await
        .expect(201)
        .json();
    let id = goal["id"].as_str().expect("an id");
    let crossed = change(&app, &therapist, &two, id, json!({ "state": "met" })).await;
    crossed.problem(404, "not_found");
    let other = app.user(Role::Therapist).await;
    app.get(&format!("/api/patients/{one}/goals"))
        .by(&other)
        .send()
        .await
        .problem(404, "not_found");
}
