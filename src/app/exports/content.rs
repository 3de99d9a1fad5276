//! What a document is written from: everything is read in one snapshot of the record, and whether whoever asked may see it is
//! asked in the same one.

use domain::access::{Action, decide, strongest};
use domain::export::{Export, Subject};
use domain::format::{Format, Layout, Rendered, render};
use domain::note::Notes;
use domain::review::State;
use domain::review::items::{Decision, Items};
use domain::session::Session;
use domain::user::Role;
use domain::{PatientId, SessionId, Timestamp, UserId};
use store::Tx;
use store::amendments::Amendment;
use store::exports::Meeting;
use store::notes::Decided;
use store::seal::DataKey;
use store::signatures::{Kind, Signature};

use super::report::{self, Progress};
use crate::{App, Practice, Result};

/// Why a session's note is not exported.
pub(crate) const VOIDED: &str =
    "The note of one of these sessions was voided: it belonged to another client or session. Leave that session out.";
/// Why a session's note is not exported.
pub(crate) const NO_NOTE: &str =
    "One of these sessions has no note, or its words were destroyed. Wait until it is processed, or leave it out.";
/// Why a document is not made.
const LOST: &str = "Something this document was to hold is not yours to export any more. Ask for it again without it.";

/// What a document holds.
pub(super) enum Content {
    /// The notes of sessions, oldest first.
    Notes(Vec<Note>),
    /// A client's progress.
    Progress(Box<Progress>),
}

/// What every document needs beside its content.
pub(super) struct Frame {
    /// The request.
    pub(super) export: Export,
    /// Who writes.
    pub(super) practice: Practice,
    /// The practice's time.
    pub(super) zone: chrono_tz::Tz,
    /// Whoever asked.
    pub(super) author: Person,
    /// Now.
    pub(super) made_at: Timestamp,
    /// Whether the receiver must be told that it may not be passed on.
    pub(super) no_redisclosure: bool,
}

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) id: UserId,
    pub(super) name: String,
    pub(super) role: Role,
}

/// A session's note with everything that is exported of it.
pub(super) struct Note {
    pub(super) session: Session,
    pub(super) therapist: Person,
    pub(super) meeting: Option<Meeting>,
    pub(super) state: State,
    /// The version that counts; `None` for a note from before there were versions.
    pub(super) version: Option<u32>,
    /// Without what a person took out, and without language to review unless it is signed.
    pub(super) notes: Notes,
    pub(super) rendered: Rendered,
    /// What the signed note says about language to review.
    pub(super) decisions: Vec<Reviewed>,
    pub(super) signatures: Vec<(Signature, String)>,
    pub(super) amendments: Vec<(Amendment, String)>,
}

/// Language to review, and what was decided about it.
pub(super) struct Reviewed {
    pub(super) category: &'static str,
    pub(super) quote: String,
    /// `None` for what needed no decision.
    pub(super) decided: Option<Decided>,
}

impl Note {
    /// When it took place: the appointment, or else when the recording arrived.
    pub(super) fn at(&self) -> Timestamp {
        self.meeting
            .as_ref()
            .map_or(self.session.created_at, |meeting| meeting.starts_at)
    }
}

