use std::time::Duration;

use app::Settings;
use domain::user::Role;
use futures::future::join_all;
use serde_json::{Value, json};
use support::{Answer, Call, PASSWORD, Person, TestApp};
use totp_rs::Totp;

const STEP: Duration = Duration::from_secs(30);

/// Somebody's telephone.
struct Authenticator(Totp);

impl Authenticator {
    fn scan(enrolment: &Value) -> Self {
        let uri = enrolment["otpauth_uri"].as_str().expect("an address");
        let totp = Totp::from_url(uri).expect("an address that authenticator apps understand");
        assert_eq!(totp.secret().to_base32(), enrolment["secret"]);
        Self(totp)
    }

    fn code(&self, app: &TestApp) -> String {
        self.0.generate(app.now().seconds() as u64).to_string()
    }

    /// A code that is not right now, nor a step beside.
    fn wrong(&self, app: &TestApp) -> String {
        let now = app.now().seconds() as u64;
        let near: Vec<String> = [now - 30, now, now + 30]
            .map(|time| self.0.generate(time).to_string())
            .to_vec();
        let mut codes = (0..).map(|number| format!("{number:06}"));
        codes.find(|code| !near.contains(code)).expect("a wrong code")
    }
}

async fn begin(app: &TestApp, person: &Person) -> Authenticator {
    let answer = app.post("/api/auth/second-factor").by(person).send().await.expect(200);
    Authenticator::scan(&answer.json())
}

fn confirm<'a>(app: &'a TestApp, person: &Person, code: &str) -> Call<'a> {
    app.post("/api/auth/second-factor/confirm")
        .by(person)
        .json(&json!({ "code": code }))
}

fn codes(answer: &Answer) -> Vec<String> {
    let body = answer.json();
    let codes = body["recovery_codes"].as_array().expect("recovery codes").iter();
    codes.map(|code| code.as_str().expect("a code").to_owned()).collect()
}

/// Sets up an authenticator app and lets its first code grow old.
async fn enrol(app: &TestApp, person: &Person) -> (Authenticator, Vec<String>) {
    let phone = begin(app, person).await;
    let answer = confirm(app, person, &phone.code(app)).send().await.expect(200);
    app.clock.advance(STEP);
    (phone, codes(&answer))
}

async fn login(app: &TestApp, person: &Person, code: Option<&str>) -> Answer {
    let credentials = json!({ "email": person.email, "password": PASSWORD, "code": code });
    app.post("/api/auth/login").json(&credentials).send().await
}

async fn status(app: &TestApp, person: &Person) -> Value {
    app.get("/api/auth/second-factor")
        .by(person)
        .send()
        .await
        .expect(200)
        .json()
}

async fn step_up(app: &TestApp, person: &Person, code: &str) -> Answer {
    app.post("/api/auth/step-up")
        .by(person)
        .json(&json!({ "code": code }))
        .send()
        .await
}

#[tokio::test]
async fn an_authenticator_app_counts_from_its_first_code_on() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let none = json!({ "enabled": false, "confirmed_at": null, "recovery_codes_left": 0, "required": false });
    assert_eq!(status(&app, &person).await, none);
    let phone = begin(&app, &person).await;
    assert_eq!(
        status(&app, &person).await,
        none,
        "a secret that was only shown asks for nothing"
    );
    login(&app, &person, None).await.expect(200);
    let refused = confirm(&app, &person, &phone.wrong(&app)).send().await;
    assert_eq!(refused.problem(422, "invalid")["field"], "code");
    let answer = confirm(&app, &person, &format!(" {} ", phone.code(&app)))
        .send()
        .await
        .expect(200);
    let recovery = codes(&answer);
    assert_eq!(recovery.len(), 10);
    assert!(
        recovery
            .iter()
            .all(|code| code.len() == 11 && code.as_bytes()[5] == b'-'),
        "{recovery:?}"
    );
    assert_eq!(
        status(&app, &person).await,
        json!({ "enabled": true, "confirmed_at": app.now().rfc3339(), "recovery_codes_left": 10, "required": false })
    );
    let me = app.get("/api/auth/me").by(&person).send().await.expect(200).json();
    assert_eq!(me["second_factor"], true);
    for deed in ["second_factor_added", "recovery_codes_made"] {
        assert_eq!(app.deeds(person.id.to_string(), deed).await, 1, "{deed}");
    }
    confirm(&app, &person, &phone.code(&app))
        .send()
        .await
        .problem(409, "conflict");
}

