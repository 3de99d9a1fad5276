//! SendGrid and Amazon's SES, whose side is played by a server that writes down what it is asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use app::egress::Egress;
use app::mail::{Credentials, SendError, SendGrid, Ses};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::Clock;
use ring::digest::{SHA256, digest};
use ring::hmac;
use serde_json::{Value, json};
use support::TestApp;

use crate::post_office::{ADA, departures, message};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: Method,
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// A service that gives the same answer to everything.
#[derive(Clone)]
pub struct Service {
    answer: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Service {
    /// Opens one; returns it and its address.
    pub async fn open(answer: u16) -> (Self, String) {
        let service = Self {
            answer,
            asked: Arc::default(),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(note).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (service, url)
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn note(State(service): State<Service>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let text = |value: &axum::http::HeaderValue| value.to_str().expect("text").to_owned();
    let asked = Asked {
        method,
        path: uri.to_string(),
        headers: headers
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect(),
        body: String::from_utf8(body.to_vec()).expect("text"),
    };
    service.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
    let status = StatusCode::from_u16(service.answer).expect("a status");
    // What a service says of a mail may quote it; nothing of this may turn up anywhere.
    (
        status,
        [(header::LOCATION, "http://127.0.0.1:9/elsewhere")],
        format!("<{ADA}> is unknown here"),
    )
        .into_response()
}

fn outcome(status: u16) -> &'static str {
    match status {
        200..=299 => "sent",
        401 | 403 | 408 | 429 | 500.. => "temporary",
        _ => "permanent",
    }
}

fn told(result: &Result<app::mail::Sent, SendError>) -> &'static str {
    match result {
        Ok(_) => "sent",
        Err(SendError::Temporary(_)) => "temporary",
        Err(SendError::Permanent(_)) => "permanent",
    }
}

async fn sendgrid(url: &str) -> TestApp {
    let url = url.to_owned();
    TestApp::with_transport(move |database, clock| {
        let to = SendGrid::destination(&url).expect("an address");
        let egress = Egress::new(database.db.clone(), Arc::new(clock.clone()), false, vec![to]);
        Arc::new(SendGrid::new(Arc::new(egress), &url, "SG.secret".into()).expect("an address"))
    })
    .await
}

async fn ses(url: &str) -> TestApp {
    let url = url.to_owned();
    TestApp::with_transport(move |database, clock| {
        let to = Ses::destination(&url).expect("an address");
        let clock: Arc<dyn Clock> = Arc::new(clock.clone());
        let egress = Egress::new(database.db.clone(), clock.clone(), false, vec![to]);
        let credentials = Credentials {
            id: "AKIAIOSFODNN7EXAMPLE".into(),
            secret: SECRET.into(),
        };
        Arc::new(Ses::new(Arc::new(egress), clock, &url, "eu-central-1", credentials).expect("an address"))
    })
    .await
}

#[tokio::test]
async fn sendgrid_is_asked_as_its_documentation_says_and_may_not_track() {
    let (service, url) = Service::open(202).await;
    let app = sendgrid(&url).await;
    let mail = message(&app.clock);
    let sent = app.app.mailer.transport.send(&mail).await.expect("sent");
    let asked = service.asked().remove(0);
    assert_eq!((asked.method, asked.path.as_str()), (Method::POST, "/v3/mail/send"));
    assert_eq!(asked.headers["authorization"], "Bearer SG.secret");
    assert_eq!(asked.headers["content-type"], "application/json");
    let expected = json!({
        "personalizations": [{ "to": [{ "email": ADA }] }],
        "from": { "email": "desk@practice.example", "name": "Front desk" },
        "subject": mail.subject,
        "content": [{ "type": "text/plain", "value": mail.text }, { "type": "text/html", "value": mail.html }],
        "headers": { "Message-ID": mail.message_id(), "Auto-Submitted": "auto-generated" },
        "tracking_settings": {
            "click_tracking": { "enable": false, "enable_text": false },
            "open_tracking": { "enable": false },
            "subscription_tracking": { "enable": false },
        },
    });
    assert_eq!(serde_json::from_str::<Value>(&asked.body).expect("JSON"), expected);
    assert_eq!((departures(&app, mail.id).await, sent.bytes), (1, asked.body.len()));
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
        .as_ref()
        .to_vec()
}

/// The signature that Amazon would compute for what arrived.
fn signature(asked: &Asked, names: &str, scope: &str) -> String {
    let headers: String = names
        .split(';')
        .map(|name| format!("{name}:{}\n", asked.headers[name]))
        .collect();
    let body = hex(digest(&SHA256, asked.body.as_bytes()));
    let canonical = format!("{}\n{}\n\n{headers}\n{names}\n{body}", asked.method, asked.path);
    let canonical = hex(digest(&SHA256, canonical.as_bytes()));
    let to_sign = format!(
        "AWS4-HMAC-SHA256\n{}\n{scope}\n{canonical}",
        asked.headers["x-amz-date"]
    );
    let mut key = format!("AWS4{SECRET}").into_bytes();
    for part in scope.split('/') {
        key = keyed(&key, part);
    }
    hex(keyed(&key, &to_sign))
}

#[tokio::test]
async fn ses_is_asked_with_a_signature_that_fits_what_arrives() {
    let (service, url) = Service::open(200).await;
    let app = ses(&url).await;
    let mail = message(&app.clock);
    app.app.mailer.transport.send(&mail).await.expect("sent");
    let asked = service.asked().remove(0);
    assert_eq!(
        (&asked.method, asked.path.as_str()),
        (&Method::POST, "/v2/email/outbound-emails")
    );
    let at = app.now().utc().format("%Y%m%dT%H%M%SZ").to_string();
    assert_eq!(asked.headers["x-amz-date"], at);
    let scope = format!("{}/eu-central-1/ses/aws4_request", &at[..8]);
    let names = "content-type;host;x-amz-date";
    assert_eq!(
        asked.headers["authorization"],
        format!(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/{scope}, SignedHeaders={names}, Signature={}",
            signature(&asked, names, &scope)
        )
    );
    let part = |text: &str| json!({ "Data": text, "Charset": "UTF-8" });
    let expected = json!({
        "FromEmailAddress": "=?UTF-8?B?RnJvbnQgZGVzaw==?= <desk@practice.example>",
        "Destination": { "ToAddresses": [ADA] },
        "Content": { "Simple": {
            "Subject": part(&mail.subject),
            "Body": { "Text": part(&mail.text), "Html": part(&mail.html) },
            "Headers": [{ "Name": "Auto-Submitted", "Value": "auto-generated" }],
        } },
        "EmailTags": [{ "Name": "mail", "Value": mail.id.to_string() }],
    });
    assert_eq!(serde_json::from_str::<Value>(&asked.body).expect("JSON"), expected);
    assert_eq!(departures(&app, mail.id).await, 1);
}

#[tokio::test]
async fn what_a_service_answers_decides_whether_to_come_again_and_is_not_repeated() {
    for status in [200, 202, 302, 400, 401, 403, 413, 429, 500, 503] {
        let (service, url) = Service::open(status).await;
        for app in [sendgrid(&url).await, ses(&url).await] {
            let result = app.app.mailer.transport.send(&message(&app.clock)).await;
            assert_eq!(told(&result), outcome(status), "{status}: {result:?}");
            assert!(!format!("{result:?}").contains("ada"), "{result:?}");
        }
        assert_eq!(
            service.asked().len(),
            2,
            "{status}: asked once each, and no redirection is followed"
        );
    }
    let nowhere = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    for app in [sendgrid(&nowhere).await, ses(&nowhere).await] {
        let result = app.app.mailer.transport.send(&message(&app.clock)).await;
        assert_eq!(told(&result), "temporary", "{result:?}");
    }
}
