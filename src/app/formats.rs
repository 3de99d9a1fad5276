//! A session's note in a format. Nothing is stored and no model is asked: the note is laid out anew each time.

use domain::SessionId;
use domain::access::Action;
use domain::audit::Deed;
use domain::format::{Format, Layout, Named, Rendered, render};
use domain::review::items::Decision;
use domain::user::Caller;

use crate::{App, Error, Result, audit, sessions, templates};

/// The current note of a session in the format that is named, SOAP when none is.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Invalid`] for a name of no format, [`Error::NotFound`] while there is no note, and for a template
/// that does not exist.
pub async fn rendered(app: &App, caller: &Caller, id: SessionId, format: Option<&str>) -> Result<Rendered> {
    let mut tx = audit::reading(app, caller, Deed::NoteRead, id.uuid()).await?;
    // Who may see the session comes first: a name of no format must tell nothing about it.
    let stored = sessions::find(app, &mut tx, caller, id, Action::ReadClinical).await?;
    let named = match format {
        None => Named::Format(Format::Soap),
        Some(word) => word.parse()?,
    };
    let notes = match &stored.key {
        Some(key) => store::sessions::words(&mut tx, key, id).await?.1,
        None => None,
    };
    let mut notes = notes.ok_or(Error::NotFound(
        "There is no note yet: the session is still being processed.",
    ))?;
    if let Some(key) = &stored.key {
        for decided in store::notes::dispositions(&mut tx, key, id).await? {
            let is_removed = decided.disposition.decision == Decision::Removed;
            let claims = notes.claims.iter_mut();
            claims
                .filter(|claim| is_removed && claim.key() == decided.disposition.key)
                .for_each(|claim| claim.withdrawn = true);
        }
    }
    let rendered = match named {
        Named::Format(format) => render(&notes, &Layout::Format(format)),
        Named::Template(template) => {
            let found = templates::find(&mut tx, template).await?;
            render(&notes, &Layout::Template(&found.template))
        }
    };
    tx.noted().await?;
    Ok(rendered)
}
