use domain::UserId;
use domain::user::Role;
use serde_json::{Value, json};
use support::{Call, PASSWORD, Person, TestApp};

fn patch<'a>(app: &'a TestApp, by: &Person, id: UserId, body: &Value) -> Call<'a> {
    app.call("PATCH", &format!("/api/users/{id}")).by(by).json(body)
}

/// Everybody has just shown again who they are.
async fn step_up(app: &TestApp) {
    let now = app.now().micros();
    app.database
        .execute(&format!("UPDATE auth_sessions SET stepped_up_at = {now}"))
        .await;
}

#[tokio::test]
async fn an_administrator_sees_every_account_page_by_page() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.user(Role::Patient).await;
    let list = |query: &str| app.get(&format!("/api/users{query}")).by(&admin);
    let all = list("").send().await.expect(200).json();
    let ids = |page: &Value| -> Vec<String> {
        let page = page.as_array().expect("a list").iter();
        page.map(|user| user["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    let mut expected = vec![admin.id.to_string(), therapist.id.to_string(), patient.id.to_string()];
    expected.sort_unstable();
    assert_eq!(ids(&all), expected);
    let first = list("?limit=2").send().await.expect(200).json();
    assert_eq!(ids(&first), expected[..2]);
    let second = list(&format!("?limit=2&cursor={}", expected[1]))
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(ids(&second), expected[2..]);
    for bad in ["?limit=0", "?limit=1001", "?limit=x", "?cursor=x"] {
        list(bad).send().await.problem(422, "invalid");
    }
    let one = app
        .get(&format!("/api/users/{}", therapist.id))
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    let now = app.now().rfc3339();
    assert_eq!(
        one,
        json!({
            "id": therapist.id.to_string(), "email": therapist.email, "first_name": "Robin", "last_name": "Meyer",
            "full_name": "Robin Meyer", "role": "therapist", "is_active": true, "is_verified": true, "second_factor": false,
            "last_login_at": now, "created_at": now,
        })
    );
}

#[tokio::test]
async fn nobody_else_sees_or_changes_accounts() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    for role in [Role::Therapist, Role::Supervisor, Role::Patient] {
        let person = app.user(role).await;
        step_up(&app).await;
        for (method, path) in [
            ("GET", "/api/users".to_owned()),
            ("GET", format!("/api/users/{}", person.id)),
            ("GET", format!("/api/users/{}", admin.id)),
            ("GET", format!("/api/users/{}", UserId::new(app.now()))),
            ("DELETE", format!("/api/users/{}/second-factor", admin.id)),
            ("DELETE", format!("/api/users/{}/logins", admin.id)),
        ] {
            app.call(method, &path)
                .by(&person)
                .send()
                .await
                .problem(403, "forbidden");
        }
        for id in [person.id, admin.id] {
            patch(&app, &person, id, &json!({ "role": "admin" }))
                .send()
                .await
                .problem(403, "forbidden");
        }
    }
    app.get("/api/auth/me").by(&admin).send().await.expect(200);
}

#[tokio::test]
async fn names_are_changed_without_further_ado() {
    let app = TestApp::start().await;
    let (admin, person) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let changed = patch(
        &app,
        &admin,
        person.id,
        &json!({ "first_name": " Robyn ", "id": "x", "is_verified": false }),
    )
    .send()
    .await
    .expect(200)
    .json();
    assert_eq!(
        (&changed["full_name"], &changed["is_verified"]),
        (&"Robyn Meyer".into(), &true.into())
    );
    assert_eq!(app.deeds(person.id.to_string(), "user_renamed").await, 1);
    let problem = patch(&app, &admin, person.id, &json!({ "last_name": "" }))
        .send()
        .await
        .problem(422, "invalid");
    assert_eq!(problem["field"], "last_name");
}

#[tokio::test]
async fn another_role_needs_a_step_up_and_counts_at_once() {
    let app = TestApp::start().await;
    let (admin, person) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let promote = || patch(&app, &admin, person.id, &json!({ "role": "admin" }));
    promote().send().await.problem(403, "step_up_required");
    step_up(&app).await;
    assert_eq!(promote().send().await.expect(200).json()["role"], "admin");
    app.get("/api/users").by(&person).send().await.expect(200);
    assert_eq!(app.deeds(person.id.to_string(), "role_changed").await, 1);
    let problem = patch(&app, &admin, person.id, &json!({ "role": "owner" }))
        .send()
        .await
        .problem(422, "invalid");
    assert_eq!(problem["field"], "role");
}

#[tokio::test]
async fn who_is_deactivated_is_signed_out_everywhere_at_once_and_stays_so() {
    let app = TestApp::start().await;
    let (admin, person) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let active = |yes: bool| patch(&app, &admin, person.id, &json!({ "is_active": yes }));
    active(false).send().await.problem(403, "step_up_required");
    step_up(&app).await;
    active(false).send().await.expect(200);
    let me = || app.get("/api/auth/me").by(&person);
    me().send().await.problem(401, "unauthenticated");
    let credentials = json!({ "email": person.email, "password": PASSWORD });
    app.post("/api/auth/login")
        .json(&credentials)
        .send()
        .await
        .problem(401, "unauthenticated");
    active(true).send().await.expect(200);
    me().send().await.problem(401, "unauthenticated");
    app.sign_in(&person.email).await;
    for deed in ["user_deactivated", "user_activated"] {
        assert_eq!(app.deeds(person.id.to_string(), deed).await, 1, "{deed}");
    }
}

#[tokio::test]
async fn nobody_changes_their_own_power_so_there_is_always_an_administrator() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    step_up(&app).await;
    for body in [json!({ "role": "therapist" }), json!({ "is_active": false })] {
        patch(&app, &admin, admin.id, &body)
            .send()
            .await
            .problem(409, "conflict");
    }
    app.call("DELETE", &format!("/api/users/{}/second-factor", admin.id))
        .by(&admin)
        .send()
        .await
        .problem(409, "conflict");
    patch(
        &app,
        &admin,
        admin.id,
        &json!({ "first_name": "Robyn", "role": "admin" }),
    )
    .send()
    .await
    .expect(200);
}

