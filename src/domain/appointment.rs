//! Appointments: when somebody meets a client, where and how, and how it went.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::ids::AppointmentId;
use crate::{PatientId, SessionId, Timestamp, UserId};

/// The longest appointment.
pub const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest description of a place, in characters.
pub const MAX_PLACE: usize = 200;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident ($what:literal, $unknown:ident) { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// All values.
            pub const ALL: [Self; [$($word),+].len()] = [$(Self::$variant),+];

            /// The word in the database and the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[doc = concat!("A word that names no ", $what, ".")]
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        #[error("`{0}` is no {what}; they are {all}", what = $what, all = [$($word),+].join(", "))]
        pub struct $unknown(String);

        impl FromStr for $name {
            type Err = $unknown;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.into_iter().find(|value| value.as_str() == word);
                found.ok_or_else(|| $unknown(word.to_owned()))
            }
        }
    };
}

words! {
    /// How far an appointment is.
    State ("state of an appointment", UnknownState) {
        /// It is planned.
        Scheduled = "scheduled",
        /// It took place.
        Attended = "attended",
        /// It was called off.
        Cancelled = "cancelled",
        /// The client did not come.
        NoShow = "no_show",
    }
}

words! {
    /// Who meets.
    Kind ("kind of appointment", UnknownKind) {
        /// The client alone.
        Individual = "individual",
        /// The client and their partner.
        Couple = "couple",
        /// The client and their family.
        Family = "family",
        /// Several clients.
        Group = "group",
    }
}

words! {
    /// How they meet.
    Modality ("modality", UnknownModality) {
        /// In one room.
        InPerson = "in_person",
        /// By video.
        Video = "video",
        /// By telephone.
        Telephone = "telephone",
    }
}

/// Why an appointment cannot be as it was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has a recording.
    #[error("there is a recording of this appointment, so it took place")]
    HasRecording,
    /// It lies in the future.
    #[error("this appointment is still to come; only then can be said how it went")]
    StillToCome,
}

impl State {
    /// The state after somebody said that it is `to`: any, as people correct themselves, with two exceptions. What has a
    /// recording took place, and of what begins on a later day nobody knows how it went (but it can be called off).
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn set(self, to: Self, has_recording: bool, is_to_come: bool) -> Result<Self, Refusal> {
        if has_recording && to != Self::Attended {
            return Err(Refusal::HasRecording);
        }
        if is_to_come && matches!(to, Self::Attended | Self::NoShow) {
            return Err(Refusal::StillToCome);
        }
        Ok(to)
    }
}

/// A value of an appointment that is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAppointment {
    /// The end is not after the beginning, or too long after it.
    #[error("an appointment ends after it begins, and within 24 hours")]
    Times,
    /// The place is too long.
    #[error("describe the place in at most {MAX_PLACE} characters")]
    Place,
}

impl BadAppointment {
    /// The field that it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::Times => "ends_at",
            Self::Place => "place",
        }
    }
}

/// Checks when an appointment is.
///
/// # Errors
/// [`BadAppointment::Times`].
pub fn check_times(starts_at: Timestamp, ends_at: Timestamp) -> Result<(), BadAppointment> {
    if starts_at < ends_at && ends_at.since(starts_at) <= LONGEST {
        Ok(())
    } else {
        Err(BadAppointment::Times)
    }
}

/// A place as it is kept: without blanks around it, `None` for nothing.
///
/// # Errors
/// [`BadAppointment::Place`].
pub fn clean_place(text: &str) -> Result<Option<String>, BadAppointment> {
    let text = text.trim();
    if text.chars().count() > MAX_PLACE || text.chars().any(char::is_control) {
        return Err(BadAppointment::Place);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Identifier.
    pub id: AppointmentId,
    /// The client.
    pub patient_id: PatientId,
    /// Whom they meet.
    pub therapist_id: UserId,
    /// When it begins.
    pub starts_at: Timestamp,
    /// When it ends. The same moment when a recording came without an appointment and nobody knows yet when it began.
    pub ends_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// Who meets.
    pub kind: Kind,
    /// How they meet.
    pub modality: Modality,
    /// Where, in words.
    pub place: Option<String>,
    /// How often it was changed: the calendar entry's number (RFC 5545, 3.8.7.4).
    pub sequence: i64,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An appointment as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The appointment.
    pub appointment: Appointment,
    /// The client's name.
    pub patient_name: String,
    /// Its recordings, oldest first.
    pub sessions: Vec<SessionId>,
}

impl Appointment {
    /// How far a moment is from it; nothing while it goes on.
    pub fn distance(&self, at: Timestamp) -> Duration {
        self.starts_at.since(at).max(at.since(self.ends_at))
    }
}

/// The whole table of states as text (`tests/golden/appointment-table.txt`).
pub fn table() -> String {
    let mut lines = String::from("from        to          past      recorded  to come\n");
    for from in State::ALL {
        for to in State::ALL {
            let cell = |has_recording, is_to_come| match from.set(to, has_recording, is_to_come) {
                Ok(_) => "yes",
                Err(_) => "refused",
            };
            lines.push_str(&format!(
                "{:<11} {:<11} {:<9} {:<9} {}\n",
                from.as_str(),
                to.as_str(),
                cell(false, false),
                cell(true, false),
                cell(false, true)
            ));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    #[test]
    fn words_are_read_as_they_are_written() {
        for state in State::ALL {
            assert_eq!(state.to_string().parse(), Ok(state));
        }
        for kind in Kind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        for modality in Modality::ALL {
            assert_eq!(modality.to_string().parse(), Ok(modality));
        }
        assert_eq!(
            "maybe".parse::<State>().unwrap_err().to_string(),
            "`maybe` is no state of an appointment; they are scheduled, attended, cancelled, no_show"
        );
    }

    #[test]
    fn an_appointment_ends_after_it_begins_and_within_a_day() {
        let minute = Duration::from_secs(60);
        assert_eq!(check_times(START, START + minute), Ok(()));
        assert_eq!(check_times(START, START + LONGEST), Ok(()));
        for end in [START, START - minute, START + LONGEST + minute] {
            assert_eq!(check_times(START, end), Err(BadAppointment::Times));
        }
    }

    #[test]
    fn a_place_loses_its_blanks_and_is_one_line() {
        assert_eq!(clean_place("  Room 2 "), Ok(Some("Room 2".into())));
        assert_eq!(clean_place("  "), Ok(None));
        assert_eq!(clean_place("Room\n2"), Err(BadAppointment::Place));
        assert_eq!(clean_place(&"x".repeat(201)), Err(BadAppointment::Place));
    }

    #[test]
    fn what_was_recorded_took_place() {
        for from in State::ALL {
            assert_eq!(from.set(State::Attended, true, false), Ok(State::Attended));
            assert_eq!(from.set(State::Cancelled, true, false), Err(Refusal::HasRecording));
        }
    }
}
