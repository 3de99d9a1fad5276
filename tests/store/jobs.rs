use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::job::{Kind, LEASE, Subject};
use domain::session::Status;
use domain::{Clock, MailId, SessionId, ids::new_uuid};
use store::jobs::{self, Claimed};
use store::{Error, sessions};
use support::TestClock;
use uuid::Uuid;

use crate::practice::Practice;

const CLAIMANTS: usize = 8;
const JOBS: usize = 200;

/// A practice with a session that waits to be transcribed.
async fn queued() -> (Practice, SessionId) {
    let practice = Practice::start().await;
    let mut tx = practice.write().await;
    let (session, _) = practice.session(&mut tx, "session.wav").await;
    let now = practice.clock.now();
    jobs::enqueue(&mut tx, Kind::Transcribe, session, now, now)
        .await
        .expect("the job is stored");
    tx.commit().await.expect("the job is stored");
    (practice, session)
}

fn node(clock: &TestClock) -> Uuid {
    new_uuid(clock.now())
}

async fn claim(practice: &Practice, kind: Kind, node: Uuid) -> Option<Claimed> {
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    let job = jobs::claim(&mut tx, kind, node, now, now + LEASE)
        .await
        .expect("claimable");
    tx.commit().await.expect("the claim is stored");
    job
}

