//! The language-model worker: answers prompts with a GGUF model through llama.cpp, under a JSON schema where one is given.
//!
//! One [`Engine`] holds one model and one context. A request goes through four stations: [`chat`] lays the messages out as
//! the model was trained to read them, keeping words of people apart from control tokens; [`context`] evaluates tokens and
//! can be stopped in the middle of it; [`constraint`] says which tokens may come next so that the answer is JSON that obeys
//! the schema; [`sampling`] picks one of them. A request may want several answers to one conversation: [`answer`] holds the
//! state of each, and they are written side by side, one evaluation for the next tokens of all. The process itself (pipes, sandbox, heartbeat) belongs to `worker-runtime`.

pub mod answer;
pub mod arguments;
pub mod chat;
pub mod constraint;
pub mod context;
pub mod engine;
pub mod machine;
pub mod model;
pub mod native_log;
pub mod sampling;
pub mod text;

pub use arguments::Arguments;
pub use engine::Engine;
