//! The contract's examples of authentication, e-mail and verification as they stand there, typed into a shell.
//!
//! Each command is the contract's text. What it leaves to the reader is replaced: the server's address, tokens, and the
//! password of an account that a test made itself.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};
use tokio::process::Command;

use crate::harness::mail;
use crate::harness::server::Server;
use crate::harness::site::{PASSWORD, Site};

const SIGN_UP: &str = r#"curl -X POST http://localhost:8000/api/auth/signup \
  -H "Content-Type: application/json" \
  -d '{
    "email": "therapist@example.com",
    "password": "SecurePass123!",
    "first_name": "Jane",
    "last_name": "Smith",
    "role": "therapist"
  }'"#;

const LOGIN: &str = r#"curl -X POST http://localhost:8000/api/auth/login \
  -H "Content-Type: application/json" \
  -d '{
    "email": "therapist@example.com",
    "password": "securepass123"
  }'"#;

const REFRESH: &str = r#"curl -X POST http://localhost:8000/api/auth/refresh \
  -H "Content-Type: application/json" \
  -d '{"refresh_token": "YOUR_REFRESH_TOKEN"}'"#;

const VERIFY: &str = r#"curl -X POST http://localhost:8000/api/auth/verify-email \
  -H "Content-Type: application/json" \
  -d '{"token": "VERIFICATION_TOKEN"}'"#;

const RESEND: &str = r#"curl -X POST http://localhost:8000/api/auth/resend-verification \
  -H "Content-Type: application/json" \
  -d '{"email": "user@example.com"}'"#;

/// "Test SMTP", "Test SendGrid", "Test AWS SES".
const TEST_MAILS: [&str; 3] = [
    r#"curl -X POST http://localhost:8000/api/auth/signup \
  -H "Content-Type: application/json" \
  -d '{
    "email": "test@example.com",
    "password": "SecurePass123!",
    "first_name": "Test",
    "last_name": "User",
    "role": "therapist"
  }'"#,
    r#"curl -X POST http://localhost:8000/api/auth/signup \
  -H "Content-Type: application/json" \
  -d '{"email": "your-email@example.com", "password": "SecurePass123!", "first_name": "Test", "last_name": "User", "role": "therapist"}'"#,
    r#"curl -X POST http://localhost:8000/api/auth/signup \
  -H "Content-Type: application/json" \
  -d '{"email": "verified-recipient@example.com", "password": "SecurePass123!", "first_name": "Test", "last_name": "User", "role": "therapist"}'"#,
];

/// "401 Unauthorized": the second way out.
const LOGIN_AGAIN: &str = r#"curl -X POST http://localhost:8000/api/auth/login \
  -H "Content-Type: application/json" \
  -d '{"email": "user@example.com", "password": "pass123"}'"#;

/// The endpoints that the contract lists without an example, in the manner of its examples.
const ME: &str = r#"curl "http://localhost:8000/api/auth/me" \
  -H "Authorization: Bearer YOUR_ACCESS_TOKEN""#;
const VERIFY_STATUS: &str = r#"curl "http://localhost:8000/api/auth/verify-status" \
  -H "Authorization: Bearer YOUR_ACCESS_TOKEN""#;
const LOGOUT: &str = r#"curl -X POST http://localhost:8000/api/auth/logout \
  -H "Authorization: Bearer YOUR_ACCESS_TOKEN""#;

/// An account of the contract's Jane.
const JANE: &str = "therapist@example.com";

/// Types a command into a shell. Returns the status and the JSON that came back.
async fn type_in(server: &Server, command: &str, replaced: &[(&str, &str)]) -> (u16, Value) {
    let quiet = "curl --silent --show-error --noproxy '*' --write-out '\\n%{http_code}' ";
    let mut command = command.replace("http://localhost:8000", &server.url);
    for (placeholder, value) in replaced {
        assert!(command.contains(placeholder), "nothing to replace: {placeholder}");
        command = command.replace(placeholder, value);
    }
    let output = Command::new("sh")
        .args(["-c", &command.replacen("curl ", quiet, 1)])
        .stdin(Stdio::null())
        .output()
        .await
        .expect("a shell");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).expect("text");
    let (body, status) = said.rsplit_once('\n').expect("a status at the end");
    let body = if body.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(body).expect("JSON")
    };
    (status.parse().expect("a status"), body)
}

