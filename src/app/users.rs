//! Accounts.

use domain::UserId;
use domain::audit::{By, Deed};
use domain::user::{Caller, Role, User, check_password, normalise_email};

use crate::{App, Error, Result, audit};

/// What is typed for a new account.
pub struct NewUser {
    /// Address to sign in with.
    pub email: String,
    /// Password.
    pub password: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What they are.
    pub role: Role,
}

fn name(field: &'static str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 100 || text.chars().any(char::is_control) {
        return Err(Error::Invalid {
            field,
            detail: "A name has 1 to 100 characters.".into(),
        });
    }
    Ok(text.to_owned())
}

/// Makes an account from the command line, where whoever types owns the machine.
///
/// # Errors
/// [`Error::Invalid`] for a field that is not acceptable, [`Error::Conflict`] when the address is taken.
pub async fn create(app: &App, new: NewUser) -> Result<User> {
    let email = normalise_email(&new.email)?;
    check_password(&new.password)?;
    let user = User {
        id: UserId::new(app.now()),
        email,
        first_name: name("first_name", &new.first_name)?,
        last_name: name("last_name", &new.last_name)?,
        role: new.role,
        is_active: true,
        is_verified: true,
        is_shadow: false,
        created_at: app.now(),
    };
    let hash = app.passwords.hash(new.password).await?;
    let mut tx = app.db.write().await?;
    store::users::insert(&mut tx, &user, &hash)
        .await
        .map_err(|error| match error {
            store::Error::Constraint(_) => {
                Error::Conflict("There is already an account with this e-mail address.".into())
            }
            other => other.into(),
        })?;
    audit::note(&mut tx, app.now(), By::Appliance, Deed::UserCreated, user.id.uuid()).await?;
    tx.commit().await?;
    Ok(user)
}

/// The caller's own account.
///
/// # Errors
/// [`Error::Unauthenticated`] when it is gone.
pub async fn me(app: &App, caller: &Caller) -> Result<User> {
    let mut tx = app.db.read().await?;
    let account = store::users::by_id(&mut tx, caller.user).await?;
    account
        .map(|account| account.user)
        .ok_or(Error::Unauthenticated("Please sign in again."))
}
