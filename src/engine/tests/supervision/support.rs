use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::Bytes;
use engine::{
    Asr, Backoff, Drafter, Embed, Error, Llm, ModelChoice, Program, RecordingSource, Transcriber, TranscriptionEvent,
    WorkerConfig,
};
use protocol::{WorkerKind, asr, llm};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The scripted worker, built once beside this test.
pub fn fake() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let built = || {
        let here = std::env::current_exe().unwrap();
        // target/PROFILE/deps/this-test
        let profile = here.ancestors().nth(2).unwrap();
        let target = profile.parent().unwrap();
        let mut build = Command::new(env!("CARGO"));
        build
            .args(["build", "--quiet", "-p", "tb-fake", "--target-dir"])
            .arg(target);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "the scripted worker does not build");
        profile.join("tb-fake")
    };
    BUILT.get_or_init(built).clone()
}

/// A models directory with one script in it.
pub struct Stage {
    pub models: TempDir,
    pub kind: WorkerKind,
}

impl Stage {
    pub fn new(kind: WorkerKind, script: Value) -> Self {
        let stage = Self {
            models: tempfile::tempdir().unwrap(),
            kind,
        };
        stage.write(&script.to_string());
        stage
    }

    pub fn write(&self, model: &str) {
        let path = match self.kind {
            WorkerKind::Asr => self.models.path().join("ggml-fake.bin"),
            WorkerKind::Llm => self.models.path().join("fake.gguf"),
            WorkerKind::Embed => {
                let directory = self.models.path().join("fake-embeddings");
                std::fs::create_dir_all(&directory).unwrap();
                for file in ["tokenizer.json", "config.json"] {
                    std::fs::write(directory.join(file), "{}").unwrap();
                }
                directory.join("model.safetensors")
            }
        };
        std::fs::write(path, model).unwrap();
    }

    /// Deadlines that suit a test: anything that hangs is found within a few seconds.
    pub fn config(&self) -> WorkerConfig {
        let model = ModelChoice {
            directory: self.models.path().to_owned(),
            configured: None,
            kind: self.kind,
        };
        let mut config = WorkerConfig::new(Some(Program::File(fake())), model, self.models.path().join("state"));
        let name = match self.kind {
            WorkerKind::Asr => "asr",
            WorkerKind::Llm => "llm",
            WorkerKind::Embed => "embed",
        };
        config.arguments = vec!["--as".into(), name.into()];
        config.backoff = Backoff {
            first: Duration::from_millis(300),
            most: Duration::from_secs(1),
        };
        config
    }

    pub fn asr(&self) -> Asr {
        Asr::new(self.config())
    }

    pub fn llm(&self) -> Llm {
        Llm::new(self.config())
    }

    pub fn embed(&self) -> Embed {
        Embed::new(self.config())
    }
}

/// A recording made up as it is read.
pub struct Made {
    pub length: u64,
}

impl Made {
    pub fn byte(at: u64) -> u8 {
        (at ^ (at >> 9) ^ (at >> 21)) as u8
    }
}

#[async_trait]
impl RecordingSource for Made {
    fn byte_len(&self) -> u64 {
        self.length
    }

    async fn read_at(&self, offset: u64, length: usize) -> std::io::Result<Bytes> {
        let end = (offset + length as u64).min(self.length);
        Ok((offset..end).map(Self::byte).collect())
    }
}

/// A recording that consists of a text.
pub struct Text(pub &'static str);

#[async_trait]
impl RecordingSource for Text {
    fn byte_len(&self) -> u64 {
        self.0.len() as u64
    }

    async fn read_at(&self, offset: u64, length: usize) -> std::io::Result<Bytes> {
        let start = offset as usize;
        Ok(Bytes::from_static(
            &self.0.as_bytes()[start..(start + length).min(self.0.len())],
        ))
    }
}

/// Transcribes and collects the segments' texts.
pub async fn transcribe(
    asr: &Asr,
    recording: impl RecordingSource + 'static,
) -> (Result<asr::Summary, Error>, Vec<String>) {
    let (events, mut received) = mpsc::channel(4);
    let collect = async {
        let mut texts = Vec::new();
        while let Some(event) = received.recv().await {
            if let TranscriptionEvent::Segment(segment) = event {
                texts.push(segment.text);
            }
        }
        texts
    };
    let options = asr::Options::default();
    tokio::join!(
        asr.transcribe(Arc::new(recording), options, events, CancellationToken::new()),
        collect
    )
}

pub fn prompt(text: &str) -> llm::Request {
    let message = llm::Message {
        role: "user".into(),
        content: text.into(),
    };
    llm::Request {
        messages: vec![message],
        sections: vec![llm::Section {
            instruction: String::new(),
            schema: None,
            max_tokens: 100,
        }],
        temperature: 0.0,
        seed: 1,
    }
}

pub async fn generate(llm: &Llm, text: &str) -> Result<String, Error> {
    llm.generate(prompt(text), None, CancellationToken::new())
        .await
        .map(|output| output.text().to_owned())
}

/// Waits until something is so, and fails the test when it does not become so.
pub async fn until(what: &str, condition: impl FnMut() -> bool) {
    until_within(Duration::from_secs(20), what, condition).await;
}

pub async fn until_within(limit: Duration, what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < limit, "{what}: not so after {limit:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Whether a process exists, zombies included.
pub fn exists(process_id: u32) -> bool {
    Path::new(&format!("/proc/{process_id}")).exists()
}

/// Whether a process exists and has not ended; an orphan's zombie waits for whoever inherited it.
pub fn runs(process_id: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process_id}/stat")).unwrap_or_default();
    stat.rsplit(')')
        .next()
        .is_some_and(|rest| !rest.is_empty() && !rest.trim_start().starts_with('Z'))
}
