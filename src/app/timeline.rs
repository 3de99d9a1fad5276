//! What happened around a client, newest first: sessions with their topics, appointments, questionnaires, goals, consents,
//! summaries that were handed out, signatures.

use std::collections::HashMap;

use domain::access::Action;
use domain::audit::Deed;
use domain::user::Caller;
use domain::{PatientId, SessionId};
use store::timeline::{self, Position};
use uuid::Uuid;

use crate::error::refuse;
use crate::{App, Error, Result, access, audit};

/// The most entries of one page.
pub const MAX_PAGE: u32 = 200;

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What, when and how it stands.
    pub entry: timeline::Entry,
    /// What a session was about.
    pub topics: Vec<String>,
    /// The sum of a questionnaire.
    pub score: Option<u8>,
}

/// A page of them.
#[derive(Debug, Clone)]
pub struct Page {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Position>,
}

/// A page of a client's timeline.
///
/// # Errors
/// [`Error::Hidden`].
pub async fn page(app: &App, caller: &Caller, patient: PatientId, after: &Position, limit: u32) -> Result<Page> {
    let mut tx = audit::reading(app, caller, Deed::PatientRead, patient.uuid()).await?;
    let relation = access::relation(app, &mut tx, caller, patient).await?;
    caller
        .may(Action::ReadPatient, relation)
        .map_err(refuse(Error::no_patient()))?;
    let reads_words = caller.may(Action::ReadClinical, relation).is_ok();
    let limit = limit.clamp(1, MAX_PAGE);
    // One more tells whether there is a next page.
    let mut found = timeline::page(&mut tx, patient, after, i64::from(limit) + 1).await?;
    let more = found.len() > limit as usize;
    found.truncate(limit as usize);
    let next = found.last().filter(|_| more).map(timeline::Entry::position);
    let mut scores: HashMap<Uuid, u8> = HashMap::new();
    if reads_words && found.iter().any(|entry| entry.kind == "measure") {
        let measures = store::measures::of_patient(&mut tx, app.key.contact_key(), patient).await?;
        scores.extend(measures.iter().map(|measure| (measure.id.uuid(), measure.score)));
    }
    let mut entries = Vec::with_capacity(found.len());
    for entry in found {
        let topics = if reads_words && entry.kind == "session" {
            let note = store::sessions::note(&mut tx, &app.key, SessionId::from(entry.id)).await?;
            note.map(|note| note.key_topics).unwrap_or_default()
        } else {
            Vec::new()
        };
        entries.push(Entry {
            score: scores.get(&entry.id).copied(),
            topics,
            entry,
        });
    }
    tx.noted().await?;
    Ok(Page { entries, next })
}
