use domain::TemplateId;
use domain::claim::{Claim, ClaimKind, Verdict};
use domain::format::{Block, Format, Layout, NewTemplate, Rendered, Source, TemplateSection, render};
use domain::note::{ActionItem, Evidence, Mood, MoodSource, MoodTrajectory, Notes, Sentence, Strategy as Technique};
use domain::risk::{RiskItem, Status};
use domain::transcript::Speaker;
use domain::user::Role;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use support::{Person, TestApp, conversation, golden, wav};
use uuid::Uuid;

const NAMES: [&str; 6] = ["soap", "dap", "birp", "girp", "pirp", "intake"];

/// Claims, sentences and items come from their stored form, in which further fields may be absent.
fn stored<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("the stored form")
}

/// A note with every kind of claim and every other field, of the conversation that these suites hear.
fn rich_note() -> Notes {
    let claim = |kind: ClaimKind, speaker: Speaker, turn: u32, text: &str, verdict: Verdict| -> Claim {
        let quotes = json!([{ "turn": turn, "text": text }]);
        stored(json!({ "text": text, "kind": kind, "speaker": speaker, "quotes": quotes, "verdict": verdict }))
    };
    let risk = |status: Status, turn: u32, quote: &str| -> RiskItem {
        stored(json!({
            "category": "suicidal_ideation", "severity": "high", "subject": "client", "temporality": "current",
            "status": status, "turn": turn, "quote": quote, "speaker": "client",
        }))
    };
    let sentence = |text: &str, turn: u32, claim: u32| -> Sentence {
        stored(json!({ "text": text, "turns": [turn], "supported": true, "claims": [claim] }))
    };
    use ClaimKind::*;
    use Speaker::{Client, Therapist};
    let mut notes = Notes {
        key_topics: vec!["worry about work".into(), "sleep".into()],
        strategies: vec![Technique {
            name: "breathing exercise".into(),
            evidence_turns: vec![6, 8],
        }],
        action_items: vec![
            ActionItem {
                text: "Client: practise the breathing every evening this week".into(),
                evidence_turns: vec![9],
            },
            ActionItem {
                text: "Client: write worries down before bed".into(),
                evidence_turns: vec![8, 9],
            },
        ],
        session_mood: Some(Mood::Low),
        mood_source: Some(MoodSource::Client),
        mood_trajectory: Some(MoodTrajectory::Improving),
        trajectory_source: Some(MoodSource::Model),
        claims: vec![
            claim(
                Reported,
                Client,
                1,
                "The client keeps worrying about the job.",
                Verdict::Paraphrase,
            ),
            claim(
                Observed,
                Client,
                5,
                "The client spoke of the daughter when asked about ending life.",
                Verdict::Paraphrase,
            ),
            claim(
                Intervention,
                Therapist,
                6,
                "The therapist led a breathing exercise.",
                Verdict::Paraphrase,
            ),
            claim(
                Response,
                Client,
                7,
                "I feel calmer now than when I came in.",
                Verdict::Exact,
            ),
            claim(
                Judgement,
                Therapist,
                2,
                "The therapist called that exhausting.",
                Verdict::Paraphrase,
            ),
            claim(
                Plan,
                Client,
                9,
                "Client: practise the breathing every evening this week.",
                Verdict::Paraphrase,
            ),
            claim(Reported, Client, 1, "The client left the job.", Verdict::Unsupported),
        ],
        risk_flags: vec![
            risk(Status::AffirmedCurrent, 3, "Some nights I wish I was dead."),
            risk(Status::Denied, 5, "No, I would never do that."),
        ],
        evidence: Evidence {
            key_topics: vec![vec![1, 3], vec![1]],
            therapist_notes: vec![sentence("The client keeps worrying about the job.", 1, 0)],
            patient_summary: vec![sentence("You tried a breathing exercise.", 6, 2)],
            session_mood: vec![1],
            mood_trajectory: vec![7],
            ..Evidence::default()
        },
        ..Notes::default()
    };
    notes.join_narrative();
    notes
}

