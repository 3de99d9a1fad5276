//! Clients of the practice.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::{PatientId, Timestamp, UserId};

/// A client record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Identifier.
    pub id: PatientId,
    /// Name as the therapist writes it.
    pub name: String,
    /// Contact address.
    pub email: Option<String>,
    /// Contact telephone number.
    pub phone: Option<String>,
    /// The responsible therapist.
    pub therapist_id: UserId,
    /// Whether what leaves about them says that it may not be passed on (42 CFR 2.32).
    pub redisclosure_notice: bool,
    /// Since when the record is out of the lists.
    pub archived_at: Option<Timestamp>,
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What is known of a client beside name, e-mail address and telephone number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Day of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// Postal address, in lines.
    pub address: Option<String>,
    /// Whom to call in an emergency.
    pub emergency_contact: Option<EmergencyContact>,
}

/// Whom to call in an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmergencyContact {
    /// Their name.
    pub name: String,
    /// Their telephone number.
    pub phone: Option<String>,
    /// What they are to the client, in the therapist's words.
    pub relation: Option<String>,
}

/// The longest name that is stored, in characters.
pub const MAX_NAME: usize = 200;
/// The longest telephone number that is stored, in characters.
pub const MAX_PHONE: usize = 50;
/// The longest postal address that is stored, in characters.
pub const MAX_ADDRESS: usize = 500;
/// The oldest year of birth that is no slip.
const OLDEST_BIRTH: i32 = 1900;

/// Which field of a new client record is not acceptable, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPatient {
    /// No name, or one beyond [`MAX_NAME`].
    #[error("a client needs a name of 1 to 200 characters")]
    Name,
    /// Not an e-mail address.
    #[error("this is not an e-mail address")]
    Email,
    /// Beyond [`MAX_PHONE`], or with control characters.
    #[error("a telephone number has at most 50 characters")]
    Phone,
    /// In the future, or before 1900.
    #[error("a day of birth lies between 1900 and today")]
    DateOfBirth,
    /// Beyond [`MAX_ADDRESS`], or with control characters.
    #[error("an address has at most 500 characters")]
    Address,
    /// Without a name, or with a field that is too long.
    #[error("an emergency contact needs a name, at most 200 characters, and perhaps a telephone number and a relation")]
    EmergencyContact,
}

impl BadPatient {
    /// The JSON field that is wrong.
    pub fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::DateOfBirth => "date_of_birth",
            Self::Address => "address",
            Self::EmergencyContact => "emergency_contact",
        }
    }
}

/// What a therapist types for a new client, checked and trimmed. Empty contact fields count as absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPatient {
    /// Name.
    pub name: String,
    /// Contact address.
    pub email: Option<String>,
    /// Contact telephone number.
    pub phone: Option<String>,
}

/// A text without blanks around it; an empty one is none.
fn present(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn fits(text: &str, limit: usize) -> bool {
    text.chars().count() <= limit && !text.chars().any(char::is_control)
}

impl NewPatient {
    /// Checks the three fields.
    ///
    /// # Errors
    /// The first field that is not acceptable.
    pub fn new(name: &str, email: Option<&str>, phone: Option<&str>) -> Result<Self, BadPatient> {
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(BadPatient::Name);
        }
        let email = present(email)
            .map(|email| crate::user::normalise_email(&email).map_err(|_| BadPatient::Email))
            .transpose()?;
        let phone = present(phone);
        if phone
            .as_ref()
            .is_some_and(|p| p.chars().count() > MAX_PHONE || p.chars().any(char::is_control))
        {
            return Err(BadPatient::Phone);
        }
        Ok(Self { name, email, phone })
    }
}

