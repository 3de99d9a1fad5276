use std::path::PathBuf;
use std::time::Duration;

use protocol::ModelInfo;

/// What a worker can do at the moment.
#[derive(Debug, Clone, PartialEq)]
pub enum Readiness {
    /// The worker's program is not part of this build and not beside the executable.
    NotBuilt,
    /// There is a program but no model for it.
    NoModel {
        /// The directory that was searched.
        looked_in: PathBuf,
        /// The model that the configuration names, if it names one.
        wanted: Option<String>,
    },
    /// No process runs; the next request starts one.
    Idle {
        /// The model it will load.
        model: String,
    },
    /// The process is loading its model.
    Loading {
        /// The model.
        model: String,
    },
    /// The process waits for requests or works on one.
    Ready(ModelInfo),
    /// The process failed. Requests are refused until the time has passed; the next one after that starts it again.
    Degraded {
        /// How it failed.
        reason: String,
        /// Until the next attempt; zero when the next request is that attempt.
        retry_in: Duration,
    },
}

impl Readiness {
    /// A stable word for interfaces: `not_built`, `no_model`, `idle`, `loading`, `ready` or `degraded`.
    pub fn state(&self) -> &'static str {
        match self {
            Self::NotBuilt => "not_built",
            Self::NoModel { .. } => "no_model",
            Self::Idle { .. } => "idle",
            Self::Loading { .. } => "loading",
            Self::Ready(_) => "ready",
            Self::Degraded { .. } => "degraded",
        }
    }

    /// The same for an administrator to read.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotBuilt => {
                "This build has no such worker. Build it, or put its program beside the executable.".to_owned()
            }
            Self::NoModel {
                looked_in,
                wanted: Some(wanted),
            } => {
                format!("The configured model `{wanted}` is not in `{}`.", looked_in.display())
            }
            Self::NoModel {
                looked_in,
                wanted: None,
            } => format!("There is no model in `{}`.", looked_in.display()),
            Self::Idle { model } => format!("`{model}` is loaded when it is needed."),
            Self::Loading { model } => format!("`{model}` is being loaded."),
            Self::Ready(model) => format!("`{}` is ready on {}.", model.name, model.device),
            Self::Degraded { reason, retry_in } if retry_in.is_zero() => {
                format!("The last attempt failed: {reason}. The next request tries again.")
            }
            Self::Degraded { reason, retry_in } => {
                format!(
                    "The last attempt failed: {reason}. The next one is possible in {} s.",
                    retry_in.as_secs().max(1)
                )
            }
        }
    }

    /// Whether a request made now would be tried.
    pub fn can_take_work(&self) -> bool {
        match self {
            Self::NotBuilt | Self::NoModel { .. } => false,
            Self::Idle { .. } | Self::Loading { .. } | Self::Ready(_) => true,
            Self::Degraded { retry_in, .. } => retry_in.is_zero(),
        }
    }
}
