//! Draft notes and the risk screen on the annotated corpus, as `therapybridge eval` scores them; and `docs/quality.md`, whose
//! figures are what it prints, or the tests fail.

use std::fs;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

use crate::product::root;

/// Runs `therapybridge eval` with the rules alone and the built-in drafter, whatever is installed on the machine.
fn eval(arguments: &[&str]) -> String {
    let directory = tempfile::tempdir().expect("a directory");
    let corpus = root().join("tests/quality/corpus");
    let mut command = Command::new(env!("CARGO_BIN_EXE_therapybridge"));
    command
        .env_clear()
        .env("TB_DATA_DIR", directory.path())
        .current_dir(corpus)
        .arg("eval")
        .args(arguments);
    let output = command.output().expect("the binary runs");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    assert!(output.status.success(), "{}", text(output.stderr));
    text(output.stdout)
}

fn figures(arguments: &[&str]) -> Value {
    serde_json::from_str(&eval(&[arguments, &["--json"]].concat())).expect("JSON")
}

const NOTES: [&str; 3] = ["notes", "--corpus", "."];
const RISK: [&str; 3] = ["risk", "--sentences", "risk_sentences.jsonl"];

#[test]
fn no_note_of_the_corpus_misquotes_or_asserts_what_is_not_so() {
    let figures = figures(&NOTES);
    assert_eq!(figures["sessions"], 7);
    assert_eq!(figures["quote_errors"], 0, "{figures:#}");
    for key in ["forbidden_statements", "risk_missed", "risk_wrong_turn"] {
        assert_eq!(figures[key], 0, "{figures:#}");
    }
}

#[test]
fn the_risk_screen_keeps_its_figures_on_the_corpus() {
    let figures = figures(&RISK);
    let share = |key: &str| figures[key].as_f64().expect("a share");
    assert!(share("recall_flag") >= 0.98, "{figures:#}");
    assert!(share("false_alarm_rate") <= 0.08, "{figures:#}");
    assert!(share("status_accuracy") >= 0.90, "{figures:#}");
}

#[test]
fn the_figures_of_the_document_are_those_that_are_measured() {
    documented("eval notes", &eval(&[&NOTES[..], &["--markdown"]].concat()));
    documented("eval risk", &eval(&[&RISK[..], &["--markdown"]].concat()));
}

/// Compares what stands between the marks of `name` in `docs/quality.md`, or writes it with `UPDATE_GOLDEN=1`.
fn documented(name: &str, found: &str) {
    static WRITING: Mutex<()> = Mutex::new(());
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = root().join("docs/quality.md");
    let document = fs::read_to_string(&path).expect("the document is there");
    let (first, last) = (format!("<!-- {name}: "), format!("<!-- end of {name} -->"));
    let (before, rest) = document.split_once(&first).expect("the document has the first mark");
    let (mark, rest) = rest.split_once("-->\n").expect("the first mark ends");
    let (written, after) = rest.split_once(&last).expect("the document has the last mark");
    let found = format!("\n{found}\n");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let anew = format!("{before}{first}{mark}-->\n{found}{last}{after}");
        fs::write(&path, anew).expect("the document can be written");
        return;
    }
    assert_eq!(
        written, found,
        "docs/quality.md says something else about {name} (left) than was found (right); UPDATE_GOLDEN=1 writes what was found"
    );
}
