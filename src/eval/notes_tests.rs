//! The instrument is checked against notes of which the right score is known: one that states the annotations themselves, one
//! that asserts every forbidden statement, and one with every number changed.

use std::path::Path;

use domain::note::{ActionItem, Sentence, Strategy};
use domain::risk::RiskItem;
use serde_json::json;

use super::super::corpus;
use super::*;

fn sessions() -> Vec<Session> {
    corpus::sessions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/quality/corpus")).expect("the corpus")
}

fn sentence(text: &str, turns: &[u32]) -> Sentence {
    Sentence {
        text: format!("{}.", text.trim_end_matches('.')),
        turns: turns.to_vec(),
        supported: true,
        ..Sentence::default()
    }
}

/// The note that a reader with the annotations would write.
fn annotated(session: &Session) -> Notes {
    let gold = &session.gold;
    let mut notes = Notes {
        key_topics: gold
            .key_topics
            .iter()
            .map(|wordings| wordings.last().expect("one").clone())
            .collect(),
        session_mood: Some(gold.session_mood.label),
        mood_trajectory: Some(gold.mood_trajectory.label),
        ..Notes::default()
    };
    let strategies = gold.strategies.iter().map(|strategy| Strategy {
        name: strategy.aliases.last().unwrap_or(&strategy.name).clone(),
        evidence_turns: strategy.evidence_turns.clone(),
    });
    notes.strategies = strategies.collect();
    let actions = gold.action_items.iter().map(|action| ActionItem {
        text: action.text.clone(),
        evidence_turns: action.evidence_turns.clone(),
    });
    notes.action_items = actions.collect();
    let risk = gold.risk.iter().filter(|risk| risk.asserted).map(|risk| -> RiskItem {
        let item = json!({"category": risk.category, "severity": risk.severity.level(), "subject": risk.subject,
            "temporality": risk.temporality, "status": "unclear", "turn": risk.turn, "quote": risk.quote,
            "speaker": "client"});
        serde_json::from_value(item).expect("an item")
    });
    notes.risk_flags = risk.collect();
    notes.evidence.therapist_notes = gold
        .facts
        .iter()
        .map(|fact| sentence(&fact.fact, &fact.turns))
        .collect();
    notes.join_narrative();
    notes
}

#[test]
fn a_note_that_states_the_annotations_has_full_marks() {
    let scores: Vec<SessionScore> = sessions()
        .iter()
        .map(|session| score(session, &annotated(session)))
        .collect();
    let report = Report::new("the annotations".into(), "them too".into(), scores);
    assert_eq!(report.quote_errors, 0);
    assert_eq!(
        (report.risk_missed, report.risk_wrong_turn, report.risk_false_alarms),
        (0, 0, 0)
    );
    assert_eq!((report.mood, report.trajectory), (1.0, 1.0));
    let told: Vec<_> = report
        .by_session
        .iter()
        .flat_map(|score| &score.forbidden_statements)
        .collect();
    assert_eq!(report.forbidden_statements, 0, "{told:#?}");
    let lost: Vec<_> = report
        .by_session
        .iter()
        .map(|score| (&score.facts_lost, &score.facts_wrong, &score.actions_lost))
        .collect();
    assert_eq!((report.fact_recall, report.action_recall), (1.0, 1.0), "{lost:#?}");
    assert_eq!(
        (report.topic_f1, report.strategy_recall, report.strategy_precision),
        (1.0, 1.0, 1.0)
    );
}

#[test]
fn a_note_that_asserts_what_is_forbidden_is_caught() {
    let (mut caught, mut all, mut missed) = (0, 0, Vec::new());
    for session in sessions() {
        for statement in &session.gold.must_not_claim {
            let mut notes = Notes::default();
            notes.evidence.therapist_notes = vec![sentence(statement, &[0])];
            let hits = super::super::forbidden::hits(&notes, &session.transcript, std::slice::from_ref(statement));
            all += 1;
            caught += hits.len();
            if hits.is_empty() {
                missed.push(statement.clone());
            }
        }
    }
    assert_eq!(caught, all, "{missed:#?}");
}

#[test]
fn a_fact_with_another_number_is_not_the_fact() {
    let another = [
        ("eleven", "twelve"),
        ("four", "five"),
        ("three", "six"),
        ("seven", "ten"),
        ("nine", "two"),
        ("eight", "three"),
        ("Tuesday", "Wednesday"),
        ("Thursday", "Monday"),
        ("Friday", "Monday"),
        ("fifteen", "sixteen"),
        ("twenty", "thirty"),
    ];
    let (mut seen, mut believed) = (0, Vec::new());
    for session in sessions() {
        for fact in &session.gold.facts {
            let Some((from, to)) = another.iter().find(|(from, _)| fact.fact.contains(&format!("{from} "))) else {
                continue;
            };
            let wrong = fact.fact.replacen(&format!("{from} "), &format!("{to} "), 1);
            seen += 1;
            if says(&fact.fact, &wrong, true, &BTreeSet::new()) == Says::It {
                believed.push(wrong);
            }
        }
    }
    assert!(seen >= 20, "only {seen} facts have such a word");
    assert!(believed.is_empty(), "{believed:#?}");
}

#[test]
fn a_note_that_quotes_the_turns_of_a_fact_states_most_facts() {
    let (mut shares, mut lost) = (Share::new(0.0, 0), Vec::new());
    for session in sessions() {
        let mut notes = Notes::default();
        let turns: BTreeSet<u32> = session.gold.facts.iter().flat_map(|fact| fact.turns.clone()).collect();
        let quote = |turn: &u32| {
            let said = session.transcript.turn(*turn).expect("a turn");
            sentence(&format!("The {} said: \"{}\"", said.speaker, said.text), &[*turn])
        };
        notes.evidence.therapist_notes = turns.iter().map(quote).collect();
        let score = score(&session, &notes);
        assert_eq!(score.quote_errors, Vec::<String>::new());
        shares = shares.and(score.facts);
        lost.extend(score.facts_lost.into_iter().chain(score.facts_wrong));
    }
    // What remains needs the question before it, or is told in words of its own: a limit of every draft that only quotes.
    assert!(shares.ratio >= 0.75, "{shares:?} {lost:#?}");
}
