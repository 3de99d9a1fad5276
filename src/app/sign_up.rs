//! Making an account for oneself, where the practice allows it.
//!
//! Nobody may learn from a sign-up who has an account here: that somebody is in therapy is itself a secret. So an address that
//! is taken gets the same answer after the same work, and an account that is like any other but can never be confirmed: a
//! *shadow*. Whoever reads the address's mail is told that there is an account already.
//!
//! Several sign-ups for one address must not tell either. Of those that were never confirmed only the newest can sign in with
//! its password, whether the address has a confirmed account or not; the earlier ones keep the logins they have.

use domain::UserId;
use domain::audit::{By, Deed, Origin};
use domain::mail::Template;
use domain::user::{Role, User, normalise_email};

use crate::sign_in::{self, Surface, Tokens};
use crate::users::{NewUser, name};
use crate::{App, Error, Result, audit, mail, passwords};

/// Makes an account and signs it in.
///
/// # Errors
/// [`Error::Invalid`] for a field that is not acceptable, [`Error::Refused`] when the practice takes no sign-ups for the role.
pub async fn sign_up(app: &App, new: NewUser, surface: Surface, origin: &Origin) -> Result<Tokens> {
    if matches!(new.role, Role::Admin | Role::Supervisor) {
        return Err(Error::Invalid {
            field: "role",
            detail: "Nobody signs up as admin or supervisor; an administrator invites them.".into(),
        });
    }
    if !app.settings.signup.contains(&new.role) {
        return Err(Error::Refused(
            "This practice does not take sign-ups; please ask for an invitation.",
        ));
    }
    let email = normalise_email(&new.email)?;
    let first_name = name("first_name", &new.first_name)?;
    let last_name = name("last_name", &new.last_name)?;
    passwords::check("password", &new.password, &[&email, &first_name, &last_name])?;
    let hash = app.passwords.hash(new.password).await?;

    let now = app.now();
    let mut tx = app.db.write().await?;
    // Nobody owns an address before they confirmed it: the newest sign-up counts.
    store::users::supersede_unverified(&mut tx, &email, now).await?;
    let taken = store::users::by_email(&mut tx, &email).await?.is_some();
    let mut user = User {
        id: UserId::new(now),
        email,
        first_name,
        last_name,
        role: new.role,
        is_active: true,
        is_verified: false,
        is_shadow: taken,
        created_at: now,
    };
    if !store::users::insert_unless_taken(&mut tx, &user, &hash).await? {
        // Somebody else signed up with the address a moment ago.
        user.is_shadow = true;
        store::users::insert(&mut tx, &user, &hash).await?;
    }
    mail::queue(app, &mut tx, Template::Verification, &user.email, Some(user.id), None).await?;
    let tokens = sign_in::begin(app, &mut tx, user.id, surface, false, origin).await?;
    let by = By::Person(user.id, origin);
    audit::note(&mut tx, now, by, Deed::SignedUp, user.id.uuid()).await?;
    audit::note(&mut tx, now, by, Deed::SignedIn, user.id.uuid()).await?;
    tx.commit().await?;
    Ok(tokens)
}
