//! Measures: questionnaires that a client answers about themselves, and the sums they give.
//!
//! Two instruments are carried, both made by Robert L. Spitzer, Janet B. W. Williams, Kurt Kroenke and colleagues with a grant
//! from Pfizer, whose imprint says that no permission is needed to reproduce, translate, display or distribute them. Their
//! wording is in `wording`, their sums and bands are the published ones ([`Instrument::bands`]). A sum describes two weeks in
//! the client's own answers; it is no diagnosis, and nothing here treats it as one. One answer is looked at by itself: the ninth
//! item of the PHQ-9 asks about thoughts of death and of harming oneself, and whatever is above "not at all" there is language
//! to review, about which a therapist decides ([`Instrument::has_risk`]).

mod wording;

use crate::ids::{MeasureId, MeasureRequestId};
use crate::review::items::{Decision, ItemKind};
use crate::review::{UnknownWord, words};
use crate::{PatientId, SessionId, Timestamp, UserId};
use std::str::FromStr;

pub use wording::ANSWERS;

words! {
    /// A questionnaire.
    Instrument, "instruments", {
        /// Patient Health Questionnaire, nine items: depression.
        Phq9 = "phq9",
        /// Generalized Anxiety Disorder scale, seven items: anxiety.
        Gad7 = "gad7",
    }
}

words! {
    /// Who entered the answers.
    Source, "sources of a measure", {
        /// A therapist, from paper or from what was said.
        Therapist = "therapist",
        /// The client, in the portal.
        Patient = "patient",
    }
}

/// A range of sums that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// The lowest sum in it.
    pub from: u8,
    /// The highest.
    pub to: u8,
    /// Its name in the publication.
    pub label: &'static str,
}

const fn band_of(from: u8, to: u8, label: &'static str) -> Band {
    Band { from, to, label }
}

/// Kroenke, Spitzer, Williams: The PHQ-9, validity of a brief depression severity measure. J Gen Intern Med 2001; 16: 606–613,
/// table 4: cut points 5, 10, 15 and 20.
const PHQ9_BANDS: [Band; 5] = [
    band_of(0, 4, "minimal"),
    band_of(5, 9, "mild"),
    band_of(10, 14, "moderate"),
    band_of(15, 19, "moderately severe"),
    band_of(20, 27, "severe"),
];

/// Spitzer, Kroenke, Williams, Löwe: A brief measure for assessing generalized anxiety disorder, the GAD-7. Arch Intern Med
/// 2006; 166: 1092–1097: cut points 5, 10 and 15.
const GAD7_BANDS: [Band; 4] = [
    band_of(0, 4, "minimal"),
    band_of(5, 9, "mild"),
    band_of(10, 14, "moderate"),
    band_of(15, 21, "severe"),
];

/// The place, counted from 0, of the item of the PHQ-9 that asks about thoughts of death and of harming oneself.
const PHQ9_RISK: usize = 8;

impl Instrument {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Phq9 => "PHQ-9",
            Self::Gad7 => "GAD-7",
        }
    }

    /// The question that stands above the items.
    pub fn lead(self) -> &'static str {
        match self {
            Self::Phq9 => wording::PHQ9_LEAD,
            Self::Gad7 => wording::GAD7_LEAD,
        }
    }

    /// The items, in order. The further question about how difficult the problems made life counts in neither sum and is left
    /// out.
    pub fn items(self) -> &'static [&'static str] {
        match self {
            Self::Phq9 => &wording::PHQ9_ITEMS,
            Self::Gad7 => &wording::GAD7_ITEMS,
        }
    }

    /// The highest sum.
    pub fn max(self) -> u8 {
        match self {
            Self::Phq9 => 27,
            Self::Gad7 => 21,
        }
    }

    /// The ranges of sums from lowest to highest. They leave no gap.
    pub fn bands(self) -> &'static [Band] {
        match self {
            Self::Phq9 => &PHQ9_BANDS,
            Self::Gad7 => &GAD7_BANDS,
        }
    }

    /// Whether an answer must be looked at by a therapist whatever the sum is.
    pub fn has_risk(self, answers: &[u8]) -> bool {
        match self {
            Self::Phq9 => answers.get(PHQ9_RISK).is_some_and(|answer| *answer > 0),
            Self::Gad7 => false,
        }
    }

    /// Checks answers as they were sent: one for every item, each one of [`ANSWERS`].
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(self, answers: &[i64]) -> Result<Vec<u8>, BadAnswers> {
        let expected = self.items().len();
        if answers.len() != expected {
            return Err(BadAnswers::Count { expected });
        }
        let highest = ANSWERS.len() as u8 - 1;
        let checked = answers.iter().enumerate().map(|(at, answer)| {
            let value = u8::try_from(*answer).ok().filter(|value| *value <= highest);
            value.ok_or(BadAnswers::Value { item: at + 1 })
        });
        checked.collect()
    }
}

/// Why answers are not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswers {
    /// An item is missing, or there are more than the questionnaire has.
    #[error("every one of the {expected} items needs one answer")]
    Count {
        /// How many items there are.
        expected: usize,
    },
    /// A number that stands for no answer.
    #[error("the answer to item {item} is none of 0, 1, 2 and 3")]
    Value {
        /// The item, counted from 1.
        item: usize,
    },
}

/// The sum of the answers.
pub fn score(answers: &[u8]) -> u8 {
    answers.iter().fold(0, |sum, answer| sum.saturating_add(*answer))
}

/// The band of a sum; the highest one for what no answers can give.
pub fn band(instrument: Instrument, score: u8) -> &'static Band {
    let bands = instrument.bands();
    let found = bands.iter().find(|band| score <= band.to);
    found.unwrap_or(&bands[bands.len() - 1])
}

