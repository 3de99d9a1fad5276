use domain::note::Notes;
use domain::session::Status;
use domain::transcript::{Speaker, Transcript, Turn};
use domain::{Clock, PatientId};
use store::keys::PracticeKey;
use store::{Db, Error, patients, sessions, transcripts};

use crate::practice::Practice;

/// Words that occur nowhere else, one for each sealed column.
const SECRETS: [&str; 6] = [
    "marmalade-filename",
    "quicksilver-transcript",
    "tangerine-text",
    "obsidian-note",
    "ada@post.example",
    "555 0100",
];

fn transcript(words: &str) -> Transcript {
    let turn = Turn {
        speaker: Speaker::Client,
        text: words.into(),
        ..Turn::default()
    };
    Transcript {
        language: "en".into(),
        duration_ms: 1_000,
        turns: vec![turn],
        ..Transcript::default()
    }
}

/// Everything the database has written to a disk, as bytes; on a server, every row as text, binary columns in hexadecimal.
async fn everything(practice: &Practice) -> Vec<u8> {
    match practice.db() {
        Db::Sqlite(_) => {
            let files = practice.database.files();
            files
                .iter()
                .flat_map(|file| std::fs::read(file).expect("the file is readable"))
                .collect()
        }
        Db::Postgres(pool) => {
            let mut text = String::new();
            for table in ["patients", "sessions", "transcripts", "jobs", "audit"] {
                let sql = sqlx::AssertSqlSafe(format!("SELECT CAST(t AS TEXT) FROM {table} t"));
                let rows: Vec<String> = sqlx::query_scalar(sql).fetch_all(pool).await.expect("readable");
                text.extend(rows);
            }
            text.into_bytes()
        }
    }
}

fn holds(haystack: &[u8], needle: &str) -> bool {
    let hex: String = needle.bytes().map(|byte| format!("{byte:02x}")).collect();
    [needle.as_bytes(), hex.as_bytes()]
        .iter()
        .any(|form| haystack.windows(form.len()).any(|window| window == *form))
}

#[tokio::test]
async fn no_word_of_a_client_is_on_the_disk_in_the_clear() {
    let practice = Practice::start().await;
    let mut tx = practice.write().await;
    let (id, key) = practice.session(&mut tx, SECRETS[0]).await;
    let now = practice.clock.now();
    transcripts::insert(&mut tx, &key, id, &transcript(SECRETS[1]), now)
        .await
        .expect("stored");
    sessions::set_transcript_text(&mut tx, &key, id, SECRETS[2], 1_000)
        .await
        .expect("stored");
    let notes = Notes {
        therapist_notes: SECRETS[3].into(),
        ..Notes::default()
    };
    sessions::set_notes(&mut tx, &key, id, &notes).await.expect("stored");
    tx.commit().await.expect("stored");

    let bytes = everything(&practice).await;
    assert!(
        holds(&bytes, "Ada Okafor") && holds(&bytes, &"\u{7}".repeat(32)),
        "the search finds what is in the clear"
    );
    for secret in SECRETS {
        assert!(!holds(&bytes, secret), "{secret} is in the clear");
    }
    let mut tx = practice.read().await;
    let stored = sessions::find(&mut tx, &practice.key, id)
        .await
        .expect("readable")
        .expect("there");
    assert_eq!(stored.session.audio_filename, SECRETS[0]);
    let (text, read) = sessions::words(&mut tx, stored.key().expect("a key"), id)
        .await
        .expect("readable");
    assert_eq!((text.as_deref(), read), (Some(SECRETS[2]), Some(notes)));
    let read = transcripts::find(&mut tx, &key, id)
        .await
        .expect("readable")
        .expect("there");
    assert_eq!(read, transcript(SECRETS[1]));
}

#[tokio::test]
async fn another_practices_key_opens_nothing() {
    let practice = Practice::start().await;
    let (id, _) = practice.stored_session().await;
    let other = PracticeKey::open_or_create(&practice.database.directory().join("other.key")).expect("a practice key");
    let mut tx = practice.read().await;
    let found = sessions::find(&mut tx, &other, id).await.map(|_| ());
    assert!(matches!(found, Err(Error::Inconsistent(_))), "{found:?}");
    let found = patients::find(&mut tx, other.contact_key(), practice.patient).await;
    assert!(matches!(found, Err(Error::Sealed(_))), "{found:?}");
    assert!(
        patients::find(&mut tx, practice.key.contact_key(), practice.patient)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_sealed_value_opens_only_in_its_own_column_and_row() {
    let practice = Practice::start().await;
    let (id, key) = practice.stored_session().await;
    let mut tx = practice.write().await;
    sessions::set_transcript_text(&mut tx, &key, id, "what was said", 1_000)
        .await
        .expect("stored");
    sessions::set_notes(&mut tx, &key, id, &Notes::default())
        .await
        .expect("stored");
    let mut twin = patients::find(&mut tx, practice.key.contact_key(), practice.patient)
        .await
        .expect("readable")
        .expect("there");
    twin.id = PatientId::new(practice.clock.now());
    patients::insert(&mut tx, practice.key.contact_key(), &twin)
        .await
        .expect("stored");
    tx.commit().await.expect("stored");

    assert_eq!(
        practice
            .database
            .execute("UPDATE sessions SET transcript_text = extracted_notes")
            .await,
        1
    );
    let moved = sessions::words(&mut practice.read().await, &key, id).await;
    assert!(matches!(moved, Err(Error::Sealed(_))), "{moved:?}");

    let one = "(SELECT email FROM patients ORDER BY id LIMIT 1)";
    assert_eq!(
        practice
            .database
            .execute(&format!("UPDATE patients SET email = {one}"))
            .await,
        2
    );
    let mut tx = practice.read().await;
    let mut opened = 0;
    for id in [practice.patient, twin.id] {
        opened += u32::from(patients::find(&mut tx, practice.key.contact_key(), id).await.is_ok());
    }
    assert_eq!(opened, 1, "only the row the address was sealed for shows it");
}

#[tokio::test]
async fn a_session_without_its_key_is_still_listed_but_says_nothing() {
    let practice = Practice::start().await;
    let (id, _) = practice.stored_session().await;
    assert_eq!(
        practice
            .database
            .execute("UPDATE sessions SET session_key = NULL")
            .await,
        1
    );
    let stored = sessions::find(&mut practice.read().await, &practice.key, id)
        .await
        .expect("readable")
        .expect("there");
    assert!(stored.key.is_none() && stored.key().is_err());
    assert_eq!(
        (stored.session.audio_filename.as_str(), stored.session.status),
        ("", Status::Uploading)
    );
}
