//! A letter with everything in it: names of many scripts, pictographs, right-to-left text, charts, and a history of ten pages.

use domain::Timestamp;

use super::{Band, Block, Chart, Column, Document, Letterhead, Paper, Series, SignatureBlock, Span, Table, Text};

/// The letter, with so many sessions in its history.
pub(super) fn letter(sessions: usize) -> Document {
    let mut blocks = vec![
        Block::heading(1, "Summary"),
        Block::Paragraph(
            Text(vec![
                Span::Plain("Ms ".to_owned()),
                Span::Strong("Nguyễn Thị Hồng-Đào".to_owned()),
                Span::Plain(" came with her sister Ελένη and spoke of an efficient week, ".to_owned()),
                Span::Emphasis("not".to_owned()),
                Span::Plain(" of a difficult one".to_owned()),
            ])
            .mark("12")
            .mark("00:14:05"),
        ),
        Block::paragraph(
            "Her colleagues Łukasz, Дарья Щербакова and İbrahim were mentioned.\nA second line of the same paragraph 🙂.",
        ),
        Block::heading(2, "What she said"),
        Block::Quote("“I sleep five hours, and then I lie awake until it is light again.”".into()),
        Block::paragraph("היא סיפרה על השבוע שלה, ועל הפגישה עם שרה כהן ביום 3 במרץ."),
        Block::paragraph("قالت السيدة فاطمة الزهراء إنها تنام خمس ساعات (5) كل ليلة، ولا تشعر بالراحة."),
        Block::paragraph("The Hebrew name דוד לוי stands within English text, and so does محمد الأحمد here."),
        Block::paragraph(
            "हिन्दी: श्रीमती क्षितिजा शर्मा। 中文：王小明。日本語：山田花子さん。한국어: 김철수. தமிழ்: கமலா. ქართული, Հայերեն, አማርኛ.",
        ),
        Block::paragraph("Signs: 👩‍👧 ❤️ ✓ → ≥ ½ €, and one that no font has: \u{12000}."),
        Block::heading(2, "Plan"),
        Block::Bullets(vec![
            "Keep a diary of sleep".into(),
            "יומן שינה".into(),
            "Walk for half an hour on three days; if that is too much, begin with ten minutes and add five every week"
                .into(),
        ]),
        Block::Numbered(vec!["First the diary".into(), "then the walk".into()]),
        Block::KeyValues(vec![
            ("Mood".to_owned(), "low, in her own words".into()),
            ("Next appointment".to_owned(), "17 March 2026, 10:00".into()),
        ]),
        Block::heading(1, "Course"),
        Block::Chart(chart()),
        Block::heading(1, "History"),
    ];
    for session in 0..sessions {
        blocks.push(Block::heading(2, format!("Session {}", session + 1)));
        blocks.push(Block::paragraph(
            "She described the week since the last session and named two evenings on which she could leave the work where it \
             was. The exercise of breathing helped once, in the train; at night she forgot it. We looked at what differs between \
             the two, and she chose to put a note beside the bed. No thoughts of death; she was asked directly.",
        ));
        blocks.push(Block::Bullets(vec![
            "A note beside the bed".into(),
            "Breathing at eight in the evening".into(),
        ]));
    }
    blocks.push(Block::Table(scores(sessions.max(3))));
    Document {
        language: "en".to_owned(),
        paper: Paper::A4,
        letterhead: Letterhead {
            name: "Praxis am Stadtpark".to_owned(),
            lines: vec![
                "Parkring 12, 1010 Wien".to_owned(),
                "+43 1 555 01 23".to_owned(),
                "praxis@stadtpark.example".to_owned(),
            ],
        },
        title: "Session notes".to_owned(),
        subject: vec![
            ("Client".to_owned(), "Nguyễn Thị Hồng-Đào".to_owned()),
            ("Period".to_owned(), "3 March 2025 to 2 March 2026".to_owned()),
            ("Therapist".to_owned(), "Dr. Zoë Müller-Özdemir".to_owned()),
        ],
        notices: vec![
            "42 CFR part 2 prohibits unauthorized use or disclosure of these records. Whoever receives this letter may not pass \
             it on without the written consent of the client."
                .to_owned(),
        ],
        watermark: Some("DRAFT – NOT SIGNED".to_owned()),
        blocks,
        signatures: vec![
            SignatureBlock {
                name: "Dr. Zoë Müller-Özdemir".to_owned(),
                role: "Therapist".to_owned(),
                signed_at: Some("3 March 2026, 14:05".to_owned()),
                method: "electronically, confirmed with password and code".to_owned(),
                hash: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()),
            },
            SignatureBlock {
                name: "Mag. Jürgen Groß".to_owned(),
                role: "Supervisor".to_owned(),
                ..SignatureBlock::default()
            },
        ],
        footer: "Confidential. For the addressee only.".to_owned(),
        created: "Made on 3 March 2026, 14:10 (Europe/Vienna)".to_owned(),
        created_at: Timestamp::from_micros(1_772_543_400_000_000),
    }
}

/// A year of a questionnaire.
pub(super) fn chart() -> Chart {
    let band = |from, to, label: &str| Band {
        from,
        to,
        label: label.to_owned(),
    };
    let months = [
        "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb",
    ];
    let scores = [21.0, 19.0, 20.0, 17.0, 15.0, 16.0, 12.0, 11.0, 13.0, 9.0, 7.0, 6.0];
    let points = months
        .iter()
        .zip(scores)
        .map(|(month, score)| (format!("2 {month}"), score));
    Chart {
        title: "PHQ-9 over twelve months".to_owned(),
        y_min: 0.0,
        y_max: 27.0,
        bands: vec![
            band(0.0, 4.0, "minimal"),
            band(5.0, 9.0, "mild"),
            band(10.0, 14.0, "moderate"),
            band(15.0, 19.0, "moderately severe"),
            band(20.0, 27.0, "severe"),
        ],
        series: vec![Series {
            name: "PHQ-9".to_owned(),
            points: points.collect(),
        }],
    }
}

/// A table as long as is asked for.
pub(super) fn scores(rows: usize) -> Table {
    let row = |index: usize| {
        vec![
            Text::from(format!("Session {}", index + 1)),
            Text::from("Spoke about work, sleep and the sister; took the diary along"),
            Text::from(format!("{}", 5 + index % 4)),
        ]
    };
    Table {
        columns: vec![Column::text(2.0), Column::text(5.0), Column::number(1.0)],
        header: vec!["Session".into(), "Subject".into(), "Mood".into()],
        rows: (0..rows).map(row).collect(),
    }
}