/// Whether a decision is one about language to review: the only sort that an answer can get.
pub fn is_fitting(decision: Decision) -> bool {
    decision.kind() == ItemKind::Risk
}

/// A questionnaire with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Identifier.
    pub id: MeasureId,
    /// Whose.
    pub patient_id: PatientId,
    /// Which questionnaire.
    pub instrument: Instrument,
    /// One answer for every item, 0 to 3.
    pub answers: Vec<u8>,
    /// Their sum.
    pub score: u8,
    /// When the client answered.
    pub taken_at: Timestamp,
    /// Who entered it.
    pub source: Source,
    /// The session it belongs to, where it belongs to one.
    pub session_id: Option<SessionId>,
    /// The account that entered it.
    pub entered_by: UserId,
    /// Whether an answer must be looked at.
    pub has_risk: bool,
    /// What a therapist decided about that.
    pub decision: Option<Decision>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// When it was struck out: entered by mistake, kept, and counted nowhere.
    pub voided_at: Option<Timestamp>,
    /// When it was entered.
    pub created_at: Timestamp,
}

impl Measure {
    /// The band of its sum.
    pub fn band(&self) -> &'static Band {
        band(self.instrument, self.score)
    }

    /// Whether it counts.
    pub fn counts(&self) -> bool {
        self.voided_at.is_none()
    }

    /// Whether an answer waits for a therapist's decision.
    pub fn is_open_risk(&self) -> bool {
        self.has_risk && self.counts() && self.decision.is_none()
    }
}

/// A questionnaire that a client was asked to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Identifier.
    pub id: MeasureRequestId,
    /// Whom.
    pub patient_id: PatientId,
    /// Which questionnaire.
    pub instrument: Instrument,
    /// Until when.
    pub due_on: Option<chrono::NaiveDate>,
    /// The answer.
    pub measure_id: Option<MeasureId>,
    /// When it was taken back.
    pub cancelled_at: Option<Timestamp>,
    /// When it was asked.
    pub created_at: Timestamp,
}

impl Request {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        self.measure_id.is_none() && self.cancelled_at.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The published cut points, written down once more.
    fn expected(instrument: Instrument, sum: u32) -> &'static str {
        match (instrument, sum) {
            (_, 0..=4) => "minimal",
            (_, 5..=9) => "mild",
            (_, 10..=14) => "moderate",
            (Instrument::Phq9, 15..=19) => "moderately severe",
            _ => "severe",
        }
    }

    fn any_instrument() -> impl Strategy<Value = Instrument> {
        prop_oneof![Just(Instrument::Phq9), Just(Instrument::Gad7)]
    }

    proptest! {
        #[test]
        fn a_sum_is_the_sum_and_its_band_the_published_one(
            (instrument, answers) in any_instrument().prop_flat_map(|instrument| {
                (Just(instrument), prop::collection::vec(0i64..=3, instrument.items().len()))
            })
        ) {
            let checked = instrument.check(&answers).expect("all answers are answers");
            let sum: i64 = answers.iter().sum();
            let score = score(&checked);
            prop_assert_eq!(i64::from(score), sum);
            prop_assert!(score <= instrument.max());
            let band = band(instrument, score);
            prop_assert_eq!(band.label, expected(instrument, u32::from(score)));
            prop_assert!((band.from..=band.to).contains(&score));
            prop_assert_eq!(
                instrument.has_risk(&checked),
                instrument == Instrument::Phq9 && answers[8] != 0
            );
        }

        #[test]
        fn what_is_no_full_set_of_answers_is_refused(
            instrument in any_instrument(),
            answers in prop::collection::vec(-2i64..=6, 0..12)
        ) {
            let is_whole = answers.len() == instrument.items().len();
            let is_within = answers.iter().all(|answer| (0..=3).contains(answer));
            match instrument.check(&answers) {
                Ok(checked) => prop_assert!(is_whole && is_within && checked.len() == answers.len()),
                Err(BadAnswers::Count { .. }) => prop_assert!(!is_whole),
                Err(BadAnswers::Value { item }) => {
                    prop_assert!(is_whole && !(0..=3).contains(&answers[item - 1]));
                    prop_assert!(answers[..item - 1].iter().all(|answer| (0..=3).contains(answer)));
                }
            }
        }
    }

    #[test]
    fn bands_leave_no_gap_and_reach_from_nothing_to_the_highest_sum() {
        for instrument in Instrument::ALL {
            let bands = instrument.bands();
            assert_eq!(bands[0].from, 0);
            assert_eq!(bands[bands.len() - 1].to, instrument.max());
            for pair in bands.windows(2) {
                assert_eq!(pair[1].from, pair[0].to + 1, "{instrument:?}");
            }
            let highest = ANSWERS.len() - 1;
            assert_eq!(usize::from(instrument.max()), instrument.items().len() * highest);
        }
    }

    #[test]
    fn a_number_that_would_wrap_around_is_no_answer() {
        let mut answers = [0; 7];
        answers[6] = 256;
        assert_eq!(Instrument::Gad7.check(&answers), Err(BadAnswers::Value { item: 7 }));
    }

    #[test]
    fn an_answer_gets_a_decision_about_risk_and_no_other() {
        let fitting = Decision::ALL.iter().filter(|decision| is_fitting(**decision));
        let words: Vec<_> = fitting.map(|decision| decision.as_str()).collect();
        assert_eq!(
            words,
            [
                "addressed_in_session",
                "safety_plan",
                "not_a_concern",
                "already_known",
                "follow_up"
            ]
        );
    }
}
