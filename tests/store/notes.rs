use domain::note::Notes;
use domain::review::items::{Decision, Disposition};
use domain::review::{AmendmentKind, Event, Method, Origin, Version};
use domain::user::Role;
use domain::{AmendmentId, Clock, SessionId};
use store::amendments::Amendment;
use store::seal::DataKey;
use store::signatures::{Kind, Signature, Signed};
use store::{Db, Error, amendments, notes, process_notes, sessions, signatures};

use crate::practice::Practice;

fn words(text: &str) -> Notes {
    Notes {
        therapist_notes: text.into(),
        ..Notes::default()
    }
}

fn version(practice: &Practice, number: u32, origin: Origin) -> Version {
    Version {
        number,
        origin,
        based_on: (number > 1).then_some(number - 1),
        author: origin.is_by_hand().then_some(practice.therapist),
        drafted_by: Some("extractive".into()),
        created_at: practice.clock.now(),
    }
}

fn decision(practice: &Practice, key: &str) -> Disposition {
    Disposition {
        key: key.into(),
        decision: Decision::NotAConcern,
        comment: Some("a word".into()),
        by: practice.therapist,
        at: practice.clock.now(),
    }
}

/// A session with a draft and a hand version that counts.
async fn reviewed(practice: &Practice) -> (SessionId, DataKey) {
    let (id, key) = practice.stored_session().await;
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    for (number, origin, text) in [(1, Origin::Model, "drafted"), (2, Origin::Hand, "by hand")] {
        let version = version(practice, number, origin);
        notes::insert_version(&mut tx, &key, id, &version, &words(text))
            .await
            .expect("stored");
    }
    let mut record = notes::begin(&mut tx, id, 2, now).await.expect("stored");
    sessions::set_notes(&mut tx, &key, id, &words("by hand"))
        .await
        .expect("stored");
    notes::decide(&mut tx, &key, id, &decision(practice, "r-1"))
        .await
        .expect("stored");
    record.state = record.state.next(Event::Reviewed).expect("open");
    assert!(notes::change(&mut tx, id, 1, &record, now).await.expect("writable"));
    tx.commit().await.expect("stored");
    (id, key)
}

/// The same, signed and with an entry added.
async fn signed(practice: &Practice) -> (SessionId, DataKey) {
    let (id, key) = reviewed(practice).await;
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    let signature = Signature {
        kind: Kind::Author,
        version: 2,
        signer: practice.therapist,
        role: Role::Therapist,
        method: Method::Password,
        signed: Signed::new("{\"statement\":\"mine\"}".into()),
        at: now,
    };
    signatures::insert(&mut tx, &key, id, &signature).await.expect("stored");
    let amendment = Amendment {
        id: AmendmentId::new(now),
        number: 1,
        kind: AmendmentKind::Addendum,
        author: practice.therapist,
        role: Role::Therapist,
        method: Method::Password,
        signed: Signed::new("{\"text\":\"more\"}".into()),
        at: now,
    };
    amendments::insert(&mut tx, &key, id, &amendment).await.expect("stored");
    let mut record = notes::find(&mut tx, id).await.expect("readable").expect("there");
    record.state = record.state.next(Event::Signed).expect("reviewed");
    assert!(
        notes::change(&mut tx, id, record.revision, &record, now)
            .await
            .expect("writable")
    );
    tx.commit().await.expect("stored");
    (id, key)
}

/// Runs a statement that the database must refuse.
async fn refused(practice: &Practice, sql: &str, because: &str) {
    let statement = sqlx::AssertSqlSafe(sql.to_owned());
    let result = match practice.db() {
        Db::Sqlite(pool) => sqlx::query(statement).execute(pool).await.map(drop),
        Db::Postgres(pool) => sqlx::query(statement).execute(pool).await.map(drop),
    };
    let error = result.expect_err(sql).to_string();
    assert!(error.contains(because), "{sql}: {error}");
}

