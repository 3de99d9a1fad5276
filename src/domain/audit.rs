//! What is written to the audit trail: ids, verbs and codes, never words of a client.

use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use uuid::Uuid;

use crate::user::Caller;
use crate::{LoginId, UserId};

/// Where a request came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The client's address, where it is known.
    pub address: Option<IpAddr>,
    /// The user agent as it introduced itself, at most [`Origin::MAX_AGENT`] characters without control characters.
    pub agent: Option<Arc<str>>,
}

impl Origin {
    /// The longest user agent that is kept, in characters.
    pub const MAX_AGENT: usize = 200;
}

/// Who does a deed.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// The appliance itself: a job, a start, a command on its own console.
    Appliance,
    /// Somebody who is not signed in (yet).
    Stranger(&'a Origin),
    /// Somebody who proves who they are with this very deed.
    Person(UserId, &'a Origin),
    /// Somebody signed in.
    Caller(&'a Caller),
}

impl By<'_> {
    /// The account, where there is one.
    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Appliance | Self::Stranger(_) => None,
            Self::Person(user, _) => Some(*user),
            Self::Caller(caller) => Some(caller.user),
        }
    }

    /// The login, where there is one.
    pub fn login(&self) -> Option<LoginId> {
        match self {
            Self::Caller(caller) => Some(caller.login),
            _ => None,
        }
    }

    /// Where it came from, where it came from outside.
    pub fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Appliance => None,
            Self::Stranger(origin) | Self::Person(_, origin) => Some(origin),
            Self::Caller(caller) => Some(&caller.origin),
        }
    }
}

/// How a deed ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was not allowed.
    Refused,
    /// It was tried and did not succeed.
    Failed,
}

