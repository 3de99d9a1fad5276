//! The formulas of the practice's numbers: periods and their parts, moods over time, topics that come and go.
//!
//! docs/analytics.md tells every one of them in words.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::calendar::{after, before, first_of, monday_of, next_month};
use crate::note::{Mood, MoodTrajectory};

/// How far back trends go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Period {
    /// A week.
    Days7,
    /// A month.
    #[default]
    Days30,
    /// A quarter.
    Days90,
    /// A year.
    Year,
}

impl Period {
    /// All values.
    pub const ALL: [Self; 4] = [Self::Days7, Self::Days30, Self::Days90, Self::Year];

    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Days7 => "7d",
            Self::Days30 => "30d",
            Self::Days90 => "90d",
            Self::Year => "1y",
        }
    }

    /// How many days it has, today among them.
    pub fn days(self) -> u64 {
        match self {
            Self::Days7 => 7,
            Self::Days30 => 30,
            Self::Days90 => 90,
            Self::Year => 365,
        }
    }
}

/// How long the parts of a period are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Granularity {
    /// One day.
    #[default]
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

impl Granularity {
    /// All values.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first date of the part in which a date lies.
    pub fn start(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => monday_of(day),
            Self::Month => first_of(day),
        }
    }

    /// The first dates of all parts that the dates from `first` to `last` touch.
    pub fn parts(self, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        let next = |day| match self {
            Self::Day => after(day, 1),
            Self::Week => after(day, 7),
            Self::Month => next_month(day),
        };
        let parts = std::iter::successors(Some(self.start(first)), |day| Some(next(*day)));
        parts.take_while(|day| *day <= last).collect()
    }
}

macro_rules! choice {
    ($name:ident, $unknown:ident, $what:literal) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[doc = concat!("A word that names no ", $what, ".")]
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("`{0}` is no {what}; choose one of {all}", what = $what, all = $name::ALL.map($name::as_str).join(", "))]
        pub struct $unknown(String);

        impl FromStr for $name {
            type Err = $unknown;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.into_iter().find(|choice| choice.as_str() == word);
                found.ok_or_else(|| $unknown(word.to_owned()))
            }
        }
    };
}

choice!(Period, UnknownPeriod, "period");
choice!(Granularity, UnknownGranularity, "granularity");

/// The first of the dates that end with `today` and are so many whole weeks together.
pub fn window(today: NaiveDate, weeks: u32) -> NaiveDate {
    before(today, (u64::from(weeks) * 7).saturating_sub(1))
}

/// A mood as a number: 1 is very low, 5 very positive.
pub fn score(mood: Mood) -> u8 {
    match mood {
        Mood::VeryLow => 1,
        Mood::Low => 2,
        Mood::Neutral => 3,
        Mood::Positive => 4,
        Mood::VeryPositive => 5,
    }
}

/// The mood that a number stands for.
pub fn mood(score: u8) -> Option<Mood> {
    Mood::ALL.into_iter().find(|mood| self::score(*mood) == score)
}

/// By how many points the mean of the later half must differ from that of the earlier one to count as a direction.
pub const DIRECTION: f64 = 0.5;
/// How many points scores must change by from one session to the next, on average, to count as fluctuating.
pub const SWING: f64 = 1.0;

/// Where moods went over several sessions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MoodTrend {
    /// The direction.
    pub trajectory: MoodTrajectory,
    /// By how many percent the mean of the later half differs from that of the earlier one, to the nearest whole number.
    pub change_percent: i32,
}

impl MoodTrend {
    /// Compares the later half of scores with the earlier one; the one in the middle of an odd number belongs to neither. Fewer
    /// than two are stable.
    pub fn of(scores: &[u8]) -> Self {
        let half = scores.len() / 2;
        let (Some(earlier), Some(later)) = (mean(&scores[..half]), mean(&scores[scores.len() - half..])) else {
            return Self {
                trajectory: MoodTrajectory::Stable,
                change_percent: 0,
            };
        };
        let trajectory = if later - earlier >= DIRECTION {
            MoodTrajectory::Improving
        } else if earlier - later >= DIRECTION {
            MoodTrajectory::Declining
        } else if swing(scores) >= SWING {
            MoodTrajectory::Fluctuating
        } else {
            MoodTrajectory::Stable
        };
        Self {
            trajectory,
            change_percent: ((later - earlier) / earlier * 100.0).round() as i32,
        }
    }
}

