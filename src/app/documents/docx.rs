//! The document as a Word file.
//!
//! docx-rs writes the structure: styles, header and footer, lists, tables. What it has no word for is added to its parts by
//! [`package`]: the language, repeated table headers, the watermark, right-to-left runs and the fonts. A chart is a table whose
//! last column draws each value as a bar of shaded cells, which every word processor shows and a reader can edit.

mod package;
mod styles;
mod words;

use docx_rs::{
    BorderType, Docx, Footer, Header, HeightRule, IndentLevel, NumPages, NumberingId, PageMargin, PageNum, Paragraph,
    ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, Shading, Tab, TabValueType, Table as WordTable,
    TableCell, TableCellBorder, TableCellBorderPosition, TableCellBorders, TableCellMargins, TableLayoutType, TableRow,
    WidthType,
};

use super::chart::{Chart, Series, number};
use super::{Block, Column, Document, NOT_SIGNED, SignatureBlock, Table, Text, signed};
use crate::{Error, Result};
use words::{paragraph, plain};

/// From the edge of the page to the text, in twentieths of a point.
const SIDE: u32 = 1280;
const TEAL: &str = "1F7A74";
const HAIR: &str = "CCD1D5";
const BAR: &str = "BFD8D6";
/// Parts into which the bar of a chart is cut.
const PARTS: usize = 40;

/// The document as the bytes of a DOCX file. The same document gives the same bytes.
///
/// # Errors
/// [`Error::Internal`] when the file cannot be put together.
pub fn render(document: &Document) -> Result<Vec<u8>> {
    let (width, height) = document.paper.points();
    let (width, height) = ((width * 20.0).round() as u32, (height * 20.0).round() as u32);
    let mut letter = Letter {
        docx: styles::apply(Docx::new())
            .page_size(width, height)
            .page_margin(PageMargin {
                top: 1400,
                bottom: 1500,
                left: SIDE as i32,
                right: SIDE as i32,
                header: 760,
                footer: 640,
                gutter: 0,
            }),
        width: (width - SIDE * 2) as usize,
        lists: 0,
        breaks: false,
    };
    let created = document.created_at.utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    letter.docx = letter.docx.created_at(&created).updated_at(&created).title_pg();
    letter.edges(document);
    letter.head(document);
    for block in &document.blocks {
        letter.block(block);
    }
    for signature in &document.signatures {
        letter.signature(signature);
    }
    package::pack(letter.docx, document).map_err(Error::internal)
}

struct Letter {
    docx: Docx,
    /// The width of the text, in twentieths of a point.
    width: usize,
    /// How many numbered lists there are.
    lists: usize,
    /// Whether the next paragraph begins a page.
    breaks: bool,
}

impl Letter {
    fn push(&mut self, paragraph: Paragraph) {
        let paragraph = if std::mem::take(&mut self.breaks) {
            paragraph.page_break_before(true)
        } else {
            paragraph
        };
        self.docx = std::mem::take(&mut self.docx).add_paragraph(paragraph);
    }

    fn push_table(&mut self, table: WordTable) {
        if self.breaks {
            self.push(Paragraph::new().style("Gap"));
        }
        self.docx = std::mem::take(&mut self.docx).add_table(table);
    }

    /// The running head, which the first page does not have, and the foot, which every page has.
    fn edges(&mut self, document: &Document) {
        let right = Tab::new().val(TabValueType::Right).pos(self.width);
        let about = document
            .subject
            .first()
            .map(|(_, value)| value.as_str())
            .unwrap_or_default();
        let left = format!("{} · {}", document.letterhead.name, document.title);
        let mut head = Paragraph::new().style("Edge").add_tab(right.clone());
        head = head.add_run(Run::new().add_text(plain(&left)).add_tab().add_text(plain(about)));
        head.property = head.property.set_borders(rule(ParagraphBorderPosition::Bottom, 8, 4));
        let mut foot = Paragraph::new().style("Edge").add_tab(right);
        foot = foot.add_run(Run::new().add_text(plain(&document.footer)).add_tab().add_text("Page "));
        foot = foot.add_page_num(PageNum::new());
        foot = foot.add_run(Run::new().add_text(" of ")).add_num_pages(NumPages::new());
        let docx = std::mem::take(&mut self.docx);
        self.docx = docx
            .header(Header::new().add_paragraph(head))
            .first_header(Header::new().add_paragraph(Paragraph::new().style("Edge")))
            .footer(Footer::new().add_paragraph(foot.clone()))
            .first_footer(Footer::new().add_paragraph(foot));
    }

