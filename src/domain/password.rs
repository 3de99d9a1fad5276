//! What a new password must be: composed as the contract says, and none of the guesses that come first.
//!
//! The appliance asks nobody outside whether a password has leaked. It carries a list of what such passwords are made of
//! (`password/common.txt`, which says how it was made) and compares shapes instead of texts: a guesser, too, tries
//! `P@ssw0rd2024!` as soon as `password`.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::user::BadCredential;

/// Words that passwords are made of, in the form that [`cores`] brings a password to.
static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("password/common.txt").lines();
    let words = lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace);
    words.map(letters).collect()
});

/// Neighbours on a keyboard, and the alphabet. A walk goes along one of them in either direction.
const WALKS: [&str; 14] = [
    "1234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "zaq12wsxcde34rfvbgt56yhnmju7",
    "qazwsxedcrfvtgbyhnujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9",
];

/// A walk has at least this many steps.
const WALK: usize = 4;
/// What must be left of a password beside its walks.
const BESIDE_WALKS: usize = 6;
/// How many different characters there must be.
const DIFFERENT: usize = 6;

/// The one form in which a password is checked, hashed and compared (NFC): a person who types `ü` on another keyboard may send
/// it as one character or as two.
pub fn normalise(password: &str) -> String {
    password.nfc().collect()
}

/// Checks a new password: the contract's composition rule (12 characters or more with upper case, lower case, a digit and a
/// special character; at most 128 so that hashing has a bound), then that it is not one of the first to be tried. `owner` holds
/// what anybody may know of the person: names and address.
///
/// # Errors
/// [`BadCredential::Password`], [`BadCredential::CommonPassword`] or [`BadCredential::PersonalPassword`].
pub fn check(password: &str, owner: &[&str]) -> Result<(), BadCredential> {
    let password = normalise(password);
    let length = password.chars().count();
    let has = |test: fn(char) -> bool| password.chars().any(test);
    let composed = has(char::is_uppercase)
        && has(char::is_lowercase)
        && has(char::is_numeric)
        && has(|c| !c.is_alphanumeric() && !c.is_control());
    if !(12..=128).contains(&length) || !composed {
        return Err(BadCredential::Password);
    }
    let cores = cores(&password);
    let common = |word: &str| COMMON.contains(word);
    if monotonous(&password) || is_walk(&password) || cores.iter().any(|core| made_of(core, &common, 2)) {
        return Err(BadCredential::CommonPassword);
    }
    let own = own_words(owner);
    let known = |word: &str| own.contains(word) || COMMON.contains(word);
    if cores
        .iter()
        .any(|core| made_of(core, &known, 2) || little_beside(core, &own))
    {
        return Err(BadCredential::PersonalPassword);
    }
    Ok(())
}

/// The letter that a digit or sign stands for.
fn letter_for(sign: char, one: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' | '|' => one,
        '3' | '€' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    }
}

/// The letters of a text: lower case, without accents, digits and signs.
fn letters(text: &str) -> String {
    let plain = text.nfkd().flat_map(char::to_lowercase);
    plain.filter(|c| c.is_alphabetic()).collect()
}

/// What a password may be at its core: its letters; and, with digits and signs turned back into the letters they stand for, all
/// of it, what is left without the tail, and what is left without both ends.
fn cores(password: &str) -> Vec<String> {
    let sign = |c: char| !c.is_alphabetic();
    let parts = [password, password.trim_end_matches(sign), password.trim_matches(sign)];
    let mut cores = vec![letters(password)];
    for (part, one) in parts.into_iter().flat_map(|part| [(part, 'i'), (part, 'l')]) {
        let turned: String = part.chars().map(|c| letter_for(c, one)).collect();
        cores.push(letters(&turned));
    }
    cores.sort_unstable();
    cores.dedup();
    cores
}

/// Whether a text is a row of at most `most` known words, with at most two letters after them.
fn made_of(core: &str, known: &impl Fn(&str) -> bool, most: u8) -> bool {
    let ends = core.char_indices().map(|(at, c)| at + c.len_utf8()).skip(2);
    ends.filter(|end| known(&core[..*end])).any(|end| {
        let rest = &core[end..];
        rest.chars().count() <= 2 || (most > 1 && made_of(rest, known, most - 1))
    })
}

/// Whether hardly anything is left of a core without the owner's words.
fn little_beside(core: &str, own: &HashSet<String>) -> bool {
    let mut words: Vec<&String> = own.iter().filter(|word| word.chars().count() >= 4).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words
        .into_iter()
        .fold(core.to_owned(), |rest, word| rest.replace(word, ""));
    rest.len() < core.len() && rest.chars().count() <= 3
}

/// Names and the parts of an address, as they may stand in a password.
fn own_words(owner: &[&str]) -> HashSet<String> {
    let whole = owner.iter().flat_map(|text| text.split('@'));
    let parts = owner.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let words = whole.chain(parts).map(letters);
    words.filter(|word| word.chars().count() >= 3).collect()
}

/// Whether it is hardly more than one character typed again and again.
fn monotonous(password: &str) -> bool {
    let different: HashSet<char> = password.chars().flat_map(char::to_lowercase).collect();
    different.len() < DIFFERENT
}

