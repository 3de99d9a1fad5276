use std::fmt::Write;
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{Read, Seek};
use std::net::TcpStream;
use std::process::{self, Command};
use std::thread;
use std::time::{Duration, Instant};

use protocol::{Failure, asr, llm};
use worker_runtime::{Answer, Cancel, Recording, Reply, Request, Task};

use crate::script::{Line, Rule, Script, Step};

/// Plays a script, request by request.
pub(crate) struct Performer {
    script: Script,
    raw: File,
    requests: u64,
    kept: Vec<Vec<u8>>,
}

/// What the steps of one request have brought.
#[derive(Default)]
struct Outcome {
    text: String,
    sections: Vec<String>,
    format: String,
    channels: u16,
    speech_ms: u64,
    end_ms: u64,
}

impl Performer {
    pub(crate) fn new(script: Script, raw: File) -> Self {
        Self {
            script,
            raw,
            requests: 0,
            kept: Vec::new(),
        }
    }

    pub(crate) fn answer(&mut self, task: Task) -> Result<Answer, Failure> {
        let Task {
            mut request,
            reply,
            cancel,
        } = task;
        self.requests += 1;
        if chance() < self.script.crash_probability {
            process::abort();
        }
        let steps = self.steps(&mut request)?;
        let mut result = Outcome {
            format: "fake".into(),
            ..Outcome::default()
        };
        for step in &steps {
            if cancel.is_set() {
                return Err(Failure::Cancelled);
            }
            self.perform(step, &mut request, &reply, &cancel, &mut result)?;
        }
        Ok(match request {
            Request::Transcribe { options, .. } => Answer::Transcribed(asr::Summary {
                format: result.format,
                duration_seconds: result.end_ms as f64 / 1000.0,
                speech_seconds: result.speech_ms as f64 / 1000.0,
                channels: result.channels.max(1),
                sample_rate: 16_000,
                language: options.language,
                encoder_windows: 1,
                warnings: Vec::new(),
            }),
            Request::Generate(request) => {
                let words = |text: &str| text.split_whitespace().count() as u32;
                let shared: u32 = request.messages.iter().map(|message| words(&message.content)).sum();
                let own: u32 = request.sections.iter().map(|section| words(&section.instruction)).sum();
                let mut texts = result.sections;
                texts.resize(request.sections.len(), result.text);
                Answer::Generated(llm::Output {
                    prompt_tokens: shared * texts.len() as u32 + own,
                    evaluated_tokens: shared + own,
                    output_tokens: texts.iter().map(|text| words(text)).sum(),
                    decode_steps: texts.iter().map(|text| words(text)).max().unwrap_or_default(),
                    texts,
                    prompt_tokens_per_second: 1000.0,
                    output_tokens_per_second: 1000.0,
                })
            }
            Request::Embed(texts) => {
                Answer::Embedded(texts.iter().map(|text| vector(text, self.script.dimensions)).collect())
            }
        })
    }

    fn steps(&self, request: &mut Request) -> Result<Vec<Step>, Failure> {
        for rule in &self.script.rules {
            if self.fits(rule, request)? {
                return Ok(rule.steps.clone());
            }
        }
        Ok(self.script.steps.clone())
    }

    fn fits(&self, rule: &Rule, request: &mut Request) -> Result<bool, Failure> {
        let starts = match (&rule.starts_with, &mut *request) {
            (None, _) => true,
            (Some(start), Request::Transcribe { recording, .. }) => {
                let mut head = Vec::new();
                recording
                    .take(start.len() as u64)
                    .read_to_end(&mut head)
                    .map_err(|_| Failure::Unreadable)?;
                recording.rewind().map_err(|_| Failure::Unreadable)?;
                head == start.as_bytes()
            }
            (Some(start), Request::Generate(request)) => request
                .messages
                .last()
                .is_some_and(|message| message.content.starts_with(start)),
            (Some(start), Request::Embed(texts)) => texts.first().is_some_and(|text| text.starts_with(start)),
        };
        let contains = match (&rule.contains, request) {
            (None, _) => true,
            (Some(_), Request::Transcribe { .. }) => false,
            (Some(part), Request::Generate(request)) => {
                let instructions = request.sections.iter().map(|section| &section.instruction);
                let mut texts = request
                    .messages
                    .iter()
                    .map(|message| &message.content)
                    .chain(instructions);
                texts.any(|text| text.contains(part))
            }
            (Some(part), Request::Embed(texts)) => texts.iter().any(|text| text.contains(part)),
        };
        Ok(starts && contains && rule.request.is_none_or(|number| number == self.requests))
    }

