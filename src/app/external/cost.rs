//! What the service is likely to charge: tokens times configured prices. The service's own bill is what counts; it may be lower,
//! because a prompt that the service still remembers costs less there.

/// What a service charges, in millionths of a US dollar for a million tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    /// For tokens that it reads.
    pub input: u64,
    /// For tokens that it writes.
    pub output: u64,
}

impl Prices {
    /// Prices as price lists have them, in US dollars for a million tokens. `None` for what is no price.
    pub fn in_dollars(input: f64, output: f64) -> Option<Self> {
        Some(Self {
            input: micro_dollars(input)?,
            output: micro_dollars(output)?,
        })
    }
}

/// The most that a price may be, in dollars for a million tokens. No model costs a thousandth of it.
const MOST_DOLLARS: f64 = 1e6;

fn micro_dollars(dollars: f64) -> Option<u64> {
    // In these bounds the number of millionths is exact.
    (0.0..=MOST_DOLLARS)
        .contains(&dollars)
        .then(|| (dollars * 1e6).round() as u64)
}

/// What the questions about one session took, failed attempts included: the service charges for those, too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bill {
    /// Requests that were sent, or tried to be.
    pub requests: u32,
    /// Answers that were taken from the cache.
    pub cached: u32,
    /// Tokens that the service read.
    pub prompt_tokens: u64,
    /// Tokens that it wrote.
    pub output_tokens: u64,
}

impl Bill {
    /// The estimate, in millionths of a US dollar, rounded up.
    pub fn micro_dollars(&self, prices: Prices) -> u64 {
        let part = |tokens: u64, price: u64| u128::from(tokens) * u128::from(price);
        let whole = part(self.prompt_tokens, prices.input) + part(self.output_tokens, prices.output);
        u64::try_from(whole.div_ceil(1_000_000)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_cost_what_the_price_list_says_and_a_fraction_counts_whole() {
        let prices = Prices::in_dollars(2.5, 10.0).expect("prices");
        let bill = |prompt_tokens, output_tokens| Bill {
            prompt_tokens,
            output_tokens,
            ..Bill::default()
        };
        assert_eq!(bill(1_000_000, 0).micro_dollars(prices), 2_500_000);
        assert_eq!(bill(12_000, 1_500).micro_dollars(prices), 45_000);
        assert_eq!(bill(1, 0).micro_dollars(prices), 3);
        assert_eq!(Bill::default().micro_dollars(prices), 0);
        assert_eq!(bill(u64::MAX, u64::MAX).micro_dollars(prices), u64::MAX);
    }

    #[test]
    fn what_is_no_price_is_none() {
        for wrong in [-0.1, f64::NAN, f64::INFINITY, 2e6] {
            assert_eq!(Prices::in_dollars(wrong, 1.0), None, "{wrong}");
            assert_eq!(Prices::in_dollars(1.0, wrong), None, "{wrong}");
        }
    }
}
