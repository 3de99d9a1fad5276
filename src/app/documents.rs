//! Letters of the practice: a small model of a document, and its renderings.
//!
//! What an export says is put together elsewhere, as a [`Document`]: a letterhead, a title, whom it is about, blocks of text,
//! tables and charts, and the signatures. The same document becomes a PDF ([`pdf`]), a Word file ([`docx`]) or Markdown
//! ([`markdown`]). A rendering adds nothing and leaves nothing out: who reads one of them has read them all. It never fails
//! because of what a text contains; a character no font has becomes a visible box.

mod chart;
pub mod docx;
pub mod markdown;
pub mod pdf;

pub use chart::{Band, Chart, Series};

use domain::Timestamp;

/// A document, ready to be rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Language of the text, as in BCP 47 (`en`, `de-AT`): for screen readers and spelling.
    pub language: String,
    /// Size of the pages.
    pub paper: Paper,
    /// The practice.
    pub letterhead: Letterhead,
    /// What the document is: "Session notes".
    pub title: String,
    /// Whom and what it is about, as pairs of a label and a value: client, period, therapist.
    pub subject: Vec<(String, String)>,
    /// What the reader must know before reading, such as the prohibition of redisclosure.
    pub notices: Vec<String>,
    /// Words written across every page: "DRAFT – NOT SIGNED". `None`: nothing.
    pub watermark: Option<String>,
    /// The text.
    pub blocks: Vec<Block>,
    /// Who signed, or has yet to.
    pub signatures: Vec<SignatureBlock>,
    /// A line at the foot of every page, beside the number of the page.
    pub footer: String,
    /// When the document was made, in words, as it stands at the end of the subject.
    pub created: String,
    /// When the document was made, for the properties of the file.
    pub created_at: Timestamp,
}

impl Default for Document {
    /// An empty English document on A4.
    fn default() -> Self {
        Self {
            language: "en".to_owned(),
            paper: Paper::A4,
            letterhead: Letterhead::default(),
            title: String::new(),
            subject: Vec::new(),
            notices: Vec::new(),
            watermark: None,
            blocks: Vec::new(),
            signatures: Vec::new(),
            footer: String::new(),
            created: String::new(),
            created_at: Timestamp::from_micros(0),
        }
    }
}

/// Size of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Width and height in points of 1/72 inch.
    pub fn points(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.276, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letterhead {
    /// Name of the practice.
    pub name: String,
    /// Address, telephone, one line each.
    pub lines: Vec<String>,
}

/// One thing under another.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading. Headings of levels 1 and 2 are bookmarks of the PDF.
    Heading {
        /// 1 (largest) to 3; what is beyond counts as the nearest.
        level: u8,
        /// Its words.
        text: String,
    },
    /// Running text. A line break in it stays one.
    Paragraph(Text),
    /// A list with bullets.
    Bullets(Vec<Text>),
    /// A list numbered from 1.
    Numbered(Vec<Text>),
    /// Somebody's words.
    Quote(Text),
    /// A table.
    Table(Table),
    /// A line chart; a table of the same numbers always follows it.
    Chart(Chart),
    /// Pairs of a label and a value, one to a line.
    KeyValues(Vec<(String, Text)>),
    /// What follows begins on a new page.
    PageBreak,
}

impl Block {
    /// A heading.
    pub fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading {
            level,
            text: text.into(),
        }
    }

    /// A paragraph.
    pub fn paragraph(text: impl Into<Text>) -> Self {
        Self::Paragraph(text.into())
    }
}

/// Text in one or several styles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text(pub Vec<Span>);

/// A piece of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// As it is.
    Plain(String),
    /// Semibold.
    Strong(String),
    /// Italic.
    Emphasis(String),
    /// A mark of evidence, small and raised: the number of a quotation, the moment of a recording.
    Mark(String),
}

impl Span {
    /// The words, without their style.
    pub fn words(&self) -> &str {
        match self {
            Self::Plain(words) | Self::Strong(words) | Self::Emphasis(words) | Self::Mark(words) => words,
        }
    }
}

impl Text {
    /// Adds a mark of evidence at the end.
    pub fn mark(mut self, words: impl Into<String>) -> Self {
        self.0.push(Span::Mark(words.into()));
        self
    }

    /// The words, without their styles.
    pub fn words(&self) -> String {
        self.0.iter().map(Span::words).collect()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|span| span.words().trim().is_empty())
    }
}

impl From<&str> for Text {
    fn from(words: &str) -> Self {
        Self(vec![Span::Plain(words.to_owned())])
    }
}

impl From<String> for Text {
    fn from(words: String) -> Self {
        Self(vec![Span::Plain(words)])
    }
}

impl From<&String> for Text {
    fn from(words: &String) -> Self {
        Self::from(words.as_str())
    }
}

/// A table. A row with too few cells is filled up with empty ones; cells beyond the last column are left out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The columns, which share the width of the page.
    pub columns: Vec<Column>,
    /// What stands over the columns, repeated on every page. Empty: nothing does.
    pub header: Vec<Text>,
    /// The rows.
    pub rows: Vec<Vec<Text>>,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Its width, as a share of the sum over all columns.
    pub width: f32,
    /// Where its text stands.
    pub align: Align,
}

impl Column {
    /// A column of text.
    pub fn text(width: f32) -> Self {
        Self {
            width,
            align: Align::Start,
        }
    }

    /// A column of numbers.
    pub fn number(width: f32) -> Self {
        Self {
            width,
            align: Align::End,
        }
    }
}

/// Where text stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// Where reading begins: at the left, in right-to-left text at the right.
    #[default]
    Start,
    /// Where reading ends.
    End,
    /// In the middle.
    Center,
}

/// A signature, or the place for one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignatureBlock {
    /// Who signs.
    pub name: String,
    /// As what: "Therapist", "Supervisor".
    pub role: String,
    /// When it was signed, in words. `None`: it was not, and a line waits for it.
    pub signed_at: Option<String>,
    /// How: "signed electronically, confirmed with password and code". Empty: not said.
    pub method: String,
    /// The fingerprint of what was signed, in hexadecimal.
    pub hash: Option<String>,
}

/// Stands where nobody has signed yet.
const NOT_SIGNED: &str = "Not signed";

/// The line under a name that says when it was signed.
fn signed(moment: &str) -> String {
    format!("Signed {moment}")
}
