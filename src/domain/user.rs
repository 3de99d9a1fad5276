//! People who sign in.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::audit::Origin;
use crate::{LoginId, Timestamp, UserId};

/// What a person is in the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees clients and signs notes.
    Therapist,
    /// Reads and co-signs for assigned therapists.
    Supervisor,
    /// A client with a login: sees what was released to them.
    Patient,
    /// Runs the practice: users and operations, no clinical text.
    Admin,
}

impl Role {
    /// Every role, in the order of the access table.
    pub const ALL: [Self; 4] = [Self::Therapist, Self::Supervisor, Self::Patient, Self::Admin];

    /// The word used in the database, the API and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Therapist => "therapist",
            Self::Supervisor => "supervisor",
            Self::Patient => "patient",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no role; the roles are therapist, supervisor, patient and admin")]
pub struct UnknownRole(String);

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or_else(|| UnknownRole(word.to_owned()))
    }
}

/// A person who can sign in, without the password hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Identifier.
    pub id: UserId,
    /// Address, in the form it is compared: trimmed and lower case.
    pub email: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What they are in the practice.
    pub role: Role,
    /// Whether they may sign in.
    pub is_active: bool,
    /// Whether the address was confirmed.
    pub is_verified: bool,
    /// Made by a sign-up for an address that has an account already. It can never be confirmed, and is otherwise like any
    /// other, so that nobody learns from a sign-up who has an account here.
    pub is_shadow: bool,
    /// When the account was made.
    pub created_at: Timestamp,
}

impl User {
    /// Given and family name as one string (the contract's `full_name`).
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// What a live login is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Everything its role may.
    Full,
    /// Setting up the second factor that the practice demands, and nothing else.
    NeedsSecondFactor,
    /// Unlocking or signing out: the device was left alone.
    Locked,
}

impl Standing {
    /// The word used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::NeedsSecondFactor => "needs_second_factor",
            Self::Locked => "locked",
        }
    }
}

/// Who is asking, proven by a live login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub user: UserId,
    /// The device they signed in on.
    pub login: LoginId,
    /// What they are.
    pub role: Role,
    /// What the login is good for at the moment.
    pub standing: Standing,
    /// When they last proved that it is still them, for deeds that need that.
    pub stepped_up_at: Option<Timestamp>,
    /// Where this request came from.
    pub origin: Origin,
}

/// Why an address or a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCredential {
    /// Not of the form `name@host`.
    #[error("this is not an e-mail address")]
    Email,
    /// Breaks the composition rule of the contract.
    #[error(
        "a password needs 12 to 128 characters with an upper-case letter, a lower-case letter, a digit and a special character"
    )]
    Password,
    /// One of the first that are tried.
    #[error(
        "this password is among the first that are guessed: a common word with digits, a name, or keys in a row; three or four \
         words that do not belong together make a better one"
    )]
    CommonPassword,
    /// Made of what is known of its owner.
    #[error("this password is made of your own name or address, which is what others would try first")]
    PersonalPassword,
}

/// The form in which an address is stored and compared: trimmed, lower case.
///
/// # Errors
/// [`BadCredential::Email`] when there is no `@` between two non-empty parts, or when it holds white space or is longer
/// than the 254 characters that SMTP can carry (RFC 5321 §4.5.3.1.3 as corrected by erratum 1690).
pub fn normalise_email(email: &str) -> Result<String, BadCredential> {
    let email = email.trim().to_lowercase();
    let well_formed = email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && matches!(email.split_once('@'), Some((name, host)) if !name.is_empty() && !host.is_empty() && !host.contains('@'));
    if well_formed {
        Ok(email)
    } else {
        Err(BadCredential::Email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_without_case_and_space() {
        assert_eq!(normalise_email("  Jane@Example.ORG "), Ok("jane@example.org".into()));
        for bad in ["", "jane", "@x", "jane@", "a b@x", "a@b@c"] {
            assert_eq!(normalise_email(bad), Err(BadCredential::Email), "{bad}");
        }
    }
}
