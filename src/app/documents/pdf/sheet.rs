//! Rows on sheets of paper: where a page ends.

use super::rows::{Mark, Row, Rows};
use crate::documents::Paper;

/// From the left and the right edge to the text, in points.
pub(super) const SIDE: f32 = 64.0;
/// From the upper edge to the rule under the running head.
pub(super) const HEAD: f32 = 52.0;
/// From the upper edge to the letterhead.
const FIRST_TOP: f32 = 58.0;
/// From the upper edge to the text, from the second page on.
const TOP: f32 = 72.0;
/// From the lower edge to the text.
const BOTTOM: f32 = 76.0;
/// From the lower edge to the rule over the foot.
pub(super) const FOOT: f32 = 54.0;

/// A size of paper, in points.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sheet {
    pub(super) width: f32,
    pub(super) height: f32,
}

impl Sheet {
    /// The sheet of a paper.
    pub(super) fn of(paper: Paper) -> Self {
        let (width, height) = paper.points();
        Self { width, height }
    }

    /// The width of the text.
    pub(super) fn text_width(self) -> f32 {
        self.width - SIDE * 2.0
    }
}

/// What stands on a page, with its distance from the upper edge.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// What is drawn: the top of its row, and the mark.
    pub(super) marks: Vec<(f32, Mark)>,
    /// Bookmarks that lead here: level, words, and the top of the row.
    pub(super) bookmarks: Vec<(u8, String, f32)>,
}

/// Lays rows on pages. Rows that keep together move on together, unless they are longer than a page.
pub(super) fn paginate(rows: Rows, sheet: Sheet) -> Vec<Page> {
    let mut pages = vec![Page::default()];
    let mut y = FIRST_TOP;
    let mut top = FIRST_TOP;
    let bottom = sheet.height - BOTTOM;
    let Rows { rows, headers, .. } = rows;
    let mut rows = rows.into_iter().peekable();
    let mut group: Vec<Row> = Vec::new();
    while let Some(row) = rows.next() {
        if row.new_page {
            if y > top {
                pages.push(Page::default());
                y = TOP;
                top = TOP;
            }
            continue;
        }
        let goes_on = row.keep && rows.peek().is_some_and(|next| !next.new_page);
        group.push(row);
        if goes_on {
            continue;
        }
        let whole: f32 = group.iter().map(|row| row.before + row.height).sum();
        let longest = bottom - TOP;
        let mut moves = y + whole > bottom && y > top && whole <= longest;
        for row in group.drain(..) {
            if moves || (y + row.before + row.height > bottom && y > top) {
                moves = false;
                pages.push(Page::default());
                y = TOP;
                top = TOP;
                for header in row.table.and_then(|table| headers.get(table)).into_iter().flatten() {
                    y = place(&mut pages, header.clone(), y, top);
                }
            }
            y = place(&mut pages, row, y, top);
        }
    }
    // Space at the very end must not make a page of its own.
    if pages.len() > 1 && pages.last().is_some_and(|page| page.marks.is_empty()) {
        pages.pop();
    }
    pages
}

fn place(pages: &mut [Page], row: Row, mut y: f32, top: f32) -> f32 {
    if y > top {
        y += row.before;
    }
    if let Some(page) = pages.last_mut() {
        if let Some((level, words)) = row.bookmark {
            page.bookmarks.push((level, words, y));
        }
        page.marks.extend(row.marks.into_iter().map(|mark| (y, mark)));
    }
    y + row.height
}
