use std::time::Duration;

use app::account_tokens::Purpose;
use domain::user::Role;
use serde_json::json;
use support::{Call, PASSWORD, TestApp};

use crate::sign_up::{mailed_token, mails};

const NEW: &str = "Velvet kettle 9 drifts";

fn confirm<'a>(app: &'a TestApp, token: &str, password: &str) -> Call<'a> {
    app.post("/api/auth/password-reset/confirm")
        .json(&json!({ "token": token, "password": password }))
}

fn login<'a>(app: &'a TestApp, email: &str, password: &str) -> Call<'a> {
    app.post("/api/auth/login")
        .json(&json!({ "email": email, "password": password }))
}

#[tokio::test]
async fn asking_is_answered_alike_whoever_asks() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let mut answers = Vec::new();
    for email in [person.email.as_str(), "nobody@practice.example", "no address", ""] {
        let answer = app
            .post("/api/auth/password-reset")
            .json(&json!({ "email": email }))
            .send()
            .await
            .expect(202);
        answers.push(answer.body);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(mails(&app, "password_reset").await, 2, "one for every address");
}

#[tokio::test]
async fn a_mailed_token_sets_a_password_once_and_ends_every_login() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let token = mailed_token(&app, Purpose::ResetPassword, person.id).await;
    let answer = confirm(&app, &token, NEW).send().await.expect(200);
    assert!(answer.cookies().is_empty() && answer.json().get("access_token").is_none());
    app.get("/api/auth/me")
        .by(&person)
        .send()
        .await
        .problem(401, "unauthenticated");
    login(&app, &person.email, PASSWORD)
        .send()
        .await
        .problem(401, "unauthenticated");
    login(&app, &person.email, NEW).send().await.expect(200);
    confirm(&app, &token, "Another kettle 8 drifts")
        .send()
        .await
        .problem(400, "invalid_token");
    assert_eq!(app.deeds(person.id.to_string(), "password_reset").await, 1);
}

#[tokio::test]
async fn a_password_that_is_not_acceptable_leaves_the_token_as_it_is() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let token = mailed_token(&app, Purpose::ResetPassword, person.id).await;
    for bad in ["short", "Welcome2024!!", "Robin-Meyer-80"] {
        let problem = confirm(&app, &token, bad).send().await.problem(422, "invalid");
        assert_eq!(problem["field"], "password", "{bad}");
    }
    app.get("/api/auth/me").by(&person).send().await.expect(200);
    confirm(&app, &token, NEW).send().await.expect(200);
}

#[tokio::test]
async fn a_token_that_is_old_replaced_or_for_something_else_sets_nothing() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let replaced = mailed_token(&app, Purpose::ResetPassword, person.id).await;
    app.clock.advance(Duration::from_secs(1));
    let old = mailed_token(&app, Purpose::ResetPassword, person.id).await;
    let other = mailed_token(&app, Purpose::VerifyEmail, person.id).await;
    confirm(&app, &replaced, NEW).send().await.problem(400, "invalid_token");
    app.clock.advance(Duration::from_secs(60 * 60));
    for token in [old.as_str(), &other, "nonsense", ""] {
        confirm(&app, token, NEW).send().await.problem(400, "invalid_token");
    }
    login(&app, &person.email, PASSWORD).send().await.expect(200);
}

#[tokio::test]
async fn a_deactivated_account_gets_no_password() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let token = mailed_token(&app, Purpose::ResetPassword, person.id).await;
    app.database.execute("UPDATE users SET is_active = (1 = 0)").await;
    confirm(&app, &token, NEW).send().await.problem(400, "invalid_token");
}
