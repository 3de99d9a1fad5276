//! What a signature says and covers.
//!
//! Whoever signs, signs a *document*: the note, its version, the hash of its transcript, every decision, what the screen could
//! not see, how far the text is from its draft, how long the review took, and the statement. It is written in one canonical form
//! of JSON, and the content hash is SHA-256 over those bytes. They are kept as they were hashed, so that the hash can be
//! computed again whatever later versions of this program would write.

use serde_json::Value;

use super::AmendmentKind;
use super::coverage::{GapKind, Screen};

/// The first words of every document, so that one sort is never taken for another.
pub const FORMAT: &str = "therapybridge note signature 1";

/// JSON with the keys of every object in order and no white space: the same value is always the same text.
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (at, (name, value)) in fields.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

/// What the signer of a note attests. What the screen could not see is named, so that nobody signs without having been told.
pub fn statement(screen: &Screen) -> String {
    let mut text = String::from(
        "I have reviewed this note, decided about every piece of risk language and every unsupported claim in it, \
         and sign it as my own record of this session.",
    );
    let mut seen = Vec::new();
    let count = |kind| screen.gaps.iter().filter(|gap| gap.kind == kind).count();
    let mut tell = |number: usize, one: &str, many: &str| match number {
        0 => {}
        1 => seen.push(format!("1 {one}")),
        number => seen.push(format!("{number} {many}")),
    };
    tell(
        count(GapKind::Uncovered),
        "stretch of the recording without words",
        "stretches of the recording without words",
    );
    tell(
        count(GapKind::LowConfidence),
        "turn near risk language of which the recogniser was unsure",
        "turns near risk language of which the recogniser was unsure",
    );
    if count(GapKind::NotScreened) > 0 {
        seen.push("a language in which nothing is screened".into());
    }
    if !seen.is_empty() {
        text.push_str(" I know what the screen for risk language could not see: ");
        text.push_str(&seen.join("; "));
        text.push('.');
    }
    text
}

/// What a supervisor attests with a co-signature.
pub const CO_SIGNATURE: &str = "I have read this signed note as the therapist's supervisor and co-sign it.";

/// What the author of a later entry attests.
pub fn amendment_statement(kind: AmendmentKind) -> &'static str {
    match kind {
        AmendmentKind::Addendum => "I add this new information to the signed note and sign it as my own.",
        AmendmentKind::Correction => "I correct the signed note by this entry and sign it as my own.",
        AmendmentKind::LateEntry => "I enter late what was left out of the signed note and sign it as my own.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::coverage::Gap;
    use serde_json::json;

    #[test]
    fn the_order_in_which_fields_were_written_does_not_matter() {
        let one = json!({ "b": [1, { "d": null, "c": 0.5 }], "a": "x\"\n" });
        let other = json!({ "a": "x\"\n", "b": [1, { "c": 0.5, "d": null }] });
        assert_eq!(canonical(&one), canonical(&other));
        assert_eq!(canonical(&one), "{\"a\":\"x\\\"\\n\",\"b\":[1,{\"c\":0.5,\"d\":null}]}");
        assert_eq!(serde_json::from_str::<Value>(&canonical(&one)).expect("JSON"), one);
    }

    #[test]
    fn what_the_screen_could_not_see_is_named_in_the_statement() {
        assert!(!statement(&Screen::default()).contains("could not see"));
        let gap = |kind| Gap {
            kind,
            turn: None,
            span: None,
        };
        let screen = Screen {
            coverage: None,
            gaps: vec![
                gap(GapKind::Uncovered),
                gap(GapKind::Uncovered),
                gap(GapKind::LowConfidence),
            ],
        };
        let text = statement(&screen);
        assert!(
            text.ends_with(
                "could not see: 2 stretches of the recording without words; 1 turn near risk language of which the \
                 recogniser was unsure."
            ),
            "{text}"
        );
    }
}
