use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::{Drafter, Embedder, Error, Program, Transcriber};
use protocol::WorkerKind;
use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::support::{Made, Stage, exists, fake, generate, prompt, runs, transcribe, until, until_within};

#[tokio::test]
async fn a_transcription_streams_its_segments_and_sums_up() {
    let segments = json!([
        { "text": "How was your week?", "start_ms": 0, "end_ms": 1500, "channel": 0 },
        { "text": "Better than the last one.", "start_ms": 1600, "end_ms": 3200, "channel": 1 },
    ]);
    let script = json!({ "steps": [{ "do": "read" }, { "do": "segments", "segments": segments, "over_ms": 50 }] });
    let stage = Stage::new(WorkerKind::Asr, script);
    let asr = stage.asr();
    assert_eq!(asr.readiness().state(), "idle");
    let (summary, texts) = transcribe(&asr, Made { length: 1000 }).await;
    let summary = summary.unwrap();
    assert_eq!(texts, ["How was your week?", "Better than the last one."]);
    assert_eq!((summary.channels, summary.duration_seconds), (2, 3.2));
    assert!(summary.format.starts_with("fake/1000-"), "{}", summary.format);
    assert_eq!(asr.readiness().state(), "ready");
}

#[tokio::test]
async fn a_generation_streams_its_tokens_and_embeddings_have_length_one() {
    let stage = Stage::new(
        WorkerKind::Llm,
        json!({ "steps": [{ "do": "text", "text": "one two three" }] }),
    );
    let llm = stage.llm();
    let (tokens, mut received) = mpsc::channel(16);
    let output = llm
        .generate(prompt("count"), Some(tokens), CancellationToken::new())
        .await
        .unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = received.recv().await {
        pieces.push(piece);
    }
    assert_eq!(
        (output.text(), pieces.concat().as_str()),
        ("one two three", "one two three")
    );
    assert!(pieces.len() > 1);

    let stage = Stage::new(WorkerKind::Embed, json!({ "dimensions": 8 }));
    let texts = vec!["sleep".to_owned(), "work and sleep".to_owned()];
    let vectors = stage.embed().embed(texts, CancellationToken::new()).await.unwrap();
    assert_eq!(vectors.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8]);
    for vector in vectors {
        assert!((vector.iter().map(|number| number * number).sum::<f32>() - 1.0).abs() < 1e-5);
    }
}