#[tokio::test]
async fn there_is_nothing_to_confirm_before_a_secret_was_shown() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    confirm(&app, &person, "123456").send().await.problem(409, "conflict");
    let first = begin(&app, &person).await;
    let second = begin(&app, &person).await;
    let old = confirm(&app, &person, &first.code(&app)).send().await;
    assert_eq!(
        old.problem(422, "invalid")["field"],
        "code",
        "the later secret replaces the earlier"
    );
    confirm(&app, &person, &second.code(&app)).send().await.expect(200);
}

#[tokio::test]
async fn a_sign_in_with_the_right_password_then_needs_a_code() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (phone, _) = enrol(&app, &person).await;
    for nothing in [None, Some(""), Some("  ")] {
        let answer = login(&app, &person, nothing).await;
        assert!(answer.cookies().is_empty());
        answer.problem(401, "second_factor_required");
    }
    for wrong in [phone.wrong(&app).as_str(), "nonsense", "AAAAA-BBBBB"] {
        login(&app, &person, Some(wrong)).await.problem(401, "unauthenticated");
    }
    assert_eq!(app.deeds(person.id.to_string(), "second_factor_refused").await, 3);
    let code = phone.code(&app);
    let typed = format!("{} {}", &code[..3], &code[3..]);
    let tokens = login(&app, &person, Some(&typed)).await.expect(200).json();
    let list = app
        .get("/api/auth/logins")
        .bearer(tokens["access_token"].as_str().expect("a token"))
        .send()
        .await
        .expect(200)
        .json();
    let here = list
        .as_array()
        .expect("a list")
        .iter()
        .find(|login| login["current"] == true);
    assert_eq!(here.expect("this login")["second_factor"], true);
}

#[tokio::test]
async fn a_wrong_password_says_nothing_of_a_second_factor() {
    let app = TestApp::start().await;
    let (with, without) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (phone, _) = enrol(&app, &with).await;
    let code = phone.code(&app);
    let wrong = |person: &Person, code: Option<&str>| {
        let credentials = json!({ "email": person.email, "password": "Wrong-passw0rd-1", "code": code });
        app.post("/api/auth/login").json(&credentials).send()
    };
    let plain = wrong(&without, None).await;
    for answer in [
        wrong(&with, None).await,
        wrong(&with, Some(&code)).await,
        wrong(&without, Some(&code)).await,
    ] {
        assert_eq!(answer.body, plain.body);
    }
    login(&app, &with, Some(&code)).await.expect(200);
}

#[tokio::test]
async fn a_code_that_nobody_needs_is_ignored() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    login(&app, &person, Some("123456")).await.expect(200);
}

#[tokio::test]
async fn a_code_works_once_and_no_earlier_one_after_it() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let phone = begin(&app, &person).await;
    let first = phone.code(&app);
    confirm(&app, &person, &first).send().await.expect(200);
    login(&app, &person, Some(&first)).await.problem(401, "unauthenticated");
    app.clock.advance(STEP);
    let second = phone.code(&app);
    app.clock.advance(STEP);
    let third = phone.code(&app);
    login(&app, &person, Some(&third)).await.expect(200);
    for spent in [&third, &second] {
        login(&app, &person, Some(spent)).await.problem(401, "unauthenticated");
    }
    // It is spent for everything, and a clock that is a step behind still shows good ones.
    step_up(&app, &person, &third).await.problem(401, "unauthenticated");
    app.clock.advance(STEP);
    let fourth = phone.code(&app);
    app.clock.advance(STEP);
    step_up(&app, &person, &fourth).await.expect(204);
    let fifth = phone.code(&app);
    app.clock.advance(2 * STEP);
    login(&app, &person, Some(&fifth)).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn of_many_sign_ins_at_once_with_one_code_one_succeeds() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (phone, recovery) = enrol(&app, &person).await;
    for code in [recovery[0].clone(), phone.code(&app)] {
        let answers = join_all((0..4).map(|_| login(&app, &person, Some(&code)))).await;
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401, 401, 401]);
    }
    assert_eq!(status(&app, &person).await["recovery_codes_left"], 9);
}

#[tokio::test]
async fn of_many_confirmations_at_once_one_succeeds_and_its_codes_are_the_ones_that_work() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let phone = begin(&app, &person).await;
    let code = phone.code(&app);
    let answers = join_all((0..4).map(|_| confirm(&app, &person, &code).send())).await;
    let (good, bad): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((good.len(), bad.len()), (1, 3));
    assert_eq!(status(&app, &person).await["recovery_codes_left"], 10);
    login(&app, &person, Some(&codes(good[0])[3])).await.expect(200);
}

