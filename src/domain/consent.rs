//! What people agreed to. Nothing is captured and nothing is processed without it.
//!
//! A consent is one person's, for one scope. Whoever takes part has to agree: the client and every participant who has not left;
//! only the portal concerns the client alone. The newest consent of a person for a scope decides: an expired or withdrawn one is
//! none, whatever was agreed before. A step of processing needs its own scope and those of the steps that led to it, so that
//! whoever takes back the recording takes back what would be made of it.

mod texts;

use std::fmt;
use std::str::FromStr;

use crate::job::Kind;
use crate::participant::{Capacity, Participant};
use crate::{ConsentId, ParticipantId, Timestamp, UserId};

pub use texts::{LANGUAGE, TEXTS, Text, VERSION, text};

/// What is agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Sound of the session is recorded and kept.
    Record,
    /// Software turns the recording into text.
    Transcribe,
    /// Software drafts a note from the text.
    AiDraft,
    /// The text may go to a language model outside the building.
    ExternalModel,
    /// The client sees what is released to them over the network.
    Portal,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [
        Self::Record,
        Self::Transcribe,
        Self::AiDraft,
        Self::ExternalModel,
        Self::Portal,
    ];
    /// What an upload needs: it is the recording, and it is transcribed without a further step.
    pub const UPLOAD: &'static [Self] = &[Self::Record, Self::Transcribe];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Transcribe => "transcribe",
            Self::AiDraft => "ai_draft",
            Self::ExternalModel => "external_model",
            Self::Portal => "portal",
        }
    }

    /// What sentences call it: "consent to …".
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Record => "recording",
            Self::Transcribe => "transcription",
            Self::AiDraft => "drafting notes with AI",
            Self::ExternalModel => "a model outside the building",
            Self::Portal => "the client portal",
        }
    }

    /// Whether everybody who takes part has to agree, or the client alone.
    pub fn concerns_everybody(self) -> bool {
        self != Self::Portal
    }

    /// What a kind of background work needs.
    pub fn needed_by(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Transcribe => &[Self::Record, Self::Transcribe],
            Kind::DraftNote => &[Self::Record, Self::Transcribe, Self::AiDraft],
            _ => &[],
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no scope; they are record, transcribe, ai_draft, external_model and portal")]
pub struct UnknownScope(String);

impl FromStr for Scope {
    type Err = UnknownScope;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|scope| scope.as_str() == word);
        found.ok_or_else(|| UnknownScope(word.to_owned()))
    }
}

/// How somebody agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// On paper, which the practice keeps.
    Paper,
    /// In the room, written down at once.
    InPerson,
    /// With an electronic signature elsewhere.
    Electronic,
    /// In the client portal.
    Portal,
    /// Nobody: an invented person of a demonstration.
    Demo,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::Paper, Self::InPerson, Self::Electronic, Self::Portal, Self::Demo];

    /// The word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::InPerson => "in_person",
            Self::Electronic => "electronic",
            Self::Portal => "portal",
            Self::Demo => "demo",
        }
    }

    /// Whether a member of staff may say that somebody agreed in this way. The others are the appliance's own word.
    pub fn is_written_down(self) -> bool {
        matches!(self, Self::Paper | Self::InPerson | Self::Electronic)
    }
}

/// A word that names no method.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no method of consenting; they are paper, in_person and electronic")]
pub struct UnknownMethod(String);

impl FromStr for Method {
    type Err = UnknownMethod;
    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|method| method.as_str() == word);
        found.ok_or_else(|| UnknownMethod(word.to_owned()))
    }
}

/// One person's consent to one scope. It never changes, except that it is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Identifier.
    pub id: ConsentId,
    /// Who agreed; `None`: the client.
    pub participant: Option<ParticipantId>,
    /// To what.
    pub scope: Scope,
    /// Version of the wording that was agreed to.
    pub text_version: String,
    /// Language of that wording.
    pub language: String,
    /// How.
    pub method: Method,
    /// When.
    pub given_at: Timestamp,
    /// Until when; `None`: until it is withdrawn.
    pub expires_at: Option<Timestamp>,
    /// Since when it is withdrawn.
    pub withdrawn_at: Option<Timestamp>,
    /// Who wrote it down; `None`: the appliance.
    pub recorded_by: Option<UserId>,
    /// When it was written down.
    pub created_at: Timestamp,
}

impl Consent {
    /// The client's consent to the present wording, given now.
    pub fn by_client(scope: Scope, method: Method, recorded_by: Option<UserId>, now: Timestamp) -> Self {
        Self {
            id: ConsentId::new(now),
            participant: None,
            scope,
            text_version: VERSION.into(),
            language: LANGUAGE.into(),
            method,
            given_at: now,
            expires_at: None,
            withdrawn_at: None,
            recorded_by,
            created_at: now,
        }
    }

    /// What it is worth at this moment.
    pub fn state(&self, now: Timestamp) -> State {
        if self.withdrawn_at.is_some() {
            State::Withdrawn
        } else if self.expires_at.is_some_and(|end| end <= now) {
            State::Expired
        } else {
            State::Valid
        }
    }
}

/// What is known of a person's consent to a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Given, not expired, not withdrawn.
    Valid,
    /// Never given.
    Missing,
    /// Its time is over.
    Expired,
    /// Taken back.
    Withdrawn,
}

