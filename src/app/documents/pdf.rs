//! The document as a file of kind pdf.

use super::Document;
use crate::Result;

/// The document as bytes of the file.
///
/// # Errors
/// [`crate::Error::Internal`] when the file cannot be put together.
pub fn render(document: &Document) -> Result<Vec<u8>> {
    super::markdown::render(document)
}
