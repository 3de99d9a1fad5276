//! A year of a practice of twelve therapists, made by a generator that always makes the same one, and what its numbers are: counted
//! here from what was made, in other ways than the product counts.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use domain::appointment::{Appointment, Kind, Modality, State};
use domain::ids::AppointmentId;
use domain::note::{Mood, Notes};
use domain::patient::Patient;
use domain::session::{Session, Status};
use domain::user::Role;
use domain::{PatientId, SessionId, Timestamp};
use fastrand::Rng;
use serde_json::{Value, json};
use store::seal::DataKey;
use support::{Person, TestApp};

/// Meetings that took place and have a session.
const SESSIONS: usize = 3000;
/// Clients of each therapist.
const CLIENTS: usize = 8;

/// Topics in all the ways in which they are written.
const TOPICS: [&[&str]; 10] = [
    &["anxiety", "Anxiety"],
    &["work stress", "stress at work", "Stress of the work"],
    &["sleep problems", "Sleep problem"],
    &["family conflict", "Conflicts in the family"],
    &["grief"],
    &["panic attacks", "panic attack"],
    &["self-esteem", "self esteem"],
    &["coping skills", "Coping skill"],
    &["motivation"],
    &["medication"],
];

/// What happened at one meeting.
struct Fact {
    patient: usize,
    local: NaiveDateTime,
    state: State,
    /// How long it was, in seconds.
    seconds: u64,
    /// What its session says, if it has one.
    session: Option<Told>,
}

struct Told {
    id: SessionId,
    mood: Option<Mood>,
    /// Places in [`TOPICS`] and in the wordings there.
    topics: Vec<(usize, usize)>,
    summary: String,
}

/// A year that a practice lived.
pub(super) struct Year {
    pub(super) therapists: Vec<Person>,
    /// Ids of clients, those of one therapist together.
    pub(super) patients: Vec<String>,
    facts: Vec<Fact>,
    zone: Tz,
    now: NaiveDateTime,
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        rounded(part as f64 / whole as f64)
    }
}

impl Year {
    pub(super) async fn lived(app: &TestApp, zone: Tz) -> Self {
        let mut therapists = Vec::new();
        for _ in 0..12 {
            therapists.push(app.user(Role::Therapist).await);
        }
        let now = app.now().utc().with_timezone(&zone).naive_local();
        let mut year = Self {
            therapists,
            patients: Vec::new(),
            facts: Vec::new(),
            zone,
            now,
        };
        year.invent(&mut Rng::with_seed(20_260_119));
        year.write(app).await;
        let written = app::session_metrics::recompute(&app.app, true)
            .await
            .expect("the numbers");
        assert_eq!(written, SESSIONS as u64);
        year
    }

    pub(super) fn sessions(&self) -> usize {
        self.facts.iter().filter(|fact| fact.session.is_some()).count()
    }

    pub(super) fn therapist_of(&self, patient: usize) -> usize {
        patient / CLIENTS
    }

    fn invent(&mut self, rng: &mut Rng) {
        let mut sessions = 0;
        while sessions < SESSIONS {
            let fact = self.meeting(rng);
            sessions += usize::from(fact.session.is_some());
            self.facts.push(fact);
        }
        // What is planned counts as coming and nowhere else.
        for _ in 0..200 {
            let mut fact = self.meeting(rng);
            fact.local = self.now + Duration::from_secs(rng.u64(60..14 * 24 * 3600) / 60 * 60);
            (fact.state, fact.session) = (State::Scheduled, None);
            self.facts.push(fact);
        }
    }

    fn meeting(&self, rng: &mut Rng) -> Fact {
        let patient = rng.usize(0..12 * CLIENTS);
        // The last client of every therapist comes no more.
        let youngest = if patient % CLIENTS == CLIENTS - 1 { 60 } else { 1 };
        let local = loop {
            let day = self.today() - Days::new(rng.u64(youngest..365));
            // Some meetings stand close to midnight, where days are easily mistaken.
            let (hour, minute) = match rng.u32(0..10) {
                0 => (0, rng.u32(0..30)),
                1 => (23, rng.u32(30..60)),
                2 => (rng.u32(1..4), 15),
                _ => (rng.u32(8..19), rng.u32(0..60)),
            };
            let local = day.and_hms_opt(hour, minute, 0).expect("a time");
            if self.zone.from_local_datetime(&local).single().is_some() {
                break local;
            }
        };
        let state = match rng.u32(0..100) {
            0..80 => State::Attended,
            80..92 => State::Cancelled,
            _ => State::NoShow,
        };
        let is_recorded = state == State::Attended && rng.u32(0..10) > 0;
        let seconds = if is_recorded {
            rng.u64(30 * 60..60 * 60)
        } else {
            50 * 60
        };
        Fact {
            patient,
            local,
            state,
            seconds,
            session: is_recorded.then(|| told(rng)),
        }
    }

