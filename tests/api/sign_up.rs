use std::time::Duration;

use app::Settings;
use app::account_tokens::Purpose;
use domain::user::Role;
use domain::{MailId, UserId};
use serde_json::{Value, json};
use support::{Call, PASSWORD, TestApp};

/// A practice that takes sign-ups of therapists and patients.
async fn open_practice() -> TestApp {
    TestApp::with(Settings {
        signup: vec![Role::Therapist, Role::Patient],
        ..Settings::default()
    })
    .await
}

fn person(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "first_name": "Jane", "last_name": "Smith", "role": "therapist" })
}

fn sign_up<'a>(app: &'a TestApp, body: &Value) -> Call<'a> {
    app.post("/api/auth/signup").json(body)
}

/// Signs up and returns the access token.
async fn signed_up(app: &TestApp, email: &str) -> String {
    let login = sign_up(app, &person(email)).send().await.expect(201).json();
    login["access_token"].as_str().expect("a token").to_owned()
}

async fn me(app: &TestApp, token: &str) -> Value {
    app.get("/api/auth/me").bearer(token).send().await.expect(200).json()
}

fn id(me: &Value) -> UserId {
    let id: uuid::Uuid = me["id"].as_str().expect("an id").parse().expect("an id");
    UserId::from(id)
}

/// A token as its mail would carry it.
pub(crate) async fn mailed_token(app: &TestApp, purpose: Purpose, user: UserId) -> String {
    let mut tx = app.app.db.write().await.expect("a transaction");
    let mail = MailId::new(app.now());
    let token = app::account_tokens::issue(&app.app, &mut tx, purpose, user, mail).await;
    tx.commit().await.expect("committed");
    token.expect("a token").expect("a fresh token")
}

/// How many mails of a kind were asked for.
pub(crate) async fn mails(app: &TestApp, template: &str) -> i64 {
    app.database
        .number(&format!("SELECT COUNT(*) FROM mails WHERE template = '{template}'"))
        .await
}

#[tokio::test]
async fn a_sign_up_gives_the_contracts_tokens_and_waits_for_the_address_to_be_confirmed() {
    let app = open_practice().await;
    let login = sign_up(&app, &person("  Jane@Practice.example "))
        .send()
        .await
        .expect(201)
        .json();
    assert_eq!(
        (&login["token_type"], &login["expires_in"]),
        (&"bearer".into(), &1800.into())
    );
    assert!(login["refresh_token"].is_string());
    let me = me(&app, login["access_token"].as_str().expect("a token")).await;
    assert_eq!(
        (&me["email"], &me["full_name"], &me["role"], &me["is_verified"]),
        (
            &"jane@practice.example".into(),
            &"Jane Smith".into(),
            &"therapist".into(),
            &false.into()
        )
    );
    assert_eq!(mails(&app, "verification").await, 1);
    for deed in ["signed_up", "signed_in"] {
        assert_eq!(app.deeds(id(&me).to_string(), deed).await, 1, "{deed}");
    }
    let again = json!({ "email": "jane@practice.example", "password": PASSWORD });
    app.post("/api/auth/login").json(&again).send().await.expect(200);
}

#[tokio::test]
async fn a_browser_that_signs_up_gets_cookies() {
    let app = open_practice().await;
    let answer = sign_up(&app, &person("jane@practice.example"))
        .header("x-therapybridge", "1")
        .send()
        .await
        .expect(201);
    assert_eq!(answer.cookies().len(), 2);
    assert_eq!(answer.json()["token_type"], "cookie");
}

/// Whether an address and a password open an account.
async fn opens(app: &TestApp, email: &str, password: &str) -> bool {
    let credentials = json!({ "email": email, "password": password });
    app.post("/api/auth/login").json(&credentials).send().await.status == 200
}

