//! What happens by the clock: once, on one machine, also after a power cut.

use std::time::Duration;

use app::schedule::{DONE, FAILED, run_due};
use app::{Schedule, Settings};
use domain::Timestamp;
use domain::schedule::Task;
use domain::user::Role;
use serde_json::Value;
use store::schedules::{self, Claimed};
use support::{Person, TestApp};
use uuid::Uuid;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

async fn started() -> TestApp {
    let app = TestApp::start().await;
    app::schedule::start(&app.app).await.expect("the schedule starts");
    app
}

async fn run(app: &TestApp, task: Task) -> Option<&'static str> {
    run_due(&app.app, task).await.expect("the database answers")
}

async fn done_until(app: &TestApp, task: Task) -> Timestamp {
    let mut tx = app.app.db.read().await.expect("the database answers");
    let stored = schedules::find(&mut tx, task).await.expect("the database answers");
    stored.expect("the task has its row").done_until
}

/// Another machine takes what is due up to `due`.
async fn taken_elsewhere(app: &TestApp, task: Task, due: Timestamp, lease: Duration) -> Option<Claimed> {
    let before = done_until(app, task).await;
    let mut tx = app.app.db.write().await.expect("the database answers");
    let (node, now) = (Uuid::from_u128(7), app.now());
    let claimed = schedules::claim(&mut tx, task, (before, due), node, now, now + lease).await;
    let claimed = claimed.expect("the database answers");
    tx.commit().await.expect("the database answers");
    claimed
}

async fn shown(app: &TestApp, admin: &Person, name: &str) -> Value {
    let schedule = app.get("/api/admin/schedule").by(admin).send().await.expect(200).json();
    let jobs = schedule["jobs"].as_array().expect("a list").clone();
    jobs.into_iter()
        .find(|job| job["name"] == name)
        .expect("the job is listed")
}

#[tokio::test]
async fn a_new_practice_owes_nothing_and_each_due_moment_comes_once() {
    let app = started().await;
    for task in Task::ALL {
        assert_eq!(run(&app, task).await, None, "{task}");
    }
    app.clock.advance(17 * HOUR + HOUR); // three in the morning
    assert_eq!(run(&app, Task::Cleanup).await, Some(DONE));
    assert_eq!(run(&app, Task::Cleanup).await, None);
    assert_eq!(run(&app, Task::AccountSweep).await, None, "an hour to go");
    assert_eq!(run(&app, Task::DailyAggregation).await, Some(DONE));
    assert_eq!(
        done_until(&app, Task::Cleanup).await.rfc3339(),
        "2026-01-20T03:00:00.000000Z"
    );
}

#[tokio::test]
async fn what_was_missed_for_days_comes_once() {
    let app = started().await;
    app.clock.advance(9 * DAY + 20 * HOUR);
    for task in [
        Task::DailyAggregation,
        Task::WeeklySnapshot,
        Task::Cleanup,
        Task::ExportExpiry,
        Task::AccountSweep,
    ] {
        assert_eq!(run(&app, task).await, Some(DONE), "{task}");
        assert_eq!(run(&app, task).await, None, "{task}");
    }
    let ran = "SELECT COUNT(*) FROM audit WHERE deed = 'schedule_ran' AND reason = 'cleanup'";
    assert_eq!(app.database.number(ran).await, 1);
    app.clock.advance(DAY);
    assert_eq!(run(&app, Task::Cleanup).await, Some(DONE));
}

#[tokio::test]
async fn of_two_machines_one_runs_it_and_the_other_after_its_death() {
    let app = started().await;
    app.clock.advance(DAY);
    let due = app.now();
    let elsewhere = taken_elsewhere(&app, Task::Cleanup, due, Duration::from_secs(30)).await;
    let elsewhere = elsewhere.expect("the first gets it");
    assert_eq!(taken_elsewhere(&app, Task::Cleanup, due, HOUR).await, None);
    assert_eq!(run(&app, Task::Cleanup).await, None, "it is being done");
    // It is heard of no more.
    app.clock.advance(Duration::from_secs(31));
    assert_eq!(run(&app, Task::Cleanup).await, Some(DONE));
    let mut tx = app.app.db.write().await.expect("the database answers");
    let late = schedules::finish(&mut tx, &elsewhere, DONE, app.now()).await;
    assert!(!late.expect("the database answers"), "who lost the lease ends nothing");
    let extended = schedules::extend(&mut tx, &elsewhere, app.now() + HOUR).await;
    assert!(!extended.expect("the database answers"));
}

#[tokio::test]
async fn a_machine_that_was_killed_goes_on_when_it_is_back() {
    let app = started().await;
    app.clock.advance(DAY);
    let before = done_until(&app, Task::Cleanup).await;
    let mut tx = app.app.db.write().await.expect("the database answers");
    let moved = (before, app.now());
    let claimed = schedules::claim(&mut tx, Task::Cleanup, moved, app.app.node, app.now(), app.now() + HOUR).await;
    assert!(claimed.expect("the database answers").is_some());
    tx.commit().await.expect("the database answers");
    assert_eq!(run(&app, Task::Cleanup).await, None, "the lease holds");
    app::schedule::start(&app.app).await.expect("the schedule starts");
    assert_eq!(run(&app, Task::Cleanup).await, Some(DONE));
}

