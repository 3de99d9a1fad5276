use std::time::Duration;

use app::Settings;
use domain::claim::{Claim, ClaimKind, Problem, Verdict};
use domain::note::{MoodPolicy, Notes, Sentence};
use domain::review::{Event, Origin, Version};
use domain::transcript::Speaker;
use domain::user::Role;
use domain::{PatientId, SessionId};
use serde_json::{Value, json};
use store::signatures::{Kind, sha256};
use support::engines::no_model;
use support::{Answer, Person, TestApp, wav};
use uuid::Uuid;

/// Everybody has proved a moment ago that it is them.
pub async fn step_up(app: &TestApp) {
    let now = app.now().micros();
    let sql = format!("UPDATE auth_sessions SET stepped_up_at = {now}");
    app.database.execute(&sql).await;
}

pub fn session_id(id: &str) -> SessionId {
    id.parse::<Uuid>().expect("an id").into()
}

pub async fn patient_of(app: &TestApp, session: &str) -> PatientId {
    let mut tx = app.app.db.read().await.expect("readable");
    let found = store::sessions::find(&mut tx, &app.app.key, session_id(session)).await;
    found.expect("readable").expect("a session").session.patient_id
}

/// Another therapist of the session's client.
pub async fn colleague(app: &TestApp, session: &str) -> Person {
    let person = app.user(Role::Therapist).await;
    let patient = patient_of(app, session).await;
    let mut tx = app.app.db.write().await.expect("writable");
    let added = store::assignments::add(&mut tx, patient, person.id, app.now()).await;
    added.expect("writable");
    tx.commit().await.expect("stored");
    person
}

/// A supervisor of the therapist.
pub async fn supervisor(app: &TestApp, therapist: &Person) -> Person {
    let person = app.user(Role::Supervisor).await;
    let mut tx = app.app.db.write().await.expect("writable");
    let added = store::supervisions::add(&mut tx, person.id, therapist.id, app.now()).await;
    added.expect("writable");
    tx.commit().await.expect("stored");
    person
}

/// A draft whose drafter claimed what nobody said: once in the list of claims, and once only in the text.
pub async fn draft_with_inventions(app: &TestApp, session: &str) {
    let id = session_id(session);
    let mut tx = app.app.db.write().await.expect("writable");
    let stored = store::sessions::find(&mut tx, &app.app.key, id)
        .await
        .expect("readable")
        .expect("a session");
    let key = stored.key.expect("a key");
    let record = store::notes::lock(&mut tx, id)
        .await
        .expect("readable")
        .expect("a note");
    let (listed, mut notes) = store::notes::version(&mut tx, &key, id, record.current)
        .await
        .expect("readable")
        .expect("a version");
    let invented = |text: &str, claims: Vec<u32>| Sentence {
        text: text.into(),
        turns: vec![1],
        claims,
        ..Sentence::default()
    };
    notes.claims.push(Claim {
        text: "The client takes 50 mg of sertraline.".into(),
        kind: ClaimKind::Reported,
        speaker: Speaker::Client,
        quotes: Vec::new(),
        verdict: Verdict::Unsupported,
        problem: Some(Problem::NumberNotFound),
        candidates: Vec::new(),
        withdrawn: false,
    });
    let place = u32::try_from(notes.claims.len() - 1).expect("few claims");
    notes
        .evidence
        .therapist_notes
        .push(invented("The client takes 50 mg of sertraline.", vec![place]));
    notes
        .evidence
        .patient_summary
        .push(invented("You left your job.", Vec::new()));
    notes.join_narrative();
    let version = Version {
        number: listed.version.number + 1,
        origin: Origin::Redraft,
        based_on: Some(listed.version.number),
        created_at: app.now(),
        ..listed.version
    };
    store::notes::insert_version(&mut tx, &key, id, &version, &notes)
        .await
        .expect("stored");
    store::sessions::set_notes(&mut tx, &key, id, &notes)
        .await
        .expect("stored");
    let mut to = record;
    to.state = record.state.next(Event::Drafted).expect("an open note");
    to.current = version.number;
    to.revision += 1;
    assert!(
        store::notes::change(&mut tx, id, record.revision, &to, app.now())
            .await
            .expect("writable")
    );
    tx.commit().await.expect("stored");
}

/// A note and the people around it.
struct Desk {
    app: TestApp,
    therapist: Person,
    session: String,
}

impl Desk {
    async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    async fn with(settings: Settings) -> Self {
        let app = TestApp::with(settings).await;
        let (therapist, session) = app.processed_session().await;
        Self {
            app,
            therapist,
            session,
        }
    }

    fn uri(&self, rest: &str) -> String {
        format!("/api/sessions/{}/note{rest}", self.session)
    }

    async fn send(&self, by: &Person, method: &str, rest: &str, body: Value) -> Answer {
        self.app.call(method, &self.uri(rest)).by(by).json(&body).send().await
    }

    async fn get(&self, rest: &str) -> Value {
        self.app
            .get(&self.uri(rest))
            .by(&self.therapist)
            .send()
            .await
            .expect(200)
            .json()
    }

    async fn note(&self) -> Value {
        self.get("").await
    }

    async fn act(&self, method: &str, rest: &str, body: Value) -> Answer {
        self.send(&self.therapist, method, rest, body).await
    }

