//! `tb-fake --as asr|llm|embed --model SCRIPT`: a worker that does what a script says.
//!
//! It speaks the real protocol inside the real sandbox, with a JSON script in the place of a model, so tests of the whole
//! product choose a worker's behaviour, misbehaviour included, by writing a file into the models directory. [`script`]
//! describes the format.

mod perform;
mod script;

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use protocol::{Failure, FromWorker, ModelInfo, WorkerKind, frame};
use worker_runtime::{Seal, Session};

use crate::perform::Performer;
use crate::script::Script;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn main() -> ExitCode {
    let Some((kind, model)) = arguments() else {
        eprintln!("usage: tb-fake --as asr|llm|embed --model SCRIPT");
        return ExitCode::from(64);
    };
    // An embedding model is a directory, and its script stands in the place of the weights.
    let file = if model.is_dir() {
        model.join("model.safetensors")
    } else {
        model.clone()
    };
    let script = std::fs::read_to_string(&file)
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str::<Script>(&text).map_err(|error| error.to_string()));
    // The session takes standard output for itself; a script that sends garbage needs its own way there.
    let raw = rustix::io::fcntl_dupfd_cloexec(io::stdout(), 3).map(File::from);
    if let (
        Ok(Script {
            protocol: Some(protocol),
            ..
        }),
        Ok(mut raw),
    ) = (&script, raw.as_ref())
    {
        let hello = FromWorker::Hello {
            protocol: *protocol,
            kind,
            version: VERSION.to_owned(),
        };
        let _ = frame::write(&mut raw, &hello, &[]);
        loop {
            thread::park();
        }
    }
    let session = Session::start(kind, VERSION);
    let (script, raw) = match (script, raw) {
        (Ok(script), Ok(raw)) => (script, raw),
        (Err(detail), _) => session.not_ready(Failure::ModelUnusable { detail }),
        (_, Err(error)) => session.not_ready(Failure::Internal {
            detail: error.to_string(),
        }),
    };
    thread::sleep(Duration::from_millis(script.ready_after_ms));
    if let Some(failure) = script.not_ready.clone() {
        session.not_ready(failure);
    }
    let info = ModelInfo {
        name: model
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        device: "cpu".into(),
        lanes: 1,
        context_tokens: (kind == WorkerKind::Llm).then_some(script.context_tokens),
        dimensions: (kind == WorkerKind::Embed).then_some(script.dimensions),
        sha256: None,
        quantisation: (kind == WorkerKind::Llm).then(|| "F32".to_owned()),
    };
    let seal = Seal {
        read_paths: Vec::new(),
        memory_bytes: script.memory_bytes,
    };
    let connection = match session.ready(info, seal) {
        Ok(connection) => connection,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut performer = Performer::new(script, raw);
    connection.serve(|task| performer.answer(task));
    ExitCode::SUCCESS
}

/// Writes bytes that are no frame, past the session.
pub(crate) fn garbage(mut raw: &File) {
    let _ = raw.write_all(b"loading model ... done, 42 layers\n");
}

fn arguments() -> Option<(WorkerKind, PathBuf)> {
    let (mut kind, mut model) = (None, None);
    let mut arguments = std::env::args_os().skip(1);
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match name.to_str()? {
            "--as" => {
                kind = Some(match value.to_str()? {
                    "asr" => WorkerKind::Asr,
                    "llm" => WorkerKind::Llm,
                    "embed" => WorkerKind::Embed,
                    _ => return None,
                });
            }
            "--model" => model = Some(PathBuf::from(value)),
            // What the real workers take besides.
            _ => {}
        }
    }
    Some((kind?, model?))
}
