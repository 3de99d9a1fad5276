//! A service with OpenAI's interface, played by a server on this machine that also misbehaves.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::external::Pace;
use async_trait::async_trait;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::everybody_gets_a_turn;

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Method and path.
    pub line: String,
    /// The headers, their names in small letters.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Value,
}

/// What the service does with a request.
#[derive(Debug, Clone)]
pub enum Says {
    /// Answers with the least that the schema allows.
    Least,
    /// Answers with the last number of the prompt, as `{"n":…}`.
    Number,
    /// Answers with this text.
    Text(String),
    /// Answers with this text and says that it was cut off.
    Cut(String),
    /// Answers with this status, these headers and this body.
    Status(u16, &'static [(&'static str, &'static str)], Value),
    /// Ends the connection in the middle of an answer.
    Half,
    /// Resets the connection without an answer.
    Nothing,
    /// Never answers.
    Silence,
    /// Answers without end.
    Flood,
}

/// The service.
#[derive(Default)]
pub struct OutsideModel {
    script: Mutex<VecDeque<Says>>,
    asked: Mutex<Vec<Asked>>,
    busy: AtomicUsize,
    busiest: AtomicUsize,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl OutsideModel {
    /// Opens one; returns it and its address.
    pub async fn open() -> (Arc<Self>, String) {
        let model = Arc::new(Self::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        tokio::spawn({
            let model = model.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let model = model.clone();
                    // That the other side goes away is part of the tests.
                    tokio::spawn(async move { model.serve(stream).await.ok() });
                }
            }
        });
        (model, url)
    }

    /// What it does with the next requests that have no script yet. Otherwise it says the least.
    pub fn next(&self, says: impl IntoIterator<Item = Says>) {
        lock(&self.script).extend(says);
    }

    /// What it was asked.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.asked).clone()
    }

    /// The most requests that it had at the same time.
    pub fn busiest(&self) -> usize {
        self.busiest.load(Ordering::SeqCst)
    }

    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        let asked = read(&mut stream).await?;
        let body = asked.body.clone();
        lock(&self.asked).push(asked);
        let says = lock(&self.script).pop_front().unwrap_or(Says::Least);
        let busy = self.busy.fetch_add(1, Ordering::SeqCst) + 1;
        self.busiest.fetch_max(busy, Ordering::SeqCst);
        let done = answer(stream.get_mut(), says, &body).await;
        self.busy.fetch_sub(1, Ordering::SeqCst);
        done
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let mut headers = BTreeMap::new();
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).await?;
        match header.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_lowercase(), value.to_owned()),
            None => break,
        };
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    Ok(Asked {
        line: line.trim_end().trim_end_matches(" HTTP/1.1").to_owned(),
        headers,
        body: serde_json::from_slice(&body).expect("JSON"),
    })
}

async fn answer(stream: &mut TcpStream, says: Says, asked: &Value) -> io::Result<()> {
    // Requests that are allowed at the same time meet here.
    everybody_gets_a_turn().await;
    let whole = |text: String, finish: &str| {
        json!({
            "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": finish }],
            "usage": { "prompt_tokens": 1_000, "completion_tokens": 100, "prompt_tokens_details": { "cached_tokens": 600 } },
        })
    };
    match says {
        Says::Least => {
            let text = least(&asked["response_format"]["json_schema"]["schema"]).to_string();
            send(stream, 200, &[], &whole(text, "stop")).await
        }
        Says::Number => {
            let prompt = asked["messages"].to_string();
            let last = prompt
                .split(|c: char| !c.is_ascii_digit())
                .rfind(|digits| !digits.is_empty());
            let text = format!("{{\"n\":{}}}", last.unwrap_or_default());
            send(stream, 200, &[], &whole(text, "stop")).await
        }
        Says::Text(text) => send(stream, 200, &[], &whole(text, "stop")).await,
        Says::Cut(text) => send(stream, 200, &[], &whole(text, "length")).await,
        Says::Status(status, headers, body) => send(stream, status, headers, &body).await,
        Says::Half => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"choices\":")
                .await
        }
        Says::Nothing => stream.set_zero_linger(),
        Says::Silence => std::future::pending().await,
        Says::Flood => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
                .await?;
            loop {
                stream.write_all(&[b' '; 1 << 16]).await?;
            }
        }
    }
}

async fn send(stream: &mut TcpStream, status: u16, headers: &[(&str, &str)], body: &Value) -> io::Result<()> {
    let body = body.to_string();
    let mut head = format!(
        "HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await
}

/// The least that a schema allows: lists as short as may be, nothing rather than something.
fn least(schema: &Value) -> Value {
    if let Some(values) = schema["enum"].as_array() {
        let nothing = values.iter().find(|value| value.is_null());
        return nothing.unwrap_or(&values[0]).clone();
    }
    if let Some(schemas) = schema["anyOf"].as_array() {
        let nothing = schemas.iter().find(|schema| schema["type"] == "null");
        return least(nothing.unwrap_or(&schemas[0]));
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind.unwrap_or("null") {
        "object" => {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            let fields = properties.iter().map(|(name, schema)| (name.clone(), least(schema)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        "array" => {
            let items = schema["minItems"].as_u64().unwrap_or(0);
            (0..items).map(|_| least(&schema["items"])).collect()
        }
        "string" => "x".into(),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| 0.into()),
        "boolean" => false.into(),
        _ => Value::Null,
    }
}

/// Remembers how long it would have waited, and draws always the same lot.
#[derive(Debug, Default)]
pub struct TestPace {
    waits: Mutex<Vec<Duration>>,
    stands: bool,
}

impl TestPace {
    /// One whose first pause never ends.
    pub fn standing() -> Self {
        Self {
            stands: true,
            ..Self::default()
        }
    }

    /// The pauses so far.
    pub fn waits(&self) -> Vec<Duration> {
        lock(&self.waits).clone()
    }
}

#[async_trait]
impl Pace for TestPace {
    async fn wait(&self, time: Duration) {
        lock(&self.waits).push(time);
        if self.stands {
            std::future::pending::<()>().await;
        }
    }

    /// The highest lot: a pause is as long as it can be.
    fn chance(&self) -> f64 {
        1.0
    }
}