    fn perform(
        &mut self,
        step: &Step,
        request: &mut Request,
        reply: &Reply,
        cancel: &Cancel,
        result: &mut Outcome,
    ) -> Result<(), Failure> {
        match step {
            Step::Read => {
                if let Request::Transcribe { recording, .. } = request {
                    result.format = read_whole(recording)?;
                }
            }
            Step::Segments { segments, over_ms } => {
                let pause = over_ms.checked_div(segments.len() as u64).unwrap_or_default();
                for line in segments {
                    wait(pause, cancel)?;
                    reply.segment(segment(line));
                    result.channels = result.channels.max(line.channel.map_or(1, |channel| channel + 1));
                    result.speech_ms += line.end_ms.saturating_sub(line.start_ms);
                    result.end_ms = result.end_ms.max(line.end_ms);
                    let done_seconds = result.end_ms as f64 / 1000.0;
                    let total_seconds = segments
                        .iter()
                        .map(|line| line.end_ms)
                        .max()
                        .map(|ms| ms as f64 / 1000.0);
                    reply.progress(asr::Progress {
                        done_seconds,
                        total_seconds,
                    });
                }
            }
            Step::Text { text, over_ms } => {
                let pieces: Vec<_> = text.split_inclusive(' ').collect();
                let pause = over_ms.checked_div(pieces.len() as u64).unwrap_or_default();
                for piece in pieces {
                    wait(pause, cancel)?;
                    say(piece, reply, result);
                }
            }
            Step::Json { value } => say(&value.to_string(), reply, result),
            Step::Sections { texts } => {
                for (section, value) in (0..).zip(texts) {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    reply.token(section, &text);
                    result.sections.push(text);
                }
            }
            Step::Wait { ms } => wait(*ms, cancel)?,
            Step::Stall { deaf } => {
                while *deaf || !cancel.is_set() {
                    thread::sleep(Duration::from_millis(5));
                }
            }
            Step::Crash => process::abort(),
            Step::Hang => {
                let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
            }
            Step::Garbage => {
                crate::garbage(&self.raw);
                wait(60_000, cancel)?;
            }
            Step::Print { text } => println!("{text}"),
            Step::Panic => panic!("a panic's message may quote the recording"),
            Step::Allocate { mib } => self.kept.push(vec![1; mib << 20]),
            Step::Fail { failure } => return Err(failure.clone()),
            Step::Environment => {
                for (name, _) in std::env::vars_os() {
                    say(&format!("{}\n", name.to_string_lossy()), reply, result);
                }
            }
            Step::Connect { address } => {
                let outcome = TcpStream::connect(address).map(|_| ());
                say(&format!("connect: {}\n", told(outcome)), reply, result);
            }
            Step::Touch { path } => {
                let (read, write) = (
                    fs::read(path).map(|_| ()),
                    OpenOptions::new().append(true).open(path).map(|_| ()),
                );
                let start = Command::new(path).spawn().map(|_| ());
                let outcome = format!("read: {}\nwrite: {}\nstart: {}\n", told(read), told(write), told(start));
                say(&outcome, reply, result);
            }
        }
        Ok(())
    }
}

fn say(piece: &str, reply: &Reply, result: &mut Outcome) {
    reply.token(0, piece);
    result.text.push_str(piece);
}

fn told(outcome: std::io::Result<()>) -> String {
    match outcome {
        Ok(()) => "done".into(),
        Err(error) => format!("refused ({:?})", error.kind()),
    }
}

fn segment(line: &Line) -> asr::Segment {
    asr::Segment {
        channel: line.channel,
        start_ms: line.start_ms,
        end_ms: line.end_ms,
        text: line.text.clone(),
        average_log_probability: -0.1,
        no_speech_probability: 0.01,
        words: words(line),
    }
}

/// The words of a line, each as long as its share of the letters.
fn words(line: &Line) -> Vec<asr::Word> {
    let letters = line.text.split_whitespace().map(str::len).sum::<usize>().max(1) as u64;
    let length = line.end_ms.saturating_sub(line.start_ms);
    let mut before = 0;
    line.text
        .split_whitespace()
        .map(|text| {
            let start_ms = line.start_ms + length * before / letters;
            before += text.len() as u64;
            let end_ms = line.start_ms + length * before / letters;
            asr::Word {
                start_ms,
                end_ms,
                text: text.to_owned(),
                probability: 0.95,
            }
        })
        .collect()
}

fn read_whole(recording: &mut Recording) -> Result<String, Failure> {
    let mut hash = FNV;
    let mut bytes = vec![0; 64 << 10];
    let mut length = 0;
    loop {
        let count = recording.read(&mut bytes).map_err(|_| Failure::Unreadable)?;
        if count == 0 {
            break;
        }
        hash = fnv(hash, &bytes[..count]);
        length += count;
    }
    let mut format = String::new();
    let _ = write!(format, "fake/{length}-{hash:016x}");
    Ok(format)
}

fn wait(ms: u64, cancel: &Cancel) -> Result<(), Failure> {
    let end = Instant::now() + Duration::from_millis(ms);
    loop {
        if cancel.is_set() {
            return Err(Failure::Cancelled);
        }
        match end.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => thread::sleep(left.min(Duration::from_millis(10))),
            _ => return Ok(()),
        }
    }
}

const FNV: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(start: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(start, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A direction that depends on nothing but the words of a text: texts that share words are close.
fn vector(text: &str, dimensions: u32) -> Vec<f32> {
    let mut vector = vec![0.0f32; dimensions.max(1) as usize];
    let words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    for word in words {
        let hash = fnv(FNV, word.to_lowercase().as_bytes());
        let at = (hash % vector.len() as u64) as usize;
        vector[at] += if hash >> 63 == 0 { 1.0 } else { -1.0 };
    }
    let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
    if length == 0.0 {
        vector[0] = 1.0;
    } else {
        vector.iter_mut().for_each(|number| *number /= length);
    }
    vector
}

/// A number from 0 to 1 that differs from process to process and request to request.
fn chance() -> f64 {
    RandomState::new().build_hasher().finish() as f64 / u64::MAX as f64
}
