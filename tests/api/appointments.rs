//! Appointments: planning, moving, how they went, who may, and which one a recording belongs to.

use std::time::Duration;

use app::Settings;
use chrono_tz::Tz;
use domain::Timestamp;
use domain::ids::AppointmentId;
use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Form, Person, TestApp, golden, wav};

const URI: &str = "/api/appointments";
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn at(appointment: &Value) -> String {
    format!("{URI}/{}", id(appointment))
}

fn id(appointment: &Value) -> &str {
    appointment["id"].as_str().expect("an id")
}

fn body(patient: &str, starts_at: Timestamp) -> Value {
    json!({
        "patient_id": patient,
        "starts_at": starts_at.rfc3339(),
        "ends_at": (starts_at + HOUR).rfc3339(),
    })
}

async fn plan(app: &TestApp, by: &Person, patient: &str, starts_at: Timestamp) -> Value {
    let answer = app.post(URI).by(by).json(&body(patient, starts_at)).send().await;
    answer.expect(201).json()
}

async fn change(app: &TestApp, by: &Person, appointment: &Value, change: Value) -> Answer {
    app.call("PATCH", &at(appointment)).by(by).json(&change).send().await
}

async fn list(app: &TestApp, by: &Person, query: &str) -> Vec<String> {
    let list = app.get(&format!("{URI}{query}")).by(by).send().await.expect(200).json();
    list.as_array()
        .expect("a list")
        .iter()
        .map(|item| id(item).to_owned())
        .collect()
}

async fn practice() -> (TestApp, Person, String) {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    (app, therapist, patient)
}

#[test]
fn the_table_of_appointments_is_the_reviewed_one() {
    golden("appointment-table.txt", &domain::appointment::table());
}

#[tokio::test]
async fn an_appointment_is_planned_with_what_people_would_expect() {
    let (app, therapist, patient) = practice().await;
    let starts = app.now() + DAY;
    let planned = plan(&app, &therapist, &patient, starts).await;
    let now = app.now().rfc3339();
    assert_eq!(
        planned,
        json!({
            "id": planned["id"], "patient_id": patient, "patient_name": "Ada Okafor",
            "therapist_id": therapist.id.to_string(),
            "starts_at": starts.rfc3339(), "ends_at": (starts + HOUR).rfc3339(),
            "state": "scheduled", "kind": "individual", "modality": "in_person", "place": null,
            "session_ids": [], "created_at": now, "updated_at": now,
        })
    );
    assert_eq!(
        app.get(&at(&planned)).by(&therapist).send().await.expect(200).json(),
        planned
    );
    assert_eq!(list(&app, &therapist, "").await, [id(&planned)]);
    assert_eq!(app.deeds(id(&planned), "appointment_created").await, 1);
}

#[tokio::test]
async fn the_place_is_no_readable_text_in_the_database() {
    let (app, therapist, patient) = practice().await;
    let mut body = body(&patient, app.now() + DAY);
    body["place"] = " 12 Harbour Street ".into();
    body["kind"] = "couple".into();
    body["modality"] = "video".into();
    let planned = app.post(URI).by(&therapist).json(&body).send().await.expect(201).json();
    assert_eq!(
        (&planned["place"], &planned["kind"], &planned["modality"]),
        (&json!("12 Harbour Street"), &json!("couple"), &json!("video"))
    );
    for file in app.database.files().into_iter().filter(|_| app.database.is_sqlite()) {
        let bytes = std::fs::read(file).expect("readable");
        assert!(!bytes.windows(7).any(|part| part == b"Harbour"));
    }
    let cleared = change(&app, &therapist, &planned, json!({ "place": null }))
        .await
        .expect(200)
        .json();
    assert_eq!(cleared["place"], Value::Null);
}

#[tokio::test]
async fn what_is_not_acceptable_is_refused_with_its_field() {
    let (app, therapist, patient) = practice().await;
    let planned = plan(&app, &therapist, &patient, app.now() + DAY).await;
    let start = app.now() + DAY + DAY;
    let time = |at: Timestamp| json!(at.rfc3339());
    for (field, value, said) in [
        ("ends_at", time(start), "ends_at"),
        ("ends_at", time(start + DAY + HOUR), "ends_at"),
        ("starts_at", json!("tomorrow"), "starts_at"),
        ("starts_at", json!("2026-01-19"), "starts_at"),
        ("starts_at", json!("0026-01-19T09:00:00Z"), "starts_at"),
        ("kind", json!("pair"), "kind"),
        ("modality", json!("letter"), "modality"),
        ("place", json!("x".repeat(201)), "place"),
    ] {
        let mut changed = json!({ "starts_at": start.rfc3339(), "ends_at": (start + HOUR).rfc3339() });
        changed[field] = value.clone();
        let problem = change(&app, &therapist, &planned, changed)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["field"], said, "{value}: {problem}");
        let mut new = body(&patient, start);
        new[field] = value;
        let answer = app.post(URI).by(&therapist).json(&new).send().await;
        assert_eq!(answer.problem(422, "invalid")["field"], said);
    }
    let problem = change(&app, &therapist, &planned, json!({ "state": "done" }))
        .await
        .problem(422, "invalid");
    assert!(
        problem["detail"]
            .as_str()
            .expect("a detail")
            .contains("scheduled, attended, cancelled, no_show")
    );
    assert_eq!(list(&app, &therapist, "").await.len(), 1);
}

