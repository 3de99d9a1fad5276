//! Marks as the operators of PDF pages, and the fonts that the file carries.

use std::collections::{BTreeMap, HashMap};

use printpdf::{
    Codepoint, DictItem, FontId, FontMetrics, FontType, Line as PdfLine, LineDashPattern, LinePoint, Mm, Op, PaintMode,
    ParsedFont, PdfDocument, PdfFont, PdfFontHandle, PdfFontMetricsStub, PdfPage, PdfSaveOptions, Point, Polygon,
    PolygonRing, Pt, Rgb, TextItem, TextMatrix, WindingOrder,
};
use subsetter::GlyphRemapper;

use super::fonts::{FACES, FaceId, Style};
use super::rows::{Mark, one_line};
use super::sheet::{SIDE, Sheet};
use super::text::{Color, Glyph, Line, Look, Run};
use crate::{Error, Result};

/// A font of the file: the glyphs that are used of a face.
#[derive(Default)]
struct Used {
    /// From the glyphs of the face to those of the file.
    glyphs: GlyphRemapper,
    /// The text that a glyph of the file stands for, when nothing beside it says otherwise.
    texts: HashMap<u16, String>,
    /// How far the pen moves, in the units of the face.
    widths: BTreeMap<u16, u16>,
}

/// Paints pages.
pub(super) struct Painter {
    sheet: Sheet,
    pages: Vec<PdfPage>,
    fonts: BTreeMap<FaceId, Used>,
}

/// What is set on a page at the moment.
#[derive(Default)]
struct State {
    fill: Option<Color>,
    font: Option<(FaceId, f32)>,
}

impl Painter {
    /// A painter with no pages yet.
    pub(super) fn new(sheet: Sheet) -> Self {
        Self {
            sheet,
            pages: Vec::new(),
            fonts: BTreeMap::new(),
        }
    }

    /// Paints a page: the watermark under everything, then what stands on the page, then head and foot.
    pub(super) fn page(&mut self, watermark: Option<&str>, marks: &[(f32, Mark)], edges: &[(f32, Mark)]) {
        let mut ops = Vec::new();
        let mut state = State::default();
        if let Some(words) = watermark {
            self.watermark(&mut ops, &mut state, words);
        }
        // Surfaces first, so that no rule and no word is under one.
        let all = || marks.iter().chain(edges);
        for (top, mark) in all() {
            if let Mark::Fill { area, color } = mark {
                self.fill(&mut ops, &mut state, *top, *area, *color);
            }
        }
        for (top, mark) in all() {
            match mark {
                Mark::Stroke {
                    points,
                    width,
                    color,
                    dash,
                } => self.stroke(&mut ops, *top, points, *width, *color, *dash),
                Mark::Fill { .. } => {}
                Mark::Text { x, y, line } => {
                    let (left, baseline) = (SIDE + x, self.sheet.height - top - y);
                    self.line(&mut ops, &mut state, line, left, baseline);
                }
            }
        }
        let (width, height) = (Mm::from(Pt(self.sheet.width)), Mm::from(Pt(self.sheet.height)));
        self.pages.push(PdfPage::new(width, height, ops));
    }

    /// Words from the lower left to the upper right, as large as the page allows.
    fn watermark(&mut self, ops: &mut Vec<Op>, state: &mut State, words: &str) {
        let look = |size| Look {
            style: Style::Semibold,
            size,
            rise: 0.0,
            color: [0.915, 0.925, 0.93],
        };
        let (width, height) = (self.sheet.width, self.sheet.height);
        let room = width.hypot(height) * 0.72;
        let size = (room / one_line(words, look(1.0)).width.max(0.01)).min(76.0);
        let line = one_line(words, look(size));
        let (sin, cos) = height.atan2(width).sin_cos();
        ops.push(Op::SaveGraphicsState);
        ops.push(Op::SetTransformationMatrix {
            matrix: printpdf::CurTransMat::Raw([cos, sin, -sin, cos, width / 2.0, height / 2.0]),
        });
        self.line(ops, state, &line, -line.width / 2.0, -size * 0.35);
        ops.push(Op::RestoreGraphicsState);
        *state = State::default();
    }

