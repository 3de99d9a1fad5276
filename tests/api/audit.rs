use std::time::Duration;

use domain::audit::{By, Deed, Entry, Outcome};
use domain::user::Role;
use domain::{Clock, SessionId};
use serde_json::Value;
use store::audit::record;
use support::{Person, TestApp, wav};

const WINDOW: Duration = Duration::from_secs(5 * 60);

/// The trail as an administrator sees it, newest first.
async fn trail(app: &TestApp, admin: &Person, query: &str) -> Vec<Value> {
    let page = page(app, admin, &format!("?limit=1000&{query}")).await;
    assert!(page["next_cursor"].is_null());
    page["entries"].as_array().expect("a list").clone()
}

async fn page(app: &TestApp, admin: &Person, query: &str) -> Value {
    let uri = format!("/api/audit{query}");
    app.get(&uri).by(admin).send().await.expect(200).json()
}

async fn fill(app: &TestApp, count: usize) {
    let mut tx = app.app.db.write().await.expect("a transaction");
    for _ in 0..count {
        let entry = Entry {
            by: By::Appliance,
            deed: Deed::MailSent,
            record: None,
            outcome: Outcome::Done,
            reason: None,
        };
        record(&mut tx, app.now(), entry).await.expect("stored");
    }
    tx.commit().await.expect("stored");
}

/// A further login.
async fn device(app: &TestApp, person: &Person) -> String {
    let answer = app.sign_in(&person.email).await;
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// Whatever the triggers protect, unprotected.
async fn tamper(app: &TestApp, sql: &str) {
    let on = if app.database.is_sqlite() { "" } else { " ON audit" };
    for action in ["update", "delete"] {
        app.database
            .execute(&format!("DROP TRIGGER audit_no_{action}{on}"))
            .await;
    }
    assert!(app.database.execute(sql).await > 0, "{sql}");
}

#[tokio::test]
async fn the_trail_is_for_administrators() {
    let app = TestApp::start().await;
    for role in Role::ALL {
        let person = app.user(role).await;
        for path in ["/api/audit", "/api/audit/export", "/api/audit/verification"] {
            let answer = app.get(path).by(&person).send().await;
            if role == Role::Admin {
                answer.expect(200);
            } else {
                answer.problem(403, "forbidden");
            }
        }
    }
}

#[tokio::test]
async fn entries_say_who_did_what_to_which_record_from_where() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    app.get(&format!("/api/patients/{patient}"))
        .by(&therapist)
        .header("user-agent", "Browser/1.0")
        .send()
        .await
        .expect(200);
    let entries = trail(&app, &admin, &format!("record={patient}")).await;
    assert_eq!(entries.len(), 2);
    let (read, made) = (&entries[0], &entries[1]);
    assert_eq!(
        (&read["deed"], &made["deed"]),
        (&"patient_read".into(), &"patient_created".into())
    );
    assert_eq!(read["actor"], therapist.id.to_string());
    assert_eq!(read["actor_name"], "Robin Meyer");
    assert_eq!(
        (&read["outcome"], &read["agent"]),
        (&"done".into(), &"Browser/1.0".into())
    );
    assert!(read["login"].is_string() && read["login"] == made["login"]);
    assert_eq!(read["at"], app.now().rfc3339());
}

