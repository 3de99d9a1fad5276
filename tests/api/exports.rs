use std::time::Duration;

use api::Limits;
use app::{Practice, Settings};
use domain::ids::MeasureId;
use domain::job::Kind;
use domain::measure::{Instrument, Measure, Source, score};
use domain::user::Role;
use serde_json::{Value, json};
use support::{Answer, Person, TestApp, wav};

use crate::note_review::{colleague, patient_of, step_up, supervisor};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A practice with a client whose session is processed.
struct Desk {
    app: TestApp,
    therapist: Person,
    session: String,
}

impl Desk {
    async fn new() -> Self {
        let settings = Settings {
            practice: Practice {
                name: "Harbour Practice".into(),
                address: vec!["1 Quay Street".into()],
            },
            ..Settings::default()
        };
        let app = TestApp::with(settings).await;
        let (therapist, session) = app.processed_session().await;
        Self {
            app,
            therapist,
            session,
        }
    }

    async fn patient(&self) -> String {
        patient_of(&self.app, &self.session).await.to_string()
    }

    async fn ask(&self, by: &Person, sessions: &[&str], format: &str) -> Answer {
        let body = json!({ "session_ids": sessions, "format": format });
        self.app
            .post("/api/v1/export/session-notes")
            .by(by)
            .json(&body)
            .send()
            .await
    }

    async fn report(&self, by: &Person, body: &Value) -> Answer {
        self.app
            .post("/api/v1/export/progress-report")
            .by(by)
            .json(body)
            .send()
            .await
    }

    async fn asked(&self, format: &str) -> String {
        let answer = self.ask(&self.therapist, &[&self.session], format).await.expect(202);
        id(&answer.json())
    }

    /// Asks for the session's note and makes it.
    async fn made(&self, format: &str) -> String {
        let job = self.asked(format).await;
        self.make().await;
        job
    }

    async fn make(&self) {
        let made = app::jobs::run_due(&self.app.app, Kind::MakeExport).await;
        made.expect("the database answers");
    }

    async fn job(&self, id: &str) -> Value {
        let answer = self.app.get(&format!("/api/v1/export/jobs/{id}")).by(&self.therapist);
        answer.send().await.expect(200).json()
    }

    async fn download(&self, by: &Person, id: &str) -> Answer {
        self.app
            .get(&format!("/api/v1/export/download/{id}"))
            .by(by)
            .send()
            .await
    }

    /// The text of a finished export.
    async fn text(&self, id: &str) -> String {
        self.download(&self.therapist, id).await.expect(200).text()
    }

    async fn delete(&self, by: &Person, id: &str) -> Answer {
        self.app
            .call("DELETE", &format!("/api/v1/export/jobs/{id}"))
            .by(by)
            .send()
            .await
    }

    async fn list(&self, by: &Person) -> Answer {
        self.app.get("/api/v1/export/jobs").by(by).send().await
    }

    async fn note(&self, method: &str, rest: &str, body: &Value) -> Value {
        let uri = format!("/api/sessions/{}/note{rest}", self.session);
        let answer = self.app.call(method, &uri).by(&self.therapist).json(body).send().await;
        assert!(answer.status.is_success(), "{}", answer.text());
        answer.json()
    }

    /// Reviews and signs the note, with a decision about everything.
    async fn sign(&self) {
        let note = self.note("POST", "/review", &json!({})).await;
        let risks = note["risk_items"].as_array().expect("items").iter();
        for item in risks.filter(|item| item["needs_disposition"] == true) {
            let rest = format!("/dispositions/{}", item["key"].as_str().expect("a key"));
            let decision = json!({ "decision": "safety_plan", "comment": "Plan written together." });
            self.note("PUT", &rest, &decision).await;
        }
        step_up(&self.app).await;
        let uri = format!("/api/sessions/{}/note", self.session);
        let revision = self.app.get(&uri).by(&self.therapist).send().await.json()["revision"].clone();
        self.note("POST", "/sign", &json!({ "revision": revision, "attestation": true }))
            .await;
    }
}

