//! Codes that change every thirty seconds (RFC 6238): SHA-1, six digits, which is what every authenticator app can do.

use domain::Timestamp;
use ring::rand::{SecureRandom, SystemRandom};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// What an authenticator app calls the account. A telephone shows it to whoever looks over a shoulder, so it says nothing of
/// what kind of practice this is.
const ISSUER: &str = "Practice account";

/// 160 random bits, as RFC 4226 recommends.
pub(crate) fn new_secret() -> Result<Zeroizing<Vec<u8>>> {
    let mut secret = Zeroizing::new(vec![0; 20]);
    SystemRandom::new()
        .fill(&mut secret)
        .map_err(|_| Error::internal("no randomness from the operating system"))?;
    Ok(secret)
}

fn authenticator(secret: &[u8]) -> Builder {
    // One step before and one after: clocks differ, and people type slowly.
    Builder::new().with_skew(1).with_secret(Secret::from(secret))
}

fn build(builder: Builder) -> Result<Totp> {
    builder.build().map_err(|error| Error::internal(error.to_string()))
}

/// The time step whose code this is, if it is one of now or a step beside.
pub(crate) fn step(secret: &[u8], code: &str, now: Timestamp) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.seconds()).unwrap_or(0);
    let step = build(authenticator(secret))?.check(code, seconds);
    step.map(|step| i64::try_from(step).map_err(Error::internal))
        .transpose()
}

/// What a person enters or scans to set up an authenticator app: the secret in base 32, and as an `otpauth://` address.
pub(crate) fn enrolment(secret: &[u8], email: &str) -> Result<(String, String)> {
    // A colon separates issuer and account in the address.
    let account = email.replace(':', " ");
    let totp = build(
        authenticator(secret)
            .with_account_name(account)
            .with_issuer(Some(ISSUER)),
    )?;
    let uri = totp.to_url().map_err(|error| Error::internal(error.to_string()))?;
    Ok((totp.secret().to_base32(), uri))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six digits.
    const SECRET: &[u8] = b"12345678901234567890";
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn the_standards_own_codes_are_right_in_their_step_and_the_two_beside() {
        for (seconds, code) in VECTORS {
            let its_step = seconds / 30;
            for steps in [-1, 0, 1] {
                let now = at(seconds + steps * 30);
                assert_eq!(step(SECRET, code, now).unwrap(), Some(its_step), "{code} {steps}");
            }
            // The first of them is younger than two steps.
            for steps in [-2, 2].into_iter().filter(|steps| seconds + steps * 30 >= 0) {
                assert_eq!(
                    step(SECRET, code, at(seconds + steps * 30)).unwrap(),
                    None,
                    "{code} {steps}"
                );
            }
        }
    }

    #[test]
    fn a_wrong_code_and_no_code_are_of_no_step() {
        for code in ["287083", "28708", "2870822", "", "abcdef"] {
            assert_eq!(step(SECRET, code, at(59)).unwrap(), None, "{code}");
        }
        assert_eq!(step(&new_secret().unwrap(), "287082", at(59)).unwrap(), None);
    }

    #[test]
    fn an_address_for_the_app_names_the_account_and_not_what_it_is_for() {
        let (secret, uri) = enrolment(SECRET, "jane:x@example.org").unwrap();
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(uri.starts_with("otpauth://totp/Practice%20account:jane%20x"), "{uri}");
        assert!(uri.contains(&format!("secret={secret}")), "{uri}");
        assert!(!uri.to_lowercase().contains("therap"), "{uri}");
    }
}