#[tokio::test]
async fn an_appointment_is_moved_called_off_and_planned_again() {
    let (app, therapist, patient) = practice().await;
    let planned = plan(&app, &therapist, &patient, app.now() + HOUR).await;
    app.clock.advance(Duration::from_secs(60));
    let later = app.now() + DAY;
    let moved = json!({ "starts_at": later.rfc3339(), "ends_at": (later + HOUR).rfc3339() });
    let moved = change(&app, &therapist, &planned, moved).await.expect(200).json();
    assert_eq!(
        (&moved["starts_at"], &moved["updated_at"]),
        (&json!(later.rfc3339()), &json!(app.now().rfc3339()))
    );
    for state in ["cancelled", "scheduled"] {
        let changed = change(&app, &therapist, &planned, json!({ "state": state }))
            .await
            .expect(200)
            .json();
        assert_eq!(changed["state"], state);
    }
    // What changes nothing leaves no trace.
    change(&app, &therapist, &planned, json!({ "state": "scheduled" }))
        .await
        .expect(200);
    assert_eq!(app.deeds(id(&planned), "appointment_changed").await, 3);
}

#[tokio::test]
async fn how_a_meeting_went_is_said_from_its_day_on_and_can_be_corrected() {
    let (app, therapist, patient) = practice().await;
    let planned = plan(&app, &therapist, &patient, app.now() + DAY).await;
    for state in ["attended", "no_show"] {
        let answer = change(&app, &therapist, &planned, json!({ "state": state })).await;
        answer.problem(409, "conflict");
    }
    app.clock.advance(DAY);
    for state in ["no_show", "attended", "cancelled", "scheduled", "attended"] {
        let changed = change(&app, &therapist, &planned, json!({ "state": state }))
            .await
            .expect(200)
            .json();
        assert_eq!(changed["state"], state);
    }
}

#[tokio::test]
async fn two_planned_appointments_of_a_therapist_overlap_only_when_they_say_so() {
    let (app, therapist, patient) = practice().await;
    let start = app.now() + DAY;
    let first = plan(&app, &therapist, &patient, start).await;
    for offset in [Duration::ZERO, HOUR / 2] {
        let answer = app
            .post(URI)
            .by(&therapist)
            .json(&body(&patient, start + offset))
            .send()
            .await;
        answer.problem(409, "conflict");
        let before = app
            .post(URI)
            .by(&therapist)
            .json(&body(&patient, start - offset))
            .send()
            .await;
        before.problem(409, "conflict");
    }
    let next = plan(&app, &therapist, &patient, start + HOUR).await;
    let earlier = json!({ "starts_at": (start + HOUR / 2).rfc3339() });
    change(&app, &therapist, &next, earlier.clone())
        .await
        .problem(409, "conflict");
    let mut allowed = earlier;
    allowed["allow_overlap"] = true.into();
    change(&app, &therapist, &next, allowed).await.expect(200);
    change(&app, &therapist, &first, json!({ "state": "cancelled" }))
        .await
        .expect(200);
    let answer = change(&app, &therapist, &first, json!({ "state": "scheduled" })).await;
    answer.problem(409, "conflict");
    // Somebody else's time is theirs.
    let other = app.user(Role::Therapist).await;
    let theirs = app.patient(&other).await;
    plan(&app, &other, &theirs, start + HOUR).await;
}

