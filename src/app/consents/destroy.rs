//! Destroying what was made with a consent that is withdrawn: recording, transcript and unsigned note go with the session's key.
//! What a signed note needs stays, because the record of a treatment must be kept.

use domain::access::Action;
use domain::audit::By;
use domain::user::Caller;
use domain::{PatientId, SessionId};

use crate::{App, Error, Result, access, recordings};

/// Why a recording is destroyed, in the audit trail.
const REASON: &str = "consent_withdrawn";

/// What was destroyed, and what was not.
#[derive(Debug, Clone, Default)]
pub struct Destruction {
    /// Sessions of which nothing but the fact that they took place is left.
    pub destroyed: Vec<SessionId>,
    /// Sessions of which something is kept.
    pub kept: Vec<Kept>,
}

/// A session of which something is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The session.
    pub id: SessionId,
    /// What is kept and why, for a person.
    pub reason: &'static str,
}

/// Destroys recordings, transcripts and unsigned notes of a client who took a consent back. Work on them is called off. Doing it
/// twice is fine.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`]; [`Error::Invalid`] without a session; [`Error::NotFound`] when one is not this
/// client's; [`Error::Conflict`] when nobody took a consent back. Nothing is destroyed then.
pub async fn destroy(app: &App, caller: &Caller, patient: PatientId, sessions: &[SessionId]) -> Result<Destruction> {
    let mut tx = app.db.read().await?;
    access::require(app, &mut tx, caller, Action::ManageConsents, patient).await?;
    if sessions.is_empty() {
        return Err(Error::Invalid {
            field: "session_ids",
            detail: "Name at least one session.".into(),
        });
    }
    let mut wanted = sessions.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    for id in &wanted {
        let stored = store::sessions::find(&mut tx, &app.key, *id).await?;
        if stored.is_none_or(|stored| stored.session.patient_id != patient) {
            return Err(Error::NotFound("There is no such session."));
        }
    }
    let consents = store::consents::of_patient(&mut tx, patient).await?;
    if consents.iter().all(|consent| consent.withdrawn_at.is_none()) {
        return Err(Error::Conflict(
            "Recordings are destroyed here after a consent was withdrawn, and none was.".into(),
        ));
    }
    drop(tx);
    let mut destruction = Destruction::default();
    for id in wanted {
        recordings::destroy(app, By::Caller(caller), id, REASON).await?;
        let stored = store::sessions::find(&mut app.db.read().await?, &app.key, id).await?;
        if stored.is_some_and(|stored| stored.key.is_some()) {
            destruction.kept.push(Kept {
                id,
                reason: "The recording is destroyed. The note was signed and stays as the record of the treatment, with the \
                         transcript that it quotes.",
            });
        } else {
            destruction.destroyed.push(id);
        }
    }
    Ok(destruction)
}
