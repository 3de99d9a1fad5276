//! What the tests share: the demo recordings, ffmpeg, and a sink that keeps what it is told.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use protocol::Failure;
use protocol::asr::{Options, Progress, Segment, Summary};
use tb_asr::audio::{Decoded, decode_to_16k};
use tb_asr::recognise::{Engine, Placement};
use tb_asr::speech::EnergyDetector;
use tb_asr::transcribe::{Sink, transcribe};

pub fn demo(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../models/demo")
        .join(name)
}

pub fn model() -> PathBuf {
    demo("ggml-demo-en-q5_0.bin")
}

pub fn session(name: &str, ending: &str) -> PathBuf {
    demo("sessions").join(format!("{name}.{ending}"))
}

/// The demo model with two lanes, loaded once.
pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        tb_asr::logging::install();
        Engine::load(
            &model(),
            Placement {
                lanes: Some(2),
                gpu: false,
            },
        )
        .unwrap()
    })
}

/// The engine has two lanes; a transcription in a test waits until it has both.
pub fn alone() -> std::sync::MutexGuard<'static, ()> {
    static ALONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

pub fn ffmpeg(arguments: &[&str]) {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
        .args(arguments)
        .output()
        .expect("ffmpeg is installed");
    assert!(
        output.status.success(),
        "ffmpeg {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Twenty seconds of a demo session as a mono 16-bit WAV at 48 kHz, the mother of the other formats.
pub fn excerpt(directory: &Path) -> PathBuf {
    let path = directory.join("excerpt.wav");
    if !path.exists() {
        let from = session("work-stress", "mp3");
        ffmpeg(&[
            "-i",
            from.to_str().unwrap(),
            "-t",
            "20",
            "-ar",
            "48000",
            "-ac",
            "1",
            path.to_str().unwrap(),
        ]);
    }
    path
}

/// The mixed 16 kHz audio of a file.
pub fn decoded(path: &Path) -> Result<(Decoded, Vec<f32>), Failure> {
    let mut samples = Vec::new();
    let found = decode_to_16k(File::open(path).unwrap(), |[first, _]| samples.extend_from_slice(first))?;
    Ok((found, samples))
}

#[derive(Default)]
pub struct Kept {
    pub segments: Vec<Segment>,
    pub progress: Vec<Progress>,
    pub cancel_after: Option<(usize, Arc<AtomicBool>)>,
}

impl Sink for Kept {
    fn segment(&mut self, segment: Segment) {
        self.segments.push(segment);
        if let Some((count, cancel)) = &self.cancel_after
            && self.segments.len() >= *count
        {
            cancel.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    }

    fn progress(&mut self, progress: Progress) {
        self.progress.push(progress);
    }
}

pub fn transcribed(path: &Path, options: &Options) -> Result<(Summary, Kept), Failure> {
    let _alone = alone();
    let mut kept = Kept::default();
    let cancel = Arc::new(AtomicBool::new(false));
    let detector = || Ok(Box::new(EnergyDetector::default()) as _);
    let summary = transcribe(
        File::open(path).unwrap(),
        engine(),
        &detector,
        options,
        &cancel,
        &mut kept,
    )?;
    Ok((summary, kept))
}

/// The words of a text as word error rates count them.
pub fn words(text: &str) -> Vec<String> {
    let kept: String = text
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_lowercase() || c == '\'' { c } else { ' ' })
        .collect();
    kept.split_whitespace().map(str::to_owned).collect()
}

/// Substitutions, deletions and insertions that turn one list of words into the other.
pub fn word_errors(reference: &[String], found: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=found.len()).collect();
    for (i, word) in reference.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in found.iter().enumerate() {
            let substituted = diagonal + usize::from(word != other);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[found.len()]
}
