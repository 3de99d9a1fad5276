use proptest::prelude::*;

use super::*;
use crate::transcript::Turn;

const T: Speaker = Speaker::Therapist;
const C: Speaker = Speaker::Client;

fn turns(said: &[(Speaker, &str)]) -> Vec<Turn> {
    said.iter()
        .zip(0u32..)
        .map(|((speaker, text), index)| Turn {
            index,
            speaker: *speaker,
            text: (*text).into(),
            confidence: 0.9,
            ..Turn::default()
        })
        .collect()
}

fn found(said: &[(Speaker, &str)]) -> Vec<(Category, Status, u32)> {
    screen(&turns(said))
        .into_iter()
        .map(|item| (item.category, item.status, item.turn))
        .collect()
}

fn status_of(text: &str, category: Category) -> Option<Status> {
    found(&[(C, text)])
        .into_iter()
        .find(|(found, _, _)| *found == category)
        .map(|(_, status, _)| status)
}

use Category::{
    AbuseOrNeglect, HomicidalIdeation, MedicalEmergency, Psychosis, SelfHarm, SubstanceRelapse, SuicidalIdeation,
};
use Status::{
    AffirmedCurrent, AffirmedRecent, AskedOnly, Denied, Figurative, Historical, Psychoeducation, ThirdParty, Unclear,
};

#[test]
fn a_question_and_its_answer_are_one_item_at_the_answer() {
    for (answer, expected) in [
        ("No, never.", Denied),
        ("Sometimes, at night.", AffirmedCurrent),
        ("Not really.", Unclear),
    ] {
        let items = found(&[(T, "Have you been having thoughts of suicide?"), (C, answer)]);
        assert_eq!(items, [(SuicidalIdeation, expected, 1)], "{answer}");
    }
    assert_eq!(
        found(&[(T, "Any thoughts of suicide?"), (C, "The bus was late.")]),
        [(SuicidalIdeation, AskedOnly, 0)]
    );
}

#[test]
fn a_denial_for_now_is_marked_as_bounded() {
    let items = screen(&turns(&[
        (T, "Any thoughts of ending your life?"),
        (C, "No, not this week."),
    ]));
    assert_eq!(
        (items[0].status, items[0].detail.as_str()),
        (Denied, "time_bounded_denial")
    );
}

#[test]
fn a_not_inside_a_wish_is_no_denial() {
    for text in [
        "I don't want to wake up tomorrow.",
        "I just don't want to be here any more.",
        "I can't stop thinking about killing myself.",
    ] {
        assert_eq!(status_of(text, SuicidalIdeation), Some(AffirmedCurrent), "{text}");
    }
    for text in [
        "I don't want to die.",
        "I have never thought about killing myself.",
        "I wouldn't hurt myself.",
    ] {
        let items = found(&[(C, text)]);
        assert!(
            !items.is_empty() && items.iter().all(|(_, status, _)| *status == Denied),
            "{text}: {items:?}"
        );
    }
}

#[test]
fn a_double_negative_stays_open() {
    assert_eq!(
        status_of(
            "I can't say I have never thought about killing myself.",
            SuicidalIdeation
        ),
        Some(Unclear)
    );
}

#[test]
fn a_partial_denial_keeps_both_halves() {
    let items = found(&[
        (T, "Do you have a plan to end your life?"),
        (C, "No. But I wish I was dead."),
    ]);
    assert!(
        items.contains(&(SuicidalIdeation, Denied, 1)) && items.contains(&(SuicidalIdeation, AffirmedCurrent, 1)),
        "{items:?}"
    );
}

#[test]
fn a_late_disclosure_stands_beside_the_early_denial() {
    let items = found(&[
        (T, "Have you had thoughts of suicide?"),
        (C, "No."),
        (T, "See you on Monday."),
        (C, "Actually, I have been thinking about killing myself."),
    ]);
    assert_eq!(
        items,
        [(SuicidalIdeation, Denied, 1), (SuicidalIdeation, AffirmedCurrent, 3)]
    );
}

#[test]
fn time_is_read_from_the_sentence_or_its_neighbours() {
    assert_eq!(
        status_of("I tried to kill myself when I was at school.", SuicidalIdeation),
        Some(Historical)
    );
    assert_eq!(
        status_of("It was in ninety-one. I overdosed.", SuicidalIdeation),
        Some(Historical)
    );
    assert_eq!(status_of("I cut my arm on Tuesday.", SelfHarm), Some(AffirmedRecent));
}

#[test]
fn what_happens_to_others_is_theirs() {
    assert_eq!(
        status_of("My cousin killed himself in March.", SuicidalIdeation),
        Some(ThirdParty)
    );
    assert_eq!(status_of("My flatmate cuts herself.", SelfHarm), Some(ThirdParty));
}

#[test]
fn a_threat_that_is_quoted_concerns_the_one_who_is_threatened() {
    let items = screen(&turns(&[(C, "He said he would kill me if I told anyone.")]));
    let abuse = items.iter().find(|item| item.category == AbuseOrNeglect).unwrap();
    assert_eq!(abuse.subject, Subject::Client);
    assert!(
        !items
            .iter()
            .any(|item| item.category == HomicidalIdeation && item.status.asserts())
    );
}

