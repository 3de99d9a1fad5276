//! `therapybridge transcribe`: a recording's words without a server.
//!
//! The file goes through the same sealed worker as an upload does. Without `--json`, `--srt`, `--vtt`, `--txt` or `--output`,
//! words appear as they are recognised.

mod formats;
mod screen;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use engine::{Asr, FileSource, ModelChoice, Readiness, RecordingSource, Transcriber, TranscriptionEvent, WorkerConfig};
use protocol::asr::{Options, Segment};
use protocol::{Failure as Refusal, WorkerKind};
use tokio::sync::mpsc;

use super::exit::{Exit, Failure, Outcome};
use super::interrupt::Interrupt;
use crate::carried;
use crate::config::Config;
use formats::{Format, Transcription};
use screen::Screen;

/// Arguments of `transcribe`.
#[derive(Debug, Args)]
pub struct TranscribeArgs {
    /// The recording: wav, mp3, flac, ogg, opus, webm, m4a, mp4, aiff or caf
    file: PathBuf,
    /// Speech model: a file, or a name in the models directory [default: the largest one there, else the demo's]
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// Language as whisper names it (en, de …), or auto [default: the configuration's]
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// Beam width; 1 is fastest, 5 most accurate [default: the configuration's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=8))]
    beam: Option<u32>,
    /// Write to this file; its ending decides the format unless an option does
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
struct FormatArgs {
    /// Segments and words with times and probabilities, as JSON
    #[arg(long)]
    json: bool,
    /// SubRip subtitles
    #[arg(long)]
    srt: bool,
    /// WebVTT subtitles
    #[arg(long)]
    vtt: bool,
    /// Plain text
    #[arg(long)]
    txt: bool,
}

impl TranscribeArgs {
    /// The format that was asked for; `None` means words as they come.
    fn format(&self) -> Option<Format> {
        let FormatArgs { json, srt, vtt, txt } = self.format;
        let by_option = [
            (json, Format::Json),
            (srt, Format::Srt),
            (vtt, Format::Vtt),
            (txt, Format::Text),
        ];
        let by_option = by_option
            .into_iter()
            .find_map(|(given, format)| given.then_some(format));
        by_option.or_else(|| self.output.as_deref().map(Format::of_file))
    }
}

/// Runs `transcribe`.
pub async fn run(args: &TranscribeArgs, config: &Config) -> Outcome {
    let unusable = |error| {
        Failure::new(
            Exit::UnusableFile,
            anyhow::Error::new(error).context(format!("cannot open {}", args.file.display())),
        )
    };
    let recording = FileSource::open(&args.file).map_err(unusable)?;
    // Holds the unpacked demo model, and goes away with this function however it ends.
    let scratch = tempfile::tempdir().context("making a temporary directory")?;
    let model = model(args, config, scratch.path())?;
    let name = model.resolve().map_err(unavailable)?.name;

    let worker = WorkerConfig {
        arguments: config.asr_arguments(),
        ..WorkerConfig::new(
            carried::program(WorkerKind::Asr, config.workers_dir.as_deref()),
            model,
            scratch.path().to_owned(),
        )
    };
    let asr = Asr::new(worker);
    let options = Options {
        language: args.language.clone().unwrap_or_else(|| config.language.clone()),
        beam_size: args.beam.unwrap_or(config.asr_beam),
        lanes: config.asr_lanes,
        words: true,
    };
    let screen = Screen::new(args.format().is_none());
    let result = transcribe(&asr, Arc::new(recording), options, &screen).await;
    screen.close();
    asr.supervisor().unload().await;
    let (segments, summary) = result?;

    for warning in &summary.warnings {
        eprintln!("note: {warning}");
    }
    let Some(format) = args.format() else { return Ok(()) };
    let document = format.write(&Transcription {
        model: name,
        summary,
        segments,
    })?;
    match &args.output {
        Some(path) => save(path, &document),
        None => Ok(std::io::stdout().lock().write_all(document.as_bytes())?),
    }
}

/// The model to load. Without one in the models directory, the demo's is unpacked into `scratch`.
fn model(args: &TranscribeArgs, config: &Config, scratch: &Path) -> Result<ModelChoice, Failure> {
    let configured = args.model.clone().or_else(|| config.asr_model.clone());
    let choice = |directory: &Path, configured| ModelChoice {
        directory: directory.to_owned(),
        configured,
        kind: WorkerKind::Asr,
    };
    if let Some(given) = &args.model
        && let path = Path::new(given)
        && path.is_file()
    {
        let path = std::path::absolute(path)?.display().to_string();
        return Ok(choice(&config.models_dir, Some(path)));
    }
    let installed = choice(&config.models_dir, configured);
    if installed.configured.is_some() || installed.resolve().is_ok() {
        return Ok(installed);
    }
    eprintln!(
        "note: no speech model in {}; using the demo's, which knows only the demo's voices and words",
        config.models_dir.display()
    );
    let carried = carried::DEMO_MODEL;
    std::fs::write(scratch.join(carried.name), carried.bytes).context("unpacking the demo model")?;
    Ok(choice(scratch, Some(carried.name.into())))
}

/// Runs the request; Ctrl-C cancels it.
async fn transcribe(
    asr: &Asr,
    recording: Arc<dyn RecordingSource>,
    options: Options,
    screen: &Screen,
) -> Result<(Vec<Segment>, protocol::asr::Summary), Failure> {
    let (sender, mut events) = mpsc::channel(64);
    let interrupt = Interrupt::listen()?;
    let cancel = interrupt.token();
    let mut segments = Vec::new();
    let follow = async {
        let mut shown = Ok(());
        while let Some(event) = events.recv().await {
            match event {
                TranscriptionEvent::Progress(progress) => screen.progress(progress),
                TranscriptionEvent::Segment(segment) => {
                    if shown.is_ok() {
                        shown = screen.segment(&segment).inspect_err(|_| cancel.cancel());
                    }
                    segments.push(segment);
                }
            }
        }
        shown
    };
    let (result, shown) = tokio::join!(asr.transcribe(recording, options, sender, cancel.clone()), follow);
    // Standard output was closed before the request was cancelled, so that is the reason.
    shown?;
    let summary = result.map_err(failure)?;
    // Each channel comes in its own order.
    segments.sort_by_key(|segment| (segment.start_ms, segment.channel));
    Ok((segments, summary))
}

/// Gives a failed request the exit status that a script needs.
fn failure(error: engine::Error) -> Failure {
    use engine::Error;
    let exit = match &error {
        Error::Cancelled | Error::Refused(Refusal::Cancelled) => Exit::Interrupted,
        Error::Unavailable(_) | Error::Refused(Refusal::ModelUnusable { .. }) => Exit::NoEngine,
        Error::Source(_)
        | Error::Refused(
            Refusal::UnsupportedFormat { .. }
            | Refusal::Damaged { .. }
            | Refusal::Empty
            | Refusal::BeyondLimits { .. }
            | Refusal::Unreadable,
        ) => Exit::UnusableFile,
        Error::TimedOut { .. } | Error::Crashed { .. } | Error::Refused(_) => Exit::Failed,
    };
    Failure::new(exit, error)
}

fn unavailable(readiness: Readiness) -> Failure {
    Failure::because(Exit::NoEngine, readiness.sentence())
}

/// Writes the whole file or none of it.
fn save(path: &Path, document: &str) -> Outcome {
    let directory = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let write = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(directory)?;
        file.write_all(document.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map(drop).map_err(|error| error.error)
    };
    let unusable = |error| {
        Failure::new(
            Exit::UnusableFile,
            anyhow::Error::new(error).context(format!("cannot write {}", path.display())),
        )
    };
    write().map_err(unusable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_a_request_has_its_exit_status() {
        let exit = |error| failure(error).exit;
        assert_eq!(exit(engine::Error::Refused(Refusal::Empty)), Exit::UnusableFile);
        assert_eq!(exit(engine::Error::Refused(Refusal::Cancelled)), Exit::Interrupted);
        assert_eq!(exit(engine::Error::Cancelled), Exit::Interrupted);
        assert_eq!(exit(engine::Error::Unavailable(Readiness::NotBuilt)), Exit::NoEngine);
        assert_eq!(
            exit(engine::Error::Crashed {
                detail: "signal 9".into()
            }),
            Exit::Failed
        );
    }
}
