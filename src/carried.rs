//! What the executable carries inside: the worker programs, the demo's speech model and its three recordings.
//!
//! `make build` packs the workers into `build/workers` and this crate embeds what it finds there, so that the release binary
//! works when it is copied alone to another machine. A plain `cargo build` finds nothing there and still builds: a development
//! build runs the workers that cargo left beside it, and says that they are not built when there are none.

use std::io::Read;
use std::path::{Path, PathBuf};

use engine::Program;
use flate2::read::GzDecoder;
use protocol::WorkerKind;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "build/workers"]
#[allow_missing = true]
struct Workers;

/// A file inside the executable.
#[derive(Debug, Clone, Copy)]
pub struct CarriedFile {
    /// Its name without a directory.
    pub name: &'static str,
    /// Its contents.
    pub bytes: &'static [u8],
}

macro_rules! carried_file {
    ($folder:literal, $name:literal) => {
        CarriedFile {
            name: $name,
            bytes: include_bytes!(concat!("../models/demo/", $folder, $name)),
        }
    };
}

/// The project's own small speech model. It knows the demo's voices and is not for care (`models/demo/README.md`).
pub const DEMO_MODEL: CarriedFile = carried_file!("", "ggml-demo-en-q5_0.bin");

/// The demo's recordings: invented dialogues, spoken by a machine. The last keeps its two speakers on two channels.
pub const DEMO_RECORDINGS: [CarriedFile; 3] = [
    carried_file!("sessions/", "work-stress.mp3"),
    carried_file!("sessions/", "grief-safety.mp3"),
    carried_file!("sessions/", "panic-grounding.mp3"),
];

/// The carried program of a worker, unpacked, or `None` when this build carries none.
pub fn worker_image(kind: WorkerKind) -> Option<Vec<u8>> {
    let packed = Workers::get(&format!("{}.gz", kind.program()))?;
    let mut image = Vec::new();
    match GzDecoder::new(packed.data.as_ref()).read_to_end(&mut image) {
        Ok(_) => Some(image),
        Err(error) => {
            tracing::error!(worker = kind.program(), %error, "the carried worker cannot be unpacked");
            None
        }
    }
}

/// The program of a worker: from `directory` (`TB_WORKERS_DIR`) alone when it is given, else the carried one, else the one
/// that cargo built. `None` when there is none.
///
/// A development build prefers what cargo built: it is the one that has just been changed.
pub fn program(kind: WorkerKind, directory: Option<&Path>) -> Option<Program> {
    if let Some(directory) = directory {
        return file_in(directory, kind);
    }
    let carried = || {
        worker_image(kind).map(|image| Program::Carried {
            name: kind.program(),
            image: image.into(),
        })
    };
    let built = || {
        beside_executable()
            .iter()
            .find_map(|directory| file_in(directory, kind))
    };
    if cfg!(debug_assertions) {
        built().or_else(carried)
    } else {
        carried().or_else(built)
    }
}

fn file_in(directory: &Path, kind: WorkerKind) -> Option<Program> {
    let path = directory.join(kind.program());
    path.is_file().then_some(Program::File(path))
}

/// Where cargo may have put the workers: beside this executable, and in the other profile's directory, for they are built with
/// optimisation while this is developed without. Optimised ones come first. Tests run one directory deeper.
fn beside_executable() -> Vec<PathBuf> {
    let Ok(executable) = std::env::current_exe() else {
        return Vec::new();
    };
    let Some(mut directory) = executable.parent() else {
        return Vec::new();
    };
    if directory.ends_with("deps")
        && let Some(parent) = directory.parent()
    {
        directory = parent;
    }
    let release = directory
        .parent()
        .filter(|_| directory.ends_with("debug"))
        .map(|target| target.join("release"));
    release.into_iter().chain([directory.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_model_and_its_recordings_are_what_they_claim_to_be() {
        assert!(
            DEMO_MODEL.bytes.starts_with(b"lmgg"),
            "ggml's magic number, little-endian"
        );
        for recording in DEMO_RECORDINGS {
            let mpeg = recording.bytes.starts_with(b"ID3") || recording.bytes[0] == 0xff;
            assert!(mpeg, "{} is no mp3", recording.name);
        }
    }

    #[test]
    fn a_named_directory_is_the_only_place_that_is_searched() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(program(WorkerKind::Asr, Some(directory.path())).is_none());
        std::fs::write(directory.path().join("tb-asr"), "").expect("a file");
        let found = program(WorkerKind::Asr, Some(directory.path()));
        assert!(matches!(found, Some(Program::File(path)) if path == directory.path().join("tb-asr")));
    }
}
