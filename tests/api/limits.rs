//! The contract's rate limits: how many, of whom, for how long.

use std::time::Duration;

use api::Limits;
use app::Settings;
use domain::user::Role;
use futures::future::join_all;
use serde_json::{Value, json};
use support::{Answer, Call, PASSWORD, TestApp};

/// The contract's numbers.
const CONTRACT: Limits = Limits {
    login: 5,
    signup: 3,
    export: 20,
    other: 100,
};
const HERE: &str = "192.0.2.1";
const ELSEWHERE: &str = "192.0.2.2";

async fn limited(limits: Limits) -> TestApp {
    let http = api::Config {
        limits,
        ..api::Config::default()
    };
    TestApp::served(Settings::default(), &http).await
}

fn login<'a>(app: &'a TestApp, address: &str) -> Call<'a> {
    let wrong = json!({ "email": "nobody@practice.example", "password": "not the password" });
    app.post("/api/auth/login").from(address).json(&wrong)
}

/// Refused for coming too often; returns after how many seconds the next one is welcome.
#[track_caller]
fn refused(answer: Answer) -> u64 {
    let header = answer.header("retry-after").to_owned();
    let problem = answer.problem(429, "too_many_requests");
    let seconds = problem["retry_after"].as_u64().expect("a number of seconds");
    assert_eq!(header, seconds.to_string(), "header and body agree");
    seconds
}

#[tokio::test]
async fn an_address_may_try_to_sign_in_five_times_a_minute() {
    let app = limited(CONTRACT).await;
    for _ in 0..5 {
        login(&app, HERE).send().await.problem(401, "unauthenticated");
        app.clock.advance(Duration::from_secs(10));
    }
    assert_eq!(refused(login(&app, HERE).send().await), 10);
    login(&app, ELSEWHERE).send().await.problem(401, "unauthenticated");
    app.clock.advance(Duration::from_millis(9_500));
    assert_eq!(
        refused(login(&app, HERE).send().await),
        1,
        "half a second is told as one"
    );
    app.clock.advance(Duration::from_millis(500));
    login(&app, HERE).send().await.problem(401, "unauthenticated");
    assert_eq!(
        refused(login(&app, HERE).send().await),
        10,
        "one place is free, not five"
    );
}

#[tokio::test]
async fn the_right_password_counts_like_a_wrong_one_and_gets_nobody_past_the_limit() {
    let app = limited(CONTRACT).await;
    let person = app.user(Role::Therapist).await;
    let right = || {
        let credentials = json!({ "email": person.email, "password": PASSWORD });
        app.post("/api/auth/login").from(HERE).json(&credentials)
    };
    for _ in 0..5 {
        right().send().await.expect(200);
    }
    refused(right().send().await);
}

