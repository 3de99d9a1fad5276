use std::time::Duration;

use domain::user::{Role, User};
use domain::{LoginId, UserId};
use serde_json::json;
use support::{Call, PASSWORD, TestApp};

fn login<'a>(app: &'a TestApp, email: &str, password: &str) -> Call<'a> {
    app.post("/api/auth/login")
        .json(&json!({ "email": email, "password": password }))
}

#[tokio::test]
async fn the_right_password_gives_the_contracts_tokens() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let body = login(&app, &person.email, PASSWORD).send().await.expect(200).json();
    assert_eq!(
        (&body["token_type"], &body["expires_in"]),
        (&"bearer".into(), &1800.into())
    );
    assert!(
        body["refresh_token"].as_str().is_some_and(|token| token.len() >= 43),
        "256 random bits"
    );
    let token = body["access_token"].as_str().expect("a token");
    app.get("/api/auth/me").bearer(token).send().await.expect(200);
    assert_eq!(
        app.deeds(person.id.to_string(), "signed_in").await,
        2,
        "both logins are in the trail"
    );
}

#[tokio::test]
async fn the_address_is_compared_without_case_and_space() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    login(&app, &format!("  {} ", person.email.to_uppercase()), PASSWORD)
        .send()
        .await
        .expect(200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_byte_for_byte_alike() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let wrong = login(&app, &person.email, "Not-my-passw0rd").send().await;
    let unknown = login(&app, "nobody@practice.example", PASSWORD).send().await;
    let malformed = login(&app, "no address", PASSWORD).send().await;
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.body, malformed.body);
    assert_eq!(
        wrong.problem(401, "unauthenticated")["detail"],
        "E-mail or password is wrong."
    );
    assert_eq!(app.deeds(person.id.to_string(), "sign_in_refused").await, 1);
    assert!(unknown.cookies().is_empty());
}

#[tokio::test]
async fn a_password_of_a_megabyte_is_refused_without_being_hashed_for_long() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let long = PASSWORD.repeat(50_000);
    login(&app, &person.email, &long)
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_inactive_account_neither_signs_in_nor_goes_on() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let tokens = app.sign_in(&person.email).await;
    assert_eq!(app.database.execute("UPDATE users SET is_active = (1 = 0)").await, 1);
    login(&app, &person.email, PASSWORD)
        .send()
        .await
        .problem(401, "unauthenticated");
    app.get("/api/auth/me")
        .by(&person)
        .send()
        .await
        .problem(401, "unauthenticated");
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    app.post("/api/auth/refresh")
        .json(&refresh)
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_token_that_this_practice_did_not_sign_is_refused() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let login = app
        .app
        .tokens
        .check(&person.token, app.now())
        .expect("the token is good");
    let signed = |secret: [u8; 32]| {
        let signer = app::tokens::Signer::new(&secret).expect("the secret is long enough");
        signer.access(person.id, login, app.now()).expect("a token")
    };
    let by_another_secret = signed([8; 32]);
    let claims = person.token.split('.').nth(1).expect("a JWT has three parts");
    // {"alg":"none","typ":"JWT"}, which some libraries have believed.
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.");
    for bad in [by_another_secret.as_str(), &unsigned, "nonsense", ""] {
        app.get("/api/auth/me")
            .bearer(bad)
            .send()
            .await
            .problem(401, "unauthenticated");
    }
    app.get("/api/auth/me")
        .bearer(&signed([7; 32]))
        .send()
        .await
        .expect(200);
}

#[tokio::test]
async fn a_well_signed_token_of_a_login_that_does_not_exist_is_refused() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let token = app
        .app
        .tokens
        .access(person.id, LoginId::new(app.now()), app.now())
        .expect("a token");
    app.get("/api/auth/me")
        .bearer(&token)
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn an_access_token_ends_after_thirty_minutes() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    app.clock.advance(Duration::from_secs(30 * 60 - 1));
    app.get("/api/auth/me").by(&person).send().await.expect(200);
    app.clock.advance(Duration::from_secs(1));
    let answer = app.get("/api/auth/me").by(&person).send().await;
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    answer.problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_spent_refresh_token_that_comes_again_ends_the_login() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let first = app.sign_in(&person.email).await;
    let refresh = |token: &serde_json::Value| app.post("/api/auth/refresh").json(&json!({ "refresh_token": token }));
    let second = refresh(&first["refresh_token"]).send().await.expect(200).json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(second["expires_in"], 1800);
    // Another window of the same browser may be a moment late: it is refused, and nobody is signed out.
    refresh(&first["refresh_token"]).send().await.problem(409, "conflict");
    let me = |body: &serde_json::Value| {
        app.get("/api/auth/me")
            .bearer(body["access_token"].as_str().expect("a token"))
    };
    me(&second).send().await.expect(200);
    app.clock.advance(app::sign_in::RACE + Duration::from_secs(1));
    refresh(&first["refresh_token"])
        .send()
        .await
        .problem(401, "unauthenticated");
    me(&second).send().await.problem(401, "unauthenticated");
    refresh(&second["refresh_token"])
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn a_refresh_token_ends_after_seven_days_and_is_no_access_token() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let tokens = app.sign_in(&person.email).await;
    let refresh = tokens["refresh_token"].as_str().expect("a token");
    app.get("/api/auth/me")
        .bearer(refresh)
        .send()
        .await
        .problem(401, "unauthenticated");
    app.clock.advance(Duration::from_secs(7 * 24 * 60 * 60));
    let body = json!({ "refresh_token": refresh });
    app.post("/api/auth/refresh")
        .json(&body)
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn signing_out_ends_this_login_at_once_and_no_other() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let other = app.sign_in(&person.email).await;
    let answer = app.post("/api/auth/logout").by(&person).send().await.expect(204);
    assert!(answer.body.is_empty());
    app.get("/api/auth/me")
        .by(&person)
        .send()
        .await
        .problem(401, "unauthenticated");
    app.get("/api/auth/me")
        .bearer(other["access_token"].as_str().expect("a token"))
        .send()
        .await
        .expect(200);
    assert_eq!(app.deeds(person.id.to_string(), "signed_out").await, 1);
}

