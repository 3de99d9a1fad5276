//! Other voices in the room: a partner, a parent, an interpreter. Whoever is recorded has to agree to it, so they are known by
//! name and by what they are to the client.

use std::fmt;
use std::str::FromStr;

use crate::patient::MAX_NAME;
use crate::{ParticipantId, Timestamp};

/// What somebody who takes part is to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Capacity {
    /// Spouse or partner.
    Partner,
    /// Parent or legal guardian.
    Guardian,
    /// Another relative.
    Relative,
    /// Interprets.
    Interpreter,
    /// Watches or listens: a supervisor, a trainee.
    Observer,
    /// Anybody else.
    Other,
}

impl Capacity {
    /// Every capacity.
    pub const ALL: [Self; 6] = [
        Self::Partner,
        Self::Guardian,
        Self::Relative,
        Self::Interpreter,
        Self::Observer,
        Self::Other,
    ];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Partner => "partner",
            Self::Guardian => "guardian",
            Self::Relative => "relative",
            Self::Interpreter => "interpreter",
            Self::Observer => "observer",
            Self::Other => "other",
        }
    }

    /// What sentences call somebody in this capacity.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Other => "another participant",
            Self::Partner => "the partner",
            Self::Guardian => "the guardian",
            Self::Relative => "the relative",
            Self::Interpreter => "the interpreter",
            Self::Observer => "the observer",
        }
    }
}

impl fmt::Display for Capacity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no capacity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no capacity; they are partner, guardian, relative, interpreter, observer and other")]
pub struct UnknownCapacity(String);

impl FromStr for Capacity {
    type Err = UnknownCapacity;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|capacity| capacity.as_str() == word);
        found.ok_or_else(|| UnknownCapacity(word.to_owned()))
    }
}

/// Somebody who takes part beside the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Identifier.
    pub id: ParticipantId,
    /// Their name as the therapist writes it.
    pub name: String,
    /// What they are to the client.
    pub capacity: Capacity,
    /// Since when they do not take part any more.
    pub ended_at: Option<Timestamp>,
    /// When they were added.
    pub created_at: Timestamp,
}

/// A participant's name without blanks around it; `None` for one that is not acceptable.
pub fn name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let fits = !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capacity_is_read_as_it_is_written() {
        for capacity in Capacity::ALL {
            assert_eq!(capacity.as_str().parse(), Ok(capacity));
        }
        assert!("neighbour".parse::<Capacity>().is_err());
    }

    #[test]
    fn a_name_has_letters_and_an_end() {
        assert_eq!(name("  Ben Okafor "), Some("Ben Okafor".into()));
        for typed in ["", "  ", "a\nb", &"x".repeat(MAX_NAME + 1)] {
            assert_eq!(name(typed), None, "{typed:?}");
        }
    }
}
