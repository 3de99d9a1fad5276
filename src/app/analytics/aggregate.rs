//! The tables that are computed by the clock: `daily_stats` for a day, `patient_progress` for a week. Computing one again, late
//! or twice, writes what is true then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::analytics::{MoodTrend, mean};
use domain::appointment::State;
use domain::attendance::Tally;
use domain::calendar;
use domain::{PatientId, UserId};
use store::daily_stats::Day;
use store::patient_progress::{Topic, Week};
use store::session_metrics::Told;

use super::alike::{BACKGROUND, group};
use super::topics::{frequencies, wordings};
use super::trends::Sum;
use crate::{App, Result, session_metrics};

/// Weeks over which a week's direction of moods is told, itself among them.
const DIRECTION_WEEKS: u64 = 12;
/// Topics that are kept of a week.
const TOPICS: usize = 10;

/// Computes a local date for every therapist who works here or had a meeting then. Returns how many therapists that were.
///
/// # Errors
/// [`crate::Error::Internal`].
pub async fn aggregate_day(app: &App, day: NaiveDate) -> Result<u64> {
    // Notes from before there were numbers get theirs first.
    session_metrics::recompute(app, true).await?;
    let now = app.now();
    let range = calendar::day(day, app.settings.timezone);
    let mut tx = app.db.write().await?;
    let mut days: BTreeMap<UserId, (Sum, BTreeSet<PatientId>)> = store::meetings::therapists(&mut tx)
        .await?
        .into_iter()
        .map(|therapist| (therapist, Default::default()))
        .collect();
    for meeting in store::meetings::of_practice(&mut tx, range.from, range.to).await? {
        let (sum, patients) = days.entry(meeting.therapist).or_default();
        sum.add(&meeting);
        if meeting.state == State::Attended {
            patients.insert(meeting.patient);
        }
    }
    for (therapist, (sum, patients)) in &days {
        let day = Day {
            therapist: *therapist,
            date: day,
            total: sum.tally.total() as i64,
            completed: sum.tally.attended as i64,
            cancelled: sum.tally.cancelled as i64,
            active_patients: patients.len() as i64,
            avg_minutes: sum.avg_minutes(),
            completion_rate: sum.tally.completion_rate(),
        };
        store::daily_stats::write(&mut tx, &day, now).await?;
    }
    tx.commit().await?;
    tracing::info!(%day, therapists = days.len(), "daily stats computed");
    Ok(days.len() as u64)
}

/// Whose week: a client with one therapist.
type Pair = (PatientId, UserId);

/// Computes a week, that begins on this Monday, for every client who had a meeting or a session in it. Returns how many rows that
/// were.
///
/// # Errors
/// [`crate::Error::Internal`].
pub async fn snapshot_week(app: &App, monday: NaiveDate) -> Result<u64> {
    let monday = calendar::monday_of(monday);
    session_metrics::recompute(app, true).await?;
    let range = calendar::week(monday, app.settings.timezone);
    let sunday = calendar::after(monday, 6);
    let first = calendar::before(monday, (DIRECTION_WEEKS - 1) * 7);
    // What takes long, the vectors of topics, happens before anything is locked.
    let mut tx = app.db.read().await?;
    let meetings = store::meetings::of_practice(&mut tx, range.from, range.to).await?;
    let sessions = store::session_metrics::of_practice(&mut tx, &app.key, first, sunday).await?;
    drop(tx);
    let (of_week, before): (Vec<Told>, Vec<Told>) = sessions.into_iter().partition(|session| session.date >= monday);
    let topics = group(app, &wordings(&of_week), BACKGROUND).await;
    let mut tallies: BTreeMap<Pair, Tally> = BTreeMap::new();
    for meeting in meetings {
        tallies
            .entry((meeting.patient, meeting.therapist))
            .or_default()
            .add(meeting.state);
    }
    let mut earlier = by_pair(before);
    let mut told = by_pair(of_week);
    let pairs: BTreeSet<Pair> = tallies.keys().chain(told.keys()).copied().collect();
    let weeks: Vec<Week> = pairs
        .into_iter()
        .map(|pair| {
            let sessions = told.remove(&pair).unwrap_or_default();
            let scores: Vec<u8> = sessions.iter().filter_map(|session| session.score).collect();
            let before = earlier.remove(&pair).unwrap_or_default();
            let all: Vec<u8> = before
                .iter()
                .filter_map(|session| session.score)
                .chain(scores.iter().copied())
                .collect();
            let tally = tallies.get(&pair).copied().unwrap_or_default();
            let common = frequencies(&topics, &sessions).into_iter().take(TOPICS);
            Week {
                patient: pair.0,
                therapist: pair.1,
                monday,
                sessions: tally.attended as i64,
                avg_mood: mean(&scores),
                trajectory: (!all.is_empty()).then(|| MoodTrend::of(&all).trajectory),
                topics: common.map(|(topic, frequency)| Topic { topic, frequency }).collect(),
                attendance_rate: tally.attendance_rate(),
            }
        })
        .collect();
    let mut tx = app.db.write().await?;
    store::patient_progress::write(&mut tx, app.key.contact_key(), monday, &weeks, app.now()).await?;
    tx.commit().await?;
    tracing::info!(%monday, rows = weeks.len(), "weekly progress computed");
    Ok(weeks.len() as u64)
}

fn by_pair(sessions: Vec<Told>) -> BTreeMap<Pair, Vec<Told>> {
    let mut pairs: BTreeMap<Pair, Vec<Told>> = BTreeMap::new();
    for session in sessions {
        pairs
            .entry((session.patient, session.therapist))
            .or_default()
            .push(session);
    }
    pairs
}
