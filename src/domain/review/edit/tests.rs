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