#[tokio::test]
async fn two_administrators_cannot_take_each_others_role_at_one_moment() {
    let app = TestApp::start().await;
    let (one, two) = (app.user(Role::Admin).await, app.user(Role::Admin).await);
    step_up(&app).await;
    let demote = json!({ "role": "therapist" });
    let (first, second) = tokio::join!(
        patch(&app, &one, two.id, &demote).send(),
        patch(&app, &two, one.id, &demote).send()
    );
    let done = [first.status, second.status]
        .iter()
        .filter(|status| status.is_success())
        .count();
    assert_eq!(done, 1, "{} {}", first.text(), second.text());
    let admins = "SELECT COUNT(*) FROM users WHERE role = 'admin'";
    assert_eq!(app.database.number(admins).await, 1);
}

#[tokio::test]
async fn who_has_not_confirmed_their_address_gets_no_power() {
    let app = TestApp::start().await;
    let (admin, person) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    app.database
        .execute("UPDATE users SET is_verified = (1 = 0) WHERE role = 'therapist'")
        .await;
    step_up(&app).await;
    for role in ["admin", "supervisor"] {
        patch(&app, &admin, person.id, &json!({ "role": role }))
            .send()
            .await
            .problem(409, "conflict");
    }
    patch(&app, &admin, person.id, &json!({ "role": "patient" }))
        .send()
        .await
        .expect(200);
}

#[tokio::test]
async fn an_administrator_ends_somebodys_logins() {
    let app = TestApp::start().await;
    let (admin, person) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let end = || {
        app.call("DELETE", &format!("/api/users/{}/logins", person.id))
            .by(&admin)
    };
    end().send().await.expect(204);
    end().send().await.expect(204);
    app.get("/api/auth/me")
        .by(&person)
        .send()
        .await
        .problem(401, "unauthenticated");
    assert_eq!(app.deeds(person.id.to_string(), "login_ended").await, 1);
    app.sign_in(&person.email).await;
}

#[tokio::test]
async fn a_lost_second_factor_is_removed_after_a_step_up() {
    let app = TestApp::start().await;
    let (admin, person) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let remove = || {
        app.call("DELETE", &format!("/api/users/{}/second-factor", person.id))
            .by(&admin)
    };
    remove().send().await.problem(403, "step_up_required");
    step_up(&app).await;
    remove().send().await.expect(204);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_not_found() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    step_up(&app).await;
    let absent = UserId::new(app.now());
    for (method, path) in [
        ("GET", format!("/api/users/{absent}")),
        ("GET", "/api/users/nonsense".to_owned()),
        ("DELETE", format!("/api/users/{absent}/second-factor")),
        ("DELETE", format!("/api/users/{absent}/logins")),
    ] {
        app.call(method, &path)
            .by(&admin)
            .send()
            .await
            .problem(404, "not_found");
    }
    patch(&app, &admin, absent, &json!({ "first_name": "X" }))
        .send()
        .await
        .problem(404, "not_found");
}
