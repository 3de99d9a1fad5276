//! Number words of English, as the values they stand for. How they join to larger numbers is for those who read them to say.

const CARDINALS: [&str; 20] = [
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
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];
/// From the third; "first" and "second" are said of too many things.
const ORDINALS: [&str; 18] = [
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

fn place(list: &[&str], word: &str) -> Option<u8> {
    let at = list.iter().position(|name| *name == word)?;
    u8::try_from(at).ok()
}

/// The value of a word from "zero" to "nineteen".
pub fn cardinal(word: &str) -> Option<u8> {
    place(&CARDINALS, word)
}

/// The value of a word from "twenty" to "ninety".
pub fn tens(word: &str) -> Option<u8> {
    place(&TENS, word).map(|at| at * 10 + 20)
}

/// The value of a word from "third" to "twentieth".
pub fn ordinal(word: &str) -> Option<u8> {
    place(&ORDINALS, word).map(|at| at + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_values_and_others_none() {
        assert_eq!([cardinal("zero"), cardinal("nineteen")], [Some(0), Some(19)]);
        assert_eq!([tens("twenty"), tens("ninety")], [Some(20), Some(90)]);
        assert_eq!([ordinal("third"), ordinal("twentieth")], [Some(3), Some(20)]);
        assert_eq!([cardinal("twenty"), tens("ten"), ordinal("second")], [None; 3]);
    }
}
