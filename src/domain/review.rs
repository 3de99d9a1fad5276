//! A note's way from draft to signature.
//!
//! A drafter proposes, a therapist reviews, edits, decides about every item of risk language and every unsupported claim, and
//! signs; a supervisor may sign as well. What is signed never changes: whatever is to be said later is a record of its own. The
//! state changes only by [`State::next`], which is printed whole in `tests/golden/note-table.txt`, and what keeps a note from
//! being signed is told by [`blockers`], once for the page that shows it and for the server that refuses.

pub mod coverage;
pub mod diff;
pub mod edit;
pub mod items;
pub mod signing;

use std::fmt;
use std::str::FromStr;

use crate::{Timestamp, UserId};

/// How far a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// A drafter's proposal that nobody has opened for review.
    Draft,
    /// A person reviews and edits it.
    InReview,
    /// Signed by a therapist.
    Signed,
    /// Signed by a supervisor as well.
    CoSigned,
    /// It belonged to another client or session: kept, and hidden from routine view.
    Voided,
}

impl State {
    /// Every state, in the order of a normal run.
    pub const ALL: [Self; 5] = [Self::Draft, Self::InReview, Self::Signed, Self::CoSigned, Self::Voided];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Signed => "signed",
            Self::CoSigned => "co_signed",
            Self::Voided => "voided",
        }
    }

    /// Whether its content may still change.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::InReview)
    }

    /// Whether somebody has signed it, and it still stands.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::Signed | Self::CoSigned)
    }

    /// Where an event leads from here.
    ///
    /// # Errors
    /// The [`Refusal`] says why the event is not possible in this state.
    pub fn next(self, event: Event) -> Result<Self, Refusal> {
        use Event::*;
        use State::*;
        match (self, event) {
            (Self::Voided, _) => Err(Refusal::Voided),
            (_, Event::Voided) => Ok(Self::Voided),
            // Another proposal takes the place of one that nobody has touched: its review begins anew.
            (Draft | InReview, Drafted) => Ok(Draft),
            (Draft | InReview, Offered) => Ok(self),
            (Draft | InReview, Reviewed | Edited | Disposed | Withdrawn | Adopted) => Ok(InReview),
            (InReview, Event::Signed) => Ok(Self::Signed),
            (Draft, Event::Signed) => Err(Refusal::NotReviewed),
            (Draft | InReview, Event::CoSigned | Amended) => Err(Refusal::NotSigned),
            (Self::Signed, Event::CoSigned) => Ok(Self::CoSigned),
            (Self::CoSigned, Event::CoSigned) => Err(Refusal::CoSigned),
            (Self::Signed | Self::CoSigned, Amended) => Ok(self),
            (Self::Signed | Self::CoSigned, _) => Err(Refusal::Signed),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What can happen to a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A drafter's proposal became its content.
    Drafted,
    /// A drafter's new proposal was laid beside it.
    Offered,
    /// Somebody opened it to review it.
    Reviewed,
    /// Somebody changed its words.
    Edited,
    /// Somebody decided about an item.
    Disposed,
    /// Somebody took a decision back.
    Withdrawn,
    /// Somebody took another version's content.
    Adopted,
    /// A therapist signed it.
    Signed,
    /// A supervisor signed it as well.
    CoSigned,
    /// An addendum, correction or late entry was signed.
    Amended,
    /// It turned out to belong to another client or session.
    Voided,
}

impl Event {
    /// Every event, in the order of the note table.
    pub const ALL: [Self; 11] = [
        Self::Drafted,
        Self::Offered,
        Self::Reviewed,
        Self::Edited,
        Self::Disposed,
        Self::Withdrawn,
        Self::Adopted,
        Self::Signed,
        Self::CoSigned,
        Self::Amended,
        Self::Voided,
    ];
}

/// Why something cannot happen to a note in its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// What is signed does not change.
    #[error(
        "this note is signed and does not change any more; write an addendum, a correction or a late entry instead"
    )]
    Signed,
    /// One co-signature is all there is.
    #[error("this note has its co-signature already")]
    CoSigned,
    /// Nobody has opened the draft.
    #[error("nobody has reviewed this draft yet; begin the review, then sign")]
    NotReviewed,
    /// This needs a signed note.
    #[error("this note is not signed yet")]
    NotSigned,
    /// It was voided.
    #[error("this note was voided: it belonged to another patient or session")]
    Voided,
}

impl Refusal {
    /// The name in the note table.
    pub fn code(self) -> &'static str {
        match self {
            Self::Signed => "already_signed",
            Self::CoSigned => "already_co_signed",
            Self::NotReviewed => "not_in_review",
            Self::NotSigned => "not_signed",
            Self::Voided => "voided",
        }
    }
}

/// The whole state × event table as text (`tests/golden/note-table.txt`).
pub fn table() -> String {
    let mut lines = String::from("from       event      to\n");
    for from in State::ALL {
        for event in Event::ALL {
            let to = match from.next(event) {
                Ok(to) => to.as_str().to_owned(),
                Err(refusal) => format!("refused: {}", refusal.code()),
            };
            lines.push_str(&format!("{:<10} {:<10} {to}\n", from.as_str(), format!("{event:?}")));
        }
    }
    lines
}

