//! The parts of the Word file: what docx-rs wrote, what it has no word for, and the fonts.

use std::io::{self, Cursor, Read as _, Write as _};

use docx_rs::Docx;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::documents::Document;

/// A height no row has, in twentieths of a point: it marks the headers of tables, for which docx-rs has no word.
pub(super) const HEADER_MARK: f32 = 7.0;

/// The key of the embedded fonts, as Word wants one: their first bytes are mixed with it.
const KEY: &str = "6F2B1C84-5A3D-4E97-9B10-2D7C58E1A4F3";

/// Fonts that the file carries: the name that its styles use, how Word uses the file, and the file.
const FONTS: [(&str, &str, &[u8]); 4] = [
    (
        "Source Sans 3",
        "embedRegular",
        include_bytes!("../fonts/SourceSans3-Regular.ttf"),
    ),
    (
        "Source Sans 3",
        "embedBold",
        include_bytes!("../fonts/SourceSans3-Semibold.ttf"),
    ),
    (
        "Source Sans 3",
        "embedItalic",
        include_bytes!("../fonts/SourceSans3-It.ttf"),
    ),
    (
        "Letter Serif",
        "embedRegular",
        include_bytes!("../fonts/LetterSerif-Semibold.ttf"),
    ),
];

/// Puts the file together.
pub(super) fn pack(docx: Docx, document: &Document) -> io::Result<Vec<u8>> {
    let mut parts = docx.build();
    let language = escaped(&document.language);
    edit(&mut parts.document, |xml| {
        let mark = format!("<w:trHeight w:val=\"{HEADER_MARK}\" w:hRule=\"atLeast\" />");
        xml.replace(&mark, "<w:tblHeader />")
    });
    edit(&mut parts.styles, |xml| {
        // The language of every run, and the direction of those that are read from the right.
        let lang = format!("<w:lang w:val=\"{language}\" w:bidi=\"{language}\" /></w:rPr></w:rPrDefault>");
        let xml = xml.replacen("</w:rPr></w:rPrDefault>", &lang, 1);
        match xml.find("w:styleId=\"RightToLeft\"") {
            Some(at) => {
                let (before, after) = xml.split_at(at);
                format!("{before}{}", after.replacen("<w:rPr />", "<w:rPr><w:rtl /></w:rPr>", 1))
            }
            None => xml,
        }
    });
    edit(&mut parts.doc_props.core, |xml| {
        let author = escaped(&document.letterhead.name);
        let title = format!(
            "<dc:title>{}</dc:title><dc:language>{language}</dc:language></cp:coreProperties>",
            escaped(&document.title)
        );
        xml.replace(
            "<dc:creator>unknown</dc:creator>",
            &format!("<dc:creator>{author}</dc:creator>"),
        )
        .replace("<cp:lastModifiedBy>unknown<", &format!("<cp:lastModifiedBy>{author}<"))
        .replace("</cp:coreProperties>", &title)
    });
    if let Some(words) = &document.watermark {
        for header in &mut parts.headers {
            edit(header, |xml| {
                xml.replace("</w:hdr>", &format!("{}</w:hdr>", watermark(words)))
            });
        }
    }
    edit(&mut parts.content_type, |xml| {
        let kind = "<Default Extension=\"odttf\" ContentType=\"application/vnd.openxmlformats-officedocument.obfuscatedFont\" />";
        xml.replace("</Types>", &format!("{kind}</Types>"))
    });
    edit(&mut parts.font_table, |xml| {
        xml.replace("</w:fonts>", &format!("{}</w:fonts>", font_table()))
    });
    edit(&mut parts.settings, |xml| {
        xml.replacen(
            "<w:zoom w:percent=\"100\" />",
            "<w:zoom w:percent=\"100\" /><w:embedTrueTypeFonts />",
            1,
        )
    });
    let texts = [&mut parts.document]
        .into_iter()
        .chain(&mut parts.headers)
        .chain(&mut parts.footers);
    texts.for_each(|part| edit(part, without_ids));
    let mut plain = Cursor::new(Vec::new());
    parts.pack(&mut plain).map_err(io::Error::other)?;
    compressed(plain)
}

fn edit(part: &mut Vec<u8>, change: impl FnOnce(String) -> String) {
    let xml = String::from_utf8_lossy(part).into_owned();
    *part = change(xml).into_bytes();
}

/// Without the ids of paragraphs, which docx-rs counts through all files that a process ever makes and nothing refers to.
fn without_ids(xml: String) -> String {
    let mut pieces = xml.split(" w14:paraId=\"");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once('"').map_or(piece, |(_, rest)| rest));
    }
    out
}