/// New values of a record's fields. What is `None` stays; what is `Some(None)` is cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Name.
    pub name: Option<String>,
    /// Contact address.
    pub email: Option<Option<String>>,
    /// Contact telephone number.
    pub phone: Option<Option<String>>,
    /// Day of birth.
    pub date_of_birth: Option<Option<NaiveDate>>,
    /// Postal address.
    pub address: Option<Option<String>>,
    /// Whom to call in an emergency.
    pub emergency_contact: Option<Option<EmergencyContact>>,
    /// Whether what leaves says that it may not be passed on.
    pub redisclosure_notice: Option<bool>,
}

impl Change {
    /// Makes the change, checked and trimmed, if all of it is acceptable.
    ///
    /// # Errors
    /// The first field that is not acceptable; nothing is changed then.
    pub fn apply(self, patient: &mut Patient, details: &mut Details, today: NaiveDate) -> Result<(), BadPatient> {
        let name = self.name.unwrap_or_else(|| patient.name.clone());
        let email = self.email.unwrap_or_else(|| patient.email.clone());
        let phone = self.phone.unwrap_or_else(|| patient.phone.clone());
        let new = NewPatient::new(&name, email.as_deref(), phone.as_deref())?;
        let born = self.date_of_birth.unwrap_or(details.date_of_birth);
        if born.is_some_and(|day| day > today || day.year() < OLDEST_BIRTH) {
            return Err(BadPatient::DateOfBirth);
        }
        let address = match self.address {
            Some(address) => checked_address(address.as_deref())?,
            None => details.address.clone(),
        };
        let emergency_contact = match self.emergency_contact {
            Some(contact) => contact.map(EmergencyContact::checked).transpose()?,
            None => details.emergency_contact.clone(),
        };
        (patient.name, patient.email, patient.phone) = (new.name, new.email, new.phone);
        patient.redisclosure_notice = self.redisclosure_notice.unwrap_or(patient.redisclosure_notice);
        *details = Details {
            date_of_birth: born,
            address,
            emergency_contact,
        };
        Ok(())
    }
}

/// An address keeps its lines.
fn checked_address(typed: Option<&str>) -> Result<Option<String>, BadPatient> {
    let address = present(typed).map(|text| text.replace("\r\n", "\n"));
    let acceptable = |text: &String| fits(&text.replace('\n', " "), MAX_ADDRESS);
    match address {
        Some(text) if !acceptable(&text) => Err(BadPatient::Address),
        address => Ok(address),
    }
}

impl EmergencyContact {
    fn checked(self) -> Result<Self, BadPatient> {
        let contact = Self {
            name: self.name.trim().to_owned(),
            phone: present(self.phone.as_deref()),
            relation: present(self.relation.as_deref()),
        };
        let short = |text: &Option<String>, limit| text.as_ref().is_none_or(|text| fits(text, limit));
        let good = !contact.name.is_empty()
            && fits(&contact.name, MAX_NAME)
            && short(&contact.phone, MAX_PHONE)
            && short(&contact.relation, MAX_NAME);
        if good {
            Ok(contact)
        } else {
            Err(BadPatient::EmergencyContact)
        }
    }
}

/// A name as search compares it: in lower case, without accents, letters that look like two written as two, single blanks between
/// words and no control characters, which PostgreSQL would not take. "  Élodie  Groß" and "elodie gross" are the same.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in name.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        for lower in letter.to_lowercase().filter(|lower| !is_combining_mark(*lower)) {
            match lower {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'þ' => folded.push_str("th"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ı' => folded.push('i'),
                'ς' => folded.push('σ'),
                other => folded.push(other),
            }
        }
    }
    let is_gap = |letter: char| letter.is_whitespace() || letter.is_control();
    let words = folded.split(is_gap).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether each word that somebody searches for stands somewhere in a folded name.
