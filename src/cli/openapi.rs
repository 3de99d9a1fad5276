//! `therapybridge openapi`: print the description of the HTTP interface.

use std::io::Write;

use super::exit::Outcome;

/// Runs `openapi`.
pub fn run() -> Outcome {
    let document = api::openapi().to_pretty_json()?;
    Ok(writeln!(std::io::stdout().lock(), "{document}")?)
}
