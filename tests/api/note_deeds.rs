//! Random sequences of everything that people and jobs do to notes. Whatever they are, no note is signed with an open item, no
//! signed note changes, and no draft takes the place of what a person has worked on. Each step is judged by what lies in the
//! database before and after it, with rules of this file and not of the product.

use domain::note::{MoodSource, Notes};
use domain::review::items::{Disposition, Items};
use domain::review::{Origin, State};
use domain::risk::{RiskItem, Severity, Status};
use domain::user::Role;
use fastrand::Rng;
use serde_json::{Value, json};
use store::notes::Listed;
use support::{Answer, Person, TestApp, wav};

use crate::note_review::{colleague, draft_with_inventions, session_id, step_up, supervisor};

/// Sequences of a run, and steps of a sequence.
const SEQUENCES: u64 = 64;
const STEPS: usize = 25;

/// What lies in the database about one note.
#[derive(Debug, Clone, PartialEq)]
struct Lying {
    state: State,
    revision: i64,
    current: Listed,
    notes: Notes,
    /// The contract's column.
    shown: Option<Notes>,
    decided: Vec<Disposition>,
    signature: Option<[u8; 32]>,
    co_signature: Option<[u8; 32]>,
    amendments: Vec<[u8; 32]>,
    versions: usize,
}

impl Lying {
    async fn of(app: &TestApp, session: &str) -> Self {
        use store::signatures::Kind;
        let id = session_id(session);
        let mut tx = app.app.db.read().await.expect("readable");
        let stored = store::sessions::find(&mut tx, &app.app.key, id)
            .await
            .expect("readable")
            .expect("there");
        let key = stored.key.expect("a key");
        let record = store::notes::find(&mut tx, id)
            .await
            .expect("readable")
            .expect("a note");
        let current = store::notes::version(&mut tx, &key, id, record.current)
            .await
            .expect("readable");
        let (current, notes) = current.expect("a version");
        let decided = store::notes::dispositions(&mut tx, &key, id).await.expect("readable");
        let mut hashes = Vec::new();
        for kind in [Kind::Author, Kind::Supervisor] {
            let found = store::signatures::find(&mut tx, &key, id, kind)
                .await
                .expect("as it was signed");
            hashes.push(found.map(|(signature, _)| signature.signed.content_hash));
        }
        let amendments = store::amendments::list(&mut tx, &key, id)
            .await
            .expect("as they were signed");
        Self {
            state: record.state,
            revision: record.revision,
            current,
            notes,
            shown: store::sessions::words(&mut tx, &key, id).await.expect("readable").1,
            decided: decided.into_iter().map(|decided| decided.disposition).collect(),
            signature: hashes[0],
            co_signature: hashes[1],
            amendments: amendments
                .into_iter()
                .map(|(entry, _)| entry.signed.content_hash)
                .collect(),
            versions: store::notes::versions(&mut tx, id).await.expect("readable").len(),
        }
    }

    fn is_decided(&self, key: &str) -> bool {
        let risk = [
            "addressed_in_session",
            "safety_plan",
            "not_a_concern",
            "already_known",
            "follow_up",
        ];
        let claim = ["removed", "confirmed_from_memory", "corrected"];
        let mut decided = self.decided.iter().filter(|decided| decided.key == key);
        decided.any(|decided| {
            let words = if key.starts_with("r-") { &risk[..] } else { &claim[..] };
            words.contains(&decided.decision.as_str())
        })
    }

    /// Items that nobody decided about, by the letter of the rule.
    fn open(&self) -> Vec<String> {
        let blocks = |item: &&RiskItem| match item.status {
            Status::AffirmedCurrent | Status::AffirmedRecent | Status::Hypothetical | Status::Unclear => true,
            Status::Historical | Status::ThirdParty => item.severity != Severity::Low,
            Status::Denied | Status::Figurative | Status::AskedOnly | Status::Psychoeducation => false,
        };
        let risks = self.notes.risk_flags.iter().filter(blocks).map(RiskItem::key);
        let claims = self
            .notes
            .claims
            .iter()
            .filter(|claim| !claim.is_supported())
            .map(|claim| claim.key());
        let mut keys: Vec<String> = risks.chain(claims).collect();
        // Sentences that only the text has are named by the product.
        keys.extend(Items::of(&self.notes).unsupported.into_iter().map(|(key, _)| key));
        keys.retain(|key| !self.is_decided(key));
        keys
    }

