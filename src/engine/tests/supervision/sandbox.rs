use std::net::TcpListener;

use protocol::WorkerKind;
use serde_json::json;

use crate::support::{Stage, generate};

#[tokio::test]
async fn a_worker_sees_no_environment_but_its_own() {
    let stage = Stage::new(WorkerKind::Llm, json!({ "steps": [{ "do": "environment" }] }));
    let mut config = stage.config();
    config.environment.push(("CUDA_VISIBLE_DEVICES".into(), "0".into()));
    config.environment.push(("JWT_SECRET_KEY".into(), "secret".into()));
    let seen = generate(&engine::Llm::new(config), "go").await.unwrap();
    let mut names: Vec<_> = seen.lines().collect();
    names.sort_unstable();
    assert_eq!(names, ["CUDA_VISIBLE_DEVICES", "OMP_WAIT_POLICY"]);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_worker_reaches_no_network() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let stage = Stage::new(
        WorkerKind::Llm,
        json!({ "steps": [{ "do": "connect", "address": address }] }),
    );
    assert_eq!(
        generate(&stage.llm(), "go").await.unwrap(),
        "connect: refused (PermissionDenied)\n"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_worker_reads_writes_and_starts_no_file() {
    for path in ["/etc/passwd", "/bin/true", "/proc/self/environ"] {
        let stage = Stage::new(WorkerKind::Llm, json!({ "steps": [{ "do": "touch", "path": path }] }));
        let outcome = generate(&stage.llm(), "go").await.unwrap();
        let refused = ["read", "write", "start"]
            .map(|deed| format!("{deed}: refused (PermissionDenied)\n"))
            .concat();
        assert_eq!(outcome, refused, "{path}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_worker_says_which_restrictions_hold() {
    let stage = Stage::new(WorkerKind::Llm, json!({ "memory_bytes": 1 << 30 }));
    let sealed = stage.llm().supervisor().prepare().await.unwrap().sealed;
    for restriction in ["no_network", "no_programs", "no_files", "no_core_dump", "memory_limit"] {
        assert!(
            sealed.iter().any(|held| held == restriction),
            "{restriction} is not in {sealed:?}"
        );
    }
}
