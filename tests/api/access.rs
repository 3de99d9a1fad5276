use std::collections::BTreeSet;

use domain::user::Role;
use serde_json::json;
use support::{TestApp, contract, golden};

/// What anybody gets without signing in: every operation, and its status when it is called with nothing at all. An operation
/// that is not public answers 401.
const OPERATIONS: [(&str, &str, u16); 20] = [
    ("GET", "/", 200),
    ("GET", "/health", 200),
    ("GET", "/api/health/connections", 200),
    ("POST", "/api/auth/login", 422),
    ("POST", "/api/auth/refresh", 401),
    ("POST", "/api/auth/logout", 401),
    ("GET", "/api/auth/me", 401),
    ("GET", "/api/patients", 401),
    ("POST", "/api/patients", 401),
    ("GET", "/api/patients/{id}", 401),
    ("GET", "/api/sessions", 401),
    ("POST", "/api/sessions/upload", 401),
    ("GET", "/api/sessions/{id}", 401),
    ("GET", "/api/sessions/{id}/notes", 401),
    ("POST", "/api/sessions/{id}/extract-notes", 401),
    ("GET", "/api/sessions/{id}/transcript", 401),
    ("GET", "/api/sessions/{id}/audio", 401),
    ("POST", "/api/sessions/{id}/cancel", 401),
    ("POST", "/api/sessions/{id}/retry", 401),
    ("GET", "/api/events", 401),
];

/// The operations that need no login.
const PUBLIC: [&str; 5] = [
    "/",
    "/health",
    "/api/health/connections",
    "/api/auth/login",
    "/api/auth/refresh",
];

#[test]
fn the_access_table_is_the_reviewed_one() {
    golden("access-table.txt", &domain::access::table());
}

#[test]
fn the_stage_table_is_the_reviewed_one() {
    golden("stage-table.txt", &domain::session::table());
}

#[test]
fn the_job_table_is_the_reviewed_one() {
    golden("job-table.txt", &domain::job::table());
}

#[test]
fn every_operation_of_the_document_is_in_the_table_of_this_suite() {
    let documented: BTreeSet<_> = contract::operations()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let known: BTreeSet<_> = OPERATIONS
        .iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    assert_eq!(documented, known);
}

#[test]
fn the_document_says_which_operations_are_public() {
    for (method, path, operation) in contract::operations() {
        let open = operation.get("security") == Some(&json!([{}]));
        assert_eq!(open, PUBLIC.contains(&path), "{method} {path}");
    }
}

#[tokio::test]
async fn nothing_but_the_public_operations_answers_without_a_login() {
    let app = TestApp::start().await;
    for (method, path, status) in OPERATIONS {
        let uri = path.replace("{id}", &domain::SessionId::new(app.now()).to_string());
        let answer = app.call(method, &uri).send().await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}: {}", answer.text());
        if status == 401 {
            answer.problem(401, "unauthenticated");
        } else {
            assert!(PUBLIC.contains(&path), "{method} {path} answers without a login");
        }
    }
}

#[tokio::test]
async fn each_role_may_call_what_the_access_table_says() {
    let app = TestApp::start().await;
    let absent = domain::SessionId::new(app.now());
    for role in Role::ALL {
        let person = app.user(role).await;
        let add = app
            .post("/api/patients")
            .by(&person)
            .json(&json!({ "name": "Ada" }))
            .send()
            .await;
        assert_eq!(
            add.status.as_u16(),
            if role == Role::Therapist { 201 } else { 403 },
            "{role}"
        );
        for path in ["/api/auth/me", "/api/patients", "/api/sessions"] {
            app.get(path).by(&person).send().await.expect(200);
        }
        app.get(&format!("/api/sessions/{absent}"))
            .by(&person)
            .send()
            .await
            .problem(404, "not_found");
    }
}
