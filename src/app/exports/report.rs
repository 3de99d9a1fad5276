//! How a client's treatment went over some weeks: goals, meetings, moods, measures, topics, strategies and what was agreed.
//!
//! Weeks are counted back from today, in the practice's time. What notes say is taken from their current version, without what a
//! person took out, and the report tells how many of them are signed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::analytics::{score, window};
use domain::attendance::Tally;
use domain::ids::MeasureId;
use domain::measure::{Instrument, Measure};
use domain::note::Mood;
use domain::review::State;
use domain::{PatientId, Timestamp, calendar, topic};
use store::Tx;

use super::content::{Frame, Person, current, therapist};
use super::letter::frame;
use super::words::{self, day};
use crate::documents::{Band, Block, Chart, Column, Document, Series, SignatureBlock, Span, Table, Text};
use crate::{App, Error, Result};

/// Most topics, and most strategies, of a report.
const MOST: usize = 15;

/// A client's progress.
pub(super) struct Progress {
    pub(super) patient: PatientId,
    pub(super) name: String,
    pub(super) therapist: Person,
    /// The first date.
    pub(super) from: NaiveDate,
    /// The last date: today.
    pub(super) to: NaiveDate,
    pub(super) weeks: u32,
    pub(super) goals: Vec<Goal>,
    pub(super) meetings: Tally,
    /// Moods of sessions, oldest first.
    pub(super) moods: Vec<(NaiveDate, Mood)>,
    /// Questionnaires, oldest first.
    pub(super) measures: Vec<Taken>,
    /// Topics with the number of sessions they came up in, the most frequent first.
    pub(super) topics: Vec<(String, u64)>,
    /// The same of strategies.
    pub(super) strategies: Vec<(String, u64)>,
    pub(super) actions: Vec<Action>,
    pub(super) total_notes: usize,
    pub(super) signed_notes: usize,
}

/// A treatment goal.
pub(super) struct Goal {
    pub(super) text: String,
    pub(super) measure: Option<String>,
    pub(super) state: &'static str,
    pub(super) target_on: Option<NaiveDate>,
}

/// A questionnaire's sum.
pub(super) struct Taken {
    pub(super) id: MeasureId,
    pub(super) instrument: Instrument,
    pub(super) taken_at: Timestamp,
    pub(super) score: u8,
    pub(super) band: &'static str,
}

/// Something that was agreed in a session.
pub(super) struct Action {
    pub(super) date: NaiveDate,
    pub(super) text: String,
}

impl From<Measure> for Taken {
    fn from(measure: Measure) -> Self {
        Self {
            id: measure.id,
            instrument: measure.instrument,
            taken_at: measure.taken_at,
            score: measure.score,
            band: measure.band().label,
        }
    }
}

/// Reads a client's progress.
pub(super) async fn gather(app: &App, tx: &mut Tx, patient: PatientId, weeks: u32) -> Result<Progress> {
    let zone = app.settings.timezone;
    let contact = app.key.contact_key();
    let record = store::patients::find(tx, contact, patient).await?;
    let record = record.ok_or_else(|| Error::internal("a client who may be exported is gone"))?;
    let to = calendar::day_of(app.now(), zone);
    let from = window(to, weeks);
    let range = calendar::days(from, calendar::after(to, 1), zone);
    let appointments = store::appointments::of_patient(tx, contact, patient, None, range.from, range.to).await?;
    let measures = store::measures::of_patient(tx, contact, patient).await?.into_iter();
    let mut measures: Vec<Taken> = measures
        .filter(|measure| measure.counts() && range.contains(measure.taken_at))
        .map(Taken::from)
        .collect();
    measures.reverse();
    let mut progress = Progress {
        patient,
        name: record.name,
        therapist: therapist(tx, record.therapist_id).await?,
        from,
        to,
        weeks,
        goals: goals(app, tx, patient).await?,
        meetings: appointments.iter().map(|listed| listed.appointment.state).collect(),
        moods: Vec::new(),
        measures,
        topics: Vec::new(),
        strategies: Vec::new(),
        actions: Vec::new(),
        total_notes: 0,
        signed_notes: 0,
    };
    read_notes(app, tx, range, &mut progress).await?;
    Ok(progress)
}

/// A client's goals, those that are open first.
async fn goals(app: &App, tx: &mut Tx, patient: PatientId) -> Result<Vec<Goal>> {
    let goals = store::goals::of_patient(tx, app.key.contact_key(), patient).await?;
    let goals = goals.into_iter().map(|goal| Goal {
        text: goal.text,
        measure: goal.measure,
        state: goal.state.as_str(),
        target_on: goal.target_on,
    });
    Ok(goals.collect())
}

