use std::io::{Cursor, Read as _};
use std::path::Path;
use std::process::Command;

use super::sample::{letter, scores};
use super::{Block, Chart, Document, Paper, Series, SignatureBlock, Table, Text, docx, markdown, pdf};

/// The text of a PDF, as poppler reads it; `None`, with a word on it, where poppler is absent.
fn text_of(bytes: &[u8], arguments: &[&str]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, bytes).unwrap();
    match Command::new("pdftotext").args(arguments).arg(&file).arg("-").output() {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            // Marks of direction that poppler adds around what is read from the right.
            let text = String::from_utf8(output.stdout).unwrap();
            Some(text.replace(['\u{202a}', '\u{202b}', '\u{202c}'], ""))
        }
        Err(_) => {
            println!("skipped: pdftotext (poppler-utils) is not installed");
            None
        }
    }
}

fn signed_letter(sessions: usize) -> Document {
    Document {
        watermark: None,
        ..letter(sessions)
    }
}

/// A part of a DOCX file.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The text of a part, one paragraph a line.
fn words_of(xml: &str) -> String {
    let xml = xml
        .replace("</w:p>", "\n")
        .replace("<w:br w:type=\"textWrapping\" />", "\n");
    let mut text = String::new();
    let mut inside = false;
    for piece in xml.split_inclusive(['<', '>']) {
        if !inside {
            text.push_str(piece.trim_end_matches('<'));
        }
        inside = piece.ends_with('<');
    }
    let lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_text_of_the_pdf_is_that_of_the_letter() {
    let bytes = pdf::render(&signed_letter(2)).unwrap();
    let Some(text) = text_of(&bytes, &["-layout"]) else {
        return;
    };
    insta::assert_snapshot!("pdf", text);
}

#[test]
fn right_to_left_text_of_the_pdf_reads_in_its_own_order() {
    let bytes = pdf::render(&signed_letter(0)).unwrap();
    let Some(text) = text_of(&bytes, &[]) else {
        return;
    };
    assert!(text.contains("היא סיפרה על השבוע שלה"), "{text}");
    assert!(text.contains("قالت السيدة فاطمة الزهراء"), "{text}");
    assert!(text.contains("श्रीमती क्षितिजा शर्मा"), "{text}");
    assert!(text.contains("👩\u{200d}👧"), "{text}");
    assert!(
        text.contains('\u{12000}'),
        "what no font has can still be copied: {text}"
    );
}

#[test]
fn the_text_of_the_word_file_is_that_of_the_letter() {
    let bytes = docx::render(&letter(2)).unwrap();
    insta::assert_snapshot!("docx", words_of(&part(&bytes, "word/document.xml")));
    let header = part(&bytes, "word/header1.xml");
    assert!(header.contains("string=\"DRAFT – NOT SIGNED\""));
    assert!(words_of(&part(&bytes, "word/footer1.xml")).starts_with("Confidential. For the addressee only."));
}

#[test]
fn the_markdown_is_that_of_the_letter() {
    let bytes = markdown::render(&letter(1)).unwrap();
    insta::assert_snapshot!("markdown", String::from_utf8(bytes).unwrap());
}

#[test]
fn what_docx_rs_has_no_word_for_is_in_the_word_file() {
    let bytes = docx::render(&letter(1)).unwrap();
    let document = part(&bytes, "word/document.xml");
    assert!(document.contains("<w:tblHeader />"));
    assert!(!document.contains("<w:trHeight"), "the mark of a header is gone");
    assert!(document.contains("<w:bidi />"));
    assert!(part(&bytes, "word/styles.xml").contains("<w:rPr><w:rtl /></w:rPr>"));
    assert!(part(&bytes, "word/styles.xml").contains("<w:lang w:val=\"en\""));
    assert!(part(&bytes, "word/fontTable.xml").contains("embedBold"));
    assert!(part(&bytes, "docProps/core.xml").contains("<dc:title>Session notes</dc:title>"));
    assert!(part(&bytes, "word/settings.xml").contains("<w:embedTrueTypeFonts />"));
}

#[test]
fn a_table_goes_on_over_pages_under_its_header() {
    let document = Document {
        blocks: vec![Block::heading(1, "Scores"), Block::Table(scores(100))],
        ..signed_letter(0)
    };
    let bytes = pdf::render(&document).unwrap();
    let Some(text) = text_of(&bytes, &["-layout"]) else {
        return;
    };
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() >= 4, "{}", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert!(
            page.contains(&format!("Page {} of {}", index + 1, pages.len())),
            "{page}"
        );
        let rows = page.contains("Spoke about work");
        let header = page
            .lines()
            .any(|line| line.contains("Subject") && line.contains("Mood"));
        assert_eq!(rows, header, "{page}");
    }
    for row in 1..=100 {
        assert_eq!(text.matches(&format!("Session {row} ")).count(), 1, "row {row}");
    }
}

