//! A document as rows: strips of the page's width that stand under one another, and which of them must not be parted.

use super::fonts::Style;
use super::sheet;
use super::text::{Color, Line, Look, lines};
use crate::documents::{Align, Document, Span, Text};

/// Near-black, for text.
pub(super) const INK: Color = [0.106, 0.129, 0.149];
/// Grey, for what is said beside the text.
pub(super) const SOFT: Color = [0.333, 0.376, 0.416];
/// Light grey, for lines within tables.
pub(super) const HAIR: Color = [0.80, 0.82, 0.835];
/// Teal, for rules.
pub(super) const TEAL: Color = [0.122, 0.478, 0.455];

/// Something drawn, at a place counted from the left margin and downwards from the top of its row, in points.
#[derive(Debug, Clone)]
pub(super) enum Mark {
    /// A line of text; `y` is its baseline.
    Text { x: f32, y: f32, line: Line },
    /// A stroke through points.
    Stroke {
        points: Vec<(f32, f32)>,
        width: f32,
        color: Color,
        dash: Option<[i64; 2]>,
    },
    /// A filled rectangle: left, top, width, height.
    Fill { area: [f32; 4], color: Color },
}

/// A strip of the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// Space above it, which a new page swallows.
    pub(super) before: f32,
    /// Its height.
    pub(super) height: f32,
    /// Whether the next row must stand on the same page.
    pub(super) keep: bool,
    /// What is drawn.
    pub(super) marks: Vec<Mark>,
    /// The table it belongs to, whose header is repeated before it on a new page.
    pub(super) table: Option<usize>,
    /// The bookmark that leads here: level and words.
    pub(super) bookmark: Option<(u8, String)>,
    /// Whether it begins a new page.
    pub(super) new_page: bool,
}

/// The rows of a document, and the headers of its tables.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// From top to bottom.
    pub(super) rows: Vec<Row>,
    /// The header of each table.
    pub(super) headers: Vec<Vec<Row>>,
    /// The width of the text.
    pub(super) width: f32,
}

/// How a kind of text is set: its look and the distance between its lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    pub(super) look: Look,
    pub(super) leading: f32,
}

pub(super) const fn setting(style: Style, size: f32, leading: f32, color: Color) -> Setting {
    Setting {
        look: Look {
            style,
            size,
            rise: 0.0,
            color,
        },
        leading,
    }
}

/// The baseline of a line, below its top.
pub(super) fn baseline(setting: Setting) -> f32 {
    (setting.leading - setting.look.size) / 2.0 + setting.look.size * 0.80
}

/// Words in one line, however wide.
pub(super) fn one_line(words: &str, look: Look) -> Line {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    lines(&[(words, look)], f32::INFINITY)
        .into_iter()
        .next()
        .unwrap_or_default()
}

/// Text with its styles, in lines.
pub(super) fn text_lines(text: &Text, setting: Setting, width: f32) -> Vec<Line> {
    let look = setting.look;
    let pieces = text.0.iter().map(|span| match span {
        Span::Plain(words) => (words.clone(), look),
        Span::Strong(words) => (
            words.clone(),
            Look {
                style: Style::Semibold,
                ..look
            },
        ),
        Span::Emphasis(words) => (
            words.clone(),
            Look {
                style: Style::Italic,
                ..look
            },
        ),
        Span::Mark(words) => {
            let mark = Look {
                size: look.size * 0.66,
                rise: look.size * 0.33,
                color: SOFT,
                ..look
            };
            // A mark stays with the word it belongs to, a hair apart from it.
            (format!("\u{202f}{words}"), mark)
        }
    });
    lines(&pieces.collect::<Vec<_>>(), width)
}

impl Row {
    /// Draws a line of text within a column.
    pub(super) fn text(&mut self, x: f32, width: f32, y: f32, line: Line, align: Align) {
        let room = width - line.width;
        let shift = match align {
            Align::Center => room / 2.0,
            Align::Start if line.rtl => room,
            Align::Start => 0.0,
            Align::End if line.rtl => 0.0,
            Align::End => room,
        };
        if !line.runs.is_empty() {
            self.marks.push(Mark::Text { x: x + shift, y, line });
        }
    }

    /// Draws a horizontal line.
    pub(super) fn rule(&mut self, from: f32, to: f32, y: f32, width: f32, color: Color) {
        self.stroke(&[(from, y), (to, y)], width, color);
    }

    /// Draws a stroke through points.
    pub(super) fn stroke(&mut self, points: &[(f32, f32)], width: f32, color: Color) {
        self.marks.push(Mark::Stroke {
            points: points.to_vec(),
            width,
            color,
            dash: None,
        });
    }
}

/// What stands at the head and the foot of a page, once the number of pages is known.
pub(super) fn edges(document: &Document, page: usize, pages: usize, sheet: sheet::Sheet) -> Vec<(f32, Mark)> {
    let look = setting(Style::Regular, 8.5, 11.0, SOFT);
    let width = sheet.text_width();
    let mut row = Row::default();
    let number = one_line(&format!("Page {} of {pages}", page + 1), look.look);
    let foot = sheet.height - sheet::FOOT;
    row.rule(0.0, width, foot, 0.5, HAIR);
    let room = width - number.width - 24.0;
    for (index, line) in text_lines(&document.footer.as_str().into(), look, room)
        .into_iter()
        .take(2)
        .enumerate()
    {
        row.text(0.0, room, foot + 13.0 + index as f32 * 11.0, line, Align::Start);
    }
    row.text(0.0, width, foot + 13.0, number, Align::End);
    if page > 0 {
        let about = document
            .subject
            .first()
            .map(|(_, value)| value.as_str())
            .unwrap_or_default();
        let left = format!("{} · {}", document.letterhead.name, document.title);
        let half = width / 2.0 - 8.0;
        let short = |words: &str| {
            text_lines(&words.into(), look, half)
                .into_iter()
                .next()
                .unwrap_or_default()
        };
        row.text(0.0, half, sheet::HEAD - 6.0, short(&left), Align::Start);
        let about = short(about);
        // At the outer edge, whichever way a name is read.
        let x = width - about.width;
        row.marks.push(Mark::Text {
            x,
            y: sheet::HEAD - 6.0,
            line: about,
        });
        row.rule(0.0, width, sheet::HEAD, 0.9, TEAL);
    }
    row.marks.into_iter().map(|mark| (0.0, mark)).collect()
}
