//! Words for numbers, units, days and months.

use domain::transcript::numerals;

/// Units by their names; the first of each is the one that is kept.
pub(super) const UNITS: &[&str] = &[
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

/// Days, months and times of the year and the day; the first name of each is the one that is kept.
pub(super) const CALENDAR: &[&str] = &[
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

/// The name under which a word is kept in a list.
pub(super) fn entry(lists: &[&'static str], word: &str) -> Option<&'static str> {
    lists.iter().find_map(|list| {
        let mut names = list.split(' ');
        let first = names.next()?;
        (first == word || names.any(|name| name == word)).then_some(first)
    })
}

/// The value of a word from "zero" to "nineteen".
pub(super) fn small(word: &str) -> Option<i64> {
    let plain = if word == "nought" { "zero" } else { word };
    numerals::cardinal(plain).map(i64::from)
}

/// The value of a word from "twenty" to "ninety".
pub(super) fn tens(word: &str) -> Option<i64> {
    numerals::tens(word).map(i64::from)
}

/// The value of a word such as "third" or "3rd".
pub(super) fn ordinal(word: &str) -> Option<i64> {
    let written = || {
        let digits = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending));
        digits.and_then(|digits| digits.parse().ok())
    };
    numerals::ordinal(word).map(i64::from).or_else(written)
}
