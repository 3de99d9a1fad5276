//! The way of a recording through the worker: decode, resample, find speech, pack, recognise, tell.
//!
//! One thread decodes and packs; every lane recognises on a thread of its own with a lower priority, so that the server next
//! door keeps its cores. Between them stands a queue with room for a chunk or two a lane, which holds the decoder back:
//! memory does not grow with the recording. Chunks are numbered, and results are told in the order of their numbers however
//! the lanes finish, so the text does not depend on how many lanes there are.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::Failure;
use protocol::asr::{Options, Progress, Segment, Summary};

use crate::audio::Audio;
use crate::channels::Layout;
use crate::chunks::{Chunker, DetectorFactory};
use crate::decode::Limits;
use crate::pack::Chunk;
use crate::recognise::{Engine, Lane, Recognised, Settings};
use crate::resample::RATE;
use crate::words;

/// Where segments and progress go, as they appear.
pub trait Sink: Send {
    /// The next segment, in order of time per channel.
    fn segment(&mut self, segment: Segment);
    /// How far along the transcription is, at least once a second.
    fn progress(&mut self, progress: Progress);
}

/// How often progress is told.
const TELL: Duration = Duration::from_millis(500);
/// The longest chunk in seconds: one window of the published models. A model with a shorter window walks through the chunk
/// itself and cuts it where a sentence ends, which it does better than a detector of pauses can: the demo model, with a
/// window of 10.24 s, has 2.5 % word errors on the demo sessions this way and 4.1 % on chunks of its own window.
const CHUNK_SECONDS: f32 = 30.0;

/// Transcribes a recording. Segments and progress go to `sink` while the work goes on; what holds for the whole recording is
/// returned.
///
/// # Errors
/// A [`Failure`] that says what is wrong with the recording, [`Failure::Cancelled`] soon after `cancel` was set, or
/// [`Failure::Internal`] when the engine fails. Segments told before a failure are right, but not all.
pub fn transcribe(
    source: impl Read + Seek + Send + Sync + 'static,
    engine: &Engine,
    detector: &DetectorFactory<'_>,
    options: &Options,
    cancel: &Arc<AtomicBool>,
    sink: &mut dyn Sink,
) -> Result<Summary, Failure> {
    let language = checked_language(&options.language, engine)?;
    let audio = Audio::open(source, Limits::default())?;
    let wanted = if options.lanes == 0 {
        engine.info().lanes
    } else {
        options.lanes
    };
    let lanes: Vec<Lane<'_>> = std::iter::from_fn(|| engine.lane()).take(wanted as usize).collect();
    if lanes.is_empty() {
        return Err(Failure::Internal {
            detail: "no lane of the speech engine is free".into(),
        });
    }
    let settings = Settings {
        language: String::new(),
        beam_size: options.beam_size.max(1),
        cancel: cancel.clone(),
    };
    let (queue, jobs) = sync_channel(lanes.len());
    let job = Job {
        jobs: Mutex::new(Jobs { queue: jobs, language }),
        results: Mutex::new(Results::new(sink, audio.format().total_seconds)),
        settings,
        words: options.words,
        stop: AtomicBool::new(false),
    };
    let (finished, ticks) = sync_channel::<()>(0);
    let decoded = std::thread::scope(|scope| {
        scope.spawn(|| job.tell_regularly(ticks));
        let workers: Vec<_> = lanes.into_iter().map(|lane| scope.spawn(|| job.work(lane))).collect();
        let decoded = job.feed(audio, detector, queue);
        let failed = workers.into_iter().filter_map(|worker| worker.join().err()).count();
        drop(finished);
        if failed > 0 {
            Err(Failure::Internal {
                detail: "a lane of the speech engine broke down".into(),
            })
        } else {
            decoded
        }
    });
    if cancel.load(Ordering::Relaxed) {
        return Err(Failure::Cancelled);
    }
    let language = lock(&job.jobs).language.take();
    let results = job.results.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(failure) = results.failure {
        return Err(failure);
    }
    let mut summary = decoded?;
    summary.language = language.unwrap_or_else(|| options.language.clone());
    summary.encoder_windows = results.windows;
    results.sink.progress(Progress {
        done_seconds: summary.duration_seconds,
        total_seconds: results.total_seconds,
    });
    Ok(summary)
}

/// The language to transcribe, or `None` if it is to be detected.
fn checked_language(wanted: &str, engine: &Engine) -> Result<Option<String>, Failure> {
    if !engine.is_multilingual() {
        return match wanted {
            "en" | "auto" => Ok(Some("en".into())),
            other => Err(Failure::Internal {
                detail: format!("the speech model knows English only, not {other:?}"),
            }),
        };
    }
    let known = !wanted.contains('\0') && whisper_rs::get_lang_id(wanted).is_some();
    match wanted {
        "auto" => Ok(None),
        code if known => Ok(Some(code.to_owned())),
        other => Err(Failure::Internal {
            detail: format!("the speech model does not know the language {other:?}"),
        }),
    }
}

type Numbered = (u64, Chunk);

struct Jobs {
    queue: Receiver<Numbered>,
    language: Option<String>,
}

/// What the threads of one transcription share.
struct Job<'a> {
    jobs: Mutex<Jobs>,
    results: Mutex<Results<'a>>,
    settings: Settings,
    words: bool,
    /// Set when a lane has failed, so that the others stop too.
    stop: AtomicBool,
}

