//! A client's progress: their meetings, moods and topics over some weeks.

use chrono::NaiveDate;
use domain::access::Action;
use domain::analytics::{MoodTrend, mood, window};
use domain::attendance::{Tally, rounded};
use domain::audit::Deed;
use domain::calendar;
use domain::note::Mood;
use domain::user::Caller;
use domain::{PatientId, SessionId};
use store::Tx;
use store::session_metrics::Told;

use super::alike::{REQUEST, group};
use super::check_weeks;
use super::topics::{frequencies, wordings};
use crate::error::refuse;
use crate::{App, Error, Result, access, audit};

/// Sessions that are told one by one.
const RECENT: usize = 10;
/// Topics that are told.
const TOPICS: usize = 10;

/// A session, told in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// The session.
    pub session: SessionId,
    /// Its local date.
    pub date: NaiveDate,
    /// The client's mood; `None` when nobody said.
    pub mood: Option<Mood>,
    /// What was talked about, in the note's words.
    pub topics: Vec<String>,
    /// What the note says about the session in short; empty when it says nothing.
    pub summary: String,
}

/// A client's progress over some weeks that end today.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The client.
    pub patient: PatientId,
    /// Their name.
    pub name: String,
    /// The first date that counts.
    pub first: NaiveDate,
    /// The last date that counts: today.
    pub last: NaiveDate,
    /// How their meetings went, with whomever.
    pub tally: Tally,
    /// The latest sessions, latest first.
    pub recent: Vec<Recent>,
    /// The mood of the latest session in which the client said one; neutral when there is none.
    pub current: Mood,
    /// Where moods went.
    pub trend: MoodTrend,
    /// Every session's mood that was said, 1 to 5, earliest first.
    pub moods: Vec<(NaiveDate, u8)>,
    /// In how many sessions topics came up, the commonest first.
    pub topics: Vec<(String, u64)>,
    /// [`Tally::attendance_rate`], rounded.
    pub attendance_rate: f64,
}

/// A client's progress over so many weeks, today included.
///
/// # Errors
/// [`Error::Hidden`] also when the caller may not know of them, [`Error::Forbidden`], [`Error::Invalid`].
pub async fn progress(app: &App, caller: &Caller, patient: PatientId, weeks: u32) -> Result<Progress> {
    let mut tx = audit::reading(app, caller, Deed::ProgressRead, patient.uuid()).await?;
    let found = store::patients::find(&mut tx, app.key.contact_key(), patient)
        .await?
        .ok_or_else(Error::no_patient)?;
    let relation = access::relation(app, &mut tx, caller, patient).await?;
    caller
        .may(Action::ReadProgress, relation)
        .map_err(refuse(Error::no_patient()))?;
    check_weeks(weeks)?;
    let last = app.today();
    let first = window(last, weeks);
    let range = calendar::days(first, calendar::after(last, 1), app.settings.timezone);
    let tally = store::meetings::tally_of_patient(&mut tx, patient, range.from, range.to).await?;
    let sessions = store::session_metrics::of_patient(&mut tx, &app.key, patient, first, last).await?;
    let mut recent = Vec::new();
    for session in sessions.iter().rev().take(RECENT) {
        recent.push(tell(app, &mut tx, session).await?);
    }
    // The words are all read: nobody else waits while a model compares topics.
    tx.noted().await?;
    let topics = group(app, &wordings(&sessions), REQUEST).await;
    let moods: Vec<(NaiveDate, u8)> = sessions
        .iter()
        .filter_map(|session| Some((session.date, session.score?)))
        .collect();
    let scores: Vec<u8> = moods.iter().map(|(_, score)| *score).collect();
    let mut common = frequencies(&topics, &sessions);
    common.truncate(TOPICS);
    Ok(Progress {
        patient,
        name: found.name,
        first,
        last,
        tally,
        recent,
        current: scores.last().and_then(|score| mood(*score)).unwrap_or(Mood::Neutral),
        trend: MoodTrend::of(&scores),
        moods,
        topics: common,
        attendance_rate: rounded(tally.attendance_rate()),
    })
}

async fn tell(app: &App, tx: &mut Tx, session: &Told) -> Result<Recent> {
    let stored = store::sessions::find(tx, &app.key, session.session).await?;
    let notes = match stored.and_then(|stored| stored.key) {
        Some(key) => store::sessions::words(tx, &key, session.session).await?.1,
        None => None,
    };
    Ok(Recent {
        session: session.session,
        date: session.date,
        mood: session.score.and_then(mood),
        topics: session.topics.clone(),
        summary: notes.map(|notes| notes.topic_summary).unwrap_or_default(),
    })
}
