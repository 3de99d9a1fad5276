//! Treatment goals of a client: written, changed, met or dropped. None is ever removed.

use chrono::NaiveDate;
use domain::access::Action;
use domain::audit::{By, Deed};
use domain::goal::{Goal, MAX_MEASURE, MAX_TEXT, State};
use domain::review::edit::clean;
use domain::user::Caller;
use domain::{GoalId, PatientId};

use crate::{App, Error, Result, access, audit};

/// A goal as it is typed.
#[derive(Debug, Clone)]
pub struct NewGoal {
    /// In words.
    pub text: String,
    /// By what it will be known.
    pub measure: Option<String>,
    /// When it should be reached.
    pub target_on: Option<NaiveDate>,
}

/// New values of a goal's fields. What is `None` stays; what is `Some(None)` is cleared.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// In words.
    pub text: Option<String>,
    /// By what it will be known.
    pub measure: Option<Option<String>>,
    /// When it should be reached.
    pub target_on: Option<Option<NaiveDate>>,
    /// How far it is.
    pub state: Option<State>,
}

fn checked_text(text: &str) -> Result<String> {
    let text = clean("text", text, MAX_TEXT)?;
    if text.is_empty() {
        return Err(Error::Invalid {
            field: "text",
            detail: "Say in words what is to be reached.".into(),
        });
    }
    Ok(text)
}

fn checked_measure(measure: Option<String>) -> Result<Option<String>> {
    let Some(measure) = measure else { return Ok(None) };
    let measure = clean("measure", &measure, MAX_MEASURE)?;
    Ok(Some(measure).filter(|measure| !measure.is_empty()))
}

/// A client's goals, in the order they were written.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn list(app: &App, caller: &Caller, patient: PatientId) -> Result<Vec<Goal>> {
    let mut tx = audit::reading(app, caller, Deed::PatientRead, patient.uuid()).await?;
    access::require(app, &mut tx, caller, Action::ReadClinical, patient).await?;
    let goals = store::goals::of_patient(&mut tx, app.key.contact_key(), patient).await?;
    tx.noted().await?;
    Ok(goals)
}

/// Writes a goal.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`].
pub async fn create(app: &App, caller: &Caller, patient: PatientId, new: NewGoal) -> Result<Goal> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EditPatient, patient).await?;
    let goal = Goal {
        id: GoalId::new(now),
        text: checked_text(&new.text)?,
        measure: checked_measure(new.measure)?,
        state: State::Open,
        target_on: new.target_on,
        author: caller.user,
        created_at: now,
        updated_at: now,
        ended_at: None,
    };
    store::goals::insert(&mut tx, app.key.contact_key(), patient, &goal).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::GoalWritten, goal.id.uuid()).await?;
    tx.commit().await?;
    Ok(goal)
}

/// Changes a goal.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`]; [`Error::NotFound`] for a goal that is not this client's.
pub async fn change(app: &App, caller: &Caller, patient: PatientId, id: GoalId, change: Change) -> Result<Goal> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::EditPatient, patient).await?;
    store::patients::lock(&mut tx, patient).await?;
    let contact = app.key.contact_key();
    let goals = store::goals::of_patient(&mut tx, contact, patient).await?;
    let before = goals.into_iter().find(|goal| goal.id == id);
    let before = before.ok_or(Error::NotFound("There is no such goal."))?;
    let mut goal = before.clone();
    if let Some(text) = change.text {
        goal.text = checked_text(&text)?;
    }
    if let Some(measure) = change.measure {
        goal.measure = checked_measure(measure)?;
    }
    if let Some(target_on) = change.target_on {
        goal.target_on = target_on;
    }
    if let Some(state) = change.state {
        goal.turn(state, now);
    }
    if goal == before {
        return Ok(before);
    }
    goal.updated_at = now;
    store::goals::update(&mut tx, contact, &goal).await?;
    audit::note(&mut tx, now, By::Caller(caller), Deed::GoalWritten, id.uuid()).await?;
    tx.commit().await?;
    Ok(goal)
}
