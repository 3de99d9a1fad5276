//! A language model outside the building: what leaves, when it does, and what happens when it answers badly or not at all.

use std::sync::Arc;
use std::time::Duration;

use app::Settings;
use app::egress::Egress;
use app::external::{Bill, OpenAi, Options, Pace, Prices, Service};
use domain::SessionId;
use domain::consent::Scope;
use domain::job::Kind;
use domain::user::Role;
use engine::{Drafter, Error};
use protocol::{Failure, llm};
use serde_json::{Value, json};
use support::engines::ready;
use support::{OutsideModel, Says, TestApp, TestPace, eventually, everybody_gets_a_turn, wav};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

const KEY: &str = "sk-quartz-marimba";

struct Practice {
    app: TestApp,
    model: Arc<OutsideModel>,
    pace: Arc<TestPace>,
}

fn options(url: &str) -> Options {
    Options {
        base_url: url.into(),
        key: KEY.into(),
        model: "large-instruct".into(),
        timeout: Duration::from_secs(20),
        retries: 3,
        context_tokens: 16_384,
        prices: Prices::in_dollars(2.5, 10.0),
    }
}

/// A practice with a model outside.
async fn practice(change: impl FnOnce(&mut Options, &mut Settings, &mut bool) + Send) -> Practice {
    with_pace(TestPace::default(), change).await
}

async fn with_pace(pace: TestPace, change: impl FnOnce(&mut Options, &mut Settings, &mut bool) + Send) -> Practice {
    let (model, url) = OutsideModel::open().await;
    let pace = Arc::new(pace);
    let mut settings = Settings {
        external_model: true,
        ..Settings::default()
    };
    let (mut options, mut airgap) = (options(&url), false);
    change(&mut options, &mut settings, &mut airgap);
    let app = TestApp::with_external(settings, {
        let pace: Arc<dyn Pace> = pace.clone();
        move |database, clock| {
            let to = Service::destination(&options.base_url).expect("an address");
            let clock = Arc::new(clock.clone());
            let egress = Egress::new(database.db.clone(), clock.clone(), airgap, vec![to]);
            Arc::new(Service::new(Arc::new(egress), clock, pace, options).expect("a service"))
        }
    })
    .await;
    Practice { app, model, pace }
}

impl Practice {
    fn about(&self, session: SessionId) -> OpenAi {
        self.app.app.external.as_ref().expect("a service").about(session)
    }

    fn session(&self) -> SessionId {
        SessionId::new(self.app.now())
    }

    /// Asks about a session and returns the answers, or the reason why there are none, with what it took.
    async fn ask(&self, session: SessionId, sections: usize) -> (Result<llm::Output, Error>, Bill) {
        let drafter = self.about(session);
        let output = drafter
            .generate(request(sections), None, CancellationToken::new())
            .await;
        (output, drafter.bill())
    }

    async fn departures(&self, session: SessionId) -> usize {
        self.app.deeds(session.to_string(), "data_left").await as usize
    }

    /// How the note of a fresh session was drafted, and the session.
    async fn drafted(&self) -> (Value, SessionId) {
        let (therapist, id) = self.app.processed_session().await;
        let notes = self.app.session(&therapist, &id).await["extracted_notes"].clone();
        (notes, session_id(&id))
    }
}

fn session_id(text: &str) -> SessionId {
    SessionId::from(text.parse::<Uuid>().expect("an id"))
}

fn request(sections: usize) -> llm::Request {
    let message = |role: &str, content: &str| llm::Message {
        role: role.into(),
        content: content.into(),
    };
    let section = |number: usize| llm::Section {
        instruction: format!("\nPart {number}."),
        schema: Some(json!({
            "type": "object",
            "properties": { "n": { "type": "integer", "minimum": 0, "maximum": 9 } },
            "required": ["n"],
            "additionalProperties": false,
        })),
        max_tokens: 200,
    };
    llm::Request {
        messages: vec![
            message("system", "You draft notes."),
            message("user", "[0 C] I left my job."),
        ],
        sections: (0..sections).map(section).collect(),
        temperature: 0.0,
        seed: 7,
    }
}

fn reason(asked: Result<llm::Output, Error>) -> String {
    let error = asked.expect_err("no answer");
    let told = format!("{error} {error:?}");
    assert!(!told.contains("quartz") && !told.contains("left my job"), "{told}");
    error.to_string()
}

fn error(code: &str) -> Value {
    json!({ "error": { "code": code, "message": format!("{KEY}: I left my job") } })
}

