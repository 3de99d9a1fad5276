//! Signing a note, and the supervisor's signature beside it.

use domain::access::Action;
use domain::audit::{By, Deed};
use domain::note::Notes;
use domain::review::coverage::{Screen, screen};
use domain::review::items::{Disposition, Items};
use domain::review::signing::{CO_SIGNATURE, FORMAT, canonical, statement};
use domain::review::{Event, diff};
use domain::user::Caller;
use domain::{SessionId, Timestamp};
use serde_json::{Value, json};
use store::Tx;
use store::notes::Listed;
use store::signatures::{Kind, Signature, Signed, sha256};

use super::read::{Review, compose};
use super::{Opened, attested, barriers, lock, method, signer};
use crate::sign_in::require_step_up;
use crate::{App, Error, Result, audit, session_metrics};

/// Signs a note. Needs a fresh proof of who one is, the latest revision, a begun review, and a decision about every item.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::NotFound`] while there is no note, [`Error::StepUpRequired`],
/// [`Error::Invalid`] without attestation, [`Error::Stale`], [`Error::NotSignable`] with what is missing.
pub async fn sign(app: &App, caller: &Caller, id: SessionId, revision: i64, attestation: bool) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::SignNote).await?;
    require_step_up(app, caller)?;
    attested(attestation)?;
    if note.record.state.is_open() {
        note.expect(revision)?;
    }
    let (version, notes) = note.current(&mut tx).await?;
    let decided = dispositions(&mut tx, &note).await?;
    let items = Items::of(&notes);
    signable(barriers(&mut tx, &note, &items, &decided).await?, &items, &decided)?;

    let now = app.now();
    let method = method(&mut tx, caller).await?;
    let transcript = store::transcripts::find(&mut tx, &note.key, id)
        .await?
        .unwrap_or_default();
    let seen = screen(&transcript, &notes);
    let statement = statement(&seen);
    let (added, removed) = distance(&mut tx, &note, &notes).await?;
    let began = note.record.review_began_at.unwrap_or(now);
    let transcript = serde_json::to_value(&transcript).map_err(Error::internal)?;
    let document = json!({
        "format": FORMAT,
        "kind": "note",
        "session": id,
        "version": { "number": version.number, "origin": version.origin.as_str(), "based_on": version.based_on },
        "note": serde_json::to_value(&notes).map_err(Error::internal)?,
        "transcript_sha256": hex::encode(sha256(canonical(&transcript).as_bytes())),
        "dispositions": decided.iter().map(as_json).collect::<Vec<_>>(),
        "screen": screen_as_json(&seen),
        "edit_distance": { "words_added": added, "words_removed": removed },
        "review": { "began_at": began.rfc3339(), "seconds": now.since(began).as_secs() },
        "signer": signer(&mut tx, caller, method, now).await?,
        "statement": statement,
    });
    let signature = Signature {
        kind: Kind::Author,
        version: version.number,
        signer: caller.user,
        role: caller.role,
        method,
        signed: Signed::new(canonical(&document)),
        at: now,
    };
    store::signatures::insert(&mut tx, &note.key, id, &signature).await?;
    session_metrics::write(app, &mut tx, &note.key, &note.session, &notes, now).await?;
    note.step(&mut tx, Event::Signed, now, |_| {}).await?;
    close(app, tx, caller, &note, Deed::NoteSigned, now).await
}

/// Refuses a note that cannot be signed, with everything that is missing.
fn signable(codes: Vec<&'static str>, items: &Items, decided: &[Disposition]) -> Result<()> {
    if codes.is_empty() {
        return Ok(());
    }
    let reasons = codes.iter().map(|code| match *code {
        "risk_items_open" => "risk language waits for a decision",
        "unsupported_claims_open" => "unsupported claims wait for a decision",
        "open_measure_risk" => "an answer in a questionnaire of this session waits for a decision",
        "not_in_review" => "nobody has begun its review",
        "voided" => "it was voided",
        _ => "it is signed already",
    });
    Err(Error::NotSignable {
        reasons: reasons.collect(),
        open_items: items.open(decided).into_iter().map(str::to_owned).collect(),
        codes,
    })
}