#[tokio::test]
async fn the_trail_is_filtered_and_paged() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let before = app.now().rfc3339();
    app.clock.advance(Duration::from_secs(60));
    fill(&app, 25).await;
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = page(&app, &admin, &format!("?deed=mail_sent&limit=10&cursor={cursor}")).await;
        let entries = page["entries"].as_array().expect("a list");
        assert!(entries.len() <= 10);
        seen.extend(entries.iter().map(|entry| entry["seq"].as_i64().expect("a number")));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.is_sorted_by(|newer, older| newer > older), "{seen:?}");

    let now = app.now().rfc3339();
    assert_eq!(
        trail(&app, &admin, &format!("from={now}&deed=mail_sent")).await.len(),
        25
    );
    assert_eq!(trail(&app, &admin, &format!("to={now}&deed=mail_sent")).await.len(), 0);
    assert!(!trail(&app, &admin, &format!("from={before}&to={now}")).await.is_empty());
    let mine = trail(&app, &admin, &format!("actor={}", admin.id)).await;
    assert!(mine.iter().all(|entry| entry["actor"] == admin.id.to_string()) && !mine.is_empty());
    assert_eq!(trail(&app, &admin, "outcome=refused").await.len(), 0);
    for (query, field) in [
        ("deed=looked", "deed"),
        ("outcome=maybe", "outcome"),
        ("from=yesterday", "from"),
        ("to=2026-01-19", "to"),
        ("cursor=first", "cursor"),
    ] {
        let answer = app.get(&format!("/api/audit?{query}")).by(&admin).send().await;
        assert_eq!(answer.problem(422, "invalid")["field"], field);
    }
    app.get("/api/audit?actor=me")
        .by(&admin)
        .send()
        .await
        .problem(422, "invalid");
    app.get("/api/audit/export?deed=x")
        .by(&admin)
        .send()
        .await
        .problem(422, "invalid");
}

#[tokio::test]
async fn reading_the_trail_is_an_entry() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    assert_eq!(trail(&app, &admin, "deed=audit_read").await.len(), 0, "not yet");
    assert_eq!(trail(&app, &admin, "deed=audit_read").await.len(), 1);
    app.clock.advance(WINDOW);
    page(&app, &admin, "").await;
    assert_eq!(trail(&app, &admin, "deed=audit_read").await.len(), 2);
}

#[tokio::test]
async fn every_read_of_a_clients_words_is_an_entry_and_reading_on_is_none() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let (therapist, id) = app.processed_session().await;
    let patient = app.session(&therapist, &id).await["patient_id"].clone();
    let patient = patient.as_str().expect("an id").to_owned();
    let reads = [
        (format!("/api/sessions/{id}"), &id, "session_read"),
        (format!("/api/sessions/{id}/notes"), &id, "note_read"),
        (format!("/api/sessions/{id}/transcript"), &id, "transcript_read"),
        (format!("/api/sessions/{id}/audio"), &id, "recording_played"),
        (format!("/api/patients/{patient}"), &patient, "patient_read"),
    ];
    for (path, record, deed) in reads {
        let before = app.deeds(record, deed).await;
        let (one, other) = (device(&app, &therapist).await, device(&app, &therapist).await);
        for _ in 0..4 {
            app.get(&path).bearer(&one).send().await.expect(200);
        }
        assert_eq!(app.deeds(record, deed).await, before + 1, "{deed}");
        app.clock.advance(WINDOW);
        app.get(&path).bearer(&one).send().await.expect(200);
        assert_eq!(app.deeds(record, deed).await, before + 2, "{deed}");
        app.get(&path).bearer(&other).send().await.expect(200);
        assert_eq!(app.deeds(record, deed).await, before + 3, "{deed}");
    }
    for entry in trail(&app, &admin, &format!("record={id}&actor={}", therapist.id)).await {
        assert!(entry["login"].is_string());
    }
    let text = app.get("/api/audit").by(&admin).send().await.text();
    assert!(!text.contains("Okafor"), "a client's name is in the trail");
}

#[tokio::test]
async fn what_shows_nothing_is_no_read() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let id = app.upload(&therapist, &patient, wav(2_000)).await;
    for (path, deed) in [("notes", "note_read"), ("transcript", "transcript_read")] {
        let uri = format!("/api/sessions/{id}/{path}");
        app.get(&uri).by(&therapist).send().await.problem(404, "not_found");
        assert_eq!(app.deeds(&id, deed).await, 0);
    }
    assert_eq!(app.deeds(&id, "access_refused").await, 0, "nothing was refused");
}