#[tokio::test]
async fn a_taken_address_is_answered_alike_and_its_account_stays_what_it_was() {
    let app = open_practice().await;
    let owner = app.user(Role::Therapist).await;
    let free = sign_up(&app, &person("free@practice.example")).send().await.expect(201);
    let mut other = person(&owner.email.to_uppercase());
    other["password"] = "Velvet kettle 9 drifts".into();
    other["role"] = "patient".into();
    let taken = sign_up(&app, &other).send().await.expect(201);
    let keys = |body: &Value| body.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&free.json()), keys(&taken.json()));
    assert_eq!(mails(&app, "verification").await, 2, "both addresses get a mail");

    let token = taken.json()["access_token"].as_str().expect("a token").to_owned();
    let shadow = me(&app, &token).await;
    assert_ne!(shadow["id"], owner.id.to_string());
    assert_eq!(
        (&shadow["email"], &shadow["role"], &shadow["is_verified"]),
        (&json!(owner.email), &"patient".into(), &false.into())
    );
    assert!(
        opens(&app, &owner.email, PASSWORD).await,
        "the owner signs in as before"
    );
    assert!(
        opens(&app, &owner.email, "Velvet kettle 9 drifts").await,
        "like any new account"
    );

    // Even a token could not confirm a shadow.
    let token = mailed_token(&app, Purpose::VerifyEmail, id(&shadow)).await;
    app.post("/api/auth/verify-email")
        .json(&json!({ "token": token }))
        .send()
        .await
        .problem(400, "invalid_token");
}

/// Signs up three times with an address, each time with another password. Returns which access tokens and which passwords work
/// afterwards.
async fn three_sign_ups(app: &TestApp, email: &str) -> ([bool; 3], [bool; 3]) {
    const PASSWORDS: [&str; 3] = [
        "Velvet kettle 1 drifts",
        "Velvet kettle 2 drifts",
        "Velvet kettle 3 drifts",
    ];
    let mut tokens = Vec::new();
    for password in PASSWORDS {
        let mut form = person(email);
        form["password"] = password.into();
        let answer = sign_up(app, &form).send().await.expect(201).json();
        tokens.push(answer["access_token"].as_str().expect("a token").to_owned());
        app.clock.advance(Duration::from_secs(1));
    }
    let (mut live, mut open) = ([false; 3], [false; 3]);
    for at in 0..3 {
        live[at] = app.get("/api/auth/me").bearer(&tokens[at]).send().await.status == 200;
        open[at] = opens(app, email, PASSWORDS[at]).await;
    }
    (live, open)
}

#[tokio::test]
async fn several_sign_ups_for_an_address_do_not_tell_whether_it_has_an_account() {
    let app = open_practice().await;
    let owner = app.user(Role::Therapist).await;
    let taken = three_sign_ups(&app, &owner.email).await;
    let free = three_sign_ups(&app, "free@practice.example").await;
    assert_eq!(taken, free);
    assert_eq!(
        free,
        ([true; 3], [false, false, true]),
        "the newest counts, and no login is taken from anybody"
    );
    assert!(
        opens(&app, &owner.email, PASSWORD).await,
        "the owner signs in as before"
    );
}

#[tokio::test]
async fn of_two_sign_ups_at_one_moment_one_has_the_address() {
    let app = open_practice().await;
    let call = || async { sign_up(&app, &person("jane@practice.example")).send().await.expect(201) };
    tokio::join!(call(), call(), call());
    let shadows = "SELECT COUNT(*) FROM users WHERE CAST(is_shadow AS INTEGER) = 1";
    assert_eq!(app.database.number("SELECT COUNT(*) FROM users").await, 3);
    assert_eq!(app.database.number(shadows).await, 2);
}

#[tokio::test]
async fn a_practice_takes_no_sign_ups_unless_it_says_so() {
    let app = TestApp::start().await;
    sign_up(&app, &person("jane@practice.example"))
        .send()
        .await
        .problem(403, "forbidden");
    let app = TestApp::with(Settings {
        signup: vec![Role::Patient],
        ..Settings::default()
    })
    .await;
    sign_up(&app, &person("jane@practice.example"))
        .send()
        .await
        .problem(403, "forbidden");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM users").await, 0);
}

#[tokio::test]
async fn nobody_signs_up_to_a_role_with_power() {
    let app = TestApp::with(Settings {
        signup: Role::ALL.to_vec(),
        ..Settings::default()
    })
    .await;
    for role in ["admin", "supervisor", "owner", "Therapist", ""] {
        let mut body = person("jane@practice.example");
        body["role"] = role.into();
        let problem = sign_up(&app, &body).send().await.problem(422, "invalid");
        assert_eq!(problem["field"], "role", "{role}");
    }
    assert_eq!(app.database.number("SELECT COUNT(*) FROM users").await, 0);
}