    fn today(&self) -> NaiveDate {
        self.now.date()
    }

    /// The moment of a local time.
    fn moment(&self, local: NaiveDateTime) -> Timestamp {
        let at = self
            .zone
            .from_local_datetime(&local)
            .earliest()
            .expect("a time that there was");
        Timestamp::from_micros(at.timestamp_micros())
    }

    async fn write(&mut self, app: &TestApp) {
        let (app, now) = (&app.app, app.now());
        let mut tx = app.db.write().await.expect("a transaction");
        let mut ids = Vec::new();
        for number in 0..12 * CLIENTS {
            let patient = Patient {
                id: PatientId::new(now),
                name: format!("Client {number}"),
                email: None,
                phone: None,
                therapist_id: self.therapists[number / CLIENTS].id,
                redisclosure_notice: false,
                archived_at: None,
                created_at: now,
                updated_at: now,
            };
            store::patients::insert(&mut tx, app.key.contact_key(), &patient)
                .await
                .expect("a client");
            ids.push(patient.id);
        }
        self.patients = ids.iter().map(ToString::to_string).collect();
        for fact in &self.facts {
            let (starts_at, therapist) = (self.moment(fact.local), self.therapists[fact.patient / CLIENTS].id);
            let appointment = Appointment {
                id: AppointmentId::new(starts_at),
                patient_id: ids[fact.patient],
                therapist_id: therapist,
                starts_at,
                ends_at: starts_at + Duration::from_secs(50 * 60),
                state: fact.state,
                kind: Kind::Individual,
                modality: Modality::InPerson,
                place: None,
                sequence: 0,
                created_at: starts_at,
                updated_at: starts_at,
            };
            let key = app.key.contact_key();
            store::appointments::insert(&mut tx, key, &appointment, therapist)
                .await
                .expect("an appointment");
            let Some(told) = &fact.session else { continue };
            let session = Session {
                id: told.id,
                patient_id: ids[fact.patient],
                patient_name: String::new(),
                therapist_id: therapist,
                appointment_id: Some(appointment.id),
                status: Status::Processed,
                note_state: None,
                audio_filename: "hour.m4a".into(),
                audio_bytes: 1,
                audio_type: "audio/mp4".into(),
                duration_seconds: None,
                error_message: None,
                created_at: now,
                updated_at: now,
            };
            let key = DataKey::generate().expect("a key");
            store::sessions::insert(&mut tx, &app.key, &key, &session, &[0; 32])
                .await
                .expect("a session");
            store::sessions::set_transcript_text(&mut tx, &key, told.id, "", fact.seconds * 1000)
                .await
                .expect("a text");
            let notes = Notes {
                key_topics: told
                    .topics
                    .iter()
                    .map(|(topic, wording)| TOPICS[*topic][*wording].to_owned())
                    .collect(),
                topic_summary: told.summary.clone(),
                session_mood: told.mood,
                ..Notes::default()
            };
            store::sessions::set_notes(&mut tx, &key, told.id, &notes)
                .await
                .expect("a note");
        }
        tx.commit().await.expect("a commit");
    }

    /// Everything of a therapist between two local dates, both included.
    fn of(&self, therapist: usize, first: NaiveDate, last: NaiveDate) -> Vec<&Fact> {
        let theirs = self.facts.iter().filter(|fact| fact.patient / CLIENTS == therapist);
        theirs
            .filter(|fact| (first..=last).contains(&fact.local.date()))
            .collect()
    }

    pub(super) fn overview(&self, therapist: usize) -> Value {
        let today = self.today();
        let monday = today - Days::new(u64::from(today.weekday().number_from_monday()) - 1);
        let month = today.with_day(1).expect("a first");
        let recent = self.of(therapist, today - Days::new(29), today);
        let active: BTreeSet<usize> = attended(&recent).map(|fact| fact.patient).collect();
        let far = today + Days::new(30);
        let now = self.moment(self.now);
        let coming = self.of(therapist, today, far).into_iter().filter(|fact| {
            let at = self.moment(fact.local);
            fact.state == State::Scheduled && at > now && at <= now + Duration::from_secs(7 * 24 * 3600)
        });
        json!({
            "total_patients": CLIENTS,
            "active_patients": active.len(),
            "sessions_this_week": attended(&self.of(therapist, monday, monday + Days::new(6))).count(),
            "sessions_this_month": attended(&self.of(therapist, month, month + Days::new(30))).count(),
            "upcoming_sessions": coming.count(),
            "completion_rate": completion(&recent),
        })
    }

