//! `tb-embed --model DIRECTORY`: the embedding worker process.

use std::path::PathBuf;

use protocol::{Failure, WorkerKind};
use tb_embed::Embedder;
use worker_runtime::{Answer, Request, Seal, Session, Task};

/// Added to the scheduler's nice value: the server must stay responsive while a model computes.
const NICE: i32 = 10;

/// Most bytes of writable memory on a processor: weights and activations of the largest BERT models stay well below it.
const MEMORY: u64 = 4 << 30;

fn main() {
    let session = Session::start(WorkerKind::Embed, env!("CARGO_PKG_VERSION"));
    // Refused only by unusual sandboxes, and then the worker runs at the priority it has.
    let _ = rustix::process::nice(NICE);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [option, directory] = arguments.as_slice() else {
        session.not_ready(Failure::Internal {
            detail: "tb-embed: usage: tb-embed --model DIRECTORY".into(),
        });
    };
    if option != "--model" {
        session.not_ready(Failure::Internal {
            detail: format!("tb-embed: unknown option {option:?}"),
        });
    }
    let directory = PathBuf::from(directory);
    let embedder = match Embedder::load(&directory) {
        Ok(embedder) => embedder,
        Err(failure) => session.not_ready(failure),
    };
    let info = embedder.info();
    // The model is in memory, and no file is needed any more.
    let seal = Seal {
        read_paths: Vec::new(),
        memory_bytes: (info.device == "cpu").then_some(MEMORY),
    };
    let Ok(connection) = session.ready(info, seal) else {
        // The server has been told why.
        std::process::exit(1);
    };
    connection.serve(|Task { request, cancel, .. }| match request {
        Request::Embed(texts) => embedder.embed(&texts, &cancel.flag()).map(Answer::Embedded),
        Request::Transcribe { .. } | Request::Generate(_) => Err(Failure::Internal {
            detail: "this worker only embeds texts".into(),
        }),
    });
}
