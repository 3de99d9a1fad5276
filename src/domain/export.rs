//! Documents that leave the record on a person's request: what can be asked for, and how long the file lives.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{ExportId, PatientId, SessionId, Timestamp, UserId};

/// How long a finished file can be downloaded, counted from the request.
pub const LASTS: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// How long a request is still listed after its file is gone.
pub const LISTED: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Most sessions of one export.
pub const MAX_SESSIONS: usize = 200;
/// Weeks of a progress report when nobody says otherwise.
pub const DEFAULT_WEEKS: u32 = 12;
/// Most weeks of a progress report.
pub const MAX_WEEKS: u32 = 104;

/// A word that names none of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this word is not known here")]
pub struct UnknownWord;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $value:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $value,)+ }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// The word in the database and the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$value => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                let mut all = Self::ALL.iter().copied();
                all.find(|value| value.as_str() == word).ok_or(UnknownWord)
            }
        }
    };
}

words! {
    /// What a document is about.
    Kind {
        /// The notes of sessions, one after the other.
        SessionNotes = "session_notes",
        /// How a client's treatment went over some weeks.
        ProgressReport = "progress_report",
    }
}

words! {
    /// What a document is written in.
    Format {
        /// For printing and for faxes.
        Pdf = "pdf",
        /// For a word processor.
        Docx = "docx",
        /// Plain text with marks.
        Md = "md",
        /// This product's own form, for programs.
        Json = "json",
        /// A FHIR R4 document bundle, for other records.
        Fhir = "fhir",
    }
}

impl Format {
    /// The media type of the file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Md => "text/markdown; charset=utf-8",
            Self::Json => "application/json",
            Self::Fhir => "application/fhir+json",
        }
    }

    /// The ending of the file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Md => "md",
            Self::Json => "json",
            Self::Fhir => "fhir.json",
        }
    }
}

words! {
    /// How far an export is.
    Status {
        /// Waits for its turn.
        Pending = "pending",
        /// Is being made.
        Processing = "processing",
        /// Can be downloaded until it expires.
        Completed = "completed",
        /// Was given up.
        Failed = "failed",
    }
}

/// What a document is to hold: ids and numbers, never words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// The notes of these sessions, each once, oldest first.
    Sessions(Vec<SessionId>),
    /// This client's last weeks.
    Progress {
        /// The client.
        patient: PatientId,
        /// How many weeks, this one included.
        weeks: u32,
    },
}

impl Subject {
    /// What the document is about.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Sessions(_) => Kind::SessionNotes,
            Self::Progress { .. } => Kind::ProgressReport,
        }
    }
}

/// Why a request is not acceptable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRequest {
    /// No sessions, or too many.
    #[error("name 1 to {MAX_SESSIONS} sessions")]
    Sessions,
    /// No weeks, or too many.
    #[error("a report covers 1 to {MAX_WEEKS} weeks")]
    Weeks,
}

impl BadRequest {
    /// The JSON field that is wrong.
    pub fn field(self) -> &'static str {
        match self {
            Self::Sessions => "session_ids",
            Self::Weeks => "weeks",
        }
    }
}

impl Subject {
    /// The notes of these sessions: each once, oldest first whatever the order they were named in.
    ///
    /// # Errors
    /// [`BadRequest::Sessions`].
    pub fn sessions(mut ids: Vec<SessionId>) -> Result<Self, BadRequest> {
        ids.sort_unstable();
        ids.dedup();
        match ids.len() {
            1..=MAX_SESSIONS => Ok(Self::Sessions(ids)),
            _ => Err(BadRequest::Sessions),
        }
    }

    /// A client's last weeks.
    ///
    /// # Errors
    /// [`BadRequest::Weeks`].
    pub fn progress(patient: PatientId, weeks: u32) -> Result<Self, BadRequest> {
        match weeks {
            1..=MAX_WEEKS => Ok(Self::Progress { patient, weeks }),
            _ => Err(BadRequest::Weeks),
        }
    }
}

