//! Days, weeks and months as the practice lives them: local to one time zone, also where clocks are put forward and back.
//!
//! A local day has 24 hours, or 23, or 25, and in some zones no midnight. A [`Range`] of moments therefore always comes from
//! here, and [`day_of`] agrees with [`day`]: every moment lies in exactly one day, and in that day's range.

use chrono::offset::MappedLocalTime;
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use crate::Timestamp;

/// The moments from `from` up to and without `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The first moment.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

impl Range {
    /// Whether a moment lies in it.
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

/// The local date of a moment.
pub fn day_of(at: Timestamp, zone: Tz) -> NaiveDate {
    let day = at.utc().with_timezone(&zone).date_naive();
    // Where clocks go back across midnight, some moments have the date of the day that is over, or not yet begun.
    if at < start_of(day, zone) {
        before(day, 1)
    } else if at >= start_of(after(day, 1), zone) {
        after(day, 1)
    } else {
        day
    }
}

/// The first moment of a local date. Where its midnight is skipped, this is the end of the gap; where it comes twice, the first.
pub fn start_of(day: NaiveDate, zone: Tz) -> Timestamp {
    let mut local = day.and_time(NaiveTime::MIN);
    // Clocks are put forward by whole minutes, and by no more than a day.
    for _ in 0..=24 * 60 {
        match zone.from_local_datetime(&local) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => return moment(at.with_timezone(&Utc)),
            MappedLocalTime::None => local += TimeDelta::minutes(1),
        }
    }
    moment(day.and_time(NaiveTime::MIN).and_utc())
}

fn moment(at: DateTime<Utc>) -> Timestamp {
    Timestamp::from_micros(at.timestamp_micros())
}

/// The moments of a local date.
pub fn day(day: NaiveDate, zone: Tz) -> Range {
    days(day, after(day, 1), zone)
}

/// The moments of the local dates from `first` up to and without `end`.
pub fn days(first: NaiveDate, end: NaiveDate, zone: Tz) -> Range {
    Range {
        from: start_of(first, zone),
        to: start_of(end, zone),
    }
}

/// The moments of the week that begins on this Monday.
pub fn week(monday: NaiveDate, zone: Tz) -> Range {
    days(monday, after(monday, 7), zone)
}

/// The moments of the month that begins on this first.
pub fn month(first: NaiveDate, zone: Tz) -> Range {
    days(first, next_month(first), zone)
}

/// The Monday of a date's week.
pub fn monday_of(day: NaiveDate) -> NaiveDate {
    before(day, u64::from(day.weekday().num_days_from_monday()))
}

/// The first of a date's month.
pub fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The first of the month after a date's.
pub fn next_month(day: NaiveDate) -> NaiveDate {
    first_of(day)
        .checked_add_months(Months::new(1))
        .unwrap_or(NaiveDate::MAX)
}

/// The date so many days later.
pub fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The date so many days earlier.
pub fn before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// Whether a moment lies in the years 1900 to 2199: beyond them no appointment does, but many a typing error.
pub fn is_plausible(at: Timestamp) -> bool {
    (1900..2200).contains(&at.utc().year())
}

