use domain::user::Role;
use engine::Error;
use protocol::Failure;
use serde_json::{Value, json};
use support::engines::{Hears, ready};
use support::{TestApp, conversation, wav};

/// The note's own fields in the contract, then those that only this product has.
const FIELDS: [&str; 17] = [
    "key_topics",
    "topic_summary",
    "strategies",
    "action_items",
    "session_mood",
    "mood_trajectory",
    "therapist_notes",
    "patient_summary",
    "risk_flags",
    "evidence",
    "drafted_by",
    "insufficient_material",
    "drafted_at",
    "mood_source",
    "trajectory_source",
    "claims",
    "provenance",
];

/// A language model's answers about [`conversation::SESSION`], section by section; the second report is not what was said.
fn answers() -> Vec<String> {
    let claim = |kind: &str, speaker: &str, at: u32, quote: &str, text: &str| json!({ "evidence": [{ "at": at, "quote": quote }], "speaker": speaker, "kind": kind, "text": text });
    let mut breathing = claim(
        "intervention",
        "therapist",
        6,
        "breathing exercise",
        "The therapist spoke about the breathing exercise.",
    );
    breathing["name"] = json!("breathing exercise");
    let reading =
        |at: u32, quote: &str, value: &str| json!({ "evidence": [{ "at": at, "quote": quote }], "value": value });
    [
        json!({ "claims": [
            claim("reported", "client", 1, "Not so good.", "The client was not so good."),
            claim("reported", "client", 1, "I left my job", "The client left the job."),
        ] }),
        json!({ "claims": [] }),
        json!({ "claims": [breathing] }),
        json!({ "claims": [] }),
        json!({ "claims": [claim("plan", "client", 9, "practise the breathing every evening", "The client will practise the breathing every evening.")] }),
        json!({
            "topics": [{ "evidence": [{ "at": 1, "quote": "Not so good" }], "name": "worry about work" }],
            "mood": reading(1, "Not so good", "low"),
            "trajectory": reading(7, conversation::SESSION[7].1, "improving"),
        }),
        json!({ "risk": [] }),
    ]
    .iter()
    .map(Value::to_string)
    .collect()
}

#[tokio::test]
async fn a_draft_has_every_field_of_the_contract_in_both_places() {
    let app = TestApp::start().await;
    let (therapist, id) = app.processed_session().await;
    let notes = app
        .get(&format!("/api/sessions/{id}/notes"))
        .by(&therapist)
        .send()
        .await
        .expect(200)
        .json();
    let mut fields: Vec<&str> = notes
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let mut expected = FIELDS;
    fields.sort_unstable();
    expected.sort_unstable();
    assert_eq!(fields, expected);
    assert_eq!(app.session(&therapist, &id).await["extracted_notes"], notes);
    assert_eq!(
        (&notes["drafted_by"]["kind"], &notes["drafted_at"]),
        (&"extractive".into(), &app.now().rfc3339().into())
    );
}

#[tokio::test]
async fn every_sentence_of_a_draft_points_at_turns_that_exist() {
    let app = TestApp::start().await;
    let (therapist, id) = app.processed_session().await;
    let notes = app.session(&therapist, &id).await["extracted_notes"].clone();
    let turns = conversation::SESSION.len() as u64;
    for narrative in ["topic_summary", "therapist_notes", "patient_summary"] {
        let sentences = notes["evidence"][narrative].as_array().expect("sentences");
        let texts: Vec<&str> = sentences
            .iter()
            .map(|sentence| sentence["text"].as_str().expect("a text"))
            .collect();
        assert_eq!(notes[narrative], texts.join(" "), "{narrative}");
        for sentence in sentences {
            let cited = sentence["turns"].as_array().expect("turns");
            assert!(
                !cited.is_empty() && cited.iter().all(|turn| turn.as_u64().is_some_and(|turn| turn < turns)),
                "{sentence}"
            );
            assert_eq!(sentence["supported"], true, "{sentence}");
        }
    }
    assert!(!notes["therapist_notes"].as_str().expect("a text").is_empty());
    let topics = notes["key_topics"].as_array().expect("topics").len();
    assert!((1..=7).contains(&topics) && notes["evidence"]["key_topics"].as_array().expect("a list").len() == topics);
}

#[tokio::test]
async fn language_to_review_is_quoted_with_its_turn_and_a_denial_stays_one() {
    let app = TestApp::start().await;
    let (therapist, id) = app.processed_session().await;
    let notes = app.session(&therapist, &id).await["extracted_notes"].clone();
    let flags = notes["risk_flags"].as_array().expect("flags");
    assert!(
        flags
            .iter()
            .any(|flag| flag["turn"] == 3 && flag["speaker"] == "client" && flag["subject"] == "client"),
        "{flags:#?}"
    );
    for flag in flags {
        let turn = flag["turn"].as_u64().expect("a turn") as usize;
        let quote = flag["quote"].as_str().expect("a quote");
        assert!(conversation::SESSION[turn].1.contains(quote), "{flag}");
    }
    assert!(
        !notes["patient_summary"].as_str().expect("a text").contains("dead"),
        "{notes}"
    );
}

