//! A therapist's meetings over time.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::analytics::{Granularity, Period};
use domain::appointment::State;
use domain::attendance::{Tally, rounded};
use domain::calendar;
use domain::user::Caller;
use store::meetings::Meeting;

use super::require;
use crate::{App, Result};

/// One part of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its first date: the day itself, a Monday, the first of a month.
    pub date: NaiveDate,
    /// How its meetings went, as far as it lies within the period.
    pub tally: Tally,
    /// The mean length of those that took place, in whole minutes; 0 without any.
    pub avg_minutes: u64,
    /// [`Tally::completion_rate`], rounded.
    pub completion_rate: f64,
}

/// A therapist's meetings over a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Trends {
    /// The period.
    pub period: Period,
    /// How long its parts are.
    pub granularity: Granularity,
    /// Its parts in order, empty ones too.
    pub points: Vec<Point>,
    /// Meetings that took place.
    pub total_sessions: u64,
    /// Of those, per day of the period.
    pub avg_per_day: f64,
    /// The day with most of those, the earliest of several; `None` without any.
    pub peak_day: Option<NaiveDate>,
    /// Of the whole period, rounded.
    pub completion_rate: f64,
}

/// What is summed up of a day or a part.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    pub(super) tally: Tally,
    micros: i64,
    measured: u64,
}

impl Sum {
    pub(super) fn add(&mut self, meeting: &Meeting) {
        self.tally.add(meeting.state);
        if let (State::Attended, Some(length)) = (meeting.state, meeting.length) {
            self.micros = self.micros.saturating_add(length);
            self.measured += 1;
        }
    }

    /// The mean length of meetings that took place, as far as it is known, in minutes; 0 when it is of none.
    pub(super) fn avg_minutes(&self) -> f64 {
        if self.measured == 0 {
            return 0.0;
        }
        self.micros as f64 / 60e6 / self.measured as f64
    }
}

/// The caller's meetings over a period that ends today.
///
/// # Errors
/// [`crate::Error::Forbidden`] for everybody but therapists.
pub async fn trends(app: &App, caller: &Caller, period: Period, granularity: Granularity) -> Result<Trends> {
    require(caller)?;
    let (last, zone) = (app.today(), app.settings.timezone);
    let first = calendar::before(last, period.days() - 1);
    let range = calendar::days(first, calendar::after(last, 1), zone);
    let mut tx = app.db.read().await?;
    let meetings = store::meetings::of_therapist(&mut tx, caller.user, range.from, range.to).await?;
    drop(tx);

    let mut parts: BTreeMap<NaiveDate, Sum> = granularity
        .parts(first, last)
        .into_iter()
        .map(|date| (date, Sum::default()))
        .collect();
    let mut attended: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    let mut whole = Tally::default();
    for meeting in &meetings {
        let day = calendar::day_of(meeting.starts_at, zone);
        parts.entry(granularity.start(day)).or_default().add(meeting);
        whole.add(meeting.state);
        if meeting.state == State::Attended {
            *attended.entry(day).or_default() += 1;
        }
    }
    let peak = attended
        .iter()
        .max_by_key(|(day, count)| (**count, std::cmp::Reverse(**day)));
    let points = parts.into_iter().map(|(date, sum)| Point {
        date,
        tally: sum.tally,
        avg_minutes: sum.avg_minutes().round() as u64,
        completion_rate: rounded(sum.tally.completion_rate()),
    });
    Ok(Trends {
        period,
        granularity,
        points: points.collect(),
        total_sessions: whole.attended,
        avg_per_day: rounded(whole.attended as f64 / period.days() as f64),
        peak_day: peak.map(|(day, _)| *day),
        completion_rate: rounded(whole.completion_rate()),
    })
}