#[test]
fn no_heading_is_left_alone_at_the_foot_of_a_page() {
    // One letter for each place at which the heading can come to stand.
    for lines in 20..60 {
        let mut blocks: Vec<Block> = (0..lines)
            .map(|line| Block::paragraph(format!("Line {line}")))
            .collect();
        blocks.push(Block::heading(2, "Alone"));
        blocks.push(Block::paragraph("and what it is about"));
        let document = Document {
            blocks,
            ..Document::default()
        };
        let pages = super::pdf::page_texts(&document);
        let heading = pages.iter().position(|page| page.contains("Alone"));
        let body = pages.iter().position(|page| page.contains("and what it is about"));
        assert_eq!(heading, body, "{lines} lines before it");
    }
}

#[test]
fn no_text_and_no_number_breaks_a_letter() {
    let long = "Donaudampfschifffahrtsgesellschaft".repeat(40);
    let hostile = [
        "",
        " ",
        "\n\n",
        "\u{0}\u{7}\u{1b}[31m",
        "]]>&<w:p>",
        "\u{202e}reversed\u{202c}",
        "a\u{300}\u{301}\u{302}\u{303}",
        "\u{fffe}\u{ffff}",
        "\u{10ffff}",
        "\t|*_`<br>#",
        "🏳️‍🌈👨‍👩‍👧‍👦",
        "\u{ad}\u{feff}",
        "لا لا لا",
        long.as_str(),
    ];
    let mut blocks = Vec::new();
    for words in hostile {
        blocks.push(Block::heading(9, words));
        blocks.push(Block::Paragraph(Text::from(words).mark(words)));
        blocks.push(Block::Bullets(vec![words.into()]));
        blocks.push(Block::Quote(words.into()));
        blocks.push(Block::KeyValues(vec![(words.to_owned(), words.into())]));
        blocks.push(Block::Table(Table {
            header: vec![words.into()],
            rows: vec![vec![words.into(); 9], Vec::new()],
            ..scores(1)
        }));
        for points in [
            Vec::new(),
            vec![(words.to_owned(), f64::NAN), (words.to_owned(), f64::INFINITY)],
        ] {
            blocks.push(Block::Chart(Chart {
                title: words.to_owned(),
                y_min: 1e20,
                y_max: f64::NAN,
                bands: Vec::new(),
                series: vec![Series {
                    name: words.to_owned(),
                    points,
                }],
            }));
        }
        blocks.push(Block::PageBreak);
    }
    blocks.push(Block::Table(Table::default()));
    let document = Document {
        paper: Paper::Letter,
        title: long.clone(),
        watermark: Some(long.clone()),
        footer: long.clone(),
        subject: vec![(long.clone(), long.clone())],
        signatures: vec![SignatureBlock::default()],
        blocks,
        ..Document::default()
    };
    assert!(pdf::render(&document).unwrap().starts_with(b"%PDF-1.7"));
    let word = docx::render(&document).unwrap();
    let xml = part(&word, "word/document.xml");
    assert!(
        !xml.chars()
            .any(|letter| letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}'))
    );
    assert!(!markdown::render(&document).unwrap().is_empty());
    assert!(pdf::render(&Document::default()).unwrap().starts_with(b"%PDF-1.7"));
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    let document = letter(1);
    assert!(pdf::render(&document).unwrap() == pdf::render(&document).unwrap());
    assert!(docx::render(&document).unwrap() == docx::render(&document).unwrap());
}

