//! Appointments: plan them, move them, call them off, say how they went; and the one that a recording belongs to.

use domain::access::Action;
use domain::appointment::{Appointment, Kind, Listed, Modality, State, check_times, clean_place};
use domain::audit::{By, Deed};
use domain::calendar;
use domain::ids::AppointmentId;
use domain::user::Caller;
use domain::{PatientId, Timestamp};
use store::Tx;
use store::appointments::Filter;

use crate::{App, Error, Result, access, audit, patients};

/// A new appointment as it is typed.
#[derive(Debug, Clone)]
pub struct New {
    /// The client.
    pub patient: PatientId,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
    /// Who meets.
    pub kind: Kind,
    /// How.
    pub modality: Modality,
    /// Where.
    pub place: Option<String>,
    /// Make it although the therapist has another one at that time.
    pub allow_overlap: bool,
}

/// What is to change about an appointment. What is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// When it begins.
    pub starts_at: Option<Timestamp>,
    /// When it ends.
    pub ends_at: Option<Timestamp>,
    /// Who meets.
    pub kind: Option<Kind>,
    /// How.
    pub modality: Option<Modality>,
    /// Where; `Some(None)` takes the place out.
    pub place: Option<Option<String>>,
    /// How far it is.
    pub state: Option<State>,
    /// Change it although the therapist has another one at that time.
    pub allow_overlap: bool,
    /// Change it only if it was not changed since this moment, at which the caller read it.
    pub unchanged_since: Option<Timestamp>,
}

/// Which appointments to list.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Only those that end after this moment.
    pub from: Option<Timestamp>,
    /// Only those that begin before this moment.
    pub to: Option<Timestamp>,
    /// Only this client's.
    pub patient: Option<PatientId>,
    /// Only those in this state.
    pub state: Option<State>,
}

fn overlap() -> Error {
    Error::Conflict(
        "You have another appointment at this time; choose another time, or keep both by confirming it.".into(),
    )
}

/// Plans an appointment of the caller with a client.
///
/// # Errors
/// [`Error::Hidden`] for a client whom the caller may not know of, [`Error::Forbidden`], [`Error::Invalid`],
/// [`Error::Conflict`] for an archived client, and when the caller has another one at that time.
pub async fn create(app: &App, caller: &Caller, new: New) -> Result<Listed> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    access::require(app, &mut tx, caller, Action::ManageAppointments, new.patient).await?;
    let patient = store::patients::find(&mut tx, app.key.contact_key(), new.patient).await?;
    patients::require_active(&patient.ok_or_else(Error::no_patient)?)?;
    check_times(new.starts_at, new.ends_at)?;
    let appointment = Appointment {
        id: AppointmentId::new(now),
        patient_id: new.patient,
        therapist_id: caller.user,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        state: State::Scheduled,
        kind: new.kind,
        modality: new.modality,
        place: cleaned(new.place.as_deref())?,
        sequence: 0,
        created_at: now,
        updated_at: now,
    };
    store::appointments::lock(&mut tx, caller.user).await?;
    if !new.allow_overlap && store::appointments::overlaps(&mut tx, &appointment).await? {
        return Err(overlap());
    }
    store::appointments::insert(&mut tx, app.key.contact_key(), &appointment, caller.user).await?;
    let by = By::Caller(caller);
    audit::note(&mut tx, now, by, Deed::AppointmentCreated, appointment.id.uuid()).await?;
    let listed = stored(app, &mut tx, appointment.id).await?;
    tx.commit().await?;
    Ok(listed)
}

fn cleaned(place: Option<&str>) -> Result<Option<String>> {
    Ok(place.map(clean_place).transpose()?.flatten())
}

async fn stored(app: &App, tx: &mut Tx, id: AppointmentId) -> Result<Listed> {
    let found = store::appointments::find(tx, app.key.contact_key(), id).await?;
    found.ok_or_else(Error::no_appointment)
}

