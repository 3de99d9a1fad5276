//! The words of exported documents: codes as people read them, and moments in the practice's own time.

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::Timestamp;
use domain::review::items::Decision;
use domain::review::{AmendmentKind, Method, State};
use domain::user::Role;

/// What a document about records under 42 CFR part 2 says to whoever receives it (§ 2.32): in plain words first, then in the short
/// form of the rule.
pub(super) const REDISCLOSURE: [&str; 2] = [
    "This document comes from a record of substance use treatment that federal law protects. Whoever receives it may not pass \
     it on, or use it against the person it is about, unless that person has agreed in writing or the law allows it \
     expressly.",
    "42 CFR part 2 prohibits unauthorized use or disclosure of these records.",
];

/// What stands at the foot of every page.
pub(super) const CONFIDENTIAL: &str = "Confidential health information";

/// Across the pages of a note that nobody signed.
pub(super) const DRAFT: &str = "DRAFT – NOT SIGNED";

/// Across the pages of several notes of which some are not signed.
pub(super) const SOME_DRAFTS: &str = "CONTAINS UNSIGNED DRAFTS";

/// "26 November 2026".
pub(super) fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// "14:05".
pub(super) fn time(at: Timestamp, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%H:%M").to_string()
}

/// "26 November 2026, 14:05 CET".
pub(super) fn moment(at: Timestamp, zone: Tz) -> String {
    at.utc().with_timezone(&zone).format("%-d %B %Y, %H:%M %Z").to_string()
}

/// A code with blanks instead of underscores, its first letter in upper case.
pub(super) fn plain(code: &str) -> String {
    let text = code.replace('_', " ");
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// How a meeting took place.
pub(super) fn modality(code: &str) -> String {
    match code {
        "in_person" => "In person".into(),
        "video" => "By video".into(),
        "telephone" => "By telephone".into(),
        other => plain(other),
    }
}

/// What sort of meeting it was.
pub(super) fn meeting(code: &str) -> String {
    format!("{} therapy", plain(code))
}

/// How far a note is.
pub(super) fn state(state: State) -> &'static str {
    match state {
        State::Draft => "Draft, not reviewed",
        State::InReview => "In review, not signed",
        State::Signed => "Signed",
        State::CoSigned => "Signed and co-signed",
        State::Voided => "Voided",
    }
}

/// What somebody is.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Therapist => "Therapist",
        Role::Supervisor => "Supervisor",
        Role::Admin => "Administrator",
        Role::Patient => "Client",
    }
}

/// How somebody showed who they are.
pub(super) fn method(method: Method) -> &'static str {
    match method {
        Method::Password => "Signed electronically, confirmed with a password",
        Method::PasswordAndCode => "Signed electronically, confirmed with a password and a code",
    }
}

/// What was added to a signed note.
pub(super) fn amendment(kind: AmendmentKind) -> &'static str {
    match kind {
        AmendmentKind::Addendum => "Addendum",
        AmendmentKind::Correction => "Correction",
        AmendmentKind::LateEntry => "Late entry",
    }
}

/// What was decided about language to review.
pub(super) fn decision(decision: Decision) -> String {
    plain(decision.as_str())
}

#[cfg(test)]
mod tests {
    use domain::calendar::day_of;

    use super::*;

    #[test]
    fn moments_are_told_in_the_practices_time() {
        // Half past midnight in Vienna, still the day before in UTC.
        let at = Timestamp::from_rfc3339("2026-11-25T23:30:00Z").expect("a moment");
        let zone = chrono_tz::Europe::Vienna;
        assert_eq!(moment(at, zone), "26 November 2026, 00:30 CET");
        assert_eq!(day(day_of(at, zone)), "26 November 2026");
        assert_eq!(time(at, Tz::UTC), "23:30");
    }

    #[test]
    fn codes_become_words() {
        assert_eq!(plain("not_a_concern"), "Not a concern");
        assert_eq!(plain(""), "");
        assert_eq!(meeting("couple"), "Couple therapy");
        assert_eq!(modality("telephone"), "By telephone");
    }
}
