//! The numbers of a session, written whenever its note gets other words, in the same transaction.

use domain::SessionId;
use domain::Timestamp;
use domain::appointment::Appointment;
use domain::note::Notes;
use domain::session::Session;
use store::Tx;
use store::seal::DataKey;
use store::session_metrics::Metrics;

use crate::{App, Error, Result};

/// Sessions whose numbers are written in one transaction when many are.
const BATCH: i64 = 100;

/// Makes these the note that is read, and writes the session's numbers from it. Every change of a note's words goes through here.
pub(crate) async fn set_notes(
    app: &App,
    tx: &mut Tx,
    key: &DataKey,
    session: &Session,
    notes: &Notes,
    now: Timestamp,
) -> Result<()> {
    store::sessions::set_notes(tx, key, session.id, notes).await?;
    write(app, tx, key, session, notes, now).await
}

/// Writes a session's numbers from its note. The length is the recording's, else the appointment's; the date is the
/// appointment's, else the recording's.
pub(crate) async fn write(
    app: &App,
    tx: &mut Tx,
    key: &DataKey,
    session: &Session,
    notes: &Notes,
    now: Timestamp,
) -> Result<()> {
    let appointment = appointment(app, tx, session).await?;
    let recorded = session.duration_seconds.filter(|seconds| *seconds > 0.0);
    let planned = appointment
        .as_ref()
        .map(|appointment| appointment.ends_at.since(appointment.starts_at).as_secs_f64());
    let begins = appointment.map_or(session.created_at, |appointment| appointment.starts_at);
    let metrics = Metrics {
        session: session.id,
        therapist: session.therapist_id,
        patient: session.patient_id,
        date: app.day_of(begins),
        minutes: recorded
            .or(planned)
            .map_or(0, |seconds| (seconds / 60.0).round() as i64),
        mood: notes.session_mood,
        topics: notes.key_topics.clone(),
        strategies: notes.strategies.len() as i64,
        action_items: notes.action_items.len() as i64,
        has_risk_flags: !notes.risk_flags.is_empty(),
    };
    store::session_metrics::write(tx, key, &metrics, now).await?;
    Ok(())
}

/// The session's appointment. One that was made for the recording itself begins, from now on, as long before its end as the
/// recording is.
async fn appointment(app: &App, tx: &mut Tx, session: &Session) -> Result<Option<Appointment>> {
    let Some(id) = session.appointment_id else {
        return Ok(None);
    };
    let found = store::appointments::find(tx, app.key.contact_key(), id).await?;
    let Some(mut appointment) = found.map(|listed| listed.appointment) else {
        return Ok(None);
    };
    let length = session.duration_seconds.filter(|seconds| *seconds > 0.0);
    if let Some(seconds) = length
        && appointment.starts_at == appointment.ends_at
    {
        let length = std::time::Duration::try_from_secs_f64(seconds).unwrap_or_default();
        appointment.starts_at = appointment.ends_at - length;
        store::appointments::begin_at(tx, id, appointment.starts_at).await?;
    }
    Ok(Some(appointment))
}

/// Says on which date the sessions of an appointment were that was moved.
pub(crate) async fn move_to(app: &App, tx: &mut Tx, appointment: &Appointment) -> Result<()> {
    let date = app.day_of(appointment.starts_at);
    Ok(store::session_metrics::move_to(tx, appointment.id, date).await?)
}

/// Writes the numbers of sessions anew from their notes: of all, or only of those that have none. Returns of how many.
///
/// # Errors
/// [`Error::Internal`].
pub async fn recompute(app: &App, only_missing: bool) -> Result<u64> {
    let (mut after, mut written) = (None, 0);
    loop {
        let mut tx = app.db.write().await?;
        let ids = store::session_metrics::noted(&mut tx, after, only_missing, BATCH).await?;
        for id in &ids {
            written += u64::from(rewrite(app, &mut tx, *id).await?);
        }
        tx.commit().await?;
        match ids.last() {
            Some(last) => after = Some(*last),
            None => return Ok(written),
        }
    }
}

async fn rewrite(app: &App, tx: &mut Tx, id: SessionId) -> Result<bool> {
    let found = store::sessions::find(tx, &app.key, id).await?;
    let stored = found.ok_or_else(|| Error::internal("a session is gone"))?;
    let Some(key) = stored.key else { return Ok(false) };
    let (_, notes) = store::sessions::words(tx, &key, id).await?;
    let Some(notes) = notes else { return Ok(false) };
    write(app, tx, &key, &stored.session, &notes, app.now()).await?;
    Ok(true)
}
