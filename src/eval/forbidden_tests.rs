use domain::note::{ActionItem, Sentence};
use domain::transcript::Turn;

use super::*;

fn transcript() -> Transcript {
    let lines = [
        (Speaker::Therapist, "Come in, Wade, sit down."),
        (Speaker::Client, "My brother hears voices. He's on the shot."),
        (Speaker::Therapist, "Do you hear voices yourself?"),
        (Speaker::Client, "I don't hear voices. I thought I was going mad once."),
        (Speaker::Client, "I hear voices, some nights."),
        (
            Speaker::Therapist,
            "The meeting is on Tuesday, because Wednesday is choir.",
        ),
    ];
    let turns = lines.into_iter().enumerate().map(|(at, (speaker, text))| Turn {
        index: at as u32,
        speaker,
        text: text.into(),
        ..Turn::default()
    });
    Transcript {
        turns: turns.collect(),
        ..Transcript::default()
    }
}

/// How many of the statements a note with this sentence asserts.
fn count(text: &str, turns: &[u32], forbidden: &str) -> usize {
    let mut notes = Notes::default();
    notes.evidence.therapist_notes = vec![Sentence {
        text: text.into(),
        turns: turns.to_vec(),
        supported: true,
        ..Sentence::default()
    }];
    hits(&notes, &transcript(), &[forbidden.to_owned()]).len()
}

#[test]
fn the_client_is_known_by_the_name_that_the_therapist_calls() {
    assert_eq!(
        people(&transcript()),
        BTreeMap::from([("wade".to_owned(), Speaker::Client)])
    );
}

#[test]
fn an_assertion_about_the_person_is_a_hit() {
    for (text, turns) in [
        ("Wade hears voices.", &[1][..]),
        ("The client reports hearing voices.", &[1]),
        ("The client said: \"I hear voices, some nights.\"", &[4]),
        ("I hear voices, some nights.", &[4]),
    ] {
        assert_eq!(count(text, turns, "Wade hears voices."), 1, "{text}");
    }
}

#[test]
fn denials_questions_and_other_people_are_none() {
    for (text, turns) in [
        ("The client said: \"My brother hears voices.\"", &[1][..]),
        ("The client denies hearing voices.", &[3]),
        ("The client said: \"I don't hear voices.\"", &[3]),
        ("The therapist asked: \"Do you hear voices yourself?\"", &[2]),
        ("The client was asked whether he hears voices.", &[2]),
        ("Wade woke and thought, that's it, he hears voices.", &[1]),
    ] {
        assert_eq!(count(text, turns, "Wade hears voices."), 0, "{text}");
    }
}

#[test]
fn days_and_numbers_have_to_be_the_forbidden_ones() {
    assert_eq!(
        count("The meeting is on Wednesday.", &[5], "The meeting is on Wednesdays."),
        1
    );
    assert_eq!(
        count("The meeting is on Tuesday.", &[5], "The meeting is on Wednesdays."),
        0
    );
    let both = "The meeting is on Tuesday, because Wednesday is choir.";
    assert_eq!(count(both, &[5], "The meeting is on Wednesdays."), 0);
    assert_eq!(
        count(
            "He lent two thousand pounds.",
            &[],
            "Owen lent his brother two thousand pounds."
        ),
        0
    );
    let lent = "Owen lent his brother two thousand pounds.";
    assert_eq!(count("Owen lent his brother 2,000 pounds.", &[], lent), 1);
    assert_eq!(count("Owen lent his brother twelve hundred pounds.", &[], lent), 0);
}

#[test]
fn seeing_each_other_is_a_session() {
    let forbidden = "The next session is on Thursday.";
    assert_eq!(
        count(
            "Agreed: \"And we're here again next Thursday, half four.\"",
            &[],
            forbidden
        ),
        1
    );
    assert_eq!(
        count(
            "Agreed: \"And we're here again next Friday, half four.\"",
            &[],
            forbidden
        ),
        0
    );
    assert_eq!(count("The late shift moves to Thursday next month.", &[], forbidden), 0);
}

#[test]
fn what_another_person_does_in_the_same_breath_is_not_the_speakers() {
    let text = "The client said: \"So when he hears voices, I'm back on that floor.\"";
    assert_eq!(count(text, &[4], "Wade hears voices."), 0);
}

#[test]
fn each_alternative_counts() {
    let forbidden = "The therapist warned Rick or called the police.";
    assert_eq!(count("The therapist called the police.", &[], forbidden), 1);
    assert_eq!(count("The therapist warned Rick.", &[], forbidden), 1);
    assert_eq!(count("The therapist might have called the police.", &[], forbidden), 0);
    assert_eq!(count("The therapist called the lawyer.", &[], forbidden), 0);
}

#[test]
fn an_entry_in_a_list_of_agreements_says_that_it_was_agreed() {
    let notes = Notes {
        action_items: vec![ActionItem {
            text: "Use a meditation app".into(),
            evidence_turns: vec![],
        }],
        ..Notes::default()
    };
    let forbidden = ["The client agreed to use a meditation app.".to_owned()];
    assert_eq!(hits(&notes, &transcript(), &forbidden).len(), 1);
}

#[test]
fn a_span_of_time_is_more_than_its_words() {
    let forbidden = "The next session is next week.";
    assert_eq!(count("The next session is next week.", &[], forbidden), 1);
    assert_eq!(count("The next session is in a week.", &[], forbidden), 0);
    let away = "The next session is in two weeks because he is away next week.";
    assert_eq!(count(away, &[], forbidden), 0);
    let forbidden = "Wade fell off a ladder this September.";
    assert_eq!(count("Wade fell off a ladder this September.", &[], forbidden), 1);
    assert_eq!(
        count("Wade fell off a ladder the September before last.", &[], forbidden),
        0
    );
}