#[tokio::test]
async fn a_service_is_asked_as_its_documentation_says_once_for_each_section() {
    let practice = practice(|_, _, _| ()).await;
    let session = practice.session();
    practice.model.next(vec![Says::Number; 2]);
    let (output, bill) = practice.ask(session, 2).await;
    let output = output.expect("answers");
    assert_eq!(output.texts, ["{\"n\":0}", "{\"n\":1}"]);
    assert_eq!(
        (output.prompt_tokens, output.evaluated_tokens, output.output_tokens),
        (2_000, 800, 200)
    );
    assert_eq!((bill.requests, bill.cached), (2, 0));
    assert_eq!(practice.departures(session).await, 2);
    let mut asked = practice.model.asked();
    asked.sort_by_key(|asked| asked.body.to_string());
    for (number, asked) in asked.into_iter().enumerate() {
        assert_eq!(asked.line, "POST /v1/chat/completions");
        assert_eq!(asked.headers["authorization"], format!("Bearer {KEY}"));
        assert_eq!(asked.headers["content-type"], "application/json");
        let schema = request(1).sections.remove(0).schema;
        assert_eq!(
            asked.body,
            json!({
                "model": "large-instruct",
                "messages": [
                    { "role": "system", "content": "You draft notes." },
                    { "role": "user", "content": format!("[0 C] I left my job.\nPart {number}.") },
                ],
                "temperature": 0.0,
                "seed": 7,
                "response_format": {
                    "type": "json_schema",
                    "json_schema": { "name": "answer", "strict": true, "schema": schema },
                },
                "max_tokens": 200,
            })
        );
    }
}

#[tokio::test]
async fn what_may_pass_is_tried_again_with_longer_and_longer_pauses() {
    let seconds = |numbers: &[u64]| -> Vec<Duration> { numbers.iter().copied().map(Duration::from_secs).collect() };
    for (says, waits) in [
        (
            vec![Says::Status(500, &[], error("")), Says::Status(503, &[], error(""))],
            seconds(&[1, 2]),
        ),
        (
            vec![Says::Status(429, &[("Retry-After", "7")], error("rate_limit_exceeded"))],
            seconds(&[7]),
        ),
        (
            vec![Says::Status(
                429,
                &[("Retry-After", "Mon, 19 Jan 2026 09:00:25 GMT")],
                error(""),
            )],
            seconds(&[25]),
        ),
        (vec![Says::Nothing, Says::Half], seconds(&[1, 2])),
        (vec![Says::Cut("{\"n\": 4}".into())], seconds(&[1])),
        (vec![Says::Text("{\"n\": ".into())], seconds(&[1])),
        (vec![Says::Text("I am sorry, I cannot do that.".into())], seconds(&[1])),
        (
            vec![Says::Text("{\"n\": 12}".into()), Says::Text("{\"m\": 4}".into())],
            seconds(&[1, 2]),
        ),
        (
            vec![Says::Status(200, &[], json!({ "choices": "none" }))],
            seconds(&[1]),
        ),
    ] {
        let practice = practice(|_, _, _| ()).await;
        assert_eq!(practice.app.now().rfc3339(), "2026-01-19T09:00:00.000000Z");
        let session = practice.session();
        let (failures, told) = (says.len(), format!("{says:?}"));
        practice.model.next(says);
        let (output, bill) = practice.ask(session, 1).await;
        assert_eq!(output.expect("an answer").texts, ["{\"n\":0}"], "{told}");
        assert_eq!(practice.pace.waits(), waits, "{told}");
        assert_eq!(practice.model.asked().len(), failures + 1, "{told}");
        assert_eq!(
            practice.departures(session).await,
            failures + 1,
            "every attempt is written down: {told}"
        );
        assert_eq!(bill.requests as usize, failures + 1, "{told}");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_not_tried_again() {
    for (says, why) in [
        (
            Says::Status(400, &[], error("")),
            "the external model does not accept the request (400)",
        ),
        (
            Says::Status(401, &[], error("invalid_api_key")),
            "the external model refuses the key (401)",
        ),
        (
            Says::Status(403, &[], error("")),
            "the external model refuses the key (403)",
        ),
        (
            Says::Status(404, &[], error("model_not_found")),
            "the external model is not known there by its name (404)",
        ),
        (
            Says::Status(302, &[("Location", "http://127.0.0.1:9/")], error("")),
            "the external model sends to another address, which is not followed (302)",
        ),
        (
            Says::Status(429, &[], error("insufficient_quota")),
            "the external model says that the account has no credit left (429)",
        ),
        (
            Says::Status(429, &[("Retry-After", "3600")], error("")),
            "the external model asks to come again later (429)",
        ),
        (Says::Flood, "the external model sent more than an answer can have"),
    ] {
        let practice = practice(|_, _, _| ()).await;
        let session = practice.session();
        practice.model.next([says]);
        assert_eq!(reason(practice.ask(session, 1).await.0), why);
        assert_eq!(practice.model.asked().len(), 1, "{why}");
        assert!(practice.pace.waits().is_empty(), "{why}");
    }
}

#[tokio::test]
async fn after_the_last_retry_the_reason_is_told() {
    for (says, why) in [
        (
            Says::Status(500, &[], error("")),
            "the external model is out of order (500)",
        ),
        (Says::Silence, "the external model did not answer in time"),
        (Says::Nothing, "the external model broke the connection off"),
        (Says::Half, "the external model broke the connection off"),
        (
            Says::Cut("{".into()),
            "the external model ended its answer before it was complete",
        ),
        (
            Says::Text("[]".into()),
            "the external model gave an answer that is not the JSON that was asked for",
        ),
    ] {
        let practice = practice(|options, _, _| {
            options.retries = 2;
            options.timeout = Duration::from_millis(400);
        })
        .await;
        let session = practice.session();
        practice.model.next(vec![says; 3]);
        let (asked, bill) = practice.ask(session, 1).await;
        assert_eq!(reason(asked), why);
        assert_eq!(
            (practice.model.asked().len(), bill.requests, practice.pace.waits().len()),
            (3, 3, 2),
            "{why}"
        );
    }
    let practice = practice(|options, _, _| options.base_url = nowhere()).await;
    let session = practice.session();
    assert_eq!(
        reason(practice.ask(session, 1).await.0),
        "the external model could not be reached"
    );
    assert_eq!(
        practice.departures(session).await,
        4,
        "the trail says too much and never too little"
    );
}

/// An address where nobody listens.
fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}/v1", listener.local_addr().expect("an address"))
}

