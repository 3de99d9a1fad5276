//! Access and refresh tokens.
//!
//! An access token is a JWT (HS256, 30 minutes) that names the person and the login; the login row is asked on every request,
//! so ending a login takes effect at once. A refresh token is 256 random bits, stored hashed, valid 7 days and once.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{LoginId, Timestamp, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Error, Result};

/// How long an access token is valid (the contract's `expires_in: 1800`).
pub const ACCESS: Duration = Duration::from_secs(30 * 60);
/// How long a refresh token is valid.
pub const REFRESH: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// The shortest secret that is accepted, in bytes (RFC 7518 §3.2: as long as the hash).
pub const MIN_SECRET: usize = 32;

/// Seconds by which the clocks of two machines on one database may differ.
const CLOCK_SKEW: i64 = 60;

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: Uuid,
    sid: Uuid,
    #[serde(rename = "type")]
    kind: String,
    iat: i64,
    exp: i64,
    /// We write none; a token of somebody who shares the secret may have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

/// Signs and checks access tokens.
pub struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Signer {
    /// A signer with this secret.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is shorter than [`MIN_SECRET`].
    pub fn new(secret: &[u8]) -> Result<Self> {
        if secret.len() < MIN_SECRET {
            return Err(Error::Invalid {
                field: "JWT_SECRET_KEY",
                detail: format!("The secret needs at least {MIN_SECRET} bytes; make one with `openssl rand -hex 32`."),
            });
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false; // checked against the application's clock below
        validation.required_spec_claims.clear();
        validation.validate_aud = false;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            validation,
        })
    }

    /// A token for a login.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub fn access(&self, user: UserId, login: LoginId, now: Timestamp) -> Result<String> {
        let claims = Claims {
            sub: user.uuid(),
            sid: login.uuid(),
            kind: "access".into(),
            iat: now.seconds(),
            exp: (now + ACCESS).seconds(),
            nbf: None,
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding).map_err(Error::internal)
    }

    /// The login a token names, if its signature, type and time are right.
    pub fn check(&self, token: &str, now: Timestamp) -> Option<LoginId> {
        self.claims(token, now).map(|claims| LoginId::from(claims.sid))
    }

    /// The person a token names, if its signature, type and time are right. Whether the login still stands is another
    /// question.
    pub fn subject(&self, token: &str, now: Timestamp) -> Option<UserId> {
        self.claims(token, now).map(|claims| UserId::from(claims.sub))
    }

    fn claims(&self, token: &str, now: Timestamp) -> Option<Claims> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation)
            .ok()?
            .claims;
        let begun = claims.iat.max(claims.nbf.unwrap_or(claims.iat)) <= now.seconds().saturating_add(CLOCK_SKEW);
        (begun && now.seconds() < claims.exp && claims.kind == "access").then_some(claims)
    }
}

/// A fresh refresh token and the hash under which it is stored.
///
/// # Errors
/// [`Error::Internal`] when the machine gives no randomness.
pub fn new_refresh() -> Result<(String, [u8; 32])> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| Error::internal("no randomness from the operating system"))?;
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = refresh_hash(&token);
    Ok((token, hash))
}

/// The hash under which a refresh token is stored: SHA-256, enough for 256 random bits.
pub fn refresh_hash(token: &str) -> [u8; 32] {
    let digest = ring::digest::digest(&ring::digest::SHA256, token.as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(digest.as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    #[test]
    fn a_token_is_valid_for_thirty_minutes_and_only_with_its_secret() {
        let signer = Signer::new(&[7; 32]).unwrap();
        let login = LoginId::new(NOW);
        let token = signer.access(UserId::new(NOW), login, NOW).unwrap();
        assert_eq!(signer.check(&token, NOW), Some(login));
        assert_eq!(signer.check(&token, NOW + Duration::from_secs(1799)), Some(login));
        assert_eq!(signer.check(&token, NOW + ACCESS), None);
        assert_eq!(Signer::new(&[8; 32]).unwrap().check(&token, NOW), None);
        assert_eq!(signer.check("nonsense", NOW), None);
    }

    #[test]
    fn a_short_secret_is_refused() {
        assert!(matches!(
            Signer::new(&[7; 31]),
            Err(Error::Invalid {
                field: "JWT_SECRET_KEY",
                ..
            })
        ));
    }
}
