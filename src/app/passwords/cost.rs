//! How expensive a password hash is: about a quarter of a second of the machine it is made on.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Params, Version};

use crate::{Error, Result};

/// What a hash should take. A person hardly notices it; a guesser pays it for every guess.
const TARGET: Duration = Duration::from_millis(250);
/// More memory than this is not asked for: as many hashes as half the cores may be made at once.
const MOST_MEMORY: u32 = 64 << 10;
/// More passes than this are not made, however fast the machine was while it was measured.
const MOST_PASSES: u32 = 16;

/// The parameters of argon2id, as they stand in every hash: `m=19456,t=2,p=1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
    pub const MINIMUM: Self = Self {
        memory_kib: 19 << 10,
        passes: 2,
    };

    /// The cheapest that argon2 allows, for tests with many accounts.
    pub(super) const CHEAPEST: Self = Self {
        memory_kib: 8,
        passes: 1,
    };

    /// The algorithm with these parameters.
    ///
    /// # Errors
    /// [`Error::Internal`] when the library refuses them.
    pub(super) fn argon2(self) -> Result<Argon2<'static>> {
        let params = Params::new(self.memory_kib, self.passes, 1, None).map_err(super::internal)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// What takes about a quarter of a second on a machine that makes a hash of the minimum in this time: first more memory,
    /// which hurts a guesser most, then more passes.
    fn fitted(minimum_took: Duration) -> Self {
        let times = TARGET.as_secs_f64() / minimum_took.as_secs_f64().max(1e-6);
        let least = f64::from(Self::MINIMUM.memory_kib);
        let memory = (least * times).clamp(least, f64::from(MOST_MEMORY));
        let passes = f64::from(Self::MINIMUM.passes) * times * least / memory;
        Self {
            memory_kib: memory as u32,
            passes: (passes as u32).clamp(Self::MINIMUM.passes, MOST_PASSES),
        }
    }
}

/// Measures this machine, for well under a second.
///
/// # Errors
/// [`Error::Internal`].
pub fn calibrate() -> Result<Cost> {
    let argon2 = Cost::MINIMUM.argon2()?;
    let mut fastest = Duration::MAX;
    // The first one also pays for fresh memory, and others may be busy: the fastest tells what the machine can do.
    for _ in 0..3 {
        let started = Instant::now();
        let mut out = [0; 32];
        argon2
            .hash_password_into(b"a password to measure with", b"a salt to measure with", &mut out)
            .map_err(super::internal)?;
        fastest = fastest.min(started.elapsed());
    }
    Ok(Cost::fitted(fastest))
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m={},t={},p=1", self.memory_kib, self.passes)
    }
}

/// Parameters below the minimum are refused: nobody weakens every new password by editing a file.
impl FromStr for Cost {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refused = || Error::internal(format!("`{text}` are no parameters of argon2id that may be used"));
        let mut parts = text.split(',');
        let mut number = |name: &str| {
            let part = parts.next().and_then(|part| part.strip_prefix(name));
            part.and_then(|number| number.parse::<u32>().ok()).ok_or_else(refused)
        };
        let (memory_kib, passes, lanes) = (number("m=")?, number("t=")?, number("p=")?);
        let least = Self::MINIMUM;
        if memory_kib < least.memory_kib || passes < least.passes || lanes != 1 || parts.next().is_some() {
            return Err(refused());
        }
        Ok(Self { memory_kib, passes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_machine_gets_the_minimum_and_a_fast_one_more() {
        let on = |millis| Cost::fitted(Duration::from_millis(millis)).to_string();
        assert_eq!(on(400), "m=19456,t=2,p=1");
        assert_eq!(on(250), "m=19456,t=2,p=1");
        assert_eq!(on(125), "m=38912,t=2,p=1");
        assert_eq!(on(25), "m=65536,t=5,p=1");
        assert_eq!(on(0), "m=65536,t=16,p=1");
    }

    #[test]
    fn parameters_are_read_back_and_none_below_the_minimum() {
        let cost = Cost::fitted(Duration::from_millis(25));
        assert_eq!(cost.to_string().parse::<Cost>().ok(), Some(cost));
        for bad in [
            "",
            "m=8,t=1,p=1",
            "m=19456,t=1,p=1",
            "m=19456,t=2,p=2",
            "m=19456,t=2",
            "m=19456,t=2,p=1,x",
        ] {
            assert!(bad.parse::<Cost>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_measured_is_never_below_the_minimum() {
        let cost = calibrate().unwrap();
        assert!(cost.to_string().parse::<Cost>().is_ok(), "{cost}");
    }
}
