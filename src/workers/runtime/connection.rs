//! The conversation after the model is loaded: one thread reads the pipe, the caller's thread works.

use std::collections::HashMap;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use protocol::{Failure, FromWorker, ToWorker, embed, frame};

use crate::output::{Output, leave, lock};
use crate::recording::Transfer;
use crate::session::last_panic;
use crate::{Answer, Cancel, Recording, Reply, Request, Task};

/// How long a handler may go on after the server is gone or has asked for the end.
const GRACE: Duration = Duration::from_secs(3);

/// A worker whose sandbox is closed and whose model is announced.
#[derive(Debug)]
pub struct Connection {
    pub(crate) output: Output,
}

/// What the reading thread and the working thread share about one request.
#[derive(Debug, Default)]
struct Exchange {
    transfer: Arc<Transfer>,
    cancel: Cancel,
}

impl Exchange {
    fn cancel(&self) {
        self.cancel.set();
        self.transfer.wake();
    }
}

type Exchanges = Arc<Mutex<HashMap<u64, Arc<Exchange>>>>;

struct Queued {
    id: u64,
    exchange: Arc<Exchange>,
    request: Request,
}

impl Connection {
    /// Answers requests one after the other on the calling thread until the server closes the pipe or asks for the end.
    ///
    /// A handler that panics fails its request with [`Failure::Internal`]. Whatever it returns, a request whose recording
    /// could not be supplied ends as [`Failure::Unreadable`] and a cancelled one as [`Failure::Cancelled`]. A handler still
    /// at work three seconds after the pipe closed is ended together with the process.
    pub fn serve(self, mut handler: impl FnMut(Task) -> Result<Answer, Failure>) {
        let exchanges = Exchanges::default();
        let (queue, tasks) = mpsc::channel();
        let reader = Reader {
            output: self.output.clone(),
            exchanges: exchanges.clone(),
            queue,
        };
        if let Err(error) = thread::Builder::new().name("frames".into()).spawn(move || reader.run()) {
            eprintln!("the thread that reads the pipe could not be started: {error}");
            return;
        }
        while let Ok(Queued { id, exchange, request }) = tasks.recv() {
            let cancel = exchange.cancel.clone();
            let reply = Reply {
                id,
                output: self.output.clone(),
                cancel: cancel.clone(),
            };
            let task = Task {
                request,
                reply,
                cancel: cancel.clone(),
            };
            let answer = if cancel.is_set() {
                Err(Failure::Cancelled)
            } else {
                // The handler's state is the worker's model: after a panic it is as usable as after an error.
                panic::catch_unwind(AssertUnwindSafe(|| handler(task)))
                    .unwrap_or_else(|_| Err(Failure::Internal { detail: last_panic() }))
            };
            lock(&exchanges).remove(&id);
            let answer = if cancel.is_set() {
                Err(Failure::Cancelled)
            } else if exchange.transfer.has_failed() {
                Err(Failure::Unreadable)
            } else {
                answer
            };
            self.finish(id, answer);
        }
    }

    fn finish(&self, id: u64, answer: Result<Answer, Failure>) {
        match answer {
            Ok(Answer::Transcribed(summary)) => self.output.say(&FromWorker::Transcribed { id, summary }),
            Ok(Answer::Generated(output)) => self.output.say(&FromWorker::Generated { id, output }),
            Ok(Answer::Embedded(vectors)) => {
                let dimensions = vectors.first().map_or(0, Vec::len);
                if vectors.iter().any(|vector| vector.len() != dimensions) {
                    let failure = Failure::Internal {
                        detail: "the vectors differ in length".into(),
                    };
                    return self.output.say(&FromWorker::Failed { id, failure });
                }
                let shape = embed::Shape {
                    count: vectors.len() as u32,
                    dimensions: dimensions as u32,
                };
                let body: Vec<u8> = vectors
                    .iter()
                    .flatten()
                    .flat_map(|number| number.to_le_bytes())
                    .collect();
                self.output.say_with(&FromWorker::Embedded { id, shape }, &body);
            }
            Err(failure) => self.output.say(&FromWorker::Failed { id, failure }),
        }
    }
}

/// The thread that reads the pipe.
struct Reader {
    output: Output,
    exchanges: Exchanges,
    queue: mpsc::Sender<Queued>,
}

impl Reader {
    fn run(self) {
        let mut pipe = io::BufReader::with_capacity(64 << 10, io::stdin().lock());
        let status = loop {
            match frame::read(&mut pipe) {
                Ok(None | Some((ToWorker::Shutdown, _))) => break 0,
                Ok(Some((message, body))) => self.dispatch(message, body),
                Err(error) => {
                    eprintln!("the server sent something that is no frame: {error}");
                    break 2;
                }
            }
        };
        for exchange in lock(&self.exchanges).values() {
            exchange.cancel();
        }
        // Ends the loop in `serve` once the handler has returned.
        drop(self.queue);
        thread::sleep(GRACE);
        leave(status);
    }

    fn dispatch(&self, message: ToWorker, body: Vec<u8>) {
        match message {
            ToWorker::Transcribe { id, bytes, options } => self.enqueue(id, |exchange| Request::Transcribe {
                recording: Recording::new(
                    id,
                    bytes,
                    self.output.clone(),
                    exchange.transfer.clone(),
                    exchange.cancel.clone(),
                ),
                options,
            }),
            ToWorker::Generate { id, request } => self.enqueue(id, |_| Request::Generate(request)),
            ToWorker::Embed { id, texts } => self.enqueue(id, |_| Request::Embed(texts)),
            ToWorker::Bytes { id, offset } => self.with(id, |exchange| exchange.transfer.deliver(offset, body)),
            ToWorker::ReadFailed { id } => self.with(id, |exchange| exchange.transfer.fail()),
            ToWorker::Cancel { id } => self.with(id, Exchange::cancel),
            ToWorker::Shutdown => {}
        }
    }

    fn enqueue(&self, id: u64, request: impl FnOnce(&Exchange) -> Request) {
        let exchange = Arc::new(Exchange::default());
        let request = request(&exchange);
        lock(&self.exchanges).insert(id, exchange.clone());
        // The other end is gone only while the process is on its way out.
        let _ = self.queue.send(Queued { id, exchange, request });
    }

    /// Messages about a request that has ended are late, not wrong.
    fn with(&self, id: u64, act: impl FnOnce(&Exchange)) {
        let exchange = lock(&self.exchanges).get(&id).cloned();
        if let Some(exchange) = exchange {
            act(&exchange);
        }
    }
}
