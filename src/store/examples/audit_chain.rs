//! How long it takes to verify a long audit trail: makes one in a throwaway database, signs it every thousand entries, and
//! verifies all of it.
//!
//! `cargo run --release -p tb-store --example audit_chain -- [ENTRIES] [DATABASE]`
//!
//! ENTRIES is 1 000 000 unless it is given. DATABASE is an address like `postgres://postgres@127.0.0.1:5432/scratch` of an
//! empty database; without one, an SQLite file in a temporary directory is used. The rows are written in batches by this
//! program, with the same `chain::link` that `audit::record` and verifying use.

use std::error::Error;
use std::time::Instant;

use domain::audit::{Deed, Outcome};
use domain::{Clock, SystemClock, Timestamp};
use sqlx::{Postgres, QueryBuilder, Sqlite};
use store::audit::chain::{GENESIS, Line, link};
use store::audit::checkpoints::{self, SigningKey};
use store::audit::{Hash, Trusted, verify};
use store::db::PoolSize;
use store::{Db, Tx};
use uuid::Uuid;

type Outcomes<T> = Result<T, Box<dyn Error>>;

/// Rows of one statement: 11 values each, and SQLite takes 32 766.
const BATCH: i64 = 1000;
/// Statements of one transaction.
const BATCHES: i64 = 50;

fn main() -> Outcomes<()> {
    let mut arguments = std::env::args().skip(1);
    let entries: i64 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let directory = tempfile::tempdir()?;
    let url = arguments
        .next()
        .unwrap_or_else(|| format!("sqlite://{}", directory.path().join("audit.db").display()));
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(measure(&url, entries))
}

async fn measure(url: &str, entries: i64) -> Outcomes<()> {
    let db = Db::open(url, PoolSize::default()).await?;
    db.migrate().await?;
    let key = SigningKey::parse(&SigningKey::generate()?)?;
    let started = Instant::now();
    write(&db, &key, entries).await?;
    let seconds = started.elapsed().as_secs_f64();
    println!("wrote {entries} entries in {seconds:.1} s");

    let started = Instant::now();
    let mut tx = db.read().await?;
    let report = verify(&mut tx, 1, &Trusted::new(Some(key.public()), Vec::new()), |_| ()).await?;
    let seconds = started.elapsed().as_secs_f64();
    drop(tx);
    db.close().await;
    if let Some(broken) = report.broken {
        return Err(broken.to_string().into());
    }
    println!(
        "verified {} entries and {} checkpoints in {seconds:.1} s ({:.0} entries a second)",
        report.entries,
        report.checkpoints,
        report.entries as f64 / seconds
    );
    Ok(())
}

async fn write(db: &Db, key: &SigningKey, entries: i64) -> Outcomes<()> {
    let began = SystemClock.now();
    let (mut seq, mut previous) = (0, GENESIS);
    while seq < entries {
        let mut tx = db.write().await?;
        for _ in 0..BATCHES {
            let count = BATCH.min(entries - seq);
            if count == 0 {
                break;
            }
            let mut lines = Vec::new();
            for _ in 0..count {
                seq += 1;
                let line = line(seq, began);
                previous = link(&previous, &line);
                lines.push((line, previous));
            }
            match &mut tx {
                Tx::Sqlite(tx) => insert_sqlite(&lines).build().execute(&mut **tx).await.map(|_| ())?,
                Tx::Postgres(tx) => insert_postgres(&lines).build().execute(&mut **tx).await.map(|_| ())?,
            }
            checkpoints::insert(&mut tx, &key.sign(seq, began, &previous)).await?;
        }
        const HEAD: &str = "UPDATE audit_head SET seq = $1, hash = $2";
        match &mut tx {
            Tx::Sqlite(tx) => {
                let head = sqlx::query(HEAD).bind(seq).bind(&previous[..]);
                head.execute(&mut **tx).await.map(|_| ())?;
            }
            Tx::Postgres(tx) => {
                let head = sqlx::query(HEAD).bind(seq).bind(&previous[..]);
                head.execute(&mut **tx).await.map(|_| ())?;
            }
        }
        tx.commit().await?;
    }
    Ok(())
}

/// An entry as a practice has most of: somebody reads a session.
fn line(seq: i64, began: Timestamp) -> Line {
    Line {
        seq,
        at: Timestamp::from_micros(began.micros() + seq),
        actor: Some(Uuid::from_u128(seq as u128 % 50)),
        login: Some(Uuid::from_u128(seq as u128 % 500)),
        deed: Deed::ALL[seq as usize % Deed::ALL.len()].as_str().into(),
        record: Some(Uuid::from_u128(seq as u128 % 20_000)),
        outcome: Outcome::Done.as_str().into(),
        reason: None,
        address: Some("192.0.2.7".into()),
        agent: Some("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into()),
    }
}

macro_rules! insert {
    ($name:ident, $driver:ty) => {
        fn $name(lines: &[(Line, Hash)]) -> QueryBuilder<$driver> {
            let mut insert = QueryBuilder::new(
                "INSERT INTO audit (seq, at, actor, login, deed, record, outcome, reason, address, agent, hash) ",
            );
            insert.push_values(lines, |mut row, (line, hash)| {
                row.push_bind(line.seq)
                    .push_bind(line.at.micros())
                    .push_bind(line.actor)
                    .push_bind(line.login)
                    .push_bind(line.deed.clone())
                    .push_bind(line.record)
                    .push_bind(line.outcome.clone())
                    .push_bind(line.reason.clone())
                    .push_bind(line.address.clone())
                    .push_bind(line.agent.clone())
                    .push_bind(hash.to_vec());
            });
            insert
        }
    };
}

insert!(insert_sqlite, Sqlite);
insert!(insert_postgres, Postgres);