pub fn is_found(folded_name: &str, query: &str) -> bool {
    fold(query).split(' ').all(|word| folded_name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody() -> Patient {
        Patient {
            id: PatientId::new(Timestamp::from_micros(1)),
            name: "Ada Okafor".into(),
            email: Some("ada@post.example".into()),
            phone: None,
            therapist_id: UserId::new(Timestamp::from_micros(1)),
            redisclosure_notice: false,
            archived_at: None,
            created_at: Timestamp::from_micros(1),
            updated_at: Timestamp::from_micros(1),
        }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).expect("a day")
    }

    #[test]
    fn names_are_folded_until_only_letters_count() {
        for (name, folded) in [
            ("  Élodie   Groß ", "elodie gross"),
            ("SØREN Łukasz", "soren lukasz"),
            ("İrem", "irem"),
            ("ﬁona", "fiona"),
            ("a\0da\u{7}", "a da"),
            ("Νίκος", "νικοσ"),
            ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ] {
            assert_eq!(fold(name), folded, "{name}");
            assert_eq!(fold(folded), folded, "{name}");
        }
    }

    #[test]
    fn every_word_of_a_search_must_be_there_in_any_order() {
        let name = fold("Élodie Groß");
        for query in ["", "elo", "GROSS élod", "ross", " gro "] {
            assert!(is_found(&name, query), "{query}");
        }
        for query in ["elodie x", "grosse"] {
            assert!(!is_found(&name, query), "{query}");
        }
    }

    #[test]
    fn a_change_leaves_what_it_does_not_name_and_clears_what_it_empties() {
        let (mut patient, mut details) = (somebody(), Details::default());
        let change = Change {
            name: Some(" Ada Moreau ".into()),
            email: Some(None),
            address: Some(Some("1 High Street\r\nLondon".into())),
            redisclosure_notice: Some(true),
            ..Change::default()
        };
        change.apply(&mut patient, &mut details, today()).expect("acceptable");
        assert_eq!((patient.name.as_str(), patient.email.as_ref()), ("Ada Moreau", None));
        assert!(patient.redisclosure_notice);
        assert_eq!(details.address.as_deref(), Some("1 High Street\nLondon"));
        let clear = Change {
            address: Some(None),
            ..Change::default()
        };
        clear.apply(&mut patient, &mut details, today()).expect("acceptable");
        assert_eq!((patient.name.as_str(), details), ("Ada Moreau", Details::default()));
    }

    #[test]
    fn a_change_with_one_bad_field_changes_nothing() {
        let contact = |name: &str| EmergencyContact {
            name: name.into(),
            phone: None,
            relation: None,
        };
        let cases = [
            (
                Change {
                    date_of_birth: Some(today().succ_opt()),
                    ..Change::default()
                },
                BadPatient::DateOfBirth,
            ),
            (
                Change {
                    address: Some(Some("x".repeat(MAX_ADDRESS + 1))),
                    ..Change::default()
                },
                BadPatient::Address,
            ),
            (
                Change {
                    emergency_contact: Some(Some(contact("  "))),
                    ..Change::default()
                },
                BadPatient::EmergencyContact,
            ),
            (
                Change {
                    name: Some(String::new()),
                    ..Change::default()
                },
                BadPatient::Name,
            ),
        ];
        for (change, expected) in cases {
            let (mut patient, mut details) = (somebody(), Details::default());
            let before = patient.clone();
            let change = Change {
                phone: Some(Some("555 0199".into())),
                ..change
            };
            assert_eq!(change.apply(&mut patient, &mut details, today()), Err(expected));
            assert_eq!((patient, details), (before, Details::default()));
        }
    }

    #[test]
    fn fields_are_trimmed_and_empty_contact_data_is_absent() {
        let patient = NewPatient::new("  Ada Okafor ", Some(" "), Some(" 555 0100 "));
        assert_eq!(
            patient,
            Ok(NewPatient {
                name: "Ada Okafor".into(),
                email: None,
                phone: Some("555 0100".into())
            })
        );
    }

    #[test]
    fn the_wrong_field_is_named() {
        assert_eq!(NewPatient::new(" ", None, None), Err(BadPatient::Name));
        assert_eq!(NewPatient::new("Ada", Some("nobody"), None), Err(BadPatient::Email));
        assert_eq!(NewPatient::new("Ada", None, Some("5\n5")), Err(BadPatient::Phone));
    }
}
