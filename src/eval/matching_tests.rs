use super::*;

fn nobody() -> BTreeSet<String> {
    BTreeSet::new()
}

#[test]
fn names_of_topics_are_compared_by_meaning() {
    for (one, other) in [
        ("sleep", "insomnia"),
        ("anxiety and worry", "generalised anxiety disorder"),
        ("work", "loss of role after retirement"),
        ("breathing exercise", "slow breathing with long out-breath"),
        ("worry diary", "worry log"),
    ] {
        assert!(same_name(one, other), "{one} / {other}");
    }
    for (one, other) in [
        ("sleep", "money"),
        ("time management", "worry time"),
        ("work", "relationships"),
        ("safety plan", "planning a holiday"),
        ("", "sleep"),
    ] {
        assert!(!same_name(one, other), "{one} / {other}");
    }
}

#[test]
fn a_fact_is_stated_by_a_text_with_its_words_and_its_numbers() {
    let fact = "She has lost eleven pounds";
    assert_eq!(
        says(fact, "The client said: \"I've lost eleven pounds.\"", true, &nobody()),
        Says::It
    );
    assert_eq!(says(fact, "Lost 11 pounds.", false, &nobody()), Says::It);
    assert_eq!(says(fact, "Lost twelve pounds.", false, &nobody()), Says::Otherwise);
    assert_eq!(says(fact, "Lost her keys.", true, &nobody()), Says::Nothing);
    assert_eq!(
        says(fact, "She has not lost eleven pounds.", false, &nobody()),
        Says::Otherwise
    );
}

#[test]
fn days_and_names_have_to_agree() {
    let fact = "She would call Lou on Tuesday";
    assert_eq!(says(fact, "I'd call Lou, on Tuesday.", false, &nobody()), Says::It);
    assert_eq!(
        says(fact, "I'd call Lou, on Wednesday.", false, &nobody()),
        Says::Otherwise
    );
    assert_eq!(says(fact, "I'd call Ann on Tuesday.", false, &nobody()), Says::Nothing);
    let known = BTreeSet::from([stem("wade")]);
    let fact = "Yesterday Wade punched the pantry door";
    assert_eq!(
        says(fact, "Yesterday I punched the pantry door.", true, &known),
        Says::It
    );
    assert_eq!(
        says(fact, "Yesterday I punched the pantry door.", true, &nobody()),
        Says::Nothing
    );
}

#[test]
fn a_denial_states_a_denial() {
    let fact = "He had no gun in the truck";
    assert_eq!(says(fact, "There was no gun in the truck.", true, &nobody()), Says::It);
    assert_eq!(
        says(fact, "The gun was in the truck.", true, &nobody()),
        Says::Otherwise
    );
    assert_eq!(
        says(
            "He had a gun in the truck",
            "No, I had a gun in the truck.",
            true,
            &nobody()
        ),
        Says::It
    );
}

#[test]
fn an_agreement_needs_person_task_and_time() {
    let gold = "Call lawyer Marian Voss on Tuesday";
    assert_eq!(
        same_action(
            gold,
            "The client will call the lawyer Marian Voss on Tuesday",
            false,
            Some(false)
        ),
        1.0
    );
    assert_eq!(
        same_action(
            gold,
            "The client will call the lawyer Marian Voss on Monday",
            false,
            Some(false)
        ),
        0.5
    );
    assert_eq!(
        same_action(gold, "The client will call the lawyer Marian Voss", false, Some(false)),
        0.5
    );
    assert_eq!(
        same_action(
            gold,
            "The therapist will call the lawyer Marian Voss on Tuesday",
            false,
            Some(true)
        ),
        0.0
    );
    assert_eq!(
        same_action(gold, "The client will wash the car on Tuesday", false, Some(false)),
        0.0
    );
    let gold = "Worry time at 6:30 pm each day";
    assert_eq!(
        same_action(
            gold,
            "The client: \"Half six, then, for worry time each day.\"",
            true,
            None
        ),
        1.0
    );
    assert_eq!(
        same_action(
            gold,
            "The client: \"Seven, then, for worry time each day.\"",
            true,
            None
        ),
        0.5
    );
}

#[test]
fn what_was_never_spoken_of_is_told() {
    let said = Statement::of("I wake at three and cannot sleep. My sister rings.");
    assert!(spoken_of("sleep", &said));
    assert!(spoken_of("family", &said));
    assert!(!spoken_of("money", &said));
}
