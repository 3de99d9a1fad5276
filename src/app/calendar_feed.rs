//! A therapist's appointments for their calendar program, under a secret address: when and how, never with whom or why.
//!
//! The address is shown once and kept as a hash. Whoever has it reads the times of appointments and nothing else, until its owner
//! revokes it, makes another one, or stops working here.

use std::time::Duration;

use domain::Timestamp;
use domain::access::{Action, Relation};
use domain::appointment::{Appointment, Modality, State};
use domain::audit::{By, Deed, Origin};
use domain::user::{Caller, Role};
use store::calendar_feeds::Feed;

use crate::tokens::{new_refresh, refresh_hash};
use crate::{App, Error, Result, audit};

/// How far back appointments are told.
const PAST: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How far ahead appointments are told.
const FUTURE: Duration = Duration::from_secs(2 * 365 * 24 * 60 * 60);
/// A program asks every few minutes; that it did is noted this often.
const NOTED_EVERY: Duration = Duration::from_secs(60 * 60);

fn no_feed() -> Error {
    Error::NotFound("There is no such calendar.")
}

/// Whether the caller has such an address, and since when.
///
/// # Errors
/// [`Error::Internal`].
pub async fn get(app: &App, caller: &Caller) -> Result<Option<Feed>> {
    Ok(store::calendar_feeds::of_user(&mut app.db.read().await?, caller.user).await?)
}

/// Makes the caller an address, in place of an earlier one. Returns it; it cannot be had again.
///
/// # Errors
/// [`Error::Forbidden`] for who has no appointments.
pub async fn make(app: &App, caller: &Caller) -> Result<String> {
    caller
        .may(Action::ManageAppointments, Relation::Own)
        .map_err(|_| Error::Forbidden)?;
    let (token, hash) = new_refresh()?;
    let now = app.now();
    let mut tx = app.db.write().await?;
    store::calendar_feeds::replace(&mut tx, caller.user, &hash, now).await?;
    audit::note(
        &mut tx,
        now,
        By::Caller(caller),
        Deed::CalendarFeedMade,
        caller.user.uuid(),
    )
    .await?;
    tx.commit().await?;
    Ok(format!("{}/api/calendar/{token}.ics", app.mailer.frontend_url()))
}

/// Ends the caller's address. Doing so twice is fine.
///
/// # Errors
/// [`Error::Internal`].
pub async fn revoke(app: &App, caller: &Caller) -> Result<()> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    if store::calendar_feeds::remove(&mut tx, caller.user).await? {
        let by = By::Caller(caller);
        audit::note(&mut tx, now, by, Deed::CalendarFeedRevoked, caller.user.uuid()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The appointments of whose address this is the secret, as an iCalendar text (RFC 5545).
///
/// # Errors
/// [`Error::NotFound`] for a secret that is unknown or revoked, and for an owner who works here no more.
pub async fn fetch(app: &App, token: &str, origin: &Origin) -> Result<String> {
    let now = app.now();
    let mut tx = app.db.read().await?;
    let found = store::calendar_feeds::by_token(&mut tx, &refresh_hash(token)).await?;
    let feed = found.ok_or_else(no_feed)?;
    let owner = store::access::colleague(&mut tx, feed.user).await?;
    if !owner.is_some_and(|owner| owner.is_active && owner.role == Role::Therapist) {
        return Err(no_feed());
    }
    let key = app.key.contact_key();
    let appointments = store::appointments::of_therapist(&mut tx, key, feed.user, now - PAST, now + FUTURE).await?;
    drop(tx);
    if feed.fetched_at.is_none_or(|at| now.since(at) >= NOTED_EVERY) {
        let mut tx = app.db.write().await?;
        store::calendar_feeds::fetched(&mut tx, feed.user, now).await?;
        let by = By::Person(feed.user, origin);
        audit::note(&mut tx, now, by, Deed::CalendarFetched, feed.user.uuid()).await?;
        tx.commit().await?;
    }
    Ok(written(&appointments))
}

/// The lines of an iCalendar text. All but the times and ids are words of ours without comma, semicolon or backslash, so nothing
/// needs escaping, and no line reaches the 75 octets from which it would be folded.
fn written(appointments: &[Appointment]) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//TherapyBridge//Appointments//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        "METHOD:PUBLISH".to_owned(),
        "X-WR-CALNAME:Appointments".to_owned(),
    ];
    for appointment in appointments {
        lines.extend(entry(appointment));
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.join("\r\n") + "\r\n"
}

fn entry(appointment: &Appointment) -> [String; 10] {
    let place = match appointment.modality {
        Modality::InPerson => "In person",
        Modality::Video => "Video",
        Modality::Telephone => "Telephone",
    };
    let status = match appointment.state {
        State::Cancelled => "CANCELLED",
        State::Scheduled | State::Attended | State::NoShow => "CONFIRMED",
    };
    [
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@therapybridge", appointment.id),
        format!("DTSTAMP:{}", utc(appointment.updated_at)),
        format!("SEQUENCE:{}", appointment.sequence),
        format!("DTSTART:{}", utc(appointment.starts_at)),
        format!("DTEND:{}", utc(appointment.ends_at)),
        "SUMMARY:Appointment".to_owned(),
        format!("LOCATION:{place}"),
        format!("STATUS:{status}"),
        "END:VEVENT".to_owned(),
    ]
}

/// A moment as RFC 5545 writes one in UTC.
fn utc(at: Timestamp) -> String {
    at.utc().format("%Y%m%dT%H%M%SZ").to_string()
}