#[tokio::test]
async fn of_two_appointments_planned_at_once_for_one_time_one_is_made() {
    let (app, therapist, patient) = practice().await;
    let body = body(&patient, app.now() + DAY);
    let make = async || app.post(URI).by(&therapist).json(&body).send().await.status.as_u16();
    let (one, two) = tokio::join!(make(), make());
    let mut statuses = [one, two];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn two_changes_at_once_lose_nothing_and_a_stale_one_is_refused() {
    let (app, therapist, patient) = practice().await;
    let planned = plan(&app, &therapist, &patient, app.now() + DAY).await;
    app.clock.advance(Duration::from_secs(1));
    let (one, two) = tokio::join!(
        change(&app, &therapist, &planned, json!({ "kind": "family" })),
        change(&app, &therapist, &planned, json!({ "place": "Room 2" }))
    );
    one.expect(200);
    two.expect(200);
    let read = app.get(&at(&planned)).by(&therapist).send().await.expect(200).json();
    assert_eq!((&read["kind"], &read["place"]), (&json!("family"), &json!("Room 2")));
    let stale = json!({ "modality": "video", "updated_at": planned["updated_at"] });
    change(&app, &therapist, &planned, stale).await.problem(409, "conflict");
    let fresh = json!({ "modality": "video", "updated_at": read["updated_at"] });
    change(&app, &therapist, &planned, fresh).await.expect(200);
}

#[tokio::test]
async fn a_list_shows_what_was_asked_for_in_its_order() {
    let settings = Settings {
        timezone: Tz::Europe__Berlin,
        ..Settings::default()
    };
    let app = TestApp::with(settings).await;
    let therapist = app.user(Role::Therapist).await;
    let (patient, other) = (app.patient(&therapist).await, app.patient(&therapist).await);
    let moment = |text: &str| Timestamp::from_rfc3339(text).expect("a time");
    // Half past ten in the evening of the 9th in Berlin, and half past midnight on the 10th.
    let late = plan(&app, &therapist, &patient, moment("2027-03-09T21:30:00Z")).await;
    let early = plan(&app, &therapist, &other, moment("2027-03-09T23:30:00Z")).await;
    change(&app, &therapist, &late, json!({ "state": "cancelled" }))
        .await
        .expect(200);
    let (late, early) = (id(&late), id(&early));
    assert_eq!(list(&app, &therapist, "").await, [late, early]);
    assert_eq!(list(&app, &therapist, "?from=2027-03-10").await, [early]);
    assert_eq!(list(&app, &therapist, "?to=2027-03-10").await, [late]);
    assert_eq!(
        list(&app, &therapist, "?from=2027-03-09T22:30:00Z").await,
        [early],
        "one that has ended is over"
    );
    assert_eq!(list(&app, &therapist, "?state=cancelled").await, [late]);
    assert_eq!(list(&app, &therapist, &format!("?patient_id={other}")).await, [early]);
    assert_eq!(list(&app, &therapist, "?from=2027-03-11").await, [""; 0]);
    for query in ["?from=soon", "?to=2027-02-30", "?state=over"] {
        let answer = app.get(&format!("{URI}{query}")).by(&therapist).send().await;
        answer.problem(422, "invalid");
    }
}

#[tokio::test]
async fn an_appointment_is_seen_by_who_sees_the_client_and_changed_by_who_works_with_them() {
    let (app, therapist, patient) = practice().await;
    let planned = plan(&app, &therapist, &patient, app.now() + DAY).await;
    let absent = json!({ "id": AppointmentId::new(app.now()).to_string() });
    let (assigned, supervisor) = (app.user(Role::Therapist).await, app.user(Role::Supervisor).await);
    let (stranger, admin) = (app.user(Role::Therapist).await, app.user(Role::Admin).await);
    let uri = format!("/api/patients/{patient}/therapists/{}", assigned.id);
    app.call("PUT", &uri).by(&therapist).send().await.expect(204);
    let uri = format!("/api/users/{}/therapists/{}", supervisor.id, therapist.id);
    app.call("PUT", &uri).by(&admin).send().await.expect(204);

    for person in [&assigned, &supervisor] {
        app.get(&at(&planned)).by(person).send().await.expect(200);
        assert_eq!(list(&app, person, "").await, [id(&planned)]);
    }
    change(&app, &assigned, &planned, json!({ "kind": "family" }))
        .await
        .expect(200);
    let new = body(&patient, app.now() + DAY + DAY);
    app.post(URI).by(&assigned).json(&new).send().await.expect(201);
    change(&app, &supervisor, &planned, json!({ "kind": "couple" }))
        .await
        .problem(403, "forbidden");
    app.post(URI)
        .by(&supervisor)
        .json(&new)
        .send()
        .await
        .problem(403, "forbidden");
    for person in [&stranger, &admin, &app.user(Role::Patient).await] {
        assert_eq!(list(&app, person, "").await, [""; 0]);
        let same = async |call: &str, body: Value| {
            let (one, other) = if call == "GET" {
                (
                    app.get(&at(&planned)).by(person).send().await,
                    app.get(&at(&absent)).by(person).send().await,
                )
            } else {
                (
                    change(&app, person, &planned, body.clone()).await,
                    change(&app, person, &absent, body).await,
                )
            };
            assert_eq!(one.body, other.body);
            one.problem(404, "not_found");
        };
        same("GET", Value::Null).await;
        same("PATCH", json!({ "state": "cancelled" })).await;
        app.post(URI)
            .by(person)
            .json(&new)
            .send()
            .await
            .problem(404, "not_found");
    }
}

async fn upload(app: &TestApp, by: &Person, patient: &str, appointment: &str) -> Answer {
    let form = Form::file("file", "session.wav", wav(2_000));
    let uri = format!("/api/sessions/upload?patient_id={patient}&appointment_id={appointment}");
    app.post(&uri).by(by).form(&form).send().await
}

#[tokio::test]
async fn a_recording_belongs_to_the_appointment_that_is_named_and_marks_it_as_attended() {
    let (app, therapist, patient) = practice().await;
    let planned = plan(&app, &therapist, &patient, app.now()).await;
    app.clock.advance(DAY);
    let session = upload(&app, &therapist, &patient, id(&planned))
        .await
        .expect(201)
        .json();
    assert_eq!(session["appointment_id"], planned["id"]);
    let read = app.get(&at(&planned)).by(&therapist).send().await.expect(200).json();
    assert_eq!(
        (&read["state"], &read["session_ids"]),
        (&json!("attended"), &json!([session["id"]]))
    );
    // There is a recording now: it took place.
    for state in ["cancelled", "no_show", "scheduled"] {
        let answer = change(&app, &therapist, &planned, json!({ "state": state })).await;
        answer.problem(409, "conflict");
    }
    let again = upload(&app, &therapist, &patient, id(&planned))
        .await
        .expect(201)
        .json();
    assert_eq!(
        again["appointment_id"], planned["id"],
        "a meeting may have two recordings"
    );
}

#[tokio::test]
async fn a_recording_is_refused_for_an_appointment_that_is_not_the_clients_or_did_not_take_place() {
    let (app, therapist, patient) = practice().await;
    let other = app.patient(&therapist).await;
    let theirs = plan(&app, &therapist, &other, app.now()).await;
    let future = plan(&app, &therapist, &patient, app.now() + DAY).await;
    let off = plan(&app, &therapist, &patient, app.now() + HOUR + HOUR).await;
    change(&app, &therapist, &off, json!({ "state": "cancelled" }))
        .await
        .expect(200);
    let absent = AppointmentId::new(app.now()).to_string();
    let unknown = upload(&app, &therapist, &patient, &absent).await;
    assert_eq!(unknown.body, upload(&app, &therapist, &patient, id(&theirs)).await.body);
    unknown.problem(404, "not_found");
    for appointment in [&future, &off] {
        upload(&app, &therapist, &patient, id(appointment))
            .await
            .problem(409, "conflict");
    }
    app.no_recording_is_left().await;
    assert_eq!(app.database.number("SELECT COUNT(*) FROM sessions").await, 0);
}

#[tokio::test]
async fn without_a_name_a_recording_belongs_to_the_nearest_free_appointment_of_the_day() {
    let (app, therapist, patient) = practice().await;
    let near = plan(&app, &therapist, &patient, app.now() + HOUR).await;
    let far = plan(&app, &therapist, &patient, app.now() + HOUR * 3).await;
    let called_off = plan(&app, &therapist, &patient, app.now()).await;
    change(&app, &therapist, &called_off, json!({ "state": "cancelled" }))
        .await
        .expect(200);
    for expected in [&near, &far] {
        let session = app.upload(&therapist, &patient, wav(2_000)).await;
        let session = app.session(&therapist, &session).await;
        assert_eq!(session["appointment_id"], expected["id"]);
    }
    // None is left: one is made.
    let session = app.upload(&therapist, &patient, wav(2_000)).await;
    let made = app.session(&therapist, &session).await["appointment_id"].clone();
    let read = app
        .get(&at(&json!({ "id": made })))
        .by(&therapist)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&read["state"], &read["kind"], &read["modality"], &read["ends_at"]),
        (
            &json!("attended"),
            &json!("individual"),
            &json!("in_person"),
            &json!(app.now().rfc3339())
        )
    );
    assert_eq!(read["session_ids"], json!([session]));
    assert_eq!(app.deeds(id(&read), "appointment_created").await, 1);
}

#[tokio::test]
async fn an_appointment_made_for_a_recording_begins_as_long_before_its_end_as_the_recording_is() {
    let (app, therapist, patient) = practice().await;
    let session = app.upload(&therapist, &patient, wav(2_000)).await;
    app.run_jobs().await;
    let session = app.session(&therapist, &session).await;
    let seconds = session["duration_seconds"].as_f64().expect("a length");
    let uri = at(&json!({ "id": session["appointment_id"] }));
    let read = app.get(&uri).by(&therapist).send().await.expect(200).json();
    let time = |field: &str| Timestamp::from_rfc3339(read[field].as_str().expect("a time")).expect("a time");
    assert_eq!(
        time("ends_at").since(time("starts_at")),
        Duration::from_secs_f64(seconds)
    );
}
