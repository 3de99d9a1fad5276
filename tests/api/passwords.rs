use app::passwords::{Cost, Hasher};
use domain::user::Role;
use serde_json::json;
use support::{Call, PASSWORD, Person, TestApp};

const NEW: &str = "Velvet kettle 9 drifts";

fn change<'a>(app: &'a TestApp, person: &Person, current: &str, new: &str) -> Call<'a> {
    app.post("/api/auth/change-password")
        .by(person)
        .json(&json!({ "current_password": current, "new_password": new }))
}

fn login<'a>(app: &'a TestApp, email: &str, password: &str) -> Call<'a> {
    app.post("/api/auth/login")
        .json(&json!({ "email": email, "password": password }))
}

#[tokio::test]
async fn a_changed_password_ends_every_login_but_the_one_it_was_changed_on() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let other = app.sign_in(&person.email).await;
    change(&app, &person, PASSWORD, NEW).send().await.expect(204);
    app.get("/api/auth/me").by(&person).send().await.expect(200);
    app.get("/api/auth/me")
        .bearer(other["access_token"].as_str().expect("a token"))
        .send()
        .await
        .problem(401, "unauthenticated");
    login(&app, &person.email, PASSWORD)
        .send()
        .await
        .problem(401, "unauthenticated");
    login(&app, &person.email, NEW).send().await.expect(200);
    assert_eq!(app.deeds(person.id.to_string(), "password_changed").await, 1);
}

#[tokio::test]
async fn a_wrong_present_password_changes_nothing_and_is_noted() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    for wrong in ["Not-my-passw0rd", "", &PASSWORD.repeat(1_000)] {
        let problem = change(&app, &person, wrong, NEW).send().await.problem(422, "invalid");
        assert_eq!(problem["field"], "current_password");
    }
    login(&app, &person.email, PASSWORD).send().await.expect(200);
    let refused = "SELECT COUNT(*) FROM audit WHERE deed = 'password_changed' AND outcome = 'refused'";
    assert_eq!(app.database.number(refused).await, 3);
}

#[tokio::test]
async fn a_new_password_must_be_another_and_acceptable() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    for bad in [PASSWORD, "short", "Summer2024!!!", "Meyer-Robin-80", "1qaz@WSX3edc"] {
        let problem = change(&app, &person, PASSWORD, bad)
            .send()
            .await
            .problem(422, "invalid");
        assert_eq!(problem["field"], "new_password", "{bad}");
    }
}

#[tokio::test]
async fn a_password_is_the_same_however_its_accents_were_typed() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    change(&app, &person, PASSWORD, "U\u{308}ber den Kessel 9")
        .send()
        .await
        .expect(204);
    login(&app, &person.email, "Über den Kessel 9").send().await.expect(200);
}

#[tokio::test]
async fn a_hash_of_other_parameters_is_valid_and_is_replaced_when_its_password_is_typed() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let stronger = Hasher::new(Cost::MINIMUM).expect("the parameters are valid");
    let old = stronger.hash(PASSWORD.into()).await.expect("a hash");
    app.database
        .execute(&format!("UPDATE users SET hashed_password = '{old}'"))
        .await;
    login(&app, &person.email, PASSWORD).send().await.expect(200);

    app::passwords::renew(&app.app, person.id, PASSWORD.into(), &old)
        .await
        .expect("renewed");
    let mut tx = app.app.db.read().await.expect("a transaction");
    let account = store::users::by_id(&mut tx, person.id).await.expect("readable");
    let new = account.expect("there").hashed_password;
    drop(tx);
    assert_ne!(new, old);
    assert!(!app.app.passwords.is_outdated(&new));
    login(&app, &person.email, PASSWORD).send().await.expect(200);
}
