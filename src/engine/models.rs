//! Which model a worker loads. Decided at every start, so that a model copied into the directory later is found without a
//! restart of the server.

use std::fs;
use std::path::{Path, PathBuf};

use protocol::WorkerKind;

use crate::Readiness;

/// Where a worker's model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelChoice {
    /// The directory with the models of all kinds; searched together with its direct subdirectories.
    pub directory: PathBuf,
    /// A file name, a path below `directory`, or an absolute path. Without one the largest fitting model is taken.
    pub configured: Option<String>,
    /// For which worker.
    pub kind: WorkerKind,
}

/// A model that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The file, or the directory of an embedding model.
    pub path: PathBuf,
    /// Its last component.
    pub name: String,
}

/// What an embedding model's directory holds.
const EMBEDDING_FILES: [&str; 3] = ["model.safetensors", "tokenizer.json", "config.json"];

impl ModelChoice {
    /// The configured model, or else the largest one that fits the worker (the first by name of equals). Speech models are
    /// `ggml-*.bin` apart from voice-activity models, language models `*.gguf`, and embedding models directories with
    /// `model.safetensors`, `tokenizer.json` and `config.json`.
    ///
    /// # Errors
    /// [`Readiness::NoModel`] when there is none.
    pub fn resolve(&self) -> Result<Model, Readiness> {
        let found = match &self.configured {
            Some(configured) => self.named(configured),
            None => self.largest(),
        };
        found.ok_or_else(|| Readiness::NoModel {
            looked_in: self.directory.clone(),
            wanted: self.configured.clone(),
        })
    }

    fn named(&self, configured: &str) -> Option<Model> {
        // `join` keeps an absolute path as it is.
        let direct = self.directory.join(configured);
        let nested = subdirectories(&self.directory)
            .into_iter()
            .map(|below| below.join(configured));
        std::iter::once(direct)
            .chain(nested)
            .find(|path| self.is_loadable(path))
            .and_then(model)
    }

    fn largest(&self) -> Option<Model> {
        let mut places = vec![self.directory.clone()];
        places.extend(subdirectories(&self.directory));
        let candidates: Vec<PathBuf> = match self.kind {
            WorkerKind::Embed => places,
            WorkerKind::Asr | WorkerKind::Llm => places.iter().flat_map(|place| entries(place)).collect(),
        };
        let mut fitting: Vec<_> = candidates
            .into_iter()
            .filter(|path| self.fits(path))
            .filter_map(model)
            .collect();
        fitting.sort_by_cached_key(|model| (std::cmp::Reverse(self.bytes(&model.path)), model.name.clone()));
        fitting.into_iter().next()
    }

    /// Whether a path can be what the configuration means by a model of this kind.
    fn is_loadable(&self, path: &Path) -> bool {
        match self.kind {
            WorkerKind::Embed => EMBEDDING_FILES.iter().all(|file| path.join(file).is_file()),
            WorkerKind::Asr | WorkerKind::Llm => path.is_file(),
        }
    }

    /// Whether a path nobody named looks like a model of this kind.
    fn fits(&self, path: &Path) -> bool {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().to_lowercase())
            .unwrap_or_default();
        let named = match self.kind {
            WorkerKind::Asr => name.starts_with("ggml-") && name.ends_with(".bin") && !name.contains("silero"),
            // The later parts of a split model are loaded through its first; a projector is no model of its own.
            WorkerKind::Llm => {
                let later_part = name.contains("-of-") && !name.contains("-00001-of-");
                name.ends_with(".gguf") && !name.starts_with("mmproj") && !later_part
            }
            WorkerKind::Embed => true,
        };
        named && self.is_loadable(path)
    }

    fn bytes(&self, path: &Path) -> u64 {
        let weights = match self.kind {
            WorkerKind::Embed => path.join(EMBEDDING_FILES[0]),
            WorkerKind::Asr | WorkerKind::Llm => path.to_owned(),
        };
        fs::metadata(weights).map_or(0, |metadata| metadata.len())
    }
}

fn model(path: PathBuf) -> Option<Model> {
    // The worker's working directory is another one.
    let path = std::path::absolute(path).ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some(Model { path, name })
}

/// What a directory holds; nothing when it cannot be read.
fn entries(directory: &Path) -> Vec<PathBuf> {
    fs::read_dir(directory)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default()
}

fn subdirectories(directory: &Path) -> Vec<PathBuf> {
    entries(directory).into_iter().filter(|path| path.is_dir()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(directory: &Path, kind: WorkerKind, configured: Option<&str>) -> ModelChoice {
        ModelChoice {
            directory: directory.to_owned(),
            configured: configured.map(str::to_owned),
            kind,
        }
    }

    #[test]
    fn the_largest_speech_model_wins_and_voice_activity_is_none() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("large")).unwrap();
        for (name, size) in [
            ("ggml-tiny.bin", 10),
            ("large/ggml-large.bin", 30),
            ("ggml-silero-v5.bin", 90),
            ("notes.bin", 99),
        ] {
            fs::write(directory.path().join(name), vec![0; size]).unwrap();
        }
        let model = choice(directory.path(), WorkerKind::Asr, None).resolve().unwrap();
        assert_eq!(model.name, "ggml-large.bin");
        let named = choice(directory.path(), WorkerKind::Asr, Some("ggml-tiny.bin"))
            .resolve()
            .unwrap();
        assert_eq!(named.name, "ggml-tiny.bin");
    }

    #[test]
    fn a_configured_model_that_is_missing_is_not_replaced_by_another() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("other.gguf"), "x").unwrap();
        let missing = choice(directory.path(), WorkerKind::Llm, Some("wanted.gguf"))
            .resolve()
            .unwrap_err();
        assert_eq!(missing.state(), "no_model");
        assert!(missing.sentence().contains("wanted.gguf"));
    }

    #[test]
    fn only_the_first_part_of_a_split_language_model_counts() {
        let directory = tempfile::tempdir().unwrap();
        for (name, size) in [
            ("big-00001-of-00002.gguf", 5),
            ("big-00002-of-00002.gguf", 50),
            ("mmproj-x.gguf", 70),
        ] {
            fs::write(directory.path().join(name), vec![0; size]).unwrap();
        }
        let model = choice(directory.path(), WorkerKind::Llm, None).resolve().unwrap();
        assert_eq!(model.name, "big-00001-of-00002.gguf");
    }

    #[test]
    fn an_embedding_model_is_a_whole_directory() {
        let directory = tempfile::tempdir().unwrap();
        let model = directory.path().join("minilm");
        fs::create_dir(&model).unwrap();
        for file in &EMBEDDING_FILES[..2] {
            fs::write(model.join(file), "x").unwrap();
        }
        let choice = choice(directory.path(), WorkerKind::Embed, None);
        assert!(choice.resolve().is_err());
        fs::write(model.join(EMBEDDING_FILES[2]), "x").unwrap();
        assert_eq!(choice.resolve().unwrap().name, "minilm");
    }
}
