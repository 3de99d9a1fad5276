//! The trail against somebody who can do anything to the database. Every harm is done and looked at in a transaction that is
//! never committed.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use domain::audit::{By, Deed, Entry, Origin, Outcome};
use domain::{Clock, UserId};
use store::audit::chain::{GENESIS, Line, link};
use store::audit::checkpoints::{self, Checkpoint, SigningKey};
use store::audit::{Broken, Fault, Filter, Hash, Report, Trusted, newest, record, verify};
use store::{Error, Tx};
use support::{Database, TestClock};
use uuid::Uuid;

const LENGTH: i64 = 30;

/// A trail of [`LENGTH`] entries with every kind of field.
struct Trail {
    database: Database,
    clock: TestClock,
    key: SigningKey,
}

impl Trail {
    async fn start() -> Self {
        let trail = Self {
            database: Database::fresh().await,
            clock: TestClock::default(),
            key: key(),
        };
        trail.add(LENGTH).await;
        trail
    }

    async fn add(&self, count: i64) {
        let mut tx = self.write().await;
        for at in 0..count {
            self.clock.advance(Duration::from_secs(1));
            add(&mut tx, &self.clock, at).await;
        }
        tx.commit().await.expect("the entries are stored");
    }

    async fn write(&self) -> Tx {
        self.database.db.write().await.expect("a transaction")
    }

    /// A transaction of somebody whom the triggers do not stop.
    async fn attack(&self) -> Tx {
        let mut tx = self.write().await;
        for table in ["audit", "audit_checkpoints"] {
            for action in ["update", "delete"] {
                let on = if self.database.is_sqlite() {
                    ""
                } else {
                    &format!(" ON {table}")
                };
                execute(&mut tx, &format!("DROP TRIGGER {table}_no_{action}{on}")).await;
            }
        }
        tx
    }

    /// Signs the end of the trail.
    async fn sign(&self) -> Checkpoint {
        let mut tx = self.write().await;
        let (seq, hash) = store::audit::head(&mut tx).await.expect("readable").expect("a head");
        let signed = self.key.sign(seq, self.clock.now(), &hash.try_into().expect("a hash"));
        checkpoints::insert(&mut tx, &signed).await.expect("stored");
        tx.commit().await.expect("stored");
        signed
    }

    fn trusted(&self, witness: &[Checkpoint]) -> Trusted {
        Trusted::new(Some(self.key.public()), witness.to_vec())
    }

    /// A literal of bytes, which in SQLite an id is too.
    fn bytes(&self, hex: &str) -> String {
        if self.database.is_sqlite() {
            format!("x'{hex}'")
        } else {
            format!("'\\x{hex}'")
        }
    }

    fn id(&self, id: u128) -> String {
        let id = Uuid::from_u128(id);
        if self.database.is_sqlite() {
            format!("x'{}'", id.simple())
        } else {
            format!("'{id}'")
        }
    }
}

fn key() -> SigningKey {
    SigningKey::parse(&SigningKey::generate().expect("random numbers")).expect("the key is whole")
}

async fn add(tx: &mut Tx, clock: &TestClock, at: i64) {
    let origin = Origin {
        address: (at % 2 == 0).then_some(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7))),
        agent: (at % 3 == 0).then(|| "Mozilla/5.0".into()),
    };
    let entry = Entry {
        by: match at % 3 {
            0 => By::Appliance,
            1 => By::Stranger(&origin),
            _ => By::Person(UserId::from(Uuid::from_u128(7)), &origin),
        },
        deed: Deed::ALL[at as usize % Deed::ALL.len()],
        record: (at % 5 != 0).then(|| Uuid::from_u128(at as u128 % 4)),
        outcome: Outcome::ALL[at as usize % 3],
        reason: (at % 4 == 0).then_some("a_reason"),
    };
    record(tx, clock.now(), entry).await.expect("the entry is stored");
}

/// Runs a statement that the product has none like. Returns how many rows it changed.
async fn execute(tx: &mut Tx, sql: &str) -> u64 {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    let done = match tx {
        Tx::Sqlite(tx) => sqlx::query(sql)
            .execute(&mut **tx)
            .await
            .map(|done| done.rows_affected()),
        Tx::Postgres(tx) => sqlx::query(sql)
            .execute(&mut **tx)
            .await
            .map(|done| done.rows_affected()),
    };
    done.expect("the statement is right")
}

