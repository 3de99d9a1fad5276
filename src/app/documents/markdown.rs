//! The document as GitHub-flavoured Markdown. Whatever in a text would be read as markup is escaped, so that a client's asterisk
//! stays an asterisk.

use super::{Align, Block, Document, SignatureBlock, Span, Table, Text};
use crate::Result;

/// The document as Markdown, in UTF-8, ending with a line break.
///
/// # Errors
/// None; the result has the type that all renderings have.
pub fn render(document: &Document) -> Result<Vec<u8>> {
    let mut parts: Vec<String> = Vec::new();
    let mut letterhead = vec![format!("**{}**", line(&document.letterhead.name))];
    letterhead.extend(document.letterhead.lines.iter().map(|text| line(text)));
    parts.push(letterhead.join("\\\n"));
    let watermark = document.watermark.as_ref().map(|words| format!("**{}**", line(words)));
    parts.extend(watermark.clone());
    parts.push(format!("# {}", line(&document.title)));
    let mut subject: Vec<String> = document
        .subject
        .iter()
        .map(|(label, value)| pair(label, &value.into()))
        .collect();
    if !document.created.is_empty() {
        subject.push(line(&document.created));
    }
    parts.push(subject.join("\\\n"));
    parts.extend(document.notices.iter().map(|notice| quoted(&escaped(notice))));
    for block in &document.blocks {
        push(&mut parts, block);
    }
    if !document.signatures.is_empty() {
        parts.push("---".to_owned());
        parts.extend(document.signatures.iter().map(signature));
    }
    parts.extend(watermark);
    if !document.footer.is_empty() {
        parts.push(format!("---\n\n{}", line(&document.footer)));
    }
    parts.retain(|part| !part.is_empty());
    Ok((parts.join("\n\n") + "\n").into_bytes())
}

fn push(parts: &mut Vec<String>, block: &Block) {
    match block {
        Block::Heading { level, text } => {
            let marks = "#".repeat(usize::from((*level).clamp(1, 3)) + 1);
            parts.push(format!("{marks} {}", line(text)));
        }
        Block::Paragraph(text) => parts.push(flow(text)),
        Block::Bullets(items) => parts.push(list(items, |_| "- ".to_owned())),
        Block::Numbered(items) => parts.push(list(items, |index| format!("{}. ", index + 1))),
        Block::Quote(text) => parts.push(quoted(&flow(text))),
        Block::Table(rows) => parts.push(table(rows)),
        Block::Chart(chart) => {
            parts.push(format!("**{}**", line(&chart.title)));
            parts.push(table(&chart.table()));
        }
        Block::KeyValues(pairs) => {
            let lines: Vec<String> = pairs.iter().map(|(label, value)| pair(label, value)).collect();
            parts.push(lines.join("\\\n"));
        }
        Block::PageBreak => parts.push("---".to_owned()),
    }
}

fn pair(label: &str, value: &Text) -> String {
    format!("**{}:** {}", line(label), flow(value))
}

fn list(items: &[Text], mark: impl Fn(usize) -> String) -> String {
    let items = items.iter().enumerate().map(|(index, item)| {
        let mark = mark(index);
        let indent = format!("\n{}", " ".repeat(mark.len()));
        format!("{mark}{}", flow(item).replace('\n', &indent))
    });
    items.collect::<Vec<_>>().join("\n")
}

fn quoted(text: &str) -> String {
    format!("> {}", text.replace('\n', "\n> "))
}

fn table(table: &Table) -> String {
    let width = table.columns.len();
    if width == 0 {
        return String::new();
    }
    let row = |cells: &[Text]| {
        let cells = (0..width).map(|at| cells.get(at).map(cell).unwrap_or_default());
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = table.columns.iter().map(|column| match column.align {
        Align::Start => "---",
        Align::End => "--:",
        Align::Center => ":-:",
    });
    let mut lines = vec![
        row(&table.header),
        format!("| {} |", rule.collect::<Vec<_>>().join(" | ")),
    ];
    lines.extend(table.rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}

fn signature(block: &SignatureBlock) -> String {
    let mut lines = vec![format!("**{}**", line(&block.name))];
    lines.push(line(&block.role));
    lines.push(match &block.signed_at {
        Some(moment) => line(&super::signed(moment)),
        None => super::NOT_SIGNED.to_owned(),
    });
    lines.push(line(&block.method));
    lines.extend(block.hash.iter().map(|hash| format!("`{hash}`")));
    lines.retain(|line| !line.is_empty());
    lines.join("\\\n")
}

/// Text with its styles and line breaks.
fn flow(text: &Text) -> String {
    styled(text, "\\\n", |words| escaped(words))
}

/// Text for a cell of a table, in one line.
fn cell(text: &Text) -> String {
    styled(text, "<br>", |words| {
        words.lines().map(inline).collect::<Vec<_>>().join("<br>")
    })
}

fn styled(text: &Text, line_break: &str, write: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    for span in &text.0 {
        let words = span.words();
        let (open, close) = match span {
            Span::Plain(_) => ("", ""),
            Span::Strong(_) => ("**", "**"),
            Span::Emphasis(_) => ("*", "*"),
            Span::Mark(_) => ("\\[", "\\]"),
        };
        // Emphasis that begins or ends with a space is none, so the spaces stay outside.
        let core = words.trim();
        if core.is_empty() {
            out.push_str(if words.contains('\n') { line_break } else { words });
            continue;
        }
        let begin = words.len() - words.trim_start().len();
        let end = words.trim_end().len();
        out.push_str(&words[..begin].replace('\n', line_break));
        out.push_str(open);
        out.push_str(&write(core));
        out.push_str(close);
        out.push_str(&words[end..].replace('\n', line_break));
    }
    out.trim().to_owned()
}

/// Text in one line, whatever it was.
fn line(text: &str) -> String {
    escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text that reads as it stands; its line breaks stay.
fn escaped(text: &str) -> String {
    let lines = text.trim().lines().map(|line| {
        let line = line.trim();
        let safe = inline(line);
        match line.chars().next() {
            Some('#' | '-' | '+' | '=') => format!("\\{safe}"),
            Some(digit) if digit.is_ascii_digit() => numbered(&safe),
            _ => safe,
        }
    });
    lines.collect::<Vec<_>>().join("\\\n")
}

/// A line that begins like a numbered item, so that it does not become one.
fn numbered(line: &str) -> String {
    let digits = line.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(line.len());
    match line[digits..].chars().next() {
        Some('.' | ')') => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line.to_owned(),
    }
}

fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '$' => out.extend(['\\', letter]),
            '~' => out.push_str("\\~"),
            letter if letter.is_control() => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}
