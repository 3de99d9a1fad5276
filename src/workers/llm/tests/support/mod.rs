//! What the suites share: the tiny model on disk and requests to put to it.
#![allow(dead_code)]

pub mod tiny_gguf;

use std::path::PathBuf;
use std::sync::OnceLock;

use protocol::llm::{Message, Request};
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
        schema: None,
        max_tokens,
        temperature: 1.0,
        seed: 1,
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
