//! What was said, and who said it, is on no disk and in no log line in the clear: not while it is being worked on, not after.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::client::{THERAPIST, open};
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{SOON, fake, wav};

const SAID: [&str; 5] = [
    "The zeppelin keeps circling over my kitchen.",
    "What do you do when the zeppelin comes?",
    "I count the tangerines until it leaves.",
    "Sometimes I think about ending it all.",
    "We will talk about the tangerines again on Thursday.",
];
/// Of the recording's samples.
const SOUND: &[u8] = b"\x11\x82\x93QUARTZ-MARIMBA\xa4\xb5\xc6";
const FILE_NAME: &str = "Haddad-Noor-2026-03-04.wav";
const CLIENT_EMAIL: &str = "noor.haddad@client.example";
const CLIENT_PHONE: &str = "+44 20 7946 0958";

/// What must not be found, as bytes.
fn secrets() -> Vec<(&'static str, Vec<u8>)> {
    let texts = [
        "zeppelin",
        "tangerines",
        "ending it all",
        FILE_NAME,
        CLIENT_EMAIL,
        CLIENT_PHONE,
        PASSWORD,
    ];
    let mut secrets: Vec<_> = texts.iter().map(|text| (*text, text.as_bytes().to_vec())).collect();
    secrets.push(("the recording's samples", SOUND.to_vec()));
    // As a database server prints bytes.
    let hexadecimal = secrets.iter().map(|(name, bytes)| {
        (
            *name,
            bytes
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
                .into_bytes(),
        )
    });
    let hexadecimal: Vec<_> = hexadecimal.collect();
    secrets.extend(hexadecimal);
    secrets
}

fn secret_in(contents: &[u8]) -> Option<&'static str> {
    let found = |secret: &[u8]| contents.windows(secret.len()).any(|window| window == secret);
    secrets()
        .into_iter()
        .find_map(|(name, secret)| found(&secret).then_some(name))
}

fn assert_clear_of_secrets(place: &str, contents: &[u8]) {
    assert_eq!(secret_in(contents), None, "{place} is not clear");
}

/// Searches every file below a directory; returns how many there were.
fn search(directory: &Path) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        let path = entry.path();
        assert_clear_of_secrets("a file's name", path.as_os_str().as_encoded_bytes());
        if path.is_dir() {
            files += search(&path);
        // A file may be renamed or removed in between.
        } else if let Ok(contents) = fs::read(&path) {
            assert_clear_of_secrets(&path.display().to_string(), &contents);
            files += 1;
        }
    }
    files
}

async fn search_everything(site: &Site) {
    assert!(
        search(&site.data()) > 3,
        "database, recording and keys are there to be searched"
    );
    search(&site.root().join("tmp"));
    assert_clear_of_secrets("the database", &site.database.contents().await);
}

#[test]
fn the_search_finds_text_and_hexadecimal() {
    assert_eq!(secret_in(b"nothing of interest"), None);
    assert_eq!(secret_in(b"\0\0the zeppelin\xff"), Some("zeppelin"));
    assert_eq!(secret_in(b"\\\\x007a657070656c696e"), Some("zeppelin"));
}

#[tokio::test]
async fn no_file_holds_what_was_said_while_it_is_transcribed_or_after() {
    let site = Site::with_speech(&fake::says(&SAID, 4000)).await;
    let (server, client) = open(&site).await;
    let fields = json!({ "name": "Noor Haddad", "email": CLIENT_EMAIL, "phone": CLIENT_PHONE });
    let patient = client.patient_from(&fields).await;
    let recording = wav(SOUND, 80_000);
    let session = client.upload(&patient, FILE_NAME, recording.clone()).await;

    let path = format!("/api/sessions/{session}/transcript");
    let heard = || async {
        let transcript = client.get(&path).await;
        let turns = transcript["turns"].to_string();
        (turns.contains("zeppelin") && transcript["complete"] == false).then_some(())
    };
    crate::harness::until("words are heard before the transcript is complete", SOON, heard).await;
    search_everything(&site).await;

    let done = client.until_processed(&session).await;
    assert!(
        done["transcript_text"]
            .as_str()
            .is_some_and(|text| SAID.iter().all(|said| text.contains(said))),
        "{done}"
    );
    assert_eq!(client.bytes(&format!("/api/sessions/{session}/audio")).await, recording);
    search_everything(&site).await;
    assert!(server.stop().await.success());
    search_everything(&site).await;
}

#[tokio::test]
async fn no_log_line_names_a_person_or_says_what_was_said() {
    let mut site = Site::with_speech(&fake::says(&SAID, 0)).await;
    site.set("LOG_LEVEL", "debug");
    let (server, client) = open(&site).await;
    let fields = json!({ "name": "Noor Haddad", "email": CLIENT_EMAIL, "phone": CLIENT_PHONE });
    let patient = client.patient_from(&fields).await;
    let session = client.upload(&patient, FILE_NAME, wav(SOUND, 16_000)).await;
    client.until_processed(&session).await;

    // What goes wrong is logged at more length than what goes well.
    let wrong = json!({ "email": THERAPIST, "password": "tangerines" });
    assert_eq!(client.post("/api/auth/login", &wrong).await["code"], "unauthenticated");
    assert_eq!(
        client.get(&format!("/api/sessions/{CLIENT_EMAIL}")).await["status"]
            .as_u64()
            .map(|status| status / 100),
        Some(4)
    );
    assert_eq!(
        client
            .post("/api/patients", &json!({ "name": "", "email": CLIENT_EMAIL }))
            .await["status"],
        422
    );
    let refused = client
        .send(&patient, FILE_NAME, "a letter about a zeppelin")
        .await
        .expect("an answer");
    assert_eq!(refused.status().as_u16(), 415);
    site.speech_model(&fake::does(json!([{ "do": "segments", "segments": [{ "text": SAID[0], "start_ms": 0, "end_ms": 900 }] }, { "do": "panic" }])));
    // The worker that has loaded the earlier script goes with the server.
    assert!(server.stop().await.success());
    site.set("TB_JOB_ATTEMPTS", "1");
    let server = site.serve().await;
    let client = server.login(THERAPIST, PASSWORD).await;
    let lost = client.upload(&patient, FILE_NAME, wav(SOUND, 16_000)).await;
    client
        .until(&lost, "given up", SOON, |session| session["status"] == "failed")
        .await;
    assert!(server.stop().await.success());

    let log = site.log.text();
    assert!(
        log.contains(&session) && log.contains(&lost) && log.contains("job given up"),
        "the log tells what happened: {log}"
    );
    assert_clear_of_secrets("the log", log.as_bytes());
    for person in [
        "Noor",
        "Haddad",
        "Ruth",
        "Adeyemi",
        THERAPIST,
        "may quote the recording",
    ] {
        assert!(!log.contains(person), "the log names {person}: {log}");
    }
}
