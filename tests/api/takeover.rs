//! What somebody tries who wants an account that is not theirs, or more of their own than they were given.

use std::time::Duration;

use app::Settings;
use axum::body::Body;
use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Call, DEADLINE, PASSWORD, Person, TestApp, contract, totp};
use tokio::time::timeout;

async fn open_to_sign_up() -> TestApp {
    TestApp::with(Settings {
        signup: vec![Role::Therapist, Role::Patient],
        ..Settings::default()
    })
    .await
}

fn form(email: &str, role: &str) -> Value {
    json!({ "first_name": "Jane", "last_name": "Smith", "email": email, "password": "Quiet-Harbour-42!", "role": role })
}

#[tokio::test]
async fn nobody_becomes_an_administrator_or_supervisor_by_signing_up() {
    let app = open_to_sign_up().await;
    for role in [
        "admin",
        "supervisor",
        "Admin",
        "admin ",
        "ADMIN",
        "",
        "root",
        "therapist,admin",
    ] {
        let answer = app
            .post("/api/auth/signup")
            .json(&form("jane@post.example", role))
            .send()
            .await;
        let problem = answer.problem(422, "invalid");
        if matches!(role, "admin" | "supervisor") {
            assert_eq!(problem["field"], "role", "{problem}");
        }
    }
    for role in [
        json!(["therapist", "admin"]),
        json!({ "role": "admin" }),
        json!(4),
        json!(null),
    ] {
        let mut body = form("jane@post.example", "therapist");
        body["role"] = role;
        app.post("/api/auth/signup")
            .json(&body)
            .send()
            .await
            .problem(422, "invalid");
    }
    let twice = form("jane@post.example", "therapist")
        .to_string()
        .replacen('{', "{\"role\":\"admin\",", 1);
    let twice = app
        .post("/api/auth/signup")
        .header("content-type", "application/json")
        .body(Body::from(twice));
    twice.send().await.problem(422, "invalid");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM users").await, 0);
}

#[tokio::test]
async fn whoever_signs_up_decides_nothing_but_what_is_asked() {
    let app = open_to_sign_up().await;
    let id = "00000000-0000-7000-8000-000000000001";
    let mut body = form("jane@post.example", "patient");
    let extra = json!({
        "is_verified": true, "is_active": false, "is_shadow": true, "id": id, "user_id": id, "full_name": "Somebody Else",
        "hashed_password": "x", "created_at": "1970-01-01T00:00:00Z", "second_factor": true, "standing": "full",
        "roles": ["admin"], "is_admin": true, "is_superuser": true,
    });
    for (field, value) in extra.as_object().expect("an object") {
        body[field] = value.clone();
    }
    let tokens = app.post("/api/auth/signup").json(&body).send().await.expect(201).json();
    let me = app
        .get("/api/auth/me")
        .bearer(tokens["access_token"].as_str().expect("a token"));
    let me = me.send().await.expect(200).json();
    assert_ne!(me["id"], id);
    let told = ["role", "is_verified", "is_active", "full_name"].map(|field| me[field].clone());
    assert_eq!(told, [json!("patient"), json!(false), json!(true), json!("Jane Smith")]);
}

