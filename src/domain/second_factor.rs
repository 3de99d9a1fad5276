//! The codes of a second factor, as people type them.

use std::fmt;
use std::time::Duration;

/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;

/// After this many wrong codes of the authenticator app in a row, one more is looked at per [`PAUSE`]. Only somebody who has the
/// password gets this far; at that rate a year of guessing finds a code with a chance below one in three.
pub const MAX_FAILURES: u32 = 5;

/// See [`MAX_FAILURES`]. Recovery codes are too long to be guessed and work all the time, so the owner is never locked out.
pub const PAUSE: Duration = Duration::from_secs(5 * 60);

/// Digits and letters that are not mistaken for one another on paper (Crockford's base 32).
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a recovery code, without its dash: 50 random bits.
const LENGTH: usize = 10;

/// A code, in the form it is compared.
#[derive(Clone, PartialEq, Eq)]
pub enum Code {
    /// Six digits of an authenticator app.
    App(String),
    /// A recovery code.
    Recovery(String),
}

impl Code {
    /// Reads what somebody typed: case, spaces and dashes do not matter. `None` when it can be neither kind.
    pub fn parse(text: &str) -> Option<Self> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(LENGTH + 1)
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let is_digits = code.bytes().all(|byte| byte.is_ascii_digit());
        let is_ours = code.bytes().all(|byte| ALPHABET.contains(&byte));
        match code.len() {
            6 if is_digits => Some(Self::App(code)),
            LENGTH if is_ours => Some(Self::Recovery(code)),
            _ => None,
        }
    }
}

impl fmt::Debug for Code {
    /// A code is a secret: it must not reach a log by accident.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::App(_) => "App(…)",
            Self::Recovery(_) => "Recovery(…)",
        })
    }
}

/// A recovery code made of random bytes, as it is compared.
pub fn recovery_code(random: [u8; LENGTH]) -> String {
    random
        .into_iter()
        .map(|byte| char::from(ALPHABET[usize::from(byte % 32)]))
        .collect()
}

/// A recovery code as it is shown: `XXXXX-XXXXX`.
pub fn shown(code: &str) -> String {
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_dashes_and_case_do_not_matter() {
        for typed in ["123456", " 123 456 ", "12-34-56"] {
            assert!(Code::parse(typed) == Some(Code::App("123456".into())), "{typed}");
        }
        for typed in ["AB1DE-0GH0K", "ab1de-0gh0k", "abide oghok", "ABLDE0GHOK"] {
            assert!(
                Code::parse(typed) == Some(Code::Recovery("AB1DE0GH0K".into())),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in [
            "",
            "12345",
            "1234567",
            "12345a",
            "ABCDE-FGHJKX",
            "ABCDE-FGHU!",
            "١٢٣٤٥٦",
            "ééééé",
        ] {
            assert!(Code::parse(typed).is_none(), "{typed}");
        }
        assert!(Code::parse(&"9".repeat(1 << 20)).is_none());
    }

    #[test]
    fn a_recovery_code_is_read_back_as_it_was_shown() {
        let code = recovery_code([0, 31, 32, 63, 64, 100, 150, 200, 254, 255]);
        let paper = shown(&code);
        assert_eq!((paper.len(), &paper[5..6]), (11, "-"));
        assert!(Code::parse(&paper) == Some(Code::Recovery(code)));
    }

    #[test]
    fn a_code_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", Code::parse("123456")), "Some(App(…))");
    }
}