async fn look(tx: &mut Tx, trusted: &Trusted) -> Report {
    verify(tx, 1, trusted, |_| ()).await.expect("the trail is readable")
}

async fn broken(tx: &mut Tx, trusted: &Trusted) -> Option<Broken> {
    look(tx, trusted).await.broken
}

fn at(seq: i64, fault: Fault) -> Option<Broken> {
    Some(Broken { seq, fault })
}

/// Moves everything from `seq` on by `by` places.
async fn shift(tx: &mut Tx, seq: i64, by: i64) {
    execute(tx, &format!("UPDATE audit SET seq = -(seq + {by}) WHERE seq >= {seq}")).await;
    execute(tx, "UPDATE audit SET seq = -seq WHERE seq < 0").await;
}

/// Makes the trail end with entry `seq`, as if it had never been longer.
async fn cut_with_head(tx: &mut Tx, seq: i64) {
    execute(tx, &format!("DELETE FROM audit WHERE seq > {seq}")).await;
    execute(
        tx,
        &format!("UPDATE audit_head SET seq = {seq}, hash = (SELECT hash FROM audit WHERE seq = {seq})"),
    )
    .await;
}

/// Makes every hash from entry `seq` on fit again, and the head.
async fn rebuild(trail: &Trail, tx: &mut Tx, seq: i64) {
    let mut lines: Vec<(Line, Vec<u8>)> = newest(tx, &Filter::default(), i64::MAX, i64::MAX)
        .await
        .expect("readable")
        .into_iter()
        .map(|listed| (listed.stored.line, listed.stored.hash))
        .collect();
    lines.reverse();
    let mut previous = GENESIS;
    for (line, stored) in lines {
        if line.seq < seq {
            previous = Hash::try_from(stored).expect("a hash");
            continue;
        }
        previous = link(&previous, &line);
        let hash = trail.bytes(&hex::encode(previous));
        execute(tx, &format!("UPDATE audit SET hash = {hash} WHERE seq = {}", line.seq)).await;
        execute(tx, &format!("UPDATE audit_head SET seq = {}, hash = {hash}", line.seq)).await;
    }
}

#[tokio::test]
async fn an_untouched_trail_is_whole() {
    let trail = Trail::start().await;
    let signed = trail.sign().await;
    trail.add(3).await;
    let report = look(&mut trail.write().await, &trail.trusted(std::slice::from_ref(&signed))).await;
    assert_eq!(report.broken, None);
    assert_eq!(
        (report.entries, report.checkpoints, report.witnessed),
        (LENGTH + 3, 1, 1)
    );
    assert_eq!(report.last_checkpoint, Some((LENGTH, signed.at)));
    let empty = Database::fresh().await;
    let report = look(&mut empty.db.write().await.expect("a transaction"), &Trusted::default()).await;
    assert_eq!((report.broken, report.entries), (None, 0));
}

#[tokio::test]
async fn every_changed_field_is_found_at_its_entry() {
    let trail = Trail::start().await;
    let (id, other) = (trail.id(99), trail.id(98));
    let zeros = trail.bytes(&"00".repeat(32));
    let changes: Vec<String> = vec![
        "at = at + 1".into(),
        format!("actor = {id}"),
        format!("login = {id}"),
        "deed = 'forged'".into(),
        format!("record = {other}"),
        "outcome = CASE WHEN outcome = 'done' THEN 'failed' ELSE 'done' END".into(),
        "reason = 'another'".into(),
        "reason = ''".into(),
        "address = '198.51.100.1'".into(),
        "agent = 'curl'".into(),
        format!("hash = {zeros}"),
        "actor = NULL, record = NULL, reason = NULL, address = NULL, agent = NULL, deed = 'x'".into(),
    ];
    for change in changes {
        for seq in [1, 13, LENGTH] {
            let mut tx = trail.attack().await;
            execute(&mut tx, &format!("UPDATE audit SET {change} WHERE seq = {seq}")).await;
            let found = broken(&mut tx, &trail.trusted(&[])).await;
            assert_eq!(found, at(seq, Fault::Changed), "{change}");
        }
    }
}