#[test]
fn what_looks_like_markup_stays_text_in_markdown() {
    let document = Document {
        blocks: vec![
            Block::paragraph("# no heading\n- no item\n1. no number\n*no stress* [no](link) <b>"),
            Block::Table(Table {
                rows: vec![vec!["a|b".into(), "two\nlines".into(), "3".into()]],
                ..scores(0)
            }),
        ],
        ..Document::default()
    };
    let text = String::from_utf8(markdown::render(&document).unwrap()).unwrap();
    let wanted = "\\# no heading\\\n\\- no item\\\n1\\. no number\\\n\\*no stress\\* \\[no\\](link) \\<b\\>";
    assert!(text.contains(wanted), "{text}");
    assert!(text.contains("| a\\|b | two<br>lines | 3 |"), "{text}");
}

#[test]
fn a_chart_is_followed_by_its_numbers() {
    let chart = super::sample::chart();
    let table = chart.table();
    assert_eq!(table.rows.len(), 12);
    let first: Vec<String> = table.rows[0].iter().map(Text::words).collect();
    assert_eq!(first, ["2 Mar", "21", "severe"]);
    let two = Chart {
        series: vec![
            Series {
                name: "a".to_owned(),
                points: vec![("1".to_owned(), 1.0), ("3".to_owned(), 3.0)],
            },
            Series {
                name: "b".to_owned(),
                points: vec![("1".to_owned(), 4.0), ("2".to_owned(), 5.5)],
            },
        ],
        ..chart
    };
    assert_eq!(two.dates(), ["1", "2", "3"]);
    let rows: Vec<Vec<String>> = two
        .table()
        .rows
        .iter()
        .map(|row| row.iter().map(Text::words).collect())
        .collect();
    assert_eq!(rows, [["1", "1", "4"], ["2", "", "5.5"], ["3", "3", ""]]);
}

#[test]
fn libreoffice_opens_the_word_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.docx");
    std::fs::write(&file, docx::render(&letter(2)).unwrap()).unwrap();
    let home = format!("-env:UserInstallation=file://{}", folder.path().join("home").display());
    let output = Command::new("soffice")
        .args([home.as_str(), "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .arg(&file)
        .output();
    let Ok(output) = output else {
        println!("skipped: LibreOffice (libreoffice-writer) is not installed");
        return;
    };
    let made: &Path = &folder.path().join("letter.pdf");
    assert!(made.exists(), "{}", String::from_utf8_lossy(&output.stderr));
    if let Some(text) = text_of(&std::fs::read(made).unwrap(), &[]) {
        assert!(text.contains("Nguyễn Thị Hồng-Đào"), "{text}");
        assert!(text.contains("Page 1 of"), "{text}");
    }
}

/// The most memory this process ever held, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// Takes a minute or two without optimisation: `cargo test -p tb-app hundred_letters -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes without optimisation"]
fn a_hundred_letters_of_twenty_pages_need_the_memory_of_one() {
    let document = letter(78);
    let pages = super::pdf::page_texts(&document).len();
    assert!(pages >= 20, "{pages} pages");
    for _ in 0..3 {
        pdf::render(&document).unwrap();
        docx::render(&document).unwrap();
    }
    let before = peak();
    for _ in 0..100 {
        pdf::render(&document).unwrap();
        docx::render(&document).unwrap();
    }
    let growth = peak() - before;
    println!(
        "100 letters of {pages} pages as PDF and DOCX: peak of {} KiB, {growth} KiB above that of three",
        before + growth
    );
    assert!(growth < 32 * 1024, "{growth} KiB");
}