fn written(note: &Rendered) -> String {
    let mut text = format!("# {} ({})\n", note.title, note.format);
    for section in &note.sections {
        text.push_str(&format!("\n## {}\n", section.title));
        for Block {
            kind,
            text: words,
            turns,
            supported,
            ..
        } in &section.blocks
        {
            let mark = if *supported { "" } else { "  NOT SUPPORTED" };
            text.push_str(&format!("{:<12}{words}  {turns:?}{mark}\n", kind.as_str()));
        }
    }
    text
}

#[test]
fn every_format_of_a_rich_note_is_the_reviewed_one() {
    let notes = rich_note();
    let mut texts: Vec<String> = Format::ALL
        .into_iter()
        .map(|format| written(&render(&notes, &Layout::Format(format))))
        .collect();
    let section = |title: &str, kinds: &[ClaimKind], source, instructions: &str| TemplateSection {
        title: title.into(),
        kinds: kinds.to_vec(),
        source,
        instructions: instructions.into(),
    };
    let sections = vec![
        section("In brief", &[], Some(Source::PatientSummary), ""),
        section(
            "Agreed",
            &[ClaimKind::Plan],
            Some(Source::ActionItems),
            "Name the date of the next meeting.",
        ),
        section("Impressions", &[], None, "Write what stayed with you."),
    ];
    let template = NewTemplate::new("Short form", sections).expect("a valid template");
    let template = template.as_version(TemplateId::from(Uuid::nil()), 1);
    texts.push(written(&render(&notes, &Layout::Template(&template))));
    golden("formats.txt", &texts.join("\n\n"));
}

async fn rendered(app: &TestApp, by: &Person, session: &str, format: &str) -> Value {
    let uri = format!("/api/sessions/{session}/note/rendered?format={format}");
    app.get(&uri).by(by).send().await.expect(200).json()
}

/// Everything that a rendered note states, in an order that does not depend on its sections.
fn stated(note: &Value) -> Vec<String> {
    let sections = note["sections"].as_array().expect("sections");
    let blocks = sections
        .iter()
        .flat_map(|section| section["blocks"].as_array().expect("blocks"));
    let stated = blocks.filter(|block| matches!(block["kind"].as_str(), Some("claim" | "text")));
    let mut stated: Vec<String> = stated.map(Value::to_string).collect();
    stated.sort();
    stated
}

async fn template(app: &TestApp, admin: &Person, name: &str, section: Value) -> Value {
    let body = json!({ "name": name, "sections": [section] });
    let answer = app.post("/api/note-templates").by(admin).json(&body).send().await;
    answer.expect(201).json()
}

#[tokio::test]
async fn a_note_states_the_same_in_every_format_with_its_evidence() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let soap = rendered(&app, &therapist, &session, "soap").await;
    assert!(stated(&soap).len() > 3, "{soap}");
    for name in NAMES {
        let note = rendered(&app, &therapist, &session, name).await;
        assert_eq!(note["format"], name);
        assert_eq!(stated(&note), stated(&soap), "{name}");
        for section in note["sections"].as_array().expect("sections") {
            let blocks = section["blocks"].as_array().expect("blocks");
            assert!(!blocks.is_empty(), "{name} {}", section["title"]);
            for block in blocks {
                let turns = block["turns"].as_array().expect("turns");
                let exist = turns
                    .iter()
                    .all(|turn| turn.as_u64() < Some(conversation::SESSION.len() as u64));
                assert!(exist, "{block}");
                assert_eq!(block["kind"] == "claim", block["claim_key"].is_string(), "{block}");
            }
        }
    }
    let bare = app
        .get(&format!("/api/sessions/{session}/note/rendered"))
        .by(&therapist)
        .send()
        .await;
    assert_eq!(bare.expect(200).json(), soap, "SOAP when no format is named");
}

#[tokio::test]
async fn a_format_changes_nothing_that_is_stored() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let before = app.session(&therapist, &session).await;
    for name in NAMES {
        rendered(&app, &therapist, &session, name).await;
    }
    assert_eq!(app.session(&therapist, &session).await, before);
    assert!(app.llm.requests().is_empty(), "no model is asked");
}

#[tokio::test]
async fn reading_a_note_in_a_format_is_noted_as_reading_the_note() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    assert_eq!(app.deeds(&session, "note_read").await, 0);
    rendered(&app, &therapist, &session, "birp").await;
    assert_eq!(app.deeds(&session, "note_read").await, 1);
}