fn id(job: &Value) -> String {
    job["job_id"].as_str().expect("an id").to_owned()
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

#[tokio::test]
async fn a_request_is_answered_as_the_contract_says() {
    let desk = Desk::new().await;
    let notes = desk
        .ask(&desk.therapist, &[&desk.session], "pdf")
        .await
        .expect(202)
        .json();
    let asked = desk.app.now();
    desk.app.clock.advance(Duration::from_secs(1));
    let body = json!({ "patient_id": desk.patient().await, "weeks": 12, "format": "docx" });
    let report = desk.report(&desk.therapist, &body).await.expect(202).json();
    let now = desk.app.now();
    for (answer, format, at) in [(&notes, "pdf", asked), (&report, "docx", now)] {
        assert_eq!(keys(answer), ["job_id", "status", "format", "created_at", "expires_at"]);
        assert!(answer["job_id"].as_str().expect("text").parse::<uuid::Uuid>().is_ok());
        assert_eq!(
            (&answer["status"], &answer["format"]),
            (&"pending".into(), &format.into())
        );
        assert_eq!(answer["created_at"], at.rfc3339());
        assert_eq!(answer["expires_at"], (at + DAY * 7).rfc3339());
    }
    let list = desk.list(&desk.therapist).await.expect(200).json();
    let listed: Vec<_> = list
        .as_array()
        .expect("a list")
        .iter()
        .map(|job| (id(job), job["kind"].clone()))
        .collect();
    assert_eq!(
        listed,
        [
            (id(&report), "progress_report".into()),
            (id(&notes), "session_notes".into())
        ]
    );

    desk.make().await;
    let job = desk.job(&id(&notes)).await;
    let mut expected = notes.clone();
    expected["kind"] = "session_notes".into();
    expected["status"] = "completed".into();
    expected["error_message"] = Value::Null;
    expected["downloads"] = 0.into();
    expected["completed_at"] = now.rfc3339().into();
    expected["file_bytes"] = job["file_bytes"].clone();
    assert_eq!(job, expected);
    assert!(job["file_bytes"].as_u64().expect("a number") > 0);
}

#[tokio::test]
async fn every_format_of_both_documents_can_be_downloaded() {
    let desk = Desk::new().await;
    let patient = desk.patient().await;
    let types = [
        ("pdf", "application/pdf", "pdf"),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
        ),
        ("md", "text/markdown; charset=utf-8", "md"),
        ("json", "application/json", "json"),
        ("fhir", "application/fhir+json", "fhir.json"),
    ];
    for (format, media, ending) in types {
        let body = json!({ "patient_id": patient, "format": format });
        let report = desk.report(&desk.therapist, &body).await.expect(202).json();
        let jobs = [
            (desk.asked(format).await, "session-notes"),
            (id(&report), "progress-report"),
        ];
        desk.make().await;
        for (job, name) in jobs {
            let shown = desk.job(&job).await;
            assert_eq!(shown["status"], "completed", "{shown}");
            let call = desk
                .app
                .get(&format!("/api/v1/export/download/{job}"))
                .by(&desk.therapist);
            let answer = call.send().await.expect(200);
            assert_eq!(answer.header("content-type"), media);
            let day = &desk.app.now().rfc3339()[..10];
            let disposition = format!("attachment; filename=\"{name}-{day}.{ending}\"");
            assert_eq!(answer.header("content-disposition"), disposition);
            assert_eq!(shown["file_bytes"], answer.body.len());
            assert_eq!(answer.header("content-length"), answer.body.len().to_string());
            assert_eq!(desk.job(&job).await["downloads"], 1);
        }
    }
}

#[tokio::test]
async fn a_draft_is_marked_as_one_and_holds_no_language_that_nobody_decided_about() {
    let desk = Desk::new().await;
    let job = desk.made("md").await;
    let text = desk.text(&job).await;
    assert!(
        text.contains("Harbour Practice") && text.contains("Ada Okafor"),
        "{text}"
    );
    assert!(text.contains("NOT SIGNED"), "{text}");
    assert!(!text.contains("Language to review:"), "{text}");
    let job = desk.made("json").await;
    let value: Value = serde_json::from_str(&desk.text(&job).await).expect("JSON");
    let session = &value["sessions"][0];
    assert_eq!(session["note"]["state"], "draft");
    assert_eq!(session["note"]["language_to_review"], json!([]));
    assert_eq!(
        (&session["signatures"], &session["amendments"]),
        (&json!([]), &json!([]))
    );
}

