//! Who may call what. `tests/golden/operations.txt` says for every operation what it needs, `domain::access` says who has it,
//! and these tests walk over every role, everything a client can be to somebody, and every state of a session.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use domain::access::{Action, Denied, Relation, decide};
use domain::break_glass::{BreakGlass, LASTS, Reason};
use domain::user::Role;
use domain::{BreakGlassId, PatientId, SessionId};
use engine::Error;
use protocol::Failure;
use serde_json::{Value, json};
use support::engines::{Hears, no_model};
use support::{Answer, Call, Form, Person, TestApp, contract, golden, wav};
use uuid::Uuid;

/// What an operation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    HalfLogin,
    Enrolment,
    Login,
    Permission(Action),
}

impl Needs {
    fn read(word: &str) -> Self {
        match word {
            "nothing" => Self::Nothing,
            "half" => Self::HalfLogin,
            "enrolment" => Self::Enrolment,
            "login" => Self::Login,
            action => {
                let found = Action::ALL.into_iter().find(|known| format!("{known:?}") == action);
                Self::Permission(found.unwrap_or_else(|| panic!("{action} is no action")))
            }
        }
    }
}

/// A line of `operations.txt`.
#[derive(Debug)]
struct Operation {
    method: &'static str,
    path: &'static str,
    bare: u16,
    needs: Needs,
    id: &'static str,
    body: Option<Value>,
}

impl Operation {
    fn read(line: &'static str) -> Self {
        // A path never has a space before a brace.
        let (line, body) = match line.find(" {") {
            Some(at) => (&line[..at], Some(&line[at..])),
            None => (line, None),
        };
        let words: Vec<_> = line.split_whitespace().collect();
        let [method, path, bare, needs, id] = words[..] else {
            panic!("five words and perhaps a body: {line}");
        };
        Self {
            method,
            path,
            bare: bare.parse().expect("a status"),
            needs: Needs::read(needs),
            id,
            body: body.map(|body| serde_json::from_str(body).expect("a body is JSON")),
        }
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// The request about the record `id`, in which `other` stands for any further id.
    fn call<'a>(&self, app: &'a TestApp, id: &str, other: &str) -> Call<'a> {
        if self.path == "/api/sessions/upload" {
            let form = Form::file("file", "session.wav", wav(500));
            return app.post(&format!("{}?patient_id={id}", self.path)).form(&form);
        }
        let parts = self.path.split('/').map(|part| match part {
            "{id}" => id,
            part if part.starts_with('{') => other,
            part => part,
        });
        let call = app.call(self.method, &parts.collect::<Vec<_>>().join("/"));
        match &self.body {
            Some(body) => call.json(&named(body, id)),
            None => call,
        }
    }
}

/// A body with the record's id in its place.
fn named(body: &Value, id: &str) -> Value {
    let text = body.to_string().replace("{id}", id);
    serde_json::from_str(&text).expect("an id needs no escaping")
}

/// The whole table.
fn table() -> &'static [Operation] {
    static TABLE: OnceLock<Vec<Operation>> = OnceLock::new();
    TABLE.get_or_init(|| {
        include_str!("../golden/operations.txt")
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
            .map(Operation::read)
            .collect()
    })
}

/// Bodies in the right form, by the name of the operation.
pub fn bodies() -> BTreeMap<String, Value> {
    let with_body = table()
        .iter()
        .filter_map(|operation| Some((operation.name(), operation.body.clone()?)));
    with_body.collect()
}

/// The names of the operations that the document describes.
fn documented() -> BTreeSet<String> {
    contract::operations()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect()
}

/// The lines about operations that there are.
fn served() -> impl Iterator<Item = &'static Operation> {
    let documented = documented();
    table()
        .iter()
        .filter(move |operation| documented.contains(&operation.name()))
}

fn absent(app: &TestApp) -> String {
    SessionId::new(app.now()).to_string()
}

#[test]
fn the_access_table_is_the_reviewed_one() {
    golden("access-table.txt", &domain::access::table());
}

#[test]
fn the_stage_table_is_the_reviewed_one() {
    golden("stage-table.txt", &domain::session::table());
}

#[test]
fn the_job_table_is_the_reviewed_one() {
    golden("job-table.txt", &domain::job::table());
}

#[test]
fn the_note_table_is_the_reviewed_one() {
    golden("note-table.txt", &domain::review::table());
}

#[test]
fn every_operation_of_the_document_is_in_the_table_of_this_suite() {
    let known: BTreeSet<_> = table().iter().map(Operation::name).collect();
    assert_eq!(known.len(), table().len(), "an operation stands there twice");
    let documented = documented();
    let missing: Vec<_> = documented.difference(&known).collect();
    let gone: Vec<_> = known.difference(&documented).collect();
    assert!(missing.is_empty(), "not in operations.txt: {missing:#?}");
    assert!(gone.is_empty(), "in operations.txt, but not in the document: {gone:#?}");
}

