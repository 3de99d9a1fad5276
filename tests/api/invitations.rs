use std::time::Duration;

use app::tokens::new_refresh;
use domain::InvitationId;
use domain::user::Role;
use serde_json::{Value, json};
use support::{Call, PASSWORD, Person, TestApp};

use crate::sign_up::mails;

fn whom(email: &str, role: &str) -> Value {
    json!({ "email": email, "first_name": "Jane", "last_name": "Smith", "role": role })
}

fn invite<'a>(app: &'a TestApp, by: &Person, body: &Value) -> Call<'a> {
    app.post("/api/invitations").by(by).json(body)
}

/// Invites, and returns the invitation's id.
async fn invited(app: &TestApp, by: &Person, body: &Value) -> String {
    let invitation = invite(app, by, body).send().await.expect(201).json();
    invitation["id"].as_str().expect("an id").to_owned()
}

/// The token as the invitation's mail would carry it.
async fn mailed_token(app: &TestApp, id: &str) -> String {
    let id: uuid::Uuid = id.parse().expect("an id");
    let (token, hash) = new_refresh().expect("randomness");
    let mut tx = app.app.db.write().await.expect("a transaction");
    store::invitations::set_token(&mut tx, InvitationId::from(id), &hash)
        .await
        .expect("writable");
    tx.commit().await.expect("committed");
    token
}

fn accept<'a>(app: &'a TestApp, token: &str) -> Call<'a> {
    app.post("/api/auth/accept-invitation")
        .json(&json!({ "token": token, "password": PASSWORD }))
}

fn greet<'a>(app: &'a TestApp, token: &str) -> Call<'a> {
    app.post("/api/auth/invitation").json(&json!({ "token": token }))
}

async fn me(app: &TestApp, login: &Value) -> Value {
    let token = login["access_token"].as_str().expect("a token");
    app.get("/api/auth/me").bearer(token).send().await.expect(200).json()
}

#[tokio::test]
async fn an_administrator_invites_to_every_role_and_the_link_makes_the_account() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    for role in Role::ALL {
        let email = format!("{role}@practice.example");
        let invitation = invite(&app, &admin, &whom(&email, role.as_str()))
            .send()
            .await
            .expect(201)
            .json();
        assert_eq!(
            (&invitation["email"], &invitation["role"], &invitation["state"]),
            (&email.as_str().into(), &role.as_str().into(), &"pending".into())
        );
        let id = invitation["id"].as_str().expect("an id");
        let token = mailed_token(&app, id).await;
        let greeting = greet(&app, &token).send().await.expect(200).json();
        assert_eq!(
            greeting,
            json!({ "email": email, "first_name": "Jane", "last_name": "Smith", "role": role.as_str() })
        );
        let login = accept(&app, &token).send().await.expect(201).json();
        let me = me(&app, &login).await;
        assert_eq!(
            (&me["email"], &me["role"], &me["is_verified"], &me["full_name"]),
            (
                &email.as_str().into(),
                &role.as_str().into(),
                &true.into(),
                &"Jane Smith".into()
            )
        );
        accept(&app, &token).send().await.problem(400, "invalid_token");
        greet(&app, &token).send().await.problem(400, "invalid_token");
        assert_eq!(app.deeds(id, "user_invited").await, 1);
        assert_eq!(app.deeds(id, "invitation_accepted").await, 1);
    }
    assert_eq!(mails(&app, "invitation").await, 4);
    let all = app.get("/api/invitations").by(&admin).send().await.expect(200).json();
    assert_eq!(all.as_array().map(Vec::len), Some(4));
    assert!(
        all.as_array()
            .is_some_and(|all| all.iter().all(|one| one["state"] == "accepted"))
    );
}

#[tokio::test]
async fn who_accepts_may_write_their_name_as_they_like_and_nothing_else() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let id = invited(&app, &admin, &whom("jane@practice.example", "therapist")).await;
    let token = mailed_token(&app, &id).await;
    let body = json!({
        "token": token, "password": PASSWORD, "first_name": "Janet", "email": "other@practice.example", "role": "admin",
    });
    let accepted = app.post("/api/auth/accept-invitation").json(&body).send().await;
    let me = me(&app, &accepted.expect(201).json()).await;
    assert_eq!(
        (&me["full_name"], &me["email"], &me["role"]),
        (
            &"Janet Smith".into(),
            &"jane@practice.example".into(),
            &"therapist".into()
        )
    );
}

