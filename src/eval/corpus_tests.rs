use serde_json::json;

use super::*;

fn small() -> Value {
    json!({
        "id": "one",
        "turns": [{"speaker": "therapist", "text": "How was it?"}, {"speaker": "client", "text": "I slept four hours."}],
        "gold": {
            "key_topics": [["sleep", "insomnia"]],
            "strategies": [],
            "action_items": [],
            "session_mood": {"label": "low", "acceptable": ["low", "neutral"]},
            "mood_trajectory": {"label": "stable"},
            "risk": [{"category": "self_harm", "severity": "moderate", "subject": "client", "temporality": "current",
                      "asserted": false, "turn": 1, "quote": "four hours"}],
            "must_not_claim": ["The client slept well."],
            "facts": [{"fact": "The client slept four hours", "turns": [1]}]
        }
    })
}

/// What is said about the session after `change`.
fn complaint(change: impl FnOnce(&mut Value)) -> String {
    let mut value = small();
    change(&mut value);
    format!("{:#}", session(&value.to_string()).expect_err("it does not fit"))
}

#[test]
fn a_session_is_read_and_its_turns_are_numbered_from_nought() {
    let session = session(&small().to_string()).unwrap();
    assert_eq!(session.transcript.turn(1).unwrap().text, "I slept four hours.");
    assert_eq!(session.gold.session_mood.acceptable, [Mood::Low, Mood::Neutral]);
    assert_eq!(session.gold.risk[0].severity.level(), Severity::Medium);
}

#[test]
fn an_error_names_the_field() {
    let missing = complaint(|value| {
        value["gold"].as_object_mut().unwrap().remove("facts");
    });
    assert_eq!(missing, "`gold.facts` is missing");
    let unknown = complaint(|value| value["gold"]["risk"][0]["category"] = "sadness".into());
    assert!(
        unknown.starts_with("`gold.risk[0]`: unknown variant `sadness`"),
        "{unknown}"
    );
    let speaker = complaint(|value| value["turns"][1]["speaker"] = "dog".into());
    assert!(speaker.starts_with("`turns[1]`: unknown variant `dog`"), "{speaker}");
    assert_eq!(complaint(|value| value["turns"] = json!([])), "`turns` is empty");
    assert_eq!(complaint(|value| value["turns"] = json!({})), "`turns` is no list");
}

#[test]
fn evidence_that_is_not_in_the_dialogue_is_refused() {
    assert_eq!(
        complaint(|value| value["gold"]["facts"][0]["turns"] = json!([2])),
        "`gold.facts[0].turns` names turn 2, and there are 2"
    );
    assert_eq!(
        complaint(|value| value["gold"]["risk"][0]["quote"] = "five hours".into()),
        "`gold.risk[0].quote` does not stand in turn 1"
    );
}

#[test]
fn a_wrong_line_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("lines.jsonl");
    let good = r#"{"speaker":"client","text":"No.","category":null,"subject":"client","temporality":"current","asserted":false,"expect":"no_flag"}"#;
    fs::write(&file, format!("{good}\n\n{}\n", good.replace("no_flag", "flag"))).unwrap();
    let error = format!("{:#}", lines(&file).unwrap_err());
    assert!(
        error.ends_with("lines.jsonl, line 3: `category` is null although the line is to be flagged"),
        "{error}"
    );
    fs::write(&file, format!("{good}\n\n{good}\n")).unwrap();
    let read = lines(&file).unwrap();
    assert_eq!(read.iter().map(|line| line.at).collect::<Vec<_>>(), [0, 2]);
    fs::write(&file, "{}\n").unwrap();
    assert!(format!("{:#}", lines(&file).unwrap_err()).contains("line 1: missing field `speaker`"));
}

#[test]
fn a_directory_without_sessions_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let error = sessions(directory.path()).unwrap_err().to_string();
    assert!(error.starts_with("there is no session (*.json) in "), "{error}");
    fs::write(directory.path().join("a.json"), "{").unwrap();
    let error = format!("{:#}", sessions(directory.path()).unwrap_err());
    assert!(error.contains("a.json: is no JSON"), "{error}");
}
