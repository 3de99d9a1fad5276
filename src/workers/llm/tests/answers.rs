//! The engine with a random model: whatever it says, its form must hold.

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use protocol::Failure;
use protocol::llm::{Message, Output, Request};
use serde_json::{Value, json};
use support::{ask, ask_for, engine, note_schema, tiny_gguf};
use tb_llm::Engine;

/// What the product promises for a cancel; the assertion leaves room for a loaded machine and the figure is printed.
const CANCEL_TARGET: Duration = Duration::from_millis(200);
const GENEROUS: Duration = Duration::from_secs(5);

fn answer(engine: &mut Engine, request: &Request) -> Result<(Output, String), Failure> {
    let mut streamed = String::new();
    let output = engine.generate(request, &AtomicBool::new(false), |_, piece| streamed.push_str(piece))?;
    Ok((output, streamed))
}

#[test]
fn fifty_drafts_of_a_random_model_all_obey_the_note_schema() {
    let schema = note_schema();
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let mut engine = engine();
    let (mut tokens, mut seconds) = (0.0, 0.0);
    for seed in 0..50 {
        let request = Request {
            seed,
            temperature: [0.0, 0.7, 1.5][seed as usize % 3],
            ..ask_for(
                schema.clone(),
                &format!("[t1 C] I slept badly. [t2 T] Tell me more. Draft {seed}."),
                2000,
            )
        };
        let (output, streamed) = answer(&mut engine, &request).expect("an answer");
        assert_eq!(streamed, output.text(), "the stream is the answer");
        let draft: Value = serde_json::from_str(output.text()).expect("the answer is JSON");
        let faults: Vec<String> = validator.iter_errors(&draft).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "seed {seed}: {faults:?} in {}", output.text());
        tokens += f64::from(output.output_tokens);
        seconds += f64::from(output.output_tokens) / f64::from(output.output_tokens_per_second);
    }
    println!(
        "constrained: {:.0} tokens per second over {tokens} tokens",
        tokens / seconds
    );
}

#[test]
fn the_same_request_gives_the_same_text_whatever_was_asked_before() {
    let mut engine = engine();
    let transcript = "[t1 C] I keep waking at four. ".repeat(40);
    let request = Request {
        temperature: 0.9,
        seed: 7,
        ..ask_for(note_schema(), &format!("{transcript}\nDraft the note."), 2000)
    };
    let (first, _) = answer(&mut engine, &request).expect("an answer");
    let other = Request {
        seed: 8,
        ..ask(&format!("{transcript}\nList the themes."), 5)
    };
    let _ = answer(&mut engine, &other);
    let (again, _) = answer(&mut engine, &request).expect("an answer");
    assert_eq!(first.texts, again.texts);
    let (fresh, _) = answer(&mut support::engine(), &request).expect("an answer");
    assert_eq!(first.texts, fresh.texts);
    let (other_seed, _) = answer(&mut engine, &Request { seed: 9, ..request }).expect("an answer");
    assert_ne!(first.texts, other_seed.texts);
}

#[test]
fn an_overlong_prompt_is_refused_with_both_sizes() {
    let mut engine = engine();
    let fitting = answer(&mut engine, &ask("word", 10));
    assert!(!matches!(fitting, Err(Failure::PromptTooLong { .. })), "{fitting:?}");
    match answer(&mut engine, &ask(&"word ".repeat(5000), 100)) {
        Err(Failure::PromptTooLong { needed, available }) => {
            assert_eq!(available, tiny_gguf::CONTEXT);
            assert!(needed > 5000, "{needed}");
        }
        other => panic!("{other:?}"),
    }
    let too_much_asked = answer(&mut engine, &ask("word", tiny_gguf::CONTEXT));
    assert!(matches!(too_much_asked, Err(Failure::PromptTooLong { needed, .. }) if needed > tiny_gguf::CONTEXT));
}

#[test]
fn an_answer_that_does_not_fit_its_budget_is_a_failure_and_never_half_a_document() {
    let mut engine = engine();
    let request = ask_for(note_schema(), "Draft.", 12);
    assert_eq!(
        answer(&mut engine, &request).map(|_| ()),
        Err(Failure::AnswerCutShort { tokens: 12 })
    );
}

