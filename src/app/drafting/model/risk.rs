//! What a model adds to the risk screen. It can raise, never lower: the screen's items stay as they are.

use domain::risk::{RiskItem, RiskSource, Severity, Status, Subject, Temporality};
use domain::transcript::{Transcript, sentences};

use super::answer::Flag;
use crate::drafting::verify;

/// The screen's items, untouched, and what the model found beside them.
pub(super) fn union(transcript: &Transcript, mut items: Vec<RiskItem>, flags: Vec<Flag>) -> Vec<RiskItem> {
    for flag in flags {
        let Some(turn) = transcript.turn(flag.at) else { continue };
        let known = |item: &RiskItem| {
            item.turn == flag.at && item.category == flag.category && (item.status.asserts() || !flag.status.asserts())
        };
        if items.iter().any(known) {
            continue;
        }
        let quote_holds = verify::contains_quote(&turn.text, &flag.quote);
        let first = sentences(&turn.text)
            .into_iter()
            .next()
            .map(|range| turn.text[range].to_owned())
            .unwrap_or_default();
        let past = flag.status == Status::Historical;
        items.push(RiskItem {
            category: flag.category,
            detail: if quote_holds {
                "added_by_model"
            } else {
                "added_by_model_quote_not_found"
            }
            .into(),
            severity: if flag.status.asserts() && !past {
                Severity::Medium
            } else {
                Severity::Low
            },
            subject: if flag.status == Status::ThirdParty {
                Subject::OtherPerson
            } else {
                Subject::Client
            },
            temporality: if past { Temporality::Past } else { Temporality::Current },
            status: if quote_holds { flag.status } else { Status::Unclear },
            turn: flag.at,
            quote: if quote_holds { flag.quote } else { first },
            speaker: turn.speaker,
            source: RiskSource::Model,
        });
    }
    items.sort_by_key(|item| item.turn);
    items
}
