//! What a therapist's browser does.

use std::time::Duration;

use reqwest::header::CONTENT_TYPE;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Response, StatusCode};
use serde_json::{Value, json};

use super::site::PASSWORD;
use super::{SOON, until};

/// Somebody who talks to one server, signed in or not.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    token: Option<String>,
}

impl Client {
    pub fn new(url: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        Self {
            http,
            url: url.to_owned(),
            token: None,
        }
    }

    pub async fn login(&self, email: &str, password: &str) -> Self {
        let answer = self
            .post("/api/auth/login", &json!({ "email": email, "password": password }))
            .await;
        let token = answer["access_token"]
            .as_str()
            .unwrap_or_else(|| panic!("{email} may not sign in: {answer}"));
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Asks, whatever the answer.
    pub async fn ask(&self, path: &str) -> reqwest::Result<Response> {
        self.request(reqwest::Method::GET, path).send().await
    }

    /// Asks for JSON, problems included.
    pub async fn get(&self, path: &str) -> Value {
        self.ask(path).await.expect("an answer").json().await.expect("JSON")
    }

    /// Asks for bytes.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.ask(path).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.bytes().await.expect("the whole body").into()
    }

    /// Sends JSON; returns the answer, problems included.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.request(reqwest::Method::POST, path);
        let answer = request
            .header(CONTENT_TYPE, "application/json")
            .body(body.to_string())
            .send()
            .await
            .expect("an answer");
        answer.json().await.expect("JSON")
    }

    /// Makes a client record and returns its id.
    pub async fn patient(&self, name: &str) -> String {
        self.patient_from(&json!({ "name": name })).await
    }

    /// Makes a client record of these fields, whose client agrees to everything, and returns its id.
    pub async fn patient_from(&self, fields: &Value) -> String {
        let patient = self.post("/api/patients", fields).await;
        let id = patient["id"]
            .as_str()
            .unwrap_or_else(|| panic!("no patient: {patient}"))
            .to_owned();
        let agreed = json!({
            "scopes": ["record", "transcribe", "ai_draft", "external_model", "portal"],
            "method": "in_person", "text_version": "2026-1", "language": "en",
        });
        let consents = self.post(&format!("/api/patients/{id}/consents"), &agreed).await;
        assert!(consents.is_array(), "no consents: {consents}");
        id
    }

    /// Sends a recording, whatever the answer.
    pub async fn send(&self, patient: &str, filename: &str, recording: impl Into<Body>) -> reqwest::Result<Response> {
        let form = Form::new().part("file", Part::stream(recording.into()).file_name(filename.to_owned()));
        let path = format!("/api/sessions/upload?patient_id={patient}");
        self.request(reqwest::Method::POST, &path).multipart(form).send().await
    }

    /// Stores a recording and returns its session's id.
    pub async fn upload(&self, patient: &str, filename: &str, recording: impl Into<Body>) -> String {
        let answer = self.send(patient, filename, recording).await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::CREATED);
        let session: Value = answer.json().await.expect("JSON");
        session["id"].as_str().expect("an id").to_owned()
    }

    pub async fn session(&self, id: &str) -> Value {
        self.get(&format!("/api/sessions/{id}")).await
    }

    /// Waits until a session is as it should be.
    pub async fn until(&self, id: &str, what: &str, limit: Duration, so: impl Fn(&Value) -> bool) -> Value {
        let ask = || async {
            let session = self.session(id).await;
            so(&session).then_some(session)
        };
        until(what, limit, ask).await
    }

    /// Waits until a session has its note.
    pub async fn until_processed(&self, id: &str) -> Value {
        self.until(id, "processed", SOON, |session| {
            assert_ne!(session["status"], "failed", "{session}");
            session["status"] == "processed"
        })
        .await
    }
}

/// A therapist's address in tests with one therapist.
pub const THERAPIST: &str = "ruth.adeyemi@harbour-practice.example";

/// Makes the therapist's account, starts the appliance, and signs in.
pub async fn open(site: &super::site::Site) -> (super::server::Server, Client) {
    site.account(THERAPIST, "therapist").await;
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    (server, client)
}