#[tokio::test]
async fn a_refusal_is_an_entry_whether_or_not_there_is_such_a_record() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    let (therapist, id) = app.processed_session().await;
    let patient = app.session(&therapist, &id).await["patient_id"].clone();
    let patient = patient.as_str().expect("an id").to_owned();
    let other = app.user(Role::Therapist).await;
    let absent = SessionId::new(app.clock.now()).to_string();
    for (record, path) in [
        (&id, format!("/api/sessions/{id}")),
        (&id, format!("/api/sessions/{id}/notes")),
        (&id, format!("/api/sessions/{id}/audio")),
        (&patient, format!("/api/patients/{patient}")),
        (&absent, format!("/api/sessions/{absent}")),
    ] {
        app.get(&path).by(&other).send().await.problem(404, "not_found");
        app.get(&path).by(&other).send().await.problem(404, "not_found");
        assert_eq!(app.deeds(record, "access_refused").await, 1, "{path}");
    }
    app.post(&format!("/api/sessions/{id}/cancel"))
        .by(&other)
        .send()
        .await
        .problem(404, "not_found");
    assert_eq!(
        app.deeds(&id, "access_refused").await,
        1,
        "the same record a moment later"
    );
    app.clock.advance(WINDOW);
    app.post(&format!("/api/sessions/{id}/retry"))
        .by(&other)
        .send()
        .await
        .problem(404, "not_found");
    assert_eq!(app.deeds(&id, "access_refused").await, 2);
    let form = support::Form::file("file", "session.wav", wav(100));
    app.upload_form(&other, &patient, &form)
        .send()
        .await
        .problem(404, "not_found");
    assert_eq!(app.deeds(&patient, "access_refused").await, 2);

    app.get("/api/audit").by(&other).send().await.problem(403, "forbidden");
    let refusals = trail(&app, &admin, &format!("deed=access_refused&actor={}", other.id)).await;
    assert!(refusals.iter().all(|entry| entry["outcome"] == "refused"));
    assert!(
        refusals.iter().any(|entry| entry["record"].is_null()),
        "of a deed without a record"
    );
    let reads = trail(&app, &admin, &format!("deed=session_read&actor={}", other.id)).await;
    assert!(reads.is_empty(), "what was refused was not read");
}

#[tokio::test]
async fn the_export_is_a_table_that_no_spreadsheet_runs() {
    let app = TestApp::start().await;
    let (admin, therapist) = (app.user(Role::Admin).await, app.user(Role::Therapist).await);
    let patient = app.patient(&therapist).await;
    app.get(&format!("/api/patients/{patient}"))
        .by(&therapist)
        .header("user-agent", "=HYPERLINK(\"http://evil.example\",\"x\")")
        .send()
        .await
        .expect(200);
    fill(&app, 2_500).await;
    let answer = app.get("/api/audit/export").by(&admin).send().await.expect(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert!(answer.header("content-disposition").contains("audit.csv"));
    let text = answer.text();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("seq,at,actor,actor_name,login,deed,record,"),
        "{}",
        lines[0]
    );
    for (seq, line) in (1..).zip(&lines[1..]) {
        assert!(line.starts_with(&format!("{seq},2026-")), "{line}");
    }
    assert!(lines.last().expect("a line").contains(",audit_exported,"));
    assert_eq!(
        lines.len() as i64 - 1,
        app.database.number("SELECT COUNT(*) FROM audit").await
    );
    let agent = "\"'=HYPERLINK(\"\"http://evil.example\"\",\"\"x\"\")\"";
    assert!(
        lines
            .iter()
            .any(|line| line.contains("patient_read") && line.contains(agent))
    );
    let refused = app
        .get("/api/audit/export?outcome=refused")
        .by(&admin)
        .send()
        .await
        .expect(200);
    assert_eq!(refused.text().lines().count(), 1, "nothing but the heading");
}

