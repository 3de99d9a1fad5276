//! Text as runs of a Word paragraph, each of one style and one direction.

use docx_rs::{AlignmentType, BreakType, Paragraph, Run, VertAlignType};
use unicode_bidi::{BidiInfo, Level};

use crate::documents::{Align, Span, Text};

/// A paragraph of a style, read in the direction of its first letter.
pub(super) fn paragraph(style: &str, text: &Text) -> Paragraph {
    let words: String = text.0.iter().map(shown).collect();
    // A paragraph of Word has one direction, whatever line breaks it holds.
    let flat = words.replace('\n', " ");
    let bidi = BidiInfo::new(&flat, None);
    let mut paragraph = Paragraph::new().style(style);
    if bidi.paragraphs.first().is_some_and(|first| first.level.is_rtl()) {
        paragraph.property = paragraph.property.bidi(true);
    }
    let mut start = 0;
    for span in &text.0 {
        let words = shown(span);
        let levels = &bidi.levels[start..start + words.len()];
        for (part, rtl) in parts(&words, levels) {
            paragraph = paragraph.add_run(run(span, part, rtl));
        }
        start += words.len();
    }
    paragraph
}

/// The words of a span. A mark stays with the word it belongs to, a hair apart from it.
fn shown(span: &Span) -> String {
    let space = if matches!(span, Span::Mark(_)) { "\u{202f}" } else { "" };
    format!("{space}{}", clean(span.words()))
}

/// Cuts words where their direction changes.
fn parts<'a>(words: &'a str, levels: &[Level]) -> Vec<(&'a str, bool)> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in words.char_indices().skip(1) {
        if levels[at].is_rtl() != levels[start].is_rtl() {
            parts.push((&words[start..at], levels[start].is_rtl()));
            start = at;
        }
    }
    if start < words.len() {
        parts.push((&words[start..], levels[start].is_rtl()));
    }
    parts
}

fn run(span: &Span, words: &str, rtl: bool) -> Run {
    let mut run = Run::new();
    for (index, line) in words.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        if !line.is_empty() {
            run = run.add_text(line);
        }
    }
    if rtl {
        run = run.style("RightToLeft");
    }
    match span {
        Span::Plain(_) => run,
        Span::Strong(_) => run.bold(),
        Span::Emphasis(_) => run.italic(),
        Span::Mark(_) => {
            run.run_property = run.run_property.vert_align(VertAlignType::SuperScript);
            run.color("556069")
        }
    }
}

/// Where a cell's text stands. Start and end follow the direction of the text.
pub(super) fn aligned(paragraph: Paragraph, align: Align) -> Paragraph {
    match align {
        Align::Start => paragraph,
        Align::End => paragraph.align(AlignmentType::End),
        Align::Center => paragraph.align(AlignmentType::Center),
    }
}

/// Text without the characters that XML cannot hold.
pub(super) fn clean(words: &str) -> String {
    words
        .chars()
        .filter(|letter| !matches!(letter, '\r' | '\u{fffe}' | '\u{ffff}'))
        .map(|letter| {
            if letter.is_control() && letter != '\n' {
                ' '
            } else {
                letter
            }
        })
        .collect()
}

/// Text for one line.
pub(super) fn plain(words: &str) -> String {
    clean(words).split_whitespace().collect::<Vec<_>>().join(" ")
}
