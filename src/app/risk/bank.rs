//! The bank of exemplars: sentences written for it, with what each stands for.
//!
//! One file per category, one sentence per line after a mark: `+` said of the speaker now, `<` of an earlier time, `>` of
//! somebody else, `-` denied, explained or harmless, `?` asked by a therapist. `#` begins a comment. The two files without a
//! category hold everyday talk, which is as much part of the bank as the rest: a sentence is judged by which kind of exemplar
//! it is nearest to.

use std::sync::LazyLock;

use domain::risk::Category;

/// What an exemplar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// Said of the speaker, or of what is done to them, now.
    Present,
    /// Said of an earlier time.
    Past,
    /// Said of somebody else.
    Other,
    /// Denied, explained, a figure of speech, or harmless.
    Harmless,
    /// A therapist's question.
    Question,
}

/// One sentence of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exemplar {
    /// The sentence.
    pub text: &'static str,
    /// The category that it is, denies or asks about; `None` for everyday talk.
    pub category: Option<Category>,
    /// What it stands for.
    pub mark: Mark,
}

impl Exemplar {
    /// The category that it speaks for, if it does.
    pub fn speaks_for(&self) -> Option<Category> {
        match self.mark {
            Mark::Present | Mark::Past | Mark::Other => self.category,
            Mark::Harmless | Mark::Question => None,
        }
    }
}

const FILES: [(Option<Category>, &str); 9] = [
    (
        Some(Category::SuicidalIdeation),
        include_str!("bank/suicidal_ideation.txt"),
    ),
    (Some(Category::SelfHarm), include_str!("bank/self_harm.txt")),
    (
        Some(Category::HomicidalIdeation),
        include_str!("bank/homicidal_ideation.txt"),
    ),
    (
        Some(Category::AbuseOrNeglect),
        include_str!("bank/abuse_or_neglect.txt"),
    ),
    (
        Some(Category::SubstanceRelapse),
        include_str!("bank/substance_relapse.txt"),
    ),
    (
        Some(Category::MedicalEmergency),
        include_str!("bank/medical_emergency.txt"),
    ),
    (Some(Category::Psychosis), include_str!("bank/psychosis.txt")),
    (None, include_str!("bank/everyday.txt")),
    (None, include_str!("bank/ordinary.txt")),
];

static EXEMPLARS: LazyLock<Vec<Exemplar>> = LazyLock::new(|| {
    FILES
        .iter()
        .flat_map(|(category, lines)| lines.lines().filter_map(|line| exemplar(*category, line)))
        .collect()
});

fn exemplar(category: Option<Category>, line: &'static str) -> Option<Exemplar> {
    let (mark, text) = line.split_once(' ')?;
    let mark = match mark {
        "+" => Mark::Present,
        "<" => Mark::Past,
        ">" => Mark::Other,
        "-" => Mark::Harmless,
        "?" => Mark::Question,
        _ => return None,
    };
    Some(Exemplar { text, category, mark })
}

/// All exemplars, in the order of the files.
pub fn exemplars() -> &'static [Exemplar] {
    &EXEMPLARS
}
