//! What a document says, as rows: the letterhead, each kind of block, the signatures.

use super::fonts::Style;
use super::plot;
use super::rows::{HAIR, INK, Mark, Row, Rows, SOFT, Setting, TEAL, baseline, one_line, setting, text_lines};
use super::text::Line;
use crate::documents::{Align, Block, Document, NOT_SIGNED, SignatureBlock, Table, Text, signed};

const BODY: Setting = setting(Style::Regular, 10.5, 15.0, INK);
const SMALL: Setting = setting(Style::Regular, 9.0, 12.5, SOFT);
const CELL: Setting = setting(Style::Regular, 9.5, 13.0, INK);
const CELL_HEAD: Setting = setting(Style::Semibold, 9.0, 12.5, SOFT);
const LABEL: Setting = setting(Style::Semibold, 9.0, 15.0, SOFT);
const LABEL_WIDTH: f32 = 112.0;
const PADDING: f32 = 6.0;

impl Rows {
    /// The rows of a document.
    pub(super) fn of(document: &Document, width: f32) -> Self {
        let mut rows = Self {
            width,
            ..Self::default()
        };
        rows.letterhead(document);
        for block in &document.blocks {
            rows.block(block);
        }
        rows.signatures(&document.signatures);
        rows
    }

    fn letterhead(&mut self, document: &Document) {
        let name = setting(Style::Title, 15.0, 19.0, INK);
        let left = text_lines(&document.letterhead.name.as_str().into(), name, self.width * 0.56);
        let address = document.letterhead.lines.join("\n");
        let right = if address.is_empty() {
            Vec::new()
        } else {
            text_lines(&address.into(), SMALL, self.width * 0.4)
        };
        let height = (left.len() as f32 * name.leading).max(right.len() as f32 * SMALL.leading);
        let mut row = Row {
            height: height + 10.0,
            ..Row::default()
        };
        for (index, line) in left.into_iter().enumerate() {
            row.text(
                0.0,
                self.width * 0.56,
                index as f32 * name.leading + 14.0,
                line,
                Align::Start,
            );
        }
        for (index, line) in right.into_iter().enumerate() {
            let y = index as f32 * SMALL.leading + 10.0;
            row.text(self.width * 0.6, self.width * 0.4, y, line, Align::End);
        }
        row.rule(0.0, self.width, height + 8.0, 1.2, TEAL);
        self.rows.push(row);
        let title = setting(Style::Title, 21.0, 26.0, INK);
        self.prose(&document.title.as_str().into(), title, 26.0, 0.0);
        self.keep_last();
        let mut before = 10.0;
        for (label, value) in &document.subject {
            self.pair(label, &value.into(), before);
            before = 0.0;
        }
        if !document.created.is_empty() {
            self.prose(&document.created.as_str().into(), SMALL, 4.0, 0.0);
        }
        for notice in &document.notices {
            self.notice(notice);
        }
        self.rows.push(Row {
            height: 8.0,
            ..Row::default()
        });
    }

