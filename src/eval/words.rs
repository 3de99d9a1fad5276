//! Words in a form in which two wordings of the same thing can be compared.
//!
//! A text becomes a list of [`Word`]s: lower case, contractions written out, endings cut off, number words as figures, times of
//! the day as `6:30`, days by name. From those comes a [`Statement`]: the words that carry its meaning, apart from the numbers,
//! days and names that have to agree exactly. The rules know English grammar and no corpus.

mod lists;
mod numbers;
mod stem;

use std::collections::BTreeSet;

use lists::{CONJUNCTIONS, DAYS, NEGATIONS, NO_NAMES, STOP};

pub use stem::stem;

/// What sort of word it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An ordinary word.
    Plain,
    /// A number; the text is its figures (`4.5`, `12000`).
    Number,
    /// A time of the day (`6:30`).
    Time,
    /// A weekday, a month, or a day by its distance (`today`).
    Day,
    /// Capitalised within a sentence.
    Name,
}

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without an ending `'s`.
    pub text: String,
    /// What sort of word.
    pub sort: Sort,
    /// Number of the clause it stands in; commas, stops and some conjunctions end one.
    pub clause: usize,
    /// Number of the sentence it stands in.
    pub sentence: usize,
    /// Whether that sentence asks.
    pub asks: bool,
    /// Whether it is directly followed by a comma or by the end of the sentence, and preceded by a comma or nothing.
    pub addressed: bool,
}

impl Word {
    /// Whether it turns its clause into the opposite.
    pub fn negates(&self) -> bool {
        NEGATIONS.contains(&self.text.as_str())
    }

    /// Whether it carries meaning.
    pub fn means(&self) -> bool {
        self.sort == Sort::Plain && !STOP.contains(&self.text.as_str())
    }

    /// Its comparable form.
    pub fn stem(&self) -> String {
        stem(&self.text)
    }
}

/// The words of a text in their order.
pub fn words(text: &str) -> Vec<Word> {
    numbers::read(raw(text))
}

/// Words before numbers are read.
fn raw(text: &str) -> Vec<Word> {
    let text = text.replace(['\u{2019}', '\u{2018}'], "'");
    let characters: Vec<char> = text.chars().collect();
    let mut words: Vec<Word> = Vec::new();
    let (mut sentence, mut clause, mut at) = (0, 0, 0);
    let mut first = true;
    // Whether nothing but a comma, or nothing at all, stands before the next word.
    let mut apart = true;
    while at < characters.len() {
        let character = characters[at];
        if !character.is_alphanumeric() {
            let between_figures = matches!(character, '.' | ',' | ':')
                && at > 0
                && characters[at - 1].is_ascii_digit()
                && characters.get(at + 1).is_some_and(char::is_ascii_digit);
            let ends_clause = matches!(
                character,
                ',' | ';' | ':' | '\u{2014}' | '"' | '\u{201c}' | '\u{201d}' | '(' | ')'
            ) && !between_figures;
            let after_title = character == '.'
                && words
                    .last()
                    .is_some_and(|word| matches!(word.text.as_str(), "mr" | "mrs" | "ms" | "dr" | "st"));
            let ends_sentence =
                matches!(character, '.' | '?' | '!' | '\u{2026}' | '\n') && !between_figures && !after_title;
            if ends_sentence || ends_clause {
                clause += 1;
                apart = true;
                if let Some(word) = words.last_mut() {
                    word.addressed &= ends_sentence || character == ',';
                }
            }
            if ends_sentence {
                let asks = character == '?';
                words
                    .iter_mut()
                    .rev()
                    .take_while(|word| word.sentence == sentence)
                    .for_each(|word| word.asks = asks);
                sentence += 1;
                first = true;
            }
            first |= matches!(character, '"' | '\u{201c}');
            at += 1;
            continue;
        }
        let start = at;
        while at < characters.len() && continues(&characters, start, at) {
            at += 1;
        }
        let written: String = characters[start..at].iter().collect();
        let ends_here = characters[at..]
            .iter()
            .find(|next| !next.is_whitespace())
            .is_none_or(|next| ",.?!\u{2026}".contains(*next));
        let name = is_name(&written, first);
        for (place, part) in written_out(&written.to_lowercase()).into_iter().enumerate() {
            if CONJUNCTIONS.contains(&part.as_str()) {
                clause += 1;
            }
            let sort = if DAYS.contains(&part.trim_end_matches('s')) {
                Sort::Day
            } else if name && place == 0 {
                Sort::Name
            } else {
                Sort::Plain
            };
            let text = if sort == Sort::Day {
                part.trim_end_matches('s').to_owned()
            } else {
                part
            };
            words.push(Word {
                text,
                sort,
                clause,
                sentence,
                asks: false,
                addressed: apart && ends_here,
            });
        }
        first = false;
        apart = false;
    }
    words
}

/// Whether the character at `at` goes on with the word that began at `start`.
fn continues(characters: &[char], start: usize, at: usize) -> bool {
    let (character, next) = (characters[at], characters.get(at + 1));
    if character.is_alphanumeric() {
        return true;
    }
    let follows = |test: fn(&char) -> bool| next.is_some_and(test);
    match character {
        '\'' => follows(|next| next.is_alphanumeric()),
        '.' | ':' | ',' => characters[at - 1].is_ascii_digit() && follows(char::is_ascii_digit),
        // "PHQ-9" is one word, "forty-one" two.
        '-' => follows(char::is_ascii_digit) && characters[start..at].iter().all(|letter| letter.is_alphabetic()),
        _ => false,
    }
}

