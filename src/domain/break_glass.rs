//! An administrator's emergency access to one client's record: for a reason, for an hour, in sight of the therapist.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::{BreakGlassId, PatientId, Timestamp, UserId};

/// How long the access lasts.
pub const LASTS: Duration = Duration::from_secs(60 * 60);

/// The longest comment that is stored, in characters.
pub const MAX_COMMENT: usize = 1000;

/// Why the glass was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Somebody is in danger.
    Emergency,
    /// A court or an authority asks.
    LegalRequest,
    /// The client complains.
    Complaint,
    /// The therapist is ill or gone, and somebody must know.
    TherapistUnavailable,
    /// The appliance shows something wrong.
    TechnicalFault,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 5] = [
        Self::Emergency,
        Self::LegalRequest,
        Self::Complaint,
        Self::TherapistUnavailable,
        Self::TechnicalFault,
    ];

    /// The word used in the database, the API and the trail.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::LegalRequest => "legal_request",
            Self::Complaint => "complaint",
            Self::TherapistUnavailable => "therapist_unavailable",
            Self::TechnicalFault => "technical_fault",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reasons are emergency, legal_request, complaint, therapist_unavailable and technical_fault")]
pub struct UnknownReason;

impl FromStr for Reason {
    type Err = UnknownReason;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|reason| reason.as_str() == word);
        found.ok_or(UnknownReason)
    }
}

/// An emergency access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlass {
    /// Identifier.
    pub id: BreakGlassId,
    /// Who broke the glass.
    pub admin: UserId,
    /// Whose record it opens.
    pub patient: PatientId,
    /// Why.
    pub reason: Reason,
    /// What there is to say about it.
    pub comment: Option<String>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// When it was ended before its time.
    pub ended_at: Option<Timestamp>,
    /// When the glass was broken.
    pub created_at: Timestamp,
}

/// A comment that is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a comment has at most 1000 characters")]
pub struct BadComment;

/// A comment as it is kept: trimmed, absent when empty.
///
/// # Errors
/// [`BadComment`] beyond [`MAX_COMMENT`], or with control characters other than line breaks.
pub fn comment(text: Option<&str>) -> Result<Option<String>, BadComment> {
    let text = text.unwrap_or_default().trim();
    if text.chars().count() > MAX_COMMENT || text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(BadComment);
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_read_as_it_is_written() {
        for reason in Reason::ALL {
            assert_eq!(reason.as_str().parse(), Ok(reason));
        }
        assert_eq!("curiosity".parse::<Reason>(), Err(UnknownReason));
    }

    #[test]
    fn an_empty_comment_is_none_and_an_endless_one_is_refused() {
        assert_eq!(comment(None), Ok(None));
        assert_eq!(comment(Some(" \n ")), Ok(None));
        assert_eq!(comment(Some(" the ward called\n")), Ok(Some("the ward called".into())));
        assert_eq!(comment(Some(&"x".repeat(1001))), Err(BadComment));
        assert_eq!(comment(Some("a\u{1b}[2J")), Err(BadComment));
    }
}