#[tokio::test]
async fn a_prompt_that_is_too_long_is_told_as_the_local_model_tells_it() {
    let practice = practice(|_, _, _| ()).await;
    practice
        .model
        .next([Says::Status(400, &[], error("context_length_exceeded"))]);
    let (asked, _) = practice.ask(practice.session(), 1).await;
    assert!(
        matches!(
            asked,
            Err(Error::Refused(Failure::PromptTooLong { available: 16_384, .. }))
        ),
        "{asked:?}"
    );
}

#[tokio::test]
async fn sections_are_asked_for_three_at_a_time_and_come_back_in_their_order() {
    let practice = practice(|_, _, _| ()).await;
    practice.model.next(vec![Says::Number; 9]);
    let (output, _) = practice.ask(practice.session(), 9).await;
    let expected: Vec<String> = (0..9).map(|number| format!("{{\"n\":{number}}}")).collect();
    assert_eq!(output.expect("answers").texts, expected);
    assert!(practice.model.busiest() <= 3, "{}", practice.model.busiest());

    practice.app.clock.advance(Duration::from_secs(60 * 60));
    practice.model.next(vec![Says::Silence; 9]);
    let drafter = practice.about(practice.session());
    let waiting = tokio::spawn(async move { drafter.generate(request(9), None, CancellationToken::new()).await });
    eventually("three are asked for", || async {
        (practice.model.asked().len() == 9 + 3).then_some(())
    })
    .await;
    everybody_gets_a_turn().await;
    assert_eq!(practice.model.asked().len(), 9 + 3, "the others wait for their turn");
    waiting.abort();
}

#[tokio::test]
async fn a_draft_that_is_called_off_asks_no_more() {
    let practice = with_pace(TestPace::standing(), |_, _, _| ()).await;
    practice.model.next([Says::Status(500, &[], error(""))]);
    let (drafter, cancel) = (practice.about(practice.session()), CancellationToken::new());
    let asked = tokio::spawn({
        let cancel = cancel.clone();
        async move { drafter.generate(request(1), None, cancel).await }
    });
    eventually("it waits", || async {
        (!practice.pace.waits().is_empty()).then_some(())
    })
    .await;
    cancel.cancel();
    let asked = asked.await.expect("no panic");
    assert!(matches!(asked, Err(Error::Cancelled)), "{asked:?}");
    assert_eq!(practice.model.asked().len(), 1);
}