/// A document that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Identifier; the contract's `job_id`.
    pub id: ExportId,
    /// Who asked. It is theirs alone.
    pub user: UserId,
    /// What it holds.
    pub subject: Subject,
    /// What it is written in.
    pub format: Format,
    /// How far it is.
    pub status: Status,
    /// Why it was given up, in words for whoever asked.
    pub error_message: Option<String>,
    /// Length of the file in bytes, while there is one.
    pub file_bytes: Option<u64>,
    /// How often it was downloaded.
    pub downloads: u32,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the file was finished.
    pub completed_at: Option<Timestamp>,
    /// When the file is destroyed.
    pub expires_at: Timestamp,
}

impl Export {
    /// A request of this moment.
    pub fn new(user: UserId, subject: Subject, format: Format, now: Timestamp) -> Self {
        Self {
            id: ExportId::new(now),
            user,
            subject,
            format,
            status: Status::Pending,
            error_message: None,
            file_bytes: None,
            downloads: 0,
            created_at: now,
            completed_at: None,
            expires_at: now + LASTS,
        }
    }

    /// Whether its time has run out.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }

    /// The name a browser stores the file under. It says nothing about anybody.
    pub fn file_name(&self) -> String {
        let kind = match self.subject.kind() {
            Kind::SessionNotes => "session-notes",
            Kind::ProgressReport => "progress-report",
        };
        let day = self.created_at.utc().format("%Y-%m-%d");
        format!("{kind}-{day}.{}", self.format.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_764_000_000_000_000);

    #[test]
    fn sessions_are_kept_once_and_oldest_first() {
        let first = SessionId::new(NOW);
        let second = SessionId::new(NOW + Duration::from_secs(60));
        let asked = Subject::sessions(vec![second, first, second]);
        assert_eq!(asked, Ok(Subject::Sessions(vec![first, second])));
    }

    #[test]
    fn a_request_has_between_one_and_two_hundred_different_sessions() {
        let some = |count: usize| (0..count).map(|_| SessionId::new(NOW)).collect::<Vec<_>>();
        assert_eq!(Subject::sessions(Vec::new()), Err(BadRequest::Sessions));
        assert!(Subject::sessions(some(MAX_SESSIONS)).is_ok());
        assert_eq!(Subject::sessions(some(MAX_SESSIONS + 1)), Err(BadRequest::Sessions));
        let one = SessionId::new(NOW);
        assert!(
            Subject::sessions(vec![one; 1000]).is_ok(),
            "the same one again is no further one"
        );
    }

    #[test]
    fn a_report_covers_a_week_to_two_years() {
        let patient = PatientId::new(NOW);
        for weeks in [0, MAX_WEEKS + 1] {
            assert_eq!(Subject::progress(patient, weeks), Err(BadRequest::Weeks));
        }
        for weeks in [1, DEFAULT_WEEKS, MAX_WEEKS] {
            assert_eq!(
                Subject::progress(patient, weeks),
                Ok(Subject::Progress { patient, weeks })
            );
        }
    }

    #[test]
    fn a_file_is_named_by_what_it_is_and_by_the_day_it_was_asked_for() {
        let subject = Subject::Sessions(vec![SessionId::new(NOW)]);
        let export = Export::new(UserId::new(NOW), subject, Format::Fhir, NOW);
        assert_eq!(export.file_name(), "session-notes-2025-11-24.fhir.json");
        assert!(!export.is_expired(export.expires_at - Duration::from_micros(1)));
        assert!(export.is_expired(export.expires_at));
    }

    #[test]
    fn words_on_the_wire_and_in_the_database_agree() {
        for format in Format::ALL {
            assert_eq!(serde_json::to_value(format).expect("a word"), format.as_str());
            assert_eq!(format.as_str().parse(), Ok(*format));
        }
        assert_eq!("xls".parse::<Format>(), Err(UnknownWord));
    }
}
