//! What every answer tells the browser, and which other origins may ask.

use app::Settings;
use domain::user::Role;
use serde_json::json;
use support::{TestApp, contract};

async fn with_origins(origins: &[&str]) -> TestApp {
    let http = api::Config {
        cors_origins: origins.iter().map(|origin| (*origin).into()).collect(),
        ..api::Config::default()
    };
    TestApp::served(Settings::default(), &http).await
}

#[tokio::test]
async fn no_script_runs_that_is_not_a_file_of_our_own() {
    let app = TestApp::start().await;
    let policy = app.get("/").send().await.header("content-security-policy").to_owned();
    let directive = |name: &str| {
        let found = policy.split(';').map(str::trim).find(|part| part.starts_with(name));
        found.unwrap_or_else(|| panic!("no {name}: {policy}")).to_owned()
    };
    assert_eq!(directive("script-src"), "script-src 'self'");
    assert_eq!(directive("connect-src"), "connect-src 'self'");
    for name in ["object-src", "frame-src", "base-uri", "frame-ancestors"] {
        assert_eq!(directive(name), format!("{name} 'none'"));
    }
    assert!(!policy.contains("unsafe-eval") && !policy.contains("http"), "{policy}");
}

#[tokio::test]
async fn every_answer_keeps_its_window_and_its_bytes_to_itself() {
    let app = TestApp::start().await;
    for path in ["/", "/health", "/api/auth/me", "/api/nothing", "/assets/none.js"] {
        let answer = app.get(path).send().await;
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        let permissions = answer.header("permissions-policy");
        assert!(
            permissions.contains("camera=()") && permissions.contains("microphone=(self)"),
            "{permissions}"
        );
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "without TLS there is nothing to insist on"
        );
    }
}

#[tokio::test]
async fn over_tls_browsers_are_told_to_insist_and_cookies_to_stay() {
    let http = api::Config {
        secure_cookies: true,
        ..api::Config::default()
    };
    let app = TestApp::served(Settings::default(), &http).await;
    let person = app.user(Role::Therapist).await;
    let credentials = json!({ "email": person.email, "password": support::PASSWORD });
    let answer = app
        .post("/api/auth/login")
        .header("x-therapybridge", "1")
        .json(&credentials);
    let answer = answer.send().await.expect(200);
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    assert!(
        answer.cookies().iter().all(|cookie| cookie.contains("Secure")),
        "{:?}",
        answer.cookies()
    );
}

#[tokio::test]
async fn a_named_origin_may_call_with_cookies_and_no_other_may_call_at_all() {
    let app = with_origins(&["https://a.example", "http://localhost:3000"]).await;
    for origin in ["https://a.example", "http://localhost:3000"] {
        let answer = app.get("/health").header("origin", origin).send().await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), origin);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        assert!(answer.header("vary").contains("origin"), "{:?}", answer.headers);
    }
    for origin in [
        "https://a.example.evil.example",
        "https://A.example",
        "null",
        "http://a.example",
    ] {
        let answer = app.get("/health").header("origin", origin).send().await.expect(200);
        assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
    }
}

#[tokio::test]
async fn any_origin_means_no_cookies() {
    let app = with_origins(&["*"]).await;
    let answer = app
        .get("/health")
        .header("origin", "https://a.example")
        .send()
        .await
        .expect(200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "");
}

#[tokio::test]
async fn a_preflight_names_the_headers_of_the_interface() {
    let app = with_origins(&["https://a.example"]).await;
    let answer = app
        .call("OPTIONS", "/api/patients")
        .header("origin", "https://a.example")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type")
        .send()
        .await
        .expect(200);
    let allowed = answer.header("access-control-allow-headers");
    assert!(
        allowed.contains("authorization") && allowed.contains("content-type"),
        "{allowed}"
    );
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
}

#[tokio::test]
async fn a_method_that_an_endpoint_does_not_have_is_a_problem_that_names_those_it_has() {
    let app = TestApp::start().await;
    let answer = app.call("DELETE", "/api/patients").send().await;
    let allow = answer.header("allow").to_owned();
    answer.problem(405, "method_not_allowed");
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    for (_, path, _) in contract::operations().filter(|(_, path, _)| path.starts_with("/api/")) {
        let uri = path.replace(['{', '}'], "");
        app.call("PROPFIND", &uri)
            .send()
            .await
            .problem(405, "method_not_allowed");
    }
}
