use std::path::Path;

use serde_json::Value;
use support::{TestApp, contract};

#[test]
fn the_committed_document_is_the_one_the_code_describes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/openapi.json");
    let committed = std::fs::read_to_string(path).expect("web/openapi.json is there");
    let described = api::openapi().to_pretty_json().expect("the document is JSON");
    assert!(
        committed.trim_end() == described,
        "web/openapi.json is not what the code describes; run `make generate`"
    );
}

#[tokio::test]
async fn the_document_and_its_pages_are_served_by_the_appliance_itself() {
    let app = TestApp::start().await;
    let served = app.get("/api/openapi.json").send().await.expect(200).json();
    assert_eq!(&served, contract::document());
    let page = app.get("/docs/").send().await.expect(200);
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{:?}",
        page.headers
    );
    assert!(
        !page.text().contains("https://"),
        "the pages load nothing from elsewhere: {}",
        page.text()
    );
}

#[test]
fn every_operation_says_what_it_is_and_every_protected_one_mentions_401() {
    for (method, path, operation) in contract::operations() {
        let what = format!("{method} {path}");
        assert!(
            operation["summary"].as_str().is_some_and(|text| text.len() > 5),
            "{what} has no summary"
        );
        assert!(operation["operationId"].is_string(), "{what} has no name");
        let open = operation.get("security").is_some();
        assert!(
            open || operation["responses"]["401"].is_object(),
            "{what} does not mention 401"
        );
    }
}

#[test]
fn every_failure_is_described_as_a_problem() {
    for (method, path, operation) in contract::operations() {
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
            // A range that cannot be had has no body, and an unhealthy appliance still describes its health.
            let exempt = matches!((path, status.as_str()), ("/health", "503") | (_, "416"));
            if status.as_str() >= "400" && !exempt {
                assert_eq!(
                    schema,
                    &Value::from("#/components/schemas/Problem"),
                    "{method} {path} {status}"
                );
            }
        }
    }
}

#[test]
fn every_limited_operation_mentions_429_and_every_one_with_a_json_body_413() {
    for (method, path, operation) in contract::operations() {
        let mentions = |status: &str| operation["responses"][status].is_object();
        let is_limited = path.starts_with("/api/") && path != "/api/events";
        assert_eq!(mentions("429"), is_limited, "{method} {path}");
        if operation["requestBody"]["content"]["application/json"].is_object() {
            assert!(mentions("413"), "{method} {path}");
        }
    }
}