#[test]
fn the_document_says_which_operations_are_public() {
    let open: BTreeSet<_> = contract::operations()
        .filter(|(_, _, operation)| operation.get("security") == Some(&json!([{}])))
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let public = served().filter(|operation| operation.needs == Needs::Nothing);
    assert_eq!(open, public.map(Operation::name).collect());
}

#[tokio::test]
async fn nothing_but_the_public_operations_answers_without_a_login() {
    let app = TestApp::start().await;
    let id = absent(&app);
    for operation in served() {
        let uri = operation.path.replace("{id}", &id);
        let answer = app.call(operation.method, &uri).send().await;
        let name = operation.name();
        assert_eq!(answer.status.as_u16(), operation.bare, "{name}: {}", answer.text());
        if operation.needs != Needs::Nothing {
            answer.problem(401, "unauthenticated");
        }
    }
}

#[tokio::test]
async fn a_locked_login_is_good_for_opening_it_again_and_nothing_else() {
    let app = TestApp::start().await;
    let person = app.user(Role::Admin).await;
    app.database.execute("UPDATE auth_sessions SET is_locked = TRUE").await;
    let id = absent(&app);
    for operation in served() {
        match operation.needs {
            Needs::Nothing | Needs::HalfLogin => continue,
            Needs::Enrolment | Needs::Login | Needs::Permission(_) => {}
        }
        let answer = operation.call(&app, &id, &id).by(&person).send().await;
        assert_eq!(answer.status.as_u16(), 403, "{}: {}", operation.name(), answer.text());
        answer.problem(403, "locked");
    }
    app.get("/api/auth/me").by(&person).send().await.expect(200);
}

#[tokio::test]
async fn everybody_with_a_login_may_ask_for_what_is_theirs() {
    let app = TestApp::start().await;
    for role in Role::ALL {
        let person = app.user(role).await;
        let own = served().filter(|operation| operation.needs == Needs::Login || operation.needs == Needs::HalfLogin);
        // A stream of events does not end.
        for operation in own.filter(|operation| operation.method == "GET" && operation.path != "/api/events") {
            let answer = operation.call(&app, &absent(&app), "").by(&person).send().await;
            let expected = if operation.id == "-" { 200 } else { 404 };
            assert_eq!(answer.status.as_u16(), expected, "{role} {}", operation.name());
        }
    }
}

/// Whether an answer refuses a person rather than a request.
fn is_refusal(answer: &Answer) -> bool {
    answer.status == 401 || (answer.status == 403 && answer.json()["code"] == "forbidden")
}

#[tokio::test]
async fn what_concerns_no_client_is_decided_by_the_role() {
    let app = TestApp::start().await;
    for role in Role::ALL {
        let person = app.user(role).await;
        let (own, nobody) = (person.id.to_string(), absent(&app));
        for operation in served().filter(|operation| !matches!(operation.id, "patient" | "session")) {
            let Needs::Permission(action) = operation.needs else {
                continue;
            };
            let cases = match operation.id {
                "user" => vec![(&nobody, Relation::Other), (&own, Relation::Subject)],
                // What is made, and what names nobody yet, would be the caller's own.
                _ => vec![(&nobody, Relation::Own)],
            };
            for (id, relation) in cases {
                let decision = decide(role, action, relation);
                // What is allowed is tried on somebody who does not exist, so that nothing happens to anybody.
                if decision.is_ok() && relation == Relation::Subject && operation.method != "GET" {
                    continue;
                }
                let answer = operation.call(&app, id, &nobody).by(&person).send().await;
                let what = format!("{role} {} {relation:?}: {}", operation.name(), answer.text());
                match decision {
                    Ok(()) => assert!(!is_refusal(&answer), "{what}"),
                    Err(Denied::Forbidden) => {
                        assert_eq!(answer.status.as_u16(), 403, "{what}");
                        answer.problem(403, "forbidden");
                    }
                    Err(Denied::Hidden) => {
                        assert_eq!(answer.status.as_u16(), 404, "{what}");
                        answer.problem(404, "not_found");
                    }
                }
            }
        }
    }
}

/// A client with a session in some state, or without one.
struct Record {
    state: &'static str,
    patient: String,
    /// Names nothing where there is no session.
    session: String,
}

/// Somebody to whom the same clients are the same thing, whatever their role.
struct World {
    app: TestApp,
    relation: Relation,
    person: Person,
    /// A therapist who has nothing to do with any of it.
    third: Person,
    records: Vec<Record>,
}

