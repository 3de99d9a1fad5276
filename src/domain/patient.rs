//! Clients of the practice.

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
    /// When the record was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// The longest name that is stored, in characters.
pub const MAX_NAME: usize = 200;
/// The longest telephone number that is stored, in characters.
pub const MAX_PHONE: usize = 50;

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
}

impl BadPatient {
    /// The JSON field that is wrong.
    pub fn field(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
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

impl NewPatient {
    /// Checks the three fields.
    ///
    /// # Errors
    /// The first field that is not acceptable.
    pub fn new(name: &str, email: Option<&str>, phone: Option<&str>) -> Result<Self, BadPatient> {
        let present = |text: Option<&str>| text.map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
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

#[cfg(test)]
mod tests {
    use super::*;

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