#[tokio::test]
async fn a_row_that_cannot_even_be_read_is_a_changed_entry() {
    let trail = Trail::start().await;
    if !trail.database.is_sqlite() {
        return; // the server refuses an id of two bytes
    }
    for change in ["actor = x'0102'", "deed = CAST(x'ff' AS TEXT)", "hash = x''"] {
        let mut tx = trail.attack().await;
        execute(&mut tx, &format!("UPDATE audit SET {change} WHERE seq = 9")).await;
        assert_eq!(
            broken(&mut tx, &trail.trusted(&[])).await,
            at(9, Fault::Changed),
            "{change}"
        );
    }
}

#[tokio::test]
async fn removed_added_and_moved_entries_are_found_at_their_place() {
    let trail = Trail::start().await;
    let trusted = trail.trusted(&[]);
    let columns = "at, actor, login, deed, record, outcome, reason, address, agent, hash";

    for seq in [1, 17] {
        let mut tx = trail.attack().await;
        execute(&mut tx, &format!("DELETE FROM audit WHERE seq = {seq}")).await;
        assert_eq!(broken(&mut tx, &trusted).await, at(seq, Fault::Missing));
        shift(&mut tx, seq + 1, -1).await;
        assert_eq!(broken(&mut tx, &trusted).await, at(seq, Fault::Changed));
    }

    let mut tx = trail.attack().await;
    shift(&mut tx, 9, 1).await;
    assert_eq!(broken(&mut tx, &trusted).await, at(9, Fault::Missing));
    execute(
        &mut tx,
        &format!("INSERT INTO audit (seq, {columns}) SELECT 9, {columns} FROM audit WHERE seq = 3"),
    )
    .await;
    assert_eq!(broken(&mut tx, &trusted).await, at(9, Fault::OutOfOrder));
    drop(tx);

    for (one, other) in [(4, 5), (2, 29), (29, 30)] {
        let mut tx = trail.attack().await;
        execute(&mut tx, &format!("UPDATE audit SET seq = 1000 WHERE seq = {one}")).await;
        execute(&mut tx, &format!("UPDATE audit SET seq = {one} WHERE seq = {other}")).await;
        execute(&mut tx, &format!("UPDATE audit SET seq = {other} WHERE seq = 1000")).await;
        assert_eq!(broken(&mut tx, &trusted).await, at(one, Fault::OutOfOrder));
    }

    for seq in [0, -5] {
        let mut tx = trail.attack().await;
        execute(
            &mut tx,
            &format!("INSERT INTO audit (seq, {columns}) SELECT {seq}, {columns} FROM audit WHERE seq = 3"),
        )
        .await;
        assert_eq!(broken(&mut tx, &trusted).await, at(seq, Fault::OutOfOrder));
    }
}

#[tokio::test]
async fn a_record_of_the_end_that_does_not_fit_is_found() {
    let trail = Trail::start().await;
    let trusted = trail.trusted(&[]);
    let zeros = trail.bytes(&"00".repeat(32));
    for (change, seq) in [
        ("UPDATE audit_head SET seq = 20".to_owned(), 21),
        (format!("UPDATE audit_head SET hash = {zeros}"), LENGTH),
        ("DELETE FROM audit_head".to_owned(), LENGTH),
    ] {
        let mut tx = trail.attack().await;
        execute(&mut tx, &change).await;
        assert_eq!(broken(&mut tx, &trusted).await, at(seq, Fault::HeadChanged), "{change}");
    }
    let mut tx = trail.attack().await;
    execute(&mut tx, "DELETE FROM audit_head").await;
    let entry = Entry {
        by: By::Appliance,
        deed: Deed::SignedOut,
        record: None,
        outcome: Outcome::Done,
        reason: None,
    };
    let refused = record(&mut tx, trail.clock.now(), entry).await;
    assert!(
        matches!(refused, Err(Error::Inconsistent(_))),
        "nothing is noted on no end: {refused:?}"
    );
}

