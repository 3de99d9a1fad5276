//! Times of day.

use super::Quantity;
use super::reader::Reader;
use super::units::{UNITS, entry, small};

fn half_of_day(word: &str) -> Option<bool> {
    match word {
        "am" => Some(false),
        "pm" => Some(true),
        _ => None,
    }
}

/// A time of day: "half past seven", "7:30", "seven thirty", "seven o'clock", "7 pm", "half six".
pub(super) fn clock(reader: &mut Reader<'_>) -> Option<Quantity> {
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