async fn depth(practice: &Practice) -> (i64, i64) {
    jobs::depth(&mut practice.read().await).await.expect("readable")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_claimants_take_each_of_two_hundred_jobs_exactly_once() {
    let practice = Arc::new(Practice::start().await);
    let mut tx = practice.write().await;
    for _ in 0..JOBS {
        let (session, _) = practice.session(&mut tx, "session.wav").await;
        let now = practice.clock.now();
        jobs::enqueue(&mut tx, Kind::Transcribe, session, now, now)
            .await
            .expect("the job is stored");
    }
    tx.commit().await.expect("the jobs are stored");

    let mut claimants = tokio::task::JoinSet::new();
    for _ in 0..CLAIMANTS {
        let practice = practice.clone();
        claimants.spawn(async move {
            let node = node(&practice.clock);
            let mut claimed = Vec::new();
            while let Some(job) = claim(&practice, Kind::Transcribe, node).await {
                claimed.push(job);
            }
            claimed
        });
    }
    let claimed: Vec<Claimed> = claimants.join_all().await.into_iter().flatten().collect();
    assert_eq!(claimed.len(), JOBS);
    assert_eq!(
        claimed.iter().map(|job| job.id.uuid()).collect::<HashSet<_>>().len(),
        JOBS
    );
    assert_eq!(
        claimed
            .iter()
            .filter_map(Claimed::session)
            .collect::<HashSet<_>>()
            .len(),
        JOBS
    );
    assert!(claimed.iter().all(|job| job.attempt == 1 && job.failures == 0));
    assert_eq!(depth(&practice).await, (0, JOBS as i64));
}

#[tokio::test]
async fn a_job_is_claimed_when_it_is_due_by_its_kind_and_in_order() {
    let (practice, first) = queued().await;
    let mut tx = practice.write().await;
    let (second, _) = practice.session(&mut tx, "session.wav").await;
    let now = practice.clock.now();
    jobs::enqueue(&mut tx, Kind::Transcribe, second, now + Duration::from_secs(5), now)
        .await
        .expect("the job is stored");
    tx.commit().await.expect("the job is stored");
    let node = node(&practice.clock);
    assert_eq!(claim(&practice, Kind::DraftNote, node).await, None);
    assert_eq!(
        claim(&practice, Kind::Transcribe, node)
            .await
            .and_then(|job| job.session()),
        Some(first)
    );
    assert_eq!(
        claim(&practice, Kind::Transcribe, node).await,
        None,
        "the other is not due"
    );
    let due = jobs::next_due(&mut practice.read().await, Kind::Transcribe)
        .await
        .expect("readable");
    assert_eq!(due, Some(now + Duration::from_secs(5)));
    practice.clock.advance(Duration::from_secs(5));
    assert_eq!(
        claim(&practice, Kind::Transcribe, node)
            .await
            .and_then(|job| job.session()),
        Some(second)
    );
}

#[tokio::test]
async fn a_job_whose_lease_ran_out_is_taken_over_and_the_late_finisher_is_refused() {
    let (practice, session) = queued().await;
    let (slow, quick) = (node(&practice.clock), node(&practice.clock));
    let late = claim(&practice, Kind::Transcribe, slow).await.expect("a job");
    practice.clock.advance(LEASE);
    assert_eq!(
        claim(&practice, Kind::Transcribe, quick).await,
        None,
        "the lease holds to its last moment"
    );
    practice.clock.advance(Duration::from_micros(1));
    let taken = claim(&practice, Kind::Transcribe, quick)
        .await
        .expect("the job is free");
    assert_eq!(
        (taken.id, taken.session(), taken.attempt),
        (late.id, Some(session), late.attempt + 1)
    );

    let now = practice.clock.now();
    let mut tx = practice.write().await;
    assert!(!jobs::extend(&mut tx, &late, now + LEASE).await.expect("writable"));
    assert!(!jobs::finish(&mut tx, &late, now).await.expect("writable"));
    assert!(!jobs::give_up(&mut tx, &late, "late", now).await.expect("writable"));
    assert!(
        !jobs::retry_later(&mut tx, &late, true, "late", now, now)
            .await
            .expect("writable")
    );
    assert!(jobs::extend(&mut tx, &taken, now + LEASE).await.expect("writable"));
    assert!(jobs::finish(&mut tx, &taken, now).await.expect("writable"));
    assert!(
        !jobs::finish(&mut tx, &taken, now).await.expect("writable"),
        "it ends once"
    );
    tx.commit().await.expect("the end is stored");
    assert_eq!(depth(&practice).await, (0, 0));
}

#[tokio::test]
async fn an_extended_lease_is_not_taken_over() {
    let (practice, _) = queued().await;
    let (mine, other) = (node(&practice.clock), node(&practice.clock));
    let job = claim(&practice, Kind::Transcribe, mine).await.expect("a job");
    practice.clock.advance(LEASE / 2);
    let mut tx = practice.write().await;
    assert!(
        jobs::extend(&mut tx, &job, practice.clock.now() + LEASE)
            .await
            .expect("writable")
    );
    tx.commit().await.expect("the lease is stored");
    practice.clock.advance(LEASE / 2 + Duration::from_secs(1));
    assert_eq!(claim(&practice, Kind::Transcribe, other).await, None);
}

#[tokio::test]
async fn a_machine_that_starts_again_releases_its_own_jobs_and_no_others() {
    let (practice, first) = queued().await;
    let (mine, other) = (node(&practice.clock), node(&practice.clock));
    claim(&practice, Kind::Transcribe, mine).await.expect("a job");
    let mut tx = practice.write().await;
    let (second, _) = practice.session(&mut tx, "session.wav").await;
    let now = practice.clock.now();
    jobs::enqueue(&mut tx, Kind::Transcribe, second, now, now)
        .await
        .expect("the job is stored");
    tx.commit().await.expect("the job is stored");
    assert_eq!(
        claim(&practice, Kind::Transcribe, other)
            .await
            .and_then(|job| job.session()),
        Some(second)
    );

    let mut tx = practice.write().await;
    assert_eq!(
        jobs::release_node(&mut tx, mine, practice.clock.now())
            .await
            .expect("writable"),
        1
    );
    tx.commit().await.expect("the release is stored");
    let again = claim(&practice, Kind::Transcribe, mine).await.expect("the job is free");
    assert_eq!(
        (again.session(), again.attempt, again.failures),
        (Some(first), 2, 0),
        "a switched-off machine is no failure"
    );
    assert_eq!(claim(&practice, Kind::Transcribe, mine).await, None);
}

#[tokio::test]
async fn only_failures_of_its_own_count_against_a_job() {
    let (practice, session) = queued().await;
    let node = node(&practice.clock);
    for (blame, failures) in [(false, 0), (true, 1), (true, 2), (false, 2)] {
        let job = claim(&practice, Kind::Transcribe, node).await.expect("a job");
        let now = practice.clock.now();
        let mut tx = practice.write().await;
        assert!(
            jobs::retry_later(&mut tx, &job, blame, "no engine", now, now)
                .await
                .expect("writable")
        );
        tx.commit().await.expect("the end is stored");
        let live = jobs::live(&mut practice.read().await, session)
            .await
            .expect("readable")
            .expect("a live job");
        assert_eq!(
            (live.running, live.failures, live.last_error.as_deref()),
            (false, failures, Some("no engine"))
        );
    }
}

#[tokio::test]
async fn a_session_has_one_live_job() {
    let (practice, session) = queued().await;
    let now = practice.clock.now();
    for kind in Kind::ALL {
        let mut tx = practice.write().await;
        let refused = jobs::enqueue(&mut tx, kind, session, now, now).await;
        assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
    }
    let job = claim(&practice, Kind::Transcribe, node(&practice.clock))
        .await
        .expect("a job");
    let mut tx = practice.write().await;
    assert!(
        jobs::enqueue(&mut tx, Kind::DraftNote, session, now, now)
            .await
            .is_err(),
        "a running job is live too"
    );
    drop(tx);
    let mut tx = practice.write().await;
    assert!(jobs::finish(&mut tx, &job, now).await.expect("writable"));
    jobs::enqueue(&mut tx, Kind::DraftNote, session, now, now)
        .await
        .expect("the next job is stored with the end of the first");
    tx.commit().await.expect("both are stored");
    assert_eq!(depth(&practice).await, (1, 0));
}

#[tokio::test]
async fn a_mail_is_work_like_a_session_and_has_one_live_job_too() {
    let (practice, session) = queued().await;
    let now = practice.clock.now();
    let mail = MailId::new(now);
    let mut tx = practice.write().await;
    jobs::enqueue(&mut tx, Kind::SendMail, mail, now, now)
        .await
        .expect("the job is stored");
    tx.commit().await.expect("the job is stored");
    let mut tx = practice.write().await;
    let refused = jobs::enqueue(&mut tx, Kind::SendMail, mail, now, now).await;
    assert!(matches!(refused, Err(Error::Constraint(_))), "{refused:?}");
    drop(tx);
    let node = node(&practice.clock);
    let sending = claim(&practice, Kind::SendMail, node).await.expect("a job");
    assert_eq!((sending.subject, sending.session()), (Subject::Mail(mail), None));
    let transcribing = claim(&practice, Kind::Transcribe, node).await.expect("a job");
    assert_eq!(transcribing.subject, Subject::Session(session));
}

#[tokio::test]
async fn a_cancelled_job_cannot_be_finished() {
    let (practice, session) = queued().await;
    let job = claim(&practice, Kind::Transcribe, node(&practice.clock))
        .await
        .expect("a job");
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    assert_eq!(
        jobs::cancel(&mut tx, session, now).await.expect("writable"),
        Some(job.id)
    );
    assert_eq!(jobs::cancel(&mut tx, session, now).await.expect("writable"), None);
    assert!(!jobs::finish(&mut tx, &job, now).await.expect("writable"));
    tx.commit().await.expect("the end is stored");
    assert_eq!(depth(&practice).await, (0, 0));
}

#[tokio::test]
async fn a_session_moves_only_from_where_it_stands() {
    let (practice, session) = queued().await;
    let now = practice.clock.now();
    let mut tx = practice.write().await;
    let to = Status::Transcribing;
    assert!(
        !sessions::advance(&mut tx, session, Status::Processed, to, None, now)
            .await
            .expect("writable")
    );
    assert!(
        sessions::advance(&mut tx, session, Status::Uploading, to, None, now)
            .await
            .expect("writable")
    );
    assert!(
        !sessions::advance(&mut tx, session, Status::Uploading, to, None, now)
            .await
            .expect("writable")
    );
    let stored = sessions::find(&mut tx, &practice.key, session)
        .await
        .expect("readable")
        .expect("there");
    assert_eq!((stored.session.status, stored.session.updated_at), (to, now));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_move_a_session_at_once_one_does() {
    let practice = Arc::new(Practice::start().await);
    let (session, _) = practice.stored_session().await;
    let mut movers = tokio::task::JoinSet::new();
    for _ in 0..CLAIMANTS {
        let practice = practice.clone();
        movers.spawn(async move {
            let now = practice.clock.now();
            let mut tx = practice.write().await;
            let moved = sessions::advance(&mut tx, session, Status::Uploading, Status::Transcribing, None, now).await;
            tx.commit().await.expect("the move is stored");
            moved.expect("writable")
        });
    }
    assert_eq!(movers.join_all().await.into_iter().filter(|moved| *moved).count(), 1);
}
