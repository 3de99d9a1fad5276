//! From words to glyphs in lines: which font, which direction, which shape, and where a line ends.
//!
//! A paragraph is cut into runs of one style, one font and one direction, and each run is shaped as a whole, so that Arabic joins
//! and Devanagari reorders. Lines end where Unicode allows it; a word longer than a line is cut between user-perceived characters.
//! Within a line the runs stand in the order of reading that the bidirectional algorithm gives.

use std::ops::Range;

use rustybuzz::{Direction, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::linebreaks;
use unicode_segmentation::UnicodeSegmentation as _;

use super::fonts::{FACES, FaceId, Style, face_for, is_invisible};

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Look {
    /// The style.
    pub(super) style: Style,
    /// Size in points.
    pub(super) size: f32,
    /// How far above the line it stands, in points.
    pub(super) rise: f32,
    /// Its colour.
    pub(super) color: Color,
}

/// A colour, as parts of red, green and blue between 0 and 1.
pub(super) type Color = [f32; 3];

/// A glyph in its place.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its number in the font.
    pub(super) id: u16,
    /// How far the pen moves, in thousandths of the size.
    pub(super) advance: f32,
    /// Where it stands from the pen, in thousandths of the size.
    pub(super) offset: (f32, f32),
    /// The characters it stands for, within the text of the run. Several glyphs may stand for the same ones together.
    pub(super) letters: Range<usize>,
}

/// Glyphs of one font, from left to right.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// The font.
    pub(super) face: FaceId,
    /// How it is set.
    pub(super) look: Look,
    /// From the left end of the line, in points.
    pub(super) x: f32,
    /// The glyphs.
    pub(super) glyphs: Vec<Glyph>,
    /// The characters, in the order in which they are read.
    pub(super) text: String,
}

/// A line of text.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Its runs, from left to right.
    pub(super) runs: Vec<Run>,
    /// Its width in points.
    pub(super) width: f32,
    /// Whether it is read from right to left.
    pub(super) rtl: bool,
}

/// Characters of one style, font and direction.
struct Item {
    range: Range<usize>,
    look: Look,
    face: FaceId,
    level: Level,
    glyphs: Vec<Glyph>,
}

/// Sets text in lines of at most `width` points. A line break in the text begins a new line; no text at all is one empty line.
pub(super) fn lines(pieces: &[(String, Look)], width: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut paragraph: Vec<(String, Look)> = Vec::new();
    for (words, look) in pieces {
        let mut parts = words.split('\n');
        if let Some(first) = parts.next() {
            paragraph.push((clean(first), *look));
        }
        for part in parts {
            set(&paragraph, width, &mut lines);
            paragraph = vec![(clean(part), *look)];
        }
    }
    set(&paragraph, width, &mut lines);
    lines
}

/// Text without what has no place in a line: controls become spaces, soft hyphens go.
fn clean(words: &str) -> String {
    words
        .chars()
        .filter(|letter| !matches!(letter, '\r' | '\u{ad}' | '\u{feff}'))
        .map(|letter| {
            if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                letter
            }
        })
        .collect()
}

