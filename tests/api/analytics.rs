//! The practice's numbers: the contract's forms, and every value against a computation of its own over a year of a practice.

mod year;

use std::time::Duration;

use app::Settings;
use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::user::Role;
use serde_json::{Value, json};
use support::{Person, TestApp, wav};

use year::Year;

const BASE: &str = "/api/v1/analytics";

/// The contract's examples, as it prints them.
const OVERVIEW: &str = r#"{
  "total_patients": 24, "active_patients": 18, "sessions_this_week": 12, "sessions_this_month": 48,
  "upcoming_sessions": 5, "completion_rate": 0.92
}"#;
const PROGRESS: &str = r#"{
  "patient_id": "uuid",
  "patient_name": "Jane Smith",
  "total_sessions": 24,
  "recent_sessions": [
    { "date": "2025-12-15", "mood": "positive", "key_topics": ["anxiety", "work stress"],
      "progress_notes": "Improved coping skills" }
  ],
  "mood_trend": { "current": "positive", "trajectory": "improving", "change_percent": 15 },
  "common_topics": [ {"topic": "anxiety", "frequency": 18}, {"topic": "work stress", "frequency": 12} ],
  "attendance_rate": 0.96
}"#;
const TRENDS: &str = r#"{
  "period": "30d",
  "granularity": "day",
  "data_points": [
    { "date": "2025-12-01", "sessions_completed": 5, "sessions_cancelled": 1, "avg_session_duration_min": 52,
      "completion_rate": 0.83 }
  ],
  "summary": { "total_sessions": 48, "avg_per_day": 1.6, "peak_day": "2025-12-10", "completion_rate": 0.92 }
}"#;
const TOPICS: &str = r#"{
  "time_period_weeks": 12,
  "topics": [
    { "topic": "anxiety", "frequency": 42, "patients_affected": 15, "trend": "increasing" },
    { "topic": "work stress", "frequency": 35, "patients_affected": 12, "trend": "stable" }
  ]
}"#;

async fn ask(app: &TestApp, by: &Person, path: &str) -> Value {
    app.get(&format!("{BASE}/{path}"))
        .by(by)
        .send()
        .await
        .expect(200)
        .json()
}

/// Fails when an answer has not the keys, nesting and types of an example. Only a mood that nobody said may be null.
fn same_form(example: &Value, answer: &Value, path: &str) {
    match (example, answer) {
        (Value::Object(expected), Value::Object(found)) => {
            let keys = |object: &serde_json::Map<String, Value>| object.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(expected), keys(found), "{path}");
            for (key, value) in expected {
                same_form(value, &found[key], &format!("{path}.{key}"));
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            assert!(!found.is_empty(), "{path} is empty, which proves nothing");
            found.iter().for_each(|item| same_form(&expected[0], item, path));
        }
        (Value::Number(expected), Value::Number(found)) => {
            assert_eq!(expected.is_f64(), found.is_f64(), "{path}: {found}")
        }
        (Value::String(_), Value::String(_)) => {}
        (Value::String(_), Value::Null) if path.ends_with(".mood") => {}
        _ => panic!("{path}: {answer} has not the type of {example}"),
    }
}

fn check_form(example: &str, answer: &Value) {
    same_form(&serde_json::from_str(example).expect("an example is JSON"), answer, "");
}

