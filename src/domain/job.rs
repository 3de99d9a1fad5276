//! Background work: what kinds there are, how it is claimed, and when it is tried again.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{ExportId, MailId, SessionId};

/// A kind of background work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Turn a session's recording into a transcript.
    Transcribe,
    /// Draft a session's note from its transcript.
    DraftNote,
    /// Write a mail and send it.
    SendMail,
    /// Make a document that somebody asked for.
    MakeExport,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Transcribe, Self::DraftNote, Self::SendMail, Self::MakeExport];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transcribe => "transcribe",
            Self::DraftNote => "draft_note",
            Self::SendMail => "send_mail",
            Self::MakeExport => "make_export",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// What a job is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A therapy session.
    Session(SessionId),
    /// A mail.
    Mail(MailId),
    /// A document to make.
    Export(ExportId),
}

impl From<SessionId> for Subject {
    fn from(id: SessionId) -> Self {
        Self::Session(id)
    }
}

impl From<MailId> for Subject {
    fn from(id: MailId) -> Self {
        Self::Mail(id)
    }
}

impl From<ExportId> for Subject {
    fn from(id: ExportId) -> Self {
        Self::Export(id)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session(id) => write!(f, "session {id}"),
            Self::Mail(id) => write!(f, "mail {id}"),
            Self::Export(id) => write!(f, "export {id}"),
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Waits for its time and a free runner.
    Queued,
    /// Claimed, with a lease.
    Running,
    /// Finished; its result is committed.
    Done,
    /// Given up.
    Failed,
    /// Called off by a person.
    Cancelled,
}

impl State {
    /// Every state, in the order of the job table.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Running, Self::Done, Self::Failed, Self::Cancelled];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Where an event leads from here; `None` when it is refused.
    pub fn next(self, event: Event) -> Option<Self> {
        match (self, event) {
            (Self::Queued, Event::Claim) => Some(Self::Running),
            // The lease ran out: whoever held it may be dead, and is refused by the attempt number if not.
            (Self::Running, Event::TakeOver) => Some(Self::Running),
            (Self::Running, Event::Finish) => Some(Self::Done),
            (Self::Running, Event::RetryLater) => Some(Self::Queued),
            (Self::Running, Event::GiveUp) => Some(Self::Failed),
            (Self::Queued | Self::Running, Event::Cancel) => Some(Self::Cancelled),
            _ => None,
        }
    }
}

/// What can happen to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A runner takes it.
    Claim,
    /// Another runner takes it after the lease ran out.
    TakeOver,
    /// Its result is committed.
    Finish,
    /// The attempt failed in a way that another may not.
    RetryLater,
    /// No further attempt.
    GiveUp,
    /// A person calls it off.
    Cancel,
}

impl Event {
    /// Every event, in the order of the job table.
    pub const ALL: [Self; 6] = [
        Self::Claim,
        Self::TakeOver,
        Self::Finish,
        Self::RetryLater,
        Self::GiveUp,
        Self::Cancel,
    ];
}

/// How long a claim lasts before another runner may take the job over. The runner extends it while it works.
pub const LEASE: Duration = Duration::from_secs(30);

/// How often a failing job is attempted before it is given up.
pub const MAX_ATTEMPTS: u32 = 5;

/// How long to wait after attempt number `attempt` (1 is the first) failed: 2 s, 8 s, 32 s, then about two minutes.
pub fn retry_delay(attempt: u32) -> Duration {
    Duration::from_secs(2 * 4u64.pow(attempt.clamp(1, 4) - 1))
}

/// How long to wait after an attempt to send a mail failed. A mail server that has its doubts asks to come again in minutes
/// (greylisting), and one that is being restarted is back within hours.
const MAIL_DELAYS: [u64; 6] = [2, 30, 5 * 60, 30 * 60, 2 * 60 * 60, 6 * 60 * 60];

/// How often a mail is tried before it is given up.
pub const MAIL_ATTEMPTS: u32 = MAIL_DELAYS.len() as u32 + 1;

/// How long to wait after attempt number `attempt` (1 is the first) to send a mail failed.
pub fn mail_retry_delay(attempt: u32) -> Duration {
    let index = attempt.clamp(1, MAIL_DELAYS.len() as u32) as usize - 1;
    Duration::from_secs(MAIL_DELAYS[index])
}

/// The whole state × event table as text (`tests/golden/job-table.txt`).
pub fn table() -> String {
    let mut lines = String::from("from       event       to\n");
    for from in State::ALL {
        for event in Event::ALL {
            let to = from.next(event).map_or("refused", State::as_str);
            lines.push_str(&format!("{:<10} {:<11} {to}\n", from.as_str(), format!("{event:?}")));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_then_stay() {
        let seconds: Vec<u64> = (0..7).map(|attempt| retry_delay(attempt).as_secs()).collect();
        assert_eq!(seconds, [2, 2, 8, 32, 128, 128, 128]);
    }

    #[test]
    fn a_mail_is_tried_for_the_better_part_of_a_day() {
        let waits: Duration = (1..MAIL_ATTEMPTS).map(mail_retry_delay).sum();
        assert!((8..9).contains(&(waits.as_secs() / 3600)), "{waits:?}");
        assert_eq!(mail_retry_delay(100), mail_retry_delay(MAIL_ATTEMPTS - 1));
    }
}