#[tokio::test]
async fn an_identical_request_is_answered_from_memory_for_an_hour() {
    let practice = practice(|_, _, _| ()).await;
    let session = practice.session();
    let (first, _) = practice.ask(session, 2).await;
    let (again, bill) = practice.ask(session, 3).await;
    let (first, again) = (first.expect("answers"), again.expect("answers"));
    assert_eq!(first.texts[..], again.texts[..2]);
    assert_eq!((bill.requests, bill.cached), (1, 2));
    assert_eq!(
        (again.prompt_tokens, again.evaluated_tokens),
        (3_000, 400),
        "only what was new was read"
    );
    assert_eq!(
        (practice.model.asked().len(), practice.departures(session).await),
        (3, 3)
    );
    practice.app.clock.advance(Duration::from_secs(60 * 60));
    let (_, bill) = practice.ask(session, 1).await;
    assert_eq!((bill.requests, bill.cached), (1, 0));
}

#[tokio::test]
async fn an_answer_that_was_of_no_use_is_not_remembered() {
    let practice = practice(|options, _, _| options.retries = 0).await;
    let session = practice.session();
    practice.model.next([Says::Text("no JSON".into())]);
    assert!(practice.ask(session, 1).await.0.is_err());
    let (asked, bill) = practice.ask(session, 1).await;
    assert!(asked.is_ok() && bill.cached == 0, "{asked:?}");
}

#[tokio::test]
async fn a_note_drafted_outside_says_so_and_tells_what_it_took() {
    let practice = practice(|_, _, _| ()).await;
    let (notes, session) = practice.drafted().await;
    let asked = practice.model.asked();
    let drafted_by = &notes["drafted_by"];
    assert_eq!(
        (&drafted_by["kind"], &drafted_by["name"]),
        (&json!("external_model"), &json!("large-instruct"))
    );
    assert_eq!(
        drafted_by["detail"],
        "No language model is installed on this machine. Drafted by an external model, large-instruct at 127.0.0.1: \
         the words of this session left the building. Every sentence was checked against the words of the transcript."
    );
    assert!(!asked.is_empty() && practice.departures(session).await == asked.len());
    let sent = asked[0].body.to_string();
    assert!(
        sent.contains("Not so good."),
        "the transcript is what the model drafts from"
    );
    for personal in ["Ada", "Okafor", "ada@post.example", "Meyer", &session.to_string()] {
        assert!(!sent.contains(personal), "{personal} is nobody's business there");
    }
    let stored = practice.provenance(session).await;
    let requests = asked.len() as u64;
    assert_eq!(
        (stored.temperature, stored.seed, stored.windows, stored.cached),
        (Some(0.0), Some(1), 1, false)
    );
    assert_eq!(
        (
            u64::from(stored.prompt_tokens),
            u64::from(stored.evaluated_tokens),
            u64::from(stored.output_tokens)
        ),
        (1_000 * requests, 400 * requests, 100 * requests)
    );
    assert_eq!(stored.cost_micro_usd, Some((2_500 + 1_000) * requests));
    assert!(
        notes["risk_flags"]
            .as_array()
            .is_some_and(|flags| flags.iter().any(|flag| flag["turn"] == 3)),
        "the screen runs whatever a model says"
    );
}

impl Practice {
    async fn provenance(&self, session: SessionId) -> domain::note::Provenance {
        let mut tx = self.app.app.db.read().await.expect("the database answers");
        let stored = store::sessions::find(&mut tx, &self.app.app.key, session).await;
        let key = stored
            .expect("the database answers")
            .expect("a session")
            .key
            .expect("its key");
        let words = store::sessions::words(&mut tx, &key, session).await;
        words.expect("the database answers").1.expect("a note").provenance
    }
}

#[tokio::test]
async fn a_note_drafted_again_costs_nothing_and_says_that_its_answers_were_remembered() {
    let practice = practice(|_, _, _| ()).await;
    let (therapist, id) = practice.app.processed_session().await;
    let asked = practice.model.asked().len();
    let again = practice.app.post(&format!("/api/sessions/{id}/extract-notes"));
    again.by(&therapist).send().await.expect(202);
    practice.app.run_jobs().await;
    let stored = practice.provenance(session_id(&id)).await;
    assert_eq!((stored.cached, stored.cost_micro_usd), (true, Some(0)));
    assert_eq!(practice.model.asked().len(), asked);
}

