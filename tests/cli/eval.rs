use std::fs;

use serde_json::{Value, json};

use super::{Ran, run, therapybridge};

/// A corpus of one small session and two sentences.
struct Corpus(tempfile::TempDir);

impl Corpus {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let session = json!({
            "id": "small",
            "turns": [
                {"speaker": "therapist", "text": "How did you sleep?"},
                {"speaker": "client", "text": "Badly. I slept four hours a night and worried about work."}
            ],
            "gold": {
                "key_topics": [["sleep"]], "strategies": [], "action_items": [],
                "session_mood": {"label": "low"}, "mood_trajectory": {"label": "stable"},
                "risk": [], "must_not_claim": ["The client slept well."],
                "facts": [{"fact": "The client slept four hours", "turns": [1]}]
            }
        });
        fs::create_dir(directory.path().join("sessions")).expect("a directory");
        fs::write(directory.path().join("sessions/small.json"), session.to_string()).expect("a file");
        let line = |text: &str, expect: &str, category: Value, asserted: bool| {
            let line = json!({"speaker": "client", "text": text, "category": category, "subject": "client",
                "temporality": "current", "asserted": asserted, "expect": expect, "why": "for the test"});
            format!("{line}\n")
        };
        let lines = line("I want to kill myself.", "flag", json!("suicidal_ideation"), true)
            + &line("The bus was late.", "no_flag", Value::Null, false);
        fs::write(directory.path().join("lines.jsonl"), lines).expect("a file");
        Self(directory)
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run(&mut therapybridge(self.0.path()), arguments)
    }
}

fn parsed(ran: &Ran) -> Value {
    assert_eq!(ran.status, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

#[test]
fn notes_are_scored_as_a_table_and_as_json() {
    let corpus = Corpus::new();
    let table = corpus.run(&["eval", "notes", "--corpus", "."]);
    assert_eq!(table.status, 0, "{}", table.err);
    assert!(
        table.out.contains("small") && table.out.contains("facts recalled"),
        "{}",
        table.out
    );
    let figures = parsed(&corpus.run(&["eval", "notes", "--corpus", ".", "--json"]));
    for count in [
        "sessions",
        "quote_errors",
        "forbidden_statements",
        "risk_missed",
        "risk_wrong_turn",
    ] {
        assert!(figures[count].is_u64(), "{count}: {figures}");
    }
    for share in ["fact_recall", "topic_f1", "action_recall"] {
        assert!(
            figures[share]
                .as_f64()
                .is_some_and(|share| (0.0..=1.0).contains(&share)),
            "{share}: {figures}"
        );
    }
    assert_eq!(figures["sessions"], 1);
    assert_eq!(figures["by_session"][0]["id"], "small");
}

#[test]
fn sentences_are_scored_with_the_lines_that_went_wrong() {
    let corpus = Corpus::new();
    let figures = parsed(&corpus.run(&["eval", "risk", "--sentences", "lines.jsonl", "--json"]));
    assert_eq!(
        (&figures["recall_flag"], &figures["false_alarm_rate"]),
        (&json!(1.0), &json!(0.0))
    );
    assert_eq!((&figures["misses"], &figures["false_alarms"]), (&json!([]), &json!([])));
    assert!(figures["status_accuracy"].is_number());
    let table = corpus.run(&["eval", "risk", "--sentences", "lines.jsonl"]);
    assert!(table.out.contains("100 % (1/1; 21 to 100 %)"), "{}", table.out);
}

#[test]
fn a_requirement_that_is_not_met_ends_with_status_1_and_one_that_does_not_exist_with_2() {
    let corpus = Corpus::new();
    let notes = ["eval", "notes", "--corpus", "."];
    let with = |requirement| corpus.run(&[&notes[..], &["--require", requirement]].concat());
    assert_eq!(with("quote_errors=0").status, 0);
    let unmet = with("sessions=2");
    assert_eq!(
        (unmet.status, unmet.err.as_str()),
        (1, "error: sessions is 1, required is at least 2\n")
    );
    assert!(
        unmet.out.contains("small"),
        "the figures are shown all the same: {}",
        unmet.out
    );
    assert_eq!(with("quote_error=0").status, 2);
    assert_eq!(with("quote_errors").status, 2);
}

#[test]
fn a_corpus_that_cannot_be_used_ends_with_status_3_and_names_the_place() {
    let corpus = Corpus::new();
    let missing = corpus.run(&["eval", "notes", "--corpus", "nowhere"]);
    assert_eq!(missing.status, 3);
    assert!(missing.err.contains("nowhere"), "{}", missing.err);
    fs::write(corpus.0.path().join("sessions/wrong.json"), "{\"id\": 1}").expect("a file");
    let wrong = corpus.run(&["eval", "notes", "--corpus", "."]);
    assert_eq!(wrong.status, 3);
    assert!(wrong.err.ends_with("wrong.json: `turns` is missing\n"), "{}", wrong.err);
    assert_eq!(
        corpus
            .run(&["eval", "risk", "--sentences", "sessions/wrong.json"])
            .status,
        3
    );
}

#[test]
fn a_missing_model_ends_with_status_4() {
    let corpus = Corpus::new();
    let local = corpus.run(&["eval", "notes", "--corpus", ".", "--engine", "local"]);
    assert_eq!((local.status, local.out.as_str()), (4, ""), "{}", local.err);
    let external = corpus.run(&["eval", "notes", "--corpus", ".", "--engine", "external"]);
    assert_eq!(external.status, 4, "{}", external.err);
    assert!(external.err.contains("no external model"), "{}", external.err);
}
