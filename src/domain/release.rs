//! What a therapist hands to a client after a session: a summary in plain words and the tasks that were agreed.
//!
//! A release is a text of its own, written by the therapist; the note is only where its first proposal comes from ([`propose`]).
//! Nothing of the note's language to review gets into a proposal. What a therapist then writes is their own word, also about
//! risk: a safety plan may well stand in a summary.

use crate::ids::{AgreedActionId, ReleaseId};
use crate::note::{Notes, Sentence};
use crate::review::edit::{BadEdit, clean};
use crate::risk::{RiskItem, judge_line};
use crate::transcript::{Speaker, sentences};
use crate::{PatientId, SessionId, Timestamp, UserId};

/// The longest summary, in characters.
pub const MAX_SUMMARY: usize = 10_000;
/// The most tasks of one release.
pub const MAX_ACTIONS: usize = 30;
/// The longest task, in characters.
pub const MAX_ACTION: usize = 500;

/// Something a client agreed to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedAction {
    /// Identifier.
    pub id: AgreedActionId,
    /// In words.
    pub text: String,
    /// When the client ticked it off.
    pub done_at: Option<Timestamp>,
}

/// A summary that was handed to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Identifier.
    pub id: ReleaseId,
    /// The session it sums up.
    pub session_id: SessionId,
    /// Whose.
    pub patient_id: PatientId,
    /// The summary.
    pub summary: String,
    /// The tasks, in order.
    pub actions: Vec<AgreedAction>,
    /// When it was released.
    pub released_at: Timestamp,
    /// By whom.
    pub released_by: UserId,
    /// When the client first opened it.
    pub read_at: Option<Timestamp>,
}

/// A summary as it is about to be released.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The summary.
    pub summary: String,
    /// The tasks, in order.
    pub actions: Vec<String>,
}

impl Draft {
    /// Checks what a therapist typed; white space around it goes.
    ///
    /// # Errors
    /// The first field that is not acceptable.
    pub fn new(summary: &str, actions: &[String]) -> Result<Self, BadEdit> {
        let bad = |field, detail: String| Err(BadEdit { field, detail });
        let summary = clean("summary", summary, MAX_SUMMARY)?;
        if summary.is_empty() {
            return bad("summary", "Write a summary for the client.".into());
        }
        if actions.len() > MAX_ACTIONS {
            return bad(
                "actions",
                format!("These are more than the {MAX_ACTIONS} tasks that are kept."),
            );
        }
        let actions: Vec<String> = actions
            .iter()
            .map(|text| clean("actions", text, MAX_ACTION))
            .collect::<Result<_, _>>()?;
        if actions.iter().any(String::is_empty) {
            return bad("actions", "One of the tasks is empty; write it, or take it out.".into());
        }
        Ok(Self { summary, actions })
    }
}

/// What could be released of a note: its summary for the client and its tasks, without any sentence that holds words of an item
/// of risk language, however that was meant, or that the screen finds by itself.
pub fn propose(notes: &Notes) -> Draft {
    let kept = |text: &str| !touches_risk(text, &notes.risk_flags);
    let evidence = &notes.evidence.patient_summary;
    let summary: Vec<&str> = if crate::note::join(evidence) == notes.patient_summary {
        evidence
            .iter()
            .map(|sentence: &Sentence| sentence.text.as_str())
            .collect()
    } else {
        let text = &notes.patient_summary;
        sentences(text).into_iter().map(|range| text[range].trim()).collect()
    };
    let summary: Vec<&str> = summary.into_iter().filter(|sentence| kept(sentence)).collect();
    let actions = notes.action_items.iter().map(|item| item.text.clone());
    Draft {
        summary: summary.join(" "),
        actions: actions.filter(|text| kept(text)).take(MAX_ACTIONS).collect(),
    }
}

/// Whether a text shares words with an item, or holds language to review itself.
fn touches_risk(text: &str, items: &[RiskItem]) -> bool {
    let plain = words(text);
    let shares = |item: &RiskItem| {
        let quote = words(&item.quote);
        !quote.is_empty() && (contains(&plain, &quote) || contains(&quote, &plain))
    };
    let speakers = [Speaker::Client, Speaker::Therapist];
    items.iter().any(shares) || speakers.iter().any(|speaker| !judge_line(text, *speaker).is_empty())
}

