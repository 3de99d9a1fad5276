//! Numbers as people say and write them: amounts with their units, times of day, days and months. "Half past seven" is 7:30,
//! "fifty milligrams" is 50 mg, and "an hour and a half" is ninety minutes.

use std::ops::Range;

use domain::transcript::{Token, tokens};

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

const SMALL: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &[
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
const ORDINALS: &[&str] = &[
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];

/// The unit of a place in an order, such as the day of a month.
const ORDINAL: &str = "th";

/// Units by their names; the first of each is the one that is kept.
const UNITS: &[&str] = &[
    "minute minutes min mins",
    "hour hours hr hrs",
    "second seconds",
    "day days",
    "week weeks",
    "month months",
    "year years",
    "night nights",
    "mg milligram milligrams milligramme milligrammes mgs",
    "g gram grams",
    "mcg microgram micrograms",
    "ml millilitre millilitres milliliters",
    "tablet tablets pill pills",
    "percent",
    "pound pounds quid",
    "dollar dollars bucks",
    "euro euros",
    "times time",
    "cup cups",
    "pint pints",
    "session sessions",
    "glass glasses",
    "cigarette cigarettes",
    "kg kilo kilos kilogram kilograms",
    "stone",
    "mile miles",
    "km kilometre kilometres",
    "beer beers",
    "unit units",
    "fortnight fortnights",
    "decade decades",
    "step steps",
    "coffee coffees",
    "child children kid kids",
    "drink drinks",
];

const CALENDAR: &[&str] = &[
    "monday mondays",
    "tuesday tuesdays",
    "wednesday wednesdays",
    "thursday thursdays",
    "friday fridays",
    "saturday saturdays",
    "sunday sundays",
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "today",
    "tomorrow",
    "yesterday",
    "tonight",
    "noon midday",
    "midnight",
    "morning mornings",
    "afternoon afternoons",
    "evening evenings",
    "weekend weekends",
    "christmas",
    "easter",
    "spring",
    "summer",
    "autumn",
    "winter",
];

fn entry(lists: &[&'static str], word: &str) -> Option<&'static str> {
    lists.iter().find_map(|list| {
        let mut names = list.split(' ');
        let first = names.next()?;
        (first == word || names.any(|name| name == word)).then_some(first)
    })
}

fn small(word: &str) -> Option<i64> {
    let plain = if word == "nought" { "zero" } else { word };
    SMALL
        .iter()
        .position(|name| *name == plain)
        .and_then(|at| i64::try_from(at).ok())
}

fn tens(word: &str) -> Option<i64> {
    TENS.iter()
        .position(|name| *name == word)
        .and_then(|at| i64::try_from(at * 10 + 20).ok())
}

fn ordinal(word: &str) -> Option<i64> {
    let spelled = ORDINALS
        .iter()
        .position(|name| *name == word)
        .and_then(|at| i64::try_from(at + 3).ok());
    let written = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .and_then(|digits| digits.parse().ok());
    spelled.or(written)
}

/// A single number word in digits, so that "four" and "4" compare equal.
pub(super) fn digits(word: &str) -> Option<String> {
    small(word).or_else(|| tens(word)).map(|value| value.to_string())
}

/// Whether a word names a unit.
pub(super) fn is_unit(word: &str) -> bool {
    word != "time" && entry(UNITS, word).is_some()
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

/// A cursor over words; numbers with a point or colon inside are put together again.
struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let tokens = tokens(text).into_iter().filter(|token| token.text != "'s").collect();
        Self { text, tokens, at: 0 }
    }

    fn word(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| token.text.as_str())
    }

    fn end(&self) -> usize {
        self.tokens
            .get(self.at.saturating_sub(1))
            .map_or(0, |token| token.range.end)
    }

    /// What stands between this word and the next.
    fn gap(&self, ahead: usize) -> &'a str {
        match (self.tokens.get(self.at + ahead), self.tokens.get(self.at + ahead + 1)) {
            (Some(one), Some(next)) => self.text.get(one.range.end..next.range.start).unwrap_or_default(),
            _ => "",
        }
    }

    /// A plain number, in thousandths; moves behind it.
    fn number(&mut self) -> Option<i64> {
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
            } else if word == "hundred" && current.is_some() {
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

fn half_of_day(word: &str) -> Option<bool> {
    match word {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
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

/// A time of day: "half past seven", "7:30", "seven thirty", "seven o'clock", "7 pm", "half six".
fn clock(reader: &mut Reader<'_>) -> Option<Quantity> {
    let start = reader.at;
    let found = read_clock(reader);
    if found.is_none() {
        reader.at = start;
        return None;
    }
    // "am" behind a time is the morning only where "I am" is not meant: the next word would be a verb or adjective then.
    let mut half = half_of_day(reader.word(0));
    if half.is_none() && reader.gap(0) == "." && reader.word(1) == "m" {
        half = match reader.word(0) {
            "a" => Some(false),
            "p" => Some(true),
            _ => None,
        };
        reader.at += usize::from(half.is_some());
    }
    reader.at += usize::from(half.is_some());
    found.map(|minutes| Quantity::Clock(minutes % 720, half))
}

fn read_clock(reader: &mut Reader<'_>) -> Option<u32> {
    let hour = |value: i64| {
        u32::try_from(value / 1000)
            .ok()
            .filter(|hour| value % 1000 == 0 && (1..=24).contains(hour))
    };
    let word = reader.word(0).to_owned();
    if matches!(word.as_str(), "half" | "quarter") {
        let minutes = if word == "half" { 30 } else { 15 };
        reader.at += 1;
        let to = match reader.word(0) {
            "past" => Some(false),
            "to" if word == "quarter" => Some(true),
            _ => None,
        };
        reader.at += usize::from(to.is_some());
        let bare = to.is_none();
        let hour = reader.number().and_then(hour).filter(|hour| *hour <= 12)?;
        if bare && (word == "quarter" || entry(UNITS, reader.word(0)).is_some()) {
            return None;
        }
        return Some(if to == Some(true) {
            hour * 60 - minutes
        } else {
            hour * 60 + minutes
        });
    }
    let before = reader.at;
    let value = reader.number()?;
    let text_hour = hour(value);
    // "ten past four", "twenty to nine"
    if matches!(reader.word(0), "past" | "to")
        && (value % 5000 == 0 && value <= 30_000)
        && let to = reader.word(0) == "to"
        && (small(reader.word(1)).is_some() || reader.word(1).starts_with(|c: char| c.is_ascii_digit()))
    {
        let minutes = u32::try_from(value / 1000).ok()?;
        reader.at += 1;
        let hour = reader.number().and_then(hour)?;
        if to && entry(UNITS, reader.word(0)).is_some() {
            return None;
        }
        return Some(if to { hour * 60 - minutes } else { hour * 60 + minutes });
    }
    let hour = text_hour?;
    let joined = reader.at == before + 1 && {
        let gap = reader
            .text
            .get(reader.tokens[before].range.end..reader.tokens.get(reader.at)?.range.start);
        gap == Some(":")
    };
    if joined {
        let word = reader.word(0).to_owned();
        let length = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
        let minutes: u32 = word[..length].parse().ok().filter(|minutes| *minutes < 60)?;
        reader.at += 1;
        return Some(hour * 60 + minutes);
    }
    if reader.word(0) == "oclock" {
        reader.at += 1;
        return Some(hour * 60);
    }
    let written_half = half_of_day(
        reader.tokens[before]
            .text
            .trim_start_matches(|c: char| c.is_ascii_digit()),
    );
    if written_half.is_some() {
        return Some(hour * 60);
    }
    if half_of_day(reader.word(0)) == Some(true)
        || (half_of_day(reader.word(0)) == Some(false) && reader.tokens[reader.at - 1].text != "i")
        || (matches!(reader.word(0), "a" | "p") && reader.gap(0) == "." && reader.word(1) == "m")
    {
        return Some(hour * 60);
    }
    // "nine thirty": an hour and then a number of minutes, with nothing between and no unit behind.
    let broken = reader.tokens[reader.at - 1].breaks_after;
    if hour <= 12
        && !broken
        && matches!(
            reader.word(0),
            "ten" | "fifteen" | "twenty" | "thirty" | "forty" | "fifty"
        )
    {
        let minutes = reader.number()? / 1000;
        if entry(UNITS, reader.word(0)).is_none() {
            return u32::try_from(minutes)
                .ok()
                .filter(|minutes| *minutes < 60)
                .map(|minutes| hour * 60 + minutes);
        }
    }
    None
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

/// Whether what a claim states is one of the quantities that were said.
pub(super) fn said(stated: Quantity, heard: &[Placed]) -> bool {
    heard.iter().any(|placed| agrees(stated, placed.quantity)) || combined(stated, heard)
}

fn agrees(stated: Quantity, heard: Quantity) -> bool {
    use Quantity::{Amount, Calendar, Clock};
    match (stated, heard) {
        (Amount(one, unit), Amount(other, heard_unit)) => {
            // "The sixth" is not six, but "November 3" may be the third.
            let ordinal = unit == Some(ORDINAL) && heard_unit != Some(ORDINAL);
            let plain = one == other && !ordinal && (unit == heard_unit || unit.is_none() || heard_unit.is_none());
            // Hours and weeks were converted; where only one side has the unit, the number itself is compared.
            let scaled = match (unit, heard_unit) {
                (Some("minute"), None) => one == other * 60,
                (None, Some("minute")) => one * 60 == other,
                (Some("day"), None) => one == other * 7,
                (None, Some("day")) => one * 7 == other,
                (None, None) => one - other == 1_900_000 || other - one == 1_900_000,
                (Some("night"), Some("day")) | (Some("day"), Some("night")) => one == other,
                _ => false,
            };
            plain || scaled
        }
        (Clock(one, half), Clock(other, heard_half)) => {
            one == other && (half.is_none() || heard_half.is_none() || half == heard_half)
        }
        (Clock(minutes, _), Amount(value, None)) | (Amount(value, None), Clock(minutes, _)) => {
            minutes % 60 == 0 && i64::from(minutes / 60) * 1000 == value % 12_000
        }
        (Calendar("noon"), Amount(12_000, None)) | (Amount(12_000, None), Calendar("noon")) => true,
        (Calendar("noon"), Clock(0, _)) | (Clock(0, _), Calendar("noon")) => true,
        (Calendar("tonight"), Calendar("evening")) | (Calendar("evening"), Calendar("tonight")) => true,
        (Calendar(one), Calendar(other)) => one == other,
        _ => false,
    }
}

/// "Monday and Thursday" said as a weekend, or a weekend as Saturday: close, and still something else. Only "weekend" for
/// both of its days is the same.
fn combined(stated: Quantity, heard: &[Placed]) -> bool {
    let day = |name| heard.iter().any(|placed| placed.quantity == Quantity::Calendar(name));
    stated == Quantity::Calendar("weekend") && day("saturday") && day("sunday")
}

/// The quantities of a turn that the speaker did not take back: in "Seven? No, hang on, half past six" only the second.
pub(super) fn uncorrected(text: &str) -> Vec<Placed> {
    const FAR: usize = 80;
    let found = quantities(text);
    let words = tokens(text);
    let marks: Vec<usize> = words
        .iter()
        .enumerate()
        .filter(|(at, token)| {
            let starts = *at == 0 || words[at - 1].breaks_after;
            match token.text.as_str() {
                "no" | "sorry" => starts,
                "wait" | "actually" | "correction" => starts && token.breaks_after,
                "hang" => words.get(at + 1).is_some_and(|next| next.text == "on"),
                _ => false,
            }
        })
        .map(|(_, token)| token.range.start)
        .collect();
    let class = |quantity: Quantity| match quantity {
        Quantity::Calendar("morning" | "afternoon" | "evening" | "noon" | "midnight") => 2,
        Quantity::Calendar(_) => 1,
        _ => 0,
    };
    let struck = |placed: &Placed| {
        marks.iter().any(|mark| {
            *mark >= placed.range.end
                && *mark - placed.range.end <= FAR / 2
                && found.iter().any(|later| {
                    later.range.start > *mark
                        && later.range.start - *mark <= FAR
                        && class(later.quantity) == class(placed.quantity)
                        && later.quantity != placed.quantity
                })
        })
    };
    found.iter().filter(|placed| !struck(placed)).cloned().collect()
}

#[cfg(test)]
#[path = "numbers_tests.rs"]
mod tests;
