use std::collections::HashSet;
use std::sync::Arc;

use app::egress::Egress;
use app::mail::{Login, Security, SendError, Server, Smtp, Template, Transport, queue};
use domain::MailId;
use domain::job::mail_retry_delay;
use domain::user::Role;
use serde_json::Value;
use support::{Database, TestApp, TestClock};

use crate::post_office::{ADA, LOGIN, PostOffice, departures, message};

fn smtp(database: &Database, clock: &TestClock, server: &Server) -> Arc<dyn Transport> {
    let to = Smtp::destination(server);
    let egress = Egress::new(database.db.clone(), Arc::new(clock.clone()), false, vec![to]);
    Arc::new(Smtp::new(Arc::new(egress), server).expect("the server can be used"))
}

async fn practice(server: Server) -> TestApp {
    TestApp::with_transport(move |database, clock| smtp(database, clock, &server)).await
}

/// The value of a header.
fn header<'a>(mail: &'a Value, name: &str) -> &'a str {
    let data = mail["data"].as_str().expect("text");
    let (headers, _) = data.split_once("\r\n\r\n").expect("headers end");
    let line = headers
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name}: {headers}"))
}

#[tokio::test]
async fn a_mail_goes_over_a_protected_connection_with_a_login() {
    for security in [Security::StartTls, Security::Tls] {
        let office = PostOffice::open(security, &[]).await;
        let app = practice(office.server()).await;
        let mail = message(&app.clock);
        let sent = app.app.mailer.transport.send(&mail).await.expect("sent");
        let received = office.received(1).await.remove(0);
        assert_eq!(received["protected"], true, "{security:?}");
        assert_eq!(received["login"], LOGIN.0);
        assert_eq!(received["greeting"], "practice.example");
        assert_eq!(received["from"], "desk@practice.example");
        assert_eq!(received["to"], serde_json::json!([ADA]));
        assert_eq!(header(&received, "From"), "\"Front desk\" <desk@practice.example>");
        assert_eq!(header(&received, "To"), ADA);
        assert_eq!(header(&received, "Subject"), "Choose a new password");
        assert_eq!(header(&received, "Message-ID"), mail.message_id());
        assert_eq!(header(&received, "Auto-Submitted"), "auto-generated");
        let data = received["data"].as_str().expect("text");
        assert!(data.contains("auth/reset?token=TOKEN"), "{data}");
        assert!(
            data.contains("multipart/alternative") && data.contains("text/html"),
            "{data}"
        );
        assert!(!data.to_lowercase().contains("therap"), "{data}");
        assert_eq!(departures(&app, mail.id).await, 1);
        assert!(sent.bytes.abs_diff(data.len()) <= 2, "but for the end of the last line");
    }
}

#[tokio::test]
async fn a_relay_on_this_machine_needs_neither_protection_nor_login() {
    let office = PostOffice::open(Security::None, &[]).await;
    let app = practice(office.server()).await;
    app.app.mailer.transport.send(&message(&app.clock)).await.expect("sent");
    let received = office.received(1).await.remove(0);
    assert_eq!(
        (&received["protected"], &received["login"]),
        (&false.into(), &Value::Null)
    );
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let office = PostOffice::open(Security::StartTls, &[]).await;
    let app = practice(office.server()).await;
    const MAILS: usize = 10;
    for _ in 0..MAILS {
        app.app.mailer.transport.send(&message(&app.clock)).await.expect("sent");
    }
    let received = office.received(MAILS).await;
    // A connection goes back a moment after its mail was sent, so not every mail finds one.
    let connections: HashSet<_> = received.iter().map(|mail| mail["connection"].to_string()).collect();
    assert!(connections.len() < MAILS, "{connections:?}");
}