#[tokio::test]
async fn nothing_leaves_while_the_practice_has_not_switched_it_on() {
    let practice = practice(|_, settings, _| settings.external_model = false).await;
    let (notes, session) = practice.drafted().await;
    assert_eq!(notes["drafted_by"]["kind"], "extractive");
    assert_eq!(
        notes["drafted_by"]["detail"],
        "Drafted by fixed rules from quotes of the transcript: no language model is installed."
    );
    assert!(practice.model.asked().is_empty());
    assert_eq!(practice.departures(session).await, 0);
}

#[tokio::test]
async fn nothing_leaves_of_a_client_who_has_not_agreed_to_it() {
    let practice = practice(|_, _, _| ()).await;
    let app = &practice.app;
    let therapist = app.user(Role::Therapist).await;
    let patient = app.patient_without_consent(&therapist).await;
    app.agrees(&patient, Scope::needed_by(Kind::DraftNote)).await;
    let id = app.upload(&therapist, &patient, wav(500)).await;
    app.run_jobs().await;
    let drafted_by = app.session(&therapist, &id).await["extracted_notes"]["drafted_by"].clone();
    assert_eq!(
        (&drafted_by["kind"], &drafted_by["detail"]),
        (
            &json!("extractive"),
            &json!(
                "No language model is installed on this machine, and there is no consent to a model outside the building, so \
                 this note was made from quotes only."
            )
        )
    );
    assert!(practice.model.asked().is_empty());
    assert_eq!(practice.departures(session_id(&id)).await, 0);
}

#[tokio::test]
async fn behind_an_air_gap_nothing_leaves_and_the_note_says_why() {
    let practice = practice(|_, _, airgap| *airgap = true).await;
    let (notes, session) = practice.drafted().await;
    assert_eq!(
        notes["drafted_by"]["detail"],
        "No language model is installed on this machine, and the external model was not asked: TB_AIRGAP forbids every \
         connection out of the building, so this note was made from quotes only."
    );
    assert!(practice.model.asked().is_empty());
    assert_eq!(practice.departures(session).await, 0);
}

#[tokio::test]
async fn the_model_on_this_machine_is_asked_first_and_alone_while_it_answers() {
    let practice = practice(|options, _, _| options.retries = 0).await;
    practice.app.llm.set_readiness(ready("small-instruct.gguf"));
    practice.app.llm.next(Err(Error::Crashed {
        detail: "signal 11".into(),
    }));
    let (notes, _) = practice.drafted().await;
    assert_eq!(notes["drafted_by"]["kind"], "external_model");
    let detail = notes["drafted_by"]["detail"].as_str().expect("a detail");
    assert!(
        detail.starts_with("The language model on this machine could not draft this note. Drafted by an"),
        "{detail}"
    );

    practice.app.clock.advance(Duration::from_secs(2 * 60 * 60));
    practice.app.llm.next(Err(Error::Crashed {
        detail: "signal 11".into(),
    }));
    practice
        .model
        .next(vec![Says::Status(401, &[], error("invalid_api_key")); 9]);
    let (notes, _) = practice.drafted().await;
    assert_eq!(
        (&notes["drafted_by"]["kind"], &notes["drafted_by"]["detail"]),
        (
            &json!("extractive"),
            &json!(
                "The language model on this machine could not draft this note, and the external model refuses the key (401), \
                 so this note was made from quotes only."
            )
        )
    );
    assert!(notes["risk_flags"].as_array().is_some_and(|flags| !flags.is_empty()));
}

#[tokio::test]
async fn a_draft_that_is_called_off_while_the_model_outside_is_asked_leaves_no_note() {
    let practice = practice(|_, _, _| ()).await;
    practice.model.next(vec![Says::Silence; 9]);
    let therapist = practice.app.user(domain::user::Role::Therapist).await;
    let patient = practice.app.patient(&therapist).await;
    let id = practice.app.upload(&therapist, &patient, support::wav(2_000)).await;
    let runner = practice.app.start_jobs();
    eventually("it is asked", || async {
        (!practice.model.asked().is_empty()).then_some(())
    })
    .await;
    let called_off = practice.app.post(&format!("/api/sessions/{id}/cancel"));
    called_off.by(&therapist).send().await.expect(202);
    eventually("the job ends", || async {
        (practice.app.queue().await == (0, 0)).then_some(())
    })
    .await;
    drop(runner);
    assert_eq!(
        practice.app.session(&therapist, &id).await["extracted_notes"],
        Value::Null
    );
}