/// Adds what the notes of the sessions in a range say.
async fn read_notes(app: &App, tx: &mut Tx, range: calendar::Range, progress: &mut Progress) -> Result<()> {
    let zone = app.settings.timezone;
    let (mut topics, mut strategies) = (Counts::default(), Counts::default());
    for id in store::exports::sessions_between(tx, progress.patient, range.from, range.to).await? {
        let Some(stored) = store::sessions::find(tx, &app.key, id).await? else {
            continue;
        };
        let Some(key) = &stored.key else { continue };
        let Some((state, _, notes)) = current(tx, key, id).await? else {
            continue;
        };
        if state == State::Voided {
            continue;
        }
        let date = calendar::day_of(stored.session.created_at, zone);
        progress.total_notes += 1;
        progress.signed_notes += usize::from(state.is_signed());
        progress.moods.extend(notes.session_mood.map(|mood| (date, mood)));
        topics.add(notes.key_topics.iter());
        strategies.add(notes.strategies.iter().map(|strategy| &strategy.name));
        let actions = notes.action_items.into_iter();
        progress
            .actions
            .extend(actions.map(|item| Action { date, text: item.text }));
    }
    progress.topics = topics.most();
    progress.strategies = strategies.most();
    Ok(())
}

/// In how many sessions something came up, whatever its wording.
#[derive(Default)]
struct Counts(BTreeMap<String, (String, u64)>);

impl Counts {
    /// Counts the wordings of one session. The first wording of a thing is the one it is shown as.
    fn add<'a>(&mut self, wordings: impl Iterator<Item = &'a String>) {
        let mut seen = BTreeSet::new();
        for wording in wordings {
            let key = topic::key(wording);
            if !key.is_empty() && seen.insert(key.clone()) {
                self.0.entry(key).or_insert_with(|| (wording.clone(), 0)).1 += 1;
            }
        }
    }

    /// The most frequent ones; of those that are as frequent, in the order of the alphabet.
    fn most(self) -> Vec<(String, u64)> {
        let mut counted: Vec<(String, u64)> = self.0.into_values().collect();
        counted.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        counted.truncate(MOST);
        counted
    }
}

/// The report as a letter of the practice.
pub(super) fn document(about: &Frame, progress: &Progress) -> Document {
    let subject = [
        ("Client", progress.name.clone()),
        ("Period", format!("{} to {}", day(progress.from), day(progress.to))),
        ("Therapist", progress.therapist.name.clone()),
    ];
    let subject = subject.map(|(label, value)| (label.to_owned(), value)).to_vec();
    Document {
        blocks: body(about, progress),
        signatures: vec![SignatureBlock {
            name: progress.therapist.name.clone(),
            role: words::role(progress.therapist.role).into(),
            ..SignatureBlock::default()
        }],
        ..frame(about, "Progress report".into(), subject)
    }
}

/// The text of a report, section by section.
pub(super) fn body(about: &Frame, progress: &Progress) -> Vec<Block> {
    sections(about, progress)
        .into_iter()
        .flat_map(|(title, blocks)| std::iter::once(Block::heading(2, title)).chain(blocks))
        .collect()
}

/// The sections of a report: a heading and what stands under it.
pub(super) fn sections(about: &Frame, progress: &Progress) -> Vec<(&'static str, Vec<Block>)> {
    vec![
        ("Goals", goals_told(progress)),
        ("Meetings", meetings(progress)),
        ("Moods", moods(progress)),
        ("Questionnaires", questionnaires(about, progress)),
        ("Topics", counted("Topic", &progress.topics)),
        ("Strategies", counted("Strategy", &progress.strategies)),
        ("Agreed actions", actions(progress)),
    ]
}

fn nothing(text: &str) -> Vec<Block> {
    vec![Block::Paragraph(Text(vec![Span::Emphasis(text.into())]))]
}

fn goals_told(progress: &Progress) -> Vec<Block> {
    if progress.goals.is_empty() {
        return nothing("No goals are written down.");
    }
    let row = |goal: &Goal| {
        [
            goal.text.clone(),
            goal.measure.clone().unwrap_or_default(),
            goal.target_on.map(day).unwrap_or_default(),
            words::plain(goal.state),
        ]
        .map(Text::from)
        .to_vec()
    };
    vec![Block::Table(Table {
        columns: vec![
            Column::text(5.0),
            Column::text(4.0),
            Column::text(2.0),
            Column::text(1.5),
        ],
        header: ["Goal", "Known by", "Until", "State"].map(Text::from).to_vec(),
        rows: progress.goals.iter().map(row).collect(),
    })]
}