#[tokio::test]
async fn a_sign_up_with_a_taken_address_answers_like_any_other_and_opens_nothing() {
    let app = open_to_sign_up().await;
    let owner = app.user(Role::Therapist).await;
    let free = app
        .post("/api/auth/signup")
        .json(&form("free@post.example", "patient"))
        .send()
        .await;
    let taken = app
        .post("/api/auth/signup")
        .json(&form(&owner.email, "patient"))
        .send()
        .await;
    let fields = |answer: &Answer| {
        let body = answer.json();
        body.as_object().expect("an object").keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!((taken.status, fields(&taken)), (free.status, fields(&free)));
    // Whoever signed up may look around an empty account; the owner's stays the owner's.
    let token = taken.json()["access_token"].as_str().expect("a token").to_owned();
    let me = app.get("/api/auth/me").bearer(&token).send().await.expect(200).json();
    assert_ne!(me["id"], owner.id.to_string());
    let login = json!({ "email": owner.email, "password": PASSWORD });
    let login = app.post("/api/auth/login").json(&login).send().await.expect(200).json();
    let me = app
        .get("/api/auth/me")
        .bearer(login["access_token"].as_str().expect("a token"));
    assert_eq!(me.send().await.expect(200).json()["id"], owner.id.to_string());
}

/// Sets up a second factor. Returns its secret; the step of the code that confirmed it is over.
async fn enrol(app: &TestApp, person: &Person) -> (String, Vec<String>) {
    let shown = app
        .post("/api/auth/second-factor")
        .by(person)
        .send()
        .await
        .expect(200)
        .json();
    let secret = shown["secret"].as_str().expect("a secret").to_owned();
    let code = json!({ "code": totp(&secret, app.now().seconds()) });
    let confirmed = app.post("/api/auth/second-factor/confirm").by(person).json(&code);
    let codes = confirmed.send().await.expect(200).json();
    let codes = codes["recovery_codes"].as_array().expect("codes").iter();
    let codes = codes.map(|code| code.as_str().expect("a code").to_owned()).collect();
    app.clock.advance(Duration::from_secs(30));
    (secret, codes)
}

fn login<'a>(app: &'a TestApp, person: &Person, code: Option<&str>) -> Call<'a> {
    let mut credentials = json!({ "email": person.email, "password": PASSWORD });
    if let Some(code) = code {
        credentials["code"] = code.into();
    }
    app.post("/api/auth/login").json(&credentials)
}

#[tokio::test]
async fn a_password_without_the_second_factor_gives_nothing_at_all() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    enrol(&app, &person).await;
    let answer = login(&app, &person, None).header("x-therapybridge", "1").send().await;
    assert!(answer.cookies().is_empty(), "{:?}", answer.cookies());
    let problem = answer.problem(401, "second_factor_required");
    assert!(!problem.to_string().contains("token"), "{problem}");
    for code in [
        "",
        "000000",
        "0",
        "12345",
        "1234567",
        "abcdef",
        "AAAAA-AAAAA",
        "' OR 1=1",
    ] {
        let answer = login(&app, &person, Some(code)).send().await;
        assert_eq!(answer.status, 401, "{code:?}: {}", answer.text());
    }
    let wrong = json!({ "email": person.email, "password": "Not-my-passw0rd" });
    let wrong = app.post("/api/auth/login").json(&wrong).send().await;
    wrong.problem(401, "unauthenticated"); // and not that a code is missing, which would confirm a guessed address
}

#[tokio::test]
async fn a_code_that_was_seen_over_a_shoulder_does_not_work_again() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (secret, _) = enrol(&app, &person).await;
    let now = app.now().seconds();
    let confirmed_with = totp(&secret, now - 30);
    login(&app, &person, Some(&confirmed_with))
        .send()
        .await
        .problem(401, "unauthenticated");
    let code = totp(&secret, now);
    login(&app, &person, Some(&code)).send().await.expect(200);
    login(&app, &person, Some(&code))
        .send()
        .await
        .problem(401, "unauthenticated");
    app.clock.advance(Duration::from_secs(30));
    login(&app, &person, Some(&code))
        .send()
        .await
        .problem(401, "unauthenticated");
    let next = totp(&secret, app.now().seconds());
    let (one, other) = tokio::join!(
        login(&app, &person, Some(&next)).send(),
        login(&app, &person, Some(&next)).send()
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401], "at the same moment neither");
}

