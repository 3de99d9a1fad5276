//! `tb-llm --model PATH.gguf [--context TOKENS] [--threads N] [--gpu auto|off]`: the language-model worker process.

use protocol::{Failure, WorkerKind};
use tb_llm::{Arguments, Engine, machine};
use worker_runtime::{Answer, Request, Seal, Session, Task};

fn main() {
    let session = Session::start(WorkerKind::Llm, env!("CARGO_PKG_VERSION"));
    machine::lower_priority();
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => session.not_ready(Failure::Internal {
            detail: format!("tb-llm: {error}"),
        }),
    };
    let mut engine = match Engine::load(&arguments) {
        Ok(engine) => engine,
        Err(failure) => session.not_ready(failure),
    };
    // The model is mapped or in memory, and no other file is needed.
    let seal = Seal {
        read_paths: Vec::new(),
        memory_bytes: engine.memory_limit(),
    };
    let Ok(connection) = session.ready(engine.info(), seal) else {
        // The server has been told why.
        std::process::exit(1);
    };
    connection.serve(|Task { request, reply, cancel }| match request {
        Request::Generate(request) => engine
            .generate(&request, &cancel.flag(), |section, piece| reply.token(section, piece))
            .map(Answer::Generated),
        Request::Transcribe { .. } | Request::Embed(_) => Err(Failure::Internal {
            detail: "this worker only answers prompts".into(),
        }),
    });
}
