use std::time::Duration;

use domain::SessionId;
use domain::user::Role;
use futures::future::join_all;
use serde_json::{Value, json};
use support::{Answer, Call, PASSWORD, Person, TestApp};
use uuid::Uuid;

const MINUTE: Duration = Duration::from_secs(60);

/// Our own pages in a browser: tokens in cookies.
struct Browser<'a> {
    app: &'a TestApp,
    cookies: String,
}

impl<'a> Browser<'a> {
    async fn sign_in(app: &'a TestApp, person: &Person) -> Self {
        let credentials = json!({ "email": person.email, "password": PASSWORD });
        let answer = app
            .post("/api/auth/login")
            .header("x-therapybridge", "1")
            .json(&credentials)
            .send()
            .await
            .expect(200);
        let mut browser = Self {
            app,
            cookies: String::new(),
        };
        browser.keep(&answer);
        browser
    }

    fn keep(&mut self, answer: &Answer) {
        let (access, refresh) = (answer.cookie("tb_access"), answer.cookie("tb_refresh"));
        self.cookies = format!("tb_access={access}; tb_refresh={refresh}");
    }

    fn call(&self, method: &str, uri: &str) -> Call<'a> {
        self.app
            .call(method, uri)
            .header("cookie", &self.cookies)
            .header("x-therapybridge", "1")
    }

    async fn refresh(&mut self) {
        let answer = self.call("POST", "/api/auth/refresh").send().await.expect(200);
        self.keep(&answer);
    }

    async fn patients(&self) -> Answer {
        self.call("GET", "/api/patients").send().await
    }

    async fn me(&self) -> Value {
        self.call("GET", "/api/auth/me").send().await.expect(200).json()
    }

    async fn unlock(&self, proof: Value) -> Answer {
        self.call("POST", "/api/auth/unlock").json(&proof).send().await
    }

    async fn login_id(&self) -> String {
        let list = self.call("GET", "/api/auth/logins").send().await.expect(200).json();
        let mut list = list.as_array().expect("a list").iter();
        let here = list.find(|device| device["current"] == true).expect("this login");
        here["id"].as_str().expect("an id").to_owned()
    }
}

#[tokio::test]
async fn a_locked_login_shows_nothing_until_the_password_is_entered() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let mut browser = Browser::sign_in(&app, &person).await;
    let id = browser.login_id().await;
    browser.patients().await.expect(200);
    browser.call("POST", "/api/auth/lock").send().await.expect(204);
    browser.patients().await.problem(403, "locked");
    for (method, path) in [
        ("GET", "/api/sessions"),
        ("GET", "/api/events"),
        ("GET", "/api/auth/logins"),
        ("DELETE", "/api/auth/logins"),
        ("POST", "/api/auth/lock"),
        ("POST", "/api/auth/second-factor"),
        ("GET", "/api/auth/second-factor"),
    ] {
        browser.call(method, path).send().await.problem(403, "locked");
    }
    let step_up = browser
        .call("POST", "/api/auth/step-up")
        .json(&json!({ "password": PASSWORD }));
    step_up.send().await.problem(403, "locked");
    assert_eq!(browser.me().await["standing"], "locked");
    browser.refresh().await;
    browser.patients().await.problem(403, "locked");
    browser
        .unlock(json!({ "password": "Wrong-passw0rd-1" }))
        .await
        .problem(401, "unauthenticated");
    browser.patients().await.problem(403, "locked");
    browser.unlock(json!({ "password": PASSWORD })).await.expect(204);
    browser.patients().await.expect(200);
    assert_eq!(browser.me().await["standing"], "full");
    assert_eq!(app.deeds(&id, "login_locked").await, 1);
    assert_eq!(app.deeds(&id, "login_unlocked").await, 2, "one refused, one done");
    browser.call("POST", "/api/auth/lock").send().await.expect(204);
    browser.call("POST", "/api/auth/logout").send().await.expect(204);
}

#[tokio::test]
async fn a_browser_that_is_left_alone_locks_by_itself_and_a_program_does_not() {
    let app = TestApp::start().await;
    for role in Role::ALL {
        let limit = if role == Role::Patient {
            30 * MINUTE
        } else {
            15 * MINUTE
        };
        let person = app.user(role).await;
        let program = app.sign_in(&person.email).await;
        let mut browser = Browser::sign_in(&app, &person).await;
        app.clock.advance(limit);
        browser.refresh().await;
        browser.patients().await.expect(200);
        app.clock.advance(limit);
        browser.refresh().await;
        assert_eq!(browser.me().await["standing"], "full", "{role}");
        app.clock.advance(Duration::from_micros(1));
        assert_eq!(browser.me().await["standing"], "locked", "{role}");
        browser.patients().await.problem(403, "locked");
        browser.unlock(json!({ "password": PASSWORD })).await.expect(204);
        browser.patients().await.expect(200);
        let refresh = json!({ "refresh_token": program["refresh_token"] });
        let fresh = app
            .post("/api/auth/refresh")
            .json(&refresh)
            .send()
            .await
            .expect(200)
            .json();
        app.get("/api/patients")
            .bearer(fresh["access_token"].as_str().expect("a token"))
            .send()
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn what_a_page_asks_by_itself_does_not_keep_the_device_open() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let mut browser = Browser::sign_in(&app, &person).await;
    for _ in 0..3 {
        app.clock.advance(5 * MINUTE);
        browser.me().await;
        browser.refresh().await;
        let _stream = browser.call("GET", "/api/events").listen().await;
    }
    app.clock.advance(Duration::from_secs(1));
    browser.patients().await.problem(403, "locked");
}

#[tokio::test]
async fn any_other_request_keeps_the_device_open() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let mut browser = Browser::sign_in(&app, &person).await;
    for _ in 0..6 {
        app.clock.advance(10 * MINUTE);
        browser.refresh().await;
        browser.patients().await.expect(200);
    }
}