/// The mean of scores; `None` without any.
pub fn mean(scores: &[u8]) -> Option<f64> {
    let sum: u64 = scores.iter().copied().map(u64::from).sum();
    (!scores.is_empty()).then(|| sum as f64 / scores.len() as f64)
}

/// By how much scores change from one to the next, on average.
fn swing(scores: &[u8]) -> f64 {
    let steps: u64 = scores.windows(2).map(|pair| u64::from(pair[0].abs_diff(pair[1]))).sum();
    steps as f64 / scores.len().saturating_sub(1).max(1) as f64
}

/// Whether a topic comes up more often or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TopicTrend {
    /// More often in the later half of the window.
    Increasing,
    /// About as often.
    Stable,
    /// Less often in the later half.
    Decreasing,
}

impl TopicTrend {
    /// Compares in how many sessions a topic came up in the earlier and in the later half of the window. A difference counts
    /// from two sessions and from a quarter of both together.
    pub fn of(earlier: u64, later: u64) -> Self {
        let is_clear = earlier.abs_diff(later) >= 2 && earlier.abs_diff(later) * 4 >= earlier + later;
        match (is_clear, later > earlier) {
            (false, _) => Self::Stable,
            (true, true) => Self::Increasing,
            (true, false) => Self::Decreasing,
        }
    }

    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Increasing => "increasing",
            Self::Stable => "stable",
            Self::Decreasing => "decreasing",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn words_are_read_as_they_are_written_and_others_are_told_the_choices() {
        for period in Period::ALL {
            assert_eq!(period.to_string().parse(), Ok(period));
        }
        for granularity in Granularity::ALL {
            assert_eq!(granularity.to_string().parse(), Ok(granularity));
        }
        assert_eq!(
            "2w".parse::<Period>().unwrap_err().to_string(),
            "`2w` is no period; choose one of 7d, 30d, 90d, 1y"
        );
        assert_eq!(
            "hour".parse::<Granularity>().unwrap_err().to_string(),
            "`hour` is no granularity; choose one of day, week, month"
        );
    }

    #[test]
    fn a_period_is_cut_into_all_parts_that_it_touches() {
        let (first, last) = (date("2026-01-30"), date("2026-02-09"));
        assert_eq!(Granularity::Day.parts(first, last).len(), 11);
        let weeks = ["2026-01-26", "2026-02-02", "2026-02-09"].map(date);
        assert_eq!(Granularity::Week.parts(first, last), weeks);
        assert_eq!(
            Granularity::Month.parts(first, last),
            ["2026-01-01", "2026-02-01"].map(date)
        );
        assert_eq!(window(last, 1), date("2026-02-03"), "seven days, today among them");
    }

    #[test]
    fn moods_have_a_number_and_come_back_from_it() {
        for found in Mood::ALL {
            assert_eq!(mood(score(found)), Some(found));
        }
        assert_eq!(Mood::ALL.map(score), [1, 2, 3, 4, 5]);
        assert_eq!(mood(0), None);
    }

    #[test]
    fn moods_have_a_direction_when_the_later_half_differs() {
        use MoodTrajectory::*;
        for (scores, trajectory, percent) in [
            (&[][..], Stable, 0),
            (&[4], Stable, 0),
            (&[2, 3], Improving, 50),
            (&[3, 1, 3], Fluctuating, 0),
            (&[4, 4, 2, 2], Declining, -50),
            (&[1, 3, 1, 3], Fluctuating, 0),
            (&[3, 3, 3, 3], Stable, 0),
            (&[3, 3, 3, 4], Improving, 17),
        ] {
            let trend = MoodTrend::of(scores);
            assert_eq!(
                (trend.trajectory, trend.change_percent),
                (trajectory, percent),
                "{scores:?}"
            );
        }
    }

    #[test]
    fn a_topic_comes_or_goes_from_two_sessions_and_a_quarter() {
        use TopicTrend::*;
        for (earlier, later, trend) in [
            (0, 0, Stable),
            (0, 1, Stable),
            (0, 2, Increasing),
            (3, 5, Increasing),
            (4, 6, Stable),
            (6, 3, Decreasing),
        ] {
            assert_eq!(TopicTrend::of(earlier, later), trend, "{earlier} {later}");
        }
    }
}
