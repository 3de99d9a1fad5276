//! Inviting people: into the practice, clients to an account of their own, and the first administrator of all.

use domain::access::{Action, Relation};
use domain::audit::{By, Deed, Origin};
use domain::invitation::{Invitation, SET_UP_VALID, State, VALID};
use domain::mail::Template;
use domain::user::{Caller, Role, User, normalise_email};
use domain::{InvitationId, PatientId, UserId};
use store::Tx;

use crate::error::refuse;
use crate::sign_in::{self, Surface, Tokens};
use crate::tokens::{new_refresh, refresh_hash};
use crate::users::name;
use crate::{App, Error, Result, audit, mail, passwords};

/// What is typed to invite somebody.
pub struct NewInvitation {
    /// Where the link goes.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What they will be.
    pub role: Role,
    /// The client record that the account will belong to.
    pub patient: Option<PatientId>,
}

/// What is typed to accept an invitation. Absent names are those of the invitation.
pub struct Acceptance {
    /// The token of the link.
    pub token: String,
    /// The password of the new account.
    pub password: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// The address, which only the set-up link leaves open.
    pub email: Option<String>,
}

/// Invites somebody; the link is mailed. An earlier invitation by the same person to the same address is taken back.
///
/// # Errors
/// [`Error::Forbidden`] for a role the caller may not invite to, [`Error::NotFound`] for a client who is not their own,
/// [`Error::Conflict`] when the caller may see all accounts and the address has one.
pub async fn create(app: &App, caller: &Caller, new: NewInvitation) -> Result<Invitation> {
    let action = match new.role {
        Role::Patient => Action::InvitePatient,
        Role::Therapist | Role::Supervisor | Role::Admin => Action::InviteUser,
    };
    caller.may(action, Relation::Other).map_err(refuse(Error::Forbidden))?;
    let now = app.now();
    let invitation = Invitation {
        id: InvitationId::new(now),
        email: Some(normalise_email(&new.email)?),
        first_name: name("first_name", &new.first_name)?,
        last_name: name("last_name", &new.last_name)?,
        role: new.role,
        invited_by: Some(caller.user),
        patient: new.patient,
        expires_at: now + VALID,
        accepted_at: None,
        revoked_at: None,
        created_at: now,
    };
    if invitation.patient.is_some() && invitation.role != Role::Patient {
        return Err(Error::Invalid {
            field: "patient_id",
            detail: "Only an account with the role patient belongs to a client.".into(),
        });
    }
    let mut tx = app.db.write().await?;
    if let Some(patient) = invitation.patient {
        must_be_own(app, &mut tx, caller, patient).await?;
    }
    let email = invitation.email.as_deref().unwrap_or_default();
    let sees_accounts = caller.may(Action::ManageUsers, Relation::Other).is_ok();
    if sees_accounts && store::users::by_email(&mut tx, email).await?.is_some() {
        return Err(taken());
    }
    store::invitations::revoke_earlier(&mut tx, email, caller.user, now).await?;
    store::invitations::insert(&mut tx, &invitation).await?;
    mail::queue(app, &mut tx, Template::Invitation, email, None, Some(invitation.id)).await?;
    audit::note(
        &mut tx,
        now,
        By::Caller(caller),
        Deed::UserInvited,
        invitation.id.uuid(),
    )
    .await?;
    tx.commit().await?;
    Ok(invitation)
}

async fn must_be_own(app: &App, tx: &mut Tx, caller: &Caller, patient: PatientId) -> Result<()> {
    let found = store::patients::find(tx, app.key.contact_key(), patient).await?;
    if found.is_some_and(|patient| patient.therapist_id == caller.user) {
        Ok(())
    } else {
        Err(Error::no_patient())
    }
}

fn taken() -> Error {
    Error::Conflict("There is already an account with this e-mail address.".into())
}

/// The invitations the caller may see: their own, or everybody's for who manages accounts. Newest first.
///
/// # Errors
/// [`Error::Forbidden`] for a role that invites nobody.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Invitation>> {
    let by = seen_by(caller)?;
    Ok(store::invitations::list(&mut app.db.read().await?, by).await?)
}

/// Whose invitations the caller may see; `None` for everybody's.
fn seen_by(caller: &Caller) -> Result<Option<UserId>> {
    caller
        .may(Action::InvitePatient, Relation::Other)
        .map_err(refuse(Error::Forbidden))?;
    let all = caller.may(Action::InviteUser, Relation::Other).is_ok();
    Ok((!all).then_some(caller.user))
}

