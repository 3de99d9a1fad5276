//! Cleaning up: exactly what nobody needs any more goes, whatever the clock, the company or the moment of a power cut.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};

use app::cleanup::Scope;
use app::{Retention, Settings};
use domain::session::Status;
use domain::user::Role;
use domain::{SessionId, Timestamp};
use serde_json::{Value, json};
use store::seal::DataKey;
use support::{Person, TestApp, wav};
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

fn id(text: &str) -> Uuid {
    text.parse().expect("an id")
}

fn recordings(app: &TestApp) -> PathBuf {
    app.database.directory().join("recordings")
}

fn file(app: &TestApp, session: Uuid) -> PathBuf {
    recordings(app).join(store::blobs::relative_path(session))
}

/// Gives a file the age that it has by the practice's clock.
fn age(app: &TestApp, path: PathBuf, age: Duration) {
    let at = (app.now() - age).micros().max(0) as u64;
    let file = File::options().write(true).open(path).expect("the file is there");
    file.set_modified(UNIX_EPOCH + Duration::from_micros(at))
        .expect("a file may be given a time");
}

/// A recording without a session, of this age.
async fn orphan(app: &TestApp, old: Duration) -> Uuid {
    let orphan = domain::ids::new_uuid(app.now());
    let key = DataKey::generate().expect("a key");
    let mut writer = app.app.blobs.create(orphan, &key).await.expect("a new recording");
    writer.write(wav(500).into()).await.expect("room for it");
    writer.finish().await.expect("a whole recording");
    age(app, file(app, orphan), old);
    orphan
}

/// What a killed machine leaves of an upload, of this age.
fn unfinished(app: &TestApp, old: Duration) -> Uuid {
    let upload = domain::ids::new_uuid(app.now());
    let path = recordings(app).join("incoming").join(format!("{upload}.aaaa.part"));
    fs::write(&path, b"half of it").expect("room for it");
    age(app, path, old);
    upload
}

/// A session whose processing is called off now.
async fn failed(app: &TestApp, therapist: &Person, patient: &str) -> Uuid {
    let session = app.upload(therapist, patient, wav(500)).await;
    let uri = format!("/api/sessions/{session}/cancel");
    app.post(&uri).by(therapist).send().await.expect(202);
    id(&session)
}

async fn clean(app: &TestApp, admin: &Person, what: &str) -> Value {
    let uri = format!("/api/admin/cleanup/{what}");
    app.post(&uri).by(admin).send().await.expect(200).json()
}

fn files(report: &Value) -> BTreeSet<(String, Uuid)> {
    let files = report["files"].as_array().expect("a list");
    files
        .iter()
        .map(|file| {
            (
                file["kind"].as_str().expect("a kind").to_owned(),
                id(file["id"].as_str().expect("an id")),
            )
        })
        .collect()
}

fn expected(orphans: &[Uuid], failed: &[Uuid]) -> BTreeSet<(String, Uuid)> {
    let named = |kind: &str, ids: &[Uuid]| ids.iter().map(|id| (kind.to_owned(), *id)).collect::<Vec<_>>();
    [named("orphaned_file", orphans), named("failed_session", failed)]
        .concat()
        .into_iter()
        .collect()
}

async fn has_key(app: &TestApp, session: Uuid) -> bool {
    let mut tx = app.app.db.read().await.expect("the database answers");
    let stored = store::sessions::find(&mut tx, &app.app.key, SessionId::from(session)).await;
    stored
        .expect("the database answers")
        .expect("the session stays")
        .key
        .is_some()
}

async fn recording_key(app: &TestApp, session: Uuid) -> Option<DataKey> {
    let mut tx = app.app.db.read().await.expect("the database answers");
    let id = SessionId::from(session);
    let stored = store::sessions::find(&mut tx, &app.app.key, id).await;
    let key = stored.expect("the database answers").expect("the session stays").key?;
    store::recordings::key(&mut tx, &key, id)
        .await
        .expect("the database answers")
}