#[tokio::test]
async fn a_use_is_written_down_once_a_minute_at_most() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let last_used = || app.database.number("SELECT MAX(last_used_at) FROM auth_sessions");
    let began = last_used().await;
    app.clock.advance(MINUTE - Duration::from_secs(1));
    app.get("/api/patients").by(&person).send().await.expect(200);
    assert_eq!(last_used().await, began);
    app.clock.advance(Duration::from_secs(1));
    app.get("/api/patients").by(&person).send().await.expect(200);
    assert_eq!(last_used().await, app.now().micros());
}

#[tokio::test]
async fn a_stream_of_events_ends_when_the_login_locks() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let patient = app.patient(&person).await;
    let browser = Browser::sign_in(&app, &person).await;
    let mut stream = browser.call("GET", "/api/events").listen().await;
    browser.call("POST", "/api/auth/lock").send().await.expect(204);
    let patient: Uuid = patient.parse().expect("an id");
    app.app.events.moved(patient.into(), SessionId::new(app.now()));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn five_wrong_proofs_in_a_row_end_the_login() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let browser = Browser::sign_in(&app, &person).await;
    let id = browser.login_id().await;
    let wrong = || browser.unlock(json!({ "password": "Wrong-passw0rd-1" }));
    for _ in 0..4 {
        wrong().await.problem(401, "unauthenticated");
    }
    browser.unlock(json!({ "password": PASSWORD })).await.expect(204);
    for _ in 0..4 {
        wrong().await.problem(401, "unauthenticated");
    }
    browser.patients().await.expect(200);
    wrong().await.problem(401, "unauthenticated");
    browser.patients().await.problem(401, "unauthenticated");
    browser
        .unlock(json!({ "password": PASSWORD }))
        .await
        .problem(401, "unauthenticated");
    assert_eq!(app.deeds(&id, "login_ended").await, 1);
    app.get("/api/auth/me").by(&person).send().await.expect(200);
}

#[tokio::test]
async fn of_many_guesses_at_once_no_more_than_five_are_looked_at() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let browser = Browser::sign_in(&app, &person).await;
    let id = browser.login_id().await;
    let wrong = json!({ "password": "Wrong-passw0rd-1" });
    let answers = join_all((0..20).map(|_| browser.unlock(wrong.clone()))).await;
    for answer in answers {
        answer.problem(401, "unauthenticated");
    }
    assert_eq!(app.deeds(&id, "login_unlocked").await, 5);
    assert_eq!(app.deeds(&id, "login_ended").await, 1);
    browser.patients().await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_step_up_counts_for_five_minutes_on_the_login_that_showed_it() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let other = app.sign_in(&person.email).await;
    let remove = || app.call("DELETE", "/api/auth/second-factor");
    remove().by(&person).send().await.problem(403, "step_up_required");
    let step_up = |proof: Value| app.post("/api/auth/step-up").by(&person).json(&proof).send();
    step_up(json!({ "password": "Wrong-passw0rd-1" }))
        .await
        .problem(401, "unauthenticated");
    remove().by(&person).send().await.problem(403, "step_up_required");
    step_up(json!({ "password": PASSWORD })).await.expect(204);
    remove().by(&person).send().await.expect(204);
    remove()
        .bearer(other["access_token"].as_str().expect("a token"))
        .send()
        .await
        .problem(403, "step_up_required");
    app.clock.advance(5 * MINUTE - Duration::from_secs(1));
    remove().by(&person).send().await.expect(204);
    app.clock.advance(Duration::from_secs(1));
    remove().by(&person).send().await.problem(403, "step_up_required");
}

#[tokio::test]
async fn a_proof_that_shows_nothing_is_told_what_to_show_and_costs_no_attempt() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    for path in ["/api/auth/unlock", "/api/auth/step-up"] {
        for proof in [json!({}), json!({ "code": "123456" }), json!({ "password": null })] {
            for _ in 0..3 {
                let problem = app
                    .post(path)
                    .by(&person)
                    .json(&proof)
                    .send()
                    .await
                    .problem(422, "invalid");
                assert_eq!(problem["field"], "password");
            }
        }
        app.post(path)
            .by(&person)
            .json(&json!(7))
            .send()
            .await
            .problem(422, "invalid");
    }
    app.post("/api/auth/unlock")
        .by(&person)
        .json(&json!({ "password": PASSWORD }))
        .send()
        .await
        .expect(204);
}