/// Takes an invitation back. Doing so twice is fine.
///
/// # Errors
/// [`Error::NotFound`] also for somebody else's, [`Error::Conflict`] when it was accepted.
pub async fn revoke(app: &App, caller: &Caller, id: InvitationId) -> Result<()> {
    let by = seen_by(caller)?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    let found = store::invitations::find(&mut tx, id).await?;
    let invitation = found
        .filter(|invitation| invitation.email.is_some() && (by.is_none() || invitation.invited_by == by))
        .ok_or_else(Error::no_invitation)?;
    if invitation.state(now) == State::Accepted {
        return Err(Error::Conflict("This invitation was accepted already.".into()));
    }
    if store::invitations::revoke(&mut tx, id, now).await? {
        audit::note(&mut tx, now, By::Caller(caller), Deed::InvitationRevoked, id.uuid()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The invitation behind a token, for the page that greets.
///
/// # Errors
/// [`Error::InvalidToken`].
pub async fn greet(app: &App, token: &str) -> Result<Invitation> {
    let mut tx = app.db.read().await?;
    let found = store::invitations::by_token(&mut tx, &refresh_hash(token)).await?;
    let open = found.filter(|invitation| invitation.state(app.now()) == State::Pending);
    let invitation = open.ok_or(Error::InvalidToken)?;
    if invitation.email.is_none() && store::users::any(&mut tx).await? {
        return Err(Error::InvalidToken);
    }
    Ok(invitation)
}

/// Makes the account that somebody was invited to, and signs it in. Who holds the token reads the address's mail, so the address
/// counts as confirmed.
///
/// # Errors
/// [`Error::InvalidToken`], [`Error::Invalid`], [`Error::Conflict`] when the address has an account.
pub async fn accept(app: &App, acceptance: Acceptance, surface: Surface, origin: &Origin) -> Result<Tokens> {
    let invitation = greet(app, &acceptance.token).await?;
    let email = match &invitation.email {
        Some(email) => email.clone(),
        None => normalise_email(acceptance.email.as_deref().unwrap_or_default())?,
    };
    let first_name = acceptance.first_name.unwrap_or(invitation.first_name);
    let last_name = acceptance.last_name.unwrap_or(invitation.last_name);
    let (first_name, last_name) = (name("first_name", &first_name)?, name("last_name", &last_name)?);
    passwords::check("password", &acceptance.password, &[&email, &first_name, &last_name])?;
    let hash = app.passwords.hash(acceptance.password).await?;

    let now = app.now();
    let user = User {
        id: UserId::new(now),
        email,
        first_name,
        last_name,
        role: invitation.role,
        is_active: true,
        is_verified: true,
        is_shadow: false,
        created_at: now,
    };
    let mut tx = app.db.write().await?;
    if !store::invitations::accept(&mut tx, invitation.id, now).await? {
        return Err(Error::InvalidToken);
    }
    if invitation.email.is_none() && store::users::any(&mut tx).await? {
        return Err(Error::InvalidToken);
    }
    if !store::users::insert_unless_taken(&mut tx, &user, &hash).await? {
        return Err(taken());
    }
    if let Some(patient) = invitation.patient
        && !store::patients::link(&mut tx, patient, user.id, now).await?
    {
        return Err(Error::Conflict("This client has an account already.".into()));
    }
    let tokens = sign_in::begin(app, &mut tx, user.id, surface, false, origin).await?;
    let by = By::Person(user.id, origin);
    audit::note(&mut tx, now, by, Deed::InvitationAccepted, invitation.id.uuid()).await?;
    audit::note(&mut tx, now, by, Deed::UserCreated, user.id.uuid()).await?;
    audit::note(&mut tx, now, by, Deed::SignedIn, user.id.uuid()).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Makes the link that sets up an appliance without any account: whoever opens it becomes its first administrator. An earlier
/// one stops working. Returns its token, or nothing where there is an account.
///
/// # Errors
/// [`Error::Internal`].
pub async fn set_up(app: &App) -> Result<Option<String>> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if store::users::any(&mut tx).await? {
        return Ok(None);
    }
    let invitation = Invitation {
        id: InvitationId::new(now),
        email: None,
        first_name: String::new(),
        last_name: String::new(),
        role: Role::Admin,
        invited_by: None,
        patient: None,
        expires_at: now + SET_UP_VALID,
        accepted_at: None,
        revoked_at: None,
        created_at: now,
    };
    let (token, hash) = new_refresh()?;
    store::invitations::revoke_set_up(&mut tx, now).await?;
    store::invitations::insert(&mut tx, &invitation).await?;
    store::invitations::set_token(&mut tx, invitation.id, &hash).await?;
    audit::note(&mut tx, now, By::Appliance, Deed::UserInvited, invitation.id.uuid()).await?;
    tx.commit().await?;
    Ok(Some(token))
}