/// Asks everything that can be asked of a year and compares it with the year's own computation.
async fn a_year_is_told_as_it_was(zone: Tz) {
    let settings = Settings {
        timezone: zone,
        ..Settings::default()
    };
    let app = TestApp::with(settings).await;
    let year = Year::lived(&app, zone).await;
    assert_eq!(year.sessions(), 3000);
    for (number, therapist) in year.therapists.iter().enumerate() {
        let overview = ask(&app, therapist, "overview").await;
        check_form(OVERVIEW, &overview);
        assert_eq!(overview, year.overview(number));
        for period in ["7d", "30d", "90d", "1y"] {
            for granularity in ["day", "week", "month"] {
                let query = format!("session-trends?period={period}&granularity={granularity}");
                let trends = ask(&app, therapist, &query).await;
                check_form(TRENDS, &trends);
                assert_eq!(trends, year.trends(number, period, granularity), "{query}");
            }
        }
        for (weeks, limit) in [(12, 20), (52, 3), (5, 10)] {
            let query = format!("common-topics?weeks={weeks}&limit={limit}");
            let topics = ask(&app, therapist, &query).await;
            check_form(TOPICS, &topics);
            assert_eq!(topics, year.topics(number, weeks, limit), "{query}");
        }
    }
    for (number, patient) in year.patients.iter().enumerate() {
        let therapist = &year.therapists[year.therapist_of(number)];
        for weeks in [12, 52] {
            let path = format!("patients/{patient}/progress?weeks={weeks}");
            let progress = ask(&app, therapist, &path).await;
            check_form(PROGRESS, &progress);
            assert_eq!(progress, year.progress(number, weeks), "{path}");
        }
    }
    let first = &year.therapists[0];
    assert_eq!(ask(&app, first, "session-trends").await, year.trends(0, "30d", "day"));
    assert_eq!(ask(&app, first, "common-topics").await, year.topics(0, 12, 20));
    let path = format!("patients/{}/progress", year.patients[0]);
    assert_eq!(ask(&app, first, &path).await, year.progress(0, 12));

    // The tables of the clock: the day and the week of each change of the clocks, and an ordinary one; twice.
    let spring = NaiveDate::from_ymd_opt(2025, 3, if zone == Tz::Europe__Berlin { 30 } else { 9 }).expect("a date");
    let autumn = if zone == Tz::Europe__Berlin { (10, 26) } else { (11, 2) };
    let autumn = NaiveDate::from_ymd_opt(2025, autumn.0, autumn.1).expect("a date");
    let ordinary = NaiveDate::from_ymd_opt(2025, 6, 4).expect("a date");
    for day in [spring, autumn, ordinary] {
        for _ in 0..2 {
            assert_eq!(app::analytics::aggregate_day(&app.app, day).await.expect("the day"), 12);
            assert_eq!(year.stored_day(&app, day).await, year.day(day));
            let weeks = year.weeks(day);
            let monday = domain::calendar::monday_of(day);
            let written = app::analytics::snapshot_week(&app.app, monday).await.expect("the week");
            assert_eq!(written as usize, weeks.len());
            assert_eq!(year.stored_weeks(&app, day).await, weeks);
        }
    }
    let count = async |table: &str| app.database.number(&format!("SELECT COUNT(*) FROM {table}")).await;
    assert_eq!(count("daily_stats").await, 3 * 12);
    let rows: usize = [spring, autumn, ordinary].map(|day| year.weeks(day).len()).iter().sum();
    assert_eq!(count("patient_progress").await, rows as i64);
}

#[tokio::test]
async fn a_year_in_berlin_is_told_as_it_was() {
    a_year_is_told_as_it_was(Tz::Europe__Berlin).await;
}

#[tokio::test]
async fn a_year_in_new_york_is_told_as_it_was() {
    a_year_is_told_as_it_was(Tz::America__New_York).await;
}

#[tokio::test]
async fn a_practice_that_begins_has_zeros() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let overview = ask(&app, &therapist, "overview").await;
    assert_eq!(
        overview,
        json!({ "total_patients": 0, "active_patients": 0, "sessions_this_week": 0, "sessions_this_month": 0,
                "upcoming_sessions": 0, "completion_rate": 0.0 })
    );
    let trends = ask(&app, &therapist, "session-trends?period=7d").await;
    let points = trends["data_points"].as_array().expect("points");
    assert_eq!(points.len(), 7);
    assert_eq!(
        points[6],
        json!({ "date": "2026-01-19", "sessions_completed": 0, "sessions_cancelled": 0, "avg_session_duration_min": 0,
                "completion_rate": 0.0 })
    );
    assert_eq!(
        trends["summary"],
        json!({ "total_sessions": 0, "avg_per_day": 0.0, "peak_day": null, "completion_rate": 0.0 })
    );
    let topics = ask(&app, &therapist, "common-topics").await;
    assert_eq!(topics, json!({ "time_period_weeks": 12, "topics": [] }));
    let patient = app.patient(&therapist).await;
    assert_eq!(
        ask(&app, &therapist, &format!("patients/{patient}/progress")).await,
        json!({ "patient_id": patient, "patient_name": "Ada Okafor", "total_sessions": 0, "recent_sessions": [],
                "mood_trend": { "current": "neutral", "trajectory": "stable", "change_percent": 0 },
                "common_topics": [], "attendance_rate": 0.0 })
    );
    assert_eq!(app.deeds(&patient, "progress_read").await, 1);
}