    async fn edit(&self, by: &Person, text: &str) -> Value {
        let revision = self.note().await["revision"].clone();
        let body = json!({ "revision": revision, "therapist_notes": text });
        self.send(by, "PATCH", "", body).await.expect(200).json()
    }

    async fn decide_everything(&self) -> Value {
        let note = self.note().await;
        let risks = note["risk_items"].as_array().expect("items").iter();
        let risks = risks
            .filter(|item| item["needs_disposition"] == true)
            .map(|item| (item, "safety_plan"));
        let claims = note["unsupported"].as_array().expect("items").iter();
        for (item, decision) in risks.chain(claims.map(|item| (item, "confirmed_from_memory"))) {
            let rest = format!("/dispositions/{}", text(&item["key"]));
            self.act("PUT", &rest, json!({ "decision": decision }))
                .await
                .expect(200);
        }
        self.note().await
    }

    async fn sign(&self, by: &Person) -> Answer {
        let revision = self.note().await["revision"].clone();
        self.send(
            by,
            "POST",
            "/sign",
            json!({ "revision": revision, "attestation": true }),
        )
        .await
    }

    async fn signed() -> Self {
        let desk = Self::new().await;
        desk.act("POST", "/review", json!({})).await.expect(200);
        desk.decide_everything().await;
        step_up(&desk.app).await;
        desk.sign(&desk.therapist).await.expect(200);
        desk
    }

    /// How far the note is, as the list of sessions tells it.
    async fn note_state(&self) -> Value {
        let listed = self.app.get("/api/sessions").by(&self.therapist).send().await;
        listed.expect(200).json()[0]["note_state"].clone()
    }

    async fn redraft(&self) {
        let uri = format!("/api/sessions/{}/extract-notes", self.session);
        self.app.post(&uri).by(&self.therapist).send().await.expect(202);
    }

