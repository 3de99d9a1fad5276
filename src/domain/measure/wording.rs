//! The questionnaires in their published English wording.
//!
//! Both forms carry the words "No permission required to reproduce, translate, display or distribute" (Pfizer Inc., released
//! with the PHQ Screeners in 2010; the items as in the validation papers named beside the bands).

/// The answers: the number is the place.
pub const ANSWERS: [&str; 4] = [
    "Not at all",
    "Several days",
    "More than half the days",
    "Nearly every day",
];

pub(super) const PHQ9_LEAD: &str =
    "Over the last 2 weeks, how often have you been bothered by any of the following problems?";

pub(super) const PHQ9_ITEMS: [&str; 9] = [
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself \u{2014} or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed? Or the opposite \u{2014} being so fidgety or restless \
     that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead or of hurting yourself in some way",
];

pub(super) const GAD7_LEAD: &str = "Over the last 2 weeks, how often have you been bothered by the following problems?";

pub(super) const GAD7_ITEMS: [&str; 7] = [
    "Feeling nervous, anxious or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
];
