//! The trail as a table for spreadsheets (RFC 4180). A cell that a spreadsheet would take for a formula begins with an
//! apostrophe: the agent of a device is whatever a stranger sent.

use std::borrow::Cow;

use store::audit::Listed;

/// The first line.
pub const HEADER: &str = "seq,at,actor,actor_name,login,deed,record,outcome,reason,address,agent,hash\r\n";

/// Adds the line of an entry.
pub fn row(out: &mut String, entry: &Listed) {
    let line = &entry.stored.line;
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let cells = [
        line.seq.to_string(),
        line.at.rfc3339(),
        id(line.actor),
        word(&entry.actor_name),
        id(line.login),
        line.deed.clone(),
        id(line.record),
        line.outcome.clone(),
        word(&line.reason),
        word(&line.address),
        word(&line.agent),
        hex::encode(&entry.stored.hash),
    ];
    for (place, text) in cells.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        out.push_str(&cell(text));
    }
    out.push_str("\r\n");
}

fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let is_quoted = text.contains([',', '"', '\r', '\n']);
    if !is_formula && !is_quoted {
        return Cow::Borrowed(text);
    }
    let safe = format!("{}{text}", if is_formula { "'" } else { "" });
    if is_quoted {
        Cow::Owned(format!("\"{}\"", safe.replace('"', "\"\"")))
    } else {
        Cow::Owned(safe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_or_breaks_the_table() {
        for (text, expected) in [
            ("session_read", "session_read"),
            ("", ""),
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            (
                "=HYPERLINK(\"http://x\",\"y\")",
                "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
            ),
            ("Mozilla/5.0 (X11, Linux)", "\"Mozilla/5.0 (X11, Linux)\""),
            ("two\nlines", "\"two\nlines\""),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }
}
