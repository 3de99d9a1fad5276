use super::run_fresh;

/// The commands that a help text lists.
fn commands(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    let names = list
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let mut paths: Vec<Vec<String>> = vec![Vec::new()];
    let mut seen = 0;
    while let Some(path) = paths.pop() {
        let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
        arguments.push("--help");
        let ran = run_fresh(&arguments);
        assert_eq!(ran.status, 0, "{path:?}: {}", ran.err);
        assert!(ran.out.contains("Example"), "{path:?} has no example:\n{}", ran.out);
        seen += 1;
        paths.extend(
            commands(&ran.out)
                .into_iter()
                .map(|name| [path.clone(), vec![name]].concat()),
        );
    }
    assert!(seen >= 9, "only {seen} commands were found");
}

#[test]
fn the_help_of_transcribe_is_reviewed() {
    insta::assert_snapshot!(run_fresh(&["transcribe", "--help"]).out);
}

#[test]
fn the_help_of_config_is_reviewed() {
    insta::assert_snapshot!(run_fresh(&["config", "--help"]).out);
}

#[test]
fn the_help_of_eval_is_reviewed() {
    insta::assert_snapshot!("eval", run_fresh(&["eval", "--help"]).out);
    insta::assert_snapshot!("eval_notes", run_fresh(&["eval", "notes", "--help"]).out);
    insta::assert_snapshot!("eval_risk", run_fresh(&["eval", "risk", "--help"]).out);
}

#[test]
fn a_wrong_command_line_ends_with_status_2() {
    assert_eq!(run_fresh(&["transcrib"]).status, 2);
    assert_eq!(run_fresh(&[]).status, 2);
    assert_eq!(run_fresh(&["transcribe", "a.wav", "--srt", "--vtt"]).status, 2);
}

#[test]
fn the_version_is_the_packages() {
    assert_eq!(
        run_fresh(&["--version"]).out,
        format!("therapybridge {}\n", env!("CARGO_PKG_VERSION"))
    );
}