    fn is_touched(&self) -> bool {
        matches!(self.current.version.origin, Origin::Hand | Origin::Adopted) || !self.decided.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Review,
    Edit,
    Decide,
    DecideAll,
    Reopen,
    Redraft,
    RunJobs,
    Invent,
    Adopt,
    Sign,
    CoSign,
    Amend,
    Void,
}

/// How often each deed is drawn.
const DEEDS: [(Deed, usize); 13] = [
    (Deed::Review, 3),
    (Deed::Edit, 5),
    (Deed::Decide, 4),
    (Deed::DecideAll, 4),
    (Deed::Reopen, 2),
    (Deed::Redraft, 4),
    (Deed::RunJobs, 4),
    (Deed::Invent, 1),
    (Deed::Adopt, 3),
    (Deed::Sign, 6),
    (Deed::CoSign, 5),
    (Deed::Amend, 4),
    (Deed::Void, 1),
];

/// The people who try things.
struct People {
    owner: Person,
    assigned: Person,
    supervisor: Person,
    stranger: Person,
    admin: Person,
}

struct Walk<'a> {
    app: &'a TestApp,
    people: &'a People,
    session: String,
    random: Rng,
    words: usize,
}

impl Walk<'_> {
    fn person(&mut self) -> Person {
        let people = self.people;
        // Mostly those who may.
        let all = [
            &people.owner,
            &people.owner,
            &people.owner,
            &people.assigned,
            &people.supervisor,
            &people.supervisor,
            &people.stranger,
            &people.admin,
        ];
        all[self.random.usize(..all.len())].clone()
    }

    fn deed(&mut self) -> Deed {
        let all: usize = DEEDS.iter().map(|(_, weight)| weight).sum();
        let mut at = self.random.usize(..all);
        for (deed, weight) in DEEDS {
            if at < weight {
                return deed;
            }
            at -= weight;
        }
        Deed::Review
    }

    async fn send(&self, by: &Person, method: &str, rest: &str, body: Value) -> Answer {
        let uri = format!("/api/sessions/{}/{rest}", self.session);
        self.app.call(method, &uri).by(by).json(&body).send().await
    }

    /// The revision, mostly.
    fn revision(&mut self, lying: &Lying) -> i64 {
        if self.random.u8(..8) == 0 {
            lying.revision - 1
        } else {
            lying.revision
        }
    }

    fn key(&mut self, lying: &Lying) -> String {
        let items = Items::of(&lying.notes);
        let mut keys: Vec<String> = items.risks.into_iter().map(|risk| risk.key).collect();
        keys.extend(items.unsupported.into_iter().map(|(key, _)| key));
        keys.push("c-0123456789abcdef".into());
        keys.swap_remove(self.random.usize(..keys.len()))
    }

    /// Does something. Returns who asked and what they heard, where somebody asked.
    async fn act(&mut self, deed: Deed, before: &Lying) -> Option<(Person, u16)> {
        let mut by = self.person();
        if deed == Deed::CoSign && self.random.u8(..4) != 0 {
            by = self.people.supervisor.clone();
        }
        let revision = self.revision(before);
        let attestation = self.random.u8(..8) != 0;
        let answer = match deed {
            Deed::RunJobs => {
                self.app.run_jobs().await;
                return None;
            }
            Deed::Invent => {
                if before.state.is_open() && !before.is_touched() {
                    draft_with_inventions(self.app, &self.session).await;
                }
                return None;
            }
            Deed::DecideAll => {
                for key in before.open() {
                    let decision = match (key.starts_with("r-"), self.random.bool()) {
                        (true, true) => "follow_up",
                        (true, false) => "not_a_concern",
                        (false, true) => "removed",
                        (false, false) => "corrected",
                    };
                    let rest = format!("note/dispositions/{key}");
                    let owner = &self.people.owner;
                    self.send(owner, "PUT", &rest, json!({ "decision": decision })).await;
                }
                return None;
            }
            Deed::Review => self.send(&by, "POST", "note/review", json!({})).await,
            Deed::Edit => {
                self.words += 1;
                let text = format!(
                    "Words of a hand, number {}. {}",
                    self.words, before.notes.therapist_notes
                );
                let text: String = text.chars().take(2_000).collect();
                let mood = ["low", "neutral"][self.random.usize(..2)];
                let body = json!({ "revision": revision, "therapist_notes": text, "session_mood": mood });
                self.send(&by, "PATCH", "note", body).await
            }
            Deed::Decide => {
                let rest = format!("note/dispositions/{}", self.key(before));
                let decisions = [
                    "safety_plan",
                    "already_known",
                    "removed",
                    "confirmed_from_memory",
                    "nonsense",
                ];
                let decision = decisions[self.random.usize(..decisions.len())];
                self.send(&by, "PUT", &rest, json!({ "decision": decision })).await
            }
            Deed::Reopen => {
                let rest = format!("note/dispositions/{}", self.key(before));
                self.send(&by, "DELETE", &rest, json!({})).await
            }
            Deed::Redraft => self.send(&by, "POST", "extract-notes", json!({})).await,
            Deed::Adopt => {
                let rest = format!("note/versions/{}/adopt", self.random.usize(..before.versions + 2));
                self.send(&by, "POST", &rest, json!({ "revision": revision })).await
            }
            Deed::Sign => {
                let body = json!({ "revision": revision, "attestation": attestation });
                self.send(&by, "POST", "note/sign", body).await
            }
            Deed::CoSign => {
                self.send(&by, "POST", "note/co-sign", json!({ "attestation": attestation }))
                    .await
            }
            Deed::Amend => {
                let body = json!({ "kind": "addendum", "text": "Said later.", "attestation": attestation });
                self.send(&by, "POST", "note/amendments", body).await
            }
            Deed::Void => {
                self.send(&by, "POST", "note/void", json!({ "reason": "wrong_session" }))
                    .await
            }
        };
        Some((by, answer.status.as_u16()))
    }

    /// Whether somebody may do a deed at all.
    fn may(&self, by: &Person, deed: Deed) -> bool {
        match deed {
            Deed::CoSign => by.id == self.people.supervisor.id,
            _ => by.id == self.people.owner.id || by.id == self.people.assigned.id,
        }
    }
}