#[tokio::test]
async fn a_cut_off_end_is_found_by_the_head_the_checkpoints_or_the_witness() {
    let trail = Trail::start().await;
    let early = trail.sign().await;
    trail.add(5).await;
    let late = trail.sign().await;
    trail.add(5).await;
    let end = LENGTH + 10;
    let witness = trail.trusted(&[early, late]);
    let none = trail.trusted(&[]);

    // The rows alone.
    for seq in [0, 1, 20, end - 1] {
        let mut tx = trail.attack().await;
        execute(&mut tx, &format!("DELETE FROM audit WHERE seq > {seq}")).await;
        assert_eq!(broken(&mut tx, &none).await, at(seq + 1, Fault::CutOff));
    }
    // With the head: the checkpoints know better.
    let mut tx = trail.attack().await;
    cut_with_head(&mut tx, 20).await;
    assert_eq!(broken(&mut tx, &none).await, at(21, Fault::CutOff));
    // With the later checkpoint too: the witness knows better.
    execute(&mut tx, "DELETE FROM audit_checkpoints WHERE seq > 20").await;
    assert_eq!(
        broken(&mut tx, &none).await,
        None,
        "nothing inside the database can tell"
    );
    assert_eq!(broken(&mut tx, &witness).await, at(21, Fault::CutOff));
    drop(tx);
    // What came after the last witnessed checkpoint is the documented limit.
    let mut tx = trail.attack().await;
    cut_with_head(&mut tx, end - 2).await;
    assert_eq!(broken(&mut tx, &witness).await, None);
    drop(tx);
    // A checkpoint that is gone while the trail is whole.
    let mut tx = trail.attack().await;
    execute(&mut tx, &format!("DELETE FROM audit_checkpoints WHERE seq = {LENGTH}")).await;
    assert_eq!(broken(&mut tx, &none).await, None);
    assert_eq!(broken(&mut tx, &witness).await, at(LENGTH, Fault::CheckpointMissing));
}

#[tokio::test]
async fn a_trail_that_was_built_again_is_not_the_signed_one() {
    let trail = Trail::start().await;
    let early = trail.sign().await;
    trail.add(10).await;
    let late = trail.sign().await;
    trail.add(2).await;
    let none = trail.trusted(&[]);
    let witness = trail.trusted(&[early, late]);

    for (seq, first) in [(5, 1), (LENGTH + 4, LENGTH + 1)] {
        let mut tx = trail.attack().await;
        execute(&mut tx, &format!("UPDATE audit SET deed = 'forged' WHERE seq = {seq}")).await;
        rebuild(&trail, &mut tx, seq).await;
        assert_eq!(broken(&mut tx, &none).await, at(first, Fault::Rewritten));
        // Signed again with the attacker's own key.
        let forger = key();
        let (end, hash) = store::audit::head(&mut tx).await.expect("readable").expect("a head");
        execute(&mut tx, "DELETE FROM audit_checkpoints").await;
        let forged = forger.sign(end, trail.clock.now(), &hash.try_into().expect("a hash"));
        checkpoints::insert(&mut tx, &forged).await.expect("stored");
        assert_eq!(broken(&mut tx, &none).await, at(end, Fault::CheckpointChanged));
        assert_eq!(broken(&mut tx, &witness).await, at(first, Fault::Rewritten));
    }
    let mut tx = trail.attack().await;
    execute(&mut tx, "UPDATE audit_checkpoints SET at = at + 1").await;
    assert_eq!(broken(&mut tx, &none).await, at(LENGTH, Fault::CheckpointChanged));
}

#[tokio::test]
async fn a_witness_vouches_for_its_keys_where_there_is_no_other() {
    let trail = Trail::start().await;
    let signed = trail.sign().await;
    let mut tx = trail.write().await;
    let elsewhere = Trusted::new(None, vec![signed.clone()]);
    assert_eq!(broken(&mut tx, &elsewhere).await, None);
    let unknown = Trusted::new(Some(key().public()), Vec::new());
    assert_eq!(broken(&mut tx, &unknown).await, at(LENGTH, Fault::CheckpointChanged));
    let forged = Checkpoint {
        signature: vec![0; 64],
        ..signed
    };
    let forged = Trusted::new(None, vec![forged]);
    assert_eq!(broken(&mut tx, &forged).await, at(LENGTH, Fault::CheckpointChanged));
}

