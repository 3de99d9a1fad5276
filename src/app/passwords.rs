//! Password hashing with argon2id, off the async threads and bounded, so that a flood of sign-ins cannot starve the rest.

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Hashes and verifies passwords, a few at a time.
pub struct Hasher {
    argon2: Argon2<'static>,
    permits: Arc<Semaphore>,
    /// The hash of nothing anybody could type: verified against when there is no account, so that both answers take as long.
    decoy: String,
}

impl Hasher {
    /// OWASP's minimum for argon2id (19 MiB, two passes, one lane), half as many at once as there are cores.
    ///
    /// # Errors
    /// [`Error::Internal`] when the library refuses the parameters.
    pub fn new() -> Result<Self> {
        Self::with(Params::new(19 * 1024, 2, 1, None).map_err(internal)?)
    }

    /// The cheapest parameters argon2 allows, for tests with many accounts.
    ///
    /// # Errors
    /// As [`Hasher::new`].
    pub fn for_tests() -> Result<Self> {
        Self::with(Params::new(8, 1, 1, None).map_err(internal)?)
    }

    fn with(params: Params) -> Result<Self> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let decoy = PasswordHasher::hash_password(&argon2, b"\0no account\0")
            .map_err(internal)?
            .to_string();
        Ok(Self {
            argon2,
            permits: Arc::new(Semaphore::new((cores / 2).max(1))),
            decoy,
        })
    }

    /// Hashes a password into the PHC string form.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn hash(&self, password: String) -> Result<String> {
        let argon2 = self.argon2.clone();
        self.run(move || {
            Ok(PasswordHasher::hash_password(&argon2, password.as_bytes())
                .map_err(internal)?
                .to_string())
        })
        .await
    }

    /// Whether this is the password behind the hash. Without a hash it takes as long and is never true.
    ///
    /// # Errors
    /// [`Error::Internal`].
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let argon2 = self.argon2.clone();
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        let matches = self
            .run(move || Ok(PasswordVerifier::<str>::verify_password(&argon2, password.as_bytes(), &hash).is_ok()))
            .await?;
        Ok(matches && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let permit = self.permits.clone().acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::internal(error.to_string())
}