#[tokio::test]
async fn what_cannot_be_asked_is_told_what_can() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let progress = format!("patients/{patient}/progress");
    for (path, field, said) in [
        ("session-trends?period=2w".to_owned(), "period", "7d, 30d, 90d, 1y"),
        (
            "session-trends?granularity=hour".to_owned(),
            "granularity",
            "day, week, month",
        ),
        ("common-topics?weeks=0".to_owned(), "weeks", "1 to 260"),
        ("common-topics?limit=101".to_owned(), "limit", "1 to 100"),
        ("common-topics?limit=0".to_owned(), "limit", "1 to 100"),
        (format!("{progress}?weeks=261"), "weeks", "1 to 260"),
        (format!("{progress}?weeks=0"), "weeks", "1 to 260"),
    ] {
        let answer = app.get(&format!("{BASE}/{path}")).by(&therapist).send().await;
        let problem = answer.problem(422, "invalid");
        assert_eq!(problem["field"], field, "{path}");
        assert!(
            problem["detail"].as_str().expect("a detail").contains(said),
            "{path}: {problem}"
        );
    }
    let answer = app
        .get(&format!("{BASE}/{progress}?weeks=many"))
        .by(&therapist)
        .send()
        .await;
    answer.problem(422, "invalid");
}

/// The client of a session.
async fn client(app: &TestApp, therapist: &Person, session: &str) -> String {
    let session = app.session(therapist, session).await;
    session["patient_id"].as_str().expect("an id").to_owned()
}

async fn edit(app: &TestApp, by: &Person, session: &str, mut edit: Value) {
    let uri = format!("/api/sessions/{session}/note");
    let note = app.get(&uri).by(by).send().await.expect(200).json();
    edit["revision"] = note["revision"].clone();
    app.call("PATCH", &uri).by(by).json(&edit).send().await.expect(200);
}

#[tokio::test]
async fn numbers_follow_the_words_of_a_note_and_go_with_a_voided_one() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = client(&app, &therapist, &session).await;
    let path = format!("patients/{patient}/progress");
    assert_eq!(app.database.number("SELECT COUNT(*) FROM session_metrics").await, 1);
    let drafted = ask(&app, &therapist, &path).await;
    let note = app.session(&therapist, &session).await["extracted_notes"].clone();
    assert_eq!(drafted["total_sessions"], 1);
    assert_eq!(drafted["recent_sessions"][0]["key_topics"], note["key_topics"]);
    assert_eq!(drafted["recent_sessions"][0]["progress_notes"], note["topic_summary"]);

    let words = json!({ "key_topics": ["Quiet harbour"], "session_mood": "positive" });
    edit(&app, &therapist, &session, words).await;
    let edited = ask(&app, &therapist, &path).await;
    assert_eq!(edited["recent_sessions"][0]["key_topics"], json!(["Quiet harbour"]));
    assert_eq!(edited["mood_trend"]["current"], "positive");
    assert_eq!(
        edited["common_topics"],
        json!([{ "topic": "Quiet harbour", "frequency": 1 }])
    );
    for file in app.database.files().into_iter().filter(|_| app.database.is_sqlite()) {
        let bytes = std::fs::read(file).expect("readable");
        assert!(
            !bytes.windows(13).any(|part| part == b"Quiet harbour"),
            "topics are sealed"
        );
    }

    app.database.execute("DELETE FROM session_metrics").await;
    assert_eq!(
        app::session_metrics::recompute(&app.app, true)
            .await
            .expect("the numbers"),
        1
    );
    assert_eq!(
        app::session_metrics::recompute(&app.app, true)
            .await
            .expect("the numbers"),
        0
    );
    assert_eq!(
        app::session_metrics::recompute(&app.app, false)
            .await
            .expect("the numbers"),
        1
    );
    assert_eq!(ask(&app, &therapist, &path).await, edited);

    let uri = format!("/api/sessions/{session}/note/void");
    let reason = json!({ "reason": "wrong_patient" });
    app.post(&uri).by(&therapist).json(&reason).send().await.expect(200);
    let voided = ask(&app, &therapist, &path).await;
    assert_eq!(
        (&voided["recent_sessions"], &voided["common_topics"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(voided["total_sessions"], 1, "the meeting took place");
}

#[tokio::test]
async fn a_meeting_that_is_moved_takes_its_session_to_the_other_day() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = client(&app, &therapist, &session).await;
    let appointment = app.session(&therapist, &session).await["appointment_id"].clone();
    let uri = format!("/api/appointments/{}", appointment.as_str().expect("an id"));
    let start = app.now() - Duration::from_secs(3 * 24 * 60 * 60);
    let moved = json!({
        "starts_at": start.rfc3339(), "ends_at": (start + Duration::from_secs(3000)).rfc3339()
    });
    app.call("PATCH", &uri)
        .by(&therapist)
        .json(&moved)
        .send()
        .await
        .expect(200);
    let progress = ask(&app, &therapist, &format!("patients/{patient}/progress")).await;
    assert_eq!(progress["recent_sessions"][0]["date"], "2026-01-16");
    let trends = ask(&app, &therapist, "session-trends?period=7d").await;
    assert_eq!(trends["summary"]["peak_day"], "2026-01-16");
    assert_eq!(
        trends["data_points"][3]["avg_session_duration_min"], 0,
        "two seconds were recorded"
    );
}

#[tokio::test]
async fn what_is_set_right_late_is_right_when_the_day_is_computed_again() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let body = json!({ "patient_id": patient, "starts_at": "2026-01-19T10:00:00Z", "ends_at": "2026-01-19T10:50:00Z" });
    let planned = app
        .post("/api/appointments")
        .by(&therapist)
        .json(&body)
        .send()
        .await
        .expect(201)
        .json();
    let uri = format!("/api/appointments/{}", planned["id"].as_str().expect("an id"));
    let day: NaiveDate = "2026-01-19".parse().expect("a date");
    for (state, total, completed, cancelled) in [
        ("scheduled", 0, 0, 0),
        ("attended", 1, 1, 0),
        ("no_show", 1, 0, 0),
        ("cancelled", 1, 0, 1),
    ] {
        app.call("PATCH", &uri)
            .by(&therapist)
            .json(&json!({ "state": state }))
            .send()
            .await
            .expect(200);
        app::analytics::aggregate_day(&app.app, day).await.expect("the day");
        let mut tx = app.app.db.read().await.expect("a transaction");
        let days = store::daily_stats::of_therapist(&mut tx, therapist.id, day, day)
            .await
            .expect("the day");
        let found: Vec<_> = days
            .iter()
            .map(|day| (day.total, day.completed, day.cancelled))
            .collect();
        assert_eq!(found, [(total, completed, cancelled)], "{state}");
    }
}