#[tokio::test]
async fn a_format_that_is_not_known_is_refused_with_those_that_are() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    for word in ["", "SOAP", "prose", "template:", "template:mine"] {
        let uri = format!("/api/sessions/{session}/note/rendered?format={word}");
        let problem = app.get(&uri).by(&therapist).send().await.problem(422, "invalid");
        assert_eq!(problem["field"], "format");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(NAMES.into_iter().all(|name| detail.contains(name)), "{detail}");
    }
    assert_eq!(app.deeds(&session, "note_read").await, 0, "nothing was read");
}

#[tokio::test]
async fn before_there_is_a_note_there_is_none_in_any_format() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let session = app.upload(&therapist, &patient, wav(500)).await;
    let uri = format!("/api/sessions/{session}/note/rendered?format=dap");
    let problem = app.get(&uri).by(&therapist).send().await.problem(404, "not_found");
    assert!(
        problem["detail"].as_str().expect("a detail").contains("no note yet"),
        "{problem}"
    );
}

#[tokio::test]
async fn a_note_of_somebody_else_does_not_exist_in_any_format() {
    let app = TestApp::start().await;
    let (_, session) = app.processed_session().await;
    for role in Role::ALL {
        let other = app.user(role).await;
        for format in ["soap", "prose", "template:0197a5a8-0000-7000-8000-000000000000"] {
            let ask = async |id: &str| {
                let uri = format!("/api/sessions/{id}/note/rendered?format={format}");
                app.get(&uri).by(&other).send().await.problem(404, "not_found")
            };
            let absent = TemplateId::new(app.now()).to_string();
            assert_eq!(ask(&session).await, ask(&absent).await, "{role} {format}");
        }
    }
}

#[tokio::test]
async fn a_note_is_laid_out_by_the_practices_own_template() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let admin = app.user(Role::Admin).await;
    let section =
        json!({ "title": "Agreed", "kinds": ["plan"], "source": "action_items", "instructions": "Next date?" });
    let made = template(&app, &admin, "Short form", section).await;
    let format = format!("template:{}", made["id"].as_str().expect("an id"));
    let note = rendered(&app, &therapist, &session, &format).await;
    assert_eq!(
        (&note["format"], &note["title"]),
        (&json!(format), &json!("Short form"))
    );
    let agreed = note["sections"]
        .as_array()
        .expect("sections")
        .iter()
        .find(|section| section["title"] == "Agreed")
        .expect("the section of the template");
    let blocks = agreed["blocks"].as_array().expect("blocks");
    assert!(blocks.iter().any(|block| block["kind"] != "prompt"), "{agreed}");
    let last = blocks.last().expect("a block");
    assert_eq!((&last["kind"], &last["text"]), (&json!("prompt"), &json!("Next date?")));

    let claims = |note: &Value| -> Vec<String> {
        let all = stated(note).into_iter();
        all.filter(|block| block.contains("\"kind\":\"claim\"")).collect()
    };
    let soap = rendered(&app, &therapist, &session, "soap").await;
    assert_eq!(claims(&note), claims(&soap), "no claim is lost");
}

#[tokio::test]
async fn the_newest_version_of_a_template_is_used_also_when_it_is_archived() {
    let app = TestApp::start().await;
    let (therapist, session) = app.processed_session().await;
    let admin = app.user(Role::Admin).await;
    let made = template(&app, &admin, "Short form", json!({ "title": "First" })).await;
    let id = made["id"].as_str().expect("an id");
    let uri = format!("/api/note-templates/{id}");
    let change = json!({ "version": 1, "name": "Shorter form", "sections": [{ "title": "Second" }] });
    app.call("PUT", &uri).by(&admin).json(&change).send().await.expect(200);
    let format = format!("template:{id}");
    let changed = rendered(&app, &therapist, &session, &format).await;
    assert_eq!(changed["title"], "Shorter form");
    app.call("DELETE", &uri).by(&admin).send().await.expect(204);
    assert_eq!(rendered(&app, &therapist, &session, &format).await, changed);

    let absent = TemplateId::new(app.now());
    let uri = format!("/api/sessions/{session}/note/rendered?format=template:{absent}");
    let problem = app.get(&uri).by(&therapist).send().await.problem(404, "not_found");
    assert_eq!(problem["detail"], "There is no such template.");
}
