//! How meetings went, counted: the one place where the practice's rates are defined.
//!
//! A *meeting* is an appointment. What is still planned counts in no rate.

use crate::appointment::State;

/// Meetings of a person, a client, a day, counted by how they went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// They took place.
    pub attended: u64,
    /// They were called off.
    pub cancelled: u64,
    /// The client did not come.
    pub no_show: u64,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, state: State) {
        match state {
            State::Scheduled => {}
            State::Attended => self.attended += 1,
            State::Cancelled => self.cancelled += 1,
            State::NoShow => self.no_show += 1,
        }
    }

    /// Those that are over, however they went.
    pub fn total(self) -> u64 {
        self.attended + self.cancelled + self.no_show
    }

    /// Of all that are over, the share that took place: attended ÷ (attended + cancelled + missed); 0 when there were none.
    pub fn completion_rate(self) -> f64 {
        share(self.attended, self.total())
    }

    /// Of those that were not called off, the share to which the client came: attended ÷ (attended + missed); 0 when there
    /// were none.
    pub fn attendance_rate(self) -> f64 {
        share(self.attended, self.attended + self.no_show)
    }
}

impl FromIterator<State> for Tally {
    fn from_iter<I: IntoIterator<Item = State>>(states: I) -> Self {
        let mut tally = Self::default();
        states.into_iter().for_each(|state| tally.add(state));
        tally
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A rate or an average as answers show it: two decimals, halves away from zero.
pub fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planned_meetings_count_in_no_rate() {
        let tally: Tally = State::ALL.into_iter().collect();
        assert_eq!(tally.total(), 3);
        assert_eq!(rounded(tally.completion_rate()), 0.33);
        assert_eq!(tally.attendance_rate(), 0.5);
    }

    #[test]
    fn without_meetings_every_rate_is_zero() {
        assert_eq!(Tally::default().completion_rate(), 0.0);
        assert_eq!(Tally::default().attendance_rate(), 0.0);
        let cancelled = Tally {
            cancelled: 3,
            ..Tally::default()
        };
        assert_eq!(cancelled.attendance_rate(), 0.0);
    }

    #[test]
    fn answers_show_two_decimals() {
        let tally = Tally {
            attended: 5,
            cancelled: 1,
            no_show: 0,
        };
        assert_eq!(rounded(tally.completion_rate()), 0.83);
        assert_eq!(rounded(1.6), 1.6);
    }
}