fn meetings(progress: &Progress) -> Vec<Block> {
    let meetings = &progress.meetings;
    let notes = match (progress.total_notes, progress.signed_notes) {
        (0, _) => "There are no notes of sessions in these weeks.".to_owned(),
        (total, signed) if total == signed => {
            format!("This report draws on the notes of {total} sessions, all signed.")
        }
        (total, signed) => format!("This report draws on the notes of {total} sessions, of which {signed} are signed."),
    };
    let told = Block::paragraph(notes);
    if meetings.total() == 0 {
        return vec![Block::paragraph("No meetings are written down in these weeks."), told];
    }
    let lines = [
        ("Attended", meetings.attended.to_string()),
        ("Cancelled", meetings.cancelled.to_string()),
        ("Missed", meetings.no_show.to_string()),
        (
            "Attendance",
            format!(
                "{:.0} % of the meetings that were not cancelled",
                meetings.attendance_rate() * 100.0
            ),
        ),
    ];
    let lines = lines.map(|(label, value)| (label.to_owned(), Text::from(value)));
    vec![Block::KeyValues(lines.to_vec()), told]
}

fn moods(progress: &Progress) -> Vec<Block> {
    if progress.moods.is_empty() {
        return nothing("No note of these weeks has a mood.");
    }
    let band = |mood: &Mood| Band {
        from: f64::from(score(*mood)) - 0.5,
        to: f64::from(score(*mood)) + 0.5,
        label: words::plain(mood.as_str()),
    };
    let points = progress.moods.iter();
    vec![Block::Chart(Chart {
        title: "Mood of each session, from 1 (very low) to 5 (very positive)".into(),
        y_min: 1.0,
        y_max: 5.0,
        bands: Mood::ALL.iter().map(band).collect(),
        series: vec![Series {
            name: "Mood".into(),
            points: points
                .map(|(date, mood)| (short(*date), f64::from(score(*mood))))
                .collect(),
        }],
    })]
}

/// "26 Nov 2026", as the axis of a chart has room for.
fn short(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

fn questionnaires(about: &Frame, progress: &Progress) -> Vec<Block> {
    let mut blocks = Vec::new();
    for instrument in Instrument::ALL {
        let taken: Vec<&Taken> = progress
            .measures
            .iter()
            .filter(|taken| taken.instrument == *instrument)
            .collect();
        if taken.is_empty() {
            continue;
        }
        let max = instrument.max();
        let bands = instrument.bands().iter().map(|band| Band {
            from: f64::from(band.from),
            to: f64::from(band.to),
            label: band.label.into(),
        });
        let point = |taken: &&Taken| {
            let date = calendar::day_of(taken.taken_at, about.zone);
            (short(date), f64::from(taken.score))
        };
        blocks.push(Block::Chart(Chart {
            title: format!("{}, sums from 0 to {max}", instrument.name()),
            y_min: 0.0,
            y_max: f64::from(max),
            bands: bands.collect(),
            series: vec![Series {
                name: instrument.name().into(),
                points: taken.iter().map(point).collect(),
            }],
        }));
    }
    if blocks.is_empty() {
        return nothing("No questionnaires were answered in these weeks.");
    }
    blocks
}

fn counted(what: &str, items: &[(String, u64)]) -> Vec<Block> {
    if items.is_empty() {
        return nothing("The notes of these weeks name none.");
    }
    let row = |(text, sessions): &(String, u64)| vec![Text::from(text.as_str()), Text::from(sessions.to_string())];
    vec![Block::Table(Table {
        columns: vec![Column::text(5.0), Column::number(1.0)],
        header: [what, "Sessions"].map(Text::from).to_vec(),
        rows: items.iter().map(row).collect(),
    })]
}

fn actions(progress: &Progress) -> Vec<Block> {
    if progress.actions.is_empty() {
        return nothing("Nothing was agreed that the notes of these weeks tell.");
    }
    let row = |action: &Action| vec![Text::from(day(action.date)), Text::from(action.text.as_str())];
    vec![Block::Table(Table {
        columns: vec![Column::text(1.5), Column::text(6.0)],
        header: ["Session", "Agreed"].map(Text::from).to_vec(),
        rows: progress.actions.iter().map(row).collect(),
    })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_of_one_thing_count_together_and_once_in_a_session() {
        let mut counts = Counts::default();
        let session = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        counts.add(session(&["work stress", "Stress at work", "sleep"]).iter());
        counts.add(session(&["stress at work"]).iter());
        counts.add(session(&["Grief"]).iter());
        let expected = [("work stress", 2), ("Grief", 1), ("sleep", 1)];
        assert_eq!(counts.most(), expected.map(|(text, count)| (text.to_owned(), count)));
    }
}
