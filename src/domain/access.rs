//! Who may do what: one pure function over role, action and relation, whose whole table is `tests/golden/access-table.txt`.

use crate::user::{Caller, Role};

/// Something a caller may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Make a new client record (their own).
    AddPatient,
    /// Read a client's name and contact data.
    ReadPatient,
    /// Upload a recording for a client.
    AddSession,
    /// See that a session exists and how far it is.
    ReadSession,
    /// Read the words of a session: transcript, audio, note.
    ReadClinical,
    /// Cancel, retry or re-draft a session.
    ProcessSession,
    /// See whether the appliance works: database, engines, queue.
    ReadSystem,
    /// See and change accounts.
    ManageUsers,
    /// Invite somebody to a role in the practice.
    InviteUser,
    /// Invite a client to an account of their own.
    InvitePatient,
}

impl Action {
    /// Every action, in the order of the access table.
    pub const ALL: [Self; 10] = [
        Self::AddPatient,
        Self::ReadPatient,
        Self::AddSession,
        Self::ReadSession,
        Self::ReadClinical,
        Self::ProcessSession,
        Self::ReadSystem,
        Self::ManageUsers,
        Self::InviteUser,
        Self::InvitePatient,
    ];
}

/// What the record is to the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// They are the responsible therapist.
    Own,
    /// They supervise the responsible therapist.
    Supervised,
    /// The record is about themselves.
    Subject,
    /// Neither.
    Other,
}

impl Relation {
    /// Every relation, in the order of the access table.
    pub const ALL: [Self; 4] = [Self::Own, Self::Supervised, Self::Subject, Self::Other];
}

/// A refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// The caller may not even know that it exists: answered exactly like a record that does not.
    #[error("no such record")]
    Hidden,
    /// The caller may know, but not do this.
    #[error("this is not allowed for your role")]
    Forbidden,
}

/// Decides whether a role may do something to a record that stands in this relation to the person.
///
/// # Errors
/// [`Denied::Hidden`] becomes 404 and [`Denied::Forbidden`] 403, so that a caller learns nothing about records they may not
/// see.
pub fn decide(role: Role, action: Action, relation: Relation) -> Result<(), Denied> {
    use Action::*;
    use Relation::*;
    match (role, action, relation) {
        (Role::Therapist, AddPatient, _) => Ok(()),
        (Role::Therapist, ReadPatient | AddSession | ReadSession | ReadClinical | ProcessSession, Own) => Ok(()),
        (Role::Supervisor, ReadPatient | ReadSession | ReadClinical, Supervised | Own) => Ok(()),
        (Role::Supervisor, AddSession | ProcessSession, Supervised | Own) => Err(Denied::Forbidden),
        // An administrator sees that work is waiting or failed, never whose words they are.
        (Role::Admin, ReadSystem, _) => Ok(()),
        (Role::Therapist | Role::Supervisor, ReadSystem, _) => Ok(()),
        (Role::Admin, ManageUsers | InviteUser | InvitePatient, _) => Ok(()),
        (Role::Therapist, InvitePatient, _) => Ok(()),
        (_, AddPatient | ReadSystem | ManageUsers | InviteUser | InvitePatient, _) => Err(Denied::Forbidden),
        _ => Err(Denied::Hidden),
    }
}

impl Caller {
    /// [`decide`] for this caller.
    ///
    /// # Errors
    /// As [`decide`].
    pub fn may(&self, action: Action, relation: Relation) -> Result<(), Denied> {
        decide(self.role, action, relation)
    }
}

/// The whole table as text, one line per role, action and relation.
pub fn table() -> String {
    let mut lines = String::from("role        action          own        supervised subject    other\n");
    for role in Role::ALL {
        for action in Action::ALL {
            let cells = Relation::ALL.map(|relation| match decide(role, action, relation) {
                Ok(()) => "yes",
                Err(Denied::Hidden) => "404",
                Err(Denied::Forbidden) => "403",
            });
            let row = format!(
                "{:<11} {:<15} {:<10} {:<10} {:<10} {}",
                role.as_str(),
                format!("{action:?}"),
                cells[0],
                cells[1],
                cells[2],
                cells[3]
            );
            lines.push_str(row.trim_end());
            lines.push('\n');
        }
    }
    lines
}
