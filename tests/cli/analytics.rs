//! `analytics run`: computes, says what, and does it again without harm.

use std::path::Path;

use serde_json::{Value, json};

use super::{Ran, run, run_fresh, therapybridge};

fn analytics(data: &Path, arguments: &[&str]) -> Ran {
    run(&mut therapybridge(data), &[&["analytics", "run"], arguments].concat())
}

#[test]
fn a_day_and_a_week_are_computed_as_often_as_one_likes() {
    let directory = tempfile::tempdir().expect("a directory");
    for _ in 0..2 {
        let ran = analytics(directory.path(), &["daily", "--date", "2026-01-19"]);
        assert_eq!(
            (ran.status, ran.out.as_str()),
            (0, "Computed 2026-01-19 for 0 therapists.\n"),
            "{}",
            ran.err
        );
        // A Saturday names its week.
        let ran = analytics(directory.path(), &["weekly", "--date", "2026-01-24", "--json"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        let told: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!(told, json!({ "kind": "weekly", "date": "2026-01-19", "rows": 0 }));
    }
    let ran = analytics(directory.path(), &["daily"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
}

#[test]
fn what_is_no_date_is_refused() {
    let directory = tempfile::tempdir().expect("a directory");
    for wrong in [
        &["daily", "--date", "2026-02-30"][..],
        &["daily", "--date", "soon"],
        &["hourly"],
        &[],
    ] {
        assert_eq!(analytics(directory.path(), wrong).status, 2, "{wrong:?}");
    }
}

#[test]
fn the_help_of_analytics_is_reviewed() {
    insta::assert_snapshot!(run_fresh(&["analytics", "run", "--help"]).out);
}