#[tokio::test]
async fn exactly_the_files_that_nobody_needs_go_and_the_dry_run_names_them() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let failed_long_ago = failed(&app, &therapist, &patient).await;
    let tried_again = failed(&app, &therapist, &patient).await;
    let heard = id(&app.upload(&therapist, &patient, wav(500)).await);
    let retry = format!("/api/sessions/{tried_again}/retry");
    app.post(&retry).by(&therapist).send().await.expect(202);
    app.run_jobs().await;
    // Its note failed after the words were heard.
    let mut tx = app.app.db.write().await.expect("the database answers");
    let (from, to) = (Status::Processed, Status::Failed);
    let moved = store::sessions::advance(&mut tx, SessionId::from(heard), from, to, None, app.now()).await;
    assert!(moved.expect("the database answers"));
    tx.commit().await.expect("the database answers");
    app.clock.advance(2 * DAY);
    let therapist = Person {
        token: app.sign_in(&therapist.email).await["access_token"]
            .as_str()
            .expect("a token")
            .into(),
        ..therapist
    };
    let failed_lately = failed(&app, &therapist, &patient).await;
    app.clock.advance(6 * DAY);
    for session in [failed_long_ago, tried_again, heard, failed_lately] {
        age(&app, file(&app, session), 8 * DAY);
    }
    let (old, young) = (orphan(&app, 25 * HOUR).await, orphan(&app, 23 * HOUR).await);
    let new = orphan(&app, Duration::ZERO).await;
    let (dead, fresh) = (unfinished(&app, 25 * HOUR), unfinished(&app, 23 * HOUR));
    let living = domain::ids::new_uuid(app.now());
    let key = DataKey::generate().expect("a key");
    let mut writer = app.app.blobs.create(living, &key).await.expect("a new recording");
    writer.write(wav(500).into()).await.expect("room for it");
    let part = fs::read_dir(recordings(&app).join("incoming"))
        .expect("the folder")
        .flatten();
    let part = part
        .map(|part| part.path())
        .find(|path| path.to_string_lossy().contains(&living.to_string()));
    age(&app, part.expect("the upload has a file"), 30 * DAY);

    let admin = app.user(Role::Admin).await;
    let before = app.recording_files();
    let status = app
        .get("/api/admin/cleanup/status")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(status["orphaned_files"]["count"], 2, "{status}");
    assert_eq!(status["failed_sessions"]["count"], 2, "{status}");
    assert_eq!(status["recordings"]["count"], 4, "{status}");

    let wanted = expected(&[old, dead], &[failed_long_ago, heard]);
    let dry = clean(&app, &admin, "all?dry_run=true").await;
    assert_eq!((files(&dry), &dry["dry_run"]), (wanted.clone(), &json!(true)), "{dry}");
    assert_eq!(app.recording_files(), before, "a dry run removes nothing");
    assert_eq!(app.deeds(old.to_string(), "orphan_removed").await, 0);

    let done = clean(&app, &admin, "all").await;
    assert_eq!(files(&done), wanted, "{done}");
    for field in [
        "orphaned_files_deleted",
        "failed_sessions_cleaned",
        "total_space_freed_mb",
        "files",
    ] {
        assert_eq!(done[field], dry[field], "{field}");
    }
    assert_eq!(
        (&done["orphaned_files_deleted"], &done["errors"]),
        (&json!(2), &json!([]))
    );
    assert_eq!(app.recording_files(), before - wanted.len());
    for gone in [old, failed_long_ago] {
        assert!(!file(&app, gone).exists(), "{gone}");
    }
    for kept in [young, new, tried_again, failed_lately] {
        assert!(file(&app, kept).exists(), "{kept}");
    }
    assert!(
        recordings(&app)
            .join("incoming")
            .join(format!("{fresh}.aaaa.part"))
            .exists()
    );
    assert!(!has_key(&app, failed_long_ago).await, "nothing else was sealed with it");
    assert!(has_key(&app, failed_lately).await);
    assert!(has_key(&app, heard).await, "it opens the transcript");
    assert!(
        recording_key(&app, heard).await.is_none(),
        "the recording's own key is gone"
    );
    assert!(recording_key(&app, tried_again).await.is_some());
    assert_eq!(app.deeds(old.to_string(), "orphan_removed").await, 1);
    assert_eq!(app.deeds(failed_long_ago.to_string(), "recording_destroyed").await, 1);

    let again = clean(&app, &admin, "all").await;
    assert_eq!(
        (files(&again), &again["total_space_freed_mb"]),
        (BTreeSet::new(), &json!(0.0))
    );
    assert_eq!(app.recording_files(), before - wanted.len(), "twice changes nothing");
    drop(writer);
}

