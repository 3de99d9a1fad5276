//! Number words as figures, and times of the day.

use domain::transcript::numerals;

use super::{Sort, Word};

/// Replaces the words of a number by one word with its figures. "One" alone stays a word: it is said of everything.
pub fn read(words: Vec<Word>) -> Vec<Word> {
    let mut read: Vec<Word> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        if let Some((time, taken)) = time(&words[at..]) {
            read.push(figures(&words[at], time, Sort::Time));
            at += taken;
        } else if let Some((number, taken)) = number(&words[at..]) {
            let sort = Sort::Number;
            read.push(figures(&words[at], number.to_string(), sort));
            at += taken;
        } else {
            read.push(words[at].clone());
            at += 1;
        }
    }
    read
}

fn figures(first: &Word, text: String, sort: Sort) -> Word {
    Word {
        text,
        sort,
        addressed: false,
        ..first.clone()
    }
}

fn text(words: &[Word], at: usize) -> Option<&str> {
    // A number does not go on behind a comma or a full stop.
    let word = words.get(at)?;
    (word.clause == words[0].clause).then_some(word.text.as_str())
}

/// A number at the start and how many words it takes.
fn number(words: &[Word]) -> Option<(f64, usize)> {
    let (mut value, mut taken) = below_hundred(words)?;
    // "Twelve hundred", "forty-one thousand", "a hundred and twelve".
    if text(words, taken) == Some("hundred") {
        value *= 100.0;
        taken += 1;
        let skip = usize::from(text(words, taken) == Some("and"));
        if let Some((rest, more)) = words
            .get(taken + skip..)
            .filter(|rest| !rest.is_empty() && text(words, taken + skip).is_some())
            .and_then(below_hundred)
            && (1.0..100.0).contains(&rest)
        {
            value += rest;
            taken += skip + more;
        }
    }
    if text(words, taken) == Some("thousand") {
        value *= 1000.0;
        taken += 1;
    }
    if text(words, taken) == Some("and")
        && text(words, taken + 1) == Some("a")
        && text(words, taken + 2) == Some("half")
    {
        value += 0.5;
        taken += 3;
    }
    (taken > 1 || words[0].text != "one" && words[0].text != "a").then_some((value, taken))
}

fn below_hundred(words: &[Word]) -> Option<(f64, usize)> {
    let first = words.first()?.text.as_str();
    if first.starts_with(|letter: char| letter.is_ascii_digit()) {
        let plain = first.replace(',', "");
        let plain = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|ending| plain.strip_suffix(ending))
            .unwrap_or(&plain)
            .to_owned();
        return plain.parse().ok().map(|value| (value, 1));
    }
    if first == "a" && text(words, 1) == Some("hundred") {
        return Some((1.0, 1));
    }
    if let Some(value) = small(first) {
        return Some((value, 1));
    }
    let tens = f64::from(numerals::tens(first)?);
    match text(words, 1).and_then(small) {
        Some(unit) if (1.0..10.0).contains(&unit) => Some((tens + unit, 2)),
        _ => Some((tens, 1)),
    }
}

fn small(word: &str) -> Option<f64> {
    let multiple = (word == "twice").then_some(2);
    let value = numerals::cardinal(word)
        .or_else(|| numerals::ordinal(word))
        .or(multiple);
    value.map(f64::from)
}

/// A time of the day at the start: "half past six", "half six", "quarter to five", "ten past nine", "nine thirty", "6:30".
fn time(words: &[Word]) -> Option<(String, usize)> {
    let first = words.first()?.text.as_str();
    if let Some((hour, minute)) = first.split_once(':')
        && let (Ok(hour), Ok(minute)) = (hour.parse::<u32>(), minute.parse::<u32>())
    {
        return Some((clock(hour, minute), 1));
    }
    let hour = |at: usize| {
        let hour = words
            .get(at..)
            .filter(|_| text(words, at).is_some())
            .and_then(below_hundred);
        hour.filter(|(value, taken)| *taken == 1 && (1.0..=12.0).contains(value))
            .map(|(value, _)| value as u32)
    };
    let before = |hour: u32| if hour == 1 { 12 } else { hour - 1 };
    match (first, text(words, 1)) {
        ("half", Some("past")) => return hour(2).map(|hour| (clock(hour, 30), 3)),
        ("half", _) => return hour(1).map(|hour| (clock(hour, 30), 2)),
        ("quarter", Some("past")) => return hour(2).map(|hour| (clock(hour, 15), 3)),
        ("quarter", Some("to")) => return hour(2).map(|hour| (clock(before(hour), 45), 3)),
        _ => {}
    }
    let (value, taken) = below_hundred(words)?;
    let minutes = value as u32;
    if taken == 1 && [5, 10, 20, 25].contains(&minutes) {
        match text(words, 1) {
            Some("past") => return hour(2).map(|hour| (clock(hour, minutes), 3)),
            Some("to") if words.get(3).is_none_or(|next| next.clause != words[0].clause) => {
                return hour(2).map(|hour| (clock(before(hour), 60 - minutes), 3));
            }
            _ => {}
        }
    }
    if taken == 1 && (1..=12).contains(&minutes) && !first.starts_with(|letter: char| letter.is_ascii_digit()) {
        let (past, more) = words
            .get(1..)
            .filter(|_| text(words, 1).is_some())
            .and_then(below_hundred)?;
        let spoken = !words[1].text.starts_with(|letter: char| letter.is_ascii_digit());
        if spoken && [10, 15, 20, 30, 40, 45, 50].contains(&(past as u32)) {
            return Some((clock(minutes, past as u32), 1 + more));
        }
    }
    None
}

/// The full hour is the number alone: "at six" and "at 6:00" are the same.
fn clock(hour: u32, minute: u32) -> String {
    match minute {
        0 => hour.to_string(),
        _ => format!("{hour}:{minute:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Sort, words};

    fn figures(text: &str) -> Vec<String> {
        words(text)
            .into_iter()
            .filter(|word| matches!(word.sort, Sort::Number | Sort::Time))
            .map(|word| word.text)
            .collect()
    }

    #[test]
    fn number_words_are_figures() {
        for (text, expected) in [
            ("forty-one thousand", &["41000"][..]),
            ("twelve hundred pounds", &["1200"]),
            ("a hundred and twelve", &["112"]),
            ("one hundred and fifty", &["150"]),
            ("four, four and a half hours", &["4", "4.5"]),
            ("sixteen out of twenty-one", &["16", "21"]),
            ("on the nineteenth, or the 3rd", &["19", "3"]),
            ("one of them", &[]),
            ("50 mg", &["50"]),
            ("2,000", &["2000"]),
        ] {
            assert_eq!(figures(text), expected, "{text}");
        }
    }

    #[test]
    fn times_of_the_day_are_read_however_they_are_said() {
        for text in ["half past six", "half six", "6:30 pm", "six thirty"] {
            assert_eq!(figures(text), ["6:30"], "{text}");
        }
        assert_eq!(figures("quarter to five"), ["4:45"]);
        assert_eq!(figures("ten past nine"), ["9:10"]);
        assert_eq!(figures("from eight to five"), ["8", "5"]);
        assert_eq!(figures("at 6:00"), ["6"]);
        assert_eq!(figures("twenty-two nineteen"), ["22", "19"]);
    }
}
