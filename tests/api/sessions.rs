use std::collections::HashSet;

use domain::user::Role;
use engine::Error;
use protocol::Failure;
use serde_json::{Value, json};
use support::engines::Hears;
use support::{Person, TestApp, wav};

async fn list(app: &TestApp, person: &Person, query: &str) -> Value {
    app.get(&format!("/api/sessions{query}"))
        .by(person)
        .send()
        .await
        .expect(200)
        .json()
}

fn ids(sessions: &Value) -> Vec<String> {
    let sessions = sessions.as_array().expect("a list");
    sessions
        .iter()
        .map(|session| session["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[tokio::test]
async fn sessions_are_listed_newest_first_and_filtered_by_client_and_status() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let (ada, ben) = (app.patient(&therapist).await, app.patient(&therapist).await);
    let first = app.upload(&therapist, &ada, wav(500)).await;
    app.run_jobs().await;
    app.asr.next(Hears::Nothing(Error::Refused(Failure::Empty)));
    let second = app.upload(&therapist, &ben, wav(500)).await;
    app.run_jobs().await;
    let third = app.upload(&therapist, &ada, wav(500)).await;

    assert_eq!(
        ids(&list(&app, &therapist, "").await),
        [third.as_str(), &second, &first]
    );
    assert_eq!(
        ids(&list(&app, &therapist, &format!("?patient_id={ada}")).await),
        [third.as_str(), &first]
    );
    for (status, id) in [("processed", &first), ("failed", &second), ("uploading", &third)] {
        assert_eq!(
            ids(&list(&app, &therapist, &format!("?status={status}")).await),
            [id.as_str()],
            "{status}"
        );
    }
    assert_eq!(
        ids(&list(&app, &therapist, &format!("?patient_id={ben}&status=failed")).await),
        [second.as_str()]
    );
    assert_eq!(
        list(&app, &therapist, &format!("?patient_id={ben}&status=processed")).await,
        json!([])
    );
    assert_eq!(
        ids(&list(&app, &therapist, "?status=").await).len(),
        3,
        "an empty filter is none"
    );
    let summary = &list(&app, &therapist, "").await[2];
    assert_eq!(
        (summary.get("transcript_text"), summary.get("extracted_notes")),
        (None, None)
    );
}

#[tokio::test]
async fn a_filter_that_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    for (query, field) in [("?status=done", "status"), ("?limit=5&cursor=x", "cursor")] {
        let answer = app.get(&format!("/api/sessions{query}")).by(&therapist).send().await;
        assert_eq!(answer.problem(422, "invalid")["field"], field);
    }
    for query in ["?patient_id=7", "?limit=-1", "?limit=many"] {
        app.get(&format!("/api/sessions{query}"))
            .by(&therapist)
            .send()
            .await
            .problem(422, "invalid");
    }
}

#[tokio::test]
async fn pages_walk_over_every_session_exactly_once() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let mut uploaded = HashSet::new();
    for _ in 0..7 {
        uploaded.insert(app.upload(&therapist, &patient, wav(500)).await);
    }
    for (limit, pages) in [(3, 3), (7, 1), (1, 7), (0, 7), (500, 1)] {
        let (mut walked, mut cursor, mut turns) = (Vec::new(), String::new(), 0);
        loop {
            let page = list(&app, &therapist, &format!("?limit={limit}{cursor}")).await;
            walked.extend(ids(&page["items"]));
            turns += 1;
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(turns, pages, "limit {limit}");
        assert_eq!(walked, ids(&list(&app, &therapist, "").await), "limit {limit}");
        assert_eq!(walked.into_iter().collect::<HashSet<_>>(), uploaded);
    }
}

#[tokio::test]
async fn a_new_session_between_two_pages_neither_repeats_nor_hides_one() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    for _ in 0..4 {
        app.upload(&therapist, &patient, wav(500)).await;
    }
    let before = ids(&list(&app, &therapist, "").await);
    let first = list(&app, &therapist, "?limit=2").await;
    app.upload(&therapist, &patient, wav(500)).await;
    let cursor = first["next"].as_str().expect("there is another page");
    let second = list(&app, &therapist, &format!("?limit=2&cursor={cursor}")).await;
    assert_eq!([ids(&first["items"]), ids(&second["items"])].concat(), before);
}

#[tokio::test]
async fn nobody_else_reaches_a_session_and_it_looks_absent_to_them() {
    let app = TestApp::start().await;
    let (_, session) = app.processed_session().await;
    let absent = domain::SessionId::new(app.now()).to_string();
    let operations = [
        ("GET", ""),
        ("GET", "/notes"),
        ("GET", "/transcript"),
        ("GET", "/audio"),
        ("POST", "/extract-notes"),
        ("POST", "/cancel"),
        ("POST", "/retry"),
    ];
    for role in Role::ALL {
        let other = app.user(role).await;
        for (method, path) in operations {
            let hidden = app
                .call(method, &format!("/api/sessions/{session}{path}"))
                .by(&other)
                .send()
                .await;
            let missing = app
                .call(method, &format!("/api/sessions/{absent}{path}"))
                .by(&other)
                .send()
                .await;
            let what = format!("{role} {method} {path}");
            assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body), "{what}");
            assert_eq!(hidden.headers, missing.headers, "{what}");
            hidden.problem(404, "not_found");
        }
        assert_eq!(list(&app, &other, "").await, json!([]), "{role}");
    }
    assert_eq!(app.deeds(&session, "redraft_requested").await, 0);
}
