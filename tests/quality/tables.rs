//! The tables of `docs/audio-formats.md` are what the tests found, or the tests fail.
//!
//! A table stands between `<!-- NAME: … -->` and `<!-- end of NAME -->`. `UPDATE_GOLDEN=1` writes it anew.

use std::fs;
use std::sync::{Mutex, PoisonError};

use crate::product::root;

/// Compares the table `name` with these rows, or rewrites it.
pub fn documented(name: &str, columns: &[&str], rows: &[Vec<String>]) {
    // Two tests write the same file.
    static WRITING: Mutex<()> = Mutex::new(());
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = root().join("docs/audio-formats.md");
    let document = fs::read_to_string(&path).expect("the document is there");
    let (before, rest) = document
        .split_once(&format!("<!-- {name}: "))
        .expect("the document has the table's first marker");
    let (marker, rest) = rest.split_once("-->\n").expect("the first marker ends");
    let (written, after) = rest
        .split_once(&format!("<!-- end of {name} -->"))
        .expect("the document has the table's last marker");
    let found = table(columns, rows);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let anew = format!("{before}<!-- {name}: {marker}-->\n{found}<!-- end of {name} -->{after}");
        fs::write(&path, anew).expect("the document can be written");
        return;
    }
    assert_eq!(
        written, found,
        "docs/audio-formats.md says something else about {name} (left) than was found (right); \
         UPDATE_GOLDEN=1 writes what was found"
    );
}

fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | ").replace('\n', " "));
    let head: Vec<String> = columns.iter().map(|&column| column.to_owned()).collect();
    let rule: Vec<String> = columns.iter().map(|_| "---".to_owned()).collect();
    let body: String = rows.iter().map(|row| line(row)).collect();
    format!("\n{}{}{body}\n", line(&head), line(&rule))
}