#[tokio::test]
async fn a_recovery_code_works_once_and_for_its_owner_alone() {
    let app = TestApp::start().await;
    let (one, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (_, codes) = enrol(&app, &one).await;
    enrol(&app, &other).await;
    assert_eq!(codes.len(), 10);
    login(&app, &other, Some(&codes[0]))
        .send()
        .await
        .problem(401, "unauthenticated");
    login(&app, &one, Some(&codes[0])).send().await.expect(200);
    login(&app, &one, Some(&codes[0]))
        .send()
        .await
        .problem(401, "unauthenticated");
    let untidy = format!(" {} ", codes[1].replace('-', "").to_lowercase());
    login(&app, &one, Some(&untidy)).send().await.expect(200);
}

/// Every operation that needs a login, with a path that can be called.
fn protected() -> impl Iterator<Item = (String, String)> {
    let all = contract::operations().filter(|(_, _, operation)| operation.get("security").is_none());
    all.map(|(method, path, _)| {
        let parts = path.split('/').map(|part| match part.starts_with('{') {
            true => "00000000-0000-7000-8000-000000000001",
            false => part,
        });
        (method, parts.collect::<Vec<_>>().join("/"))
    })
}

/// The answer, unless it is a stream that has begun.
async fn soon(name: &str, call: Call<'_>) -> Answer {
    let answer = timeout(DEADLINE, call.send()).await;
    answer.unwrap_or_else(|_| panic!("{name} answers without end"))
}

#[tokio::test]
async fn staff_without_a_second_factor_reach_nothing_where_the_practice_demands_one() {
    const OPEN: [&str; 7] = [
        "GET /api/auth/me",
        "POST /api/auth/logout",
        "POST /api/auth/lock",
        "POST /api/auth/unlock",
        "POST /api/auth/step-up",
        "POST /api/auth/second-factor",
        "POST /api/auth/second-factor/confirm",
    ];
    let settings = Settings {
        require_mfa: true,
        ..Settings::default()
    };
    let app = TestApp::with(settings).await;
    for role in [Role::Therapist, Role::Supervisor, Role::Admin] {
        let person = app.user(role).await;
        for (method, path) in protected() {
            let name = format!("{method} {path}");
            if OPEN.contains(&name.as_str()) {
                continue;
            }
            let answer = soon(&name, app.call(&method, &path).by(&person)).await;
            assert_eq!(answer.status, 403, "{role}: {method} {path}: {}", answer.text());
            answer.problem(403, "second_factor_needed");
        }
        let me = app.get("/api/auth/me").by(&person).send().await.expect(200).json();
        assert_eq!(me["standing"], "needs_second_factor");
        enrol(&app, &person).await;
        app.get("/api/patients").by(&person).send().await.expect(200);
    }
    let patient = app.user(Role::Patient).await;
    app.get("/api/sessions").by(&patient).send().await.expect(200);
}

#[tokio::test]
async fn a_locked_window_shows_nothing() {
    const OPEN: [&str; 3] = ["GET /api/auth/me", "POST /api/auth/logout", "POST /api/auth/unlock"];
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let credentials = json!({ "email": person.email, "password": PASSWORD });
    let login = app
        .post("/api/auth/login")
        .header("x-therapybridge", "1")
        .json(&credentials);
    let login = login.send().await.expect(200);
    let cookie = format!("tb_access={}", login.cookie("tb_access"));
    let call = |method: &str, path: &str| {
        let call = app.call(method, path).header("x-therapybridge", "1");
        call.header("cookie", &cookie)
    };
    call("POST", "/api/auth/lock").send().await.expect(204);
    for (method, path) in protected() {
        let name = format!("{method} {path}");
        // Locking what is locked may be fine or refused; it opens nothing.
        if OPEN.contains(&name.as_str()) || path == "/api/auth/lock" {
            continue;
        }
        let answer = soon(&name, call(&method, &path)).await;
        assert_eq!(answer.status, 403, "{name}: {}", answer.text());
        answer.problem(403, "locked");
    }
    let wrong = json!({ "password": "Not-my-passw0rd" });
    for _ in 0..5 {
        call("POST", "/api/auth/unlock")
            .json(&wrong)
            .send()
            .await
            .problem(401, "unauthenticated");
    }
    let right = json!({ "password": PASSWORD });
    call("POST", "/api/auth/unlock")
        .json(&right)
        .send()
        .await
        .problem(401, "unauthenticated");
    call("GET", "/api/auth/me").send().await.problem(401, "unauthenticated");
}