#[tokio::test]
async fn a_password_that_is_not_acceptable_leaves_the_invitation_open() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let id = invited(&app, &admin, &whom("jane@practice.example", "therapist")).await;
    let token = mailed_token(&app, &id).await;
    let body = json!({ "token": token, "password": "Welcome2024!!" });
    let problem = app
        .post("/api/auth/accept-invitation")
        .json(&body)
        .send()
        .await
        .problem(422, "invalid");
    assert_eq!(problem["field"], "password");
    accept(&app, &token).send().await.expect(201);
}

#[tokio::test]
async fn an_invitation_ends_after_seven_days() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let id = invited(&app, &admin, &whom("jane@practice.example", "therapist")).await;
    let token = mailed_token(&app, &id).await;
    app.clock.advance(Duration::from_secs(7 * 24 * 60 * 60));
    accept(&app, &token).send().await.problem(400, "invalid_token");
    let admin = app.user(Role::Admin).await;
    let all = app.get("/api/invitations").by(&admin).send().await.expect(200).json();
    assert_eq!(all[0]["state"], "expired");
}

#[tokio::test]
async fn an_invitation_can_be_taken_back_until_it_is_accepted() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let id = invited(&app, &admin, &whom("jane@practice.example", "therapist")).await;
    let token = mailed_token(&app, &id).await;
    let revoke = |id: &str| app.call("DELETE", &format!("/api/invitations/{id}")).by(&admin);
    revoke(&id).send().await.expect(204);
    revoke(&id).send().await.expect(204);
    accept(&app, &token).send().await.problem(400, "invalid_token");
    assert_eq!(app.deeds(&id, "invitation_revoked").await, 1);

    let id = invited(&app, &admin, &whom("jane@practice.example", "therapist")).await;
    let token = mailed_token(&app, &id).await;
    accept(&app, &token).send().await.expect(201);
    revoke(&id).send().await.problem(409, "conflict");
    revoke(&InvitationId::new(app.now()).to_string())
        .send()
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn a_new_invitation_replaces_the_one_before() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let first = invited(&app, &admin, &whom("jane@practice.example", "therapist")).await;
    let token = mailed_token(&app, &first).await;
    app.clock.advance(Duration::from_secs(1));
    invited(&app, &admin, &whom("Jane@practice.example", "supervisor")).await;
    accept(&app, &token).send().await.problem(400, "invalid_token");
    let all = app.get("/api/invitations").by(&admin).send().await.expect(200).json();
    assert_eq!(
        (&all[0]["state"], &all[1]["state"]),
        (&"pending".into(), &"revoked".into())
    );
}

#[tokio::test]
async fn a_therapist_invites_their_own_clients_and_nobody_else() {
    let app = TestApp::start().await;
    let (therapist, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (own, others) = (app.patient(&therapist).await, app.patient(&other).await);
    for role in ["therapist", "supervisor", "admin"] {
        invite(&app, &therapist, &whom("jane@post.example", role))
            .send()
            .await
            .problem(403, "forbidden");
    }
    let client = |id: &str| {
        let mut body = whom("jane@post.example", "patient");
        body["patient_id"] = id.into();
        body
    };
    let absent = domain::PatientId::new(app.now()).to_string();
    let hidden = invite(&app, &therapist, &client(&others)).send().await;
    let missing = invite(&app, &therapist, &client(&absent)).send().await;
    assert_eq!(hidden.body, missing.body);
    hidden.problem(404, "not_found");

    let id = invited(&app, &therapist, &client(&own)).await;
    let token = mailed_token(&app, &id).await;
    let login = accept(&app, &token).send().await.expect(201).json();
    assert_eq!(me(&app, &login).await["role"], "patient");
    let linked = "SELECT COUNT(*) FROM patients JOIN users ON users.id = patients.user_id WHERE users.role = 'patient'";
    assert_eq!(app.database.number(linked).await, 1);

    let mut again = client(&own);
    again["email"] = "twin@post.example".into();
    let id = invited(&app, &therapist, &again).await;
    let token = mailed_token(&app, &id).await;
    accept(&app, &token).send().await.problem(409, "conflict");
}

#[tokio::test]
async fn only_a_patients_account_belongs_to_a_client() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let therapist = app.user(Role::Therapist).await;
    let mut body = whom("jane@practice.example", "therapist");
    body["patient_id"] = app.patient(&therapist).await.into();
    let problem = invite(&app, &admin, &body).send().await.problem(422, "invalid");
    assert_eq!(problem["field"], "patient_id");
    body["role"] = "patient".into();
    invite(&app, &admin, &body).send().await.problem(404, "not_found");
}