/// The words of a text as they are compared: lower case, letters and digits only.
fn words(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '\u{2019}');
    let parts = parts.map(|part| part.replace('\u{2019}', "'").trim_matches('\'').to_lowercase());
    parts.filter(|part| !part.is_empty()).collect()
}

/// Whether `part` stands in `whole` in one piece.
fn contains(whole: &[String], part: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::ActionItem;
    use crate::risk::{Category, RiskSource, Severity, Status, Subject, Temporality};

    fn item(quote: &str, status: Status) -> RiskItem {
        RiskItem {
            category: Category::SuicidalIdeation,
            detail: String::new(),
            severity: Severity::Low,
            subject: Subject::Client,
            temporality: Temporality::Current,
            status,
            turn: 4,
            quote: quote.into(),
            speaker: Speaker::Client,
            source: RiskSource::Model,
        }
    }

    fn notes(summary: &[&str], actions: &[&str], items: Vec<RiskItem>) -> Notes {
        let mut notes = Notes {
            risk_flags: items,
            ..Notes::default()
        };
        notes.evidence.patient_summary = summary
            .iter()
            .map(|text| Sentence {
                text: (*text).into(),
                ..Sentence::default()
            })
            .collect();
        notes.action_items = actions
            .iter()
            .map(|text| ActionItem {
                text: (*text).into(),
                ..ActionItem::default()
            })
            .collect();
        notes.join_narrative();
        notes
    }

    #[test]
    fn a_proposal_is_the_notes_summary_and_tasks() {
        let notes = notes(
            &["You talked about work.", "You slept better."],
            &["Walk on Monday.", "Write the diary."],
            Vec::new(),
        );
        let draft = propose(&notes);
        assert_eq!(draft.summary, "You talked about work. You slept better.");
        assert_eq!(draft.actions, ["Walk on Monday.", "Write the diary."]);
    }

    #[test]
    fn no_words_of_an_item_are_proposed_however_they_were_meant() {
        for status in Status::ALL {
            let notes = notes(
                &[
                    "You talked about work.",
                    "You said: \u{201c}The lake would be the end of it\u{201d}.",
                ],
                &["Keep away: the lake would be the end of it.", "Walk on Monday."],
                vec![item("The lake would be the END of it.", status)],
            );
            let draft = propose(&notes);
            assert_eq!(draft.summary, "You talked about work.", "{status:?}");
            assert_eq!(draft.actions, ["Walk on Monday."], "{status:?}");
        }
    }

    #[test]
    fn a_piece_of_an_item_is_not_proposed_either() {
        let long = item(
            "and then I thought the lake would be the end of it all",
            Status::Unclear,
        );
        let notes = notes(&["The lake would be the end of it."], &[], vec![long]);
        assert_eq!(propose(&notes).summary, "");
    }

    #[test]
    fn what_the_screen_finds_by_itself_is_not_proposed() {
        let notes = notes(
            &[
                "You said that you want to kill yourself.",
                "I want to die.",
                "You slept better.",
            ],
            &[],
            Vec::new(),
        );
        let summary = propose(&notes).summary;
        assert!(summary.ends_with("You slept better."), "{summary}");
        assert!(!summary.contains("want to die"), "{summary}");
    }

    #[test]
    fn a_summary_that_a_person_rewrote_is_read_sentence_by_sentence() {
        let mut notes = notes(&["Old."], &[], vec![item("by the lake", Status::Denied)]);
        notes.patient_summary = "You slept better. We spoke of a walk by the lake. You smiled.".into();
        assert_eq!(propose(&notes).summary, "You slept better. You smiled.");
    }

    #[test]
    fn what_is_released_has_words_and_bounds() {
        let ok = Draft::new("  Well done.\r\nGo on. ", &[" Walk. ".into()]).expect("acceptable");
        assert_eq!(
            (ok.summary.as_str(), ok.actions),
            ("Well done.\nGo on.", vec!["Walk.".to_owned()])
        );
        let field = |summary: &str, actions: &[String]| Draft::new(summary, actions).err().map(|error| error.field);
        assert_eq!(field(" ", &[]), Some("summary"));
        assert_eq!(field(&"x".repeat(MAX_SUMMARY + 1), &[]), Some("summary"));
        assert_eq!(field("Fine.", &[" ".into()]), Some("actions"));
        assert_eq!(field("Fine.", &["x".repeat(MAX_ACTION + 1)]), Some("actions"));
        assert_eq!(field("Fine.", &vec!["x".into(); MAX_ACTIONS + 1]), Some("actions"));
    }
}