#[tokio::test]
async fn who_is_refused_does_not_wait_longer_for_asking_again() {
    let app = limited(CONTRACT).await;
    for _ in 0..5 {
        login(&app, HERE).send().await;
    }
    for left in (1..=60).rev() {
        assert_eq!(refused(login(&app, HERE).send().await), left);
        app.clock.advance(Duration::from_secs(1));
    }
    login(&app, HERE).send().await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn of_many_sign_ins_at_the_same_moment_five_are_tried() {
    let app = limited(CONTRACT).await;
    let answers = join_all((0..40).map(|_| login(&app, HERE).send())).await;
    let tried = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(tried, 5);
}

#[tokio::test]
async fn an_address_may_sign_up_three_times_an_hour() {
    let app = limited(CONTRACT).await;
    let sign_up = |address| app.post("/api/auth/signup").from(address).json(&json!({}));
    for _ in 0..3 {
        // What it answers depends on the practice; that it is tried is the point here.
        assert_ne!(sign_up(HERE).send().await.status, 429);
        app.clock.advance(Duration::from_secs(60));
    }
    assert_eq!(refused(sign_up(HERE).send().await), 57 * 60);
    assert_ne!(sign_up(ELSEWHERE).send().await.status, 429);
    app.clock.advance(Duration::from_secs(57 * 60));
    assert_ne!(sign_up(HERE).send().await.status, 429);
}

#[tokio::test]
async fn a_person_may_export_twenty_times_an_hour_from_wherever() {
    let app = limited(Limits { login: 0, ..CONTRACT }).await;
    let (one, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let export = |person, address| {
        let path = "/api/v1/export/session-notes";
        app.post(path).by(person).from(address).json(&json!({}))
    };
    for number in 0..20 {
        let address = if number % 2 == 0 { HERE } else { ELSEWHERE };
        assert_ne!(export(&one, address).send().await.status, 429);
    }
    assert_eq!(refused(export(&one, HERE).send().await), 60 * 60);
    assert_ne!(export(&other, HERE).send().await.status, 429);
    // Looking at exports is none.
    assert_ne!(app.get("/api/v1/export/jobs").by(&one).send().await.status, 429);
}

#[tokio::test]
async fn a_person_may_ask_a_hundred_times_a_minute_with_all_their_devices() {
    let app = limited(Limits { login: 0, ..CONTRACT }).await;
    let (one, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let second = app.sign_in(&one.email).await;
    let second = second["access_token"].as_str().expect("a token");
    let me = || app.get("/api/auth/me").from(HERE);
    for _ in 0..50 {
        me().by(&one).send().await.expect(200);
        me().bearer(second).send().await.expect(200);
    }
    assert_eq!(refused(me().by(&one).send().await), 60);
    refused(me().header("cookie", format!("tb_access={second}")).send().await);
    me().by(&other).send().await.expect(200);
    app.clock.advance(Duration::from_secs(60));
    me().by(&one).send().await.expect(200);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_counted_by_address_whatever_token_they_show() {
    let app = limited(Limits { login: 0, ..CONTRACT }).await;
    let person = app.user(Role::Therapist).await;
    let invented = |number: usize| format!("{number}.{}", person.token);
    for number in 0..100 {
        let answer = app
            .get("/api/auth/me")
            .from(HERE)
            .bearer(&invented(number))
            .send()
            .await;
        answer.problem(401, "unauthenticated");
    }
    refused(app.get("/api/auth/me").from(HERE).bearer(&invented(100)).send().await);
    refused(app.get("/api/nothing").from(HERE).send().await);
    app.get("/api/auth/me").from(HERE).by(&person).send().await.expect(200);
    let elsewhere = app.get("/api/auth/me").from(ELSEWHERE).send().await;
    elsewhere.problem(401, "unauthenticated");
}

#[tokio::test]
async fn pages_health_and_event_streams_are_not_counted() {
    let app = limited(Limits {
        login: 1,
        signup: 1,
        export: 1,
        other: 1,
    })
    .await;
    let person = app.user(Role::Therapist).await;
    for _ in 0..3 {
        for path in ["/", "/health", "/docs/", "/sessions"] {
            app.get(path).from(HERE).send().await.expect(200);
        }
        app.get("/api/events").by(&person).listen().await;
    }
    app.get("/api/auth/me").by(&person).send().await.expect(200);
    refused(app.get("/api/auth/me").by(&person).send().await);
    app.get("/api/events").by(&person).listen().await;
}

#[tokio::test]
async fn a_preflight_is_not_counted_and_a_refusal_can_be_read_by_the_origin_that_asked() {
    let origin = "https://frontend.example";
    let http = api::Config {
        limits: Limits {
            other: 1,
            ..Limits::default()
        },
        cors_origins: vec![origin.into()],
        ..api::Config::default()
    };
    let app = TestApp::served(Settings::default(), &http).await;
    for _ in 0..3 {
        let preflight = app.call("OPTIONS", "/api/auth/me").from(HERE).header("origin", origin);
        preflight
            .header("access-control-request-method", "GET")
            .send()
            .await
            .expect(200);
    }
    let ask = || app.get("/api/auth/me").from(HERE).header("origin", origin);
    ask().send().await.expect(401);
    let answer = ask().send().await;
    assert_eq!(answer.header("access-control-allow-origin"), origin);
    assert_eq!(answer.header("access-control-expose-headers"), "retry-after");
    assert!(answer.header("content-security-policy").starts_with("default-src"));
    refused(answer);
}

#[tokio::test]
async fn nought_sets_no_limit() {
    let app = limited(Limits::default()).await;
    for _ in 0..120 {
        login(&app, HERE).send().await.problem(401, "unauthenticated");
    }
    for _ in 0..120 {
        app.get("/api/auth/me").from(HERE).send().await.expect(401);
    }
}

#[tokio::test]
async fn a_trailing_slash_is_no_way_around() {
    let app = limited(CONTRACT).await;
    for path in ["/api/auth/login", "/api/auth/login/", "/api/auth/login//"] {
        for _ in 0..2 {
            app.post(path).from(HERE).json(&Value::Null).send().await;
        }
    }
    refused(login(&app, HERE).send().await);
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_has_a_limit_of_their_own_and_nobody_can_invent_one() {
    let http = api::Config {
        limits: CONTRACT,
        trusted_proxies: vec!["10.0.0.2/32".parse().expect("a network")],
        ..api::Config::default()
    };
    let app = TestApp::served(Settings::default(), &http).await;
    let through = |proxy: &str, forwarded: String| login(&app, proxy).header("x-forwarded-for", forwarded);
    for number in 0..5 {
        // The client writes whatever it likes; the proxy adds where it was called from.
        let answer = through("10.0.0.2", format!("1.2.3.{number}, {HERE}")).send().await;
        answer.problem(401, "unauthenticated");
    }
    refused(through("10.0.0.2", format!("1.2.3.99, {HERE}")).send().await);
    through("10.0.0.2", ELSEWHERE.into()).send().await.expect(401);
    for number in 0..5 {
        let answer = through("198.51.100.3", format!("1.2.3.{number}")).send().await;
        answer.problem(401, "unauthenticated");
    }
    refused(through("198.51.100.3", "1.2.3.99".into()).send().await);
}
