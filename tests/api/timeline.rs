use std::time::Duration;

use domain::user::Role;
use serde_json::{Value, json};
use support::{Person, TestApp, wav};

async fn page(app: &TestApp, by: &Person, patient: &str, query: &str) -> Value {
    let uri = format!("/api/patients/{patient}/timeline{query}");
    app.get(&uri).by(by).send().await.expect(200).json()
}

fn entries(page: &Value) -> Vec<Value> {
    page["entries"].as_array().expect("entries").clone()
}

#[tokio::test]
async fn what_happened_is_told_newest_first_with_the_topics_of_sessions() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    app.run_jobs().await;
    app.clock.advance(Duration::from_secs(60));
    let goals = format!("/api/patients/{patient}/goals");
    let goal = app
        .post(&goals)
        .by(&therapist)
        .json(&json!({ "text": "Sleep" }))
        .send()
        .await;
    let goal = goal.expect(201).json()["id"].as_str().expect("an id").to_owned();
    app.clock.advance(Duration::from_secs(60));
    let met = app.call("PATCH", &format!("{goals}/{goal}")).by(&therapist);
    met.json(&json!({ "state": "met" })).send().await.expect(200);

    let all = page(&app, &therapist, &patient, "").await;
    assert_eq!(all["next"], Value::Null);
    let all = entries(&all);
    let told: Vec<_> = all
        .iter()
        .map(|entry| (entry["kind"].as_str().unwrap_or_default(), entry["state"].as_str()))
        .collect();
    let mut expected = vec![
        ("goal", Some("met")),
        ("goal", Some("open")),
        ("session", Some("processed")),
    ];
    expected.extend([("consent", Some("given")); 5]);
    // The meeting that was recorded began before all of it.
    expected.push(("appointment", Some("attended")));
    assert_eq!(told, expected);
    assert_eq!((&all[0]["id"], &all[2]["id"]), (&goal.into(), &session.into()));
    let topics = all[2]["topics"].as_array().expect("topics");
    assert!(!topics.is_empty(), "{}", all[2]);
    assert_eq!(all[0]["topics"], json!([]));
}

#[tokio::test]
async fn pages_of_any_size_together_are_the_whole_and_share_nothing() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    // All in the same moment: only the whole position tells two entries apart.
    for number in 0..7 {
        let goal = json!({ "text": format!("Goal {number}") });
        let goals = format!("/api/patients/{patient}/goals");
        let goal = app
            .post(&goals)
            .by(&therapist)
            .json(&goal)
            .send()
            .await
            .expect(201)
            .json();
        let uri = format!("{goals}/{}", goal["id"].as_str().expect("an id"));
        let dropped = app
            .call("PATCH", &uri)
            .by(&therapist)
            .json(&json!({ "state": "dropped" }));
        dropped.send().await.expect(200);
    }
    let whole = entries(&page(&app, &therapist, &patient, "?limit=200").await);
    assert_eq!(whole.len(), 5 + 14);
    for size in [1, 2, 5, 18, 19, 20] {
        let mut found = Vec::new();
        let mut query = format!("?limit={size}");
        loop {
            let next = page(&app, &therapist, &patient, &query).await;
            let some = entries(&next);
            assert!(!some.is_empty() && some.len() <= size, "{size}");
            found.extend(some);
            let Some(cursor) = next["next"].as_str() else { break };
            query = format!("?limit={size}&before={cursor}");
        }
        assert_eq!(found, whole, "{size}");
    }
    let uri = format!("/api/patients/{patient}/timeline?before=yesterday");
    let wrong = app.get(&uri).by(&therapist).send().await;
    assert_eq!(wrong.problem(422, "invalid")["field"], "before");
}

#[tokio::test]
async fn the_timeline_of_somebody_elses_client_looks_like_that_of_nobody() {
    let app = TestApp::start().await;
    let (mine, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let patient = app.patient(&mine).await;
    let uri = format!("/api/patients/{patient}/timeline");
    app.get(&uri).by(&other).send().await.problem(404, "not_found");
}
