//! The document as a PDF.
//!
//! The text is set here, from the fonts of [`fonts`] with the shapes and lines of [`text`]; the blocks become [`rows`], the rows
//! pages ([`sheet`]), and the pages the operators of a PDF ([`paint`]). printpdf writes the objects and embeds the fonts; a last
//! step adds what it has no word for: the language, the outline and the properties of the file.
//!
//! Every character can be copied and searched. A font of the file knows the text of its glyphs; where one glyph stands for
//! several texts, or several glyphs for one, the text stands beside them in the page.

mod compose;
mod finish;
mod fonts;
mod paint;
mod plot;
mod rows;
mod sheet;
mod text;

use super::Document;
use crate::{Error, Result};

/// The document as the bytes of a PDF file. The same document gives the same bytes.
///
/// # Errors
/// [`Error::Internal`] when a font cannot be reduced to what is used of it, or the file not be put together.
pub fn render(document: &Document) -> Result<Vec<u8>> {
    let sheet = sheet::Sheet::of(document.paper);
    let rows = rows::Rows::of(document, sheet.text_width());
    let pages = sheet::paginate(rows, sheet);
    let count = pages.len();
    let mut painter = paint::Painter::new(sheet);
    let mut outline = Vec::new();
    for (index, mut page) in pages.into_iter().enumerate() {
        for (level, words, y) in page.bookmarks.drain(..) {
            outline.push(finish::Bookmark {
                level,
                words,
                page: index,
                y: sheet.height - y + 4.0,
            });
        }
        let edges = rows::edges(document, index, count, sheet);
        painter.page(document.watermark.as_deref(), &page.marks, &edges);
    }
    let file = painter.file()?;
    finish::finish(file, document, &outline).map_err(Error::internal)
}

/// The words on each page, as they are set; for tests, which need no reader of PDF files then.
#[cfg(test)]
pub(super) fn page_texts(document: &Document) -> Vec<String> {
    let sheet = sheet::Sheet::of(document.paper);
    let pages = sheet::paginate(rows::Rows::of(document, sheet.text_width()), sheet);
    let words = |page: &sheet::Page| {
        let lines = page.marks.iter().filter_map(|(_, mark)| match mark {
            rows::Mark::Text { line, .. } => Some(line.runs.iter().map(|run| run.text.as_str()).collect::<String>()),
            _ => None,
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    pages.iter().map(words).collect()
}