/// A capital within a sentence; abbreviations in capitals are words.
fn is_name(written: &str, first: bool) -> bool {
    let plain = written.split('\'').next().unwrap_or_default();
    let capital = plain.chars().next().is_some_and(char::is_uppercase);
    let abbreviation = plain.chars().count() > 1 && plain.chars().all(|letter| !letter.is_lowercase());
    capital
        && plain.chars().count() > 1
        && !first
        && !abbreviation
        && !NO_NAMES.contains(&plain.to_lowercase().as_str())
}

/// A contraction in full; a possessive without its ending.
fn written_out(word: &str) -> Vec<String> {
    let two = |one: &str, other: &str| vec![one.to_owned(), other.to_owned()];
    match word {
        "can't" | "cannot" => return two("can", "not"),
        "won't" => return two("will", "not"),
        "gonna" => return two("going", "to"),
        "wanna" => return two("want", "to"),
        "let's" => return two("let", "us"),
        "o'clock" => return vec!["oclock".into()],
        _ => {}
    }
    if let Some(verb) = word.strip_suffix("n't") {
        return two(verb, "not");
    }
    let Some((before, ending)) = word.split_once('\'') else {
        return vec![word.replace('-', "")];
    };
    match ending {
        "m" => two(before, "am"),
        "re" => two(before, "are"),
        "ve" => two(before, "have"),
        "ll" => two(before, "will"),
        "d" => two(before, "would"),
        "s" => vec![before.to_owned()],
        _ => vec![word.replace(['\'', '-'], "")],
    }
}

/// What a text says, for comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statement {
    /// Stems of the words that carry meaning.
    pub content: BTreeSet<String>,
    /// Numbers and times of the day.
    pub numbers: BTreeSet<String>,
    /// Days and months.
    pub days: BTreeSet<String>,
    /// Stems of names.
    pub names: BTreeSet<String>,
    /// Whether anything in it negates.
    pub negated: bool,
}

impl Statement {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        Self::of_words(&words(text))
    }

    /// Reads words.
    pub fn of_words(words: &[Word]) -> Self {
        let mut statement = Self::default();
        for word in words {
            match word.sort {
                Sort::Number | Sort::Time => _ = statement.numbers.insert(word.text.clone()),
                Sort::Day => _ = statement.days.insert(word.text.clone()),
                Sort::Name => _ = statement.names.insert(word.stem()),
                Sort::Plain if word.means() => _ = statement.content.insert(word.stem()),
                Sort::Plain => {}
            }
            statement.negated |= word.negates();
        }
        statement
    }

    /// The share of this one's content that the other has; names of either may be words of the other. 1 without content.
    pub fn covered_by(&self, other: &Self) -> f64 {
        if self.content.is_empty() {
            return 1.0;
        }
        let has = |stem: &&String| other.content.contains(*stem) || other.names.contains(*stem);
        self.content.iter().filter(has).count() as f64 / self.content.len() as f64
    }

    /// The share of this one's words, numbers, days and names that the other has. Names in `known` count as there.
    pub fn everything_in(&self, other: &Self, known: &BTreeSet<String>) -> f64 {
        let all = self.content.len() + self.numbers.len() + self.days.len() + self.names.len();
        let word = |own: &&String| other.content.contains(*own) || other.names.contains(*own);
        let there = self.content.iter().filter(word).count()
            + self
                .names
                .iter()
                .filter(|name| word(name) || known.contains(*name))
                .count()
            + self.numbers.intersection(&other.numbers).count()
            + self.days.intersection(&other.days).count();
        if all == 0 { 1.0 } else { there as f64 / all as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn contractions_possessives_and_figures_are_read() {
        assert_eq!(
            texts("I won't, she's Theo\u{2019}s PHQ-9."),
            ["i", "will", "not", "she", "theo", "phq9"]
        );
        assert_eq!(texts("1,200 pounds at 6:30"), ["1200", "pounds", "at", "6:30"]);
    }

    #[test]
    fn names_stand_within_a_sentence_and_days_are_no_names() {
        let found = words("Then Bernadette rang. Dr. Amari, on Tuesdays, and GAD.");
        let of = |sort| {
            found
                .iter()
                .filter(|word| word.sort == sort)
                .map(|word| word.text.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(of(Sort::Name), ["bernadette", "amari"]);
        assert_eq!(of(Sort::Day), ["tuesday"]);
    }

    #[test]
    fn clauses_and_questions_are_told_apart() {
        let found = words("Did you sleep? No, but I rested.");
        assert!(found[0].asks && !found[3].asks);
        let clause = |text: &str| found.iter().find(|word| word.text == text).map(|word| word.clause);
        assert_ne!(clause("no"), clause("rested"));
        let called = words("Come in, Wade, sit down.");
        assert_eq!(
            called
                .iter()
                .filter(|word| word.addressed)
                .map(|word| word.text.as_str())
                .collect::<Vec<_>>(),
            ["wade"]
        );
    }

    #[test]
    fn a_statement_keeps_apart_what_has_to_agree() {
        let statement = Statement::of("He did not sleep more than four hours on Monday with Phil.");
        assert!(statement.negated);
        assert_eq!(statement.numbers, BTreeSet::from(["4".to_owned()]));
        assert_eq!(statement.days, BTreeSet::from(["monday".to_owned()]));
        assert_eq!(statement.names, BTreeSet::from(["phil".to_owned()]));
        assert_eq!(statement.covered_by(&Statement::of("I slept an hour or more.")), 1.0);
        assert_eq!(statement.covered_by(&Statement::of("I slept.")), 1.0 / 3.0);
    }
}