#[tokio::test]
async fn versions_decisions_and_signatures_are_read_as_they_were_written() {
    let practice = Practice::start().await;
    let (id, key) = signed(&practice).await;
    let mut tx = practice.read().await;
    let versions = notes::versions(&mut tx, id).await.expect("readable");
    assert_eq!(
        versions.iter().map(|listed| listed.version.number).collect::<Vec<_>>(),
        [1, 2]
    );
    assert_eq!(
        (versions[0].author_name.as_deref(), versions[1].author_name.as_deref()),
        (None, Some("Robin Meyer"))
    );
    let (listed, read) = notes::version(&mut tx, &key, id, 2)
        .await
        .expect("readable")
        .expect("there");
    assert_eq!((listed.version.origin, read), (Origin::Hand, words("by hand")));
    assert!(notes::version(&mut tx, &key, id, 3).await.expect("readable").is_none());
    let decided = notes::dispositions(&mut tx, &key, id).await.expect("readable");
    assert_eq!(decided.len(), 1);
    assert_eq!(decided[0].disposition, decision(&practice, "r-1"));
    let (signature, name) = signatures::find(&mut tx, &key, id, Kind::Author)
        .await
        .expect("whole")
        .expect("there");
    assert_eq!(
        (signature.signed.document.as_str(), name.as_str()),
        ("{\"statement\":\"mine\"}", "Robin Meyer")
    );
    assert!(
        signatures::find(&mut tx, &key, id, Kind::Supervisor)
            .await
            .expect("whole")
            .is_none()
    );
    assert_eq!(amendments::list(&mut tx, &key, id).await.expect("whole").len(), 1);
}

#[tokio::test]
async fn a_move_from_an_old_revision_is_none() {
    let practice = Practice::start().await;
    let (id, _) = reviewed(&practice).await;
    let mut tx = practice.write().await;
    let mut record = notes::lock(&mut tx, id).await.expect("readable").expect("there");
    let seen = record.revision;
    record.revision += 1;
    let now = practice.clock.now();
    assert!(notes::change(&mut tx, id, seen, &record, now).await.expect("writable"));
    assert!(!notes::change(&mut tx, id, seen, &record, now).await.expect("writable"));
}

#[tokio::test]
async fn a_second_decision_about_an_item_takes_the_place_of_the_first() {
    let practice = Practice::start().await;
    let (id, key) = reviewed(&practice).await;
    let mut tx = practice.write().await;
    let other = Disposition {
        decision: Decision::FollowUp,
        comment: None,
        ..decision(&practice, "r-1")
    };
    notes::decide(&mut tx, &key, id, &other).await.expect("stored");
    let decided = notes::dispositions(&mut tx, &key, id).await.expect("readable");
    assert_eq!(
        decided
            .into_iter()
            .map(|decided| decided.disposition)
            .collect::<Vec<_>>(),
        [other]
    );
    assert!(notes::reopen(&mut tx, id, "r-1").await.expect("writable"));
    assert!(!notes::reopen(&mut tx, id, "r-1").await.expect("writable"));
}

#[tokio::test]
async fn only_the_newest_hand_version_of_an_open_note_takes_other_words() {
    let practice = Practice::start().await;
    let (id, key) = reviewed(&practice).await;
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    notes::extend_version(&mut tx, &key, id, 2, &words("more"), now)
        .await
        .expect("open");
    tx.commit().await.expect("stored");
    let mut tx = practice.write().await;
    let result = notes::extend_version(&mut tx, &key, id, 1, &words("other"), now).await;
    assert!(matches!(result, Err(Error::Driver(_))), "a draft");
    drop(tx);
    let mut tx = practice.write().await;
    let newer = version(&practice, 3, Origin::Redraft);
    notes::insert_version(&mut tx, &key, id, &newer, &words("again"))
        .await
        .expect("stored");
    let result = notes::extend_version(&mut tx, &key, id, 2, &words("other"), now).await;
    assert!(matches!(result, Err(Error::Driver(_))), "no longer the newest");
    drop(tx);
    let mut tx = practice.write().await;
    let taken = version(&practice, 2, Origin::Hand);
    let result = notes::insert_version(&mut tx, &key, id, &taken, &words("twin")).await;
    assert!(matches!(result, Err(Error::Constraint(_))), "{result:?}");
}

