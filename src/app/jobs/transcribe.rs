//! The job `transcribe`: a session's recording becomes its transcript.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use domain::SessionId;
use domain::audit::{By, Deed};
use domain::job::Kind;
use domain::session::{Event, Session, Status};
use domain::transcript::{SpokenSegment, Transcript, TurnBuilder, Word};
use engine::{RecordingSource, TranscriptionEvent};
use protocol::asr;
use store::blobs::{BlobError, BlobReader};
use store::jobs::Claimed;
use store::seal::DataKey;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Outcome, not_agreed};
use crate::live::Progress;
use crate::{App, Error, Result, audit};

/// Segments on their way from the engine; more wait in the worker.
const EVENTS: usize = 64;
/// How long to wait before looking for an engine again.
const POSTPONE: Duration = Duration::from_secs(2);
/// The smallest step of progress, in percent, that open pages are told of.
const STEP: f64 = 1.0;

struct Recording(BlobReader);

#[async_trait]
impl RecordingSource for Recording {
    fn byte_len(&self) -> u64 {
        self.0.len()
    }

    async fn read_at(&self, offset: u64, length: usize) -> io::Result<Bytes> {
        self.0.read_at(offset, length).await.map_err(io::Error::other)
    }
}

pub(super) async fn run(app: &App, job: &Claimed, session: SessionId, cancel: &CancellationToken) -> Result<Outcome> {
    // Before the session says that it is being transcribed: a cancel from then on must find something to stop.
    let _live = app.live.begin(session, progress(0.0, None), cancel.clone());
    let (session, key) = match begin(app, session).await? {
        Beginning::Begun(session, key) => (session, key),
        Beginning::Pointless => return Ok(Outcome::Pointless),
        Beginning::NotAgreed(message) => return Ok(Outcome::Failed { message }),
    };
    let Some(audio_key) = store::recordings::key(&mut app.db.read().await?, &key, session.id).await? else {
        return Ok(Outcome::Failed {
            message: "The recording was deleted before it was transcribed.".into(),
        });
    };
    let reader = match app.blobs.reader(session.id.uuid(), &audio_key).await {
        Ok(reader) => reader,
        Err(error @ (BlobError::Missing { .. } | BlobError::Unreadable { .. } | BlobError::WrongKey { .. })) => {
            tracing::error!(session.id = %session.id, %error, "the recording cannot be opened");
            return Ok(Outcome::Failed {
                message: "The stored recording is missing or damaged. Please upload it again.".into(),
            });
        }
        Err(error) => return Err(error.into()),
    };
    app.events.moved(session.patient_id, session.id);
    let options = asr::Options {
        language: app.settings.language.clone(),
        beam_size: app.settings.beam_size,
        lanes: app.settings.lanes,
        words: true,
    };
    let (sender, receiver) = mpsc::channel(EVENTS);
    let (answer, turns) = tokio::join!(
        app.asr
            .transcribe(Arc::new(Recording(reader)), options, sender, cancel.clone()),
        listen(app, &session, receiver),
    );
    match answer {
        Ok(summary) => {
            let transcript = Transcript {
                language: summary.language,
                duration_ms: (summary.duration_seconds * 1000.0).round() as u64,
                speech_ms: (summary.speech_seconds * 1000.0).round() as u64,
                turns: turns.finish(),
                warnings: summary.warnings,
            };
            finish(app, job, &session, &key, &transcript).await
        }
        Err(error) => Ok(failed(app, error)),
    }
}

/// How an attempt begins.
enum Beginning {
    Begun(Session, DataKey),
    /// There is nothing to transcribe (any more).
    Pointless,
    /// Somebody has not agreed to it (any more).
    NotAgreed(String),
}

/// Marks the session as being transcribed, if everybody agreed to that.
async fn begin(app: &App, id: SessionId) -> Result<Beginning> {
    let mut tx = app.db.write().await?;
    let Some(stored) = store::sessions::find(&mut tx, &app.key, id).await? else {
        return Ok(Beginning::Pointless);
    };
    let (session, key) = (stored.session, stored.key);
    let (Ok(to), Some(key)) = (session.status.next(Event::TranscriptionStarted), key) else {
        return Ok(Beginning::Pointless);
    };
    if let Some(message) = not_agreed(app, &mut tx, &session, Kind::Transcribe).await? {
        tx.commit().await?;
        return Ok(Beginning::NotAgreed(message));
    }
    if !store::sessions::advance(&mut tx, session.id, session.status, to, None, app.now()).await? {
        return Ok(Beginning::Pointless);
    }
    tx.commit().await?;
    Ok(Beginning::Begun(session, key))
}

