//! What can still be done to a signed note: add to it, and say that it belongs elsewhere.

use domain::access::Action;
use domain::audit::{By, Deed, Outcome};
use domain::review::edit::{MAX_TEXT, clean};
use domain::review::signing::{FORMAT, amendment_statement, canonical};
use domain::review::{AmendmentKind, Event, VoidReason};
use domain::user::Caller;
use domain::{AmendmentId, SessionId};
use serde_json::json;
use store::amendments::Amendment;
use store::signatures::{Kind, Signed};

use super::read::{Review, compose};
use super::sign::close;
use super::{attested, lock, method, signer};
use crate::sign_in::require_step_up;
use crate::{App, Error, Result, audit, releases};

/// Adds an addendum, a correction or a late entry to a signed note: a signed record of its own beside the unchanged note. It names
/// the hash of the signature and of everything added before, so none can be left out unnoticed.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::NotFound`] while there is no note, [`Error::StepUpRequired`],
/// [`Error::Invalid`], [`Error::Conflict`] for a note that is not signed.
pub async fn amend(
    app: &App,
    caller: &Caller,
    id: SessionId,
    kind: &str,
    text: &str,
    attestation: bool,
) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::SignNote).await?;
    require_step_up(app, caller)?;
    attested(attestation)?;
    let kind: AmendmentKind = kind.parse().map_err(|error| Error::Invalid {
        field: "kind",
        detail: format!("{error}."),
    })?;
    let text = clean("text", text, MAX_TEXT)?;
    if text.is_empty() {
        return Err(Error::Invalid {
            field: "text",
            detail: "Write what there is to add.".into(),
        });
    }
    note.record.state.next(Event::Amended)?;
    let signed = store::signatures::find(&mut tx, &note.key, id, Kind::Author).await?;
    let (signed, _) = signed.ok_or_else(|| Error::internal("the signature of a signed note is gone"))?;
    let earlier = store::amendments::list(&mut tx, &note.key, id).await?;
    let earlier: Vec<_> = earlier
        .iter()
        .map(|(earlier, _)| hex::encode(earlier.signed.content_hash))
        .collect();
    let now = app.now();
    let method = method(&mut tx, caller).await?;
    let document = json!({
        "format": FORMAT,
        "kind": kind.as_str(),
        "session": id,
        "signature_sha256": hex::encode(signed.signed.content_hash),
        "earlier_sha256": earlier,
        "text": text,
        "signer": signer(&mut tx, caller, method, now).await?,
        "statement": amendment_statement(kind),
    });
    let amendment = Amendment {
        id: AmendmentId::new(now),
        number: u32::try_from(earlier.len()).map_err(Error::internal)? + 1,
        kind,
        author: caller.user,
        role: caller.role,
        method,
        signed: Signed::new(canonical(&document)),
        at: now,
    };
    store::amendments::insert(&mut tx, &note.key, id, &amendment).await?;
    note.step(&mut tx, Event::Amended, now, |_| {}).await?;
    close(app, tx, caller, &note, Deed::NoteAmended, now).await
}

/// Voids a note that belongs to another client or session. It is kept with its signatures, and shown nowhere but here.
///
/// # Errors
/// As [`amend`]; [`Error::Conflict`] when it is voided already.
pub async fn void(app: &App, caller: &Caller, id: SessionId, reason: &str) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::SignNote).await?;
    require_step_up(app, caller)?;
    let reason: VoidReason = reason.parse().map_err(|error| Error::Invalid {
        field: "reason",
        detail: format!("{error}."),
    })?;
    let now = app.now();
    note.step(&mut tx, Event::Voided, now, |record| record.void_reason = Some(reason))
        .await?;
    store::sessions::hide_notes(&mut tx, id).await?;
    store::session_metrics::remove(&mut tx, id).await?;
    releases::take_back(app, &mut tx, caller, id).await?;
    let review = compose(app, &mut tx, caller, &note).await?;
    let by = By::Caller(caller);
    let code = Some(reason.as_str());
    audit::note_with(&mut tx, now, by, Deed::NoteVoided, id.uuid(), Outcome::Done, code).await?;
    tx.commit().await?;
    app.events.moved(note.session.patient_id, id);
    Ok(review)
}
