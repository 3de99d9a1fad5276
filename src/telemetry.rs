//! The log: one line an event on standard error, for people on a terminal and as JSON for the journal.
//!
//! Lines carry ids, never names, text, file names or addresses of people; that is the duty of whoever writes an event, and
//! libraries that might log a request's content are held at `warn`.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::config::Config;

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// [`Format::Human`] when standard error is a terminal, else [`Format::Json`].
    Auto,
    /// Coloured, aligned.
    Human,
    /// One JSON object a line.
    Json,
}

impl Format {
    /// The format of this name, or `None`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "human" => Some(Self::Human),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// The level of this name, or `None`. The original backend's `WARNING` and `CRITICAL` are understood.
pub fn level(name: &str) -> Option<LevelFilter> {
    match name.to_ascii_lowercase().as_str() {
        "warning" => Some(LevelFilter::WARN),
        "critical" => Some(LevelFilter::ERROR),
        "" => None,
        other => other.parse().ok(),
    }
}

/// Starts the log of this process. A second call changes nothing.
pub fn start(config: &Config) {
    let level = level(&config.log_level).unwrap_or(LevelFilter::INFO);
    // SQL, frames and headers can hold what people said.
    let quiet = ["sqlx", "hyper", "h2", "tower_http", "rustls"].map(|library| format!("{library}=warn"));
    let filter = quiet.iter().filter_map(|directive| directive.parse().ok()).fold(
        EnvFilter::default().add_directive(level.into()),
        EnvFilter::add_directive,
    );
    let human = match Format::named(&config.log_format) {
        Some(Format::Human) => true,
        Some(Format::Json) => false,
        Some(Format::Auto) | None => std::io::stderr().is_terminal(),
    };
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // It fails only when a log is running already.
    let _ = if human {
        builder.try_init()
    } else {
        builder.json().flatten_event(true).try_init()
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_the_original_backend_are_understood() {
        assert_eq!(level("WARNING"), Some(LevelFilter::WARN));
        assert_eq!(level("CRITICAL"), Some(LevelFilter::ERROR));
        assert_eq!(level("Info"), Some(LevelFilter::INFO));
        assert_eq!(level("loud"), None);
    }
}