/// What must hold between what lay there before a deed and after it.
fn judge(deed: Deed, heard: Option<(bool, u16)>, before: &Lying, after: &Lying, what: &str) {
    assert!(after.revision >= before.revision, "{what}: the revision went back");
    if let Some((may, status)) = heard {
        assert!(matches!(status, 200 | 202 | 403 | 404 | 409 | 422), "{what}");
        if !may {
            assert!(matches!(status, 403 | 404), "{what}: somebody did what they may not");
        }
        if status >= 400 {
            assert_eq!(before, after, "{what}: a refused deed changed something");
        }
    }
    if before.state.is_signed() {
        assert!(!after.state.is_open(), "{what}: a signed note was opened again");
        let words = |lying: &Lying| {
            (
                lying.current.clone(),
                lying.notes.clone(),
                lying.decided.clone(),
                lying.signature,
            )
        };
        assert_eq!(words(before), words(after), "{what}: a signed note changed");
        assert!(
            after.amendments.starts_with(&before.amendments),
            "{what}: an entry was lost"
        );
        assert!(
            before.co_signature.is_none() || before.co_signature == after.co_signature,
            "{what}"
        );
        assert_eq!(
            before.versions, after.versions,
            "{what}: a signed note got another version"
        );
    }
    if before.state == State::Voided {
        assert_eq!(before, after, "{what}: a voided note changed");
    }
    if after.state == State::Voided {
        assert_eq!(after.shown, None, "{what}: a voided note is shown");
    } else {
        assert_eq!(
            after.shown.as_ref(),
            Some(&after.notes),
            "{what}: what is shown is not the current version"
        );
    }
    if before.state.is_open() && after.state.is_signed() {
        assert_eq!(deed, Deed::Sign, "{what}");
        assert!(
            before.state == State::InReview && before.open().is_empty(),
            "{what}: open {:?}",
            before.open()
        );
        assert!(after.signature.is_some() && before.notes == after.notes, "{what}");
    }
    if deed == Deed::RunJobs && before.is_touched() {
        let words = |lying: &Lying| {
            (
                lying.current.clone(),
                lying.notes.clone(),
                lying.decided.clone(),
                lying.revision,
            )
        };
        assert_eq!(
            words(before),
            words(after),
            "{what}: a draft took the place of a person's work"
        );
    }
    if before.notes != after.notes {
        let writes = matches!(
            deed,
            Deed::Edit | Deed::Adopt | Deed::Decide | Deed::DecideAll | Deed::RunJobs | Deed::Invent
        );
        assert!(writes, "{what}: changed the words");
    }
    // Only a person enters what the therapist is said to have entered.
    if deed == Deed::RunJobs && !before.is_touched() {
        assert_ne!(after.notes.mood_source, Some(MoodSource::Therapist), "{what}");
    }
}

