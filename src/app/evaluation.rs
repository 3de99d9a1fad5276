//! Drafting a note of a dialogue that belongs to no practice, to measure how good drafts are.

use domain::note::Notes;
use domain::session::{Session, Status};
use domain::transcript::Transcript;
use domain::{PatientId, SessionId, UserId};
use tokio_util::sync::CancellationToken;

use crate::{App, Result, drafting};

/// The note that a session with this transcript would get, by the same drafter and with the same fallbacks; `None` when
/// drafting was called off. Nothing is stored. Who drafted stands in [`Notes::drafted_by`].
///
/// # Errors
/// When drafting breaks off for a reason that no fallback mends.
pub async fn draft(app: &App, transcript: &Transcript, cancel: &CancellationToken) -> Result<Option<Notes>> {
    let now = app.now();
    let session = Session {
        id: SessionId::new(now),
        patient_id: PatientId::new(now),
        patient_name: String::new(),
        therapist_id: UserId::new(now),
        appointment_id: None,
        status: Status::ExtractingNotes,
        note_state: None,
        audio_filename: String::new(),
        audio_bytes: 0,
        audio_type: String::new(),
        duration_seconds: None,
        error_message: None,
        created_at: now,
        updated_at: now,
    };
    drafting::draft(app, &session, transcript, cancel).await
}
