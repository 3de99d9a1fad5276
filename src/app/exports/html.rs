//! Blocks of a document as the XHTML that FHIR allows in a narrative: no scripts, no styles, no links, everything escaped.

use crate::documents::{Block, Chart, Span, Table, Text};

/// The namespace of a narrative.
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// A `div` with these blocks. It is never empty, as the standard demands.
pub(super) fn narrative(blocks: &[Block]) -> String {
    let mut html = format!("<div xmlns=\"{XHTML}\">");
    blocks.iter().for_each(|block| write(block, &mut html));
    if blocks.is_empty() {
        html.push_str("<p>Nothing is recorded.</p>");
    }
    html.push_str("</div>");
    html
}

/// Text that stands for itself. What XML 1.0 cannot express becomes a replacement character.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | '\r' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
    out
}

fn write(block: &Block, html: &mut String) {
    match block {
        Block::Heading { level, text } => {
            let level = level.clamp(&1, &3) + 2;
            html.push_str(&format!("<h{level}>{}</h{level}>", escape(text)));
        }
        Block::Paragraph(text) => element("p", text, html),
        Block::Quote(text) => element("blockquote", text, html),
        Block::Bullets(items) => list("ul", items, html),
        Block::Numbered(items) => list("ol", items, html),
        Block::Table(table) => self::table(table, html),
        Block::Chart(chart) => series(chart, html),
        Block::KeyValues(pairs) => {
            html.push_str("<dl>");
            for (label, text) in pairs {
                html.push_str(&format!("<dt>{}</dt>", escape(label)));
                element("dd", text, html);
            }
            html.push_str("</dl>");
        }
        Block::PageBreak => html.push_str("<hr/>"),
    }
}

fn element(name: &str, text: &Text, html: &mut String) {
    html.push_str(&format!("<{name}>"));
    for span in &text.0 {
        let words = escape(span.words()).replace('\n', "<br/>");
        match span {
            Span::Plain(_) => html.push_str(&words),
            Span::Strong(_) => html.push_str(&format!("<b>{words}</b>")),
            Span::Emphasis(_) => html.push_str(&format!("<i>{words}</i>")),
            Span::Mark(_) => html.push_str(&format!("<sup>{words}</sup>")),
        }
    }
    html.push_str(&format!("</{name}>"));
}

fn list(name: &str, items: &[Text], html: &mut String) {
    html.push_str(&format!("<{name}>"));
    items.iter().for_each(|item| element("li", item, html));
    html.push_str(&format!("</{name}>"));
}

fn row(name: &str, cells: &[Text], html: &mut String) {
    html.push_str("<tr>");
    cells.iter().for_each(|cell| element(name, cell, html));
    html.push_str("</tr>");
}

fn table(table: &Table, html: &mut String) {
    html.push_str("<table>");
    if !table.header.is_empty() {
        html.push_str("<thead>");
        row("th", &table.header, html);
        html.push_str("</thead>");
    }
    html.push_str("<tbody>");
    table.rows.iter().for_each(|cells| row("td", cells, html));
    html.push_str("</tbody></table>");
}

/// A chart is told by its numbers.
fn series(chart: &Chart, html: &mut String) {
    html.push_str(&format!("<p>{}</p>", escape(&chart.title)));
    for series in &chart.series {
        let rows = series.points.iter();
        let rows = rows.map(|(date, value)| vec![Text::from(date.as_str()), Text::from(value.to_string())]);
        let numbers = Table {
            header: vec![Text::from("Date"), Text::from(series.name.as_str())],
            rows: rows.collect(),
            ..Table::default()
        };
        table(&numbers, html);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_said_cannot_become_markup() {
        let blocks = [
            Block::paragraph("<script>alert(\"1\")</script> & more\u{7}"),
            Block::KeyValues(vec![("A < B".into(), Text::from("a\nb"))]),
        ];
        assert_eq!(
            narrative(&blocks),
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; \
             more\u{fffd}</p><dl><dt>A &lt; B</dt><dd>a<br/>b</dd></dl></div>"
        );
    }

    #[test]
    fn a_narrative_is_never_empty() {
        assert!(narrative(&[]).contains("<p>"));
    }
}