impl State {
    /// The word in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Missing => "missing",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// The consent that decides for a person and a scope: the one that was written down last.
pub fn deciding(all: &[Consent], participant: Option<ParticipantId>, scope: Scope) -> Option<&Consent> {
    all.iter()
        .filter(|consent| consent.participant == participant && consent.scope == scope)
        // What is withdrawn and given again within one tick of the clock is given.
        .max_by_key(|consent| (consent.created_at, consent.withdrawn_at.is_none(), consent.id))
}

/// What stands about one person and one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The person; `None`: the client.
    pub participant: Option<ParticipantId>,
    /// Their name.
    pub name: String,
    /// What they are to the client; `None`: the client.
    pub capacity: Option<Capacity>,
    /// The scope.
    pub scope: Scope,
    /// What it is worth.
    pub state: State,
    /// The consent that decides, if any was ever given.
    pub consent: Option<Consent>,
}

/// Everybody who takes part and has to agree, with every one of these scopes.
pub fn standings(
    client: &str,
    participants: &[Participant],
    all: &[Consent],
    scopes: &[Scope],
    now: Timestamp,
) -> Vec<Standing> {
    let client = std::iter::once((None, client.to_owned(), None));
    let present = participants.iter().filter(|participant| participant.ended_at.is_none());
    let others = present.map(|other| (Some(other.id), other.name.clone(), Some(other.capacity)));
    let mut standings = Vec::new();
    for (participant, name, capacity) in client.chain(others) {
        let concerned = |scope: &&Scope| participant.is_none() || scope.concerns_everybody();
        for scope in scopes.iter().filter(concerned) {
            let consent = deciding(all, participant, *scope).cloned();
            standings.push(Standing {
                participant,
                name: name.clone(),
                capacity,
                scope: *scope,
                state: consent.as_ref().map_or(State::Missing, |consent| consent.state(now)),
                consent,
            });
        }
    }
    standings
}

/// What is missing, in words without names: scopes and capacities.
pub fn in_words(missing: &[Standing]) -> String {
    let mut scopes: Vec<&str> = Vec::new();
    let mut people: Vec<&str> = Vec::new();
    for standing in missing {
        let (scope, person) = (
            standing.scope.in_words(),
            standing.capacity.map_or("the client", Capacity::in_words),
        );
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
        if !people.contains(&person) {
            people.push(person);
        }
    }
    format!(
        "There is no valid consent of {} to {}.",
        listed(&people),
        listed(&scopes)
    )
}

fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_micros(micros)
    }

    fn given(scope: Scope, moment: i64) -> Consent {
        Consent::by_client(scope, Method::Paper, None, at(moment))
    }

    #[test]
    fn words_are_read_as_they_are_written() {
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
        }
        for method in Method::ALL {
            assert_eq!(method.as_str().parse(), Ok(method));
        }
        assert!("everything".parse::<Scope>().is_err());
        assert!("nod".parse::<Method>().is_err());
    }

    #[test]
    fn the_newest_consent_decides() {
        let mut all = vec![given(Scope::Record, 1), given(Scope::Record, 2)];
        let state = |all: &[Consent], now| deciding(all, None, Scope::Record).map(|found| found.state(at(now)));
        assert_eq!(state(&all, 5), Some(State::Valid));
        all[1].expires_at = Some(at(5));
        assert_eq!(state(&all, 4), Some(State::Valid));
        assert_eq!(state(&all, 5), Some(State::Expired));
        all[1].withdrawn_at = Some(at(3));
        assert_eq!(state(&all, 4), Some(State::Withdrawn));
        all.push(given(Scope::Record, 2));
        assert_eq!(state(&all, 4), Some(State::Valid));
        assert_eq!(deciding(&all, None, Scope::Portal), None);
    }

    #[test]
    fn everybody_who_has_not_left_must_agree_and_the_portal_is_the_clients_own() {
        let other = |ended_at, moment| Participant {
            id: ParticipantId::new(at(moment)),
            name: "Ben".into(),
            capacity: Capacity::Partner,
            ended_at,
            created_at: at(moment),
        };
        let people = [other(None, 1), other(Some(at(3)), 2)];
        let all = [given(Scope::Record, 1), given(Scope::Portal, 1)];
        let standings = standings("Ada", &people, &all, &[Scope::Record, Scope::Portal], at(9));
        let found: Vec<_> = standings
            .iter()
            .map(|standing| (standing.participant, standing.scope, standing.state))
            .collect();
        let expected = [
            (None, Scope::Record, State::Valid),
            (None, Scope::Portal, State::Valid),
            (Some(people[0].id), Scope::Record, State::Missing),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_is_missing_is_said_without_names() {
        let standing = |scope, capacity| Standing {
            participant: None,
            name: "Ada Okafor".into(),
            capacity,
            scope,
            state: State::Missing,
            consent: None,
        };
        let missing = [
            standing(Scope::Record, None),
            standing(Scope::Transcribe, None),
            standing(Scope::Record, Some(Capacity::Partner)),
        ];
        assert_eq!(
            in_words(&missing),
            "There is no valid consent of the client and the partner to recording and transcription."
        );
    }

    #[test]
    fn a_step_needs_what_the_steps_before_it_needed() {
        let (first, second) = (Scope::needed_by(Kind::Transcribe), Scope::needed_by(Kind::DraftNote));
        assert!(first.iter().all(|scope| second.contains(scope)));
        assert!(Scope::UPLOAD.iter().all(|scope| first.contains(scope)));
        assert!(Scope::needed_by(Kind::SendMail).is_empty());
    }

    #[test]
    fn there_is_one_wording_of_every_scope_in_the_present_version() {
        for scope in Scope::ALL {
            let found = text(scope, VERSION, LANGUAGE).expect("a wording");
            assert!(found.text.len() > 200, "{scope}");
            let says = |words: &str| found.text.contains(words);
            assert!(says("free to say no") && says("take it back"), "{scope}");
        }
        assert_eq!(TEXTS.len(), Scope::ALL.len());
        assert_eq!(text(Scope::Record, "0", LANGUAGE), None);
    }
}
