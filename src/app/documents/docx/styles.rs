//! The styles of the Word file, which a practice can change in one place.

use docx_rs::{
    AbstractNumbering, Docx, Level, LevelJc, LevelOverride, LevelText, LineSpacing, LineSpacingType, NumberFormat,
    Numbering, RunFonts, SpecialIndentType, Start, Style, StyleType,
};

const INK: &str = "1B2126";
const SOFT: &str = "556069";
/// The list with bullets; the numbered lists have the ids that follow.
pub(super) const BULLETS: usize = 2;
const NUMBERED: usize = 3;

/// A style of paragraphs: id, name, size in half points, space before and after and distance of lines in twentieths of a point.
struct Kind {
    id: &'static str,
    name: &'static str,
    size: usize,
    before: u32,
    after: u32,
    line: i32,
    color: &'static str,
    bold: bool,
}

const fn kind(id: &'static str, name: &'static str, size: usize, before: u32, after: u32, line: i32) -> Kind {
    Kind {
        id,
        name,
        size,
        before,
        after,
        line,
        color: INK,
        bold: false,
    }
}

/// Adds the styles and the lists.
pub(super) fn apply(docx: Docx) -> Docx {
    let kinds = [
        kind("Letterhead", "Letterhead", 30, 0, 120, 380),
        Kind {
            color: SOFT,
            ..kind("Address", "Address", 18, 0, 120, 250)
        },
        kind("Title", "Title", 42, 480, 160, 520),
        kind("Heading1", "heading 1", 29, 420, 60, 380),
        Kind {
            bold: true,
            ..kind("Heading2", "heading 2", 23, 280, 40, 310)
        },
        Kind {
            bold: true,
            color: SOFT,
            ..kind("Heading3", "heading 3", 20, 200, 20, 280)
        },
        kind("ListParagraph", "List Paragraph", 21, 40, 20, 300),
        kind("Quote", "Quote", 21, 140, 140, 300),
        kind("Notice", "Notice", 19, 240, 200, 260),
        Kind {
            bold: true,
            color: SOFT,
            ..kind("Label", "Label", 18, 0, 0, 280)
        },
        kind("Cell", "Cell", 19, 0, 0, 260),
        Kind {
            bold: true,
            color: SOFT,
            ..kind("CellHead", "Cell head", 18, 0, 0, 250)
        },
        Kind {
            bold: true,
            ..kind("ChartTitle", "Chart title", 21, 260, 80, 300)
        },
        Kind {
            color: SOFT,
            ..kind("Small", "Small", 18, 40, 0, 240)
        },
        Kind {
            color: SOFT,
            ..kind("Edge", "Edge", 17, 0, 0, 220)
        },
        kind("Gap", "Gap", 8, 0, 0, 120),
        kind("SignatureLine", "Signature line", 21, 480, 60, 300),
    ];
    let fonts = RunFonts::new()
        .ascii("Source Sans 3")
        .hi_ansi("Source Sans 3")
        .cs("Arial");
    let docx = docx.default_fonts(fonts).default_size(21);
    let docx = docx.add_style(normal());
    let docx = kinds.into_iter().fold(docx, |docx, kind| docx.add_style(style(kind)));
    let right_to_left = Style::new("RightToLeft", StyleType::Character).name("Right to left");
    let bullets = level(NumberFormat::new("bullet"), LevelText::new("•"));
    let numbers = level(NumberFormat::new("decimal"), LevelText::new("%1."));
    docx.add_style(right_to_left)
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullets))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
        .add_abstract_numbering(AbstractNumbering::new(NUMBERED).add_level(numbers))
}

/// A numbered list of its own, which begins at 1.
pub(super) fn numbering(id: usize) -> Numbering {
    Numbering::new(id, NUMBERED).add_override(LevelOverride::new(0).start(1))
}

fn level(format: NumberFormat, text: LevelText) -> Level {
    Level::new(0, Start::new(1), format, text, LevelJc::new("left")).indent(
        Some(380),
        Some(SpecialIndentType::Hanging(380)),
        None,
        None,
    )
}

fn spacing(before: u32, after: u32, line: i32) -> LineSpacing {
    LineSpacing::new()
        .before(before)
        .after(after)
        .line(line)
        .line_rule(LineSpacingType::AtLeast)
}

/// Running text.
fn normal() -> Style {
    let mut style = Style::new("Body", StyleType::Paragraph)
        .name("Body Text")
        .size(21)
        .color(INK)
        .line_spacing(spacing(0, 140, 300));
    style.paragraph_property = style.paragraph_property.widow_control(true);
    style
}

fn style(kind: Kind) -> Style {
    let mut style = Style::new(kind.id, StyleType::Paragraph)
        .name(kind.name)
        .size(kind.size)
        .color(kind.color)
        .line_spacing(spacing(kind.before, kind.after, kind.line));
    style.paragraph_property = style.paragraph_property.widow_control(true);
    if kind.bold {
        style = style.bold();
    }
    let headings = ["Heading1", "Heading2", "Heading3"];
    if let Some(level) = headings.iter().position(|id| *id == kind.id) {
        style = style.outline_lvl(level);
    }
    if headings.contains(&kind.id) || matches!(kind.id, "Title" | "ChartTitle") {
        style.paragraph_property = style.paragraph_property.keep_next(true);
    }
    match kind.id {
        "Letterhead" | "Title" | "Heading1" => style.fonts(
            RunFonts::new()
                .ascii("Letter Serif")
                .hi_ansi("Letter Serif")
                .cs("Times New Roman"),
        ),
        "Quote" => style.italic().indent(Some(320), None, None, None),
        "Notice" => style.indent(Some(160), None, Some(160), None),
        "Address" => style.align(docx_rs::AlignmentType::End),
        _ => style,
    }
}
