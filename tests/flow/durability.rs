//! Kill the appliance and its workers at random moments while recordings keep arriving: nothing that was acknowledged is lost,
//! and nothing is done twice.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use fastrand::Rng;
use reqwest::{Body, StatusCode};
use rustix::process::Signal;
use serde_json::Value;
use tokio::sync::watch;
use uuid::Uuid;

use crate::harness::client::{Client, THERAPIST, open};
use crate::harness::processes::{children, signal};
use crate::harness::server::Server;
use crate::harness::site::{PASSWORD, Site};
use crate::harness::{SOON, fake, until, wav};

/// Recordings that are on their way to the server at the same time.
const UPLOADERS: u64 = 3;
/// Uploading pauses while so many sessions wait: the point is to interrupt work, not to heap it up.
const ENOUGH_WAITING: u64 = 12;
/// Between two pieces of a recording: half a second for most of them, so that kills of the server cut some off.
const PIECE: Duration = Duration::from_millis(80);
/// How long one transcription takes. Most kills hit one.
const TRANSCRIPTION_MS: u64 = 300;
/// A job that was hit several times waits up to 128 s for its next attempt.
const CATCHING_UP: Duration = Duration::from_secs(600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_lose_nothing_and_do_nothing_twice() {
    torture_kills(20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes; `make torture`"]
async fn torture_hundreds_of_kills_lose_nothing_and_do_nothing_twice() {
    let kills = std::env::var("TB_TORTURE_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok());
    torture_kills(kills.unwrap_or(200)).await;
}

/// The uploads of one run.
struct Traffic {
    seed: u64,
    patient: String,
    next: AtomicU64,
    /// Sessions that were answered with 201.
    acknowledged: Mutex<BTreeSet<Uuid>>,
    enough: AtomicBool,
}

impl Traffic {
    /// The recording with this number, the same whenever it is asked for.
    fn recording(&self, number: u64) -> Vec<u8> {
        let mut rng = Rng::with_seed(self.seed ^ (number << 20));
        let mut noise = vec![0; rng.usize(2_000..200_000)];
        rng.fill(&mut noise);
        wav(&noise, noise.len().div_ceil(2) as u32)
    }

    /// Sends one recording piece by piece, slowly enough to be interrupted.
    async fn upload(&self, client: &Client) {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let pieces: Vec<Bytes> = self
            .recording(number)
            .chunks(16 << 10)
            .map(Bytes::copy_from_slice)
            .collect();
        let body = futures::stream::unfold(pieces.into_iter(), |mut pieces| async {
            let piece = pieces.next()?;
            tokio::time::sleep(PIECE).await;
            Some((Ok::<_, std::io::Error>(piece), pieces))
        });
        let Ok(answer) = client.send(&self.patient, &name(number), Body::wrap_stream(body)).await else {
            return;
        };
        if answer.status() == StatusCode::CREATED {
            // The status line is the promise, even if the rest of the answer is cut off; then the list must hold the session,
            // but nobody knows its id.
            let Ok(session) = answer.json::<Value>().await else {
                return;
            };
            self.acknowledged.lock().expect("no panic").insert(id(&session));
        }
    }

    async fn keep_uploading(&self, clients: watch::Receiver<Client>) {
        while !self.enough.load(Ordering::Relaxed) {
            let client = clients.borrow().clone();
            match waiting(&client).await {
                Some(waiting) if waiting < ENOUGH_WAITING => self.upload(&client).await,
                // Busy, or dead at the moment.
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

fn name(number: u64) -> String {
    format!("recording-{number}.wav")
}

fn id(session: &Value) -> Uuid {
    session["id"]
        .as_str()
        .and_then(|id| id.parse().ok())
        .expect("a session's id")
}

async fn waiting(client: &Client) -> Option<u64> {
    client.ask("/health").await.ok()?.json::<Value>().await.ok()?["queue"]["waiting"].as_u64()
}

/// How many kills there were of each kind.
#[derive(Default)]
struct Kills {
    server: u32,
    worker: u32,
}

/// Kills `kills` times and starts the server again whenever it was hit; returns the last server.
async fn kill_at_random(
    site: &Site,
    mut server: Server,
    clients: &watch::Sender<Client>,
    kills: u32,
    rng: &mut Rng,
) -> (Server, Kills) {
    let mut done = Kills::default();
    while done.server + done.worker < kills {
        if rng.u32(0..3) == 0 {
            pause(rng).await;
            server.kill().await;
            done.server += 1;
            server = site.serve().await;
            clients.send_replace(server.login(THERAPIST, PASSWORD).await);
        } else {
            let at_work = || async { children(server.process_id).first().copied() };
            // After a crash the supervisor leaves a worker alone for a while, longer with each crash in a row.
            until("a worker is at work again", CATCHING_UP, at_work).await;
            pause(rng).await;
            // It may have been ended or replaced meanwhile.
            let Some(worker) = at_work().await else { continue };
            if signal(worker, Signal::KILL) {
                done.worker += 1;
                let gone = || async { (!children(server.process_id).contains(&worker)).then_some(()) };
                until("the killed worker is gone", SOON, gone).await;
            }
        }
    }
    (server, done)
}

/// Long enough that most workers finish something between two kills: consecutive crashes double the time they are left alone.
async fn pause(rng: &mut Rng) {
    tokio::time::sleep(Duration::from_millis(rng.u64(0..4 * TRANSCRIPTION_MS))).await;
}

async fn torture_kills(kills: u32) {
    let started = Instant::now();
    let seed = std::env::var("TB_TORTURE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or_else(|| fastrand::u64(..));
    println!("seed {seed} (TB_TORTURE_SEED repeats it)");
    let mut rng = Rng::with_seed(seed);
    let mut site = Site::with_speech(&fake::says(&fake::TALK, TRANSCRIPTION_MS)).await;
    // A kill is not the job's fault, but the supervisor cannot know that.
    site.set("TB_JOB_ATTEMPTS", "1000");
    let (server, client) = open(&site).await;
    let traffic = Arc::new(Traffic {
        seed,
        patient: client.patient("Noor Haddad").await,
        next: AtomicU64::new(0),
        acknowledged: Mutex::default(),
        enough: AtomicBool::new(false),
    });
    let (clients, watched) = watch::channel(client);
    let uploads: Vec<_> = (0..UPLOADERS)
        .map(|_| {
            let (traffic, watched) = (traffic.clone(), watched.clone());
            tokio::spawn(async move { traffic.keep_uploading(watched).await })
        })
        .collect();

    let (server, done) = kill_at_random(&site, server, &clients, kills, &mut rng).await;
    traffic.enough.store(true, Ordering::Relaxed);
    for upload in uploads {
        upload.await.expect("the uploads end");
    }
    let client = clients.borrow().clone();
    let acknowledged = traffic.acknowledged.lock().expect("no panic").clone();
    assert!(
        acknowledged.len() as u32 >= kills / 2,
        "hardly anything was acknowledged: {}",
        acknowledged.len()
    );

    let sessions = until("every session is processed", CATCHING_UP, || all_processed(&client)).await;
    let lost = acknowledged
        .iter()
        .filter(|session| !sessions.contains_key(session))
        .count();
    assert_eq!(lost, 0, "acknowledged sessions are gone (seed {seed})");
    let text = check_contents(&traffic, &client, &sessions).await;
    assert!(
        fake::TALK.iter().all(|sentence| text.matches(sentence).count() == 1),
        "{text}"
    );
    server.stop().await;
    let twice = check_rows(&site, sessions.keys().copied().collect(), seed).await;
    println!(
        "{kills} kills ({} of the server, {} of workers), {} acknowledged, {lost} lost, {twice} done twice",
        done.server,
        done.worker,
        acknowledged.len(),
    );
    println!(
        "{} uploads were cut off, {} of them after they were stored; {} s on {}",
        traffic.next.load(Ordering::Relaxed) - acknowledged.len() as u64,
        sessions.len() - acknowledged.len(),
        started.elapsed().as_secs(),
        if site.database.server_url().is_some() {
            "PostgreSQL"
        } else {
            "SQLite"
        },
    );
}

/// Every session by its id, once all of them have their note.
async fn all_processed(client: &Client) -> Option<BTreeMap<Uuid, Value>> {
    let sessions = client.get("/api/sessions").await;
    let sessions = sessions.as_array().unwrap_or_else(|| panic!("no list: {sessions}"));
    let processed = |session: &Value| {
        assert_ne!(session["status"], "failed", "{session}");
        session["status"] == "processed"
    };
    sessions
        .iter()
        .all(processed)
        .then(|| sessions.iter().map(|session| (id(session), session.clone())).collect())
}

/// Compares each recording with what was sent, acknowledged or not, and each transcript with the first; returns that.
async fn check_contents(traffic: &Traffic, client: &Client, sessions: &BTreeMap<Uuid, Value>) -> String {
    let mut names = BTreeSet::new();
    let mut transcript: Option<String> = None;
    for (id, session) in sessions {
        let name = session["audio_filename"].as_str().expect("a file name");
        assert!(names.insert(name.to_owned()), "{name} became two sessions");
        let number: u64 = name
            .trim_start_matches("recording-")
            .trim_end_matches(".wav")
            .parse()
            .expect("a number");
        let stored = client.bytes(&format!("/api/sessions/{id}/audio")).await;
        assert!(
            stored == traffic.recording(number),
            "{name} is not what was sent (seed {})",
            traffic.seed
        );
        let session = client.session(&id.to_string()).await;
        let text = session["transcript_text"].as_str().expect("a transcript");
        assert_eq!(transcript.get_or_insert_with(|| text.to_owned()), text, "{id}");
        assert!(session["extracted_notes"].is_object(), "{session}");
    }
    transcript.expect("at least one session")
}

/// Checks that the rows of every session tell of one transcription and one draft; returns how many tell of more.
async fn check_rows(site: &Site, sessions: BTreeSet<Uuid>, seed: u64) -> usize {
    let mut twice = BTreeSet::new();
    for deed in ["session_uploaded", "session_transcribed", "note_drafted"] {
        let counts = site.database.deeds(deed).await;
        twice.extend(
            counts
                .iter()
                .filter(|(_, count)| *count != 1)
                .map(|(session, _)| *session),
        );
        assert_eq!(
            counts.into_iter().map(|(session, _)| session).collect::<BTreeSet<_>>(),
            sessions,
            "{deed} (seed {seed})"
        );
    }
    assert!(twice.is_empty(), "done twice (seed {seed}): {twice:?}");
    let total = sessions.len() as i64;
    let count = |sql| site.database.count(sql);
    assert_eq!(count("SELECT COUNT(*) FROM transcripts").await, total);
    assert_eq!(count("SELECT COUNT(*) FROM jobs WHERE state = 'done'").await, 2 * total);
    assert_eq!(count("SELECT COUNT(*) FROM jobs WHERE state <> 'done'").await, 0);
    twice.len()
}