    fn fill(&self, ops: &mut Vec<Op>, state: &mut State, top: f32, [x, y, width, height]: [f32; 4], color: Color) {
        set_fill(ops, state, color);
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
        let points = corners.map(|(x, y)| self.point(top, x, y)).to_vec();
        ops.push(Op::DrawPolygon {
            polygon: Polygon {
                rings: vec![PolygonRing { points }],
                mode: PaintMode::Fill,
                winding_order: WindingOrder::NonZero,
            },
        });
    }

    fn stroke(
        &self,
        ops: &mut Vec<Op>,
        top: f32,
        points: &[(f32, f32)],
        width: f32,
        color: Color,
        dash: Option<[i64; 2]>,
    ) {
        ops.push(Op::SetOutlineColor { col: rgb(color) });
        ops.push(Op::SetOutlineThickness { pt: Pt(width) });
        if let Some([on, off]) = dash {
            ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern::new(0.0, &[on as f32, off as f32]),
            });
        }
        ops.push(Op::DrawLine {
            line: PdfLine {
                points: points.iter().map(|(x, y)| self.point(top, *x, *y)).collect(),
                is_closed: false,
            },
        });
        if dash.is_some() {
            ops.push(Op::SetLineDashPattern {
                dash: LineDashPattern::default(),
            });
        }
    }

    fn point(&self, top: f32, x: f32, y: f32) -> LinePoint {
        LinePoint {
            p: Point {
                x: Pt(SIDE + x),
                y: Pt(self.sheet.height - top - y),
            },
            bezier: false,
        }
    }

    /// Shows a line of text whose left end is at `x`.
    fn line(&mut self, ops: &mut Vec<Op>, state: &mut State, line: &Line, x: f32, baseline: f32) {
        if line.runs.is_empty() {
            return;
        }
        ops.push(Op::StartTextSection);
        for run in &line.runs {
            set_fill(ops, state, run.look.color);
            if state.font != Some((run.face, run.look.size)) {
                state.font = Some((run.face, run.look.size));
                ops.push(Op::SetFont {
                    font: PdfFontHandle::External(font_id(run.face)),
                    size: Pt(run.look.size),
                });
            }
            self.run(ops, run, x + run.x, baseline + run.look.rise);
        }
        ops.push(Op::EndTextSection);
    }

    /// Shows a run. Glyphs that together stand for some characters, and those whose text in the font is another, are shown within
    /// a span that says what they stand for.
    fn run(&mut self, ops: &mut Vec<Op>, run: &Run, x: f32, y: f32) {
        let used = self.fonts.entry(run.face).or_default();
        let per_mille = run.look.size / 1000.0;
        // Where the pen should be, in thousandths of the size.
        let mut pen = 0.0;
        let mut plain = Chunk::default();
        for group in run.glyphs.chunk_by(|a, b| a.letters == b.letters) {
            let text = run.text.get(group[0].letters.clone()).unwrap_or_default();
            let alone = match group {
                [glyph] if glyph.offset.1 == 0.0 => used.agree(run.face, glyph, text),
                _ => false,
            };
            if alone {
                plain.show(used, run.face, &group[0], pen);
            } else {
                plain.flush(ops, x, y, per_mille);
                ops.push(Op::BeginMarkedContentWithProperties {
                    tag: "Span".to_owned(),
                    properties: actual_text(text),
                });
                let mut within = pen;
                for glyph in group {
                    let mut chunk = Chunk::default();
                    chunk.show(used, run.face, glyph, within);
                    chunk.flush(ops, x, y + glyph.offset.1 * per_mille, per_mille);
                    within += glyph.advance;
                }
                ops.push(Op::EndMarkedContentWithProperties);
            }
            pen += group.iter().map(|glyph| glyph.advance).sum::<f32>();
        }
        plain.flush(ops, x, y, per_mille);
    }

    /// The file, with its fonts.
    pub(super) fn file(self) -> Result<lopdf::Document> {
        let mut document = PdfDocument::new("");
        for (face, used) in &self.fonts {
            let font = PdfFont::new(used.embedded(*face)?);
            document.resources.fonts.map.insert(font_id(*face), font);
        }
        document.pages = self.pages;
        Ok(document.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new()))
    }
}

/// Glyphs shown with one operator.
#[derive(Default)]
struct Chunk {
    /// Where it begins, in thousandths of the size from the beginning of the run.
    start: f32,
    /// Where the reader's pen is after what is in it, which knows only whole widths.
    pen: f32,
    items: Vec<TextItem>,
}