#[tokio::test]
async fn a_session_of_a_few_words_says_that_there_is_too_little_material() {
    let app = TestApp::start().await;
    app.asr.next(Hears::Words(conversation::segments(&[(
        conversation::Channel::Left,
        "Hello? Can you hear me?",
    )])));
    let (therapist, id) = app.processed_session().await;
    let notes = app.session(&therapist, &id).await["extracted_notes"].clone();
    assert_eq!(notes["insufficient_material"], true);
    assert_eq!(
        (&notes["session_mood"], &notes["mood_trajectory"]),
        (&Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn before_the_draft_there_is_none_to_read_and_none_to_draft_again() {
    let app = TestApp::start().await;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient(&therapist).await;
    let id = app.upload(&therapist, &patient, wav(500)).await;
    let problem = app
        .get(&format!("/api/sessions/{id}/notes"))
        .by(&therapist)
        .send()
        .await
        .problem(404, "not_found");
    assert!(
        problem["detail"].as_str().expect("a detail").contains("no note yet"),
        "{problem}"
    );
    let again = app
        .post(&format!("/api/sessions/{id}/extract-notes"))
        .by(&therapist)
        .send()
        .await;
    let problem = again.problem(409, "conflict");
    assert!(
        problem["detail"]
            .as_str()
            .expect("a detail")
            .contains("no transcript yet"),
        "{problem}"
    );
    assert_eq!(app.queue().await, (1, 0), "only the transcription waits");
}

#[tokio::test]
async fn a_note_can_be_drafted_again_from_the_stored_transcript() {
    let app = TestApp::start().await;
    let (therapist, id) = app.processed_session().await;
    let uri = format!("/api/sessions/{id}/extract-notes");
    let accepted = app.post(&uri).by(&therapist).send().await.expect(202).json();
    assert_eq!(accepted["status"], "transcribed");
    app.post(&uri).by(&therapist).send().await.problem(409, "conflict");
    app.clock.advance(std::time::Duration::from_secs(60));
    app.run_jobs().await;
    let session = app.session(&therapist, &id).await;
    assert_eq!(
        (&session["status"], &session["extracted_notes"]["drafted_at"]),
        (&"processed".into(), &app.now().rfc3339().into())
    );
    assert_eq!(app.asr.calls(), 1, "the recording was not transcribed again");
    assert_eq!(
        (
            app.deeds(&id, "redraft_requested").await,
            app.deeds(&id, "note_drafted").await
        ),
        (1, 2)
    );
}

#[tokio::test]
async fn a_language_model_drafts_when_there_is_one_and_its_claims_are_checked() {
    let app = TestApp::start().await;
    app.llm.set_readiness(ready("small-instruct.gguf"));
    app.llm.next_sections(answers());
    let (therapist, id) = app.processed_session().await;
    let notes = app.session(&therapist, &id).await["extracted_notes"].clone();
    assert_eq!(
        (&notes["drafted_by"]["kind"], &notes["drafted_by"]["name"]),
        (&"language_model".into(), &"small-instruct.gguf".into())
    );
    let narrative = notes["therapist_notes"].as_str().expect("a text");
    assert!(
        narrative.contains("The client will practise the breathing every evening.")
            && !narrative.contains("left the job"),
        "what was not said is not told: {notes}"
    );
    assert_eq!(
        (&notes["session_mood"], &notes["mood_trajectory"]),
        (&"low".into(), &"improving".into())
    );
    assert!(
        notes["risk_flags"].as_array().is_some_and(|flags| !flags.is_empty()),
        "the screen runs whatever a model says"
    );
    let asked = app.llm.requests();
    assert_eq!(asked.len(), 1);
    assert!(
        asked[0].sections[0].schema.is_some() && asked[0].messages[1].content.contains("[1 C] Not so good."),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_language_model_that_fails_costs_no_note_and_the_note_says_so() {
    let app = TestApp::start().await;
    app.llm.set_readiness(ready("small-instruct.gguf"));
    let cut_short = || Err(Error::Refused(Failure::AnswerCutShort { tokens: 2_400 }));
    let failures = [
        vec![Ok("I am sorry, I cannot do that.".into())],
        vec![Err(Error::Crashed {
            detail: "signal 11".into(),
        })],
        // Each time it gets more room, until each character has a token of its own.
        vec![cut_short(), cut_short(), cut_short()],
    ];
    for failure in failures {
        failure.into_iter().for_each(|answer| app.llm.next(answer));
        let (therapist, id) = app.processed_session().await;
        let drafted_by = app.session(&therapist, &id).await["extracted_notes"]["drafted_by"].clone();
        assert_eq!(drafted_by["kind"], "extractive");
        let detail = drafted_by["detail"].as_str().expect("a detail");
        assert!(
            detail.starts_with("The language model could not draft this note"),
            "{detail}"
        );
    }
    assert_eq!(app.llm.requests().len(), 5);
}

#[tokio::test]
async fn an_answer_that_was_cut_short_is_asked_for_again_with_more_room() {
    let app = TestApp::start().await;
    app.llm.set_readiness(ready("small-instruct.gguf"));
    app.llm
        .next(Err(Error::Refused(Failure::AnswerCutShort { tokens: 2_400 })));
    app.llm.next_sections(answers());
    let (therapist, id) = app.processed_session().await;
    assert_eq!(
        app.session(&therapist, &id).await["extracted_notes"]["drafted_by"]["kind"],
        "language_model"
    );
    let requests = app.llm.requests();
    let room = |at: usize| -> u32 { requests[at].sections.iter().map(|section| section.max_tokens).sum() };
    assert_eq!(requests.len(), 2);
    assert!(room(0) < room(1), "{} and then {}", room(0), room(1));
}

#[tokio::test]
async fn a_prompt_that_is_too_long_is_cut_into_smaller_windows() {
    let app = TestApp::start().await;
    app.llm.set_readiness(ready("small-instruct.gguf"));
    app.llm.next(Err(Error::Refused(Failure::PromptTooLong {
        needed: 20_000,
        available: 16_384,
    })));
    app.llm.next_sections(answers());
    let (therapist, id) = app.processed_session().await;
    assert_eq!(
        app.session(&therapist, &id).await["extracted_notes"]["drafted_by"]["kind"],
        "language_model"
    );
    assert_eq!(app.llm.requests().len(), 2);
}
