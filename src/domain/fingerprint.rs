//! Short names for content: enough to tell the few hundred items of one note apart, no protection against anybody.

use std::fmt;

/// A 64-bit FNV-1a hash over several texts (constants: Fowler, Noll, Vo; draft-eastlake-fnv). Printed as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl Default for Fingerprint {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fingerprint {
    /// Takes a text in. Texts are kept apart: `ab`, `c` differs from `a`, `bc`.
    pub fn add(&mut self, text: &str) -> &mut Self {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        self
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_kept_apart() {
        let of = |texts: &[&str]| {
            let mut print = Fingerprint::default();
            for text in texts {
                print.add(text);
            }
            print.to_string()
        };
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
    }
}