    fn head(&mut self, document: &Document) {
        let address = document.letterhead.lines.join("\n");
        let sides = [self.width * 58 / 100, self.width - self.width * 58 / 100];
        let name = paragraph("Letterhead", &document.letterhead.name.as_str().into());
        let address = paragraph("Address", &address.into());
        let cells = [name, address].into_iter().zip(sides).map(|(text, width)| {
            let border = TableCellBorder::new(TableCellBorderPosition::Bottom)
                .border_type(BorderType::Single)
                .size(10)
                .color(TEAL);
            bare_cell(width).set_border(border).add_paragraph(text)
        });
        let table = self.grid(vec![TableRow::new(cells.collect())], sides.to_vec(), 0);
        self.push_table(table);
        self.push(paragraph("Title", &document.title.as_str().into()));
        self.pairs(
            document
                .subject
                .iter()
                .map(|(label, value)| (label.as_str(), value.into())),
        );
        if !document.created.is_empty() {
            self.push(paragraph("Small", &document.created.as_str().into()));
        }
        for notice in &document.notices {
            let mut text = paragraph("Notice", &notice.into());
            text.property = text.property.set_borders(frame());
            self.push(text);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => {
                let style = format!("Heading{}", (*level).clamp(1, 3));
                let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.push(paragraph(&style, &text.into()));
            }
            Block::Paragraph(text) => self.push(paragraph("Body", text)),
            Block::Bullets(items) => self.list(items, styles::BULLETS),
            Block::Numbered(items) => {
                self.lists += 1;
                let id = styles::BULLETS + self.lists;
                let docx = std::mem::take(&mut self.docx);
                self.docx = docx.add_numbering(styles::numbering(id));
                self.list(items, id);
            }
            Block::Quote(text) => {
                let mut text = paragraph("Quote", text);
                let side = if text.property.bidi == Some(true) {
                    ParagraphBorderPosition::Right
                } else {
                    ParagraphBorderPosition::Left
                };
                text.property = text.property.set_borders(rule(side, 12, 10));
                self.push(text);
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::KeyValues(pairs) => {
                self.pairs(pairs.iter().map(|(label, value)| (label.as_str(), value.clone())));
            }
            Block::PageBreak => self.breaks = true,
        }
    }

    fn list(&mut self, items: &[Text], id: usize) {
        for item in items {
            let text = paragraph("ListParagraph", item).numbering(NumberingId::new(id), IndentLevel::new(0));
            self.push(text);
        }
    }

    fn pairs<'a>(&mut self, pairs: impl Iterator<Item = (&'a str, Text)>) {
        let widths = [self.width / 4, self.width - self.width / 4];
        let rows: Vec<TableRow> = pairs
            .map(|(label, value)| {
                let label = paragraph("Label", &label.into());
                let value = paragraph("Cell", &value);
                let cells = [label, value].into_iter().zip(widths);
                TableRow::new(
                    cells
                        .map(|(text, width)| bare_cell(width).add_paragraph(text))
                        .collect(),
                )
            })
            .collect();
        if !rows.is_empty() {
            let table = self.grid(rows, widths.to_vec(), 0);
            self.push_table(table);
            self.push(Paragraph::new().style("Gap"));
        }
    }

    fn grid(&self, rows: Vec<TableRow>, widths: Vec<usize>, left: usize) -> WordTable {
        WordTable::without_borders(rows)
            .width(self.width, WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .margins(TableCellMargins::new().margin(30, 80, 30, left))
            .set_grid(widths)
    }

    fn table(&mut self, table: &Table) {
        let widths = shares(&table.columns, self.width);
        if widths.is_empty() {
            return;
        }
        let cells = |texts: &[Text], style: &str, border: (&str, usize)| {
            let cells = widths
                .iter()
                .zip(&table.columns)
                .enumerate()
                .map(|(at, (width, column))| {
                    let empty = Text::default();
                    let text = words::aligned(paragraph(style, texts.get(at).unwrap_or(&empty)), column.align);
                    ruled_cell(*width, border).add_paragraph(text)
                });
            TableRow::new(cells.collect())
        };
        let mut rows = Vec::new();
        if table.header.iter().any(|cell| !cell.is_empty()) {
            rows.push(header(cells(&table.header, "CellHead", (TEAL, 8))));
        }
        for texts in &table.rows {
            let row = cells(texts, "Cell", (HAIR, 4));
            rows.push(row.cant_split());
        }
        if rows.is_empty() {
            return;
        }
        let table = self.grid(rows, widths, 80);
        self.push_table(table);
        self.push(Paragraph::new().style("Gap"));
    }

    /// A table for each line of the chart: date, value, meaning, and a bar.
    fn chart(&mut self, chart: &Chart) {
        self.push(paragraph("ChartTitle", &chart.title.as_str().into()));
        for series in &chart.series {
            if chart.series.len() > 1 {
                self.push(paragraph("Heading3", &series.name.as_str().into()));
            }
            self.bars(chart, series);
        }
        if chart.series.iter().all(|series| series.points.is_empty()) {
            self.push(paragraph("Small", &"No values in this time".into()));
        }
    }

    fn bars(&mut self, chart: &Chart, series: &Series) {
        if series.points.is_empty() {
            return;
        }
        let has_bands = !chart.bands.is_empty();
        let mut widths = vec![self.width * 20 / 100, self.width * 10 / 100];
        let mut names = vec![
            "Date",
            if chart.series.len() > 1 {
                "Value"
            } else {
                series.name.as_str()
            },
        ];
        if has_bands {
            widths.push(self.width * 22 / 100);
            names.push("Meaning");
        }
        let rest = self.width - widths.iter().sum::<usize>();
        let texts = widths.len();
        widths.extend(std::iter::repeat_n(rest / PARTS, PARTS));
        let span = |from: usize, count: usize| widths[from..from + count].iter().sum::<usize>();
        let head = names.iter().enumerate().map(|(at, name)| {
            let text = paragraph("CellHead", &(*name).into());
            let text = if at == 1 {
                words::aligned(text, super::Align::End)
            } else {
                text
            };
            ruled_cell(widths[at], (TEAL, 8)).add_paragraph(text)
        });
        let scale = format!("{} to {}", number(chart.y_min), number(chart.y_max));
        let scale = ruled_cell(span(texts, PARTS), (TEAL, 8))
            .grid_span(PARTS)
            .add_paragraph(paragraph("CellHead", &scale.into()));
        let mut rows = vec![header(TableRow::new(head.chain([scale]).collect()))];
        for (date, value) in &series.points {
            let border = (HAIR, 4);
            let date = paragraph("Cell", &date.into());
            let amount = words::aligned(paragraph("Cell", &number(*value).into()), super::Align::End);
            let mut cells = vec![
                ruled_cell(widths[0], border).add_paragraph(date),
                ruled_cell(widths[1], border).add_paragraph(amount),
            ];
            if has_bands {
                let band = chart.band(*value).map(|band| band.label.clone()).unwrap_or_default();
                cells.push(ruled_cell(widths[2], border).add_paragraph(paragraph("Cell", &band.into())));
            }
            let filled = parts(chart, *value);
            if filled > 0 {
                let cell = ruled_cell(span(texts, filled), border).grid_span(filled);
                let cell = cell
                    .shading(Shading::new().fill(BAR))
                    .add_paragraph(Paragraph::new().style("Cell"));
                cells.push(cell);
            }
            if filled < PARTS {
                let cell = ruled_cell(span(texts + filled, PARTS - filled), border).grid_span(PARTS - filled);
                cells.push(cell.add_paragraph(Paragraph::new().style("Cell")));
            }
            rows.push(TableRow::new(cells).cant_split());
        }
        let table = self.grid(rows, widths, 80);
        self.push_table(table);
        self.push(Paragraph::new().style("Gap"));
    }

    fn signature(&mut self, signature: &SignatureBlock) {
        let mut line = Paragraph::new().style("SignatureLine").keep_next(true);
        line.property = line.property.set_borders(rule(ParagraphBorderPosition::Bottom, 8, 1));
        line = line.indent(None, None, Some((self.width * 45 / 100) as i32), None);
        self.push(line);
        let moment = signature
            .signed_at
            .as_deref()
            .map_or_else(|| NOT_SIGNED.to_owned(), signed);
        let hash = signature.hash.as_ref().map(|hash| format!("Fingerprint {hash}"));
        let name = Text(vec![super::Span::Strong(signature.name.clone())]);
        let texts = [
            ("Cell", name),
            ("Cell", signature.role.as_str().into()),
            ("Cell", moment.into()),
            ("Small", signature.method.as_str().into()),
            ("Small", hash.unwrap_or_default().into()),
        ];
        let mut texts = texts.into_iter().filter(|(_, text)| !text.is_empty()).peekable();
        while let Some((style, text)) = texts.next() {
            self.push(paragraph(style, &text).keep_next(texts.peek().is_some()));
        }
    }
}