    pub(super) fn trends(&self, therapist: usize, period: &str, granularity: &str) -> Value {
        let days = match period {
            "7d" => 7,
            "30d" => 30,
            "90d" => 90,
            _ => 365,
        };
        let today = self.today();
        let dates: Vec<NaiveDate> = (0..days).rev().map(|back| today - Days::new(back)).collect();
        let part = |day: NaiveDate| match granularity {
            "day" => day.to_string(),
            "week" => (day - Days::new(u64::from(day.weekday().num_days_from_monday()))).to_string(),
            _ => day.format("%Y-%m-01").to_string(),
        };
        let parts: BTreeSet<String> = dates.iter().map(|day| part(*day)).collect();
        let all = self.of(therapist, dates[0], today);
        let points = parts.iter().map(|name| {
            let facts: Vec<&Fact> = all
                .iter()
                .copied()
                .filter(|fact| part(fact.local.date()) == *name)
                .collect();
            let seconds: u64 = attended(&facts).map(|fact| fact.seconds).sum();
            let count = attended(&facts).count();
            let mean = if count == 0 {
                0.0
            } else {
                seconds as f64 / 60.0 / count as f64
            };
            json!({
                "date": name,
                "sessions_completed": count,
                "sessions_cancelled": in_state(&facts, State::Cancelled),
                "avg_session_duration_min": mean.round() as u64,
                "completion_rate": completion(&facts),
            })
        });
        let on = |day: &NaiveDate| attended(&all).filter(|fact| fact.local.date() == *day).count();
        let most = dates.iter().map(on).max().unwrap_or(0);
        let peak = dates.iter().find(|day| on(day) == most);
        json!({
            "period": period,
            "granularity": granularity,
            "data_points": points.collect::<Vec<_>>(),
            "summary": {
                "total_sessions": attended(&all).count(),
                "avg_per_day": rounded(attended(&all).count() as f64 / days as f64),
                "peak_day": peak.map(ToString::to_string),
                "completion_rate": completion(&all),
            },
        })
    }

    pub(super) fn topics(&self, therapist: usize, weeks: u64, limit: usize) -> Value {
        let (today, days) = (self.today(), weeks * 7);
        let facts = self.of(therapist, today - Days::new(days - 1), today);
        let later = today - Days::new(days - 1) + Days::new(days / 2);
        let mut list: Vec<(usize, String, Value)> = named(&facts)
            .into_iter()
            .map(|(topic, label)| {
                let with: Vec<&&Fact> = facts.iter().filter(|fact| names(fact, topic)).collect();
                let patients: BTreeSet<usize> = with.iter().map(|fact| fact.patient).collect();
                let after = with.iter().filter(|fact| fact.local.date() >= later).count() as i64;
                let difference = after - (with.len() as i64 - after);
                let is_clear = difference.abs() >= 2 && difference.abs() as f64 >= with.len() as f64 / 4.0;
                let trend = match is_clear {
                    true if difference > 0 => "increasing",
                    true => "decreasing",
                    false => "stable",
                };
                let told = json!({
                    "topic": label, "frequency": with.len(), "patients_affected": patients.len(), "trend": trend,
                });
                (with.len(), label, told)
            })
            .collect();
        list.sort_by(|(a, first, _), (b, second, _)| b.cmp(a).then(first.cmp(second)));
        let told: Vec<Value> = list.into_iter().take(limit).map(|(_, _, told)| told).collect();
        json!({ "time_period_weeks": weeks, "topics": told })
    }

    /// A client's meetings between two local dates, both included, in their order.
    fn with(&self, patient: usize, first: NaiveDate, last: NaiveDate) -> Vec<&Fact> {
        let mut facts: Vec<&Fact> = self
            .facts
            .iter()
            .filter(|fact| fact.patient == patient && (first..=last).contains(&fact.local.date()))
            .collect();
        facts.sort_by_key(|fact| (fact.local.date(), fact.session.as_ref().map(|told| told.id)));
        facts
    }