#[tokio::test]
async fn a_recovery_code_works_once_however_it_is_typed_and_for_its_owner_alone() {
    let app = TestApp::start().await;
    let (person, other) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
    let (_, recovery) = enrol(&app, &person).await;
    enrol(&app, &other).await;
    login(&app, &other, Some(&recovery[0]))
        .await
        .problem(401, "unauthenticated");
    let typed = recovery[0].to_lowercase().replace('-', " ");
    login(&app, &person, Some(&typed)).await.expect(200);
    login(&app, &person, Some(&recovery[0]))
        .await
        .problem(401, "unauthenticated");
    assert_eq!(status(&app, &person).await["recovery_codes_left"], 9);
    assert_eq!(app.deeds(person.id.to_string(), "recovery_code_used").await, 1);
    login(&app, &person, Some(&recovery[9])).await.expect(200);
}

#[tokio::test]
async fn new_recovery_codes_need_a_fresh_proof_and_void_the_old_ones() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (phone, old) = enrol(&app, &person).await;
    let renew = || app.post("/api/auth/second-factor/recovery-codes").by(&person).send();
    renew().await.problem(403, "step_up_required");
    step_up(&app, &person, &phone.code(&app)).await.expect(204);
    let new = codes(&renew().await.expect(200));
    assert_eq!(new.len(), 10);
    login(&app, &person, Some(&old[0]))
        .await
        .problem(401, "unauthenticated");
    login(&app, &person, Some(&new[0])).await.expect(200);
    let both = join_all((0..2).map(|_| renew())).await;
    for answer in both {
        answer.expect(200);
    }
    assert_eq!(status(&app, &person).await["recovery_codes_left"], 10);
}

#[tokio::test]
async fn there_are_no_recovery_codes_without_a_second_factor() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    begin(&app, &person).await;
    app.post("/api/auth/step-up")
        .by(&person)
        .json(&json!({ "password": PASSWORD }))
        .send()
        .await
        .expect(204);
    app.post("/api/auth/second-factor/recovery-codes")
        .by(&person)
        .send()
        .await
        .problem(409, "conflict");
}

#[tokio::test]
async fn after_five_wrong_codes_the_app_pauses_and_a_recovery_code_still_opens() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (phone, recovery) = enrol(&app, &person).await;
    for _ in 0..5 {
        login(&app, &person, Some(&phone.wrong(&app)))
            .await
            .problem(401, "unauthenticated");
    }
    let refused = login(&app, &person, Some(&phone.code(&app))).await;
    let detail = refused.problem(401, "unauthenticated")["detail"].clone();
    assert!(
        detail.as_str().expect("a sentence").contains("five minutes"),
        "{detail}"
    );
    login(&app, &person, Some(&recovery[0])).await.expect(200);
    app.clock.advance(Duration::from_secs(5 * 60));
    login(&app, &person, Some(&phone.wrong(&app)))
        .await
        .problem(401, "unauthenticated");
    login(&app, &person, Some(&phone.code(&app)))
        .await
        .problem(401, "unauthenticated");
    app.clock.advance(Duration::from_secs(5 * 60));
    login(&app, &person, Some(&phone.code(&app))).await.expect(200);
    app.clock.advance(STEP);
    for _ in 0..4 {
        login(&app, &person, Some(&phone.wrong(&app)))
            .await
            .problem(401, "unauthenticated");
    }
    login(&app, &person, Some(&phone.code(&app))).await.expect(200);
}

#[tokio::test]
async fn a_new_app_replaces_the_old_one_when_it_is_confirmed_and_not_before() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (old, recovery) = enrol(&app, &person).await;
    app.post("/api/auth/second-factor")
        .by(&person)
        .send()
        .await
        .problem(403, "step_up_required");
    step_up(&app, &person, &old.code(&app)).await.expect(204);
    let new = begin(&app, &person).await;
    app.clock.advance(STEP);
    login(&app, &person, Some(&new.code(&app)))
        .await
        .problem(401, "unauthenticated");
    login(&app, &person, Some(&old.code(&app))).await.expect(200);
    confirm(&app, &person, &new.code(&app)).send().await.expect(200);
    app.clock.advance(STEP);
    login(&app, &person, Some(&old.code(&app)))
        .await
        .problem(401, "unauthenticated");
    login(&app, &person, Some(&recovery[0]))
        .await
        .problem(401, "unauthenticated");
    login(&app, &person, Some(&new.code(&app))).await.expect(200);
}

#[tokio::test]
async fn a_second_factor_is_removed_by_a_fresh_proof() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (phone, _) = enrol(&app, &person).await;
    let remove = || app.call("DELETE", "/api/auth/second-factor").by(&person).send();
    remove().await.problem(403, "step_up_required");
    let password = json!({ "password": PASSWORD });
    app.post("/api/auth/step-up")
        .by(&person)
        .json(&password)
        .send()
        .await
        .problem(401, "second_factor_required");
    step_up(&app, &person, &phone.code(&app)).await.expect(204);
    remove().await.expect(204);
    remove().await.expect(204);
    assert_eq!(app.deeds(person.id.to_string(), "second_factor_removed").await, 1);
    assert_eq!(app.database.number("SELECT COUNT(*) FROM recovery_codes").await, 0);
    login(&app, &person, None).await.expect(200);
    let me = app.get("/api/auth/me").by(&person).send().await.expect(200).json();
    assert_eq!(me["second_factor"], false);
}

