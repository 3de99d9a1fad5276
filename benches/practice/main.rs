//! The parts that every recording, every job, every page and every request passes through, on the embedded database and the
//! real disk.
//!
//! `cargo bench --bench practice`. Commits are durable, so a writing figure is mostly the disk's answer to `fsync`.

mod setup;

use std::hint::black_box;
use std::time::Duration;

use app::tokens::{REFRESH, Signer};
use bytes::Bytes;
use criterion::{Criterion, Throughput};
use domain::LoginId;
use domain::job::{self, Kind};
use setup::{NOW, Practice};
use store::blobs::Blobs;
use store::logins::NewLogin;
use store::seal::DataKey;
use store::sessions::Filter;
use uuid::Uuid;

/// Size of the recording that is written and read: a quarter of an hour of compressed speech.
const RECORDING: usize = 16 << 20;
/// What the network hands over at a time.
const PIECE: usize = 64 << 10;

fn main() {
    // Few samples and a short time for each: the whole of `cargo bench` is to end within minutes.
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .without_plots()
        .configure_from_args();
    recordings(&mut criterion);
    jobs(&mut criterion);
    pages(&mut criterion);
    access(&mut criterion);
    criterion.final_summary();
}

/// Storing a recording encrypted and durable, and reading it back as playback and transcription do.
fn recordings(criterion: &mut Criterion) {
    let practice = Practice::new();
    let blobs = Blobs::open(practice.directory.path().join("recordings")).expect("a store");
    let key = DataKey::generate().expect("a key");
    let piece = Bytes::from(vec![0x5a; PIECE]);
    let write = async |id| {
        let mut writer = blobs.create(id, &key).await.expect("a writer");
        for _ in 0..RECORDING / PIECE {
            writer.write(piece.clone()).await.expect("room on the disk");
        }
        writer.finish().await.expect("a recording")
    };
    let mut group = criterion.benchmark_group("recording of 16 MiB");
    group.throughput(Throughput::Bytes(RECORDING as u64));
    group.bench_function("write, sync, delete", |bencher| {
        let id = Uuid::from_u128(1);
        bencher.iter(|| {
            practice.runtime.block_on(async {
                write(id).await;
                blobs.delete(id).await.expect("the recording")
            })
        });
    });
    let id = Uuid::from_u128(2);
    practice.runtime.block_on(write(id));
    group.bench_function("read in blocks of 256 KiB", |bencher| {
        const BLOCK: usize = 256 << 10;
        bencher.iter(|| {
            practice.runtime.block_on(async {
                let reader = blobs.reader(id, &key).await.expect("a reader");
                for offset in (0..RECORDING).step_by(BLOCK) {
                    black_box(reader.read_at(offset as u64, BLOCK).await.expect("bytes"));
                }
            })
        });
    });
    group.finish();
}

/// A job's life: queued, claimed, done, each in a transaction of its own that is on the disk when it returns.
fn jobs(criterion: &mut Criterion) {
    let practice = Practice::new();
    let session = practice.add_sessions(1);
    let node = Uuid::from_u128(3);
    criterion.bench_function("job: enqueue, claim, finish (three durable commits)", |bencher| {
        bencher.iter(|| {
            practice.runtime.block_on(async {
                let mut tx = practice.db.write().await.expect("a transaction");
                store::jobs::enqueue(&mut tx, Kind::Transcribe, session, NOW, NOW)
                    .await
                    .expect("a job");
                tx.commit().await.expect("a commit");
                let mut tx = practice.db.write().await.expect("a transaction");
                let claimed = store::jobs::claim(&mut tx, Kind::Transcribe, node, NOW, NOW + job::LEASE).await;
                tx.commit().await.expect("a commit");
                let claimed = claimed.expect("an answer").expect("the job");
                let mut tx = practice.db.write().await.expect("a transaction");
                assert!(store::jobs::finish(&mut tx, &claimed, NOW).await.expect("an answer"));
                tx.commit().await.expect("a commit");
            })
        });
    });
}

/// The first page of a therapist's sessions: every row's key is unwrapped and its file name opened.
fn pages(criterion: &mut Criterion) {
    let practice = Practice::new();
    practice.add_sessions(1000);
    let filter = Filter {
        therapist: practice.therapist,
        patient: None,
        status: None,
        before: None,
        limit: 50,
    };
    criterion.bench_function("sessions: first 50 of 1000", |bencher| {
        bencher.iter(|| {
            practice.runtime.block_on(async {
                let mut tx = practice.db.read().await.expect("a transaction");
                let page = store::sessions::list(&mut tx, &practice.key, &filter)
                    .await
                    .expect("a page");
                assert_eq!(page.len(), 50);
                page
            })
        });
    });
}

/// What every authenticated request pays before its own work: the access token's signature and the login's row.
fn access(criterion: &mut Criterion) {
    let practice = Practice::new();
    let signer = Signer::new(&[7; 32]).expect("a long enough secret");
    let login = LoginId::new(NOW);
    let row = NewLogin {
        id: login,
        user: practice.therapist,
        refresh_hash: [1; 32],
        expires_at: NOW + REFRESH,
        is_browser: false,
        ends_at: None,
        second_factor_at: None,
        address: None,
        agent: None,
        created_at: NOW,
    };
    practice.runtime.block_on(async {
        let mut tx = practice.db.write().await.expect("a transaction");
        store::logins::insert(&mut tx, &row).await.expect("a login");
        tx.commit().await.expect("a commit");
    });
    let token = signer.access(practice.therapist, login, NOW).expect("a token");
    let mut group = criterion.benchmark_group("access token");
    group.bench_function("check", |bencher| {
        bencher.iter(|| signer.check(black_box(&token), NOW).expect("a valid token"));
    });
    group.bench_function("check and find the login", |bencher| {
        bencher.iter(|| {
            practice.runtime.block_on(async {
                let login = signer.check(black_box(&token), NOW).expect("a valid token");
                let mut tx = practice.db.read().await.expect("a transaction");
                let found = store::logins::live(&mut tx, login, NOW).await.expect("an answer");
                found.expect("the login")
            })
        });
    });
    group.finish();
}
