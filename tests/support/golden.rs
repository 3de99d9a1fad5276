use std::path::Path;

/// Compares a generated table with its committed form in `tests/golden`. `UPDATE_GOLDEN=1` writes it anew.
///
/// # Panics
/// When they differ, with the first line that does.
pub fn golden(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../golden").join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("tests/golden is writable");
        return;
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    if committed == text {
        return;
    }
    let line = committed
        .lines()
        .zip(text.lines())
        .take_while(|(old, new)| old == new)
        .count();
    panic!(
        "tests/golden/{file} is not what the code says; line {}:\n  committed: {}\n  now:       {}\n\
         If the change is meant, write it with UPDATE_GOLDEN=1 and review the difference.",
        line + 1,
        committed.lines().nth(line).unwrap_or("(nothing)"),
        text.lines().nth(line).unwrap_or("(nothing)"),
    );
}