#[tokio::test]
async fn a_sign_up_decides_nothing_but_its_own_five_fields() {
    let app = open_practice().await;
    let mut body = person("jane@practice.example");
    for (field, value) in [
        ("is_verified", json!(true)),
        ("is_active", json!(false)),
        ("is_shadow", json!(true)),
        ("id", json!("00000000-0000-7000-8000-000000000001")),
        ("hashed_password", json!("x")),
    ] {
        body[field] = value;
    }
    let login = sign_up(&app, &body).send().await.expect(201).json();
    let me = me(&app, login["access_token"].as_str().expect("a token")).await;
    assert_eq!((&me["is_verified"], &me["is_active"]), (&false.into(), &true.into()));
    assert_ne!(me["id"], body["id"]);
}

#[tokio::test]
async fn every_field_that_is_not_acceptable_is_named() {
    let app = open_practice().await;
    for (field, value) in [
        ("email", "nobody"),
        ("first_name", " "),
        ("last_name", "a\nb"),
        ("password", "short"),
        ("password", "P@ssw0rd2024!"),
        ("password", "Qwertyuiop1!"),
        ("password", "Jane-Smith-1980"),
    ] {
        let mut body = person("jane@practice.example");
        body[field] = value.into();
        let problem = sign_up(&app, &body).send().await.problem(422, "invalid");
        assert_eq!(problem["field"], field, "{value}");
    }
    sign_up(&app, &json!({ "email": "jane@practice.example" }))
        .send()
        .await
        .problem(422, "invalid");
}

#[tokio::test]
async fn a_mailed_token_confirms_an_address_once() {
    let app = open_practice().await;
    let token = signed_up(&app, "jane@practice.example").await;
    let status = || app.get("/api/auth/verify-status").bearer(&token);
    assert_eq!(
        status().send().await.expect(200).json(),
        json!({ "email": "jane@practice.example", "is_verified": false })
    );
    let user = id(&me(&app, &token).await);
    let mailed = mailed_token(&app, Purpose::VerifyEmail, user).await;
    let verify = || app.post("/api/auth/verify-email").json(&json!({ "token": mailed }));
    assert_eq!(
        verify().send().await.expect(200).json(),
        json!({ "message": "Email verified successfully", "email": "jane@practice.example", "is_verified": true })
    );
    assert_eq!(status().send().await.expect(200).json()["is_verified"], true);
    verify().send().await.problem(400, "invalid_token");
    assert_eq!(app.deeds(user.to_string(), "email_verified").await, 1);
}

#[tokio::test]
async fn a_token_that_is_old_or_for_something_else_confirms_nothing() {
    let app = open_practice().await;
    let token = signed_up(&app, "jane@practice.example").await;
    let user = id(&me(&app, &token).await);
    let other = mailed_token(&app, Purpose::ResetPassword, user).await;
    let old = mailed_token(&app, Purpose::VerifyEmail, user).await;
    app.clock.advance(Duration::from_secs(24 * 60 * 60));
    for token in [old.as_str(), &other, "nonsense", ""] {
        app.post("/api/auth/verify-email")
            .json(&json!({ "token": token }))
            .send()
            .await
            .problem(400, "invalid_token");
    }
}

#[tokio::test]
async fn asking_for_another_link_is_answered_alike_whoever_asks() {
    let app = open_practice().await;
    signed_up(&app, "jane@practice.example").await;
    let ask = |email: &'static str| {
        let app = &app;
        async move {
            app.post("/api/auth/resend-verification")
                .json(&json!({ "email": email }))
                .send()
                .await
                .expect(202)
        }
    };
    let known = ask("jane@practice.example").await;
    for email in ["nobody@practice.example", "no address", ""] {
        assert_eq!(ask(email).await.body, known.body, "{email}");
    }
    assert_eq!(
        known.json()["message"],
        "If this address has an account that is not verified yet, a mail is on its way."
    );
    assert_eq!(
        mails(&app, "verification").await,
        3,
        "the sign-up's, and one for each address"
    );
}

#[tokio::test]
async fn what_the_practice_offers_is_told_to_anybody() {
    let app = open_practice().await;
    let options = app.get("/api/auth/options").send().await.expect(200).json();
    assert_eq!(
        options,
        json!({ "signup": ["therapist", "patient"], "require_mfa": false })
    );
}