    async fn deeds(&self, deed: &str) -> i64 {
        self.app.deeds(&self.session, deed).await
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn codes(note: &Value) -> Vec<&str> {
    note["not_signable_because"]
        .as_array()
        .expect("codes")
        .iter()
        .map(text)
        .collect()
}

#[tokio::test]
async fn a_new_draft_is_version_one_and_says_what_waits_for_a_decision() {
    let desk = Desk::new().await;
    let note = desk.note().await;
    assert_eq!((&note["state"], &note["revision"]), (&"draft".into(), &1.into()));
    assert_eq!(
        (
            &note["version"]["number"],
            &note["version"]["origin"],
            &note["version"]["author_id"]
        ),
        (&1.into(), &"model".into(), &Value::Null)
    );
    let uri = format!("/api/sessions/{}/notes", desk.session);
    let plain = desk.app.get(&uri).by(&desk.therapist).send().await.expect(200).json();
    assert_eq!(note["notes"], plain);
    assert_eq!(codes(&note), ["not_in_review", "risk_items_open"]);
    let items = note["risk_items"].as_array().expect("items");
    let wish = items
        .iter()
        .find(|item| item["turn"] == 3)
        .expect("the wish to be dead");
    assert_eq!(
        (&wish["needs_disposition"], &wish["disposition"]),
        (&true.into(), &Value::Null)
    );
    let waiting = items.iter().filter(|item| item["needs_disposition"] == true).count();
    assert!(waiting >= 1 && note["open_items"] == waiting, "{note}");
    let may = &note["may"];
    assert!(
        may["edit"] == true && may["sign"] == true && may["co_sign"] == false && may["amend"] == false,
        "{may}"
    );
    assert_eq!(note["mood_policy"], "draft");
    assert!(note["screen"]["gaps"].is_array());
}

#[tokio::test]
async fn a_reviewed_note_is_signed_with_everything_that_a_court_would_ask_for() {
    let desk = Desk::new().await;
    let begun = desk.act("POST", "/review", json!({})).await.expect(200).json();
    assert_eq!(begun["state"], "in_review");
    assert_eq!(desk.note_state().await, "in_review");
    desk.act("POST", "/review", json!({})).await.expect(200);
    assert_eq!(desk.deeds("note_reviewed").await, 1, "beginning twice is once");
    desk.edit(&desk.therapist, "Noticeably calmer afterwards.").await;
    let ready = desk.decide_everything().await;
    assert_eq!((codes(&ready), &ready["open_items"]), (vec![], &0.into()));
    desk.app.clock.advance(Duration::from_secs(300));
    step_up(&desk.app).await;
    let signed = desk.sign(&desk.therapist).await.expect(200).json();
    assert_eq!(
        (&signed["state"], codes(&signed)),
        (&"signed".into(), vec!["already_signed"])
    );
    let signature = &signed["signature"];
    assert_eq!(
        (
            &signature["signer_id"],
            &signature["role"],
            &signature["method"],
            &signature["at"]
        ),
        (
            &desk.therapist.id.to_string().into(),
            &"therapist".into(),
            &"password".into(),
            &desk.app.now().rfc3339().into()
        )
    );
    assert_eq!(signature["signer_name"], "Robin Meyer");

    let mut tx = desk.app.app.db.read().await.expect("readable");
    let id = session_id(&desk.session);
    let stored = store::sessions::find(&mut tx, &desk.app.app.key, id)
        .await
        .expect("readable")
        .expect("there");
    let found = store::signatures::find(&mut tx, stored.key().expect("a key"), id, Kind::Author).await;
    let (kept, _) = found.expect("readable").expect("a signature");
    let hash = sha256(kept.signed.document.as_bytes());
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(signature["content_hash"], hash);
    let document: Value = serde_json::from_str(&kept.signed.document).expect("JSON");
    assert_eq!(document["note"]["therapist_notes"], "Noticeably calmer afterwards.");
    assert_eq!(
        (&document["version"]["number"], &document["version"]["origin"]),
        (&2.into(), &"hand".into())
    );
    assert_eq!(document["edit_distance"]["words_added"], 3);
    assert!(
        document["edit_distance"]["words_removed"].as_u64() > Some(5),
        "{document}"
    );
    assert_eq!(document["review"]["seconds"], 300);
    assert_eq!(document["dispositions"][0]["decision"], "safety_plan");
    assert_eq!(document["signer"]["method"], "password");
    assert_eq!(text(&document["transcript_sha256"]).len(), 64);
    assert_eq!(document["statement"], signature["statement"]);
    assert_eq!(
        signature["statement"], ready["attestation"]["sign"],
        "what was read is what is stored"
    );
    assert_eq!(desk.deeds("note_signed").await, 1);
}

#[tokio::test]
async fn nobody_signs_a_draft_unseen_nor_one_with_open_items() {
    let desk = Desk::new().await;
    step_up(&desk.app).await;
    let unseen = desk.sign(&desk.therapist).await.problem(409, "not_signable");
    assert_eq!(unseen["reasons"], json!(["not_in_review", "risk_items_open"]));
    desk.act("POST", "/review", json!({})).await.expect(200);
    let open = desk.sign(&desk.therapist).await.problem(409, "not_signable");
    assert_eq!(open["reasons"], json!(["risk_items_open"]));
    let keys = open["open_items"].as_array().expect("keys");
    assert!(
        !keys.is_empty() && keys.iter().all(|key| text(key).starts_with("r-")),
        "{open}"
    );
    let decided = desk.decide_everything().await;
    assert_eq!(codes(&decided), [""; 0]);
    // A decision that is taken back is open again.
    let rest = format!("/dispositions/{}", text(&keys[0]));
    let reopened = desk.act("DELETE", &rest, json!({})).await.expect(200).json();
    assert_eq!(codes(&reopened), ["risk_items_open"]);
    desk.act("DELETE", &rest, json!({})).await.problem(404, "not_found");
    desk.sign(&desk.therapist).await.problem(409, "not_signable");
    assert_eq!(desk.note().await["state"], "in_review");
    assert_eq!(
        (desk.deeds("note_signed").await, desk.deeds("note_item_reopened").await),
        (0, 1)
    );
}

#[tokio::test]
async fn a_signature_needs_a_fresh_proof_the_latest_revision_and_the_statement() {
    let desk = Desk::new().await;
    desk.act("POST", "/review", json!({})).await.expect(200);
    let ready = desk.decide_everything().await;
    let sign = |revision: i64, attestation: bool| {
        let body = json!({ "revision": revision, "attestation": attestation });
        desk.act("POST", "/sign", body)
    };
    let revision = ready["revision"].as_i64().expect("a number");
    sign(revision, true).await.problem(403, "step_up_required");
    step_up(&desk.app).await;
    assert_eq!(
        sign(revision, false).await.problem(422, "invalid")["field"],
        "attestation"
    );
    sign(revision - 1, true).await.problem(409, "stale");
    sign(revision, true).await.expect(200);
    let again = sign(revision, true).await.problem(409, "not_signable");
    assert_eq!(again["reasons"], json!(["already_signed"]));
}

#[tokio::test]
async fn a_second_factor_is_told_in_the_signature() {
    let desk = Desk::new().await;
    let now = desk.app.now();
    let mut tx = desk.app.app.db.write().await.expect("writable");
    let contact = desk.app.app.key.contact_key();
    store::second_factors::offer(&mut tx, contact, desk.therapist.id, b"12345678901234567890", now)
        .await
        .expect("stored");
    tx.commit().await.expect("stored");
    let sql = format!("UPDATE second_factors SET confirmed_at = {}", now.micros());
    desk.app.database.execute(&sql).await;
    desk.act("POST", "/review", json!({})).await.expect(200);
    desk.decide_everything().await;
    step_up(&desk.app).await;
    let signed = desk.sign(&desk.therapist).await.expect(200).json();
    assert_eq!(signed["signature"]["method"], "password_and_code");
}

#[tokio::test]
async fn a_signed_note_takes_no_edit_decision_version_review_or_draft() {
    let desk = Desk::signed().await;
    let before = desk.note().await;
    let key = text(&before["risk_items"][0]["key"]).to_owned();
    let revision = before["revision"].clone();
    let decision = format!("/dispositions/{key}");
    for (method, rest, body) in [
        (
            "PATCH",
            "",
            json!({ "revision": revision, "therapist_notes": "Other." }),
        ),
        ("PUT", decision.as_str(), json!({ "decision": "not_a_concern" })),
        ("DELETE", decision.as_str(), json!({})),
        ("POST", "/versions/1/adopt", json!({ "revision": revision })),
        ("POST", "/review", json!({})),
    ] {
        let problem = desk.act(method, rest, body).await.problem(409, "conflict");
        assert!(
            text(&problem["detail"]).contains("addendum"),
            "{method} {rest}: {problem}"
        );
    }
    let uri = format!("/api/sessions/{}/extract-notes", desk.session);
    desk.app
        .post(&uri)
        .by(&desk.therapist)
        .send()
        .await
        .problem(409, "conflict");
    assert_eq!(desk.note().await, before);
}

#[tokio::test]
async fn edits_of_one_person_are_one_version_until_a_day_or_somebody_else_comes() {
    let desk = Desk::new().await;
    let colleague = colleague(&desk.app, &desk.session).await;
    for (text, by, number) in [
        ("First thought.", &desk.therapist, 2),
        ("First thought. Second one.", &desk.therapist, 2),
        ("Another view.", &colleague, 3),
        ("Back again.", &desk.therapist, 4),
    ] {
        let note = desk.edit(by, text).await;
        assert_eq!(note["version"]["number"], number, "{text}");
        assert_eq!(
            (&note["version"]["origin"], &note["state"]),
            (&"hand".into(), &"in_review".into())
        );
        assert_eq!(note["version"]["author_id"], by.id.to_string());
        assert_eq!(note["notes"]["therapist_notes"], text);
    }
    desk.app.clock.advance(domain::review::EXTENDS_FOR);
    let token = desk.app.sign_in(&desk.therapist.email).await["access_token"].clone();
    let therapist = Person {
        token: text(&token).into(),
        ..desk.therapist.clone()
    };
    let desk = Desk { therapist, ..desk };
    let note = desk.edit(&desk.therapist, "The next day.").await;
    assert_eq!(
        (&note["version"]["number"], &note["version"]["based_on"]),
        (&5.into(), &4.into())
    );
    let versions = desk.get("/versions").await;
    let origins: Vec<_> = versions
        .as_array()
        .expect("a list")
        .iter()
        .map(|version| text(&version["origin"]))
        .collect();
    assert_eq!(origins, ["model", "hand", "hand", "hand", "hand"]);
    assert_eq!(versions[1]["author_name"], "Robin Meyer");
    let second = desk.get("/versions/2").await;
    assert_eq!(second["notes"]["therapist_notes"], "First thought. Second one.");
}

#[tokio::test]
async fn an_edit_names_the_revision_it_was_made_on_and_one_without_a_change_is_none() {
    let desk = Desk::new().await;
    let note = desk.note().await;
    let body = json!({ "revision": note["revision"], "therapist_notes": note["notes"]["therapist_notes"] });
    let same = desk.act("PATCH", "", body.clone()).await.expect(200).json();
    assert_eq!((&same["revision"], &same["version"]["number"]), (&1.into(), &1.into()));
    desk.edit(&desk.therapist, "Mine.").await;
    let stale = json!({ "revision": 1, "therapist_notes": "Theirs." });
    desk.act("PATCH", "", stale).await.problem(409, "stale");
    assert_eq!(desk.note().await["notes"]["therapist_notes"], "Mine.");
    assert_eq!(desk.deeds("note_edited").await, 1);
}

#[tokio::test]
async fn a_sentence_that_stays_keeps_its_turns_and_a_new_one_is_the_therapists_word() {
    let desk = Desk::new().await;
    let before = desk.note().await["notes"].clone();
    let kept = before["evidence"]["therapist_notes"][0].clone();
    let edited = desk
        .edit(&desk.therapist, &format!("I noticed tears. {}", text(&kept["text"])))
        .await;
    let sentences = &edited["notes"]["evidence"]["therapist_notes"];
    assert_eq!(
        (&sentences[0]["text"], &sentences[0]["by_hand"]),
        (&"I noticed tears.".into(), &true.into())
    );
    assert_eq!(sentences[1], kept);
    assert_eq!(edited["unsupported"], json!([]), "a hand needs no evidence");
}

#[tokio::test]
async fn every_field_of_the_contract_can_be_edited_and_what_is_wrong_is_named() {
    let desk = Desk::new().await;
    let body = json!({
        "revision": 1,
        "topic_summary": "Work and sleep.",
        "patient_summary": "We spoke about work.",
        "session_mood": "positive",
        "mood_trajectory": null,
        "key_topics": ["work", "sleep"],
        "strategies": [{ "name": "breathing", "evidence_turns": [6] }, { "name": "walks" }],
        "action_items": [{ "text": "Write worries down", "evidence_turns": [9] }],
    });
    let notes = desk.act("PATCH", "", body).await.expect(200).json()["notes"].clone();
    assert_eq!(
        (&notes["session_mood"], &notes["mood_source"]),
        (&"positive".into(), &"therapist".into())
    );
    assert_eq!(
        (&notes["mood_trajectory"], &notes["trajectory_source"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(notes["key_topics"], json!(["work", "sleep"]));
    assert_eq!(notes["strategies"][1], json!({ "name": "walks", "evidence_turns": [] }));
    assert_eq!(notes["action_items"][0]["evidence_turns"], json!([9]));
    assert_eq!(
        desk.app.session(&desk.therapist, &desk.session).await["extracted_notes"],
        notes
    );
    for (field, value) in [
        ("therapist_notes", json!("x".repeat(20_001))),
        ("strategies", json!([{ "name": "x", "evidence_turns": [10] }])),
        ("key_topics", json!(vec!["x"; 51])),
    ] {
        let problem = desk
            .act("PATCH", "", json!({ "revision": 2, field: value }))
            .await
            .problem(422, "invalid");
        assert_eq!(problem["field"], field);
    }
    let problem = desk
        .act("PATCH", "", json!({ "revision": 2, "session_mood": "fine" }))
        .await;
    problem.problem(422, "invalid");
}

#[tokio::test]
async fn an_unsupported_claim_blocks_until_it_is_removed_confirmed_or_corrected() {
    let desk = Desk::new().await;
    draft_with_inventions(&desk.app, &desk.session).await;
    desk.act("POST", "/review", json!({})).await.expect(200);
    let note = desk.note().await;
    let unsupported = note["unsupported"].as_array().expect("claims");
    assert_eq!(unsupported.len(), 2, "{unsupported:#?}");
    assert_eq!(codes(&note), ["risk_items_open", "unsupported_claims_open"]);
    let key_of = |part: &str| {
        let found = unsupported
            .iter()
            .find(|item| text(&item["claim"]["text"]).contains(part));
        format!("/dispositions/{}", text(&found.expect("the claim")["key"]))
    };
    let (dose, job) = (key_of("sertraline"), key_of("left your job"));
    let wrong = desk
        .act("PUT", &dose, json!({ "decision": "safety_plan" }))
        .await
        .problem(422, "invalid");
    assert!(
        text(&wrong["detail"]).contains("removed, confirmed_from_memory, corrected"),
        "{wrong}"
    );
    let unknown = desk
        .act("PUT", &dose, json!({ "decision": "whatever" }))
        .await
        .problem(422, "invalid");
    assert_eq!(unknown["field"], "decision");
    desk.act(
        "PUT",
        "/dispositions/c-0000000000000000",
        json!({ "decision": "removed" }),
    )
    .await
    .problem(404, "not_found");

    let removed = desk
        .act("PUT", &dose, json!({ "decision": "removed" }))
        .await
        .expect(200)
        .json();
    assert!(
        !text(&removed["notes"]["therapist_notes"]).contains("sertraline"),
        "{removed}"
    );
    assert_eq!(
        removed["version"]["origin"], "hand",
        "what was drafted stays to be compared"
    );
    let body = json!({ "decision": "confirmed_from_memory", "comment": " told at the door " });
    let confirmed = desk.act("PUT", &job, body).await.expect(200).json();
    assert_eq!(codes(&confirmed), ["risk_items_open"]);
    let kept = confirmed["unsupported"].as_array().expect("claims").iter();
    let comments: Vec<_> = kept
        .map(|item| (&item["disposition"]["decision"], &item["disposition"]["comment"]))
        .collect();
    assert!(
        comments.contains(&(&"confirmed_from_memory".into(), &"told at the door".into())),
        "{comments:?}"
    );
    assert!(text(&confirmed["notes"]["patient_summary"]).contains("left your job"));
}

#[tokio::test]
async fn a_draft_that_nobody_touched_is_replaced_and_the_review_begins_anew() {
    let desk = Desk::new().await;
    desk.act("POST", "/review", json!({})).await.expect(200);
    desk.redraft().await;
    desk.app.run_jobs().await;
    let note = desk.note().await;
    assert_eq!(
        (
            &note["version"]["number"],
            &note["version"]["origin"],
            &note["state"],
            &note["redraft"]
        ),
        (&2.into(), &"redraft".into(), &"draft".into(), &Value::Null)
    );
    assert_eq!(desk.deeds("note_drafted").await, 2);
}

#[tokio::test]
async fn a_draft_is_offered_beside_what_a_hand_has_touched_and_a_person_may_take_it() {
    let desk = Desk::new().await;
    let edited = desk.edit(&desk.therapist, "My own words.").await;
    desk.redraft().await;
    desk.app.run_jobs().await;
    let offered = desk.note().await;
    assert_eq!(
        (&offered["notes"], &offered["revision"]),
        (&edited["notes"], &edited["revision"])
    );
    assert_eq!(
        (&offered["redraft"]["number"], &offered["redraft"]["origin"]),
        (&3.into(), &"redraft".into())
    );
    let diff = desk.get("/diff?from=2&to=3").await;
    assert_eq!((&diff["from"], &diff["to"]), (&2.into(), &3.into()));
    let parts = diff["fields"][0]["parts"].as_array().expect("parts");
    assert!(
        parts
            .iter()
            .any(|part| part["op"] == "removed" && text(&part["text"]).contains("own words")),
        "{diff}"
    );
    // What was typed meanwhile is a version of its own: the one that the draft was offered beside stays as it was.
    let again = desk.edit(&desk.therapist, "My own words, again.").await;
    assert_eq!(
        (&again["version"]["number"], &again["redraft"]["number"]),
        (&4.into(), &3.into())
    );
    let stale = json!({ "revision": edited["revision"] });
    desk.act("POST", "/versions/3/adopt", stale).await.problem(409, "stale");
    let body = json!({ "revision": again["revision"] });
    desk.act("POST", "/versions/9/adopt", body.clone())
        .await
        .problem(404, "not_found");
    desk.act("POST", "/versions/4/adopt", body.clone())
        .await
        .problem(409, "conflict");
    let adopted = desk.act("POST", "/versions/3/adopt", body).await.expect(200).json();
    assert_eq!(
        (
            &adopted["version"]["origin"],
            &adopted["version"]["number"],
            &adopted["version"]["based_on"]
        ),
        (&"adopted".into(), &5.into(), &3.into())
    );
    assert_eq!(adopted["redraft"], Value::Null);
    assert_eq!(
        adopted["notes"]["therapist_notes"],
        desk.get("/versions/3").await["notes"]["therapist_notes"]
    );
    assert_eq!(
        (desk.deeds("note_offered").await, desk.deeds("note_adopted").await),
        (1, 1)
    );
}

#[tokio::test]
async fn decisions_alone_keep_a_draft_from_being_replaced_and_follow_their_items() {
    let desk = Desk::new().await;
    let decided = desk.decide_everything().await;
    desk.redraft().await;
    desk.app.run_jobs().await;
    let note = desk.note().await;
    assert_eq!(
        (&note["version"]["number"], &note["redraft"]["number"]),
        (&1.into(), &2.into())
    );
    let body = json!({ "revision": note["revision"] });
    let adopted = desk.act("POST", "/versions/2/adopt", body).await.expect(200).json();
    assert_eq!(
        adopted["risk_items"], decided["risk_items"],
        "the same items, decided as before"
    );
}

#[tokio::test]
async fn what_was_decided_to_be_removed_does_not_come_back_with_another_version() {
    let desk = Desk::new().await;
    draft_with_inventions(&desk.app, &desk.session).await;
    let note = desk.note().await;
    for item in note["unsupported"].as_array().expect("claims") {
        let rest = format!("/dispositions/{}", text(&item["key"]));
        desk.act("PUT", &rest, json!({ "decision": "removed" }))
            .await
            .expect(200);
    }
    let revision = desk.note().await["revision"].clone();
    let adopted = desk
        .act("POST", "/versions/2/adopt", json!({ "revision": revision }))
        .await
        .expect(200)
        .json();
    let words = format!(
        "{} {}",
        adopted["notes"]["therapist_notes"], adopted["notes"]["patient_summary"]
    );
    assert!(
        !words.contains("sertraline") && !words.contains("left your job"),
        "{words}"
    );
}

#[tokio::test]
async fn a_draft_that_comes_after_the_signature_is_not_kept() {
    let desk = Desk::new().await;
    desk.act("POST", "/review", json!({})).await.expect(200);
    desk.decide_everything().await;
    desk.redraft().await;
    step_up(&desk.app).await;
    let signed = desk.sign(&desk.therapist).await.expect(200).json();
    desk.app.run_jobs().await;
    let note = desk.note().await;
    assert_eq!((&note["notes"], &note["redraft"]), (&signed["notes"], &Value::Null));
    assert_eq!(desk.get("/versions").await.as_array().expect("a list").len(), 1);
    assert_eq!(
        (desk.deeds("note_draft_dropped").await, desk.deeds("note_drafted").await),
        (1, 1)
    );
    assert_eq!(
        desk.app.session(&desk.therapist, &desk.session).await["status"],
        "processed"
    );
}

#[tokio::test]
async fn a_supervisor_of_the_therapist_co_signs_once_and_only_what_is_signed() {
    let desk = Desk::new().await;
    let supervisor = supervisor(&desk.app, &desk.therapist).await;
    let body = json!({ "attestation": true });
    step_up(&desk.app).await;
    desk.send(&supervisor, "POST", "/co-sign", body.clone())
        .await
        .problem(409, "conflict");
    desk.act("POST", "/review", json!({})).await.expect(200);
    desk.decide_everything().await;
    let signed = desk.sign(&desk.therapist).await.expect(200).json();
    desk.act("POST", "/co-sign", body.clone())
        .await
        .problem(403, "forbidden");
    let read = desk
        .app
        .get(&desk.uri(""))
        .by(&supervisor)
        .send()
        .await
        .expect(200)
        .json();
    assert!(
        read["may"]["co_sign"] == true && read["may"]["edit"] == false && read["may"]["void"] == false,
        "{read}"
    );
    let unsaid = desk
        .send(&supervisor, "POST", "/co-sign", json!({ "attestation": false }))
        .await;
    assert_eq!(unsaid.problem(422, "invalid")["field"], "attestation");
    let co_signed = desk
        .send(&supervisor, "POST", "/co-sign", body.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&co_signed["state"], &co_signed["notes"]),
        (&"co_signed".into(), &signed["notes"])
    );
    assert_eq!(co_signed["signature"], signed["signature"]);
    assert_eq!(
        co_signed["co_signature"]["statement"], read["attestation"]["co_sign"],
        "what was read is what is stored"
    );
    assert_eq!(desk.note_state().await, "co_signed");
    let co_signature = &co_signed["co_signature"];
    assert_eq!(
        (&co_signature["role"], &co_signature["signer_id"]),
        (&"supervisor".into(), &supervisor.id.to_string().into())
    );
    assert_ne!(co_signature["content_hash"], signed["signature"]["content_hash"]);
    desk.send(&supervisor, "POST", "/co-sign", body)
        .await
        .problem(409, "conflict");
    assert_eq!(desk.deeds("note_co_signed").await, 1);
}

#[tokio::test]
async fn whoever_signed_as_therapist_does_not_co_sign_as_supervisor() {
    let desk = Desk::signed().await;
    let owner = desk.app.user(Role::Therapist).await;
    let now = desk.app.now();
    let patient = patient_of(&desk.app, &desk.session).await;
    let email = &desk.therapist.email;
    desk.app
        .database
        .execute(&format!("UPDATE users SET role = 'supervisor' WHERE email = '{email}'"))
        .await;
    let sql = format!(
        "UPDATE patients SET therapist_id = (SELECT id FROM users WHERE email = '{}')",
        owner.email
    );
    desk.app.database.execute(&sql).await;
    let mut tx = desk.app.app.db.write().await.expect("writable");
    store::supervisions::add(&mut tx, desk.therapist.id, owner.id, now)
        .await
        .expect("stored");
    tx.commit().await.expect("stored");
    assert_eq!(patient_of(&desk.app, &desk.session).await, patient);
    let own = desk
        .act("POST", "/co-sign", json!({ "attestation": true }))
        .await
        .problem(409, "conflict");
    assert!(text(&own["detail"]).contains("yourself"), "{own}");
}

#[tokio::test]
async fn what_is_said_later_is_a_signed_record_of_its_own() {
    let desk = Desk::new().await;
    step_up(&desk.app).await;
    let entry = |kind: &str, text: &str| json!({ "kind": kind, "text": text, "attestation": true });
    desk.act("POST", "/amendments", entry("addendum", "More."))
        .await
        .problem(409, "conflict");
    let desk = Desk::signed().await;
    let before = desk.note().await;
    for (kind, text) in [
        ("addendum", "The client called on Friday."),
        ("correction", "It was the left hand."),
        ("late_entry", "We also spoke about sleep."),
    ] {
        desk.app.clock.advance(Duration::from_secs(1));
        desk.act("POST", "/amendments", entry(kind, text)).await.expect(200);
    }
    let after = desk.note().await;
    let kinds: Vec<_> = after["amendments"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|entry| text(&entry["kind"]))
        .collect();
    assert_eq!(kinds, ["addendum", "correction", "late_entry"]);
    let mut tx = desk.app.app.db.read().await.expect("readable");
    let id = session_id(&desk.session);
    let stored = store::sessions::find(&mut tx, &desk.app.app.key, id)
        .await
        .expect("readable")
        .expect("there");
    let kept = store::amendments::list(&mut tx, stored.key().expect("a key"), id)
        .await
        .expect("readable");
    for (amendment, _) in &kept {
        let document: Value = serde_json::from_str(&amendment.signed.document).expect("JSON");
        let read = &before["attestation"][amendment.kind.as_str()];
        assert_eq!(&document["statement"], read, "what was read is what is stored");
    }
    drop(tx);
    assert_eq!(after["amendments"][1]["text"], "It was the left hand.");
    assert_eq!(
        (&after["notes"], &after["signature"]),
        (&before["notes"], &before["signature"])
    );
    for (body, field) in [
        (entry("erratum", "x"), "kind"),
        (entry("addendum", " \n "), "text"),
        (entry("addendum", &"x".repeat(20_001)), "text"),
        (
            json!({ "kind": "addendum", "text": "x", "attestation": false }),
            "attestation",
        ),
    ] {
        assert_eq!(
            desk.act("POST", "/amendments", body).await.problem(422, "invalid")["field"],
            field
        );
    }
    desk.app.clock.advance(domain::login::STEP_UP);
    desk.act("POST", "/amendments", entry("addendum", "x"))
        .await
        .problem(403, "step_up_required");
    assert_eq!(desk.deeds("note_amended").await, 3);
}

#[tokio::test]
async fn a_voided_note_is_kept_and_shown_nowhere_but_in_its_review() {
    let desk = Desk::signed().await;
    let before = desk.note().await;
    let wrong = desk
        .act("POST", "/void", json!({ "reason": "mistake" }))
        .await
        .problem(422, "invalid");
    assert_eq!(wrong["field"], "reason");
    assert_eq!(desk.note_state().await, "signed");
    let voided = desk
        .act("POST", "/void", json!({ "reason": "wrong_patient" }))
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&voided["state"], &voided["notes"], &voided["signature"]),
        (&"voided".into(), &before["notes"], &before["signature"])
    );
    let uri = format!("/api/sessions/{}/notes", desk.session);
    let gone = desk
        .app
        .get(&uri)
        .by(&desk.therapist)
        .send()
        .await
        .problem(404, "not_found");
    assert!(text(&gone["detail"]).contains("voided"), "{gone}");
    assert_eq!(
        desk.app.session(&desk.therapist, &desk.session).await["extracted_notes"],
        Value::Null
    );
    let body = json!({ "revision": voided["revision"], "attestation": true });
    let signed = desk.act("POST", "/sign", body).await.problem(409, "not_signable");
    assert_eq!(signed["reasons"], json!(["voided"]));
    desk.act("POST", "/void", json!({ "reason": "wrong_session" }))
        .await
        .problem(409, "conflict");
    let uri = format!("/api/sessions/{}/extract-notes", desk.session);
    desk.app
        .post(&uri)
        .by(&desk.therapist)
        .send()
        .await
        .problem(409, "conflict");
    assert_eq!(desk.note_state().await, "voided");
    assert_eq!(desk.deeds("note_voided").await, 1);
}

#[tokio::test]
async fn a_practice_without_drafted_moods_clears_them_and_one_without_any_takes_none() {
    for (policy, entered) in [(MoodPolicy::Therapist, 200), (MoodPolicy::Off, 422)] {
        let desk = Desk::with(Settings {
            mood_policy: policy,
            ..Settings::default()
        })
        .await;
        let note = desk.note().await;
        assert_eq!(note["mood_policy"], policy.as_str());
        assert_eq!(
            (&note["notes"]["session_mood"], &note["notes"]["mood_source"]),
            (&Value::Null, &Value::Null),
            "what a drafter said of it is gone"
        );
        let body = json!({ "revision": 1, "session_mood": "low" });
        let answer = desk.act("PATCH", "", body).await.expect(entered);
        if entered == 200 {
            assert_eq!(answer.json()["notes"]["mood_source"], "therapist");
        } else {
            assert_eq!(answer.problem(422, "invalid")["field"], "session_mood");
        }
    }
}

#[tokio::test]
async fn a_note_from_before_there_were_versions_gets_its_first_one() {
    let app = TestApp::start().await;
    app.asr.set_readiness(no_model());
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    let desk = Desk {
        app,
        therapist,
        session,
    };
    let uri = desk.uri("");
    desk.app
        .get(&uri)
        .by(&desk.therapist)
        .send()
        .await
        .problem(404, "not_found");
    let id = session_id(&desk.session);
    let mut tx = desk.app.app.db.write().await.expect("writable");
    let stored = store::sessions::find(&mut tx, &desk.app.app.key, id)
        .await
        .expect("readable")
        .expect("there");
    let notes = Notes {
        therapist_notes: "Old words.".into(),
        ..Notes::default()
    };
    store::sessions::set_notes(&mut tx, stored.key().expect("a key"), id, &notes)
        .await
        .expect("stored");
    tx.commit().await.expect("stored");
    let note = desk.note().await;
    assert_eq!(
        (&note["version"]["number"], &note["notes"]["therapist_notes"]),
        (&1.into(), &"Old words.".into())
    );
    desk.edit(&desk.therapist, "New words.").await;
}

#[tokio::test]
async fn versions_are_compared_with_what_they_were_made_from_unless_told_otherwise() {
    let desk = Desk::new().await;
    desk.edit(&desk.therapist, "All new.").await;
    let diff = desk.get("/diff").await;
    assert_eq!((&diff["from"], &diff["to"]), (&1.into(), &2.into()));
    let fields: Vec<_> = diff["fields"]
        .as_array()
        .expect("fields")
        .iter()
        .map(|field| text(&field["field"]))
        .collect();
    assert!(
        fields.contains(&"therapist_notes") && fields.contains(&"key_topics"),
        "{fields:?}"
    );
    let uri = desk.uri("/diff?from=7");
    desk.app
        .get(&uri)
        .by(&desk.therapist)
        .send()
        .await
        .problem(404, "not_found");
    let uri = desk.uri("/versions/none");
    desk.app
        .get(&uri)
        .by(&desk.therapist)
        .send()
        .await
        .problem(404, "not_found");
}

#[tokio::test]
async fn what_a_hand_changes_or_leaves_out_stands_in_no_format() {
    let desk = Desk::new().await;
    draft_with_inventions(&desk.app, &desk.session).await;
    desk.act("POST", "/review", json!({})).await.expect(200);
    let note = desk.note().await;
    let claims = note["notes"]["claims"].as_array().expect("claims");
    let sentences = note["notes"]["evidence"]["therapist_notes"]
        .as_array()
        .expect("sentences");
    let told = |claim: usize| {
        let place = json!(claim);
        sentences.iter().any(|sentence| {
            let cited = sentence["claims"].as_array();
            cited.is_some_and(|cited| cited.contains(&place))
        })
    };
    let drafted = (0..claims.len()).find(|at| claims[*at]["verdict"] == "exact" && told(*at));
    let drafted = text(&claims[drafted.expect("a claim in the text")]["text"]).to_owned();
    let invented = "The client takes 50 mg of sertraline.";
    for name in ["soap", "birp"] {
        let shown = desk.get(&format!("/rendered?format={name}")).await.to_string();
        for text in [drafted.as_str(), invented] {
            let quoted = json!(text).to_string();
            assert!(shown.contains(&quoted), "{name} without {quoted}: {shown}");
        }
    }

    let unsupported = note["unsupported"].as_array().expect("claims");
    let item = unsupported.iter().find(|item| item["claim"]["text"] == invented);
    let rest = format!("/dispositions/{}", text(&item.expect("the claim")["key"]));
    desk.act("PUT", &rest, json!({ "decision": "removed" }))
        .await
        .expect(200);
    let everywhere = json!({
        "revision": desk.note().await["revision"], "therapist_notes": "We spoke about work.", "topic_summary": "Work.",
        "patient_summary": "You spoke about work.", "action_items": [],
    });
    desk.act("PATCH", "", everywhere).await.expect(200);
    for name in ["soap", "birp"] {
        let shown = desk.get(&format!("/rendered?format={name}")).await.to_string();
        for text in [drafted.as_str(), invented] {
            assert!(!shown.contains(&json!(text).to_string()), "{name} with {text}: {shown}");
        }
        assert!(shown.contains("We spoke about work."), "{shown}");
    }
}