fn text<'a>(body: &'a Value, field: &str) -> &'a str {
    body[field].as_str().unwrap_or_else(|| panic!("no {field}: {body}"))
}

/// The contract's answer to whoever has proved who they are.
#[track_caller]
fn assert_tokens(body: &Value) {
    let fields: Vec<_> = body.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["access_token", "refresh_token", "token_type", "expires_in"]);
    assert_eq!(body["expires_in"], 1800);
    assert_eq!(text(body, "access_token").split('.').count(), 3, "a JWT: {body}");
    assert!(!text(body, "refresh_token").is_empty());
}

#[tokio::test]
async fn the_examples_of_signing_in_do_what_the_contract_says() {
    let site = Site::new().await;
    site.account(JANE, "therapist").await;
    let server = site.serve().await;

    let (status, refused) = type_in(&server, LOGIN, &[]).await;
    assert_eq!(
        (status, text(&refused, "code")),
        (401, "unauthenticated"),
        "the example's password is nobody's"
    );
    let (status, refused_again) = type_in(&server, LOGIN_AGAIN, &[]).await;
    assert_eq!(status, 401);
    assert_eq!(
        refused, refused_again,
        "and it is answered like an address that nobody has"
    );

    let (status, tokens) = type_in(&server, LOGIN, &[("securepass123", PASSWORD)]).await;
    assert_eq!(status, 200);
    assert_tokens(&tokens);

    let (status, renewed) = type_in(
        &server,
        REFRESH,
        &[("YOUR_REFRESH_TOKEN", text(&tokens, "refresh_token"))],
    )
    .await;
    assert_eq!(status, 200);
    assert_tokens(&renewed);
    assert_ne!(renewed["refresh_token"], tokens["refresh_token"], "rotated");

    let access = [("YOUR_ACCESS_TOKEN", text(&renewed, "access_token"))];
    let (status, me) = type_in(&server, ME, &access).await;
    assert_eq!(status, 200);
    for field in [
        "id",
        "email",
        "first_name",
        "last_name",
        "full_name",
        "role",
        "created_at",
    ] {
        assert!(me[field].is_string(), "no {field}: {me}");
    }
    assert_eq!(
        (&me["email"], &me["role"], &me["is_active"]),
        (&json!(JANE), &json!("therapist"), &json!(true))
    );

    let (status, nothing) = type_in(&server, LOGOUT, &access).await;
    assert_eq!((status, nothing), (204, Value::Null));
    assert_eq!(type_in(&server, ME, &access).await.0, 401);
    let spent = [("YOUR_REFRESH_TOKEN", text(&renewed, "refresh_token"))];
    assert_eq!(type_in(&server, REFRESH, &spent).await.0, 401);
    server.stop().await;
}

#[tokio::test]
async fn the_sixth_sign_in_of_a_minute_is_told_how_long_to_wait() {
    let mut site = Site::new().await;
    site.set("TB_RATE_LIMIT_LOGIN", "5");
    let server = site.serve().await;
    for _ in 0..5 {
        assert_eq!(type_in(&server, LOGIN, &[]).await.0, 401);
    }
    let (status, problem) = type_in(&server, LOGIN, &[]).await;
    assert_eq!((status, text(&problem, "code")), (429, "too_many_requests"));
    let wait = problem["retry_after"].as_u64().expect("seconds");
    assert!((1..=60).contains(&wait), "{problem}");
    let health = server.visitor().get("/health").await;
    assert_eq!(health["database"], "connected", "nothing else is refused");
    server.stop().await;
}

