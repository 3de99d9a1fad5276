//! Invitations to make an account.

use std::time::Duration;

use crate::user::Role;
use crate::{InvitationId, PatientId, Timestamp, UserId};

/// How long an invitation waits.
pub const VALID: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long the link waits that is printed when the appliance starts without any account.
pub const SET_UP_VALID: Duration = Duration::from_secs(24 * 60 * 60);

/// An invitation to make an account with a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Identifier.
    pub id: InvitationId,
    /// Whom it was sent to; nobody for the link that sets the appliance up.
    pub email: Option<String>,
    /// Given name, as the inviting person writes it.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What the account will be.
    pub role: Role,
    /// Who invited.
    pub invited_by: Option<UserId>,
    /// The client record that the account will belong to.
    pub patient: Option<PatientId>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It can be accepted.
    Pending,
    /// It was accepted.
    Accepted,
    /// It was taken back.
    Revoked,
    /// Nobody accepted it in time.
    Expired,
}

impl State {
    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
            Self::Expired => "expired",
        }
    }
}

impl Invitation {
    /// Where it stands.
    pub fn state(&self, now: Timestamp) -> State {
        if self.accepted_at.is_some() {
            State::Accepted
        } else if self.revoked_at.is_some() {
            State::Revoked
        } else if self.expires_at <= now {
            State::Expired
        } else {
            State::Pending
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_is_pending_until_something_ends_it() {
        let now = Timestamp::from_micros(1_764_000_000_000_000);
        let fresh = Invitation {
            id: InvitationId::new(now),
            email: Some("jane@practice.example".into()),
            first_name: "Jane".into(),
            last_name: "Smith".into(),
            role: Role::Therapist,
            invited_by: None,
            patient: None,
            expires_at: now + VALID,
            accepted_at: None,
            revoked_at: None,
            created_at: now,
        };
        assert_eq!(fresh.state(now), State::Pending);
        assert_eq!(fresh.state(now + VALID), State::Expired);
        let revoked = Invitation {
            revoked_at: Some(now),
            ..fresh.clone()
        };
        assert_eq!(revoked.state(now + VALID), State::Revoked);
        let accepted = Invitation {
            accepted_at: Some(now),
            ..fresh
        };
        assert_eq!(accepted.state(now + VALID), State::Accepted);
    }
}