    pub(super) fn progress(&self, patient: usize, weeks: u64) -> Value {
        let today = self.today();
        let facts = self.with(patient, today - Days::new(weeks * 7 - 1), today);
        let recent = facts.iter().rev().filter_map(|fact| {
            let told = fact.session.as_ref()?;
            Some(json!({
                "date": fact.local.date().to_string(),
                "mood": told.mood,
                "key_topics": told.topics.iter().map(|(topic, wording)| TOPICS[*topic][*wording]).collect::<Vec<_>>(),
                "progress_notes": told.summary,
            }))
        });
        let moods = moods(&facts);
        let (trajectory, change) = direction(&moods);
        let mut common: Vec<(usize, String)> = named(&facts)
            .into_iter()
            .map(|(topic, label)| (facts.iter().filter(|fact| names(fact, topic)).count(), label))
            .collect();
        common.sort_by(|(a, first), (b, second)| b.cmp(a).then(first.cmp(second)));
        let common: Vec<Value> = common
            .into_iter()
            .map(|(frequency, topic)| json!({ "topic": topic, "frequency": frequency }))
            .collect();
        let current = moods.last().map_or(Mood::Neutral, |mood| *mood);
        let came = attended(&facts).count();
        json!({
            "patient_id": self.patients[patient],
            "patient_name": format!("Client {patient}"),
            "total_sessions": came,
            "recent_sessions": recent.take(10).collect::<Vec<_>>(),
            "mood_trend": { "current": current, "trajectory": trajectory, "change_percent": change },
            "common_topics": common,
            "attendance_rate": share(came, came + in_state(&facts, State::NoShow)),
        })
    }

    /// What `daily_stats` should hold of a date, by therapist.
    pub(super) fn day(&self, day: NaiveDate) -> BTreeMap<String, Value> {
        let rows = self.therapists.iter().enumerate().map(|(number, therapist)| {
            let facts = self.of(number, day, day);
            let count = attended(&facts).count();
            let seconds: u64 = attended(&facts).map(|fact| fact.seconds).sum();
            let patients: BTreeSet<usize> = attended(&facts).map(|fact| fact.patient).collect();
            let row = json!({
                "total": facts.len(), "completed": count, "cancelled": in_state(&facts, State::Cancelled),
                "active": patients.len(), "minutes": share(seconds as usize, count * 60), "rate": completion(&facts),
            });
            (therapist.id.to_string(), row)
        });
        rows.collect()
    }

    /// What `daily_stats` holds of a date.
    pub(super) async fn stored_day(&self, app: &TestApp, day: NaiveDate) -> BTreeMap<String, Value> {
        let mut tx = app.app.db.read().await.expect("a transaction");
        let mut rows = BTreeMap::new();
        for therapist in &self.therapists {
            let days = store::daily_stats::of_therapist(&mut tx, therapist.id, day, day)
                .await
                .expect("the day");
            for day in days {
                let row = json!({
                    "total": day.total, "completed": day.completed, "cancelled": day.cancelled,
                    "active": day.active_patients, "minutes": rounded(day.avg_minutes),
                    "rate": rounded(day.completion_rate),
                });
                rows.insert(therapist.id.to_string(), row);
            }
        }
        rows
    }

    /// What `patient_progress` should hold of a date's week, by client.
    pub(super) fn weeks(&self, day: NaiveDate) -> BTreeMap<String, Value> {
        let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
        let sunday = monday + Days::new(6);
        // Topics have one name in the whole practice, the commonest of the week.
        let everybody: Vec<&Fact> = (0..12)
            .flat_map(|therapist| self.of(therapist, monday, sunday))
            .collect();
        let labels: BTreeMap<usize, String> = named(&everybody).into_iter().collect();
        let mut rows = BTreeMap::new();
        for patient in 0..self.patients.len() {
            let facts = self.with(patient, monday, sunday);
            if facts.is_empty() {
                continue;
            }
            let told = moods(&facts);
            let before = moods(&self.with(patient, monday - Days::new(77), sunday));
            let sum: usize = told.iter().map(|mood| points(*mood)).sum();
            let mut topics: Vec<(usize, &String)> = labels
                .iter()
                .map(|(topic, label)| (facts.iter().filter(|fact| names(fact, *topic)).count(), label))
                .filter(|(frequency, _)| *frequency > 0)
                .collect();
            topics.sort_by(|(a, first), (b, second)| b.cmp(a).then(first.cmp(second)));
            let came = attended(&facts).count();
            let row = json!({
                "sessions": came,
                "mood": (!told.is_empty()).then(|| share(sum, told.len())),
                "trajectory": (!before.is_empty()).then(|| direction(&before).0),
                "topics": topics.iter().map(|(frequency, label)| json!([label, frequency])).collect::<Vec<_>>(),
                "rate": share(came, came + in_state(&facts, State::NoShow)),
            });
            rows.insert(self.patients[patient].clone(), row);
        }
        rows
    }