#[tokio::test]
async fn a_run_that_failed_comes_again_after_a_pause() {
    let directory = tempfile::tempdir().expect("a directory");
    let place = directory.path().join("backups");
    std::fs::write(&place, "in the way").expect("a file");
    let settings = Settings {
        schedule: Schedule {
            backup_dir: Some(place.clone()),
            ..Schedule::default()
        },
        ..Settings::default()
    };
    let app = TestApp::with(settings).await;
    app::schedule::start(&app.app).await.expect("the schedule starts");
    app.clock.advance(DAY);
    let admin = app.user(Role::Admin).await;
    assert_eq!(run(&app, Task::Backup).await, Some(FAILED));
    assert_eq!(run(&app, Task::Backup).await, None, "not at once");
    let job = shown(&app, &admin, "backup").await;
    assert_eq!(
        (&job["last"]["outcome"], &job["running"]),
        (&"failed".into(), &false.into()),
        "{job}"
    );
    assert_eq!(job["next_at"], "2026-01-20T09:15:00.000000Z", "{job}");
    std::fs::remove_file(&place).expect("the file was there");
    app.clock.advance(Duration::from_secs(15 * 60 + 1));
    assert_eq!(run(&app, Task::Backup).await, Some(DONE));
    assert_eq!(
        app.database
            .number("SELECT COUNT(*) FROM audit WHERE deed = 'backup_made'")
            .await,
        1
    );
}

#[tokio::test]
async fn a_clock_that_was_years_ahead_does_not_stop_everything_until_then() {
    let app = started().await;
    app.clock.advance(DAY);
    app.database
        .execute("UPDATE schedules SET done_until = 9999999999999999 WHERE name = 'cleanup'")
        .await;
    assert_eq!(run(&app, Task::Cleanup).await, Some(DONE));
    assert_eq!(run(&app, Task::Cleanup).await, None);
}

#[tokio::test]
async fn an_administrator_sees_what_comes_when() {
    let app = started().await;
    let admin = app.user(Role::Admin).await;
    let schedule = app
        .get("/api/admin/schedule")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&schedule["enabled"], &schedule["timezone"]),
        (&true.into(), &"UTC".into())
    );
    let jobs = schedule["jobs"].as_array().expect("a list");
    let told: Vec<_> = jobs
        .iter()
        .map(|job| {
            let next = job["next_at"].as_str().map_or("never", |at| &at[..16]);
            assert_eq!((&job["running"], &job["last"]), (&false.into(), &Value::Null), "{job}");
            format!(
                "{} {} {next}",
                job["name"].as_str().expect("a name"),
                job["every"].as_str().expect("words")
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "daily_aggregation Every day at 00:00 2026-01-20T00:00",
            "weekly_snapshot Every Sunday at 01:00 2026-01-25T01:00",
            "cleanup Every day at 03:00 2026-01-20T03:00",
            "export_expiry Every hour 2026-01-19T10:00",
            "account_sweep Every day at 04:00 2026-01-20T04:00",
            "backup Every day at 02:00 never",
        ]
    );
    app.clock.advance(18 * HOUR);
    assert_eq!(run(&app, Task::Cleanup).await, Some(DONE));
    let admin = app.user(Role::Admin).await;
    let job = shown(&app, &admin, "cleanup").await;
    assert_eq!(job["last"]["outcome"], "done");
    assert_eq!(
        (&job["last"]["started_at"], &job["next_at"]),
        (
            &"2026-01-20T03:00:00.000000Z".into(),
            &"2026-01-21T03:00:00.000000Z".into()
        )
    );
}

#[tokio::test]
async fn what_accounts_leave_behind_is_swept_after_a_month_and_not_before() {
    let app = started().await;
    let person = app.user(Role::Therapist).await;
    let tokens = app.sign_in(&person.email).await;
    let refresh = serde_json::json!({ "refresh_token": tokens["refresh_token"] });
    app.post("/api/auth/refresh").json(&refresh).send().await.expect(200);
    let admin = app.user(Role::Admin).await;
    let invitation = serde_json::json!({ "email": "new@post.example", "first_name": "Ines", "last_name": "Moreau",
                                         "role": "patient" });
    app.post("/api/invitations")
        .by(&admin)
        .json(&invitation)
        .send()
        .await
        .expect(201);
    app.mails().await;
    let left = "SELECT (SELECT COUNT(*) FROM spent_refresh_tokens) + (SELECT COUNT(*) FROM invitations)";
    assert_eq!(app.database.number(left).await, 2);
    app.clock.advance(20 * DAY);
    assert_eq!(run(&app, Task::AccountSweep).await, Some(DONE));
    assert_eq!(app.database.number(left).await, 2);
    app.clock.advance(25 * DAY);
    assert_eq!(run(&app, Task::AccountSweep).await, Some(DONE));
    assert_eq!(app.database.number(left).await, 0);
    app.sign_in(&person.email).await;
}