#[test]
fn schemas_that_nothing_can_obey_or_that_are_malformed_are_refused() {
    let mut engine = engine();
    for schema in [
        json!({ "type": "string", "minLength": 5, "maxLength": 2 }),
        json!({ "type": "integer", "minimum": 5, "maximum": 2 }),
        json!({ "type": "strin" }),
        json!({ "type": "string", "pattern": "[" }),
        json!({ "$ref": "https://example.org/schema" }),
        json!(false),
        json!("text"),
    ] {
        let refused = answer(&mut engine, &ask_for(schema.clone(), "Draft.", 50));
        assert!(
            matches!(refused, Err(Failure::InvalidSchema { .. })),
            "{schema}: {refused:?}"
        );
    }
}

#[test]
fn fields_come_in_the_order_of_the_schema() {
    let mut engine = engine();
    let schema = serde_json::from_str(
        r#"{"type":"object","additionalProperties":false,"required":["quote","claim"],
            "properties":{"quote":{"enum":["x"]},"claim":{"enum":["y"]}}}"#,
    );
    let request = ask_for(schema.expect("JSON"), "Draft.", 50);
    let (output, _) = answer(&mut engine, &request).expect("an answer");
    assert_eq!(output.text(), r#"{"quote":"x","claim":"y"}"#);
}

#[test]
fn a_cancel_stops_the_reading_of_a_prompt() {
    // Still being read when the cancel comes: nothing may have been generated by then.
    let request = ask(&"[t1 C] I could not sleep again last night. ".repeat(80), 10);
    let latency = cancel(request, false);
    println!("cancelled while reading the prompt after {latency:?} (target {CANCEL_TARGET:?})");
}

#[test]
fn a_cancel_stops_the_generation_of_an_answer() {
    let item = json!({ "type": "string", "minLength": 20, "maxLength": 40 });
    let schema = json!({ "type": "array", "minItems": 500, "items": item });
    let request = ask_for(schema, "Go on.", 3900);
    let latency = cancel(request, true);
    println!("cancelled while generating after {latency:?} (target {CANCEL_TARGET:?})");
}

/// Cancels a running request from another thread, once it runs or once it has produced text. Afterwards the engine must
/// still answer. Returns the time from the cancel to the end.
fn cancel(request: Request, after_text: bool) -> Duration {
    let mut engine = engine();
    let flag = Arc::new(AtomicBool::new(false));
    let (go, wait) = mpsc::channel();
    let canceller = {
        let flag = Arc::clone(&flag);
        thread::spawn(move || {
            wait.recv().expect("the request runs");
            let set = Instant::now();
            flag.store(true, Ordering::Relaxed);
            set
        })
    };
    if !after_text {
        go.send(()).expect("the canceller waits");
    }
    let mut pieces = 0;
    let ended = engine.generate(&request, &flag, |_, _| {
        pieces += 1;
        if pieces == 1 && after_text {
            go.send(()).expect("the canceller waits");
        }
    });
    let latency = canceller.join().expect("the canceller ends").elapsed();
    assert_eq!(ended, Err(Failure::Cancelled));
    assert_eq!(pieces > 0, after_text);
    assert!(latency < GENEROUS, "{latency:?}");
    let next = ask_for(json!({ "enum": ["yes", "no"] }), "Still there?", 20);
    answer(&mut engine, &next).expect("the engine works after a cancel");
    latency
}

#[test]
fn an_unknown_role_and_an_empty_conversation_are_refused() {
    let mut engine = engine();
    let unknown = Request {
        messages: vec![Message {
            role: "<|im_start|>".into(),
            content: "x".into(),
        }],
        ..ask("", 5)
    };
    assert!(matches!(answer(&mut engine, &unknown), Err(Failure::Internal { .. })));
    let empty = Request {
        messages: Vec::new(),
        ..ask("", 5)
    };
    assert!(matches!(answer(&mut engine, &empty), Err(Failure::Internal { .. })));
}

#[test]
fn free_text_is_valid_unicode_piece_by_piece_and_its_speed_is_printed() {
    let mut engine = engine();
    let started = Instant::now();
    let mut streamed = String::new();
    let ended = engine.generate(&ask("Speak.", 500), &AtomicBool::new(false), |_, piece| {
        streamed.push_str(piece)
    });
    let tokens = match ended {
        Ok(output) => {
            assert_eq!(output.text(), streamed);
            output.output_tokens
        }
        // A random model seldom finds an end.
        Err(Failure::AnswerCutShort { tokens }) => tokens,
        Err(other) => panic!("{other:?}"),
    };
    println!(
        "unconstrained: {:.0} tokens per second over {tokens} tokens",
        f64::from(tokens) / started.elapsed().as_secs_f64()
    );
    assert!(!streamed.is_empty());
}