#[tokio::test]
async fn the_database_itself_keeps_what_is_signed() {
    let practice = Practice::start().await;
    let (id, key) = signed(&practice).await;
    for (sql, because) in [
        ("UPDATE note_signatures SET created_at = 0", "only ever added to"),
        ("DELETE FROM note_signatures", "only ever added to"),
        ("UPDATE note_amendments SET created_at = 0", "only ever added to"),
        ("DELETE FROM note_amendments", "only ever added to"),
        ("UPDATE note_versions SET updated_at = 0", "does not change any more"),
        ("DELETE FROM note_versions", "only ever added to"),
        ("UPDATE note_reviews SET state = 'in_review'", "closed"),
        ("UPDATE note_reviews SET state = 'draft'", "closed"),
        ("UPDATE note_reviews SET current_version = 1", "closed"),
        ("UPDATE note_dispositions SET decision = 'follow_up'", "closed"),
        ("DELETE FROM note_dispositions", "closed"),
        ("UPDATE sessions SET extracted_notes = NULL", "signed"),
    ] {
        refused(&practice, sql, because).await;
    }
    let mut tx = practice.write().await;
    let result = notes::decide(&mut tx, &key, id, &decision(&practice, "r-2")).await;
    assert!(matches!(result, Err(Error::Driver(_))), "{result:?}");
    drop(tx);
    let sql = "UPDATE note_reviews SET state = 'co_signed'";
    assert_eq!(practice.database.execute(sql).await, 1);
    refused(&practice, "UPDATE note_reviews SET state = 'signed'", "closed").await;
    assert_eq!(
        practice
            .database
            .execute("UPDATE note_reviews SET state = 'voided'")
            .await,
        1
    );
    refused(&practice, "UPDATE note_reviews SET state = 'co_signed'", "closed").await;
    assert_eq!(
        practice
            .database
            .execute("UPDATE sessions SET extracted_notes = NULL")
            .await,
        1
    );
}

#[tokio::test]
async fn a_signed_document_that_was_changed_behind_the_triggers_is_not_shown_as_signed() {
    let practice = Practice::start().await;
    let (id, key) = signed(&practice).await;
    let drop_trigger = match practice.db() {
        Db::Sqlite(_) => "DROP TRIGGER note_signatures_no_update",
        Db::Postgres(_) => "DROP TRIGGER note_signatures_no_update ON note_signatures",
    };
    practice.database.execute(drop_trigger).await;
    let other = match practice.db() {
        Db::Sqlite(_) => "UPDATE note_signatures SET content_hash = zeroblob(32)",
        Db::Postgres(_) => "UPDATE note_signatures SET content_hash = decode(repeat('00', 32), 'hex')",
    };
    practice.database.execute(other).await;
    let mut tx = practice.read().await;
    let found = signatures::find(&mut tx, &key, id, Kind::Author).await;
    assert!(matches!(found, Err(Error::Inconsistent(_))), "{found:?}");
}

#[tokio::test]
async fn process_notes_belong_to_one_author_and_one_session() {
    let practice = Practice::start().await;
    let (id, _) = practice.stored_session().await;
    let (other, _) = practice.stored_session().await;
    let (key, now) = (&practice.key, practice.clock.now());
    let mut tx = practice.write().await;
    for text in ["first", "second"] {
        process_notes::write(&mut tx, key, id, practice.therapist, text, now)
            .await
            .expect("stored");
    }
    let found = process_notes::find(&mut tx, key, id, practice.therapist)
        .await
        .expect("readable");
    assert_eq!(found.expect("there").text, "second");
    let nobody = domain::UserId::new(now);
    assert!(
        process_notes::find(&mut tx, key, id, nobody)
            .await
            .expect("readable")
            .is_none()
    );
    assert!(
        process_notes::find(&mut tx, key, other, practice.therapist)
            .await
            .expect("readable")
            .is_none()
    );
    assert!(!process_notes::delete(&mut tx, id, nobody).await.expect("writable"));
    assert!(
        process_notes::delete(&mut tx, id, practice.therapist)
            .await
            .expect("writable")
    );
}
