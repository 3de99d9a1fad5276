//! What a hand does to a note. Sentences that stay as they were keep their evidence; whatever else is written is the therapist's
//! own word, marked as such, and needs no evidence. What stood for the sentences that are gone is withdrawn with them.

use std::collections::BTreeSet;

use crate::claim::Claim;
use crate::note::{ActionItem, Mood, MoodPolicy, MoodSource, MoodTrajectory, Notes, Sentence, Strategy, join};
use crate::transcript::sentences;

use super::items::as_claim;

/// The longest narrative that a hand may write, in characters. The word limits of a note bind drafters, not people.
pub const MAX_TEXT: usize = 20_000;
/// The longest topic, technique or agreement, in characters.
pub const MAX_ITEM: usize = 500;
/// The most topics, techniques or agreements of a note.
pub const MAX_ITEMS: usize = 50;

/// New values of some fields; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edit {
    /// Notes for the therapist.
    pub therapist_notes: Option<String>,
    /// What was talked about, in a few sentences.
    pub topic_summary: Option<String>,
    /// The summary for the client.
    pub patient_summary: Option<String>,
    /// The client's mood; `Some(None)` takes it out.
    pub session_mood: Option<Option<Mood>>,
    /// Where it went; `Some(None)` takes it out.
    pub mood_trajectory: Option<Option<MoodTrajectory>>,
    /// Topics.
    pub key_topics: Option<Vec<String>>,
    /// Techniques, with the turns in which they are spoken of.
    pub strategies: Option<Vec<Strategy>>,
    /// Agreements, with the turns in which they are made.
    pub action_items: Option<Vec<ActionItem>>,
}

/// An edit that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct BadEdit {
    /// The field of the contract.
    pub field: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl Edit {
    /// The edit as it is applied: trimmed, and within the limits, for a session with so many turns.
    ///
    /// # Errors
    /// [`BadEdit`] for texts and lists that are too long, characters that are no text, turns that do not exist, and a mood where
    /// the practice wants none.
    pub fn checked(mut self, turns: usize, policy: MoodPolicy) -> Result<Self, BadEdit> {
        let narratives = [
            ("therapist_notes", &mut self.therapist_notes),
            ("topic_summary", &mut self.topic_summary),
            ("patient_summary", &mut self.patient_summary),
        ];
        for (field, text) in narratives {
            if let Some(text) = text {
                *text = clean(field, text, MAX_TEXT)?;
            }
        }
        if policy == MoodPolicy::Off {
            let moods = [
                ("session_mood", matches!(self.session_mood, Some(Some(_)))),
                ("mood_trajectory", matches!(self.mood_trajectory, Some(Some(_)))),
            ];
            if let Some((field, _)) = moods.into_iter().find(|(_, is_set)| *is_set) {
                return Err(BadEdit {
                    field,
                    detail: "This practice records no mood (TB_MOOD_INFERENCE=off); leave it out.".into(),
                });
            }
        }
        if let Some(topics) = &mut self.key_topics {
            for topic in topics.iter_mut() {
                *topic = clean("key_topics", topic, MAX_ITEM)?;
            }
            topics.retain(|topic| !topic.is_empty());
            few("key_topics", topics.len())?;
        }
        if let Some(strategies) = &mut self.strategies {
            for strategy in strategies.iter_mut() {
                strategy.name = clean("strategies", &strategy.name, MAX_ITEM)?;
                exist("strategies", &strategy.evidence_turns, turns)?;
            }
            strategies.retain(|strategy| !strategy.name.is_empty());
            few("strategies", strategies.len())?;
        }
        if let Some(items) = &mut self.action_items {
            for item in items.iter_mut() {
                item.text = clean("action_items", &item.text, MAX_ITEM)?;
                exist("action_items", &item.evidence_turns, turns)?;
            }
            items.retain(|item| !item.text.is_empty());
            few("action_items", items.len())?;
        }
        Ok(self)
    }

    /// Writes the new values into a note. A claim that the note told and tells no more is withdrawn: whoever changes or deletes
    /// a sentence means every format of the note.
    pub fn apply(self, notes: &mut Notes) {
        let told_before = told(notes);
        self.write(notes);
        let told_now = told(notes);
        for at in told_before.difference(&told_now) {
            notes.claims[*at].withdrawn = true;
        }
    }

    fn write(self, notes: &mut Notes) {
        if let Some(text) = self.therapist_notes {
            rewrite(text, &mut notes.therapist_notes, &mut notes.evidence.therapist_notes);
        }
        if let Some(text) = self.topic_summary {
            rewrite(text, &mut notes.topic_summary, &mut notes.evidence.topic_summary);
        }
        if let Some(text) = self.patient_summary {
            rewrite(text, &mut notes.patient_summary, &mut notes.evidence.patient_summary);
        }
        if let Some(mood) = self.session_mood.filter(|mood| *mood != notes.session_mood) {
            notes.session_mood = mood;
            notes.mood_source = mood.map(|_| MoodSource::Therapist);
            notes.evidence.session_mood.clear();
        }
        if let Some(trajectory) = self
            .mood_trajectory
            .filter(|trajectory| *trajectory != notes.mood_trajectory)
        {
            notes.mood_trajectory = trajectory;
            notes.trajectory_source = trajectory.map(|_| MoodSource::Therapist);
            notes.evidence.mood_trajectory.clear();
        }
        if let Some(topics) = self.key_topics {
            let known: Vec<_> = notes.key_topics.iter().zip(&notes.evidence.key_topics).collect();
            let evidence = topics.iter().map(|topic| {
                let known = known.iter().find(|(old, _)| *old == topic);
                known.map(|(_, turns)| turns.to_vec()).unwrap_or_default()
            });
            notes.evidence.key_topics = evidence.collect();
            notes.key_topics = topics;
        }
        if let Some(strategies) = self.strategies {
            notes.strategies = strategies;
        }
        if let Some(items) = self.action_items {
            notes.action_items = items;
        }
    }
}