/// What keeps a note from being signed, as codes: the refusal of its state, then the items that wait for a decision. Empty when
/// it can be signed.
pub fn blockers(state: State, items: &items::Items, decided: &[items::Disposition]) -> Vec<&'static str> {
    let mut codes = Vec::new();
    if let Err(refusal) = state.next(Event::Signed) {
        codes.push(refusal.code());
    }
    if state.is_open() {
        let open = items.open(decided);
        if open
            .iter()
            .any(|key| items::ItemKind::of(key) == Some(items::ItemKind::Risk))
        {
            codes.push("risk_items_open");
        }
        if open
            .iter()
            .any(|key| items::ItemKind::of(key) == Some(items::ItemKind::Claim))
        {
            codes.push("unsupported_claims_open");
        }
    }
    codes
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $plural:literal, { $($(#[$each:meta])+ $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$each])+ $variant,)+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and the API.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                let found = Self::ALL.iter().copied().find(|value| value.as_str() == word);
                found.ok_or_else(|| UnknownWord {
                    what: $plural,
                    words: Self::ALL.iter().map(|value| value.as_str()).collect(),
                })
            }
        }
    };
}
pub(crate) use words;

/// A word that a list does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// What the list is of.
    pub(crate) what: &'static str,
    /// The words it has.
    pub(crate) words: Vec<&'static str>,
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} are {}", self.what, self.words.join(", "))
    }
}

impl std::error::Error for UnknownWord {}

impl FromStr for State {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|state| state.as_str() == word);
        found.ok_or_else(|| UnknownWord {
            what: "states of a note",
            words: Self::ALL.map(Self::as_str).to_vec(),
        })
    }
}

words! {
    /// Where a version of a note comes from.
    Origin, "origins of a version", {
        /// The first draft.
        Model = "model",
        /// A person's edit.
        Hand = "hand",
        /// A later draft from the same transcript.
        Redraft = "redraft",
        /// Another version's content, taken by a person.
        Adopted = "adopted",
    }
}

impl Origin {
    /// Whether a person had a hand in it: then no drafter may replace it.
    pub fn is_by_hand(self) -> bool {
        matches!(self, Self::Hand | Self::Adopted)
    }
}

words! {
    /// What is added to a signed note. The three are told apart for ever, with their author and date.
    AmendmentKind, "kinds of an amendment", {
        /// New information.
        Addendum = "addendum",
        /// An error is put right.
        Correction = "correction",
        /// Known then, and left out.
        LateEntry = "late_entry",
    }
}

words! {
    /// Why a note is voided.
    VoidReason, "reasons to void a note", {
        /// The recording is another patient's.
        WrongPatient = "wrong_patient",
        /// The recording is of another session.
        WrongSession = "wrong_session",
    }
}

words! {
    /// How a signer showed who they are.
    Method, "methods of signing", {
        /// By their password.
        Password = "password",
        /// By their password and a code of their second factor.
        PasswordAndCode = "password_and_code",
    }
}

/// A version of a note, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// 1, 2, 3 … within the session.
    pub number: u32,
    /// Where it comes from.
    pub origin: Origin,
    /// The version it was made from; `None` for the first.
    pub based_on: Option<u32>,
    /// Who made it; `None` for a drafter.
    pub author: Option<UserId>,
    /// The drafter that made it, or from whose draft it was made: `extractive`, `language_model` or `external_model`.
    pub drafted_by: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How long one hand version takes further edits of its author.
pub const EXTENDS_FOR: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// Whether an edit belongs to the version that is current: the same author's hand, not a day old, and nothing newer. Anything
/// else begins a version of its own, so that what somebody else saw or wrote stays as it was.
pub fn extends(current: &Version, newest: u32, author: UserId, now: Timestamp) -> bool {
    current.origin == Origin::Hand
        && current.author == Some(author)
        && current.number == newest
        && now.since(current.created_at) < EXTENDS_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signed_note_has_no_event_that_changes_its_words() {
        use Event::*;
        for state in [State::Signed, State::CoSigned] {
            for event in [Drafted, Offered, Reviewed, Edited, Disposed, Withdrawn, Adopted] {
                assert_eq!(state.next(event), Err(Refusal::Signed), "{event:?}");
            }
        }
    }

    #[test]
    fn nothing_follows_a_void_and_everything_can_be_voided() {
        for event in Event::ALL {
            assert_eq!(State::Voided.next(event), Err(Refusal::Voided));
        }
        for state in State::ALL.into_iter().filter(|state| *state != State::Voided) {
            assert_eq!(state.next(Event::Voided), Ok(State::Voided));
        }
    }

    #[test]
    fn only_a_reviewed_note_is_signed() {
        for state in State::ALL {
            assert_eq!(state.next(Event::Signed).is_ok(), state == State::InReview, "{state}");
        }
    }

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        for origin in Origin::ALL {
            assert_eq!(origin.as_str().parse(), Ok(*origin));
        }
        for kind in AmendmentKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        let refused = "erratum".parse::<AmendmentKind>().map_err(|error| error.to_string());
        assert_eq!(
            refused,
            Err("the kinds of an amendment are addendum, correction, late_entry".into())
        );
    }

    #[test]
    fn an_edit_extends_ones_own_newest_hand_version_for_a_day() {
        let (me, other) = (uuid::Uuid::from_u128(1).into(), uuid::Uuid::from_u128(2).into());
        let then = Timestamp::from_micros(1_768_813_200_000_000);
        let version = Version {
            number: 3,
            origin: Origin::Hand,
            based_on: Some(1),
            author: Some(me),
            drafted_by: None,
            created_at: then,
        };
        assert!(extends(&version, 3, me, then));
        assert!(!extends(&version, 4, me, then), "a newer draft was laid beside it");
        assert!(!extends(&version, 3, other, then));
        assert!(!extends(&version, 3, me, then + EXTENDS_FOR));
        for origin in [Origin::Model, Origin::Redraft, Origin::Adopted] {
            let version = Version {
                origin,
                ..version.clone()
            };
            assert!(!extends(&version, 3, me, then), "{origin:?}");
        }
    }
}
