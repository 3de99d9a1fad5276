use domain::access::Denied;
use domain::appointment::BadAppointment;
use domain::consent::{self, Standing};
use domain::format::{BadTemplate, UnknownFormat};
use domain::patient::BadPatient;
use domain::review::Refusal;
use domain::review::edit::BadEdit;
use domain::user::BadCredential;
use store::blobs::BlobError;

/// Why something was not done, in the terms of the person who asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not signed in, or no longer.
    #[error("{0}")]
    Unauthenticated(&'static str),
    /// There is no such record, or the caller may not know of it. Noted in the audit trail either way, so that the two do not
    /// differ in time.
    #[error("{0}")]
    Hidden(&'static str),
    /// There is nothing there (yet).
    #[error("{0}")]
    NotFound(&'static str),
    /// The caller may know, but not do this.
    #[error("this is not allowed for your role")]
    Forbidden,
    /// The practice does not offer this.
    #[error("{0}")]
    Refused(&'static str),
    /// The password is right; a code of the second factor is still missing.
    #[error("enter the code of your authenticator app, or one of your recovery codes")]
    SecondFactorRequired,
    /// The login may set up a second factor and nothing else.
    #[error("this practice asks for a second factor; set it up first")]
    SecondFactorNeeded,
    /// The login is locked.
    #[error("this window is locked; enter your password to go on")]
    Locked,
    /// The deed needs a fresh proof of who one is.
    #[error("please confirm that it is you")]
    StepUpRequired,
    /// A mailed token is unknown, used or too old.
    #[error("this link is not valid any more; please ask for a new one")]
    InvalidToken,
    /// The record is not in a state in which this makes sense.
    #[error("{0}")]
    Conflict(String),
    /// The record was changed since the caller read it.
    #[error("this note was changed in between; load it again and repeat what you did")]
    Stale,
    /// The note cannot be signed as it is.
    #[error("this note cannot be signed yet: {}", reasons.join("; "))]
    NotSignable {
        /// Why, as codes.
        codes: Vec<&'static str>,
        /// Why, in words.
        reasons: Vec<&'static str>,
        /// The names of the items that wait for a decision.
        open_items: Vec<String>,
    },
    /// Somebody who takes part has not agreed to this, or not any more. Names stand in what is missing, never in the words.
    #[error("{} Nothing was done; write the consent down on the client's page, then try again", consent::in_words(.0))]
    ConsentMissing(Vec<Standing>),
    /// A field is not acceptable.
    #[error("{detail}")]
    Invalid {
        /// The JSON or query field.
        field: &'static str,
        /// What is wrong and what would be right.
        detail: String,
    },
    /// The upload is larger than accepted.
    #[error("the recording is larger than {limit_mb} MB, the most this practice accepts")]
    TooLarge {
        /// The limit in megabytes.
        limit_mb: u64,
    },
    /// The upload is no recording.
    #[error("this file is not a recording in a format that can be read")]
    NotAudio,
    /// The upload ended before the file was complete.
    #[error("the upload was interrupted; nothing was stored, please send the file again")]
    Interrupted,
    /// The disk is full.
    #[error("the appliance's disk is full; nothing was stored, ask your administrator to free space")]
    DiskFull,
    /// Too many people are signing in at this moment.
    #[error("the appliance is busy with other sign-ins; please try again in a moment")]
    Busy,
    /// Something broke. The source is logged where it is answered, under an incident number.
    #[error("something went wrong inside the appliance")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// Wraps what should not have happened.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// The same answer for a session that does not exist and one that may not be seen.
    pub fn no_session() -> Self {
        Self::Hidden("There is no such session.")
    }

    /// There is no such account.
    pub fn no_user() -> Self {
        Self::NotFound("There is no such account.")
    }

    /// There is no such template of notes.
    pub fn no_template() -> Self {
        Self::NotFound("There is no such template.")
    }

    /// There is no such invitation, or it is somebody else's.
    pub fn no_invitation() -> Self {
        Self::NotFound("There is no such invitation.")
    }

    /// The same answer for an appointment that does not exist and one that may not be seen.
    pub fn no_appointment() -> Self {
        Self::Hidden("There is no such appointment.")
    }

    /// The same answer for a client who does not exist and one who may not be seen.
    pub fn no_patient() -> Self {
        Self::Hidden("There is no such patient.")
    }
}

impl From<domain::appointment::Refusal> for Error {
    fn from(refusal: domain::appointment::Refusal) -> Self {
        Self::Conflict(refusal.to_string())
    }
}

impl From<BadAppointment> for Error {
    fn from(error: BadAppointment) -> Self {
        Self::Invalid {
            field: error.field(),
            detail: format!("{error}."),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Conflict(refusal.to_string())
    }
}

impl From<BadEdit> for Error {
    fn from(error: BadEdit) -> Self {
        Self::Invalid {
            field: error.field,
            detail: error.detail,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::DiskFull => Self::DiskFull,
            other => Self::internal(other),
        }
    }
}

impl From<BlobError> for Error {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::DiskFull { .. } => Self::DiskFull,
            other => Self::internal(other),
        }
    }
}

impl From<BadPatient> for Error {
    fn from(error: BadPatient) -> Self {
        Self::Invalid {
            field: error.field(),
            detail: format!("{error}."),
        }
    }
}

impl From<BadTemplate> for Error {
    fn from(error: BadTemplate) -> Self {
        Self::Invalid {
            field: error.field(),
            detail: format!("{error}."),
        }
    }
}

impl From<UnknownFormat> for Error {
    fn from(error: UnknownFormat) -> Self {
        Self::Invalid {
            field: "format",
            detail: format!("{error}."),
        }
    }
}

impl From<BadCredential> for Error {
    fn from(error: BadCredential) -> Self {
        let field = match error {
            BadCredential::Email => "email",
            BadCredential::Password | BadCredential::CommonPassword | BadCredential::PersonalPassword => "password",
        };
        Self::Invalid {
            field,
            detail: format!("{error}."),
        }
    }
}

/// Turns a refusal about a record into the answer for `hidden`, which must be the one for a record that does not exist.
pub(crate) fn refuse(hidden: Error) -> impl FnOnce(Denied) -> Error {
    move |denied| match denied {
        Denied::Hidden => hidden,
        Denied::Forbidden => Error::Forbidden,
    }
}
