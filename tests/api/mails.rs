use std::time::Duration;

use app::account_tokens::{self, Purpose};
use app::mail::{SendError, Template, queue};
use domain::job::{MAIL_ATTEMPTS, mail_retry_delay};
use domain::user::{Role, User};
use domain::{InvitationId, UserId};
use store::invitations::Invitation;
use support::{FRONTEND, Person, SentMail, TestApp};

const ADA: &str = "ada.okafor@post.example";
const HOUR: Duration = Duration::from_secs(60 * 60);

/// An account as a sign-up leaves it.
async fn unconfirmed(app: &TestApp, email: &str) -> User {
    let user = User {
        id: UserId::new(app.now()),
        email: email.into(),
        first_name: "Ada".into(),
        last_name: "Okafor".into(),
        role: Role::Therapist,
        is_active: true,
        is_verified: false,
        is_shadow: false,
        created_at: app.now(),
    };
    add(app, &user).await;
    user
}

async fn add(app: &TestApp, user: &User) {
    let mut tx = app.app.db.write().await.expect("the database answers");
    store::users::insert(&mut tx, user, "no hash")
        .await
        .expect("a new account");
    tx.commit().await.expect("the account is stored");
}

async fn invited(app: &TestApp) -> InvitationId {
    let invitation = Invitation {
        id: InvitationId::new(app.now()),
        email: Some(ADA.into()),
        first_name: "Ada".into(),
        last_name: "Okafor".into(),
        role: Role::Therapist,
        patient: None,
        invited_by: None,
        expires_at: app.now() + 7 * 24 * HOUR,
        accepted_at: None,
        revoked_at: None,
        created_at: app.now(),
    };
    let mut tx = app.app.db.write().await.expect("the database answers");
    store::invitations::insert(&mut tx, &invitation)
        .await
        .expect("a new invitation");
    tx.commit().await.expect("the invitation is stored");
    invitation.id
}

async fn ask(app: &TestApp, template: Template, to: &str, user: Option<UserId>, invitation: Option<InvitationId>) {
    app.clock.advance(Duration::from_secs(1));
    let mut tx = app.app.db.write().await.expect("the database answers");
    queue(&app.app, &mut tx, template, to, user, invitation)
        .await
        .expect("the mail is stored");
    tx.commit().await.expect("the mail is stored");
}

/// Asks for a mail and returns it when it was sent.
async fn mail(app: &TestApp, template: Template, to: &str, user: Option<UserId>) -> Option<SentMail> {
    let before = app.mails().await.len();
    ask(app, template, to, user, None).await;
    let mut sent = app.mails().await;
    assert!(sent.len() <= before + 1, "one mail at most");
    sent.drain(before..).next()
}

async fn spend(app: &TestApp, purpose: Purpose, token: &str) -> Option<UserId> {
    let mut tx = app.app.db.write().await.expect("the database answers");
    let spent = account_tokens::spend(&app.app, &mut tx, purpose, token).await;
    tx.commit().await.expect("the token is spent");
    match spent {
        Ok(user) => Some(user),
        Err(app::Error::InvalidToken) => None,
        Err(other) => panic!("{other}"),
    }
}

/// Ids, states and addresses as the administrator sees them, newest first.
async fn listed(app: &TestApp, admin: &Person) -> Vec<(String, String, String)> {
    let list = app.get("/api/mails").by(admin).send().await.expect(200).json();
    let text = |mail: &serde_json::Value, key: &str| mail[key].as_str().expect("text").to_owned();
    list.as_array()
        .expect("a list")
        .iter()
        .map(|mail| (text(mail, "id"), text(mail, "state"), text(mail, "to")))
        .collect()
}

/// As `POST /api/auth/step-up` leaves every login.
async fn step_up(app: &TestApp) {
    let now = app.now().micros();
    app.database
        .execute(&format!("UPDATE auth_sessions SET stepped_up_at = {now}"))
        .await;
}