/// Finds an appointment with whose client the caller may do this. One they may not know of is answered like one that does not
/// exist.
async fn find(app: &App, tx: &mut Tx, caller: &Caller, id: AppointmentId, action: Action) -> Result<Listed> {
    let listed = stored(app, tx, id).await?;
    let relation = access::relation(app, tx, caller, listed.appointment.patient_id).await?;
    caller
        .may(action, relation)
        .map_err(crate::error::refuse(Error::no_appointment()))?;
    Ok(listed)
}

/// The appointments with clients the caller may see, in the order in which they begin.
///
/// # Errors
/// [`Error::Internal`].
pub async fn list(app: &App, caller: &Caller, query: Query) -> Result<Vec<Listed>> {
    let Some(reach) = access::reach(app, caller, Action::ReadPatient) else {
        return Ok(Vec::new());
    };
    let filter = Filter {
        reach,
        from: query.from,
        to: query.to,
        patient: query.patient,
        state: query.state,
    };
    Ok(store::appointments::list(&mut app.db.read().await?, app.key.contact_key(), &filter).await?)
}

/// One appointment.
///
/// # Errors
/// [`Error::Hidden`] also when the caller may not know of it.
pub async fn get(app: &App, caller: &Caller, id: AppointmentId) -> Result<Listed> {
    find(app, &mut app.db.read().await?, caller, id, Action::ReadPatient).await
}

/// Moves an appointment, calls it off, says how it went, or corrects any of that. What changes nothing leaves no trace.
///
/// # Errors
/// [`Error::Hidden`], [`Error::Forbidden`], [`Error::Invalid`]; [`Error::Conflict`] when it overlaps with another one, when its
/// state cannot be this, and when somebody else changed it since the caller read it.
pub async fn change(app: &App, caller: &Caller, id: AppointmentId, change: Change) -> Result<Listed> {
    let now = app.now();
    let mut tx = app.db.write().await?;
    let seen = find(app, &mut tx, caller, id, Action::ManageAppointments).await?;
    store::appointments::lock(&mut tx, seen.appointment.therapist_id).await?;
    // Whoever was before in changing it has committed by now.
    let before = stored(app, &mut tx, id).await?;
    let stale = || {
        Error::Conflict("Somebody changed this appointment in between; load it again and repeat your change.".into())
    };
    if change
        .unchanged_since
        .is_some_and(|read| read != before.appointment.updated_at)
    {
        return Err(stale());
    }
    let mut to = before.appointment.clone();
    to.starts_at = change.starts_at.unwrap_or(to.starts_at);
    to.ends_at = change.ends_at.unwrap_or(to.ends_at);
    to.kind = change.kind.unwrap_or(to.kind);
    to.modality = change.modality.unwrap_or(to.modality);
    if let Some(place) = &change.place {
        to.place = cleaned(place.as_deref())?;
    }
    let moved = (to.starts_at, to.ends_at) != (before.appointment.starts_at, before.appointment.ends_at);
    if moved {
        check_times(to.starts_at, to.ends_at)?;
    }
    let is_to_come = app.day_of(to.starts_at) > app.day_of(now);
    let wanted = change.state.unwrap_or(to.state);
    to.state = to.state.set(wanted, !before.sessions.is_empty(), is_to_come)?;
    if to == before.appointment {
        return Ok(before);
    }
    let is_planned_anew = to.state == State::Scheduled && (moved || before.appointment.state != State::Scheduled);
    if is_planned_anew && !change.allow_overlap && store::appointments::overlaps(&mut tx, &to).await? {
        return Err(overlap());
    }
    to.sequence += 1;
    to.updated_at = now;
    if !store::appointments::update(&mut tx, app.key.contact_key(), &to).await? {
        return Err(stale());
    }
    if moved {
        crate::session_metrics::move_to(app, &mut tx, &to).await?;
    }
    audit::note(&mut tx, now, By::Caller(caller), Deed::AppointmentChanged, id.uuid()).await?;
    tx.commit().await?;
    Ok(Listed {
        appointment: to,
        ..before
    })
}

