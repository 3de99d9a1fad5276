use domain::user::Role;
use serde_json::json;
use support::engines::{no_model, ready};
use support::{TestApp, wav};

#[tokio::test]
async fn the_root_answers_programs_with_json_and_browsers_with_the_application() {
    let app = TestApp::start().await;
    let version = env!("CARGO_PKG_VERSION");
    let healthy = json!({ "status": "healthy", "service": "TherapyBridge", "version": version });
    for accept in ["*/*", "application/json"] {
        assert_eq!(
            app.get("/").header("accept", accept).send().await.expect(200).json(),
            healthy,
            "{accept}"
        );
    }
    let page = app
        .get("/")
        .header("accept", "text/html,application/xhtml+xml")
        .send()
        .await
        .expect(200);
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{:?}",
        page.headers
    );
    assert!(
        page.text().to_lowercase().starts_with("<!doctype html>"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn the_health_page_tells_database_engines_and_queue() {
    let app = TestApp::start().await;
    let health = app.get("/health").send().await.expect(200).json();
    let expected = json!({
        "status": "healthy",
        "database": "connected",
        "services": {
            "transcription": { "state": "ready", "model": "scripted-speech", "detail": "`scripted-speech` is ready on cpu." },
            "drafting": { "state": "no_model", "model": null, "detail": "There is no model in `/srv/models`." },
            "embedding": { "state": "no_model", "model": null, "detail": "There is no model in `/srv/models`." },
        },
        "queue": { "waiting": 0, "running": 0 },
        "version": env!("CARGO_PKG_VERSION"),
    });
    assert_eq!(health, expected);
}

#[tokio::test]
async fn health_is_degraded_while_no_recording_can_be_transcribed() {
    let app = TestApp::start().await;
    app.asr.set_readiness(no_model());
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    app.upload(&therapist, &patient, wav(500)).await;
    let health = app.get("/health").send().await.expect(200).json();
    assert_eq!(
        (&health["status"], &health["queue"]),
        (&"degraded".into(), &json!({ "waiting": 1, "running": 0 }))
    );
    app.asr.set_readiness(ready("ggml-small"));
    assert_eq!(app.get("/health").send().await.expect(200).json()["status"], "healthy");
}

#[tokio::test]
async fn health_says_when_the_database_does_not_answer() {
    let app = TestApp::start().await;
    app.app.db.close().await;
    let health = app.get("/health").send().await.expect(503).json();
    assert_eq!(
        (&health["status"], &health["database"]),
        (&"degraded".into(), &"unavailable".into())
    );
}

#[tokio::test]
async fn what_breaks_inside_is_answered_with_an_incident_number_and_nothing_else() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    app.app.db.close().await;
    let answer = app.get("/api/auth/me").by(&therapist).send().await;
    let problem = answer.problem(500, "internal");
    let incident = problem["incident"].as_str().expect("a number");
    assert!(
        problem["detail"].as_str().expect("a detail").contains(incident),
        "{problem}"
    );
    assert!(
        !problem.to_string().to_lowercase().contains("pool"),
        "the cause is for the log alone: {problem}"
    );
}

#[tokio::test]
async fn the_connection_report_has_the_contracts_fields() {
    let app = TestApp::start().await;
    let report = app.get("/api/health/connections").send().await.expect(200).json();
    assert!(
        report["active_connections"].as_i64().is_some_and(|count| count >= 1),
        "{report}"
    );
    let fixed = ["pool_size", "max_overflow", "worker_count", "theoretical_max"].map(|field| report[field].clone());
    assert_eq!(fixed, [10, 20, 1, 30]);
}

#[tokio::test]
async fn an_unknown_endpoint_is_a_problem_and_any_other_path_is_a_page() {
    let app = TestApp::start().await;
    for method in ["GET", "POST", "DELETE"] {
        app.call(method, "/api/nothing/here")
            .send()
            .await
            .problem(404, "not_found");
    }
    app.get("/api").send().await.problem(404, "not_found");
    let page = app.get("/sessions/of/today").send().await.expect(200);
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{:?}",
        page.headers
    );
    app.get("/assets/nothing.js").send().await.expect(404);
    app.post("/sessions/of/today").send().await.expect(405);
}

#[tokio::test]
async fn every_answer_tells_browsers_to_trust_no_other_origin_and_to_keep_nothing() {
    let app = TestApp::start().await;
    for path in ["/", "/health", "/api/auth/me", "/api/nothing", "/api/openapi.json"] {
        let answer = app.get(path).send().await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'self'") && policy.contains("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
    }
}

#[tokio::test]
async fn another_origin_may_not_call_unless_it_was_allowed() {
    let app = TestApp::start().await;
    let answer = app
        .get("/health")
        .header("origin", "https://elsewhere.example")
        .send()
        .await
        .expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "");
}
