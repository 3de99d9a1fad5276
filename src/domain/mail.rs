//! Mail to people with an account: what is written about, and where a mail stands.

use std::fmt;
use std::str::FromStr;

use crate::{InvitationId, MailId, Timestamp, UserId};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// A link that confirms an address.
    Verification,
    /// A link to choose a new password.
    PasswordReset,
    /// A link to make an account.
    Invitation,
    /// A sign-in from a device that was not seen before.
    SignInAlert,
}

impl Template {
    /// Every template.
    pub const ALL: [Self; 4] = [
        Self::Verification,
        Self::PasswordReset,
        Self::Invitation,
        Self::SignInAlert,
    ];

    /// The word in the database and the name of its files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::PasswordReset => "password_reset",
            Self::Invitation => "invitation",
            Self::SignInAlert => "sign_in_alert",
        }
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Template {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|template| template.as_str() == word)
            .ok_or(())
    }
}

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// On its way.
    Queued,
    /// Handed over.
    Sent,
    /// There turned out to be nobody to write to, or nothing to write about.
    Dropped,
    /// Given up.
    Failed,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Sent, Self::Dropped, Self::Failed];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Dropped => "dropped",
            Self::Failed => "failed",
        }
    }
}

impl FromStr for State {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(())
    }
}

/// A mail without its text, which is written when it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Identifier, also in its Message-ID.
    pub id: MailId,
    /// What it is about.
    pub template: Template,
    /// To whom, as it was typed or as the account has it.
    pub address: String,
    /// The account it is about, where that is known beforehand.
    pub user: Option<UserId>,
    /// The invitation it carries.
    pub invitation: Option<InvitationId>,
    /// Where it stands.
    pub state: State,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it was handed over.
    pub sent_at: Option<Timestamp>,
}
