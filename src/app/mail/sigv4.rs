//! Amazon's request signature, version 4.
//!
//! The one request that needs it has a fixed path, no query and three headers, which is sixty lines; Amazon's own library
//! would bring two dozen crates. The example that Amazon publishes is the test.

use domain::Timestamp;
use ring::digest::{SHA256, digest};
use ring::hmac;
use secrecy::ExposeSecret;

use super::Credentials;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A request as far as it is signed.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    /// Percent-encoded.
    pub(super) path: &'a str,
    /// Percent-encoded and sorted, without the question mark.
    pub(super) query: &'a str,
    /// Names in lower case and sorted, values without blanks around them. `host` and `x-amz-date` are among them.
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) body: &'a [u8],
}

/// A moment in the form of `x-amz-date`.
pub(super) fn date(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}

/// The `Authorization` header of a request that is signed at `at`, in the form of `x-amz-date`.
pub(super) fn authorization(
    request: &Request,
    credentials: &Credentials,
    region: &str,
    service: &str,
    at: &str,
) -> String {
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let headers: String = request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    let canonical = format!(
        "{}\n{}\n{}\n{headers}\n{names}\n{}",
        request.method,
        request.path,
        request.query,
        sha256(request.body)
    );
    let day = at.get(..8).unwrap_or(at);
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let to_sign = format!("{ALGORITHM}\n{at}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let secret = format!("AWS4{}", credentials.secret.expose_secret());
    let key = [day, region, service, "aws4_request"]
        .iter()
        .fold(secret.into_bytes(), |key, part| {
            hmac_sha256(&key, part).as_ref().to_vec()
        });
    let signature = hex(hmac_sha256(&key, &to_sign).as_ref());
    format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
        credentials.id
    )
}

fn hmac_sha256(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest(&SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Examples of the complete Signature Version 4 signing process" in the AWS General Reference.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let request = Request {
            method: "GET",
            path: "/",
            query: "Action=ListUsers&Version=2010-05-08",
            headers: &[
                ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                ("host", "iam.amazonaws.com"),
                ("x-amz-date", "20150830T123600Z"),
            ],
            body: b"",
        };
        let credentials = Credentials {
            id: "AKIDEXAMPLE".into(),
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
        };
        assert_eq!(
            authorization(&request, &credentials, "us-east-1", "iam", "20150830T123600Z"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date, \
             Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        );
    }

    #[test]
    fn a_moment_is_written_as_amazon_reads_it() {
        assert_eq!(date(Timestamp::from_micros(1_440_938_160_000_000)), "20150830T123600Z");
    }
}