    fn notice(&mut self, notice: &str) {
        let lines = text_lines(
            &notice.into(),
            setting(Style::Regular, 9.5, 13.0, INK),
            self.width - 24.0,
        );
        let last = lines.len().saturating_sub(1);
        for (index, line) in lines.into_iter().enumerate() {
            let top = if index == 0 { 7.0 } else { 0.0 };
            let height = 13.0 + top + if index == last { 7.0 } else { 0.0 };
            let mut row = Row {
                before: if index == 0 { 12.0 } else { 0.0 },
                height,
                keep: index != last,
                ..Row::default()
            };
            row.text(12.0, self.width - 24.0, top + 9.5, line, Align::Start);
            let w = self.width;
            row.stroke(&[(0.0, 0.0), (0.0, height)], 0.75, TEAL);
            row.stroke(&[(w, 0.0), (w, height)], 0.75, TEAL);
            if index == 0 {
                row.rule(0.0, w, 0.0, 0.75, TEAL);
            }
            if index == last {
                row.rule(0.0, w, height, 0.75, TEAL);
            }
            self.rows.push(row);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(text) => self.prose(text, BODY, 7.0, 0.0),
            Block::Bullets(items) => self.list(items, |_| "•".to_owned()),
            Block::Numbered(items) => self.list(items, |index| format!("{}.", index + 1)),
            Block::Quote(text) => self.quote(text),
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => {
                self.rows.extend(plot::rows(chart, self.width));
                self.table(&chart.table());
            }
            Block::KeyValues(pairs) => {
                let mut before = 7.0;
                for (label, value) in pairs {
                    self.pair(label, value, before);
                    before = 1.0;
                }
            }
            Block::PageBreak => self.rows.push(Row {
                new_page: true,
                ..Row::default()
            }),
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        let (setting, before) = match level {
            0 | 1 => (setting(Style::Title, 14.5, 19.0, INK), 22.0),
            2 => (setting(Style::Semibold, 11.5, 15.5, INK), 15.0),
            _ => (setting(Style::Semibold, 10.0, 14.0, SOFT), 11.0),
        };
        let first = self.rows.len();
        self.prose(&text.into(), setting, before, 0.0);
        for row in &mut self.rows[first..] {
            row.keep = true;
        }
        if let Some(row) = self.rows.get_mut(first).filter(|_| level <= 2) {
            row.bookmark = Some((level.max(1), text.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }

    /// Running text, of whose lines no single one is left alone at the foot or the head of a page.
    fn prose(&mut self, text: &Text, setting: Setting, before: f32, indent: f32) {
        let lines = text_lines(text, setting, self.width - indent);
        let count = lines.len();
        for (index, line) in lines.into_iter().enumerate() {
            let x = if line.rtl { 0.0 } else { indent };
            let mut row = Row {
                before: if index == 0 { before } else { 0.0 },
                height: setting.leading,
                keep: stays(index, count),
                ..Row::default()
            };
            row.text(x, self.width - indent, baseline(setting), line, Align::Start);
            self.rows.push(row);
        }
    }

    fn keep_last(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.keep = true;
        }
    }

    fn list(&mut self, items: &[Text], mark: impl Fn(usize) -> String) {
        const INDENT: f32 = 19.0;
        for (index, item) in items.iter().enumerate() {
            let first = self.rows.len();
            self.prose(item, BODY, if index == 0 { 7.0 } else { 2.5 }, INDENT);
            let sign = one_line(&mark(index), BODY.look);
            let width = self.width;
            let Some(row) = self.rows.get_mut(first) else {
                continue;
            };
            let rtl = matches!(row.marks.first(), Some(Mark::Text { line, .. }) if line.rtl);
            // The mark comes before its words in the file as well, which is the order of reading.
            let x = if rtl { width - sign.width - 3.0 } else { 3.0 };
            let y = baseline(BODY);
            row.marks.insert(0, Mark::Text { x, y, line: sign });
        }
    }

    fn quote(&mut self, text: &Text) {
        let first = self.rows.len();
        let setting = setting(Style::Italic, 10.5, 15.0, INK);
        let indent = 16.0;
        self.prose(text, setting, 8.0, indent);
        let width = self.width;
        for row in &mut self.rows[first..] {
            let rtl = matches!(row.marks.first(), Some(Mark::Text { line, .. }) if line.rtl);
            let x = if rtl { width - 2.0 } else { 2.0 };
            row.stroke(&[(x, 0.0), (x, row.height)], 1.5, TEAL);
        }
    }

    fn pair(&mut self, label: &str, value: &Text, before: f32) {
        let labels = text_lines(&label.into(), LABEL, LABEL_WIDTH - 10.0);
        let values = text_lines(value, BODY, self.width - LABEL_WIDTH);
        let count = labels.len().max(values.len());
        let mut labels = labels.into_iter();
        let mut values = values.into_iter();
        for index in 0..count {
            let mut row = Row {
                before: if index == 0 { before } else { 0.0 },
                height: BODY.leading,
                keep: stays(index, count),
                ..Row::default()
            };
            if let Some(line) = labels.next() {
                row.text(0.0, LABEL_WIDTH - 10.0, baseline(BODY), line, Align::Start);
            }
            if let Some(line) = values.next() {
                // A value is short and stands beside its label, whichever way it is read.
                row.marks.push(Mark::Text {
                    x: LABEL_WIDTH,
                    y: baseline(BODY),
                    line,
                });
            }
            self.rows.push(row);
        }
    }

    fn table(&mut self, table: &Table) {
        let shares: f32 = table.columns.iter().map(|column| column.width.max(0.0)).sum();
        if table.columns.is_empty() || shares <= 0.0 {
            return;
        }
        let mut columns = Vec::new();
        let mut x = 0.0;
        for column in &table.columns {
            let width = self.width * column.width.max(0.0) / shares;
            columns.push((x, width, column.align));
            x += width;
        }
        let id = self.headers.len();
        let mut header = Vec::new();
        if table.header.iter().any(|cell| !cell.is_empty()) {
            header = self.cells(&table.header, &columns, CELL_HEAD);
            for row in &mut header {
                row.keep = true;
            }
            if let Some(last) = header.last_mut() {
                let y = last.height;
                last.rule(0.0, self.width, y, 0.9, TEAL);
            }
        }
        self.headers.push(header.clone());
        let mut body: Vec<Row> = header;
        for cells in &table.rows {
            let mut rows = self.cells(cells, &columns, CELL);
            for row in &mut rows {
                row.table = Some(id);
            }
            if let Some(last) = rows.last_mut() {
                let y = last.height;
                last.rule(0.0, self.width, y, 0.5, HAIR);
            }
            body.extend(rows);
        }
        if let Some(first) = body.first_mut() {
            first.before = 9.0;
        }
        self.rows.extend(body);
        self.rows.push(Row {
            height: 6.0,
            ..Row::default()
        });
    }

    /// A row of a table, as one row for each line of its tallest cell.
    fn cells(&self, cells: &[Text], columns: &[(f32, f32, Align)], setting: Setting) -> Vec<Row> {
        let mut texts: Vec<Vec<Line>> = Vec::new();
        for (at, (_, width, _)) in columns.iter().enumerate() {
            let empty = Text::default();
            texts.push(text_lines(
                cells.get(at).unwrap_or(&empty),
                setting,
                (width - PADDING * 2.0).max(10.0),
            ));
        }
        let count = texts.iter().map(Vec::len).max().unwrap_or(0);
        let mut rows = Vec::new();
        for index in 0..count {
            let top = if index == 0 { 3.5 } else { 0.0 };
            let bottom = if index + 1 == count { 3.5 } else { 0.0 };
            let mut row = Row {
                height: setting.leading + top + bottom,
                keep: stays(index, count),
                ..Row::default()
            };
            for ((x, width, align), lines) in columns.iter().zip(&mut texts) {
                if let Some(line) = lines.get_mut(index).map(std::mem::take) {
                    let inner = (width - PADDING * 2.0).max(10.0);
                    row.text(x + PADDING, inner, top + baseline(setting), line, *align);
                }
            }
            rows.push(row);
        }
        rows
    }

    fn signatures(&mut self, signatures: &[SignatureBlock]) {
        for (index, signature) in signatures.iter().enumerate() {
            let width = self.width * 0.55;
            let mut row = Row {
                before: if index == 0 { 34.0 } else { 22.0 },
                ..Row::default()
            };
            let mut y = 0.0;
            if signature.signed_at.is_none() {
                y = 26.0;
            }
            row.rule(0.0, width, y, 0.9, TEAL);
            y += 3.0;
            let strong = setting(Style::Semibold, 10.5, 15.0, INK);
            let moment = signature
                .signed_at
                .as_deref()
                .map_or_else(|| NOT_SIGNED.to_owned(), signed);
            let hash = signature.hash.as_ref().map(|hash| format!("Fingerprint {hash}"));
            let texts = [
                (signature.name.as_str(), strong),
                (signature.role.as_str(), BODY),
                (moment.as_str(), BODY),
                (signature.method.as_str(), SMALL),
                (
                    hash.as_deref().unwrap_or_default(),
                    setting(Style::Regular, 7.5, 11.0, SOFT),
                ),
            ];
            for (words, setting) in texts.into_iter().filter(|(words, _)| !words.is_empty()) {
                for line in text_lines(&words.into(), setting, self.width) {
                    row.text(0.0, self.width, y + baseline(setting), line, Align::Start);
                    y += setting.leading;
                }
            }
            row.height = y;
            self.rows.push(row);
        }
    }
}

/// Whether a line must stay with the next: the first two together, and the last two.
fn stays(index: usize, count: usize) -> bool {
    index + 1 < count && (index == 0 || index + 2 == count)
}
