//! The fonts of the letters, and which of them shows a character.
//!
//! Latin, Greek and Cyrillic text is set in Source Sans, titles in a serif made from Source Serif. What these lack comes from the
//! first font of a list that has it, a whole user-perceived character at a time, so that an accent never leaves its letter.

use std::sync::LazyLock;

use rustybuzz::ttf_parser::GlyphId;

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Running text.
    Regular,
    /// Stressed.
    Italic,
    /// Labels, headings.
    Semibold,
    /// Titles.
    Title,
}

/// A font that is linked in.
pub(super) struct Face {
    /// Its PostScript name.
    pub(super) name: &'static str,
    /// The file.
    pub(super) bytes: &'static [u8],
    /// The file, read and ready for shaping.
    pub(super) font: rustybuzz::Face<'static>,
    /// Units to the size.
    pub(super) units: u16,
    /// How far it reaches above and below the line, in its units.
    pub(super) reach: (i16, i16),
}

impl Face {
    fn read(name: &'static str, bytes: &'static [u8]) -> Option<Self> {
        let font = rustybuzz::Face::from_slice(bytes, 0)?;
        Some(Self {
            name,
            bytes,
            units: font.units_per_em().unsigned_abs().try_into().ok()?,
            reach: (font.ascender(), font.descender()),
            font,
        })
    }

    /// The width of a glyph, in its units.
    pub(super) fn width(&self, glyph: u16) -> u16 {
        self.font.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)
    }

    fn has(&self, letter: char) -> bool {
        self.font.glyph_index(letter).is_some()
    }
}

/// The place of a face in [`FACES`].
pub(super) type FaceId = usize;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../fonts/", $name, ".ttf")) as &'static [u8])),*]
    };
}

/// Every face, in the order in which they are asked for a character that the face of the style lacks.
pub(super) static FACES: LazyLock<Vec<Face>> = LazyLock::new(|| {
    let files = files![
        "SourceSans3-Regular",
        "SourceSans3-It",
        "SourceSans3-Semibold",
        "LetterSerif-Semibold",
        "NotoSans-Regular",
        "NotoSansHebrew-Regular",
        "NotoSansHebrew-Bold",
        "NotoSansArabic-Regular",
        "NotoSansArabic-Bold",
        "NotoSansDevanagari-Regular",
        "NotoSansDevanagari-Bold",
        "NotoSansArmenian-Regular",
        "NotoSansGeorgian-Regular",
        "NotoSansBengali-Regular",
        "NotoSansGurmukhi-Regular",
        "NotoSansGujarati-Regular",
        "NotoSansTamil-Regular",
        "NotoSansTelugu-Regular",
        "NotoSansKannada-Regular",
        "NotoSansMalayalam-Regular",
        "NotoSansThai-Regular",
        "NotoSansEthiopic-Regular",
        "NotoEmoji-Regular",
        "NotoSansSymbols-Regular",
        "DroidSansFallback",
    ];
    // A file that cannot be read is a fault of the build, which the test below finds; its characters become boxes.
    let read = |(name, bytes)| Face::read(name, bytes);
    files.into_iter().filter_map(read).collect()
});

fn named(name: &str) -> Option<FaceId> {
    FACES.iter().position(|face| face.name == name)
}

/// The faces to ask first, by style.
struct Order {
    regular: Vec<FaceId>,
    italic: Vec<FaceId>,
    semibold: Vec<FaceId>,
    title: Vec<FaceId>,
    emoji: FaceId,
}

static ORDER: LazyLock<Order> = LazyLock::new(|| {
    let order = |first: &[&str]| {
        let mut ids: Vec<FaceId> = first.iter().filter_map(|name| named(name)).collect();
        let rest: Vec<FaceId> = (0..FACES.len()).filter(|id| !ids.contains(id)).collect();
        ids.extend(rest);
        ids
    };
    let bold = [
        "SourceSans3-Semibold",
        "NotoSansHebrew-Bold",
        "NotoSansArabic-Bold",
        "NotoSansDevanagari-Bold",
    ];
    let title: Vec<&str> = ["LetterSerif-Semibold"].into_iter().chain(bold).collect();
    Order {
        regular: order(&["SourceSans3-Regular"]),
        italic: order(&["SourceSans3-It", "SourceSans3-Regular"]),
        semibold: order(&bold),
        title: order(&title),
        emoji: named("NotoEmoji-Regular").unwrap_or(0),
    }
});

/// The face for a user-perceived character: the first that has all of it, else the first that has its beginning, else the one of
/// the style, which shows a box.
pub(super) fn face_for(style: Style, cluster: &str) -> FaceId {
    let order = match style {
        Style::Regular => &ORDER.regular,
        Style::Italic => &ORDER.italic,
        Style::Semibold => &ORDER.semibold,
        Style::Title => &ORDER.title,
    };
    let has = |id: FaceId, letter: char| FACES[id].has(letter);
    let has_all = |id: FaceId| {
        let mut seen = cluster.chars().filter(|letter| !is_invisible(*letter));
        seen.all(|letter| has(id, letter))
    };
    // The variation selector asks for the pictograph where a letter font has a sign of the same number.
    if cluster.contains('\u{fe0f}') && has_all(ORDER.emoji) {
        return ORDER.emoji;
    }
    let style_face = order.first().copied().unwrap_or(0);
    order
        .iter()
        .copied()
        .find(|id| has_all(*id))
        .or_else(|| {
            let first = cluster.chars().next()?;
            order.iter().copied().find(|id| has(*id, first))
        })
        .unwrap_or(style_face)
}

/// Characters that steer others and are not seen themselves: no font needs a glyph for them.
pub(super) fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_that_is_linked_in_can_be_read() {
        assert_eq!(FACES.len(), 25);
        for face in FACES.iter() {
            assert!(face.font.number_of_glyphs() > 50, "{}", face.name);
        }
    }

    #[test]
    fn each_script_finds_a_font_that_has_it() {
        for (cluster, font) in [
            ("A", "SourceSans3-Regular"),
            ("ễ", "SourceSans3-Regular"),
            ("Ж", "SourceSans3-Regular"),
            ("ω", "SourceSans3-Regular"),
            ("א", "NotoSansHebrew-Regular"),
            ("ش", "NotoSansArabic-Regular"),
            ("क्षि", "NotoSansDevanagari-Regular"),
            ("அ", "NotoSansTamil-Regular"),
            ("ก", "NotoSansThai-Regular"),
            ("አ", "NotoSansEthiopic-Regular"),
            ("漢", "DroidSansFallback"),
            ("かな", "DroidSansFallback"),
            ("한", "DroidSansFallback"),
            ("🙂", "NotoEmoji-Regular"),
            ("👩‍👧", "NotoEmoji-Regular"),
            ("☺\u{fe0f}", "NotoEmoji-Regular"),
        ] {
            assert_eq!(FACES[face_for(Style::Regular, cluster)].name, font, "{cluster}");
        }
    }

    #[test]
    fn bold_text_of_another_script_is_bold_where_there_is_such_a_font() {
        assert_eq!(FACES[face_for(Style::Semibold, "ش")].name, "NotoSansArabic-Bold");
        assert_eq!(FACES[face_for(Style::Title, "א")].name, "NotoSansHebrew-Bold");
        assert_eq!(FACES[face_for(Style::Title, "漢")].name, "DroidSansFallback");
    }

    #[test]
    fn what_no_font_has_falls_to_the_font_of_the_style() {
        assert_eq!(FACES[face_for(Style::Regular, "\u{12000}")].name, "SourceSans3-Regular");
    }
}