/// What was found, or why nothing may be exported, in words for whoever asked.
pub(super) enum Gathered {
    Content(Box<Frame>, Content),
    Refused(&'static str),
}

/// Reads what an export is to hold.
pub(super) async fn gather(app: &App, export: &Export) -> Result<Gathered> {
    let mut tx = app.db.read().await?;
    let person = store::access::colleague(&mut tx, export.user).await?;
    let Some(person) = person.filter(|person| person.is_active) else {
        return Ok(Gathered::Refused(LOST));
    };
    let author = Person {
        id: person.id,
        name: person.full_name,
        role: person.role,
    };
    let mut clients = Vec::new();
    let content = match &export.subject {
        Subject::Sessions(ids) => {
            let mut notes = Vec::with_capacity(ids.len());
            for id in ids {
                match note(app, &mut tx, &author, *id).await? {
                    Ok(note) => {
                        clients.push(note.session.patient_id);
                        notes.push(note);
                    }
                    Err(refused) => return Ok(Gathered::Refused(refused)),
                }
            }
            notes.sort_by_key(Note::at);
            Content::Notes(notes)
        }
        Subject::Progress { patient, weeks } => {
            if !may_export(app, &mut tx, &author, *patient).await? {
                return Ok(Gathered::Refused(LOST));
            }
            clients.push(*patient);
            Content::Progress(Box::new(report::gather(app, &mut tx, *patient, *weeks).await?))
        }
    };
    let mut no_redisclosure = false;
    for client in clients {
        no_redisclosure |= store::exports::no_redisclosure(&mut tx, client).await?;
    }
    let frame = Frame {
        export: export.clone(),
        practice: app.settings.practice.clone(),
        zone: app.settings.timezone,
        author,
        made_at: app.now(),
        no_redisclosure,
    };
    Ok(Gathered::Content(Box::new(frame), content))
}

/// Whether somebody may take documents out of a client's record at this moment.
async fn may_export(app: &App, tx: &mut Tx, person: &Person, patient: PatientId) -> Result<bool> {
    let held = store::access::relations(tx, person.id, patient, app.now()).await?;
    let relation = strongest(person.role, held);
    Ok(decide(person.role, Action::ExportRecord, relation).is_ok())
}

/// One session's note, or why it is not exported.
async fn note(
    app: &App,
    tx: &mut Tx,
    author: &Person,
    id: SessionId,
) -> Result<std::result::Result<Note, &'static str>> {
    let Some(stored) = store::sessions::find(tx, &app.key, id).await? else {
        return Ok(Err(LOST));
    };
    if !may_export(app, tx, author, stored.session.patient_id).await? {
        return Ok(Err(LOST));
    }
    let Some(key) = stored.key else {
        return Ok(Err(NO_NOTE));
    };
    let (state, version, notes) = match current(tx, &key, id).await? {
        Some((State::Voided, ..)) => return Ok(Err(VOIDED)),
        Some(found) => found,
        None => return Ok(Err(NO_NOTE)),
    };
    let mut notes = notes;
    let decided = store::notes::dispositions(tx, &key, id).await?;
    let decisions = if state.is_signed() {
        reviewed(&notes, &decided)
    } else {
        notes.risk_flags.clear();
        Vec::new()
    };
    for claim in &mut notes.claims {
        let name = claim.key();
        let mut removed = decided
            .iter()
            .filter(|decided| decided.disposition.decision == Decision::Removed);
        claim.withdrawn |= removed.any(|decided| decided.disposition.key == name);
    }
    let mut signatures = Vec::new();
    for kind in [Kind::Author, Kind::Supervisor] {
        signatures.extend(store::signatures::find(tx, &key, id, kind).await?);
    }
    Ok(Ok(Note {
        therapist: therapist(tx, stored.session.therapist_id).await?,
        meeting: store::exports::meeting(tx, id).await?,
        rendered: render(&notes, &Layout::Format(Format::Soap)),
        amendments: store::amendments::list(tx, &key, id).await?,
        session: stored.session,
        state,
        version,
        notes,
        decisions,
        signatures,
    }))
}

/// How far a note is, the number of the version that counts, and its words.
pub(super) async fn current(tx: &mut Tx, key: &DataKey, id: SessionId) -> Result<Option<(State, Option<u32>, Notes)>> {
    let Some(record) = store::notes::find(tx, id).await? else {
        let (_, notes) = store::sessions::words(tx, key, id).await?;
        return Ok(notes.map(|notes| (State::Draft, None, notes)));
    };
    let found = store::notes::version(tx, key, id, record.current).await?;
    Ok(found.map(|(listed, notes)| (record.state, Some(listed.version.number), notes)))
}

fn reviewed(notes: &Notes, decided: &[Decided]) -> Vec<Reviewed> {
    let risks = Items::of(notes).risks.into_iter();
    let reviewed = risks.map(|risk| Reviewed {
        category: risk.item.category.as_str(),
        decided: decided
            .iter()
            .find(|decided| decided.disposition.key == risk.key)
            .cloned(),
        quote: risk.item.quote,
    });
    reviewed.collect()
}

/// The therapist of a record, by name.
pub(super) async fn therapist(tx: &mut Tx, id: UserId) -> Result<Person> {
    let person = store::access::colleague(tx, id).await?;
    let person = person.ok_or_else(|| crate::Error::internal("the therapist of a record has no account"))?;
    Ok(Person {
        id,
        name: person.full_name,
        role: person.role,
    })
}
