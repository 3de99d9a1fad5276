//! The one door.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::egress::{Destination, Egress, Failure, Refused};
use app::mail::{SendError, SendGrid, Transport};
use domain::MailId;
use support::TestApp;

use crate::post_office::{departures, message};
use crate::services::Service;

fn egress(app: &TestApp, airgap: bool, allowed: Vec<Destination>) -> Egress {
    Egress::new(app.database.db.clone(), Arc::new(app.clock.clone()), airgap, allowed)
}

fn destination(host: &str, port: u16) -> Destination {
    Destination {
        code: "smtp",
        host: host.into(),
        port,
    }
}

#[tokio::test]
async fn nothing_leaves_to_where_nobody_sent_it() {
    let app = TestApp::start().await;
    let mail = MailId::new(app.now());
    let door = egress(&app, false, vec![destination("mail.practice.example", 587)]);
    for (host, port) in [("mail.practice.example", 25), ("mail.elsewhere.example", 587)] {
        let refused = door.depart(&destination(host, port), 1, mail.uuid()).await;
        assert!(matches!(refused, Err(Refused::NotConfigured { .. })), "{refused:?}");
    }
    assert_eq!(departures(&app, mail).await, 0);
    door.depart(&destination("mail.practice.example", 587), 1, mail.uuid())
        .await
        .expect("this is where it may go");
    assert_eq!(departures(&app, mail).await, 1);
}

#[tokio::test]
async fn behind_an_air_gap_nothing_leaves_at_all() {
    let app = TestApp::start().await;
    let (service, url) = Service::open(202).await;
    let to = SendGrid::destination(&url).expect("an address");
    let door = Arc::new(egress(&app, true, vec![to]));
    let transport = SendGrid::new(door, &url, "SG.secret".into()).expect("an address");
    let mail = message(&app.clock);
    let refused = transport.send(&mail).await;
    assert!(
        matches!(&refused, Err(SendError::Temporary(reason)) if reason.contains("TB_AIRGAP")),
        "{refused:?}"
    );
    assert!(service.asked().is_empty());
    assert_eq!(departures(&app, mail.id).await, 0);
}

#[tokio::test]
async fn what_cannot_be_written_down_does_not_leave() {
    let app = TestApp::start().await;
    let (service, url) = Service::open(202).await;
    let to = SendGrid::destination(&url).expect("an address");
    let door = egress(&app, false, vec![to]);
    app.database.execute("ALTER TABLE audit RENAME TO lost").await;
    let url = format!("{url}/v3/mail/send").parse().expect("an address");
    let record = MailId::new(app.now()).uuid();
    let refused = door
        .post("sendgrid", &url, Default::default(), Vec::new(), record)
        .await;
    assert!(
        matches!(refused, Err(Failure::Refused(Refused::Trail(_)))),
        "{refused:?}"
    );
    assert!(service.asked().is_empty());
}

fn sources(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("readable") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_other_part_of_the_product_opens_a_connection() {
    // The database's driver connects to the configured server. Everything else that can reach out is named here.
    const WAYS: [(&str, &[&str]); 6] = [
        ("reqwest::Client", &[]),
        ("Client::builder", &["src/app/egress.rs"]),
        ("Client::new", &[]),
        ("TcpStream::connect", &[]),
        ("UdpSocket", &[]),
        ("AsyncSmtpTransport::<", &["src/app/mail/smtp.rs"]),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    assert!(files.len() > 100, "the product's sources are there");
    for file in files {
        let name = file.strip_prefix(root).expect("below").display().to_string();
        // The workers' sandbox is tried by a worker that tries to get out.
        if name.starts_with("src/workers/fake/") {
            continue;
        }
        let text = fs::read_to_string(&file).expect("readable");
        for (way, allowed) in WAYS {
            assert!(
                !text.contains(way) || allowed.contains(&name.as_str()),
                "{name} uses {way}"
            );
        }
    }
}
