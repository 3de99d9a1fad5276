use std::time::{Duration, Instant};

use engine::{Asr, Drafter, Error, Llm, Transcriber};
use protocol::{Failure, WorkerKind};
use serde_json::json;

use crate::support::{Made, Stage, Text, exists, generate, transcribe, until};

/// A script that does `bad` for requests that start with BAD and answers others.
fn sometimes(bad: serde_json::Value) -> serde_json::Value {
    json!({
        "rules": [{ "starts_with": "BAD", "steps": [{ "do": "text", "text": "so far so good" }, bad] }],
        "steps": [{ "do": "text", "text": "fine" }],
    })
}

#[tokio::test]
async fn a_crash_costs_one_request_and_a_pause() {
    let stage = Stage::new(WorkerKind::Asr, sometimes(json!({ "do": "crash" })));
    let asr = stage.asr();
    let error = transcribe(&asr, Text("BAD recording")).await.0.unwrap_err();
    assert!(
        matches!(&error, Error::Crashed { detail } if detail.contains("signal")),
        "{error}"
    );
    assert!(error.is_retryable());
    assert_eq!(asr.readiness().state(), "degraded");
    let refused = transcribe(&asr, Text("good recording")).await.0.unwrap_err();
    assert!(
        matches!(&refused, Error::Unavailable(readiness) if readiness.state() == "degraded"),
        "{refused}"
    );
    until("the pause is over", || asr.readiness().can_take_work()).await;
    transcribe(&asr, Text("good recording")).await.0.unwrap();
    assert_eq!(asr.readiness().state(), "ready");
}

