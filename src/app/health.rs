//! Whether the appliance works, in words for whoever looks after it. Nothing here is about a client.

use engine::Readiness;

use crate::{App, Result};

/// One engine.
#[derive(Debug, Clone)]
pub struct Service {
    /// `ready`, `idle`, `loading`, `no_model`, `not_built` or `degraded`.
    pub state: &'static str,
    /// The model's file name.
    pub model: Option<String>,
    /// A sentence for a person.
    pub detail: String,
}

impl From<Readiness> for Service {
    fn from(readiness: Readiness) -> Self {
        let model = match &readiness {
            Readiness::Idle { model } | Readiness::Loading { model } => Some(model.clone()),
            Readiness::Ready(info) => Some(info.name.clone()),
            _ => None,
        };
        Self {
            state: readiness.state(),
            model,
            detail: readiness.sentence(),
        }
    }
}

/// The whole appliance.
#[derive(Debug, Clone)]
pub struct Health {
    /// Whether the database answers.
    pub database: bool,
    /// Speech recognition.
    pub transcription: Service,
    /// The language model.
    pub drafting: Service,
    /// Sentence embeddings.
    pub embedding: Service,
    /// Jobs that wait.
    pub waiting: i64,
    /// Jobs that run.
    pub running: i64,
}

/// Looks at every part.
pub async fn check(app: &App) -> Health {
    let depth = async { store::jobs::depth(&mut app.db.read().await?).await }.await;
    let database = depth.is_ok();
    if let Err(error) = &depth {
        tracing::error!(%error, "the database does not answer");
    }
    let (waiting, running) = depth.unwrap_or_default();
    Health {
        database,
        transcription: app.asr.readiness().into(),
        drafting: app.llm.readiness().into(),
        embedding: app.embed.readiness().into(),
        waiting,
        running,
    }
}

/// The contract's connection arithmetic.
#[derive(Debug, Clone, Copy)]
pub struct PoolReport {
    /// `DB_POOL_SIZE`.
    pub pool_size: u32,
    /// `DB_MAX_OVERFLOW`.
    pub max_overflow: u32,
    /// `WORKERS`.
    pub worker_count: u32,
}

impl Default for PoolReport {
    fn default() -> Self {
        Self {
            pool_size: 10,
            max_overflow: 20,
            worker_count: 1,
        }
    }
}

impl PoolReport {
    /// `WORKERS × (DB_POOL_SIZE + DB_MAX_OVERFLOW)`.
    pub fn theoretical_max(&self) -> u32 {
        self.worker_count
            .saturating_mul(self.pool_size.saturating_add(self.max_overflow))
    }
}

/// Connections to the database at this moment.
///
/// # Errors
/// [`crate::Error::Internal`] when it does not answer.
pub async fn connections(app: &App) -> Result<i64> {
    Ok(app.db.active_connections().await?)
}