/// A moment, or the first moment of a local date, as people and programs write them: `2026-03-29T09:00:00+02:00`, `2026-03-29`.
/// `None` also for one that is not [plausible](is_plausible).
pub fn read(text: &str, zone: Tz) -> Option<Timestamp> {
    let at = match text.parse::<NaiveDate>() {
        Ok(day) => (1900..2200).contains(&day.year()).then(|| start_of(day, zone))?,
        Err(_) => Timestamp::from_rfc3339(text)?,
    };
    is_plausible(at).then_some(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn hours(text: &str, zone: Tz) -> i64 {
        let range = day(date(text), zone);
        (range.to.micros() - range.from.micros()) / 3_600_000_000
    }

    #[test]
    fn a_day_on_which_clocks_are_put_forward_has_23_hours_and_one_on_which_they_go_back_25() {
        for (zone, forward, back) in [
            (Tz::Europe__Berlin, "2026-03-29", "2026-10-25"),
            (Tz::America__New_York, "2026-03-08", "2026-11-01"),
        ] {
            assert_eq!(hours(forward, zone), 23);
            assert_eq!(hours(back, zone), 25);
            assert_eq!(hours("2026-07-01", zone), 24);
        }
        assert_eq!(hours("2026-03-29", Tz::UTC), 24);
    }

    #[test]
    fn a_day_without_midnight_begins_at_the_end_of_the_gap() {
        // Chile puts clocks forward at midnight.
        let zone = Tz::America__Santiago;
        assert_eq!(
            start_of(date("2024-09-08"), zone).rfc3339(),
            "2024-09-08T04:00:00.000000Z"
        );
        assert_eq!(hours("2024-09-08", zone), 23);
    }

    #[test]
    fn a_day_that_was_left_out_is_empty() {
        // Samoa changed sides of the date line.
        let zone = Tz::Pacific__Apia;
        assert_eq!(hours("2011-12-30", zone), 0);
        assert_eq!(hours("2011-12-29", zone), 24);
        let last = day(date("2011-12-29"), zone).to - std::time::Duration::from_micros(1);
        assert_eq!(day_of(last, zone), date("2011-12-29"));
        assert_eq!(day_of(start_of(date("2011-12-30"), zone), zone), date("2011-12-31"));
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        assert_eq!(monday_of(date("2026-03-29")), date("2026-03-23"));
        assert_eq!(monday_of(date("2026-03-23")), date("2026-03-23"));
        assert_eq!(first_of(date("2026-02-28")), date("2026-02-01"));
        assert_eq!(next_month(date("2026-12-31")), date("2027-01-01"));
        let week = week(date("2026-03-23"), Tz::Europe__Berlin);
        assert_eq!((week.to.micros() - week.from.micros()) / 3_600_000_000, 7 * 24 - 1);
        let month = month(date("2026-10-01"), Tz::Europe__Berlin);
        assert_eq!((month.to.micros() - month.from.micros()) / 3_600_000_000, 31 * 24 + 1);
    }

    #[test]
    fn a_date_means_its_first_local_moment() {
        let zone = Tz::Europe__Berlin;
        let moment = |text| read(text, zone).map(Timestamp::rfc3339);
        assert_eq!(moment("2026-01-19").as_deref(), Some("2026-01-18T23:00:00.000000Z"));
        assert_eq!(
            moment("2026-01-19T09:00:00+01:00").as_deref(),
            Some("2026-01-19T08:00:00.000000Z")
        );
        for text in [
            "",
            "today",
            "2026-02-30",
            "26-01-19",
            "0026-01-19",
            "20260-01-19",
            "2026-01-19T09:00:00",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }

    fn zones() -> impl Strategy<Value = Tz> {
        proptest::sample::select(vec![
            Tz::UTC,
            Tz::Europe__Berlin,
            Tz::America__New_York,
            Tz::America__Santiago,
            Tz::America__St_Johns,
            Tz::Pacific__Apia,
            Tz::Asia__Kathmandu,
            Tz::Atlantic__Azores,
            Tz::Africa__Cairo,
            Tz::Australia__Lord_Howe,
        ])
    }

    proptest! {
        #[test]
        fn every_moment_lies_in_the_range_of_its_day(seconds in 0i64..4_000_000_000, zone in zones()) {
            let at = Timestamp::from_micros(seconds * 1_000_000);
            let date = day_of(at, zone);
            prop_assert!(day(date, zone).contains(at), "{} {date} {zone}", at.rfc3339());
        }

        #[test]
        fn days_follow_one_another_without_gap(number in 0u64..40_000, zone in zones()) {
            let date = after(NaiveDate::from_ymd_opt(1975, 1, 1).expect("a date"), number);
            prop_assert_eq!(day(date, zone).to, day(after(date, 1), zone).from);
            prop_assert!(day(date, zone).from <= day(date, zone).to);
        }
    }
}
