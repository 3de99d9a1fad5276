//! What happens by the clock, and when.
//!
//! Every task has due moments: certain hours of certain days, local to the practice's time zone. Whether one is due is told by the
//! moment up to which it was done, never by a timer that fired: what was due while the machine was off is due when it is back,
//! once, however often it was missed. A local time that is skipped when the clocks go forward is due where they jump to; one that
//! comes twice when they go back is due the first time.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;

use crate::Timestamp;
use crate::calendar::day_of;

/// How long a task that failed is left alone.
pub const PAUSE: Duration = Duration::from_secs(15 * 60);

/// Days that are computed again at every daily run: what is entered late still counts.
const RECENT_DAYS: u64 = 7;

/// The most days or weeks that are caught up.
const MOST: usize = 400;

/// Something that happens by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Compute the numbers of the days that are over.
    DailyAggregation,
    /// Compute clients' progress week by week.
    WeeklySnapshot,
    /// Remove recordings that nobody needs any more.
    Cleanup,
    /// Delete exports whose time is over.
    ExportExpiry,
    /// Delete spent tokens, old invitations and old mail.
    AccountSweep,
    /// Make a backup.
    Backup,
}

impl Task {
    /// Every task, in the order in which they are shown.
    pub const ALL: [Self; 6] = [
        Self::DailyAggregation,
        Self::WeeklySnapshot,
        Self::Cleanup,
        Self::ExportExpiry,
        Self::AccountSweep,
        Self::Backup,
    ];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DailyAggregation => "daily_aggregation",
            Self::WeeklySnapshot => "weekly_snapshot",
            Self::Cleanup => "cleanup",
            Self::ExportExpiry => "export_expiry",
            Self::AccountSweep => "account_sweep",
            Self::Backup => "backup",
        }
    }

    /// When it happens. `daily_hour` is the practice's choice for the daily numbers.
    pub fn every(self, daily_hour: u8) -> Every {
        match self {
            Self::DailyAggregation => Every::Day {
                hour: daily_hour.min(23),
            },
            Self::WeeklySnapshot => Every::Week {
                day: Weekday::Sun,
                hour: 1,
            },
            Self::Backup => Every::Day { hour: 2 },
            Self::Cleanup => Every::Day { hour: 3 },
            Self::AccountSweep => Every::Day { hour: 4 },
            Self::ExportExpiry => Every::Hour,
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Task {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|task| task.as_str() == word).ok_or(())
    }
}

/// How often something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// At every full hour.
    Hour,
    /// Once a day.
    Day {
        /// 0 to 23, local.
        hour: u8,
    },
    /// Once a week.
    Week {
        /// The day.
        day: Weekday,
        /// 0 to 23, local.
        hour: u8,
    },
}

impl Every {
    /// The expression that wakes the scheduler: seconds, minutes, hours, day of the month, month, day of the week.
    pub fn cron(self) -> String {
        match self {
            Self::Hour => "0 0 * * * *".into(),
            Self::Day { hour } => format!("0 0 {hour} * * *"),
            Self::Week { day, hour } => format!("0 0 {hour} * * {day}"),
        }
    }

    /// In words, for a page.
    pub fn words(self) -> String {
        match self {
            Self::Hour => "Every hour".into(),
            Self::Day { hour } => format!("Every day at {hour:02}:00"),
            Self::Week { day, hour } => {
                let day = match day {
                    Weekday::Mon => "Monday",
                    Weekday::Tue => "Tuesday",
                    Weekday::Wed => "Wednesday",
                    Weekday::Thu => "Thursday",
                    Weekday::Fri => "Friday",
                    Weekday::Sat => "Saturday",
                    Weekday::Sun => "Sunday",
                };
                format!("Every {day} at {hour:02}:00")
            }
        }
    }

    /// The first due moment after `after`.
    pub fn next_after(self, after: Timestamp, zone: Tz) -> Timestamp {
        match self {
            Self::Hour => Timestamp::from_micros((after.micros().div_euclid(HOUR) + 1).saturating_mul(HOUR)),
            Self::Day { hour } => self.walk(after, zone, hour, |_| true),
            Self::Week { day, hour } => self.walk(after, zone, hour, |date| date.weekday() == day),
        }
    }

    /// The last due moment that is not after `now`.
    pub fn last_before(self, now: Timestamp, zone: Tz) -> Timestamp {
        let span = match self {
            Self::Hour => return Timestamp::from_micros(now.micros().div_euclid(HOUR).saturating_mul(HOUR)),
            Self::Day { .. } => Duration::from_secs(3 * 24 * 3600),
            Self::Week { .. } => Duration::from_secs(9 * 24 * 3600),
        };
        let mut last = now - span;
        loop {
            let next = self.next_after(last, zone);
            if next > now {
                return last;
            }
            last = next;
        }
    }

    fn walk(self, after: Timestamp, zone: Tz, hour: u8, due: impl Fn(NaiveDate) -> bool) -> Timestamp {
        // A day early: the moment may be due late on a day that has begun before in another zone's eyes.
        let mut date = day_of(after, zone) - Days::new(1);
        loop {
            if due(date) {
                let moment = at_hour(date, hour, zone);
                if moment > after {
                    return moment;
                }
            }
            date = date + Days::new(1);
        }
    }
}

const HOUR: i64 = 3600 * 1_000_000;

/// The moment at which an hour of a day begins: the first of two, and where the clocks jump to when it is skipped.
fn at_hour(date: NaiveDate, hour: u8, zone: Tz) -> Timestamp {
    let wanted = date.and_time(NaiveTime::MIN) + TimeDelta::hours(i64::from(hour));
    // Minute by minute: gaps end at full minutes, and no zone of this century skips more than a day.
    let minutes = (0..=24 * 60).map(|minutes| wanted + TimeDelta::minutes(minutes));
    let moment = minutes
        .filter_map(|local| zone.from_local_datetime(&local).earliest())
        .next();
    let moment = moment.map_or_else(|| wanted.and_utc(), |moment| moment.with_timezone(&Utc));
    Timestamp::from_micros(moment.timestamp_micros())
}

/// The days a daily run computes: those missed since the last run, and the last week again, up to the day before `due`.
pub fn days_to_compute(done_until: Timestamp, due: Timestamp, zone: Tz) -> Vec<NaiveDate> {
    let end = day_of(due, zone);
    let recent = end - Days::new(RECENT_DAYS);
    let first = day_of(done_until, zone).min(recent);
    let mut days: Vec<_> = first.iter_days().take_while(|day| *day < end).collect();
    days.drain(..days.len().saturating_sub(MOST));
    days
}

/// The Mondays of the weeks a weekly run computes: the one that `due` is in, the one before, and those missed since the last run.
pub fn weeks_to_compute(done_until: Timestamp, due: Timestamp, zone: Tz) -> Vec<NaiveDate> {
    let monday = |at| {
        let day = day_of(at, zone);
        day - Days::new(u64::from(day.weekday().num_days_from_monday()))
    };
    let last = monday(due);
    let first = monday(done_until).min(last) - Days::new(7);
    let mut weeks: Vec<_> = first.iter_weeks().take_while(|week| *week <= last).collect();
    weeks.drain(..weeks.len().saturating_sub(MOST));
    weeks
}

#[cfg(test)]
mod tests;