#[tokio::test]
async fn the_end_is_signed_every_thousand_entries_and_every_ten_minutes_with_news() {
    let app = TestApp::start().await;
    let tick = || async { app::audit::tick(&app.app).await.expect("the trail is whole") };
    let admin = app.user(Role::Admin).await;
    let witness = app.database.directory().join("witness.jsonl");
    let lines = || std::fs::read_to_string(&witness).map_or(0, |text| text.lines().count());
    assert!(tick().await, "the first entries");
    assert!(!tick().await);
    app.clock.advance(Duration::from_secs(600));
    assert!(!tick().await, "there is no news");
    fill(&app, 1).await;
    assert!(tick().await, "there is news and the last checkpoint is old");
    fill(&app, 999).await;
    assert!(!tick().await);
    fill(&app, 1).await;
    assert!(tick().await, "a thousand entries");
    assert_eq!(lines(), 3);
    // A witness that was lost is told everything again.
    std::fs::remove_file(&witness).expect("the file goes");
    assert!(!tick().await);
    assert_eq!(lines(), 3);

    let state = app
        .get("/api/audit/verification")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    let entries = app.database.number("SELECT seq FROM audit_head").await;
    assert_eq!((&state["ok"], &state["entries"]), (&true.into(), &entries.into()));
    assert_eq!(state["last_checkpoint"]["seq"], entries);
    assert_eq!(state["verified_from"], entries);
    let (report, unreadable) = app::audit::verify(&app.app, None, |_| ()).await.expect("readable");
    assert_eq!((report.broken, report.witnessed, unreadable), (None, 3, 0));
}

#[tokio::test]
async fn a_broken_end_is_shown_and_not_signed() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    fill(&app, 10).await;
    app::audit::tick(&app.app)
        .await
        .expect("whole")
        .then_some(())
        .expect("signed");
    fill(&app, 10).await;
    let last = app.database.number("SELECT seq FROM audit_head").await;
    tamper(&app, &format!("UPDATE audit SET deed = 'x' WHERE seq = {}", last - 3)).await;
    let state = app
        .get("/api/audit/verification")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&state["ok"], &state["first_broken"]),
        (&false.into(), &(last - 3).into())
    );
    assert_eq!(state["reason"], "changed");
    let refused = app::audit::checkpoint(&app.app, false).await;
    assert!(
        matches!(&refused, Err(app::Error::Conflict(why)) if why.contains("changed")),
        "{refused:?}"
    );
    app::audit::checkpoint(&app.app, true)
        .await
        .expect("signed")
        .expect("news");
    let state = app
        .get("/api/audit/verification")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(state["ok"], true, "what follows is protected again");
    let (report, _) = app::audit::verify(&app.app, None, |_| ()).await.expect("readable");
    assert_eq!(
        report.broken.map(|broken| broken.seq),
        Some(last - 3),
        "and the harm stays known"
    );
}

#[tokio::test]
async fn an_end_that_was_cut_off_is_shown_by_the_witness() {
    let app = TestApp::start().await;
    let admin = app.user(Role::Admin).await;
    fill(&app, 10).await;
    app::audit::tick(&app.app).await.expect("whole");
    let last = app.database.number("SELECT seq FROM audit_head").await;
    tamper(&app, &format!("DELETE FROM audit WHERE seq > {}", last - 3)).await;
    let on = if app.database.is_sqlite() {
        ""
    } else {
        " ON audit_checkpoints"
    };
    app.database
        .execute(&format!("DROP TRIGGER audit_checkpoints_no_delete{on}"))
        .await;
    app.database.execute("DELETE FROM audit_checkpoints").await;
    app.database
        .execute("UPDATE audit_head SET seq = (SELECT MAX(seq) FROM audit), hash = (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1)")
        .await;
    let state = app
        .get("/api/audit/verification")
        .by(&admin)
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!((&state["ok"], &state["reason"]), (&false.into(), &"cut_off".into()));
    assert_eq!(state["first_broken"], last - 2);
}
