//! The risk screen that is measured: the rules, and likeness to known sentences where there is an embedding model.

use app::risk::{self, LeaveOut};
use domain::risk::{RiskItem, screen};
use domain::transcript::{Speaker, Transcript};
use engine::{Embed, Embedder, ModelChoice, WorkerConfig};
use protocol::WorkerKind;
use tokio_util::sync::CancellationToken;

use crate::carried;
use crate::config::Config;
use crate::eval::corpus::Line;

/// The screen of one run.
pub struct Screen {
    /// The embedding worker and the name of its model.
    embed: Option<(Embed, String)>,
    _scratch: Option<tempfile::TempDir>,
}

impl Screen {
    /// The screen as this configuration has it: with likeness when there is an embedding worker and a model for it.
    pub fn open(config: &Config) -> std::io::Result<Self> {
        let model = ModelChoice {
            directory: config.models_dir.clone(),
            configured: config.embed_model.clone(),
            kind: WorkerKind::Embed,
        };
        let program = carried::program(WorkerKind::Embed, config.workers_dir.as_deref());
        let (Ok(found), Some(program)) = (model.resolve(), program) else {
            return Ok(Self {
                embed: None,
                _scratch: None,
            });
        };
        let scratch = tempfile::tempdir()?;
        let worker = WorkerConfig::new(Some(program), model, scratch.path().to_owned());
        Ok(Self {
            embed: Some((Embed::new(worker), found.name)),
            _scratch: Some(scratch),
        })
    }

    /// The items of a dialogue.
    pub async fn transcript(&self, transcript: &Transcript) -> Vec<RiskItem> {
        let mut items = screen(&transcript.turns);
        if let Some((embed, _)) = &self.embed {
            items.extend(risk::alike(embed, &transcript.turns, &items, &CancellationToken::new()).await);
        }
        items
    }

    /// The items of each line, which stands alone with its speaker.
    pub async fn lines(&self, lines: &[Line], leave_out: LeaveOut) -> Vec<Vec<RiskItem>> {
        let lines: Vec<(Speaker, String)> = lines.iter().map(|line| (line.speaker, line.text.clone())).collect();
        let embed = self.embed.as_ref().map(|(embed, _)| embed as &dyn Embedder);
        risk::judge_lines(embed, &lines, leave_out).await
    }

    /// Ends it, and says what it was.
    pub async fn close(self) -> String {
        match self.embed {
            Some((embed, name)) => {
                embed.supervisor().unload().await;
                format!("rules and likeness ({name})")
            }
            None => "rules alone".into(),
        }
    }
}
