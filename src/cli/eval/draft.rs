//! Drafts every session of a corpus with one engine, and takes no other engine's note for it.

use app::drafting::draft_extractive;
use app::evaluation;
use domain::note::{DrafterKind, Notes};
use engine::Readiness;
use indicatif::ProgressBar;
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::Engine;
use super::screen::Screen;
use crate::cli::exit::{Exit, Failure};
use crate::cli::interrupt::Interrupt;
use crate::config::{Config, Environment, load};
use crate::eval::corpus::Session;
use crate::wiring::{self, Tenancy, Wired};

/// The notes of a corpus.
pub struct Drafts {
    /// In the order of the sessions.
    pub notes: Vec<Notes>,
    /// Name of the drafter or model.
    pub by: String,
}

/// Drafts a note of each session.
pub async fn all(engine: Engine, sessions: &[Session], config: &Config, screen: &Screen) -> Result<Drafts, Failure> {
    let notes = match engine {
        Engine::Extractive => {
            let mut notes = Vec::with_capacity(sessions.len());
            for session in sessions {
                notes.push(extractive(session, screen).await);
            }
            notes
        }
        Engine::Local | Engine::External => by_model(engine, sessions, config).await?,
    };
    let by = notes
        .first()
        .map(|notes| notes.drafted_by.name.clone())
        .unwrap_or_default();
    Ok(Drafts { notes, by })
}

/// The built-in drafter's note, with the items of the screen that is measured.
async fn extractive(session: &Session, screen: &Screen) -> Notes {
    let risk = screen.transcript(&session.transcript).await;
    draft_extractive(&session.transcript, risk)
}

/// Drafts in a throwaway practice, so that nothing of this one's is touched. Ctrl-C stops between two sessions at the latest.
async fn by_model(engine: Engine, sessions: &[Session], config: &Config) -> Result<Vec<Notes>, Failure> {
    // Before there is anything that a Ctrl-C could leave behind.
    let interrupt = Interrupt::listen()?;
    let directory = tempfile::Builder::new().prefix("therapybridge-eval-").tempdir()?;
    let mut config = match engine {
        Engine::Local => on_this_machine(config)?,
        _ => Config {
            // The name of no file: what is configured outside comes first only where there is no model here.
            llm_model: Some("none".into()),
            ..config.clone()
        },
    };
    config.data_dir = directory.path().to_owned();
    config.database_url = SecretString::from(wiring::sqlite_url(&config.data_dir));
    let wired = wiring::wire(&config, Tenancy::Visitor).await?;
    let notes = each(engine, sessions, &wired, interrupt.token()).await;
    wired.unload().await;
    notes
}

/// A configuration that knows of nothing outside this machine, with the models of the given one.
fn on_this_machine(config: &Config) -> Result<Config, Failure> {
    let mut environment = Environment::of_process();
    environment.retain(&[]);
    let plain = load(&environment, None)
        .map_err(|problems| Failure::new(Exit::Usage, problems))?
        .config;
    Ok(Config {
        models_dir: config.models_dir.clone(),
        workers_dir: config.workers_dir.clone(),
        llm_model: config.llm_model.clone(),
        embed_model: config.embed_model.clone(),
        idle_unload_seconds: config.idle_unload_seconds,
        ..plain
    })
}

async fn each(
    engine: Engine,
    sessions: &[Session],
    wired: &Wired,
    cancel: &CancellationToken,
) -> Result<Vec<Notes>, Failure> {
    let wanted = match engine {
        Engine::Local => DrafterKind::LanguageModel,
        _ => DrafterKind::ExternalModel,
    };
    let readiness = wired.app.llm.readiness();
    if engine == Engine::Local && matches!(readiness, Readiness::NotBuilt | Readiness::NoModel { .. }) {
        return Err(Failure::because(Exit::NoEngine, readiness.sentence()));
    }
    let bar = ProgressBar::new(sessions.len() as u64);
    let mut notes = Vec::with_capacity(sessions.len());
    for session in sessions {
        let draft = evaluation::draft(&wired.app, &session.transcript, cancel).await?;
        let Some(draft) = draft.filter(|_| !cancel.is_cancelled()) else {
            return Err(Failure::because(
                Exit::Interrupted,
                "stopped before all sessions were drafted",
            ));
        };
        if draft.drafted_by.kind != wanted {
            let reason = match engine {
                Engine::Local => "the language model drafted no note of",
                _ => "no external model is configured and allowed, or it drafted no note of",
            };
            let message = format!("{reason} {}: {}", session.id, draft.drafted_by.detail);
            return Err(Failure::because(Exit::NoEngine, message));
        }
        notes.push(draft);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(notes)
}
