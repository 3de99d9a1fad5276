//! The list of models, `models/catalog.toml`.

use std::path::PathBuf;

use anyhow::Context;
use serde::{Deserialize, Serialize};

/// What a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Speech to text.
    Speech,
    /// Drafts notes.
    Language,
    /// Finds by meaning.
    Embedding,
}

impl Kind {
    /// For a list's heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Speech => "Speech models (transcripts)",
            Self::Language => "Language models (draft notes)",
            Self::Embedding => "Embedding models (search)",
        }
    }
}

/// A model a practice can install. The file's head explains the fields.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// How it is called here.
    pub name: String,
    /// What it does.
    pub kind: Kind,
    /// Where its publisher keeps it.
    pub repository: String,
    /// Its file there and here.
    pub file: String,
    /// Its directory below the models directory, for models of several files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub directory: Option<String>,
    /// The other files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// Download in megabytes.
    pub size_mb: u64,
    /// Memory in use in megabytes.
    pub memory_mb: u64,
    /// The smallest machine: `cpu`, or gigabytes of GPU memory.
    pub tier: String,
    /// Licence.
    pub licence: String,
    /// Whether a bundle may carry it.
    pub redistribute: bool,
    /// Digest of `file`, where it is known for certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Suggested first for its kind and tier.
    #[serde(default)]
    pub default: bool,
    /// A sentence for the administrator.
    pub about: String,
}

impl Entry {
    /// Where it stands below the models directory.
    pub fn place(&self) -> PathBuf {
        self.directory.iter().chain([&self.file]).collect()
    }

    /// The machine it is meant for.
    pub fn machine(&self) -> String {
        if self.tier == "cpu" {
            "CPU".into()
        } else {
            format!("{} GB GPU", self.tier)
        }
    }

    /// Where an installer finds it.
    pub fn source(&self) -> String {
        format!("huggingface.co/{} {}", self.repository, self.file)
    }
}

/// All entries, in the order of the file.
///
/// # Errors
/// When the file that the program was built with is wrong; a test keeps that from being released.
pub fn catalog() -> anyhow::Result<Vec<Entry>> {
    #[derive(Deserialize)]
    struct File {
        model: Vec<Entry>,
    }
    let file: File = toml::from_str(include_str!("../../../models/catalog.toml")).context("models/catalog.toml")?;
    Ok(file.model)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_catalog_names_every_model_and_file_once() {
        let entries = catalog().expect("the catalog can be read");
        let names: BTreeSet<_> = entries.iter().map(|entry| &entry.name).collect();
        let places: BTreeSet<_> = entries.iter().map(Entry::place).collect();
        assert_eq!((names.len(), places.len()), (entries.len(), entries.len()));
    }

    #[test]
    fn every_kind_has_a_suggestion_for_a_machine_without_a_gpu() {
        let entries = catalog().expect("the catalog can be read");
        for kind in [Kind::Speech, Kind::Language, Kind::Embedding] {
            assert!(
                entries
                    .iter()
                    .any(|entry| entry.kind == kind && entry.tier == "cpu" && entry.default),
                "{kind:?}"
            );
        }
    }

    #[test]
    fn digests_are_whole_and_files_have_their_kinds_ending() {
        for entry in catalog().expect("the catalog can be read") {
            let ending = match entry.kind {
                Kind::Speech => ".bin",
                Kind::Language => ".gguf",
                Kind::Embedding => ".safetensors",
            };
            assert!(entry.file.ends_with(ending), "{}", entry.name);
            assert!(
                entry
                    .sha256
                    .is_none_or(|digest| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
            );
        }
    }
}
