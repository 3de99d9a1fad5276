//! A therapy session's way from upload to note.
//!
//! The status words are the contract's. A status changes only by [`Status::next`], and in the database only by
//! compare-and-set, so two actors can never both move a session.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::AppointmentId;
use crate::review::State;
use crate::{PatientId, SessionId, Timestamp, UserId};

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The recording is safe on disk and waits to be transcribed.
    Uploading,
    /// Speech is being turned into words.
    Transcribing,
    /// The transcript is stored.
    Transcribed,
    /// The note is being drafted.
    ExtractingNotes,
    /// Transcript and draft note are there.
    Processed,
    /// Processing ended without a result; `error_message` says why.
    Failed,
}

impl Status {
    /// Every status in the order of a normal run.
    pub const ALL: [Self; 6] = [
        Self::Uploading,
        Self::Transcribing,
        Self::Transcribed,
        Self::ExtractingNotes,
        Self::Processed,
        Self::Failed,
    ];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploading => "uploading",
            Self::Transcribing => "transcribing",
            Self::Transcribed => "transcribed",
            Self::ExtractingNotes => "extracting_notes",
            Self::Processed => "processed",
            Self::Failed => "failed",
        }
    }

    /// Where an event leads from here.
    ///
    /// # Errors
    /// [`BadTransition`] when the event makes no sense in this status.
    pub fn next(self, event: Event) -> Result<Self, BadTransition> {
        use Status::*;
        match (self, event) {
            (Uploading, Event::TranscriptionStarted) => Ok(Transcribing),
            // A second attempt after a crash starts where the first one stood.
            (Transcribing, Event::TranscriptionStarted) => Ok(Transcribing),
            (Transcribing, Event::TranscriptionPostponed) => Ok(Uploading),
            (Transcribing, Event::TranscriptStored) => Ok(Transcribed),
            (Transcribed | ExtractingNotes, Event::DraftingStarted) => Ok(ExtractingNotes),
            (ExtractingNotes, Event::NoteStored) => Ok(Processed),
            (Processed, Event::RedraftRequested) => Ok(Transcribed),
            (Uploading | Transcribing | Transcribed | ExtractingNotes, Event::GaveUp) => Ok(Failed),
            (Failed, Event::RetriedFromRecording) => Ok(Uploading),
            (Failed, Event::RetriedFromTranscript) => Ok(Transcribed),
            (from, event) => Err(BadTransition { from, event }),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no status; they are uploading, transcribing, transcribed, extracting_notes, processed and failed")]
pub struct UnknownStatus(String);

impl FromStr for Status {
    type Err = UnknownStatus;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or_else(|| UnknownStatus(word.to_owned()))
    }
}

/// What can happen to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A worker began to transcribe.
    TranscriptionStarted,
    /// The attempt ended without fault of the recording; another will follow.
    TranscriptionPostponed,
    /// The transcript was committed.
    TranscriptStored,
    /// A drafter began.
    DraftingStarted,
    /// The draft was committed.
    NoteStored,
    /// A person asked for a new draft.
    RedraftRequested,
    /// No further attempt will be made.
    GaveUp,
    /// A person asked to try again; there is no transcript yet.
    RetriedFromRecording,
    /// A person asked to try again; the transcript is there.
    RetriedFromTranscript,
}

impl Event {
    /// Every event, in the order of the stage table.
    pub const ALL: [Self; 9] = [
        Self::TranscriptionStarted,
        Self::TranscriptionPostponed,
        Self::TranscriptStored,
        Self::DraftingStarted,
        Self::NoteStored,
        Self::RedraftRequested,
        Self::GaveUp,
        Self::RetriedFromRecording,
        Self::RetriedFromTranscript,
    ];
}

/// An event that makes no sense in a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen to a session that is {from}")]
pub struct BadTransition {
    /// The status it was in.
    pub from: Status,
    /// The event.
    pub event: Event,
}

/// A session's row, without its words.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Identifier.
    pub id: SessionId,
    /// The client.
    pub patient_id: PatientId,
    /// The client's name, for lists.
    pub patient_name: String,
    /// The responsible therapist.
    pub therapist_id: UserId,
    /// The appointment it is of; `None` where nobody counts meetings.
    pub appointment_id: Option<AppointmentId>,
    /// How far it is.
    pub status: Status,
    /// How far its note is; `None` while there is none, and for one without versions.
    pub note_state: Option<State>,
    /// Name of the uploaded file.
    pub audio_filename: String,
    /// Size of the uploaded file in bytes.
    pub audio_bytes: u64,
    /// Media type, from the file's own first bytes.
    pub audio_type: String,
    /// Length in seconds, known once transcribed.
    pub duration_seconds: Option<f64>,
    /// What went wrong, in words for the therapist.
    pub error_message: Option<String>,
    /// When the recording was acknowledged.
    pub created_at: Timestamp,
    /// When the row last changed.
    pub updated_at: Timestamp,
}

/// The whole status × event table as text (`tests/golden/stage-table.txt`).
pub fn table() -> String {
    let mut lines = String::from("from              event                    to\n");
    for from in Status::ALL {
        for event in Event::ALL {
            let to = from.next(event).map_or("refused", Status::as_str);
            lines.push_str(&format!("{:<17} {:<24} {to}\n", from.as_str(), format!("{event:?}")));
        }
    }
    lines
}