impl Job<'_> {
    /// Decodes the recording and hands its chunks to the lanes.
    fn feed(
        &self,
        mut audio: Audio,
        detector: &DetectorFactory<'_>,
        queue: SyncSender<Numbered>,
    ) -> Result<Summary, Failure> {
        let mut chunker = None;
        let mut chunks = Vec::new();
        let mut number = 0;
        while let Some(streams) = audio.next_streams()? {
            if streams[0].is_empty() {
                if self.stopped() {
                    return Err(Failure::Cancelled);
                }
                continue;
            }
            let streams = streams.map(<[f32]>::to_vec);
            if chunker.is_none() {
                chunker = Some(Chunker::new(
                    audio.layout() == Some(Layout::Apart),
                    CHUNK_SECONDS,
                    detector,
                )?);
            }
            let Some(chunker) = &mut chunker else { continue };
            // Blocks of a second at most keep the verdicts and the audio in step when a long hold-back is released.
            let mut at = 0;
            while at < streams[0].len() {
                let end = (at + RATE as usize).min(streams[0].len());
                let parts = streams.each_ref().map(|s| s.get(at..end).unwrap_or_default());
                chunker.push(&parts, &mut chunks);
                self.dispatch(&mut chunks, &mut number, &queue, chunker.settled())?;
                at = end;
            }
        }
        if let Some(chunker) = &mut chunker {
            chunker.finish(&mut chunks);
            self.dispatch(&mut chunks, &mut number, &queue, u64::MAX)?;
        }
        let format = audio.format();
        Ok(Summary {
            format: format.name.clone(),
            duration_seconds: audio.seconds(),
            speech_seconds: chunker.map_or(0.0, |chunker| chunker.speech_seconds()),
            channels: format.channels as u16,
            sample_rate: format.sample_rate,
            language: String::new(),
            encoder_windows: 0,
            warnings: audio.warnings(),
        })
    }

    fn dispatch(
        &self,
        chunks: &mut Vec<Chunk>,
        number: &mut u64,
        queue: &SyncSender<Numbered>,
        settled: u64,
    ) -> Result<(), Failure> {
        for chunk in chunks.drain(..) {
            lock(&self.results).pending.insert(*number, chunk.start());
            if self.stopped() || queue.send((*number, chunk)).is_err() {
                return Err(Failure::Cancelled);
            }
            *number += 1;
        }
        lock(&self.results).settled = settled;
        if self.stopped() {
            Err(Failure::Cancelled)
        } else {
            Ok(())
        }
    }

    /// A lane's thread: takes chunks until there are no more.
    fn work(&self, mut lane: Lane<'_>) {
        // A failure to be modest is no failure.
        let _ = rustix::process::setpriority_process(None, 5);
        loop {
            let (number, chunk, language) = {
                // Held while the language is detected, so that it is always detected on the first chunk.
                let mut jobs = lock(&self.jobs);
                let Ok((number, chunk)) = jobs.queue.recv() else { return };
                if self.stopped() {
                    continue;
                }
                let language = match &jobs.language {
                    Some(language) => Ok(language.clone()),
                    None => lane
                        .detect_language(&chunk)
                        .inspect(|found| jobs.language = Some(found.clone())),
                };
                (number, chunk, language)
            };
            let outcome = language.and_then(|language| {
                let settings = Settings {
                    language,
                    ..self.settings.clone()
                };
                let recognised = lane.recognise(&chunk, &settings)?;
                Ok(Outcome::of(&recognised, &chunk, &settings.language, self.words))
            });
            if outcome.is_err() {
                self.stop.store(true, Ordering::Relaxed);
            }
            lock(&self.results).finish(number, outcome);
        }
    }

    fn tell_regularly(&self, ticks: Receiver<()>) {
        while let Err(RecvTimeoutError::Timeout) = ticks.recv_timeout(TELL) {
            lock(&self.results).tell();
        }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.settings.cancel.load(Ordering::Relaxed)
    }
}

/// The result of one chunk.
struct Outcome {
    segments: Vec<Segment>,
    windows: u32,
}

impl Outcome {
    fn of(recognised: &Recognised, chunk: &Chunk, language: &str, with_words: bool) -> Self {
        let place = |raw| words::place(raw, chunk, language, with_words);
        Self {
            segments: recognised.segments.iter().flat_map(place).collect(),
            windows: recognised.windows,
        }
    }
}

/// Puts the lanes' results in order.
struct Results<'a> {
    sink: &'a mut dyn Sink,
    total_seconds: Option<f64>,
    /// Start of every chunk that is not told yet, by number.
    pending: BTreeMap<u64, u64>,
    /// Results that wait for an earlier one.
    early: BTreeMap<u64, Outcome>,
    next: u64,
    /// Sample before which all speech has become chunks.
    settled: u64,
    windows: u32,
    failure: Option<Failure>,
}

impl<'a> Results<'a> {
    fn new(sink: &'a mut dyn Sink, total_seconds: Option<f64>) -> Self {
        Self {
            sink,
            total_seconds,
            pending: BTreeMap::new(),
            early: BTreeMap::new(),
            next: 0,
            settled: 0,
            windows: 0,
            failure: None,
        }
    }

    fn finish(&mut self, number: u64, outcome: Result<Outcome, Failure>) {
        match outcome {
            Ok(outcome) => {
                self.windows += outcome.windows;
                self.early.insert(number, outcome);
            }
            Err(failure) => self.failure = self.failure.take().or(Some(failure)),
        }
        while let Some(outcome) = self.early.remove(&self.next) {
            self.pending.remove(&self.next);
            self.next += 1;
            for segment in outcome.segments {
                self.sink.segment(segment);
            }
        }
    }

    fn tell(&mut self) {
        let done = self
            .pending
            .values()
            .copied()
            .min()
            .unwrap_or(u64::MAX)
            .min(self.settled);
        if done != u64::MAX {
            let done_seconds = done as f64 / f64::from(RATE);
            self.sink.progress(Progress {
                done_seconds,
                total_seconds: self.total_seconds,
            });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
