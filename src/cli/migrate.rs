//! `therapybridge migrate`: bring the database's schema up to date without serving.

use super::exit::Outcome;
use crate::config::Config;
use crate::wiring;

/// Runs `migrate`.
pub async fn run(config: &Config) -> Outcome {
    std::fs::create_dir_all(&config.data_dir)?;
    wiring::open_database(config).await?.close().await;
    println!("The database is up to date.");
    Ok(())
}
