//! Accounts.

use domain::UserId;
use domain::access::{Action, Relation};
use domain::audit::{By, Deed};
use domain::user::{Caller, Role, User, normalise_email};
use store::users::Listed;

use crate::error::refuse;
use crate::sign_in::require_step_up;
use crate::{App, Error, Result, audit, passwords};

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

/// A person's name as it is stored.
pub(crate) fn name(field: &'static str, text: &str) -> Result<String> {
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
    let first_name = name("first_name", &new.first_name)?;
    let last_name = name("last_name", &new.last_name)?;
    passwords::check("password", &new.password, &[&email, &first_name, &last_name])?;
    let user = User {
        id: UserId::new(app.now()),
        email,
        first_name,
        last_name,
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

/// What `reset` does to an account.
pub struct Reset {
    /// A new password; every login ends.
    pub password: Option<String>,
    /// Whether the second factor goes.
    pub second_factor: bool,
}

/// Helps somebody who lost their password or second factor, from the command line, where whoever types owns the machine.
///
/// # Errors
/// [`Error::NotFound`] when no account has the address, [`Error::Invalid`] for a password that is not acceptable.
pub async fn reset(app: &App, email: &str, reset: Reset) -> Result<User> {
    let email = normalise_email(email)?;
    let account = store::users::by_email(&mut app.db.read().await?, &email).await?;
    let account = account.ok_or_else(Error::no_user)?;
    let user = account.user;
    let hash = match reset.password {
        Some(password) => {
            passwords::check("password", &password, &[&email, &user.first_name, &user.last_name])?;
            Some(app.passwords.hash(password).await?)
        }
        None => None,
    };
    let now = app.now();
    let mut tx = app.db.write().await?;
    if let Some(hash) = hash {
        if !store::users::replace_password(&mut tx, user.id, &account.hashed_password, &hash, now).await? {
            return Err(Error::Conflict(
                "The password was changed elsewhere a moment ago.".into(),
            ));
        }
        store::logins::revoke_all(&mut tx, user.id, None).await?;
        audit::note(&mut tx, now, By::Appliance, Deed::PasswordReset, user.id.uuid()).await?;
    }
    if reset.second_factor {
        store::second_factors::remove(&mut tx, user.id).await?;
        audit::note(&mut tx, now, By::Appliance, Deed::SecondFactorRemoved, user.id.uuid()).await?;
    }
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

fn must_manage(caller: &Caller) -> Result<()> {
    caller
        .may(Action::ManageUsers, Relation::Other)
        .map_err(refuse(Error::Forbidden))
}

/// Accounts in the order they were made, after the one with the id `after`.
///
/// # Errors
/// [`Error::Forbidden`] for who does not manage accounts.
pub async fn list(app: &App, caller: &Caller, after: Option<UserId>, limit: u32) -> Result<Vec<Listed>> {
    must_manage(caller)?;
    Ok(store::users::list(&mut app.db.read().await?, after, limit).await?)
}

/// One account.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn get(app: &App, caller: &Caller, id: UserId) -> Result<Listed> {
    must_manage(caller)?;
    let found = store::users::find(&mut app.db.read().await?, id).await?;
    found.ok_or_else(Error::no_user)
}

/// What an administrator changes on an account; what is absent stays.
#[derive(Default)]
pub struct Change {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// What they are.
    pub role: Option<Role>,
    /// Whether they may sign in.
    pub is_active: Option<bool>,
}

/// Changes an account. Who is deactivated is signed out everywhere at once.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::StepUpRequired`] for another role and for deactivating,
/// [`Error::Conflict`] for doing either to oneself or to the last administrator, and for giving power to somebody whose address
/// is not confirmed.
pub async fn change(app: &App, caller: &Caller, id: UserId, change: Change) -> Result<Listed> {
    must_manage(caller)?;
    let now = app.now();
    let by = By::Caller(caller);
    let mut tx = app.db.write().await?;
    let before = store::users::find(&mut tx, id).await?.ok_or_else(Error::no_user)?.user;
    let mut after = before.clone();
    if let Some(first_name) = change.first_name {
        after.first_name = name("first_name", &first_name)?;
    }
    if let Some(last_name) = change.last_name {
        after.last_name = name("last_name", &last_name)?;
    }
    after.role = change.role.unwrap_or(before.role);
    after.is_active = change.is_active.unwrap_or(before.is_active);

    let another_role = after.role != before.role;
    let deactivated = before.is_active && !after.is_active;
    if another_role || deactivated {
        if id == caller.user {
            return Err(Error::Conflict(
                "Another administrator must change your role or deactivate you.".into(),
            ));
        }
        require_step_up(app, caller)?;
    }
    if another_role && !before.is_verified && matches!(after.role, Role::Admin | Role::Supervisor) {
        // Anybody may sign up in anybody's name.
        return Err(Error::Conflict(
            "The address of this account is not confirmed yet; a new role has to wait for that.".into(),
        ));
    }
    store::users::update(&mut tx, &after, now).await?;
    if deactivated {
        store::logins::revoke_all(&mut tx, id, None).await?;
    }
    let deeds = [
        (after.full_name() != before.full_name(), Deed::UserRenamed),
        (another_role, Deed::RoleChanged),
        (deactivated, Deed::UserDeactivated),
        (!before.is_active && after.is_active, Deed::UserActivated),
    ];
    for (_, deed) in deeds.into_iter().filter(|(done, _)| *done) {
        audit::note(&mut tx, now, by, deed, id.uuid()).await?;
    }
    // Counted last: whoever writes to the trail waits for the others, so two administrators who take each other's role away at
    // one moment are judged one after the other.
    if store::users::active_admins(&mut tx).await? == 0 {
        return Err(Error::Conflict(
            "This is the last administrator; make another one first.".into(),
        ));
    }
    let changed = store::users::find(&mut tx, id).await?.ok_or_else(Error::no_user)?;
    tx.commit().await?;
    Ok(changed)
}

/// Removes the second factor of somebody who lost it. They set up a new one when they next sign in.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::StepUpRequired`], [`Error::Conflict`] for one's own.
pub async fn remove_second_factor(app: &App, caller: &Caller, id: UserId) -> Result<()> {
    must_manage(caller)?;
    if id == caller.user {
        return Err(Error::Conflict(
            "Another administrator must remove your second factor.".into(),
        ));
    }
    require_step_up(app, caller)?;
    let mut tx = app.db.write().await?;
    store::users::find(&mut tx, id).await?.ok_or_else(Error::no_user)?;
    if store::second_factors::remove(&mut tx, id).await? {
        let by = By::Caller(caller);
        audit::note(&mut tx, app.now(), by, Deed::SecondFactorRemoved, id.uuid()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Signs somebody out on every device.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn end_logins(app: &App, caller: &Caller, id: UserId) -> Result<()> {
    must_manage(caller)?;
    let mut tx = app.db.write().await?;
    store::users::find(&mut tx, id).await?.ok_or_else(Error::no_user)?;
    if store::logins::revoke_all(&mut tx, id, None).await? > 0 {
        audit::note(&mut tx, app.now(), By::Caller(caller), Deed::LoginEnded, id.uuid()).await?;
    }
    tx.commit().await?;
    Ok(())
}