/// Whether it is hardly more than walks over the keyboard.
fn is_walk(password: &str) -> bool {
    let keys: Vec<char> = password.chars().flat_map(char::to_lowercase).map(unshifted).collect();
    let (mut at, mut beside) = (0, 0);
    while at < keys.len() {
        let longest = (at + WALK..=keys.len())
            .take_while(|end| walks_along(&keys[at..*end]))
            .last();
        match longest {
            Some(end) => at = end,
            None => {
                at += 1;
                beside += 1;
            }
        }
    }
    beside < BESIDE_WALKS && beside < keys.len()
}

fn walks_along(keys: &[char]) -> bool {
    let forward: String = keys.iter().collect();
    let backward: String = keys.iter().rev().collect();
    WALKS
        .iter()
        .any(|walk| walk.contains(&forward) || walk.contains(&backward))
}

/// The digit on the key of a sign: a walk along the digits with the shift key held is the same walk.
fn unshifted(sign: char) -> char {
    match sign {
        '!' => '1',
        '@' => '2',
        '#' => '3',
        '$' => '4',
        '%' => '5',
        '^' => '6',
        '&' => '7',
        '*' => '8',
        '(' => '9',
        ')' => '0',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_contracts_example_password_is_accepted_and_weaker_ones_are_not() {
        for good in [
            "SecurePass123!",
            "Ünïcode-pass 1",
            "Quiet-Harbour-42!",
            "A long enough passw0rd!",
            "kX9#mPq2$vLw",
            "Velvet kettle 9 drifts home",
        ] {
            assert_eq!(check(good, &[]), Ok(()), "{good}");
        }
        for bad in [
            "Short1!",
            "nouppercase123!",
            "NOLOWERCASE123!",
            "NoDigitsHere!!",
            "NoSpecial12345",
        ] {
            assert_eq!(check(bad, &[]), Err(BadCredential::Password), "{bad}");
        }
        assert!(check(&"Aa1!".repeat(33), &[]).is_err());
    }

    #[test]
    fn the_guesses_that_come_first_are_refused_in_every_dress() {
        for bad in [
            "Password123!",
            "P@ssw0rd2024!",
            "pAsSwOrD!!99",
            "$ummeR2024!!",
            "Summer-Winter-1!",
            "Summer2024Winter!",
            "Welcome2024!!",
            "Welcome12345!",
            "Adm1nistrator!",
            "AdminPassword1!",
            "ChangeMe1234!",
            "Letmein12345!",
            "Trustno1!!!!!",
            "ILoveYou1234!",
            "Qwertyuiop1!",
            "1qaz@WSX3edc",
            "Qwer1234!@#$",
            "Abcdefgh1234!",
            "Zaq12wsxcde3$",
            "Aaaaaaaaaaa1!",
            "Aa1!Aa1!Aa1!",
            "Michael1987!!",
            "JessicaMichael1!",
            "CorrectHorseBatteryStaple1!",
            "Therapy2024!!",
            "TherapyBridge1!",
            "Passwörter1!",            // two letters more
            "ｐａｓｓｗｏｒｄ-１２Ａ", // full width
        ] {
            assert_eq!(check(bad, &[]), Err(BadCredential::CommonPassword), "{bad}");
        }
    }

    #[test]
    fn what_is_known_of_the_owner_is_no_password() {
        let owner = ["ottoline.quirke@harrowgate.example", "Ottoline", "Quirke"];
        for bad in [
            "Ottoline1975!!",
            "0ttoline-Quirke-1",
            "Quirke.Ottoline7",
            "xxQuirke!!1975",
            "Harrowgate-2024!",
            "OttolinePassword1!",
        ] {
            assert_eq!(check(bad, &owner), Err(BadCredential::PersonalPassword), "{bad}");
            assert_eq!(check(bad, &[]), Ok(()), "{bad} says nothing of others");
        }
        assert_eq!(check("Quirke keeps 7 llamas!", &owner), Ok(()));
    }

    #[test]
    fn both_ways_to_write_an_accent_are_one_password() {
        assert_eq!(normalise("U\u{308}"), "Ü");
        assert_eq!(check("U\u{308}bergang-zu-9", &[]), Ok(()));
    }

    #[test]
    fn the_list_is_long_and_clean() {
        assert!(COMMON.len() > 2_000, "{}", COMMON.len());
        for word in COMMON.iter() {
            assert!(word.chars().count() >= 2 && letters(word) == *word, "{word}");
        }
        assert!(!COMMON.contains("secure"));
    }

    proptest! {
        #[test]
        fn what_a_machine_makes_at_random_is_accepted(random in "[A-Z][a-z]{2}[0-9][!#%?_-][A-Za-z0-9!#%?_-]{15}") {
            prop_assert_eq!(check(&random, &["robin.meyer@practice.example", "Robin", "Meyer"]), Ok(()));
        }

        #[test]
        fn any_text_is_judged_alike_in_both_forms(text in "\\PC{0,140}", name in "\\PC{0,20}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(check(&text, &[&name]), check(&decomposed, &[&name]));
        }

        #[test]
        fn a_listed_word_is_refused_with_any_digits_around_it(
            index in 0usize..3_000,
            before in "[0-9]{1,6}",
            after in "[0-9#%?_-]{8,12}[!#%?_-]",
        ) {
            let word = COMMON.iter().nth(index).cloned().unwrap_or_default();
            let capital: String = word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
            prop_assume!(capital.chars().any(char::is_lowercase) && word.chars().count() > 2);
            prop_assert_eq!(check(&format!("{before}{capital}{after}"), &[]), Err(BadCredential::CommonPassword));
        }
    }
}
