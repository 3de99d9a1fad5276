//! The caller's devices: where they are signed in, and how to end that from here.

use domain::LoginId;
use domain::audit::{By, Deed};
use domain::user::Caller;
use store::logins::Device;

use crate::{App, Error, Result, audit};

/// Where the caller is signed in, the device used last first.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<Device>> {
    let mut tx = app.db.read().await?;
    Ok(store::logins::of_user(&mut tx, caller.user, app.now()).await?)
}

/// Ends one of the caller's logins; its tokens stop working at once.
///
/// # Errors
/// [`Error::NotFound`] when it is nobody's, somebody else's or over.
pub async fn end(app: &App, caller: &Caller, id: LoginId) -> Result<()> {
    let none = || Error::NotFound("There is no such login.");
    let now = app.now();
    let mut tx = app.db.write().await?;
    let live = store::logins::live(&mut tx, id, now).await?;
    live.filter(|login| login.user == caller.user).ok_or_else(none)?;
    if !store::logins::revoke(&mut tx, id).await? {
        return Err(none());
    }
    audit::note(&mut tx, now, By::Caller(caller), Deed::LoginEnded, id.uuid()).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all of the caller's logins but the one they ask with. It is fine when there is no other.
///
/// # Errors
/// [`Error::Internal`].
pub async fn end_others(app: &App, caller: &Caller) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    let devices = store::logins::of_user(&mut tx, caller.user, now).await?;
    store::logins::revoke_all(&mut tx, caller.user, Some(caller.login)).await?;
    for device in devices.iter().filter(|device| device.id != caller.login) {
        audit::note(&mut tx, now, By::Caller(caller), Deed::LoginEnded, device.id.uuid()).await?;
    }
    tx.commit().await?;
    Ok(())
}
