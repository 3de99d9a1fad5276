//! Writes a document: reads the record, lays it out, renders it off the async threads.

use domain::export::{Export, Format};

use super::content::{Content, Frame, Gathered, gather};
use super::{fhir, json, letter, report};
use crate::documents::{Document, docx, markdown, pdf};
use crate::{App, Error, Result};

/// What became of an export.
pub(crate) enum Made {
    /// The file.
    File(Vec<u8>),
    /// It may not be made; why, in words for whoever asked.
    Refused(&'static str),
}

/// Makes the file of an export.
///
/// # Errors
/// [`Error::Internal`] when the record cannot be read or the document cannot be written.
pub(crate) async fn make(app: &App, export: &Export) -> Result<Made> {
    let (frame, content) = match gather(app, export).await? {
        Gathered::Content(frame, content) => (frame, content),
        Gathered::Refused(message) => return Ok(Made::Refused(message)),
    };
    let format = export.format;
    let written = tokio::task::spawn_blocking(move || write(&frame, content, format)).await;
    Ok(Made::File(written.map_err(Error::internal)??))
}

fn write(frame: &Frame, content: Content, format: Format) -> Result<Vec<u8>> {
    match format {
        Format::Pdf => pdf::render(&document(frame, &content)),
        Format::Docx => docx::render(&document(frame, &content)),
        Format::Md => markdown::render(&document(frame, &content)),
        Format::Json => serde_json::to_vec_pretty(&json::value(frame, &content)).map_err(Error::internal),
        Format::Fhir => {
            let letter = pdf::render(&document(frame, &content))?;
            serde_json::to_vec(&fhir::bundle(frame, &content, &letter)).map_err(Error::internal)
        }
    }
}

/// The document as a letter of the practice.
fn document(frame: &Frame, content: &Content) -> Document {
    match content {
        Content::Notes(notes) => letter::document(frame, notes),
        Content::Progress(progress) => report::document(frame, progress),
    }
}
