//! How sure a share is. The counts here are small, and a bare percentage would hide that.

use serde::Serialize;

/// The quantile of the normal distribution for 95 % on both sides.
const Z: f64 = 1.959_963_984_540_054;

/// A share of a count with its 95 % confidence interval. Half points are possible, so `hits` is no whole number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Share {
    /// How many.
    pub hits: f64,
    /// Of how many.
    pub of: usize,
    /// `hits / of`; 1 of nothing.
    pub ratio: f64,
    /// Lower end of Wilson's interval.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Share {
    /// The share `hits` of `of`. Of nothing, it is 1 and could be anything.
    pub fn new(hits: f64, of: usize) -> Self {
        if of == 0 {
            return Self {
                hits: 0.0,
                of,
                ratio: 1.0,
                low: 0.0,
                high: 1.0,
            };
        }
        let (low, high) = wilson(hits, of as f64);
        Self {
            hits,
            of,
            ratio: hits / of as f64,
            low,
            high,
        }
    }

    /// The share of those that are true.
    pub fn of_all(all: impl IntoIterator<Item = bool>) -> Self {
        let (mut hits, mut of) = (0.0, 0);
        for hit in all {
            of += 1;
            if hit {
                hits += 1.0;
            }
        }
        Self::new(hits, of)
    }

    /// Both counts together.
    pub fn and(self, other: Self) -> Self {
        Self::new(self.hits + other.hits, self.of + other.of)
    }
}

/// Wilson's score interval (Wilson 1927): it stays between 0 and 1 and is honest at the ends, where the usual formula says
/// that 0 of 10 is certain.
fn wilson(hits: f64, of: f64) -> (f64, f64) {
    let share = hits / of;
    let shrink = 1.0 + Z * Z / of;
    let centre = (share + Z * Z / (2.0 * of)) / shrink;
    let half = Z / shrink * (share * (1.0 - share) / of + Z * Z / (4.0 * of * of)).sqrt();
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_published_tables() {
        // Newcombe 1998, table I, method 3.
        for (hits, of, low, high) in [
            (81.0, 263, 0.2553, 0.3662),
            (15.0, 148, 0.0624, 0.1605),
            (0.0, 20, 0.0, 0.1611),
            (1.0, 29, 0.0061, 0.1718),
        ] {
            let share = Share::new(hits, of);
            assert!((share.low - low).abs() < 5e-5, "{hits} of {of}: {share:?}");
            assert!((share.high - high).abs() < 5e-5, "{hits} of {of}: {share:?}");
        }
    }

    #[test]
    fn nothing_of_nothing_says_nothing() {
        let share = Share::new(0.0, 0);
        assert_eq!((share.ratio, share.low, share.high), (1.0, 0.0, 1.0));
    }

    #[test]
    fn two_shares_are_counted_together() {
        let both = Share::new(1.0, 2).and(Share::of_all([true, true, false]));
        assert_eq!((both.hits, both.of), (3.0, 5));
    }
}