/// How many parts of the bar a value fills: one at least for anything above the lowest.
fn parts(chart: &Chart, value: f64) -> usize {
    let length = chart.y_max - chart.y_min;
    if !(length > 0.0 && value.is_finite()) {
        return 0;
    }
    let share = ((value - chart.y_min) / length).clamp(0.0, 1.0);
    let filled = (share * PARTS as f64).round() as usize;
    if share > 0.0 { filled.max(1) } else { 0 }
}

/// Widths of columns, whose sum is at most the width of the text.
fn shares(columns: &[Column], width: usize) -> Vec<usize> {
    let sum: f32 = columns.iter().map(|column| column.width.max(0.0)).sum();
    if sum <= 0.0 {
        return Vec::new();
    }
    let share = |column: &Column| (width as f32 * column.width.max(0.0) / sum) as usize;
    columns.iter().map(share).collect()
}

/// Makes a row the header of its table; see [`package::HEADER_MARK`].
fn header(row: TableRow) -> TableRow {
    row.cant_split()
        .row_height(package::HEADER_MARK)
        .height_rule(HeightRule::AtLeast)
}

fn bare_cell(width: usize) -> TableCell {
    TableCell::new()
        .width(width, WidthType::Dxa)
        .set_borders(TableCellBorders::with_empty())
}

fn ruled_cell(width: usize, (color, size): (&str, usize)) -> TableCell {
    let border = TableCellBorder::new(TableCellBorderPosition::Bottom)
        .border_type(BorderType::Single)
        .size(size)
        .color(color);
    bare_cell(width).set_border(border)
}

fn rule(position: ParagraphBorderPosition, size: usize, space: usize) -> ParagraphBorders {
    ParagraphBorders::with_empty().set(border(position, size, space))
}

fn border(position: ParagraphBorderPosition, size: usize, space: usize) -> ParagraphBorder {
    ParagraphBorder::new(position)
        .val(BorderType::Single)
        .size(size)
        .space(space)
        .color(TEAL)
}

fn frame() -> ParagraphBorders {
    use ParagraphBorderPosition::{Bottom, Left, Right, Top};
    [Top, Left, Bottom, Right]
        .into_iter()
        .fold(ParagraphBorders::with_empty(), |borders, side| {
            borders.set(border(side, 6, 7))
        })
}