#[tokio::test]
async fn a_therapist_sees_and_takes_back_their_own_invitations_only() {
    let app = TestApp::start().await;
    let (therapist, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let id = invited(&app, &therapist, &whom("jane@post.example", "patient")).await;
    let list = |person: &Person| app.get("/api/invitations").by(person);
    assert_eq!(list(&therapist).send().await.expect(200).json()[0]["id"], id);
    assert_eq!(list(&other).send().await.expect(200).json(), json!([]));
    let revoke = |person: &Person| app.call("DELETE", &format!("/api/invitations/{id}")).by(person);
    revoke(&other).send().await.problem(404, "not_found");
    revoke(&therapist).send().await.expect(204);
    for role in [Role::Supervisor, Role::Patient] {
        let person = app.user(role).await;
        list(&person).send().await.problem(403, "forbidden");
        revoke(&person).send().await.problem(403, "forbidden");
        invite(&app, &person, &whom("x@post.example", "patient"))
            .send()
            .await
            .problem(403, "forbidden");
    }
}

#[tokio::test]
async fn that_an_address_has_an_account_is_told_to_who_may_know_it() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let client = app.user(Role::Patient).await;
    invite(&app, &admin, &whom(&client.email, "patient"))
        .send()
        .await
        .problem(409, "conflict");
    // A therapist who types an address learns nothing; who reads its mail does.
    let id = invited(&app, &therapist, &whom(&client.email, "patient")).await;
    let token = mailed_token(&app, &id).await;
    accept(&app, &token).send().await.problem(409, "conflict");
}

#[tokio::test]
async fn an_invitation_without_acceptable_fields_says_which() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    for (field, value) in [
        ("email", "nobody"),
        ("first_name", ""),
        ("last_name", "\n"),
        ("role", "owner"),
    ] {
        let mut body = whom("jane@practice.example", "therapist");
        body[field] = value.into();
        let problem = invite(&app, &admin, &body).send().await.problem(422, "invalid");
        assert_eq!(problem["field"], field);
    }
}

#[tokio::test]
async fn the_set_up_link_makes_the_first_administrator_and_no_other() {
    let app = TestApp::start().await;
    let first = app::invitations::set_up(&app.app)
        .await
        .expect("made")
        .expect("nobody is there");
    let token = app::invitations::set_up(&app.app)
        .await
        .expect("made")
        .expect("nobody is there");
    greet(&app, &first).send().await.problem(400, "invalid_token");
    let greeting = greet(&app, &token).send().await.expect(200).json();
    assert_eq!(greeting, json!({ "first_name": "", "last_name": "", "role": "admin" }));

    let body = json!({ "token": token, "password": PASSWORD });
    let set_up = |body: &Value| app.post("/api/auth/accept-invitation").json(body);
    assert_eq!(set_up(&body).send().await.problem(422, "invalid")["field"], "email");
    let body = json!({
        "token": token, "password": PASSWORD, "email": "jane@practice.example", "first_name": "Jane", "last_name": "Smith",
    });
    let login = set_up(&body).send().await.expect(201).json();
    let me = me(&app, &login).await;
    assert_eq!((&me["role"], &me["is_verified"]), (&"admin".into(), &true.into()));
    set_up(&body).send().await.problem(400, "invalid_token");
    assert_eq!(app::invitations::set_up(&app.app).await.expect("asked"), None);
}

#[tokio::test]
async fn the_set_up_link_is_dead_after_a_day_and_as_soon_as_there_is_an_account() {
    let app = TestApp::start().await;
    let old = app::invitations::set_up(&app.app)
        .await
        .expect("made")
        .expect("nobody is there");
    app.clock.advance(Duration::from_secs(24 * 60 * 60));
    greet(&app, &old).send().await.problem(400, "invalid_token");
    let token = app::invitations::set_up(&app.app)
        .await
        .expect("made")
        .expect("nobody is there");
    app.user(Role::Admin).await;
    let body = json!({
        "token": token, "password": PASSWORD, "email": "jane@practice.example", "first_name": "Jane", "last_name": "Smith",
    });
    app.post("/api/auth/accept-invitation")
        .json(&body)
        .send()
        .await
        .problem(400, "invalid_token");
}
