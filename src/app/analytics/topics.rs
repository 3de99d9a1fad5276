//! What is talked about most with a therapist's clients.

use std::collections::{BTreeMap, BTreeSet};

use domain::PatientId;
use domain::analytics::{TopicTrend, window};
use domain::calendar;
use domain::topic::{Topics, count};
use domain::user::Caller;
use store::session_metrics::Told;

use super::alike::{REQUEST, group};
use super::{check_weeks, require};
use crate::{App, Error, Result};

/// The most topics that can be asked for.
const MAX_TOPICS: u32 = 100;

/// A topic of a therapist's sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommonTopic {
    /// The commonest wording.
    pub topic: String,
    /// In how many sessions it came up.
    pub frequency: u64,
    /// With how many clients.
    pub patients_affected: u64,
    /// Whether it comes up more often than in the earlier half of the weeks.
    pub trend: TopicTrend,
}

/// How often topics come up, the commonest first; of equally common ones the first in order.
pub(super) fn frequencies<'a>(topics: &Topics, sessions: impl IntoIterator<Item = &'a Told>) -> Vec<(String, u64)> {
    let mut counted: BTreeMap<usize, u64> = BTreeMap::new();
    for session in sessions {
        for topic in topics.named(&session.topics) {
            *counted.entry(topic).or_default() += 1;
        }
    }
    let mut list: Vec<_> = counted
        .into_iter()
        .map(|(topic, frequency)| (topics.label(topic).to_owned(), frequency))
        .collect();
    list.sort_by(|(a, times), (b, others)| others.cmp(times).then_with(|| a.cmp(b)));
    list
}

/// The wordings of sessions with how often each is used.
pub(super) fn wordings(sessions: &[Told]) -> BTreeMap<String, u64> {
    count(sessions.iter().flat_map(|session| &session.topics))
}

/// What the caller's clients talk about most, over weeks that end today.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but therapists, [`Error::Invalid`].
pub async fn common_topics(app: &App, caller: &Caller, weeks: u32, limit: u32) -> Result<Vec<CommonTopic>> {
    require(caller)?;
    check_weeks(weeks)?;
    if !(1..=MAX_TOPICS).contains(&limit) {
        return Err(Error::Invalid {
            field: "limit",
            detail: format!("Choose 1 to {MAX_TOPICS} topics."),
        });
    }
    let last = app.today();
    let first = window(last, weeks);
    // The weeks are whole, so each half has as many days of each sort. An odd number gives the later half the odd one.
    let later = calendar::after(first, u64::from(weeks) * 7 / 2);
    let mut tx = app.db.read().await?;
    let sessions = store::session_metrics::of_therapist(&mut tx, &app.key, caller.user, first, last).await?;
    drop(tx);
    let topics = group(app, &wordings(&sessions), REQUEST).await;
    Ok(ranked(&topics, &sessions, later, limit))
}

/// What is counted of one topic.
#[derive(Default)]
struct Counted {
    earlier: u64,
    later: u64,
    patients: BTreeSet<PatientId>,
}

fn ranked(topics: &Topics, sessions: &[Told], later: chrono::NaiveDate, limit: u32) -> Vec<CommonTopic> {
    let mut counted: BTreeMap<usize, Counted> = BTreeMap::new();
    for session in sessions {
        for topic in topics.named(&session.topics) {
            let entry = counted.entry(topic).or_default();
            entry.patients.insert(session.patient);
            if session.date < later {
                entry.earlier += 1;
            } else {
                entry.later += 1;
            }
        }
    }
    let mut list: Vec<CommonTopic> = counted
        .into_iter()
        .map(|(topic, counted)| CommonTopic {
            topic: topics.label(topic).to_owned(),
            frequency: counted.earlier + counted.later,
            patients_affected: counted.patients.len() as u64,
            trend: TopicTrend::of(counted.earlier, counted.later),
        })
        .collect();
    list.sort_by(|a, b| b.frequency.cmp(&a.frequency).then_with(|| a.topic.cmp(&b.topic)));
    list.truncate(limit as usize);
    list
}
