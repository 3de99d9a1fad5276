//! What somebody tries who means harm: forged and stolen tokens, other people's records, fields that nobody asked for, and
//! bodies that are made to break a parser. Taking over an account is in `takeover`, asking too often in `limits`.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::SessionId;
use domain::user::Role;
use ring::hmac;
use serde_json::{Map, Value, json};
use support::{Form, Person, TestApp, contract, wav};

/// The secret of the practice under test.
const SECRET: [u8; 32] = [7; 32];

fn part(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

fn claims_of(token: &str) -> Value {
    let claims = token.split('.').nth(1).expect("a JWT has three parts");
    let claims = URL_SAFE_NO_PAD.decode(claims).expect("base64");
    serde_json::from_slice(&claims).expect("JSON")
}

/// A token with a right signature by the right secret, whatever it says.
fn signed(header: &Value, claims: &Value) -> String {
    signed_with(hmac::HMAC_SHA256, header, claims)
}

fn signed_with(algorithm: hmac::Algorithm, header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", part(header), part(claims));
    let signature = hmac::sign(&hmac::Key::new(algorithm, &SECRET), message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn hs256() -> Value {
    json!({ "alg": "HS256", "typ": "JWT" })
}

/// The claims with some of them replaced; `null` takes one away.
fn changed(claims: &Value, changes: Value) -> Value {
    let mut claims = claims.clone();
    for (name, value) in changes.as_object().expect("an object") {
        let fields = claims.as_object_mut().expect("an object");
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    claims
}

async fn refused(app: &TestApp, what: &str, token: &str) {
    let answer = app.get("/api/auth/me").bearer(token).send().await;
    assert_eq!(answer.status, 401, "{what}: {}", answer.text());
    answer.problem(401, "unauthenticated");
    let cookie = app.get("/api/auth/me").header("cookie", format!("tb_access={token}"));
    assert_eq!(cookie.send().await.status, 401, "{what}, as a cookie");
}

#[tokio::test]
async fn a_token_of_another_algorithm_is_refused_even_with_a_right_signature() {
    let app = TestApp::start().await;
    let person = app.user(Role::Admin).await;
    let claims = claims_of(&person.token);
    app.get("/api/auth/me")
        .bearer(&signed(&hs256(), &claims))
        .send()
        .await
        .expect(200);

    for name in [
        "none", "None", "NONE", "nOnE", "", "RS256", "ES256", "PS256", "EdDSA", "HS384", "HS512", "hs256",
    ] {
        let header = json!({ "alg": name, "typ": "JWT" });
        // As if the secret were the public key of an asymmetric algorithm.
        refused(&app, name, &signed(&header, &claims)).await;
        let unsigned = format!("{}.{}.", part(&header), part(&claims));
        refused(&app, &format!("{name}, unsigned"), &unsigned).await;
        refused(
            &app,
            &format!("{name}, without a signature"),
            unsigned.trim_end_matches('.'),
        )
        .await;
    }
    let longer = [(hmac::HMAC_SHA384, "HS384"), (hmac::HMAC_SHA512, "HS512")];
    for (algorithm, name) in longer {
        let token = signed_with(algorithm, &json!({ "alg": name }), &claims);
        refused(&app, &format!("{name} with the practice's secret"), &token).await;
    }
    for header in [
        json!({ "typ": "JWT" }),
        json!({ "alg": null }),
        json!({ "alg": ["HS256"] }),
        json!("HS256"),
    ] {
        refused(&app, &header.to_string(), &signed(&header, &claims)).await;
    }
}

#[tokio::test]
async fn a_key_that_the_token_brings_along_is_not_used() {
    let app = TestApp::start().await;
    let person = app.user(Role::Admin).await;
    let claims = claims_of(&person.token);
    let own = [9; 32];
    let key = URL_SAFE_NO_PAD.encode(own);
    for header in [
        json!({ "alg": "HS256", "jwk": { "kty": "oct", "k": key } }),
        json!({ "alg": "HS256", "kid": "../../../../dev/null" }),
        json!({ "alg": "HS256", "kid": "' UNION SELECT 'x' --" }),
        json!({ "alg": "HS256", "jku": "https://evil.example/keys.json" }),
    ] {
        let message = format!("{}.{}", part(&header), part(&claims));
        for secret in [&own[..], b""] {
            let signature = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
            let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
            refused(&app, &header.to_string(), &token).await;
        }
    }
}

#[tokio::test]
async fn a_token_is_good_from_its_beginning_to_its_end_and_for_nothing_but_access() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let claims = claims_of(&person.token);
    let now = app.now().seconds();
    for changes in [
        json!({ "exp": now }),
        json!({ "exp": now - 1 }),
        json!({ "exp": null }),
        json!({ "exp": "never" }),
        json!({ "exp": -1 }),
        json!({ "iat": now + 3_600, "exp": now + 7_200 }),
        json!({ "iat": null }),
        json!({ "iat": i64::MAX, "exp": i64::MAX }),
        json!({ "nbf": now + 3_600 }),
        json!({ "type": "refresh" }),
        json!({ "type": "verify_email" }),
        json!({ "type": "reset_password" }),
        json!({ "type": "Access" }),
        json!({ "type": null }),
        json!({ "sid": null }),
        json!({ "sid": "nonsense" }),
        json!({ "sid": claims["sub"] }),
        json!({ "sub": null }),
    ] {
        refused(
            &app,
            &changes.to_string(),
            &signed(&hs256(), &changed(&claims, changes)),
        )
        .await;
    }
    let harmless = changed(&claims, json!({ "nbf": now, "role": "admin", "aud": "elsewhere" }));
    let me = app
        .get("/api/auth/me")
        .bearer(&signed(&hs256(), &harmless))
        .send()
        .await;
    assert_eq!(
        me.expect(200).json()["role"],
        "therapist",
        "a role in a token means nothing"
    );
}

#[tokio::test]
async fn one_bit_of_a_token_changes_everything() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (message, signature) = person.token.rsplit_once('.').expect("a signature");
    let bytes = URL_SAFE_NO_PAD.decode(signature).expect("base64");
    for bit in [0, 7, 100, 255] {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        refused(
            &app,
            "a signature",
            &format!("{message}.{}", URL_SAFE_NO_PAD.encode(bytes)),
        )
        .await;
    }
    refused(&app, "half a signature", &format!("{message}.{}", &signature[..20])).await;
    refused(&app, "a fourth part", &format!("{}.{signature}", person.token)).await;
    refused(&app, "a token of a megabyte", &"a".repeat(1 << 20)).await;
    let other = app.user(Role::Admin).await;
    let (admin, _) = other.token.rsplit_once('.').expect("a signature");
    refused(&app, "another's claims", &format!("{admin}.{signature}")).await;
}

#[tokio::test]
async fn neither_token_is_taken_for_the_other() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let tokens = app.sign_in(&person.email).await;
    refused(
        &app,
        "a refresh token",
        tokens["refresh_token"].as_str().expect("a token"),
    )
    .await;
    let as_refresh = json!({ "refresh_token": tokens["access_token"] });
    let answer = app.post("/api/auth/refresh").json(&as_refresh).send().await;
    answer.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_thief_who_uses_a_stolen_refresh_token_later_ends_the_login_for_both() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let stolen = app.sign_in(&person.email).await;
    let refresh = |tokens: &Value| {
        let body = json!({ "refresh_token": tokens["refresh_token"] });
        app.post("/api/auth/refresh").json(&body)
    };
    let owner = refresh(&stolen).send().await.expect(200).json();
    app.clock.advance(Duration::from_secs(60));
    refresh(&stolen).send().await.problem(401, "unauthenticated");
    refused(
        &app,
        "the owner's token",
        owner["access_token"].as_str().expect("a token"),
    )
    .await;
    refresh(&owner).send().await.problem(401, "unauthenticated");
    let login = claims_of(owner["access_token"].as_str().expect("a token"));
    assert_eq!(
        app.deeds(login["sid"].as_str().expect("an id"), "refresh_reused").await,
        1
    );
    app.get("/api/auth/me").by(&person).send().await.expect(200);
}

#[tokio::test]
async fn of_two_tabs_that_refresh_at_the_same_moment_one_wins_and_the_person_stays_in() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    for _ in 0..10 {
        let credentials = json!({ "email": person.email, "password": support::PASSWORD });
        let login = app
            .post("/api/auth/login")
            .header("x-therapybridge", "1")
            .json(&credentials);
        let login = login.send().await.expect(200);
        let cookie = format!("tb_refresh={}", login.cookie("tb_refresh"));
        let refresh = || {
            let request = app.post("/api/auth/refresh").header("x-therapybridge", "1");
            request.header("cookie", &cookie).send()
        };
        let (one, other) = tokio::join!(refresh(), refresh());
        let statuses = BTreeSet::from([one.status.as_u16(), other.status.as_u16()]);
        assert_eq!(statuses, BTreeSet::from([200, 409]), "{} {}", one.text(), other.text());
        let winner = if one.status == 200 { one } else { other };
        let access = format!("tb_access={}", winner.cookie("tb_access"));
        app.get("/api/auth/me")
            .header("cookie", &access)
            .send()
            .await
            .expect(200);
        let again = format!("tb_refresh={}", winner.cookie("tb_refresh"));
        let next = app
            .post("/api/auth/refresh")
            .header("x-therapybridge", "1")
            .header("cookie", again);
        next.send().await.expect(200);
    }
}

