//! Engines that do what a test says, in the place of the sealed workers.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use engine::{Drafter, Embedder, Error, Readiness, RecordingSource, Transcriber, TranscriptionEvent};
use protocol::{ModelInfo, asr, llm};
use tokio::sync::{Semaphore, mpsc};
use tokio_util::sync::CancellationToken;

/// The readiness of an engine that works, with this model.
pub fn ready(model: &str) -> Readiness {
    Readiness::Ready(ModelInfo {
        name: model.into(),
        device: "cpu".into(),
        lanes: 1,
        context_tokens: Some(16_384),
        dimensions: None,
        sha256: None,
        quantisation: None,
    })
}

/// The readiness of an engine whose model is not installed.
pub fn no_model() -> Readiness {
    Readiness::NoModel {
        looked_in: PathBuf::from("/srv/models"),
        wanted: None,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the recogniser does with a recording.
pub enum Hears {
    /// Says this and succeeds.
    Words(Vec<TranscriptionEvent>),
    /// Says this, then waits until [`ScriptedTranscriber::let_go`] or until it is cancelled.
    Slowly(Vec<TranscriptionEvent>),
    /// Has no result.
    Nothing(Error),
}

/// A recogniser that hears what it is told. It reads the recording to its end, as the real one does.
pub struct ScriptedTranscriber {
    readiness: Mutex<Readiness>,
    script: Mutex<VecDeque<Hears>>,
    otherwise: Vec<TranscriptionEvent>,
    asked: AtomicUsize,
    calls: AtomicUsize,
    read: Mutex<Vec<u8>>,
    gate: Semaphore,
}

impl ScriptedTranscriber {
    /// Hears `otherwise` in every recording until it is told something else.
    pub fn new(otherwise: Vec<TranscriptionEvent>) -> Self {
        Self {
            readiness: Mutex::new(ready("scripted-speech")),
            script: Mutex::default(),
            otherwise,
            asked: AtomicUsize::new(0),
            calls: AtomicUsize::new(0),
            read: Mutex::default(),
            gate: Semaphore::new(0),
        }
    }

    /// What it does with the next recording that has no script yet.
    pub fn next(&self, hears: Hears) {
        lock(&self.script).push_back(hears);
    }

    /// Lets one recording that is heard [`Hears::Slowly`] come to its end.
    pub fn let_go(&self) {
        self.gate.add_permits(1);
    }

    /// Changes whether it can work.
    pub fn set_readiness(&self, readiness: Readiness) {
        *lock(&self.readiness) = readiness;
    }

    /// How often somebody asked whether it can work.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// How many recordings it was given.
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// The bytes of the last recording it was given.
    pub fn last_recording(&self) -> Vec<u8> {
        lock(&self.read).clone()
    }
}

async fn read_all(recording: &dyn RecordingSource) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    while (bytes.len() as u64) < recording.byte_len() {
        let piece = recording
            .read_at(bytes.len() as u64, 1 << 16)
            .await
            .map_err(Error::Source)?;
        assert!(!piece.is_empty(), "a recording ended before its length");
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

async fn say(said: Vec<TranscriptionEvent>, events: &mpsc::Sender<TranscriptionEvent>) -> asr::Summary {
    let mut end_ms = 0;
    for event in said {
        if let TranscriptionEvent::Segment(segment) = &event {
            end_ms = end_ms.max(segment.end_ms);
        }
        // Nobody listens any more: the answer is not wanted either.
        let _ = events.send(event).await;
    }
    asr::Summary {
        format: "wav/pcm".into(),
        duration_seconds: end_ms as f64 / 1000.0,
        speech_seconds: end_ms as f64 / 1000.0,
        channels: 2,
        sample_rate: 16_000,
        language: "en".into(),
        encoder_windows: 1,
        warnings: Vec::new(),
    }
}

#[async_trait]
impl Transcriber for ScriptedTranscriber {
    async fn transcribe(
        &self,
        recording: Arc<dyn RecordingSource>,
        _: asr::Options,
        events: mpsc::Sender<TranscriptionEvent>,
        cancel: CancellationToken,
    ) -> Result<asr::Summary, Error> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        let bytes = read_all(recording.as_ref()).await?;
        *lock(&self.read) = bytes;
        let hears = lock(&self.script)
            .pop_front()
            .unwrap_or_else(|| Hears::Words(self.otherwise.clone()));
        match hears {
            Hears::Words(said) => Ok(say(said, &events).await),
            Hears::Nothing(error) => Err(error),
            Hears::Slowly(said) => {
                let summary = say(said, &events).await;
                tokio::select! {
                    permit = self.gate.acquire() => {
                        permit.expect("the gate is never closed").forget();
                        Ok(summary)
                    }
                    () = cancel.cancelled() => Err(Error::Cancelled),
                }
            }
        }
    }

    fn readiness(&self) -> Readiness {
        self.asked.fetch_add(1, Ordering::SeqCst);
        lock(&self.readiness).clone()
    }
}

/// What a language model answers to one request.
enum Says {
    /// The same to every section.
    Everywhere(String),
    /// To each section its own.
    Sections(Vec<String>),
}

/// A language model that answers what it is told; without a model at first.
pub struct ScriptedDrafter {
    readiness: Mutex<Readiness>,
    script: Mutex<VecDeque<Result<Says, Error>>>,
    requests: Mutex<Vec<llm::Request>>,
}

impl Default for ScriptedDrafter {
    fn default() -> Self {
        Self {
            readiness: Mutex::new(no_model()),
            script: Mutex::default(),
            requests: Mutex::default(),
        }
    }
}

impl ScriptedDrafter {
    /// Its next answer, the same to every section of the request.
    pub fn next(&self, answer: Result<String, Error>) {
        lock(&self.script).push_back(answer.map(Says::Everywhere));
    }

    /// Its next answers, one to each section of the request in their order.
    pub fn next_sections(&self, answers: Vec<String>) {
        lock(&self.script).push_back(Ok(Says::Sections(answers)));
    }

    /// Changes whether it can work.
    pub fn set_readiness(&self, readiness: Readiness) {
        *lock(&self.readiness) = readiness;
    }

    /// What it was asked.
    pub fn requests(&self) -> Vec<llm::Request> {
        lock(&self.requests).clone()
    }
}

#[async_trait]
impl Drafter for ScriptedDrafter {
    async fn generate(
        &self,
        request: llm::Request,
        _: Option<mpsc::Sender<String>>,
        _: CancellationToken,
    ) -> Result<llm::Output, Error> {
        let sections = request.sections.len();
        lock(&self.requests).push(request);
        let answer = lock(&self.script).pop_front();
        let says = answer.unwrap_or_else(|| {
            Err(Error::Crashed {
                detail: "no answer was scripted".into(),
            })
        })?;
        Ok(llm::Output {
            texts: match says {
                Says::Everywhere(text) => vec![text; sections],
                Says::Sections(texts) => texts,
            },
            prompt_tokens: 1,
            evaluated_tokens: 1,
            output_tokens: 1,
            decode_steps: 1,
            prompt_tokens_per_second: 1.0,
            output_tokens_per_second: 1.0,
        })
    }

    fn readiness(&self) -> Readiness {
        lock(&self.readiness).clone()
    }
}

/// An embedder whose vectors point along the length of a text; without a model at first.
pub struct ScriptedEmbedder(Mutex<Readiness>);

impl Default for ScriptedEmbedder {
    fn default() -> Self {
        Self(Mutex::new(no_model()))
    }
}

impl ScriptedEmbedder {
    /// Changes whether it can work.
    pub fn set_readiness(&self, readiness: Readiness) {
        *lock(&self.0) = readiness;
    }
}

#[async_trait]
impl Embedder for ScriptedEmbedder {
    async fn embed(&self, texts: Vec<String>, _: CancellationToken) -> Result<Vec<Vec<f32>>, Error> {
        let angle = |text: &String| (text.chars().count() as f32).to_radians();
        Ok(texts
            .iter()
            .map(|text| vec![angle(text).cos(), angle(text).sin()])
            .collect())
    }

    fn readiness(&self) -> Readiness {
        lock(&self.0).clone()
    }
}
