//! One request over one process, whatever its kind.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use protocol::{FromWorker, MAX_READ, ToWorker, asr, llm};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::end::Cause;
use crate::process::Process;
use crate::{Error, RecordingSource, TranscriptionEvent};

/// What to ask a worker.
pub(crate) enum Call {
    /// Speech to text.
    Transcribe {
        /// The recording, of which the worker pulls the bytes it wants.
        source: Arc<dyn RecordingSource>,
        /// How to transcribe it.
        options: asr::Options,
        /// Where progress and segments go; a receiver that is gone misses them.
        events: mpsc::Sender<TranscriptionEvent>,
    },
    /// An answer of the language model.
    Generate {
        /// Prompt, schema and limits.
        request: llm::Request,
        /// Where pieces of the first section's text go.
        tokens: Option<mpsc::Sender<String>>,
    },
    /// Vectors of texts.
    Embed(Vec<String>),
}

/// The frame that ended a request, with its body.
pub(crate) type Answer = (FromWorker, Bytes);

impl Call {
    /// Runs the request to its end. Afterwards the process either waits for the next one or is gone.
    pub(crate) async fn run(self, process: &mut Process, cancel: &CancellationToken) -> Result<Answer, Error> {
        let id = process.next_id();
        let limit = process.deadlines.request;
        let outcome = tokio::select! {
            biased;
            outcome = self.converse(id, process) => return outcome,
            () = cancel.cancelled() => Error::Cancelled,
            () = sleep(limit) => Error::TimedOut { what: format!("the request was not done within {limit:?}") },
        };
        stop(id, process).await;
        Err(outcome)
    }

    async fn converse(self, id: u64, process: &mut Process) -> Result<Answer, Error> {
        let patience = process.deadlines.progress;
        let (source, message) = match &self {
            Self::Transcribe { source, options, .. } => {
                let message = ToWorker::Transcribe {
                    id,
                    bytes: source.byte_len(),
                    options: options.clone(),
                };
                (Some(source.clone()), message)
            }
            Self::Generate { request, .. } => (
                None,
                ToWorker::Generate {
                    id,
                    request: request.clone(),
                },
            ),
            Self::Embed(texts) => (
                None,
                ToWorker::Embed {
                    id,
                    texts: texts.clone(),
                },
            ),
        };
        process.send(message, Bytes::new()).await?;
        let mut unreadable = None;
        loop {
            let Ok(frame) = timeout(patience, process.receive()).await else {
                return Err(process.kill(Cause::Stalled(patience)).await);
            };
            let (message, body) = frame?;
            match message {
                FromWorker::Read { id: of, offset, length } if of == id => {
                    let Some(source) = source.as_ref().filter(|_| length <= MAX_READ) else {
                        return Err(process
                            .kill(Cause::Broke("it asked for bytes it cannot have".into()))
                            .await);
                    };
                    let answer = match source.read_at(offset, length as usize).await {
                        Ok(bytes) => (ToWorker::Bytes { id, offset }, bytes),
                        Err(error) => {
                            unreadable.get_or_insert(error);
                            (ToWorker::ReadFailed { id }, Bytes::new())
                        }
                    };
                    send_in_time(process, patience, answer).await?;
                }
                FromWorker::Progress { id: of, progress } if of == id => {
                    self.pass_on(TranscriptionEvent::Progress(progress)).await;
                }
                FromWorker::Segment { id: of, segment } if of == id => {
                    self.pass_on(TranscriptionEvent::Segment(segment)).await;
                }
                // A listener follows one text; the others come whole with the end.
                FromWorker::Token {
                    id: of,
                    section: 0,
                    text,
                } if of == id => {
                    if let Self::Generate {
                        tokens: Some(tokens), ..
                    } = &self
                    {
                        // Who no longer listens still gets the whole text.
                        let _ = tokens.send(text).await;
                    }
                }
                FromWorker::Failed { id: of, failure } if of == id => {
                    return Err(unreadable.map_or(Error::Refused(failure), Error::Source));
                }
                answer if ends(&answer, id) => return Ok((answer, body)),
                FromWorker::Hello { .. } | FromWorker::Ready { .. } | FromWorker::NotReady { .. } => {
                    return Err(process
                        .kill(Cause::Broke("it started over in the middle of a request".into()))
                        .await);
                }
                // About an earlier request: late, not wrong.
                _ => {}
            }
        }
    }

    async fn pass_on(&self, event: TranscriptionEvent) {
        if let Self::Transcribe { events, .. } = self {
            // Who no longer listens still gets the summary.
            let _ = events.send(event).await;
        }
    }
}

/// Sends bytes to a worker that asked for them; one that does not take them makes no progress.
async fn send_in_time(process: &Process, patience: Duration, (message, body): (ToWorker, Bytes)) -> Result<(), Error> {
    match timeout(patience, process.send(message, body)).await {
        Ok(sent) => sent,
        Err(_) => Err(process.kill(Cause::Stalled(patience)).await),
    }
}

/// Whether a message is the last one about a request.
fn ends(message: &FromWorker, request: u64) -> bool {
    match message {
        FromWorker::Transcribed { id, .. }
        | FromWorker::Generated { id, .. }
        | FromWorker::Embedded { id, .. }
        | FromWorker::Failed { id, .. } => *id == request,
        _ => false,
    }
}

/// Cancels a request. A worker that obeys keeps its model; one that does not is ended.
async fn stop(id: u64, process: &mut Process) {
    let grace = process.deadlines.grace;
    let obeyed = timeout(grace, async {
        process.send(ToWorker::Cancel { id }, Bytes::new()).await?;
        while !ends(&process.receive().await?.0, id) {}
        Ok::<_, Error>(())
    });
    if obeyed.await.is_err() {
        process.kill(Cause::Unwanted).await;
    }
}