#[tokio::test]
async fn fields_that_nobody_asked_for_change_nothing() {
    let app = TestApp::start().await;
    let (one, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let id = "00000000-0000-7000-8000-000000000001";
    let patient = json!({
        "name": "Ada Okafor", "id": id, "therapist_id": other.id.to_string(), "user_id": other.id.to_string(),
        "created_at": "1970-01-01T00:00:00Z", "role": "admin", "is_active": false,
    });
    let made = app
        .post("/api/patients")
        .by(&one)
        .json(&patient)
        .send()
        .await
        .expect(201)
        .json();
    assert_ne!(made["id"], id);
    assert_eq!(made["therapist_id"], one.id.to_string());
    assert!(
        made["created_at"].as_str().is_some_and(|at| at.starts_with("2026")),
        "{made}"
    );
    let theirs = app.get("/api/patients").by(&other).send().await.expect(200).json();
    assert_eq!(theirs, json!([]));
    let twice = "{\"name\":\"Ada\",\"name\":\"Eve\"}";
    let twice = app
        .post("/api/patients")
        .by(&one)
        .header("content-type", "application/json")
        .body(Body::from(twice));
    twice.send().await.problem(422, "invalid");
}

/// Something that one person owns and another asks for.
struct Owned {
    owner: Person,
    session: String,
    /// Ids of everything: patient, session, account, login.
    ids: Vec<String>,
}

async fn owned(app: &TestApp) -> Owned {
    let owner = app.user(Role::Therapist).await;
    let patient = app.patient(&owner).await;
    let session = app.upload(&owner, &patient, wav(2_000)).await;
    app.run_jobs().await;
    let login = claims_of(&owner.token)["sid"].as_str().expect("an id").to_owned();
    let mut ids = vec![patient.clone(), session.clone(), owner.id.to_string(), login];
    // What can be made of further things is asked for by its id as well.
    let invitation = json!({ "email": "new@post.example", "first_name": "N", "last_name": "N", "role": "patient" });
    let made = app.post("/api/invitations").by(&owner).json(&invitation).send().await;
    if made.status == 201 {
        ids.push(made.json()["id"].as_str().expect("an id").to_owned());
    }
    Owned { owner, session, ids }
}

/// Every operation with an id in its path.
fn operations_with_ids() -> Vec<(String, &'static str, &'static Value)> {
    let all = contract::operations().filter(|(_, path, _)| path.contains('{'));
    all.collect()
}

/// The path with each of its ids replaced by this one.
fn with_id(template: &str, id: &str) -> String {
    let parts = template
        .split('/')
        .map(|part| if part.starts_with('{') { id } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// A JSON body with every field that the document lists, filled with this value; `None` where the operation takes none.
fn body(operation: &Value, value: &Value) -> Option<Value> {
    let mut schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_null() {
        return None;
    }
    if let Some(variants) = schema["oneOf"].as_array() {
        schema = variants.iter().find(|variant| variant["$ref"].is_string())?;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next()) {
        schema = &contract::document()["components"]["schemas"][name];
    }
    let fields = schema["properties"].as_object()?.keys();
    let fields: Map<String, Value> = fields.map(|field| (field.clone(), value.clone())).collect();
    Some(Value::Object(fields))
}

#[tokio::test]
async fn no_id_of_anything_tells_a_stranger_more_than_one_that_does_not_exist() {
    let app = TestApp::start().await;
    let owned = owned(&app).await;
    for role in [Role::Therapist, Role::Supervisor, Role::Patient] {
        for (method, template, operation) in operations_with_ids() {
            // A login per operation: an answer must not depend on what was asked before.
            let stranger = app.user(role).await;
            for value in [json!("x"), json!(null)] {
                let ask = async |id: &str| {
                    let mut call = app.call(&method, &with_id(template, id)).by(&stranger);
                    if let Some(body) = body(operation, &value) {
                        call = call.json(&body);
                    }
                    let answer = call.send().await;
                    (answer.status, answer.text())
                };
                let absent = ask(&SessionId::new(app.now()).to_string()).await;
                assert!(!absent.0.is_success(), "{method} {template}: {}", absent.1);
                for id in &owned.ids {
                    assert_eq!(ask(id).await, absent, "{role}: {method} {template} with {id}");
                }
            }
        }
    }
    let session = app.session(&owned.owner, &owned.session).await;
    assert_eq!(session["status"], "processed", "and nothing of it has changed");
    app.get("/api/auth/me").by(&owned.owner).send().await.expect(200);
}

#[tokio::test]
async fn an_id_in_a_query_is_no_way_in() {
    let app = TestApp::start().await;
    let owned = owned(&app).await;
    let stranger = app.user(Role::Therapist).await;
    let absent = SessionId::new(app.now()).to_string();
    let upload = async |patient: &str| {
        let form = Form::file("file", "session.wav", wav(500));
        let answer = app.upload_form(&stranger, patient, &form).send().await;
        (answer.status, answer.text())
    };
    let list = async |patient: &str| {
        let answer = app
            .get(&format!("/api/sessions?patient_id={patient}"))
            .by(&stranger)
            .send()
            .await;
        (answer.status, answer.text())
    };
    let (refused, empty) = (upload(&absent).await, list(&absent).await);
    assert_eq!((refused.0.as_u16(), empty.1.as_str()), (404, "[]"));
    for id in &owned.ids {
        assert_eq!(upload(id).await, refused);
        assert_eq!(list(id).await, empty);
        let cursor = app
            .get(&format!("/api/sessions?limit=5&cursor={id}"))
            .by(&stranger)
            .send()
            .await;
        assert_eq!(cursor.expect(200).json()["items"], json!([]));
    }
}

/// Texts that have broken parsers, terminals, spreadsheets, logs and databases.
fn hostile() -> Vec<String> {
    let texts = [
        "",
        "\0",
        "a\0b@c.example",
        "a@b.example\r\nBcc: everybody@c.example",
        "\r\nSet-Cookie: tb_access=evil\r\n\r\n<script>",
        "\u{1b}[2J\u{1b}]0;evil\u{7}",
        "{\"level\":\"ERROR\",\"message\":\"forged\"}\n",
        "'; DROP TABLE users; --",
        "\" OR 1=1 --",
        "{{7*7}}${7*7}<%= 7*7 %>",
        "%s%s%n%x",
        "=cmd|' /C calc'!A0",
        "../../../../etc/passwd",
        "\u{202e}\u{2066}gnp.exe",
        "\u{ffff}\u{fffd}\u{10ffff}",
        "e\u{301}\u{301}\u{301}",
        "-1",
        "99999999999999999999999999",
        "1e999",
        "NaN",
        "true",
        "null",
        "9223372036854775808",
        "0000-00-00T00:00:00Z",
        "+275760-09-13T00:00:00.001Z",
    ];
    let long = ["a".repeat(100_000), "\u{1f701}".repeat(5_000)];
    texts.into_iter().map(str::to_owned).chain(long).collect()
}

/// Everything that takes JSON.
fn operations_with_json() -> Vec<(String, String, &'static Value)> {
    let all = contract::operations()
        .filter(|(_, _, operation)| operation["requestBody"]["content"]["application/json"].is_object());
    let id = "00000000-0000-7000-8000-000000000001";
    all.map(|(method, path, operation)| (method, with_id(path, id), operation))
        .collect()
}

/// Sends a body to an operation as each kind of caller. `Call::send` compares the answer with the document; what is left to see
/// is that nothing broke inside.
async fn survives(app: &TestApp, callers: &[Option<Person>], method: &str, path: &str, bytes: &[u8]) {
    for caller in callers {
        let mut call = app.call(method, path).header("content-type", "application/json");
        if let Some(person) = caller {
            call = call.by(person);
        }
        let answer = call.body(Body::from(bytes.to_vec())).send().await;
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]);
        assert!(
            !answer.status.is_server_error(),
            "{method} {path} {start:?}: {}",
            answer.text()
        );
        assert_ne!(answer.status, 429, "{method} {path}");
    }
}

async fn callers(app: &TestApp) -> [Option<Person>; 3] {
    let (therapist, admin) = (app.user(Role::Therapist).await, app.user(Role::Admin).await);
    [None, Some(therapist), Some(admin)]
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_and_one_that_is_nested_too_deeply_too() {
    let app = TestApp::start().await;
    for (method, path, _) in operations_with_json() {
        let person = app.user(Role::Therapist).await;
        let send = |text: String| {
            let call = app
                .call(&method, &path)
                .by(&person)
                .header("content-type", "application/json");
            call.body(Body::from(text)).send()
        };
        let space = " ".repeat((1 << 20) + 1);
        send(space).await.problem(413, "payload_too_large");
        for depth in [200, 100_000] {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            send(format!("{open}{close}")).await.problem(422, "invalid");
            // A field that is not read is passed over, however deep it is.
            let (field, end) = ("{\"x\":".repeat(depth), "}".repeat(depth));
            for ignored in [format!("{{\"x\":{open}{close}}}"), format!("{field}1{end}")] {
                let answer = send(ignored).await;
                assert!(answer.status.is_client_error(), "{method} {path}: {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn no_json_breaks_anything_whoever_sends_it_wherever() {
    let app = TestApp::start().await;
    let odd: [&[u8]; 16] = [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b"\"text\"",
        b"1e400",
        b"-0",
        b"[1,2",
        b"{\"email\":\"\\ud800\",\"token\":\"\\ud800\"}",
        b"{\"email\":\"\xff\xfe\"}",
        b"\xef\xbb\xbf{}",
        b"{}{}",
        b"{\"a\":1,\"a\":2}",
        b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/passwd\">]><x>&y;</x>",
        b"email=a&password=b",
    ];
    for (method, path, operation) in operations_with_json() {
        let callers = callers(&app).await;
        for bytes in odd {
            survives(&app, &callers, &method, &path, bytes).await;
        }
        for value in [json!(-1), json!(1e308), json!(true), json!([]), json!({}), json!([[]])] {
            let Some(body) = body(operation, &value) else { continue };
            survives(&app, &callers, &method, &path, body.to_string().as_bytes()).await;
        }
        for text in hostile() {
            let Some(body) = body(operation, &json!(text)) else {
                continue;
            };
            survives(&app, &callers, &method, &path, body.to_string().as_bytes()).await;
        }
    }
    app.get("/health").send().await.expect(200);
}

/// Escapes everything, so that the text arrives whatever it is.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn no_path_and_no_query_breaks_anything() {
    let app = TestApp::start().await;
    let texts: Vec<String> = hostile().into_iter().filter(|text| text.len() < 1_000).collect();
    for (method, template, operation) in contract::operations() {
        // A stream would not end, and what ends the login would end this test.
        if template == "/api/events" || method != Method::GET.as_str() {
            continue;
        }
        let id = "00000000-0000-7000-8000-000000000001";
        let none = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap_or(&none);
        let queries = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let queries = queries.filter_map(|parameter| parameter["name"].as_str());
        let plain = with_id(template, id);
        let mut uris: Vec<String> = Vec::new();
        for query in queries {
            uris.extend(texts.iter().map(|text| format!("{plain}?{query}={}", escaped(text))));
            uris.push(format!("{plain}?{query}=%FF%FE&{query}=1&{query}[]=2"));
        }
        if template.contains('{') {
            let whole = texts.iter().filter(|text| !text.is_empty());
            uris.extend(whole.map(|text| with_id(template, &escaped(text))));
            uris.push(with_id(template, "%FF%FE"));
        }
        for caller in callers(&app).await.into_iter().flatten() {
            for uri in &uris {
                let answer = app.get(uri).by(&caller).send().await;
                assert!(!answer.status.is_server_error(), "{uri}: {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn a_header_cannot_write_more_into_the_trail_than_a_line_of_text() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let credentials = json!({ "email": person.email, "password": "wrong" });
    let long = "Mozilla/5.0 ".repeat(20_000);
    let odd = "Mozilla \u{85}\u{9b}2J \u{202e}gnp \u{2066}\ttab";
    for agent in [long.as_str(), odd] {
        let request = app
            .post("/api/auth/login")
            .header("user-agent", agent)
            .json(&credentials);
        request.send().await.problem(401, "unauthenticated");
    }
    let longest = app
        .database
        .number("SELECT CAST(COALESCE(MAX(LENGTH(agent)), 0) AS BIGINT) FROM audit")
        .await;
    assert_eq!(longest, 200);
    let clean = "SELECT COUNT(*) FROM audit WHERE agent = 'Mozilla 2J gnp tab'";
    assert_eq!(app.database.number(clean).await, 1);
    // The connection's address is taken; what a stranger claims is not.
    let forged = app
        .post("/api/auth/login")
        .from("198.51.100.9")
        .header("x-forwarded-for", "10.9.9.9\u{9}, evil");
    forged.json(&credentials).send().await.problem(401, "unauthenticated");
    let noted = "SELECT COUNT(*) FROM audit WHERE address = '198.51.100.9'";
    assert_eq!(app.database.number(noted).await, 1);
    assert_eq!(
        app.database
            .number("SELECT COUNT(*) FROM audit WHERE address LIKE '%10.9%'")
            .await,
        0
    );
}