/// The claims that a narrative rests on or that are listed as agreements, by their place in [`Notes::claims`].
fn told(notes: &Notes) -> BTreeSet<usize> {
    let evidence = &notes.evidence;
    let narratives = [
        &evidence.topic_summary,
        &evidence.therapist_notes,
        &evidence.patient_summary,
    ];
    let cited: BTreeSet<u32> = narratives
        .into_iter()
        .flatten()
        .flat_map(|sentence| sentence.claims.iter().copied())
        .collect();
    let is_told = |(at, claim): (u32, &Claim)| {
        cited.contains(&at) || notes.action_items.iter().any(|item| item.text == claim.text)
    };
    let claims = (0u32..).zip(&notes.claims);
    claims
        .filter(|claim| is_told(*claim))
        .map(|(at, _)| at as usize)
        .collect()
}

/// A text of at most `limit` characters, trimmed, with plain line ends.
///
/// # Errors
/// [`BadEdit`] when it is longer, or holds characters that are no text.
pub fn clean(field: &'static str, text: &str, limit: usize) -> Result<String, BadEdit> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > limit {
        let detail = format!("This is longer than the {limit} characters that are kept.");
        return Err(BadEdit { field, detail });
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        let detail = "This holds control characters; enter plain text.".into();
        return Err(BadEdit { field, detail });
    }
    Ok(text)
}

fn few(field: &'static str, count: usize) -> Result<(), BadEdit> {
    if count <= MAX_ITEMS {
        return Ok(());
    }
    let detail = format!("These are more than the {MAX_ITEMS} that are kept.");
    Err(BadEdit { field, detail })
}

fn exist(field: &'static str, cited: &[u32], turns: usize) -> Result<(), BadEdit> {
    match cited
        .iter()
        .find(|turn| usize::try_from(**turn).map_or(true, |turn| turn >= turns))
    {
        None => Ok(()),
        Some(turn) => Err(BadEdit {
            field,
            detail: format!("The transcript has no turn {turn}."),
        }),
    }
}

/// Replaces a narrative. Its sentences are those of before where they stand unchanged in the new text, each used once, and the
/// therapist's own everywhere else.
fn rewrite(text: String, narrative: &mut String, evidence: &mut Vec<Sentence>) {
    if text == *narrative {
        return;
    }
    let mut before: Vec<Sentence> = std::mem::take(evidence);
    let mut rest = text.as_str().trim_start();
    while !rest.is_empty() {
        let kept = before
            .iter()
            .enumerate()
            .filter(|(_, old)| begins_with(rest, &old.text))
            .max_by_key(|(_, old)| old.text.len())
            .map(|(at, _)| at);
        let sentence = match kept {
            Some(at) => before.remove(at),
            None => own(rest),
        };
        rest = rest[sentence.text.len()..].trim_start();
        evidence.push(sentence);
    }
    *narrative = text;
}