#[tokio::test]
async fn a_confirmation_carries_a_link_that_works_once_and_for_a_day() {
    let app = TestApp::start().await;
    let user = unconfirmed(&app, ADA).await;
    let sent = mail(&app, Template::Verification, ADA, Some(user.id))
        .await
        .expect("a mail");
    assert_eq!(sent.to, ADA);
    let link = sent.link.clone().expect("a link");
    assert!(link.starts_with(&format!("{FRONTEND}/auth/verify?token=")), "{link}");
    assert_eq!(sent.token().len(), 43, "256 bits");
    assert!(
        sent.text.contains(&link) && sent.html.contains(sent.token()),
        "{sent:?}"
    );
    assert!(sent.text.contains("Ada Okafor"), "{}", sent.text);
    assert_eq!(
        spend(&app, Purpose::ResetPassword, sent.token()).await,
        None,
        "for something else"
    );
    assert_eq!(spend(&app, Purpose::VerifyEmail, sent.token()).await, Some(user.id));
    assert_eq!(spend(&app, Purpose::VerifyEmail, sent.token()).await, None, "used");

    let late = mail(&app, Template::Verification, ADA, Some(user.id))
        .await
        .expect("a mail");
    app.clock.advance(24 * HOUR);
    assert_eq!(spend(&app, Purpose::VerifyEmail, late.token()).await, None, "expired");
}

#[tokio::test]
async fn a_new_link_takes_the_place_of_an_earlier_one_of_its_kind() {
    let app = TestApp::start().await;
    let user = unconfirmed(&app, ADA).await;
    let first = mail(&app, Template::Verification, ADA, Some(user.id))
        .await
        .expect("a mail");
    let reset = mail(&app, Template::PasswordReset, ADA, None).await.expect("a mail");
    let second = mail(&app, Template::Verification, ADA, None).await.expect("a mail");
    assert_ne!(first.token(), second.token());
    assert_eq!(spend(&app, Purpose::VerifyEmail, first.token()).await, None);
    assert_eq!(spend(&app, Purpose::VerifyEmail, second.token()).await, Some(user.id));
    assert_eq!(spend(&app, Purpose::ResetPassword, reset.token()).await, Some(user.id));
}

#[tokio::test]
async fn a_new_password_can_be_chosen_for_an_hour() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let typed = format!(" {} ", person.email.to_uppercase());
    let sent = mail(&app, Template::PasswordReset, &typed, None).await.expect("a mail");
    let link = sent.link.clone().expect("a link");
    assert!(link.starts_with(&format!("{FRONTEND}/auth/reset?token=")), "{link}");
    app.clock.advance(HOUR - Duration::from_micros(1));
    assert_eq!(spend(&app, Purpose::ResetPassword, sent.token()).await, Some(person.id));
    let late = mail(&app, Template::PasswordReset, &typed, None).await.expect("a mail");
    app.clock.advance(HOUR);
    assert_eq!(spend(&app, Purpose::ResetPassword, late.token()).await, None);
}

#[tokio::test]
async fn an_address_without_an_account_gets_no_mail() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    for address in ["nobody@post.example", "no address at all", ""] {
        assert_eq!(
            mail(&app, Template::PasswordReset, address, None).await,
            None,
            "{address}"
        );
    }
    let person = app.user(Role::Therapist).await;
    assert_eq!(
        mail(&app, Template::Verification, &person.email, None).await,
        None,
        "the address is confirmed already"
    );
    app.database
        .execute(&format!(
            "UPDATE users SET is_active = (1 = 0) WHERE email = '{}'",
            person.email
        ))
        .await;
    assert_eq!(mail(&app, Template::PasswordReset, &person.email, None).await, None);
    let states: Vec<_> = listed(&app, &admin)
        .await
        .into_iter()
        .map(|(_, state, _)| state)
        .collect();
    assert_eq!(states, ["dropped"; 5]);
    assert_eq!(app.queue().await, (0, 0));
}