impl World {
    async fn new(relation: Relation) -> Self {
        let app = TestApp::start().await;
        let (person, owner) = (app.user(Role::Therapist).await, app.user(Role::Therapist).await);
        let third = app.user(Role::Therapist).await;
        let keeper = if relation == Relation::Own { &person } else { &owner };
        let mut records = Vec::new();
        for state in ["none", "processed", "failed", "waiting"] {
            let patient = app.patient(keeper).await;
            match state {
                "failed" => app.asr.next(Hears::Nothing(Error::Refused(Failure::Empty))),
                "waiting" => app.asr.set_readiness(no_model()),
                _ => {}
            }
            let session = match state {
                "none" => absent(&app),
                _ => app.upload(keeper, &patient, wav(500)).await,
            };
            app.run_jobs().await;
            if state != "none" {
                let expected = if state == "waiting" { "uploading" } else { state };
                assert_eq!(app.session(keeper, &session).await["status"], expected);
            }
            relate(&app, relation, &person, &owner, &patient).await;
            records.push(Record {
                state,
                patient,
                session,
            });
        }
        Self {
            app,
            relation,
            person,
            third,
            records,
        }
    }

    /// Gives the person another role.
    async fn become_a(&self, role: Role) {
        let email = &self.person.email;
        let sql = format!("UPDATE users SET role = '{role}' WHERE email = '{email}'");
        assert_eq!(self.app.database.execute(&sql).await, 1);
    }

    async fn ask(&self, operation: &Operation, id: &str) -> Answer {
        let other = self.third.id.to_string();
        operation.call(&self.app, id, &other).by(&self.person).send().await
    }

    /// What no refused request may change.
    async fn counts(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM patients",
            "SELECT COUNT(*) FROM sessions",
            "SELECT COUNT(*) FROM sessions WHERE status = 'uploading'",
            "SELECT COUNT(*) FROM sessions WHERE status = 'processed'",
            "SELECT COUNT(*) FROM sessions WHERE status = 'failed'",
            "SELECT COUNT(*) FROM jobs",
            "SELECT COUNT(*) FROM jobs WHERE state = 'queued'",
            "SELECT COUNT(*) FROM assignments",
            "SELECT COUNT(*) FROM supervisions",
            "SELECT COUNT(*) FROM break_glass",
            "SELECT COUNT(*) FROM note_versions",
            "SELECT COUNT(*) FROM note_reviews WHERE state = 'draft'",
            "SELECT CAST(SUM(revision) AS BIGINT) FROM note_reviews",
            "SELECT COUNT(*) FROM note_dispositions",
            "SELECT COUNT(*) FROM process_notes",
            "SELECT COUNT(*) FROM export_jobs",
            "SELECT COUNT(*) FROM measures",
            "SELECT COUNT(*) FROM measure_requests",
            "SELECT COUNT(*) FROM releases",
        ] {
            counts.push(self.app.database.number(sql).await);
        }
        counts
    }

    /// Walks over every role, record and operation on a client or a session: first what the table refuses, then the rest.
    async fn walk(&self) {
        let before = self.counts().await;
        for allowed in [false, true] {
            for role in Role::ALL {
                self.become_a(role).await;
                for operation in served() {
                    let Needs::Permission(action) = operation.needs else {
                        continue;
                    };
                    let decision = decide(role, action, self.relation);
                    if decision.is_ok() == allowed && matches!(operation.id, "patient" | "session") {
                        self.judge(role, operation, decision).await;
                    }
                }
            }
            if !allowed {
                assert_eq!(self.counts().await, before, "a refused request changed something");
            }
        }
    }

    async fn judge(&self, role: Role, operation: &Operation, decision: Result<(), Denied>) {
        let missing = self.ask(operation, &absent(&self.app)).await;
        for record in &self.records {
            let id = if operation.id == "patient" {
                &record.patient
            } else {
                &record.session
            };
            let answer = self.ask(operation, id).await;
            let what = format!("{role} {:?} {} {}", self.relation, record.state, operation.name());
            let is_there = operation.id == "patient" || record.state != "none";
            match decision {
                Ok(()) if is_there => {
                    assert!(!is_refusal(&answer), "{what}: {}", answer.text());
                    assert_ne!(answer.body, missing.body, "{what}");
                }
                Err(Denied::Forbidden) if is_there => {
                    assert_eq!(answer.status.as_u16(), 403, "{what}: {}", answer.text());
                    says_nothing(&answer, &what);
                    answer.problem(403, "forbidden");
                }
                Ok(()) | Err(_) => {
                    assert_eq!(answer.status.as_u16(), 404, "{what}: {}", answer.text());
                    assert_eq!(
                        (&answer.body, &answer.headers),
                        (&missing.body, &missing.headers),
                        "{what}"
                    );
                    says_nothing(&answer, &what);
                    answer.problem(404, "not_found");
                }
            }
        }
    }

    /// The lists show what the table lets a role read, and nothing else.
    async fn list(&self) {
        for role in Role::ALL {
            self.become_a(role).await;
            let shown = |action| decide(role, action, self.relation).is_ok();
            let ids = async |path: &str| -> BTreeSet<String> {
                let answer = self.app.get(path).by(&self.person).send().await.expect(200).json();
                let items = answer.as_array().expect("a list").iter();
                items
                    .map(|item| item["id"].as_str().expect("an id").to_owned())
                    .collect()
            };
            let patients = self.records.iter().map(|record| record.patient.clone());
            let expected: BTreeSet<_> = patients.filter(|_| shown(Action::ReadPatient)).collect();
            assert_eq!(ids("/api/patients").await, expected, "{role} {:?}", self.relation);
            let sessions = self.records.iter().filter(|record| record.state != "none");
            let sessions = sessions.map(|record| record.session.clone());
            let expected: BTreeSet<_> = sessions.filter(|_| shown(Action::ReadSession)).collect();
            assert_eq!(ids("/api/sessions").await, expected, "{role} {:?}", self.relation);
            let one = &self.records[1];
            let of_one = ids(&format!("/api/sessions?patient_id={}", one.patient)).await;
            assert_eq!(of_one.contains(&one.session), shown(Action::ReadSession), "{role}");
        }
    }
}

