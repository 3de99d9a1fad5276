//! The iCalendar feed: its secret, what is in it, and what never is.

use std::time::Duration;

use domain::user::Role;
use serde_json::{Value, json};
use support::{Person, TestApp};

const FEED: &str = "/api/calendar-feed";
const HOUR: Duration = Duration::from_secs(60 * 60);

/// Makes an address and returns its path.
async fn address(app: &TestApp, by: &Person) -> String {
    let url = app.post(FEED).by(by).send().await.expect(201).json()["url"].clone();
    let url = url.as_str().expect("an address").to_owned();
    assert!(url.starts_with("http") && url.ends_with(".ics"), "{url}");
    url[url.find("/api/").expect("a path")..].to_owned()
}

async fn plan(app: &TestApp, by: &Person, patient: &str, offset: Duration, modality: &str) -> Value {
    let start = app.now() + offset;
    let body = json!({
        "patient_id": patient, "starts_at": start.rfc3339(), "ends_at": (start + HOUR).rfc3339(), "modality": modality,
        "place": "12 Harbour Street",
    });
    app.post("/api/appointments")
        .by(by)
        .json(&body)
        .send()
        .await
        .expect(201)
        .json()
}

#[tokio::test]
async fn a_calendar_shows_when_and_how_and_never_with_whom() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let planned = plan(&app, &therapist, &patient, HOUR, "video").await;
    let off = plan(&app, &therapist, &patient, HOUR * 30, "telephone").await;
    let uri = format!("/api/appointments/{}", off["id"].as_str().expect("an id"));
    app.clock.advance(Duration::from_secs(1));
    app.call("PATCH", &uri)
        .by(&therapist)
        .json(&json!({ "state": "cancelled" }))
        .send()
        .await
        .expect(200);
    let other = app.user(Role::Therapist).await;
    let theirs = app.patient(&other).await;
    plan(&app, &other, &theirs, HOUR, "in_person").await;

    let path = address(&app, &therapist).await;
    let answer = app.get(&path).send().await.expect(200);
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let utc = |field: &Value| {
        let text = field.as_str().expect("a time");
        format!("{}Z", text[..19].replace(['-', ':'], ""))
    };
    let entry = |appointment: &Value, updated: &Value, sequence: u32, place: &str, status: &str| {
        [
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@therapybridge", appointment["id"].as_str().expect("an id")),
            format!("DTSTAMP:{}", utc(updated)),
            format!("SEQUENCE:{sequence}"),
            format!("DTSTART:{}", utc(&appointment["starts_at"])),
            format!("DTEND:{}", utc(&appointment["ends_at"])),
            "SUMMARY:Appointment".to_owned(),
            format!("LOCATION:{place}"),
            format!("STATUS:{status}"),
            "END:VEVENT".to_owned(),
        ]
    };
    let head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//TherapyBridge//Appointments//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Appointments",
    ];
    let mut lines: Vec<String> = head.map(str::to_owned).to_vec();
    lines.extend(entry(&planned, &planned["updated_at"], 0, "Video", "CONFIRMED"));
    lines.extend(entry(&off, &json!(app.now().rfc3339()), 1, "Telephone", "CANCELLED"));
    lines.push("END:VCALENDAR".to_owned());
    assert_eq!(answer.text(), lines.join("\r\n") + "\r\n");
    assert!(lines.iter().all(|line| line.len() <= 75), "no line need be folded");
    for word in ["Ada", "Okafor", "Harbour", &patient] {
        assert!(!answer.text().contains(word), "{word}");
    }
}

#[tokio::test]
async fn an_address_works_until_it_is_revoked_or_replaced() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let read = async || app.get(FEED).by(&therapist).send().await.expect(200).json();
    let nothing = json!({ "exists": false, "created_at": null, "fetched_at": null });
    assert_eq!(read().await, nothing);
    let first = address(&app, &therapist).await;
    let made = app.now().rfc3339();
    assert_eq!(
        read().await,
        json!({ "exists": true, "created_at": made, "fetched_at": null })
    );
    app.clock.advance(HOUR);
    app.get(&first).send().await.expect(200);
    assert_eq!(read().await["fetched_at"], json!(app.now().rfc3339()));
    let second = address(&app, &therapist).await;
    app.get(&first).send().await.problem(404, "not_found");
    app.get(&second).send().await.expect(200);
    for _ in 0..2 {
        app.call("DELETE", FEED).by(&therapist).send().await.expect(204);
    }
    assert_eq!(read().await, nothing);
    app.get(&second).send().await.problem(404, "not_found");
    let record = therapist.id.to_string();
    assert_eq!(app.deeds(&record, "calendar_feed_made").await, 2);
    assert_eq!(app.deeds(&record, "calendar_feed_revoked").await, 1);
}

#[tokio::test]
async fn a_wrong_secret_finds_nothing_and_the_right_one_lies_hashed() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let path = address(&app, &therapist).await;
    let token = path.trim_start_matches("/api/calendar/").trim_end_matches(".ics");
    assert_eq!(token.len(), 43, "256 bits");
    for wrong in ["nothing.ics", token, &format!("{token}x.ics"), ".ics"] {
        app.get(&format!("/api/calendar/{wrong}"))
            .send()
            .await
            .problem(404, "not_found");
    }
    for file in app.database.files().into_iter().filter(|_| app.database.is_sqlite()) {
        let bytes = std::fs::read(file).expect("readable");
        assert!(!bytes.windows(token.len()).any(|part| part == token.as_bytes()));
    }
}

#[tokio::test]
async fn fetching_every_few_minutes_is_noted_once_an_hour() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let path = address(&app, &therapist).await;
    for _ in 0..5 {
        app.get(&path).send().await.expect(200);
        app.clock.advance(HOUR / 4);
    }
    assert_eq!(app.deeds(therapist.id.to_string(), "calendar_fetched").await, 2);
}

#[tokio::test]
async fn only_therapists_have_a_calendar_and_only_while_they_work_here() {
    let app = TestApp::start().await;
    for role in [Role::Supervisor, Role::Admin, Role::Patient] {
        let person = app.user(role).await;
        app.post(FEED).by(&person).send().await.problem(403, "forbidden");
    }
    let therapist = app.user(Role::Therapist).await;
    let path = address(&app, &therapist).await;
    let sql = format!("UPDATE users SET is_active = FALSE WHERE email = '{}'", therapist.email);
    assert_eq!(app.database.execute(&sql).await, 1);
    app.get(&path).send().await.problem(404, "not_found");
}