/// Whether a text begins with a sentence and goes on behind it with white space or not at all.
fn begins_with(text: &str, sentence: &str) -> bool {
    let rest = text.strip_prefix(sentence);
    !sentence.is_empty() && rest.is_some_and(|rest| rest.chars().next().is_none_or(char::is_whitespace))
}

/// The first sentence of a text that begins with a letter of one, as the therapist's own.
fn own(text: &str) -> Sentence {
    let first = sentences(text).into_iter().next();
    let end = first.map_or(text.len(), |range| range.end);
    Sentence {
        text: text[..end].to_owned(),
        by_hand: true,
        ..Sentence::default()
    }
}

/// Takes the sentences out of the narratives that no check found and that stand for this unsupported claim. Returns whether
/// there were any. The claim itself stays in the list of claims: what a drafter stated is part of how the note came about.
pub fn remove_claim(notes: &mut Notes, key: &str) -> bool {
    let claims = &notes.claims;
    let is_meant = |sentence: &Sentence| {
        let mut cited = sentence.claims.iter().filter_map(|at| claims.get(*at as usize));
        let stands_for = cited.any(|claim| !claim.is_supported() && claim.key() == key);
        !sentence.supported && !sentence.by_hand && (stands_for || as_claim(sentence).key() == key)
    };
    let evidence = &mut notes.evidence;
    let narratives = [
        (&mut notes.topic_summary, &mut evidence.topic_summary),
        (&mut notes.therapist_notes, &mut evidence.therapist_notes),
        (&mut notes.patient_summary, &mut evidence.patient_summary),
    ];
    let mut changed = false;
    for (narrative, sentences) in narratives {
        let count = sentences.len();
        sentences.retain(|sentence| !is_meant(sentence));
        if sentences.len() < count {
            *narrative = join(sentences);
            changed = true;
        }
    }
    changed
}

