//! What is written to the audit trail: ids and verbs, never words of a client.

use uuid::Uuid;

use crate::UserId;

/// A deed worth remembering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A user account was made.
    UserCreated,
    /// Somebody signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInRefused,
    /// A login was ended.
    SignedOut,
    /// A client record was made.
    PatientCreated,
    /// A recording was stored and its session begun.
    SessionUploaded,
    /// A transcript was stored.
    SessionTranscribed,
    /// A draft note was stored.
    NoteDrafted,
    /// A new draft was asked for.
    RedraftRequested,
    /// Processing was called off.
    SessionCancelled,
    /// Processing was asked for again.
    SessionRetried,
    /// Processing was given up.
    SessionFailed,
}

impl Deed {
    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UserCreated => "user_created",
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::PatientCreated => "patient_created",
            Self::SessionUploaded => "session_uploaded",
            Self::SessionTranscribed => "session_transcribed",
            Self::NoteDrafted => "note_drafted",
            Self::RedraftRequested => "redraft_requested",
            Self::SessionCancelled => "session_cancelled",
            Self::SessionRetried => "session_retried",
            Self::SessionFailed => "session_failed",
        }
    }
}

/// One line of the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Who did it; `None` is the appliance itself.
    pub actor: Option<UserId>,
    /// What was done.
    pub deed: Deed,
    /// To which record.
    pub record: Option<Uuid>,
}