#[tokio::test]
async fn the_cookies_of_a_browser_are_out_of_reach_of_scripts_and_other_sites() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let answer = login(&app, &person.email, PASSWORD)
        .header("x-therapybridge", "1")
        .send()
        .await
        .expect(200);
    let cookies = answer.cookies();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    let body = answer.json();
    assert!(
        body.get("access_token").is_none() && body.get("refresh_token").is_none(),
        "{body}"
    );
    let program = login(&app, &person.email, PASSWORD).send().await.expect(200);
    assert!(program.cookies().is_empty(), "{:?}", program.cookies());
    for cookie in cookies {
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
            "{cookie}"
        );
        let path = if cookie.starts_with("tb_refresh=") {
            "Path=/api/auth;"
        } else {
            "Path=/api;"
        };
        assert!(format!("{cookie};").contains(path), "{cookie}");
    }
}

#[tokio::test]
async fn a_browsers_cookie_reads_but_changes_nothing_without_the_header_of_our_own_pages() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let cookie = login(&app, &person.email, PASSWORD)
        .header("x-therapybridge", "1")
        .send()
        .await
        .expect(200)
        .cookie("tb_access");
    let cookie = format!("tb_access={cookie}");
    app.get("/api/auth/me")
        .header("cookie", &cookie)
        .send()
        .await
        .expect(200);
    let patient = json!({ "name": "Ada Okafor" });
    let create = || app.post("/api/patients").header("cookie", &cookie).json(&patient);
    create().send().await.problem(403, "forbidden");
    app.post("/api/auth/logout")
        .header("cookie", &cookie)
        .send()
        .await
        .problem(403, "forbidden");
    create().header("x-therapybridge", "1").send().await.expect(201);
}

#[tokio::test]
async fn a_browser_refreshes_with_its_cookie_and_loses_both_at_sign_out() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let answer = login(&app, &person.email, PASSWORD)
        .header("x-therapybridge", "1")
        .send()
        .await
        .expect(200);
    let refresh = || {
        app.post("/api/auth/refresh")
            .header("cookie", format!("tb_refresh={}", answer.cookie("tb_refresh")))
    };
    refresh().send().await.problem(403, "forbidden");
    let fresh = refresh().header("x-therapybridge", "1").send().await.expect(200);
    let cookie = format!("tb_access={}", fresh.cookie("tb_access"));
    let out = app
        .post("/api/auth/logout")
        .header("cookie", &cookie)
        .header("x-therapybridge", "1")
        .send()
        .await
        .expect(204);
    assert_eq!(
        (out.cookie("tb_access"), out.cookie("tb_refresh")),
        (String::new(), String::new())
    );
    assert!(
        out.cookies().iter().all(|cookie| cookie.contains("Max-Age=0")),
        "{:?}",
        out.cookies()
    );
    app.get("/api/auth/me")
        .header("cookie", &cookie)
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn me_tells_who_is_signed_in() {
    let app = TestApp::start().await;
    for role in Role::ALL {
        let person = app.user(role).await;
        let me = app.get("/api/auth/me").by(&person).send().await.expect(200).json();
        let expected = json!({
            "id": person.id.to_string(), "email": person.email, "first_name": "Robin", "last_name": "Meyer",
            "full_name": "Robin Meyer", "role": role.as_str(), "is_active": true, "is_verified": true,
            "created_at": app.now().rfc3339(), "second_factor": false, "standing": "full",
            "idle_lock_seconds": if role == Role::Patient { 1800 } else { 900 }, "ends_at": null,
        });
        assert_eq!(me, expected);
    }
}

#[tokio::test]
async fn a_sign_in_that_is_no_credentials_says_what_is_missing() {
    let app = TestApp::start().await;
    let answer = app
        .post("/api/auth/login")
        .json(&json!({ "email": "a@b.example" }))
        .send()
        .await;
    let problem = answer.problem(422, "invalid");
    assert!(
        problem["detail"].as_str().expect("a detail").contains("password"),
        "{problem}"
    );
}