/// Signs a signed note as the supervisor of its therapist.
///
/// # Errors
/// As [`sign`]; [`Error::Conflict`] for a note that is not signed or has its co-signature, and for one's own.
pub async fn co_sign(app: &App, caller: &Caller, id: SessionId, attestation: bool) -> Result<Review> {
    let mut tx = app.db.write().await?;
    let mut note = lock(app, &mut tx, caller, id, Action::CoSignNote).await?;
    require_step_up(app, caller)?;
    attested(attestation)?;
    note.record.state.next(Event::CoSigned)?;
    let signed = store::signatures::find(&mut tx, &note.key, id, Kind::Author).await?;
    let (signed, _) = signed.ok_or_else(|| Error::internal("the signature of a signed note is gone"))?;
    if signed.signer == caller.user {
        return Err(Error::Conflict(
            "You signed this note yourself; somebody else has to co-sign it.".into(),
        ));
    }
    let now = app.now();
    let method = method(&mut tx, caller).await?;
    let document = json!({
        "format": FORMAT,
        "kind": "co_signature",
        "session": id,
        "version": signed.version,
        "signature_sha256": hex::encode(signed.signed.content_hash),
        "signer": signer(&mut tx, caller, method, now).await?,
        "statement": CO_SIGNATURE,
    });
    let signature = Signature {
        kind: Kind::Supervisor,
        version: signed.version,
        signer: caller.user,
        role: caller.role,
        method,
        signed: Signed::new(canonical(&document)),
        at: now,
    };
    store::signatures::insert(&mut tx, &note.key, id, &signature).await?;
    note.step(&mut tx, Event::CoSigned, now, |_| {}).await?;
    close(app, tx, caller, &note, Deed::NoteCoSigned, now).await
}

/// Ends the transaction of a signed deed.
pub(super) async fn close(
    app: &App,
    mut tx: Tx,
    caller: &Caller,
    note: &Opened,
    deed: Deed,
    now: Timestamp,
) -> Result<Review> {
    let review = compose(app, &mut tx, caller, note).await?;
    audit::note(&mut tx, now, By::Caller(caller), deed, note.id().uuid()).await?;
    tx.commit().await?;
    app.events.moved(note.session.patient_id, note.id());
    Ok(review)
}

async fn dispositions(tx: &mut Tx, note: &Opened) -> Result<Vec<Disposition>> {
    let decided = store::notes::dispositions(tx, &note.key, note.id()).await?;
    Ok(decided.into_iter().map(|decided| decided.disposition).collect())
}

/// How many words a person added to the draft that the note was made from, and how many they took out.
async fn distance(tx: &mut Tx, note: &Opened, notes: &Notes) -> Result<(u32, u32)> {
    let versions = store::notes::versions(tx, note.id()).await?;
    let Some(number) = draft_behind(&versions, note.record.current) else {
        return Ok((0, 0));
    };
    let draft = store::notes::version(tx, &note.key, note.id(), number).await?;
    let (_, draft) = draft.ok_or_else(|| Error::internal("a version of a note is gone"))?;
    Ok(diff::distance(&draft, notes))
}

/// The draft that a version goes back to.
fn draft_behind(versions: &[Listed], number: u32) -> Option<u32> {
    let mut at = Some(number);
    // A version is based on an earlier one, so this ends.
    while let Some(number) = at {
        let listed = versions.iter().find(|listed| listed.version.number == number)?;
        if !listed.version.origin.is_by_hand() {
            return Some(number);
        }
        at = listed.version.based_on.filter(|earlier| *earlier < number);
    }
    None
}

fn as_json(disposition: &Disposition) -> Value {
    json!({
        "key": disposition.key,
        "decision": disposition.decision.as_str(),
        "comment": disposition.comment,
        "by": disposition.by,
        "at": disposition.at.rfc3339(),
    })
}

fn screen_as_json(screen: &Screen) -> Value {
    let gaps = screen.gaps.iter().map(|gap| {
        json!({
            "kind": gap.kind.as_str(),
            "turn": gap.turn,
            "start_ms": gap.span.map(|(start, _)| start),
            "end_ms": gap.span.map(|(_, end)| end),
        })
    });
    json!({ "coverage": screen.coverage, "gaps": gaps.collect::<Vec<_>>() })
}