#[tokio::test]
async fn a_locked_login_of_somebody_with_a_second_factor_opens_by_a_code() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let (phone, recovery) = enrol(&app, &person).await;
    let unlock = |proof: Value| app.post("/api/auth/unlock").by(&person).json(&proof).send();
    let lock = || app.post("/api/auth/lock").by(&person).send();
    lock().await.expect(204);
    unlock(json!({ "password": PASSWORD }))
        .await
        .problem(401, "second_factor_required");
    unlock(json!({ "code": phone.wrong(&app) }))
        .await
        .problem(401, "unauthenticated");
    app.get("/api/patients").by(&person).send().await.problem(403, "locked");
    unlock(json!({ "code": phone.code(&app) })).await.expect(204);
    app.get("/api/patients").by(&person).send().await.expect(200);
    lock().await.expect(204);
    unlock(json!({ "code": recovery[0] })).await.expect(204);
    assert_eq!(app.deeds(person.id.to_string(), "recovery_code_used").await, 1);
}

async fn strict() -> TestApp {
    TestApp::with(Settings {
        require_mfa: true,
        ..Settings::default()
    })
    .await
}

#[tokio::test]
async fn where_a_second_factor_is_demanded_staff_set_one_up_before_anything_else() {
    let app = strict().await;
    for role in [Role::Therapist, Role::Supervisor, Role::Admin] {
        let person = app.user(role).await;
        for (method, path) in [
            ("GET", "/api/patients"),
            ("POST", "/api/patients"),
            ("GET", "/api/sessions"),
            ("GET", "/api/events"),
            ("GET", "/api/auth/logins"),
            ("DELETE", "/api/auth/logins"),
            ("GET", "/api/auth/second-factor"),
            ("DELETE", "/api/auth/second-factor"),
            ("POST", "/api/auth/second-factor/recovery-codes"),
        ] {
            let answer = app.call(method, path).by(&person).send().await;
            answer.problem(403, "second_factor_needed");
        }
        let me = app.get("/api/auth/me").by(&person).send().await.expect(200).json();
        assert_eq!(me["standing"], "needs_second_factor");
        let (phone, _) = enrol(&app, &person).await;
        app.get("/api/patients").by(&person).send().await.expect(200);
        assert_eq!(status(&app, &person).await["required"], true);
        let tokens = login(&app, &person, Some(&phone.code(&app))).await.expect(200).json();
        app.get("/api/patients")
            .bearer(tokens["access_token"].as_str().expect("a token"))
            .send()
            .await
            .expect(200);
        app.clock.advance(STEP);
        step_up(&app, &person, &phone.code(&app)).await.expect(204);
        app.call("DELETE", "/api/auth/second-factor")
            .by(&person)
            .send()
            .await
            .problem(403, "forbidden");
    }
}

#[tokio::test]
async fn where_a_second_factor_is_demanded_patients_may_have_one_and_need_not() {
    let app = strict().await;
    let person = app.user(Role::Patient).await;
    app.get("/api/patients").by(&person).send().await.expect(200);
    assert_eq!(status(&app, &person).await["required"], false);
    let (phone, _) = enrol(&app, &person).await;
    login(&app, &person, None).await.problem(401, "second_factor_required");
    step_up(&app, &person, &phone.code(&app)).await.expect(204);
    app.call("DELETE", "/api/auth/second-factor")
        .by(&person)
        .send()
        .await
        .expect(204);
}

#[tokio::test]
async fn an_earlier_login_without_a_code_is_made_whole_by_showing_one() {
    let app = strict().await;
    let person = app.user(Role::Therapist).await;
    let earlier = app.sign_in(&person.email).await;
    let earlier = earlier["access_token"].as_str().expect("a token").to_owned();
    let (phone, _) = enrol(&app, &person).await;
    let patients = || app.get("/api/patients").bearer(&earlier).send();
    patients().await.problem(403, "second_factor_needed");
    // It may not put another app in the place of the one that is there.
    app.post("/api/auth/second-factor")
        .bearer(&earlier)
        .send()
        .await
        .problem(403, "step_up_required");
    app.post("/api/auth/step-up")
        .bearer(&earlier)
        .json(&json!({ "code": phone.code(&app) }))
        .send()
        .await
        .expect(204);
    patients().await.expect(200);
}