/// What a sign-up for an address that is taken makes.
async fn shadow(app: &TestApp, email: &str, password: &str) -> UserId {
    app.clock.advance(Duration::from_secs(1));
    let user = User {
        id: UserId::new(app.now()),
        email: email.into(),
        first_name: "Somebody".into(),
        last_name: "Else".into(),
        role: Role::Therapist,
        is_active: true,
        is_verified: false,
        is_shadow: true,
        created_at: app.now(),
    };
    let hash = app.app.passwords.hash(password.into()).await.expect("hashed");
    let mut tx = app.app.db.write().await.expect("a transaction");
    store::users::insert(&mut tx, &user, &hash).await.expect("stored");
    tx.commit().await.expect("stored");
    user.id
}

async fn signed_in(app: &TestApp, email: &str, password: &str) -> serde_json::Value {
    let tokens = login(app, email, password).send().await.expect(200).json();
    let token = tokens["access_token"].as_str().expect("a token").to_owned();
    app.get("/api/auth/me").bearer(&token).send().await.expect(200).json()
}

#[tokio::test]
async fn an_address_with_a_shadow_signs_in_to_the_account_whose_password_it_is() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let id = shadow(&app, &person.email, "Another-passw0rd").await;
    assert_eq!(
        signed_in(&app, &person.email, PASSWORD).await["id"],
        person.id.to_string()
    );
    let me = signed_in(&app, &person.email, "Another-passw0rd").await;
    assert_eq!((&me["id"], &me["is_verified"]), (&id.to_string().into(), &false.into()));
    login(&app, &person.email, "Neither-passw0rd")
        .send()
        .await
        .problem(401, "unauthenticated");
}

#[tokio::test]
async fn of_several_shadows_only_the_newest_signs_in_and_the_account_goes_before_it() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    shadow(&app, &person.email, "First-passw0rd-1").await;
    let newest = shadow(&app, &person.email, "Second-passw0rd-2").await;
    login(&app, &person.email, "First-passw0rd-1")
        .send()
        .await
        .problem(401, "unauthenticated");
    assert_eq!(
        signed_in(&app, &person.email, "Second-passw0rd-2").await["id"],
        newest.to_string()
    );
    shadow(&app, &person.email, PASSWORD).await;
    assert_eq!(
        signed_in(&app, &person.email, PASSWORD).await["id"],
        person.id.to_string()
    );
}

#[tokio::test]
async fn a_refusal_leaves_the_same_number_of_traces_whoever_it_is_about() {
    let app = TestApp::start().await;
    let (known, shadowed, inactive) = (
        app.user(Role::Therapist).await,
        app.user(Role::Therapist).await,
        app.user(Role::Therapist).await,
    );
    shadow(&app, &shadowed.email, "Another-passw0rd").await;
    let sql = format!(
        "UPDATE users SET is_active = (1 = 0) WHERE email = '{}'",
        inactive.email
    );
    assert_eq!(app.database.execute(&sql).await, 1);
    let mut last = app.database.number("SELECT COUNT(*) FROM audit").await;
    let attempts = [
        (known.email.as_str(), "Wrong-passw0rd-1"),
        (&shadowed.email, "Wrong-passw0rd-1"),
        (&inactive.email, PASSWORD),
        ("nobody@practice.example", PASSWORD),
    ];
    for (email, password) in attempts {
        login(&app, email, password)
            .send()
            .await
            .problem(401, "unauthenticated");
        let now = app.database.number("SELECT COUNT(*) FROM audit").await;
        assert_eq!(now, last + 1, "{email}");
        last = now;
    }
}

#[tokio::test]
async fn a_browsers_login_ends_after_a_working_day_however_often_it_is_refreshed() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    fn own<'a>(call: Call<'a>, answer: &support::Answer) -> Call<'a> {
        let (access, refresh) = (answer.cookie("tb_access"), answer.cookie("tb_refresh"));
        call.header("cookie", format!("tb_access={access}; tb_refresh={refresh}"))
            .header("x-therapybridge", "1")
    }
    let mut answer = login(&app, &person.email, PASSWORD)
        .header("x-therapybridge", "1")
        .send()
        .await
        .expect(200);
    let me = own(app.get("/api/auth/me"), &answer).send().await.expect(200).json();
    let end = app.now() + app::sign_in::WORKING_DAY;
    assert_eq!(me["ends_at"], end.rfc3339());
    for _ in 0..11 {
        app.clock.advance(Duration::from_secs(60 * 60));
        answer = own(app.post("/api/auth/refresh"), &answer).send().await.expect(200);
    }
    app.clock.advance(Duration::from_secs(60 * 60));
    own(app.get("/api/auth/me"), &answer)
        .send()
        .await
        .problem(401, "unauthenticated");
    own(app.post("/api/auth/refresh"), &answer)
        .send()
        .await
        .problem(401, "unauthenticated");
}