#[tokio::test]
async fn a_signed_note_comes_with_its_decisions_its_signatures_and_what_was_added() {
    let desk = Desk::new().await;
    desk.sign().await;
    let added = json!({ "kind": "addendum", "text": "The client telephoned the next day.", "attestation": true });
    desk.note("POST", "/amendments", &added).await;
    let job = desk.made("json").await;
    let value: Value = serde_json::from_str(&desk.text(&job).await).expect("JSON");
    assert_eq!(
        (&value["format"], &value["version"]),
        (&"therapybridge export".into(), &1.into())
    );
    assert_eq!(value["practice"]["name"], "Harbour Practice");
    assert_eq!(value["notices"], json!([]));
    let session = &value["sessions"][0];
    assert_eq!(session["patient"]["name"], "Ada Okafor");
    assert_eq!(session["session_id"], desk.session);
    let note = &session["note"];
    assert_eq!((&note["state"], &note["format"]), (&"signed".into(), &"soap".into()));
    let shown = desk
        .app
        .get(&format!("/api/sessions/{}/note/rendered", desk.session))
        .by(&desk.therapist);
    let shown = shown.send().await.expect(200).json();
    let titles = |sections: &Value| -> Vec<Value> {
        sections
            .as_array()
            .expect("sections")
            .iter()
            .map(|section| section["title"].clone())
            .collect()
    };
    assert_eq!(titles(&note["sections"]), titles(&shown["sections"]));
    let decided = note["language_to_review"].as_array().expect("items");
    let plan = decided
        .iter()
        .find(|item| item["decided"]["decision"] == "safety_plan")
        .expect("a decision");
    assert_eq!(plan["decided"]["comment"], "Plan written together.");
    let signature = &session["signatures"][0];
    assert_eq!(
        (&signature["name"], &signature["role"]),
        (&"Robin Meyer".into(), &"therapist".into())
    );
    assert_eq!(signature["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(session["amendments"][0]["text"], "The client telephoned the next day.");

    let job = desk.made("md").await;
    let text = desk.text(&job).await;
    assert!(!text.contains("NOT SIGNED"), "{text}");
    for words in [
        "Plan written together",
        "The client telephoned the next day",
        "Robin Meyer",
        "Safety plan",
    ] {
        assert!(text.contains(words), "{words} is missing: {text}");
    }
}

#[tokio::test]
async fn voided_notes_and_process_notes_are_never_exported() {
    let desk = Desk::new().await;
    let uri = format!("/api/sessions/{}/process-note", desk.session);
    let mine = json!({ "text": "Countertransference of mine." });
    let written = desk.app.call("PUT", &uri).by(&desk.therapist).json(&mine).send().await;
    assert!(written.status.is_success(), "{}", written.text());
    for format in ["json", "md"] {
        let job = desk.made(format).await;
        assert!(!desk.text(&job).await.contains("Countertransference"));
    }
    // Asked for while it stood, voided before it was made.
    let job = desk.asked("md").await;
    step_up(&desk.app).await;
    desk.note("POST", "/void", &json!({ "reason": "wrong_patient" })).await;
    desk.make().await;
    let shown = desk.job(&job).await;
    assert_eq!(shown["status"], "failed");
    assert!(
        shown["error_message"].as_str().expect("a sentence").contains("voided"),
        "{shown}"
    );
    assert_eq!(desk.app.deeds(&job, "export_failed").await, 1);
    let problem = desk.download(&desk.therapist, &job).await.problem(409, "conflict");
    assert!(
        problem["detail"].as_str().expect("a sentence").contains("voided"),
        "{problem}"
    );
    let problem = desk
        .ask(&desk.therapist, &[&desk.session], "md")
        .await
        .problem(422, "invalid");
    assert_eq!(problem["field"], "session_ids");
}

#[tokio::test]
async fn one_session_that_is_not_the_callers_refuses_the_whole_request() {
    let desk = Desk::new().await;
    let (other, theirs) = desk.app.processed_session().await;
    let nobody = domain::SessionId::new(desk.app.now()).to_string();
    let absent = desk
        .ask(&desk.therapist, &[&desk.session, &nobody], "md")
        .await
        .expect(404);
    let foreign = desk
        .ask(&desk.therapist, &[&desk.session, &theirs], "md")
        .await
        .expect(404);
    assert_eq!(absent.body, foreign.body);
    foreign.problem(404, "not_found");
    let patient = desk.patient().await;
    let body = json!({ "patient_id": patient, "format": "md" });
    desk.report(&other, &body).await.problem(404, "not_found");
    assert_eq!(desk.app.queue().await, (0, 0));
    assert_eq!(desk.list(&desk.therapist).await.expect(200).json(), json!([]));
}

#[tokio::test]
async fn only_therapists_export() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk.app, &desk.therapist).await;
    desk.ask(&supervisor, &[&desk.session], "md")
        .await
        .problem(403, "forbidden");
    for role in [Role::Supervisor, Role::Admin, Role::Patient] {
        let person = desk.app.user(role).await;
        desk.list(&person).await.problem(403, "forbidden");
        let job = desk.asked("md").await;
        desk.download(&person, &job).await.problem(403, "forbidden");
        desk.delete(&person, &job).await.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn a_request_names_between_one_and_two_hundred_sessions_and_weeks_that_make_sense() {
    let desk = Desk::new().await;
    let invalid = async |answer: Answer, field: &str| {
        assert_eq!(answer.problem(422, "invalid")["field"], field);
    };
    invalid(desk.ask(&desk.therapist, &[], "pdf").await, "session_ids").await;
    let many: Vec<String> = (0..201)
        .map(|_| domain::SessionId::new(desk.app.now()).to_string())
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    invalid(desk.ask(&desk.therapist, &many, "pdf").await, "session_ids").await;
    let patient = desk.patient().await;
    for weeks in [0, 105] {
        let body = json!({ "patient_id": patient, "weeks": weeks, "format": "pdf" });
        invalid(desk.report(&desk.therapist, &body).await, "weeks").await;
    }
    desk.ask(&desk.therapist, &[&desk.session], "xls")
        .await
        .problem(422, "invalid");
    // The same session a thousand times is one session.
    let same = vec![desk.session.as_str(); 1000];
    let job = id(&desk.ask(&desk.therapist, &same, "json").await.expect(202).json());
    desk.make().await;
    let value: Value = serde_json::from_str(&desk.text(&job).await).expect("JSON");
    assert_eq!(value["sessions"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_session_without_a_note_is_told_at_once() {
    let desk = Desk::new().await;
    let patient = desk.patient().await;
    let waiting = desk.app.upload(&desk.therapist, &patient, wav(500)).await;
    let problem = desk
        .ask(&desk.therapist, &[&desk.session, &waiting], "pdf")
        .await
        .problem(422, "invalid");
    assert_eq!(problem["field"], "session_ids");
}

#[tokio::test]
async fn a_fhir_document_is_about_one_client_and_other_formats_may_be_about_several() {
    let desk = Desk::new().await;
    let patient = desk.app.patient(&desk.therapist).await;
    let second = desk.app.upload(&desk.therapist, &patient, wav(2_000)).await;
    desk.app.run_jobs().await;
    let both = [second.as_str(), desk.session.as_str()];
    let problem = desk.ask(&desk.therapist, &both, "fhir").await.problem(422, "invalid");
    assert_eq!(problem["field"], "format");
    let job = id(&desk.ask(&desk.therapist, &both, "json").await.expect(202).json());
    desk.make().await;
    let value: Value = serde_json::from_str(&desk.text(&job).await).expect("JSON");
    let sessions = value["sessions"].as_array().expect("a list").iter();
    let sessions: Vec<_> = sessions.map(|session| session["session_id"].clone()).collect();
    assert_eq!(sessions, [desk.session.as_str(), second.as_str()], "oldest first");
}

#[tokio::test]
async fn a_document_that_is_not_ready_says_so() {
    let desk = Desk::new().await;
    let job = desk.asked("pdf").await;
    let problem = desk.download(&desk.therapist, &job).await.problem(409, "conflict");
    assert!(
        problem["detail"]
            .as_str()
            .expect("a sentence")
            .contains("still being made")
    );
    assert_eq!(desk.app.deeds(&job, "export_downloaded").await, 0);
    assert_eq!(desk.job(&job).await["downloads"], 0);
}

#[tokio::test]
async fn a_file_expires_after_a_week_and_its_request_is_forgotten_a_month_later() {
    let desk = Desk::new().await;
    let job = desk.made("md").await;
    let waiting = desk.asked("md").await;
    assert_eq!(desk.app.export_files(), 1);
    let expire = async || app::exports::expire(&desk.app.app).await.expect("it runs");
    desk.app.clock.advance(DAY * 7 - Duration::from_secs(1));
    assert_eq!(expire().await, 0);
    desk.app.clock.advance(Duration::from_secs(1));
    // From this moment on, whether or not anybody has cleaned up.
    let fresh = desk.app.sign_in(&desk.therapist.email).await;
    let therapist = Person {
        token: fresh["access_token"].as_str().expect("a token").into(),
        ..desk.therapist.clone()
    };
    desk.download(&therapist, &job).await.problem(410, "gone");
    assert_eq!(expire().await, 2);
    assert_eq!(expire().await, 0, "twice in a row changes nothing");
    assert_eq!(desk.app.export_files(), 0);
    let keys = "SELECT COUNT(*) FROM export_jobs WHERE file_key IS NOT NULL OR file_id IS NOT NULL";
    assert_eq!(desk.app.database.number(keys).await, 0);
    desk.download(&therapist, &job).await.problem(410, "gone");
    for (job, status) in [(&job, "completed"), (&waiting, "failed")] {
        let uri = format!("/api/v1/export/jobs/{job}");
        let shown = desk.app.get(&uri).by(&therapist).send().await.expect(200).json();
        assert_eq!((&shown["status"], &shown["file_bytes"]), (&status.into(), &Value::Null));
        assert_eq!(desk.app.deeds(job, "export_deleted").await, 1);
    }
    assert_eq!(desk.app.queue().await, (0, 0), "nobody makes it any more");
    desk.app.clock.advance(DAY * 30);
    assert_eq!(expire().await, 0);
    assert_eq!(desk.app.database.number("SELECT COUNT(*) FROM export_jobs").await, 0);
}

#[tokio::test]
async fn exports_belong_to_whoever_asked() {
    let desk = Desk::new().await;
    let job = desk.made("md").await;
    let colleague = colleague(&desk.app, &desk.session).await;
    let nobody = domain::ExportId::new(desk.app.now()).to_string();
    assert_eq!(desk.list(&colleague).await.expect(200).json(), json!([]));
    let missing = desk.download(&colleague, &nobody).await.expect(404).body;
    assert_eq!(desk.download(&colleague, &job).await.expect(404).body, missing);
    assert_eq!(desk.delete(&colleague, &job).await.expect(404).body, missing);
    let uri = format!("/api/v1/export/jobs/{job}");
    assert_eq!(desk.app.get(&uri).by(&colleague).send().await.expect(404).body, missing);
    desk.download(&desk.therapist, &job).await.expect(200);
}

#[tokio::test]
async fn a_download_is_noted_with_address_and_program_at_the_export_and_at_each_session() {
    let desk = Desk::new().await;
    let job = desk.made("md").await;
    let call = desk
        .app
        .get(&format!("/api/v1/export/download/{job}"))
        .by(&desk.therapist);
    call.from("192.0.2.7")
        .header("user-agent", "Browser/1.0")
        .send()
        .await
        .expect(200);
    let admin = desk.app.user(Role::Admin).await;
    for record in [&job, &desk.session] {
        let uri = format!("/api/audit?record={record}&deed=export_downloaded");
        let page = desk.app.get(&uri).by(&admin).send().await.expect(200).json();
        let entries = page["entries"].as_array().expect("entries");
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0]["actor"], desk.therapist.id.to_string());
        assert_eq!(
            (&entries[0]["address"], &entries[0]["agent"]),
            (&"192.0.2.7".into(), &"Browser/1.0".into())
        );
    }
    for deed in ["export_requested", "export_made"] {
        assert_eq!(desk.app.deeds(&job, deed).await, 1, "{deed}");
    }
    assert_eq!(desk.job(&job).await["downloads"], 1);
}

/// Ends the assignment of a colleague.
async fn unassign(desk: &Desk, colleague: &Person) {
    let uri = format!("/api/patients/{}/therapists/{}", desk.patient().await, colleague.id);
    desk.app
        .call("DELETE", &uri)
        .by(&desk.therapist)
        .send()
        .await
        .expect(204);
}

#[tokio::test]
async fn whoever_loses_the_client_loses_what_was_made_and_what_is_being_made() {
    let desk = Desk::new().await;
    let colleague = colleague(&desk.app, &desk.session).await;
    let sessions = [desk.session.as_str()];
    let made = id(&desk.ask(&colleague, &sessions, "md").await.expect(202).json());
    desk.make().await;
    desk.download(&colleague, &made).await.expect(200);
    let waiting = id(&desk.ask(&colleague, &sessions, "md").await.expect(202).json());
    let body = json!({ "patient_id": desk.patient().await, "format": "md" });
    let report = id(&desk.report(&colleague, &body).await.expect(202).json());
    unassign(&desk, &colleague).await;
    desk.download(&colleague, &made).await.problem(404, "not_found");
    desk.make().await;
    for job in [&waiting, &report] {
        let uri = format!("/api/v1/export/jobs/{job}");
        let shown = desk.app.get(&uri).by(&colleague).send().await.expect(200).json();
        assert_eq!(shown["status"], "failed");
        assert!(
            shown["error_message"]
                .as_str()
                .expect("a sentence")
                .contains("not yours"),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn a_deleted_export_is_gone_with_its_file() {
    let desk = Desk::new().await;
    let job = desk.made("md").await;
    assert_eq!(desk.app.export_files(), 1);
    desk.delete(&desk.therapist, &job).await.expect(204);
    assert_eq!(desk.app.export_files(), 0);
    assert_eq!(desk.app.deeds(&job, "export_deleted").await, 1);
    desk.delete(&desk.therapist, &job).await.problem(404, "not_found");
    desk.download(&desk.therapist, &job).await.problem(404, "not_found");
    assert_eq!(desk.list(&desk.therapist).await.expect(200).json(), json!([]));
}

#[tokio::test]
async fn an_export_that_is_deleted_while_it_waits_or_is_made_leaves_nothing_behind() {
    let desk = Desk::new().await;
    let job = desk.asked("pdf").await;
    desk.delete(&desk.therapist, &job).await.expect(204);
    assert_eq!(desk.app.queue().await, (0, 0));

    // A runner has claimed the job and not begun to work when the export is deleted.
    let job = desk.asked("pdf").await;
    let mut tx = desk.app.app.db.write().await.expect("writable");
    let now = desk.app.now();
    let claimed = store::jobs::claim(&mut tx, Kind::MakeExport, uuid::Uuid::nil(), now, now + DAY).await;
    let claimed = claimed.expect("writable").expect("a job");
    tx.commit().await.expect("stored");
    desk.delete(&desk.therapist, &job).await.expect(204);
    let mut tx = desk.app.app.db.write().await.expect("writable");
    let finished = store::jobs::finish(&mut tx, &claimed, now).await.expect("writable");
    assert!(!finished, "whoever makes it cannot commit it");
    drop(tx);
    assert_eq!((desk.app.queue().await, desk.app.export_files()), ((0, 0), 0));
}

#[tokio::test]
async fn what_lies_on_the_disk_cannot_be_read() {
    let desk = Desk::new().await;
    let job = desk.made("md").await;
    assert!(desk.text(&job).await.contains("Okafor"));
    let mut folders = vec![desk.app.database.directory().join("exports")];
    let mut exports = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                exports.push(path);
            }
        }
    }
    let mut seen = 0;
    for file in exports {
        let bytes = std::fs::read(file).expect("readable");
        assert!(!bytes.windows(6).any(|window| window == b"Okafor"));
        seen += 1;
    }
    assert_eq!(seen, 1);
}

#[tokio::test]
async fn files_that_no_request_knows_are_removed_when_they_are_old() {
    let desk = Desk::new().await;
    desk.made("md").await;
    let key = store::seal::DataKey::generate().expect("random numbers");
    let stray = domain::ids::new_uuid(desk.app.now());
    let writer = desk.app.app.exports.create(stray, &key).await.expect("room");
    writer.finish().await.expect("room");
    assert_eq!(desk.app.export_files(), 2);
    // Files have the machine's time; the practice's clock is brought behind it.
    let newest = desk.app.app.exports.list().await.expect("readable");
    let newest = newest.iter().map(|file| file.modified_micros).max().expect("a file");
    let sql = format!("UPDATE export_jobs SET expires_at = {}", i64::MAX);
    desk.app.database.execute(&sql).await;
    let ahead = newest - desk.app.now().micros();
    if ahead > 0 {
        desk.app.clock.advance(Duration::from_micros(ahead.unsigned_abs()));
    }
    app::exports::expire(&desk.app.app).await.expect("it runs");
    assert_eq!(desk.app.export_files(), 2, "another machine may be about to commit it");
    desk.app.clock.advance(DAY + Duration::from_secs(1));
    app::exports::expire(&desk.app.app).await.expect("it runs");
    assert_eq!(desk.app.export_files(), 1);
    let kept = "SELECT COUNT(*) FROM export_jobs WHERE file_id IS NOT NULL";
    assert_eq!(desk.app.database.number(kept).await, 1);
}

#[tokio::test]
async fn records_under_42_cfr_part_2_say_that_they_may_not_be_passed_on() {
    let desk = Desk::new().await;
    desk.app
        .database
        .execute("UPDATE patients SET redisclosure_notice = TRUE")
        .await;
    let notice = "42 CFR part 2 prohibits unauthorized use or disclosure of these records.";
    for format in ["md", "json", "fhir"] {
        let job = desk.made(format).await;
        assert!(desk.text(&job).await.contains(notice), "{format}");
    }
    let job = desk.made("fhir").await;
    let bundle: Value = serde_json::from_str(&desk.text(&job).await).expect("JSON");
    let labels = &bundle["entry"][0]["resource"]["meta"]["security"];
    assert!(labels.to_string().contains("NORDSCLCD"), "{labels}");
}

#[tokio::test]
async fn the_twenty_first_export_within_an_hour_is_refused() {
    let http = api::Config {
        limits: Limits {
            export: 20,
            ..Limits::default()
        },
        ..api::Config::default()
    };
    let app = TestApp::served(Settings::default(), &http).await;
    let (therapist, session) = app.processed_session().await;
    let ask = async || {
        let body = json!({ "session_ids": [session], "format": "md" });
        app.post("/api/v1/export/session-notes")
            .by(&therapist)
            .json(&body)
            .send()
            .await
    };
    for _ in 0..20 {
        ask().await.expect(202);
    }
    ask().await.problem(429, "too_many_requests");
    let patient = patient_of(&app, &session).await.to_string();
    let body = json!({ "patient_id": patient, "format": "md" });
    let report = app.post("/api/v1/export/progress-report").by(&therapist).json(&body);
    report.send().await.problem(429, "too_many_requests");
    app.get("/api/v1/export/jobs").by(&therapist).send().await.expect(200);
}

/// Writes down that the client answered a questionnaire just now.
async fn answer(desk: &Desk, instrument: Instrument, answers: Vec<u8>) {
    let now = desk.app.now();
    let measure = Measure {
        id: MeasureId::new(now),
        patient_id: patient_of(&desk.app, &desk.session).await,
        instrument,
        score: score(&answers),
        has_risk: instrument.has_risk(&answers),
        answers,
        taken_at: now,
        source: Source::Therapist,
        session_id: None,
        entered_by: desk.therapist.id,
        decision: None,
        decided_at: None,
        voided_at: None,
        created_at: now,
    };
    let mut tx = desk.app.app.db.write().await.expect("writable");
    let contact = desk.app.app.key.contact_key();
    store::measures::insert(&mut tx, contact, &measure)
        .await
        .expect("stored");
    tx.commit().await.expect("stored");
}

#[tokio::test]
async fn a_report_tells_measures_topics_and_moods_of_its_weeks() {
    let desk = Desk::new().await;
    answer(&desk, Instrument::Phq9, vec![2, 1, 2, 2, 1, 1, 2, 0, 0]).await;
    desk.app.clock.advance(Duration::from_secs(1));
    answer(&desk, Instrument::Gad7, vec![1; 7]).await;
    let body = json!({ "patient_id": desk.patient().await, "weeks": 4, "format": "json" });
    let job = id(&desk.report(&desk.therapist, &body).await.expect(202).json());
    desk.make().await;
    let value: Value = serde_json::from_str(&desk.text(&job).await).expect("JSON");
    let progress = &value["progress"];
    assert_eq!(
        (&progress["weeks"], &progress["patient"]["name"]),
        (&4.into(), &"Ada Okafor".into())
    );
    let measures = progress["measures"].as_array().expect("a list").iter();
    let measures: Vec<_> = measures
        .map(|measure| {
            (
                measure["instrument"].clone(),
                measure["score"].clone(),
                measure["band"].clone(),
            )
        })
        .collect();
    assert_eq!(
        measures,
        [
            ("phq9".into(), 11.into(), "moderate".into()),
            ("gad7".into(), 7.into(), "mild".into())
        ]
    );
    let uri = format!("/api/sessions/{}/notes", desk.session);
    let notes = desk.app.get(&uri).by(&desk.therapist).send().await.expect(200).json();
    let topics = progress["topics"].as_array().expect("a list");
    assert_eq!(topics.len(), notes["key_topics"].as_array().expect("topics").len());
    assert!(
        !topics.is_empty() && topics.iter().all(|topic| topic["sessions"] == 1),
        "{topics:?}"
    );
    let moods = progress["moods"].as_array().expect("a list").iter();
    let moods: Vec<_> = moods.map(|mood| mood["mood"].clone()).collect();
    assert_eq!(moods, [notes["session_mood"].clone()]);
    assert_eq!(progress["notes"], json!({ "total": 1, "signed": 0 }));

    // Four weeks later nothing of that is in the last four.
    desk.app.clock.advance(DAY * 28);
    let login = desk.app.sign_in(&desk.therapist.email).await;
    let therapist = Person {
        token: login["access_token"].as_str().expect("a token").into(),
        ..desk.therapist.clone()
    };
    let job = id(&desk.report(&therapist, &body).await.expect(202).json());
    desk.make().await;
    let value: Value = serde_json::from_slice(&desk.download(&therapist, &job).await.expect(200).body).expect("JSON");
    let progress = &value["progress"];
    for field in ["measures", "topics", "moods", "strategies", "agreed_actions"] {
        assert_eq!(progress[field], json!([]), "{field}");
    }
}

/// Judges bundles by HL7's definitions of R4, with the validators in `tests/fhir`.
fn judge(bundles: &[String]) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fhir");
    if !folder.join("node_modules").exists() {
        println!("not judged: tests/fhir/node_modules is missing; run `npm ci` in tests/fhir");
        return;
    }
    let directory = tempfile::tempdir().expect("a directory");
    let files = bundles.iter().enumerate().map(|(number, bundle)| {
        let file = directory.path().join(format!("{number}.json"));
        std::fs::write(&file, bundle).expect("writable");
        file
    });
    let judged = std::process::Command::new("node")
        .arg(folder.join("validate.mjs"))
        .args(files.collect::<Vec<_>>())
        .output()
        .expect("node");
    assert!(
        judged.status.success(),
        "{}{}",
        String::from_utf8_lossy(&judged.stdout),
        String::from_utf8_lossy(&judged.stderr)
    );
}

#[tokio::test]
async fn fhir_documents_are_what_the_standard_says() {
    let desk = Desk::new().await;
    let mut bundles = Vec::new();
    let draft = desk.made("fhir").await;
    bundles.push(desk.text(&draft).await);
    desk.sign().await;
    let added = json!({ "kind": "correction", "text": "It was <Tuesday> & not Monday.", "attestation": true });
    desk.note("POST", "/amendments", &added).await;
    desk.app
        .database
        .execute("UPDATE patients SET redisclosure_notice = TRUE")
        .await;
    let signed = desk.made("fhir").await;
    bundles.push(desk.text(&signed).await);
    answer(&desk, Instrument::Phq9, vec![1; 9]).await;
    desk.app.clock.advance(Duration::from_secs(1));
    answer(&desk, Instrument::Gad7, vec![3; 7]).await;
    let body = json!({ "patient_id": desk.patient().await, "format": "fhir" });
    let report = id(&desk.report(&desk.therapist, &body).await.expect(202).json());
    desk.make().await;
    bundles.push(desk.text(&report).await);
    judge(&bundles);

    let read = |text: &String| serde_json::from_str::<Value>(text).expect("JSON");
    let resources = |bundle: &Value| -> Vec<Value> {
        let entries = bundle["entry"].as_array().expect("entries").iter();
        entries.map(|entry| entry["resource"].clone()).collect()
    };
    let statuses: Vec<_> = bundles
        .iter()
        .map(|text| resources(&read(text))[0]["status"].clone())
        .collect();
    assert_eq!(statuses, ["preliminary", "amended", "preliminary"]);
    let signed = resources(&read(&bundles[1]));
    assert_eq!(signed[0]["attester"][0]["mode"], "legal");
    assert!(
        bundles[1].contains("It was &lt;Tuesday&gt; &amp; not Monday."),
        "narratives are escaped"
    );
    let report = resources(&read(&bundles[2]));
    let observations: Vec<_> = report
        .iter()
        .filter(|resource| resource["resourceType"] == "Observation")
        .collect();
    let code = |observation: &&&Value| observation["code"]["coding"][0]["code"].clone();
    let codes: Vec<_> = observations.iter().map(|observation| code(&observation)).collect();
    assert_eq!(codes, ["44261-6", "44249-1", "70274-6", "69737-5"]);
    assert_eq!(observations[0]["valueQuantity"]["value"], 9);
    assert_eq!(observations[2]["valueQuantity"]["value"], 21);
}