#[test]
fn figures_of_speech_are_listed_as_such_but_never_hide_a_real_wish() {
    for text in [
        "I'm dying to see it.",
        "I nearly died of embarrassment.",
        "My feet are killing me.",
        "I could murder a curry.",
    ] {
        assert!(
            found(&[(C, text)]).iter().all(|(_, status, _)| *status == Figurative),
            "{text}"
        );
    }
    let items = found(&[(C, "I nearly died of embarrassment and honestly I want to die.")]);
    assert!(
        items
            .iter()
            .any(|(category, status, _)| *category == SuicidalIdeation && *status == AffirmedCurrent),
        "{items:?}"
    );
}

#[test]
fn teaching_and_fiction_are_not_statements_about_the_client() {
    assert_eq!(
        found(&[(T, "Many people feel suicidal after a loss like this.")]),
        [(SuicidalIdeation, Psychoeducation, 0)]
    );
    assert_eq!(
        status_of("In the series the doctor kills himself.", SuicidalIdeation),
        Some(Figurative)
    );
}

#[test]
fn a_denial_that_was_badly_heard_is_not_taken_at_its_word() {
    let mut turns = turns(&[(C, "I don't want to die.")]);
    turns[0].confidence = 0.2;
    assert_eq!(screen(&turns)[0].status, Unclear);
}

#[test]
fn every_category_is_found_in_plain_words() {
    for (text, category) in [
        ("I've been thinking about ending my life.", SuicidalIdeation),
        ("I keep burning my arms with a lighter.", SelfHarm),
        ("I'm going to stab him.", HomicidalIdeation),
        ("My husband slapped me last night.", AbuseOrNeglect),
        ("I relapsed on Saturday.", SubstanceRelapse),
        ("I've had chest pain since this morning.", MedicalEmergency),
        ("The voices tell me to leave the house.", Psychosis),
    ] {
        assert!(status_of(text, category).is_some_and(Status::asserts), "{text}");
    }
}

#[test]
fn words_that_sound_like_others_are_looked_at_only_where_the_turn_was_badly_heard() {
    let mut turns = turns(&[(C, "I keep having thoughts of aside.")]);
    assert_eq!(screen(&turns), []);
    turns[0].confidence = 0.2;
    let items = screen(&turns);
    assert_eq!((items[0].category, items[0].status), (SuicidalIdeation, Unclear));
}

#[test]
fn a_statement_put_to_the_client_is_answered_like_a_question() {
    let items = found(&[(T, "You told me that you used to cut."), (C, "Yeah. On my legs.")]);
    assert!(items.contains(&(SelfHarm, Historical, 1)), "{items:?}");
}

#[test]
fn violence_says_by_its_name_whom_it_meets() {
    let detail = |text: &str| {
        let items = screen(&turns(&[(C, text)]));
        let item = items.iter().find(|item| item.category == AbuseOrNeglect).unwrap();
        (item.detail.clone(), item.subject)
    };
    assert_eq!(
        detail("My husband hit me again."),
        ("intimate_partner_violence".into(), Subject::Client)
    );
    assert_eq!(
        detail("He squeezed my throat."),
        ("strangulation".into(), Subject::Client)
    );
    assert_eq!(
        detail("Her boyfriend slaps my little niece."),
        ("child_abuse_or_neglect".into(), Subject::OtherPerson)
    );
}

#[test]
fn a_belief_belongs_to_the_one_who_holds_it() {
    assert_eq!(
        status_of("They put a chip in my arm.", Psychosis),
        Some(AffirmedCurrent)
    );
    assert_eq!(
        status_of("My aunt thinks the police are after her.", Psychosis),
        Some(ThirdParty)
    );
}

#[test]
fn speakers_need_not_be_known() {
    let items = found(&[
        (Speaker::Unknown, "Have you had thoughts of suicide?"),
        (Speaker::Unknown, "No, never."),
    ]);
    assert_eq!(items, [(SuicidalIdeation, Denied, 1)]);
}

proptest! {
    #[test]
    fn any_turns_are_screened_alike_each_time(said in prop::collection::vec((0usize..6, prop_oneof![
        "\\PC{0,60}",
        "(I|he|you|not|want|to|die|kill|myself|no|never|cut|my|arm|[.,?!’'é…]| ){0,25}",
    ]), 0..8)) {
        let speakers = [T, C, Speaker::Client2, Speaker::Speaker1, Speaker::Speaker2, Speaker::Unknown];
        let said: Vec<(Speaker, &str)> = said.iter().map(|(speaker, text)| (speakers[*speaker], text.as_str())).collect();
        let turns = turns(&said);
        let items = screen(&turns);
        prop_assert_eq!(&items, &screen(&turns));
        for item in &items {
            prop_assert!(turns[item.turn as usize].text.contains(&item.quote));
        }
    }
}
