//! What the suites share: the tiny model on disk and requests to put to it.
#![allow(dead_code)]

pub mod tiny_gguf;

use std::path::PathBuf;
use std::sync::OnceLock;

use protocol::llm::{Message, Request, Section};
use serde_json::{Value, json};
use tb_llm::{Arguments, Engine};
use tempfile::TempDir;

/// The tiny model's file, written once per test program.
pub fn model() -> PathBuf {
    static DIRECTORY: OnceLock<TempDir> = OnceLock::new();
    let directory = DIRECTORY.get_or_init(|| {
        let directory = tempfile::tempdir().expect("a directory");
        tiny_gguf::write_tiny_gguf(&directory.path().join("tiny.gguf"), tiny_gguf::SMALL_VOCABULARY).expect("writes");
        directory
    });
    directory.path().join("tiny.gguf")
}

/// An engine with a model of any shape and vocabulary, with `context` tokens.
pub fn engine_of(shape: &tiny_gguf::Shape, vocabulary: usize, context: u32) -> Engine {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("model.gguf");
    tiny_gguf::write_gguf(&path, shape, vocabulary).expect("writes");
    let arguments = Arguments {
        model: path,
        context: Some(context),
        ..arguments()
    };
    Engine::load(&arguments).unwrap_or_else(|failure| panic!("{shape:?} loads: {failure}"))
}

/// How the tests start the worker.
pub fn arguments() -> Arguments {
    Arguments {
        model: model(),
        context: None,
        threads: Some(1),
        gpu: false,
    }
}

/// An engine with the tiny model.
pub fn engine() -> Engine {
    Engine::load(&arguments()).unwrap_or_else(|failure| panic!("the tiny model loads: {failure}"))
}

/// A free-text request with one user message.
pub fn ask(text: &str, max_tokens: u32) -> Request {
    Request {
        messages: vec![Message {
            role: "user".into(),
            content: text.into(),
        }],
        sections: vec![section("", None, max_tokens)],
        temperature: 1.0,
        seed: 1,
    }
}

/// One answer to a conversation.
pub fn section(instruction: &str, schema: Option<Value>, max_tokens: u32) -> Section {
    Section {
        instruction: instruction.into(),
        schema,
        max_tokens,
    }
}

/// A request with one user message and one answer under a schema.
pub fn ask_for(schema: Value, text: &str, max_tokens: u32) -> Request {
    Request {
        sections: vec![section("", Some(schema), max_tokens)],
        ..ask(text, max_tokens)
    }
}

/// A note as the product asks for it: bounded claims with evidence ids, closed words, risk language to review.
pub fn note_schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["claims", "risk", "themes", "insufficient_material"],
        "properties": {
            "claims": {
                "type": "array", "minItems": 1, "maxItems": 4,
                "items": {
                    "type": "object",
                    "additionalProperties": false,
                    "required": ["evidence", "speaker", "kind", "text"],
                    "properties": {
                        "evidence": {
                            "type": "array", "minItems": 1, "maxItems": 3,
                            "items": { "type": "string", "enum": ["t1", "t2", "t3", "t17"] }
                        },
                        "speaker": { "enum": ["client", "therapist"] },
                        "kind": { "enum": ["reported", "observed", "intervention", "response", "judgement", "plan"] },
                        "text": { "type": "string", "minLength": 1, "maxLength": 60 }
                    }
                }
            },
            "risk": {
                "type": "object",
                "additionalProperties": false,
                "required": ["level", "turn"],
                "properties": {
                    "level": { "enum": ["none_stated", "to_review"] },
                    "turn": { "type": ["integer", "null"], "minimum": 0, "maximum": 999 }
                }
            },
            "themes": {
                "type": "array", "maxItems": 3,
                "items": { "type": "string", "pattern": "^[a-z]{2,12}$" }
            },
            "insufficient_material": { "type": "boolean" }
        }
    })
}

/// The seven questions of a note about turns `first..=last`: each with a schema of its own, bounded lists and strings, and turns
/// that exist.
pub fn note_sections(first: u32, last: u32, max_tokens: u32) -> Vec<Section> {
    let text = |most: u32| json!({ "type": "string", "minLength": 1, "maxLength": most });
    let turn = json!({ "type": "integer", "minimum": first, "maximum": last });
    let object = |properties: Value| {
        let required: Vec<_> = properties
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key)
            .collect();
        json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
    };
    let quote = object(json!({ "at": turn, "quote": text(60) }));
    let evidence = json!({ "type": "array", "minItems": 1, "maxItems": 2, "items": quote });
    let speaker = json!({ "enum": ["client", "therapist"] });
    let claim = object(json!({ "evidence": evidence, "speaker": speaker, "text": text(80) }));
    let claims = json!({ "type": "array", "minItems": 1, "maxItems": 3, "items": claim });
    let mood = json!({ "enum": ["low", "anxious", "irritable", "neutral", "bright", null] });
    let status = json!({ "enum": ["current", "denied", "historical", "third_party"] });
    let risk = object(json!({ "at": turn, "status": status, "quote": text(60) }));
    let topic = object(json!({ "at": turn, "name": text(40) }));
    [
        ("Claims that the client reported.", claims.clone()),
        ("What was observed in the room.", claims.clone()),
        ("Interventions of the therapist.", claims.clone()),
        ("How the client responded.", claims.clone()),
        ("What was agreed for the time until the next session.", claims),
        (
            "Mood and topics.",
            object(json!({
                "mood": mood,
                "topics": { "type": "array", "minItems": 1, "maxItems": 4, "items": topic },
            })),
        ),
        (
            "Risk language, with its status.",
            json!({ "type": "array", "minItems": 1, "maxItems": 3, "items": risk }),
        ),
    ]
    .into_iter()
    .map(|(instruction, schema)| section(&format!("\n{instruction} Answer as JSON."), Some(schema), max_tokens))
    .collect()
}

/// Turns of an invented session, about `words` of them in all: `[0 T] …`, `[1 C] …`. The same number gives the same talk.
pub fn talk(words: usize) -> Vec<String> {
    const WORDS: [&str; 32] = [
        "and",
        "then",
        "I",
        "was",
        "awake",
        "again",
        "at",
        "four",
        "because",
        "my",
        "sister",
        "called",
        "about",
        "work",
        "it",
        "felt",
        "heavy",
        "but",
        "we",
        "walked",
        "to",
        "the",
        "river",
        "slowly",
        "what",
        "would",
        "help",
        "you",
        "notice",
        "tonight",
        "maybe",
        "breathing",
    ];
    let mut state = 0x5851_F42D_4C95_7F2D_u64;
    let mut next = move |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let (mut turns, mut said) = (Vec::new(), 0);
    while said < words {
        let length = 3 + next(if turns.len() % 2 == 0 { 18 } else { 60 });
        let speaker = if turns.len() % 2 == 0 { 'T' } else { 'C' };
        let text: Vec<_> = (0..length).map(|_| WORDS[next(WORDS.len() as u64) as usize]).collect();
        turns.push(format!("[{} {speaker}] {}.\n", turns.len(), text.join(" ")));
        said += length as usize;
    }
    turns
}
