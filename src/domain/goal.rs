//! Treatment goals: what client and therapist work towards, and by what both will know that it is reached.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::{GoalId, Timestamp, UserId};

/// The longest goal that is kept, in characters.
pub const MAX_TEXT: usize = 1_000;
/// The longest measure that is kept, in characters.
pub const MAX_MEASURE: usize = 500;

/// How far a goal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Worked on.
    Open,
    /// Reached.
    Met,
    /// Given up.
    Dropped,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Met, Self::Dropped];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Met => "met",
            Self::Dropped => "dropped",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no state of a goal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no state of a goal; they are open, met and dropped")]
pub struct UnknownState(String);

impl FromStr for State {
    type Err = UnknownState;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| UnknownState(word.to_owned()))
    }
}

/// A treatment goal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Identifier.
    pub id: GoalId,
    /// The goal in words.
    pub text: String,
    /// By what it will be known that it is reached.
    pub measure: Option<String>,
    /// How far it is.
    pub state: State,
    /// When it should be reached.
    pub target_on: Option<NaiveDate>,
    /// Who wrote it.
    pub author: UserId,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was met or dropped.
    pub ended_at: Option<Timestamp>,
}

impl Goal {
    /// Moves it to a state. One that is opened again has no end.
    pub fn turn(&mut self, to: State, now: Timestamp) {
        if to != self.state {
            self.state = to;
            self.ended_at = (to != State::Open).then_some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_ends_when_it_is_met_and_goes_on_when_it_is_opened_again() {
        let at = Timestamp::from_micros;
        let mut goal = Goal {
            id: GoalId::new(at(1)),
            text: "Sleep through".into(),
            measure: None,
            state: State::Open,
            target_on: None,
            author: UserId::new(at(1)),
            created_at: at(1),
            updated_at: at(1),
            ended_at: None,
        };
        goal.turn(State::Met, at(2));
        goal.turn(State::Met, at(3));
        assert_eq!(goal.ended_at, Some(at(2)));
        goal.turn(State::Dropped, at(4));
        assert_eq!(goal.ended_at, Some(at(4)));
        goal.turn(State::Open, at(5));
        assert_eq!((goal.state, goal.ended_at), (State::Open, None));
    }

    #[test]
    fn a_state_is_read_as_it_is_written() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert!("done".parse::<State>().is_err());
    }
}