#[tokio::test]
async fn a_second_account_for_an_address_is_told_to_its_owner_without_a_link() {
    let app = TestApp::start().await;
    let user = unconfirmed(&app, ADA).await;
    let shadow = User {
        id: UserId::new(app.now()),
        first_name: "Win a car at win.example".into(),
        is_shadow: true,
        ..user.clone()
    };
    add(&app, &shadow).await;
    let sent = mail(&app, Template::Verification, ADA, Some(shadow.id))
        .await
        .expect("a mail");
    assert_eq!(
        (&sent.link, sent.subject.as_str()),
        (&None, "You already have an account")
    );
    assert!(!sent.text.contains("token") && !sent.html.contains("token"), "{sent:?}");
    assert!(
        !sent.text.contains("win.example"),
        "what a stranger typed is not passed on"
    );
    assert_eq!(app.database.number("SELECT COUNT(*) FROM account_tokens").await, 0);
}

#[tokio::test]
async fn an_invitation_gets_its_token_with_its_mail() {
    let app = TestApp::start().await;
    let id = invited(&app).await;
    ask(&app, Template::Invitation, ADA, None, Some(id)).await;
    let sent = app.mails().await.pop().expect("a mail");
    let link = sent.link.clone().expect("a link");
    assert!(
        link.starts_with(&format!("{FRONTEND}/auth/invitation?token=")),
        "{link}"
    );
    assert_eq!(
        app.database
            .number("SELECT COUNT(*) FROM invitations WHERE token IS NOT NULL")
            .await,
        1
    );
    for end in [
        "revoked_at = 1",
        "revoked_at = NULL, accepted_at = 1",
        "accepted_at = NULL, expires_at = 1",
    ] {
        app.database.execute(&format!("UPDATE invitations SET {end}")).await;
        ask(&app, Template::Invitation, ADA, None, Some(id)).await;
        assert_eq!(
            app.mails().await.len(),
            1,
            "{end}: there is nothing left to be invited to"
        );
    }
}

#[tokio::test]
async fn a_sign_in_on_a_new_device_is_told_with_its_time() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    let sent = mail(&app, Template::SignInAlert, &person.email, Some(person.id))
        .await
        .expect("a mail");
    assert_eq!(sent.link, None);
    let at = app.now().utc().format("%-d %B %Y, %H:%M UTC").to_string();
    assert!(sent.text.contains(&at) && sent.text.contains(FRONTEND), "{}", sent.text);
}

#[tokio::test]
async fn a_mail_that_is_tried_again_is_the_same_mail_with_the_same_link() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let user = unconfirmed(&app, ADA).await;
    app.mail.fail_next(SendError::Temporary(
        "the mail server asks to come again later (451)".into(),
    ));
    assert_eq!(mail(&app, Template::Verification, ADA, Some(user.id)).await, None);
    let tokens = "SELECT COUNT(*) FROM account_tokens WHERE spent_at IS NULL";
    assert_eq!(app.database.number(tokens).await, 1, "stored before the mail goes");
    assert_eq!(listed(&app, &admin).await[0].1, "queued");
    assert!(app.mails().await.is_empty(), "not at once");
    app.clock.advance(mail_retry_delay(1));
    let sent = app.mails().await.pop().expect("a mail");
    let (id, state, _) = listed(&app, &admin).await.remove(0);
    assert_eq!(
        (state.as_str(), sent.message_id),
        ("sent", format!("<{id}@practice.example>"))
    );
    assert_eq!(
        app.database.number("SELECT COUNT(*) FROM account_tokens").await,
        1,
        "the link is the one of the first attempt"
    );
    assert_eq!(
        (app.deeds(&id, "mail_sent").await, app.deeds(&id, "mail_failed").await),
        (1, 0)
    );
}

#[tokio::test]
async fn a_mail_is_given_up_after_its_attempts_or_at_once_when_it_is_refused() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    for attempt in 1..=MAIL_ATTEMPTS {
        app.mail.fail_next(SendError::Temporary("nobody answers".into()));
        if attempt == 1 {
            assert_eq!(mail(&app, Template::PasswordReset, &person.email, None).await, None);
        } else {
            app.clock.advance(mail_retry_delay(attempt - 1));
            app.mails().await;
        }
    }
    app.mail
        .fail_next(SendError::Permanent("the mail server refuses this mail (550)".into()));
    assert_eq!(mail(&app, Template::PasswordReset, &person.email, None).await, None);
    app.clock.advance(24 * HOUR);
    assert!(app.mails().await.is_empty(), "it is not tried again");
    let admin = app.user(Role::Admin).await;
    for (id, state, _) in listed(&app, &admin).await {
        assert_eq!((state.as_str(), app.deeds(&id, "mail_failed").await), ("failed", 1));
    }
}

