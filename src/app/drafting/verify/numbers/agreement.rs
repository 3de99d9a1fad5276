//! Whether what is stated was said.

use domain::transcript::tokens;

use super::{ORDINAL, Placed, Quantity, quantities};

/// Whether what a claim states is one of the quantities that were said.
pub fn said(stated: Quantity, heard: &[Placed]) -> bool {
    heard.iter().any(|placed| agrees(stated, placed.quantity)) || combined(stated, heard)
}

fn agrees(stated: Quantity, heard: Quantity) -> bool {
    use Quantity::{Amount, Calendar, Clock};
    match (stated, heard) {
        (Amount(one, unit), Amount(other, heard_unit)) => {
            // "The sixth" is not six, but "November 3" may be the third.
            let ordinal = unit == Some(ORDINAL) && heard_unit != Some(ORDINAL);
            let plain = one == other && !ordinal && (unit == heard_unit || unit.is_none() || heard_unit.is_none());
            // Hours and weeks were converted; where only one side has the unit, the number itself is compared.
            let scaled = match (unit, heard_unit) {
                (Some("minute"), None) => one == other * 60,
                (None, Some("minute")) => one * 60 == other,
                (Some("day"), None) => one == other * 7,
                (None, Some("day")) => one * 7 == other,
                (None, None) => one - other == 1_900_000 || other - one == 1_900_000,
                (Some("night"), Some("day")) | (Some("day"), Some("night")) => one == other,
                _ => false,
            };
            plain || scaled
        }
        (Clock(one, half), Clock(other, heard_half)) => {
            one == other && (half.is_none() || heard_half.is_none() || half == heard_half)
        }
        (Clock(minutes, _), Amount(value, None)) | (Amount(value, None), Clock(minutes, _)) => {
            minutes % 60 == 0 && i64::from(minutes / 60) * 1000 == value % 12_000
        }
        (Calendar("noon"), Amount(12_000, None)) | (Amount(12_000, None), Calendar("noon")) => true,
        (Calendar("noon"), Clock(0, _)) | (Clock(0, _), Calendar("noon")) => true,
        (Calendar("tonight"), Calendar("evening")) | (Calendar("evening"), Calendar("tonight")) => true,
        (Calendar(one), Calendar(other)) => one == other,
        _ => false,
    }
}

/// "Monday and Thursday" said as a weekend, or a weekend as Saturday: close, and still something else. Only "weekend" for
/// both of its days is the same.
fn combined(stated: Quantity, heard: &[Placed]) -> bool {
    let day = |name| heard.iter().any(|placed| placed.quantity == Quantity::Calendar(name));
    stated == Quantity::Calendar("weekend") && day("saturday") && day("sunday")
}

/// The quantities of a turn that the speaker did not take back: in "Seven? No, hang on, half past six" only the second.
pub fn uncorrected(text: &str) -> Vec<Placed> {
    const FAR: usize = 80;
    let found = quantities(text);
    let words = tokens(text);
    let marks: Vec<usize> = words
        .iter()
        .enumerate()
        .filter(|(at, token)| {
            let starts = *at == 0 || words[at - 1].breaks_after;
            match token.text.as_str() {
                "no" | "sorry" => starts,
                "wait" | "actually" | "correction" => starts && token.breaks_after,
                "hang" => words.get(at + 1).is_some_and(|next| next.text == "on"),
                _ => false,
            }
        })
        .map(|(_, token)| token.range.start)
        .collect();
    let class = |quantity: Quantity| match quantity {
        Quantity::Calendar("morning" | "afternoon" | "evening" | "noon" | "midnight") => 2,
        Quantity::Calendar(_) => 1,
        _ => 0,
    };
    let struck = |placed: &Placed| {
        marks.iter().any(|mark| {
            *mark >= placed.range.end
                && *mark - placed.range.end <= FAR / 2
                && found.iter().any(|later| {
                    later.range.start > *mark
                        && later.range.start - *mark <= FAR
                        && class(later.quantity) == class(placed.quantity)
                        && later.quantity != placed.quantity
                })
        })
    };
    found.iter().filter(|placed| !struck(placed)).cloned().collect()
}