/// Makes the client of `owner` what the relation says to `person`, where they are not yet.
async fn relate(app: &TestApp, relation: Relation, person: &Person, owner: &Person, patient: &str) {
    let patient = PatientId::from(patient.parse::<Uuid>().expect("an id"));
    let now = app.now();
    let mut tx = app.app.db.write().await.expect("a transaction");
    match relation {
        Relation::Own | Relation::Other => {}
        Relation::Assigned => {
            let added = store::assignments::add(&mut tx, patient, person.id, now).await;
            assert!(added.expect("writable"));
        }
        Relation::Supervised => {
            // Once for all clients of the therapist.
            let added = store::supervisions::add(&mut tx, person.id, owner.id, now).await;
            added.expect("writable");
        }
        Relation::Emergency => {
            let access = BreakGlass {
                id: BreakGlassId::new(now),
                admin: person.id,
                patient,
                reason: Reason::Emergency,
                comment: None,
                expires_at: now + LASTS,
                ended_at: None,
                created_at: now,
            };
            let contact = app.app.key.contact_key();
            let broken = store::break_glass::insert(&mut tx, contact, &access).await;
            broken.expect("writable");
        }
        Relation::Subject => {
            drop(tx);
            let account = |person: &Person| format!("(SELECT id FROM users WHERE email = '{}')", person.email);
            let (subject, therapist) = (account(person), account(owner));
            let sql = format!("UPDATE patients SET user_id = {subject} WHERE therapist_id = {therapist}");
            app.database.execute(&sql).await;
            return;
        }
    }
    tx.commit().await.expect("stored");
}

/// A refusal says nothing that only somebody who may see the record knows.
fn says_nothing(answer: &Answer, what: &str) {
    let said = format!("{} {:?}", answer.text(), answer.headers).to_lowercase();
    for secret in [
        "okafor",
        "555 0100",
        "post.example",
        "session.wav",
        "robin",
        "welcome back",
    ] {
        assert!(!said.contains(secret), "{what} gives away `{secret}`: {said}");
    }
}

async fn matrix(relation: Relation) {
    let world = World::new(relation).await;
    world.list().await;
    world.walk().await;
}

#[tokio::test]
async fn every_operation_keeps_to_the_table_on_ones_own_clients() {
    matrix(Relation::Own).await;
}

#[tokio::test]
async fn every_operation_keeps_to_the_table_on_assigned_clients() {
    matrix(Relation::Assigned).await;
}

#[tokio::test]
async fn every_operation_keeps_to_the_table_on_clients_of_supervised_therapists() {
    matrix(Relation::Supervised).await;
}

#[tokio::test]
async fn every_operation_keeps_to_the_table_on_clients_opened_in_an_emergency() {
    matrix(Relation::Emergency).await;
}

#[tokio::test]
async fn every_operation_keeps_to_the_table_on_clients_who_are_the_caller() {
    matrix(Relation::Subject).await;
}

#[tokio::test]
async fn every_operation_keeps_to_the_table_on_clients_of_others() {
    matrix(Relation::Other).await;
}
