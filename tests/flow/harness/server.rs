//! A running appliance.

use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::client::Client;
use super::{SOON, processes};

/// Everything a process wrote, line by line.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<String>>);

impl Log {
    fn add(&self, line: &str) {
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        text.push_str(line);
        text.push('\n');
    }

    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A serving process. Dropping it kills it.
pub struct Server {
    child: Child,
    pub process_id: u32,
    pub url: String,
    readers: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts a process and waits until it says where it serves: in its log, or on standard output as one line of JSON. The
    /// error is what it wrote before it ended instead.
    pub async fn start(mut command: Command, log: &Log) -> Result<Self, String> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let process_id = child.id().expect("a process that has just been started");
        let (lines, mut said) = mpsc::unbounded_channel();
        let out = read(child.stdout.take().expect("a pipe"), log.clone(), lines.clone());
        let err = read(child.stderr.take().expect("a pipe"), log.clone(), lines);
        let address = async {
            let mut heard = String::new();
            while let Some(line) = said.recv().await {
                if let Some(url) = address(&line) {
                    return Ok(url);
                }
                heard.push_str(&line);
                heard.push('\n');
            }
            Err(heard)
        };
        let url = timeout(SOON, address).await.expect("it is ready, or ends, in time")?;
        Ok(Self {
            child,
            process_id,
            url,
            readers: vec![out, err],
        })
    }

    /// Somebody who is not signed in.
    pub fn visitor(&self) -> Client {
        Client::new(&self.url)
    }

    /// Signs in.
    pub async fn login(&self, email: &str, password: &str) -> Client {
        self.visitor().login(email, password).await
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        assert!(processes::signal(self.process_id, signal), "the process is there");
    }

    /// Waits for its end, and for all it wrote.
    pub async fn ended(mut self, limit: Duration) -> ExitStatus {
        let status = timeout(limit, self.child.wait()).await;
        let status = status
            .unwrap_or_else(|_| panic!("still there after {limit:?}"))
            .expect("its exit status");
        for reader in self.readers {
            // Workers are gone with it, so nobody else holds the pipes open.
            reader.await.expect("what it wrote is read");
        }
        status
    }

    /// Stops it as systemd does.
    pub async fn stop(self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.ended(Duration::from_secs(15)).await
    }

    /// Ends it like a power cut.
    pub async fn kill(self) {
        self.signal(Signal::KILL);
        self.ended(SOON).await;
    }
}

fn read(
    stream: impl AsyncRead + Unpin + Send + 'static,
    log: Log,
    lines: mpsc::UnboundedSender<String>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut reader = BufReader::new(stream).lines();
        while let Ok(Some(line)) = reader.next_line().await {
            log.add(&line);
            // Nobody listens any more once it is ready.
            let _ = lines.send(line);
        }
    })
}

fn address(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    let ready = line["message"] == "TherapyBridge is ready";
    let url = if ready { &line["address"] } else { &line["url"] };
    url.as_str().map(str::to_owned)
}