#[tokio::test]
async fn a_week_that_holds_nothing_any_more_is_forgotten() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let monday: NaiveDate = "2026-01-19".parse().expect("a date");
    assert_eq!(
        app::analytics::snapshot_week(&app.app, monday).await.expect("the week"),
        1
    );
    let appointment = app.session(&therapist, &session).await["appointment_id"].clone();
    let uri = format!("/api/appointments/{}", appointment.as_str().expect("an id"));
    let moved = json!({ "starts_at": "2026-01-14T09:00:00Z", "ends_at": "2026-01-14T10:00:00Z" });
    app.call("PATCH", &uri)
        .by(&therapist)
        .json(&moved)
        .send()
        .await
        .expect(200);
    assert_eq!(
        app::analytics::snapshot_week(&app.app, monday).await.expect("the week"),
        0
    );
    assert_eq!(app.database.number("SELECT COUNT(*) FROM patient_progress").await, 0);
}

#[tokio::test]
async fn topics_that_a_model_holds_for_neighbours_count_together_and_without_one_words_decide() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let patient = client(&app, &therapist, &session).await;
    let second = app.upload(&therapist, &patient, wav(2_000)).await;
    app.run_jobs().await;
    edit(
        &app,
        &therapist,
        &session,
        json!({ "key_topics": ["grief", "Stress at work"] }),
    )
    .await;
    edit(
        &app,
        &therapist,
        &second,
        json!({ "key_topics": ["mourning", "work stress"] }),
    )
    .await;
    let topics = async || {
        let topics = ask(&app, &therapist, "common-topics").await["topics"].clone();
        let list = topics.as_array().expect("a list").iter();
        list.map(|topic| {
            (
                topic["topic"].as_str().expect("a word").to_owned(),
                topic["frequency"].clone(),
            )
        })
        .collect::<Vec<_>>()
    };
    let apart = [
        ("work stress".to_owned(), json!(2)),
        ("grief".to_owned(), json!(1)),
        ("mourning".to_owned(), json!(1)),
    ];
    assert_eq!(topics().await, apart);
    app.embed.set_readiness(support::engines::ready("lengths"));
    // This model thinks that words of nearly the same length mean nearly the same.
    assert_eq!(topics().await, [("work stress".to_owned(), json!(2))]);
}
