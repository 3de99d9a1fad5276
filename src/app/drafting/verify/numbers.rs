//! Numbers as people say and write them: amounts with their units, times of day, days and months. "Half past seven" is 7:30,
//! "fifty milligrams" is 50 mg, and "an hour and a half" is ninety minutes.

mod agreement;
mod clock;
mod reader;
mod units;

use std::ops::Range;

use self::clock::clock;
use self::reader::Reader;
use self::units::{CALENDAR, UNITS, entry, ordinal, small, tens};

pub(super) use self::agreement::{said, uncorrected};

/// Something countable, or a point of the clock or the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quantity {
    /// An amount in thousandths, with its unit where one follows. Hours are kept as minutes and weeks as days.
    Amount(i64, Option<&'static str>),
    /// Minutes since midnight or noon, and which of both where that is said.
    Clock(u32, Option<bool>),
    /// A day or month, or a day as seen from today.
    Calendar(&'static str),
}

/// A quantity and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub quantity: Quantity,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// The unit of a place in an order, such as the day of a month.
const ORDINAL: &str = "th";

/// A single number word in digits, so that "four" and "4" compare equal.
pub(super) fn digits(word: &str) -> Option<String> {
    small(word).or_else(|| tens(word)).map(|value| value.to_string())
}

/// Whether a word names a unit.
pub(super) fn is_unit(word: &str) -> bool {
    word != "time" && entry(UNITS, word).is_some()
}

/// Whether a word names a day, a month or a time of the year or the day.
pub fn is_calendar(word: &str) -> bool {
    matches!(word, "may" | "march") || entry(CALENDAR, word).is_some()
}

/// Whether a word is a number, or a part of one.
pub(super) fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || (small(word).is_some() && word != "one")
        || tens(word).is_some()
        || ordinal(word).is_some()
        || matches!(
            word,
            "hundred" | "thousand" | "million" | "half" | "quarter" | "twice" | "dozen"
        )
        || entry(CALENDAR, word).is_some()
}

/// All quantities of a text, in order.
pub(super) fn quantities(text: &str) -> Vec<Placed> {
    let mut reader = Reader::new(text);
    let mut found = Vec::new();
    while reader.at < reader.tokens.len() {
        let first = reader.at;
        if let Some(quantity) = clock(&mut reader)
            .or_else(|| amount(&mut reader))
            .or_else(|| calendar(&mut reader))
        {
            let start = reader.tokens[first].range.start;
            found.push(Placed {
                quantity,
                range: start..reader.end().max(start),
            });
        } else {
            reader.at = first + 1;
        }
    }
    found
}

fn amount(reader: &mut Reader<'_>) -> Option<Quantity> {
    let start = reader.at;
    let word = reader.word(0).to_owned();
    let next = reader.word(1).to_owned();
    let fixed = match (word.as_str(), next.as_str()) {
        ("twice", _) => Some((2000, Some("times"), 1)),
        ("once", _) if next == "a" || next == "every" || next == "each" => Some((1000, Some("times"), 1)),
        ("fortnight", _) => Some((14_000, Some("day"), 1)),
        ("dozen", _) => Some((12_000, None, 1)),
        ("half", "an" | "a") if entry(UNITS, reader.word(2)) == Some("hour") => Some((30_000, Some("minute"), 3)),
        ("an", "hour") | ("a", "minute") if reader.word(2) != "and" => {
            Some((if word == "an" { 60_000 } else { 1000 }, Some("minute"), 2))
        }
        ("an", "hour") if reader.word(3) == "a" && reader.word(4) == "half" => Some((90_000, Some("minute"), 5)),
        _ => None,
    };
    if let Some((value, unit, length)) = fixed {
        reader.at += length;
        return Some(Quantity::Amount(value, unit));
    }
    if let Some(value) = ordinal(&word) {
        reader.at += 1;
        return Some(Quantity::Amount(value * 1000, Some(ORDINAL)));
    }
    // "twenty-third"
    if let (Some(ten), Some(last)) = (tens(&word), ordinal(&next).filter(|last| *last < 10)) {
        reader.at += 2;
        return Some(Quantity::Amount((ten + last) * 1000, Some(ORDINAL)));
    }
    let attached = entry(UNITS, word.trim_start_matches(|c: char| c.is_ascii_digit()));
    let Some(mut value) = reader.number() else {
        reader.at = start;
        return None;
    };
    // "nineteen ninety-four"
    if (19_000..=20_000).contains(&value) && value % 1000 == 0 && tens(reader.word(0)).is_some() {
        let behind = reader.at;
        match reader.number() {
            Some(rest) if rest < 100_000 => value = value * 100 + rest,
            _ => reader.at = behind,
        }
    }
    if reader.word(0) == "and" && reader.word(1) == "a" && reader.word(2) == "half" {
        value += 500;
        reader.at += 3;
    }
    let mut ahead = 0;
    while matches!(reader.word(ahead), "more" | "full" | "whole" | "of" | "other" | "extra") && ahead < 2 {
        ahead += 1;
    }
    let sign = reader
        .text
        .get(..reader.tokens[start].range.start)
        .and_then(|before| before.chars().next_back());
    let money = match sign {
        Some('£') => Some("pound"),
        Some('$') => Some("dollar"),
        Some('€') => Some("euro"),
        _ => None,
    };
    let percent = reader
        .text
        .get(reader.end()..)
        .is_some_and(|rest| rest.starts_with('%'))
        || (reader.word(0) == "per" && reader.word(1) == "cent");
    let broken = reader.tokens[reader.at - 1].breaks_after;
    let unit = attached
        .or(money)
        .or(percent.then_some("percent"))
        .or_else(|| (!broken).then(|| entry(UNITS, reader.word(ahead))).flatten());
    if unit.is_some() && attached.is_none() && money.is_none() && !percent {
        reader.at += ahead + 1;
        if reader.word(0) == "and" && reader.word(1) == "a" && reader.word(2) == "half" {
            value += 500;
            reader.at += 3;
        }
    }
    // "One" is a pronoun unless it counts something.
    if word == "one" && value == 1000 && unit.is_none() {
        reader.at = start;
        return None;
    }
    Some(match unit {
        Some("hour") => Quantity::Amount(value * 60, Some("minute")),
        Some("week") => Quantity::Amount(value * 7, Some("day")),
        Some("fortnight") => Quantity::Amount(value * 14, Some("day")),
        Some("decade") => Quantity::Amount(value * 10, Some("year")),
        unit => Quantity::Amount(value, unit),
    })
}

fn calendar(reader: &mut Reader<'_>) -> Option<Quantity> {
    let name = entry(CALENDAR, reader.word(0)).or_else(|| {
        // "May" and "March" are months only with a capital letter inside a sentence.
        let token = reader.tokens.get(reader.at)?;
        let written = reader.text.get(token.range.clone())?;
        let inside = reader.at > 0 && !reader.tokens[reader.at - 1].breaks_after;
        match token.text.as_str() {
            "may" if inside && written == "May" => Some("may"),
            "march" if written == "March" => Some("march"),
            _ => None,
        }
    })?;
    reader.at += 1;
    Some(Quantity::Calendar(name))
}

#[cfg(test)]
#[path = "numbers_tests.rs"]
mod tests;
