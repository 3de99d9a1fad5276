use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use engine::{Asr, Error, FileSource, RecordingSource, Transcriber};
use protocol::WorkerKind;
use serde_json::json;

use crate::support::{Made, Stage, transcribe};

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Two times as large as the memory that its reader may have.
#[tokio::test]
async fn a_large_recording_is_read_whole_in_little_memory() {
    let length = 96 << 20;
    let stage = Stage::new(
        WorkerKind::Asr,
        json!({ "memory_bytes": 48 << 20, "steps": [{ "do": "read" }] }),
    );
    let mut config = stage.config();
    config.memory_bytes = Some(48 << 20);
    let summary = transcribe(&Asr::new(config), Made { length }).await.0.unwrap();
    assert_eq!(
        summary.format,
        format!("fake/{length}-{:016x}", fnv((0..length).map(Made::byte)))
    );
}

#[tokio::test]
async fn a_file_is_read_byte_for_byte() {
    let stage = Stage::new(WorkerKind::Asr, json!({ "steps": [{ "do": "read" }] }));
    let content: Vec<u8> = (0..700_001u64).map(Made::byte).collect();
    let path = stage.models.path().join("recording.ogg");
    std::fs::write(&path, &content).unwrap();
    let summary = transcribe(&stage.asr(), FileSource::open(&path).unwrap())
        .await
        .0
        .unwrap();
    assert_eq!(
        summary.format,
        format!("fake/{}-{:016x}", content.len(), fnv(content.into_iter()))
    );
}

/// Fails from the third block on.
struct Damaged {
    reads: Arc<AtomicU64>,
}

#[async_trait]
impl RecordingSource for Damaged {
    fn byte_len(&self) -> u64 {
        10 << 20
    }

    async fn read_at(&self, _: u64, length: usize) -> io::Result<Bytes> {
        if self.reads.fetch_add(1, Ordering::Relaxed) < 2 {
            Ok(vec![0; length].into())
        } else {
            Err(io::Error::other("the segment does not verify"))
        }
    }
}

#[tokio::test]
async fn a_recording_that_cannot_be_read_is_the_servers_error_and_no_crash() {
    let stage = Stage::new(WorkerKind::Asr, json!({ "steps": [{ "do": "read" }] }));
    let asr = stage.asr();
    let error = transcribe(&asr, Damaged { reads: Arc::default() }).await.0.unwrap_err();
    assert!(
        matches!(&error, Error::Source(source) if source.to_string().contains("verify")),
        "{error:?}"
    );
    assert_eq!(asr.readiness().state(), "ready");
}