/// Checks, before a recording is taken in, that the appointment it is meant for could have one.
///
/// # Errors
/// [`Error::Hidden`] when the client has no such appointment, [`Error::Conflict`] when it cannot have taken place.
pub(crate) async fn check_recorded(app: &App, tx: &mut Tx, patient: PatientId, id: AppointmentId) -> Result<Listed> {
    let listed = stored(app, tx, id).await?;
    if listed.appointment.patient_id != patient {
        return Err(Error::no_appointment());
    }
    match listed.appointment.state {
        State::Cancelled => Err(Error::Conflict(
            "This appointment was cancelled; set it right first if it took place after all.".into(),
        )),
        State::NoShow => Err(Error::Conflict(
            "The client is noted as not having come to this appointment; set it right first if they did.".into(),
        )),
        State::Scheduled | State::Attended if app.day_of(listed.appointment.starts_at) > app.today() => Err(
            Error::Conflict("This appointment is still to come; choose the one that was recorded.".into()),
        ),
        State::Scheduled | State::Attended => Ok(listed),
    }
}

/// The appointment that a recording belongs to, in the transaction that stores the recording: the one that was named; else the
/// client's with this therapist on this day that has no recording yet, the nearest of several; else one that is made now, as
/// attended and ended. It counts as attended from here on.
///
/// # Errors
/// As [`check_recorded`].
pub(crate) async fn of_recording(
    app: &App,
    tx: &mut Tx,
    caller: &Caller,
    patient: PatientId,
    named: Option<AppointmentId>,
) -> Result<AppointmentId> {
    store::appointments::lock(tx, caller.user).await?;
    let found = match named {
        Some(id) => Some(check_recorded(app, tx, patient, id).await?.appointment),
        None => nearest(app, tx, caller, patient).await?,
    };
    let (now, by) = (app.now(), By::Caller(caller));
    match found {
        Some(appointment) if appointment.state == State::Attended => Ok(appointment.id),
        Some(mut appointment) => {
            appointment.state = State::Attended;
            appointment.sequence += 1;
            appointment.updated_at = now;
            if !store::appointments::update(tx, app.key.contact_key(), &appointment).await? {
                return Err(Error::Conflict(
                    "Somebody changed this appointment at the same moment; please send the recording again.".into(),
                ));
            }
            audit::note(tx, now, by, Deed::AppointmentChanged, appointment.id.uuid()).await?;
            Ok(appointment.id)
        }
        None => {
            let appointment = Appointment {
                id: AppointmentId::new(now),
                patient_id: patient,
                therapist_id: caller.user,
                starts_at: now,
                ends_at: now,
                state: State::Attended,
                kind: Kind::Individual,
                modality: Modality::InPerson,
                place: None,
                sequence: 0,
                created_at: now,
                updated_at: now,
            };
            store::appointments::insert(tx, app.key.contact_key(), &appointment, caller.user).await?;
            audit::note(tx, now, by, Deed::AppointmentCreated, appointment.id.uuid()).await?;
            Ok(appointment.id)
        }
    }
}

async fn nearest(app: &App, tx: &mut Tx, caller: &Caller, patient: PatientId) -> Result<Option<Appointment>> {
    let (now, zone) = (app.now(), app.settings.timezone);
    let today = calendar::day(app.day_of(now), zone);
    let key = app.key.contact_key();
    let all = store::appointments::of_patient(tx, key, patient, Some(caller.user), today.from, today.to).await?;
    let free = all.into_iter().filter(|listed| {
        listed.sessions.is_empty() && matches!(listed.appointment.state, State::Scheduled | State::Attended)
    });
    Ok(free
        .map(|listed| listed.appointment)
        .min_by_key(|appointment| appointment.distance(now)))
}