#[tokio::test]
async fn every_section_has_its_text_and_the_first_is_streamed() {
    let steps = json!([{ "do": "sections", "texts": [{ "claims": [] }, "no JSON"] }]);
    let rule = json!({ "contains": "in three parts", "steps": steps });
    let script = json!({ "rules": [rule], "steps": [{ "do": "text", "text": "the same" }] });
    let stage = Stage::new(WorkerKind::Llm, script);
    let llm = stage.llm();
    let request = |instruction: &str| {
        let mut request = prompt("The transcript.");
        request.sections = vec![request.sections[0].clone(); 3];
        request.sections[2].instruction = instruction.into();
        request
    };
    let (tokens, mut received) = mpsc::channel(16);
    let output = llm
        .generate(request("in three parts"), Some(tokens), CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(output.texts, [r#"{"claims":[]}"#, "no JSON", ""]);
    let mut streamed = String::new();
    while let Some(piece) = received.recv().await {
        streamed.push_str(&piece);
    }
    assert_eq!(streamed, output.text());
    let output = llm
        .generate(request("otherwise"), None, CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(output.texts, ["the same"; 3]);
    assert!(output.evaluated_tokens < output.prompt_tokens);
}

#[tokio::test]
async fn a_language_model_is_known_by_its_hash_and_a_changed_one_by_another() {
    let stage = Stage::new(WorkerKind::Llm, json!({}));
    let llm = stage.llm();
    let first = llm.supervisor().prepare().await.unwrap().model;
    let hash = first.sha256.expect("a hash");
    assert!(
        hash.len() == 64 && hash.chars().all(|digit| digit.is_ascii_hexdigit()),
        "{hash}"
    );
    assert_eq!(first.quantisation.as_deref(), Some("F32"));
    stage.write(r#"{ "context_tokens": 99 }"#);
    let other = stage.llm().supervisor().prepare().await.unwrap().model;
    assert_ne!(other.sha256, Some(hash));
    let speech = Stage::new(WorkerKind::Asr, json!({}));
    assert_eq!(speech.asr().supervisor().prepare().await.unwrap().model.sha256, None);
}

#[tokio::test]
async fn requests_take_turns_in_one_process() {
    let stage = Stage::new(
        WorkerKind::Llm,
        json!({ "steps": [{ "do": "text", "text": "done", "over_ms": 30 }] }),
    );
    let llm = stage.llm();
    let (a, b, c) = tokio::join!(generate(&llm, "a"), generate(&llm, "b"), generate(&llm, "c"));
    for text in [a, b, c] {
        assert_eq!(text.unwrap(), "done");
    }
    let first = llm.supervisor().prepare().await.unwrap();
    assert!(runs(first.process_id));
}

#[tokio::test]
async fn an_idle_worker_is_ended_and_comes_back_for_the_next_request() {
    let stage = Stage::new(WorkerKind::Llm, json!({ "steps": [{ "do": "text", "text": "here" }] }));
    let mut config = stage.config();
    config.idle_unload = Some(Duration::from_millis(200));
    let llm = engine::Llm::new(config);
    let process = llm.supervisor().prepare().await.unwrap().process_id;
    until("the idle worker is gone, and no zombie of it is left", || {
        !exists(process)
    })
    .await;
    until("its place is idle", || llm.readiness().state() == "idle").await;
    assert_eq!(generate(&llm, "again").await.unwrap(), "here");
}

#[tokio::test]
async fn a_cancel_is_obeyed_and_keeps_the_loaded_model() {
    let stage = Stage::new(
        WorkerKind::Llm,
        json!({
            "rules": [{ "starts_with": "long", "steps": [{ "do": "wait", "ms": 600_000 }] }],
            "steps": [{ "do": "text", "text": "short" }],
        }),
    );
    let llm = stage.llm();
    let process = llm.supervisor().prepare().await.unwrap().process_id;
    let cancel = CancellationToken::new();
    let (request, ()) = tokio::join!(llm.generate(prompt("long"), None, cancel.clone()), async {
        cancel.cancel()
    });
    assert!(matches!(request, Err(Error::Cancelled)));
    assert_eq!(generate(&llm, "next").await.unwrap(), "short");
    assert_eq!(llm.supervisor().prepare().await.unwrap().process_id, process);
}

#[tokio::test]
async fn a_cancel_that_is_not_heard_ends_the_process() {
    let stage = Stage::new(
        WorkerKind::Llm,
        json!({ "steps": [
        { "do": "text", "text": "started" },
        { "do": "stall", "deaf": true },
    ] }),
    );
    let mut config = stage.config();
    config.deadlines.grace = Duration::from_millis(500);
    let llm = engine::Llm::new(config);
    let process = llm.supervisor().prepare().await.unwrap().process_id;
    let (tokens, mut started) = mpsc::channel(4);
    let cancel = CancellationToken::new();
    let start = Instant::now();
    let (request, ()) = tokio::join!(llm.generate(prompt("go"), Some(tokens), cancel.clone()), async {
        started.recv().await.unwrap();
        cancel.cancel();
    });
    assert!(matches!(request, Err(Error::Cancelled)));
    assert!(start.elapsed() < Duration::from_secs(2));
    until_within(Duration::from_secs(3), "the deaf worker is gone", || !exists(process)).await;
    until("a cancelled worker is no failed one", || {
        llm.readiness().state() == "idle"
    })
    .await;
}

#[tokio::test]
async fn dropping_a_request_ends_a_worker_that_does_not_hear_the_cancel() {
    let script = json!({ "steps": [{ "do": "text", "text": "started" }, { "do": "stall", "deaf": true }] });
    let stage = Stage::new(WorkerKind::Llm, script);
    let mut config = stage.config();
    config.deadlines.grace = Duration::from_millis(300);
    let llm = engine::Llm::new(config);
    let process = llm.supervisor().prepare().await.unwrap().process_id;
    let (tokens, mut started) = mpsc::channel(4);
    tokio::select! {
        _ = llm.generate(prompt("go"), Some(tokens), CancellationToken::new()) => panic!("a stalled request returned"),
        piece = started.recv() => assert!(piece.is_some()),
    }
    until("the worker is gone", || !exists(process)).await;
}

#[tokio::test]
async fn a_model_that_arrives_later_is_found() {
    let stage = Stage::new(WorkerKind::Asr, json!({}));
    let model = stage.models.path().join("ggml-fake.bin");
    std::fs::remove_file(&model).unwrap();
    let asr = stage.asr();
    assert!(!asr.readiness().can_take_work());
    match transcribe(&asr, Made { length: 1 }).await.0 {
        Err(Error::Unavailable(readiness)) => assert_eq!(readiness.state(), "no_model"),
        other => panic!("{other:?}"),
    }
    stage.write("{}");
    transcribe(&asr, Made { length: 1 }).await.0.unwrap();
}

#[tokio::test]
async fn a_worker_that_was_not_built_is_told_apart_from_a_missing_model() {
    let stage = Stage::new(WorkerKind::Llm, json!({}));
    let mut config = stage.config();
    config.program = None;
    assert_eq!(engine::Llm::new(config).readiness().state(), "not_built");
}

#[tokio::test]
async fn a_carried_program_is_started_from_memory() {
    let stage = Stage::new(
        WorkerKind::Llm,
        json!({ "steps": [{ "do": "text", "text": "carried" }] }),
    );
    let mut config = stage.config();
    config.program = Some(Program::Carried {
        name: "tb-llm",
        image: std::fs::read(fake()).unwrap().into(),
    });
    let llm = engine::Llm::new(config);
    assert_eq!(generate(&llm, "go").await.unwrap(), "carried");
    let process = llm.supervisor().prepare().await.unwrap().process_id;
    if let Ok(executable) = std::fs::read_link(format!("/proc/{process}/exe")) {
        assert!(
            executable.to_string_lossy().contains("memfd:tb-llm"),
            "{}",
            executable.display()
        );
    }
    assert!(!stage.models.path().join("state").exists());
}

/// Not a test of its own: the server that the next test kills.
#[tokio::test]
#[ignore = "run by a_killed_server_leaves_no_worker"]
async fn a_server_that_starts_a_worker_and_waits() {
    let stage = Stage::new(WorkerKind::Llm, json!({ "steps": [{ "do": "stall", "deaf": true }] }));
    let llm = Arc::new(stage.llm());
    println!("\nworker {}", llm.supervisor().prepare().await.unwrap().process_id);
    let _ = generate(&llm, "work").await;
}

#[tokio::test]
async fn a_killed_server_leaves_no_worker() {
    fake();
    let mut server = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "--nocapture",
            "lifecycle::a_server_that_starts_a_worker_and_waits",
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let worker = lines
        .map_while(Result::ok)
        .find_map(|line| line.strip_prefix("worker ")?.parse().ok())
        .unwrap();
    assert!(runs(worker));
    server.kill().unwrap();
    server.wait().unwrap();
    until_within(Duration::from_secs(2), "the worker ended with its server", || {
        !runs(worker)
    })
    .await;
}
