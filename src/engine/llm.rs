use std::sync::Arc;

use async_trait::async_trait;
use protocol::{FromWorker, llm};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::call::Call;
use crate::{Error, Readiness, Supervisor, WorkerConfig};

/// Answers prompts.
#[async_trait]
pub trait Drafter: Send + Sync {
    /// Answers a prompt. Pieces of the first section's text go to `tokens` as they come. Dropping the future cancels it.
    ///
    /// # Errors
    /// Any [`Error`].
    async fn generate(
        &self,
        request: llm::Request,
        tokens: Option<mpsc::Sender<String>>,
        cancel: CancellationToken,
    ) -> Result<llm::Output, Error>;

    /// Whether a prompt could be answered now.
    fn readiness(&self) -> Readiness;
}

/// A [`Drafter`] that is a supervised `tb-llm`.
#[derive(Debug, Clone)]
pub struct Llm(Arc<Supervisor>);

impl Llm {
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
impl Drafter for Llm {
    async fn generate(
        &self,
        request: llm::Request,
        tokens: Option<mpsc::Sender<String>>,
        cancel: CancellationToken,
    ) -> Result<llm::Output, Error> {
        match self.0.call(Call::Generate { request, tokens }, cancel).await? {
            (FromWorker::Generated { output, .. }, _) => Ok(output),
            _ => Err(Error::Crashed {
                detail: "the answer was no text".into(),
            }),
        }
    }

    fn readiness(&self) -> Readiness {
        self.0.readiness()
    }
}