    /// What `patient_progress` holds of a date's week.
    pub(super) async fn stored_weeks(&self, app: &TestApp, day: NaiveDate) -> BTreeMap<String, Value> {
        let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
        let mut tx = app.app.db.read().await.expect("a transaction");
        let mut rows = BTreeMap::new();
        for id in &self.patients {
            let patient = PatientId::from(id.parse::<uuid::Uuid>().expect("an id"));
            let key = app.app.key.contact_key();
            let weeks = store::patient_progress::of_patient(&mut tx, key, patient, monday, monday)
                .await
                .expect("weeks");
            for week in weeks {
                let topics = week.topics.iter().map(|topic| json!([topic.topic, topic.frequency]));
                let row = json!({
                    "sessions": week.sessions,
                    "mood": week.avg_mood.map(rounded),
                    "trajectory": week.trajectory,
                    "topics": topics.collect::<Vec<_>>(),
                    "rate": rounded(week.attendance_rate),
                });
                assert!(rows.insert(id.clone(), row).is_none(), "one therapist, one row");
            }
        }
        rows
    }
}

fn told(rng: &mut Rng) -> Told {
    let mut topics: Vec<usize> = (0..TOPICS.len()).collect();
    rng.shuffle(&mut topics);
    topics.truncate(rng.usize(0..4));
    let worded = topics
        .into_iter()
        .map(|topic| (topic, rng.usize(0..TOPICS[topic].len())));
    let topics = worded.collect();
    let number = rng.u32(..);
    Told {
        // Ids of sessions order those of one day.
        id: SessionId::from(uuid::Uuid::from_u128(rng.u128(..))),
        mood: (rng.u32(0..10) > 0).then(|| Mood::ALL[rng.usize(0..5)]),
        topics,
        summary: format!("Session {number} was about this and that."),
    }
}

fn attended<'a>(facts: &'a [&'a Fact]) -> impl Iterator<Item = &'a Fact> {
    facts.iter().copied().filter(|fact| fact.state == State::Attended)
}

fn in_state(facts: &[&Fact], state: State) -> usize {
    facts.iter().filter(|fact| fact.state == state).count()
}

fn completion(facts: &[&Fact]) -> f64 {
    let planned = in_state(facts, State::Scheduled);
    share(attended(facts).count(), facts.len() - planned)
}

fn names(fact: &Fact, topic: usize) -> bool {
    let told = fact.session.as_ref();
    told.is_some_and(|told| told.topics.iter().any(|(named, _)| *named == topic))
}

/// The topics that are named, each with its commonest wording: of several the shortest, and of those the first.
fn named(facts: &[&Fact]) -> Vec<(usize, String)> {
    let all = facts
        .iter()
        .filter_map(|fact| fact.session.as_ref())
        .flat_map(|told| &told.topics);
    let mut counts: BTreeMap<usize, BTreeMap<&str, usize>> = BTreeMap::new();
    for (topic, wording) in all {
        *counts
            .entry(*topic)
            .or_default()
            .entry(TOPICS[*topic][*wording])
            .or_default() += 1;
    }
    let label = |wordings: BTreeMap<&str, usize>| {
        let mut list: Vec<(&str, usize)> = wordings.into_iter().collect();
        list.sort_by_key(|(wording, times)| (std::cmp::Reverse(*times), wording.len(), *wording));
        list[0].0.to_owned()
    };
    counts
        .into_iter()
        .map(|(topic, wordings)| (topic, label(wordings)))
        .collect()
}

fn moods(facts: &[&Fact]) -> Vec<Mood> {
    facts.iter().filter_map(|fact| fact.session.as_ref()?.mood).collect()
}

fn points(mood: Mood) -> usize {
    1 + Mood::ALL.iter().position(|known| *known == mood).expect("a mood")
}

/// The direction of moods, and by how many percent the later half differs from the earlier.
fn direction(moods: &[Mood]) -> (&'static str, i64) {
    let half = moods.len() / 2;
    if half == 0 {
        return ("stable", 0);
    }
    let mean = |part: &[Mood]| part.iter().map(|mood| points(*mood)).sum::<usize>() as f64 / half as f64;
    let (earlier, later) = (mean(&moods[..half]), mean(&moods[moods.len() - half..]));
    let mut steps = 0;
    for at in 1..moods.len() {
        steps += points(moods[at]).abs_diff(points(moods[at - 1]));
    }
    let trajectory = match later - earlier {
        difference if difference >= 0.5 => "improving",
        difference if difference <= -0.5 => "declining",
        _ if steps >= moods.len() - 1 => "fluctuating",
        _ => "stable",
    };
    (trajectory, ((later / earlier - 1.0) * 100.0).round() as i64)
}