#[tokio::test]
async fn the_examples_of_signing_up_and_verifying_do_what_the_contract_says() {
    let mut site = Site::new().await;
    site.set("TB_SIGNUP", "therapist,patient");
    site.set("FRONTEND_URL", "http://localhost:3000");
    let server = site.serve().await;

    let (status, tokens) = type_in(&server, SIGN_UP, &[]).await;
    assert_eq!(status, 201, "{tokens}");
    assert_tokens(&tokens);
    let access = [("YOUR_ACCESS_TOKEN", text(&tokens, "access_token"))];
    let (_, me) = type_in(&server, ME, &access).await;
    let told = ["email", "first_name", "last_name", "full_name", "role", "is_verified"].map(|field| me[field].clone());
    let expected = [
        json!(JANE),
        json!("Jane"),
        json!("Smith"),
        json!("Jane Smith"),
        json!("therapist"),
        json!(false),
    ];
    assert_eq!(told, expected);
    let (_, status_before) = type_in(&server, VERIFY_STATUS, &access).await;
    assert_eq!(status_before, json!({ "email": JANE, "is_verified": false }));

    // "Email contains a link like: http://localhost:3000/auth/verify?token=VERIFICATION_TOKEN"
    let token = mail::token(&site, JANE, "http://localhost:3000/auth/verify?token=").await;
    let (status, verified) = type_in(&server, VERIFY, &[("VERIFICATION_TOKEN", &token)]).await;
    assert_eq!(status, 200);
    assert_eq!(
        verified,
        json!({ "message": "Email verified successfully", "email": JANE, "is_verified": true })
    );
    let (_, status_after) = type_in(&server, VERIFY_STATUS, &access).await;
    assert_eq!(status_after, json!({ "email": JANE, "is_verified": true }));
    let (status, again) = type_in(&server, VERIFY, &[("VERIFICATION_TOKEN", &token)]).await;
    assert_eq!((status, text(&again, "code")), (400, "invalid_token"), "single use");

    let (status, tokens) = type_in(&server, LOGIN, &[("securepass123", "SecurePass123!")]).await;
    assert_eq!(status, 200);
    assert_tokens(&tokens);
    server.stop().await;
}

#[tokio::test]
async fn the_examples_of_resending_answer_alike_whether_there_is_an_account_or_not() {
    let mut site = Site::new().await;
    site.set("TB_SIGNUP", "therapist");
    let server = site.serve().await;
    let (status, unknown) = type_in(&server, RESEND, &[]).await;
    assert_eq!(status, 202, "{unknown}");
    assert_eq!(
        unknown.as_object().map(|body| body.keys().collect::<Vec<_>>()),
        Some(vec![&"message".to_owned()])
    );

    assert_eq!(type_in(&server, SIGN_UP, &[]).await.0, 201);
    let first = mail::token(&site, JANE, "/auth/verify?token=").await;
    let (status, known) = type_in(&server, RESEND, &[("user@example.com", JANE)]).await;
    assert_eq!((status, known), (202, unknown));
    let second = mail::newer_token(&site, JANE, "/auth/verify?token=", &first).await;
    assert_eq!(
        type_in(&server, VERIFY, &[("VERIFICATION_TOKEN", &first)]).await.0,
        400,
        "the newer one replaces it"
    );
    assert_eq!(
        type_in(&server, VERIFY, &[("VERIFICATION_TOKEN", &second)]).await.0,
        200
    );
    server.stop().await;
}

#[tokio::test]
async fn the_examples_that_test_the_mail_send_one_each() {
    let mut site = Site::new().await;
    site.set("TB_SIGNUP", "therapist");
    let server = site.serve().await;
    for (example, address) in TEST_MAILS.into_iter().zip(["test", "your-email", "verified-recipient"]) {
        let (status, tokens) = type_in(&server, example, &[]).await;
        assert_eq!(status, 201, "{tokens}");
        assert_tokens(&tokens);
        mail::token(&site, &format!("{address}@example.com"), "/auth/verify?token=").await;
    }
    assert_eq!(fs::read_dir(mail::folder(&site)).expect("the folder").count(), 3);
    server.stop().await;
}

#[tokio::test]
async fn nobody_signs_up_where_the_practice_does_not_take_sign_ups_and_nobody_as_an_administrator() {
    let site = Site::new().await;
    let server = site.serve().await;
    let (status, problem) = type_in(&server, SIGN_UP, &[]).await;
    assert_eq!((status, text(&problem, "code")), (403, "forbidden"));
    server.stop().await;

    let mut site = site;
    site.set("TB_SIGNUP", "therapist,patient");
    let server = site.serve().await;
    let as_admin = [("\"role\": \"therapist\"", "\"role\": \"admin\"")];
    let (status, problem) = type_in(&server, SIGN_UP, &as_admin).await;
    assert_eq!((status, text(&problem, "field")), (422, "role"));
    let weak = [("SecurePass123!", "securepass123")];
    let (status, problem) = type_in(&server, SIGN_UP, &weak).await;
    assert_eq!(
        (status, text(&problem, "field")),
        (422, "password"),
        "the contract's rule for passwords"
    );
    server.stop().await;
}
