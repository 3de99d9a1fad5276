//! Compares answers with the API document.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock, PoisonError};

use axum::http::{Method, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};

/// The document that the running code describes itself with.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::to_value(api::openapi()).expect("the document is JSON"))
}

/// An operation of the document: its method in upper case, its path template and its description.
pub fn operations() -> impl Iterator<Item = (String, &'static str, &'static Value)> {
    let paths = document()["paths"].as_object().expect("the document has paths");
    paths.iter().flat_map(|(path, item)| {
        let operations = item.as_object().expect("a path is an object").iter();
        operations.map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
    })
}

/// Whether a path is an instance of a template such as `/api/sessions/{id}`.
fn matches(template: &str, path: &str) -> bool {
    let path = if path.len() > 1 {
        path.trim_end_matches('/')
    } else {
        path
    };
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(place), Some(part)) if place == part || (place.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}

fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    // `/api/sessions/upload` is no session's id: a literal path goes before a template.
    static LITERAL_FIRST: LazyLock<Vec<(String, &'static str, &'static Value)>> = LazyLock::new(|| {
        let mut all: Vec<_> = operations().collect();
        all.sort_by_key(|(_, template, _)| template.contains('{'));
        all
    });
    let mut all = LITERAL_FIRST.iter();
    let found = all.find(|(verb, template, _)| verb == method.as_str() && matches(template, path));
    found.map(|(_, _, operation)| *operation)
}

/// The judge of one schema of the document. Making one costs more than the request whose answer it judges, so each is made once.
fn validator(schema: &'static Value) -> Arc<Validator> {
    // By where the schema stands: the document is never moved.
    static MADE: LazyLock<Mutex<HashMap<usize, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let judge = made.entry(std::ptr::from_ref(schema).addr()).or_insert_with(|| {
        let whole = json!({ "allOf": [schema], "components": document()["components"] });
        Arc::new(jsonschema::validator_for(&whole).expect("schemas of the document are valid"))
    });
    judge.clone()
}

/// Checks that the document knows this status of this operation and that a JSON body has the described form. Paths that are not
/// in the document (pages, unknown endpoints) are not judged.
///
/// # Panics
/// When the answer is not what the document says.
pub fn check(method: &Method, path: &str, status: StatusCode, content_type: &str, body: &[u8]) {
    let Some(operation) = operation(method, path) else {
        return;
    };
    // A defect can show itself anywhere; the document does not repeat that for every operation.
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        return;
    }
    let response = &operation["responses"][status.as_str()];
    assert!(
        response.is_object(),
        "{method} {path} answered {status}, which the document does not mention: {}",
        String::from_utf8_lossy(body)
    );
    let media = content_type.split(';').next().unwrap_or_default().trim();
    if !matches!(media, "application/json" | "application/problem+json") {
        return;
    }
    let schema = &response["content"][media]["schema"];
    assert!(
        schema.is_object(),
        "{method} {path} answered {status} with JSON that the document does not describe"
    );
    let body: Value = serde_json::from_slice(body).expect("a JSON answer is JSON");
    let errors: Vec<String> = validator(schema)
        .iter_errors(&body)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(
        errors.is_empty(),
        "{method} {path} answered {status}, but not in the described form: {errors:#?}"
    );
}
