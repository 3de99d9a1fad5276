//! `tb-asr`: the worker process that turns recordings into text.
//!
//! Started as `tb-asr --model PATH [--lanes N] [--gpu auto|off]` with the protocol on standard input and output. Two more
//! forms serve measuring: `tb-asr --decode-only FILE` decodes and resamples and prints what it found, and `tb-asr --model PATH
//! --transcribe FILE [--beam N]` prints segments as JSON lines and the summary, without a server.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use protocol::asr::{Options, Progress, Segment};
use protocol::{Failure, WorkerKind};
use tb_asr::audio::decode_to_16k;
use tb_asr::logging;
use tb_asr::recognise::{Engine, Placement};
use tb_asr::silero::{self, SileroDetector};
use tb_asr::speech::{Detector, EnergyDetector};
use tb_asr::transcribe::{Sink, transcribe};
use worker_runtime::{Answer, Reply, Request, Seal, Session};

const USAGE: &str = "usage: tb-asr --model PATH [--lanes N] [--gpu auto|off] [--transcribe FILE [--beam N]]
       tb-asr --decode-only FILE";

#[derive(Debug, Default)]
struct Arguments {
    model: Option<PathBuf>,
    lanes: Option<u32>,
    no_gpu: bool,
    decode_only: Option<PathBuf>,
    transcribe: Option<PathBuf>,
    beam: Option<u32>,
}

fn arguments(mut given: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut arguments = Arguments::default();
    while let Some(name) = given.next() {
        let value = given.next()?;
        match name.as_str() {
            "--model" => arguments.model = Some(value.into()),
            "--lanes" => arguments.lanes = Some(value.parse().ok()?).filter(|lanes| *lanes > 0),
            "--gpu" if value == "auto" || value == "off" => arguments.no_gpu = value == "off",
            "--decode-only" => arguments.decode_only = Some(value.into()),
            "--transcribe" => arguments.transcribe = Some(value.into()),
            "--beam" => arguments.beam = Some(value.parse().ok()?),
            _ => return None,
        }
    }
    Some(arguments)
}

fn main() -> ExitCode {
    let Some(arguments) = arguments(std::env::args().skip(1)) else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    logging::install();
    if let Some(file) = &arguments.decode_only {
        return told(decode_only(file));
    }
    let Some(model) = &arguments.model else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    let placement = Placement {
        lanes: arguments.lanes,
        gpu: !arguments.no_gpu,
    };
    match &arguments.transcribe {
        Some(file) => told(transcribe_file(model, placement, file, arguments.beam)),
        None => serve(model, placement),
    }
}

/// Serves the protocol until the pipe closes.
fn serve(model: &Path, placement: Placement) -> ExitCode {
    let session = Session::start(WorkerKind::Asr, env!("CARGO_PKG_VERSION"));
    let engine = match Engine::load(model, placement) {
        Ok(engine) => engine,
        Err(failure) => session.not_ready(failure),
    };
    // A detector's model is opened anew for every channel of every recording, so its path stays open to the sandbox.
    let silero = silero::beside(model);
    if let Some(path) = &silero
        && let Err(failure) = SileroDetector::load(path)
    {
        session.not_ready(failure);
    }
    let seal = Seal {
        read_paths: silero.iter().cloned().collect(),
        memory_bytes: memory_limit(),
    };
    let connection = match session.ready(engine.info().clone(), seal) {
        Ok(connection) => connection,
        Err(error) => {
            eprintln!("tb-asr: {error}");
            return ExitCode::FAILURE;
        }
    };
    connection.serve(|task| {
        let Request::Transcribe { recording, options } = task.request else {
            return Err(Failure::Internal {
                detail: "this worker transcribes and does nothing else".into(),
            });
        };
        let mut sink = Told(task.reply);
        let make = || detector(silero.as_deref());
        transcribe(recording, &engine, &make, &options, &task.cancel.flag(), &mut sink).map(Answer::Transcribed)
    });
    ExitCode::SUCCESS
}

/// Memory that a recording may make this process take beyond what the loaded model and its lanes hold already: decoding and
/// packing stay far below a tenth of it, a wide beam of the largest model takes about half.
const HEADROOM: u64 = 2 << 30;

/// The limit on writable memory: what is in use with the model loaded, and [`HEADROOM`]. `None` where the system does not tell.
fn memory_limit() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmData:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024 + HEADROOM)
}

fn detector(silero: Option<&Path>) -> Result<Box<dyn Detector>, Failure> {
    Ok(match silero {
        Some(path) => Box::new(SileroDetector::load(path)?),
        None => Box::new(EnergyDetector::default()),
    })
}

/// Sends what appears to the server.
struct Told(Reply);

impl Sink for Told {
    fn segment(&mut self, segment: Segment) {
        self.0.segment(segment);
    }

    fn progress(&mut self, progress: Progress) {
        self.0.progress(progress);
    }
}

/// Prints what appears, one JSON object a line.
struct Printed;

impl Sink for Printed {
    fn segment(&mut self, segment: Segment) {
        if let Ok(line) = serde_json::to_string(&segment) {
            println!("{line}");
        }
    }

    fn progress(&mut self, _: Progress) {}
}

fn transcribe_file(model: &Path, placement: Placement, file: &Path, beam: Option<u32>) -> Result<String, Failure> {
    let engine = Engine::load(model, placement)?;
    let silero = silero::beside(model);
    let source = File::open(file).map_err(|_| Failure::Unreadable)?;
    let mut options = Options::default();
    options.beam_size = beam.unwrap_or(options.beam_size);
    let cancel = Arc::new(AtomicBool::new(false));
    let summary = transcribe(
        source,
        &engine,
        &|| detector(silero.as_deref()),
        &options,
        &cancel,
        &mut Printed,
    )?;
    serde_json::to_string(&summary).map_err(|error| Failure::Internal {
        detail: error.to_string(),
    })
}

fn decode_only(file: &Path) -> Result<String, Failure> {
    let source = File::open(file).map_err(|_| Failure::Unreadable)?;
    let mut samples = 0;
    let decoded = decode_to_16k(source, |[first, _]| samples += first.len())?;
    let warnings: String = decoded.warnings.iter().map(|warning| format!("; {warning}")).collect();
    let (format, layout) = (&decoded.format, decoded.layout);
    Ok(format!(
        "{:.3} s of {} at {} Hz, {} channels ({layout:?}), {samples} samples at 16 kHz{warnings}",
        decoded.seconds, format.name, format.sample_rate, format.channels
    ))
}

fn told(outcome: Result<String, Failure>) -> ExitCode {
    match outcome {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("tb-asr: {failure}");
            ExitCode::FAILURE
        }
    }
}