/// Sets one paragraph.
fn set(pieces: &[(String, Look)], width: f32, lines: &mut Vec<Line>) {
    let text: String = pieces.iter().map(|(words, _)| words.as_str()).collect();
    if text.trim().is_empty() {
        lines.push(Line::default());
        return;
    }
    let bidi = BidiInfo::new(&text, None);
    let Some(paragraph) = bidi.paragraphs.first() else {
        return;
    };
    let items = items(&text, pieces, &bidi.levels);
    let widths = widths(&text, &items);
    for range in broken(&text, &widths, width) {
        let mut line = Line {
            rtl: paragraph.level.is_rtl(),
            ..Line::default()
        };
        let (levels, runs) = bidi.visual_runs(paragraph, range);
        for run in runs {
            let rtl = levels[run.start].is_rtl();
            let mut inside: Vec<&Item> = items
                .iter()
                .filter(|item| overlap(&item.range, &run).is_some())
                .collect();
            if rtl {
                inside.reverse();
            }
            for item in inside {
                if let Some(part) = overlap(&item.range, &run) {
                    push(&mut line, &text, item, part);
                }
            }
        }
        lines.push(line);
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> Option<Range<usize>> {
    let both = a.start.max(b.start)..a.end.min(b.end);
    (both.start < both.end).then_some(both)
}

/// Adds the glyphs of a part of an item at the right end of the line.
fn push(line: &mut Line, text: &str, item: &Item, part: Range<usize>) {
    let inside = item.glyphs.iter().filter(|glyph| part.contains(&glyph.letters.start));
    let glyphs: Vec<Glyph> = inside
        .map(|glyph| Glyph {
            letters: glyph.letters.start - part.start..glyph.letters.end.min(part.end) - part.start,
            ..glyph.clone()
        })
        .collect();
    let advance: f32 = glyphs.iter().map(|glyph| glyph.advance).sum();
    line.runs.push(Run {
        face: item.face,
        look: item.look,
        x: line.width,
        glyphs,
        text: text[part].to_owned(),
    });
    line.width += advance * item.look.size / 1000.0;
}

/// Cuts the paragraph into items and shapes them.
fn items(text: &str, pieces: &[(String, Look)], levels: &[Level]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut start = 0;
    for (words, look) in pieces {
        for (at, cluster) in words.grapheme_indices(true) {
            let begin = start + at;
            let end = begin + cluster.len();
            let level = levels[begin];
            // What is not seen stays with the letter before it: it may be what joins it to the next.
            let face = match items.last() {
                Some(last) if cluster.chars().all(is_invisible) => last.face,
                _ => face_for(look.style, cluster),
            };
            match items.last_mut() {
                Some(last) if last.face == face && last.level == level && last.look == *look => last.range.end = end,
                _ => items.push(Item {
                    range: begin..end,
                    look: *look,
                    face,
                    level,
                    glyphs: Vec::new(),
                }),
            }
        }
        start += words.len();
    }
    for item in &mut items {
        item.glyphs = shaped(text, item);
    }
    items
}

/// The glyphs of an item, from left to right.
fn shaped(text: &str, item: &Item) -> Vec<Glyph> {
    let face = &FACES[item.face];
    let scale = 1000.0 / f32::from(face.units.max(1));
    let words = &text[item.range.clone()];
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(words);
    buffer.guess_segment_properties();
    buffer.set_direction(if item.level.is_rtl() {
        Direction::RightToLeft
    } else {
        Direction::LeftToRight
    });
    let shaped = rustybuzz::shape(&face.font, &[], buffer);
    let infos = shaped.glyph_infos();
    // Where each cluster ends: at the beginning of the next one in the text.
    let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
    starts.sort_unstable();
    starts.dedup();
    let end_of = |start: usize| {
        let next = starts.partition_point(|known| *known <= start);
        starts.get(next).copied().unwrap_or(words.len())
    };
    let glyphs = infos.iter().zip(shaped.glyph_positions()).map(|(info, position)| {
        let cluster = info.cluster as usize;
        Glyph {
            id: u16::try_from(info.glyph_id).unwrap_or(0),
            advance: position.x_advance as f32 * scale,
            offset: (position.x_offset as f32 * scale, position.y_offset as f32 * scale),
            letters: item.range.start + cluster..item.range.start + end_of(cluster),
        }
    });
    glyphs.collect()
}

/// The width that each byte of the text adds, in points: that of a cluster stands at its first byte.
fn widths(text: &str, items: &[Item]) -> Vec<f32> {
    let mut widths = vec![0.0; text.len()];
    for item in items {
        for glyph in &item.glyphs {
            widths[glyph.letters.start] += glyph.advance * item.look.size / 1000.0;
        }
    }
    widths
}

/// Where the lines begin and end, without the spaces between them.
fn broken(text: &str, widths: &[f32], width: f32) -> Vec<Range<usize>> {
    let measure = |range: Range<usize>| widths[range].iter().sum::<f32>();
    let mut lines = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for (next, _) in linebreaks(text) {
        let seen = end + text[end..next].trim_end().len();
        // A hair of tolerance, so that what was measured to fit does.
        if measure(start..seen) > width + 0.01 {
            if end > start {
                lines.push(start..end);
                start = end;
            }
            // A word longer than a line is cut where it must be.
            while measure(start..seen.max(start)) > width + 0.01 {
                let cut = cut(text, widths, start..seen, width);
                if cut >= seen {
                    break;
                }
                lines.push(start..cut);
                start = cut;
            }
        }
        end = next;
    }
    if start < text.len() {
        lines.push(start..text.len());
    }
    for line in &mut lines {
        let words = &text[line.clone()];
        let kept = words.trim_end().len();
        line.end = line.start + kept.max(usize::from(kept == 0) * words.len());
    }
    lines
}

/// The place after the last user-perceived character that still fits, but after one at least.
fn cut(text: &str, widths: &[f32], range: Range<usize>, width: f32) -> usize {
    let mut used = 0.0;
    let mut place = range.start;
    for (at, cluster) in text[range.clone()].grapheme_indices(true) {
        let begin = range.start + at;
        let end = begin + cluster.len();
        used += widths[begin..end].iter().sum::<f32>();
        if used > width && place > range.start {
            break;
        }
        place = end;
    }
    place
}
