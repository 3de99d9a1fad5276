//! Backups by the built binary: made while it serves, verified, damaged, restored on another machine.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::client::THERAPIST;
use crate::harness::fake;
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{SOON, until, wav};

async fn told(site: &Site, arguments: &[&str]) -> (Option<i32>, Value, String) {
    let output = site.run(arguments, "").await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let json = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (output.status.code(), json, said)
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

/// Makes a backup; `None` when there is one of this second already.
async fn made(site: &Site, more: &[&str]) -> Option<(PathBuf, Value)> {
    let directory = site.root().join("backups");
    let arguments = [&["backup", "create", "--json", "--to", text(&directory)], more].concat();
    let (status, json, said) = told(site, &arguments).await;
    if said.contains("of this very second") {
        return None;
    }
    assert_eq!(status, Some(0), "{said}");
    Some((PathBuf::from(json["path"].as_str().expect("a path")), json))
}

#[tokio::test]
async fn a_backup_is_made_while_the_server_works_and_comes_back_whole_elsewhere() {
    let site = Site::with_speech(&fake::says(&fake::TALK, 10)).await;
    site.account(THERAPIST, "therapist").await;
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    let patient = client.patient("Noor Haddad").await;
    let recording = wav(b"kept in a backup", 16_000);
    let session = client.upload(&patient, "session.wav", recording.clone()).await;
    client.until_processed(&session).await;

    let (first, _) = made(&site, &[]).await.expect("the first backup");
    let (status, verified, said) = told(&site, &["backup", "verify", "--json", text(&first)]).await;
    assert_eq!(
        (status, &verified["ok"], &verified["with_keys"]),
        (Some(0), &true.into(), &false.into()),
        "{said}"
    );
    assert!(!first.join("keys").exists(), "the keys stay out");

    // Names of backups count seconds: within the same one there is no second.
    let (second, json) = until("another second has begun", SOON, || made(&site, &["--with-keys"])).await;
    assert!(
        json["linked_bytes"].as_u64().expect("a number") >= recording.len() as u64,
        "{json}"
    );
    assert!(second.join("keys").join("practice.key").exists());
    server.stop().await;

    let data = site.root().join("elsewhere");
    let mut restore = site.command(&["backup", "restore", text(&second), "--to", text(&data)]);
    let empty = site.database.empty_twin().await;
    if let Some(url) = &empty {
        restore.env("DATABASE_URL", url);
    }
    let output = restore.output().await.expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut elsewhere = site.command(&["serve"]);
    elsewhere.env("TB_DATA_DIR", &data);
    if let Some(url) = &empty {
        elsewhere.env("DATABASE_URL", url);
    }
    let server = crate::harness::server::Server::start(elsewhere, &site.log).await;
    let server = server.unwrap_or_else(|end| panic!("serve ended: {end}"));
    let client = server.login(THERAPIST, PASSWORD).await;
    let restored = client.session(&session).await;
    assert!(restored["transcript_text"].is_string(), "{restored}");
    assert_eq!(client.bytes(&format!("/api/sessions/{session}/audio")).await, recording);
    server.stop().await;

    let (status, _, said) = told(&site, &["backup", "restore", text(&second), "--to", text(&data)]).await;
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("is not empty"), "{said}");
}

#[tokio::test]
async fn a_backup_that_was_damaged_says_where() {
    let site = Site::new().await;
    site.account(THERAPIST, "therapist").await;
    let (backup, _) = made(&site, &[]).await.expect("the first backup");
    let manifest: Value =
        serde_json::from_slice(&fs::read(backup.join("manifest.json")).expect("a manifest")).expect("JSON");
    let database = manifest["files"][0]["path"].as_str().expect("a path").to_owned();
    let mut bytes = fs::read(backup.join(&database)).expect("the copy");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(backup.join(&database), bytes).expect("room for it");
    let (status, verified, said) = told(&site, &["backup", "verify", "--json", text(&backup)]).await;
    assert_eq!((status, &verified["ok"]), (Some(1), &false.into()));
    assert!(said.contains(&format!("{database} is not what it was")), "{said}");
    let data = site.root().join("elsewhere");
    let (status, _, said) = told(&site, &["backup", "restore", text(&backup), "--to", text(&data)]).await;
    assert_eq!(status, Some(1));
    assert!(said.contains("not whole"), "{said}");
    assert!(!data.exists(), "nothing was put anywhere");
    let (status, _, said) = told(&site, &["backup", "verify", text(site.root())]).await;
    assert_eq!(status, Some(3), "{said}");
    assert!(said.contains("is no backup"), "{said}");
}