fn progress(done: f64, total: Option<f64>) -> Progress {
    let percent = total
        .filter(|total| *total > 0.0)
        .map(|total| (done / total * 100.0).clamp(0.0, 100.0));
    let minutes = |seconds: f64| format!("{}:{:02}", seconds as u64 / 60, seconds as u64 % 60);
    let detail = match (percent, total) {
        (Some(percent), Some(total)) => {
            format!("Transcribing, {percent:.0} % ({} of {})", minutes(done), minutes(total))
        }
        _ if done > 0.0 => format!("Transcribing, {} so far", minutes(done)),
        _ => "Transcribing".into(),
    };
    Progress {
        stage: "transcribing",
        percent,
        detail,
    }
}

/// Turns what the engine says into turns and progress until it has said everything.
async fn listen(app: &App, session: &Session, mut events: mpsc::Receiver<TranscriptionEvent>) -> TurnBuilder {
    let mut builder = TurnBuilder::new();
    let mut told = 0.0;
    while let Some(event) = events.recv().await {
        match event {
            TranscriptionEvent::Progress(p) => {
                let progress = progress(p.done_seconds, p.total_seconds);
                let percent = progress.percent.unwrap_or(p.done_seconds);
                app.live.set_progress(session.id, progress);
                if percent >= told + STEP {
                    told = percent;
                    app.events.moved(session.patient_id, session.id);
                }
            }
            TranscriptionEvent::Segment(segment) => {
                let first_changed = builder.push(spoken(segment));
                let turns = builder.turns();
                app.live.set_turns(session.id, turns, first_changed);
                for turn in turns.get(first_changed..).unwrap_or_default() {
                    app.events.heard(session.patient_id, session.id, turn.clone());
                }
            }
        }
    }
    builder
}

fn spoken(segment: asr::Segment) -> SpokenSegment {
    SpokenSegment {
        channel: segment.channel,
        start_ms: segment.start_ms,
        end_ms: segment.end_ms,
        text: segment.text,
        confidence: segment.average_log_probability.exp().clamp(0.0, 1.0),
        words: segment
            .words
            .into_iter()
            .map(|word| Word {
                start_ms: word.start_ms,
                end_ms: word.end_ms,
                text: word.text,
                probability: word.probability,
            })
            .collect(),
    }
}

/// Commits the transcript, the session's new status and the next job together, if the lease still holds.
async fn finish(
    app: &App,
    job: &Claimed,
    session: &Session,
    key: &DataKey,
    transcript: &Transcript,
) -> Result<Outcome> {
    let now = app.now();
    let to = Status::Transcribing
        .next(Event::TranscriptStored)
        .map_err(Error::internal)?;
    let mut tx = app.db.write().await?;
    if !store::jobs::finish(&mut tx, job, now).await?
        || !store::sessions::advance(&mut tx, session.id, Status::Transcribing, to, None, now).await?
    {
        return Ok(Outcome::Dropped);
    }
    store::transcripts::insert(&mut tx, key, session.id, transcript, now).await?;
    store::sessions::set_transcript_text(&mut tx, key, session.id, &transcript.text(), transcript.duration_ms).await?;
    store::jobs::enqueue(&mut tx, Kind::DraftNote, session.id, now, now).await?;
    audit::note(&mut tx, now, By::Appliance, Deed::SessionTranscribed, session.id.uuid()).await?;
    tx.commit().await?;
    app.events.moved(session.patient_id, session.id);
    Ok(Outcome::Done)
}

fn failed(app: &App, error: engine::Error) -> Outcome {
    match error {
        engine::Error::Cancelled => Outcome::Dropped,
        engine::Error::Refused(failure) if !failure.is_retryable() => Outcome::Failed {
            message: format!("{}.", capitalised(&failure.to_string())),
        },
        engine::Error::Unavailable(_) => Outcome::Postponed {
            reason: error.to_string(),
            until: app.now() + POSTPONE,
        },
        error => Outcome::Retry {
            reason: error.to_string(),
        },
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
