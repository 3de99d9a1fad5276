//! Passwords: which are accepted, how they are hashed, how their owner changes them.
//!
//! Hashing (argon2id) is done off the async threads and bounded, so that a flood of sign-ins cannot starve the rest: a few at
//! a time, some more wait, and the others are told to come again.

mod cost;

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::UserId;
use domain::audit::{By, Deed, Outcome};
use domain::password::normalise;
use domain::user::Caller;
use tokio::sync::Semaphore;

pub use cost::{Cost, calibrate};

use crate::{App, Error, Result, audit};

/// How many may wait for their hash.
const QUEUE: usize = 64;

/// Hashes and verifies passwords, a few at a time.
pub struct Hasher {
    argon2: Argon2<'static>,
    /// How every hash begins that is made now.
    beginning: String,
    permits: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// The hash of nothing anybody could type: verified against when there is no account, so that both answers take as long.
    decoy: String,
}

impl Hasher {
    /// Half as many hashes at once as there are cores.
    ///
    /// # Errors
    /// [`Error::Internal`] when the library refuses the parameters.
    pub fn new(cost: Cost) -> Result<Self> {
        let argon2 = cost.argon2()?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let at_once = (cores / 2).max(1);
        let decoy = PasswordHasher::hash_password(&argon2, b"\0no account\0")
            .map_err(internal)?
            .to_string();
        Ok(Self {
            argon2,
            beginning: format!("$argon2id$v=19${cost}$"),
            permits: Arc::new(Semaphore::new(at_once)),
            queue: Arc::new(Semaphore::new(at_once + QUEUE)),
            decoy,
        })
    }

    /// The cheapest parameters argon2 allows, for tests with many accounts.
    ///
    /// # Errors
    /// As [`Hasher::new`].
    pub fn for_tests() -> Result<Self> {
        Self::new(Cost::CHEAPEST)
    }

    /// Hashes a password into the PHC string form.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Internal`].
    pub async fn hash(&self, password: String) -> Result<String> {
        let argon2 = self.argon2.clone();
        self.run(move || {
            Ok(PasswordHasher::hash_password(&argon2, normalise(&password).as_bytes())
                .map_err(internal)?
                .to_string())
        })
        .await
    }

    /// Whether this is the password behind the hash. Without a hash it takes as long and is never true.
    ///
    /// # Errors
    /// [`Error::Busy`], [`Error::Internal`].
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let argon2 = self.argon2.clone();
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.clone());
        let matches = self
            .run(move || {
                let password = normalise(&password);
                Ok(PasswordVerifier::<str>::verify_password(&argon2, password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(matches && known)
    }

    /// Whether a hash was made with other parameters than are used now.
    pub fn is_outdated(&self, hash: &str) -> bool {
        !hash.starts_with(&self.beginning)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let place = self.queue.clone().try_acquire_owned().map_err(|_| Error::Busy)?;
        let permit = self.permits.clone().acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let _held = (place, permit);
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::internal(error.to_string())
}

/// Checks a new password; `owner` holds the names and the address of its owner-to-be.
///
/// # Errors
/// [`Error::Invalid`] on `field`.
pub(crate) fn check(field: &'static str, password: &str, owner: &[&str]) -> Result<()> {
    domain::password::check(password, owner).map_err(|error| Error::Invalid {
        field,
        detail: format!("{error}."),
    })
}

/// Hashes a password again that was just typed rightly, if its hash was made with other parameters than are used now.
///
/// # Errors
/// [`Error::Busy`], [`Error::Internal`].
pub async fn renew(app: &App, user: UserId, password: String, hash: &str) -> Result<()> {
    if !app.passwords.is_outdated(hash) {
        return Ok(());
    }
    let new = app.passwords.hash(password).await?;
    let mut tx = app.db.write().await?;
    store::users::replace_password(&mut tx, user, hash, &new, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes the caller's own password and ends their other logins.
///
/// # Errors
/// [`Error::Invalid`] when the present password is wrong or the new one is not acceptable.
pub async fn change(app: &App, caller: &Caller, current: String, new: String) -> Result<()> {
    let account = store::users::by_id(&mut app.db.read().await?, caller.user).await?;
    let account = account.ok_or(Error::Unauthenticated("Please sign in again."))?;
    let (user, old) = (account.user, account.hashed_password);
    // Longer passwords than any account can have are not worth hashing.
    let typed = if current.len() > 1024 {
        String::new()
    } else {
        current.clone()
    };
    if !app.passwords.verify(typed, Some(old.clone())).await? {
        let mut tx = app.db.write().await?;
        let by = By::Caller(caller);
        audit::note_with(
            &mut tx,
            app.now(),
            by,
            Deed::PasswordChanged,
            user.id.uuid(),
            Outcome::Refused,
            Some("wrong_password"),
        )
        .await?;
        tx.commit().await?;
        return Err(Error::Invalid {
            field: "current_password",
            detail: "This is not your present password.".into(),
        });
    }
    if normalise(&current) == normalise(&new) {
        return Err(Error::Invalid {
            field: "new_password",
            detail: "This is your present password; choose another one.".into(),
        });
    }
    check("new_password", &new, &[&user.email, &user.first_name, &user.last_name])?;
    let hash = app.passwords.hash(new).await?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    if !store::users::replace_password(&mut tx, user.id, &old, &hash, now).await? {
        return Err(Error::Conflict(
            "Your password was changed elsewhere a moment ago.".into(),
        ));
    }
    store::logins::revoke_all(&mut tx, user.id, Some(caller.login)).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::PasswordChanged, user.id.uuid()).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_made_with_other_parameters_stays_valid_and_counts_as_outdated() {
        let (old, new) = (Hasher::for_tests().unwrap(), Hasher::new(Cost::MINIMUM).unwrap());
        let hash = old.hash("Velvet kettle 9 drifts".into()).await.unwrap();
        assert!(
            new.verify("Velvet kettle 9 drifts".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(
            !new.verify("Velvet kettle 9 drifted".into(), Some(hash.clone()))
                .await
                .unwrap()
        );
        assert!(new.is_outdated(&hash) && !old.is_outdated(&hash));
    }

    #[tokio::test]
    async fn an_accent_may_be_typed_in_two_ways() {
        let hasher = Hasher::for_tests().unwrap();
        let hash = hasher.hash("U\u{308}bergang zu 9".into()).await.unwrap();
        assert!(hasher.verify("Übergang zu 9".into(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn beyond_a_queue_of_sixty_four_nobody_waits() {
        let hasher = Hasher::for_tests().unwrap();
        let all = hasher.permits.available_permits();
        let held = hasher.permits.acquire_many(all as u32).await.unwrap();
        let waiting = hasher
            .queue
            .clone()
            .acquire_many_owned((all + QUEUE) as u32)
            .await
            .unwrap();
        assert!(matches!(hasher.verify(String::new(), None).await, Err(Error::Busy)));
        drop((waiting, held));
        assert!(!hasher.verify(String::new(), None).await.unwrap());
    }
}