/// Clears the moods that the practice does not want: all of them, or those that no therapist entered.
pub fn apply_policy(notes: &mut Notes, policy: MoodPolicy) {
    let is_wanted = |source| match policy {
        MoodPolicy::Off => false,
        MoodPolicy::Therapist => source == Some(MoodSource::Therapist),
        MoodPolicy::Draft => true,
    };
    if !is_wanted(notes.mood_source) {
        notes.session_mood = None;
        notes.mood_source = None;
        notes.evidence.session_mood.clear();
    }
    if !is_wanted(notes.trajectory_source) {
        notes.mood_trajectory = None;
        notes.trajectory_source = None;
        notes.evidence.mood_trajectory.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafted() -> Notes {
        let sentence = |text: &str, turn, supported| Sentence {
            text: text.into(),
            turns: vec![turn],
            supported,
            ..Sentence::default()
        };
        let mut notes = Notes {
            key_topics: vec!["sleep".into(), "work".into()],
            session_mood: Some(Mood::Low),
            mood_source: Some(MoodSource::Client),
            ..Notes::default()
        };
        notes.evidence.key_topics = vec![vec![1], vec![2]];
        notes.evidence.session_mood = vec![1];
        notes.evidence.therapist_notes = vec![
            sentence("The client said: \"I sleep badly. Very.\"", 1, true),
            sentence("The client left the job.", 2, false),
        ];
        notes.join_narrative();
        notes
    }

    fn edit(notes: &mut Notes, edit: Edit) {
        edit.checked(4, MoodPolicy::Draft).expect("acceptable").apply(notes);
    }

    #[test]
    fn unchanged_sentences_keep_their_evidence_and_new_ones_are_the_therapists() {
        let mut notes = drafted();
        let text = "I saw relief. The client said: \"I sleep badly. Very.\"\n\nThe client may leave the job.";
        let therapist_notes = Some(format!("  {text}\r\n"));
        edit(
            &mut notes,
            Edit {
                therapist_notes,
                ..Edit::default()
            },
        );
        assert_eq!(notes.therapist_notes, text, "line breaks stay");
        let sentences = &notes.evidence.therapist_notes;
        let told: Vec<_> = sentences
            .iter()
            .map(|s| (s.text.as_str(), s.by_hand, s.turns.as_slice()))
            .collect();
        assert_eq!(
            told,
            [
                ("I saw relief.", true, &[][..]),
                ("The client said: \"I sleep badly. Very.\"", false, &[1][..]),
                ("The client may leave the job.", true, &[][..]),
            ]
        );
        assert_eq!(notes.unsupported().count(), 0, "a hand needs no evidence");
    }

    #[test]
    fn a_sentence_that_goes_on_differently_is_not_the_one_before() {
        let mut notes = drafted();
        let therapist_notes = Some("The client left the job.s".into());
        edit(
            &mut notes,
            Edit {
                therapist_notes,
                ..Edit::default()
            },
        );
        assert!(notes.evidence.therapist_notes.iter().all(|sentence| sentence.by_hand));
        let therapist_notes = Some(String::new());
        edit(
            &mut notes,
            Edit {
                therapist_notes,
                ..Edit::default()
            },
        );
        assert!(notes.therapist_notes.is_empty() && notes.evidence.therapist_notes.is_empty());
    }

    #[test]
    fn an_entered_mood_is_the_therapists_and_the_same_one_again_is_not() {
        let mut notes = drafted();
        let same = Edit {
            session_mood: Some(Some(Mood::Low)),
            ..Edit::default()
        };
        edit(&mut notes, same);
        assert_eq!(
            (notes.mood_source, notes.evidence.session_mood.len()),
            (Some(MoodSource::Client), 1)
        );
        let entered = Edit {
            session_mood: Some(Some(Mood::Neutral)),
            ..Edit::default()
        };
        edit(&mut notes, entered);
        assert_eq!(
            (notes.mood_source, notes.evidence.session_mood.len()),
            (Some(MoodSource::Therapist), 0)
        );
        edit(
            &mut notes,
            Edit {
                session_mood: Some(None),
                ..Edit::default()
            },
        );
        assert_eq!((notes.session_mood, notes.mood_source), (None, None));
    }

    #[test]
    fn topics_keep_their_turns_wherever_they_move() {
        let mut notes = drafted();
        let key_topics = Some(vec![" work ".into(), String::new(), "family".into()]);
        edit(
            &mut notes,
            Edit {
                key_topics,
                ..Edit::default()
            },
        );
        assert_eq!(notes.key_topics, ["work", "family"]);
        assert_eq!(notes.evidence.key_topics, [vec![2], vec![]]);
    }

    #[test]
    fn what_is_too_long_or_points_nowhere_is_refused_by_its_field() {
        let strategy = |turn| Strategy {
            name: "breathing".into(),
            evidence_turns: vec![turn],
        };
        let cases = [
            (
                Edit {
                    therapist_notes: Some("x".repeat(MAX_TEXT + 1)),
                    ..Edit::default()
                },
                "therapist_notes",
            ),
            (
                Edit {
                    patient_summary: Some("a\u{7}".into()),
                    ..Edit::default()
                },
                "patient_summary",
            ),
            (
                Edit {
                    key_topics: Some(vec!["x".into(); MAX_ITEMS + 1]),
                    ..Edit::default()
                },
                "key_topics",
            ),
            (
                Edit {
                    key_topics: Some(vec!["x".repeat(MAX_ITEM + 1)]),
                    ..Edit::default()
                },
                "key_topics",
            ),
            (
                Edit {
                    strategies: Some(vec![strategy(4)]),
                    ..Edit::default()
                },
                "strategies",
            ),
        ];
        for (edit, field) in cases {
            assert_eq!(edit.checked(4, MoodPolicy::Draft).map_err(|bad| bad.field), Err(field));
        }
        let fits = Edit {
            strategies: Some(vec![strategy(3)]),
            ..Edit::default()
        };
        assert!(fits.checked(4, MoodPolicy::Draft).is_ok());
    }

    #[test]
    fn a_practice_without_moods_takes_none_from_anybody() {
        let mood = Edit {
            mood_trajectory: Some(Some(MoodTrajectory::Stable)),
            ..Edit::default()
        };
        let refused = mood.clone().checked(4, MoodPolicy::Off).map_err(|bad| bad.field);
        assert_eq!(refused, Err("mood_trajectory"));
        assert!(mood.checked(4, MoodPolicy::Therapist).is_ok());
        let cleared = Edit {
            session_mood: Some(None),
            ..Edit::default()
        };
        assert!(cleared.checked(4, MoodPolicy::Off).is_ok());
        for (policy, left) in [
            (MoodPolicy::Off, None),
            (MoodPolicy::Therapist, None),
            (MoodPolicy::Draft, Some(Mood::Low)),
        ] {
            let mut notes = drafted();
            apply_policy(&mut notes, policy);
            assert_eq!(notes.session_mood, left);
            assert_eq!(notes.mood_source.is_some(), left.is_some());
            let mut entered = drafted();
            edit(
                &mut entered,
                Edit {
                    session_mood: Some(Some(Mood::Neutral)),
                    ..Edit::default()
                },
            );
            apply_policy(&mut entered, policy);
            assert_eq!(entered.session_mood.is_some(), policy != MoodPolicy::Off);
        }
    }

    #[test]
    fn removing_a_claim_takes_its_sentences_out_and_nothing_else() {
        let mut notes = drafted();
        let key = as_claim(&notes.evidence.therapist_notes[1]).key();
        assert!(!remove_claim(&mut notes, "c-0000000000000000"));
        assert!(remove_claim(&mut notes, &key));
        assert_eq!(notes.therapist_notes, "The client said: \"I sleep badly. Very.\"");
        assert!(!remove_claim(&mut notes, &key));
    }

    fn with_claims() -> Notes {
        let claim = |text: &str, kind| Claim {
            text: text.into(),
            kind,
            speaker: crate::transcript::Speaker::Client,
            quotes: Vec::new(),
            verdict: crate::claim::Verdict::Exact,
            problem: None,
            candidates: Vec::new(),
            withdrawn: false,
        };
        let sentence = |text: &str, claims: Vec<u32>| Sentence {
            text: text.into(),
            turns: vec![1],
            supported: true,
            claims,
            ..Sentence::default()
        };
        let mut notes = Notes {
            claims: vec![
                claim("Sleeps four hours.", crate::claim::ClaimKind::Reported),
                claim("Has a dog.", crate::claim::ClaimKind::Reported),
                claim("Calls the doctor.", crate::claim::ClaimKind::Plan),
                claim("Was never in the text.", crate::claim::ClaimKind::Reported),
            ],
            action_items: vec![ActionItem {
                text: "Calls the doctor.".into(),
                evidence_turns: vec![2],
            }],
            ..Notes::default()
        };
        notes.evidence.therapist_notes = vec![
            sentence("Sleeps four hours.", vec![0]),
            sentence("Has a dog.", vec![1]),
            sentence("Will call.", vec![2]),
        ];
        notes.evidence.patient_summary = vec![sentence("You have a dog.", vec![1])];
        notes.join_narrative();
        notes
    }

    fn withdrawn(notes: &Notes) -> Vec<usize> {
        let claims = notes.claims.iter().enumerate();
        claims.filter(|(_, claim)| claim.withdrawn).map(|(at, _)| at).collect()
    }

    #[test]
    fn a_claim_is_withdrawn_when_the_note_tells_it_nowhere_any_more() {
        let mut notes = with_claims();
        let text = |text: &str| Edit {
            therapist_notes: Some(text.into()),
            ..Edit::default()
        };
        edit(&mut notes, text("Sleeps five hours. Will call."));
        assert_eq!(withdrawn(&notes), [0], "the summary still has the dog");
        edit(&mut notes, text("Sleeps five hours."));
        assert_eq!(withdrawn(&notes), [0], "the agreement is still listed");
        let edit_items = Edit {
            action_items: Some(Vec::new()),
            ..Edit::default()
        };
        edit(&mut notes, edit_items);
        assert_eq!(withdrawn(&notes), [0, 2]);
        let summary = Edit {
            patient_summary: Some(String::new()),
            ..Edit::default()
        };
        edit(&mut notes, summary);
        assert_eq!(withdrawn(&notes), [0, 1, 2], "what was told nowhere stays");
    }
}