#[tokio::test]
async fn an_administrator_sees_where_mail_went_and_its_link_after_showing_who_they_are() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let user = unconfirmed(&app, ADA).await;
    let sent = mail(&app, Template::Verification, ADA, Some(user.id))
        .await
        .expect("a mail");
    let list = app.get("/api/mails").by(&admin).send().await.expect(200).json();
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (
            &list[0]["template"],
            &list[0]["to"],
            &list[0]["state"],
            &list[0]["sent_at"]
        ),
        (
            &"verification".into(),
            &ADA.into(),
            &"sent".into(),
            &app.now().rfc3339().into()
        )
    );
    assert!(!list.to_string().contains(sent.token()), "the list shows no link");

    let id = list[0]["id"].as_str().expect("an id");
    let link = format!("/api/mails/{id}/link");
    app.get(&link).by(&admin).send().await.problem(403, "step_up_required");
    step_up(&app).await;
    let shown = app.get(&link).by(&admin).send().await.expect(200).json();
    assert_eq!(shown["url"].as_str(), sent.link.as_deref());
    assert_eq!(app.deeds(id, "mail_link_shown").await, 1);
    app.clock.advance(Duration::from_secs(5 * 60 + 1));
    app.get(&link).by(&admin).send().await.problem(403, "step_up_required");
}

#[tokio::test]
async fn a_mail_without_a_link_shows_none() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let person = app.user(Role::Therapist).await;
    mail(&app, Template::SignInAlert, &person.email, Some(person.id))
        .await
        .expect("a mail");
    mail(&app, Template::PasswordReset, "nobody@post.example", None).await;
    step_up(&app).await;
    let absent = domain::MailId::new(app.now()).to_string();
    for id in listed(&app, &admin)
        .await
        .into_iter()
        .map(|(id, ..)| id)
        .chain([absent, "x".into()])
    {
        let link = format!("/api/mails/{id}/link");
        app.get(&link).by(&admin).send().await.problem(404, "not_found");
        assert_eq!(
            app.deeds(
                &id.parse::<uuid::Uuid>().unwrap_or_default().to_string(),
                "mail_link_shown"
            )
            .await,
            0
        );
    }
}

#[tokio::test]
async fn nobody_but_an_administrator_sees_mail() {
    let app = TestApp::start().await;
    let person = app.user(Role::Therapist).await;
    mail(&app, Template::PasswordReset, &person.email, None)
        .await
        .expect("a mail");
    let admin = app.user(Role::Admin).await;
    let (id, ..) = listed(&app, &admin).await.remove(0);
    for role in [Role::Therapist, Role::Supervisor, Role::Patient] {
        let other = app.user(role).await;
        step_up(&app).await;
        for path in ["/api/mails".to_owned(), format!("/api/mails/{id}/link")] {
            app.get(&path).by(&other).send().await.problem(403, "forbidden");
        }
    }
    for path in ["/api/mails".to_owned(), format!("/api/mails/{id}/link")] {
        app.get(&path).send().await.problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn the_database_holds_neither_link_nor_address_of_a_mail_in_the_clear() {
    let app = TestApp::start().await;
    if !app.database.is_sqlite() {
        return;
    }
    let sent = mail(&app, Template::PasswordReset, "nobody.in.particular@post.example", None).await;
    assert_eq!(sent, None);
    let person = app.user(Role::Therapist).await;
    let sent = mail(&app, Template::PasswordReset, &person.email, None)
        .await
        .expect("a mail");
    for file in app.database.files() {
        let bytes = std::fs::read(file).expect("readable");
        for secret in [sent.token(), "nobody.in.particular"] {
            assert!(
                !bytes.windows(secret.len()).any(|window| window == secret.as_bytes()),
                "{secret}"
            );
        }
    }
}
