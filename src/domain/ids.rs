//! Identifiers: UUID version 7, so that they sort by the time they were made.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::{NoContext, Uuid};

use crate::time::Timestamp;

/// A new random UUIDv7 for this moment.
pub fn new_uuid(now: Timestamp) -> Uuid {
    let micros = now.micros().max(0) as u64;
    Uuid::new_v7(uuid::Timestamp::from_unix(
        NoContext,
        micros / 1_000_000,
        (micros % 1_000_000) as u32 * 1000,
    ))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id for something that comes into being now.
            pub fn new(now: Timestamp) -> Self {
                Self(new_uuid(now))
            }

            /// The bare UUID, for storage and wire.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

ids! {
    /// A person who can sign in.
    UserId,
    /// A signed-in device (table `auth_sessions`).
    LoginId,
    /// A client of the practice.
    PatientId,
    /// A therapy session.
    SessionId,
    /// A piece of background work.
    JobId,
    /// An invitation to make an account.
    InvitationId,
    /// A mail.
    MailId,
    /// An administrator's emergency access.
    BreakGlassId,
    /// A template of the practice's notes.
    TemplateId,
    /// An addendum, correction or late entry.
    AmendmentId,
    /// A treatment goal.
    GoalId,
    /// Somebody who takes part beside the client.
    ParticipantId,
    /// What somebody agreed to.
    ConsentId,
    /// A meeting.
    AppointmentId,
    /// A document that is made from the record; the contract's `job_id`.
    ExportId,
    /// A questionnaire with its answers.
    MeasureId,
    /// A questionnaire that was asked for.
    MeasureRequestId,
    /// A summary that was handed to the client.
    ReleaseId,
    /// A task that was agreed with the client.
    AgreedActionId,
}
