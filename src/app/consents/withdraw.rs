//! Taking a consent back. Work that needs it is called off in the same transaction: its job is cancelled under its attempt number,
//! so no result of it can be committed any more, and the worker is stopped here at once and on another machine as soon as that
//! looks at its lease, which it does every second.

use domain::access::Action;
use domain::audit::{By, Deed};
use domain::consent::{Consent, Scope};
use domain::job::Kind;
use domain::session::{Event, Status};
use domain::user::Caller;
use domain::{ConsentId, PatientId, SessionId};
use store::Tx;

use crate::{App, Error, Result, access, audit};

/// What became of a withdrawal.
#[derive(Debug, Clone)]
pub struct Withdrawal {
    /// The consent as it is now.
    pub consent: Consent,
    /// Sessions whose processing was called off.
    pub stopped: Vec<SessionId>,
    /// Sessions that made use of the consent and whose recording, transcript or unsigned note can be destroyed.
    pub destructible: Vec<SessionId>,
    /// Sessions whose draft begins again without a model outside the building.
    begun_again: Vec<SessionId>,
}

/// Takes a consent back. Doing it twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`]; [`Error::NotFound`] for a consent that is not this client's.
pub async fn withdraw(app: &App, caller: &Caller, patient: PatientId, id: ConsentId) -> Result<Withdrawal> {
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::ManageConsents, patient).await?;
    let withdrawal = take_back(app, &mut tx, caller, patient, id).await?;
    tx.commit().await?;
    tell(app, patient, &withdrawal);
    Ok(withdrawal)
}

/// Takes a consent back in this transaction, whoever asks. After its commit [`tell`] must follow.
pub(crate) async fn take_back(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    patient: PatientId,
    id: ConsentId,
) -> Result<Withdrawal> {
    store::patients::lock(tx, patient).await?;
    let now = app.now();
    let found = find(tx, patient, id).await?;
    let is_news = found.withdrawn_at.is_none();
    if is_news {
        store::consents::withdraw(tx, patient, found.participant, found.scope, caller.user, now).await?;
        audit::note(tx, now, By::Caller(caller), Deed::ConsentWithdrawn, id.uuid()).await?;
    }
    let mut withdrawal = Withdrawal {
        consent: find(tx, patient, id).await?,
        stopped: Vec::new(),
        destructible: Vec::new(),
        begun_again: Vec::new(),
    };
    if is_news && found.scope == Scope::ExternalModel {
        withdrawal.begun_again = keep_inside(app, tx, patient).await?;
    } else if is_news {
        withdrawal.stopped = call_off(app, tx, caller, patient, found.scope).await?;
    }
    if matches!(found.scope, Scope::Record | Scope::Transcribe | Scope::AiDraft) {
        withdrawal.destructible = store::sessions::destructible(tx, patient).await?;
    }
    Ok(withdrawal)
}

/// Stops the work that a committed withdrawal called off, and tells open pages.
pub(crate) fn tell(app: &App, patient: PatientId, withdrawal: &Withdrawal) {
    for session in withdrawal.stopped.iter().chain(&withdrawal.begun_again) {
        app.live.cancel(*session);
        app.events.moved(patient, *session);
    }
    app.wake.notify_waiters();
}

async fn find(tx: &mut Tx, patient: PatientId, id: ConsentId) -> Result<Consent> {
    let all = store::consents::of_patient(tx, patient).await?;
    let found = all.into_iter().find(|consent| consent.id == id);
    found.ok_or(Error::NotFound("There is no such consent."))
}

/// Calls off whatever waits or runs for a client and needs the scope.
async fn call_off(app: &App, tx: &mut Tx, caller: &Caller, patient: PatientId, scope: Scope) -> Result<Vec<SessionId>> {
    let now = app.now();
    let mut stopped = Vec::new();
    for (id, kind) in store::jobs::live_of_patient(tx, patient).await? {
        if !Scope::needed_by(kind).contains(&scope) || store::jobs::cancel(tx, id, now).await?.is_none() {
            continue;
        }
        let message = format!(
            "Processing was stopped: the consent to {} was withdrawn. What exists is kept until you destroy it; after a new \
             consent, press Retry to go on.",
            scope.in_words()
        );
        let Some(stored) = store::sessions::find(tx, &app.key, id).await? else {
            continue;
        };
        let from = stored.session.status;
        if let Ok(to) = from.next(Event::GaveUp) {
            store::sessions::advance(tx, id, from, to, Some(&message), now).await?;
        }
        audit::note(tx, now, By::Caller(caller), Deed::SessionCancelled, id.uuid()).await?;
        stopped.push(id);
    }
    Ok(stopped)
}

/// Lets drafts that run begin again: they may be asking a model outside at this moment, and the next attempt asks none.
async fn keep_inside(app: &App, tx: &mut Tx, patient: PatientId) -> Result<Vec<SessionId>> {
    if !app.settings.external_model {
        return Ok(Vec::new());
    }
    let now = app.now();
    let mut again = Vec::new();
    for (id, kind) in store::jobs::live_of_patient(tx, patient).await? {
        let stored = store::sessions::find(tx, &app.key, id).await?;
        let drafts = stored.is_some_and(|stored| stored.session.status == Status::ExtractingNotes);
        if kind == Kind::DraftNote && drafts && store::jobs::start_over(tx, id, now).await? {
            again.push(id);
        }
    }
    Ok(again)
}