impl Chunk {
    /// Adds a glyph; `pen` is where its run has come to.
    fn show(&mut self, used: &mut Used, face: FaceId, glyph: &Glyph, pen: f32) {
        let at = pen + glyph.offset.0;
        if self.items.is_empty() {
            self.start = at;
            self.pen = at;
        }
        let id = used.id(face, glyph.id);
        let gap = self.pen - at;
        if gap.abs() > 0.05 {
            self.items.push(TextItem::Offset(gap));
            self.pen = at;
        }
        let text = used.texts.get(&id).cloned().unwrap_or_default();
        let point = Codepoint::with_cid(id, 0.0, text);
        match self.items.last_mut() {
            Some(TextItem::GlyphIds(points)) => points.push(point),
            _ => self.items.push(TextItem::GlyphIds(vec![point])),
        }
        self.pen += used.width(face, id);
    }

    fn flush(&mut self, ops: &mut Vec<Op>, x: f32, y: f32, per_mille: f32) {
        let items = std::mem::take(&mut self.items);
        if items.is_empty() {
            return;
        }
        ops.push(Op::SetTextMatrix {
            matrix: TextMatrix::Translate(Pt(x + self.start * per_mille), Pt(y)),
        });
        ops.push(Op::ShowText { items });
    }
}

impl Used {
    /// The number in the file of a glyph of the face.
    fn id(&mut self, face: FaceId, glyph: u16) -> u16 {
        let id = self.glyphs.remap(glyph);
        self.widths.entry(id).or_insert_with(|| FACES[face].width(glyph));
        id
    }

    /// How far a reader's pen moves after a glyph: printpdf writes widths as whole thousandths, rounded down.
    fn width(&self, face: FaceId, id: u16) -> f32 {
        let units = f32::from(FACES[face].units.max(1));
        let width = self.widths.get(&id).copied().unwrap_or(0);
        (f32::from(width) * 1000.0 / units).trunc()
    }

    /// Whether the glyph stands for this text in the whole file, which the first use decides.
    fn agree(&mut self, face: FaceId, glyph: &Glyph, text: &str) -> bool {
        // The box for what no font has stands for anything.
        if glyph.id == 0 {
            return false;
        }
        let id = self.id(face, glyph.id);
        let known = self.texts.entry(id).or_insert_with(|| text.to_owned());
        known == text
    }

    /// The font as the file carries it.
    fn embedded(&self, face: FaceId) -> Result<ParsedFont> {
        let face = &FACES[face];
        let bytes = subsetter::subset(face.bytes, 0, &self.glyphs).map_err(Error::internal)?;
        let units = face.units;
        let (ascent, descent) = face.reach;
        Ok(ParsedFont {
            original_bytes: bytes,
            font_index: 0,
            // The letters before the name say that the font is incomplete.
            font_name: Some(format!("LETTER+{}", face.name)),
            codepoint_to_glyph: BTreeMap::new(),
            glyph_widths: self.widths.clone(),
            units_per_em: units,
            font_metrics: FontMetrics { ascent, descent },
            font_type: FontType::TrueType,
            pdf_font_metrics: PdfFontMetricsStub {
                units_per_em: units,
                x_min: 0,
                y_min: descent,
                x_max: units.try_into().unwrap_or(i16::MAX),
                y_max: ascent,
                ..PdfFontMetricsStub::default()
            },
        })
    }
}

fn font_id(face: FaceId) -> FontId {
    FontId(format!("Letter{face}"))
}

fn set_fill(ops: &mut Vec<Op>, state: &mut State, color: Color) {
    if state.fill != Some(color) {
        state.fill = Some(color);
        ops.push(Op::SetFillColor { col: rgb(color) });
    }
}

fn rgb([r, g, b]: Color) -> printpdf::Color {
    printpdf::Color::Rgb(Rgb {
        r,
        g,
        b,
        icc_profile: None,
    })
}

/// What a span stands for, as UTF-16 with its mark of byte order.
fn actual_text(text: &str) -> DictItem {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    let data = units.flat_map(u16::to_be_bytes).collect();
    let text = DictItem::String { data, literal: false };
    DictItem::Dict {
        map: BTreeMap::from([("ActualText".to_owned(), text)]),
    }
}
