//! Taking over an account by its mailbox: whoever reads somebody's mail gets a new password set, and no further than that.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};
use support::totp;

use crate::harness::client::{Client, THERAPIST};
use crate::harness::mail;
use crate::harness::server::Server;
use crate::harness::site::{PASSWORD, Site};

const NEW: &str = "Another-Harbour-43!";

#[allow(clippy::disallowed_methods, reason = "the server under test lives in real time")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("a time after 1970").as_secs() as i64
}

async fn try_to_sign_in(server: &Server, credentials: Value) -> Value {
    server.visitor().post("/api/auth/login", &credentials).await
}

/// Sets up a second factor and returns its secret.
async fn enrol(client: &Client) -> String {
    let shown = client.post("/api/auth/second-factor", &json!({})).await;
    let secret = shown["secret"]
        .as_str()
        .unwrap_or_else(|| panic!("no secret: {shown}"))
        .to_owned();
    let code = json!({ "code": totp(&secret, now()) });
    let confirmed = client.post("/api/auth/second-factor/confirm", &code).await;
    assert_eq!(
        confirmed["recovery_codes"].as_array().map(Vec::len),
        Some(10),
        "{confirmed}"
    );
    secret
}

/// Asks for a new password, reads the mail, sets it. Returns the answer and the token.
async fn reset(site: &Site, server: &Server, email: &str) -> (Value, String) {
    let stranger = server.visitor();
    stranger
        .post("/api/auth/password-reset", &json!({ "email": email }))
        .await;
    let token = mail::token(site, email, "/auth/reset?token=").await;
    let new = json!({ "token": token, "password": NEW });
    (stranger.post("/api/auth/password-reset/confirm", &new).await, token)
}

#[tokio::test]
async fn a_reset_by_mail_does_not_skip_the_second_factor() {
    let site = Site::new().await;
    site.account(THERAPIST, "therapist").await;
    let server = site.serve().await;
    let owner = server.login(THERAPIST, PASSWORD).await;
    let secret = enrol(&owner).await;

    let (answer, token) = reset(&site, &server, THERAPIST).await;
    assert!(answer["message"].is_string(), "{answer}");
    let given = ["access_token", "refresh_token"].map(|field| answer[field].clone());
    assert_eq!(given, [Value::Null, Value::Null], "nobody is signed in by a link");
    assert_eq!(
        owner.get("/api/auth/me").await["code"],
        "unauthenticated",
        "the logins of before are over"
    );

    let with_password = try_to_sign_in(&server, json!({ "email": THERAPIST, "password": NEW })).await;
    assert_eq!(with_password["code"], "second_factor_required", "{with_password}");
    let old = try_to_sign_in(&server, json!({ "email": THERAPIST, "password": PASSWORD })).await;
    assert_eq!(old["code"], "unauthenticated");
    // The code of the next half minute is accepted as well, and the one that confirmed is spent.
    let code = totp(&secret, now() + 30);
    let both = try_to_sign_in(&server, json!({ "email": THERAPIST, "password": NEW, "code": code })).await;
    assert!(both["access_token"].is_string(), "{both}");

    let again = json!({ "token": token, "password": "A-third-Harbour-44!" });
    let again = server.visitor().post("/api/auth/password-reset/confirm", &again).await;
    assert_eq!(again["code"], "invalid_token", "single use");
    server.stop().await;
}

#[tokio::test]
async fn a_mailed_token_is_good_for_its_own_purpose_alone() {
    let mut site = Site::new().await;
    site.set("TB_SIGNUP", "therapist");
    let server = site.serve().await;
    let stranger = server.visitor();
    let form =
        json!({ "email": THERAPIST, "password": PASSWORD, "first_name": "R", "last_name": "A", "role": "therapist" });
    let tokens = stranger.post("/api/auth/signup", &form).await;
    assert!(tokens["access_token"].is_string(), "{tokens}");
    let verify = mail::token(&site, THERAPIST, "/auth/verify?token=").await;
    stranger
        .post("/api/auth/password-reset", &json!({ "email": THERAPIST }))
        .await;
    let reset = mail::token(&site, THERAPIST, "/auth/reset?token=").await;

    for token in [&verify, &reset] {
        let refresh = stranger
            .post("/api/auth/refresh", &json!({ "refresh_token": token }))
            .await;
        assert_eq!(refresh["code"], "unauthenticated", "{refresh}");
        let accept = json!({ "token": token, "password": NEW });
        let accept = stranger.post("/api/auth/accept-invitation", &accept).await;
        assert_eq!(accept["code"], "invalid_token", "{accept}");
    }
    let swapped = stranger
        .post("/api/auth/verify-email", &json!({ "token": reset }))
        .await;
    assert_eq!(swapped["code"], "invalid_token");
    let swapped = json!({ "token": verify, "password": NEW });
    let swapped = stranger.post("/api/auth/password-reset/confirm", &swapped).await;
    assert_eq!(swapped["code"], "invalid_token");
    let verified = stranger
        .post("/api/auth/verify-email", &json!({ "token": verify }))
        .await;
    assert_eq!(verified["is_verified"], true, "none of that has spent it: {verified}");
    server.stop().await;
}

#[tokio::test]
async fn a_stranger_who_signs_up_with_a_taken_address_gets_no_way_into_the_account() {
    let mut site = Site::new().await;
    site.set("TB_SIGNUP", "therapist,patient");
    site.account(THERAPIST, "therapist").await;
    let server = site.serve().await;
    let form = json!({ "email": THERAPIST, "password": NEW, "first_name": "E", "last_name": "V", "role": "patient" });
    let tokens = server.visitor().post("/api/auth/signup", &form).await;
    assert!(tokens["access_token"].is_string(), "{tokens}");
    // Even with the owner's mailbox the second account is never confirmed: its mail holds no such link.
    let (_, _) = reset(&site, &server, THERAPIST).await;
    let owner = server.login(THERAPIST, NEW).await;
    assert_eq!(
        owner.get("/api/auth/me").await["role"],
        "therapist",
        "the link was for the account that is real"
    );
    let mails = std::fs::read_dir(mail::folder(&site)).expect("the folder").flatten();
    let mails = mails.filter_map(|file| std::fs::read_to_string(file.path()).ok());
    assert!(
        mails
            .into_iter()
            .all(|mail| !mail.replace("=\r\n", "").contains("/auth/verify?token"))
    );
    server.stop().await;
}