#[tokio::test]
async fn the_record_of_a_cleaned_session_stays_and_trying_again_says_why_not() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = failed(&app, &therapist, &patient).await;
    app.database.execute("UPDATE sessions SET updated_at = 0").await;
    let report = clean(&app, &therapist, "failed-sessions").await;
    assert_eq!(report["failed_sessions_cleaned"], 1, "a therapist may: {report}");
    let shown = app.session(&therapist, &session.to_string()).await;
    assert_eq!(shown["status"], "failed");
    let why = shown["error_message"].as_str().expect("a reason");
    assert!(why.contains("recording was deleted"), "{why}");
    let problem = app
        .post(&format!("/api/sessions/{session}/retry"))
        .by(&therapist)
        .send()
        .await;
    let problem = problem.problem(409, "conflict");
    let detail = problem["detail"].as_str().expect("a detail");
    assert!(
        detail.contains("was deleted") && detail.contains("upload it"),
        "{detail}"
    );
    assert_eq!(app.session(&therapist, &session.to_string()).await["status"], "failed");
    let sound = app
        .get(&format!("/api/sessions/{session}/audio"))
        .by(&therapist)
        .send()
        .await;
    sound.problem(404, "not_found");
}

#[tokio::test]
async fn a_kill_in_the_middle_of_a_deletion_is_made_good_by_the_next_run() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    // Killed between the row and the file.
    let row_first = failed(&app, &therapist, &patient).await;
    let mut tx = app.app.db.write().await.expect("the database answers");
    let destroyed = store::recordings::destroy(&mut tx, SessionId::from(row_first), true, app.now()).await;
    assert!(destroyed.expect("the database answers"));
    tx.commit().await.expect("the database answers");
    // Killed between the file and the row, as no order of ours can, but a disk that lost a file.
    let file_lost = failed(&app, &therapist, &patient).await;
    fs::remove_file(file(&app, file_lost)).expect("the file was there");
    app.clock.advance(8 * DAY);
    age(&app, file(&app, row_first), 8 * DAY);

    let report = app::cleanup::run_at_console(&app.app, Scope::All, false)
        .await
        .expect("a report");
    let gone: BTreeSet<_> = report
        .files
        .iter()
        .map(|file| (file.kind().to_owned(), file.id))
        .collect();
    assert_eq!(gone, expected(&[row_first], &[file_lost]));
    assert_eq!((app.recording_files(), report.errors), (0, Vec::new()));
    assert!(!has_key(&app, file_lost).await);
    let again = app::cleanup::run_at_console(&app.app, Scope::All, false)
        .await
        .expect("a report");
    assert_eq!(again.files, []);
}

#[tokio::test]
async fn a_file_that_cannot_go_is_told_and_the_others_go() {
    let app = TestApp::start().await;
    let stuck = orphan(&app, 30 * HOUR).await;
    let path = file(&app, stuck);
    fs::remove_file(&path).expect("the file was there");
    fs::create_dir(&path).expect("a folder in its place");
    File::open(&path)
        .expect("the folder is there")
        .set_modified(UNIX_EPOCH)
        .expect("a folder may be given a time");
    let other = orphan(&app, 30 * HOUR).await;
    let admin = app.user(Role::Admin).await;
    let report = clean(&app, &admin, "orphaned-files").await;
    assert_eq!(files(&report), expected(&[other], &[]), "{report}");
    let errors = report["errors"].as_array().expect("a list");
    assert_eq!(errors.len(), 1, "{report}");
    assert!(
        errors[0].as_str().expect("a text").contains(&stuck.to_string()),
        "{report}"
    );
    assert!(path.exists());
}