impl Outcome {
    /// Every end.
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    /// The word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// A word that the trail does not use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no word of the audit trail")]
pub struct UnknownWord(String);

impl FromStr for Outcome {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.into_iter();
        all.find(|outcome| outcome.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

impl FromStr for Deed {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let mut all = Self::ALL.iter().copied();
        all.find(|deed| deed.as_str() == word)
            .ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

macro_rules! deeds {
    ($($(#[doc = $doc:literal])+ $name:ident = $word:literal,)+) => {
        /// A deed worth remembering.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Deed {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Deed {
            /// Every deed.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in the table.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

deeds! {
    /// A user account was made.
    UserCreated = "user_created",
    /// Somebody made an account for themselves.
    SignedUp = "signed_up",
    /// Somebody signed in.
    SignedIn = "signed_in",
    /// A sign-in was refused.
    SignInRefused = "sign_in_refused",
    /// A login was ended by its owner on that device.
    SignedOut = "signed_out",
    /// A login was ended from elsewhere.
    LoginEnded = "login_ended",
    /// A refresh token came a second time: the login was ended.
    RefreshReused = "refresh_reused",
    /// A login was locked.
    LoginLocked = "login_locked",
    /// A locked login was opened again.
    LoginUnlocked = "login_unlocked",
    /// Somebody proved again that it is them.
    SteppedUp = "stepped_up",
    /// An address was confirmed.
    EmailVerified = "email_verified",
    /// A new password was asked for by mail.
    PasswordResetRequested = "password_reset_requested",
    /// A password was set by a mailed token or by an administrator at the console.
    PasswordReset = "password_reset",
    /// A password was changed by its owner.
    PasswordChanged = "password_changed",
    /// A second factor was set up.
    SecondFactorAdded = "second_factor_added",
    /// A second factor was removed.
    SecondFactorRemoved = "second_factor_removed",
    /// A second factor was refused.
    SecondFactorRefused = "second_factor_refused",
    /// New recovery codes were made.
    RecoveryCodesMade = "recovery_codes_made",
    /// A recovery code was used.
    RecoveryCodeUsed = "recovery_code_used",
    /// Somebody was invited.
    UserInvited = "user_invited",
    /// An invitation was taken back.
    InvitationRevoked = "invitation_revoked",
    /// An invitation was accepted.
    InvitationAccepted = "invitation_accepted",
    /// An account was given another name.
    UserRenamed = "user_renamed",
    /// An account's role was changed.
    RoleChanged = "role_changed",
    /// An account was deactivated.
    UserDeactivated = "user_deactivated",
    /// An account was activated again.
    UserActivated = "user_activated",
    /// A supervisor was given a therapist.
    SupervisionAdded = "supervision_added",
    /// A supervisor lost a therapist.
    SupervisionRemoved = "supervision_removed",
    /// A further therapist was given a client.
    AssignmentAdded = "assignment_added",
    /// A further therapist lost a client.
    AssignmentRemoved = "assignment_removed",
    /// An administrator opened a client's record in an emergency.
    GlassBroken = "glass_broken",
    /// An emergency access was ended before its time.
    GlassMended = "glass_mended",
    /// A mail left the appliance, or was laid into its folder.
    MailSent = "mail_sent",
    /// A mail was given up.
    MailFailed = "mail_failed",
    /// A link in the folder of mail was shown to an administrator.
    MailLinkShown = "mail_link_shown",
    /// Something left the building.
    DataLeft = "data_left",
    /// The trail itself was read.
    AuditRead = "audit_read",
    /// The trail was exported.
    AuditExported = "audit_exported",
    /// Something was refused to a signed-in person.
    AccessRefused = "access_refused",
    /// A template of notes was made.
    TemplateCreated = "template_created",
    /// A template of notes was changed: it has a new version.
    TemplateChanged = "template_changed",
    /// A template of notes was taken out of use.
    TemplateArchived = "template_archived",
    /// A client record was made.
    PatientCreated = "patient_created",
    /// A client record was read.
    PatientRead = "patient_read",
    /// A recording was stored and its session begun.
    SessionUploaded = "session_uploaded",
    /// A transcript was stored.
    SessionTranscribed = "session_transcribed",
    /// A draft note was stored.
    NoteDrafted = "note_drafted",
    /// A new draft was asked for.
    RedraftRequested = "redraft_requested",
    /// Processing was called off.
    SessionCancelled = "session_cancelled",
    /// Processing was asked for again.
    SessionRetried = "session_retried",
    /// Processing was given up.
    SessionFailed = "session_failed",
    /// A session was read with its words.
    SessionRead = "session_read",
    /// A note was read.
    NoteRead = "note_read",
    /// The review of a draft was begun.
    NoteReviewed = "note_reviewed",
    /// A note was edited by hand.
    NoteEdited = "note_edited",
    /// A new draft was laid beside a note that a person had worked on.
    NoteOffered = "note_offered",
    /// A draft came when it was not wanted any more, and was not kept.
    NoteDraftDropped = "note_draft_dropped",
    /// Another version's content became the note.
    NoteAdopted = "note_adopted",
    /// Somebody decided about an item of a note.
    NoteItemDecided = "note_item_decided",
    /// A decision about an item of a note was taken back.
    NoteItemReopened = "note_item_reopened",
    /// A note was signed.
    NoteSigned = "note_signed",
    /// A signed note was signed by a supervisor as well.
    NoteCoSigned = "note_co_signed",
    /// Something was added to a signed note.
    NoteAmended = "note_amended",
    /// A note was voided.
    NoteVoided = "note_voided",
    /// A process note was read by its author.
    ProcessNoteRead = "process_note_read",
    /// A process note was written by its author.
    ProcessNoteWritten = "process_note_written",
    /// A process note was destroyed by its author.
    ProcessNoteDeleted = "process_note_deleted",
    /// A transcript was read.
    TranscriptRead = "transcript_read",
    /// A recording was listened to.
    RecordingPlayed = "recording_played",
    /// A client record was changed.
    PatientChanged = "patient_changed",
    /// A client record was taken out of the lists.
    PatientArchived = "patient_archived",
    /// A client record was put back into the lists.
    PatientRestored = "patient_restored",
    /// A client was given to another responsible therapist.
    PatientHandedOver = "patient_handed_over",
    /// A treatment goal was written or changed.
    GoalWritten = "goal_written",
    /// Somebody who takes part beside the client was added or taken out.
    ParticipantChanged = "participant_changed",
    /// A consent was written down.
    ConsentGiven = "consent_given",
    /// A consent was withdrawn.
    ConsentWithdrawn = "consent_withdrawn",
    /// Something was not done because a consent is missing.
    ConsentMissing = "consent_missing",
    /// A recording was destroyed, with its key.
    RecordingDestroyed = "recording_destroyed",
    /// An appointment was made.
    AppointmentCreated = "appointment_created",
    /// An appointment was changed, or how it went.
    AppointmentChanged = "appointment_changed",
    /// The address of a calendar feed was made.
    CalendarFeedMade = "calendar_feed_made",
    /// The address of a calendar feed was taken back.
    CalendarFeedRevoked = "calendar_feed_revoked",
    /// A calendar program fetched somebody's appointments.
    CalendarFetched = "calendar_fetched",
    /// A client's progress was read.
    ProgressRead = "progress_read",
    /// An export was asked for.
    ExportRequested = "export_requested",
    /// An export was made.
    ExportMade = "export_made",
    /// An export was given up.
    ExportFailed = "export_failed",
    /// An export was downloaded.
    ExportDownloaded = "export_downloaded",
    /// An export was deleted, or ran out.
    ExportDeleted = "export_deleted",
    /// Recordings that nobody needs any more were looked for and removed.
    CleanupRun = "cleanup_run",
    /// A recording that belongs to no session was removed.
    OrphanRemoved = "orphan_removed",
    /// Something that happens by the clock has happened.
    ScheduleRan = "schedule_ran",
    /// A backup was made.
    BackupMade = "backup_made",
    /// A client's measures were read.
    MeasuresRead = "measures_read",
    /// A questionnaire was entered.
    MeasureEntered = "measure_entered",
    /// A questionnaire was asked for, or no longer is.
    MeasureRequested = "measure_requested",
    /// A therapist decided about an answer that must be looked at.
    MeasureDecided = "measure_decided",
    /// A questionnaire that was entered by mistake was struck out.
    MeasureVoided = "measure_voided",
    /// A summary was released to the client.
    SummaryReleased = "summary_released",
    /// A released summary was taken back.
    SummaryWithdrawn = "summary_withdrawn",
    /// A client read a released summary.
    SummaryRead = "summary_read",
    /// A client ticked an agreed task off, or on again.
    ActionTicked = "action_ticked",
}

/// One line of the trail, before it has its place in it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Who did it.
    pub by: By<'a>,
    /// What was done.
    pub deed: Deed,
    /// To which record.
    pub record: Option<Uuid>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why, as a code.
    pub reason: Option<&'static str>,
}
