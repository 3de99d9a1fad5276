//! The real process over its pipes: sealed, with an empty environment, as the server starts it.

mod support;

use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use protocol::{Failure, FromWorker, ToWorker, VERSION, WorkerKind, frame};
use serde_json::{Value, json};
use support::{ask, ask_for, model, note_schema, tiny_gguf};

/// What the product promises is 200 ms; the assertion leaves room for a loaded machine and the figure is printed.
const GENEROUS: Duration = Duration::from_secs(5);

/// A running worker. Reading blocks, and a worker that dies ends the pipe, so no test can wait for ever on a dead one.
struct Worker {
    process: Child,
    input: ChildStdin,
    output: ChildStdout,
}

impl Worker {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tb-llm"));
        command
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = command.spawn().expect("starts");
        let (input, output) = (
            process.stdin.take().expect("a pipe"),
            process.stdout.take().expect("a pipe"),
        );
        let mut worker = Self { process, input, output };
        match worker.hear() {
            FromWorker::Hello { protocol, kind, .. } => assert_eq!((protocol, kind), (VERSION, WorkerKind::Llm)),
            other => panic!("{other:?}"),
        }
        worker
    }

    fn say(&mut self, message: &ToWorker) {
        frame::write(&mut self.input, message, &[]).expect("the worker reads");
    }

    /// The next message that is no heartbeat.
    fn hear(&mut self) -> FromWorker {
        loop {
            match frame::read(&mut self.output)
                .expect("a frame")
                .expect("the worker lives")
                .0
            {
                FromWorker::Alive => {}
                message => return message,
            }
        }
    }

    /// The text that came as tokens and how the request ended.
    fn end_of(&mut self, request: u64) -> (String, FromWorker) {
        let mut streamed = String::new();
        loop {
            match self.hear() {
                FromWorker::Token { id, text, .. } => {
                    assert_eq!(id, request);
                    streamed.push_str(&text);
                }
                message => return (streamed, message),
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_sealed_worker_answers_refuses_cancels_and_leaves() {
    let path = model();
    let mut worker = Worker::start(&[
        "--model",
        path.to_str().expect("UTF-8"),
        "--threads",
        "1",
        "--gpu",
        "off",
    ]);
    match worker.hear() {
        FromWorker::Ready { model, sealed } => {
            assert_eq!((model.name.as_str(), model.device.as_str()), ("tiny.gguf", "cpu"));
            assert_eq!(model.context_tokens, Some(tiny_gguf::CONTEXT));
            println!("sealed: {sealed:?}");
        }
        other => panic!("{other:?}"),
    }

    let schema = note_schema();
    let request = ask_for(schema.clone(), "[t1 C] I slept badly.", 2000);
    worker.say(&ToWorker::Generate { id: 1, request });
    match worker.end_of(1) {
        (streamed, FromWorker::Generated { id: 1, output }) => {
            assert_eq!(streamed, output.text());
            let draft: Value = serde_json::from_str(output.text()).expect("JSON");
            assert!(jsonschema::is_valid(&schema, &draft), "{draft}");
            assert!(output.prompt_tokens_per_second > 0.0 && output.output_tokens_per_second > 0.0);
        }
        (_, other) => panic!("{other:?}"),
    }

    worker.say(&ToWorker::Generate {
        id: 2,
        request: ask(&"word ".repeat(9000), 5),
    });
    let (_, refused) = worker.end_of(2);
    assert!(
        matches!(
            refused,
            FromWorker::Failed {
                id: 2,
                failure: Failure::PromptTooLong { .. }
            }
        ),
        "{refused:?}"
    );

    let endless = json!({ "type": "array", "minItems": 900, "items": { "type": "string", "maxLength": 40 } });
    worker.say(&ToWorker::Generate {
        id: 3,
        request: ask_for(endless, "Go on.", 3900),
    });
    let first = worker.hear();
    assert!(matches!(first, FromWorker::Token { id: 3, .. }), "{first:?}");
    let cancelled = Instant::now();
    worker.say(&ToWorker::Cancel { id: 3 });
    let (_, ended) = worker.end_of(3);
    let latency = cancelled.elapsed();
    println!("cancelled over the pipe after {latency:?}");
    assert!(
        matches!(
            ended,
            FromWorker::Failed {
                id: 3,
                failure: Failure::Cancelled
            }
        ),
        "{ended:?}"
    );
    assert!(latency < GENEROUS, "{latency:?}");

    worker.say(&ToWorker::Embed {
        id: 4,
        texts: vec!["x".into()],
    });
    let (_, foreign) = worker.end_of(4);
    assert!(
        matches!(
            foreign,
            FromWorker::Failed {
                id: 4,
                failure: Failure::Internal { .. }
            }
        ),
        "{foreign:?}"
    );

    worker.say(&ToWorker::Shutdown);
    assert!(worker.process.wait().expect("ends").success());
}

#[test]
fn a_worker_without_a_usable_model_says_so_and_leaves() {
    let directory = tempfile::tempdir().expect("a directory");
    let letter = directory.path().join("letter.gguf");
    std::fs::write(&letter, "Dear reader, this is no model at all.").expect("writes");
    let letter = letter.to_str().expect("UTF-8");
    for arguments in [
        &["--model", letter][..],
        &["--model", "/nonexistent.gguf"],
        &[],
        &["--gpu", "maybe"],
    ] {
        let mut worker = Worker::start(arguments);
        let said = worker.hear();
        assert!(matches!(said, FromWorker::NotReady { .. }), "{arguments:?}: {said:?}");
        assert!(!worker.process.wait().expect("ends").success());
    }
}
