//! What people agreed to: asked before anything is captured and before each step of processing, written down by those who treat
//! the client, taken back at any time.
//!
//! The question and what depends on it happen in one transaction that keeps withdrawals out until it ends ([`hold`]), and a
//! withdrawal waits for those that are under way ([`withdraw`]). So either a step began before the withdrawal, which then calls it
//! off, or it finds the consent gone.

mod destroy;
mod withdraw;

use domain::access::Action;
use domain::audit::{By, Deed, Outcome};
use domain::consent::{self, Consent, Method, Scope, Standing, State};
use domain::user::Caller;
use domain::{ConsentId, ParticipantId, PatientId, Timestamp};
use store::Tx;

use crate::{App, Error, Result, access, audit};

pub use destroy::{Destruction, Kept, destroy};
pub use withdraw::{Withdrawal, withdraw};
pub(crate) use withdraw::{take_back, tell};

/// How far ahead of this machine's clock another one's may be.
const AHEAD: std::time::Duration = std::time::Duration::from_secs(5 * 60);

/// Demands a valid consent of everybody who takes part to each of these scopes.
///
/// # Errors
/// [`Error::ConsentMissing`]; [`Error::Hidden`] when there is no such client.
pub async fn require(app: &App, tx: &mut Tx, patient: PatientId, scopes: &[Scope]) -> Result<()> {
    let missing: Vec<_> = standings(app, tx, patient, scopes)
        .await?
        .into_iter()
        .filter(|standing| standing.state != State::Valid)
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::ConsentMissing(missing))
    }
}

/// [`require`], and no consent of this client is withdrawn until the transaction ends. For a transaction that writes.
pub(crate) async fn hold(app: &App, tx: &mut Tx, patient: PatientId, scopes: &[Scope]) -> Result<()> {
    store::patients::hold(tx, patient).await?;
    require(app, tx, patient, scopes).await
}

/// Notes that something was not done because a consent is missing; other errors pass. The transaction that met it is gone by then.
pub(crate) async fn noting<T>(app: &App, by: By<'_>, patient: PatientId, result: Result<T>) -> Result<T> {
    if let Err(Error::ConsentMissing(missing)) = &result {
        let reason = missing.first().map(|standing| standing.scope.as_str());
        let mut tx = app.db.write().await?;
        let (now, record) = (app.now(), patient.uuid());
        audit::note_with(&mut tx, now, by, Deed::ConsentMissing, record, Outcome::Refused, reason).await?;
        tx.commit().await?;
    }
    result
}

async fn standings(app: &App, tx: &mut Tx, patient: PatientId, scopes: &[Scope]) -> Result<Vec<Standing>> {
    let contact = app.key.contact_key();
    let name = store::patients::name(tx, patient)
        .await?
        .ok_or_else(Error::no_patient)?;
    let participants = store::participants::of_patient(tx, contact, patient).await?;
    let all = store::consents::of_patient(tx, patient).await?;
    Ok(consent::standings(&name, &participants, &all, scopes, app.now()))
}

/// What is known of a client's consents.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Everybody who takes part, with every scope that concerns them.
    pub current: Vec<Standing>,
    /// Everything that was ever agreed to, newest first.
    pub history: Vec<Consent>,
}

/// A client's consents and what is missing.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn list(app: &App, caller: &Caller, patient: PatientId) -> Result<Overview> {
    let mut tx = app.db.read().await?;
    access::require(app, &mut tx, caller, Action::ReadPatient, patient).await?;
    let current = standings(app, &mut tx, patient, &Scope::ALL).await?;
    let mut history = store::consents::of_patient(&mut tx, patient).await?;
    history.reverse();
    Ok(Overview { current, history })
}

/// What somebody agreed to, as it is written down.
#[derive(Debug, Clone)]
pub struct Given {
    /// Who; `None`: the client.
    pub participant: Option<ParticipantId>,
    /// To what.
    pub scopes: Vec<Scope>,
    /// How.
    pub method: Method,
    /// Version of the wording.
    pub text_version: String,
    /// Its language.
    pub language: String,
    /// When; `None`: now.
    pub given_at: Option<Timestamp>,
    /// Until when.
    pub expires_at: Option<Timestamp>,
}

fn invalid(field: &'static str, detail: &str) -> Error {
    Error::Invalid {
        field,
        detail: detail.into(),
    }
}

impl Given {
    /// The consents, one for each scope.
    fn consents(&self, caller: &Caller, now: Timestamp) -> Result<Vec<Consent>> {
        if self.scopes.is_empty() {
            return Err(invalid("scopes", "Name at least one scope that was agreed to."));
        }
        if !self.method.is_written_down() {
            return Err(invalid(
                "method",
                "Say how they agreed: on paper, in person, or with an electronic signature.",
            ));
        }
        let given_at = self.given_at.unwrap_or(now);
        if given_at > now + AHEAD {
            return Err(invalid("given_at", "Nobody can have agreed in the future."));
        }
        let given_at = given_at.min(now);
        if self.expires_at.is_some_and(|end| end <= given_at) {
            return Err(invalid("expires_at", "A consent ends after it was given."));
        }
        let mut scopes = self.scopes.clone();
        scopes.sort_unstable();
        scopes.dedup();
        if self.participant.is_some() && !scopes.iter().all(|scope| scope.concerns_everybody()) {
            return Err(invalid("scopes", "The portal concerns the client alone."));
        }
        let known = |scope: &Scope| consent::text(*scope, &self.text_version, &self.language).is_some();
        if !scopes.iter().all(known) {
            return Err(invalid(
                "text_version",
                "There is no such wording; take version and language from the list of texts.",
            ));
        }
        let consents = scopes.into_iter().map(|scope| Consent {
            id: ConsentId::new(now),
            participant: self.participant,
            scope,
            text_version: self.text_version.clone(),
            language: self.language.clone(),
            method: self.method,
            given_at,
            expires_at: self.expires_at,
            withdrawn_at: None,
            recorded_by: Some(caller.user),
            created_at: now,
        });
        Ok(consents.collect())
    }
}

/// Writes down what somebody agreed to.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`]; [`Error::NotFound`] for somebody who does not take part.
pub async fn give(app: &App, caller: &Caller, patient: PatientId, given: &Given) -> Result<Vec<Consent>> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::ManageConsents, patient).await?;
    let consents = given.consents(caller, now)?;
    if let Some(participant) = given.participant {
        let people = store::participants::of_patient(&mut tx, app.key.contact_key(), patient).await?;
        let present = |id| people.iter().any(|found| found.id == id && found.ended_at.is_none());
        if !present(participant) {
            return Err(Error::NotFound("There is no such participant."));
        }
    }
    for consent in &consents {
        store::consents::insert(&mut tx, patient, consent).await?;
        audit::note(&mut tx, now, By::Caller(caller), Deed::ConsentGiven, consent.id.uuid()).await?;
    }
    tx.commit().await?;
    Ok(consents)
}

/// Lets the invented client of a demonstration agree to everything.
///
/// # Errors
/// [`Error::Internal`] also when there is no such client.
pub async fn demonstrate(app: &App, patient: PatientId) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    for scope in Scope::ALL {
        let consent = Consent::by_client(scope, Method::Demo, None, now);
        store::consents::insert(&mut tx, patient, &consent).await?;
        audit::note(&mut tx, now, By::Appliance, Deed::ConsentGiven, consent.id.uuid()).await?;
    }
    tx.commit().await?;
    Ok(())
}