#[tokio::test]
async fn two_cleanups_at_once_remove_each_file_once() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    for _ in 0..3 {
        failed(&app, &therapist, &patient).await;
        orphan(&app, 30 * HOUR).await;
    }
    app.database.execute("UPDATE sessions SET updated_at = 0").await;
    let (one, other) = tokio::join!(
        app::cleanup::run_at_console(&app.app, Scope::All, false),
        app::cleanup::run_at_console(&app.app, Scope::All, false),
    );
    let (one, other) = (one.expect("a report"), other.expect("a report"));
    let mut removed: Vec<_> = one.files.iter().chain(&other.files).map(|file| file.id).collect();
    removed.sort();
    let number = removed.len();
    removed.dedup();
    assert_eq!((removed.len(), number), (6, 6), "{one:?} {other:?}");
    assert_eq!((app.recording_files(), one.errors.len() + other.errors.len()), (0, 0));
    let deeds = "SELECT COUNT(*) FROM audit WHERE deed IN ('orphan_removed', 'recording_destroyed')";
    assert_eq!(app.database.number(deeds).await, 6);
}

#[tokio::test]
async fn the_preview_shows_what_will_be_old_enough_tonight() {
    let app = TestApp::start().await;
    // It is nine in the morning; the cleanup comes at three.
    let (tonight, later) = (orphan(&app, 7 * HOUR).await, orphan(&app, 5 * HOUR).await);
    app::schedule::start(&app.app).await.expect("the schedule starts");
    let admin = app.user(Role::Admin).await;
    let preview = app
        .get("/api/admin/cleanup/preview")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(preview["next_run_at"], "2026-01-20T03:00:00.000000Z");
    assert_eq!(files(&preview), expected(&[tonight], &[]), "not {later}: {preview}");
    let file = &preview["files"][0];
    assert!(
        file["reason"]
            .as_str()
            .expect("a reason")
            .contains("older than 24 hours"),
        "{file}"
    );
    assert!(file["age_hours"].as_f64().expect("a number") >= 24.0, "{file}");
    assert_eq!(files(&clean(&app, &admin, "all?dry_run=true").await), BTreeSet::new());
    let config = app
        .get("/api/admin/cleanup/config")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    let contract = json!({ "failed_session_retention_days": 7, "orphaned_file_retention_hours": 24,
                           "auto_cleanup_on_startup": false });
    assert_eq!(config, contract);
}

#[tokio::test]
async fn a_start_cleans_up_where_the_practice_wants_it_and_not_elsewhere() {
    let app = TestApp::start().await;
    orphan(&app, 30 * DAY).await;
    app::jobs::start(&app.app).await.expect("the start");
    assert_eq!(app.recording_files(), 1);
    let settings = Settings {
        retention: Retention {
            on_startup: true,
            ..Retention::default()
        },
        ..Settings::default()
    };
    let app = TestApp::with(settings).await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let kept = id(&app.upload(&therapist, &patient, wav(500)).await);
    age(&app, file(&app, kept), 30 * DAY);
    orphan(&app, 30 * DAY).await;
    app::jobs::start(&app.app).await.expect("the start");
    assert_eq!((app.recording_files(), file(&app, kept).exists()), (1, true));
}

#[tokio::test]
async fn a_clock_that_was_wrong_removes_nothing_that_is_new() {
    let app = TestApp::start().await;
    // Written by a machine whose clock is a year ahead.
    let ahead = orphan(&app, Duration::ZERO).await;
    let at = Timestamp::from_micros((app.now() + 365 * DAY).micros());
    let written = File::options().write(true).open(file(&app, ahead)).expect("the file");
    written
        .set_modified(UNIX_EPOCH + Duration::from_micros(at.micros() as u64))
        .expect("a file may be given a time");
    let report = app::cleanup::run_at_console(&app.app, Scope::All, false)
        .await
        .expect("a report");
    assert_eq!(report.files, []);
    app.clock.advance(366 * DAY + HOUR);
    let report = app::cleanup::run_at_console(&app.app, Scope::All, false)
        .await
        .expect("a report");
    assert_eq!(report.files.len(), 1);
}
