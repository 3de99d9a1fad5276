//! Reads along a text and puts numbers together.

use domain::transcript::{Token, tokens};

use super::units::{small, tens};

/// A cursor over words; numbers with a point or colon inside are put together again.
pub(super) struct Reader<'a> {
    pub text: &'a str,
    pub tokens: Vec<Token>,
    /// The word that comes next.
    pub at: usize,
}

impl<'a> Reader<'a> {
    /// At the start of a text.
    pub fn new(text: &'a str) -> Self {
        let tokens = tokens(text).into_iter().filter(|token| token.text != "'s").collect();
        Self { text, tokens, at: 0 }
    }

    /// The word so many places ahead; empty behind the end.
    pub fn word(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text.as_str())
    }

    /// Where the last word that was read ends, in bytes.
    pub fn end(&self) -> usize {
        self.tokens
            .get(self.at.saturating_sub(1))
            .map_or(0, |token| token.range.end)
    }

    /// What stands between this word and the next.
    pub fn gap(&self, ahead: usize) -> &'a str {
        match (self.tokens.get(self.at + ahead), self.tokens.get(self.at + ahead + 1)) {
            (Some(one), Some(next)) => self.text.get(one.range.end..next.range.start).unwrap_or_default(),
            _ => "",
        }
    }

    /// A plain number, in thousandths; moves behind it.
    pub fn number(&mut self) -> Option<i64> {
        let word = self.word(0).to_owned();
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return self.written(&word);
        }
        let mut total = 0;
        let mut current: Option<i64> = None;
        if matches!(word.as_str(), "a" | "couple") && matches!(self.word(1), "hundred" | "thousand") {
            current = Some(1);
            self.at += 1;
        }
        loop {
            let word = self.word(0);
            // A number behind a comma is the next one of a list.
            let apart = current.is_some() && self.at > 0 && self.tokens[self.at - 1].breaks_after;
            if apart {
                break;
            }
            let value = current.unwrap_or(0);
            if let Some(ten) = tens(word) {
                if current.is_some_and(|value| value % 100 != 0 || value == 0) {
                    break;
                }
                current = Some(value + ten);
            } else if let Some(digit) = small(word) {
                let fits = match current {
                    None => true,
                    Some(value) => {
                        value % 100 == 0 && value > 0 || value % 10 == 0 && value % 100 >= 20 && digit < 10 && digit > 0
                    }
                };
                if !fits {
                    break;
                }
                current = Some(value + digit);
            } else if word == "hundred" && current.is_some() && value < 100 {
                current = Some(value.max(1) * 100);
            } else if word == "thousand" && current.is_some() {
                total += value.max(1) * 1000;
                current = Some(0);
            } else if word == "million" && current.is_some() {
                total += value.max(1) * 1_000_000;
                current = Some(0);
            } else if word == "and"
                && current.is_some_and(|value| value % 100 == 0 && value + total > 0)
                && (small(self.word(1)).is_some() || tens(self.word(1)).is_some())
            {
                // "a hundred and twelve"
            } else {
                break;
            }
            self.at += 1;
        }
        current.map(|value| (total + value) * 1000)
    }

    /// A number in digits, with what belongs to it behind a point.
    fn written(&mut self, word: &str) -> Option<i64> {
        let length = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        let mut value: i64 = word[..length]
            .parse::<i64>()
            .ok()
            .filter(|value| *value < 1_000_000_000)?
            * 1000;
        let rest = &word[length..];
        if rest.is_empty() {
            let next = self.word(1).to_owned();
            let all_digits = !next.is_empty() && next.bytes().all(|byte| byte.is_ascii_digit());
            if self.gap(0) == "." && all_digits && next.len() <= 3 {
                let scale = 10i64.pow(3 - u32::try_from(next.len()).unwrap_or(3));
                value += next.parse::<i64>().unwrap_or(0) * scale;
                self.at += 1;
            } else if self.gap(0) == "," && all_digits && next.len() == 3 {
                value = value * 1000 + next.parse::<i64>().unwrap_or(0) * 1000;
                self.at += 1;
            }
        }
        self.at += 1;
        Some(value)
    }
}
