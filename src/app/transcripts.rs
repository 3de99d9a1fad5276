//! Transcripts, finished or growing.

use domain::SessionId;
use domain::access::Action;
use domain::audit::Deed;
use domain::transcript::Transcript;
use domain::user::Caller;

use crate::sessions::find;
use crate::{App, Error, Result, audit};

/// A transcript and whether it is complete.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The turns, all or so far.
    pub transcript: Transcript,
    /// Whether that is all.
    pub complete: bool,
}

/// A session's transcript; while it is being made, the turns heard so far.
///
/// # Errors
/// [`Error::Hidden`]; [`Error::NotFound`] while there is nothing to show yet.
pub async fn get(app: &App, caller: &Caller, id: SessionId) -> Result<Reading> {
    let mut tx = audit::reading(app, caller, Deed::TranscriptRead, id.uuid()).await?;
    let stored = find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    if let Some(key) = &stored.key
        && let Some(transcript) = store::transcripts::find(&mut tx, key, id).await?
    {
        tx.noted().await?;
        return Ok(Reading {
            transcript,
            complete: true,
        });
    }
    let turns = app
        .live
        .turns(id)
        .ok_or(Error::NotFound("There is no transcript yet."))?;
    tx.noted().await?;
    let transcript = Transcript {
        language: app.settings.language.clone(),
        turns,
        ..Transcript::default()
    };
    Ok(Reading {
        transcript,
        complete: false,
    })
}