/// What the sequences came to, so that a walk in which nothing is ever signed does not pass for one.
#[derive(Debug, Default)]
struct Tally {
    signed: usize,
    refused_for_items: usize,
    co_signed: usize,
    amended: usize,
    voided: usize,
    offered: usize,
    replaced: usize,
    dropped: i64,
}

async fn walk(app: &TestApp, people: &People, patient: &str, seed: u64, tally: &mut Tally) {
    let session = app.upload(&people.owner, patient, wav(500)).await;
    app.run_jobs().await;
    let mut walk = Walk {
        app,
        people,
        session: session.clone(),
        random: Rng::with_seed(seed),
        words: 0,
    };
    if walk.random.bool() {
        draft_with_inventions(app, &session).await;
    }
    let mut before = Lying::of(app, &session).await;
    for step in 0..STEPS {
        let deed = walk.deed();
        let what = format!("seed {seed}, step {step}, {deed:?} on {}", before.state);
        let heard = walk.act(deed, &before).await;
        let after = Lying::of(app, &session).await;
        let status = heard.as_ref().map(|(_, status)| *status);
        let heard = heard.map(|(by, status)| (walk.may(&by, deed), status));
        judge(deed, heard, &before, &after, &what);
        let open = !before.open().is_empty();
        tally.signed += usize::from(before.signature.is_none() && after.signature.is_some());
        tally.refused_for_items += usize::from(deed == Deed::Sign && status == Some(409) && open);
        tally.co_signed += usize::from(before.co_signature.is_none() && after.co_signature.is_some());
        tally.amended += after.amendments.len() - before.amendments.len();
        tally.voided += usize::from(before.state != State::Voided && after.state == State::Voided);
        if deed == Deed::RunJobs && after.versions > before.versions {
            let offered = after.current == before.current;
            tally.offered += usize::from(offered);
            tally.replaced += usize::from(!offered);
        }
        before = after;
    }
    app.run_jobs().await;
    let after = Lying::of(app, &session).await;
    judge(Deed::RunJobs, None, &before, &after, &format!("seed {seed}, the end"));
    tally.dropped += app.deeds(&session, "note_draft_dropped").await;
}

#[tokio::test]
async fn no_sequence_of_deeds_signs_an_open_item_changes_a_signed_note_or_drafts_over_a_hand() {
    let app = TestApp::start().await;
    let (owner, first) = app.processed_session().await;
    let people = People {
        assigned: colleague(&app, &first).await,
        supervisor: supervisor(&app, &owner).await,
        stranger: app.user(Role::Therapist).await,
        admin: app.user(Role::Admin).await,
        owner,
    };
    let session = app.session(&people.owner, &first).await;
    let patient = session["patient_id"].as_str().expect("an id");
    step_up(&app).await;
    let mut tally = Tally::default();
    // Another run can begin elsewhere; a failure names its seed.
    let from = std::env::var("TB_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(0);
    for seed in from..from + SEQUENCES {
        walk(&app, &people, patient, seed, &mut tally).await;
    }
    println!("{SEQUENCES} sequences of {STEPS} deeds: {tally:?}");
    let rare = [
        tally.co_signed,
        tally.amended,
        tally.voided,
        tally.offered,
        tally.replaced,
    ];
    let common = tally.signed.min(tally.refused_for_items);
    let enough = common >= 5 && rare.iter().all(|count| *count >= 2) && tally.dropped >= 1;
    assert!(enough, "too little happened: {tally:?}");
}