#[tokio::test]
async fn a_panic_fails_its_request_alone_and_tells_no_words() {
    let stage = Stage::new(WorkerKind::Llm, sometimes(json!({ "do": "panic" })));
    let llm = stage.llm();
    match generate(&llm, "BAD").await {
        Err(Error::Refused(Failure::Internal { detail })) => assert!(!detail.contains("quote"), "{detail}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(generate(&llm, "good").await.unwrap(), "fine");
}

#[tokio::test]
async fn a_hanging_worker_is_ended_for_its_silence() {
    let stage = Stage::new(WorkerKind::Llm, sometimes(json!({ "do": "hang" })));
    let mut config = stage.config();
    config.deadlines.silence = Duration::from_millis(1500);
    let llm = Llm::new(config);
    let process = llm.supervisor().prepare().await.unwrap().process_id;
    let error = generate(&llm, "BAD").await.unwrap_err();
    assert!(
        matches!(&error, Error::TimedOut { what } if what.contains("sign of life")),
        "{error}"
    );
    assert!(!exists(process));
}

#[tokio::test]
async fn a_stalled_worker_is_ended_for_want_of_progress_despite_its_heartbeat() {
    let stage = Stage::new(WorkerKind::Llm, sometimes(json!({ "do": "stall" })));
    let mut config = stage.config();
    // Longer than the heartbeat's second, so that a heartbeat taken for progress would show.
    config.deadlines.progress = Duration::from_millis(1500);
    let llm = Llm::new(config);
    let start = Instant::now();
    let error = generate(&llm, "BAD").await.unwrap_err();
    assert!(
        matches!(&error, Error::TimedOut { what } if what.contains("progress")),
        "{error}"
    );
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_stopped_however_much_progress_it_makes() {
    let text = "word ".repeat(10_000);
    let stage = Stage::new(
        WorkerKind::Llm,
        json!({ "steps": [{ "do": "text", "text": text, "over_ms": 600_000 }] }),
    );
    let mut config = stage.config();
    config.deadlines.request = Duration::from_millis(500);
    let error = generate(&Llm::new(config), "go").await.unwrap_err();
    assert!(
        matches!(&error, Error::TimedOut { what } if what.contains("request")),
        "{error}"
    );
}

#[tokio::test]
async fn garbage_between_the_frames_ends_the_worker() {
    let stage = Stage::new(WorkerKind::Llm, sometimes(json!({ "do": "garbage" })));
    let error = generate(&stage.llm(), "BAD").await.unwrap_err();
    assert!(
        matches!(&error, Error::Crashed { detail } if detail.contains("protocol")),
        "{error}"
    );
}

#[tokio::test]
async fn what_a_library_prints_does_not_disturb_the_frames() {
    let stage = Stage::new(
        WorkerKind::Llm,
        sometimes(json!({ "do": "print", "text": "42 layers" })),
    );
    assert_eq!(generate(&stage.llm(), "BAD").await.unwrap(), "so far so good");
}

#[tokio::test]
async fn a_refusal_is_passed_on_and_is_no_crash() {
    let failure = Failure::UnsupportedFormat {
        detail: "a text file".into(),
    };
    let stage = Stage::new(WorkerKind::Asr, sometimes(json!({ "do": "fail", "failure": failure })));
    let asr = stage.asr();
    let error = transcribe(&asr, Text("BAD")).await.0.unwrap_err();
    assert!(
        matches!(&error, Error::Refused(refused) if *refused == failure),
        "{error}"
    );
    assert!(!error.is_retryable());
    assert_eq!(asr.readiness().state(), "ready");
}

#[tokio::test]
async fn another_protocol_version_is_refused() {
    let stage = Stage::new(WorkerKind::Llm, json!({ "protocol": 99 }));
    let llm = stage.llm();
    match generate(&llm, "go").await {
        Err(Error::Unavailable(readiness)) => assert!(readiness.sentence().contains("version 99"), "{readiness:?}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(llm.readiness().state(), "degraded");
}

#[tokio::test]
async fn a_worker_of_another_kind_is_refused() {
    let stage = Stage::new(WorkerKind::Llm, json!({}));
    let mut config = stage.config();
    config.arguments = vec!["--as".into(), "asr".into()];
    match generate(&Llm::new(config), "go").await {
        Err(Error::Unavailable(readiness)) => assert!(readiness.sentence().contains("tb-asr"), "{readiness:?}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_damaged_model_degrades_the_worker_until_it_is_replaced() {
    let stage = Stage::new(WorkerKind::Asr, json!({}));
    stage.write("this is no model");
    let asr = stage.asr();
    match transcribe(&asr, Made { length: 1 }).await.0 {
        Err(Error::Unavailable(readiness)) => {
            assert_eq!(readiness.state(), "degraded");
            assert!(
                readiness.sentence().contains("model cannot be used"),
                "{}",
                readiness.sentence()
            );
        }
        other => panic!("{other:?}"),
    }
    stage.write("{}");
    until("the pause is over", || asr.readiness().can_take_work()).await;
    transcribe(&asr, Made { length: 1 }).await.0.unwrap();
}

#[tokio::test]
async fn a_model_that_loads_for_ever_is_given_up() {
    let stage = Stage::new(WorkerKind::Llm, json!({ "ready_after_ms": 600_000 }));
    let mut config = stage.config();
    config.deadlines.ready = Duration::from_millis(300);
    match generate(&Llm::new(config), "go").await {
        Err(Error::Unavailable(readiness)) => {
            assert!(readiness.sentence().contains("not loaded within"), "{readiness:?}")
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_worker_that_takes_too_much_memory_is_ended() {
    let script = json!({ "steps": [{ "do": "allocate", "mib": 200 }, { "do": "wait", "ms": 600_000 }] });
    let stage = Stage::new(WorkerKind::Asr, script);
    let mut config = stage.config();
    config.memory_bytes = Some(100 << 20);
    let error = transcribe(&Asr::new(config), Made { length: 1 }).await.0.unwrap_err();
    assert!(
        matches!(&error, Error::Crashed { detail } if detail.contains("may hold 100 MiB")),
        "{error}"
    );
}

#[tokio::test]
async fn a_worker_that_limits_itself_cannot_take_more() {
    let script = json!({ "memory_bytes": 64 << 20, "steps": [{ "do": "allocate", "mib": 200 }] });
    let stage = Stage::new(WorkerKind::Asr, script);
    let error = transcribe(&stage.asr(), Made { length: 1 }).await.0.unwrap_err();
    assert!(matches!(error, Error::Crashed { .. }), "{error}");
}

#[tokio::test]
async fn an_idle_worker_that_dies_is_replaced() {
    let stage = Stage::new(WorkerKind::Llm, sometimes(json!({ "do": "crash" })));
    let llm = stage.llm();
    let process = llm.supervisor().prepare().await.unwrap().process_id;
    rustix::process::kill_process(
        rustix::process::Pid::from_raw(process as i32).unwrap(),
        rustix::process::Signal::KILL,
    )
    .unwrap();
    until("its death is noticed", || llm.readiness().state() == "degraded").await;
    until("the pause is over", || llm.readiness().can_take_work()).await;
    assert_eq!(generate(&llm, "good").await.unwrap(), "fine");
}