#[tokio::test]
async fn verifying_may_begin_late() {
    let trail = Trail::start().await;
    let trusted = trail.trusted(&[]);
    let mut tx = trail.attack().await;
    execute(&mut tx, "UPDATE audit SET deed = 'x' WHERE seq = 5").await;
    for (from, expected) in [
        (5, at(5, Fault::Changed)),
        (6, None),
        (LENGTH, None),
        (LENGTH + 1, None),
    ] {
        let report = verify(&mut tx, from, &trusted, |_| ()).await.expect("readable");
        assert_eq!((report.from, report.broken), (from, expected));
    }
    execute(&mut tx, "DELETE FROM audit WHERE seq = 20").await;
    let report = verify(&mut tx, 21, &trusted, |_| ()).await.expect("readable");
    assert_eq!(report.broken, at(20, Fault::Missing));
    execute(&mut tx, "DELETE FROM audit WHERE seq > 20").await;
    let report = verify(&mut tx, 25, &trusted, |_| ()).await.expect("readable");
    assert_eq!(report.broken, at(24, Fault::CutOff));
}

#[tokio::test]
async fn random_harm_is_found() {
    let trail = Trail::start().await;
    let trusted = trail.trusted(&[]);
    let mut random = fastrand::Rng::with_seed(2026);
    for round in 0..60 {
        let seq = random.i64(1..=LENGTH);
        let other = random.i64(1..=LENGTH);
        let id = trail.id(random.u128(..));
        let harm = match random.u8(0..8) {
            0 => format!("UPDATE audit SET at = at + {} WHERE seq = {seq}", random.i64(1..1000)),
            1 => format!("UPDATE audit SET record = {id} WHERE seq = {seq}"),
            2 => format!("UPDATE audit SET actor = {id} WHERE seq >= {seq}"),
            3 => format!("UPDATE audit SET agent = 'round {round}' WHERE seq BETWEEN {seq} AND {other}"),
            4 => format!("DELETE FROM audit WHERE seq BETWEEN {seq} AND {other}"),
            5 => format!("DELETE FROM audit WHERE seq > {}", seq - 1),
            6 => format!(
                "UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = {other}) WHERE seq = {seq} AND seq <> {other}"
            ),
            _ => format!("UPDATE audit SET seq = seq + 1000 WHERE seq = {seq}"),
        };
        let mut tx = trail.attack().await;
        let changed = execute(&mut tx, &harm).await;
        let found = broken(&mut tx, &trusted).await;
        if changed == 0 {
            assert_eq!(found, None, "{harm}");
        } else {
            assert_eq!(found.map(|broken| broken.seq), Some(seq), "{harm}");
        }
    }
}

#[tokio::test]
async fn the_database_refuses_to_change_what_was_written() {
    let trail = Trail::start().await;
    trail.sign().await;
    for harm in [
        "UPDATE audit SET deed = 'x' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "UPDATE audit_checkpoints SET at = 0",
        "DELETE FROM audit_checkpoints",
    ] {
        let refused = match &trail.database.db {
            store::Db::Sqlite(pool) => sqlx::query(harm).execute(pool).await.map(|_| ()),
            store::Db::Postgres(pool) => sqlx::query(harm).execute(pool).await.map(|_| ()),
        };
        let error = refused.expect_err("the trigger refuses").to_string();
        assert!(error.contains("only ever added to"), "{error}");
    }
    assert_eq!(broken(&mut trail.write().await, &trail.trusted(&[])).await, None);
}

#[tokio::test]
async fn transactions_side_by_side_make_one_line() {
    let trail = Trail::start().await;
    let writers = (0..20).map(|_| {
        let (db, clock) = (trail.database.db.clone(), trail.clock.clone());
        tokio::spawn(async move {
            for at in 0..5 {
                let mut tx = db.write().await.expect("a transaction");
                add(&mut tx, &clock, at).await;
                tokio::task::yield_now().await;
                add(&mut tx, &clock, at).await;
                // One in five never happened.
                if at != 3 {
                    tx.commit().await.expect("the entries are stored");
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("the writer ends");
    }
    let report = look(&mut trail.write().await, &trail.trusted(&[])).await;
    assert_eq!((report.broken, report.entries), (None, LENGTH + 20 * 4 * 2));
}