/// The same parts, compressed, and the fonts with them.
fn compressed(plain: Cursor<Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut from = ZipArchive::new(plain).map_err(io::Error::other)?;
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for index in 0..from.len() {
        let mut part = from.by_index(index).map_err(io::Error::other)?;
        if part.is_dir() {
            continue;
        }
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        to.start_file(part.name(), options).map_err(io::Error::other)?;
        to.write_all(&bytes)?;
    }
    let mut relations = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">",
    );
    for (index, (_, _, bytes)) in FONTS.iter().enumerate() {
        relations.push_str(&format!(
            "<Relationship Id=\"rId{index}\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/font\" \
             Target=\"fonts/font{index}.odttf\"/>"
        ));
        to.start_file(format!("word/fonts/font{index}.odttf"), options)
            .map_err(io::Error::other)?;
        to.write_all(&mixed(bytes))?;
    }
    relations.push_str("</Relationships>");
    to.start_file("word/_rels/fontTable.xml.rels", options)
        .map_err(io::Error::other)?;
    to.write_all(relations.as_bytes())?;
    Ok(to.finish().map_err(io::Error::other)?.into_inner())
}

/// A font as Word stores it: the first 32 bytes mixed with the key, read backwards.
fn mixed(font: &[u8]) -> Vec<u8> {
    let digits: String = KEY.chars().filter(char::is_ascii_hexdigit).collect();
    let mut key = hex::decode(digits).unwrap_or_default();
    key.reverse();
    let mut bytes = font.to_vec();
    for (byte, with) in bytes.iter_mut().take(32).zip(key.iter().cycle()) {
        *byte ^= with;
    }
    bytes
}

fn font_table() -> String {
    let mut entries = String::new();
    for (name, family) in [("Source Sans 3", "swiss"), ("Letter Serif", "roman")] {
        entries.push_str(&format!(
            "<w:font w:name=\"{name}\"><w:charset w:val=\"00\" /><w:family w:val=\"{family}\" /><w:pitch w:val=\"variable\" />"
        ));
        for (index, (_, style, _)) in FONTS.iter().enumerate().filter(|(_, (of, ..))| *of == name) {
            entries.push_str(&format!("<w:{style} r:id=\"rId{index}\" w:fontKey=\"{{{KEY}}}\" />"));
        }
        entries.push_str("</w:font>");
    }
    entries
}

/// Words across the page, behind the text, as Word itself writes them.
fn watermark(words: &str) -> String {
    let words = escaped(words);
    let width = (words.chars().count() as u32 * 26).clamp(200, 470);
    format!(
        "<w:p><w:pPr><w:pStyle w:val=\"Edge\" /></w:pPr><w:r><w:pict>\
         <v:shapetype id=\"_x0000_t136\" coordsize=\"21600,21600\" o:spt=\"136\" adj=\"10800\" \
         path=\"m@7,l@8,m@5,21600l@6,21600e\"><v:formulas><v:f eqn=\"sum #0 0 10800\"/><v:f eqn=\"prod #0 2 1\"/>\
         <v:f eqn=\"sum 21600 0 @1\"/><v:f eqn=\"sum 0 0 @2\"/><v:f eqn=\"sum 21600 0 @3\"/><v:f eqn=\"if @0 @3 0\"/>\
         <v:f eqn=\"if @0 21600 @1\"/><v:f eqn=\"if @0 0 @2\"/><v:f eqn=\"if @0 @4 21600\"/></v:formulas>\
         <v:path textpathok=\"t\" o:connecttype=\"rect\"/><v:textpath on=\"t\" fitshape=\"t\"/></v:shapetype>\
         <v:shape id=\"Watermark\" o:spid=\"_x0000_s2049\" type=\"#_x0000_t136\" alt=\"{words}\" \
         style=\"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:58pt;rotation:315;z-index:-251658752;\
         mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
         mso-position-vertical:center;mso-position-vertical-relative:margin\" fillcolor=\"#e5e8e9\" stroked=\"f\">\
         <v:textpath style=\"font-family:&quot;Source Sans 3&quot;;font-size:1pt\" string=\"{words}\"/></v:shape>\
         </w:pict></w:r></w:p>"
    )
}

fn escaped(words: &str) -> String {
    let mut out = String::new();
    for letter in super::words::plain(words).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter => out.push(letter),
        }
    }
    out
}
