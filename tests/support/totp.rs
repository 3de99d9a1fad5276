use ring::hmac;

/// The code that an authenticator app shows for a secret (base32, as it is shown to people) at a second since 1970: RFC 6238
/// with the parameters that every app knows, SHA-1, 30 seconds, 6 digits.
///
/// # Panics
/// When the secret is no base32.
pub fn totp(secret: &str, seconds: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &base32(secret));
    let tag = hmac::sign(&key, &(seconds.div_euclid(30) as u64).to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag[19] & 0xf);
    let number = u32::from_be_bytes([tag[offset] & 0x7f, tag[offset + 1], tag[offset + 2], tag[offset + 3]]);
    format!("{:06}", number % 1_000_000)
}

fn base32(text: &str) -> Vec<u8> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for letter in text.chars().filter(|c| !matches!(c, ' ' | '-' | '=')) {
        let value = ALPHABET.find(letter.to_ascii_uppercase()).expect("a letter of base32");
        bits = bits << 5 | value as u32;
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

#[test]
fn the_codes_are_those_of_the_standard() {
    // RFC 6238, appendix B, the last six digits; the secret is "12345678901234567890".
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    assert_eq!(totp(secret, 59), "287082");
    assert_eq!(totp(secret, 1_111_111_109), "081804");
    assert_eq!(totp(secret, 20_000_000_000), "353130");
}
