//! Templates of notes: the practice's own formats. An administrator makes them, everybody who works here may use them. A change
//! makes a new version, and a template is never deleted, so that a note can always be shown as it was.

use domain::TemplateId;
use domain::access::{Action, Relation};
use domain::audit::{By, Deed};
use domain::format::{NewTemplate, TemplateSection};
use domain::user::Caller;
use store::Tx;

use crate::error::refuse;
use crate::{App, Error, Result, audit};

pub use store::templates::Stored;

/// What is typed for a template.
pub struct Typed {
    /// Its name.
    pub name: String,
    /// Its sections, in order.
    pub sections: Vec<TemplateSection>,
}

impl Typed {
    fn check(self) -> Result<NewTemplate> {
        Ok(NewTemplate::new(&self.name, self.sections)?)
    }
}

fn require(caller: &Caller, action: Action) -> Result<()> {
    caller.may(action, Relation::Other).map_err(refuse(Error::Forbidden))
}

fn name_taken(error: store::Error) -> Error {
    match error {
        store::Error::Constraint(_) => {
            Error::Conflict("There is already a template of this name; choose another name.".into())
        }
        other => other.into(),
    }
}

/// The templates in use, by name; with `archived`, also those that are not.
///
/// # Errors
/// [`Error::Forbidden`] for who does not work here.
pub async fn list(app: &App, caller: &Caller, archived: bool) -> Result<Vec<Stored>> {
    require(caller, Action::ReadTemplates)?;
    Ok(store::templates::list(&mut app.db.read().await?, archived).await?)
}

/// One version of a template, also of one that is archived.
///
/// # Errors
/// [`Error::Forbidden`] for who does not work here, [`Error::NotFound`].
pub async fn version(app: &App, caller: &Caller, id: TemplateId, version: u32) -> Result<Stored> {
    require(caller, Action::ReadTemplates)?;
    let found = store::templates::version(&mut app.db.read().await?, id, version).await?;
    found.ok_or(Error::NotFound("There is no such version of a template."))
}

/// The newest version of a template, archived or not, for a note that is to be laid out by it.
pub(crate) async fn find(tx: &mut Tx, id: TemplateId) -> Result<Stored> {
    let found = store::templates::find(tx, id).await?;
    found.ok_or_else(Error::no_template)
}

/// Makes a template.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`], [`Error::Conflict`] when one in use has the name.
pub async fn create(app: &App, caller: &Caller, typed: Typed) -> Result<Stored> {
    require(caller, Action::ManageTemplates)?;
    let new = typed.check()?;
    let now = app.now();
    let id = TemplateId::new(now);
    let mut tx = app.db.write().await?;
    store::templates::insert(&mut tx, id, &new, caller.user, now)
        .await
        .map_err(name_taken)?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::TemplateCreated, id.uuid()).await?;
    tx.commit().await?;
    Ok(Stored {
        template: new.as_version(id, 1),
        is_archived: false,
        created_at: now,
        updated_at: now,
    })
}

/// Changes a template: adds the version that follows `from`. What says the same as before makes no version.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Invalid`], [`Error::Conflict`] when `from` is not the newest version, the
/// template is archived, or another one in use has the name.
pub async fn change(app: &App, caller: &Caller, id: TemplateId, from: u32, typed: Typed) -> Result<Stored> {
    require(caller, Action::ManageTemplates)?;
    let mut tx = app.db.write().await?;
    let stored = find(&mut tx, id).await?;
    let new = typed.check()?;
    if stored.is_archived {
        return Err(Error::Conflict(
            "This template is archived; make a new one instead.".into(),
        ));
    }
    if stored.template.version == from && new.is(&stored.template) {
        return Ok(stored);
    }
    let now = app.now();
    let is_newest = store::templates::change(&mut tx, id, from, &new, caller.user, now)
        .await
        .map_err(name_taken)?;
    if !is_newest {
        return Err(Error::Conflict(
            "Somebody changed this template in the meantime; load it again and repeat your change.".into(),
        ));
    }
    audit::note(&mut tx, now, By::Caller(caller), Deed::TemplateChanged, id.uuid()).await?;
    tx.commit().await?;
    Ok(Stored {
        template: new.as_version(id, from + 1),
        is_archived: false,
        created_at: stored.created_at,
        updated_at: now,
    })
}

/// Takes a template out of use. Doing so twice is fine.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub async fn archive(app: &App, caller: &Caller, id: TemplateId) -> Result<()> {
    require(caller, Action::ManageTemplates)?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    find(&mut tx, id).await?;
    if store::templates::archive(&mut tx, id, now).await? {
        audit::note(&mut tx, now, By::Caller(caller), Deed::TemplateArchived, id.uuid()).await?;
        tx.commit().await?;
    }
    Ok(())
}
