use std::time::Duration;

use domain::LoginId;
use domain::user::Role;
use serde_json::{Value, json};
use support::{PASSWORD, Person, TestApp};

/// Signs in from a device that calls itself so. Returns the access token.
async fn from_device(app: &TestApp, email: &str, agent: &str) -> String {
    app.clock.advance(Duration::from_secs(1));
    let tokens = app
        .post("/api/auth/login")
        .header("user-agent", agent)
        .json(&json!({ "email": email, "password": PASSWORD }))
        .send()
        .await
        .expect(200)
        .json();
    tokens["access_token"].as_str().expect("a token").to_owned()
}

async fn devices(app: &TestApp, person: &Person) -> Vec<Value> {
    let list = app.get("/api/auth/logins").by(person).send().await.expect(200).json();
    list.as_array().expect("a list").clone()
}

fn named<'a>(devices: &'a [Value], agent: &str) -> &'a Value {
    devices
        .iter()
        .find(|device| device["agent"] == agent)
        .expect("the device is in the list")
}

#[tokio::test]
async fn everybody_sees_where_they_are_signed_in_and_nobody_elses_devices() {
    let app = TestApp::start().await;
    let (person, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let began = app.now();
    from_device(&app, &person.email, "Tablet").await;
    let list = devices(&app, &person).await;
    assert_eq!(list.len(), 2, "{list:#?}");
    assert_eq!(
        (&list[0]["agent"], &list[0]["current"]),
        (&"Tablet".into(), &false.into())
    );
    let here = &list[1];
    assert_eq!(
        (
            &here["current"],
            &here["created_at"],
            &here["is_browser"],
            &here["second_factor"]
        ),
        (&true.into(), &began.rfc3339().into(), &false.into(), &false.into())
    );
    assert!(here["agent"].is_null() && here["address"].is_null(), "{here}");
    assert_eq!(devices(&app, &other).await.len(), 1);
}

#[tokio::test]
async fn a_device_can_be_signed_out_from_another_one_at_once() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let tablet = from_device(&app, &person.email, "Tablet").await;
    let list = devices(&app, &person).await;
    let id = named(&list, "Tablet")["id"].as_str().expect("an id").to_owned();
    let end = || app.call("DELETE", &format!("/api/auth/logins/{id}")).by(&person).send();
    end().await.expect(204);
    app.get("/api/auth/me")
        .bearer(&tablet)
        .send()
        .await
        .problem(401, "unauthenticated");
    assert_eq!(devices(&app, &person).await.len(), 1);
    assert_eq!(app.deeds(&id, "login_ended").await, 1);
    end().await.problem(404, "not_found");
    assert_eq!(app.deeds(&id, "login_ended").await, 1);
}

#[tokio::test]
async fn somebody_elses_login_is_like_one_that_does_not_exist() {
    let app = TestApp::start().await;
    let (person, other) = (app.user(Role::Therapist).await, app.user(Role::Admin).await);
    let theirs = devices(&app, &other).await[0]["id"].as_str().expect("an id").to_owned();
    let absent = LoginId::new(app.now()).to_string();
    let end = |id: &str| app.call("DELETE", &format!("/api/auth/logins/{id}")).by(&person).send();
    let (one, two, three) = (end(&theirs).await, end(&absent).await, end("nonsense").await);
    assert_eq!(one.body, two.body);
    one.problem(404, "not_found");
    three.problem(404, "not_found");
    app.get("/api/auth/me").by(&other).send().await.expect(200);
}

#[tokio::test]
async fn all_other_devices_are_signed_out_together() {
    let app = TestApp::start().await;
    let (person, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let tablet = from_device(&app, &person.email, "Tablet").await;
    from_device(&app, &person.email, "Telephone").await;
    let id = named(&devices(&app, &person).await, "Telephone")["id"].clone();
    let end = || app.call("DELETE", "/api/auth/logins").by(&person).send();
    end().await.expect(204);
    end().await.expect(204);
    app.get("/api/auth/me")
        .bearer(&tablet)
        .send()
        .await
        .problem(401, "unauthenticated");
    assert_eq!(devices(&app, &person).await.len(), 1);
    app.get("/api/auth/me").by(&other).send().await.expect(200);
    assert_eq!(app.deeds(id.as_str().expect("an id"), "login_ended").await, 1);
}

#[tokio::test]
async fn a_login_that_is_over_is_not_in_the_list() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let cookie = app
        .post("/api/auth/login")
        .header("x-therapybridge", "1")
        .json(&json!({ "email": person.email, "password": PASSWORD }))
        .send()
        .await
        .expect(200);
    assert_eq!(cookie.cookies().len(), 2);
    assert_eq!(devices(&app, &person).await.len(), 2);
    app.clock.advance(app::sign_in::WORKING_DAY);
    let tokens = app.sign_in(&person.email).await;
    let list = app
        .get("/api/auth/logins")
        .bearer(tokens["access_token"].as_str().expect("a token"))
        .send()
        .await
        .expect(200)
        .json();
    let list = list.as_array().expect("a list");
    assert_eq!(list.len(), 2, "the browser's day is over: {list:#?}");
    assert!(list.iter().all(|device| device["is_browser"] == false));
}

async fn alerts(app: &TestApp) -> i64 {
    app.database
        .number("SELECT COUNT(*) FROM mails WHERE template = 'sign_in_alert'")
        .await
}

#[tokio::test]
async fn a_sign_in_from_a_new_device_is_mailed_to_the_owner_but_the_first_and_a_known_one_are_not() {
    let app = TestApp::start().await;
    let (person, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    assert_eq!(alerts(&app).await, 0, "nobody is told of their first sign-in");
    app.sign_in(&person.email).await;
    assert_eq!(alerts(&app).await, 0, "the device is known");
    from_device(&app, &person.email, "Tablet").await;
    assert_eq!(alerts(&app).await, 1);
    from_device(&app, &person.email, "Tablet").await;
    assert_eq!(alerts(&app).await, 1);
    from_device(&app, &other.email, "Tablet").await;
    assert_eq!(alerts(&app).await, 2, "what one person uses is new for another");
    let refused = json!({ "email": person.email, "password": "Wrong-passw0rd-1" });
    app.post("/api/auth/login")
        .header("user-agent", "Thief")
        .json(&refused)
        .send()
        .await
        .problem(401, "unauthenticated");
    assert_eq!(alerts(&app).await, 2);
}

#[tokio::test]
async fn an_address_that_was_never_confirmed_gets_no_mail_about_sign_ins() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    assert_eq!(app.database.execute("UPDATE users SET is_verified = (1 = 0)").await, 1);
    from_device(&app, &person.email, "Tablet").await;
    assert_eq!(alerts(&app).await, 0);
}