#[tokio::test]
async fn a_server_that_cannot_be_trusted_gets_nothing() {
    let office = PostOffice::open(Security::StartTls, &[]).await;
    let plain = PostOffice::open(Security::None, &[]).await;
    let stranger = Server {
        authority: None,
        ..office.server()
    };
    let other_name = Server {
        host: "127.0.0.1".into(),
        ..office.server()
    };
    let downgraded = Server {
        port: plain.server().port,
        ..office.server()
    };
    for server in [stranger, other_name, downgraded] {
        let app = practice(server.clone()).await;
        let refused = app.app.mailer.transport.send(&message(&app.clock)).await;
        assert!(
            matches!(refused, Err(SendError::Temporary(_))),
            "{server:?}: {refused:?}"
        );
    }
    assert!(office.received(0).await.is_empty() && plain.received(0).await.is_empty());
}

#[tokio::test]
async fn a_wrong_login_is_the_configurations_fault_and_not_the_mails() {
    let office = PostOffice::open(Security::StartTls, &[]).await;
    let login = Login {
        username: LOGIN.0.into(),
        password: "a guess".into(),
    };
    let app = practice(Server {
        login: Some(login),
        ..office.server()
    })
    .await;
    let refused = app.app.mailer.transport.send(&message(&app.clock)).await;
    assert_eq!(
        refused,
        Err(SendError::Temporary("the mail server refuses the login (535)".into()))
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_may_be_later() {
    let office = PostOffice::open(Security::None, &[]).await;
    let server = office.server();
    drop(office);
    let app = practice(server).await;
    let refused = app.app.mailer.transport.send(&message(&app.clock)).await;
    assert!(
        matches!(&refused, Err(SendError::Temporary(reason)) if reason.contains("could not be reached")),
        "{refused:?}"
    );
}

/// Asks for a new password for somebody with an account, and returns the mail's id.
async fn ask(app: &TestApp) -> MailId {
    let person = app.user(Role::Therapist).await;
    let mut tx = app.app.db.write().await.expect("the database answers");
    queue(&app.app, &mut tx, Template::PasswordReset, &person.email, None, None)
        .await
        .expect("the mail is stored");
    let key = app.app.key.contact_key();
    let mail = store::mails::newest(&mut tx, key, 1).await.expect("readable").remove(0);
    tx.commit().await.expect("the mail is stored");
    mail.id
}

#[tokio::test]
async fn a_mail_that_a_server_puts_off_comes_again_as_the_same_mail() {
    let office = PostOffice::open(Security::StartTls, &["451 4.7.1 greylisted", "250 OK"]).await;
    let app = practice(office.server()).await;
    let id = ask(&app).await;
    app.mails().await;
    assert_eq!(
        (app.queue().await, app.deeds(id.to_string(), "mail_sent").await),
        ((1, 0), 0)
    );
    app.clock.advance(mail_retry_delay(1));
    app.mails().await;
    assert_eq!(
        (app.queue().await, app.deeds(id.to_string(), "mail_sent").await),
        ((0, 0), 1)
    );
    let received = office.received(2).await;
    assert_eq!(received.len(), 2);
    assert_eq!(header(&received[0], "Message-ID"), format!("<{id}@practice.example>"));
    assert_eq!(header(&received[0], "Message-ID"), header(&received[1], "Message-ID"));
    let link = |mail: &Value| {
        let data = mail["data"].as_str().expect("text");
        data.lines().find(|line| line.contains("token=")).map(str::to_owned)
    };
    assert!(link(&received[0]).is_some());
    assert_eq!(link(&received[0]), link(&received[1]));
    assert_eq!(departures(&app, id).await, 2, "each time it left is written down");
}

#[tokio::test]
async fn a_mail_that_a_server_refuses_is_given_up_and_nobody_is_named() {
    let answer = format!("550 5.1.1 <{ADA}> is unknown here");
    let office = PostOffice::open(Security::StartTls, &[&answer]).await;
    let app = practice(office.server()).await;
    let refused = app.app.mailer.transport.send(&message(&app.clock)).await;
    assert_eq!(
        refused,
        Err(SendError::Permanent("the mail server refuses this mail (550)".into()))
    );
    let id = ask(&app).await;
    app.mails().await;
    assert_eq!(
        (app.queue().await, app.deeds(id.to_string(), "mail_failed").await),
        ((0, 0), 1)
    );
    assert_eq!(office.received(2).await.len(), 2, "it is not tried again");
}
