use std::sync::Arc;

use async_trait::async_trait;
use protocol::{FromWorker, asr};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::call::Call;
use crate::{Error, Readiness, RecordingSource, Supervisor, WorkerConfig};

/// Turns recordings into text.
#[async_trait]
pub trait Transcriber: Send + Sync {
    /// Transcribes a recording. Segments and progress go to `events` as they come, all of them before the summary returns.
    /// Dropping the future cancels it.
    ///
    /// # Errors
    /// Any [`Error`]; what reached `events` until then is to be thrown away.
    async fn transcribe(
        &self,
        recording: Arc<dyn RecordingSource>,
        options: asr::Options,
        events: mpsc::Sender<TranscriptionEvent>,
        cancel: CancellationToken,
    ) -> Result<asr::Summary, Error>;

    /// Whether a recording could be transcribed now.
    fn readiness(&self) -> Readiness;
}

/// What happens while a recording is transcribed.
#[derive(Debug, Clone, PartialEq)]
pub enum TranscriptionEvent {
    /// How far it is.
    Progress(asr::Progress),
    /// The next finished segment.
    Segment(asr::Segment),
}

/// A [`Transcriber`] that is a supervised `tb-asr`.
#[derive(Debug, Clone)]
pub struct Asr(Arc<Supervisor>);

impl Asr {
    /// A worker that has not been started.
    pub fn new(config: WorkerConfig) -> Self {
        Self(Supervisor::new(config))
    }

    /// Its process.
    pub fn supervisor(&self) -> &Arc<Supervisor> {
        &self.0
    }
}

#[async_trait]
impl Transcriber for Asr {
    async fn transcribe(
        &self,
        recording: Arc<dyn RecordingSource>,
        options: asr::Options,
        events: mpsc::Sender<TranscriptionEvent>,
        cancel: CancellationToken,
    ) -> Result<asr::Summary, Error> {
        match self
            .0
            .call(
                Call::Transcribe {
                    source: recording,
                    options,
                    events,
                },
                cancel,
            )
            .await?
        {
            (FromWorker::Transcribed { summary, .. }, _) => Ok(summary),
            _ => Err(Error::Crashed {
                detail: "the answer was no transcription".into(),
            }),
        }
    }

    fn readiness(&self) -> Readiness {
        self.0.readiness()
    }
}
